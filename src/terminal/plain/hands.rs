//! How lines come in: from a terminal key by key, or line by line. Never leaves a terminal raw,
//! never takes in more lines than are dealt with.

use std::io::{self, BufRead, Read};
use std::panic;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use nix::sys::signal::{Signal, raise};

use crate::terminal::inbox::Input;

/// Lines that are read ahead of those dealt with.
const AHEAD: usize = 64;
/// Bytes of a line: the longest note and some. What goes beyond is a line of its own.
const LINE: u64 = 64 * 1024;

/// Lines that were read and are not dealt with yet: the reader waits when they are too many.
pub struct Reading {
    read: Receiver<()>,
    ahead: usize,
}

impl Reading {
    /// A line came in.
    pub fn came(&mut self) {
        self.ahead += 1;
    }

    /// So many of them are left: as many others may be read.
    pub fn left(&mut self, left: usize) {
        while self.ahead > left && self.read.try_recv().is_ok() {
            self.ahead -= 1;
        }
    }
}

/// Reads lines from the standard input on a thread until there are no more.
pub fn lines(inbox: SyncSender<Input>) -> Reading {
    let (credit, read) = sync_channel(AHEAD);
    thread::spawn(move || {
        let mut input = io::BufReader::new(io::stdin().lock());
        while let Some(line) = next(&mut input) {
            // The conversation has ended: nobody wants to hear of more.
            if credit.send(()).is_err() || inbox.send(Input::Line(line)).is_err() {
                return;
            }
        }
        drop(inbox.send(Input::End));
    });
    Reading { read, ahead: 0 }
}

/// The next line without its end; bytes that are no letters become the sign for that.
fn next(input: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    match input.by_ref().take(LINE).read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => None,
        Ok(_) => {
            let line = String::from_utf8_lossy(&bytes);
            Some(line.trim_end_matches(['\n', '\r']).to_owned())
        }
    }
}

/// The terminal while keys come as they are pressed; given back when this is dropped.
#[derive(Debug)]
pub struct Raw;

impl Raw {
    /// Takes the keys. A panic gives them back before it speaks.
    ///
    /// # Errors
    /// There is no terminal.
    pub fn take() -> io::Result<Raw> {
        enable_raw_mode()?;
        let speak = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            drop(disable_raw_mode());
            speak(what);
        }));
        Ok(Raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // The terminal may be gone: then there is nobody to tell.
        drop(disable_raw_mode());
    }
}

/// Stops as the shell's job and comes back when the shell says so.
///
/// # Errors
/// The terminal is gone.
pub fn stop(raw: Option<&Raw>) -> io::Result<()> {
    if raw.is_some() {
        disable_raw_mode()?;
    }
    raise(Signal::SIGSTOP)?;
    if raw.is_some() {
        enable_raw_mode()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whatever_their_bytes_and_never_too_much_at_once() {
        let long = vec![b'x'; LINE as usize + 3];
        let mut input = io::Cursor::new([b"i BI\r\n\xff\xfe!\n\n", &long[..]].concat());
        let mut read = || next(&mut input);
        assert_eq!(read().as_deref(), Some("i BI"));
        assert_eq!(read().as_deref(), Some("\u{fffd}\u{fffd}!"));
        assert_eq!(read().as_deref(), Some(""));
        assert_eq!(read().map(|line| line.len()), Some(LINE as usize));
        assert_eq!(read().as_deref(), Some("xxx"));
        assert_eq!(read(), None);
    }
}
