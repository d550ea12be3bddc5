//! Takes the words of some customers out of the journal: names, numbers, notes become zeros where
//! they were. Never touches a fact, the chain of hashes, or the file that is being written to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::block;
use super::entry::Parts;
use super::erasures::Erasure;
use super::error::StoreError;
use super::open::Progress;
use super::segment;
use super::walk::{Found, Walk};
use crate::domain::{Fact, Theirs};

/// How a file that is being rewritten is called until it is whole.
const UNFINISHED: &str = "erasing";

/// What an erasure has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Entries whose words are gone.
    pub entries: u64,
    /// Files that were written anew.
    pub files: u64,
}

/// Blanks the words of every entry of these customers up to `until`, in the journal's files in
/// `dir`. All of those entries must be in files that nothing is added to any more. Each file that
/// holds some is written anew beside itself and put in its place when it is on the disk: an
/// interrupted erasure is done again from the start and finds less to do.
///
/// Without an end to it (`u64::MAX`) a part that cannot be read is passed over.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Damaged`] where the journal cannot be read, after which nothing
/// more was erased.
pub(super) fn erase(
    dir: &Path,
    customers: &BTreeSet<u64>,
    until: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Erased, StoreError> {
    let mut walk = Walk::from_start(dir)?;
    let (of, mut bytes, mut entries) = (walk.length()?, 0, 0);
    let mut theirs = Theirs::of(customers.clone());
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
        let places = places(&found, &mut theirs)?;
        if !places.is_empty() {
            hits.insert(found.cursor.start, places);
        }
        bytes += found.header.span();
        entries += u64::from(found.header.count);
        progress(Progress { entries, bytes, of });
    }
    rewrite(dir, segment, &hits, &mut erased)?;
    Ok(erased)
}

/// Those of a list who were added to this journal by the entry that the list says.
pub(super) fn known(dir: &Path, list: &[Erasure]) -> Result<Vec<Erasure>, StoreError> {
    let by_entry: BTreeMap<u64, &Erasure> = list.iter().map(|one| (one.added, one)).collect();
    let Some(last) = by_entry.keys().last().copied() else { return Ok(Vec::new()) };
    let (mut walk, mut known) = (Walk::from_start(dir)?, Vec::new());
    while walk.cursor().seq < last {
        let found = match walk.step()? {
            Ok(found) => found,
            // A journal that ends earlier never knew the others.
            Err(stop) => match walk.resume_behind(&stop)? {
                true => continue,
                false => break,
            },
        };
        for (seq, part) in (found.header.first..).zip(&found.parts) {
            let Some(erasure) = by_entry.get(&seq) else { continue };
            let entry = part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?;
            let is_theirs = matches!(entry.fact, Fact::CustomerAdded { customer, .. }
                if customer == erasure.customer && entry.at == erasure.added_at);
            known.extend(is_theirs.then_some(**erasure));
        }
    }
    Ok(known)
}

/// Which entries of a block are theirs and have words.
fn places(found: &Found<'_>, theirs: &mut Theirs) -> Result<Vec<usize>, StoreError> {
    let mut places = Vec::new();
    for (place, part) in found.parts.iter().enumerate() {
        let seq = found.header.first + place as u64;
        if theirs.are(&fact(part, seq)?) && part.has_words() {
            places.push(place);
        }
    }
    Ok(places)
}

fn fact(part: &Parts<'_>, seq: u64) -> Result<Fact, StoreError> {
    let entry = part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?;
    Ok(entry.fact)
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
    let mut bytes = fs::read(&path).map_err(StoreError::io("read", &path))?;
    for (start, places) in hits {
        let blanked = block::blank(&mut bytes[*start as usize..], places);
        erased.entries += blanked.map_err(|why| StoreError::Entry { seq: segment, why })?;
    }
    let beside = path.with_extension(format!("journal.{UNFINISHED}"));
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(&bytes)?;
        file.sync_all()
    });
    written.map_err(StoreError::io("write", &beside))?;
    fs::rename(&beside, &path).map_err(StoreError::io("replace", &path))?;
    segment::sync_folder(dir)?;
    erased.files += 1;
    Ok(())
}

/// Removes what an interrupted erasure has left beside the journal's files.
pub(super) fn remove_unfinished(dir: &Path) -> Result<(), StoreError> {
    for file in fs::read_dir(dir).map_err(StoreError::io("read", dir))? {
        let path = file.map_err(StoreError::io("read", dir))?.path();
        if path.extension().is_some_and(|extension| extension == UNFINISHED) {
            fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
        }
    }
    Ok(())
}
