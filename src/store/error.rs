//! What can go wrong with what is kept, in sentences for whoever mends it. Never a mistake of an
//! agent.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::codec::Undecodable;
use crate::domain::Refusal;

/// Entries that the journal should hold and does not give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// First seq that is lost; everything before it is sound.
    pub first: u64,
    /// Last seq known to be lost; below `first` when a block without entries is unreadable.
    pub last: u64,
    /// The file it is in, or should be in.
    pub file: PathBuf,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Damage { first, last, file, why } = self;
        match first.cmp(last) {
            std::cmp::Ordering::Less => write!(f, "journal entries {first} to {last} are damaged")?,
            std::cmp::Ordering::Equal => write!(f, "journal entry {first} is damaged")?,
            std::cmp::Ordering::Greater => {
                write!(f, "the journal is damaged before entry {first}")?
            }
        }
        write!(
            f,
            " ({}: {why}); get back what is lost: sigap journal repair --from BACKUP",
            file.display()
        )
    }
}

impl From<&Damage> for Refusal {
    fn from(damage: &Damage) -> Refusal {
        let Damage { first, last, file, why } = damage;
        let (file, why) = (file.display().to_string(), why.clone());
        Refusal::Lost { first: *first, last: *last, file, why }
    }
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's word for it.
        source: io::Error,
    },
    /// A newer version wrote it.
    #[error(
        "a newer sigap wrote this desk (journal format {format}); install that version or later"
    )]
    Newer {
        /// Oldest reader that can read it.
        format: u16,
    },
    /// Part of the journal is lost.
    #[error("{0}")]
    Damaged(Damage),
    /// Two journals that should be copies of each other are of different desks.
    #[error(
        "{} is the journal of another desk than {}; nothing was taken from it",
        other.display(), dir.display()
    )]
    AnotherDesk {
        /// The journal that was to be mended.
        dir: PathBuf,
        /// The one it was to be mended from.
        other: PathBuf,
    },
    /// The mirror holds a journal and the desk has none.
    #[error(
        "the mirror {0} holds a journal and this desk is empty; to bring it back run: \
         sigap journal repair --from {0}; for a new desk name an empty folder as its mirror",
        mirror.display()
    )]
    EmptyDesk {
        /// The mirror's folder.
        mirror: PathBuf,
    },
    /// A list of erased customers cannot be read to its end: whoever is on it would come back.
    #[error(
        "line {line} of {} is none of a list of erased customers ({why}); mend the list, or take \
         a whole copy of it: without it erased people come back", file.display()
    )]
    List {
        /// Which list.
        file: PathBuf,
        /// Its line, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// An entry's bytes are sound and yet no entry.
    #[error("journal entry {seq} cannot be read: {why}")]
    Entry {
        /// Which.
        seq: u64,
        /// What the codec said.
        why: Undecodable,
    },
    /// A row of the index failed its check. It is never shown; the index is built anew meanwhile.
    #[error("a row of the index is damaged ({0}); it is being built anew, ask again in a moment")]
    Row(String),
    /// The index itself failed. It is built anew meanwhile, at the next open at the latest.
    #[error("the index failed ({0}); it is being built anew, ask again in a moment")]
    Index(String),
    /// An earlier error stopped all writing.
    #[error("nothing can be written since an earlier error: {why}")]
    ReadOnly {
        /// That error.
        why: String,
    },
    /// A block is longer than what would be believed when it is read. Nothing was written.
    #[error("the block of entry {block} is too long to be kept; import fewer rows at once")]
    TooLong {
        /// First seq of the block.
        block: u64,
    },
    /// A block was begun before another one was committed.
    #[error("a block for entry {block} came when the journal stood at {head}")]
    OutOfTurn {
        /// First seq of the block.
        block: u64,
        /// Last seq of the journal.
        head: u64,
    },
}

impl StoreError {
    /// Puts what was tried, and on what, beside an error of the operating system.
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Io { what, path, source }
    }
}
