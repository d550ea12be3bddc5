//! The threads that listen: to the keyboard and to the system's signals. Never spins on a
//! terminal that is gone.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::inbox::Input;
use super::input::inputs;

/// How often in a row the terminal may say "ready" and give nothing before it counts as gone.
const EMPTY_READS: u32 = 50;
/// How long it is waited for what is there already: the library does not look at all when it is
/// given no time.
const AT_ONCE: Duration = Duration::from_millis(1);
/// The pause after such a reading.
const EMPTY_PAUSE: Duration = Duration::from_millis(10);

/// Listens to the keyboard until the terminal is gone.
pub fn keyboard(inbox: SyncSender<Input>) {
    thread::spawn(move || {
        listen(&inbox);
        // Nobody listens any more when the terminal has left by itself.
        drop(inbox.send(Input::Leave));
    });
}

/// Ends when the terminal is gone or nobody wants to hear of it.
fn listen(inbox: &SyncSender<Input>) {
    let mut empty = 0;
    while is_readable() {
        let mut heard = 0;
        loop {
            match crossterm::event::poll(AT_ONCE) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return,
            }
            let Ok(event) = crossterm::event::read() else { return };
            heard += 1;
            for input in inputs(event) {
                if inbox.send(input).is_err() {
                    return;
                }
            }
        }
        empty = if heard == 0 { empty + 1 } else { 0 };
        if empty > EMPTY_READS {
            return;
        }
        if empty > 0 {
            thread::sleep(EMPTY_PAUSE);
        }
    }
}

/// Waits until there is something to read; `false` when the other end has hung up.
fn is_readable() -> bool {
    let stdin = io::stdin();
    loop {
        let mut ends = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
        match poll(&mut ends, PollTimeout::NONE) {
            Err(Errno::EINTR) => continue,
            Err(_) => return false,
            Ok(_) => {
                let said = ends[0].revents().unwrap_or(PollFlags::empty());
                let gone = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
                return said.contains(PollFlags::POLLIN) && !said.intersects(gone);
            }
        }
    }
}

/// Listens to the signals that concern a terminal program.
///
/// # Errors
/// The system does not let us.
pub fn signals(inbox: SyncSender<Input>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let input = match signal {
                SIGWINCH => match crossterm::terminal::size() {
                    Ok((columns, lines)) => Input::Resize { columns, lines },
                    Err(_) => continue,
                },
                SIGTSTP => Input::Stop,
                _ => Input::Leave,
            };
            if inbox.send(input).is_err() {
                return;
            }
        }
    });
    Ok(())
}
