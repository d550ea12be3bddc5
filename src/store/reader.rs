//! Reading while the one writer writes: cheap to clone, for any thread. Never sees a block before
//! it is on the disk.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::block::Header;
use super::error::{Damage, StoreError};
use super::index::{Care, Index};
use super::mirror::Watch;
use super::overlay::Rows;
use super::record::Waypoint;
use super::segment::{self, Window};
use super::table;
use super::view::View;
use super::walk::Cursor;
use crate::domain::Entry;

/// Entries kept in memory for terminals that follow the journal: more than a screen ever lags.
const RECENT: usize = 4096;

/// What the writer and all readers have in common.
pub(super) struct Shared {
    journal: PathBuf,
    /// Replaced as a whole when it has been built anew.
    index: RwLock<Index>,
    head: AtomicU64,
    recent: RwLock<Recent>,
    trouble: RwLock<Option<String>>,
    mirror_lost: RwLock<Option<String>>,
    damage: RwLock<Option<Damage>>,
    mirror: Option<PathBuf>,
    watch: Arc<Watch>,
    erasing: AtomicUsize,
}

/// The latest entries, one list per block, without gaps up to the head.
#[derive(Default)]
struct Recent {
    blocks: VecDeque<Arc<[Entry]>>,
    count: usize,
}

/// Where a reading of the journal's files stands.
struct Place {
    segment: u64,
    at: u64,
    window: Window,
}

/// Answers questions; any number of them, on any thread.
#[derive(Clone)]
pub struct Reader {
    shared: Arc<Shared>,
}

impl Reader {
    pub(super) const fn new(shared: Arc<Shared>) -> Reader {
        Reader { shared }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Last seq that is kept.
    pub fn head(&self) -> u64 {
        self.shared.head()
    }

    /// Everything that can be looked up, as it is now. A commit can come between two answers, see
    /// [`Reader::consistent`].
    pub fn view(&self) -> View<'_> {
        self.shared.view()
    }

    /// Asks, and says at which seq. Asks again (three times at most) when a commit came in
    /// between, so that all parts of the answer are of one moment; under a storm of commits the
    /// seq is that of the oldest part, and whoever follows the journal hears of the rest.
    ///
    /// # Errors
    /// Those of `ask`.
    pub fn consistent<T, E>(&self, ask: impl Fn(&View<'_>) -> Result<T, E>) -> Result<(u64, T), E> {
        const TRIES: u32 = 3;
        for _ in 1..TRIES {
            let head = self.head();
            let answer = ask(&self.view())?;
            if self.head() == head {
                return Ok((head, answer));
            }
        }
        let head = self.head();
        Ok((head, ask(&self.view())?))
    }

    /// Entries from a seq on, in order, never past the head.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.shared.entries(from, limit)
    }

    /// The last entry that is kept and the chain hash of its block, in hexadecimal: noted
    /// elsewhere, it proves later that nothing up to there has been changed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn chain(&self) -> Result<(u64, String), StoreError> {
        let cursor = self.shared.index().state()?.map_or(Cursor::START, |state| state.cursor);
        Ok((cursor.seq, blake3::Hash::from(cursor.hash).to_hex().to_string()))
    }

    /// Which build of the index answers, see [`Care::Index`].
    pub fn build(&self) -> u64 {
        self.shared.index().build()
    }

    /// Why nothing can be written; `None` when all is well.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble()
    }

    /// Why nothing is written to the mirror any more; `None` when there is none or all is well.
    pub fn mirror_lost(&self) -> Option<String> {
        self.shared.mirror_lost.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same, after a look whether the mirror's last file is still in its place: one that was
    /// removed goes on taking blocks.
    pub fn look_at_mirror(&self) -> Option<String> {
        if let (None, Err(why)) = (self.mirror_lost(), self.shared.watch.look()) {
            self.shared.say_mirror_lost(why.to_string());
        }
        self.mirror_lost()
    }

    /// What of the journal could not be read since the store was opened; `None` when all could.
    pub fn damage(&self) -> Option<Damage> {
        self.shared.damage.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of all journal files, room that is filled ahead included.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn journal_bytes(&self) -> Result<u64, StoreError> {
        segment::length(&self.shared.journal, &segment::list(&self.shared.journal)?)
    }
}

impl Shared {
    pub(super) fn new(
        journal: &Path,
        (mirror, watch): (Option<PathBuf>, Arc<Watch>),
        index: Index,
        head: u64,
        trouble: Option<String>,
    ) -> Shared {
        Shared {
            journal: journal.to_owned(),
            index: RwLock::new(index),
            head: AtomicU64::new(head),
            recent: RwLock::default(),
            trouble: RwLock::new(trouble),
            mirror_lost: RwLock::default(),
            damage: RwLock::default(),
            mirror,
            watch,
            erasing: AtomicUsize::new(0),
        }
    }

    pub(super) fn index(&self) -> Index {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers from another build of the index from now on.
    pub(super) fn replace_index(&self, index: Index) -> Result<(), StoreError> {
        let mut place = self.index.write().unwrap_or_else(PoisonError::into_inner);
        place.give_way_to(&index)?;
        *place = index;
        Ok(())
    }

    pub(super) fn journal(&self) -> &Path {
        &self.journal
    }

    pub(super) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    pub(super) fn view(&self) -> View<'_> {
        View::new(Rows::kept(self.index()), self)
    }

    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn say_trouble(&self, why: String) {
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    pub(super) fn mirror(&self) -> Option<&Path> {
        self.mirror.as_deref()
    }

    pub(super) fn erasing(&self) -> usize {
        self.erasing.load(Ordering::Acquire)
    }

    pub(super) fn erasing_more(&self, count: usize) {
        self.erasing.fetch_add(count, Ordering::AcqRel);
    }

    pub(super) fn erasing_less(&self, count: usize) {
        self.erasing.fetch_sub(count, Ordering::AcqRel);
    }

    /// Latest entries are read from the disk again, without the words that are gone from there.
    pub(super) fn forget_recent(&self) {
        *self.recent.write().unwrap_or_else(PoisonError::into_inner) = Recent::default();
    }

    /// All that could not be read has been healed.
    pub(super) fn forget_damage(&self) {
        *self.damage.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn say_mirror_lost(&self, why: String) {
        tracing::error!("the mirror is lost, the desk goes on without it: {why}");
        *self.mirror_lost.write().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// Shows a block that is on the disk and in the index.
    pub(super) fn publish(&self, entries: Vec<Entry>) {
        let Some(last) = entries.last().map(|entry| entry.seq) else { return };
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        recent.count += entries.len();
        recent.blocks.push_back(entries.into());
        while recent.blocks.len() > 1 && recent.count > RECENT {
            let oldest = recent.blocks.pop_front();
            recent.count -= oldest.map_or(0, |block| block.len());
        }
        drop(recent);
        self.head.store(last, Ordering::Release);
    }

    pub(super) fn entries(&self, from: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let (from, head) = (from.max(1), self.head());
        if from > head || limit == 0 {
            return Ok(Vec::new());
        }
        let last = head.min(from.saturating_add(limit as u64 - 1));
        match self.recent_entries(from, last) {
            Some(entries) => Ok(entries),
            None => self.entries_on_disk(from, last),
        }
    }

    fn recent_entries(&self, from: u64, last: u64) -> Option<Vec<Entry>> {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        let first = recent.blocks.front()?.first()?.seq;
        if from < first {
            return None;
        }
        let behind = |block: &Arc<[Entry]>| block.last().is_some_and(|entry| entry.seq < from);
        let skipped = recent.blocks.partition_point(behind);
        let blocks: Vec<Arc<[Entry]>> = recent.blocks.range(skipped..).cloned().collect();
        drop(recent);
        let entries = blocks.iter().flat_map(|block| block.iter());
        let wanted =
            entries.filter(|entry| entry.seq >= from).take_while(|entry| entry.seq <= last);
        Some(wanted.cloned().collect())
    }

    fn entries_on_disk(&self, from: u64, last: u64) -> Result<Vec<Entry>, StoreError> {
        let mut place = self.waypoint(from)?;
        let mut entries = Vec::new();
        while entries.len() as u64 <= last - from {
            let wanted = from + entries.len() as u64;
            let header = self.next_block(&mut place, wanted)?;
            let start = place.at - header.span();
            if header.last() < wanted {
                continue;
            }
            let body = place.window.body(start, &header)?;
            let parts = header.parts(body);
            let parts = parts.map_err(|why| StoreError::Entry { seq: header.first, why })?;
            let skipped = (wanted - header.first) as usize;
            for (seq, part) in (wanted..=last).zip(&parts[skipped..]) {
                entries.push(part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?);
            }
        }
        Ok(entries)
    }

    /// The file and place from which to read on to a seq: the nearest waypoint before it, or where
    /// there is none (in a damaged desk) the beginning of a file.
    fn waypoint(&self, seq: u64) -> Result<Place, StoreError> {
        let noted =
            Rows::kept(self.index()).scan_back(table::waypoints_up_to(seq)).next::<Waypoint>();
        let noted = noted.ok().flatten().map(|(_, waypoint)| waypoint);
        if let Some(Waypoint { segment, start }) = noted
            && let Some(window) = Window::open(&self.journal, segment)?
        {
            return Ok(Place { segment, at: start, window });
        }
        let firsts = segment::list(&self.journal)?;
        let segment = firsts.into_iter().rev().find(|first| *first <= seq).unwrap_or(1);
        let window = Window::open(&self.journal, segment)?;
        let window = match window {
            Some(window) => window,
            None => return Err(self.lost(seq, segment, None, "the file is missing")),
        };
        Ok(Place { segment, at: 0, window })
    }

    /// The next block from a place on, and the place moved behind it. One that is damaged is
    /// passed over when it cannot hold the wanted seq.
    fn next_block(&self, place: &mut Place, wanted: u64) -> Result<Header, StoreError> {
        loop {
            let Place { segment, at, window } = place;
            let why = match window.block(*at)? {
                Ok(header) if header.first <= wanted => {
                    *at += header.span();
                    return Ok(header);
                }
                Ok(_) => "a block is missing",
                Err(flaw) => flaw.why()?,
            };
            // The next file is named by the seq that is wanted next, if this one ends before it.
            if let Some(window) =
                Window::open(&self.journal, wanted)?.filter(|_| *segment != wanted)
            {
                *place = Place { segment: wanted, at: 0, window };
                continue;
            }
            let behind = window.blocks_behind(*at)?;
            match behind.iter().find(|(_, header)| header.holds(wanted)) {
                Some((behind, _)) => *at = *behind,
                None => {
                    let next = behind.iter().map(|(_, header)| header.first);
                    let next = next.filter(|first| *first > wanted).min();
                    return Err(self.lost(wanted, *segment, next, why));
                }
            }
        }
    }

    /// Says that an entry is lost, and with it all in front of the next sound block.
    fn lost(&self, seq: u64, segment: u64, next: Option<u64>, why: &str) -> StoreError {
        let files = segment::list(&self.journal).unwrap_or_default();
        let next = next.or_else(|| files.into_iter().find(|first| *first > seq));
        let last = next.map_or(self.head(), |next| next - 1).max(seq);
        let file = segment::path(&self.journal, segment);
        let damage = Damage { first: seq, last, file, why: why.to_owned() };
        self.say_damage(&damage);
        self.index().tell(Care::Journal(damage.clone()));
        StoreError::Damaged(damage)
    }

    pub(super) fn say_damage(&self, damage: &Damage) {
        *self.damage.write().unwrap_or_else(PoisonError::into_inner) = Some(damage.clone());
    }
}
