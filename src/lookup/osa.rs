//! How many letters two words differ by, two swapped ones counted once. Never allocates per word.
//!
//! The whole dictionary is compared at every key stroke, and a word that is still being typed must
//! be compared with the beginnings of words too. Hyyrö's bit-parallel algorithm (2003) gives both
//! in one pass: after each letter it knows the distance to what came so far.

/// A typed word, ready to be compared with many.
pub(crate) struct Typed {
    count: usize,
    /// For each ASCII letter the places where the typed word has it, one bit each.
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
}

/// How far another word is from the typed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Apart {
    /// The whole word; `None` when it is longer by more than what was asked for.
    pub(crate) whole: Option<usize>,
    /// The nearest of its beginnings.
    pub(crate) beginning: usize,
}

/// How many letters two words differ by.
pub fn wrong_letters(typed: &str, word: &str) -> usize {
    Typed::new(typed).apart(word.as_bytes(), usize::from(u8::MAX)).whole.unwrap_or(usize::MAX)
}

impl Typed {
    /// Of at most 64 letters; the rest is not compared.
    pub(crate) fn new(word: &str) -> Typed {
        let mut typed = Typed { count: 0, ascii: [0; 128], others: Vec::new() };
        for (place, c) in word.chars().take(64).enumerate() {
            typed.count = place + 1;
            let bit = 1 << place;
            match typed.ascii.get_mut(c as usize) {
                Some(places) => *places |= bit,
                None => match typed.others.iter_mut().find(|(other, _)| *other == c) {
                    Some((_, places)) => *places |= bit,
                    None => typed.others.push((c, bit)),
                },
            }
        }
        typed
    }

    /// Letters of the typed word.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Compares with a word; words longer by more than `wrong` letters are compared no further.
    pub(crate) fn apart(&self, word: &[u8], wrong: usize) -> Apart {
        if word.is_ascii() {
            self.run(word.iter().map(|&byte| self.ascii[usize::from(byte)]), wrong)
        } else {
            let chars = String::from_utf8_lossy(word);
            self.run(chars.chars().map(|c| self.places(c)), wrong)
        }
    }

    fn places(&self, c: char) -> u64 {
        let other = || self.others.iter().find(|(other, _)| *other == c).map(|(_, places)| *places);
        self.ascii.get(c as usize).copied().or_else(other).unwrap_or(0)
    }

    fn run(&self, word: impl Iterator<Item = u64>, wrong: usize) -> Apart {
        if self.count == 0 {
            return Apart { whole: Some(word.count()), beginning: 0 };
        }
        let last = 1 << (self.count - 1);
        let (mut more, mut less, mut same, mut before) = (!0u64, 0u64, 0u64, 0u64);
        let mut apart = Apart { whole: None, beginning: self.count };
        let mut distance = self.count;
        for (length, places) in word.enumerate() {
            if length > self.count + wrong {
                return apart;
            }
            let swapped = ((!same & places) << 1) & before;
            same = ((places & more).wrapping_add(more) ^ more) | places | less | swapped;
            let up = less | !(same | more);
            let down = same & more;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            let up = (up << 1) | 1;
            more = (down << 1) | !(same | up);
            less = up & same;
            before = places;
            apart.beginning = apart.beginning.min(distance);
        }
        apart.whole = Some(distance);
        apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapidfuzz::distance::osa;

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn the_distance_is_that_of_the_reference(one in "[abc王é]{0,9}", other in "[abc王é]{0,9}") {
            let typed = Typed::new(&one);
            let apart = typed.apart(other.as_bytes(), 64);
            prop_assert_eq!(apart.whole, Some(osa::distance(one.chars(), other.chars())));
            let letters: Vec<char> = other.chars().collect();
            let beginnings = (0..=letters.len())
                .map(|end| osa::distance(one.chars(), letters[..end].iter().copied()));
            prop_assert_eq!(Some(apart.beginning), beginnings.min());
        }

        #[test]
        fn words_much_longer_are_left_alone(one in "[ab]{1,5}", wrong in 0usize..3) {
            let other = one.clone() + &"c".repeat(wrong + 2);
            let apart = Typed::new(&one).apart(other.as_bytes(), wrong);
            prop_assert_eq!((apart.whole, apart.beginning), (None, 0));
        }
    }
}
