//! Which words fitted what was typed a moment ago: who types on changes the last word alone, and
//! the others need not be compared again. Never outlives the dictionary that was compared.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fit::Fit;

/// Typed words that are remembered: a few for each agent who is typing.
const WORDS: usize = 64;
/// Words that may fit one of them; what more fit is compared again, or it would take megabytes.
const FITTING: usize = 4_096;

/// Words that fit, and how.
type Fitting = Arc<[(u32, Fit)]>;

/// The words typed last, the latest at the end.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<VecDeque<Typed>>);

#[derive(Debug)]
struct Typed {
    word: String,
    /// Words of the dictionary that was compared: it only grows.
    of: usize,
    fitting: Fitting,
}

impl Remembered {
    /// The words of a dictionary of so many that fit a typed one, compared unless it is known.
    pub(super) fn fitting(
        &self,
        word: &str,
        of: usize,
        compare: impl FnOnce() -> Fitting,
    ) -> Fitting {
        if let Some(fitting) = self.known(word, of) {
            return fitting;
        }
        let fitting = compare();
        if fitting.len() <= FITTING {
            let mut typed = self.typed();
            typed.retain(|known| known.word != word);
            let forgotten = (typed.len() + 1).saturating_sub(WORDS);
            typed.drain(..forgotten);
            typed.push_back(Typed { word: word.to_owned(), of, fitting: Arc::clone(&fitting) });
        }
        fitting
    }

    fn known(&self, word: &str, of: usize) -> Option<Fitting> {
        let mut typed = self.typed();
        let at = typed.iter().position(|known| known.word == word && known.of == of)?;
        let known = typed.remove(at)?;
        let fitting = Arc::clone(&known.fitting);
        typed.push_back(known);
        Some(fitting)
    }

    fn typed(&self) -> MutexGuard<'_, VecDeque<Typed>> {
        // What is in there is whole, whoever held it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        let each = |typed: &Typed| {
            size_of::<Typed>() + typed.word.len() + typed.fitting.len() * size_of::<(u32, Fit)>()
        };
        self.typed().iter().map(each).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_compared_once_for_each_dictionary_while_it_is_among_the_last() {
        let (remembered, compared) = (Remembered::default(), std::cell::Cell::new(0));
        let ask = |word: &str, of: usize| {
            let fitting = remembered.fitting(word, of, || {
                compared.set(compared.get() + 1);
                [(of as u32, Fit::Word)].into()
            });
            (fitting[0].0, compared.get())
        };
        assert_eq!((ask("nur", 5), ask("nur", 5)), ((5, 1), (5, 1)));
        assert_eq!(ask("nur", 6), (6, 2), "the dictionary has grown");
        for at in 0..WORDS - 1 {
            ask(&at.to_string(), 6);
        }
        assert_eq!(ask("nur", 6), (6, 1 + WORDS), "still known");
        ask("one more", 6);
        assert_eq!(ask("nur", 6).1, 2 + WORDS, "known: it was asked for later than others");
        assert_eq!(ask("0", 6).1, 3 + WORDS, "forgotten");
        assert!(remembered.bytes() < WORDS * 200);
        let many: Fitting = vec![(0, Fit::Word); FITTING + 1].into();
        remembered.fitting("many", 6, || Arc::clone(&many));
        assert!(remembered.bytes() < WORDS * 200, "too much to remember");
    }
}
