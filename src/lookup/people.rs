//! Which row is whose. Never holds anything else of a customer.

use std::collections::BTreeMap;

use super::lens::room;
use crate::domain::CustomerId;

/// No row.
const NONE: u32 = u32::MAX;
/// Numbers for which room is made, besides four for each row: a desk counts its customers, so
/// that what is further off was written by somebody else.
const AHEAD: u64 = 65_536;

/// Customers, each in a row of their own; a change adds a row and leaves a dead one.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// By row: the customer's number; [`NONE`] for one that is in `far_ids`.
    ids: Vec<u32>,
    far_ids: BTreeMap<u32, u64>,
    /// By customer number: the row.
    near: Vec<u32>,
    /// The same for numbers that `near` does not reach.
    far: BTreeMap<u64, u32>,
    dead: usize,
}

impl People {
    /// Adds a row for a customer; the one they had is dead.
    pub(crate) fn add(&mut self, customer: CustomerId) -> u32 {
        let row = u32::try_from(self.ids.len()).ok().filter(|&row| row != NONE);
        let row = row.expect("a desk has fewer than 2^32 customers");
        let short = u32::try_from(customer.0).ok().filter(|&id| id != NONE);
        room(&mut self.ids);
        self.ids.push(short.unwrap_or(NONE));
        if short.is_none() {
            self.far_ids.insert(row, customer.0);
        }
        self.remove(customer);
        self.point(customer.0, row);
        row
    }

    fn point(&mut self, id: u64, row: u32) {
        if short(id) && id < self.ids.len() as u64 * 4 + AHEAD {
            while self.near.len() as u64 <= id {
                room(&mut self.near);
                self.near.push(NONE);
            }
            self.near[id as usize] = row;
            while let Some(entry) = self.far.first_entry() {
                if *entry.key() >= self.near.len() as u64 {
                    break;
                }
                let (id, row) = entry.remove_entry();
                self.near[id as usize] = row;
            }
        } else {
            self.far.insert(id, row);
        }
    }

    /// Takes a customer out.
    pub(crate) fn remove(&mut self, customer: CustomerId) {
        if self.row(customer).is_some() {
            self.dead += 1;
            match self.near.get_mut(customer.0 as usize) {
                Some(row) => *row = NONE,
                None => drop(self.far.remove(&customer.0)),
            }
        }
    }

    /// The customer of a row, also of a dead one.
    pub(crate) fn id(&self, row: u32) -> CustomerId {
        match self.ids[row as usize] {
            NONE => CustomerId(self.far_ids.get(&row).copied().unwrap_or_default()),
            id => CustomerId(u64::from(id)),
        }
    }

    /// The row of a customer who is there.
    pub(crate) fn row(&self, customer: CustomerId) -> Option<u32> {
        match usize::try_from(customer.0).ok().and_then(|id| self.near.get(id)) {
            Some(&row) => Some(row).filter(|&row| row != NONE),
            None => self.far.get(&customer.0).copied(),
        }
    }

    /// Tells whether a row is somebody's latest.
    pub(crate) fn is_live(&self, row: u32) -> bool {
        self.dead == 0 || self.row(self.id(row)) == Some(row)
    }

    /// The rows of all customers, in the order of their numbers.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        let near = self.near.iter().copied().filter(|&row| row != NONE);
        near.chain(self.far.values().copied())
    }

    /// How many customers there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() - self.dead
    }

    /// Rows, dead ones too.
    pub(crate) fn rows(&self) -> usize {
        self.ids.len()
    }

    /// Rows that are nobody's any more.
    pub(crate) fn dead(&self) -> usize {
        self.dead
    }

    /// Customers in the order of their rows; `None` when one is there twice.
    pub(crate) fn of(ids: impl Iterator<Item = u64>) -> Option<People> {
        let mut people = People::default();
        for id in ids {
            people.add(CustomerId(id));
        }
        (people.dead == 0).then_some(people)
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.near.shrink_to_fit();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        (self.ids.capacity() + self.near.capacity()) * 4
            + (self.far.len() + self.far_ids.len()) * 20
    }
}

fn short(id: u64) -> bool {
    id < u64::from(NONE)
}
