//! Takes the terminal over and gives it back, whatever happens. Never leaves it raw.

use std::io::{self, Write};
use std::{panic, process};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use nix::sys::signal::{Signal, raise};
use nix::unistd::{Pid, getpgid, getpgrp, getpid, getppid, getsid};

use super::line;

/// The other one of a terminal's two screens, and pastes that are told from typing.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// The shell's screen as it was, without anything of ours switched on.
const GIVE_BACK: &[u8] = b"\x1b[?2004l\x1b[?1049l\x1b[0m\x1b[?25h";
/// How a program ends that panicked: as those that the language ends by itself.
const PANICKED: i32 = 101;

/// The terminal while it is ours; given back when this is dropped.
#[derive(Debug)]
pub struct Tty {
    drawn_on: bool,
}

impl Tty {
    /// Takes the keys: from here on each one comes as it is pressed. What was typed before waits.
    /// A panic, in whichever thread, gives the terminal back before it speaks, and ends the
    /// program there: nobody draws over what it said.
    ///
    /// # Errors
    /// There is no terminal.
    pub fn take_keys() -> io::Result<Tty> {
        enable_raw_mode()?;
        let speak = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            give_back();
            speak(what);
            process::exit(PANICKED);
        }));
        Ok(Tty { drawn_on: false })
    }

    /// Takes the screen: the other one of the two, so that the shell's is there again afterwards.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn take_screen(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.drawn_on = true;
        out.write_all(TAKE)
    }

    /// Stops the program as the shell's job and comes back when the shell says so.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn stop(&mut self, out: &mut impl Write) -> io::Result<()> {
        give_back();
        raise(Signal::SIGSTOP)?;
        enable_raw_mode()?;
        if self.drawn_on { self.take_screen(out) } else { Ok(()) }
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
    line::part(GIVE_BACK);
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

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::{env, thread};

    use nix::sys::termios::LocalFlags;
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// In which thread this test, run as a program of its own, is to break.
    const BREAKS: &str = "SIGAP_TEST_BREAKS";
    const NAME: &str = "a_panic_gives_the_terminal_back_before_it_speaks_and_ends_the_program";

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_speaks_and_ends_the_program() {
        if let Ok(thread) = env::var(BREAKS) {
            return break_in(&thread);
        }
        for thread in ["this", "another"] {
            let pair = native_pty_system().openpty(PtySize::default()).expect("a line");
            let mut command = CommandBuilder::new(env::current_exe().expect("this test"));
            command.args(["--exact", &format!("terminal::tty::tests::{NAME}"), "--nocapture"]);
            command.env(BREAKS, thread);
            let mut reader = pair.master.try_clone_reader().expect("a reader");
            let mut child = pair.slave.spawn_command(command).expect("this test runs");
            drop(pair.slave);
            let mut said = Vec::new();
            // A line ends with an error where everybody has gone.
            drop(reader.read_to_end(&mut said));
            assert_eq!(child.wait().expect("our child").exit_code(), PANICKED.cast_unsigned());
            let said = String::from_utf8_lossy(&said).into_owned();
            let at = |text: &str| said.rfind(text).unwrap_or_else(|| panic!("{text:?}: {said:?}"));
            let spoken = at("it is broken");
            for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?2004h", "\x1b[?2004l")] {
                assert!(at(on) < at("a frame") && at("a frame") < at(off), "{said:?}");
                assert!(at(off) < spoken, "{thread}: {said:?}");
            }
            assert!(at("\x1b[?25h") < spoken && !said.contains("drawn over"), "{said:?}");
            let line = pair.master.get_termios().expect("a line has modes");
            let cooked = LocalFlags::ICANON | LocalFlags::ECHO;
            assert_eq!(line.local_flags.bits() & cooked.bits(), cooked.bits(), "it is left raw");
        }
    }

    fn break_in(thread: &str) {
        let mut tty = Tty::take_keys().expect("there is a terminal");
        tty.take_screen(&mut io::stdout()).expect("there is a terminal");
        println!("a frame");
        if thread == "another" {
            drop(thread::spawn(|| panic!("it is broken")).join());
            println!("drawn over what it said");
            return;
        }
        panic!("it is broken");
    }
}
