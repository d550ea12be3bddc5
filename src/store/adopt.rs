//! A journal and its index that were made elsewhere become a home's own. Never in place of ones
//! that hold something.

use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::generations;
use super::open::journal_folder;
use super::pieces::pieces;
use super::segment;
use crate::disk;

/// Tells whether nothing was ever kept in a home: no journal, or one without a block.
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::Newer`].
pub fn is_fresh(home: &Path) -> Result<bool, StoreError> {
    let journal = journal_folder(home);
    if !journal.exists() {
        // An index alone knows of a journal that was lost.
        return Ok(!generations::folder(home).exists());
    }
    let verified = pieces(&journal, 0, None, &mut |_| ())?.verified;
    Ok(verified.blocks == 0 && verified.damage.is_empty())
}

/// Moves the journal and index of one home into another one, whose lock the caller holds and which
/// must be [fresh](is_fresh). The journal goes first: without its index it is whole.
///
/// # Errors
/// [`StoreError::Io`].
pub fn adopt(from: &Path, home: &Path) -> Result<(), StoreError> {
    for folder in [journal_folder, generations::folder] {
        let (old, new) = (folder(from), folder(home));
        disk::remove(&new).map_err(StoreError::io("remove", &new))?;
        fs::rename(&old, &new).map_err(StoreError::io("move", &old))?;
        segment::sync_folder(home)?;
    }
    Ok(())
}
