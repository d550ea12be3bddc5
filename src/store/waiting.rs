//! Rows that the journal holds already and sled does not yet: they wait in memory until there are
//! enough of them, see [`super::handing`]. Never rows of a block that is not on the disk.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sled::IVec;

use super::overlay::Changes;
use super::queue::{self, Active};
use super::table::Key;

/// A sealed value, or `None` where a row is gone. As sled has it, which takes it without a copy.
pub(super) type Change = Option<IVec>;

/// A row as it is kept.
pub(super) type Row = (IVec, IVec);

/// Which end of a range is gone towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    First,
    Last,
}

/// The rows that wait.
#[derive(Default)]
pub(super) struct Waiting(RwLock<Rows>);

#[derive(Default)]
struct Rows {
    new: BTreeMap<Key, Change>,
    /// What sled is taking in at the moment; in front of it in time is nothing that waits.
    handed: Arc<BTreeMap<Key, Change>>,
    /// The queue, with these rows and those that sled has.
    queue: Arc<Active>,
}

impl Rows {
    fn get(&self, key: &[u8]) -> Option<&Change> {
        self.new.get(key).or_else(|| self.handed.get(key))
    }
}

impl Waiting {
    fn rows(&self) -> RwLockReadGuard<'_, Rows> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn rows_mut(&self) -> RwLockWriteGuard<'_, Rows> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A row, when it waits.
    pub(super) fn get(&self, key: &[u8]) -> Option<Change> {
        self.rows().get(key).cloned()
    }

    /// How many have not been handed on.
    pub(super) fn len(&self) -> usize {
        self.rows().new.len()
    }

    /// Adds changes that belong together: a reader sees all of them or none.
    pub(super) fn add(&self, changes: Changes) {
        let mut rows = self.rows_mut();
        if rows.new.is_empty() {
            rows.new = changes.rows;
        } else {
            rows.new.extend(changes.rows);
        }
        queue::change(&mut rows.queue, changes.queue);
    }

    /// The queue as it is now.
    pub(super) fn queue(&self) -> Arc<Active> {
        Arc::clone(&self.rows().queue)
    }

    /// Begins with the queue that sled has.
    pub(super) fn begin_with(&self, queue: Active) {
        self.rows_mut().queue = Arc::new(queue);
    }

    /// Sets apart all that have come until now, to be handed on. What was set apart before must be
    /// in sled.
    pub(super) fn set_apart(&self) {
        let mut rows = self.rows_mut();
        rows.handed = Arc::new(std::mem::take(&mut rows.new));
    }

    /// What was set apart, as one batch; its rows still wait until [`Waiting::let_go`].
    pub(super) fn batch(&self) -> sled::Batch {
        let mut batch = sled::Batch::default();
        let handed = Arc::clone(&self.rows().handed);
        for (key, change) in handed.iter() {
            match change {
                Some(sealed) => batch.insert(key.as_slice(), sealed),
                None => batch.remove(key.as_slice()),
            }
        }
        batch
    }

    /// Lets go of what was set apart: sled has it. Returns how many rows that were.
    pub(super) fn let_go(&self) -> usize {
        // Freed where nobody waits for it.
        let handed = std::mem::take(&mut self.rows_mut().handed);
        handed.len()
    }

    /// The rows of a range, as they are now.
    pub(super) fn range(&self, keys: &Range<Key>) -> VecDeque<(Key, Change)> {
        if keys.start >= keys.end {
            return VecDeque::new();
        }
        let rows = self.rows();
        let both = rows.handed.range(keys.clone()).chain(rows.new.range(keys.clone()));
        let copied = both.map(|(key, change)| (key.clone(), change.clone()));
        if rows.handed.is_empty() || rows.new.is_empty() {
            return copied.collect();
        }
        // The newer one of two with the same key comes last, and stays.
        copied.collect::<BTreeMap<Key, Change>>().into_iter().collect()
    }
}

/// Rows of a range from one of its ends: those of sled, and in their place those that wait.
pub(super) struct RowIter {
    /// `None` once it has come to its end.
    kept: Option<sled::Iter>,
    waiting: VecDeque<(Key, Change)>,
    next_kept: Option<Row>,
}

impl RowIter {
    /// `waiting` must have been asked before `kept`: what is handed on in between is in both then.
    pub(super) const fn new(waiting: VecDeque<(Key, Change)>, kept: sled::Iter) -> RowIter {
        RowIter { kept: Some(kept), waiting, next_kept: None }
    }

    /// The next row; always from the same end.
    pub(super) fn next(&mut self, towards: Towards) -> sled::Result<Option<Row>> {
        loop {
            if let (None, Some(kept)) = (&self.next_kept, self.kept.as_mut()) {
                self.next_kept = match towards {
                    Towards::Last => kept.next(),
                    Towards::First => kept.next_back(),
                }
                .transpose()?;
                if self.next_kept.is_none() {
                    self.kept = None;
                }
            }
            let waits = match towards {
                Towards::Last => self.waiting.front(),
                Towards::First => self.waiting.back(),
            };
            let order = match (&self.next_kept, waits) {
                (_, None) => return Ok(self.next_kept.take()),
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some((kept, _)), Some((waits, _))) => match towards {
                    Towards::Last => kept.as_ref().cmp(waits.as_slice()),
                    Towards::First => waits.as_slice().cmp(kept.as_ref()),
                },
            };
            if order.is_lt() {
                return Ok(self.next_kept.take());
            }
            if order.is_eq() {
                self.next_kept = None;
            }
            let next = match towards {
                Towards::Last => self.waiting.pop_front(),
                Towards::First => self.waiting.pop_back(),
            };
            if let Some((key, Some(sealed))) = next {
                return Ok(Some((key.into(), sealed)));
            }
        }
    }
}
