//! The reading end of a connection: whole lines, each within its time and its share of memory.
//! Never waits for the end of a line for longer than a line may take.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::room::{Held, Room};
use crate::wire::line::{self, Got, LINE_BYTES, LineError};

/// How long a fresh connection may take to say hello, to the last byte of it.
const HELLO_PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a hello: names of a program, an agent and a terminal, and many times as much to spare.
/// Who has not said who they are gets no more memory than that.
pub const HELLO_BYTES: usize = 4 * 1024;
/// How long a line may take from its first byte to its last. Programs write a line at once; a peer
/// that needs longer has hung or wants to hold something up.
const LINE_PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a line that need no share of the common room: the longest note with every letter
/// escaped, and everything around it.
pub const USUAL_BYTES: usize = 128 * 1024;
/// Bytes read at a time.
const READ_BYTES: usize = 16 * 1024;

/// The reading end.
pub struct Ears {
    from: BufReader<Patient>,
    line: Vec<u8>,
}

/// What was heard.
pub enum Heard {
    /// A line; it holds a part of the common room when it is a large one.
    Line(Option<Held>),
    /// The peer has ended.
    End,
}

/// A socket that is read until a time.
struct Patient {
    stream: Arc<UnixStream>,
    until: Option<Instant>,
    /// Whether the socket itself knows of a time.
    timed: bool,
}

impl Read for Patient {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self.until {
            Some(until) => {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(ErrorKind::TimedOut.into());
                }
                self.stream.set_read_timeout(Some(left))?;
                self.timed = true;
            }
            None if self.timed => {
                self.stream.set_read_timeout(None)?;
                self.timed = false;
            }
            None => {}
        }
        (&*self.stream).read(to)
    }
}

impl Ears {
    /// For a connection that has just come in.
    pub fn new(stream: Arc<UnixStream>) -> Ears {
        let until = Some(Instant::now() + HELLO_PATIENCE);
        let patient = Patient { stream, until, timed: false };
        Ears { from: BufReader::with_capacity(READ_BYTES, patient), line: Vec::new() }
    }

    /// The line that was heard last.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Hears the first line; `false` when the peer ended before.
    ///
    /// # Errors
    /// [`LineError`]; a hello that takes too long is one.
    pub fn hello(&mut self) -> Result<bool, LineError> {
        match line::read_up_to(&mut self.from, &mut self.line, HELLO_BYTES)? {
            Got::Line => Ok(true),
            Got::End => Ok(false),
            Got::Part => Err(LineError::TooLong),
        }
    }

    /// Hears the next line. One that is larger than usual waits for its share of the common room.
    ///
    /// # Errors
    /// [`LineError`]; a line that takes too long is one.
    pub fn next(&mut self, room: &Arc<Room>) -> Result<Heard, LineError> {
        self.line.clear();
        // A large line's memory is not kept for the small ones that follow.
        self.line.shrink_to(USUAL_BYTES);
        self.from.get_mut().until = None;
        if self.from.fill_buf()?.is_empty() {
            return Ok(Heard::End);
        }
        self.within(LINE_PATIENCE);
        match line::read_up_to(&mut self.from, &mut self.line, USUAL_BYTES)? {
            Got::Line => return Ok(Heard::Line(None)),
            Got::End => return Ok(Heard::End),
            Got::Part => {}
        }
        let held = room.take(LINE_BYTES);
        self.within(LINE_PATIENCE);
        match line::read_up_to(&mut self.from, &mut self.line, LINE_BYTES)? {
            Got::Line => Ok(Heard::Line(Some(held))),
            Got::End => Ok(Heard::End),
            Got::Part => Err(LineError::TooLong),
        }
    }

    fn within(&mut self, patience: Duration) {
        self.from.get_mut().until = Some(Instant::now() + patience);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_line_needs_the_common_room_when_it_is_larger_than_usual() {
        let (near, far) = UnixStream::pair().expect("two ends");
        let (mut ears, room) = (Ears::new(Arc::new(near)), Room::of(LINE_BYTES));
        let mut heard = |bytes: usize| {
            let line = format!("{}\n", "x".repeat(bytes - 1));
            std::thread::scope(|scope| {
                scope.spawn(|| (&far).write_all(line.as_bytes()).expect("it is read"));
                ears.next(&room).expect("a line")
            })
        };
        assert!(matches!(heard(USUAL_BYTES), Heard::Line(None)));
        let Heard::Line(Some(held)) = heard(USUAL_BYTES + 1) else { panic!("it holds room") };
        assert_eq!(room.left(), 0);
        drop(held);
        assert_eq!(room.left(), LINE_BYTES);
    }
}
