//! The active tickets in the order in which something of them is due, in memory: lists of them are
//! asked for all the time. Never the only place in which they are: the rows are kept as all others
//! are, and what is here is read from them when the index is opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::record::QueueEntry;
use crate::domain::{At, TicketNo};

/// Where a ticket is in the queue.
pub(super) type Place = (At, TicketNo);
/// All active tickets; about 130 bytes each.
pub(super) type Active = BTreeMap<Place, Arc<QueueEntry>>;
/// What becomes of places in it: another ticket, or none.
pub(super) type Changes = BTreeMap<Place, Option<Arc<QueueEntry>>>;

/// The active tickets as they were at one moment, by what is due next, then by number. What comes
/// after is seen by whoever asks again.
#[derive(Debug, Clone)]
pub struct Queue {
    kept: Arc<Active>,
    /// What an open block makes of it.
    open: Changes,
}

impl Queue {
    pub(super) const fn new(kept: Arc<Active>, open: Changes) -> Queue {
        Queue { kept, open }
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &QueueEntry> {
        let kept = self.kept.iter().filter(|(place, _)| !self.open.contains_key(place));
        let open = self.open.iter();
        let open = open.filter_map(|(place, entry)| entry.as_ref().map(|entry| (place, entry)));
        let (mut kept, mut open) = (kept.peekable(), open.peekable());
        std::iter::from_fn(move || match (kept.peek(), open.peek()) {
            (Some((kept_at, _)), Some((open_at, _))) if kept_at < open_at => kept.next(),
            (_, Some(_)) => open.next(),
            (_, None) => kept.next(),
        })
        .map(|(_, entry)| &**entry)
    }
}

/// Makes changes; whoever has asked before goes on with what was there then.
pub(super) fn change(active: &mut Arc<Active>, changes: Changes) {
    if changes.is_empty() {
        return;
    }
    let active = Arc::make_mut(active);
    for (place, entry) in changes {
        match entry {
            Some(entry) => drop(active.insert(place, entry)),
            None => drop(active.remove(&place)),
        }
    }
}
