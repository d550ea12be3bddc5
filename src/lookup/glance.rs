//! What tells most words apart without reading them: which letters they have, and their first four.
//! Never the last word: who passes is still to be compared.

/// Letters of a head.
const HEAD: usize = 4;

/// What is seen of a word at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    /// The letters it has, one bit each; some share a bit.
    letters: u32,
    /// Its first letters, a byte each, 0 behind its end; some share a byte.
    head: u32,
}

/// Some letters of a head that must be there.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    mask: u32,
    wanted: u32,
}

/// What words must look like that may begin with a typed one.
pub(crate) struct Begun(Places);

/// What words must look like that may differ from a typed one, or begin with what does.
pub(crate) struct Near {
    letters: u32,
    /// Any of these must be so for one letter wrong, and then any of those.
    roughly: [Places; 5],
    closely: [Places; 12],
    wrong: u32,
}

impl Glance {
    /// Of a word.
    pub(crate) fn of(word: &str) -> Glance {
        let bit = |c: char| match c {
            'a'..='z' => c as u32 - 'a' as u32,
            other => 26 + other as u32 % 6,
        };
        let letters = word.chars().fold(0, |letters, c| letters | 1 << bit(c));
        let head = word.chars().take(HEAD).enumerate();
        let head = head.fold(0, |head, (at, c)| head | u32::from(byte(c)) << (at * 8));
        Glance { letters, head }
    }
}

impl Begun {
    /// With these letters.
    pub(crate) fn of(typed: &str) -> Begun {
        Begun(typed.chars().take(HEAD).enumerate().fold(Places::default(), Places::with))
    }

    /// Tells whether a word may begin so.
    pub(crate) fn may_be(&self, word: Glance) -> bool {
        self.0.are_in(word)
    }
}

impl Near {
    /// With so many letters wrong, one or two.
    pub(crate) fn of(typed: &str, wrong: u32) -> Near {
        let typed_at: Vec<char> = typed.chars().take(HEAD + 1).collect();
        let places = |wanted: &[(usize, usize)]| {
            let there = wanted.iter().filter_map(|&(at, from)| Some((at, *typed_at.get(from)?)));
            there.fold(Places::default(), Places::with)
        };
        // One of the first two letters is wrong, or both are swapped; one is too many; one is left
        // out; the second and third are swapped; the error is further behind.
        let roughly = [
            places(&[(2, 2), (3, 3)]),
            places(&[(2, 1), (3, 2)]),
            places(&[(1, 2), (2, 3), (3, 4)]),
            places(&[(0, 0), (1, 2), (2, 1), (3, 3)]),
            places(&[(0, 0), (1, 1)]),
        ];
        let closely = [
            places(&[(1, 1), (2, 2), (3, 3)]),
            places(&[(0, 0), (2, 2), (3, 3)]),
            places(&[(0, 1), (1, 0), (2, 2), (3, 3)]),
            places(&[(1, 0), (2, 1), (3, 2)]),
            places(&[(0, 0), (2, 1), (3, 2)]),
            places(&[(0, 1), (1, 2), (2, 3), (3, 4)]),
            places(&[(0, 0), (1, 2), (2, 3), (3, 4)]),
            places(&[(0, 0), (1, 2), (2, 1), (3, 3)]),
            places(&[(0, 0), (1, 1), (2, 2)]),
            places(&[(0, 0), (1, 1), (3, 3)]),
            places(&[(0, 0), (1, 1), (3, 2)]),
            places(&[(0, 0), (1, 1), (2, 3)]),
        ];
        Near { letters: Glance::of(typed).letters, roughly, closely, wrong }
    }

    /// Tells whether a word may be so near.
    pub(crate) fn may_be(&self, word: Glance) -> bool {
        let missing = self.letters & !word.letters;
        // A word that begins so may have any other letters, one with two wrong has no others.
        if self.wrong > 1 && few(missing, 2) && few(word.letters & !self.letters, 2) {
            return true;
        }
        // Without a branch, which would be taken too often.
        let roughly = self.roughly.iter().fold(false, |any, places| any | places.are_in(word));
        roughly && few(missing, 1) && self.closely.iter().any(|places| places.are_in(word))
    }
}

/// Tells whether there are no more bits than so many.
fn few(bits: u32, most: u32) -> bool {
    (0..most).fold(bits, |left, _| left & left.wrapping_sub(1)) == 0
}

impl Places {
    fn with(self, (at, c): (usize, char)) -> Places {
        let (mask, wanted) = (0xFF << (at * 8), u32::from(byte(c)) << (at * 8));
        Places { mask: self.mask | mask, wanted: self.wanted | wanted }
    }

    fn are_in(self, word: Glance) -> bool {
        word.head & self.mask == self.wanted
    }
}

fn byte(c: char) -> u8 {
    match u8::try_from(c) {
        Ok(byte) if c.is_ascii() => byte,
        Ok(_) | Err(_) => 0x80 | (c as u32 % 0x7F) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapidfuzz::distance::osa;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn no_word_is_passed_over_that_is_near(
            typed in "[abc]{3,5}|[abcdeé王]{3,10}",
            word in "[abc]{1,7}|[abcdeé王]{1,10}",
        ) {
            let letters: Vec<char> = word.chars().collect();
            let apart = |end: usize| osa::distance(typed.chars(), letters[..end].iter().copied());
            let begins = (0..=letters.len()).any(|end| apart(end) <= 1);
            for wrong in 1..=2 {
                if apart(letters.len()) <= wrong || typed.chars().count() > 3 && begins {
                    prop_assert!(Near::of(&typed, wrong as u32).may_be(Glance::of(&word)));
                }
            }
            let beginning: String = letters.iter().take(5).collect();
            prop_assert!(Begun::of(&beginning).may_be(Glance::of(&word)));
        }
    }

    #[test]
    fn most_words_are_told_apart() {
        let may_be = |typed, word, wrong| Near::of(typed, wrong).may_be(Glance::of(word));
        assert!(may_be("hara", "hera", 1) && !may_be("hara", "sahara", 1));
        assert!(!may_be("zzzz", "az", 1) && !may_be("halimah", "hartono", 1));
        assert!(may_be("halimahs", "alimahsa", 2) && !may_be("halimahs", "hartonos", 2));
        assert!(!Begun::of("nu").may_be(Glance::of("n")) && Begun::of("").may_be(Glance::of("n")));
    }
}
