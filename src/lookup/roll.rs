//! Who there is, each in a row of their own, and by which keys. Never holds a name or a number.

use std::collections::HashMap;
use std::ops::Range;

use super::identity::{Key, Keys, hash_of};
use crate::domain::{CustomerId, Field};

/// How many customers are kept per key: those who share one are alike to an import, any will do.
const HOLDERS: usize = 8;

/// Places of the smallest table.
const SMALLEST: usize = 64;

/// The row of somebody who was taken out.
const GONE: u32 = u32::MAX;

/// Customers by their identity: those of the whole desk inside a [`super::Lookup`], or those of a
/// block that is not written yet.
///
/// Rows are only ever added. A customer who changes gets a new row and leaves a dead one, to be
/// swept away now and then.
#[derive(Debug, Default)]
pub struct Identities {
    ids: Vec<CustomerId>,
    live: Vec<bool>,
    rows: HashMap<CustomerId, u32>,
    dead: usize,
    keys: Vec<u64>,
    owners: Vec<u32>,
    /// Open hash table: index of a key plus one, 0 where free. At most two thirds full.
    table: Vec<u32>,
}

impl Identities {
    /// Nobody yet.
    pub fn new() -> Identities {
        Identities::default()
    }

    /// Adds a customer, or replaces what was known of them.
    pub fn put(&mut self, customer: CustomerId, keys: &Keys) {
        self.add(customer, keys);
    }

    /// As [`Identities::put`]; returns the new row.
    pub(crate) fn add(&mut self, customer: CustomerId, keys: &Keys) -> u32 {
        self.remove(customer);
        let row = u32::try_from(self.ids.len()).ok().filter(|&row| row != GONE);
        let row = row.expect("a desk has fewer than 2^32 customers");
        self.ids.push(customer);
        self.live.push(true);
        self.rows.insert(customer, row);
        for key in keys.held() {
            self.hold(key.hash, row);
        }
        for &system in keys.systems() {
            self.hold(has(system, customer), row);
        }
        row
    }

    /// Holds a customer who is there under further keys, until they are put again.
    pub fn also(&mut self, customer: CustomerId, keys: &Keys) {
        let Some(row) = self.row(customer) else { return };
        for key in keys.held() {
            self.hold(key.hash, row);
        }
    }

    /// Takes a customer out. Remembered, so that a block can say so about somebody whom only the
    /// desk holds.
    pub fn remove(&mut self, customer: CustomerId) {
        if let Some(row) = self.row(customer) {
            self.live[row as usize] = false;
            self.dead += 1;
        }
        self.rows.insert(customer, GONE);
    }

    /// Who somebody with these keys is and by which field; the lowest number when several are.
    pub fn find(&self, keys: &Keys) -> Option<(CustomerId, Field)> {
        self.find_beside(keys, &Identities::default())
    }

    /// As [`Identities::find`], with customers of a block on top, which knows better.
    pub fn find_beside(&self, keys: &Keys, block: &Identities) -> Option<(CustomerId, Field)> {
        keys.asked().find_map(|key| {
            let here = self.same(keys, key);
            let here = here.filter(|customer| !block.rows.contains_key(customer));
            let there = block.same(keys, key);
            here.chain(there).min().map(|customer| (customer, key.field))
        })
    }

    /// Everybody a key belongs to, whether or not other ids tell them apart.
    pub(crate) fn holders(&self, hash: u64) -> impl Iterator<Item = CustomerId> {
        self.owners_of(hash).map(|row| self.id(row))
    }

    fn same(&self, keys: &Keys, key: Key) -> impl Iterator<Item = CustomerId> {
        self.holders(key.hash).filter(move |&customer| {
            keys.deciding(key).all(|system| self.owners_of(has(system, customer)).next().is_none())
        })
    }

    /// The customer of a row.
    pub(crate) fn id(&self, row: u32) -> CustomerId {
        self.ids[row as usize]
    }

    /// The row of a customer who is there.
    pub(crate) fn row(&self, customer: CustomerId) -> Option<u32> {
        self.rows.get(&customer).copied().filter(|&row| row != GONE)
    }

    /// Tells whether a row is somebody's latest.
    pub(crate) fn is_live(&self, row: u32) -> bool {
        self.live[row as usize]
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.ids.len() - self.dead
    }

    /// Tells whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows, dead ones too.
    pub(crate) fn rows(&self) -> usize {
        self.ids.len()
    }

    /// Rows that are nobody's any more.
    pub(crate) fn dead(&self) -> usize {
        self.dead
    }

    /// How many keys there are.
    pub(crate) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Keys, by their numbers, each with its row; the row may be a dead one.
    pub(crate) fn held(&self, numbers: Range<usize>) -> impl Iterator<Item = (u64, u32)> {
        let owners = self.owners[numbers.clone()].iter().copied();
        self.keys[numbers].iter().copied().zip(owners)
    }

    /// Customers in the order of their rows, all of them there, with keys and the row of each.
    /// `None` when a customer is there twice, or a key is of no row.
    pub(crate) fn of(ids: Vec<CustomerId>, keys: Vec<u64>, owners: Vec<u32>) -> Option<Identities> {
        let count = u32::try_from(ids.len()).ok().filter(|&count| count != GONE)?;
        if keys.len() != owners.len() || owners.iter().any(|&owner| owner >= count) {
            return None;
        }
        let rows: HashMap<CustomerId, u32> = ids.iter().copied().zip(0..).collect();
        if rows.len() != ids.len() {
            return None;
        }
        let live = vec![true; ids.len()];
        let mut all = Identities { ids, live, rows, keys, owners, ..Identities::default() };
        let wanted = (all.keys.len() + 1) * 3 / 2;
        all.arrange(wanted.next_power_of_two().max(SMALLEST));
        Some(all)
    }

    fn hold(&mut self, hash: u64, row: u32) {
        if (self.keys.len() + 1) * 3 > self.table.len() * 2 {
            self.grow();
        }
        let (mut at, mut holders) = (self.home(hash), 0);
        while self.table[at] != 0 {
            let index = self.table[at] as usize - 1;
            if self.keys[index] == hash {
                let owner = self.owners[index];
                if owner == row || !self.is_live(owner) {
                    // A customer who changed keeps most keys: the dead row's place is taken over.
                    self.owners[index] = row;
                    return;
                }
                holders += 1;
                if holders == HOLDERS {
                    return;
                }
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.keys.push(hash);
        self.owners.push(row);
        self.table[at] = u32::try_from(self.keys.len()).expect("a desk's keys are below 2^32");
    }

    fn grow(&mut self) {
        self.arrange((self.table.len() * 2).max(SMALLEST));
    }

    /// Puts all keys into a table of so many places.
    fn arrange(&mut self, places: usize) {
        self.table = vec![0; places];
        for index in 0..self.keys.len() {
            let mut at = self.home(self.keys[index]);
            while self.table[at] != 0 {
                at = (at + 1) & (self.table.len() - 1);
            }
            self.table[at] = index as u32 + 1;
        }
    }

    fn home(&self, hash: u64) -> usize {
        hash as usize & self.table.len().wrapping_sub(1)
    }

    fn owners_of(&self, hash: u64) -> impl Iterator<Item = u32> {
        let mut at = self.home(hash);
        let indexes = std::iter::from_fn(move || {
            let index = *self.table.get(at)? as usize;
            at = (at + 1) & (self.table.len() - 1);
            index.checked_sub(1)
        });
        let owners = indexes.filter(move |&index| self.keys[index] == hash);
        owners.map(|index| self.owners[index]).filter(|&row| self.is_live(row))
    }

    /// Takes the dead rows away: the rows that stay, in order, each now at its place in the list.
    pub(crate) fn sweep(&mut self) -> Vec<u32> {
        let old = std::mem::take(self);
        let stay: Vec<u32> = (0..old.ids.len() as u32).filter(|&row| old.is_live(row)).collect();
        let mut renamed = vec![GONE; old.ids.len()];
        for (new, &row) in stay.iter().enumerate() {
            renamed[row as usize] = new as u32;
            self.ids.push(old.id(row));
            self.rows.insert(old.id(row), new as u32);
        }
        self.live = vec![true; stay.len()];
        for (&hash, &owner) in old.keys.iter().zip(&old.owners) {
            if renamed[owner as usize] != GONE {
                self.hold(hash, renamed[owner as usize]);
            }
        }
        stay
    }

    /// Bytes held, near enough.
    pub(crate) fn bytes(&self) -> usize {
        // A hash map's entry is its key, its value and a byte, three quarters full on average.
        let rows = self.rows.capacity() * 17;
        let keys = self.keys.capacity() * 8;
        self.ids.capacity() * 9 + rows + keys + (self.owners.capacity() + self.table.len()) * 4
    }
}

/// The mark that a customer has an id in a system.
fn has(system: u64, customer: CustomerId) -> u64 {
    hash_of(&("has", system, customer))
}
