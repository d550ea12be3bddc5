//! By what lists of tickets are sorted. Never which tickets are in them.

use std::cmp::Reverse;

use super::word::words;
use super::{At, Priority};

words! {
    /// By what a list of tickets is sorted; those that are alike stay by due time, then number.
    #[derive(Default)]
    Sort {
        /// What is due first comes first.
        #[default]
        Due = 1 "due",
        /// The most urgent come first.
        Priority = 2 "priority",
        /// Those heard longest ago come first.
        Age = 3 "age",
        /// The best tier comes first, customers of none last.
        Tier = 4 "tier",
    }
}

/// Where a ticket belongs in a list that is sorted otherwise than by due time.
pub type Rank = (Reverse<Option<Priority>>, At, u8);

impl Sort {
    /// The one after it, the first one after the last.
    pub fn next(self) -> Sort {
        let at = Sort::ALL.iter().position(|sort| *sort == self).unwrap_or(0);
        Sort::ALL[(at + 1) % Sort::ALL.len()]
    }

    /// Tells whether it is the order that the queue is kept in, which costs nothing.
    pub fn is_due(&self) -> bool {
        *self == Sort::Due
    }

    /// Where a ticket belongs; `tier` is asked for only when it says where.
    ///
    /// # Errors
    /// Those of `tier`.
    pub fn rank<E>(
        self,
        priority: Priority,
        opened: At,
        tier: impl FnOnce() -> Result<Option<super::Tier>, E>,
    ) -> Result<Rank, E> {
        let same = (Reverse(None), At(0), 0);
        Ok(match self {
            Sort::Due => same,
            Sort::Priority => (Reverse(Some(priority)), same.1, same.2),
            Sort::Age => (same.0, opened, same.2),
            Sort::Tier => (same.0, same.1, tier()?.map_or(u8::MAX, super::Tier::byte)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Tier;

    #[test]
    fn the_most_urgent_the_oldest_and_the_best_tier_come_first_and_the_rest_stays_as_it_was() {
        let tickets = [
            (1, Priority::Low, At(50), None),
            (2, Priority::Urgent, At(40), Some(Tier::Iron)),
            (3, Priority::Low, At(30), Some(Tier::Platinum)),
            (4, Priority::Urgent, At(40), Some(Tier::Iron)),
            (5, Priority::Normal, At(10), Some(Tier::Lead)),
        ];
        for (sort, wanted) in [
            (Sort::Due, [1, 2, 3, 4, 5]),
            (Sort::Priority, [2, 4, 5, 1, 3]),
            (Sort::Age, [5, 3, 2, 4, 1]),
            (Sort::Tier, [3, 2, 4, 5, 1]),
        ] {
            let mut sorted = tickets;
            sorted.sort_by_key(|(_, priority, opened, tier)| {
                sort.rank(*priority, *opened, || Ok::<_, ()>(*tier)).expect("nothing fails")
            });
            assert_eq!(sorted.map(|ticket| ticket.0), wanted, "{sort}");
        }
    }

    #[test]
    fn pressing_on_comes_round() {
        let mut sort = Sort::default();
        for wanted in [Sort::Priority, Sort::Age, Sort::Tier, Sort::Due] {
            sort = sort.next();
            assert_eq!(sort, wanted);
        }
    }
}
