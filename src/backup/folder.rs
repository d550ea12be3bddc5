//! Files that are there whole or not at all, and which of them a folder has. Never leaves half a
//! file under its name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use super::error::BackupError;
use super::manifest::{self, Manifest};

/// Ends the name of a file that is not whole yet.
const PARTIAL: &str = "partial";

/// Makes a folder that nobody else can look into, where it is missing.
pub(super) fn make(dir: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(BackupError::io(dir))
}

/// Makes sure that nobody else writes a backup into a folder meanwhile: two would take each other's
/// unfinished files for their own.
pub(super) fn lock(dir: &Path) -> Result<Flock<File>, BackupError> {
    let folder = File::open(dir).map_err(BackupError::io(dir))?;
    Flock::lock(folder, FlockArg::LockExclusiveNonblock).map_err(|(_, why)| match why {
        Errno::EWOULDBLOCK => BackupError::Busy(dir.to_owned()),
        other => BackupError::io(dir)(other.into()),
    })
}

/// The folder that a file is in.
pub(super) fn of(file: &Path) -> &Path {
    file.parent().filter(|dir| *dir != Path::new("")).unwrap_or(Path::new("."))
}

/// Makes the names in a folder last through a power cut.
pub(super) fn sync(dir: &Path) -> Result<(), BackupError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(BackupError::io(dir))
}

/// Writes a file beside its place and puts it there when it is whole and on the disk. Only its
/// owner can read it.
pub(super) fn put<T>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<T, BackupError>,
) -> Result<T, BackupError> {
    let partial = path.with_added_extension(PARTIAL);
    let written = (|| {
        // One that was left behind may belong to somebody who can read it still.
        remove(&partial)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&partial);
        let mut file = file.map_err(BackupError::io(&partial))?;
        let value = write(&mut file)?;
        file.sync_all().map_err(BackupError::io(&partial))?;
        fs::rename(&partial, path).map_err(BackupError::io(path))?;
        Ok(value)
    })();
    if written.is_err() {
        // What went wrong is told; a rest that cannot be removed is written over the next time.
        drop(remove(&partial));
    }
    sync(path.parent().filter(|dir| *dir != Path::new("")).unwrap_or(Path::new("."))).and(written)
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(BackupError::io(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a manifest into a folder.
pub(super) fn put_manifest(dir: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let path = dir.join(manifest::NAME);
    put(&path, |file| file.write_all(&manifest.bytes()).map_err(BackupError::io(&path)))
}

/// The manifest of the backup in a folder; `None` when there is none.
pub(super) fn manifest(dir: &Path) -> Result<Option<Manifest>, BackupError> {
    let path = dir.join(manifest::NAME);
    match File::open(&path).and_then(|file| Manifest::read(file, &dir.display().to_string())) {
        Ok(read) => read.map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BackupError::io(&path)(error)),
    }
}

/// The manifest of the backup in a tar file; `None` when there is no such file.
///
/// # Errors
/// [`BackupError::Taken`] when the file is something else, or half a backup.
pub(super) fn manifest_of_tar(path: &Path) -> Result<Option<Manifest>, BackupError> {
    if !path.is_file() {
        return Ok(None);
    }
    let taken = |_| BackupError::Taken(path.to_owned());
    let mut tar = tar::Archive::new(File::open(path).map_err(BackupError::io(path))?);
    for entry in tar.entries_with_seek().map_err(taken)? {
        let entry = entry.map_err(taken)?;
        let is_manifest = entry.path().is_ok_and(|path| path.ends_with(manifest::NAME));
        if is_manifest {
            return Manifest::read(entry, &path.display().to_string()).map_err(taken)?.map(Some);
        }
    }
    Err(BackupError::Taken(path.to_owned()))
}

/// Tells whether nothing is in a folder, or nothing but the beginning of a backup's first file.
pub(super) fn is_empty(dir: &Path) -> Result<bool, BackupError> {
    let begun = Path::new(manifest::NAME).with_added_extension(PARTIAL);
    for entry in fs::read_dir(dir).map_err(BackupError::io(dir))? {
        if entry.map_err(BackupError::io(dir))?.file_name() != begun.as_os_str() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The name of a copy among others in one folder; names sort by time.
pub fn copy_name(created_at: &str) -> String {
    let seconds = created_at.split(['.', 'Z']).next().unwrap_or_default();
    format!("sigap-{}Z.tar", seconds.replace(['-', ':'], ""))
}

/// The copies in a folder that were named by [`copy_name`], the oldest first; `ending` is that of
/// unfinished ones, or empty.
fn copies_in(dir: &Path, ending: &str) -> Result<Vec<PathBuf>, BackupError> {
    let like = copy_name("2026-11-22T01:30:00Z") + ending;
    let is_copy = |name: &str| {
        name.len() == like.len()
            && name.bytes().zip(like.bytes()).all(|(byte, like)| match like {
                b'0'..=b'9' => byte.is_ascii_digit(),
                like => byte == like,
            })
    };
    let mut copies = Vec::new();
    for entry in fs::read_dir(dir).map_err(BackupError::io(dir))? {
        let path = entry.map_err(BackupError::io(dir))?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(is_copy) {
            copies.push(path);
        }
    }
    copies.sort();
    Ok(copies)
}

/// The newest of such copies in a folder, whichever desk's.
///
/// # Errors
/// [`BackupError::Io`].
pub fn newest_copy(dir: &Path) -> Result<Option<PathBuf>, BackupError> {
    Ok(copies_in(dir, "")?.pop())
}

/// Removes the oldest copies of a desk ([`Manifest::desk`]) in a folder but the last `keep`, and
/// those that were never finished; gives back the whole ones that were removed. What another desk
/// keeps there, or nobody can tell whose it is, stays.
///
/// # Errors
/// [`BackupError::Io`].
pub fn keep_last(dir: &Path, keep: usize, desk: &str) -> Result<Vec<PathBuf>, BackupError> {
    let _lock = lock(dir)?;
    let mut copies = copies_in(dir, "")?;
    copies.retain(|copy| {
        let read = manifest_of_tar(copy).ok().flatten();
        read.is_some_and(|manifest| manifest.desk == desk)
    });
    copies.truncate(copies.len().saturating_sub(keep));
    for copy in copies.iter().chain(&copies_in(dir, ".partial")?) {
        fs::remove_file(copy).map_err(BackupError::io(copy))?;
    }
    Ok(copies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_which_a_first_backup_was_cut_short_counts_as_empty() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(is_empty(dir.path()).expect("readable"));
        fs::write(dir.path().join("manifest.json.partial"), "{").expect("written");
        assert!(is_empty(dir.path()).expect("readable"));
        fs::write(dir.path().join("letter.txt"), "x").expect("written");
        assert!(!is_empty(dir.path()).expect("readable"));
    }

    #[test]
    fn only_the_oldest_copies_of_this_desk_go_and_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = |name: &str| dir.path().join(name);
        for (day, desk) in [(1, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "b")] {
            let name = copy_name(&format!("2026-11-0{day}T01:30:00.25Z"));
            let manifest = Manifest { desk: desk.to_owned(), ..Manifest::empty("") }.bytes();
            let mut tar = tar::Builder::new(File::create(path(&name)).expect("made"));
            let mut header = tar::Header::new_ustar();
            header.set_size(manifest.len() as u64);
            tar.append_data(&mut header, "x/manifest.json", &*manifest).expect("written");
            tar.finish().expect("written");
        }
        let others = ["sigap-mine.tar", "sigap-20261031T013000Z.tar", "letter.txt"];
        for name in others.iter().chain(&["sigap-20261101T013000Z.tar.partial"]) {
            fs::write(path(name), "").expect("written");
        }
        let gone = keep_last(dir.path(), 1, "a").expect("removed");
        let old = ["sigap-20261101T013000Z.tar", "sigap-20261103T013000Z.tar"];
        assert_eq!(gone, old.map(path));
        assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 6);
        assert_eq!(
            newest_copy(dir.path()).expect("readable"),
            Some(path("sigap-20261105T013000Z.tar"))
        );
    }
}
