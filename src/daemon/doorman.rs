//! Who comes while the desk opens waits inside and hears how far it is. Never reads what they say:
//! that is for the open desk, to which they are handed on.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::identity;
use crate::wire::{Opening, Reply, Step};

/// Milliseconds from one telling to the next: a number that moves, and no work to speak of.
const TICK: u16 = 200;
/// Who may wait, of one user: a command line each, and a storm of scripts costs nobody else a
/// place.
const WAITING: usize = 128;

/// The thread at the door. It ends when this is dropped.
pub struct Doorman {
    opening: Arc<Mutex<Opening>>,
    wake: Option<UnixStream>,
    thread: Option<JoinHandle<Vec<UnixStream>>>,
}

impl Doorman {
    /// Opens the door.
    ///
    /// # Errors
    /// The system's.
    pub fn at(listener: &UnixListener) -> io::Result<Doorman> {
        let (wake, woken) = UnixStream::pair()?;
        let listener = listener.try_clone()?;
        let opening = Arc::new(Mutex::new(Opening { step: Step::Index, done: 0, all: 0 }));
        let told = Arc::clone(&opening);
        let thread = thread::Builder::new().name("doorman".into());
        let thread = thread.spawn(move || receive(&listener, &woken, &told))?;
        Ok(Doorman { opening, wake: Some(wake), thread: Some(thread) })
    }

    /// Says from now on that the desk is so far.
    pub fn tell(&self, opening: Opening) {
        *self.opening.lock().unwrap_or_else(PoisonError::into_inner) = opening;
    }

    /// Leaves the door; gives those who wait.
    pub fn leave(mut self) -> Vec<UnixStream> {
        self.end()
    }

    fn end(&mut self) -> Vec<UnixStream> {
        // The other end of it hears that.
        drop(self.wake.take());
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

impl Drop for Doorman {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// Lets in and tells, until the other end of `woken` is closed.
fn receive(
    listener: &UnixListener,
    woken: &UnixStream,
    opening: &Mutex<Opening>,
) -> Vec<UnixStream> {
    let mut waiting: Vec<(u32, UnixStream)> = Vec::new();
    loop {
        let mut heard = [
            PollFd::new(listener.as_fd(), PollFlags::POLLIN),
            PollFd::new(woken.as_fd(), PollFlags::POLLIN),
        ];
        let events = poll(&mut heard, PollTimeout::from(TICK)).unwrap_or(0);
        if heard[1].any().unwrap_or(false) {
            return waiting.into_iter().map(|(_, stream)| stream).collect();
        }
        match events {
            0 => {
                let opening = *opening.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.retain(|(_, stream)| is_told(stream, opening));
            }
            _ => let_in(listener, &mut waiting),
        }
    }
}

/// Lets everybody in who stands at the door, as far as there is room for them.
fn let_in(listener: &UnixListener, waiting: &mut Vec<(u32, UnixStream)>) {
    let mut users: BTreeMap<u32, usize> = BTreeMap::new();
    waiting.iter().for_each(|(uid, _)| *users.entry(*uid).or_default() += 1);
    while let Ok((stream, _)) = listener.accept() {
        let Ok(uid) = identity::peer(&stream) else { continue };
        let count = users.entry(uid).or_default();
        if *count < WAITING && stream.set_nonblocking(true).is_ok() {
            *count += 1;
            waiting.push((uid, stream));
        }
    }
}

/// Tells one who waits; `false` when they have gone, or have heard half a line.
fn is_told(mut stream: &UnixStream, opening: Opening) -> bool {
    let mut line = serde_json::to_vec(&Reply::Opening(opening)).expect("numbers are JSON");
    line.push(b'\n');
    match stream.write(&line) {
        Ok(count) => count == line.len(),
        // Whoever does not listen need not be told.
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}
