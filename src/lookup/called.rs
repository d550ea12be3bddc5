//! Who is called just what was typed, or what is only written otherwise. Never looks through rows:
//! names are found by the words they are made of.

use std::cmp::Reverse;

use super::Lookup;
use super::ask::Need;
use super::best::Candidate;
use super::fit::{Fit, Together};
use super::persons;
use super::seek::Sought;

/// Names that are tried: of what was typed, each word with all that it may be.
const NAMES: usize = 64;

/// Rows that are seen at a glance.
const SCREEN: usize = 10;
/// The last of them, left to whoever is called what was typed but for two letters.
const SLIPS: usize = 2;
/// Letters of a word in which two may be swapped: fewer are the beginning of too much.
const SWAPPED_LETTERS: usize = 4;
/// Rows of a name that are looked at for the busiest of that name.
const SWAPPED_ROWS: usize = 2_000;

/// A name that may be meant, and how it fits.
pub(super) struct Called {
    pub(super) together: Together,
    /// Its words, sorted.
    pub(super) words: Vec<u32>,
}

/// Names with one word more: those that are nearest to what was typed, all words together. How the
/// weakest fits would not do: one slip is likelier than two other spellings.
fn with(names: &[Called], words: &[(Fit, u32)]) -> Vec<Called> {
    let of_name = |at: usize| words.iter().take(NAMES / (at + 1)).map(move |&word| (at, word));
    // Both are in order, so what is behind so many pairs is not among the nearest.
    let mut pairs: Vec<_> = (0..names.len()).flat_map(of_name).collect();
    pairs.sort_by_key(|&(at, (fit, _))| names[at].together.sum + fit as u16);
    let longer = |(at, (fit, word)): (usize, (Fit, u32))| Called {
        together: names[at].together.and(fit),
        words: names[at].words.iter().copied().chain([word]).collect(),
    };
    pairs.into_iter().take(NAMES).map(longer).collect()
}

impl Lookup {
    /// The names that are made of nothing but words that fit, one for each part; best first.
    pub(super) fn callable(&self, sought: &[&Sought]) -> Vec<Called> {
        let nobody = Called { together: Together::NONE, words: Vec::new() };
        let longer = |names: Vec<Called>, part: &&Sought| with(&names, &self.whole_words(part));
        let mut names = sought.iter().fold(vec![nobody], longer);
        for name in &mut names {
            name.words.sort_unstable();
            if name.together.worst <= Fit::Word {
                name.together = Together::NONE;
            }
        }
        names.sort_by_key(|name| name.together);
        names
    }

    /// The words that a part may be, the nearest first.
    fn whole_words(&self, part: &Sought) -> Vec<(Fit, u32)> {
        let is_whole = |fit: Fit| fit == Fit::Word || fit.is_another_word();
        let words = part.name_words().filter(|&(fit, _)| is_whole(fit));
        let mut words: Vec<(Fit, u32)> = words.collect();
        let many = |word| Reverse(self.names.rows_with(word).len());
        words.sort_unstable_by_key(|&(fit, word)| (fit, many(word), self.names.text(word)));
        words
    }

    /// Rows whose name is made of exactly these words, in any order; `None` when more than so many
    /// are called so.
    pub(super) fn named(&self, words: &[u32], most: usize) -> Option<impl Iterator<Item = u32>> {
        let name = persons::named(words.iter().map(|&word| self.names.text(word)));
        let rows = Some(self.persons.with_name(name)).filter(|rows| rows.len() <= most)?;
        Some(rows.filter(|&row| self.is_name(row, words)))
    }

    /// Leaves room on the first screen when nobody has what was typed as a word of theirs, though
    /// many have words that begin so: whose whole name it is but for two swapped letters would
    /// never be seen behind all these.
    pub(super) fn leave_room(&self, needs: &[Need], best: &mut Vec<Candidate>) {
        let is_begun = best.first().is_some_and(|first| first.tier.worst == Fit::Start);
        if !is_begun || best.len() < SCREEN {
            return;
        }
        for slip in self.swapped(needs).into_iter().rev() {
            if best[..SCREEN].iter().all(|one| one.row != slip.row) {
                best.retain(|one| one.row != slip.row);
                best.insert(SCREEN - SLIPS, slip);
            }
        }
    }

    /// A few of each name that is what was typed but for two letters of a word: first those whose
    /// words are in that order, then the busiest.
    fn swapped(&self, needs: &[Need]) -> Vec<Candidate> {
        let words: Option<Vec<&str>> = needs.iter().map(Need::word).collect();
        let words = words.unwrap_or_default();
        let slip = Together::NONE.and(Fit::Typo);
        let together = (1..words.len()).fold(slip, |together, _| together.and(Fit::Word));
        let mut slips = Vec::new();
        for (at, typed) in words.iter().enumerate() {
            let (before, behind) = (&words[..at], &words[at + 1..]);
            let others = before.iter().chain(behind).map(|word| self.names.find(word));
            let Some(others) = others.collect::<Option<Vec<u32>>>() else { continue };
            for meant in swaps(typed).filter_map(|word| self.names.find(&word)) {
                let typed: Vec<u32> = [&others[..at], &[meant], &others[at..]].concat();
                let mut name = typed.clone();
                name.sort_unstable();
                let rows = self.named(&name, usize::MAX).into_iter().flatten().take(SWAPPED_ROWS);
                let live = rows.filter(|&row| self.people.is_live(row));
                let is_turned = |row: u32| !self.names.of(row).eq(typed.iter().copied());
                let mut rows: Vec<_> =
                    live.map(|row| (is_turned(row), self.candidate(row, together))).collect();
                rows.sort_unstable();
                slips.extend(rows.into_iter().take(SLIPS).enumerate());
            }
        }
        slips.sort_unstable();
        slips.into_iter().take(SLIPS).map(|(_, (_, slip))| slip).collect()
    }

    /// Tells whether a row's name is made of exactly these words, in any order.
    pub(super) fn is_name(&self, row: u32, exact: &[u32]) -> bool {
        let mut words: Vec<u32> = self.names.of(row).collect();
        words.sort_unstable();
        words == exact
    }
}

/// A word with two of its letters that stand beside each other swapped, each pair once.
fn swaps(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let last = if letters.len() < SWAPPED_LETTERS { 0 } else { letters.len() - 1 };
    (0..last).filter_map(move |at| {
        let mut swapped = letters.clone();
        swapped.swap(at, at + 1);
        (letters[at] != letters[at + 1]).then(|| swapped.into_iter().collect())
    })
}
