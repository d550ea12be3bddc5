//! The rows an open block has changed, laid over the index, so that its commands see each other.
//! Never seen by a query.

use std::collections::{BTreeMap, btree_map};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sled::IVec;

use super::error::StoreError;
use super::index::{self, Index};
use super::known::Command;
use super::queue::{self, Queue};
use super::record::{Counters, CustomerRow, State, TicketRow, Waypoint};
use super::table::{self, Key, LAYOUT, Table};
use super::waiting::{Change, Row, RowIter, Towards};
use super::walk::Cursor;

/// Changed rows.
pub(super) struct Overlay {
    index: Index,
    rows: BTreeMap<Key, Change>,
    /// What was in `rows` before each change, for taking changes back.
    before: Vec<(Key, Option<Change>)>,
    /// The counters as they are with this block.
    pub(super) counters: Counters,
    /// The command of the last entry taken in.
    pub(super) last_command: Option<u128>,
    /// The commands of this block.
    commands: Vec<Command>,
    /// For one value after the other while it is sealed.
    room: Vec<u8>,
}

/// Changed rows, and what of them is in memory besides.
pub(super) struct Changes {
    pub(super) rows: BTreeMap<Key, Change>,
    pub(super) queue: queue::Changes,
    pub(super) commands: Vec<Command>,
}

/// A moment in an overlay's life that can be gone back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    changes: usize,
    commands: usize,
    counters: Counters,
    last_command: Option<u128>,
}

impl Overlay {
    pub(super) fn new(index: Index, counters: Counters) -> Overlay {
        let (rows, before, commands) = (BTreeMap::new(), Vec::new(), Vec::new());
        Overlay { index, rows, before, counters, last_command: None, commands, room: Vec::new() }
    }

    /// The rows as they are with this block.
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows { index: self.index.clone(), over: Some(self) }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.bytes(key)?.map(|sealed| self.index.read(key, &sealed)).transpose()
    }

    fn bytes(&self, key: &[u8]) -> Result<Change, StoreError> {
        self.rows.get(key).map_or_else(|| self.index.bytes(key), |change| Ok(change.clone()))
    }

    pub(super) fn put<T: Serialize + ?Sized>(&mut self, key: Key, value: &T) {
        let sealed = index::seal(&key, value, &mut self.room);
        self.change(key, Some(sealed));
    }

    pub(super) fn remove(&mut self, key: Key) {
        self.change(key, None);
    }

    fn change(&mut self, key: Key, change: Change) {
        let was = self.rows.insert(key.clone(), change);
        self.before.push((key, was));
    }

    /// How many rows have been changed.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn mark(&self) -> Mark {
        let (changes, commands) = (self.before.len(), self.commands.len());
        Mark { changes, commands, counters: self.counters, last_command: self.last_command }
    }

    /// Takes back every change since the mark.
    pub(super) fn rollback(&mut self, mark: Mark) {
        while self.before.len() > mark.changes {
            let Some((key, was)) = self.before.pop() else { break };
            match was {
                Some(change) => drop(self.rows.insert(key, change)),
                None => drop(self.rows.remove(&key)),
            }
        }
        self.commands.truncate(mark.commands);
        (self.counters, self.last_command) = (mark.counters, mark.last_command);
    }

    /// Notes that a command was obeyed, and where its first entry is.
    pub(super) fn note_command(&mut self, command: Command) {
        self.counters.commands += 1;
        self.commands.push(command);
    }

    /// What this block makes of the queue.
    fn queue(&self) -> Result<queue::Changes, StoreError> {
        let mut queue = queue::Changes::new();
        for (key, change) in self.rows.range(Table::Queue.all()) {
            let entry = change.as_ref().map(|sealed| self.index.read(key, sealed)).transpose()?;
            queue.insert(table::queue_place(key), entry.map(Arc::new));
        }
        Ok(queue)
    }

    /// Notes where a block is, for reading from its seq on.
    pub(super) fn put_waypoint(&mut self, first: u64, place: &Cursor) {
        let waypoint = Waypoint { segment: place.segment, start: place.start };
        self.put(Table::Waypoints.number(first), &waypoint);
    }

    /// All changes, and the place in the journal they bring the index to.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub(super) fn into_changes(mut self, cursor: &Cursor) -> Result<Changes, StoreError> {
        let (cursor, counters) = (cursor.clone(), self.counters);
        for (key, row) in self.index.known().rows(&self.commands, counters.commands) {
            match row {
                Some(row) => self.put(key, &row),
                None => self.remove(key),
            }
        }
        self.put(table::state(), &State { layout: LAYOUT, cursor, counters });
        let queue = self.queue()?;
        Ok(Changes { rows: self.rows, queue, commands: self.commands })
    }
}

/// Rows to read: the index, under an open block or alone.
#[derive(Clone)]
pub(super) struct Rows<'a> {
    index: Index,
    over: Option<&'a Overlay>,
}

impl<'a> Rows<'a> {
    pub(super) const fn kept(index: Index) -> Rows<'a> {
        Rows { index, over: None }
    }

    pub(super) fn counters(&self) -> Result<Counters, StoreError> {
        match self.over {
            Some(over) => Ok(over.counters),
            None => Ok(self.index.state()?.map(|state| state.counters).unwrap_or_default()),
        }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.over.map_or_else(|| self.index.get(key), |over| over.get(key))
    }

    /// One ticket's row.
    pub(super) fn ticket(&self, key: &[u8]) -> Result<Option<Arc<TicketRow>>, StoreError> {
        match self.over {
            None => self.index.ticket(key),
            Some(over) => Ok(over.get(key)?.map(Arc::new)),
        }
    }

    /// One customer's row.
    pub(super) fn customer(&self, key: &[u8]) -> Result<Option<Arc<CustomerRow>>, StoreError> {
        match self.over {
            None => self.index.customer(key),
            Some(over) => Ok(over.get(key)?.map(Arc::new)),
        }
    }

    /// What a row begins with.
    pub(super) fn beginning<T: DeserializeOwned>(
        &self,
        key: &[u8],
    ) -> Result<Option<T>, StoreError> {
        let sealed = self.over.map_or_else(|| self.index.bytes(key), |over| over.bytes(key))?;
        sealed.map(|sealed| self.index.read_beginning(key, &sealed)).transpose()
    }

    /// Seq of the first entry of a command.
    pub(super) fn command(&self, id: u128) -> Option<u64> {
        let open = self.over.into_iter().flat_map(|over| over.commands.iter().rev());
        let open = open.copied().find(|(one, _)| *one == id).map(|(_, seq)| seq);
        open.or_else(|| self.index.known().get(id))
    }

    /// The queue.
    pub(super) fn queue(&self) -> Result<Queue, StoreError> {
        let open = self.over.map_or(Ok(queue::Changes::new()), Overlay::queue)?;
        Ok(Queue::new(self.index.queue(), open))
    }

    /// The rows of a range in the order of their keys.
    pub(super) fn scan(&self, keys: Range<Key>) -> Scan<'a> {
        self.scan_towards(keys, Towards::Last)
    }

    /// The rows of a range, the last one first.
    pub(super) fn scan_back(&self, keys: Range<Key>) -> Scan<'a> {
        self.scan_towards(keys, Towards::First)
    }

    fn scan_towards(&self, keys: Range<Key>, towards: Towards) -> Scan<'a> {
        let kept = Some(self.index.range(&keys));
        let open = self.over.filter(|_| keys.start < keys.end).map(|over| over.rows.range(keys));
        let index = self.index.clone();
        Scan { index, kept, open, towards, next_kept: None, next_open: None }
    }
}

/// Rows one after the other, those of the open block in place of the index's own.
pub(super) struct Scan<'a> {
    index: Index,
    /// `None` once it has come to its end.
    kept: Option<RowIter>,
    open: Option<btree_map::Range<'a, Key, Change>>,
    towards: Towards,
    next_kept: Option<Row>,
    next_open: Option<(&'a Key, &'a Change)>,
}

impl Scan<'_> {
    /// The next row.
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<(IVec, T)>, StoreError> {
        if self.open.is_none() {
            return self.next_of_kept();
        }
        loop {
            self.look_ahead()?;
            let take_open = match (&self.next_kept, self.next_open) {
                (None, None) => return Ok(None),
                (Some(_), None) => false,
                (None, Some(_)) => true,
                (Some((kept, _)), Some((open, _))) => {
                    let order = kept.as_ref().cmp(open.as_slice());
                    if order.is_eq() {
                        self.next_kept = None;
                    }
                    match self.towards {
                        Towards::Last => order.is_ge(),
                        Towards::First => order.is_le(),
                    }
                }
            };
            if !take_open {
                let Some((key, sealed)) = self.next_kept.take() else { continue };
                let value = self.index.read(&key, &sealed)?;
                return Ok(Some((key, value)));
            }
            if let Some((key, Some(sealed))) = self.next_open.take() {
                let value = self.index.read(key, sealed)?;
                return Ok(Some((key.as_slice().into(), value)));
            }
        }
    }

    /// The same without an open block.
    fn next_of_kept<T: DeserializeOwned>(&mut self) -> Result<Option<(IVec, T)>, StoreError> {
        let Some(kept) = self.kept.as_mut() else { return Ok(None) };
        let Some((key, sealed)) = self.index.advance(kept, self.towards)? else {
            self.kept = None;
            return Ok(None);
        };
        let value = self.index.read(&key, &sealed)?;
        Ok(Some((key, value)))
    }

    fn look_ahead(&mut self) -> Result<(), StoreError> {
        if let (None, Some(kept)) = (&self.next_kept, self.kept.as_mut()) {
            let towards = self.towards;
            self.next_kept = self.index.advance(kept, towards)?;
            if self.next_kept.is_none() {
                self.kept = None;
            }
        }
        if let (None, Some(open)) = (self.next_open, self.open.as_mut()) {
            self.next_open = match self.towards {
                Towards::Last => open.next(),
                Towards::First => open.next_back(),
            };
        }
        Ok(())
    }
}
