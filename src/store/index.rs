//! The sled tree that answers questions, and can be thrown away at any time. Never the truth: what
//! it cannot vouch for is an error, and the next open builds it anew.

use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sled::IVec;

use super::codec::{self, Undecodable};
use super::erasures::Erasure;
use super::error::{Damage, StoreError};
use super::generations::{
    being_built, folder, generation_folder, generations, gone, is_there, remove_generation,
};
use super::handing::{Handing, flushed, guarded};
use super::known::Known;
use super::overlay::Changes;
use super::queue::Active;
use super::recent::Recent;
use super::record::{CustomerRow, State, TicketRow};
use super::segment;
use super::table::{self, Key, LAYOUT, Table};
use super::waiting::{Row, RowIter, Towards};

/// Memory sled may hold pages in; a desk of 100,000 customers fits.
const CACHE_BYTES: u64 = 256 * 1024 * 1024;
/// With segments of this size sled takes a fifth less room than with its own default.
const SLED_SEGMENT: usize = 2 * 1024 * 1024;

/// The open index, cheap to clone.
#[derive(Clone)]
pub(super) struct Index(Arc<Held>);

struct Held {
    /// `None` only while it is being dropped.
    db: Option<sled::Db>,
    home: PathBuf,
    generation: u64,
    /// `None` only while it is being dropped.
    waiting: Option<Handing>,
    known: Known,
    tickets: Recent<TicketRow>,
    customers: Recent<CustomerRow>,
    /// Another generation has taken its place: the last one to let go of it removes its files.
    replaced: AtomicBool,
    cares: Cares,
}

/// Something that somebody has to see to while the desk goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Care {
    /// A build of the index is not to be trusted any more.
    Index {
        /// Which; later ones have higher numbers.
        build: u64,
        /// What was found.
        why: String,
    },
    /// Part of the journal cannot be read.
    Journal(Damage),
    /// Customers were erased: their words have to go from the disk.
    Erasure(Vec<Erasure>),
}

/// Where they are told.
pub(super) type Cares = Sender<Care>;

impl Drop for Held {
    fn drop(&mut self) {
        // The thread lets go of sled first: the last one who does ends it.
        drop(self.waiting.take());
        let Some(db) = self.db.take() else { return };
        // sled flushes when it is dropped, and nobody could wake it then: it is done before. What
        // it says is of no use any more.
        match flushed(&db) {
            // sled panics when the disk refuses its last sync. Nothing depends on that one.
            Some(_) => drop(catch_unwind(AssertUnwindSafe(|| drop(db)))),
            None => std::mem::forget(db),
        }
        if self.replaced.load(Ordering::Acquire) {
            // What stays behind is removed by the next open.
            drop(remove_generation(&self.home, self.generation));
        }
    }
}

/// Removes the index of a home that nobody has open; the next open builds it anew.
///
/// # Errors
/// [`StoreError::Io`].
pub(super) fn remove(home: &Path) -> Result<(), StoreError> {
    gone(&folder(home))?;
    gone(&mark(home))
}

/// Has the index of a home built anew when the desk next starts.
///
/// # Errors
/// [`StoreError::Io`].
pub fn distrust_index(home: &Path) -> Result<(), StoreError> {
    let mark = mark(home);
    fs::write(&mark, "").map_err(StoreError::io("create", &mark))
}

/// A file that says: the index is not to be trusted, build it anew.
fn mark(home: &Path) -> PathBuf {
    home.join("index.rebuild")
}

/// Seals a value for its key: CRC32C of key and payload in front. `room` is only to save making it
/// anew for each.
pub(super) fn seal<T: Serialize + ?Sized>(key: &[u8], value: &T, room: &mut Vec<u8>) -> IVec {
    room.clear();
    room.extend_from_slice(&[0; 4]);
    codec::encode_into(value, room);
    let crc = crc32c::crc32c_append(crc32c::crc32c(key), &room[4..]);
    room[..4].copy_from_slice(&crc.to_le_bytes());
    IVec::from(room.as_slice())
}

/// Opens a sealed value, or says what is wrong with it.
fn unseal<T>(
    key: &[u8],
    bytes: &[u8],
    decode: impl FnOnce(&[u8]) -> Result<T, Undecodable>,
) -> Result<T, String> {
    let (crc, payload) = bytes.split_at_checked(4).ok_or("it is cut")?;
    let wanted = crc32c::crc32c_append(crc32c::crc32c(key), payload);
    if crc != wanted.to_le_bytes() {
        return Err("its check fails".to_owned());
    }
    decode(payload).map_err(|error| error.to_string())
}

/// Opens sled; waits while a thread of a database that was closed just now still has its lock. The
/// caller owns the home, so nobody else can.
fn unlocked(open: impl Fn() -> sled::Result<sled::Db>) -> Result<sled::Db, sled::Error> {
    const UNTIL_FREE: Duration = Duration::from_secs(10);
    let began = Instant::now();
    loop {
        match guarded(&open) {
            Err(sled::Error::Io(error))
                if error.to_string().contains("could not acquire lock")
                    && began.elapsed() < UNTIL_FREE =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

impl Index {
    /// Opens the generation in the home's index folder, or a new one; what an interrupted build or
    /// replacement has left beside it goes.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the operating system refuses (a full disk, a missing permission);
    /// [`StoreError::Index`] or [`StoreError::Row`] when the index must be built anew.
    pub(super) fn open(home: &Path, cares: Cares) -> Result<Index, StoreError> {
        if is_there(&mark(home)) {
            return Err(StoreError::Index("it was found damaged".to_owned()));
        }
        let folder = folder(home);
        if is_there(&folder) && !folder.is_dir() {
            return Err(StoreError::Index("something else is in its place".to_owned()));
        }
        if folder.join("conf").exists() {
            return Err(StoreError::Index("another version has written it".to_owned()));
        }
        segment::make_folder(&folder)?;
        let (unfinished, built): (Vec<u64>, Vec<u64>) =
            generations(home)?.iter().partition(|one| being_built(home, **one).exists());
        let latest = built.last().copied().unwrap_or(1);
        let older = built.into_iter().filter(|one| *one < latest);
        older.chain(unfinished).try_for_each(|one| remove_generation(home, one))?;
        let index = Index::open_generation(home, latest, cares)?;
        match index.state()? {
            Some(state) if state.layout == LAYOUT => index.remember(state.counters.commands)?,
            None if index.db().is_empty() => {}
            Some(_) | None => {
                return Err(StoreError::Index("another version has written it".to_owned()));
            }
        }
        Ok(index)
    }

    /// Reads what is asked for in memory only.
    fn remember(&self, commands: u64) -> Result<(), StoreError> {
        self.0.known.fill(self, commands)?;
        let (mut active, mut rows) = (Active::new(), self.range(&Table::Queue.all()));
        while let Some((key, sealed)) = self.advance(&mut rows, Towards::Last)? {
            let entry = self.read(&key, &sealed)?;
            active.insert(table::queue_place(&key), Arc::new(entry));
        }
        self.waiting().begin_with(active);
        Ok(())
    }

    /// The commands that are known by their ids.
    pub(super) fn known(&self) -> &Known {
        &self.0.known
    }

    /// The active tickets.
    pub(super) fn queue(&self) -> Arc<Active> {
        self.waiting().queue()
    }

    fn open_generation(home: &Path, generation: u64, cares: Cares) -> Result<Index, StoreError> {
        let folder = generation_folder(home, generation);
        if is_there(&folder) && !folder.is_dir() {
            return Err(StoreError::Index("something else is in its place".to_owned()));
        }
        segment::make_folder(&folder)?;
        remove_unfinished(&folder)?;
        let config = sled::Config::new()
            .path(&folder)
            .mode(sled::Mode::HighThroughput)
            .cache_capacity(CACHE_BYTES)
            .segment_size(SLED_SEGMENT)
            // The writer flushes when it has written: a desk at rest wakes nobody.
            .flush_every_ms(None);
        let db = unlocked(|| config.open()).map_err(|error| refused(error, &folder))?;
        let waiting = Handing::start(db.clone()).map_err(StoreError::io("work on", &folder))?;
        let (db, waiting, home) = (Some(db), Some(waiting), home.to_owned());
        let replaced = AtomicBool::new(false);
        let (known, tickets, customers) = (Known::default(), Recent::default(), Recent::default());
        Ok(Index(Arc::new(Held {
            db,
            home,
            generation,
            waiting,
            known,
            tickets,
            customers,
            replaced,
            cares,
        })))
    }

    /// An empty generation beside this one, to be built while this one answers.
    ///
    /// # Errors
    /// As for [`Index::open`].
    pub(super) fn next_generation(&self) -> Result<Index, StoreError> {
        let home = &self.0.home;
        let next = generations(home)?.last().map_or(1, |last| last + 1);
        let sign = being_built(home, next);
        fs::write(&sign, "").map_err(StoreError::io("create", &sign))?;
        Index::open_generation(home, next, self.0.cares.clone())
    }

    /// Removes every generation before this one, and returns when a power cut brings none of them
    /// back. Who still reads from one goes on: its files have lost their names only. A later one is
    /// being built, from a journal that was changed before this one was.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn remove_older(&self) -> Result<(), StoreError> {
        let home = &self.0.home;
        let older = generations(home)?.into_iter().filter(|one| *one < self.0.generation);
        for older in older {
            let removed = remove_generation(home, older);
            // The last reader may have removed it in the same moment.
            if generation_folder(home, older).exists() {
                removed?;
            }
        }
        segment::sync_folder(&folder(home))
    }

    /// Puts a generation that has been built in this one's place for good.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn give_way_to(&self, next: &Index) -> Result<(), StoreError> {
        gone(&being_built(&self.0.home, next.0.generation))?;
        gone(&mark(&self.0.home))?;
        self.discard();
        Ok(())
    }

    /// Which build of the index this is; later ones have higher numbers.
    pub(super) fn build(&self) -> u64 {
        self.0.generation
    }

    /// Lets its files go with the last one who reads it.
    pub(super) fn discard(&self) {
        self.0.replaced.store(true, Ordering::Release);
    }

    fn db(&self) -> &sled::Db {
        self.0.db.as_ref().expect("it is taken in drop only")
    }

    fn waiting(&self) -> &Handing {
        self.0.waiting.as_ref().expect("it is taken in drop only")
    }

    /// Moves the folder aside (what was there from the last time goes) for whoever wants to look
    /// into it, so that the next open begins with an empty one.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn set_aside(home: &Path) -> Result<(), StoreError> {
        let (folder, aside) = (folder(home), home.join("index.damaged"));
        gone(&aside)?;
        if is_there(&folder) {
            fs::rename(&folder, &aside).map_err(StoreError::io("move aside", &folder))?;
        }
        gone(&mark(home))
    }

    /// How far the index has come; `None` when it is new.
    pub(super) fn state(&self) -> Result<Option<State>, StoreError> {
        self.get(&table::state())
    }

    /// One row.
    pub(super) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        let bytes = self.bytes(key)?;
        bytes.map(|bytes| self.read(key, &bytes)).transpose()
    }

    /// One ticket's row, as it was taken apart for whoever asked last.
    pub(super) fn ticket(&self, key: &[u8]) -> Result<Option<Arc<TicketRow>>, StoreError> {
        self.0.tickets.get(key, || self.get_with_size(key))
    }

    /// The same for a customer.
    pub(super) fn customer(&self, key: &[u8]) -> Result<Option<Arc<CustomerRow>>, StoreError> {
        self.0.customers.get(key, || self.get_with_size(key))
    }

    fn get_with_size<T: DeserializeOwned>(
        &self,
        key: &[u8],
    ) -> Result<Option<(T, usize)>, StoreError> {
        let bytes = self.bytes(key)?;
        bytes.map(|bytes| Ok((self.read(key, &bytes)?, bytes.len()))).transpose()
    }

    /// One row as it is kept.
    pub(super) fn bytes(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        if let Some(waits) = self.waiting().get(key) {
            return Ok(waits);
        }
        guarded(|| self.db().get(key)).map_err(|error| self.failed(error))
    }

    /// Opens a row; one that fails its check is never shown, and the index is marked.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        key: &[u8],
        bytes: &[u8],
    ) -> Result<T, StoreError> {
        unseal(key, bytes, codec::decode).map_err(|why| self.spoilt(key, &why))
    }

    /// The same for what a row begins with: all of it is checked, and the rest is not taken apart.
    pub(super) fn read_beginning<T: DeserializeOwned>(
        &self,
        key: &[u8],
        bytes: &[u8],
    ) -> Result<T, StoreError> {
        unseal(key, bytes, codec::decode_beginning).map_err(|why| self.spoilt(key, &why))
    }

    fn spoilt(&self, key: &[u8], why: &str) -> StoreError {
        let why = format!("table {}: {why}", key.first().copied().unwrap_or(0));
        self.mark(&why);
        StoreError::Row(why)
    }

    /// All rows in a range of keys.
    pub(super) fn range(&self, keys: &Range<Key>) -> RowIter {
        let waiting = self.waiting().range(keys);
        RowIter::new(waiting, self.db().range(keys.start.clone()..keys.end.clone()))
    }

    /// The next row of a range, always from the same end of it.
    pub(super) fn advance(
        &self,
        rows: &mut RowIter,
        towards: Towards,
    ) -> Result<Option<Row>, StoreError> {
        guarded(|| rows.next(towards)).map_err(|error| self.failed(error))
    }

    /// Makes all changes at once, or none. They are in sled when there are enough of them; when it
    /// refused the ones before them, these are not made.
    pub(super) fn apply(&self, mut changes: Changes) -> Result<(), StoreError> {
        let commands = std::mem::take(&mut changes.commands);
        let changed = |table: Table| -> Vec<Key> {
            changes.rows.range(table.all()).map(|(key, _)| key.clone()).collect()
        };
        let (tickets, customers) = (changed(Table::Tickets), changed(Table::Customers));
        let add = || self.waiting().add(changes);
        let add = || self.0.customers.while_changing(&customers, add);
        self.0.tickets.while_changing(&tickets, add).map_err(|why| self.failed(why))?;
        self.0.known.add(&commands);
        Ok(())
    }

    /// Returns when sled has all changes.
    pub(super) fn hand_on(&self) -> Result<(), StoreError> {
        self.waiting().finish().map_err(|why| self.failed(why))
    }

    /// Writes what is in memory to the disk. Nothing depends on it but the time of the next open.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        self.hand_on()?;
        let never = || sled::Error::ReportableBug("its flush does not end".to_owned());
        let flushed = flushed(self.db()).unwrap_or_else(|| Err(never()));
        flushed.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// Every row, for comparing.
    #[cfg(test)]
    pub(super) fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut rows = self.range(&(vec![0]..vec![u8::MAX]));
        let row = || self.advance(&mut rows, Towards::Last).expect("the index can be read");
        std::iter::from_fn(row).map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
    }

    /// Spoils a row the way a disk would.
    #[cfg(test)]
    pub(super) fn spoil(&self, key: &[u8]) {
        let mut sealed = self.bytes(key).expect("readable").expect("there").to_vec();
        *sealed.last_mut().expect("not empty") ^= 1;
        self.hand_on().expect("written");
        let insert = || self.db().insert(key, sealed);
        let keys = [key.to_vec()];
        let insert = || self.0.customers.while_changing(&keys, insert);
        self.0.tickets.while_changing(&keys, insert).expect("written");
    }

    fn failed(&self, why: impl ToString) -> StoreError {
        self.mark(&why.to_string());
        StoreError::Index(why.to_string())
    }

    /// Says for the next open that the index is not to be trusted. When that cannot be written,
    /// the next reader finds the same damage again.
    fn mark(&self, why: &str) {
        drop(fs::write(mark(&self.0.home), ""));
        self.tell(Care::Index { build: self.0.generation, why: why.to_owned() });
    }

    /// Tells whoever mends things; nobody does while the store is being opened.
    pub(super) fn tell(&self, care: Care) {
        drop(self.0.cares.send(care));
    }
}

/// Tells a refusal of the operating system, which a new index would meet as well, from an index
/// that is broken.
fn refused(error: sled::Error, folder: &Path) -> StoreError {
    match error {
        sled::Error::Io(error)
            if error.raw_os_error().is_some_and(|code| code != nix::errno::Errno::EIO as i32) =>
        {
            StoreError::io("open", folder)(error)
        }
        other => StoreError::Index(other.to_string()),
    }
}

/// Removes snapshots that sled did not finish writing: it takes them for damage for ever, and
/// needs none of them.
fn remove_unfinished(folder: &Path) -> Result<(), StoreError> {
    for file in fs::read_dir(folder).map_err(StoreError::io("read", folder))? {
        let path = file.map_err(StoreError::io("read", folder))?.path();
        if path.extension().is_some_and(|extension| extension == "generating") {
            gone(&path)?;
        }
    }
    Ok(())
}
