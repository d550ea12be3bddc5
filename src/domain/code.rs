//! Codes of two letters for topics, outcomes, breaks and why customers leave, and canned texts.
//! Never tied to one language.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::limit;
use super::refusal::Malformed;
use super::text::{clean_line, clean_text, looks_blank};
use super::word::words;

/// Two capital letters, `BI`: short enough to type in the middle of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TwoLetters([u8; 2]);

impl TwoLetters {
    /// The two bytes, both `A` to `Z`.
    pub const fn bytes(self) -> [u8; 2] {
        self.0
    }

    /// From two bytes of the journal; bytes that are no capital letters show as `?`.
    pub const fn from_bytes(bytes: [u8; 2]) -> TwoLetters {
        const fn letter(byte: u8) -> u8 {
            if byte.is_ascii_uppercase() { byte } else { b'?' }
        }
        TwoLetters([letter(bytes[0]), letter(bytes[1])])
    }
}

impl fmt::Display for TwoLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.0).unwrap_or("??"))
    }
}

impl FromStr for TwoLetters {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<TwoLetters, Malformed> {
        let upper = text.trim().to_ascii_uppercase();
        match upper.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(TwoLetters([a, b])),
            _ => Err(Malformed::TwoLetters { given: super::text::quoted(text) }),
        }
    }
}

impl Serialize for TwoLetters {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for TwoLetters {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<TwoLetters, D::Error> {
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(de::Error::custom)
        } else {
            <[u8; 2]>::deserialize(from).map(TwoLetters::from_bytes)
        }
    }
}

words! {
    /// What a code is for.
    CodeKind {
        /// What a contact is about.
        Topic = 1 "topic",
        /// How it ended.
        Outcome = 2 "outcome",
        /// Why somebody takes a break.
        Break = 3 "break",
        /// Why a customer leaves.
        Leaving = 4 "leaving",
    }
}

/// One code with the words people see beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// What it is for.
    pub kind: CodeKind,
    /// The two letters.
    pub code: TwoLetters,
    /// The desk's own word; empty: the word of the reader's language (`topic-BI` in the locales).
    pub label: String,
    /// No longer offered, still shown where it was used.
    pub retired: bool,
}

/// Topic codes every desk begins with; their words are in the locales.
pub const TOPICS: [&str; 10] = ["BI", "CA", "CO", "DE", "IN", "PR", "SE", "SU", "TE", "OT"];
/// Outcome codes every desk begins with; their words are in the locales.
pub const OUTCOMES: [&str; 8] = ["SO", "FU", "CB", "TR", "NA", "CU", "LO", "OT"];
/// Break codes every desk begins with; their words are in the locales.
pub const BREAKS: [&str; 7] = ["LU", "PA", "PR", "TO", "ME", "TR", "OT"];

/// Codes for why a customer leaves that every desk begins with; their words are in the locales.
pub const LEAVINGS: [&str; 9] = ["PR", "CO", "SE", "PD", "MO", "NE", "PA", "DI", "OT"];

impl Code {
    /// The codes of a desk that has not changed any.
    pub fn defaults() -> Vec<Code> {
        let all = |kind, codes: &'static [&'static str]| {
            codes.iter().filter_map(move |code| {
                Some(Code { kind, code: code.parse().ok()?, label: String::new(), retired: false })
            })
        };
        let work = all(CodeKind::Topic, &TOPICS).chain(all(CodeKind::Outcome, &OUTCOMES));
        let work = work.chain(all(CodeKind::Break, &BREAKS));
        work.chain(all(CodeKind::Leaving, &LEAVINGS)).collect()
    }

    /// Cleans the label and checks its length.
    ///
    /// # Errors
    /// [`Malformed::TooLong`]; [`Malformed::Empty`] for one that nobody would see.
    pub fn checked(mut self) -> Result<Code, Malformed> {
        self.label = clean_line(&self.label);
        if !self.label.is_empty() && looks_blank(&self.label) {
            return Err(Malformed::Empty { field: super::field::Field::Subject });
        }
        let count = self.label.chars().count();
        if count > limit::FIELD_CHARS {
            let field = super::field::Field::Subject;
            return Err(Malformed::TooLong { field, count, limit: limit::FIELD_CHARS });
        }
        Ok(self)
    }
}

/// A text that is written once and used often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canned {
    /// The word by which it is found.
    pub name: String,
    /// What is put into the note; empty removes it.
    pub text: String,
}

impl Canned {
    /// Cleans both parts and checks their lengths.
    ///
    /// # Errors
    /// [`Malformed::TooLong`], or [`Malformed::Empty`] without a name.
    pub fn checked(self) -> Result<Canned, Malformed> {
        use super::field::Field;
        let canned = Canned { name: clean_line(&self.name), text: clean_text(&self.text) };
        let (name, text) = (canned.name.chars().count(), canned.text.chars().count());
        if looks_blank(&canned.name) {
            return Err(Malformed::Empty { field: Field::Name });
        }
        if name > limit::FIELD_CHARS {
            return Err(Malformed::TooLong {
                field: Field::Name,
                count: name,
                limit: limit::FIELD_CHARS,
            });
        }
        if text > limit::NOTE_CHARS {
            return Err(Malformed::TooLong {
                field: Field::Note,
                count: text,
                limit: limit::NOTE_CHARS,
            });
        }
        Ok(canned)
    }
}
