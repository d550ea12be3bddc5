//! The line that ends an export: which entries the lines before it are, and their hash, so that a
//! file that was cut off at a line's end is not taken for a whole one. Never an entry itself.

use serde::{Deserialize, Serialize};

/// How such a line begins; an entry's begins with its seq.
pub const BEGINS: &[u8] = b"{\"end\":";

/// The line that ends a part of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// What it says.
    pub end: Sum,
}

/// What the lines since the beginning, or since the part before, add up to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The last entry; 0 when there is none.
    pub seq: u64,
    /// How many lines.
    pub entries: u64,
    /// BLAKE3 of the lines, each with a line feed behind it, in hexadecimal.
    pub blake3: String,
}

/// A part of an export: a later one may be added behind it, with an end of its own.
#[derive(Debug, Default)]
pub struct Part {
    seq: u64,
    entries: u64,
    hasher: blake3::Hasher,
}

impl Part {
    /// Adds an entry's line; a line feed behind it counts only once.
    pub fn add(&mut self, seq: u64, line: &[u8]) {
        self.seq = seq;
        self.entries += 1;
        self.hasher.update(line.trim_ascii_end());
        self.hasher.update(b"\n");
    }

    /// Tells whether there is no line in it.
    pub const fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Ends it; what is added from now on is the next one.
    pub fn end(&mut self) -> Sum {
        let Part { seq, entries, hasher } = std::mem::take(self);
        Sum { seq, entries, blake3: hasher.finalize().to_hex().to_string() }
    }
}
