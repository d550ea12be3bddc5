//! Which commands were obeyed, by their ids, so that one that is sent again is answered and not
//! repeated: the last ones, in memory, and many to a row. Never an id in a row of its own: ids come
//! in no order, and a row costs sled as much as the contact that the command was about.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

use super::error::StoreError;
use super::index::Index;
use super::table::{Key, Table, number_in};
use super::waiting::Towards;

/// Commands that share a row: the row they are put into is written again with every block.
const TOGETHER: u64 = 32;
/// Commands that are known by their ids at least: what a floor of 200 does in three days, when each
/// of them saves 200 things a day. Whoever was cut off sends a command again when they are back,
/// after a weekend at the latest. They take 7 MB of memory, twice that at most.
const KNOWN: u64 = 131_072;

/// A command's id, and the seq of its first entry.
pub(super) type Command = (u128, u64);

/// The last commands, by their ids.
#[derive(Debug, Default)]
pub(super) struct Known(RwLock<Ids>);

#[derive(Debug, Default)]
struct Ids {
    young: HashMap<Halves, u64>,
    /// Those before them, gone when there are enough young ones.
    old: HashMap<Halves, u64>,
    /// Those in the last row, as long as there is room in it.
    last_row: Vec<Command>,
}

/// An id in two halves: as one number it would take a third more room.
type Halves = (u64, u64);

const fn halves(id: u128) -> Halves {
    ((id >> 64) as u64, id as u64)
}

impl Ids {
    fn add(&mut self, command: Command) {
        let (id, seq) = command;
        if self.young.len() as u64 >= KNOWN {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(halves(id), seq);
        self.last_row.push(command);
        if self.last_row.len() as u64 == TOGETHER {
            self.last_row.clear();
        }
    }
}

impl Known {
    /// Knows those of an index, which has seen so many.
    ///
    /// # Errors
    /// When a row cannot be read, or is not there.
    pub(super) fn fill(&self, index: &Index, seen: u64) -> Result<(), StoreError> {
        let (mut ids, mut count) = (self.ids(), 0);
        let mut rows = index.range(&Table::Commands.all());
        while let Some((key, row)) = index.advance(&mut rows, Towards::Last)? {
            let row: Vec<Command> = index.read(&key, &row)?;
            count = number_in(&key, 0) * TOGETHER + row.len() as u64;
            row.into_iter().for_each(|command| ids.add(command));
        }
        match count == seen {
            true => Ok(()),
            false => Err(StoreError::Index("commands are missing".to_owned())),
        }
    }

    /// Seq of the first entry of a command.
    pub(super) fn get(&self, id: u128) -> Option<u64> {
        let ids = self.0.read().unwrap_or_else(PoisonError::into_inner);
        ids.young.get(&halves(id)).or_else(|| ids.old.get(&halves(id))).copied()
    }

    fn ids(&self) -> RwLockWriteGuard<'_, Ids> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Knows these from now on.
    pub(super) fn add(&self, commands: &[Command]) {
        let mut ids = self.ids();
        commands.iter().for_each(|command| ids.add(*command));
    }

    /// The rows that commands are put into which are not known yet, so many having been seen with
    /// them; `None` for one whose commands need not be known any more.
    pub(super) fn rows(&self, commands: &[Command], seen: u64) -> Vec<(Key, Option<Vec<Command>>)> {
        let mut row = self.0.read().unwrap_or_else(PoisonError::into_inner).last_row.clone();
        let (first, mut rows) = (seen - commands.len() as u64, Vec::new());
        for (number, command) in (first..seen).zip(commands) {
            row.push(*command);
            let is_full = (number + 1).is_multiple_of(TOGETHER);
            if is_full || number + 1 == seen {
                let number = number / TOGETHER;
                let forgotten = number.checked_sub(KNOWN / TOGETHER).filter(|_| is_full);
                rows.extend(forgotten.map(|number| (Table::Commands.number(number), None)));
                rows.push((Table::Commands.number(number), Some(std::mem::take(&mut row))));
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn so_many_commands_are_known_at_least_and_no_more_rows_kept_than_they_fill() {
        let (known, mut rows, mut seen) = (Known::default(), BTreeMap::new(), 0);
        // Blocks of every size from 1 to 70: across the ends of rows, and longer than two.
        for size in (1..=70).cycle() {
            if seen > 2 * KNOWN + 1_000 {
                break;
            }
            let block: Vec<_> = (seen..seen + size).map(|one| (one.into(), one + 5)).collect();
            seen += size;
            for (key, row) in known.rows(&block, seen) {
                match row {
                    Some(row) => drop(rows.insert(key, row)),
                    None => assert!(rows.remove(&key).is_some(), "forgotten once, at {seen}"),
                }
            }
            known.add(&block);
        }
        let kept: Vec<Command> = rows.values().flatten().copied().collect();
        assert!((KNOWN..KNOWN + TOGETHER).contains(&(kept.len() as u64)), "{}", kept.len());
        let last = (seen - kept.len() as u64..seen).map(|one| (one.into(), one + 5));
        assert!(kept.iter().copied().eq(last), "the last ones, in their order");
        assert!(kept.iter().all(|(id, seq)| known.get(*id) == Some(*seq)));
        assert!(rows.len() as u64 <= KNOWN / TOGETHER + 1, "{} rows", rows.len());
        assert!(known.get(0).is_none(), "the first ones are known no more");
    }
}
