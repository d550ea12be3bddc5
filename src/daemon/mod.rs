//! The desk itself: one process that owns the store and answers everybody. Never draws, never
//! decides by itself.
//!
//! The start-up story is [`boot::boot`]; then [`serve`] accepts connections until it is told to
//! leave or, for a person's own desk, until nobody has been attached for a while.

mod administrators;
mod answer;
mod board;
mod boot;
mod cache;
mod calls;
mod changes;
mod clerks;
mod clock;
mod company;
mod connection;
mod counts;
mod crew;
mod days;
mod decide;
mod desk;
mod detail;
mod doorman;
mod drafts;
mod early;
mod ears;
mod figures;
mod findable;
mod follows;
mod former;
mod heard;
mod history;
mod hub;
mod identity;
mod looks;
mod lost;
mod masked;
mod mender;
mod metrics;
mod mouth;
mod named;
mod news;
mod opening;
mod preview;
mod prose;
mod queue;
mod retention;
mod room;
mod ruling;
mod said;
mod sieve;
mod signals;
mod space;
mod survey;
mod system;
#[cfg(test)]
mod tests;
mod touched;
mod undone;
mod views;
mod worked;
mod writer;

use std::collections::VecDeque;
use std::io::{ErrorKind, Read};
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

pub use boot::{BootError, Report, look, own};
pub use metrics::{Metrics, PAUSE};
pub use system::{handed, listens, opening, ready};

use crate::home::place::Whose;
use crate::home::{Clock, Place, Settings};
use crate::wire::{Reply, Trouble, line};
use boot::Booted;
use desk::Desk;
use metrics::Writing;

/// Program and version, as said in `welcome`.
pub const PROGRAM: &str = concat!("sigap ", env!("CARGO_PKG_VERSION"));
/// How long a person's own desk stays after its last terminal: a second look costs no start.
pub const LINGER: Duration = Duration::from_secs(30);
/// Connections at a time: a desk of hundreds with a command line each; two threads and a few
/// buffers per connection stay far below the machine's limits.
const CONNECTIONS: usize = 1_024;
/// Open files that are none of a connection's: journal, index, log, drafts, with room to spare.
const OWN_FILES: u64 = 128;
/// How long nobody is let in when the system has no more files to give.
const BREATH: Duration = Duration::from_millis(100);

/// Connections that have waited for the desk to open and are served at once: their hellos are
/// there, but until they are read they are strangers, of whom few are suffered.
const AT_ONCE: usize = 64;
/// How long their hellos are given to be read before the next.
const BETWEEN: Duration = Duration::from_millis(10);

/// How the daemon is to run.
#[derive(Debug)]
pub struct Args {
    /// Where the desk is.
    pub place: Place,
    /// Its clock.
    pub clock: Clock,
    /// IANA name of its time zone.
    pub zone: String,
    /// Bytes after which its journal begins a new file, when not as usual.
    pub file_bytes: Option<u64>,
    /// What its owner has set.
    pub settings: Settings,
    /// How long to stay after the last connection; only a person's own or throw-away desk leaves.
    pub linger: Duration,
    /// Who started it.
    pub started_by: StartedBy,
    /// Where it tells how it is.
    pub metrics: Option<Metrics>,
    /// The socket, when whoever started the desk has made it and keeps it.
    pub handed: Option<UnixListener>,
}

/// Who started the daemon, and so how long it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartedBy {
    /// A terminal or command that found none: leaves by itself.
    Client,
    /// A person: stays until it is told to end.
    Hand,
    /// systemd: the same, and its journal takes the log.
    System,
}

/// Runs the desk until it is told to end. `report` hears how the start goes.
///
/// # Errors
/// [`BootError`] with a sentence for the person who started it.
pub fn run(args: Args, report: &mut dyn FnMut(Report)) -> Result<(), BootError> {
    if args.started_by == StartedBy::Client {
        // A session of its own: the hang-up or Ctrl-C of the terminal that started it is not meant
        // for the desk. It fails only for a leader, which needs none.
        let _ = nix::unistd::setsid();
    }
    let lingers = args.started_by == StartedBy::Client && args.place.whose != Whose::System;
    let linger = lingers.then_some(args.linger);
    let metrics = args.metrics.clone();
    let booted = boot::boot(args, report)?;
    let Booted { desk, listener, made, waiting, mut wake, writer, lock } = booted;
    let begun = metrics.map(|metrics| Writing::begin(&desk, metrics)).transpose();
    // A desk that nobody watches is better than none.
    let writing = begun.unwrap_or_else(|why| {
        tracing::error!("the metrics cannot be written: {why}");
        None
    });
    report(Report::Ready);
    let ended = thread::scope(|scope| {
        scope.spawn(|| desk.hub.cry());
        scope.spawn(|| desk.hub.tell_company());
        scope.spawn(|| crew::watch(&desk));
        let ended = serve(&desk, (&listener, waiting), &mut wake, linger);
        desk.hub.hush();
        desk.crew.close();
        ended
    });
    tracing::info!("leaving: {ended}");
    system::stopping();
    // The socket goes first: whoever comes now finds no desk and starts a new one, which waits
    // for the lock that is let go last.
    boot::leave(&desk.place, made.as_ref(), &lock);
    drop(writing);
    desk.close();
    drop(desk);
    if writer.join().is_err() {
        tracing::error!("the writer ended in a panic");
    }
    drop(lock);
    Ok(())
}

/// Accepts connections, first those that have waited, until a signal or a lonely desk's time is up;
/// says why it ended.
fn serve(
    desk: &Arc<Desk>,
    (listener, waiting): (&UnixListener, Vec<UnixStream>),
    wake: &mut UnixStream,
    linger: Option<Duration>,
) -> &'static str {
    let began = Instant::now();
    let mut lonely = Some(began);
    let (places, mut waited) = (places(), VecDeque::from(waiting));
    loop {
        let some = waited.len().min(AT_ONCE);
        waited.drain(..some).for_each(|stream| admit(desk, stream, places));
        let left = match (linger, lonely) {
            _ if some > 0 => Some(BETWEEN),
            (Some(linger), Some(since)) => Some(linger.saturating_sub(since.elapsed())),
            (Some(_) | None, _) => None,
        };
        if left == Some(Duration::ZERO) {
            return "nobody has been attached for a while";
        }
        let timeout = left.map_or(PollTimeout::NONE, |left| {
            PollTimeout::try_from(left + Duration::from_millis(1)).unwrap_or(PollTimeout::MAX)
        });
        let mut waiting = [
            PollFd::new(listener.as_fd(), PollFlags::POLLIN),
            PollFd::new(wake.as_fd(), PollFlags::POLLIN),
        ];
        match poll(&mut waiting, timeout) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(_) => return "waiting for connections failed",
        }
        let woken = waiting[1].any().unwrap_or(false);
        if woken && drained(wake) {
            return "told to end";
        }
        loop {
            match listener.accept() {
                Ok((stream, _)) => admit(desk, stream, places),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    tracing::warn!("nobody can come in for a moment: {error}");
                    thread::sleep(BREATH);
                    break;
                }
            }
        }
        lonely = (desk.connections() == 0).then(|| desk.left().unwrap_or(began));
    }
}

/// Empties the waking pipe; a signal's byte among them means to end.
fn drained(wake: &mut UnixStream) -> bool {
    let mut bytes = [0_u8; 64];
    let mut told = false;
    while let Ok(count @ 1..) = wake.read(&mut bytes) {
        told |= bytes[..count].contains(&boot::END);
    }
    told
}

/// How many can be served: fewer where the system gives fewer files.
fn places() -> usize {
    let files = allow_files(CONNECTIONS as u64 * 2 + OWN_FILES).unwrap_or(OWN_FILES * 2);
    let places = usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(CONNECTIONS);
    places.clamp(16, CONNECTIONS)
}

/// Lets this process open so many files, if it may; tells how many it can.
fn allow_files(wanted: u64) -> nix::Result<u64> {
    let (now, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let more = wanted.min(most);
    if more > now {
        setrlimit(Resource::RLIMIT_NOFILE, more, most)?;
    }
    Ok(more.max(now))
}

/// Serves a connection on a thread of its own, or says that the desk is full.
fn admit(desk: &Arc<Desk>, stream: UnixStream, places: usize) {
    // Accepted sockets do not inherit the listener's mode on Linux, but nothing promises that.
    let Ok(uid) = identity::peer(&stream) else { return };
    if stream.set_nonblocking(false).is_err() {
        return;
    }
    if desk.known() >= places {
        desk.counts.turned_away();
        let sentence = format!("the desk has {places} connections; close some");
        let full = Reply::Trouble { id: None, trouble: Trouble::Full, sentence };
        // Whoever does not read this hears it from the closed connection.
        drop(stream.set_write_timeout(Some(Duration::from_millis(100))));
        drop(line::write(&mut &stream, &full));
        return;
    }
    let shared = Arc::clone(desk);
    let stream = Arc::new(stream);
    let serving = desk.arrived(&stream, uid);
    let spawned = thread::Builder::new().name("connection".into()).spawn(move || {
        connection::serve(&shared, &stream, &serving);
        drop(serving);
    });
    if let Err(error) = spawned {
        tracing::error!("no thread for a connection: {error}");
    }
}
