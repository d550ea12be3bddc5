//! Where the generations of the index are: a folder each. Never what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::StoreError;
use crate::disk;

/// The index's folder in a home. In it is one folder per generation, named by its number: while
/// a new one is being built, the one before it answers.
pub(super) fn folder(home: &Path) -> PathBuf {
    home.join("index")
}

/// The folder of one generation.
pub(super) fn generation_folder(home: &Path, generation: u64) -> PathBuf {
    folder(home).join(generation.to_string())
}

/// A file that says: this generation is being built while another one answers.
pub(super) fn being_built(home: &Path, generation: u64) -> PathBuf {
    folder(home).join(format!("{generation}.building"))
}

/// The generations that are there, oldest first.
///
/// # Errors
/// [`StoreError::Io`].
pub(super) fn generations(home: &Path) -> Result<Vec<u64>, StoreError> {
    let folder = folder(home);
    let mut numbers = Vec::new();
    for file in fs::read_dir(&folder).map_err(StoreError::io("read", &folder))? {
        let name = file.map_err(StoreError::io("read", &folder))?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Removes a generation, and the sign that it is being built.
///
/// # Errors
/// [`StoreError::Io`].
pub(super) fn remove_generation(home: &Path, generation: u64) -> Result<(), StoreError> {
    gone(&generation_folder(home, generation))?;
    gone(&being_built(home, generation))
}

/// Whether anything is in a place, be it a link that leads nowhere.
pub(super) fn is_there(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok()
}

/// Removes whatever is in a place.
///
/// # Errors
/// [`StoreError::Io`].
pub(super) fn gone(path: &Path) -> Result<(), StoreError> {
    disk::remove(path).map_err(StoreError::io("remove", path))
}
