//! The best rows that have everything that is needed. Never goes through more rows than a key
//! stroke has time for.
//!
//! Where few rows have the rarest part, each of them is compared. Else, as how the weakest part
//! fits comes first, rows are looked for level by level: who has every part at least so well. The
//! rows of the rarest part are gone through in the order in which they would be shown, the busiest
//! first; if that is not soon enough, the rows of the other parts are laid over them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Lookup;
use super::best::Best;
use super::find::{Found, SCAN, Wanted};
use super::fit::{Fit, Rest, Together};
use super::rows::Rows;
use super::seek::Sought;

/// After so many rows it is asked whether there are enough.
const SETTLE: usize = 256;
/// As many that fit alike are enough, whoever else does: they are the busiest.
const ENOUGH: usize = 192;
/// Rows of the rarest part that are compared before those of other parts are laid over them.
const PROBE: usize = 1_024;

/// After so many a page of those who fit is enough, even if some fit better.
const LONG: usize = 2_048;
/// A set of fewer than one row in so many is put in order by itself.
const SPARSE: usize = 64;
/// Customers of a name that few have; those of others are met soon enough by the words in it.
const NAMED: usize = 2_000;

/// A part that fits fewer than one in so many rows is written down row by row, so that the rows of
/// several parts can be laid over each other.
const STREAM: usize = 4;
/// As many are written down at most: two milliseconds' work.
const STREAMED: usize = 1_000_000;
/// Writing down so many rows takes as long as comparing one with all that is needed.
const ROW_COST: usize = 64;

/// Words of a name that are read once for all that is needed.
const NAME_WORDS: usize = 8;

/// All that is needed, and whom else it must fit.
struct Task<'a, F> {
    sought: &'a [&'a Sought],
    /// The words of the name that was typed in full, sorted; `None` when a part is no whole word.
    exact: Option<Vec<u32>>,
    wanted: F,
    gather: usize,
}

/// The rows of one part, written down as far as a level.
struct Laid {
    rows: Rows,
    within: Option<Fit>,
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
        let task = Task { sought, exact: exact_words(sought), wanted, gather: much.gather };
        let mut best = Best::of(self.people.rows(), much.page);
        let rarest = sought.iter().map(|one| one.within(Fit::Faint)).min().unwrap_or(0);
        if rarest <= task.gather {
            self.weigh_all(&task, &self.having(sought), &mut best);
        } else {
            self.weigh_by_levels(&task, much, &mut best);
        }
        if let [one] = sought {
            best.total = best.total.max(self.at_least(one).saturating_sub(self.people.dead()));
        }
        Found { total: best.total, best: best.rows() }
    }

    /// Rows that have everything, and some more that have not, if they are few.
    fn having(&self, sought: &[&Sought]) -> Rows {
        let mut order = sought.to_vec();
        order.sort_by_key(|sought| sought.within(Fit::Faint));
        let mut rows = Rows::none(self.people.rows());
        let Some((rarest, others)) = order.split_first() else { return rows };
        self.each_row(rarest, None, Fit::Faint, |row, _| rows.add(row));
        let mut left = rarest.within(Fit::Faint);
        for other in others {
            let size = other.within(Fit::Faint);
            if left * ROW_COST > size && size <= STREAMED {
                let mut both = Rows::none(self.people.rows());
                self.each_row(other, None, Fit::Faint, |row, _| both.add(row));
                rows.and(&both);
                left = rows.count();
            }
        }
        rows
    }

    /// Those whose name is what was typed, or is only written otherwise.
    fn weigh_called(&self, task: &Task<impl Fn(u32) -> bool>, best: &mut Best) {
        let mut left = task.gather;
        for name in self.callable(task.sought) {
            for row in self.named(&name.words, left.min(NAMED)).into_iter().flatten() {
                left -= 1;
                if !best.seen.has(row) && self.people.is_live(row) && (task.wanted)(row) {
                    best.seen.add(row);
                    best.add(self.candidate(row, name.together));
                }
            }
        }
    }

    fn weigh_by_levels(&self, task: &Task<impl Fn(u32) -> bool>, much: &Wanted, best: &mut Best) {
        self.weigh_called(task, best);
        let nothing = || Laid { rows: Rows::none(self.people.rows()), within: None };
        let mut laid: Vec<Laid> = task.sought.iter().map(|_| nothing()).collect();
        let has_some = |fit: &Fit| task.sought.iter().any(|part| part.size(*fit) > 0);
        for within in Fit::ALL.into_iter().filter(has_some) {
            if within > much.enough {
                best.page = 1;
            }
            if best.page == 1 && best.total > 0 {
                break;
            }
            let may_go_on = self.weigh_level(task, within, &mut laid, best);
            // Names that are like what was typed count alike, whatever the likeness.
            let is_open = matches!(within, Fit::Sound | Fit::Typo);
            if !may_go_on || best.is_full(within) && !is_open {
                break;
            }
        }
    }

    /// Those who have every part at least so well. Tells whether others can be looked for.
    fn weigh_level(
        &self,
        task: &Task<impl Fn(u32) -> bool>,
        within: Fit,
        laid: &mut [Laid],
        best: &mut Best,
    ) -> bool {
        let size = |part: usize| task.sought[part].within(within);
        let most = STREAMED.min(self.people.rows() / STREAM).max(task.gather);
        let mut parts: Vec<usize> = (0..laid.len()).collect();
        parts.sort_by_key(|&part| size(part));
        let Some((&rarest, others)) = parts.split_first() else { return false };
        if size(rarest) > most {
            self.walk(task, within, None, SCAN, best);
            return false;
        }
        self.lay(task.sought[rarest], within, &mut laid[rarest]);
        let mut rows = laid[rarest].rows.without(&best.seen);
        let mut left = rows.count();
        // Of so many rows with the rarest part, one has the others too, as far as numbers tell.
        let all = self.people.rows().max(1) as f64;
        let one_of: f64 = others.iter().map(|&part| all / size(part).max(1) as f64).product();
        let may_do = left > PROBE && one_of * (ENOUGH as f64) < PROBE as f64;
        if may_do && self.walk(task, within, Some(&rows), PROBE, best) {
            return true;
        }
        for &other in others {
            if left * ROW_COST > size(other) && size(other) <= most {
                self.lay(task.sought[other], within, &mut laid[other]);
                rows.and(&laid[other].rows);
                left = rows.count();
            }
        }
        if left <= PROBE.max(task.gather) {
            self.weigh_all(task, &rows.without(&best.seen), best);
        } else {
            self.walk(task, within, Some(&rows.without(&best.seen)), SCAN, best);
            best.total = best.total.max(left.saturating_sub(self.people.dead()));
        }
        true
    }

    /// Writes down the rows that have a part at least so well.
    fn lay(&self, part: &Sought, within: Fit, laid: &mut Laid) {
        self.each_row(part, laid.within, within, |row, _| laid.rows.add(row));
        laid.within = Some(within);
    }

    fn weigh_all(&self, task: &Task<impl Fn(u32) -> bool>, rows: &Rows, best: &mut Best) {
        for row in rows.all() {
            best.seen.add(row);
            if let Some(together) = self.weigh(task, row) {
                best.add(self.candidate(row, together));
            }
        }
    }

    /// Goes through some rows in the order in which those that fit alike are shown. Tells whether
    /// there are enough of those that fit best, so that whoever comes later is behind them.
    fn walk(
        &self,
        task: &Task<impl Fn(u32) -> bool>,
        within: Fit,
        set: Option<&Rows>,
        many: usize,
        best: &mut Best,
    ) -> bool {
        let (mut least, mut passed) = (None::<Together>, 0);
        for row in self.in_order(set) {
            if best.seen.has(row) {
                continue;
            }
            best.seen.add(row);
            passed += 1;
            if let Some(together) = self.weigh(task, row) {
                best.add(self.candidate(row, together));
                let fits = Some(together).filter(|together| together.worst <= within);
                least = least.into_iter().chain(fits).min();
            }
            let is_enough = || least.is_some_and(|least| best.has(ENOUGH, least));
            let is_long = || passed >= LONG.min(best.page * SETTLE) && best.is_full(within);
            if passed % SETTLE == 0 && (is_enough() || is_long()) {
                return true;
            }
            if passed == many {
                break;
            }
        }
        false
    }

    /// Rows in the order in which those that fit alike are shown; of a set when there is one.
    fn in_order<'a>(&'a self, set: Option<&'a Rows>) -> Box<dyn Iterator<Item = u32> + 'a> {
        let Some(set) = set else { return Box::new(self.all_in_order(SCAN)) };
        if set.count() > self.people.rows() / SPARSE {
            return Box::new(self.all_in_order(STREAMED).filter(|&row| set.has(row)));
        }
        let place = |row| Reverse((!self.busy.level(row), self.people.id(row), row));
        let mut rows: BinaryHeap<_> = set.all().map(place).collect();
        Box::new(std::iter::from_fn(move || rows.pop().map(|Reverse((_, _, row))| row)))
    }

    /// So many of the busiest rows, then of those with the lowest customer numbers.
    fn all_in_order(&self, many: usize) -> impl Iterator<Item = u32> {
        let busiest = self.busy.busiest().take(many);
        // Who is busy and behind these has not been seen.
        let last = self.busy.behind(many - 1).map(|row| self.candidate(row, Together::NONE));
        let is_later = move |row: &u32| {
            let is_quiet = self.busy.level(*row) == 0;
            is_quiet || last.is_some_and(|last| self.candidate(*row, Together::NONE) > last)
        };
        busiest.chain(self.people.all().take(many).filter(is_later))
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
