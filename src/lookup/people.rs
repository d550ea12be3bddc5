//! Which row is whose. Never holds anything else of a customer.

use std::collections::BTreeMap;

use super::lens::room;
use crate::domain::CustomerId;

/// No row.
const NONE: u32 = u32::MAX;
/// Numbers for which room is made, besides four for each row: a desk counts its customers, so
/// that what is further off was written by somebody else.
const AHEAD: u64 = 65_536;
/// Customer numbers of a block: with where their rows begin, it fills a line of memory.
const BLOCK: usize = 60;
/// Stands for a row that is too far from where the block's begin, or for none.
const OFF: u8 = u8::MAX;

/// Customers, each in a row of their own; a change adds a row and leaves a dead one.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// By row: the customer's number; [`NONE`] for one that is in `far_ids`.
    ids: Vec<u32>,
    far_ids: BTreeMap<u32, u64>,
    /// By customer number: the row.
    near: Vec<Near>,
    /// The same for those whom `near` does not tell.
    far: BTreeMap<u64, u32>,
    dead: usize,
}

/// The rows of some customers whose numbers follow each other: mostly their rows do too.
#[derive(Debug, Clone, Copy)]
struct Near {
    /// Where their rows begin; [`NONE`] while nobody is there.
    from: u32,
    /// By number: how far behind that, or [`OFF`].
    steps: [u8; BLOCK],
}

impl Near {
    const EMPTY: Near = Near { from: NONE, steps: [OFF; BLOCK] };

    fn row(&self, at: usize) -> Option<u32> {
        Some(self.steps[at]).filter(|&step| step != OFF).map(|step| self.from + u32::from(step))
    }

    /// Says which row is whose; `false` when it is too far from the others.
    fn point(&mut self, at: usize, row: u32) -> bool {
        if self.from == NONE {
            self.from = row.saturating_sub(at as u32);
        }
        let step = row.checked_sub(self.from).and_then(|step| u8::try_from(step).ok());
        self.steps[at] = step.unwrap_or(OFF);
        self.steps[at] != OFF
    }
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
        let is_near = short(id) && id < self.ids.len() as u64 * 4 + AHEAD;
        if !is_near || !self.point_near(id as usize, row) {
            self.far.insert(id, row);
        }
    }

    fn point_near(&mut self, id: usize, row: u32) -> bool {
        while self.near.len() <= id / BLOCK {
            room(&mut self.near);
            self.near.push(Near::EMPTY);
        }
        self.near[id / BLOCK].point(id % BLOCK, row)
    }

    /// Takes a customer out.
    pub(crate) fn remove(&mut self, customer: CustomerId) {
        if self.row(customer).is_some() {
            self.dead += 1;
            let id = customer.0 as usize;
            self.near.get_mut(id / BLOCK).into_iter().for_each(|near| near.steps[id % BLOCK] = OFF);
            self.far.remove(&customer.0);
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
        let id = customer.0 as usize;
        let near = self.near.get(id / BLOCK).and_then(|near| near.row(id % BLOCK));
        near.or_else(|| self.far.get(&customer.0).copied())
    }

    /// Tells whether a row is somebody's latest.
    pub(crate) fn is_live(&self, row: u32) -> bool {
        self.dead == 0 || self.row(self.id(row)) == Some(row)
    }

    /// The rows of all customers, in the order of their numbers.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        let far = |id: usize| self.far.get(&(id as u64)).copied();
        let rows = move |(block, near): (usize, &'_ Near)| {
            let near = *near;
            let of_block = (0..BLOCK).map(move |at| (block * BLOCK + at, near.row(at)));
            of_block.filter_map(move |(id, row)| row.or_else(|| far(id)))
        };
        let beyond = self.far.range((self.near.len() * BLOCK) as u64..).map(|(_, &row)| row);
        self.near.iter().enumerate().flat_map(rows).chain(beyond)
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

    /// Makes room for so many rows more.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.ids.reserve_exact(rows);
        self.near.reserve_exact(rows / BLOCK + 1);
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.near.shrink_to_fit();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let blocks = self.near.capacity() * size_of::<Near>();
        self.ids.capacity() * 4 + blocks + (self.far.len() + self.far_ids.len()) * 20
    }
}

fn short(id: u64) -> bool {
    id < u64::from(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn everybody_has_their_latest_row_whatever_numbers_they_have(
            first in prop::sample::select(vec![1_u64, 50_000, 5_000_000, u64::MAX - 5_000]),
            changes in prop::collection::vec((0_u64..900, any::<bool>()), 0..600),
        ) {
            let (mut people, mut wanted) = (People::default(), BTreeMap::new());
            let counted = (0..700).map(|id| (id, true));
            for (id, is_there) in counted.chain(changes) {
                let customer = CustomerId(first + id);
                if is_there {
                    wanted.insert(customer, people.add(customer));
                } else {
                    people.remove(customer);
                    wanted.remove(&customer);
                }
            }
            let all: Vec<u32> = wanted.values().copied().collect();
            prop_assert_eq!((people.all().collect::<Vec<_>>(), people.len()), (all, wanted.len()));
            for id in (0..900).map(|id| CustomerId(first + id)) {
                prop_assert_eq!(people.row(id), wanted.get(&id).copied());
            }
            for row in 0..people.rows() as u32 {
                prop_assert_eq!(people.is_live(row), wanted.get(&people.id(row)) == Some(&row));
            }
        }
    }

    #[test]
    fn who_was_counted_takes_little_more_than_five_bytes() {
        let mut people = People::default();
        (1..=60_000).map(CustomerId).for_each(|id| _ = people.add(id));
        people.shrink();
        assert!(people.bytes() < 60_000 * 51 / 10 && people.far.is_empty());
    }
}
