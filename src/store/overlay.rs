//! The rows an open block has changed, laid over the index, so that its commands see each other.
//! Never seen by a query.

use std::collections::{BTreeMap, btree_map};
use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::index::{self, Bytes, Index};
use super::record::{Counters, State, Waypoint};
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
}

/// A moment in an overlay's life that can be gone back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    changes: usize,
    counters: Counters,
    last_command: Option<u128>,
}

impl Overlay {
    pub(super) fn new(index: Index, counters: Counters) -> Overlay {
        let (rows, before) = (BTreeMap::new(), Vec::new());
        Overlay { index, rows, before, counters, last_command: None }
    }

    /// The rows as they are with this block.
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows { index: self.index.clone(), over: Some(self) }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        match self.rows.get(key) {
            Some(None) => Ok(None),
            Some(Some(sealed)) => self.index.read(key, &Bytes::Open(sealed)).map(Some),
            None => self.index.get(key),
        }
    }

    pub(super) fn put<T: Serialize + ?Sized>(&mut self, key: Key, value: &T) {
        let sealed = index::seal(&key, value);
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
        let (changes, counters) = (self.before.len(), self.counters);
        Mark { changes, counters, last_command: self.last_command }
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
        (self.counters, self.last_command) = (mark.counters, mark.last_command);
    }

    /// Notes where a block is, for reading from its seq on.
    pub(super) fn put_waypoint(&mut self, first: u64, place: &Cursor) {
        let waypoint = Waypoint { segment: place.segment, start: place.start };
        self.put(Table::Waypoints.number(first), &waypoint);
    }

    /// All changes, and the place in the journal they bring the index to.
    pub(super) fn into_changes(mut self, cursor: &Cursor) -> BTreeMap<Key, Change> {
        let (cursor, counters) = (cursor.clone(), self.counters);
        self.put(table::state(), &State { layout: LAYOUT, cursor, counters });
        self.rows
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
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<(Key, T)>, StoreError> {
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
                let value = self.index.read(&key, &Bytes::Kept(sealed))?;
                return Ok(Some((key.to_vec(), value)));
            }
            if let Some((key, Some(sealed))) = self.next_open.take() {
                return Ok(Some((key.clone(), self.index.read(key, &Bytes::Open(sealed))?)));
            }
        }
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
