//! Where contacts and ratings are, by number. Many numbers share a row: numbers are given out in
//! order, so that one row takes in what would cost sled many. Never what they say.

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::overlay::Overlay;
use super::record::Place;
use super::table::{Key, Table};

/// Numbers that share a row: reading and writing so many takes less than sled needs for one more
/// row.
const TOGETHER: u64 = 32;

/// The places in one row, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Places(Vec<(u64, Place)>);

impl Places {
    fn position(&self, number: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&number, |(number, _)| *number)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(u64, Place)> {
        self.0.iter()
    }
}

fn key(table: Table, number: u64) -> Key {
    table.number(number / TOGETHER)
}

/// The row before the one in which what follows a number begins; `None` when there is none.
pub(super) const fn row_before(number: u64) -> Option<u64> {
    (number.saturating_add(1) / TOGETHER).checked_sub(1)
}

/// Where something is.
pub(super) fn find(
    table: Table,
    number: u64,
    row: impl FnOnce(&[u8]) -> Result<Option<Places>, StoreError>,
) -> Result<Option<Place>, StoreError> {
    let Some(places) = row(&key(table, number))? else { return Ok(None) };
    Ok(places.position(number).ok().map(|at| places.0[at].1))
}

/// Notes where something is.
pub(super) fn put(
    table: Table,
    number: u64,
    place: Place,
    rows: &mut Overlay,
) -> Result<(), StoreError> {
    let key = key(table, number);
    let mut places = rows.get::<Places>(&key)?.unwrap_or_default();
    match places.position(number) {
        Ok(at) => places.0[at].1 = place,
        Err(at) => places.0.insert(at, (number, place)),
    }
    rows.put(key, &places);
    Ok(())
}

/// Forgets where something is, and says where it was.
pub(super) fn remove(
    table: Table,
    number: u64,
    rows: &mut Overlay,
) -> Result<Option<Place>, StoreError> {
    let key = key(table, number);
    let Some(mut places) = rows.get::<Places>(&key)? else { return Ok(None) };
    let Ok(at) = places.position(number) else { return Ok(None) };
    let (_, place) = places.0.remove(at);
    if places.0.is_empty() {
        rows.remove(key);
    } else {
        rows.put(key, &places);
    }
    Ok(Some(place))
}
