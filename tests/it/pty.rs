//! A terminal for the tests: the program on a real line, its output read by an independent
//! emulator. Never looks into the program; what it shows is all there is.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::termios::LocalFlags;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::desk::send;
use crate::press::{Press, presses};
use crate::state::{PATIENCE, until};

/// No output for this long after a wanted text counts as a finished picture.
const QUIET: Duration = Duration::from_millis(60);
/// The same where what follows comes later: details wait while a key repeats.
const SETTLED: Duration = Duration::from_millis(300);
/// Only time tells a lone Escape from the beginning of another key; a person is never faster.
const AFTER_ESCAPE: Duration = Duration::from_millis(200);

/// Columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u16, pub u16);

impl Size {
    /// What every terminal has.
    pub const NORMAL: Size = Size(80, 24);
    /// With room for details beside the list.
    pub const WIDE: Size = Size(120, 40);
    /// A pocket.
    pub const SMALL: Size = Size(40, 12);

    fn rows(self) -> NonZeroU16 {
        NonZeroU16::new(self.1).expect("a terminal has rows")
    }

    fn columns(self) -> NonZeroU16 {
        NonZeroU16::new(self.0).expect("a terminal has columns")
    }

    fn cells(self) -> PtySize {
        PtySize { rows: self.1, cols: self.0, pixel_width: 0, pixel_height: 0 }
    }
}

/// What a terminal says when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// Status, cursor and attributes.
    All,
    /// Nothing, ever.
    None,
}

/// What the program has sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    pub bytes: usize,
    /// In so many pieces: one for each write, where writes are not too close to tell apart.
    pub pieces: usize,
}

/// A terminal with the program in it.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    raw: Vec<u8>,
    answered: usize,
    answers: Answers,
    pressed: usize,
    pieces: usize,
}

impl Terminal {
    /// Starts a program with nothing but the given environment.
    pub fn open(program: &Path, args: &[&str], env: &[(String, String)], size: Size) -> Terminal {
        let pair = native_pty_system().openpty(size.cells()).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program is built");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut piece = [0; 16 * 1024];
            // The line ends with an error when the program has gone.
            while let Ok(count @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        Terminal {
            child,
            master: pair.master,
            writer,
            output,
            screen: vt100::Parser::new(size.rows(), size.columns(), 0),
            raw: Vec::new(),
            answered: 0,
            answers: Answers::All,
            pressed: 0,
            pieces: 0,
        }
    }

    /// The same terminal, answering no question.
    pub fn mute(mut self) -> Terminal {
        self.answers = Answers::None;
        self
    }

    /// Presses keys and counts them: `"/0812<Enter>i"`. See [`crate::press`] for their names.
    pub fn keys(&mut self, keys: &str) -> &mut Terminal {
        for press in presses(keys) {
            self.pressed += 1;
            self.press(&press);
        }
        self
    }

    /// Types free text, which is not counted.
    pub fn types(&mut self, text: &str) -> &mut Terminal {
        for c in text.chars() {
            self.send(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> &mut Terminal {
        // The program may have gone: then what is waited for next says so.
        drop(self.writer.write_all(bytes).and_then(|()| self.writer.flush()));
        self
    }

    fn press(&mut self, press: &Press) {
        self.send(&press.bytes);
        if press.is_escape() {
            self.take_in(AFTER_ESCAPE);
        }
    }

    /// How many keys were pressed, free text apart.
    pub const fn pressed(&self) -> usize {
        self.pressed
    }

    /// Takes in output until there was none for a span; tells whether there can be more.
    fn take_in(&mut self, quiet: Duration) -> bool {
        let since = Instant::now();
        loop {
            match self.output.recv_timeout(quiet) {
                Ok(piece) => self.feed(&piece),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
            assert!(since.elapsed() < PATIENCE, "it draws without end\n{}", self.screen());
        }
    }

    fn feed(&mut self, piece: &[u8]) {
        self.raw.extend_from_slice(piece);
        self.pieces += 1;
        self.screen.process(piece);
        // What a terminal answers by itself: status, cursor, attributes.
        let (row, column) = self.screen.screen().cursor_position();
        let place = format!("\x1b[{};{}R", row + 1, column + 1);
        let answers: [(&[u8], &[u8]); 3] =
            [(b"\x1b[5n", b"\x1b[0n"), (b"\x1b[6n", place.as_bytes()), (b"\x1b[c", b"\x1b[?6c")];
        let mut at = self.answered;
        while at < self.raw.len() {
            let asked = answers.iter().find(|(question, _)| self.raw[at..].starts_with(question));
            match asked {
                Some((question, _)) if self.answers == Answers::None => at += question.len(),
                Some((question, answer)) => {
                    drop(self.writer.write_all(answer).and_then(|()| self.writer.flush()));
                    at += question.len();
                }
                None if self.raw[at] == 0x1b && self.raw.len() - at < 4 => break,
                None => at += 1,
            }
        }
        self.answered = at;
    }

    /// Waits until the screen holds a text and is quiet.
    ///
    /// # Panics
    /// When it does not come, or the program ends; with the screen as it is.
    pub fn wait_for(&mut self, text: &str) -> &mut Terminal {
        self.wait_until(&format!("{text:?}"), |screen| screen.contains(text))
    }

    /// Waits until the screen no longer holds a text and is quiet.
    pub fn wait_gone(&mut self, text: &str) -> &mut Terminal {
        self.wait_until(&format!("{text:?} to go"), |screen| !screen.contains(text))
    }

    /// Waits until the screen is as wanted and quiet.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> &mut Terminal {
        let since = Instant::now();
        loop {
            let alive = self.take_in(QUIET);
            let screen = self.screen();
            if is_so(&screen) {
                return self;
            }
            assert!(alive, "the program ended; waited for {what}\n{screen}");
            assert!(since.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}\n{screen}");
        }
    }

    /// The screen as text, without blanks at the ends of lines.
    pub fn screen(&self) -> String {
        let screen = self.screen.screen();
        let (_, columns) = screen.size();
        let rows: Vec<String> =
            screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n")
    }

    /// The rows of the screen that hold a text.
    pub fn rows_with(&self, text: &str) -> Vec<String> {
        self.screen().lines().filter(|row| row.contains(text)).map(str::to_owned).collect()
    }

    /// Where the cursor stands: column and row, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        let (row, column) = self.screen.screen().cursor_position();
        (column, row)
    }

    /// Whether keys come as they are pressed, as the program has asked for.
    pub fn is_raw(&self) -> bool {
        let line = self.master.get_termios().expect("a line has modes");
        line.local_flags.bits() & LocalFlags::ICANON.bits() == 0
    }

    /// The colours that the program has sent, each once.
    pub fn colours(&self) -> BTreeSet<String> {
        let text = String::from_utf8_lossy(&self.raw).into_owned();
        let styles = text.split("\x1b[").skip(1).filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            rest[end..].starts_with('m').then(|| rest[..end].to_owned())
        });
        // From 30 and from 90, and behind letters from 40 and from 100; 39 and 49 are none.
        let is_colour = |part: &&str| {
            let number = part.parse().unwrap_or(0);
            matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107u8)
        };
        let colour = |style: String| {
            let parts: Vec<&str> = style.split(';').skip_while(|part| !is_colour(part)).collect();
            Some(parts.join(";")).filter(|colour| !colour.is_empty())
        };
        styles.filter_map(colour).collect()
    }

    /// Waits until no more comes: for what changes the screen in a way that no text tells.
    pub fn settle(&mut self) -> &mut Terminal {
        self.take_in(SETTLED);
        self
    }

    /// Takes in what comes for a span, at most.
    pub fn rest(&mut self, span: Duration) -> &mut Terminal {
        let until = Instant::now() + span;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.output.recv_timeout(left) {
                Ok(piece) => self.feed(&piece),
                Err(_) => break,
            }
        }
        self
    }

    /// What keys cost on the line, from the press until nothing more comes.
    pub fn cost(&mut self, keys: &str) -> Cost {
        self.cost_of(|terminal| {
            terminal.keys(keys);
        })
    }

    /// What something costs on the line until nothing more comes.
    pub fn cost_of(&mut self, happens: impl FnOnce(&mut Terminal)) -> Cost {
        self.settle();
        let (bytes, pieces) = (self.raw.len(), self.pieces);
        happens(self);
        self.settle();
        Cost { bytes: self.raw.len() - bytes, pieces: self.pieces - pieces }
    }

    /// Every byte the program has sent.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Compares the screen with the picture of that name in `tests/it/snapshots`.
    pub fn shows(&mut self, picture: &str) -> &mut Terminal {
        self.take_in(QUIET);
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(picture, self.screen()));
        self
    }

    /// Gives the window another size.
    pub fn resize(&mut self, size: Size) -> &mut Terminal {
        self.master.resize(size.cells()).expect("a terminal can be resized");
        self.screen.screen_mut().set_size(size.rows(), size.columns());
        self
    }

    /// Clock ticks (hundredths of a second) of processor time that the program spends while
    /// nothing happens for a second.
    pub fn ticks_at_rest(&mut self) -> u64 {
        let spent = |pid: u32| -> u64 {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
            let (_, fields) = stat.rsplit_once(") ").expect("the name is in brackets");
            let field = |at: usize| fields.split(' ').nth(at).and_then(|text| text.parse().ok());
            field(11).unwrap_or(0) + field(12).unwrap_or(0)
        };
        let before = spent(self.pid());
        self.take_in(Duration::from_secs(1));
        spent(self.pid()) - before
    }

    /// Process id of the program.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Kills the program without a warning.
    pub fn kill(&mut self) {
        send(self.pid(), Signal::SIGKILL);
        self.wait_end();
    }

    /// Waits for the program's end and gives back its exit code.
    pub fn wait_end(&mut self) -> u32 {
        let status = until("the program to end", || self.child.try_wait().expect("our child"));
        while self.take_in(QUIET) {}
        status.exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            send(self.pid(), Signal::SIGKILL);
            drop(self.child.wait());
        }
    }
}

#[test]
fn what_a_program_shows_is_seen_and_what_is_pressed_reaches_it() {
    let script =
        "printf 'your \\033[1mname\\033[0m? \\033[5n'; read name; echo \"hello, $name\"; read x";
    let mut terminal = Terminal::open(Path::new("/bin/sh"), &["-c", script], &[], Size::SMALL);
    terminal.wait_for("your name?").types("Nur").keys("<Enter>").wait_for("hello,");
    assert_eq!(terminal.pressed(), 1);
    assert_eq!(terminal.rows_with("your").len(), 1);
    assert!(terminal.rows_with("hello")[0].ends_with("Nur"), "{}", terminal.screen());
    terminal.keys("<Enter>");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
#[should_panic(expected = "the program ended; waited for \"never\"")]
fn waiting_for_what_never_comes_says_what_was_there() {
    let mut terminal = Terminal::open(Path::new("/bin/sh"), &["-c", "echo x"], &[], Size::SMALL);
    terminal.wait_for("never");
}
