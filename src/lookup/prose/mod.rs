//! The words of tickets: which ticket has which, in its subject, its notes and its customer's
//! name. Never a text, only its words, and none that no ticket has any more.

#[cfg(test)]
mod tests;
mod wanted;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use super::fold::fold;
use super::sound;
use crate::domain::TicketNo;

pub use wanted::{Care, Wanted};

/// Different words of one ticket that are kept: some four printed pages have as many. Beyond them
/// a ticket is not found by what is written in it.
const WORDS: u16 = 500;
/// Ways of saying a word that are kept: hardly any spelling has more.
const SOUNDS: usize = 3;

/// Which tickets have which words, in memory.
#[derive(Debug, Default)]
pub struct Prose {
    words: BTreeMap<Box<str>, Kept>,
    /// How many different words each ticket has.
    counts: HashMap<u32, u16>,
}

/// What is known of a word.
#[derive(Debug)]
struct Kept {
    /// Which letters it has, one bit each.
    letters: u32,
    /// How it is said, as check sums of the keys.
    sounds: [u32; SOUNDS],
    /// Who has it, by number.
    tickets: Vec<u32>,
}

/// Tickets that have what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Had {
    /// By number.
    pub tickets: Vec<TicketNo>,
    /// Whether nobody had it, and these have something like it.
    pub like: bool,
}

impl Prose {
    /// Adds a text of a ticket to those it is found by.
    pub fn add(&mut self, ticket: TicketNo, text: &str) {
        // No desk ever gives such a number.
        let Ok(ticket) = u32::try_from(ticket.0) else { return };
        for word in fold(text).words() {
            let count = self.counts.entry(ticket).or_default();
            if *count >= WORDS {
                return;
            }
            let kept = match self.words.get_mut(word) {
                Some(kept) => kept,
                None => self.words.entry(word.into()).or_insert_with(|| Kept::new(word)),
            };
            if let Err(at) = kept.tickets.binary_search(&ticket) {
                kept.tickets.insert(at, ticket);
                *count += 1;
            }
        }
    }

    /// Takes tickets out with all of their words.
    pub fn remove(&mut self, tickets: &[TicketNo]) {
        let mut gone: Vec<u32> = tickets.iter().filter_map(|no| u32::try_from(no.0).ok()).collect();
        gone.retain(|ticket| self.counts.remove(ticket).is_some());
        if gone.is_empty() {
            return;
        }
        self.words.retain(|_, kept| {
            for ticket in &gone {
                if let Ok(at) = kept.tickets.binary_search(ticket) {
                    kept.tickets.remove(at);
                }
            }
            !kept.tickets.is_empty()
        });
    }

    /// Gives back memory that was taken in advance, when much was added.
    pub fn shrink(&mut self) {
        self.words.values_mut().for_each(|kept| kept.tickets.shrink_to_fit());
    }

    /// The tickets that have all words of a text; where nobody among those asked about has one of
    /// them, those with a word like it. `among` is in order; `None` asks about all.
    pub fn find(&self, wanted: &Wanted, among: Option<&[TicketNo]>) -> Had {
        let mut left: Option<Vec<u32>> =
            among.map(|all| all.iter().filter_map(|no| u32::try_from(no.0).ok()).collect());
        let mut had = Had::default();
        for part in 0..wanted.len() {
            let mut fitting = within(self.with(wanted, part, Care::Strict), left.as_deref());
            if fitting.is_empty() && wanted.is_tolerant(part) {
                fitting = within(self.with(wanted, part, Care::Loose), left.as_deref());
                had.like |= !fitting.is_empty();
            }
            left = Some(fitting);
        }
        let numbers = left.unwrap_or_default().into_iter();
        had.tickets = numbers.map(|number| TicketNo(number.into())).collect();
        had
    }

    /// The tickets with one of the words that a part of what is wanted fits.
    fn with(&self, wanted: &Wanted, part: usize, care: Care) -> Vec<u32> {
        let word = wanted.word(part);
        let mut tickets: Vec<u32> = Vec::new();
        if care == Care::Strict {
            let from = (Bound::Included(word), Bound::Unbounded);
            let begun =
                self.words.range::<str, _>(from).take_while(|(one, _)| one.starts_with(word));
            let fitting = begun.filter(|(one, _)| wanted.fits(part, one, care));
            fitting.for_each(|(_, kept)| tickets.extend(&kept.tickets));
        }
        if wanted.looks_inside(part, care) {
            let may = |kept: &Kept| wanted.may(part, kept.letters, &kept.sounds, care);
            let others = self.words.iter().filter(|(_, kept)| may(kept));
            let fitting = others.filter(|(one, _)| wanted.fits(part, one, care));
            fitting.for_each(|(_, kept)| tickets.extend(&kept.tickets));
        }
        tickets.sort_unstable();
        tickets.dedup();
        tickets
    }

    /// How many tickets have words.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Tells whether there is nothing to be found.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Tells whether any ticket has this very word.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(fold(word).text())
    }

    /// Bytes of memory held, near enough.
    pub fn bytes(&self) -> usize {
        // A node of the tree has room for a third more than is in it.
        let row = size_of::<(Box<str>, Kept)>() * 4 / 3;
        let text: usize = self.words.keys().map(|word| word.len() + 16).sum();
        let tickets: usize = self.words.values().map(|kept| kept.tickets.capacity() * 4).sum();
        self.words.len() * row + text + tickets + self.counts.capacity() * 8
    }
}

impl Kept {
    fn new(word: &str) -> Kept {
        let mut sounds = [0; SOUNDS];
        for (place, key) in sounds.iter_mut().zip(sound::keys(word)) {
            *place = wanted::check(&key);
        }
        Kept { letters: wanted::letters(word), sounds, tickets: Vec::new() }
    }
}

/// Those of a list that are in another one; both are in order.
fn within(list: Vec<u32>, among: Option<&[u32]>) -> Vec<u32> {
    match among {
        None => list,
        Some(among) => list.into_iter().filter(|one| among.binary_search(one).is_ok()).collect(),
    }
}
