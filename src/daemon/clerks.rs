//! The few threads that make answers, however many ask. Never more at a time than the machine has
//! use for, so that the writer gets its turn and memory does not grow with who is attached; and
//! never lets what a person waits for stand behind what terminals ask again by themselves.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::answer;
use super::desk::Desk;
use super::mouth;
use super::said;
use crate::wire::line::LineError;
use crate::wire::{Query, Reply, Trouble};

/// Clerks who take everything, what people wait for first. Each keeps some memory of its own;
/// with fewer a few long answers would stop all others.
const ALL: usize = 4;
/// Of an agent's questions so many are answered at a time: the others' are not behind all of them.
const SHARE: usize = 2;

/// A question on its way.
#[derive(Debug)]
struct Asked {
    agent: String,
    /// Which gateway user spoke for them, if any.
    via: String,
    id: u64,
    ask: Query,
    to: SyncSender<Line>,
}

/// An answer as a line, or why there is none.
type Line = Result<Vec<u8>, LineError>;

#[derive(Debug, Default)]
struct Waiting {
    /// What somebody waits for with a finger on a key.
    at_once: VecDeque<Asked>,
    in_turn: VecDeque<Asked>,
    /// How many of an agent's questions are being answered.
    busy: BTreeMap<String, usize>,
    is_over: bool,
}

/// Which questions a clerk takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Those that a person waits for, and no other: there is always somebody for them.
    AtOnce,
    /// The others first: however much people ask, screens are kept up to date.
    InTurn,
    /// All, those that a person waits for first.
    All,
}

/// The clerks and what waits for them.
#[derive(Debug, Default)]
pub struct Clerks {
    waiting: Mutex<Waiting>,
    /// Something came that only those may take who take everything in the end.
    come: Condvar,
    /// Something came that a person waits for.
    come_at_once: Condvar,
}

impl Waiting {
    /// The next question that a clerk takes, of an agent who has not their share yet.
    fn take(&mut self, takes: Takes) -> Option<Asked> {
        let Waiting { at_once, in_turn, busy, .. } = self;
        let (first, then) = match takes {
            Takes::AtOnce => (at_once, None),
            Takes::InTurn => (in_turn, Some(at_once)),
            Takes::All => (at_once, Some(in_turn)),
        };
        let next = |lane: &mut VecDeque<Asked>| {
            let has_share = |one: &Asked| busy.get(&one.agent).is_some_and(|busy| *busy >= SHARE);
            let at = lane.iter().position(|one| !has_share(one))?;
            lane.remove(at)
        };
        let asked = next(first).or_else(|| then.and_then(next))?;
        *self.busy.entry(asked.agent.clone()).or_default() += 1;
        Some(asked)
    }

    /// One of an agent's questions is answered. Tells whether another one of theirs may have
    /// waited for that.
    fn answered(&mut self, agent: &str) -> bool {
        let Some(busy) = self.busy.get_mut(agent) else { return false };
        let had_share = *busy >= SHARE;
        *busy -= 1;
        if *busy == 0 {
            self.busy.remove(agent);
        }
        had_share && !(self.at_once.is_empty() && self.in_turn.is_empty())
    }
}

impl Clerks {
    /// Has a question answered and waits for the line; `None` when the desk is leaving.
    pub fn ask(&self, (agent, via): (&str, &str), id: u64, ask: Query) -> Option<Line> {
        let (to, made) = sync_channel(1);
        let is_at_once = is_at_once(&ask);
        let (agent, via) = (agent.to_owned(), via.to_owned());
        let asked = Asked { agent, via, id, ask, to };
        {
            let mut waiting = self.waiting();
            if waiting.is_over {
                return None;
            }
            match is_at_once {
                true => waiting.at_once.push_back(asked),
                false => waiting.in_turn.push_back(asked),
            }
        }
        self.wake(is_at_once);
        made.recv().ok()
    }

    /// Has clerks begin to work. They are not waited for at the end: a long answer that nobody will
    /// read holds nothing up.
    ///
    /// # Errors
    /// The system has no thread for one.
    pub fn begin(desk: &Arc<Desk>) -> io::Result<()> {
        let special = [Takes::AtOnce, Takes::InTurn];
        for takes in special.into_iter().chain([Takes::All; ALL]) {
            let desk = Arc::clone(desk);
            let clerk = thread::Builder::new().name("clerk".into());
            clerk.spawn(move || desk.clerks.work(&desk, takes))?;
        }
        Ok(())
    }

    /// Nothing is answered any more.
    pub fn close(&self) {
        let mut waiting = self.waiting();
        *waiting = Waiting { is_over: true, ..Waiting::default() };
        drop(waiting);
        self.come.notify_all();
        self.come_at_once.notify_all();
    }

    /// Wakes one who may take it: to wake all for each question would be most of the work. Whoever
    /// is busy looks by themselves when they are done.
    fn wake(&self, is_at_once: bool) {
        self.come.notify_one();
        if is_at_once {
            self.come_at_once.notify_one();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A panic while the lock was held leaves lists that are still lists.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one after the other until it is over.
    fn work(&self, desk: &Desk, takes: Takes) {
        while let Some(Asked { agent, via, id, ask, to }) = self.next(takes) {
            let made = catch_unwind(AssertUnwindSafe(|| line(desk, (&agent, &via), id, ask)));
            // Whoever asked is told that it failed; the others are answered as before. Who asked
            // may have gone.
            drop(to.send(made.unwrap_or_else(|_| failed(id))));
            if self.waiting().answered(&agent) {
                self.wake(true);
            }
        }
    }

    fn next(&self, takes: Takes) -> Option<Asked> {
        let mut waiting = self.waiting();
        loop {
            if waiting.is_over {
                return None;
            }
            let next = waiting.take(takes);
            if next.is_some() {
                return next;
            }
            let come = match takes {
                Takes::AtOnce => &self.come_at_once,
                Takes::InTurn | Takes::All => &self.come,
            };
            waiting = come.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A question's answer as a line.
fn line(desk: &Desk, who: (&str, &str), id: u64, ask: Query) -> Line {
    let reply = match answer::answer(desk, who, ask) {
        Ok((seq, answer)) => Reply::Answer { id, seq, answer },
        Err(error) => said::declined(desk, id, error),
    };
    mouth::written(&reply)
}

/// What is said when a clerk broke down over a question.
fn failed(id: u64) -> Line {
    let sentence = "the desk could not answer that; its log says why".to_owned();
    tracing::error!("a question could not be answered, see the panic above");
    mouth::written(&Reply::Trouble { id: Some(id), trouble: Trouble::Failed, sentence })
}

/// What people ask with a key is short and waited for. What panes ask again, and lists for exports,
/// wait for each other.
const fn is_at_once(ask: &Query) -> bool {
    match ask {
        Query::Find { .. }
        | Query::Customer { .. }
        | Query::Withdrawn { .. }
        | Query::Twins { .. }
        | Query::Interaction { .. }
        | Query::Ticket { .. }
        | Query::PreviewChange { .. }
        | Query::Codes
        | Query::Instruments
        | Query::Instrument { .. }
        | Query::Importance { .. }
        | Query::Canned
        | Query::Views
        | Query::Handover
        | Query::Followed => true,
        Query::Customers { .. }
        | Query::Matches { .. }
        | Query::History { .. }
        | Query::Expired { .. }
        | Query::DraftsAbout { .. }
        | Query::Interactions { .. }
        | Query::Tickets { .. }
        | Query::Queue { .. }
        | Query::Ratings { .. }
        | Query::Answers { .. }
        | Query::Scores { .. }
        | Query::Improvements
        | Query::CallBacks { .. }
        | Query::Lost { .. }
        | Query::Surveys
        | Query::PreviewSurvey { .. }
        | Query::ToAsk { .. }
        | Query::Roster
        | Query::Strangers { .. }
        | Query::Wallboard
        | Query::Report { .. }
        | Query::Desk
        | Query::Journal { .. }
        | Query::Looks { .. }
        | Query::Work { .. }
        | Query::JournalHead
        | Query::Sla
        | Query::Sharing
        | Query::Calendar { .. }
        | Query::Clock { .. }
        | Query::IndexDigest => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomerId, TicketNo};

    fn asked(clerks: &Clerks, id: u64, ask: Query) {
        asked_by(&format!("agent{id}"), clerks, id, ask);
    }

    fn asked_by(agent: &str, clerks: &Clerks, id: u64, ask: Query) {
        let is_at_once = is_at_once(&ask);
        let asked =
            Asked { agent: agent.to_owned(), via: String::new(), id, ask, to: sync_channel(1).0 };
        let mut waiting = clerks.waiting();
        match is_at_once {
            true => waiting.at_once.push_back(asked),
            false => waiting.in_turn.push_back(asked),
        }
    }

    #[test]
    fn what_a_person_waits_for_passes_what_panes_ask_again() {
        let clerks = Clerks::default();
        asked(&clerks, 1, Query::Roster);
        asked(&clerks, 2, Query::Desk);
        asked(&clerks, 3, Query::Ticket { ticket: TicketNo(7) });
        asked(&clerks, 4, Query::Customer { customer: CustomerId(7) });
        let next = |takes| clerks.next(takes).map(|asked| asked.id);
        assert_eq!(next(Takes::AtOnce), Some(3));
        assert_eq!([(); 3].map(|()| next(Takes::All)), [Some(4), Some(1), Some(2)]);
        asked(&clerks, 5, Query::Roster);
        thread::scope(|scope| {
            let only_at_once = scope.spawn(|| next(Takes::AtOnce));
            asked(&clerks, 6, Query::Codes);
            clerks.wake(true);
            assert_eq!(only_at_once.join().expect("it is there"), Some(6), "lists are for others");
        });
    }

    #[test]
    fn somebody_keeps_screens_up_to_date_however_much_people_ask() {
        let clerks = Clerks::default();
        asked(&clerks, 1, Query::Codes);
        asked(&clerks, 2, Query::Roster);
        asked(&clerks, 3, Query::Codes);
        let next = || clerks.next(Takes::InTurn).map(|asked| asked.id);
        assert_eq!([(); 3].map(|()| next()), [Some(2), Some(1), Some(3)]);
    }

    #[test]
    fn an_agent_s_many_questions_leave_clerks_to_the_others() {
        let clerks = Clerks::default();
        (1..=5).for_each(|id| asked_by("sari", &clerks, id, Query::Roster));
        asked_by("budi", &clerks, 6, Query::Roster);
        let next = || clerks.waiting().take(Takes::All).map(|asked| asked.id);
        assert_eq!([(); 4].map(|()| next()), [Some(1), Some(2), Some(6), None]);
        assert!(clerks.waiting().answered("sari"), "others of hers wait");
        assert_eq!([(); 2].map(|()| next()), [Some(3), None]);
        let answered = ["sari", "sari", "budi"].map(|agent| clerks.waiting().answered(agent));
        assert_eq!(answered, [true, false, false], "5 still waits when the first is done");
        assert!(clerks.waiting().busy.is_empty(), "nothing is kept of who has left");
    }

    #[test]
    fn when_the_desk_leaves_whoever_waits_or_comes_hears_that_there_is_no_answer() {
        let clerks = Clerks::default();
        thread::scope(|scope| {
            let waits = scope.spawn(|| clerks.ask(("sari", ""), 1, Query::Roster).is_none());
            while clerks.waiting().in_turn.is_empty() {
                thread::yield_now();
            }
            clerks.close();
            assert!(waits.join().expect("it ends"));
        });
        assert!(clerks.ask(("sari", ""), 2, Query::Codes).is_none());
        assert!(clerks.next(Takes::All).is_none(), "the clerks go home");
    }
}
