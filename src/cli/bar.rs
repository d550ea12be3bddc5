//! How far reading or copying is, on standard error. Never a bar where nobody watches.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{backup, store};

/// Redraws a second: enough to see it move, few enough for a slow line.
const REDRAWS: u8 = 4;

/// A bar with rate and time left, or nothing.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar of bytes, when standard error is a terminal.
    pub fn new() -> Bar {
        let watched = io::stderr().is_terminal();
        Bar::shaped("[{bar:30}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta}", watched)
    }

    /// A bar of entries that go to standard output, unless they are shown themselves.
    pub fn of_entries() -> Bar {
        let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Bar::shaped("[{bar:30}] {human_pos}/{human_len}  {per_sec}  {eta}", watched)
    }

    fn shaped(shape: &str, watched: bool) -> Bar {
        let target = match watched {
            true => ProgressDrawTarget::stderr_with_hz(REDRAWS),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template(shape).expect("our own template");
        bar.set_style(style.progress_chars("=> "));
        Bar(bar)
    }

    /// A bar of things with the time left, when standard error is a terminal.
    pub fn counting() -> Bar {
        Bar::shaped("[{bar:30}] {human_pos}/{human_len}  {eta}", io::stderr().is_terminal())
    }

    /// So much of so much is done.
    pub fn set(&self, done: u64, of: u64) {
        self.0.set_length(of.max(done));
        self.0.set_position(done);
    }

    /// The store has come so far.
    pub fn store(&self, progress: store::Progress) {
        self.set(progress.bytes, progress.of);
    }

    /// A copy has come so far.
    pub fn copy(&self, progress: backup::Progress) {
        self.set(progress.done, progress.of);
    }

    /// Begins anew, with another part of the work.
    pub fn again(&self) {
        self.0.reset();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
