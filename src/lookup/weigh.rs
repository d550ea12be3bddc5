//! The best rows that have everything that is needed. Never goes through more rows than a key
//! stroke has time for.
//!
//! How the weakest part fits comes first, so rows are looked for level by level: who has every
//! part at least so well. The rows of each part that is not had by too many are laid over each
//! other, and those that are left are compared. Where they are too many, or every part is had by
//! many, rows are gone through in the order in which they would be shown, the busiest first, until
//! there are enough.

use std::collections::BinaryHeap;

use super::Lookup;
use super::find::{Candidate, Found, SCAN, Wanted};
use super::fit::{Fit, Rest, Together};
use super::rows::Rows;
use super::seek::Sought;

/// After so many rows it is asked whether there are enough.
const SETTLE: usize = 512;

/// A part that fits fewer than one in so many rows is written down row by row, so that the rows of
/// several parts can be laid over each other.
const STREAM: usize = 4;
/// As many are written down at most: two milliseconds' work.
const STREAMED: usize = 1_000_000;
/// Writing down so many rows takes as long as comparing one with all that is needed.
const ROW_COST: usize = 64;

/// Words of a name that are read once for all that is needed.
const NAME_WORDS: usize = 8;

/// The best so far.
struct Best {
    room: usize,
    heap: BinaryHeap<Candidate>,
    total: usize,
}

impl Best {
    fn add(&mut self, candidate: Candidate) {
        self.total += 1;
        if self.heap.len() < self.room {
            self.heap.push(candidate);
        } else if self.heap.peek().is_some_and(|last| candidate < *last) {
            self.heap.pop();
            self.heap.push(candidate);
        }
    }

    fn add_some(&mut self, candidate: Option<Candidate>) {
        candidate.into_iter().for_each(|candidate| self.add(candidate));
    }

    /// Tells whether all places are taken by those who fit so or better.
    fn is_settled(&self, least: Together) -> bool {
        self.heap.len() >= self.room
            && self.heap.peek().is_some_and(|last| last.together() <= least)
    }
}

/// All that is needed, and whom else it must fit.
struct Task<'a, F> {
    sought: &'a [&'a Sought],
    /// The words of the name that was typed in full, sorted; `None` when a part is no whole word.
    exact: Option<Vec<u32>>,
    wanted: F,
}

impl Lookup {
    /// The best rows that have everything that is needed and are wanted, and how many there are at
    /// least.
    pub(crate) fn evaluate(
        &self,
        sought: &[&Sought],
        much: &Wanted,
        wanted: impl Fn(u32) -> bool,
    ) -> Found {
        let mut best = Best { room: much.room, heap: BinaryHeap::new(), total: 0 };
        let rarest = |within: Fit| sought.iter().map(|one| one.within(within)).min().unwrap_or(0);
        let most = if sought.len() > 1 { self.people.rows() / STREAM } else { 0 };
        let most = much.gather.max(most.min(STREAMED));
        let task = Task { sought, exact: exact_words(sought), wanted };
        // Within a better fit there are never more, so the levels of few come first.
        let within = Fit::ALL.iter().take_while(|fit| rarest(**fit) <= most).last().copied();
        let (all, mut is_all) = (rarest(Fit::Faint), false);
        if let Some(within) = within {
            is_all = rarest(within) == all;
            let rows = self.having(sought, within);
            let count = rows.count();
            if count <= much.gather {
                let rows = rows.all().filter_map(|row| Some((row, self.weigh(&task, row)?)));
                let within = rows.filter(|(_, together)| together.worst <= within);
                within.for_each(|(row, together)| best.add(self.candidate(row, together)));
            } else {
                self.scan(&task, None, Some(&rows), &mut best);
                best.total = best.total.max(count.saturating_sub(self.people.dead()));
            }
        }
        if !is_all && best.heap.len() < much.room {
            self.scan(&task, within, None, &mut best);
        }
        if let [one] = sought {
            best.total = best.total.max(self.at_least(one).saturating_sub(self.people.dead()));
        }
        Found { best: best.heap.into_vec(), total: best.total }
    }

    /// Rows that have everything at least so well, and some more that have not, if they are few.
    fn having(&self, sought: &[&Sought], within: Fit) -> Rows {
        let mut order = sought.to_vec();
        order.sort_by_key(|sought| sought.within(within));
        let mut rows = Rows::none(self.people.rows());
        let Some((rarest, others)) = order.split_first() else { return rows };
        self.each_row(rarest, within, |row, _| rows.add(row));
        let mut left = rarest.within(within);
        for other in others {
            let size = other.within(within);
            if left * ROW_COST > size && size <= STREAMED {
                let mut both = Rows::none(self.people.rows());
                self.each_row(other, within, |row, _| both.add(row));
                rows.and(&both);
                left = rows.count();
            }
        }
        rows
    }

    /// Goes through rows in the order in which those that fit alike are shown, for those that are
    /// in no level that was gathered, or for those of a set.
    fn scan(
        &self,
        task: &Task<impl Fn(u32) -> bool>,
        within: Option<Fit>,
        set: Option<&Rows>,
        best: &mut Best,
    ) {
        let gathered = |together: Together| within.is_some_and(|within| together.worst <= within);
        let words = task.exact.as_ref().filter(|_| within < Some(Fit::Word));
        for row in words.map(|words| self.named(words)).unwrap_or_default() {
            best.add_some(
                self.settle(task, row, Together::NONE).map(|all| self.candidate(row, all)),
            );
        }
        let is_new = |together: &Together| {
            !gathered(*together) && (words.is_none() || *together != Together::NONE)
        };
        let (mut least, mut passed) = (None, 0);
        for row in self.in_order(set) {
            passed += 1;
            if let Some(together) = self.weigh(task, row).filter(is_new) {
                least = least.into_iter().chain([together]).min();
                best.add(self.candidate(row, together));
            }
            // Who comes later is behind those who fit alike.
            if passed % SETTLE == 0 && least.is_some_and(|least| best.is_settled(least)) {
                break;
            }
        }
    }

    /// The busiest rows, and those with the lowest customer numbers; of a set when there is one.
    fn in_order(&self, set: Option<&Rows>) -> impl Iterator<Item = u32> {
        let is_in = move |row: &u32| set.is_none_or(|set| set.has(*row));
        let steps = if set.is_some() { STREAMED } else { SCAN };
        let busiest = self.busy.busiest().take(steps);
        // Who is busy and behind these has not been seen.
        let last = self.busy.behind(steps - 1).map(|row| self.candidate(row, Together::NONE));
        let is_later = move |row: &u32| {
            let is_quiet = self.busy.level(*row) == 0;
            is_quiet || last.is_some_and(|last| self.candidate(*row, Together::NONE) > last)
        };
        let others = self.people.all().take(steps).filter(is_in).filter(is_later);
        busiest.filter(is_in).take(SCAN).chain(others.take(SCAN))
    }

    /// How a living row has everything; `None` when it has not.
    fn weigh(&self, task: &Task<impl Fn(u32) -> bool>, row: u32) -> Option<Together> {
        let mut together = Together::NONE;
        let mut places = [0; NAME_WORDS];
        let names = self.names.first(row, &mut places);
        for sought in task.sought {
            let fit = self.fit(sought, row, names);
            if fit == Fit::Not {
                return None;
            }
            together = together.and(fit);
        }
        self.settle(task, row, together)
    }

    /// How a row fits whose parts fit so; `None` for a dead one and one that is not wanted.
    fn settle(
        &self,
        task: &Task<impl Fn(u32) -> bool>,
        row: u32,
        together: Together,
    ) -> Option<Together> {
        let is_wanted = self.people.is_live(row) && (task.wanted)(row);
        let exact = || task.exact.as_ref().is_some_and(|exact| self.is_name(row, exact));
        let is_name = || together.worst <= Fit::Word && exact();
        let left = together.worst.is_another_word() && self.names.count(row) != task.sought.len();
        let rest = if left { Rest::Some } else { Rest::None };
        is_wanted.then(|| if is_name() { Together::NONE } else { Together { rest, ..together } })
    }
}

/// The words of the name that was typed in full, sorted; `None` when a part is no whole word.
fn exact_words(sought: &[&Sought]) -> Option<Vec<u32>> {
    let mut words: Vec<u32> = sought.iter().map(|sought| sought.exact()).collect::<Option<_>>()?;
    words.sort_unstable();
    Some(words)
}
