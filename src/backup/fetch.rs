//! Gets a backup back: into a folder that becomes a journal when all of it adds up. Never touches
//! a journal that is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::error::BackupError;
use super::manifest::{self, Listed, Manifest};
use super::stream::{Hashing, pour};
use super::{Place, Progress, folder};
use crate::store::{self, Pieces, is_segment};

/// Copies a backup's files into a folder that is not there yet, and checks them: each against the
/// manifest, each block, the chain up to its last entry.
///
/// # Errors
/// [`BackupError`]; what was written so far is the caller's to remove.
pub fn fetch(
    place: &Place,
    into: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest, BackupError> {
    folder::make(into)?;
    let manifest = match place {
        Place::Folder(dir) => copied(dir, into, progress)?,
        Place::File(_) | Place::Stream => {
            let (manifest, found) = unpack(place, into, progress)?;
            // It comes last: without it the stream was cut off.
            let missing = if found.is_empty() { BackupError::None } else { BackupError::Cut };
            let manifest = manifest.ok_or_else(|| missing(named(place)))?;
            agree(&manifest, &found)?;
            manifest
        }
    };
    folder::sync(into)?;
    let mut looked = |p: store::Progress| progress(Progress { done: p.bytes, of: p.of });
    let Pieces { verified, chain, .. } = store::pieces(into, 0, None, &mut looked)?;
    if !verified.damage.is_empty() {
        return Err(BackupError::Damaged(verified.damage));
    }
    let found = (verified.last, verified.entries, chain);
    match found == (manifest.last, manifest.entries, manifest.chain.clone()) {
        true => Ok(manifest),
        false => Err(BackupError::Chain),
    }
}

fn named(place: &Place) -> String {
    match place {
        Place::Folder(path) | Place::File(path) => path.display().to_string(),
        Place::Stream => "-".to_owned(),
    }
}

fn copied(
    dir: &Path,
    into: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest, BackupError> {
    let none = || BackupError::None(dir.display().to_string());
    let manifest = folder::manifest(dir)?.ok_or_else(none)?;
    let (of, mut done) = (manifest.files.iter().map(|listed| listed.bytes).sum(), 0);
    for listed in &manifest.files {
        let from = dir.join(&listed.name);
        let file = match File::open(&from) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Missing(from.display().to_string()));
            }
            other => other.map_err(BackupError::io(&from))?,
        };
        let mut passed = |count| {
            done += count;
            progress(Progress { done, of });
        };
        let mut hashing = Hashing::new(file.take(listed.bytes), &mut passed);
        let to = into.join(&listed.name);
        folder::put(&to, |file| pour((&mut hashing, &from), (file, &to)))?;
        if hashing.listed(&listed.name) != *listed {
            return Err(BackupError::Changed(from.display().to_string()));
        }
    }
    Ok(manifest)
}

/// Every file of a tar file or stream, as it was found.
type Found = BTreeMap<String, Listed>;

/// Writes the journal's files in a tar file or stream into a folder, whatever they are worth, with
/// the manifest if there is one.
///
/// # Errors
/// [`BackupError::Io`]; [`BackupError::None`] when something is in it that no backup holds.
pub fn unpack(
    place: &Place,
    into: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Option<Manifest>, Found), BackupError> {
    folder::make(into)?;
    match place {
        Place::Folder(path) | Place::File(path) => {
            let file = File::open(path).map_err(BackupError::io(path))?;
            let of = file.metadata().map_err(BackupError::io(path))?.len();
            read_tar(file, place, into, of, progress)
        }
        Place::Stream => read_tar(io::stdin().lock(), place, into, 0, progress),
    }
}

fn read_tar(
    from: impl Read,
    place: &Place,
    into: &Path,
    of: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Option<Manifest>, Found), BackupError> {
    let source = named(place);
    let failed = |error| broken(error, &source);
    let (mut manifest, mut found, mut done) = (None, Found::new(), 0);
    let mut tar = tar::Archive::new(from);
    for entry in tar.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let path = entry.path().map_err(failed)?.into_owned();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        match name.as_str() {
            _ if entry.header().entry_type().is_dir() => {}
            manifest::NAME => {
                manifest = Some(Manifest::read(entry, &source).map_err(failed)??);
            }
            name if is_segment(name) && entry.header().entry_type().is_file() => {
                let mut passed = |count| {
                    done += count;
                    progress(Progress { done, of });
                };
                let mut hashing = Hashing::new(&mut entry, &mut passed);
                let to = into.join(name);
                folder::put(&to, |file| pour((&mut hashing, Path::new(&source)), (file, &to)))?;
                found.insert(name.to_owned(), hashing.listed(name));
            }
            _ => return Err(BackupError::None(source)),
        }
    }
    Ok((manifest, found))
}

/// What it means that a tar file or stream cannot be read on.
fn broken(error: io::Error, source: &str) -> BackupError {
    match error.raw_os_error() {
        Some(_) => BackupError::io(Path::new(source))(error),
        // The bytes came, and they are no tar file, or end too early.
        None => BackupError::Cut(source.to_owned()),
    }
}

/// Compares what was found with what must be there.
fn agree(manifest: &Manifest, found: &Found) -> Result<(), BackupError> {
    for listed in &manifest.files {
        match found.get(&listed.name) {
            None => return Err(BackupError::Missing(listed.name.clone())),
            Some(other) if other != listed => {
                return Err(BackupError::Changed(listed.name.clone()));
            }
            Some(_) => {}
        }
    }
    let is_listed = |name: &String| manifest.files.iter().any(|listed| listed.name == *name);
    match found.keys().find(|name| !is_listed(name)) {
        Some(name) => Err(BackupError::Changed(name.clone())),
        None => Ok(()),
    }
}
