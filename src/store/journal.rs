//! Adding to the journal. Never says that a block is kept before the disk has said so.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::block;
use super::entry::Salts;
use super::error::StoreError;
use super::mirror::{Mirror, Watch};
use super::segment::Tail;
use super::walk::{Cursor, Walk};
use crate::domain::Entry;

/// Bytes after which a new file is begun: small enough to copy and to rewrite, large enough that
/// ten million entries need some hundred files.
const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// The end of the journal, where its one writer adds.
pub(super) struct Journal {
    dir: PathBuf,
    pub(super) tail: Tail,
    /// First seq of the file that `tail` is.
    segment: u64,
    pub(super) segment_bytes: u64,
    cursor: Cursor,
    salts: Salts,
    buffer: Vec<u8>,
    /// `None` when there is none, or it was lost.
    mirror: Option<Mirror>,
    watch: Arc<Watch>,
}

/// Where a block has been put.
pub(super) struct Appended {
    pub(super) cursor: Cursor,
    /// See [`Cursor::is_waypoint_after`].
    pub(super) waypoint: bool,
    /// Why the mirror could not be written; it is left behind from now on.
    pub(super) mirror_lost: Option<StoreError>,
}

impl Journal {
    /// Goes on where a walk has found the end; what is behind it becomes zeros.
    pub(super) fn resume(dir: &Path, walk: &Walk, salts: Salts) -> Result<Journal, StoreError> {
        let cursor = walk.cursor().clone();
        let (segment, tail) = match walk.end() {
            Some((segment, at)) => {
                let tail = Tail::resume(dir, segment, at)?;
                tail.settle(dir, if cursor.segment == segment { cursor.start } else { at })?;
                (segment, tail)
            }
            None => (cursor.seq + 1, Tail::create(dir, cursor.seq + 1, SEGMENT_BYTES)?),
        };
        let (dir, buffer, segment_bytes) = (dir.to_owned(), Vec::new(), SEGMENT_BYTES);
        let (mirror, watch) = (None, Arc::default());
        Ok(Journal { dir, tail, segment, segment_bytes, cursor, salts, buffer, mirror, watch })
    }

    /// Writes every block to a folder that holds the same journal as well, from now on.
    pub(super) fn mirror_to(&mut self, dir: &Path) -> Result<(), StoreError> {
        let (segment, end, room) = (self.segment, self.tail.end(), self.segment_bytes);
        self.mirror = Some(Mirror::resume(dir, segment, end, room, &self.watch)?);
        Ok(())
    }

    /// Writes to the mirror no more; tells whether it did until now.
    pub(super) fn leave_mirror(&mut self) -> bool {
        self.mirror.take().is_some()
    }

    /// Goes on in the file that has the name now: its healing may have put a new one there.
    pub(super) fn reopen(&mut self) -> Result<(), StoreError> {
        self.tail = Tail::resume(&self.dir, self.segment, self.tail.end())?;
        Ok(())
    }

    /// For looking whether the mirror is still there.
    pub(super) fn watch(&self) -> Arc<Watch> {
        Arc::clone(&self.watch)
    }

    /// Adds one block whose first entry must be the next one. When this returns, it is on the
    /// disk, and on the mirror's. After an error nothing may be added any more: a failed sync says
    /// nothing about what is on the disk, and a second one that succeeds says no more.
    ///
    /// # Errors
    /// [`StoreError::OutOfTurn`], [`StoreError::TooLong`], [`StoreError::Io`].
    pub(super) fn append(&mut self, first: u64, entries: &[Entry]) -> Result<Appended, StoreError> {
        if first != self.cursor.seq + 1 {
            return Err(StoreError::OutOfTurn { block: first, head: self.cursor.seq });
        }
        let hash =
            block::build(&self.cursor.hash, first, entries, &mut self.salts, &mut self.buffer);
        if self.buffer.len() as u64 > block::BODY_BYTES {
            return Err(StoreError::TooLong { block: first });
        }
        let room = self.segment_bytes.saturating_sub(self.tail.end());
        let is_full = self.may_end_before(first) && self.buffer.len() as u64 > room;
        if is_full {
            self.begin_file(first)?;
        }
        let start = self.tail.end();
        self.tail.append(&self.buffer)?;
        let mirror_lost = self.mirrored(is_full.then_some(first));
        let (seq, segment, end) = (first + entries.len() as u64 - 1, self.segment, self.tail.end());
        let waypoint = self.cursor.is_waypoint_after(segment, start);
        self.cursor = Cursor { seq, hash, segment, start, end };
        Ok(Appended { cursor: self.cursor.clone(), waypoint, mirror_lost })
    }

    /// Tells whether a file may begin with a seq now. A file that holds nothing, or nothing but the
    /// block of an orderly end, has that name itself.
    const fn may_end_before(&self, first: u64) -> bool {
        self.tail.end() > 0 && self.segment != first
    }

    /// Ends the file that is being added to, so that it never changes again but by an erasure.
    /// Returns why the mirror was lost by it.
    pub(super) fn next_file(&mut self) -> Result<Option<StoreError>, StoreError> {
        let first = self.cursor.seq + 1;
        if !self.may_end_before(first) {
            return Ok(None);
        }
        self.begin_file(first)?;
        let Some(mirror) = self.mirror.as_mut() else { return Ok(None) };
        let lost = mirror.next_file(first, self.segment_bytes).err();
        if lost.is_some() {
            self.mirror = None;
        }
        Ok(lost)
    }

    fn begin_file(&mut self, first: u64) -> Result<(), StoreError> {
        self.tail.seal()?;
        self.tail = Tail::create(&self.dir, first, self.segment_bytes)?;
        self.segment = first;
        Ok(())
    }

    /// Writes the block that was built last to the mirror too, in a new file when it begins one.
    fn mirrored(&mut self, new_file: Option<u64>) -> Option<StoreError> {
        let mirror = self.mirror.as_mut()?;
        let begun = new_file.map_or(Ok(()), |first| mirror.next_file(first, self.segment_bytes));
        let lost = begun.and_then(|()| mirror.append(&self.buffer)).err()?;
        self.mirror = None;
        Some(lost)
    }
}
