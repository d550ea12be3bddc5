//! Opens the store and fills the look-up while somebody waits. Never silent for long: sled says
//! nothing while it opens, so what was said last is said again.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::cache::Cache;
use super::early::Early;
use super::findable;
use super::space::Space;
use crate::lookup::Lookup;
use crate::store::{self, Keep, Opened, Salts, Store, StoreError};
use crate::wire::{Opening, Step};

/// How often it is told how far the desk is. What opens sooner opens without a word.
const TICK: Duration = Duration::from_millis(100);

/// Opens the store and makes the look-up; tells how far it is until then.
///
/// # Errors
/// The store's.
pub fn open(
    keep: &Keep,
    space: &Space,
    (cache, early): (&Cache, &Early),
    tell: &mut dyn FnMut(Opening),
) -> Result<(Store, Opened, Lookup), StoreError> {
    let (told, hears) = channel();
    thread::scope(|scope| {
        let opening = scope.spawn(move || {
            open_findable(keep, space, (cache, early), &|opening| {
                // Who hears it waits for the end of this.
                let _ = told.send(opening);
            })
        });
        let mut now = Opening { step: Step::Index, done: 0, all: 0 };
        let mut said = Instant::now();
        loop {
            let left = TICK.saturating_sub(said.elapsed());
            match hears.recv_timeout(left) {
                Ok(opening) => now = opening,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if said.elapsed() >= TICK {
                tell(now);
                said = Instant::now();
            }
        }
        opening.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Opens the store and makes the look-up, whose cache is read meanwhile. A row that is found
/// damaged on the way marks the index: it is built anew at once, not at the next start.
fn open_findable(
    keep: &Keep,
    space: &Space,
    (cache, early): (&Cache, &Early),
    tell: &dyn Fn(Opening),
) -> Result<(Store, Opened, Lookup), StoreError> {
    let began = Instant::now();
    let (opened, kept) = thread::scope(|scope| {
        let loading = scope.spawn(|| {
            let (standing, lookup) = cache.load()?;
            tracing::info!("the look-up's cache was read after {:.2?}", began.elapsed());
            let lookup = findable::lend(&keep.home, &standing, lookup, early);
            Some((standing, lookup))
        });
        let opened = open_store(keep, space, tell);
        tracing::info!("the store was opened after {:.2?}", began.elapsed());
        (opened, loading.join().unwrap_or_default())
    });
    let kept =
        kept.and_then(|(standing, lookup)| Some((standing, lookup.or_else(|| early.take_back())?)));
    let mut gathered = |done, all| tell(Opening { step: Step::Lookup, done, all });
    let (store, opened) = opened?;
    match findable::lookup(&store.reader(), kept, cache, &mut gathered) {
        Ok(lookup) => return Ok((store, opened, lookup)),
        Err(StoreError::Row(why) | StoreError::Index(why)) => {
            tracing::error!("the index is damaged ({why}); it is being built anew");
        }
        Err(other) => return Err(other),
    }
    drop(store);
    let (store, opened) = open_store(keep, space, tell)?;
    let lookup = findable::lookup(&store.reader(), None, cache, &mut gathered)?;
    Ok((store, opened, lookup))
}

/// Opens the store; on a full disk with the room of the ballast.
fn open_store(
    keep: &Keep,
    space: &Space,
    tell: &dyn Fn(Opening),
) -> Result<(Store, Opened), StoreError> {
    let mut read = |progress: store::Progress| {
        tell(Opening { step: Step::Journal, done: progress.bytes, all: progress.of });
    };
    match Store::open(keep.clone(), Salts::random(), &mut read) {
        Err(StoreError::Io { source, .. })
            if source.kind() == io::ErrorKind::StorageFull && space.drop_ballast() =>
        {
            tracing::warn!("the disk is full; the ballast was given up to open the desk");
            Store::open(keep.clone(), Salts::random(), &mut read)
        }
        other => other,
    }
}
