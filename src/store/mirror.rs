//! The journal's second copy, in a folder on another disk: the same files with the same blocks at
//! the same places. Never the reason why a desk stands still: without it the desk goes on and says
//! so.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::block::GENESIS;
use super::error::StoreError;
use super::generations;
use super::heal::{self, Healed};
use super::open::{self, Keep, Progress, journal_folder};
use super::segment::{self, Tail, Witness};
use super::walk::Cursor;
use crate::disk;

/// The end of the mirror, where its one writer adds.
pub(super) struct Mirror {
    dir: PathBuf,
    tail: Tail,
    watch: Arc<Watch>,
}

/// The mirror's last file, for anybody to look whether it is still there.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<Witness>>);

impl Watch {
    fn set(&self, tail: &Tail) -> Result<(), StoreError> {
        let witness = tail.witness().map_err(StoreError::io("find", tail.path()))?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(witness);
        Ok(())
    }

    /// Looks whether what is written to the mirror can be found there.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn look(&self) -> Result<(), StoreError> {
        let witness = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        witness.as_ref().map_or(Ok(()), Witness::look)
    }
}

impl Mirror {
    /// Goes on where the journal does; what is behind that place becomes zeros. A new file gets
    /// so much room.
    pub(super) fn resume(
        dir: &Path,
        segment: u64,
        end: u64,
        room: u64,
        watch: &Arc<Watch>,
    ) -> Result<Mirror, StoreError> {
        let tail = tail(dir, (segment, end), room)?;
        // Who was killed may have left names that no power cut may take.
        segment::sync_folder(dir)?;
        watch.set(&tail)?;
        Ok(Mirror { dir: dir.to_owned(), tail, watch: Arc::clone(watch) })
    }

    /// Writes a block and returns when it is on the disk.
    pub(super) fn append(&mut self, block: &[u8]) -> Result<(), StoreError> {
        self.tail.append(block)
    }

    /// Ends the file and begins the next one. A mirror that was ahead of a restored journal may
    /// have a file of that name, of which the journal has taken all there was.
    pub(super) fn next_file(&mut self, first: u64, room: u64) -> Result<(), StoreError> {
        self.tail.seal()?;
        self.tail = tail(&self.dir, (first, 0), room)?;
        self.watch.set(&self.tail)
    }
}

/// A file to be continued at a place, made where it is missing.
fn tail(dir: &Path, (segment, end): (u64, u64), room: u64) -> Result<Tail, StoreError> {
    match segment::path(dir, segment).exists() {
        true => Tail::resume(dir, segment, end),
        false => Tail::create(dir, segment, room),
    }
}

/// The folder of the mirror's files, made where it is missing. The folder named by the
/// administrator must be there: a disk that is not mounted must not be written beside. Nor may it
/// be the journal's own folder under another name.
///
/// # Errors
/// [`StoreError::Io`].
pub(super) fn folder(mirror: &Path, journal: &Path) -> Result<PathBuf, StoreError> {
    fs::read_dir(mirror).map_err(StoreError::io("read", mirror))?;
    let dir = journal_folder(mirror);
    segment::make_folder(&dir)?;
    let which = |dir: &Path| fs::metadata(dir).map(|found| (found.dev(), found.ino()));
    match (which(&dir), which(journal)) {
        (Ok(copy), Ok(journal)) if copy != journal => Ok(dir),
        (Err(why), _) | (_, Err(why)) => Err(StoreError::io("read", mirror)(why)),
        (Ok(_), Ok(_)) => {
            let same = io::Error::other("it is the desk's own folder, not a second copy");
            Err(StoreError::io("mirror to", mirror)(same))
        }
    }
}

/// Refuses a mirror that holds a journal when the desk is new: whoever set it up decides whether
/// that is to come back. A desk that has an index was there before and has lost its journal.
///
/// # Errors
/// [`StoreError::EmptyDesk`].
pub(super) fn refuse_full(keep: &Keep) -> Result<(), StoreError> {
    let ours = segment::list(&journal_folder(&keep.home)).unwrap_or_default();
    let mirror = keep.mirror.as_deref().map(journal_folder);
    // One that is away is met, and said to be, later.
    let holds = |dir: &PathBuf| segment::list(dir).is_ok_and(|theirs| !theirs.is_empty());
    match mirror.filter(holds) {
        Some(mirror) if ours.is_empty() && !generations::folder(&keep.home).exists() => {
            Err(StoreError::EmptyDesk { mirror })
        }
        Some(_) | None => Ok(()),
    }
}

/// Makes journal and mirror the same from a place on: each gets from the other what it lacks.
/// Tells what became of each.
///
/// # Errors
/// [`StoreError::EmptyDesk`] when the journal's files are gone and nothing of the mirror's can be
/// read: a new journal would be written over them; else as [`heal::heal`].
pub(super) fn settle(
    dir: &Path,
    mirror: &Path,
    from: &Cursor,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Healed, Healed), StoreError> {
    let (ours, theirs) = (segment::list(dir)?, segment::list(mirror)?);
    // The index may know of a block that the journal has lost: then that one is looked for too.
    let place = if open::is_there(dir, from)? { from } else { &Cursor::START };
    let healed = heal::heal(dir, mirror, place, progress)?;
    if ours.is_empty() && !theirs.is_empty() && healed.blocks == 0 {
        return Err(StoreError::EmptyDesk { mirror: mirror.to_owned() });
    }
    // Of the mirror's files only the last one can lag behind; older ones were copied whole, and
    // `journal verify` reads them.
    let behind = theirs.last().map_or(Cursor::START, |last| Cursor {
        seq: last - 1,
        hash: GENESIS,
        segment: *last,
        start: 0,
        end: 0,
    });
    let behind = if from.seq == 0 { Cursor::START } else { behind };
    let mirrored = heal::heal(mirror, dir, &behind, progress)?;
    // Where both have lost the same, neither can vouch for what is behind it; and a last file of
    // which nothing can be read contradicts nothing.
    let unknown = !healed.lost.is_empty() || mirrored.end.hash == GENESIS;
    match unknown || mirrored.end.hash == healed.end.hash {
        true => Ok((healed, mirrored)),
        false => {
            // A disk that does not give back what was written contradicts nothing.
            read_all(mirror)?;
            let (dir, other) = (dir.to_owned(), mirror.to_owned());
            Err(StoreError::AnotherDesk { dir, other })
        }
    }
}

/// Reads every file of a journal to its end.
///
/// # Errors
/// [`StoreError::Io`] of the first that cannot be read.
fn read_all(dir: &Path) -> Result<(), StoreError> {
    for first in segment::list(dir)? {
        let path = segment::path(dir, first);
        let read = disk::open(&path).and_then(|mut file| io::copy(&mut file, &mut io::sink()));
        read.map_err(StoreError::io("read", &path))?;
    }
    Ok(())
}
