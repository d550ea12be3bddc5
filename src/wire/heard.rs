//! What the desk answers about what it asks, what matters, and what it does better. Never a mean of
//! two raters or scales.

use serde::{Deserialize, Serialize};

use crate::domain::improvement::Pace;
use crate::domain::instrument::Said;
use crate::domain::{At, Importance, Improvement, Scale};

/// An instrument without its statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentRow {
    /// The entry that set it; 0 for one that every desk has.
    pub version: u64,
    /// When that was.
    pub at: At,
    /// Who did it; nobody for one that every desk has.
    pub by: String,
    /// Its name.
    pub name: String,
    /// As people read it.
    pub title: Said,
    /// From 1 to this.
    pub scale: Scale,
    /// How many dimensions it has.
    pub dimensions: u32,
    /// How many statements it has.
    pub statements: u32,
    /// What it asks; only where one was asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// How much each dimension matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportanceRow {
    /// To the customer who was asked about, as they have said it.
    pub own: Option<Importance>,
    /// To all.
    pub desk: Option<Importance>,
}

/// An improvement, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImprovementRow {
    /// What is done better.
    pub improvement: Improvement,
    /// Whether its day has passed and it is not done.
    pub late: bool,
    /// The complaints it is about, before it was set down.
    pub before: Pace,
    /// The same since it was done; `None` until then.
    pub after: Option<Pace>,
}
