//! One part of what was typed, compared with everything the look-up holds. Never combines parts.

use super::Lookup;
use super::arena::{Arena, Place, Spot};
use super::ask::Need;
use super::dial::Dialled;
use super::fit::{Fit, Together};
use super::words::{Fits, Words};
use crate::domain::CustomerId;

/// A set of rows is kept as a list as long as it is this many times smaller than all of them: per
/// row a list costs about so much more.
const SPARSE: usize = 16;
/// Letters from which e-mail addresses and account numbers are searched everywhere.
const PART_LETTERS: usize = 3;

/// How near a word must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Care {
    /// It holds what was typed.
    #[default]
    Strict,
    /// It is written or sounds much like it.
    Loose,
}

/// Everything that one need fits.
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

impl Sought {
    /// At most how many rows fit.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Tells whether nobody has it.
    pub(crate) fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The word of the dictionary that it is.
    pub(crate) fn exact(&self) -> Option<u32> {
        self.names.exact
    }
}

impl Lookup {
    /// The rows that fit, each once, in order. Dead ones too.
    pub(crate) fn rows(&self, sought: &Sought) -> Vec<(u32, Fit)> {
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
            if fit != Fit::Not {
                self.towns.rows_with(word).iter().for_each(|&row| give(row, fit));
            }
        }
        sought.rows.iter().for_each(|&(row, fit)| give(row, fit));
    }

    /// Leaves the rows that have this too.
    pub(crate) fn narrow(&self, rows: &mut Vec<(u32, Together)>, sought: &Sought) {
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
                // Agents read a customer's own number off a list.
                let own = raw.parse::<CustomerId>().ok().filter(|_| raw.starts_with('c'));
                let own = own.and_then(|customer| self.people.row(customer));
                rows.extend(own.map(|row| (row, Fit::Whole)));
                sought.names = self.names.compare(bare);
                text_fits(&self.emails, raw, rows);
                text_fits(&self.codes, bare, rows);
            }
            Need::Whole(bare) => self.codes.each_start(bare.as_bytes(), |spot| {
                if spot.place == Place::Whole {
                    rows.push((spot.row, Fit::Whole));
                }
            }),
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
            Need::Word(word) => {
                self.names.loosen(word, &mut sought.names);
                self.towns.loosen(word, &mut sought.towns);
            }
            Need::Code { .. } | Need::Whole(_) | Need::Email(_) | Need::Number(_) => {}
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
}

/// A word of a town, company or tag counts less than one of the name.
fn in_town(fit: Fit) -> Fit {
    match fit {
        Fit::Word | Fit::Start => Fit::Town,
        Fit::Part | Fit::Sound | Fit::Typo => Fit::Faint,
        Fit::Whole
        | Fit::Dialled
        | Fit::Digits
        | Fit::Nick
        | Fit::Inside
        | Fit::Town
        | Fit::Unfinished
        | Fit::Typos
        | Fit::Faint
        | Fit::Not => Fit::Not,
    }
}

fn text_fits(texts: &Arena, typed: &str, rows: &mut Vec<(u32, Fit)>) {
    let note = |spot: Spot<'_>| {
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
    let mut note = |spot: Spot<'_>| {
        // `77` is all that people say of `A-77` and of `AC-00077`.
        let all = spot.before.iter().all(|byte| !byte.is_ascii_digit() || *byte == b'0');
        let fit = match spot.place {
            Place::Whole => Fit::Whole,
            Place::End if all => Fit::Dialled,
            Place::Start | Place::End => Fit::Digits,
            Place::Inside => Fit::Inside,
        };
        rows.push((spot.row, fit));
    };
    if number.digits.len() >= PART_LETTERS {
        codes.each(number.digits.as_bytes(), note);
    } else {
        codes.each_start(number.digits.as_bytes(), &mut note);
        // One digit ends a tenth of all numbers.
        if number.digits.len() > 1 {
            codes.each_end(number.digits.as_bytes(), note);
        }
    }
}
