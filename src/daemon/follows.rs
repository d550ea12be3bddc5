//! Who follows what, in memory, and what they have yet to hear of it. Never the only place where
//! that is known: the index has it, and is read once, at the start.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::touched;
use crate::domain::{CustomerId, Entry, Fact, Followers, Record};
use crate::store::View;
use crate::wire::{FollowNews, Signal};

/// Records of which a terminal is told at once what was done to them; of others it is told how many
/// they are. More than a sentence names.
const TOLD: usize = 20;

/// Who follows what.
#[derive(Debug, Default)]
pub struct Follows(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    followers: HashMap<Record, Followers>,
    of: HashMap<String, Arc<BTreeSet<Record>>>,
}

impl State {
    fn note(&mut self, record: Record, agent: &str, follows: bool) {
        let own = Arc::make_mut(self.of.entry(agent.to_owned()).or_default());
        if follows {
            own.insert(record);
        } else {
            own.remove(&record);
        }
    }

    fn put(&mut self, record: Record, followers: Followers) {
        for agent in followers.names() {
            self.note(record, agent, true);
        }
        self.followers.insert(record, followers);
    }

    fn take(&mut self, entry: &Entry) {
        if let Fact::CustomerErased { customer, .. } = entry.fact {
            let record = Record::Customer(CustomerId(customer));
            let followers = self.followers.remove(&record).unwrap_or_default();
            followers.names().iter().for_each(|agent| self.note(record, agent, false));
        }
        if let (Some(record), Fact::FollowSet { agent, .. }) =
            (Record::followed(&entry.fact), &entry.fact)
        {
            let followers = self.followers.entry(record).or_default();
            followers.apply(entry);
            let (follows, is_over) = (followers.has(agent), followers.is_empty());
            if is_over {
                self.followers.remove(&record);
            }
            self.note(record, agent, follows);
        }
    }
}

impl Follows {
    fn state(&self) -> RwLockReadGuard<'_, State> {
        // A panic while the lock was held leaves lists that are still lists.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that the index knows.
    pub fn read(&self, view: &View<'_>) {
        match view.all_followers() {
            Ok(all) => self.begin(all),
            Err(error) => tracing::error!("who follows what cannot be read: {error}"),
        }
    }

    fn begin(&self, all: Vec<(Record, Followers)>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.into_iter().for_each(|(record, followers)| state.put(record, followers));
    }

    /// Takes in what was committed.
    pub fn take(&self, entries: &[Entry]) {
        let is_about = |entry: &&Entry| {
            matches!(entry.fact, Fact::FollowSet { .. } | Fact::CustomerErased { .. })
        };
        let mut about = entries.iter().filter(is_about).peekable();
        if about.peek().is_some() {
            let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
            about.for_each(|entry| state.take(entry));
        }
    }

    /// What an agent follows.
    pub fn of(&self, agent: &str) -> Arc<BTreeSet<Record>> {
        self.state().of.get(agent).cloned().unwrap_or_default()
    }

    /// Who follows any of these, each once.
    pub fn followers(&self, records: &[Record]) -> Vec<String> {
        let state = self.state();
        let all = records.iter().filter_map(|record| state.followers.get(record));
        let names: BTreeSet<&str> = all.flat_map(Followers::agents).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// What of these entries somebody follows: of each command what it did first to each record.
    pub fn heard(&self, entries: &[Entry]) -> Vec<Heard> {
        let state = self.state();
        if state.followers.is_empty() {
            return Vec::new();
        }
        let mut heard = Vec::new();
        for command in entries.chunk_by(|a, b| a.command == b.command) {
            let mut known = HashSet::new();
            for entry in command {
                let Some((record, ticket)) = Record::heard(&entry.fact) else { continue };
                let Some(followers) = state.followers.get(&record) else { continue };
                if known.insert(record) {
                    let (what, by) = (touched::what(&entry.fact).to_owned(), entry.by.clone());
                    let names = followers.agents().map(str::to_owned).collect();
                    heard.push(Heard { names, news: FollowNews { record, ticket, what, by } });
                }
            }
        }
        heard
    }
}

/// Something that was done to what somebody follows.
#[derive(Debug)]
pub struct Heard {
    /// As a set: a whole desk may follow one ticket, and each of its seats is asked for.
    names: HashSet<String>,
    /// What.
    pub news: FollowNews,
}

impl Heard {
    /// Tells whether an agent is to hear of it: one knows what one has done oneself.
    pub fn is_for(&self, agent: &str) -> bool {
        self.news.by != agent && self.names.contains(agent)
    }
}

/// What a terminal has yet to hear: of each record what was done to it last.
#[derive(Debug, Default)]
pub struct Untold {
    news: BTreeMap<Record, FollowNews>,
    more: BTreeSet<Record>,
}

impl Untold {
    /// Something was done.
    pub fn add(&mut self, news: &FollowNews) {
        if self.news.len() < TOLD || self.news.contains_key(&news.record) {
            self.news.insert(news.record, news.clone());
        } else {
            self.more.insert(news.record);
        }
    }

    /// All of it, once.
    pub fn told(&mut self) -> Option<Signal> {
        let Untold { news, more } = std::mem::take(self);
        let more = u32::try_from(more.len()).unwrap_or(u32::MAX);
        let news: Vec<FollowNews> = news.into_values().collect();
        (!news.is_empty()).then_some(Signal::Followed { news, more })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{At, TicketNo};

    const T: Record = Record::Ticket(TicketNo(7));
    const C: Record = Record::Customer(CustomerId(3));

    fn entry(by: &str, command: u128, fact: Fact) -> Entry {
        let private = Some(Vec::new());
        Entry {
            seq: 1,
            at: At(1),
            by: by.to_owned(),
            command,
            via: String::new(),
            undoes: 0,
            fact,
            private,
        }
    }

    fn follow(record: Record, agent: &str) -> Entry {
        let event = Followers::default().follow(record, agent).expect("not yet");
        entry(agent, 1, event.fact)
    }

    fn noted(by: &str, command: u128) -> Entry {
        entry(by, command, Fact::TicketNoted { ticket: 7, answered: 0 })
    }

    #[test]
    fn what_others_do_to_what_one_follows_is_heard_and_ones_own_doings_are_not() {
        let follows = Follows::default();
        follows.take(&[follow(T, "sari"), follow(C, "sari"), follow(C, "budi")]);
        assert_eq!(follows.followers(&[T, C]), ["budi", "sari"]);
        let logged = Fact::InteractionLogged {
            interaction: 1,
            customer: 3,
            channel: 1,
            direction: 1,
            topic: *b"BI",
            at: 1,
        };
        let linked = Fact::TicketLinked { ticket: 7, other: 8, kind: 1, linked: 1 };
        let heard = follows.heard(&[
            noted("budi", 2),
            entry("budi", 2, linked),
            entry("budi", 3, logged),
            entry("rina", 4, Fact::TicketNoted { ticket: 9, answered: 0 }),
        ]);
        let told: Vec<_> =
            heard.iter().map(|one| (one.news.record, one.news.what.as_str())).collect();
        assert_eq!(told, [(T, "ticket_noted"), (C, "interaction_logged")]);
        assert!(heard.iter().all(|one| one.is_for("sari") && !one.is_for("budi")));
    }

    #[test]
    fn nobody_follows_who_was_erased() {
        let follows = Follows::default();
        follows.begin(vec![(T, Followers::default())]);
        follows.take(&[follow(T, "sari"), follow(C, "sari")]);
        let reason = "asked for".to_owned();
        follows.take(&[entry("root", 2, Fact::CustomerErased { customer: 3, reason })]);
        assert_eq!(follows.of("sari").iter().copied().collect::<Vec<_>>(), [T]);
        assert!(follows.followers(&[C]).is_empty());
    }

    #[test]
    fn a_terminal_is_told_of_so_many_at_once_and_of_the_rest_how_many() {
        let mut untold = Untold::default();
        assert_eq!(untold.told(), None);
        for no in (1..=TOLD as u64 + 2).chain([1]) {
            let record = Record::Ticket(TicketNo(no));
            let (what, by) = ("ticket_noted".to_owned(), no.to_string());
            untold.add(&FollowNews { record, ticket: None, what, by });
        }
        let Some(Signal::Followed { news, more }) = untold.told() else { panic!("news") };
        assert_eq!((news.len(), more), (TOLD, 2));
        assert_eq!(untold.told(), None, "once");
    }
}
