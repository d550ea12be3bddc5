//! Who has which words, and how well words fit what was typed. Never knows what a word means.
//!
//! A million customers have some ten thousand different words in their names, so what is typed is
//! compared with the words, not with the customers.

use super::dictionary::Dictionary;
use super::fit::Fit;
use super::lens::{Lens, extend};
use super::nick;
use super::osa::Typed;
use super::posting::{self, Posting};
use super::remembered::Remembered;
use super::sound;
use super::title;

/// Words of one customer that are kept; what follows is found no more. A name has fewer.
pub(crate) const WORDS_PER_ROW: usize = 128;
/// Bytes from which a word is also found by its middle.
pub(crate) const PART_BYTES: usize = 3;
/// Letters from which one wrong letter is forgiven.
const TYPO_LETTERS: usize = 3;
/// Letters from which two are.
const TYPOS_LETTERS: usize = 8;
/// Letters from which a word that is still being typed may have a wrong one.
const UNFINISHED_LETTERS: usize = 4;
/// Sounds of which one more may differ in a word that is much alike.
const LIKE_LETTERS: usize = 8;

/// Words with the rows that have them, and rows with their words.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(super) dictionary: Dictionary,
    /// By word: who has it.
    rows: Vec<Posting>,
    /// By row: its words, the lowest seven bits of their numbers first.
    pub(super) of_row: Vec<u8>,
    pub(super) lens: Lens,
    /// What held and what was like the words typed last.
    holding: Remembered,
    like: Remembered,
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
    /// Says how a word fits, if it is better than what was said before.
    pub(crate) fn note(&mut self, word: u32, fit: Fit) {
        let best = &mut self.of_word[word as usize];
        if *best == Fit::Not && fit != Fit::Not {
            self.words.push(word);
        }
        *best = fit.min(*best);
    }

    fn noted(&self) -> impl Iterator<Item = (u32, Fit)> {
        self.words.iter().map(|&word| (word, self.of(word)))
    }

    /// How a word fits.
    pub(crate) fn of(&self, word: u32) -> Fit {
        self.of_word.get(word as usize).copied().unwrap_or(Fit::Not)
    }
}

impl Words {
    /// Adds the next row with its words.
    pub(crate) fn push<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        let (row, mut own) = (self.lens.rows() as u32, Vec::new());
        for word in words.take(WORDS_PER_ROW) {
            let word = self.dictionary.number(word);
            if self.rows.len() < self.dictionary.len() {
                self.rows.push(Posting::default());
            }
            self.rows[word as usize].push(row);
            posting::write(word, &mut own);
        }
        extend(&mut self.of_row, &own);
        self.lens.push(own.len());
    }

    /// Adds rows as they were kept, with the length of each. `None` when that is not so.
    pub(crate) fn add(&mut self, lens: &[u8], words: &[u8]) -> Option<()> {
        self.lens.add(lens, words.len(), 1)?;
        extend(&mut self.of_row, words);
        Some(())
    }

    /// Makes room for rows with so many bytes of words.
    pub(crate) fn reserve(&mut self, rows: usize, bytes: usize) {
        self.lens.reserve(rows);
        self.of_row.reserve_exact(bytes);
    }

    /// The rows that were added, with the dictionary they were kept with and who has each word.
    /// `None` when these are not of the same words.
    pub(crate) fn with(self, dictionary: Dictionary, rows: Vec<Posting>) -> Option<Words> {
        (rows.len() == dictionary.len()).then_some(Words { dictionary, rows, ..self })
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.dictionary.shrink();
        self.rows.iter_mut().for_each(Posting::shrink);
        self.rows.shrink_to_fit();
        self.of_row.shrink_to_fit();
        self.lens.shrink();
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.lens.rows()
    }

    /// The words of a row, in order.
    pub(crate) fn of(&self, row: u32) -> impl Iterator<Item = u32> {
        let mut own = &self.of_row[self.lens.of(row)];
        std::iter::from_fn(move || posting::read(&mut own))
    }

    /// The words of a row as they are kept: the same for the same words in the same order.
    pub(crate) fn written(&self, row: u32) -> &[u8] {
        &self.of_row[self.lens.of(row)]
    }

    /// How many words a row has.
    pub(crate) fn count(&self, row: u32) -> usize {
        // Every word ends with a byte that says so.
        self.of_row[self.lens.of(row)].iter().filter(|&&byte| byte <= 0x7F).count()
    }

    /// A word of a row.
    pub(crate) fn at(&self, row: u32, place: usize) -> Option<u32> {
        self.of(row).nth(place)
    }

    /// The rows that have a word, in order.
    pub(crate) fn rows_with(&self, word: u32) -> &Posting {
        &self.rows[word as usize]
    }

    /// A word's letters.
    pub(crate) fn text(&self, word: u32) -> &str {
        self.dictionary.text(word)
    }

    /// The word itself, when somebody has it.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.dictionary.find(word)
    }

    /// Tells whether somebody has a word that begins so.
    pub(crate) fn has_beginning(&self, word: &str) -> bool {
        let mut found = false;
        self.dictionary.each_start(word, |_| found = true);
        found
    }

    /// The words of a row, as far as there are places for them; `None` when there are not enough.
    pub(crate) fn first<'a>(&self, row: u32, places: &'a mut [u32]) -> Option<&'a [u32]> {
        let mut count = 0;
        for word in self.of(row) {
            *places.get_mut(count)? = word;
            count += 1;
        }
        Some(&places[..count])
    }

    /// How the best word of a row fits.
    pub(crate) fn best(&self, fits: &Fits, row: u32) -> Fit {
        self.of(row).map(|word| fits.of(word)).min().unwrap_or(Fit::Not)
    }

    /// Nothing compared yet.
    pub(crate) fn nothing(&self) -> Fits {
        Fits { of_word: vec![Fit::Not; self.dictionary.len()], ..Fits::default() }
    }

    /// The words that hold a typed one, or are another form of that name.
    pub(crate) fn compare(&self, typed: &str) -> Fits {
        let mut fits = self.nothing();
        if typed.is_empty() {
            return fits;
        }
        fits.exact = self.find(typed);
        let compare = || {
            let mut fits = self.nothing();
            self.hold(typed, &mut fits);
            for other in nick::others(typed) {
                self.sounding(other, [Fit::Nick, Fit::Nick, Fit::Not], &mut fits);
            }
            fits.noted().collect()
        };
        let holding = self.holding.fitting(typed, self.dictionary.len(), compare);
        holding.iter().for_each(|&(word, fit)| fits.note(word, fit));
        fits
    }

    /// Adds the words that are like the typed one to those that hold it.
    pub(crate) fn loosen(&self, typed: &str, fits: &mut Fits) {
        let compare = || {
            let mut fits = self.nothing();
            self.resemble(typed, &mut fits);
            fits.noted().collect()
        };
        let like = self.like.fitting(typed, self.dictionary.len(), compare);
        like.iter().for_each(|&(word, fit)| fits.note(word, fit));
    }

    fn resemble(&self, typed: &str, fits: &mut Fits) {
        self.sounding(typed, [Fit::Sound, Fit::Alike, Fit::Faint], fits);
        self.mistyped(typed, fits);
        let initial = typed.chars().next().map(String::from).filter(|one| !title::is_one(one));
        if let Some(word) = initial.and_then(|one| self.find(&one)) {
            fits.note(word, Fit::Faint);
        }
    }

    fn hold(&self, typed: &str, fits: &mut Fits) {
        if typed.len() < PART_BYTES {
            self.dictionary.each_start(typed, |word| fits.note(word, Fit::Start));
        } else {
            self.dictionary.each(typed, |spot| {
                let begins = spot.before.is_empty();
                fits.note(spot.row, if begins { Fit::Start } else { Fit::Part });
            });
        }
        self.find(typed).into_iter().for_each(|word| fits.note(word, Fit::Word));
    }

    /// Notes the words that share a sound key: those said the same, much the same, and others.
    fn sounding(&self, typed: &str, [same, near, far]: [Fit; 3], fits: &mut Fits) {
        let (said, spoken) = (Typed::new(&sound::said(typed)), sound::spoken(typed));
        self.dictionary.each_sounding(typed, |word| {
            let other = sound::said(self.text(word));
            let apart = said.apart(other.as_bytes(), other.len()).whole;
            let like = 1 + said.count() / LIKE_LETTERS;
            let alike = apart.is_some_and(|apart| apart <= like);
            let is_same = || sound::spoken(self.text(word)).iter().any(|one| spoken.contains(one));
            let fit = match alike {
                true if apart == Some(0) || is_same() => same,
                true => near,
                false => far,
            };
            fits.note(word, fit);
        });
    }

    fn mistyped(&self, typed: &str, fits: &mut Fits) {
        let compare = Typed::new(typed);
        let count = compare.count();
        let wrong: u32 = match count {
            // Nearly every word is so near.
            0..TYPO_LETTERS => return,
            TYPO_LETTERS..TYPOS_LETTERS => 1,
            _ => 2,
        };
        self.dictionary.each_near(typed, wrong, |word, letters| {
            let apart = compare.apart(letters, wrong as usize);
            match apart.whole {
                Some(0 | 1) => fits.note(word, Fit::Typo),
                Some(2) => fits.note(word, Fit::Typos),
                Some(_) | None if count >= UNFINISHED_LETTERS && apart.beginning <= 1 => {
                    fits.note(word, Fit::Unfinished);
                }
                Some(_) | None => {}
            }
        });
    }

    /// The same words for the rows that stay.
    pub(crate) fn keep(&self, stay: &[u32]) -> Words {
        let mut kept = Words::default();
        for &row in stay {
            kept.push(self.of(row).map(|word| self.text(word)));
        }
        kept
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let rows: usize = self.rows.iter().map(Posting::bytes).sum();
        let postings = rows + self.rows.capacity() * size_of::<Posting>();
        let remembered = self.holding.bytes() + self.like.bytes();
        postings + remembered + self.dictionary.bytes() + self.of_row.capacity() + self.lens.bytes()
    }
}
