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
use super::words::{Fits, Words};
use crate::domain::CustomerId;

/// Customers that are compared letter by letter before the best are shown.
const CANDIDATES: usize = 256;
/// A set of rows is kept as a list as long as it is this many times smaller than all of them: per
/// row a list costs about so much more.
const SPARSE: usize = 16;
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

/// How near a word must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Care {
    /// It holds what was typed.
    #[default]
    Strict,
    /// It is written or sounds much like it.
    Loose,
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
#[derive(Default)]
pub(crate) struct Sought {
    names: Fits,
    towns: Fits,
    /// Rows found by number, e-mail or account, in order.
    rows: Vec<(u32, Fit)>,
    /// At most how many rows fit.
    size: usize,
    /// How near a word had to be so far.
    care: Care,
}

impl Lookup {
    /// The best customers for what was typed; nothing for an empty text.
    pub fn find(&self, text: &str, limit: usize) -> Hits {
        let readings = ask::readings(text);
        let room = limit.max(CANDIDATES);
        let mut known: Vec<(&Need, Sought)> = Vec::new();
        let (mut best, mut total): (Vec<Candidate>, usize) = (Vec::new(), 0);
        for care in [Care::Strict, Care::Loose] {
            for needs in &readings {
                if total >= limit.max(1) {
                    break;
                }
                self.seek_all(needs, care, &mut known);
                let sought: Vec<&Sought> = needs.iter().filter_map(|n| among(&known, n)).collect();
                let (found, count) = self.evaluate(&sought, room, |_| true);
                best.extend(found);
                best.sort_unstable_by_key(|candidate| (candidate.row, *candidate));
                best.dedup_by_key(|candidate| candidate.row);
                total = total.max(count).max(best.len());
            }
        }
        let hits = self.rank(best, &readings).into_iter().take(limit);
        Hits { hits: hits.map(Candidate::hit).collect(), total: total as u64 }
    }

    /// Compares all needs with everything, those that are known already no more than is left to do.
    fn seek_all<'a>(&self, needs: &'a [Need], care: Care, known: &mut Vec<(&'a Need, Sought)>) {
        for need in needs {
            if !known.iter().any(|(other, _)| *other == need) {
                known.push((need, self.seek(need)));
            }
        }
        let hopeless = |need: &Need| {
            let nothing = among(known, need).is_none_or(|sought| sought.size == 0);
            nothing && !matches!(need, Need::Word(_))
        };
        if care == Care::Loose && !needs.iter().any(hopeless) {
            for (need, sought) in known.iter_mut().filter(|(need, _)| needs.contains(need)) {
                self.loosen(need, sought);
            }
        }
    }

    /// The best rows that have everything that is needed and are wanted, and how many there are.
    pub(crate) fn evaluate(
        &self,
        sought: &[&Sought],
        room: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> (Vec<Candidate>, usize) {
        let mut order = sought.to_vec();
        order.sort_by_key(|sought| sought.size);
        let Some((rarest, others)) = order.split_first() else { return (Vec::new(), 0) };
        let mut rows: Vec<(u32, Together)> = self
            .rows(rarest)
            .into_iter()
            .map(|(row, fit)| (row, Together::NONE.and(fit)))
            .collect();
        for other in others {
            self.narrow(&mut rows, other);
        }
        let exact = exact_words(sought);
        let (mut best, mut total) = (BinaryHeap::with_capacity(room + 1), 0);
        for (row, mut together) in rows {
            if !self.people.is_live(row) || !wanted(row) {
                continue;
            }
            if exact.as_ref().is_some_and(|exact| self.is_name(row, exact)) {
                together = Together::NONE;
            }
            total += 1;
            let (customer, quiet) = (self.people.id(row), !self.busy[row as usize]);
            let candidate = Candidate { together, quiet, customer, row };
            if best.len() < room {
                best.push(candidate);
            } else if best.peek().is_some_and(|last| candidate < *last) {
                best.pop();
                best.push(candidate);
            }
        }
        (best.into_vec(), total)
    }

    /// The rows that fit, each once, in order. Dead ones too.
    fn rows(&self, sought: &Sought) -> Vec<(u32, Fit)> {
        if sought.size * SPARSE > self.people.rows() {
            let dense = self.dense(sought).into_iter().enumerate();
            return dense
                .filter(|&(_, fit)| fit != Fit::Not)
                .map(|(row, f)| (row as u32, f))
                .collect();
        }
        let mut rows = Vec::with_capacity(sought.size);
        self.each_row(sought, |row, fit| rows.push((row, fit)));
        rows.sort_unstable();
        rows.dedup_by_key(|(row, _)| *row);
        rows
    }

    /// How each row fits.
    fn dense(&self, sought: &Sought) -> Vec<Fit> {
        let mut dense = vec![Fit::Not; self.people.rows()];
        self.each_row(sought, |row, fit| {
            let best = &mut dense[row as usize];
            *best = fit.min(*best);
        });
        dense
    }

    fn each_row(&self, sought: &Sought, mut give: impl FnMut(u32, Fit)) {
        for &word in &sought.names.words {
            let fit = Words::fit(&sought.names, word);
            self.names.rows_with(word).iter().for_each(|&row| give(row, fit));
        }
        for &word in &sought.towns.words {
            let fit = in_town(Words::fit(&sought.towns, word));
            self.towns.rows_with(word).iter().for_each(|&row| give(row, fit));
        }
        sought.rows.iter().for_each(|&(row, fit)| give(row, fit));
    }

    /// Leaves the rows that have this too.
    fn narrow(&self, rows: &mut Vec<(u32, Together)>, sought: &Sought) {
        let dense = if rows.len() * SPARSE > sought.size { self.dense(sought) } else { Vec::new() };
        rows.retain_mut(|(row, together)| {
            let known = dense.get(*row as usize).copied();
            let fit = known.unwrap_or_else(|| self.fit(sought, *row));
            *together = together.and(fit);
            fit != Fit::Not
        });
    }

    pub(crate) fn seek(&self, need: &Need) -> Sought {
        let mut sought = Sought::default();
        let rows = &mut sought.rows;
        match need {
            Need::Word(word) => {
                sought.names = self.names.compare(word);
                sought.towns = self.towns.compare(word);
                text_fits(&self.emails, word, rows);
                text_fits(&self.codes, word, rows);
            }
            Need::Code { raw, bare } => {
                sought.names = self.names.compare(bare);
                text_fits(&self.emails, raw, rows);
                text_fits(&self.codes, bare, rows);
            }
            Need::Email(part) => text_fits(&self.emails, part, rows),
            Need::Number(number) => {
                sought.names = self.names.compare(&number.digits);
                sought.towns = self.towns.compare(&number.digits);
                number.each(&self.phones, |row, fit| rows.push((row, fit)));
                digits_fit(&self.codes, number, rows);
                text_fits(&self.emails, &number.digits, rows);
            }
        }
        // A few sorted runs one after the other: the stable sort merges them.
        rows.sort();
        rows.dedup_by_key(|(row, _)| *row);
        sought.size = self.size(&sought);
        sought
    }

    /// Adds what is only like the need.
    pub(crate) fn loosen(&self, need: &Need, sought: &mut Sought) {
        if std::mem::replace(&mut sought.care, Care::Loose) == Care::Loose {
            return;
        }
        match need {
            Need::Word(word) => self.names.loosen(word, &mut sought.names),
            Need::Code { .. } | Need::Email(_) | Need::Number(_) => {}
        }
        sought.size = self.size(sought);
    }

    fn size(&self, sought: &Sought) -> usize {
        let words = |words: &Words, fits: &Fits| -> usize {
            fits.words.iter().map(|&word| words.rows_with(word).len()).sum()
        };
        sought.rows.len() + words(&self.names, &sought.names) + words(&self.towns, &sought.towns)
    }

    fn fit(&self, sought: &Sought, row: u32) -> Fit {
        let best = |words: &Words, fits: &Fits| match fits.words.is_empty() {
            true => Fit::Not,
            false => words.best(fits, row),
        };
        let found = sought.rows.binary_search_by_key(&row, |&(row, _)| row);
        let other = found.map_or(Fit::Not, |at| sought.rows[at].1);
        let town = in_town(best(&self.towns, &sought.towns));
        best(&self.names, &sought.names).min(town).min(other)
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

fn among<'a>(known: &'a [(&Need, Sought)], need: &Need) -> Option<&'a Sought> {
    known.iter().find(|(other, _)| *other == need).map(|(_, sought)| sought)
}

/// A word of a town, company or tag counts less than one of the name.
fn in_town(fit: Fit) -> Fit {
    match fit {
        Fit::Word | Fit::Start => Fit::Town,
        Fit::Part | Fit::Nick => Fit::Faint,
        Fit::Whole
        | Fit::Dialled
        | Fit::Digits
        | Fit::Inside
        | Fit::Town
        | Fit::Sound
        | Fit::Typo
        | Fit::Unfinished
        | Fit::Typos
        | Fit::Faint
        | Fit::Not => Fit::Not,
    }
}

/// The words of the name that was typed in full, sorted; `None` when a part is no whole word.
fn exact_words(sought: &[&Sought]) -> Option<Vec<u32>> {
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
