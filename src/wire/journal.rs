//! What the desk answers of its journal and of the index made from it. Never a word of an entry
//! whose customer was erased.

use serde::{Deserialize, Serialize};

use crate::domain::{At, Change, Entry, Fact};

/// An entry of the journal as it is shown to people and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Place.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// Which gateway user spoke for them; empty when they spoke themselves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub via: String,
    /// Command.
    pub command: uuid::Uuid,
    /// Which entry it takes back; 0 none.
    pub undoes: u64,
    /// What happened.
    pub fact: Fact,
    /// The words beside it; `None` once erased.
    pub private: Option<Vec<Change>>,
}

/// The journal's end, to be noted elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// Last entry.
    pub seq: u64,
    /// Chain hash of the block that ends with it, BLAKE3 in hexadecimal.
    pub chain: String,
}

/// What one table of the index holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Its name.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// BLAKE3 of all of them, in hexadecimal.
    pub hash: String,
}

impl From<Entry> for JournalLine {
    fn from(entry: Entry) -> JournalLine {
        let Entry { seq, at, by, via, command, undoes, fact, private } = entry;
        let command = uuid::Uuid::from_u128(command);
        JournalLine { seq, at, by, via, command, undoes, fact, private }
    }
}
