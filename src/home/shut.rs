//! Whether the files of a desk are its owner's alone. Never changes a mode: what others could have
//! written since nobody knows.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::settings;

/// Others may change it.
const WRITE: u32 = 0o022;
/// Others may read it.
const READ: u32 = 0o044;
/// Others may go through a folder.
const ENTER: u32 = 0o011;

/// What of a desk others can reach who should not: a file or folder in its home.
///
/// # Errors
/// A folder's that cannot be read.
pub fn open_to_others(home: &Path) -> io::Result<Option<PathBuf>> {
    // Where nobody else can enter, what may be read is no matter; what may be changed is, for a
    // folder is opened more quickly than files are.
    let closed = fs::metadata(home)?.mode() & ENTER == 0;
    let forbidden = if closed { WRITE } else { WRITE | READ };
    let journal = home.join("journal");
    let mut all = vec![home.join(settings::FILE), journal.clone()];
    match fs::read_dir(&journal) {
        Ok(entries) => all.extend(entries.filter_map(Result::ok).map(|entry| entry.path())),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let is_open = |path: &PathBuf| match fs::metadata(path) {
        Ok(about) => about.mode() & forbidden != 0 || !is_ours(&about),
        // Not there, or gone since: then there is nothing to reach.
        Err(_) => false,
    };
    Ok(all.into_iter().find(is_open))
}

/// Tells whether others can put something into a folder, or take it away.
pub fn is_open_folder(folder: &Path) -> bool {
    let is_open = |about: Metadata| about.mode() & WRITE != 0;
    fs::metadata(folder).is_ok_and(is_open) || foreign_folder(folder, own()).is_some()
}

/// Whose a folder is, or the link in its place, when it is neither one user's nor root's.
pub fn foreign_folder(folder: &Path, owner: u32) -> Option<u32> {
    let about = [fs::symlink_metadata(folder), fs::metadata(folder)];
    let mut owners = about.into_iter().filter_map(Result::ok).map(|about| about.uid());
    owners.find(|one| *one != owner && *one != 0)
}

/// Root can change everything anyway.
fn is_ours(about: &Metadata) -> bool {
    about.uid() == own() || about.uid() == 0
}

fn own() -> u32 {
    nix::unistd::geteuid().as_raw()
}
