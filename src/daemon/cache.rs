//! The file in which the look-up is kept, so that it need not be filled from the index at every
//! start. Never the truth: one that does not fit is removed, and nothing is missed.
//!
//! A copy is written piece by piece beside the file and put in its place when it is on the disk.
//! It is stamped with how far in the journal it has come; the start puts what came after on top.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use super::desk::Desk;
use crate::disk;
use crate::home::Place;
use crate::lookup::{Copying, Lookup, Swept, Unusable};
use crate::store::{Standing, StoreError};

/// Entries that a start puts on top of the file in a moment: with fewer a desk at rest does not
/// write it again.
const FEW: u64 = 1_000;
/// The same for a large desk, as a part of its customers: half a second for a million.
const PART: u64 = 8;
/// Bytes after which the disk is waited for, so that no sync of the journal has to wait for all.
const STEP: usize = 8 * 1024 * 1024;

/// The file and how far it has come.
#[derive(Debug)]
pub struct Cache {
    file: PathBuf,
    /// Seq of its stamp; 0 when there is none.
    seq: AtomicU64,
    /// The look-up has missed something: it is not kept any more.
    misses: AtomicBool,
    /// Whoever writes is to stop.
    stop: AtomicBool,
    /// Held while writing.
    writing: Mutex<()>,
}

/// What came of writing the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is on the disk.
    Whole,
    /// It was given up; the one before it is still there, unless it was to go.
    GivenUp,
}

impl Cache {
    /// The cache of a desk, not read yet.
    pub fn of(place: &Place) -> Cache {
        Cache {
            file: place.cache(),
            seq: AtomicU64::new(0),
            misses: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            writing: Mutex::new(()),
        }
    }

    /// Reads the file; removes one that cannot be used, and what an interrupted writing has left.
    pub fn load(&self) -> Option<(Standing, Lookup)> {
        drop(fs::remove_file(self.beside()));
        let loaded = match Lookup::load(|| disk::open(&self.file)) {
            Err(Unusable::Unreadable(error)) if error.kind() == ErrorKind::NotFound => return None,
            loaded => loaded,
        };
        let why = match loaded.map(|(stamp, lookup)| (Standing::of_bytes(&stamp), lookup)) {
            Ok((Some(standing), lookup)) => {
                self.seq.store(standing.seq(), Ordering::Release);
                return Some((standing, lookup));
            }
            Ok((None, _)) => "its stamp is none".to_owned(),
            Err(why) => why.to_string(),
        };
        self.is_of_no_use(&why);
        None
    }

    /// Removes a file that does not help, and says why.
    pub fn is_of_no_use(&self, why: &str) {
        tracing::warn!("the look-up's cache is not used, {why}; it is filled from the index");
        if let Err(error) = self.forget() {
            tracing::warn!("the look-up's cache cannot be removed: {error}");
        }
    }

    /// From now on nothing is kept in it: the look-up has missed something.
    pub fn distrust(&self) {
        self.misses.store(true, Ordering::Release);
    }

    /// Tells whether a desk at rest with so many customers had better write it again.
    pub fn is_due(&self, head: u64, customers: usize) -> bool {
        self.lags(head) >= FEW.max(customers as u64 / PART)
    }

    /// Tells whether a start would have anything to put on top of it.
    pub fn is_behind(&self, head: u64) -> bool {
        self.lags(head) > 0
    }

    fn lags(&self, head: u64) -> u64 {
        match self.misses.load(Ordering::Acquire) {
            true => 0,
            false => head.saturating_sub(self.seq.load(Ordering::Acquire)),
        }
    }

    /// Writes a look-up that knows everything up to a standing, while it is in use: nobody waits
    /// for longer than a piece takes.
    ///
    /// # Errors
    /// The disk's; the file before it is still there.
    pub fn keep(&self, lookup: &RwLock<Lookup>, standing: &Standing) -> io::Result<Kept> {
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.write(lookup, standing).and_then(|kept| {
            if kept == Kept::Whole {
                fs::rename(self.beside(), &self.file)?;
                self.sync_folder()?;
                self.seq.store(standing.seq(), Ordering::Release);
            }
            Ok(kept)
        });
        if !matches!(kept, Ok(Kept::Whole)) {
            drop(fs::remove_file(self.beside()));
        }
        drop(writing);
        kept
    }

    fn write(&self, lookup: &RwLock<Lookup>, standing: &Standing) -> io::Result<Kept> {
        let read = || lookup.read().unwrap_or_else(PoisonError::into_inner);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = disk::open_with(&mut options, &self.beside())?;
        let (stamp, mut copying) = (standing.to_bytes(), Copying::of(&read()));
        let (mut piece, mut unsynced) = (Vec::new(), 0);
        loop {
            piece.clear();
            if self.stop.load(Ordering::Acquire) {
                return Ok(Kept::GivenUp);
            }
            match copying.go_on(&read(), &stamp, &mut piece) {
                Ok(true) => file.write_all(&piece)?,
                Ok(false) => break,
                // The next rest begins anew.
                Err(Swept) => return Ok(Kept::GivenUp),
            }
            unsynced += piece.len();
            if unsynced >= STEP {
                file.sync_data()?;
                unsynced = 0;
            }
        }
        file.sync_all()?;
        Ok(Kept::Whole)
    }

    /// Does something while nobody writes: a writing that is under way gives up.
    pub fn undisturbed<T>(&self, doing: impl FnOnce() -> T) -> T {
        self.stop.store(true, Ordering::Release);
        let done = doing();
        self.stop.store(false, Ordering::Release);
        done
    }

    /// Removes the file and all that is left of one, for good: a power cut does not bring it back.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget(&self) -> io::Result<()> {
        self.undisturbed(|| {
            let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
            self.seq.store(0, Ordering::Release);
            for file in [&self.file, &self.beside()] {
                match fs::remove_file(file) {
                    // A folder in its place is somebody else's: nothing of a cache is in it.
                    Err(error) if error.kind() != ErrorKind::NotFound && !file.is_dir() => {
                        return Err(error);
                    }
                    Ok(()) | Err(_) => {}
                }
            }
            self.sync_folder()
        })
    }

    fn beside(&self) -> PathBuf {
        self.file.with_extension("cache.new")
    }

    fn sync_folder(&self) -> io::Result<()> {
        self.file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

/// Writes a desk's cache, and says in its log what came of it.
pub fn keep_lookup(desk: &Desk, standing: Result<Standing, StoreError>) {
    // It takes about as much of the disk as of the memory, once more while it is being written.
    if !desk.space.has_room(desk.lookup().bytes() as u64) {
        tracing::warn!("the look-up is not kept, there is no room for it on the disk");
        return;
    }
    let kept = standing
        .map_err(anyhow::Error::from)
        .and_then(|standing| Ok((standing.seq(), desk.cache.keep(&desk.lookup, &standing)?)));
    match kept {
        Ok((seq, Kept::Whole)) => tracing::info!("the look-up is kept up to entry {seq}"),
        Ok((_, Kept::GivenUp)) => {}
        Err(error) => tracing::warn!("the look-up could not be kept: {error:#}"),
    }
}
