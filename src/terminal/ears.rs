//! The threads that listen: to the keyboard and to the system's signals. Never spins on a
//! terminal that is gone.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::read;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::inbox::Input;
use super::input::{Decoder, Sent};
use super::line::{self, Leave};

/// Bytes read in one piece.
const PIECE: usize = 4 * 1024;

/// Listens to the keyboard of the terminal that `TERM` names until it is gone.
pub fn keyboard(term: &str, inbox: SyncSender<Input>) {
    let decoder = Decoder::of_terminal(term);
    thread::spawn(move || {
        listen(decoder, &inbox);
        // Nobody listens any more when the terminal has left by itself.
        drop(inbox.send(Input::Leave));
    });
}

/// Ends when the terminal is gone or nobody wants to hear of it.
fn listen(mut decoder: Decoder, inbox: &SyncSender<Input>) {
    let mut piece = [0; PIECE];
    loop {
        let sent = match wait(decoder.patience()) {
            Heard::Nothing => decoder.give_up(),
            Heard::Gone => return,
            Heard::Bytes => match read(io::stdin(), &mut piece) {
                Err(Errno::EINTR | Errno::EAGAIN) => continue,
                // The end of a terminal: it says "ready" for ever from now on.
                Ok(0) | Err(_) => return,
                Ok(count) => decoder.take(&piece[..count]),
            },
        };
        for sent in sent {
            let input = match sent {
                Sent::Key(press) => Input::Key(press),
                Sent::Paste(text) => Input::Paste(text),
                Sent::Ready => Input::Shown,
            };
            if inbox.send(input).is_err() {
                return;
            }
        }
    }
}

/// What has come of waiting.
enum Heard {
    Bytes,
    /// The time is over.
    Nothing,
    /// The other end has hung up.
    Gone,
}

/// Waits until there is something to read, for so long or for ever.
fn wait(patience: Option<Duration>) -> Heard {
    let stdin = io::stdin();
    let patience = patience.and_then(|patience| PollTimeout::try_from(patience).ok());
    loop {
        let mut ends = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
        match poll(&mut ends, patience.unwrap_or(PollTimeout::NONE)) {
            Err(Errno::EINTR) => continue,
            Err(_) => return Heard::Gone,
            Ok(0) => return Heard::Nothing,
            Ok(_) => {
                let said = ends[0].revents().unwrap_or(PollFlags::empty());
                let gone = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
                let there = said.contains(PollFlags::POLLIN) && !said.intersects(gone);
                return if there { Heard::Bytes } else { Heard::Gone };
            }
        }
    }
}

/// Listens to the signals that concern a terminal program; whoever waits for the line is told of
/// those that mean to leave.
///
/// # Errors
/// The system does not let us.
pub fn signals(inbox: SyncSender<Input>) -> io::Result<Leave> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
    let (told, leave) = line::leave()?;
    thread::spawn(move || {
        let mut told = Some(told);
        for signal in signals.forever() {
            let input = match signal {
                SIGWINCH => match crossterm::terminal::size() {
                    Ok((columns, lines)) => Input::Resize { columns, lines },
                    Err(_) => continue,
                },
                SIGTSTP => Input::Stop,
                SIGINT => Input::Interrupt,
                _ => {
                    drop(told.take());
                    Input::Leave
                }
            };
            if inbox.send(input).is_err() {
                return;
            }
        }
    });
    Ok(leave)
}
