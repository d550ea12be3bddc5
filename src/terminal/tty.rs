//! Takes the terminal over and gives it back, whatever happens. Never leaves it raw.

use std::io::{self, Write};
use std::panic;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use nix::sys::signal::{Signal, raise};
use nix::unistd::{Pid, getpgid, getpgrp, getpid, getppid, getsid};

/// The terminal while it is ours; given back when this is dropped.
#[derive(Debug)]
pub struct Tty {
    drawn_on: bool,
}

impl Tty {
    /// Takes the keys: from here on each one comes as it is pressed. What was typed before waits.
    /// A panic gives the terminal back before it speaks.
    ///
    /// # Errors
    /// There is no terminal.
    pub fn take_keys() -> io::Result<Tty> {
        enable_raw_mode()?;
        let speak = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            give_back();
            speak(what);
        }));
        Ok(Tty { drawn_on: false })
    }

    /// Takes the screen: the other one of the two, so that the shell's is there again afterwards.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn take_screen(&mut self) -> io::Result<()> {
        self.drawn_on = true;
        crossterm::execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
    }

    /// Stops the program as the shell's job and comes back when the shell says so.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn stop(&mut self) -> io::Result<()> {
        give_back();
        raise(Signal::SIGSTOP)?;
        enable_raw_mode()?;
        if self.drawn_on { self.take_screen() } else { Ok(()) }
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        if self.drawn_on {
            give_back();
        } else {
            // Nothing was drawn: only the keys go back.
            drop(disable_raw_mode());
        }
    }
}

/// Gives the terminal back. It may be gone: then there is nobody to tell.
fn give_back() {
    let mut out = io::stdout();
    drop(crossterm::queue!(out, DisableBracketedPaste, LeaveAlternateScreen));
    drop(out.write_all(b"\x1b[0m\x1b[?25h"));
    drop(out.flush());
    drop(disable_raw_mode());
}

/// Tells whether somebody would wake us again: a login's only program would sleep for ever, also
/// below the shell that a login runs it with, which has no jobs and gives us no group of our own.
pub fn has_shell() -> bool {
    let Ok(own) = getsid(None) else { return false };
    let parent = getppid();
    let is_job = getpgid(Some(parent)).is_ok_and(|theirs: Pid| theirs != getpgrp());
    own != getpid() && is_job && getsid(Some(parent)).is_ok_and(|theirs| theirs == own)
}
