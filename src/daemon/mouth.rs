//! The writing end of a connection: replies as they come, and what changed since the peer was last
//! told. Never keeps more for a peer that does not read than a few answers.

use std::io::{self, ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{self, MsgFlags};

use super::changes::Told;
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
    /// Nobody writes any more.
    is_over: bool,
}

impl Taken {
    const fn is_full(&self) -> bool {
        self.requests >= IN_FLIGHT || self.bytes >= UNREAD_BYTES
    }
}

impl Permits {
    /// Waits until a further request may be taken in.
    ///
    /// # Errors
    /// [`ErrorKind::BrokenPipe`] when nobody would write an answer: the conversation is over.
    pub fn take(&self) -> io::Result<()> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_while(taken, |taken| taken.is_full() && !taken.is_over);
        let mut taken = waited.unwrap_or_else(PoisonError::into_inner);
        if taken.is_over {
            return Err(ErrorKind::BrokenPipe.into());
        }
        taken.requests += 1;
        Ok(())
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

    /// Nobody writes any more: whoever waits, or comes later, ends too.
    pub fn end(&self) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).is_over = true;
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
                send(to, &written(&reply)?, WRITE_PATIENCE)?;
                permits.free(0);
            }
            Out::Line { line, held } => {
                send(to, &line, WRITE_PATIENCE)?;
                permits.free(line.len());
                drop(held);
            }
            Out::Nudge => {
                nudged.store(false, Ordering::SeqCst);
                let (told, signals) = hub.news(&mut cursor, agent);
                match told {
                    Some(Told::Line(line)) => send(to, &line, WRITE_PATIENCE)?,
                    Some(Told::Own(changed)) => say(to, &Reply::Changed(changed))?,
                    None => {}
                }
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
    Ok(send(to, &line::written(reply)?, WRITE_PATIENCE)?)
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

/// Bytes after which it is seen whether a peer's time is over: as many as a socket takes at once.
const WRITTEN_AT_ONCE: usize = 64 * 1024;

/// Writes a whole line within the time that a peer is given to read it.
fn send(to: &UnixStream, bytes: &[u8], patience: Duration) -> io::Result<()> {
    // Nearly always there is room for all of it, and nobody needs to watch the time.
    let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL;
    let mut bytes = match socket::send(to.as_raw_fd(), bytes, flags) {
        Ok(count) => &bytes[count..],
        Err(Errno::EAGAIN | Errno::EINTR) => bytes,
        Err(error) => return Err(error.into()),
    };
    let until = Instant::now() + patience;
    let mut to = to;
    let mut left = patience;
    while !bytes.is_empty() {
        to.set_write_timeout(Some(left))?;
        // The timeout begins anew whenever a peer has read a little: within one long write a slow
        // one would be waited for as long as it likes.
        match to.write(&bytes[..bytes.len().min(WRITTEN_AT_ONCE)]) {
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
        Reply::Opening(_) | Reply::Welcome(_) | Reply::Changed(_) | Reply::Signal(_) => None,
    };
    let sentence = "the answer does not fit into one line; ask for fewer rows".to_owned();
    Reply::Trouble { id, trouble: Trouble::TooLong, sentence }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::thread;

    use super::*;

    fn is_full(permits: &Permits) -> bool {
        permits.taken.lock().expect("no panic").is_full()
    }

    #[test]
    fn so_many_requests_and_unread_bytes_may_be_under_way_and_no_more() {
        let permits = Permits::default();
        let take = || permits.take().expect("somebody writes");
        (1..IN_FLIGHT).for_each(|_| take());
        assert!(!is_full(&permits), "one more may come");
        take();
        assert!(is_full(&permits), "and then none");
        thread::scope(|scope| {
            let waiting = scope.spawn(take);
            permits.free(0);
            waiting.join().expect("one is answered, the next is taken in");
        });
        assert!(is_full(&permits));
        (0..IN_FLIGHT).for_each(|_| permits.free(0));
        permits.owe(UNREAD_BYTES - 1);
        assert!(!is_full(&permits));
        permits.owe(1);
        assert!(is_full(&permits));
        permits.free(1);
        assert!(!is_full(&permits));
    }

    #[test]
    fn nothing_more_is_taken_in_when_nobody_writes_any_more() {
        let permits = Permits::default();
        (0..IN_FLIGHT).for_each(|_| permits.take().expect("somebody writes"));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| permits.take());
            permits.end();
            assert!(waiting.join().expect("it goes on").is_err(), "who waited ends");
        });
        permits.free(0);
        assert!(permits.take().is_err(), "and so does who comes later, room or none");
    }

    #[test]
    fn who_reads_nothing_or_too_slowly_is_cut_off_in_time() {
        let patience = Duration::from_millis(50);
        let much = vec![b'x'; 4 * 1024 * 1024];
        for piece in [0, 1] {
            let (near, far) = UnixStream::pair().expect("two ends");
            let began = Instant::now();
            let told = thread::scope(|scope| {
                scope.spawn(|| {
                    let mut bytes = vec![0; piece];
                    while piece > 0 && (&far).read(&mut bytes).is_ok_and(|count| count > 0) {}
                });
                let told = send(&near, &much, patience);
                drop(near.shutdown(std::net::Shutdown::Both));
                told
            });
            let kind = told.expect_err("it was not read").kind();
            assert!(matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{kind}");
            assert!(began.elapsed() >= patience, "it was given its time");
        }
    }
}
