//! Takes the words of some customers out of the journal: names, numbers, notes become zeros where
//! they were. Never touches a fact, the chain of hashes, or the file that is being written to.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::block;
use super::erasures::{Erasure, Listed};
use super::error::StoreError;
use super::open::Progress;
use super::segment;
use super::walk::{Found, Walk};
use crate::disk;

/// How a file that is being rewritten is called until it is whole.
const UNFINISHED: &str = "erasing";

/// What an erasure has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Customers of the list whom the journal knows.
    pub customers: u64,
    /// Entries whose words are gone.
    pub entries: u64,
    /// Files that were written anew.
    pub files: u64,
}

/// Blanks the words of every entry up to `until` of those on a list, in the journal's files in
/// `dir`; whom this journal never knew is passed over. All of those entries must be in files that
/// nothing is added to any more. Each file that holds some is written anew beside itself and put in
/// its place when it is on the disk: an interrupted erasure is done again from the start and finds
/// less to do.
///
/// Without an end to it (`u64::MAX`) a part that cannot be read is passed over.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Damaged`] where the journal cannot be read, after which nothing
/// more was erased.
pub(super) fn erase(
    dir: &Path,
    list: &[Erasure],
    until: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Erased, StoreError> {
    let mut walk = Walk::from_start(dir)?;
    let (of, mut bytes, mut entries) = (walk.length()?, 0, 0);
    let mut listed = Listed::of(list);
    let mut erased = Erased::default();
    // Of the file the walk is in: where its blocks with such words begin, and which entries.
    let mut hits: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut segment = 0;
    while walk.cursor().seq < until {
        let found = match walk.step()? {
            Ok(found) => found,
            // Where everything there is was asked for, nothing behind a loss may be left out.
            Err(stop) if until == u64::MAX => match walk.resume_behind(&stop)? {
                true => continue,
                false => break,
            },
            Err(stop) => return Err(walk.lost(&stop, until)),
        };
        if found.cursor.segment != segment {
            rewrite(dir, segment, &std::mem::take(&mut hits), &mut erased)?;
            segment = found.cursor.segment;
        }
        let places = places(&found, &mut listed)?;
        if !places.is_empty() {
            hits.insert(found.cursor.start, places);
        }
        bytes += found.header.span();
        entries += u64::from(found.header.count);
        progress(Progress { entries, bytes, of });
    }
    rewrite(dir, segment, &hits, &mut erased)?;
    // Who was killed before may have put files in their places and not come to this.
    segment::sync_folder(dir)?;
    erased.customers = listed.met();
    Ok(erased)
}

/// Which entries of a block are theirs and have words.
fn places(found: &Found<'_>, listed: &mut Listed) -> Result<Vec<usize>, StoreError> {
    let mut places = Vec::new();
    for (place, part) in found.parts.iter().enumerate() {
        let seq = found.header.first + place as u64;
        let entry = part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?;
        if listed.has(&entry) && part.has_words() {
            places.push(place);
        }
    }
    Ok(places)
}

/// Writes a file anew without these words, and puts it in the old one's place.
fn rewrite(
    dir: &Path,
    segment: u64,
    hits: &BTreeMap<u64, Vec<usize>>,
    erased: &mut Erased,
) -> Result<(), StoreError> {
    if hits.is_empty() {
        return Ok(());
    }
    let path = segment::path(dir, segment);
    let mut bytes = disk::read(&path).map_err(StoreError::io("read", &path))?;
    for (start, places) in hits {
        let blanked = block::blank(&mut bytes[*start as usize..], places);
        erased.entries += blanked.map_err(|why| StoreError::Entry { seq: segment, why })?;
    }
    let beside = unfinished(&path);
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let written = disk::open_with(options, &beside).and_then(|mut file| {
        file.write_all(&bytes)?;
        file.sync_all()
    });
    written.map_err(StoreError::io("write", &beside))?;
    fs::rename(&beside, &path).map_err(StoreError::io("replace", &path))?;
    erased.files += 1;
    Ok(())
}

/// Where a file that is being rewritten lies until it is whole.
pub(super) fn unfinished(path: &Path) -> PathBuf {
    path.with_extension(format!("journal.{UNFINISHED}"))
}

/// Removes what an interrupted erasure, or healing, has left beside the journal's files.
pub(super) fn remove_unfinished(dir: &Path) -> Result<(), StoreError> {
    for file in fs::read_dir(dir).map_err(StoreError::io("read", dir))? {
        let path = file.map_err(StoreError::io("read", dir))?.path();
        if path.extension().is_some_and(|extension| extension == UNFINISHED) {
            fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
        }
    }
    Ok(())
}
