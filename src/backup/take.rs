//! Takes a backup: looks at every block first, then copies. Never copies a journal that has lost
//! something.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::error::BackupError;
use super::manifest::{self, Listed, Manifest};
use super::stream::{self, Hashing, pour};
use super::{Place, Progress, folder};
use crate::store::{self, Piece, Pieces};

/// The folder within a tar file.
const WITHIN: &str = "sigap-backup";

/// A backup that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it holds.
    pub manifest: Manifest,
    /// Files that had to be copied.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// Counts bytes for whoever watches.
struct Watched<'a> {
    done: u64,
    of: u64,
    tell: &'a mut dyn FnMut(Progress),
}

impl Watched<'_> {
    fn add(&mut self, bytes: u64) {
        self.done += bytes;
        (self.tell)(Progress { done: self.done, of: self.of });
    }
}

/// Takes a backup of the journal in a folder, up to `head`, the last entry the desk has promised
/// to keep; of all there is when no desk runs (0).
///
/// # Errors
/// [`BackupError`]. A backup that was there before is still there then.
pub fn take(
    journal: &Path,
    head: u64,
    place: &Place,
    created_at: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<Taken, BackupError> {
    let (before, lock) = match place {
        Place::Folder(dir) => {
            folder::make(dir)?;
            let lock = folder::lock(dir)?;
            (Some(prepare(dir, created_at)?), Some(lock))
        }
        Place::File(path) => {
            let lock = folder::lock(folder::of(path))?;
            (folder::manifest_of_tar(path)?, Some(lock))
        }
        Place::Stream => (None, None),
    };
    let noted = before.as_ref().map(Manifest::noted);
    // Half of the way is looking.
    let mut looked = |p: store::Progress| progress(Progress { done: p.bytes, of: p.of * 2 });
    let pieces = store::pieces(journal, head, noted.as_ref(), &mut looked)?;
    let Pieces { list, verified, chain, desk, met } = pieces;
    if !verified.damage.is_empty() {
        return Err(BackupError::Damaged(verified.damage));
    }
    if let (Place::Folder(path) | Place::File(path), false) = (place, met) {
        return Err(BackupError::Another(path.clone()));
    }
    let bytes = list.iter().map(|piece| piece.bytes).sum::<u64>();
    let mut watched = Watched { done: bytes, of: bytes * 2, tell: progress };
    let manifest = Manifest {
        first: verified.last.min(1),
        last: verified.last,
        entries: verified.entries,
        chain,
        desk,
        ..Manifest::empty(created_at)
    };
    let taken = match (place, before) {
        (Place::Folder(dir), Some(before)) => {
            into_folder(&list, dir, &before, manifest, &mut watched)
        }
        (Place::File(path), _) => {
            folder::put(path, |file| into_tar(&list, file, path, manifest, &mut watched))
        }
        (Place::Stream | Place::Folder(_), _) => {
            into_tar(&list, &mut io::stdout().lock(), Path::new("stdout"), manifest, &mut watched)
        }
    };
    drop(lock);
    taken
}

/// Finds the backup in a folder. A new one begins with an empty manifest: a folder
/// with files of a journal and none is something else, and must not be written to.
fn prepare(dir: &Path, created_at: &str) -> Result<Manifest, BackupError> {
    if let Some(manifest) = folder::manifest(dir)? {
        return Ok(manifest);
    }
    if !folder::is_empty(dir)? {
        return Err(BackupError::Taken(dir.to_owned()));
    }
    let manifest = Manifest::empty(created_at);
    folder::put_manifest(dir, &manifest)?;
    Ok(manifest)
}

fn name(piece: &Piece) -> String {
    let name = piece.path.file_name().expect("a journal's file has a name");
    name.to_string_lossy().into_owned()
}

fn into_folder(
    pieces: &[Piece],
    dir: &Path,
    before: &Manifest,
    mut manifest: Manifest,
    watched: &mut Watched<'_>,
) -> Result<Taken, BackupError> {
    let (mut files, mut bytes) = (0, 0);
    for piece in pieces {
        let name = name(piece);
        let listed =
            stream::list(&piece.path, &name, piece.bytes, &mut |count| watched.add(count))?;
        let path = dir.join(&name);
        let is_there = before.files.contains(&listed)
            && path.metadata().is_ok_and(|about| about.len() == listed.bytes)
            && stream::list(&path, &name, listed.bytes, &mut |_| ())? == listed;
        if !is_there {
            folder::put(&path, |file| copy(piece, &listed, (file, &path), &mut |_| ()))?;
            (files, bytes) = (files + 1, bytes + listed.bytes);
        }
        manifest.files.push(listed);
    }
    folder::put_manifest(dir, &manifest)?;
    Ok(Taken { manifest, files, bytes })
}

/// Copies a piece, which must be the one that was looked at.
fn copy(
    piece: &Piece,
    listed: &Listed,
    to: (&mut dyn Write, &Path),
    passed: &mut dyn FnMut(u64),
) -> Result<(), BackupError> {
    let file = File::open(&piece.path).map_err(BackupError::io(&piece.path))?;
    let mut hashing = Hashing::new(file.take(piece.bytes), passed);
    pour((&mut hashing, &piece.path), to)?;
    match hashing.listed(&listed.name) == *listed {
        true => Ok(()),
        false => Err(BackupError::Changed(piece.path.display().to_string())),
    }
}

fn into_tar(
    pieces: &[Piece],
    to: &mut dyn Write,
    path: &Path,
    mut manifest: Manifest,
    watched: &mut Watched<'_>,
) -> Result<Taken, BackupError> {
    let failed = |error| BackupError::io(path)(error);
    let mut tar = tar::Builder::new(to);
    for piece in pieces {
        let name = name(piece);
        let file = File::open(&piece.path).map_err(BackupError::io(&piece.path))?;
        let mut passed = |count| watched.add(count);
        let mut hashing = Hashing::new(file.take(piece.bytes), &mut passed);
        append(&mut tar, &name, piece.bytes, &mut hashing).map_err(failed)?;
        let listed = hashing.listed(&name);
        if listed.bytes != piece.bytes {
            return Err(BackupError::Changed(piece.path.display().to_string()));
        }
        manifest.files.push(listed);
    }
    // It comes last: only then the hashes are known, and whoever reads a stream that was cut off
    // has no manifest.
    let text = manifest.bytes();
    append(&mut tar, manifest::NAME, text.len() as u64, &mut text.as_slice()).map_err(failed)?;
    tar.into_inner().and_then(Write::flush).map_err(failed)?;
    let (files, bytes) = (manifest.files.len() as u64, pieces.iter().map(|one| one.bytes).sum());
    Ok(Taken { manifest, files, bytes })
}

fn append(
    tar: &mut tar::Builder<&mut dyn Write>,
    name: &str,
    bytes: u64,
    from: &mut dyn Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_ustar();
    header.set_mode(0o600);
    header.set_size(bytes);
    tar.append_data(&mut header, format!("{WITHIN}/{name}"), from)
}
