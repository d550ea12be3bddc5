//! Rows of who follows what. Never a row of what nobody follows.

use super::error::StoreError;
use super::overlay::Overlay;
use super::table::{self, Table};
use super::view::{View, each};
use crate::domain::{Entry, Followers, Record};

/// Somebody follows something, or no longer.
pub(super) fn keep(entry: &Entry, rows: &mut Overlay) -> Result<(), StoreError> {
    let Some(record) = Record::followed(&entry.fact) else { return Ok(()) };
    let key = table::followers(record);
    let mut followers = rows.get::<Followers>(&key)?.unwrap_or_default();
    followers.apply(entry);
    if followers.is_empty() {
        rows.remove(key);
    } else {
        rows.put(key, &followers);
    }
    Ok(())
}

impl View<'_> {
    /// Who follows a ticket or a customer.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn followers(&self, record: Record) -> Result<Followers, StoreError> {
        Ok(self.rows().get(&table::followers(record))?.unwrap_or_default())
    }

    /// Whatever anybody follows.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn all_followers(&self) -> Result<Vec<(Record, Followers)>, StoreError> {
        let mut all = Vec::new();
        for row in each::<Followers>(self.rows().scan(Table::Followers.all())) {
            let (key, followers) = row?;
            all.extend(table::followed(&key).map(|record| (record, followers)));
        }
        Ok(all)
    }
}
