//! Who is called just what was typed, or what is only written otherwise. Never looks through rows:
//! names are found by the words they are made of.

use super::Lookup;
use super::fit::{Fit, Together};
use super::persons;
use super::seek::Sought;

/// Names that are tried: of what was typed, each word with all that it may be.
const NAMES: usize = 64;

/// A name that may be meant, and how it fits.
pub(super) struct Called {
    pub(super) together: Together,
    /// Its words, sorted.
    pub(super) words: Vec<u32>,
}

impl Lookup {
    /// The names that are made of nothing but words that fit, one for each part; best first.
    pub(super) fn callable(&self, sought: &[&Sought]) -> Vec<Called> {
        let mut parts: Vec<Vec<(Fit, u32)>> =
            sought.iter().map(|part| self.whole_words(part)).collect();
        while parts.iter().map(Vec::len).product::<usize>() > NAMES {
            let longest = parts.iter_mut().max_by_key(|words| words.len());
            longest.and_then(Vec::pop);
        }
        let mut names = vec![Called { together: Together::NONE, words: Vec::new() }];
        for part in parts {
            let with = |name: &Called, (fit, word): (Fit, u32)| Called {
                together: name.together.and(fit),
                words: name.words.iter().copied().chain([word]).collect(),
            };
            let longer = |name: Called| part.iter().map(move |&one| with(&name, one)).collect();
            names = names.into_iter().flat_map::<Vec<Called>, _>(longer).collect();
        }
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
        words.sort_unstable_by_key(|&(fit, word)| (fit, self.names.text(word)));
        words
    }

    /// Rows whose name is made of exactly these words, in any order; none of a name that more than
    /// so many have.
    pub(super) fn named(&self, words: &[u32], most: usize) -> impl Iterator<Item = u32> {
        let name = persons::named(words.iter().map(|&word| self.names.text(word)));
        let rows = Some(self.persons.with_name(name)).filter(|rows| rows.len() <= most);
        rows.into_iter().flatten().filter(|&row| self.is_name(row, words))
    }

    /// Tells whether a row's name is made of exactly these words, in any order.
    pub(super) fn is_name(&self, row: u32, exact: &[u32]) -> bool {
        let mut words: Vec<u32> = self.names.of(row).collect();
        words.sort_unstable();
        words == exact
    }
}
