//! What may be wrong in a key file, with the sentence that says what is allowed. Never one at a
//! time: whoever mends a file sees all of it.

use super::BUILT_IN;
use super::key::KeyProblem;
use crate::speech::Speech;
use crate::terminal::action::Context;

/// Why there is no keymap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeymapError {
    /// Neither a compiled-in name nor a file.
    NoSuch {
        /// What was asked for.
        name: String,
    },
    /// The file cannot be read.
    Unreadable {
        /// Which file.
        file: String,
        /// What the system says.
        why: String,
    },
    /// Mistakes in the file, in the order of lines.
    Mistakes(Vec<Mistake>),
}

/// One mistake in a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// In which file.
    pub file: String,
    /// On which line, from 1.
    pub line: usize,
    /// What.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Not TOML.
    Syntax {
        /// What the TOML reader says, in English.
        message: String,
    },
    /// A line outside a section that is neither `base` nor `hints`, or not of that shape.
    UnknownSetting {
        /// Its name.
        given: String,
    },
    /// `base` names no compiled-in keymap.
    UnknownBase {
        /// What it names.
        given: String,
    },
    /// A section that is no context.
    UnknownContext {
        /// Its name.
        given: String,
        /// The most similar names.
        near: Vec<&'static str>,
    },
    /// No such action.
    UnknownAction {
        /// Its name.
        given: String,
        /// The most similar names.
        near: Vec<&'static str>,
    },
    /// Something other than a name in quotes where an action must stand.
    NoName,
    /// A key that is not written as the grammar says.
    Key {
        /// As written.
        given: String,
        /// What is wrong with it.
        problem: KeyProblem,
    },
    /// A letter bound where letters are text.
    TextKey {
        /// The keys.
        keys: String,
        /// Where.
        context: Context,
    },
    /// The same keys twice in one section, perhaps written in two ways.
    Double {
        /// The keys.
        keys: String,
        /// Where.
        context: Context,
        /// Line of the first.
        first: usize,
    },
    /// One binding ends where another goes on, so that the longer one can never be pressed.
    Hides {
        /// The shorter keys.
        short: String,
        /// The longer keys, joined by `', '` when there are several.
        long: String,
        /// Where.
        context: Context,
        /// File and line of the one that is not on this line.
        other: String,
    },
}

impl KeymapError {
    /// The sentences for the person whose key file it is, one a line.
    pub fn tell(&self, speech: &Speech) -> String {
        let built_in = BUILT_IN.map(|(name, _)| name).join(", ");
        match self {
            KeymapError::NoSuch { name } => {
                speech.say_with("keys-no-such", &[("name", name), ("known", &built_in)])
            }
            KeymapError::Unreadable { file, why } => {
                speech.say_with("keys-unreadable", &[("file", file), ("why", why)])
            }
            KeymapError::Mistakes(mistakes) => {
                let lines: Vec<String> = mistakes.iter().map(|one| one.tell(speech)).collect();
                lines.join("\n")
            }
        }
    }
}

impl Mistake {
    /// `file:line: sentence`, as editors and people expect it.
    pub fn tell(&self, speech: &Speech) -> String {
        let sentence = crate::domain::text::clean_line(&self.what.tell(speech));
        format!("{}:{}: {sentence}", crate::domain::text::clean_line(&self.file), self.line)
    }
}

impl What {
    fn tell(&self, speech: &Speech) -> String {
        let contexts = Context::ALL.iter().map(|c| c.name()).collect::<Vec<_>>().join(", ");
        match self {
            What::Syntax { message } => {
                speech.say_with("keys-syntax", &[("message", &message.replace('\n', " "))])
            }
            What::UnknownSetting { given } => {
                speech.say_with("keys-unknown-setting", &[("given", given)])
            }
            What::UnknownBase { given } => {
                let known = BUILT_IN.map(|(name, _)| name).join(", ");
                speech.say_with("keys-unknown-base", &[("given", given), ("known", &known)])
            }
            What::UnknownContext { given, near } => {
                let sentence = speech
                    .say_with("keys-unknown-context", &[("given", given), ("known", &contexts)]);
                sentence + &perhaps(near, speech)
            }
            What::UnknownAction { given, near } => {
                speech.say_with("keys-unknown-action", &[("given", given)]) + &perhaps(near, speech)
            }
            What::NoName => speech.say("keys-no-name"),
            What::Key { given, problem } => problem.tell(given, speech),
            What::TextKey { keys, context } => {
                speech.say_with("keys-text-key", &[("keys", keys), ("context", context.name())])
            }
            What::Double { keys, context, first } => speech.say_with(
                "keys-double",
                &[("keys", keys), ("context", context.name()), ("line", &first.to_string())],
            ),
            What::Hides { short, long, context, other } => speech.say_with(
                "keys-hides",
                &[("short", short), ("long", long), ("context", context.name()), ("other", other)],
            ),
        }
    }
}

impl KeyProblem {
    fn tell(self, given: &str, speech: &Speech) -> String {
        let key = match self {
            KeyProblem::Unknown => "keys-key-unknown",
            KeyProblem::Alt => "keys-key-alt",
            KeyProblem::FlowControl => "keys-key-flow",
            KeyProblem::SameAs(_) => "keys-key-same",
            KeyProblem::CtrlMark => "keys-key-ctrl",
            KeyProblem::ShiftLetter => "keys-key-shift",
            KeyProblem::Empty => "keys-key-empty",
            KeyProblem::TooMany => "keys-key-many",
        };
        let same = if let KeyProblem::SameAs(name) = self { name } else { "" };
        speech.say_with(key, &[("given", given), ("same", same)])
    }
}

/// ` Perhaps: a, b` or nothing.
fn perhaps(near: &[&str], speech: &Speech) -> String {
    if near.is_empty() {
        return String::new();
    }
    format!(" {}", speech.say_with("keys-perhaps", &[("near", &near.join(", "))]))
}

/// Names suggested for a misspelt one.
const SUGGESTED: usize = 3;

/// The names most like `given`: within a third of its letters, or holding one of its words.
pub fn nearest(given: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let wanted = given.to_lowercase().replace(['-', ' '], "_");
    let allowed = (wanted.chars().count() / 3).max(2);
    let words: Vec<&str> = wanted.split('_').filter(|word| word.len() > 2).collect();
    let mut near: Vec<(usize, &'static str)> = names
        .filter_map(|name| {
            let distance = rapidfuzz::distance::levenshtein::distance(wanted.chars(), name.chars());
            let shares = name.split('_').any(|word| words.contains(&word));
            (distance <= allowed || shares).then_some((distance, name))
        })
        .collect();
    near.sort();
    near.into_iter().take(SUGGESTED).map(|(_, name)| name).collect()
}
