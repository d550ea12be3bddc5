//! The store's start-up story: trust the journal, make the index agree with it. Never repairs the
//! journal beyond cutting off a block that nobody was told is kept.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::entry::Salts;
use super::erase;
use super::erasures;
use super::error::{Damage, StoreError};
use super::generations;
use super::index::{Cares, Index};
use super::journal::Journal;
use super::mirror;
use super::overlay::Overlay;
use super::record::Counters;
use super::rows;
use super::segment;
use super::walk::{self, Cursor, Found, Stop, Verdict, Walk};

/// Rows gathered before they go into the index while replaying.
const ROWS: usize = 4_000;

/// How far replaying has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries replayed.
    pub entries: u64,
    /// Bytes of the journal read.
    pub bytes: u64,
    /// Bytes to read at most.
    pub of: u64,
}

/// How the store was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// There was none.
    Created,
    /// As it was left.
    AsLeft,
    /// The index lagged behind by this many entries.
    Replayed {
        /// How many.
        entries: u64,
    },
    /// The index was built anew; what was left of the old one is in `index.damaged`.
    Rebuilt {
        /// Of how many entries.
        entries: u64,
        /// What was wrong with it.
        why: String,
    },
}

/// Where a store is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// The home folder.
    pub home: PathBuf,
    /// A folder on another disk that gets a copy of every block.
    pub mirror: Option<PathBuf>,
}

impl From<&Path> for Keep {
    fn from(home: &Path) -> Keep {
        Keep { home: home.to_owned(), mirror: None }
    }
}

/// How journal and mirror were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mirrored {
    /// There is none.
    None,
    /// They are the same now.
    InStep {
        /// Entries that the journal has got back from the mirror.
        back: u64,
        /// Entries that the mirror has got from the journal.
        given: u64,
    },
    /// It cannot be used; the desk goes on without.
    Lost {
        /// Why.
        why: String,
    },
}

/// What opening the store has brought to light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// How it was found.
    pub how: How,
    /// Whether a block that nobody was told is kept was cut off.
    pub cut: Cut,
    /// What is lost; nothing can be written then.
    pub damage: Option<Damage>,
    /// How the mirror was found.
    pub mirror: Mirrored,
}

/// Whether something was cut off the journal's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// No.
    Nothing,
    /// A block that was being written when everything stopped.
    UnfinishedBlock,
}

/// Journal, index and what was found; the journal is `None` when nothing may be written.
pub(super) struct Parts {
    pub(super) journal: Option<Journal>,
    pub(super) index: Index,
    pub(super) cursor: Cursor,
    pub(super) counters: Counters,
    pub(super) opened: Opened,
}

/// The journal's folder in a home.
pub(super) fn journal_folder(home: &Path) -> std::path::PathBuf {
    home.join("journal")
}

/// Opens both and makes them agree. An index that cannot be trusted is set aside and built anew,
/// once; a journal that is damaged gets back what the mirror still has.
pub(super) fn open(
    keep: &Keep,
    mut salts: Option<Salts>,
    cares: &Cares,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parts, StoreError> {
    let dir = journal_folder(&keep.home);
    mirror::refuse_full(keep)?;
    if !dir.exists() {
        segment::make_folder(&dir)?;
        segment::sync_folder(&keep.home)?;
    }
    erase::remove_unfinished(&dir)?;
    let mut opening = Opening { keep, cares, rebuilt: None, holds_words: false };
    let parts = opening.sound(&mut salts, progress)?;
    match (&parts.opened.damage, &parts.opened.mirror) {
        (Some(_), Mirrored::InStep { .. }) => {}
        (Some(_), Mirrored::None | Mirrored::Lost { .. }) | (None, _) => return Ok(parts),
    }
    // The damage lies before the place where the index stood: all of the journal is gone through.
    drop(parts);
    let healed = opening.settle(&Cursor::START, progress)?;
    let mut parts = opening.sound(&mut salts, progress)?;
    parts.opened.mirror = healed;
    Ok(parts)
}

/// How often an index is built anew: it is damaged, and the journal it is built from has words of
/// customers who were erased. A third reason would come back for ever.
const BUILDS: usize = 2;

/// What does not change from one try at opening to the next.
struct Opening<'a> {
    keep: &'a Keep,
    cares: &'a Cares,
    /// Why the index is built anew.
    rebuilt: Option<String>,
    /// Whether the index that is not used any more holds words of customers who were erased.
    holds_words: bool,
}

impl Opening<'_> {
    /// Opens with an index that can be believed: one that cannot is built anew, and once more when
    /// what was built held words that are to be gone.
    fn sound(
        &mut self,
        salts: &mut Option<Salts>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Parts, StoreError> {
        for _ in 0..BUILDS {
            match self.once(salts, progress) {
                Err(StoreError::Index(why) | StoreError::Row(why)) => {
                    Index::set_aside(&self.keep.home)?;
                    if std::mem::take(&mut self.holds_words) {
                        erasures::remove_damaged(&self.keep.home)?;
                    }
                    self.rebuilt = Some(why);
                }
                other => return other,
            }
        }
        self.once(salts, progress)
    }

    /// Sees to it that an index which has just taken in an erasure is not shown with their words:
    /// a copy may have brought the erasure alone, and those who were erased are on the list then.
    /// The words go from the journal first, so that an index built anew has none.
    ///
    /// # Errors
    /// [`StoreError::Index`] when it has to be built anew.
    fn forget(
        &mut self,
        replay: &Replay<'_>,
        from: &Cursor,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), StoreError> {
        if replay.erased.is_empty() {
            return Ok(());
        }
        let mut list = erasures::of_index(replay.index, &replay.erased)?;
        let is_new = *from == Cursor::START;
        if is_new {
            list = erasures::unlisted(&self.keep.home, list)?;
        }
        let erased = erasures::erase_again(&self.keep.home, &list, progress)?;
        if is_new && erased.entries == 0 {
            return Ok(());
        }
        self.holds_words = true;
        Err(StoreError::Index("it held words of customers who were erased".to_owned()))
    }

    fn once(
        &mut self,
        salts: &mut Option<Salts>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Parts, StoreError> {
        let home = &self.keep.home;
        let dir = journal_folder(home);
        let is_new = !generations::folder(home).exists() && segment::list(&dir)?.is_empty();
        let index = Index::open(home, self.cares.clone())?;
        let state = index.state()?;
        let (cursor, counters) = state
            .map_or((Cursor::START, Counters::default()), |state| (state.cursor, state.counters));
        let mut mirror = self.settle(&cursor, progress)?;
        let mut walk = match stand(&dir, &cursor)? {
            Standing::At(walk) => walk,
            Standing::Behind(damage) => {
                let (how, cut, damage) = (How::AsLeft, Cut::Nothing, Some(damage));
                let opened = Opened { how, cut, damage, mirror };
                return Ok(Parts { journal: None, index, cursor, counters, opened });
            }
        };
        let mut replay = Replay::new(&index, counters);
        let stop = replay.run(&mut walk, u64::MAX, progress)?;
        let stop = stop.expect("nothing but the journal's end stops it");
        // What was found is a witness of the journal's end from now on.
        index.hand_on()?;
        self.forget(&replay, &cursor, progress)?;
        let Replay { counters, entries, .. } = replay;
        let how = match (&self.rebuilt, entries) {
            (Some(why), _) => How::Rebuilt { entries, why: why.clone() },
            (None, _) if is_new => How::Created,
            (None, 0) => How::AsLeft,
            (None, _) => How::Replayed { entries },
        };
        let (cut, damage) = match walk.judge(&stop, cursor.seq)? {
            Verdict::End => (Cut::Nothing, None),
            Verdict::Torn => (Cut::UnfinishedBlock, None),
            Verdict::Damaged(damage) => (Cut::Nothing, Some(damage)),
        };
        let journal = match &damage {
            Some(_) => None,
            None => {
                let salts = salts.take().expect("salts are used up by a successful open only");
                Some(self.resume(&dir, &walk, salts, &mut mirror)?)
            }
        };
        let cursor = walk.cursor().clone();
        let opened = Opened { how, cut, damage, mirror };
        Ok(Parts { journal, index, cursor, counters, opened })
    }

    /// Makes journal and mirror the same from a place on.
    fn settle(
        &self,
        from: &Cursor,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Mirrored, StoreError> {
        let Some(mirror) = &self.keep.mirror else { return Ok(Mirrored::None) };
        let dir = journal_folder(&self.keep.home);
        let settled = mirror::folder(mirror, &dir).and_then(|copy| {
            erase::remove_unfinished(&copy)?;
            // Before anything is taken from it: it may have been away during an erasure.
            erasures::heed(&self.keep.home, mirror, progress)?;
            let settled = mirror::settle(&dir, &copy, from, progress)?;
            erasures::heed_healed(&self.keep.home, &settled.0, progress)?;
            Ok(settled)
        });
        match settled {
            Ok((ours, theirs)) => {
                Ok(Mirrored::InStep { back: ours.count(), given: theirs.count() })
            }
            Err(StoreError::Io { what, path, source }) if path.starts_with(mirror) => {
                let why = StoreError::Io { what, path, source }.to_string();
                Ok(Mirrored::Lost { why })
            }
            Err(StoreError::List { file, line, why }) if file.starts_with(mirror) => {
                let why = StoreError::List { file, line, why }.to_string();
                Ok(Mirrored::Lost { why })
            }
            Err(other) => Err(other),
        }
    }

    fn resume(
        &self,
        dir: &Path,
        walk: &Walk,
        salts: Salts,
        mirror: &mut Mirrored,
    ) -> Result<Journal, StoreError> {
        let mut journal = Journal::resume(dir, walk, salts)?;
        if let (Some(folder), Mirrored::InStep { .. }) = (&self.keep.mirror, &*mirror)
            && let Err(error) = journal.mirror_to(&journal_folder(folder))
        {
            *mirror = Mirrored::Lost { why: error.to_string() };
        }
        Ok(journal)
    }
}

/// Where an index stands in the journal.
enum Standing {
    /// At the beginning of this walk.
    At(Walk),
    /// Beyond what can be read of the journal.
    Behind(Damage),
}

/// Finds the index's place in the journal, and whether it is the same journal.
///
/// # Errors
/// [`StoreError::Index`] when it is another one.
fn stand(dir: &Path, cursor: &Cursor) -> Result<Standing, StoreError> {
    if *cursor == Cursor::START {
        return Ok(Standing::At(Walk::from_start(dir)?));
    }
    if is_there(dir, cursor)?
        && let Some(walk) = Walk::from(dir, cursor)?
    {
        return Ok(Standing::At(walk));
    }
    let mut walk = Walk::from_start(dir)?;
    let stop = loop {
        if let Err(stop) = walk.step()? {
            break stop;
        }
    };
    let another = || StoreError::Index("it belongs to another journal".to_owned());
    match walk.judge(&stop, cursor.seq)? {
        Verdict::Damaged(damage) if walk.cursor().seq < cursor.seq => Ok(Standing::Behind(damage)),
        Verdict::Damaged(_) | Verdict::End | Verdict::Torn => Err(another()),
    }
}

/// Tells whether the block an index came to is where it should be, and the same.
pub(super) fn is_there(dir: &Path, cursor: &Cursor) -> Result<bool, StoreError> {
    let found = walk::sound_at(dir, cursor.segment, cursor.start)?;
    Ok(found.is_some_and(|(header, hash)| {
        header.last() == cursor.seq
            && cursor.start + header.span() == cursor.end
            && hash == cursor.hash
    }))
}

/// Takes entries the index has not seen into it.
pub(super) struct Replay<'a> {
    pub(super) index: &'a Index,
    pub(super) counters: Counters,
    entries: u64,
    /// Whom they erase.
    erased: BTreeSet<u64>,
}

impl<'a> Replay<'a> {
    pub(super) const fn new(index: &'a Index, counters: Counters) -> Replay<'a> {
        Replay { index, counters, entries: 0, erased: BTreeSet::new() }
    }

    /// Runs to the block that holds a seq, or to the end of what can be read before it: why it is
    /// the end.
    pub(super) fn run(
        &mut self,
        walk: &mut Walk,
        until: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Option<Stop>, StoreError> {
        let (of, mut bytes) = (walk.length()?, 0);
        let mut pending = Overlay::new(self.index.clone(), self.counters);
        let mut reached = None;
        let stop = loop {
            // An orderly end behind the last entry may be the first block of its file.
            if walk.cursor().seq >= until && !walk.is_closing_next()? {
                break None;
            }
            let found = match walk.step()? {
                Ok(found) => found,
                Err(stop) => break Some(stop),
            };
            bytes += found.header.span();
            self.take_in(&found, &mut pending)?;
            reached = Some(found.cursor);
            if pending.len() >= ROWS {
                let whole = std::mem::replace(
                    &mut pending,
                    Overlay::new(self.index.clone(), self.counters),
                );
                self.write(whole, reached.take())?;
                progress(Progress { entries: self.entries, bytes, of });
            }
        };
        self.write(pending, reached)?;
        Ok(stop)
    }

    fn take_in(&mut self, found: &Found<'_>, pending: &mut Overlay) -> Result<(), StoreError> {
        // As when it was written: each block notes its commands, whatever the one before it held.
        pending.last_command = None;
        for (seq, part) in (found.header.first..).zip(&found.parts) {
            let entry = part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?;
            rows::apply(&entry, pending)?;
            self.erased.extend(erasures::erased_by(std::slice::from_ref(&entry)));
            self.entries += 1;
        }
        if found.waypoint {
            pending.put_waypoint(found.header.first, &found.cursor);
        }
        self.counters = pending.counters;
        Ok(())
    }

    fn write(&self, pending: Overlay, reached: Option<Cursor>) -> Result<(), StoreError> {
        reached.map_or(Ok(()), |cursor| self.index.apply(pending.into_changes(&cursor)?))
    }
}
