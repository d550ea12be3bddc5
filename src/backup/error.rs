//! Why there is no backup, or none that can be believed. Never a sentence for people: the command
//! line says it in their language.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::{Damage, StoreError};

/// Why a backup could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// The system's word for it.
        source: io::Error,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal has lost entries: a copy of it would only look like a backup.
    #[error("the journal is damaged")]
    Damaged(Vec<Damage>),
    /// The folder holds, or the file is, something that is no backup.
    #[error("{} holds something else", .0.display())]
    Taken(PathBuf),
    /// The folder or file holds a backup with entries that this desk does not have.
    #[error("{} holds the backup of another desk", .0.display())]
    Another(PathBuf),
    /// Another backup is being written there.
    #[error("another backup is being written into {}", .0.display())]
    Busy(PathBuf),
    /// There is no backup in it.
    #[error("there is no backup in {0}")]
    None(String),
    /// A tar file or stream that ends too early, or is none.
    #[error("{0} is cut off or no tar file")]
    Cut(String),
    /// A newer version made it.
    #[error("a newer sigap made this backup (format {0})")]
    Newer(u32),
    /// A file of the backup is not the one that was written.
    #[error("{0} is not as it was written")]
    Changed(String),
    /// A file of the backup is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// The files are the ones that were written, and do not add up to what the manifest says.
    #[error("its blocks do not lead to the last entry of its manifest")]
    Chain,
}

impl BackupError {
    /// Puts the file beside an error of the operating system.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    }
}
