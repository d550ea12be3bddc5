//! The start-up story: lock, socket, store, look-up, writer. Never unlinks a socket without
//! holding the lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, RwLock};
use std::thread::{self, JoinHandle};

use nix::fcntl::{Flock, FlockArg};

use super::cache::Cache;
use super::clerks::Clerks;
use super::desk::Desk;
use super::doorman::Doorman;
use super::early::Early;
use super::hub::Hub;
use super::looks::Looks;
use super::opening;
use super::prose::{self, Written};
use super::space::Space;
use super::system;
use super::worked::Worked;
use super::writer::{self, Work, Writer};
use super::{Args, StartedBy, figures, mender};
use crate::disk;
use crate::domain::Entry;
use crate::home::place::{SOCKET_PATH_BYTES, Whose};
use crate::home::{Place, PlaceError, Serving};
use crate::store::{self, Damage, Keep, Looked, Mirrored, Progress, Store, StoreError};
use crate::wire::Opening;

/// The byte by which a signal tells the accepting thread to end.
pub(super) const END: u8 = b'X';
/// Entries of the journal's end that are read to know recent commands again.
const RECENT: usize = 10_000;
/// Exit code of a desk whose writer has broken down: as of a fault in the program.
const BROKEN_DOWN: i32 = 70;
/// Bytes of the log kept from the run before.
const LOG_BYTES: u64 = 1 << 20;

/// How the start goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The store is being opened.
    Opening(Opening),
    /// Connections are accepted.
    Ready,
}

/// Why the desk did not start.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The place cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// Another daemon owns the desk.
    #[error(
        "the desk in {0} is run by another daemon already; attach to it with: sigap --home {0}"
    )]
    Owned(String),
    /// The store cannot be opened.
    #[error("the desk's journal in {dir} cannot be opened: {why}")]
    Store {
        /// Where.
        dir: String,
        /// Why.
        why: StoreError,
    },
    /// A restore was killed before the home had a desk: another one would be begun beside it.
    #[error(
        "a restore into {0} was not finished; run it again, or remove {0}/restore.partial to begin \
         an empty desk"
    )]
    Unfinished(String),
    /// The socket cannot be made.
    #[error("the desk's socket {socket} cannot be made: {why}")]
    Socket {
        /// Which.
        socket: String,
        /// Why.
        why: io::Error,
    },
    /// Something else of the operating system.
    #[error("the desk in {dir} cannot start: {why}")]
    Io {
        /// Where.
        dir: String,
        /// Why.
        why: io::Error,
    },
}

/// A started desk.
pub(super) struct Booted {
    /// What connections share.
    pub desk: Arc<Desk>,
    /// Where they come in.
    pub listener: UnixListener,
    /// The socket that was made for it; none when another's was handed over.
    pub made: Option<Made>,
    /// Who has come in meanwhile.
    pub waiting: Vec<UnixStream>,
    /// Wakes who accepts them.
    pub wake: UnixStream,
    /// The writing thread.
    pub writer: JoinHandle<()>,
    /// Held as long as the desk is owned.
    pub lock: Flock<File>,
}

/// Starts the desk. Whoever comes meanwhile is let in to wait.
///
/// # Errors
/// [`BootError`].
pub(super) fn boot(mut args: Args, report: &mut dyn FnMut(Report)) -> Result<Booted, BootError> {
    let place = args.place.clone();
    // Whatever is made from here on is the owner's alone, files of libraries included.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
    place.prepare()?;
    args.settings.mirror.iter().try_for_each(|mirror| place.check_mirror(mirror))?;
    let dir = place.dir.display().to_string();
    let io_error = |why| BootError::Io { dir: dir.clone(), why };
    let lock = own(&place)?;
    if is_half_restored(&place) {
        return Err(BootError::Unfinished(dir));
    }
    remove_unfinished(&place).map_err(io_error)?;
    start_log(&place, args.started_by).map_err(io_error)?;
    let (wake, waker) = UnixStream::pair().map_err(io_error)?;
    (wake.set_nonblocking(true)).and(waker.set_nonblocking(true)).map_err(io_error)?;
    heed_signals(&waker).map_err(io_error)?;
    let (listener, made) = match args.handed.take() {
        Some(handed) => {
            handed.set_nonblocking(true).map_err(io_error)?;
            (handed, None)
        }
        None => (listen(&place)?, Some(Made::at(&place.socket).map_err(io_error)?)),
    };
    let early = Early::new(place.clone(), args.clock.copy(), args.zone.clone());
    let opened = say_serving(&place, &lock).and_then(|()| Doorman::at(&listener, early));
    let opened = opened.map_err(io_error).and_then(|doorman| {
        let mut tell = |opening| {
            doorman.tell(opening);
            report(Report::Opening(opening));
        };
        Ok((open(args, waker, doorman.early(), &mut tell)?, doorman.leave()))
    });
    match opened {
        Ok(((desk, writer), waiting)) => {
            Ok(Booted { desk, listener, made, waiting, wake, writer, lock })
        }
        Err(error) => {
            leave(&place, made.as_ref(), &lock);
            Err(error)
        }
    }
}

/// Looks for what would keep a desk that does not run from starting, or from being whole, as far
/// as that can be seen without opening it: reads all of its journal and changes nothing.
///
/// # Errors
/// [`BootError`], as the start's.
pub fn look(
    place: &Place,
    mirror: Option<&Path>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Looked, BootError> {
    place.check()?;
    if is_half_restored(place) {
        return Err(BootError::Unfinished(place.dir.display().to_string()));
    }
    mirror.into_iter().try_for_each(|mirror| place.check_mirror(mirror))?;
    is_left(place)?;
    let keep = Keep { home: place.dir.clone(), mirror: mirror.map(Path::to_owned) };
    let dir = place.dir.display().to_string();
    store::look(&keep, progress).map_err(|why| BootError::Store { dir, why })
}

/// Tells whether a restore has begun here and not given the home its desk. What it leaves behind
/// once the desk is in its place does not matter.
fn is_half_restored(place: &Place) -> bool {
    place.partial().exists() && store::is_fresh(&place.dir).unwrap_or_default()
}

/// Removes what a restore or a repair that was ended has left: everybody's words, which no erasure
/// would find there.
fn remove_unfinished(place: &Place) -> io::Result<()> {
    [place.partial(), place.unpacked()].iter().try_for_each(|left| {
        let named = |why| io::Error::other(format!("{}: {why}", left.display()));
        disk::remove(left).map_err(named)
    })
}

/// Opens the store and makes the desk of it, with the thread that writes.
fn open(
    args: Args,
    waker: UnixStream,
    early: &Early,
    tell: &mut dyn FnMut(Opening),
) -> Result<(Arc<Desk>, JoinHandle<()>), BootError> {
    let place = args.place;
    let dir = place.dir.display().to_string();
    let io_error = |why| BootError::Io { dir: dir.clone(), why };
    let store_error = |why| BootError::Store { dir: dir.clone(), why };
    let space = Space::new(&place.dir, args.settings.reserve_mb);
    let keep = Keep { home: place.dir.clone(), mirror: args.settings.mirror.clone() };
    let cache = Cache::of(&place);
    let opened = opening::open(&keep, &space, (&cache, early), tell).map_err(store_error)?;
    let (mut store, opened, lookup) = opened;
    if let Some(bytes) = args.file_bytes {
        store = store.with_files_of(bytes);
    }
    tracing::info!("opened {dir}: {:?}, {:?}, mirror {:?}", opened.how, opened.cut, opened.mirror);
    if let Mirrored::InStep { back, given } = opened.mirror
        && back + given > 0
    {
        tracing::warn!("the mirror gave {back} entries to the journal and got {given} from it");
    }
    space.take_ballast();
    let (reader, cares) = (store.reader(), store.cares());
    let head = store.head();
    let (recent, damage) = recent(&mut store, opened.damage).map_err(store_error)?;
    let ((jobs, waiting), hub) = (writer::queue(), Hub::new(head));
    if let Some(damage) = &damage {
        tracing::error!("the journal is damaged: {damage}");
        hub.became_read_only(&damage.to_string());
    }
    let looks = Looks::new(place.looks(), args.settings.retention.looks());
    let worked = Worked::new(place.work(), args.settings.retention.work(), args.clock.now());
    let desk = Arc::new(Desk {
        place,
        started: args.clock.now(),
        clock: args.clock,
        zone: args.zone,
        settings: args.settings,
        reader,
        space,
        lookup: RwLock::new(lookup),
        looking: AtomicUsize::new(0),
        cache,
        written: Written::default(),
        clerks: Clerks::default(),
        hub,
        crew: Default::default(),
        looks,
        board: Default::default(),
        figures: Default::default(),
        worked,
        offers: Default::default(),
        calls: Default::default(),
        jobs: Mutex::new(Some(jobs)),
        waker,
        streams: Mutex::default(),
        counts: Default::default(),
    });
    cares.map_or(Ok(()), |cares| mender::start(&desk, cares)).map_err(io_error)?;
    prose::start(&desk).and_then(|()| figures::start(&desk)).map_err(io_error)?;
    Clerks::begin(&desk).map_err(io_error)?;
    let writing = Writer::new(store, Arc::clone(&desk), &recent);
    let writer = begin(writing, waiting).map_err(io_error)?;
    Ok((desk, writer))
}

/// Starts the thread that writes.
fn begin(writing: Writer, waiting: Receiver<Work>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("writer".into()).spawn(move || {
        match catch_unwind(AssertUnwindSafe(|| writing.run(&waiting))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(
                "the index could not be flushed; it will be brought up to date: {error}"
            ),
            // Without a writer nothing is ever answered again; whoever asks next starts a new desk.
            Err(_) => {
                tracing::error!("the writer has broken down; the desk ends");
                std::process::exit(BROKEN_DOWN);
            }
        }
    })
}

/// The journal's last entries, and what of it is lost. A damaged journal is served for reading,
/// also when the index holds what is lost and the damage is met only here; there is nothing to undo
/// then. Where there is a mirror, it is asked first.
fn recent(
    store: &mut Store,
    damage: Option<Damage>,
) -> Result<(Vec<Entry>, Option<Damage>), StoreError> {
    let reader = store.reader();
    let from = store.head().saturating_sub(RECENT as u64) + 1;
    let read = match (reader.entries(from, RECENT), &damage) {
        (Err(StoreError::Damaged(_)), None) => {
            mender::heal(store);
            reader.entries(from, RECENT)
        }
        (read, _) => read,
    };
    match (read, damage) {
        (Ok(recent), damage) => Ok((recent, damage)),
        (Err(_), Some(damage)) => Ok((Vec::new(), Some(damage))),
        (Err(StoreError::Damaged(damage)), None) => Ok((Vec::new(), Some(damage))),
        (Err(why), None) => Err(why),
    }
}

/// Takes the desk's lock: as long as it is held, nobody else serves the desk or changes what is in
/// its home. A lock file stays behind: removing it would let two owners in.
///
/// # Errors
/// [`BootError::Owned`], [`BootError::Io`].
pub fn own(place: &Place) -> Result<Flock<File>, BootError> {
    let dir = || place.dir.display().to_string();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let file = disk::open_with(&mut options, &place.lock()).map_err(naming(&place.lock()));
    let file = file.map_err(|why| BootError::Io { dir: dir(), why })?;
    match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
        Ok(lock) => match lock.set_len(0) {
            Ok(()) => Ok(lock),
            Err(why) => Err(BootError::Io { dir: dir(), why }),
        },
        Err((_, nix::errno::Errno::EWOULDBLOCK)) => Err(BootError::Owned(dir())),
        Err((_, errno)) => Err(BootError::Io { dir: dir(), why: errno.into() }),
    }
}

/// Notes in the lock file that the socket is there, and where: whoever looks for it in vain then
/// finds it all the same, or knows that it was removed, and that waiting is of no use.
fn say_serving(place: &Place, lock: &File) -> io::Result<()> {
    let serving = Serving { pid: std::process::id(), socket: place.socket.clone() };
    let mut lock = lock;
    lock.write_all(&serving.to_bytes())
}

/// The log says what happened and never what somebody said: no notes, names or numbers.
fn start_log(place: &Place, started_by: StartedBy) -> io::Result<()> {
    let level = tracing_subscriber::EnvFilter::try_from_env("SIGAP_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("sigap=info"));
    let logging = tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_ansi(false)
        // What cannot be logged would be told on standard error, and end the thread where that is
        // on the same full disk.
        .log_internal_errors(false);
    // A second desk in one process (tests) keeps the first one's log.
    match started_by {
        StartedBy::System => {
            drop(logging.event_format(system::Journald).with_writer(io::stderr).try_init());
        }
        StartedBy::Client | StartedBy::Hand => {
            drop(logging.with_writer(log_file(&place.log())?).try_init());
        }
    }
    Ok(())
}

fn log_file(file: &Path) -> io::Result<Mutex<File>> {
    let is_long = fs::metadata(file).is_ok_and(|about| about.len() > LOG_BYTES);
    let mut options = OpenOptions::new();
    options.create(true).write(true).append(!is_long).truncate(is_long).mode(0o600);
    Ok(Mutex::new(disk::open_with(&mut options, file).map_err(naming(file))?))
}

/// Puts a file's name in front of what is wrong with it.
fn naming(file: &Path) -> impl FnOnce(io::Error) -> io::Error {
    move |why| io::Error::new(why.kind(), format!("{}: {why}", file.display()))
}

fn heed_signals(waker: &UnixStream) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        signal_hook::low_level::pipe::register(signal, waker.try_clone()?)?;
    }
    Ok(())
}

/// Makes the socket, in place of one that a dead daemon left. The lock is held: nobody listens.
fn listen(place: &Place) -> Result<UnixListener, BootError> {
    let socket = &place.socket;
    let refuse = |why| BootError::Socket { socket: socket.display().to_string(), why };
    if is_left(place)? {
        fs::remove_file(socket).map_err(refuse)?;
    }
    let listener = UnixListener::bind(socket).map_err(refuse)?;
    let mode =
        if place.whose == Whose::System && place.system.group.is_some() { 0o660 } else { 0o600 };
    fs::set_permissions(socket, fs::Permissions::from_mode(mode)).map_err(refuse)?;
    if let Some(group) = place.system.group.as_deref().filter(|_| place.whose == Whose::System) {
        give_to_group(place, group).map_err(refuse)?;
    }
    listener.set_nonblocking(true).map_err(refuse)?;
    Ok(listener)
}

/// Tells whether a dead daemon has left a socket where this desk's is to be.
fn is_left(place: &Place) -> Result<bool, BootError> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let socket = place.socket.display().to_string();
    let refuse = |why| BootError::Socket { socket, why };
    if place.socket.as_os_str().len() > SOCKET_PATH_BYTES {
        let why = format!("its path has more than {SOCKET_PATH_BYTES} bytes");
        return Err(refuse(io::Error::new(io::ErrorKind::InvalidInput, why)));
    }
    let about = match fs::symlink_metadata(&place.socket) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(refuse(error)),
    };
    if !about.file_type().is_socket() || about.uid() != nix::unistd::geteuid().as_raw() {
        let why = "something that is not this user's socket is in its place; move it away";
        return Err(refuse(io::Error::new(io::ErrorKind::AlreadyExists, why)));
    }
    Ok(true)
}

fn give_to_group(place: &Place, group: &str) -> io::Result<()> {
    let found = nix::unistd::Group::from_name(group).map_err(io::Error::from)?;
    let none = || io::Error::new(io::ErrorKind::NotFound, format!("there is no group {group}"));
    let gid = found.ok_or_else(none)?.gid;
    nix::unistd::chown(&place.socket, None, Some(gid)).map_err(io::Error::from)
}

/// Which file a socket is, whatever its name is by now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    device: u64,
    inode: u64,
}

impl Made {
    fn at(socket: &Path) -> io::Result<Made> {
        use std::os::unix::fs::MetadataExt;
        let about = fs::symlink_metadata(socket)?;
        Ok(Made { device: about.dev(), inode: about.ino() })
    }
}

/// Takes the socket away when the desk leaves; before it the note that it is there. When the home
/// was moved, the socket in its old place may be that of a desk that was begun there since.
/// One that was handed over belongs to whoever did, who hears those who come meanwhile.
pub(super) fn leave(place: &Place, made: Option<&Made>, lock: &File) {
    let removed = match made.map(|made| (made, Made::at(&place.socket))) {
        Some((made, Ok(found))) if found == *made => fs::remove_file(&place.socket),
        Some((_, Err(error))) => Err(error),
        Some((_, Ok(_))) | None => Ok(()),
    };
    for left in [lock.set_len(0), removed] {
        if let Err(error) = left {
            tracing::warn!("the socket could not be removed: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::SystemConfig;

    #[test]
    fn a_socket_is_made_when_its_path_fits_and_refused_when_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let room = SOCKET_PATH_BYTES - folder.path().as_os_str().len() - 1;
        for (name, is_made) in [("s".repeat(room), true), ("s".repeat(room + 1), false)] {
            let (dir, socket) = (folder.path().to_owned(), folder.path().join(name));
            let whose = Whose::Personal;
            let place = Place { dir, socket, whose, system: SystemConfig::default() };
            match listen(&place) {
                Ok(_) => assert!(is_made && place.socket.exists()),
                Err(why) => assert!(!is_made && why.to_string().contains("107 bytes"), "{why}"),
            }
        }
    }

    #[test]
    fn a_desk_that_leaves_a_home_that_was_moved_takes_no_other_desks_socket_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let (dir, moved) = (folder.path().join("home"), folder.path().join("moved"));
        let (socket, whose) = (dir.join("desk.sock"), Whose::Personal);
        let place = Place { dir: dir.clone(), socket, whose, system: SystemConfig::default() };
        let begin = || {
            fs::create_dir(&dir).expect("made");
            let listener = listen(&place).expect("a socket");
            let made = Made::at(&place.socket).expect("there");
            (listener, made, own(&place).expect("nobody else has it"))
        };
        let (_listener, made, lock) = begin();
        fs::rename(&dir, &moved).expect("moved");
        let (_later, theirs, their_lock) = begin();
        leave(&place, Some(&made), &lock);
        assert!(UnixStream::connect(&place.socket).is_ok(), "the later desk is reached");
        leave(&place, Some(&theirs), &their_lock);
        assert!(!place.socket.exists());
    }
}
