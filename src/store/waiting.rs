//! Rows that the journal holds already and sled does not yet: they wait in memory until there are
//! enough of them. Never rows of a block that is not on the disk.
//!
//! sled writes to its file at every batch, beside our own `fdatasync` and in its way; a batch for
//! many blocks costs as much as one for a single block.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::table::Key;

/// Rows after which they are handed to sled: some hundred contacts, which takes it a few
/// milliseconds.
const ENOUGH: usize = 1_024;

/// A sealed value, or `None` where a row is gone.
pub(super) type Change = Option<Vec<u8>>;

/// A row as it is kept.
pub(super) type Row = (sled::IVec, sled::IVec);

/// Which end of a range is gone towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    First,
    Last,
}

/// The rows that wait.
#[derive(Default)]
pub(super) struct Waiting(RwLock<BTreeMap<Key, Change>>);

impl Waiting {
    fn rows(&self) -> RwLockReadGuard<'_, BTreeMap<Key, Change>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A row, when it waits.
    pub(super) fn get(&self, key: &[u8]) -> Option<Option<sled::IVec>> {
        let rows = self.rows();
        let change = rows.get(key)?;
        Some(change.as_ref().map(|sealed| sled::IVec::from(sealed.as_slice())))
    }

    /// Tells whether it is time to hand them on.
    pub(super) fn is_enough(&self) -> bool {
        self.rows().len() >= ENOUGH
    }

    /// Adds changes that belong together: a reader sees all of them or none.
    pub(super) fn add(&self, changes: BTreeMap<Key, Change>) {
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if rows.is_empty() {
            *rows = changes;
        } else {
            rows.extend(changes);
        }
    }

    /// All of them as one batch; they still wait until [`Waiting::clear`].
    pub(super) fn batch(&self) -> sled::Batch {
        let mut batch = sled::Batch::default();
        for (key, change) in self.rows().iter() {
            match change {
                Some(sealed) => batch.insert(key.as_slice(), sealed.as_slice()),
                None => batch.remove(key.as_slice()),
            }
        }
        batch
    }

    /// Lets go of them; only the one writer adds and clears.
    pub(super) fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The rows of a range, as they are now.
    pub(super) fn range(&self, keys: &Range<Key>) -> VecDeque<(Key, Change)> {
        if keys.start >= keys.end {
            return VecDeque::new();
        }
        let rows = self.rows();
        let range = rows.range(keys.clone());
        range.map(|(key, change)| (key.clone(), change.clone())).collect()
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
                return Ok(Some((key.into(), sealed.into())));
            }
        }
    }
}
