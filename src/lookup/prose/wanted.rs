//! A word that somebody looks for in what was written, and what fits it. Never a place to look in.

use super::super::fold::fold;
use super::super::osa::Typed;
use super::super::sound;

/// Bytes from which a word is also found by its middle.
const PART_BYTES: usize = 3;
/// Letters from which one wrong letter is forgiven.
const TYPO_LETTERS: usize = 3;
/// Letters from which two are.
const TYPOS_LETTERS: usize = 8;
/// Letters from which a word that is still being typed may have a wrong one.
const UNFINISHED_LETTERS: usize = 4;

/// How near a word must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// It is the word, begins with it, or holds it.
    Strict,
    /// It sounds alike, or a letter differs.
    Loose,
}

/// What is looked for: all of these words.
pub struct Wanted {
    parts: Vec<Part>,
    /// Whether the words must follow one another exactly so.
    is_phrase: bool,
}

struct Part {
    word: String,
    letters: u32,
    typed: Typed,
    /// Check sums of how it sounds; none of what is a number.
    sounds: Vec<u32>,
    said: Typed,
}

impl Wanted {
    /// The words of a text, each in its beginning too, or one like it.
    pub fn words(text: &str) -> Wanted {
        let parts = fold(text).words().map(Part::new).collect();
        Wanted { parts, is_phrase: false }
    }

    /// The words of a text as they follow one another.
    pub fn phrase(text: &str) -> Wanted {
        Wanted { is_phrase: true, ..Wanted::words(text) }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Tells whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Tells whether the words must follow one another exactly so: whoever only knows which words
    /// there are has to look into the text.
    pub const fn is_phrase(&self) -> bool {
        self.is_phrase
    }

    /// Tells whether a text has all of it. Of words, each as near as `care` says for it.
    pub fn is_in(&self, text: &str, care: &[Care]) -> bool {
        let folded = fold(text);
        let words: Vec<&str> = folded.words().collect();
        if self.is_phrase {
            let wanted: Vec<&str> = self.parts.iter().map(|part| part.word.as_str()).collect();
            return !wanted.is_empty() && words.windows(wanted.len()).any(|some| some == wanted);
        }
        let has =
            |(part, care): (usize, &Care)| words.iter().any(|word| self.fits(part, word, *care));
        care.iter().enumerate().all(has)
    }

    /// Tells whether a text has one of the words.
    pub fn has_part(&self, part: usize, text: &str, care: Care) -> bool {
        fold(text).words().any(|word| self.fits(part, word, care))
    }

    /// Tells whether what is only like a word may stand for it: not for numbers, nor in quotes.
    pub fn is_tolerant(&self, part: usize) -> bool {
        !self.is_phrase && !self.parts[part].word.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// A word as it is compared.
    pub(super) fn word(&self, part: usize) -> &str {
        &self.parts[part].word
    }

    /// Tells whether words that do not begin with it may fit.
    pub(super) fn looks_inside(&self, part: usize, care: Care) -> bool {
        let is_long = self.parts[part].word.len() >= PART_BYTES;
        care == Care::Loose || is_long && !self.is_phrase
    }

    /// Tells from little whether a word may fit: most do not.
    pub(super) fn may(&self, part: usize, letters: u32, sounds: &[u32], care: Care) -> bool {
        let part = &self.parts[part];
        let missing = (part.letters & !letters).count_ones() as usize;
        match care {
            Care::Strict => missing == 0,
            Care::Loose => missing <= part.wrong() || part.shares(sounds),
        }
    }

    /// Tells whether a folded word fits.
    pub(super) fn fits(&self, part: usize, word: &str, care: Care) -> bool {
        let part = &self.parts[part];
        match care {
            Care::Strict if self.is_phrase => part.word == word,
            Care::Strict => part.is_held(word),
            Care::Loose => part.is_held(word) || part.is_like(word),
        }
    }
}

impl Part {
    fn new(word: &str) -> Part {
        let sounds = sound::keys(word).iter().map(|key| check(key)).collect();
        Part {
            word: word.to_owned(),
            letters: letters(word),
            typed: Typed::new(word),
            sounds,
            said: Typed::new(&sound::said(word)),
        }
    }

    fn is_held(&self, word: &str) -> bool {
        word.starts_with(&self.word)
            || self.word.len() >= PART_BYTES && word.contains(self.word.as_str())
    }

    /// How many letters may be wrong.
    fn wrong(&self) -> usize {
        match self.typed.count() {
            0..TYPO_LETTERS => 0,
            TYPO_LETTERS..TYPOS_LETTERS => 1,
            TYPOS_LETTERS.. => 2,
        }
    }

    fn shares(&self, sounds: &[u32]) -> bool {
        sounds.iter().any(|sound| *sound != 0 && self.sounds.contains(sound))
    }

    fn is_like(&self, word: &str) -> bool {
        let (wrong, count) = (self.wrong(), self.typed.count());
        let apart = self.typed.apart(word.as_bytes(), wrong);
        let near = wrong > 0 && apart.whole.is_some_and(|whole| whole <= wrong);
        let begun = count >= UNFINISHED_LETTERS && apart.beginning <= 1;
        near || begun || self.sounds_like(word)
    }

    fn sounds_like(&self, word: &str) -> bool {
        let keys: Vec<u32> = sound::keys(word).iter().map(|key| check(key)).collect();
        let said = sound::said(word);
        let apart = || self.said.apart(said.as_bytes(), said.len()).whole;
        self.shares(&keys) && apart().is_some_and(|apart| apart <= 1 + self.said.count() / 4)
    }
}

/// A key of a sound as a number; never 0.
pub(super) fn check(key: &str) -> u32 {
    crc32c::crc32c(key.as_bytes()).max(1)
}

/// One bit per letter a to z and per digit or other letter, in 32.
pub(super) fn letters(word: &str) -> u32 {
    word.chars().fold(0, |mask, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            other => 26 + other as u32 % 6,
        };
        mask | 1 << bit
    })
}
