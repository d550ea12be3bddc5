//! What a backup says of itself. Never believed without looking at the files.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::error::BackupError;
use crate::store::{Noted, is_segment};

/// The format this version writes.
const FORMAT: u32 = 1;
/// The manifest's name, beside the files it lists.
pub(super) const NAME: &str = "manifest.json";
/// Bytes of a manifest at most: a hundred thousand files of 64 MiB need less.
const LIMIT: u64 = 32 * 1024 * 1024;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Which program made it.
    pub program: String,
    /// When, in RFC 3339.
    pub created_at: String,
    /// First entry; 0 when there is none.
    pub first: u64,
    /// Last entry.
    pub last: u64,
    /// How many entries.
    pub entries: u64,
    /// The chain hash after the last entry, in hexadecimal.
    pub chain: String,
    /// The chain hash of the first block, in hexadecimal: whose backup it is. Empty where an
    /// older version has not said.
    #[serde(default)]
    pub desk: String,
    /// The journal's files, in order.
    pub files: Vec<Listed>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name, as in the journal.
    pub name: String,
    /// Bytes that belong to the backup; a copy that was made later and not ended may have more.
    pub bytes: u64,
    /// BLAKE3 of these bytes, in hexadecimal.
    pub blake3: String,
}

impl Manifest {
    /// A manifest that lists nothing yet.
    pub(super) fn empty(created_at: &str) -> Manifest {
        Manifest {
            format: FORMAT,
            program: concat!("sigap ", env!("CARGO_PKG_VERSION")).to_owned(),
            created_at: created_at.to_owned(),
            first: 0,
            last: 0,
            entries: 0,
            chain: String::new(),
            desk: String::new(),
            files: Vec::new(),
        }
    }

    /// Reads one that was found in `place`.
    ///
    /// # Errors
    /// What reading says; then as for [`Manifest::of`].
    pub(super) fn read(from: impl Read, place: &str) -> io::Result<Result<Manifest, BackupError>> {
        let mut bytes = Vec::new();
        let is_whole = from.take(LIMIT + 1).read_to_end(&mut bytes)? as u64 <= LIMIT;
        let none = || Err(BackupError::None(place.to_owned()));
        Ok(if is_whole { Manifest::of(&bytes, place) } else { none() })
    }

    /// What a manifest's bytes say.
    ///
    /// # Errors
    /// [`BackupError::None`] when they are no manifest's, [`BackupError::Newer`].
    fn of(bytes: &[u8], place: &str) -> Result<Manifest, BackupError> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let none = |_| BackupError::None(place.to_owned());
        let Version { format } = serde_json::from_slice(bytes).map_err(none)?;
        if format > FORMAT {
            return Err(BackupError::Newer(format));
        }
        let manifest: Manifest = serde_json::from_slice(bytes).map_err(none)?;
        // A name decides where a file is written.
        match manifest.files.iter().all(|listed| is_segment(&listed.name)) {
            true => Ok(manifest),
            false => Err(BackupError::None(place.to_owned())),
        }
    }

    /// The manifest's bytes: for people too, so in several lines.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Where in the chain the backup ends.
    pub(super) fn noted(&self) -> Noted {
        Noted { seq: self.last, chain: self.chain.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_to_the_limit_and_not_beyond() {
        let manifest = Manifest::empty("2026-11-21T09:00:00Z");
        let read = |bytes: u64| {
            let written = manifest.bytes();
            let room = io::repeat(b' ').take(bytes - written.len() as u64);
            Manifest::read(written.chain(room), "somewhere").expect("memory does not fail")
        };
        assert!(read(LIMIT).is_ok_and(|read| read == manifest));
        assert!(matches!(read(LIMIT + 1), Err(BackupError::None(_))));
    }
}
