//! The dictionary: every word of every row once, and who has it. Never knows what a word means.
//!
//! A million customers have some ten thousand different words in their names, so what is typed is
//! compared with the words, not with the customers.

use std::collections::HashMap;

use super::arena::{Arena, Place, add_ends};
use super::fit::Fit;
use super::nick;
use super::osa::Typed;
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
        if *best == Fit::Not && fit != Fit::Not {
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

    /// Adds rows as they were kept: their words, and where each one's end. `None` when that is not
    /// so.
    pub(crate) fn add(
        &mut self,
        ends: impl ExactSizeIterator<Item = u32>,
        words: impl ExactSizeIterator<Item = u32>,
    ) -> Option<()> {
        add_ends(&mut self.ends, self.of_row.len(), ends, words.len())?;
        self.of_row.extend(words);
        Some(())
    }

    /// The rows that were added, with the dictionary they were kept with. `None` when a word of
    /// theirs is not in it, or one in it is no word or is there twice.
    pub(crate) fn with(self, dictionary: &Arena) -> Option<Words> {
        let Words { of_row, ends, .. } = self;
        let mut whole = Words::default();
        for word in 0..dictionary.rows() as u32 {
            let text = std::str::from_utf8(dictionary.value(word)).ok()?;
            if whole.number(text) != word || whole.kept(word) != dictionary.row(word) {
                return None;
            }
        }
        let mut counts = vec![0_u32; dictionary.rows()];
        for &word in &of_row {
            *counts.get_mut(word as usize)? += 1;
        }
        whole.rows = counts.into_iter().map(|count| Vec::with_capacity(count as usize)).collect();
        let mut start = 0;
        for (row, &end) in ends.iter().enumerate() {
            for &word in &of_row[start..end as usize] {
                let rows = &mut whole.rows[word as usize];
                if rows.last() != Some(&(row as u32)) {
                    rows.push(row as u32);
                }
            }
            start = end as usize;
        }
        (whole.of_row, whole.ends) = (of_row, ends);
        Some(whole)
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

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
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
        std::str::from_utf8(self.text.value(word)).unwrap_or_default()
    }

    /// A word as it is kept.
    pub(crate) fn kept(&self, word: u32) -> &[u8] {
        self.text.row(word)
    }

    /// The word itself, when somebody has it.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.known.get(word).copied()
    }

    /// Tells whether somebody has a word that begins so.
    pub(crate) fn has_beginning(&self, word: &str) -> bool {
        let mut found = false;
        self.text.each_start(word.as_bytes(), |_| found = true);
        found
    }

    /// How a word fits.
    pub(crate) fn fit(fits: &Fits, word: u32) -> Fit {
        fits.of_word[word as usize]
    }

    /// How the best word of a row fits.
    pub(crate) fn best(&self, fits: &Fits, row: u32) -> Fit {
        let fits = self.of(row).iter().map(|&word| fits.of_word[word as usize]);
        fits.min().unwrap_or(Fit::Not)
    }

    /// The words that hold a typed one, or are another form of that name.
    pub(crate) fn compare(&self, typed: &str) -> Fits {
        let mut fits = Fits { of_word: vec![Fit::Not; self.letters.len()], ..Fits::default() };
        if typed.is_empty() {
            return fits;
        }
        self.holding(typed, &mut fits);
        for other in nick::others(typed) {
            self.sounding(other, Fit::Nick, Fit::Not, &mut fits);
        }
        fits
    }

    /// Adds the words that are like the typed one to those that hold it.
    pub(crate) fn loosen(&self, typed: &str, fits: &mut Fits) {
        self.sounding(typed, Fit::Sound, Fit::Faint, fits);
        self.mistyped(typed, fits);
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

    fn sounding(&self, typed: &str, near: Fit, far: Fit, fits: &mut Fits) {
        let said = Typed::new(&sound::said(typed));
        for key in sound::keys(typed) {
            for &word in self.sounds.get(key.as_str()).into_iter().flatten() {
                let other = sound::said(self.text(word));
                let apart = said.apart(other.as_bytes(), other.len()).whole;
                let alike = apart.is_some_and(|apart| apart <= 1 + said.count() / 4);
                fits.note(word, if alike { near } else { far });
            }
        }
    }

    fn mistyped(&self, typed: &str, fits: &mut Fits) {
        let (mask, compare) = (letters(typed), Typed::new(typed));
        let count = compare.count();
        let wrong = match count {
            0..TYPO_LETTERS => 0,
            TYPO_LETTERS..TYPOS_LETTERS => 1,
            _ => 2,
        };
        for (word, &other) in self.letters.iter().enumerate() {
            if (mask & !other).count_ones() as usize > wrong {
                continue;
            }
            let word = word as u32;
            let apart = compare.apart(self.text.value(word), wrong);
            match apart.whole {
                Some(0 | 1) if wrong > 0 => fits.note(word, Fit::Typo),
                Some(2) if wrong > 1 => fits.note(word, Fit::Typos),
                Some(_) | None if count >= UNFINISHED_LETTERS && apart.beginning <= 1 => {
                    fits.note(word, Fit::Unfinished);
                }
                Some(_) | None => {}
            }
        }
        let initial = typed.chars().next().map(|c| self.known.get(c.to_string().as_str()));
        if let Some(&word) = initial.flatten() {
            fits.note(word, Fit::Faint);
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
