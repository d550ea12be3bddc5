//! Every different word once, and how to come upon it: as it is written, by its parts, by its
//! sound. Never knows who has a word.

use super::arena::{Arena, Spot};
use super::glance::{Begun, Glance, Near};
use super::identity::hash_of;
use super::lens::room;
use super::sound;

/// Places of the smallest table.
const SMALLEST: usize = 64;

/// Words by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    text: Arena,
    /// Most words are told apart without comparing them.
    glances: Vec<Glance>,
    /// Open hash table of words: number plus one, 0 where free. At most two thirds full.
    known: Vec<u32>,
    /// Sound keys, each with a word that has it.
    sounds: Vec<Sound>,
    /// By the key's lowest bits: the last sound with such a key, and one more.
    heard: Vec<u32>,
}

/// A sound key of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sound {
    key: u32,
    word: u32,
    /// The one before with the same lowest bits, and one more.
    before: u32,
}

impl Dictionary {
    /// The number of a word, which is added if it is not there.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.find(word) {
            return number;
        }
        let number = self.add(word);
        // A single letter is no sound: the S of `S.Kom` would be like all that is said with an s.
        let is_said = word.chars().nth(1).is_some();
        for key in is_said.then(|| sound::keys(word)).into_iter().flatten() {
            self.hear(hash_of(&key) as u32, number);
        }
        number
    }

    /// A dictionary of words in the order of their numbers, and their sounds. `None` when a word is
    /// there twice, is no text, or when a sound is of no word.
    pub(crate) fn of(text: Arena, sounds: impl Iterator<Item = (u32, u32)>) -> Option<Dictionary> {
        let places = (text.rows() + 1) * 3 / 2;
        let mut whole = Dictionary { text, ..Dictionary::default() };
        whole.known = vec![0; places.next_power_of_two().max(SMALLEST)];
        whole.glances.reserve_exact(whole.text.rows());
        for number in 0..whole.text.rows() as u32 {
            let word = std::str::from_utf8(whole.text.only_value(number)?).ok()?;
            whole.glances.push(Glance::of(word));
            let free = whole.place_of(word).err()?;
            whole.known[free] = number + 1;
        }
        whole.sounds = sounds.map(|(key, word)| Sound { key, word, before: 0 }).collect();
        let last = whole.sounds.last().map(|sound| sound.word as usize);
        let is_sorted = whole.sounds.iter().map(|sound| sound.word).is_sorted();
        if !is_sorted || last.is_some_and(|last| last >= whole.len()) {
            return None;
        }
        whole.link(whole.sounds.len().next_power_of_two().max(SMALLEST));
        whole.shrink();
        Some(whole)
    }

    /// Gives back the room for words to come.
    pub(super) fn shrink(&mut self) {
        self.text.shrink();
        self.glances.shrink_to_fit();
        self.sounds.shrink_to_fit();
    }

    fn add(&mut self, word: &str) -> u32 {
        let number = self.text.rows() as u32;
        self.text.push([word]);
        room(&mut self.glances);
        self.glances.push(Glance::of(word));
        if (self.len() + 1) * 3 > self.known.len() * 2 {
            self.arrange((self.known.len() * 2).max(SMALLEST));
        } else {
            self.place(number);
        }
        number
    }

    fn place(&mut self, number: u32) {
        if let Err(free) = self.place_of(self.text(number)) {
            self.known[free] = number + 1;
        }
    }

    /// The word itself, or the free place where it would be.
    fn place_of(&self, word: &str) -> Result<u32, usize> {
        let mask = self.known.len() - 1;
        let mut at = hash_of(&word) as usize & mask;
        loop {
            match self.known[at].checked_sub(1) {
                Some(number) if self.text.value(number) == word.as_bytes() => return Ok(number),
                Some(_) => at = (at + 1) & mask,
                None => return Err(at),
            }
        }
    }

    /// Puts all words into a table of so many places.
    fn arrange(&mut self, places: usize) {
        self.known = vec![0; places];
        (0..self.len() as u32).for_each(|number| self.place(number));
    }

    fn hear(&mut self, key: u32, word: u32) {
        room(&mut self.sounds);
        self.sounds.push(Sound { key, word, before: 0 });
        if self.sounds.len() > self.heard.len() {
            self.link((self.heard.len() * 2).max(SMALLEST));
        } else {
            self.chain(self.sounds.len() - 1);
        }
    }

    fn chain(&mut self, at: usize) {
        let sound = &mut self.sounds[at];
        let head = sound.key as usize & (self.heard.len() - 1);
        sound.before = self.heard[head];
        self.heard[head] = at as u32 + 1;
    }

    /// Puts all sounds into chains of so many beginnings.
    fn link(&mut self, places: usize) {
        self.heard = vec![0; places];
        (0..self.sounds.len()).for_each(|at| self.chain(at));
    }

    /// The word itself, when it is there.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        if self.known.is_empty() { None } else { self.place_of(word).ok() }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.glances.len()
    }

    /// A word's letters.
    pub(crate) fn text(&self, word: u32) -> &str {
        std::str::from_utf8(self.text.value(word)).unwrap_or_default()
    }

    /// A word as it is kept.
    pub(crate) fn kept(&self, word: u32) -> &[u8] {
        self.text.row(word)
    }

    /// The sound keys of a word.
    pub(super) fn sounds_of(&self, word: u32) -> impl Iterator<Item = u32> {
        // Words and their sounds come together.
        let from = self.sounds.partition_point(|sound| sound.word < word);
        let own = self.sounds[from..].iter().take_while(move |sound| sound.word == word);
        own.map(|sound| sound.key)
    }

    /// Gives every place where a word holds some letters.
    pub(crate) fn each(&self, letters: &str, found: impl FnMut(Spot<'_>)) {
        self.text.each(letters.as_bytes(), found);
    }

    /// Gives the words that begin with some letters; with none, no word does.
    pub(crate) fn each_start(&self, letters: &str, found: impl FnMut(u32)) {
        let begun = Begun::of(letters);
        let begins = |word: &u32| self.text.value(*word).starts_with(letters.as_bytes());
        let may_be = self.words().filter(|&(_, glance)| begun.may_be(glance));
        let words = may_be.map(|(word, _)| word).filter(|_| !letters.is_empty());
        words.filter(begins).for_each(found);
    }

    /// Gives the words that share a sound key with another, which may not be there.
    pub(crate) fn each_sounding(&self, word: &str, mut found: impl FnMut(u32)) {
        let Some(mask) = self.heard.len().checked_sub(1) else { return };
        for key in sound::keys(word).into_iter().map(|key| hash_of(&key) as u32) {
            let mut next = self.heard[key as usize & mask];
            while let Some(sound) = next.checked_sub(1).map(|at| self.sounds[at as usize]) {
                if sound.key == key {
                    found(sound.word);
                }
                next = sound.before;
            }
        }
    }

    /// Gives the words that may differ from another in so many letters, one or two, or that may
    /// begin with what differs from it in one.
    pub(crate) fn each_near(&self, word: &str, wrong: u32, mut found: impl FnMut(u32, &[u8])) {
        let near = Near::of(word, wrong);
        for (number, _) in self.words().filter(|&(_, glance)| near.may_be(glance)) {
            found(number, self.text.value(number));
        }
    }

    fn words(&self) -> impl Iterator<Item = (u32, Glance)> {
        (0..).zip(self.glances.iter().copied())
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let tables = (self.known.len() + self.heard.len()) * 4;
        let words = self.text.bytes() + self.glances.capacity() * size_of::<Glance>();
        tables + words + self.sounds.capacity() * size_of::<Sound>()
    }
}
