//! Telling what is to be told of tickets' clocks, in the desk's own name. Never twice: what was
//! told is kept in the same block as what was done about it.

use std::time::Duration;

use uuid::Uuid;

use super::Writer;
use crate::daemon::decide::{Deciding, Declined};
use crate::domain::clock::BY_ITSELF;
use crate::domain::time::MINUTE;
use crate::domain::{At, Entry, Fact, Role, TicketNo};
use crate::lookup::Identities;
use crate::store::{OpenBlock, Stamp, StoreError};

/// Tickets told of in one block, so that commands do not wait for long.
const AT_ONCE: usize = 100;
/// How soon the clock is looked at again at the earliest.
const SOONEST: Duration = Duration::from_secs(1);
/// How soon at the latest: the machine's clock may be set, or may have slept.
const LATEST: Duration = Duration::from_secs(60);

impl Writer {
    /// How long nothing is to be told; `None` when nothing waits for it.
    pub(super) fn silence(&self) -> Option<Duration> {
        let ahead = self.alarm?.0.saturating_sub(self.desk.clock.now().0);
        let ahead = Duration::from_millis(u64::try_from(ahead).unwrap_or(0));
        Some(ahead.clamp(SOONEST, LATEST))
    }

    /// Looks when there is something to tell next; entries that are not about clocks change nothing
    /// while nothing waits.
    pub(super) fn look_at_clocks(&mut self, entries: &[Entry]) {
        let is_of_clock = |entry: &Entry| matches!(entry.fact, Fact::TicketClockSet { .. });
        if self.alarm.is_some() || entries.iter().any(is_of_clock) {
            self.look_for_alarm();
        }
    }

    /// Looks when there is something to tell next.
    pub(super) fn look_for_alarm(&mut self) {
        self.alarm = match self.desk.reader.view().next_alarm() {
            Ok(next) => next.map(|(at, _)| at),
            Err(error) => {
                tracing::error!("the tickets' clocks cannot be read: {error}");
                Some(self.desk.clock.now().plus(MINUTE))
            }
        };
    }

    /// Tells what is to be told by now; whether anything was.
    pub(super) fn ring(&mut self) -> bool {
        let now = self.desk.clock.now();
        if self.alarm.is_none_or(|at| at > now) {
            return false;
        }
        if self.desk.hub.read_only().is_some() || self.desk.space.enough().is_err() {
            self.alarm = Some(now.plus(MINUTE));
            return false;
        }
        let mut block = self.store.begin();
        if let Err(error) = self.tell(&mut block, now) {
            tracing::error!("what tickets' clocks ask for could not be done: {error}");
            self.alarm = Some(now.plus(MINUTE));
            return false;
        }
        self.keep(block, Vec::new());
        true
    }

    fn tell(&self, block: &mut OpenBlock, now: At) -> Result<(), StoreError> {
        let mut last: Option<(At, TicketNo)> = None;
        for _ in 0..AT_ONCE {
            let next = block.view().next_alarm()?.filter(|(at, _)| *at <= now);
            let Some((at, no)) = next.filter(|next| Some(*next) != last) else { break };
            last = Some((at, no));
            let command = Uuid::now_v7().as_u128();
            let stamp =
                Stamp { at: now, by: BY_ITSELF.to_owned(), command, via: String::new(), undoes: 0 };
            let lookup = self.desk.lookup();
            let (reader, undo, place) = (&self.desk.reader, &self.undo, &self.desk.place);
            let pending = &mut Identities::default();
            let (lookup, role) = (&lookup, Role::Administrator);
            let mut deciding =
                Deciding { block, pending, lookup, reader, stamp, role, undo, place, found: None };
            match deciding.tell(no) {
                Ok(()) => {}
                Err(Declined::Failed(error)) => return Err(error),
                Err(Declined::Refused(why)) => tracing::error!("{no}: {why}"),
            }
        }
        Ok(())
    }
}
