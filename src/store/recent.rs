//! Rows that were asked for lately, taken apart already: hundreds of screens ask for the same ones
//! again and again. Never one that has changed since.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::StoreError;
use super::table::Key;

/// Bytes, as they are kept, of rows remembered in each of two halves: the rows of some thousand
/// tickets. Taken apart they are three times that.
const HALF: usize = 2 * 1024 * 1024;

/// The rows of one table.
#[derive(Debug)]
pub(super) struct Recent<T>(Mutex<Rows<T>>);

#[derive(Debug)]
struct Rows<T> {
    /// Asked for since the other half was full.
    new: HashMap<Key, (Arc<T>, usize)>,
    /// Asked for before; what is not asked for again goes with it.
    old: HashMap<Key, (Arc<T>, usize)>,
    /// Bytes in the new half.
    bytes: usize,
    /// How often rows have begun or ended to change: odd while they do.
    turn: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Recent<T> {
        let (new, old) = (HashMap::new(), HashMap::new());
        Recent(Mutex::new(Rows { new, old, bytes: 0, turn: 0 }))
    }
}

impl<T> Rows<T> {
    fn get(&mut self, key: &[u8]) -> Option<Arc<T>> {
        if let Some((row, _)) = self.new.get(key) {
            return Some(Arc::clone(row));
        }
        let (key, (row, bytes)) = self.old.remove_entry(key)?;
        self.put(key, Arc::clone(&row), bytes);
        Some(row)
    }

    fn put(&mut self, key: Key, row: Arc<T>, bytes: usize) {
        if self.bytes + bytes > HALF {
            self.old = std::mem::take(&mut self.new);
            self.bytes = 0;
        }
        self.bytes += bytes;
        if let Some((_, bytes)) = self.new.insert(key, (row, bytes)) {
            self.bytes -= bytes;
        }
    }
}

impl<T> Recent<T> {
    /// A row: as it is remembered, or as `read` reads it, with its bytes.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) fn get(
        &self,
        key: &[u8],
        read: impl FnOnce() -> Result<Option<(T, usize)>, StoreError>,
    ) -> Result<Option<Arc<T>>, StoreError> {
        let turn = {
            let mut rows = self.rows();
            if let Some(row) = rows.get(key) {
                return Ok(Some(row));
            }
            rows.turn
        };
        let Some((row, bytes)) = read()? else { return Ok(None) };
        let row = Arc::new(row);
        let mut rows = self.rows();
        // What was read while rows changed may be either: the next who asks reads it again.
        if rows.turn == turn && turn.is_multiple_of(2) {
            rows.put(key.to_vec(), Arc::clone(&row), bytes);
        }
        Ok(Some(row))
    }

    /// Changes rows: from before it until after it they are read, not remembered.
    pub(super) fn while_changing<R>(&self, keys: &[Key], change: impl FnOnce() -> R) -> R {
        {
            let mut rows = self.rows();
            rows.turn += 1;
            for key in keys {
                rows.old.remove(key);
                if let Some((_, bytes)) = rows.new.remove(key) {
                    rows.bytes -= bytes;
                }
            }
        }
        let changed = change();
        self.rows().turn += 1;
        changed
    }

    fn rows(&self) -> MutexGuard<'_, Rows<T>> {
        // A panic while the lock was held leaves maps that are still maps.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(recent: &Recent<u32>, key: u8, kept: u32) -> u32 {
        let read = || Ok(Some((kept, 10)));
        *recent.get(&[key], read).expect("read").expect("there")
    }

    #[test]
    fn a_row_is_read_once_until_it_changes() {
        let recent = Recent::default();
        assert_eq!(asked(&recent, 1, 7), 7);
        assert_eq!(asked(&recent, 1, 8), 7, "remembered");
        recent.while_changing(&[vec![2]], || ());
        assert_eq!(asked(&recent, 1, 8), 7, "another one changed");
        recent.while_changing(&[vec![1]], || ());
        assert_eq!(asked(&recent, 1, 8), 8);
    }

    #[test]
    fn what_is_read_while_rows_change_is_not_remembered() {
        let recent = Recent::default();
        recent.while_changing(&[vec![1]], || assert_eq!(asked(&recent, 1, 7), 7));
        assert_eq!(asked(&recent, 1, 8), 8, "read before the change, or after it?");
        let read_before = || {
            recent.while_changing(&[vec![2]], || ());
            Ok(Some((7, 10)))
        };
        assert_eq!(*recent.get(&[2], read_before).expect("read").expect("there"), 7);
        assert_eq!(asked(&recent, 2, 8), 8, "it changed while it was read");
    }

    #[test]
    fn what_nobody_asks_for_again_goes_and_the_rest_stays() {
        let recent = Recent::default();
        let ask = |key: u8, kept: u32, bytes: usize| {
            let read = || Ok(Some((kept, bytes)));
            *recent.get(&[key], read).expect("read").expect("there")
        };
        ask(1, 1, 10);
        ask(2, 2, 10);
        ask(3, 3, HALF - 10);
        assert_eq!(ask(1, 9, 10), 1, "asked for again");
        ask(4, 4, HALF - 5);
        assert_eq!((ask(1, 9, 10), ask(2, 9, 10)), (1, 9));
        let rows = recent.rows();
        assert!(rows.bytes <= HALF && rows.new.len() + rows.old.len() <= 4);
    }
}
