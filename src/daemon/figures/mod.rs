//! How the desk does over any time, counted from columns in memory: see [`columns`]. They are read
//! from the journal when the desk has opened, in a thread of their own, and read on when somebody
//! asks. Never in the way of what agents do: nobody else waits for the lock on them.

mod behind;
mod calls;
mod columns;
mod complaints;
mod contact;
mod desk;
mod first;
mod five;
mod gaps;
mod given;
mod improvements;
mod knowledge;
mod lasts;
mod leavers;
mod line;
mod lost;
mod loyalty;
mod mystery;
mod names;
mod opinions;
mod part;
mod parted;
mod promises;
mod quality;
mod row;
mod standards;
mod surveys;
mod terms;
mod ticket;
mod turn;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use super::desk::Desk;
use crate::domain::Entry;
use crate::store::StoreError;
use crate::wire::report::{Report, ReportAsk, ReportKind};
use columns::Columns;

/// Entries read at a time: a few milliseconds' work, of which taking them in is the tenth part.
const STEP: usize = 2_000;
/// Entries read for one answer: half a second's work. What came since the last report is less on
/// any desk; where it is more, the rest is read for the next ones.
const READ: u64 = 100_000;

/// What is kept between two reports.
#[derive(Debug, Default)]
pub struct Figures {
    kept: RwLock<Kept>,
    /// Entries that are still to be read in the background.
    behind: AtomicU64,
}

#[derive(Debug, Default)]
struct Kept {
    /// The last entry that was read.
    read: u64,
    columns: Columns,
}

impl Figures {
    /// Bytes that the columns take, roughly.
    pub fn bytes(&self) -> usize {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).columns.bytes()
    }

    /// Reads on from the journal, so many entries at most. The lock is held only while they are
    /// taken in.
    fn read_on(&self, desk: &Desk, most: u64) -> Result<u64, StoreError> {
        let until = desk.reader.head().min(self.next().saturating_add(most) - 1);
        loop {
            let next = self.next();
            if next > until || desk.is_leaving() {
                return Ok(next);
            }
            let limit = usize::try_from(until - next + 1).unwrap_or(STEP).min(STEP);
            match desk.reader.entries(next, limit) {
                Ok(entries) => self.take(&entries),
                // What is lost says nothing any more, and what comes behind it does.
                Err(StoreError::Damaged(damage)) if damage.first > next => {
                    let sound = usize::try_from(damage.first - next).unwrap_or(STEP).min(STEP);
                    self.take(&desk.reader.entries(next, sound)?);
                }
                Err(StoreError::Damaged(damage)) => self.skip(damage.last.max(next)),
                Err(other) => return Err(other),
            }
        }
    }

    /// Reads on what agents did; the lock is held for a part at a time.
    fn read_calls(&self, desk: &Desk) -> io::Result<()> {
        let mut is_more = true;
        while is_more && !desk.is_leaving() {
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            is_more = kept.columns.read_calls(&desk.worked)?;
            drop(kept);
            thread::yield_now();
        }
        Ok(())
    }

    fn next(&self) -> u64 {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).read + 1
    }

    /// Takes in entries, unless somebody else has done so meanwhile.
    fn take(&self, entries: &[Entry]) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            if entry.seq > kept.read {
                kept.columns.take(entry);
                kept.read = entry.seq;
            }
        }
    }

    fn skip(&self, last: u64) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.read = kept.read.max(last);
    }
}

/// Reads the whole journal in a thread of its own.
///
/// # Errors
/// When there is no thread.
pub fn start(desk: &Arc<Desk>) -> io::Result<()> {
    let desk = Arc::clone(desk);
    desk.figures.behind.store(desk.reader.head(), Ordering::Relaxed);
    let reading = move || {
        let figures = &desk.figures;
        if let Err(error) = figures.read_calls(&desk) {
            tracing::error!("what agents did cannot be read: {error}");
        }
        while !desk.is_leaving() {
            match figures.read_on(&desk, STEP as u64) {
                Ok(next) => {
                    let behind = (desk.reader.head() + 1).saturating_sub(next);
                    figures.behind.store(behind, Ordering::Relaxed);
                    if behind == 0 {
                        break;
                    }
                }
                Err(error) => {
                    tracing::error!("the desk's figures could not be read: {error}");
                    figures.behind.store(0, Ordering::Relaxed);
                    return;
                }
            }
            // Whoever waits for an answer comes first.
            thread::yield_now();
        }
        figures.kept.write().unwrap_or_else(PoisonError::into_inner).columns.shrink();
        tracing::info!("the desk's figures in {} bytes", figures.bytes());
    };
    thread::Builder::new().name("figures".into()).spawn(reading).map(drop)
}

/// A report; while much is still to be read, one that says so and nothing else.
///
/// # Errors
/// The store's; the disk's.
pub fn report(desk: &Desk, ask: &ReportAsk) -> anyhow::Result<Report> {
    let figures = &desk.figures;
    let empty = |seq, behind| {
        let ReportAsk { kind, from, until, .. } = *ask;
        Report { kind, from, until, seq, behind, tables: Vec::new() }
    };
    let still = figures.behind.load(Ordering::Relaxed);
    if still > 0 {
        return Ok(empty(figures.next() - 1, still));
    }
    // What comes while it is read is for the next report.
    let head = desk.reader.head();
    let next = figures.read_on(desk, READ)?;
    figures.read_calls(desk)?;
    let behind = (head + 1).saturating_sub(next);
    if behind > 0 {
        return Ok(empty(next - 1, behind));
    }
    let kept = figures.kept.read().unwrap_or_else(PoisonError::into_inner);
    let asked = part::Asked::new(desk, ask, &kept.columns);
    if !ask.rows.is_empty() {
        let tables = behind::tables(desk, ask, &asked, kept.read)?;
        return Ok(Report { tables, ..empty(kept.read, 0) });
    }
    let tables = match ask.kind {
        ReportKind::Desk => desk::tables(desk, &asked)?,
        ReportKind::Complaints => complaints::tables(desk, &asked)?,
        ReportKind::Quality => quality::tables(desk, ask, (&asked, kept.read))?,
        ReportKind::Lost => lost::tables(desk, &asked)?,
        ReportKind::Gaps => five::tables(desk, ask, &asked, kept.read)?,
        ReportKind::Survey => {
            let surveys = surveys::tables(desk, &asked)?;
            surveys.into_iter().chain(mystery::tables(desk, &asked, kept.read)?).collect()
        }
    };
    Ok(Report { tables, ..empty(kept.read, 0) })
}
