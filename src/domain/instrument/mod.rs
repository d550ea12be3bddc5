//! What people are asked: statements, their dimensions, a scale. Never an answer.
//!
//! Two instruments are at every desk: `servqual`, 22 statements in five dimensions asked twice
//! (Parasuraman, Zeithaml, Berry 1988; the wording is ours), and `quick`, one statement for each
//! dimension, whose perceptions are the ratings. A desk adds its own from a file.

mod read;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::limit;
use super::rating::Scale;
use super::refusal::Malformed;
use super::text::quoted;

/// The quick form, whose perceptions are the ratings.
pub const QUICK: &str = "quick";
/// The full form.
pub const SERVQUAL: &str = "servqual";

/// What every desk has, by name.
const BUILT_IN: [(&str, &str); 2] =
    [(SERVQUAL, include_str!("servqual.toml")), (QUICK, include_str!("quick.toml"))];

/// A text in one language or in both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// Whatever language it is in.
    Plain(String),
    /// In both.
    Both(Both),
    /// Nothing.
    #[default]
    #[serde(skip)]
    Nothing,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English.
    pub en: String,
    /// Indonesian.
    pub id: String,
}

/// Which column of a file holds the answers to a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// By its place, from 1.
    Number(u32),
    /// By its title.
    Title(String),
}

/// What is asked about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What an excellent service would be like.
    Expected,
    /// What this one is like.
    Perceived,
}

impl Side {
    /// Both, in the order in which they are asked.
    pub const ALL: [Side; 2] = [Side::Expected, Side::Perceived];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Side::Expected => "expected",
            Side::Perceived => "perceived",
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// A dimension of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Its word, by which statements name it.
    pub name: String,
    /// As people read it.
    pub title: Said,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The word of its dimension.
    pub dimension: String,
    /// As expectations are asked for.
    #[serde(default, skip_serializing_if = "Said::is_nothing")]
    pub expected: Said,
    /// As perceptions are asked for.
    #[serde(default, skip_serializing_if = "Said::is_nothing")]
    pub perceived: Said,
    /// Where a file has the expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_column: Option<Column>,
    /// Where a file has the perception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perceived_column: Option<Column>,
}

/// An instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// As people read it.
    pub title: Said,
    /// From 1 to this.
    pub scale: Scale,
    /// What the lowest answer means.
    pub lowest: Said,
    /// What the highest answer means.
    pub highest: Said,
    /// What a mystery shopper is to do, say and watch; of a sheet that is taken along.
    #[serde(default, skip_serializing_if = "Said::is_nothing")]
    pub scenario: Said,
    /// In their order.
    #[serde(rename = "dimension")]
    pub dimensions: Vec<Asked>,
    /// In the order in which they are asked.
    #[serde(rename = "statement")]
    pub statements: Vec<Statement>,
}

impl Both {
    /// In a language (`id` for Indonesian, else English).
    pub fn of(&self, language: &str) -> &str {
        if language == "id" { &self.id } else { &self.en }
    }
}

impl Said {
    /// In a language (`id` for Indonesian), or in the one that there is.
    pub fn of(&self, language: &str) -> &str {
        match self {
            Said::Plain(text) => text,
            Said::Both(both) => both.of(language),
            Said::Nothing => "",
        }
    }

    /// Tells whether there is no text.
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Said::Nothing)
    }
}

impl Statement {
    /// As a side is asked for.
    pub const fn said(&self, side: Side) -> &Said {
        match side {
            Side::Expected => &self.expected,
            Side::Perceived => &self.perceived,
        }
    }

    /// Where a file has the answer.
    pub const fn column(&self, side: Side) -> Option<&Column> {
        match side {
            Side::Expected => self.expected_column.as_ref(),
            Side::Perceived => self.perceived_column.as_ref(),
        }
    }
}

impl Instrument {
    /// Every desk's own, by name.
    pub fn built_in(name: &str) -> Option<Instrument> {
        let (_, text) = BUILT_IN.iter().find(|(own, _)| *own == name)?;
        Some(text.parse().expect("what comes with sigap is an instrument"))
    }

    /// The names of those that every desk has.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Tells whether it asks for this at all.
    pub fn asks(&self, side: Side) -> bool {
        self.statements.iter().all(|one| !one.said(side).is_nothing())
    }

    /// The statements of a dimension, by their place.
    pub fn of_dimension(&self, name: &str) -> Vec<usize> {
        let places = self.statements.iter().enumerate();
        places.filter(|(_, one)| one.dimension == name).map(|(place, _)| place).collect()
    }
}

/// The name under which a desk keeps an instrument of its own: letters, digits and `-_.`.
///
/// # Errors
/// [`Malformed::InstrumentName`]; `quick` is the rating form's own.
pub fn checked_name(name: &str) -> Result<String, Malformed> {
    let name = name.trim().to_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = (1..=limit::VIEW_NAME_CHARS).contains(&name.chars().count());
    if fits && name.chars().all(is_name) && name != QUICK {
        Ok(name)
    } else {
        Err(Malformed::InstrumentName { given: quoted(&name) })
    }
}
