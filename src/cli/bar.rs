//! How far reading or copying is, on standard error. Never a bar where nobody watches.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{backup, store};

/// A bar of bytes with rate and time left, or nothing.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar when standard error is a terminal.
    pub fn new() -> Bar {
        let bar = ProgressBar::new(0);
        if !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let shape = "[{bar:30}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
        let style = ProgressStyle::with_template(shape).expect("our own template");
        bar.set_style(style.progress_chars("=> "));
        Bar(bar)
    }

    fn set(&self, done: u64, of: u64) {
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
