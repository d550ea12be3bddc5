//! Giving tickets that nobody has to agents who are ready, in the desk's own name. Never to
//! somebody who is doing anything else, and never again to who has put the same ticket back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::Writer;
use crate::daemon::decide::{Deciding, Declined};
use crate::domain::sharing::{BY_ITSELF, Free, Sharing, Topics};
use crate::domain::{AgentState, Entry, Fact, Role, TicketNo};
use crate::lookup::Identities;
use crate::store::{OpenBlock, Setting, Stamp, StoreError, View};

/// Tickets given in one block, so that commands do not wait for long.
const AT_ONCE: usize = 100;

/// What is remembered between two blocks; a start knows of it what the last entries say.
#[derive(Debug, Default)]
pub(super) struct Shares {
    /// How, and what each agent is given; `None` while the desk shares nothing out.
    rules: Option<(Sharing, BTreeMap<String, Topics>)>,
    /// Something has happened that may let a ticket be given.
    is_due: bool,
    /// Seq of the entry that gave an agent their last ticket.
    given: HashMap<String, u64>,
    /// Who has put which ticket back, of those that nobody has.
    put_back: BTreeMap<TicketNo, BTreeSet<String>>,
}

impl Shares {
    /// Reads how it is to be done from now on.
    pub(super) fn read(&mut self, view: &View<'_>) {
        let all = view.sharing().unwrap_or_else(|error| {
            tracing::error!("how tickets are shared out cannot be read: {error}");
            Vec::new()
        });
        let text = |one: &Setting| (one.name.clone(), one.text.clone());
        let (desk, agents): (Vec<_>, Vec<_>) =
            all.iter().map(text).partition(|(name, _)| name.is_empty());
        let topics = |(name, text): (String, String)| text.parse().ok().map(|one| (name, one));
        let sharing = desk.first().and_then(|(_, text)| text.parse().ok());
        self.rules = sharing.map(|how| (how, agents.into_iter().filter_map(topics).collect()));
        self.is_due = true;
    }

    /// Takes in what was committed.
    pub(super) fn take(&mut self, entries: &[Entry], view: &View<'_>) {
        for entry in entries {
            if let Fact::SharingSet { .. } = &entry.fact {
                self.read(view);
            } else if let Fact::TicketAssigned { ticket, from, to } = &entry.fact {
                self.is_due = true;
                if to.is_empty() {
                    let names = self.put_back.entry(TicketNo(*ticket)).or_default();
                    names.insert(from.clone());
                } else {
                    self.given.insert(to.clone(), entry.seq);
                }
            } else {
                self.is_due |= matches!(
                    entry.fact,
                    Fact::TicketOpened { .. }
                        | Fact::TicketWithdrawn { .. }
                        | Fact::TicketStatusSet { .. }
                        | Fact::TicketAmended { .. }
                );
            }
        }
    }

    /// Somebody may have become free.
    pub(super) const fn look_again(&mut self) {
        self.is_due = true;
    }

    /// Whether tickets are to be given now.
    pub(super) const fn is_due(&self) -> bool {
        self.is_due && self.rules.is_some()
    }
}

impl Writer {
    /// Gives what can be given; whether anything was.
    pub(super) fn share(&mut self) -> bool {
        if !self.shares.is_due() {
            return false;
        }
        self.shares.is_due = false;
        if self.desk.hub.read_only().is_some() || self.desk.space.enough().is_err() {
            return false;
        }
        let mut block = self.store.begin();
        if let Err(error) = self.give(&mut block) {
            tracing::error!("tickets could not be shared out: {error}");
            return false;
        }
        let gave = !block.entries().is_empty();
        if gave {
            self.keep(block, Vec::new());
        }
        gave
    }

    fn give(&mut self, block: &mut OpenBlock) -> Result<(), StoreError> {
        let Some((sharing, _)) = self.shares.rules else { return Ok(()) };
        let mut free = self.free();
        if free.is_empty() {
            return Ok(());
        }
        // One pass over the open tickets, however many are given by it.
        let mut waiting = Vec::new();
        for entry in block.view().queue()?.iter() {
            match &entry.assignee {
                None => waiting.push((entry.ticket, entry.topic)),
                Some(name) => {
                    if let Some(one) = free.get_mut(name) {
                        one.open += 1;
                    }
                }
            }
        }
        let nobodys: BTreeSet<TicketNo> = waiting.iter().map(|(no, _)| *no).collect();
        self.shares.put_back.retain(|no, _| nobodys.contains(no));
        let mut free: Vec<Free> = free.into_values().collect();
        let mut count = 0;
        for (no, topic) in waiting {
            let declined = self.shares.put_back.get(&no);
            let has_declined = |name: &str| declined.is_some_and(|names| names.contains(name));
            let Some(chosen) = sharing.choose(topic, &mut free, has_declined) else { continue };
            if self.give_one(no, &chosen.name, block)? {
                chosen.open += 1;
                chosen.given = block.entries().last().map_or(0, |entry| entry.seq);
                count += 1;
            }
            if count == AT_ONCE {
                self.shares.is_due = true;
                break;
            }
            if free.iter().all(|one| one.open >= sharing.limit) {
                break;
            }
        }
        Ok(())
    }

    /// Who is ready at this moment and may be given something, without what they have already.
    fn free(&self) -> HashMap<String, Free> {
        let Some((_, skills)) = &self.shares.rules else { return HashMap::new() };
        let ready = self.desk.crew.all().into_iter();
        let ready = ready.filter(|one| one.state == AgentState::Ready && one.terminals > 0);
        let free = ready.map(|agent| {
            let usual = || Topics::usual(agent.role);
            let topics = skills.get(&agent.name).cloned().unwrap_or_else(usual);
            let given = self.shares.given.get(&agent.name).copied().unwrap_or(0);
            (agent.name.clone(), Free { name: agent.name, topics, open: 0, given })
        });
        free.filter(|(_, one)| one.topics != Topics::Only(BTreeSet::new())).collect()
    }

    fn give_one(&self, no: TicketNo, to: &str, block: &mut OpenBlock) -> Result<bool, StoreError> {
        let mark = block.mark();
        let (at, command) = (self.desk.clock.now(), Uuid::now_v7().as_u128());
        let stamp = Stamp { at, by: BY_ITSELF.to_owned(), command, via: String::new(), undoes: 0 };
        let lookup = self.desk.lookup();
        let (reader, undo, place) = (&self.desk.reader, &self.undo, &self.desk.place);
        let pending = &mut Identities::default();
        let (lookup, role) = (&lookup, Role::Administrator);
        let found = None;
        let mut deciding =
            Deciding { block, pending, lookup, reader, stamp, role, undo, place, found };
        match deciding.give(no, to) {
            Ok(()) => Ok(true),
            Err(Declined::Failed(error)) => Err(error),
            Err(Declined::Refused(why)) => {
                block.rollback(mark);
                tracing::error!("{no} cannot be given to {to}: {why}");
                Ok(false)
            }
        }
    }
}
