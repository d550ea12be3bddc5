//! What every thread of the desk shares. Never the store itself: the writer owns it.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use super::hub::Hub;
use super::signals::Offers;
use super::space::Space;
use super::writer::Work;
use crate::domain::{At, Role};
use crate::home::place::Whose;
use crate::home::{Clock, Place, Retention};
use crate::lookup::Lookup;
use crate::store::Reader;
use crate::wire::DeskKind;

/// The desk as its connections see it.
pub struct Desk {
    /// Where it lives.
    pub place: Place,
    /// Its clock.
    pub clock: Clock,
    /// IANA name of its time zone.
    pub zone: String,
    /// How long it keeps customers.
    pub retention: Retention,
    /// When it started.
    pub started: At,
    /// Synced state.
    pub reader: Reader,
    /// Finding customers.
    pub lookup: RwLock<Lookup>,
    /// Room on the disk.
    pub space: Space,
    /// Who is attached.
    pub hub: Hub,
    /// Announced calls.
    pub offers: Offers,
    /// The way to the writer; `None` once the desk is leaving.
    pub jobs: Mutex<Option<SyncSender<Work>>>,
    /// Wakes the thread that accepts connections.
    pub waker: UnixStream,
    /// Every connection's socket, to end them all.
    pub streams: Mutex<Streams>,
}

/// Open sockets by number.
#[derive(Debug, Default)]
pub struct Streams {
    next: u64,
    open: BTreeMap<u64, UnixStream>,
}

/// The desk takes no more commands.
#[derive(Debug)]
pub struct Leaving;

/// A connection that is being served; it no longer counts once this is dropped.
pub struct Serving {
    desk: Arc<Desk>,
    number: u64,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let mut streams = self.desk.streams();
        streams.open.remove(&self.number);
        if streams.open.is_empty() {
            self.desk.wake();
        }
    }
}

impl Desk {
    /// Whose desk it is, in the words of the wire.
    pub const fn kind(&self) -> DeskKind {
        match self.place.whose {
            Whose::Personal => DeskKind::Personal,
            Whose::System => DeskKind::System,
            Whose::Throwaway => DeskKind::Throwaway,
        }
    }

    /// The look-up, for reading.
    pub fn lookup(&self) -> RwLockReadGuard<'_, Lookup> {
        self.lookup.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Roles given by the roster; none when they cannot be read.
    pub fn roles(&self) -> BTreeMap<String, Role> {
        self.reader.view().roles().unwrap_or_default().into_iter().collect()
    }

    /// How many customers there are.
    pub fn customers(&self) -> u64 {
        self.reader.view().counts().map(|counts| counts.customers).unwrap_or_default()
    }

    /// Hands work to the writer, waiting while too much waits.
    ///
    /// # Errors
    /// The desk is leaving.
    pub fn submit(&self, work: Work) -> Result<(), Leaving> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        jobs.and_then(|jobs| jobs.send(work).ok()).ok_or(Leaving)
    }

    /// Counts a connection for as long as the returned value lives.
    pub fn arrived(self: &Arc<Desk>, stream: &UnixStream) -> Serving {
        let mut streams = self.streams();
        streams.next += 1;
        let number = streams.next;
        if let Ok(stream) = stream.try_clone() {
            streams.open.insert(number, stream);
        }
        Serving { desk: Arc::clone(self), number }
    }

    /// How many connections there are, those that have not said hello included.
    pub fn connections(&self) -> usize {
        self.streams().open.len()
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes no more commands and ends every connection; the writer ends after what waits.
    pub fn close(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        for stream in self.streams().open.values() {
            // The answers of commands that still wait are lost to their askers, who ask again
            // under the same command id.
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Wakes the accepting thread, which then sees whether it is time to leave.
    pub fn wake(&self) {
        // A full pipe wakes it too.
        drop((&self.waker).write(&[0]));
    }
}
