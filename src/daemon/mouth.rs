//! The writing end of a connection: replies as they come, and what changed since the peer was last
//! told. Never keeps more for a peer that does not read than a few answers.

use std::io::{self, ErrorKind, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::hub::{Cursor, Hub, Out};
use crate::wire::line::{self, LineError};
use crate::wire::{Reply, Trouble};

/// Requests of one connection that may be under way; the next is read when one is answered.
const IN_FLIGHT: usize = 32;
/// Bytes of answers that may wait for a peer to read them before its next request is read.
const UNREAD_BYTES: usize = 256 * 1024;
/// How long a peer may leave what is written to it unread before it is cut off.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);

/// Counts requests under way and answers unread, so that a peer that never reads stops being read.
#[derive(Debug, Default)]
pub struct Permits {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Taken {
    requests: usize,
    bytes: usize,
}

impl Permits {
    /// Waits until a further request may be taken in.
    pub fn take(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut Taken| taken.requests >= IN_FLIGHT || taken.bytes >= UNREAD_BYTES;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        taken.requests += 1;
    }

    /// Counts an answer that waits to be read.
    pub fn owe(&self, bytes: usize) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).bytes += bytes;
    }

    fn free(&self, bytes: usize) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.requests = taken.requests.saturating_sub(1);
        taken.bytes = taken.bytes.saturating_sub(bytes);
        self.freed.notify_one();
    }

    /// Lets a waiting reader go on for good: nobody writes any more.
    pub fn free_all(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Taken::default();
        self.freed.notify_all();
    }
}

/// Writes until nobody has anything to say any more, or the peer has gone or does not read.
///
/// # Errors
/// [`LineError`].
pub fn write_out(
    (hub, agent): (&Hub, &str),
    outgoing: &Receiver<Out>,
    mut cursor: Cursor,
    (nudged, permits): (&AtomicBool, &Permits),
    to: &UnixStream,
) -> Result<(), LineError> {
    for out in outgoing {
        match out {
            Out::Reply(reply) => {
                send(to, &written(&reply)?)?;
                permits.free(0);
            }
            Out::Line { line, held } => {
                send(to, &line)?;
                permits.free(line.len());
                drop(held);
            }
            Out::Nudge => {
                nudged.store(false, Ordering::SeqCst);
                let (changed, signals) = hub.news(&mut cursor, agent);
                changed.map_or(Ok(()), |changed| say(to, &Reply::Changed(changed)))?;
                for signal in signals {
                    say(to, &Reply::Signal(signal))?;
                }
            }
        }
    }
    Ok(())
}

/// Writes one message.
///
/// # Errors
/// [`LineError`].
pub fn say(to: &UnixStream, reply: &Reply) -> Result<(), LineError> {
    Ok(send(to, &line::written(reply)?)?)
}

/// A reply as a line; one that does not fit says so.
///
/// # Errors
/// [`LineError`].
pub fn written(reply: &Reply) -> Result<Vec<u8>, LineError> {
    match line::written(reply) {
        Err(LineError::TooLong) => line::written(&too_large(reply)),
        other => other,
    }
}

/// Writes a whole line within the time that a peer is given to read it.
fn send(to: &UnixStream, mut bytes: &[u8]) -> io::Result<()> {
    let until = Instant::now() + WRITE_PATIENCE;
    let mut to = to;
    let mut left = WRITE_PATIENCE;
    while !bytes.is_empty() {
        to.set_write_timeout(Some(left))?;
        match to.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        left = until.saturating_duration_since(Instant::now());
        if left.is_zero() && !bytes.is_empty() {
            return Err(ErrorKind::TimedOut.into());
        }
    }
    Ok(())
}

/// What is said in place of an answer that does not fit into a line.
fn too_large(reply: &Reply) -> Reply {
    let id = match reply {
        Reply::Answer { id, .. } | Reply::Done { id, .. } | Reply::Refused { id, .. } => Some(*id),
        Reply::Trouble { id, .. } => *id,
        Reply::Welcome(_) | Reply::Changed(_) | Reply::Signal(_) => None,
    };
    let sentence = "the answer does not fit into one line; ask for fewer rows".to_owned();
    Reply::Trouble { id, trouble: Trouble::TooLong, sentence }
}
