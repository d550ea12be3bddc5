//! The way out to the terminal. Never keeps anybody waiting who was told to leave: a line that
//! takes no more (held by XOFF, or full) is waited for only until then.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, PipeReader, PipeWriter, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{FlushArg, tcflush};

/// The standard output under a name of its own: what is opened there waits or does not, whatever
/// the shell and other programs at the same terminal have chosen.
const OWN: &str = "/proc/self/fd/1";
/// Bytes of one write: a pipe that is ready takes as many without waiting.
const PIECE: usize = 4 * 1024;
/// Milliseconds before another try where a line says that it is ready and takes nothing: room for
/// a letter is not yet room for the end of a line.
const AGAIN: u16 = 10;

/// A person or the system wants us to leave, told to whoever waits for the line.
#[derive(Debug)]
pub struct Leave(PipeReader);

/// Tells it, when this is dropped.
#[derive(Debug)]
pub struct Told(#[expect(dead_code, reason = "its end is what is told")] PipeWriter);

/// Whoever waits for the line, and whoever tells that it is no longer waited for.
///
/// # Errors
/// The system has no more pipes.
pub fn leave() -> io::Result<(Told, Leave)> {
    let (hears, tells) = io::pipe()?;
    Ok((Told(tells), Leave(hears)))
}

/// The line to the terminal, or wherever the standard output goes.
#[derive(Debug)]
pub struct Line {
    out: File,
    leave: Leave,
}

/// What has come of waiting for the line.
enum Waited {
    /// It takes more, or is gone, which the next write says.
    Ready,
    /// We are to leave.
    Leave,
}

impl Line {
    /// The line, for as long as nobody is told to leave.
    ///
    /// # Errors
    /// There is no standard output.
    pub fn open(leave: Leave) -> io::Result<Line> {
        Ok(Line { out: way_out()?, leave })
    }

    fn wait(&self) -> io::Result<Waited> {
        let mut ends = [
            PollFd::new(self.out.as_fd(), PollFlags::POLLOUT),
            PollFd::new(self.leave.0.as_fd(), PollFlags::POLLIN),
        ];
        loop {
            match poll(&mut ends, PollTimeout::NONE) {
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
                Ok(_) if ends[0].any().unwrap_or(true) => return Ok(Waited::Ready),
                Ok(_) => return Ok(Waited::Leave),
            }
        }
    }

    /// Waits a moment where being ready was not enough.
    fn wait_again(&self) {
        let mut ends = [PollFd::new(self.leave.0.as_fd(), PollFlags::POLLIN)];
        // Whatever came of it, the line is looked at next.
        let _ = poll(&mut ends, PollTimeout::from(AGAIN));
    }
}

impl Write for Line {
    /// Waits until something could be written. What cannot be when we are to leave is dropped.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        loop {
            match self.wait()? {
                Waited::Leave => return Ok(bytes.len()),
                Waited::Ready => {}
            }
            match self.out.write(&bytes[..bytes.len().min(PIECE)]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait_again(),
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the last that a terminal is sent, at once: where there is no room for it, what is on the
/// way is dropped. It may be gone: then there is nobody to tell.
pub fn part(bytes: &[u8]) {
    let Ok(mut out) = way_out() else { return };
    let took = |out: &mut File, bytes: &[u8]| match is_ready(out) {
        true => out.write(bytes).unwrap_or(0),
        false => 0,
    };
    let sent = took(&mut out, bytes);
    if sent < bytes.len() && tcflush(&out, FlushArg::TCOFLUSH).is_ok() {
        took(&mut out, &bytes[sent..]);
    }
}

fn is_ready(out: &File) -> bool {
    let mut ends = [PollFd::new(out.as_fd(), PollFlags::POLLOUT)];
    poll(&mut ends, PollTimeout::ZERO).is_ok() && ends[0].any().unwrap_or(false)
}

/// The standard output without the library's buffer, which would send a frame in two writes where
/// a line ends in it. A terminal that is not ours to open (after `su`) is written to as it is.
fn way_out() -> io::Result<File> {
    let stdout = io::stdout();
    if stdout.is_terminal() {
        let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
        let own = OpenOptions::new().write(true).custom_flags(flags.bits()).open(OWN);
        if let Ok(own) = own {
            return Ok(own);
        }
    }
    Ok(File::from(stdout.as_fd().try_clone_to_owned()?))
}
