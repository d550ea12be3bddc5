//! Who comes while the desk opens waits inside and hears how far it is; who asks for it is welcome
//! early. Never reads more than a first line of those who wait: the rest is for the open desk, to
//! which they are handed on.

use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, recv};

use super::early::Early;
use super::ears::HELLO_BYTES;
use super::identity;
use crate::wire::{Opening, Reply, Step, line};

/// Milliseconds from one telling to the next: a number that moves, and no work to speak of.
const TICK: u16 = 200;
/// Who may wait, of one user: a command line each, and a storm of scripts costs nobody else a
/// place.
pub const WAITING: usize = 128;
/// How long somebody may leave unread what they are told.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of a line that is looked at before the desk is open: longer ones ask for nothing that
/// could be answered.
pub const EARLY_BYTES: usize = 64 * 1024;

/// The thread at the door. It ends when this is dropped.
pub struct Doorman {
    hall: Arc<Hall>,
    wake: Option<UnixStream>,
    thread: Option<JoinHandle<Vec<UnixStream>>>,
}

/// What all who wait share.
struct Hall {
    opening: Mutex<Opening>,
    early: Early,
    /// Its other end is closed when the waiting is over.
    woken: UnixStream,
}

/// How somebody goes on who waits.
enum Heard {
    /// It is over.
    Over,
    /// They have said something.
    Something,
    /// A tick has gone by.
    Nothing,
}

impl Doorman {
    /// Opens the door.
    ///
    /// # Errors
    /// The system's.
    pub fn at(listener: &UnixListener, early: Early) -> io::Result<Doorman> {
        let (wake, woken) = UnixStream::pair()?;
        let listener = listener.try_clone()?;
        let opening = Mutex::new(Opening { step: Step::Index, done: 0, all: 0 });
        let hall = Arc::new(Hall { opening, early, woken });
        let inside = Arc::clone(&hall);
        let thread = thread::Builder::new().name("doorman".into());
        let thread = thread.spawn(move || receive(&listener, &inside))?;
        Ok(Doorman { hall, wake: Some(wake), thread: Some(thread) })
    }

    /// Says from now on that the desk is so far.
    pub fn tell(&self, opening: Opening) {
        *self.hall.opening.lock().unwrap_or_else(PoisonError::into_inner) = opening;
    }

    /// What is known early.
    pub fn early(&self) -> &Early {
        &self.hall.early
    }

    /// Leaves the door; gives those who wait.
    pub fn leave(mut self) -> Vec<UnixStream> {
        self.end()
    }

    fn end(&mut self) -> Vec<UnixStream> {
        drop(self.wake.take());
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

impl Drop for Doorman {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// Lets in until it is over.
fn receive(listener: &UnixListener, hall: &Arc<Hall>) -> Vec<UnixStream> {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        let heard = match hall.hears(Some(listener)) {
            Heard::Something => let_in(listener, hall, &mut waiting),
            heard => heard,
        };
        if matches!(heard, Heard::Over) {
            break;
        }
    }
    let waited = waiting.into_iter().filter_map(|(_, thread)| thread.join().ok().flatten());
    waited.collect()
}

/// A user who waits, and the thread that keeps them company.
type Waiting = (u32, JoinHandle<Option<UnixStream>>);

/// Lets everybody in who stands at the door, as far as there is room for them.
fn let_in(listener: &UnixListener, hall: &Arc<Hall>, waiting: &mut Vec<Waiting>) -> Heard {
    waiting.retain(|(_, thread)| !thread.is_finished());
    loop {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Heard::Nothing,
            // The system has no more files to give: nobody is let in for a tick.
            Err(_) => return hall.hears(None::<&UnixListener>),
        };
        let Ok(uid) = identity::peer(&stream) else { continue };
        if waiting.iter().filter(|(one, _)| *one == uid).count() >= WAITING {
            continue;
        }
        let hall = Arc::clone(hall);
        let thread = thread::Builder::new().name("waiting".into());
        // Whom the system has no thread for is sent away, and comes again.
        let thread = thread.spawn(move || hall.wait(stream, uid));
        waiting.extend(thread.map(|thread| (uid, thread)));
    }
}

impl Hall {
    /// Waits for a tick, or until something is said or it is over.
    fn hears(&self, said: Option<&impl AsFd>) -> Heard {
        let woken = PollFd::new(self.woken.as_fd(), PollFlags::POLLIN);
        let said = said.map(|said| PollFd::new(said.as_fd(), PollFlags::POLLIN));
        let mut both: Vec<PollFd<'_>> = [Some(woken), said].into_iter().flatten().collect();
        let count = poll(&mut both, PollTimeout::from(TICK)).unwrap_or(0);
        match both[0].any() {
            Some(true) => Heard::Over,
            Some(false) | None if count > 0 => Heard::Something,
            Some(false) | None => Heard::Nothing,
        }
    }

    /// Keeps somebody company; gives them back when it is over and they still wait.
    fn wait(&self, mut stream: UnixStream, uid: u32) -> Option<UnixStream> {
        stream.set_nonblocking(false).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        loop {
            match self.hears(None::<&UnixStream>) {
                Heard::Over => break,
                Heard::Something | Heard::Nothing => {}
            }
            say(&mut stream, &self.opening()).ok()?;
            let Some((length, welcome)) = self.welcome(&stream, uid) else { continue };
            stream.read_exact(&mut vec![0; length]).ok()?;
            say(&mut stream, &welcome).ok()?;
            return self.serve(&mut stream).err().and(None);
        }
        stream.set_write_timeout(None).ok()?;
        Some(stream)
    }

    fn opening(&self) -> Reply {
        Reply::Opening(*self.opening.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The length of somebody's first line, which stays unread, and the early welcome to it.
    fn welcome(&self, stream: &UnixStream, uid: u32) -> Option<(usize, Reply)> {
        let mut said = [0; HELLO_BYTES];
        let flags = MsgFlags::MSG_PEEK | MsgFlags::MSG_DONTWAIT;
        let count = recv(stream.as_raw_fd(), &mut said, flags).ok()?;
        let end = memchr::memchr(b'\n', &said[..count])?;
        Some((end + 1, self.early.welcome(uid, &said[..end])?))
    }

    /// Answers what can be answered early until it is over; then they attach to the open desk.
    fn serve(&self, stream: &mut UnixStream) -> io::Result<()> {
        let (mut line, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            match self.hears(Some(&*stream)) {
                Heard::Over => return Ok(()),
                Heard::Nothing => say(stream, &self.opening())?,
                Heard::Something => {
                    let count = stream.read(&mut piece)?;
                    if count == 0 {
                        return Ok(());
                    }
                    for part in piece[..count].split_inclusive(|byte| *byte == b'\n') {
                        let room = (EARLY_BYTES + 1).saturating_sub(line.len());
                        line.extend_from_slice(&part[..part.len().min(room)]);
                        if part.ends_with(b"\n") {
                            let is_whole = line.len() <= EARLY_BYTES;
                            let answer = is_whole.then(|| self.early.answer(&line)).flatten();
                            line.clear();
                            answer.map_or(Ok(()), |answer| say(stream, &answer))?;
                        }
                    }
                }
            }
        }
    }
}

fn say(stream: &mut UnixStream, reply: &Reply) -> io::Result<()> {
    line::write(stream, reply).map_err(io::Error::other)
}
