//! Who has which record open, as it is said now. Never kept: it is over when the connection is.

use serde::{Deserialize, Serialize};

pub use crate::domain::Record;

/// Records that one terminal has open at most: a ticket, and the customer at hand.
pub const OPEN_RECORDS: usize = 2;
/// So many are named; of more it is told how many they are: two names are a glance, three a list.
pub const NAMED: usize = 2;

/// A record that is open at a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Which.
    pub record: Record,
    /// Whether something is being typed about it there.
    #[serde(default)]
    pub typing: bool,
}

/// Who else has a record open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Which.
    pub record: Record,
    /// Those who type something about it.
    pub writing: Crowd,
    /// The others.
    pub looking: Crowd,
}

/// Some people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// How many.
    pub count: u32,
    /// Their names, when they are one or two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}
