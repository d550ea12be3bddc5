//! Following: who hears of a ticket or a customer whatever their screen shows. Never a right to
//! anything, and never a change of what is followed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::event::{Entry, Event, Fact};
use super::id::{CustomerId, TicketNo};
use super::refusal::Refusal;
use super::status::Status;
use super::ticket::Ticket;

/// Something that one can have open, and follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A ticket.
    Ticket(TicketNo),
    /// A customer.
    Customer(CustomerId),
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Record::Ticket(no) => no.fmt(f),
            Record::Customer(id) => id.fmt(f),
        }
    }
}

/// One who follows a record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Follower {
    agent: String,
    /// The ticket they followed, which was merged into this one; `None` when they chose to follow
    /// this one. Whoever followed several is in the list for each.
    through: Option<TicketNo>,
}

/// Those who follow one record: as many as the desk has agents at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followers(Vec<Follower>);

impl Followers {
    /// Tells whether an agent is among them.
    pub fn has(&self, agent: &str) -> bool {
        self.0.iter().any(|one| one.agent == agent)
    }

    /// Tells whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names; of who came by several ways several times.
    pub fn agents(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|one| one.agent.as_str())
    }

    /// Their names, each once, whoever followed first in front.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for one in &self.0 {
            if !names.contains(&one.agent.as_str()) {
                names.push(&one.agent);
            }
        }
        names
    }

    /// An agent follows a record from now on.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`].
    pub fn follow(&self, record: Record, agent: &str) -> Result<Event, Refusal> {
        match self.has(agent) {
            true => Err(Refusal::AlreadySo),
            false => Ok(event(record, agent, None, true)),
        }
    }

    /// An agent follows a record no longer, whatever brought them.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`].
    pub fn unfollow(&self, record: Record, agent: &str) -> Result<Vec<Event>, Refusal> {
        let own = self.0.iter().filter(|one| one.agent == agent);
        let events: Vec<Event> = own.map(|one| event(record, agent, one.through, false)).collect();
        if events.is_empty() { Err(Refusal::AlreadySo) } else { Ok(events) }
    }

    /// These followers of a ticket follow the one into which it is merged.
    pub fn carried(&self, from: TicketNo, into: TicketNo) -> Vec<Event> {
        let into = Record::Ticket(into);
        self.names().iter().map(|agent| event(into, agent, Some(from), true)).collect()
    }

    /// Those who follow this ticket only because another one was merged into it, which is now one
    /// of its own again.
    pub fn left(&self, from: TicketNo, into: TicketNo) -> Vec<Event> {
        let came = self.0.iter().filter(|one| one.through == Some(from));
        came.map(|one| event(Record::Ticket(into), &one.agent, Some(from), false)).collect()
    }

    /// Takes in an entry about this record.
    pub fn apply(&mut self, entry: &Entry) {
        let Fact::FollowSet { agent, through, follows, .. } = &entry.fact else { return };
        let one = Follower { agent: agent.clone(), through: ticket(*through) };
        self.0.retain(|other| *other != one);
        if *follows == 1 {
            self.0.push(one);
        }
    }

    /// Takes back an entry about this record. What came with a merge goes with it, whatever its
    /// followers have done since.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
    pub fn undo(&self, entry: &Entry) -> Result<Event, Refusal> {
        let Fact::FollowSet { agent, through, follows, .. } = &entry.fact else {
            return Err(Refusal::NothingToUndo);
        };
        let record = Record::followed(&entry.fact).ok_or(Refusal::NothingToUndo)?;
        let one = Follower { agent: agent.clone(), through: ticket(*through) };
        let is_so = self.0.contains(&one) == (*follows == 1);
        match is_so || one.through.is_some() {
            true => Ok(event(record, agent, one.through, *follows != 1)),
            false => Err(Refusal::ChangedSince),
        }
    }
}

impl Ticket {
    /// Tells whether it can be followed: one that lives on in another one has no news of its own.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`].
    pub fn may_be_followed(&self) -> Result<(), Refusal> {
        let all = Status::ALL.iter().copied();
        self.must_be(&all.filter(|status| *status != Status::Merged).collect::<Vec<_>>())
    }
}

impl Record {
    /// What is followed, or no longer, by a fact that says so.
    pub const fn followed(fact: &Fact) -> Option<Record> {
        match fact {
            Fact::FollowSet { ticket: 0, customer, .. } => {
                Some(Record::Customer(CustomerId(*customer)))
            }
            Fact::FollowSet { ticket, .. } => Some(Record::Ticket(TicketNo(*ticket))),
            _ => None,
        }
    }

    /// Whose followers hear of a fact: those of its ticket; of a new contact or a new ticket those
    /// of its customer, and which ticket that is.
    pub fn heard(fact: &Fact) -> Option<(Record, Option<TicketNo>)> {
        let ids = fact.named();
        match fact {
            // That a clock was set goes with something else that was done to the ticket.
            Fact::FollowSet { .. } | Fact::TicketClockSet { .. } => None,
            Fact::TicketOpened { ticket, .. } => {
                Some((Record::Customer(CustomerId(ids.customer)), Some(TicketNo(*ticket))))
            }
            Fact::InteractionLogged { .. } => {
                Some((Record::Customer(CustomerId(ids.customer)), None))
            }
            _ => ticket(ids.ticket).map(|no| (Record::Ticket(no), None)),
        }
    }
}

/// A ticket by its number; 0 stands for none.
fn ticket(number: u64) -> Option<TicketNo> {
    (number > 0).then_some(TicketNo(number))
}

fn event(record: Record, agent: &str, through: Option<TicketNo>, follows: bool) -> Event {
    let (ticket, customer) = match record {
        Record::Ticket(no) => (no.0, 0),
        Record::Customer(id) => (0, id.0),
    };
    let (agent, through) = (agent.to_owned(), through.map_or(0, |no| no.0));
    Event::from(Fact::FollowSet { ticket, customer, agent, through, follows: follows.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;

    const A: TicketNo = TicketNo(1);
    const B: TicketNo = TicketNo(2);
    const C: TicketNo = TicketNo(3);

    fn entry(event: Event) -> Entry {
        let (seq, at, by, command) = (1, At(1), "x".to_owned(), 1);
        Entry {
            seq,
            at,
            by,
            command,
            via: String::new(),
            undoes: 0,
            fact: event.fact,
            private: Some(event.private),
        }
    }

    fn take(followers: &mut Followers, events: impl IntoIterator<Item = Event>) {
        events.into_iter().for_each(|event| followers.apply(&entry(event)));
    }

    fn follow(followers: &mut Followers, no: TicketNo, agent: &str) {
        let event = followers.follow(Record::Ticket(no), agent).expect("not yet");
        take(followers, [event]);
    }

    #[test]
    fn one_follows_once_and_ends_it_once() {
        let mut followers = Followers::default();
        follow(&mut followers, A, "sari");
        assert_eq!(followers.follow(Record::Ticket(A), "sari"), Err(Refusal::AlreadySo));
        assert_eq!(followers.unfollow(Record::Ticket(A), "budi"), Err(Refusal::AlreadySo));
        let events = followers.unfollow(Record::Ticket(A), "sari").expect("she does");
        take(&mut followers, events);
        assert!(followers.is_empty());
    }

    #[test]
    fn a_merge_brings_followers_and_taking_it_apart_leaves_each_as_it_was() {
        let [mut a, mut b, mut c] = [(); 3].map(|()| Followers::default());
        follow(&mut a, A, "sari");
        follow(&mut a, A, "budi");
        follow(&mut b, B, "budi");
        follow(&mut c, C, "rina");
        let (b_was, c_was) = (b.clone(), c.clone());
        take(&mut b, a.carried(A, B));
        assert_eq!(b.names(), ["budi", "sari"]);
        take(&mut c, b.carried(B, C));
        assert_eq!(c.names(), ["rina", "budi", "sari"]);
        let left = c.left(B, C);
        take(&mut c, left);
        assert_eq!(c, c_was);
        let left = b.left(A, B);
        take(&mut b, left);
        assert_eq!(b, b_was, "budi followed it before");
    }

    #[test]
    fn a_merge_is_taken_back_whatever_its_followers_have_done_since() {
        let [mut a, mut b] = [(); 2].map(|()| Followers::default());
        follow(&mut a, A, "sari");
        let came = a.carried(A, B);
        take(&mut b, came.clone());
        let chose = entry(a.follow(Record::Ticket(A), "budi").expect("not yet"));
        let gone = b.unfollow(Record::Ticket(B), "sari").expect("she does");
        take(&mut b, gone);
        assert!(b.undo(&entry(came[0].clone())).is_ok());
        assert_eq!(a.undo(&chose), Err(Refusal::ChangedSince), "he does not follow it any more");
    }
}
