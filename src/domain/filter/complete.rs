//! What may follow what is typed: keys, and the values of a key. Never a word of free text.

use super::read::{parted, tokens};
use super::{Key, Sign, Vocabulary};

/// How the last word of a text could go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// Where what is completed begins, in bytes.
    pub from: usize,
    /// What may stand there, in the order in which it is offered.
    pub words: Vec<String>,
}

/// The words that the end of a text may become; `agents` are those who may stand behind `agent:`,
/// `by:` and `follower:`. Keys end with their colon, values with nothing: a comma or a blank may
/// follow.
pub fn complete(text: &str, words: &Vocabulary, agents: &[&str]) -> Completed {
    let last = tokens(text).pop().filter(|token| token.start + token.raw.len() == text.len());
    let Some(token) = last else {
        let keys = words.keys().map(|(_, key)| format!("{key}:")).collect();
        return Completed { from: text.len(), words: keys };
    };
    let sign = usize::from(token.sign == Sign::Without);
    let body = &text[token.start + sign..];
    let none = Completed { from: text.len(), words: Vec::new() };
    if token.is_quoted {
        return none;
    }
    match parted(body) {
        None => Completed { from: token.start + sign, words: keys(body, words) },
        Some((key, values)) => {
            let Some(key) = words.key_of(key) else { return none };
            let begun = values.rsplit(',').next().unwrap_or(values);
            Completed {
                from: text.len() - begun.len(),
                words: values_of(key, begun, words, agents),
            }
        }
    }
}

fn keys(begun: &str, words: &Vocabulary) -> Vec<String> {
    let own = words.keys().map(|(_, key)| key);
    let plain = Key::ALL.iter().map(|key| key.word());
    fitting(own.chain(plain).map(str::to_owned), begun).map(|key| format!("{key}:")).collect()
}

fn values_of(key: Key, begun: &str, words: &Vocabulary, agents: &[&str]) -> Vec<String> {
    let mut all = words.values_of(key);
    if matches!(key, Key::Agent | Key::By | Key::Follower) {
        all.truncate(2);
        all.extend(agents.iter().map(|&name| name.to_owned()));
    }
    if let Some(plain) = (!begun.is_empty()).then(|| key.values()) {
        // A span of the wire may mean another one here.
        let plain = plain.into_iter().filter(|value| !value.starts_with(['<', '>']));
        all.extend(plain.map(|value| value.replace('_', "-")));
    }
    if key == Key::Customer {
        all.clear();
    }
    fitting(all.into_iter(), begun).collect()
}

/// Those that begin so and are not whole yet, each once.
fn fitting(all: impl Iterator<Item = String>, begun: &str) -> impl Iterator<Item = String> {
    let begun = begun.to_lowercase();
    let mut seen: Vec<String> = Vec::new();
    all.filter(move |one| {
        let fits = one.to_lowercase().starts_with(&begun) && !seen.contains(one);
        seen.push(one.clone());
        fits
    })
}
