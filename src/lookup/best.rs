//! The best rows so far, and in which order they are shown. Never compares a row with what was
//! typed.

use std::collections::HashMap;

use super::Lookup;
use super::fit::{Fit, Together};
use super::rows::Rows;
use crate::domain::CustomerId;

/// Rows of the very same name that stand before others who fit as well: a page of one name would
/// hide whom else the text may mean.
const NAMESAKES: usize = 3;

/// Rows among which namesakes are told apart: more than any page shows.
const COMPARED: usize = 4_096;

/// A row that fits. The derived order is the ranking as far as numbers go: fit, then how many of
/// the same name came before, then how busy, then the customer's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// How the row fits, likenesses of all kinds taken as one.
    pub(super) tier: Together,
    /// How often so many of the same name came before.
    pub(super) round: u32,
    /// How all parts fit together.
    pub(super) together: Together,
    pub(super) quiet: u64,
    pub(crate) customer: CustomerId,
    pub(super) row: u32,
}

/// Rows that fit, and those that were compared.
pub(super) struct Best {
    /// How many make a page; one, when it is only asked whether there is anybody.
    pub(super) page: usize,
    fitting: Vec<Candidate>,
    /// Rows that need not be compared again.
    pub(super) seen: Rows,
    /// How many there are at least.
    pub(super) total: usize,
}

impl Best {
    /// None yet, of so many rows.
    pub(super) fn of(rows: usize, page: usize) -> Best {
        Best { page, fitting: Vec::new(), seen: Rows::none(rows), total: 0 }
    }

    pub(super) fn add(&mut self, candidate: Candidate) {
        self.total += 1;
        self.fitting.push(candidate);
    }

    /// Tells whether there is a page of rows that fit so or better.
    pub(super) fn is_full(&self, within: Fit) -> bool {
        let fits = self.fitting.iter().filter(|one| one.together.worst <= within);
        fits.take(self.page).count() == self.page
    }

    /// Tells whether there are so many rows that fit so or better.
    pub(super) fn has(&self, many: usize, least: Together) -> bool {
        self.fitting.iter().filter(|one| one.together <= least).take(many).count() == many
    }

    /// The rows that may be on the page, and some more.
    pub(super) fn rows(mut self) -> Vec<Candidate> {
        if let Some(last) = self.page.checked_sub(1).filter(|&last| last < self.fitting.len()) {
            let (_, last, _) = self.fitting.select_nth_unstable_by_key(last, |one| one.tier);
            let last = last.tier;
            self.fitting.retain(|one| one.tier <= last);
        }
        self.fitting
    }
}

impl Lookup {
    pub(super) fn candidate(&self, row: u32, together: Together) -> Candidate {
        let (customer, quiet) = (self.people.id(row), !self.busy.level(row));
        Candidate { tier: together.tier(), round: 0, together, quiet, customer, row }
    }

    /// In the order in which they are shown, as far as numbers tell.
    pub(super) fn in_rounds(&self, mut rows: Vec<Candidate>) -> Vec<Candidate> {
        let order = |one: &Candidate| (one.tier, one.together, one.quiet, one.customer, one.row);
        if rows.len() > COMPARED {
            rows.select_nth_unstable_by_key(COMPARED, order);
            rows.truncate(COMPARED);
        }
        rows.sort_unstable_by_key(order);
        for alike in rows.chunk_by_mut(|one, other| one.tier == other.tier) {
            let mut namesakes: HashMap<&[u8], usize> = HashMap::new();
            for one in alike {
                let name = self.names.written(one.row);
                let before = namesakes.entry(name).or_default();
                one.round = if name.is_empty() { 0 } else { (*before / NAMESAKES) as u32 };
                *before += 1;
            }
        }
        rows.sort_unstable();
        rows
    }
}
