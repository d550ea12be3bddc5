//! Customers of a block that is not written yet, by their identity. Never holds a name or a number.

use std::collections::HashSet;

use super::held::Held;
use super::identity::{Key, Keys, hash_of};
use super::people::People;
use crate::domain::{CustomerId, Field};

/// What a block says of whom an import would take for the same: whoever it added, changed or took
/// out. Rows are only ever added; blocks are small and soon gone.
#[derive(Debug, Default)]
pub struct Identities {
    people: People,
    /// Those the block says anything about, even if only that they are gone.
    named: HashSet<CustomerId>,
    held: Held,
}

impl Identities {
    /// Nobody yet.
    pub fn new() -> Identities {
        Identities::default()
    }

    /// Adds a customer, or replaces what was known of them.
    pub fn put(&mut self, customer: CustomerId, keys: &Keys) {
        self.named.insert(customer);
        let row = self.people.add(customer);
        for key in keys.held() {
            self.hold(key.hash, row);
        }
        for &system in keys.systems() {
            self.hold(has(system, customer), row);
        }
    }

    fn hold(&mut self, hash: u64, row: u32) {
        self.held.hold(hash, row, |row| self.people.is_live(row));
    }

    /// Holds a customer who is there under further keys, until they are put again.
    pub fn also(&mut self, customer: CustomerId, keys: &Keys) {
        let Some(row) = self.people.row(customer) else { return };
        for key in keys.held() {
            self.hold(key.hash, row);
        }
    }

    /// Takes a customer out. Remembered, so that a block can say so about somebody whom only the
    /// desk holds.
    pub fn remove(&mut self, customer: CustomerId) {
        self.people.remove(customer);
        self.named.insert(customer);
    }

    /// Who somebody with these keys is and by which field; the lowest number when several are.
    pub fn find(&self, keys: &Keys) -> Option<(CustomerId, Field)> {
        keys.asked().find_map(|key| Some((self.same(keys, &key).min()?, key.field)))
    }

    /// Tells whether the block knows better than the desk who somebody is.
    pub(crate) fn names(&self, customer: CustomerId) -> bool {
        self.named.contains(&customer)
    }

    /// Customers of the block with a key whom no other id tells apart.
    pub(crate) fn same(&self, keys: &Keys, key: &Key) -> impl Iterator<Item = CustomerId> {
        let deciding: Vec<u64> = keys.deciding(key).collect();
        self.owners_of(key.hash).map(|row| self.people.id(row)).filter(move |&customer| {
            deciding.iter().all(|&system| self.owners_of(has(system, customer)).next().is_none())
        })
    }

    fn owners_of(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.held.owners_of(hash).filter(|&row| self.people.is_live(row))
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Tells whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The mark that a customer has an id in a system.
fn has(system: u64, customer: CustomerId) -> u64 {
    hash_of(&("has", system, customer))
}
