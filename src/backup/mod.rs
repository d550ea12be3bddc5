//! Copies of a journal that can be trusted, and a home made of one again. Never writes into a
//! journal that a desk uses.
//!
//! A backup is the journal's files up to a block's end and a [`Manifest`] that says what must be
//! in them: as a folder, or as one tar file or stream with such a folder in it. [`take`] makes one
//! while the desk goes on; [`fetch`] reads one back and believes nothing that does not add up.

mod error;
mod fetch;
mod folder;
mod manifest;
mod stream;
mod take;

use std::path::PathBuf;

pub use error::BackupError;
pub use fetch::{fetch, unpack};
pub use folder::{copy_name, keep_last, newest_copy};
pub use manifest::{Listed, Manifest};
pub use take::{Taken, take};

/// Where a backup goes to, or comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder: what is in it already is not copied again.
    Folder(PathBuf),
    /// A tar file.
    File(PathBuf),
    /// Standard input or output, as a tar stream.
    Stream,
}

/// How far a copy is, in bytes read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// So far.
    pub done: u64,
    /// In all, about; 0 when nobody can know.
    pub of: u64,
}
