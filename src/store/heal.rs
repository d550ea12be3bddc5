//! Gives a journal back, block by block, what a copy of it still has. Never writes over a block
//! that is what was written, and nothing that does not follow in the chain.
//!
//! Copies (a mirror, a backup) have the same files with the same blocks at the same places; one
//! may end earlier. A gap is filled only when something vouches that both tell the same story
//! there: the block before it, the block behind it, or another block that both have.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::ops::{ControlFlow, RangeInclusive};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use super::block::{GENESIS, Hash};
use super::erase;
use super::erasures::{
    Erasure, erase_again, erasures_file, note_erasures, read_erasures, remove_damaged, unlisted,
};
use super::error::{Damage, StoreError};
use super::index::{self, Index};
use super::open::{Progress, journal_folder};
use super::segment::{self, Window};
use super::walk::{self, Behind, Cursor, Found, Stop, Verdict, Walk};
use crate::disk;

/// What became of a journal that was to be healed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Healed {
    /// Entries that came back, or that only the copy had, in order.
    pub(super) back: Vec<RangeInclusive<u64>>,
    /// Blocks that were written.
    pub(super) blocks: u64,
    /// What is still lost.
    pub(super) lost: Vec<Damage>,
    /// The journal's end as far as it can be read.
    pub(super) end: Cursor,
    /// Files that were kept as they were.
    pub(super) kept: u64,
}

impl Healed {
    /// How many entries came back.
    pub(super) fn count(&self) -> u64 {
        self.back.iter().map(|range| range.end() - range.start() + 1).sum()
    }
}

/// Fills what cannot be read of the journal in `dir` from the one in `other`, from a place on, and
/// goes on with what only the other has. A file whose bytes are overwritten is first kept as it is
/// in a folder beside `dir`, see [`damaged_folder`]. Everything written is on the disk when this
/// returns, and has been read again.
///
/// Nobody may write to `dir` meanwhile; `other` may grow.
///
/// # Errors
/// [`StoreError::AnotherDesk`], [`StoreError::Io`], [`StoreError::Newer`]; what stays damaged is no
/// error here.
pub(super) fn heal(
    dir: &Path,
    other: &Path,
    from: &Cursor,
    progress: &mut dyn FnMut(Progress),
) -> Result<Healed, StoreError> {
    let mut walk = match walk_from(dir, from)? {
        Some(walk) => walk,
        None => Walk::from_start(dir)?,
    };
    let end = walk.cursor().clone();
    let mut healing = Healing {
        dir,
        other,
        is_kin: are_kin(dir, other)?,
        vouched: 0,
        filled: None,
        replaced: None,
        kept: BTreeSet::new(),
        healed: Healed { back: Vec::new(), blocks: 0, lost: Vec::new(), end, kept: 0 },
    };
    let of = walk.length()?.max(segment::length(other, &segment::list(other)?)?);
    let (mut entries, mut bytes) = (0, 0);
    // The block read last, and the place it was found at.
    let mut last: Option<(Cursor, Cursor)> = None;
    loop {
        let place = walk.place();
        let stop = match walk.step()? {
            Ok(found) => {
                entries += u64::from(found.header.count);
                bytes += found.header.span();
                progress(Progress { entries, bytes, of });
                let (cursor, unsealed) = (found.cursor.clone(), unsealed(&found));
                if let Some(damage) = unsealed {
                    if healing.replace(&place, &cursor, &cursor.hash)? {
                        walk = walk_from(dir, &place)?.expect("its file was just written to");
                        continue;
                    }
                    healing.healed.lost.push(damage);
                }
                last = Some((place, cursor));
                continue;
            }
            Err(stop) => stop,
        };
        // A sound block that does not follow: somebody may have altered the one before it.
        if let (Some(stranger), Some((place, cursor))) = (&stop.stranger, last.take())
            && healing.replace(&place, &cursor, &stranger.before)?
        {
            walk = walk_from(dir, &place)?.expect("its file was just written to");
            continue;
        }
        let place = walk.place();
        if healing.fill(&place, walk.behind(&stop)?.as_ref())? {
            walk = walk_from(dir, &place)?.expect("its file has just been written to");
        } else if !healing.pass_over(&mut walk, &stop)? {
            break;
        }
    }
    healing.healed.end = walk.cursor().clone();
    Ok(healing.healed)
}

/// What a repair has brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Entries that came back, or that only the copy had, in order.
    pub back: Vec<RangeInclusive<u64>>,
    /// What is still lost.
    pub lost: Vec<Damage>,
    /// The last entry that can be read.
    pub last: u64,
    /// Files that were kept as they were.
    pub kept: u64,
}

/// Gives the journal in a home folder (whose lock the caller holds) back what a copy of its folder
/// still has, but not the words of customers who were erased: neither of those on the home's list
/// nor of those on the copy's, which the home's list has from then on. Files that were damaged are
/// kept in `journal.damaged`.
///
/// # Errors
/// [`StoreError::AnotherDesk`], [`StoreError::Io`], [`StoreError::Newer`], [`StoreError::List`];
/// what stays lost is no error here.
pub fn repair(
    home: &Path,
    copy: &Path,
    erased: &[Erasure],
    progress: &mut dyn FnMut(Progress),
) -> Result<Repaired, StoreError> {
    let dir = journal_folder(home);
    // Before anything comes back: a list that cannot be read would let their words in.
    let mut list = read_erasures(&erasures_file(home))?;
    let new = unlisted(home, erased.to_vec())?;
    segment::make_folder(&dir)?;
    let Healed { back, mut lost, end, mut kept, .. } = heal(&dir, copy, &Cursor::START, progress)?;
    // The copy may be older than an erasure.
    list.extend(&new);
    let gone = erase_again(home, &list, progress)?.entries;
    if gone > 0 || !new.is_empty() {
        // What was made before has their words still. What only the index knew of is told first.
        lost.extend(missed(home, &end)?);
        index::remove(home)?;
        remove_damaged(home)?;
        kept = 0;
    }
    note_erasures(home, &new)?;
    Ok(Repaired { back, lost, last: end.seq, kept })
}

/// What an index knows of behind a journal's end.
fn missed(home: &Path, end: &Cursor) -> Result<Option<Damage>, StoreError> {
    // One that cannot be read is no witness.
    let index = Index::open(home, channel().0);
    let Ok(Some(state)) = index.and_then(|index| index.state()) else { return Ok(None) };
    let Some(mut walk) = walk_from(&journal_folder(home), end)? else { return Ok(None) };
    let Err(stop) = walk.step()? else { return Ok(None) };
    match walk.judge(&stop, state.cursor.seq)? {
        Verdict::Damaged(damage) if damage.first > end.seq => Ok(Some(damage)),
        Verdict::Damaged(_) | Verdict::End | Verdict::Torn => Ok(None),
    }
}

/// Where the files of a journal are kept as they were before they were healed.
pub(super) fn damaged_folder(dir: &Path) -> PathBuf {
    dir.with_extension("damaged")
}

/// Whether two journals have a block in common, which vouches for all before it. Without one that
/// can be read in both nobody knows.
///
/// # Errors
/// [`StoreError::AnotherDesk`] when blocks that can be read in both differ, and none is the same.
pub(super) fn are_kin(dir: &Path, other: &Path) -> Result<bool, StoreError> {
    if segment::list(other)?.is_empty() {
        return Ok(false);
    }
    let (mut walk, mut differ) = (Walk::from_start(dir)?, false);
    loop {
        let stop = match walk.step()? {
            Ok(Found { header, cursor, .. }) => {
                let theirs = walk::sound_at(other, cursor.segment, cursor.start)?;
                match theirs.filter(|(theirs, _)| theirs.first == header.first) {
                    Some((_, hash)) if hash == cursor.hash => return Ok(true),
                    Some(_) => differ = true,
                    None => {}
                }
                continue;
            }
            Err(stop) => stop,
        };
        if !walk.resume_behind(&stop)? {
            break;
        }
    }
    match differ {
        true => {
            let (dir, other) = (dir.to_owned(), other.to_owned());
            Err(StoreError::AnotherDesk { dir, other })
        }
        false => Ok(false),
    }
}

/// A walk from a place on. Behind a loss the hash of the block before is not known: there the next
/// one's word is taken for it.
fn walk_from(dir: &Path, place: &Cursor) -> Result<Option<Walk>, StoreError> {
    let mut place = place.clone();
    if place.hash == GENESIS && place.seq > 0 {
        let next = walk::sound_at(dir, place.segment, place.end)?;
        place.hash = next.map_or(GENESIS, |(header, _)| header.before);
    }
    Walk::from(dir, &place)
}

/// A healing under way.
struct Healing<'a> {
    dir: &'a Path,
    other: &'a Path,
    /// Whether the two are known to have a block in common.
    is_kin: bool,
    /// Up to this seq the other's blocks are known to lead to what is behind the gap.
    vouched: u64,
    /// The place that was filled last: one that cannot be read after all is not filled for ever.
    filled: Option<(u64, u64)>,
    /// The same for a block that was written over.
    replaced: Option<(u64, u64)>,
    /// Files that have been kept as they were, by first seq.
    kept: BTreeSet<u64>,
    healed: Healed,
}

impl Healing<'_> {
    /// Writes what the other journal has from a place on: to the end of its file at most, so that
    /// whoever watches sees it go on. Tells whether anything was written.
    fn fill(&mut self, place: &Cursor, behind: Option<&Behind>) -> Result<bool, StoreError> {
        let here = Some((place.segment, place.end));
        if self.filled == here || !self.may_fill(place, behind)? {
            return Ok(false);
        }
        self.filled = here;
        let Some(mut theirs) = self.theirs(place)? else { return Ok(false) };
        let mut patch: Option<Patch> = None;
        // Where both are known to tell the same story, what stands behind the gap may be a copy of
        // a later block in the wrong place, and is written over.
        let vouched = place.seq < self.vouched;
        let fits = |found: &Found<'_>| {
            let room = |one: &Behind| {
                vouched || (found.cursor.segment, found.cursor.end) <= (one.segment, one.start)
            };
            behind.is_none_or(|one| found.header.last() < one.first && room(one))
        };
        in_front_of(&fits, &mut theirs, &mut |found| {
            let segment = found.cursor.segment;
            if patch.as_ref().is_some_and(|patch| patch.segment != segment) {
                return Ok(ControlFlow::Break(()));
            }
            let patch = match patch.as_mut() {
                Some(patch) => patch,
                None => patch.insert(Patch::open(self.dir, segment)?),
            };
            self.take(found, patch).map(ControlFlow::Continue)
        })?;
        patch.as_ref().map_or(Ok(()), |patch| patch.finish(self.dir))?;
        Ok(patch.is_some())
    }

    /// The other journal from a place on; when it has lost that file, from the next one on.
    fn theirs(&self, place: &Cursor) -> Result<Option<Walk>, StoreError> {
        if let Some(walk) = walk_from(self.other, place)? {
            return Ok(Some(walk));
        }
        let next = Cursor { segment: place.seq + 1, start: 0, end: 0, ..place.clone() };
        walk_from(self.other, &next)
    }

    /// Tells whether the other journal's next blocks are of the same story: what is behind the gap
    /// decides where it can, because a copy may have been written on by another desk since.
    fn may_fill(&mut self, place: &Cursor, behind: Option<&Behind>) -> Result<bool, StoreError> {
        let follows = place.hash != GENESIS || self.is_kin;
        let Some(behind) = behind else {
            // Nothing can be contradicted where there is nothing.
            return Ok(follows || place.seq == 0);
        };
        if place.seq < self.vouched {
            return Ok(true);
        }
        let is_same = match (behind.before, self.before(place, behind)?) {
            (Some(ours), theirs) if !theirs.is_empty() => theirs.contains(&ours),
            (None | Some(_), _) => follows,
        };
        if is_same {
            self.vouched = behind.first - 1;
        }
        Ok(is_same)
    }

    /// The other journal's chain hash in front of what is behind the gap: as its block there says,
    /// or as the blocks that lead there add up to, with and without one of an orderly end. None
    /// where it is not known.
    fn before(&self, place: &Cursor, behind: &Behind) -> Result<Vec<Hash>, StoreError> {
        let met = walk::sound_at(self.other, behind.segment, behind.start)?;
        if let Some((header, _)) = met.filter(|(header, _)| header.first == behind.first) {
            return Ok(vec![header.before]);
        }
        let Some(mut theirs) = self.theirs(place)? else { return Ok(Vec::new()) };
        let mut before = Vec::new();
        let fits = |found: &Found<'_>| found.header.last() < behind.first;
        in_front_of(&fits, &mut theirs, &mut |found| {
            before.extend((found.cursor.seq + 1 == behind.first).then_some(found.cursor.hash));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(before)
    }

    fn take(&mut self, found: &Found<'_>, patch: &mut Patch) -> Result<(), StoreError> {
        let Cursor { segment, start, end, .. } = found.cursor;
        let theirs = |source| StoreError::io("read", &found.file)(source);
        let mut block = vec![0; (end - start) as usize];
        let file = disk::open(&found.file).map_err(theirs)?;
        file.read_exact_at(&mut block, start).map_err(theirs)?;
        if !self.kept.contains(&segment) && !patch.is_blank(start, block.len())? {
            patch.keep(self.dir)?;
            self.kept.insert(segment);
            self.healed.kept += 1;
        }
        patch.write(start, &block)?;
        self.healed.blocks += 1;
        if found.header.count > 0 {
            add(&mut self.healed.back, found.header.first..=found.header.last());
        }
        Ok(())
    }

    /// Writes the other journal's block over one that can be read and is not what was written, when
    /// it has the hash that is wanted. Tells whether it did.
    fn replace(&mut self, place: &Cursor, ours: &Cursor, hash: &Hash) -> Result<bool, StoreError> {
        let here = Some((ours.segment, ours.start));
        if self.replaced == here {
            return Ok(false);
        }
        self.replaced = here;
        let Some(mut theirs) = self.theirs(place)? else { return Ok(false) };
        let Ok(found) = theirs.step()? else { return Ok(false) };
        let is_meant = found.cursor.hash == *hash
            && (found.cursor.segment, found.cursor.start, found.cursor.end)
                == (ours.segment, ours.start, ours.end);
        if !is_meant || unsealed(&found).is_some() {
            return Ok(false);
        }
        let mut patch = Patch::open(self.dir, ours.segment)?;
        self.take(&found, &mut patch)?;
        patch.finish(self.dir)?;
        Ok(true)
    }

    /// Goes on behind what could not be filled; `false` at the journal's end.
    fn pass_over(&mut self, walk: &mut Walk, stop: &Stop) -> Result<bool, StoreError> {
        match walk.judge(stop, 0)? {
            Verdict::End | Verdict::Torn => return Ok(false),
            Verdict::Damaged(damage) => self.healed.lost.push(damage),
        }
        walk.resume_behind(stop)
    }
}

/// Goes through the blocks that fit into a gap; what cannot be read is passed over.
fn in_front_of(
    fits: &dyn Fn(&Found<'_>) -> bool,
    theirs: &mut Walk,
    take: &mut dyn FnMut(&Found<'_>) -> Result<ControlFlow<()>, StoreError>,
) -> Result<(), StoreError> {
    loop {
        let stop = match theirs.step()? {
            Ok(found) if !fits(&found) || take(&found)?.is_break() => return Ok(()),
            Ok(_) => continue,
            Err(stop) => stop,
        };
        if !theirs.resume_behind(&stop)? {
            return Ok(());
        }
    }
}

/// The first entry of a block whose words are not the ones that were sealed.
fn unsealed(found: &Found<'_>) -> Option<Damage> {
    let place = found.parts.iter().position(|part| !part.is_sealed())?;
    let (seq, file) = (found.header.first + place as u64, found.file.clone());
    let why = "its words are not the ones that were sealed".to_owned();
    Some(Damage { first: seq, last: seq, file, why })
}

/// Joins a range to the last one where it follows at once.
fn add(ranges: &mut Vec<RangeInclusive<u64>>, range: RangeInclusive<u64>) {
    match ranges.last_mut() {
        Some(last) if *last.end() + 1 == *range.start() => *last = *last.start()..=*range.end(),
        _ => ranges.push(range),
    }
}

/// Bytes taken at a time out of a file that cannot be read whole.
const SALVAGED: usize = 256 * 1024;

/// A file that gets blocks back.
struct Patch {
    segment: u64,
    path: PathBuf,
    file: File,
}

impl Patch {
    fn open(dir: &Path, segment: u64) -> Result<Patch, StoreError> {
        let path = segment::path(dir, segment);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = disk::open_with(options, &path).map_err(StoreError::io("open", &path))?;
        Ok(Patch { segment, path, file })
    }

    /// Tells whether nothing, or only zeros, would be overwritten.
    fn is_blank(&self, start: u64, count: usize) -> Result<bool, StoreError> {
        let length = self.file.metadata().map(|about| about.len());
        let is_blank = length
            .and_then(|end| segment::is_blank(&self.file, start, end.min(start + count as u64)));
        is_blank.map_err(StoreError::io("read", &self.path))
    }

    /// Keeps the file as it is in a folder beside the journal.
    fn keep(&mut self, dir: &Path) -> Result<(), StoreError> {
        let folder = damaged_folder(dir);
        segment::make_folder(&folder)?;
        let kept = folder.join(self.path.file_name().expect("a journal's file has a name"));
        match fs::copy(&self.path, &kept) {
            Err(error) if segment::is_unreadable(&error) => self.salvage(dir, &kept),
            copied => copied.map(drop).map_err(StoreError::io("keep a copy of", &self.path)),
        }
    }

    /// Puts all of the file that the disk still reads into a new one in its place: a place that
    /// cannot be read may not be written over either. The old one gets another name.
    fn salvage(&mut self, dir: &Path, kept: &Path) -> Result<(), StoreError> {
        let linked = fs::remove_file(kept).and_then(|()| fs::hard_link(&self.path, kept));
        linked.map_err(StoreError::io("keep", &self.path))?;
        let beside = erase::unfinished(&self.path);
        let failed = || StoreError::io("write", &beside);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(true).mode(0o600);
        let file = disk::open_with(options, &beside).map_err(failed())?;
        if let Some(mut window) = Window::open(dir, self.segment)? {
            let mut at = 0;
            loop {
                let piece = window.bytes(at, SALVAGED)?;
                if piece.is_empty() {
                    break;
                }
                file.write_all_at(piece, at).map_err(failed())?;
                at += piece.len() as u64;
            }
        }
        let placed = file.sync_all().and_then(|()| fs::rename(&beside, &self.path));
        placed.map_err(failed())?;
        self.file = file;
        Ok(())
    }

    fn write(&self, start: u64, block: &[u8]) -> Result<(), StoreError> {
        self.file.write_all_at(block, start).map_err(StoreError::io("write", &self.path))
    }

    /// Returns when everything written, and the file's name, is on the disk.
    fn finish(&self, dir: &Path) -> Result<(), StoreError> {
        self.file.sync_all().map_err(StoreError::io("sync", &self.path))?;
        segment::sync_folder(dir)
    }
}
