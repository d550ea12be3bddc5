//! Puts waiting rows into sled, beside the thread that writes the journal. Never lets a row go
//! before sled has it.
//!
//! sled writes to its file at every batch, beside our own `fdatasync` and in its way; a batch for
//! many blocks costs as much as one for a single block. And it takes longer over a row than the
//! journal does over an entry: on a second processor nobody waits for it.

use std::io;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::overlay::Changes;
use super::waiting::Waiting;

/// Rows after which they are handed to sled: some hundred contacts, which takes it a few
/// milliseconds, and as long it answers no questions.
const ENOUGH: usize = 1_024;
/// Rows that may wait while sled is busy with others; whoever adds more waits for it.
const AT_MOST: usize = 4 * ENOUGH;

/// How long sled may take over one step: the slowest disks need a part of it for what lies in
/// memory. After a write of its own that failed it can wait for ever.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a flush may take until it is looked at whether it has to be woken: most take less.
const WAKE: Duration = Duration::from_millis(500);

/// The rows that wait, and the thread that hands them on.
pub(super) struct Handing(Arc<Both>);

struct Both {
    waiting: Waiting,
    turn: Mutex<Turn>,
    changed: Condvar,
}

/// Whose turn it is with the rows that were set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Turn {
    /// Nobody's: there are none.
    Free,
    /// The thread's.
    Handing,
    /// Nobody's any more: sled refused them, for this reason.
    Refused(String),
    /// No more will come.
    Over,
    /// The thread is gone, and has let go of sled.
    Gone,
}

impl Deref for Handing {
    type Target = Waiting;
    fn deref(&self) -> &Waiting {
        &self.0.waiting
    }
}

/// Calls sled; a panic inside it is an error like any other.
pub(super) fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, sled::Error> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(sled::Error::ReportableBug("it panicked".to_owned())))
}

/// What a flush of sled comes to; `None` when it does not end. After a write of its own that failed
/// sled can forget to wake who waits for it: any other flush that meets the failure does.
pub(super) fn flushed(db: &sled::Db) -> Option<Result<usize, sled::Error>> {
    let (done, ended) = channel();
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let (done, db) = (done.clone(), db.clone());
        let flush = move || {
            let flushed = guarded(|| db.flush());
            drop(db);
            // Who asked may have heard it from another one.
            drop(done.send(flushed));
        };
        thread::Builder::new().name("flush".to_owned()).spawn(flush).ok()?;
        if let Ok(flushed) = ended.recv_timeout(WAKE) {
            return Some(flushed);
        }
    }
    None
}

/// Frees what sled has put others in place of: it does so by itself at every 128th step, a batch
/// being one step however many rows it has, and would keep gigabytes while many follow one another.
fn collect_what_is_left_of(rows: usize) {
    /// A row leaves some three pages, and a flush frees 512 of them.
    const ROWS_OF_A_FLUSH: usize = 128;
    (0..=rows / ROWS_OF_A_FLUSH).for_each(|_| crossbeam_epoch::pin().flush());
}

impl Handing {
    /// Starts the thread.
    pub(super) fn start(db: sled::Db) -> io::Result<Handing> {
        let (waiting, turn, changed) = (Waiting::default(), Mutex::new(Turn::Free), Condvar::new());
        let both = Arc::new(Both { waiting, turn, changed });
        let its = Arc::clone(&both);
        let name = "index".to_owned();
        thread::Builder::new().name(name).spawn(move || its.hand_on(db))?;
        Ok(Handing(both))
    }

    /// Adds changes that belong together. Says what sled has refused of those before them, which
    /// are then not added.
    pub(super) fn add(&self, changes: Changes) -> Result<(), String> {
        let count = self.0.waiting.len();
        if count >= ENOUGH {
            self.0.hand_over(count >= AT_MOST)?;
        }
        self.0.waiting.add(changes);
        Ok(())
    }

    /// Returns when all that were added are in sled.
    pub(super) fn finish(&self) -> Result<(), String> {
        self.0.hand_over(true)?;
        self.0.when_free().map(drop)
    }
}

impl Drop for Handing {
    fn drop(&mut self) {
        let turn = self.0.wait_while(|turn| *turn == Turn::Handing);
        let hangs = *turn == Turn::Handing;
        self.0.pass(turn, Turn::Over);
        if !hangs {
            drop(self.0.wait_while(|turn| *turn != Turn::Gone));
        }
    }
}

impl Both {
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, mut turn: MutexGuard<'_, Turn>, to: Turn) {
        *turn = to;
        self.changed.notify_all();
    }

    /// Waits, but not for ever.
    fn wait_while(&self, condition: impl Fn(&Turn) -> bool) -> MutexGuard<'_, Turn> {
        let waited = self.changed.wait_timeout_while(self.turn(), PATIENCE, |turn| condition(turn));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn when_free(&self) -> Result<MutexGuard<'_, Turn>, String> {
        let turn = self.wait_while(|turn| *turn == Turn::Handing);
        match &*turn {
            Turn::Free => Ok(turn),
            Turn::Refused(why) => Err(why.clone()),
            Turn::Handing | Turn::Over | Turn::Gone => Err("it does not answer".to_owned()),
        }
    }

    /// Gives the thread what waits; when it is busy, at the next opportunity or now.
    fn hand_over(&self, now: bool) -> Result<(), String> {
        if !now && *self.turn() == Turn::Handing {
            return Ok(());
        }
        let turn = self.when_free()?;
        if self.waiting.len() > 0 {
            self.waiting.set_apart();
            self.pass(turn, Turn::Handing);
        }
        Ok(())
    }

    fn hand_on(&self, db: sled::Db) {
        loop {
            let idle = |turn: &mut Turn| !matches!(turn, Turn::Handing | Turn::Over);
            let turn = self.changed.wait_while(self.turn(), idle);
            if *turn.unwrap_or_else(PoisonError::into_inner) == Turn::Over {
                break;
            }
            let batch = self.waiting.batch();
            let taken = guarded(|| db.apply_batch(batch));
            if taken.is_ok() {
                collect_what_is_left_of(self.waiting.let_go());
            }
            let next = taken.map_or_else(|error| Turn::Refused(error.to_string()), |()| Turn::Free);
            let turn = self.turn();
            // Whoever has waited too long has ended it meanwhile.
            if *turn == Turn::Handing {
                self.pass(turn, next);
            }
        }
        // sled panics when the disk refuses its last sync. Nothing depends on that one.
        drop(catch_unwind(AssertUnwindSafe(|| drop(db))));
        self.pass(self.turn(), Turn::Gone);
    }
}
