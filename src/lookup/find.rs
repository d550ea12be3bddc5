//! From what was typed to the best customers. Never decides what a word means: `ask` does.
//!
//! Every part of the text is compared with the dictionaries and the number and address blocks; the
//! part that fits the fewest customers says who is looked at, the others are checked on those.

use std::collections::BinaryHeap;

use super::Lookup;
use super::arena::{Arena, Place};
use super::ask::{self, Need};
use super::dial::Dialled;
use super::fit::{Fit, Together, Why};
use super::words::{Care, Fits, Words};
use crate::domain::CustomerId;

/// Customers that are compared letter by letter before the best are shown.
const CANDIDATES: usize = 256;
/// Letters from which e-mail addresses and account numbers are searched everywhere.
const PART_LETTERS: usize = 3;

/// One customer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub customer: CustomerId,
    /// Why.
    pub why: Why,
    /// How far from what was typed: 0 is the text itself. Comparable within one answer.
    pub score: u32,
}

/// Customers for a text, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// At most as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many fit in all, at least.
    pub total: u64,
}

/// A row that fits. The derived order is the ranking as far as numbers go: fit, then how busy,
/// then the customer's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    together: Together,
    quiet: u64,
    pub(crate) customer: CustomerId,
    row: u32,
}

/// One need, compared with everything the look-up holds.
pub(crate) struct Sought {
    names: Fits,
    towns: Fits,
    /// Rows found by number, e-mail or account, in order.
    rows: Vec<(u32, Fit)>,
    /// At most how many rows fit.
    size: usize,
}

impl Lookup {
    /// The best customers for what was typed; nothing for an empty text.
    pub fn find(&self, text: &str, limit: usize) -> Hits {
        let readings = ask::readings(text);
        let room = limit.max(CANDIDATES);
        let (mut best, mut total): (Vec<Candidate>, usize) = (Vec::new(), 0);
        for care in [Care::Strict, Care::Loose] {
            for needs in &readings {
                if total >= limit.max(1) {
                    break;
                }
                let (found, count) = self.evaluate(needs, care, room, |_| true);
                best.extend(found);
                best.sort_unstable_by_key(|candidate| (candidate.row, *candidate));
                best.dedup_by_key(|candidate| candidate.row);
                total = count.max(best.len());
            }
        }
        let hits = self.rank(best, &readings).into_iter().take(limit);
        Hits { hits: hits.map(Candidate::hit).collect(), total: total as u64 }
    }

    /// The best rows that have everything that is needed and are wanted, and how many there are.
    pub(crate) fn evaluate(
        &self,
        needs: &[Need],
        care: Care,
        room: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> (Vec<Candidate>, usize) {
        let sought: Vec<Sought> = needs.iter().map(|need| self.seek(need, care)).collect();
        let Some(rarest) = sought.iter().min_by_key(|sought| sought.size) else {
            return (Vec::new(), 0);
        };
        let exact = exact_words(&sought);
        let (mut best, mut total) = (BinaryHeap::with_capacity(room + 1), 0);
        self.each_row(rarest, |row| {
            let fits = |together: Together, sought: &Sought| together.and(self.fit(sought, row));
            let mut together = sought.iter().fold(Together::NONE, fits);
            if together.worst == Fit::Not || !wanted(row) {
                return;
            }
            if exact.as_ref().is_some_and(|exact| self.is_name(row, exact)) {
                together = Together::NONE;
            }
            total += 1;
            let (customer, quiet) = (self.people.id(row), !self.busy[row as usize]);
            best.push(Candidate { together, quiet, customer, row });
            if best.len() > room {
                best.pop();
            }
        });
        (best.into_vec(), total)
    }

    fn seek(&self, need: &Need, care: Care) -> Sought {
        let mut sought =
            Sought { names: Fits::default(), towns: Fits::default(), rows: Vec::new(), size: 0 };
        let rows = &mut sought.rows;
        match need {
            Need::Word(word) => {
                sought.names = self.names.compare(word, care);
                sought.towns = self.towns.compare(word, Care::Strict);
                text_fits(&self.emails, word, rows);
                text_fits(&self.codes, word, rows);
            }
            Need::Code { raw, bare } => {
                sought.names = self.names.compare(bare, Care::Strict);
                text_fits(&self.emails, raw, rows);
                text_fits(&self.codes, bare, rows);
            }
            Need::Email(part) => text_fits(&self.emails, part, rows),
            Need::Number(number) => {
                sought.names = self.names.compare(&number.digits, Care::Strict);
                sought.towns = self.towns.compare(&number.digits, Care::Strict);
                number.each(&self.phones, |row, fit| rows.push((row, fit)));
                digits_fit(&self.codes, number, rows);
                text_fits(&self.emails, &number.digits, rows);
            }
        }
        rows.sort_unstable();
        rows.dedup_by_key(|(row, _)| *row);
        let words = |words: &Words, fits: &Fits| -> usize {
            fits.words.iter().map(|&word| words.rows_with(word).len()).sum()
        };
        sought.size = sought.rows.len()
            + words(&self.names, &sought.names)
            + words(&self.towns, &sought.towns);
        sought
    }

    /// Gives every living row that may fit, once.
    fn each_row(&self, sought: &Sought, mut give: impl FnMut(u32)) {
        let mut seen = vec![0u64; self.people.rows().div_ceil(64)];
        let mut once = |row: u32| {
            let (place, bit) = (row as usize / 64, 1 << (row % 64));
            if seen[place] & bit == 0 && self.people.is_live(row) {
                seen[place] |= bit;
                give(row);
            }
        };
        for &word in &sought.names.words {
            self.names.rows_with(word).iter().copied().for_each(&mut once);
        }
        for &word in &sought.towns.words {
            self.towns.rows_with(word).iter().copied().for_each(&mut once);
        }
        sought.rows.iter().map(|&(row, _)| row).for_each(&mut once);
    }

    fn fit(&self, sought: &Sought, row: u32) -> Fit {
        let name = if sought.names.words.is_empty() {
            Fit::Not
        } else {
            self.names.best(&sought.names, row)
        };
        let town = if sought.towns.words.is_empty() {
            Fit::Not
        } else {
            match self.towns.best(&sought.towns, row) {
                Fit::Word | Fit::Start => Fit::Town,
                Fit::Part => Fit::Faint,
                Fit::Whole
                | Fit::Dialled
                | Fit::Digits
                | Fit::Nick
                | Fit::Inside
                | Fit::Town
                | Fit::Sound
                | Fit::Typo
                | Fit::Unfinished
                | Fit::Typos
                | Fit::Faint
                | Fit::Not => Fit::Not,
            }
        };
        let found = sought.rows.binary_search_by_key(&row, |&(row, _)| row);
        let other = found.map_or(Fit::Not, |at| sought.rows[at].1);
        name.min(town).min(other)
    }

    /// Tells whether a row's name is made of exactly these words, in any order.
    fn is_name(&self, row: u32, exact: &[u32]) -> bool {
        let mut words = self.names.of(row).to_vec();
        words.sort_unstable();
        words.dedup();
        words == exact
    }

    /// Sorts by fit, open tickets, recent contact; then letter by letter, label and number.
    fn rank(&self, candidates: Vec<Candidate>, readings: &[Vec<Need>]) -> Vec<Candidate> {
        let pattern: String = match readings.first() {
            Some(needs) => needs.iter().map(Need::letters).collect(),
            None => String::new(),
        };
        let mut keyed: Vec<_> = candidates
            .into_iter()
            .map(|candidate| {
                let label = self.label(candidate.row);
                let letters = self.letters.score(&label, &pattern);
                let key = (candidate.together, candidate.quiet, -letters);
                (key, label, candidate)
            })
            .collect();
        keyed.sort_unstable_by(|one, other| {
            (one.0, &one.1, one.2.customer).cmp(&(other.0, &other.1, other.2.customer))
        });
        keyed.into_iter().map(|(_, _, candidate)| candidate).collect()
    }
}

impl Candidate {
    fn hit(self) -> Hit {
        let (why, score) = (self.together.worst.why(), self.together.score());
        Hit { customer: self.customer, why, score }
    }
}

impl Need {
    fn letters(&self) -> &str {
        match self {
            Need::Word(word) => word,
            Need::Code { bare, .. } => bare,
            Need::Email(part) => part,
            Need::Number(_) => "",
        }
    }
}

/// The words of the name that was typed in full, sorted; `None` when a part is no whole word.
fn exact_words(sought: &[Sought]) -> Option<Vec<u32>> {
    let mut words: Vec<u32> =
        sought.iter().map(|sought| sought.names.exact).collect::<Option<_>>()?;
    words.sort_unstable();
    Some(words)
}

fn text_fits(texts: &Arena, typed: &str, rows: &mut Vec<(u32, Fit)>) {
    let note = |spot: super::arena::Spot<'_>| {
        let begins = spot.before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let fit = match spot.place {
            Place::Whole => Fit::Whole,
            Place::Start => Fit::Start,
            Place::End | Place::Inside if begins => Fit::Start,
            Place::End | Place::Inside => Fit::Part,
        };
        rows.push((spot.row, fit));
    };
    if typed.len() >= PART_LETTERS {
        texts.each(typed.as_bytes(), note);
    } else {
        texts.each_start(typed.as_bytes(), note);
    }
}

fn digits_fit(codes: &Arena, number: &Dialled, rows: &mut Vec<(u32, Fit)>) {
    let note = |spot: super::arena::Spot<'_>| {
        let fit = match spot.place {
            Place::Whole => Fit::Whole,
            Place::Start | Place::End => Fit::Digits,
            Place::Inside => Fit::Inside,
        };
        rows.push((spot.row, fit));
    };
    if number.digits.len() >= PART_LETTERS {
        codes.each(number.digits.as_bytes(), note);
    } else {
        codes.each_start(number.digits.as_bytes(), note);
    }
}
