//! The program on a terminal line of 80 columns and 24 lines, read by an independent emulator.
//! Never asked anything but what its screen shows.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use super::worked;
use crate::outside::{Anything, SIGAP};

/// What is looked for on the screen, a number behind it.
pub const MARK: &str = "pulse ";
/// On every full frame.
const LAST_PANE: &str = "Rating";
/// Nobody waits longer for a first frame.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the thread that reads has seen.
#[derive(Debug, Default)]
struct Screen {
    is_furnished: bool,
    /// When each mark was first there.
    marks: Vec<(u64, Instant)>,
}

/// The program at its line.
pub struct Line {
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<Screen>>,
}

impl Line {
    /// Starts the program for somebody.
    pub fn open(home: &Path, agent: &str) -> Anything<Line> {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(SIGAP);
        command.args(["--home".as_ref(), home.as_os_str()]);
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("SIGAP_AS", agent)]
        {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader()?;
        let screen = Arc::new(Mutex::new(Screen::default()));
        let own = Arc::clone(&screen);
        let mut parser = vt100::Parser::new(24.try_into()?, 80.try_into()?, 0);
        thread::spawn(move || {
            let _line = pair.master;
            let mut piece = [0; 1 << 14];
            while let Ok(read @ 1..) = reader.read(&mut piece) {
                let at = Instant::now();
                parser.process(&piece[..read]);
                let contents = parser.screen().contents();
                let mut screen = own.lock().unwrap_or_else(PoisonError::into_inner);
                screen.is_furnished |= contents.contains(LAST_PANE);
                let mark = mark(&contents);
                if let Some(mark) = mark.filter(|mark| Some(*mark) > screen.last()) {
                    screen.marks.push((mark, at));
                }
            }
        });
        Ok(Line { child, screen })
    }

    /// Waits until its first frame is complete.
    pub fn furnish(&mut self) -> Anything<()> {
        let since = Instant::now();
        while !self.screen.lock().unwrap_or_else(PoisonError::into_inner).is_furnished {
            if since.elapsed() > PATIENCE {
                return Err("a terminal shows nothing".into());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Its process.
    pub fn process(&self) -> Anything<u32> {
        Ok(self.child.process_id().ok_or("a terminal has ended")?)
    }

    /// Its processor time so far.
    pub fn worked(&self) -> Anything<Duration> {
        worked(self.process()?)
    }

    /// When a mark, or a later one, was on its screen.
    pub fn seen(&self, mark: u64) -> Option<Instant> {
        let screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        screen.marks.iter().find(|(seen, _)| *seen >= mark).map(|(_, at)| *at)
    }
}

impl Screen {
    fn last(&self) -> Option<u64> {
        self.marks.last().map(|(mark, _)| *mark)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn mark(contents: &str) -> Option<u64> {
    let (_, rest) = contents.split_once(MARK)?;
    rest.get(..6)?.parse().ok()
}
