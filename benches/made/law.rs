//! How names spread: few have many bearers, and the more people, the more different names. Never
//! a list that ends.
//!
//! The number of different names grows as a power of the number of people (Heaps' law). Miyazima,
//! Lee, Nagamine and Miyajima, "Power-law distribution of family names in Japanese societies",
//! Physica A 278 (2000) 282-288, count it in telephone books of five regions; 0.65 is the power
//! taken here. A Pitman-Yor urn with that discount grows so: a name was drawn before and is drawn
//! again, or it is a new one.

use std::collections::HashSet;

use super::stock::Stock;

/// The power with which the number of different names grows.
pub const GROWTH: f64 = 0.65;
/// How readily the first names are new ones: with 5 the commonest name has some 6 of 100 bearers,
/// and a million customers have some 75,000 different words in their names.
const CONCENTRATION: f64 = 5.0;

/// A small generator of our own, so that every run has the same customers.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    /// Small numbers far more often than large ones.
    pub fn often_small(&mut self, sides: usize) -> usize {
        let roll = self.roll(sides * sides);
        sides - 1 - roll.isqrt().min(sides - 1)
    }

    /// Between 0 and 1.
    pub fn part(&mut self) -> f64 {
        self.roll(1 << 40) as f64 / (1_u64 << 40) as f64
    }
}

/// The names of one kind.
pub struct Law {
    stock: Stock,
    words: Vec<String>,
    known: HashSet<String>,
    counts: Vec<u32>,
    /// Every draw so far.
    urn: Vec<u32>,
}

impl Law {
    /// Nothing drawn yet.
    pub fn new(stock: Stock) -> Law {
        let (words, known) = (Vec::new(), HashSet::new());
        Law { stock, words, known, counts: Vec::new(), urn: Vec::new() }
    }

    /// Different names so far, in small letters.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    /// The next name.
    pub fn draw(&mut self, dice: &mut Dice) -> String {
        let drawn = self.urn.len() as f64;
        let fresh = CONCENTRATION + GROWTH * self.words.len() as f64;
        let is_new = dice.part() * (drawn + CONCENTRATION) < fresh;
        let word = if is_new { self.coin(dice) } else { self.again(dice) };
        self.counts[word] += 1;
        self.urn.push(word as u32);
        self.words[word].clone()
    }

    /// A name comes again as often as its count less the discount: any draw before, not refused.
    fn again(&self, dice: &mut Dice) -> usize {
        loop {
            let word = self.urn[dice.roll(self.urn.len())] as usize;
            if dice.part() >= GROWTH / f64::from(self.counts[word]) {
                return word;
            }
        }
    }

    fn coin(&mut self, dice: &mut Dice) -> usize {
        let mut word = self.stock.coin(self.words.len(), &self.words, dice);
        while !self.known.insert(word.to_lowercase()) {
            word = self.stock.coin(usize::MAX, &self.words, dice);
        }
        self.words.push(word);
        self.counts.push(0);
        self.words.len() - 1
    }
}
