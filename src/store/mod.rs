//! Keeps what an agent was told is kept: journal files (the truth) and the sled index rebuilt from
//! them. Never decides anything.
//!
//! Reading order: `codec` and `entry` (bytes of one entry), `block` (one group commit),
//! `segment` and `walk` (files, and going through them), `journal` (adding to them); `table`,
//! `record` and `rows` (what the index holds), `index`, `overlay`, `known` and `queue` (where it
//! holds it); `view`, `history` and `reader` (asking); `open` (the start-up story), `renew` (the
//! index built anew), `verify`, `digest`, `look`, `heal`, `pieces` and `adopt` (copies and
//! back), `erase` and `erasures`, `standing`. `docs/data.md` tells it all in words.

mod adopt;
mod block;
mod codec;
mod contact;
mod digest;
mod entry;
mod erase;
mod erasures;
mod error;
mod follow;
mod generations;
mod handing;
mod heal;
mod heard;
mod history;
mod index;
mod journal;
mod known;
mod look;
mod lost;
mod mirror;
mod open;
mod overlay;
mod pieces;
mod places;
mod queue;
mod reader;
mod recent;
mod record;
mod renew;
mod rows;
mod segment;
mod standing;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod ticket;
mod verify;
mod view;
mod waiting;
mod walk;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

pub use adopt::{adopt, is_fresh};
pub use codec::Undecodable;
pub use digest::{Digest, TableDigest, replayed};
pub use entry::Salts;
pub use erase::Erased;
pub use erasures::{Erasure, Listed, erase_again, erasures_file, note_erasures, read_erasures};
pub use error::{Damage, StoreError};
pub use heal::{Repaired, repair};
pub use history::{History, HistoryItem};
pub use index::{Care, distrust_index};
pub use look::{Looked, look};
pub use open::{Cut, How, Keep, Mirrored, Opened, Progress};
pub use pieces::{Piece, Pieces, is_segment, pieces};
pub use queue::Queue;
pub use reader::Reader;
pub use record::{Activity, Counts, QueueEntry, Setting};
pub use renew::Fresh;
pub use standing::{Standing, gone_since};
pub use verify::{Noted, Verified, Vouched, verify};
pub use view::View;

use crate::domain::{At, CallBackId, CustomerId, Entry, Event, InteractionId, RatingId, TicketNo};
use journal::Journal;
use overlay::Overlay;
use reader::Shared;
use record::Counters;
use rows::apply;

/// Journal and index, owned by the one thread that writes.
pub struct Store {
    shared: Arc<Shared>,
    /// `None` when nothing may be written any more.
    journal: Option<Journal>,
    counters: Counters,
    /// Blocks written since the store was opened.
    written: u64,
    cares: Option<Receiver<Care>>,
    keep: Keep,
}

/// Who asked for an event, when, by which command; put on every entry of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When it was decided.
    pub at: At,
    /// Which agent asked for it.
    pub by: String,
    /// Which gateway user spoke for them; empty when they spoke themselves.
    pub via: String,
    /// Id of the command.
    pub command: u128,
    /// Seq of the entry that is taken back; 0 for none.
    pub undoes: u64,
}

/// What the mirror has given back to a journal in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealedInUse {
    /// Entries that came back.
    pub back: u64,
    /// Places at which something is still lost.
    pub lost: u64,
}

/// First and last seq of a block that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// First.
    pub first: u64,
    /// Last; below `first` when the block was empty.
    pub last: u64,
}

impl Store {
    /// Opens the store in a home folder (whose lock the caller holds), or makes one: removes what
    /// sled left unfinished, makes journal and mirror the same, compares index and journal, replays
    /// what the index lacks, or sets it aside and builds it anew. A journal that is damaged, and
    /// cannot be healed from the mirror, opens for reading only.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Newer`], [`StoreError::Entry`]; [`StoreError::Index`] when
    /// a new index cannot be built either; [`StoreError::EmptyDesk`], [`StoreError::AnotherDesk`]
    /// when the mirror is not this desk's.
    pub fn open(
        keep: impl Into<Keep>,
        salts: Salts,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Store, Opened), StoreError> {
        let (keep, (telling, cares)) = (keep.into(), channel());
        let parts = open::open(&keep, Some(salts), &telling, progress)?;
        let trouble = parts.opened.damage.as_ref().map(Damage::to_string);
        let head = parts.cursor.seq;
        let journal_folder = open::journal_folder(&keep.home);
        let mirror = keep.mirror.clone();
        let watch = parts.journal.as_ref().map(Journal::watch).unwrap_or_default();
        let of_mirror = (mirror, watch);
        let shared = Shared::new(&journal_folder, of_mirror, parts.index, head, trouble);
        let shared = Arc::new(shared);
        if let Some(damage) = &parts.opened.damage {
            shared.say_damage(damage);
        }
        if let Mirrored::Lost { why } = &parts.opened.mirror {
            shared.say_mirror_lost(why.clone());
        }
        let (journal, counters) = (parts.journal, parts.counters);
        let cares = Some(cares);
        let mut store = Store { shared, journal, counters, written: 0, cares, keep };
        let unfinished = store.unfinished_erasures()?;
        store.care_for_erasures(unfinished)?;
        Ok((store, parts.opened))
    }

    /// Where it is told what has to be seen to while the desk goes on. Ends with the store and its
    /// readers. `None` when it was asked before.
    pub const fn cares(&mut self) -> Option<Receiver<Care>> {
        self.cares.take()
    }

    /// The same store, whose journal begins a new file after so many bytes: for throw-away desks
    /// that are to see many changes of file in a short time.
    #[must_use]
    pub fn with_files_of(mut self, bytes: u64) -> Store {
        if let Some(journal) = &mut self.journal {
            journal.segment_bytes = bytes;
        }
        self
    }

    /// Gives the journal back what the mirror still has of it, while it is in use: reads all of
    /// it. A mirror that was away during an erasure is held to the list first; one that cannot be
    /// gives nothing. `None` when there is no mirror. No erasure may be under way.
    ///
    /// # Errors
    /// As for [`repair`].
    pub fn heal(&mut self) -> Result<Option<HealedInUse>, StoreError> {
        let Some(mirror) = self.keep.mirror.clone() else { return Ok(None) };
        // Nobody may write to a file that is put in another one's place.
        let was_mirrored = self.journal.as_mut().is_some_and(Journal::leave_mirror);
        let healed = heal_heeding(&self.keep.home, &mirror);
        if let Err(error) = self.journal.as_mut().map_or(Ok(()), Journal::reopen) {
            self.stop_writing(&error);
            return Err(error);
        }
        if was_mirrored && self.reader().look_at_mirror().is_none() {
            self.mirror_again(&mirror);
        }
        let healed = healed?;
        if healed.lost.is_empty() {
            self.shared.forget_damage();
        }
        Ok(Some(HealedInUse { back: healed.count(), lost: healed.lost.len() as u64 }))
    }

    fn mirror_again(&mut self, mirror: &Path) {
        let Some(journal) = self.journal.as_mut() else { return };
        if let Err(lost) = journal.mirror_to(&open::journal_folder(mirror)) {
            self.shared.say_mirror_lost(lost.to_string());
        }
    }

    /// Last seq that is kept.
    pub fn head(&self) -> u64 {
        self.shared.head()
    }

    /// For the threads that answer questions.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.shared))
    }

    /// Begins a group commit. One at a time: it must be committed or dropped before the next.
    pub fn begin(&self) -> OpenBlock {
        let rows = Overlay::new(self.shared.index(), self.counters);
        let (shared, first) = (Arc::clone(&self.shared), self.head() + 1);
        let (given, entries) = (self.counters, Vec::new());
        let (trouble, once_more) = (None, BTreeSet::new());
        OpenBlock { shared, first, entries, rows, bytes: 0, given, trouble, once_more }
    }

    /// Keeps a block: on the disk first, then in the index, then shown to readers. After an error
    /// (but the two named last) nothing can be written any more, and whether this block was kept is
    /// known at the next open. A block that erases somebody is kept even if what it asks for cannot
    /// be begun: that is [`Reader::trouble`] then.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] after an earlier error; else that error; [`StoreError::OutOfTurn`]
    /// or [`StoreError::TooLong`] when nothing was tried.
    pub fn commit(&mut self, block: OpenBlock) -> Result<Committed, StoreError> {
        let OpenBlock { first, entries, rows, trouble, once_more, .. } = block;
        if entries.is_empty() {
            self.begin_or_stop(&once_more);
            return Ok(Committed { first, last: first - 1 });
        }
        let counters = rows.counters;
        let kept = trouble.map_or_else(|| self.keep(first, &entries, rows), Err);
        if let Err(error) = kept {
            self.stop_writing(&error);
            return Err(error);
        }
        self.counters = counters;
        let last = first + entries.len() as u64 - 1;
        let mut erased = erasures::erased_by(&entries);
        erased.extend(once_more);
        self.shared.publish(entries);
        self.begin_or_stop(&erased);
        Ok(Committed { first, last })
    }

    /// What is kept stays kept all the same; a file that could not be begun ends the writing.
    fn begin_or_stop(&mut self, erased: &BTreeSet<u64>) {
        if let Err(error) = self.begin_erasures(erased) {
            self.stop_writing(&error);
        }
    }

    fn begin_erasures(&mut self, erased: &BTreeSet<u64>) -> Result<(), StoreError> {
        if erased.is_empty() {
            return Ok(());
        }
        let all = self.reader().view().erasures()?;
        self.care_for_erasures(
            all.into_iter().filter(|one| erased.contains(&one.customer)).collect(),
        )
    }

    fn keep(&mut self, first: u64, entries: &[Entry], mut rows: Overlay) -> Result<(), StoreError> {
        let Some(journal) = self.journal.as_mut() else {
            return Err(StoreError::ReadOnly { why: self.shared.trouble().unwrap_or_default() });
        };
        let appended = journal.append(first, entries)?;
        self.written += 1;
        if let Some(lost) = appended.mirror_lost {
            self.shared.say_mirror_lost(lost.to_string());
        }
        if appended.waypoint {
            rows.put_waypoint(first, &appended.cursor);
        }
        self.shared.index().apply(rows.into_changes(&appended.cursor)?)
    }

    fn stop_writing(&mut self, error: &StoreError) {
        let nothing_was_written =
            matches!(error, StoreError::OutOfTurn { .. } | StoreError::TooLong { .. });
        if !nothing_was_written && self.journal.take().is_some() {
            self.shared.say_trouble(error.to_string());
        }
    }

    /// Writes the index to the disk, which only makes the next open faster.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn flush(&self) -> Result<(), StoreError> {
        match self.journal {
            Some(_) => self.shared.index().flush(),
            // A disk that refused the journal would refuse sled too, which answers nothing any
            // more after that; what it lacks is replayed.
            None => Ok(()),
        }
    }

    /// Ends in order: a block without entries says so, so that damage to the last real one is
    /// never taken for a block that was being written.
    ///
    /// # Errors
    /// [`StoreError`]; everything that was committed is kept all the same.
    pub fn close(mut self) -> Result<(), StoreError> {
        if self.written > 0 && self.journal.is_some() {
            let rows = Overlay::new(self.shared.index(), self.counters);
            self.keep(self.head() + 1, &[], rows)?;
        }
        self.flush()
    }
}

/// Heals a home's journal from its mirror without letting anybody's words back in.
fn heal_heeding(home: &Path, mirror: &Path) -> Result<heal::Healed, StoreError> {
    let (dir, copy) = (open::journal_folder(home), open::journal_folder(mirror));
    erasures::heed(home, mirror, &mut |_| ())?;
    let healed = heal::heal(&dir, &copy, &walk::Cursor::START, &mut |_| ())?;
    erasures::heed_healed(home, &healed, &mut |_| ())?;
    Ok(healed)
}

/// A group commit in the making. Nobody else sees it; dropping it leaves nothing.
pub struct OpenBlock {
    shared: Arc<Shared>,
    first: u64,
    entries: Vec<Entry>,
    rows: Overlay,
    /// Bytes of all entries' words and facts, about.
    bytes: usize,
    /// Numbers given out, used or not.
    given: Counters,
    trouble: Option<StoreError>,
    /// Who was erased before, and whose words are to be looked for once more.
    once_more: BTreeSet<u64>,
}

/// Bytes after which a block is full: what comes after it would only make those wait who are in it
/// already. One command more, of the longest line of the wire, stays far below what is believed
/// of a block's length when it is read.
const FULL_BYTES: usize = 8 * 1024 * 1024;

/// A moment in an open block's life.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    entries: usize,
    rows: overlay::Mark,
    bytes: usize,
    given: Counters,
}

impl OpenBlock {
    /// Everything that can be looked up, with what this block already holds.
    pub fn view(&self) -> View<'_> {
        View::new(self.rows.rows(), &self.shared)
    }

    /// Adds an event under the next seq; whatever is asked of this block from now on knows it.
    /// Should the index fail here, the commit says so.
    pub fn append(&mut self, event: Event, stamp: &Stamp) -> &Entry {
        let Stamp { at, by, via, command, undoes } = stamp.clone();
        let seq = self.first + self.entries.len() as u64;
        let Event { fact, private } = event;
        self.put(Entry { seq, at, by, via, command, undoes, fact, private: Some(private) });
        self.entries.last().expect("it has just been added")
    }

    /// Adds an entry as another journal has it, erased words and all; its seq must be the next one.
    pub fn put(&mut self, entry: Entry) {
        let next = self.first + self.entries.len() as u64;
        if entry.seq != next {
            let (block, head) = (entry.seq, next - 1);
            self.trouble.get_or_insert(StoreError::OutOfTurn { block, head });
            return;
        }
        if let Err(error) = apply(&entry, &mut self.rows) {
            self.trouble.get_or_insert(error);
        }
        self.bytes += entry::size(&entry);
        self.entries.push(entry);
    }

    /// Has the words of somebody who was erased before looked for once more, in all that is kept,
    /// when this block is committed: a copy that was away may have brought some back.
    pub fn erase_once_more(&mut self, customer: CustomerId) {
        self.once_more.insert(customer.0);
    }

    /// What this block holds so far.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether it is time to commit, however many are waiting.
    pub const fn is_full(&self) -> bool {
        self.bytes >= FULL_BYTES
    }

    /// The moment now, to go back to when a command is refused half-way.
    pub fn mark(&self) -> Mark {
        let (entries, rows) = (self.entries.len(), self.rows.mark());
        Mark { entries, rows, bytes: self.bytes, given: self.given }
    }

    /// Takes back everything since the mark, numbers that were given included.
    pub fn rollback(&mut self, mark: Mark) {
        self.entries.truncate(mark.entries);
        self.rows.rollback(mark.rows);
        (self.bytes, self.given) = (mark.bytes, mark.given);
    }

    /// A number for a new customer.
    pub fn next_customer(&mut self) -> CustomerId {
        CustomerId(next(&mut self.given.customer, self.rows.counters.customer))
    }

    /// A number for a new contact.
    pub fn next_interaction(&mut self) -> InteractionId {
        InteractionId(next(&mut self.given.interaction, self.rows.counters.interaction))
    }

    /// A number for a new ticket.
    pub fn next_ticket(&mut self) -> TicketNo {
        TicketNo(next(&mut self.given.ticket, self.rows.counters.ticket))
    }

    /// A number for a new rating.
    pub fn next_rating(&mut self) -> RatingId {
        RatingId(next(&mut self.given.rating, self.rows.counters.rating))
    }

    /// A number for a new promise to call.
    pub fn next_callback(&mut self) -> CallBackId {
        CallBackId(next(&mut self.given.callback, self.rows.counters.callback))
    }
}

fn next(given: &mut u64, used: u64) -> u64 {
    *given = (*given).max(used) + 1;
    *given
}
