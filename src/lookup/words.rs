//! The dictionary: every word of every row once, and who has it. Never knows what a word means.
//!
//! A million customers have some ten thousand different words in their names, so what is typed is
//! compared with the words, not with the customers.

use std::collections::HashMap;

use rapidfuzz::distance::osa;

use super::arena::{Arena, Place};
use super::fit::Fit;
use super::nick;
use super::sound;

/// Words of one customer that are kept; what follows is found no more.
pub(crate) const WORDS_PER_ROW: usize = 32;
/// Bytes from which a word is also found by its middle.
const PART_BYTES: usize = 3;
/// Letters from which one wrong letter is forgiven.
const TYPO_LETTERS: usize = 3;
/// Letters from which two are.
const TYPOS_LETTERS: usize = 8;
/// Letters from which a word that is still being typed may have a wrong one.
const UNFINISHED_LETTERS: usize = 4;

/// How near a word must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// It holds what was typed.
    Strict,
    /// It is written or sounds much like it.
    Loose,
}

/// Words with the rows that have them, and rows with their words.
#[derive(Debug, Default)]
pub(crate) struct Words {
    text: Arena,
    known: HashMap<Box<str>, u32>,
    /// Which letters a word has, one bit each: most words are told apart without comparing them.
    letters: Vec<u32>,
    sounds: HashMap<Box<str>, Vec<u32>>,
    rows: Vec<Vec<u32>>,
    of_row: Vec<u32>,
    ends: Vec<u32>,
}

/// What was typed, compared with every word.
#[derive(Debug, Default)]
pub(crate) struct Fits {
    /// By word; [`Fit::Not`] for most.
    of_word: Vec<Fit>,
    /// The words that fit.
    pub(crate) words: Vec<u32>,
    /// The word that is the typed one.
    pub(crate) exact: Option<u32>,
}

impl Fits {
    fn note(&mut self, word: u32, fit: Fit) {
        let best = &mut self.of_word[word as usize];
        if *best == Fit::Not {
            self.words.push(word);
        }
        *best = fit.min(*best);
    }
}

impl Words {
    /// Adds the next row with its words.
    pub(crate) fn push<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        let row = self.ends.len() as u32;
        let start = self.of_row.len();
        for word in words.take(WORDS_PER_ROW) {
            let word = self.number(word);
            if !self.of_row[start..].contains(&word) {
                self.rows[word as usize].push(row);
            }
            self.of_row.push(word);
        }
        self.ends.push(u32::try_from(self.of_row.len()).expect("a desk's words are below 2^32"));
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.known.get(word) {
            return number;
        }
        let number = self.letters.len() as u32;
        self.known.insert(word.into(), number);
        self.text.push([word]);
        self.letters.push(letters(word));
        self.rows.push(Vec::new());
        for key in sound::keys(word) {
            self.sounds.entry(key.into()).or_default().push(number);
        }
        number
    }

    /// The words of a row, in order.
    pub(crate) fn of(&self, row: u32) -> &[u32] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.of_row[start as usize..self.ends[row] as usize]
    }

    /// The rows that have a word, in order.
    pub(crate) fn rows_with(&self, word: u32) -> &[u32] {
        &self.rows[word as usize]
    }

    /// A word's letters.
    pub(crate) fn text(&self, word: u32) -> &str {
        self.text.text(word)
    }

    /// How the best word of a row fits.
    pub(crate) fn best(&self, fits: &Fits, row: u32) -> Fit {
        let fits = self.of(row).iter().map(|&word| fits.of_word[word as usize]);
        fits.min().unwrap_or(Fit::Not)
    }

    /// Compares a typed word with all words.
    pub(crate) fn compare(&self, typed: &str, care: Care) -> Fits {
        let mut fits = Fits { of_word: vec![Fit::Not; self.letters.len()], ..Fits::default() };
        if typed.is_empty() {
            return fits;
        }
        self.holding(typed, &mut fits);
        for other in nick::others(typed) {
            if let Some(&word) = self.known.get(other) {
                fits.note(word, Fit::Nick);
            }
        }
        match care {
            Care::Strict => {}
            Care::Loose => {
                self.sounding(typed, &mut fits);
                self.mistyped(typed, &mut fits);
            }
        }
        fits
    }

    fn holding(&self, typed: &str, fits: &mut Fits) {
        let mut exact = None;
        let mut note = |word, place| {
            let fit = match place {
                Place::Whole => {
                    exact = Some(word);
                    Fit::Word
                }
                Place::Start => Fit::Start,
                Place::End | Place::Inside => Fit::Part,
            };
            fits.note(word, fit);
        };
        if typed.len() < PART_BYTES {
            self.text.each_start(typed.as_bytes(), |spot| note(spot.row, spot.place));
        } else {
            self.text.each(typed.as_bytes(), |spot| note(spot.row, spot.place));
        }
        fits.exact = exact;
    }

    fn sounding(&self, typed: &str, fits: &mut Fits) {
        let said = sound::said(typed);
        for key in sound::keys(typed) {
            for &word in self.sounds.get(key.as_str()).into_iter().flatten() {
                let other = sound::said(self.text(word));
                let apart = osa::distance(said.chars(), other.chars());
                let near = apart <= 1 + said.len() / 4;
                fits.note(word, if near { Fit::Sound } else { Fit::Faint });
            }
        }
    }

    fn mistyped(&self, typed: &str, fits: &mut Fits) {
        let letter_list: Vec<char> = typed.chars().collect();
        let count = letter_list.len();
        let wrong = match count {
            0..TYPO_LETTERS => 0,
            TYPO_LETTERS..TYPOS_LETTERS => 1,
            _ => 2,
        };
        let (mask, compare) = (letters(typed), osa::BatchComparator::new(letter_list));
        let within = |other: &mut dyn Iterator<Item = char>, wrong: usize| {
            let other: Vec<char> = other.collect();
            let limit = osa::Args::default().score_cutoff(wrong);
            compare.distance_with_args(other.iter().copied(), &limit)
        };
        for (word, &other) in self.letters.iter().enumerate() {
            if (mask & !other).count_ones() as usize > wrong || fits.of_word[word] < Fit::Typo {
                continue;
            }
            let text = self.text(word as u32);
            let length = text.chars().count();
            if wrong > 0 && length.abs_diff(count) <= wrong {
                match within(&mut text.chars(), wrong) {
                    Some(0 | 1) => fits.note(word as u32, Fit::Typo),
                    Some(_) => fits.note(word as u32, Fit::Typos),
                    None => {}
                }
            }
            if count >= UNFINISHED_LETTERS
                && length > count
                && (count - 1..=count + 1)
                    .any(|begin| within(&mut text.chars().take(begin), 1).is_some())
            {
                fits.note(word as u32, Fit::Unfinished);
            }
            if length == 1 && typed.starts_with(text) {
                fits.note(word as u32, Fit::Faint);
            }
        }
    }

    /// The same words for the rows that stay.
    pub(crate) fn keep(&self, stay: &[u32]) -> Words {
        let mut kept = Words::default();
        for &row in stay {
            kept.push(self.of(row).iter().map(|&word| self.text(word)));
        }
        kept
    }

    /// Bytes held, near enough.
    pub(crate) fn bytes(&self) -> usize {
        let rows: usize = self.rows.iter().map(|rows| 24 + rows.capacity() * 4).sum();
        // A word in a hash map: pointer, length, number, allocation; and in some of sound keys.
        let words = self.known.len() * 60 + self.sounds.len() * 80;
        rows + words + self.text.bytes() + (self.of_row.capacity() + self.ends.capacity()) * 4
    }
}

/// One bit per letter a to z and per digit or other letter, in 32.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |mask, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            other => 26 + other as u32 % 6,
        };
        mask | 1 << bit
    })
}
