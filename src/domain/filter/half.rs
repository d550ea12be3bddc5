//! Whether a word that says nothing yet may say something when more is typed. Never a mistake of
//! its own: it only tells half from wrong.

use super::read::{Token, parted, term};
use super::{Key, Range, Vocabulary, squeezed};

/// Tells whether the last word of a text may become a condition: its key is known, the values
/// before the last comma are, and the last one begins like one.
pub(super) fn may_become(token: &Token<'_>, words: &Vocabulary) -> bool {
    let Some((key, values)) = parted(&token.text) else { return true };
    let Some(key) = words.key_of(key) else { return false };
    let (before, last) = values.rsplit_once(',').unwrap_or(("", values));
    if !before.is_empty() {
        let text = format!("{}:{before}", key.word());
        if term(&Token { text, ..token.clone() }, words).is_err() {
            return false;
        }
    }
    words.may_begin(key, last)
}

impl Vocabulary {
    /// Tells whether a value of a key may begin so.
    fn may_begin(&self, key: Key, begun: &str) -> bool {
        let wanted = squeezed(begun);
        let own = self.values.iter().filter(|(of, _, _)| *of == key);
        let own = own.flat_map(|(_, word, value)| [word.as_str(), value.as_str()]);
        if own.chain(key.values()).any(|word| squeezed(word).starts_with(&wanted)) {
            return true;
        }
        match key {
            // Whatever is no span or number now becomes none by more letters.
            Key::Due | Key::Age => self.may_be_span(&wanted),
            Key::Opened => Range::may_begin(&begun.to_ascii_lowercase()),
            Key::Customer => {
                let digits = wanted.strip_prefix('c').unwrap_or(&wanted);
                digits.bytes().all(|byte| byte.is_ascii_digit())
            }
            // A code that the desk does not have is two letters, too.
            Key::Topic => wanted.chars().count() < 2 && wanted.chars().all(char::is_alphabetic),
            Key::Status
            | Key::Agent
            | Key::Tier
            | Key::Priority
            | Key::Severity
            | Key::Kind
            | Key::Channel
            | Key::By
            | Key::Follower
            | Key::Escalated
            | Key::Gap
            | Key::Activity
            | Key::Agreed => false,
        }
    }

    fn may_be_span(&self, begun: &str) -> bool {
        let span = begun.strip_prefix(['<', '>']).unwrap_or(begun);
        let unit = span.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_number = unit.len() < span.len();
        let is_unit = self.units.iter().any(|(_, word)| squeezed(word).starts_with(unit));
        unit.is_empty() || has_number && is_unit
    }
}
