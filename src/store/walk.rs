//! From block to block through the journal, and what it means where the way ends: the end, a block
//! that was being written, or damage. Never changes a file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::block::{self, Flaw, GENESIS, HEADER, Hash, Header};
use super::entry::Parts;
use super::error::{Damage, StoreError};
use super::segment::{self, Window};

/// A place in the journal: after which block, and the chain hash there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Last seq up to there.
    pub(super) seq: u64,
    /// Chain hash of that block.
    pub(super) hash: Hash,
    /// First seq of its file; 0 before the first block.
    pub(super) segment: u64,
    /// Where the block begins.
    pub(super) start: u64,
    /// Where the next one begins.
    pub(super) end: u64,
}

impl Cursor {
    /// Before the first block.
    pub(super) const START: Cursor = Cursor { seq: 0, hash: GENESIS, segment: 0, start: 0, end: 0 };

    /// Tells whether a block at `start` of a file is to be noted, so that reading from some seq
    /// needs to skip a few blocks only. The same for live writing and for a walk.
    pub(super) fn is_waypoint_after(&self, segment: u64, start: u64) -> bool {
        const SPACING: u64 = 64 * 1024;
        self.segment != segment || self.start / SPACING != start / SPACING
    }
}

/// A sound block, in its place in the chain.
pub(super) struct Found<'a> {
    pub(super) header: Header,
    pub(super) parts: Vec<Parts<'a>>,
    /// The place after it.
    pub(super) cursor: Cursor,
    /// See [`Cursor::is_waypoint_after`].
    pub(super) waypoint: bool,
    /// The file it is in.
    pub(super) file: PathBuf,
}

/// Where a walk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) file: PathBuf,
    at: u64,
    flaw: Flaw,
    /// The sound block that is there and does not follow in the chain.
    pub(super) stranger: Option<Header>,
}

/// Where a journal goes on behind something that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Behind {
    /// First seq of the file.
    pub(super) segment: u64,
    /// Where in it.
    pub(super) start: u64,
    /// First seq there.
    pub(super) first: u64,
    /// What that block says of the one before it; `None` when it is a file whose first block
    /// cannot be read either.
    pub(super) before: Option<Hash>,
}

/// What the end of a walk means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The journal ends there.
    End,
    /// A block was being written when everything stopped; nobody was told that it is kept.
    Torn,
    /// Something that was kept is lost.
    Damaged(Damage),
}

/// The sound block at a place of a file, and its chain hash.
pub(super) fn sound_at(
    dir: &Path,
    segment: u64,
    start: u64,
) -> Result<Option<(Header, Hash)>, StoreError> {
    let Some(mut window) = Window::open(dir, segment)? else { return Ok(None) };
    let header = match window.block(start)? {
        Ok(header) => header,
        Err(flaw) => return flaw.why().map(|_| None),
    };
    let Ok(parts) = header.parts(window.body(start, &header)?) else { return Ok(None) };
    let hash = block::chain(&header.before, header.first, &parts);
    Ok(Some((header, hash)))
}

/// A walk through a journal.
pub(super) struct Walk {
    dir: PathBuf,
    firsts: Vec<u64>,
    /// The file it is in, by its first seq; `None` when the first file is not there.
    file: Option<(u64, Window)>,
    at: u64,
    cursor: Cursor,
}

impl Walk {
    /// From a place on; `None` when the place's file is not there.
    pub(super) fn from(dir: &Path, cursor: &Cursor) -> Result<Option<Walk>, StoreError> {
        let firsts = segment::list(dir)?;
        let first = if cursor.segment > 0 { cursor.segment } else { 1 };
        let file = Window::open(dir, first)?.map(|window| (first, window));
        if file.is_none() && cursor.segment > 0 {
            return Ok(None);
        }
        let (dir, at) = (dir.to_owned(), cursor.end);
        Ok(Some(Walk { dir, firsts, file, at, cursor: cursor.clone() }))
    }

    /// From the first block on.
    pub(super) fn from_start(dir: &Path) -> Result<Walk, StoreError> {
        Ok(Walk::from(dir, &Cursor::START)?.expect("the start needs no file"))
    }

    /// The place reached.
    pub(super) const fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// The file reached, by its first seq, and where in it the next block begins; `None` in a
    /// journal without files.
    pub(super) fn end(&self) -> Option<(u64, u64)> {
        self.file.as_ref().map(|(first, _)| (*first, self.at))
    }

    /// Bytes of all files.
    pub(super) fn length(&self) -> Result<u64, StoreError> {
        segment::length(&self.dir, &self.firsts)
    }

    /// The next block, or why there is none.
    pub(super) fn step(&mut self) -> Result<Result<Found<'_>, Stop>, StoreError> {
        let header = match self.settle()? {
            Ok(header) => header,
            Err(stop) => return Ok(Err(stop)),
        };
        let (first, window) = self.file.as_mut().expect("a block was found in it");
        let (segment, start, file) = (*first, self.at, window.path().to_owned());
        let Ok(parts) = header.parts(window.body(start, &header)?) else {
            let flaw = Flaw::Bad("a block holds something else than its entries");
            return Ok(Err(Stop { file, at: start, flaw, stranger: None }));
        };
        let hash = block::chain(&header.before, header.first, &parts);
        let waypoint = self.cursor.is_waypoint_after(segment, start);
        let end = start + header.span();
        self.at = end;
        self.cursor = Cursor { seq: header.last(), hash, segment, start, end };
        Ok(Ok(Found { header, parts, cursor: self.cursor.clone(), waypoint, file }))
    }

    /// Tells whether the next block is one without entries, which an orderly end has left.
    pub(super) fn is_closing_next(&mut self) -> Result<bool, StoreError> {
        Ok(self.settle()?.is_ok_and(|header| header.count == 0))
    }

    /// Finds the next sound block that follows in the chain, and stands in front of it.
    fn settle(&mut self) -> Result<Result<Header, Stop>, StoreError> {
        loop {
            let Some((_, window)) = self.file.as_mut() else {
                let missing = Flaw::Bad("the journal's first file is missing");
                let flaw = self.firsts.first().map_or(Flaw::Blank, |_| missing);
                let file = segment::path(&self.dir, 1);
                return Ok(Err(Stop { file, at: 0, flaw, stranger: None }));
            };
            let found = window.block(self.at)?;
            let file = window.path().to_owned();
            let (flaw, stranger) = match found {
                Ok(header) if self.follows(&header) => return Ok(Ok(header)),
                Ok(header) => {
                    (Flaw::Bad("a block does not follow from the one before it"), Some(header))
                }
                Err(flaw) => (flaw, None),
            };
            let newer = matches!(flaw, Flaw::Newer(_));
            if newer || !(self.next_file()? || self.skip_closing()?) {
                return Ok(Err(Stop { file, at: self.at, flaw, stranger }));
            }
        }
    }

    /// Tells whether a block is the next one. One without entries may be missing in between:
    /// what it held is known.
    fn follows(&self, header: &Header) -> bool {
        let next = self.cursor.seq + 1;
        header.first == next
            && (header.before == self.cursor.hash
                || header.before == block::chain(&self.cursor.hash, next, &[]))
    }

    /// Goes on to the next file, when it begins with the next seq.
    fn next_file(&mut self) -> Result<bool, StoreError> {
        let next = self.cursor.seq + 1;
        let here = self.file.as_ref().map(|(first, _)| *first);
        if here == Some(next) || !self.firsts.contains(&next) {
            return Ok(false);
        }
        self.enter(next)
    }

    fn enter(&mut self, first: u64) -> Result<bool, StoreError> {
        let Some(window) = Window::open(&self.dir, first)? else { return Ok(false) };
        (self.file, self.at) = (Some((first, window)), 0);
        Ok(true)
    }

    /// Steps over an unreadable block that held no entries, when the one behind it proves that.
    fn skip_closing(&mut self) -> Result<bool, StoreError> {
        let next = self.cursor.seq + 1;
        let closing = block::chain(&self.cursor.hash, next, &[]);
        let Some((_, window)) = self.file.as_mut() else { return Ok(false) };
        let behind = self.at + HEADER as u64;
        let proven = window
            .block(behind)?
            .is_ok_and(|header| header.first == next && header.before == closing);
        if proven {
            self.at = behind;
        }
        Ok(proven)
    }

    /// What it means that the walk ended. `witness` is a seq that is known to have been kept.
    ///
    /// A block is written only when the one before it is on the disk. So an unreadable block is
    /// one that was being written, unless something shows that the desk went on after it: a sound
    /// block behind it, another file, or the witness. What the disk does not read is damage.
    pub(super) fn judge(&self, stop: &Stop, witness: u64) -> Result<Verdict, StoreError> {
        let why = stop.flaw.why()?;
        let next = self.cursor.seq + 1;
        let behind = self.block_behind(stop)?.map(|(_, header)| header.first);
        let lost = |last| {
            let (file, why) = (stop.file.clone(), why.to_owned());
            Ok(Verdict::Damaged(Damage { first: next, last, file, why }))
        };
        match behind.or_else(|| self.file_behind()) {
            Some(first) => lost(first - 1),
            None if witness >= next => lost(witness),
            // Nobody can tell whether it was being written; cutting it off would settle that.
            None if stop.flaw == Flaw::Unreadable => lost(next),
            None if self.is_blank_from(stop.at)? => Ok(Verdict::End),
            None => Ok(Verdict::Torn),
        }
    }

    /// Goes on behind a damaged part; `false` when nothing follows. The chain begins anew there,
    /// because the hash it would have to match is lost.
    pub(super) fn resume_behind(&mut self, stop: &Stop) -> Result<bool, StoreError> {
        let Some(behind) = self.behind(stop)? else { return Ok(false) };
        if self.file.as_ref().is_none_or(|(first, _)| *first != behind.segment) {
            self.enter(behind.segment)?;
        }
        self.at = behind.start;
        (self.cursor.seq, self.cursor.hash) = (behind.first - 1, behind.before.unwrap_or(GENESIS));
        Ok(true)
    }

    /// Where the journal goes on behind a damaged part; `None` when nothing follows.
    pub(super) fn behind(&self, stop: &Stop) -> Result<Option<Behind>, StoreError> {
        let here = self.file.as_ref().map(|(first, _)| *first);
        if let (Some(segment), Some((start, header))) = (here, self.block_behind(stop)?) {
            let (first, before) = (header.first, Some(header.before));
            return Ok(Some(Behind { segment, start, first, before }));
        }
        let Some(first) = self.file_behind() else { return Ok(None) };
        let Some(mut window) = Window::open(&self.dir, first)? else { return Ok(None) };
        let before = window.block(0)?.ok().map(|header| header.before);
        Ok(Some(Behind { segment: first, start: 0, first, before }))
    }

    /// The error that the way to a seq ends at this stop.
    pub(super) fn lost(&self, stop: &Stop, until: u64) -> StoreError {
        let why = "entries cannot be read from here on".to_owned();
        let first = self.cursor.seq + 1;
        StoreError::Damaged(Damage { first, last: until, file: stop.file.clone(), why })
    }

    /// Where the next block belongs. Unlike [`Walk::cursor`] it is right behind damage too.
    pub(super) fn place(&self) -> Cursor {
        let (segment, at) = self.end().unwrap_or((0, 0));
        let Cursor { seq, hash, .. } = self.cursor;
        Cursor { seq, hash, segment, start: at, end: at }
    }

    /// Goes on with a sound block that does not follow in the chain as if it did.
    pub(super) fn accept(&mut self, stranger: &Header) {
        (self.cursor.seq, self.cursor.hash) = (stranger.first - 1, stranger.before);
    }

    /// Goes on behind a sound block that does not belong where it is.
    pub(super) fn pass_over(&mut self, stranger: &Header) {
        self.at += stranger.span();
    }

    fn is_blank_from(&self, at: u64) -> Result<bool, StoreError> {
        self.file.as_ref().map_or(Ok(true), |(_, window)| window.is_blank_from(at))
    }

    /// First seq of the next file that does not follow at once.
    fn file_behind(&self) -> Option<u64> {
        self.firsts.iter().copied().find(|first| *first > self.cursor.seq + 1)
    }

    /// The first sound block behind an unreadable one, in the same file.
    fn block_behind(&self, stop: &Stop) -> Result<Option<(u64, Header)>, StoreError> {
        let Some((first, _)) = &self.file else { return Ok(None) };
        if self.is_blank_from(stop.at)? {
            return Ok(None);
        }
        match Window::open(&self.dir, *first)? {
            Some(mut window) => {
                let behind = window.blocks_behind(stop.at)?.into_iter();
                let missing = behind.filter(|(_, header)| header.first > self.cursor.seq);
                Ok(missing.min_by_key(|(_, header)| header.first))
            }
            None => Ok(None),
        }
    }
}
