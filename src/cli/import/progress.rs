//! How far an import is, on standard error. Never a bar where nobody watches, never anything on
//! standard output.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::speech::{Lang, Speech};

/// Redraws a second: enough to see it move, few enough for a slow line.
const REDRAWS: u8 = 4;

/// A bar, or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
    length: Option<u64>,
    read: Arc<AtomicU64>,
    began: Instant,
    rows: u64,
}

impl Progress {
    /// A bar when standard error is a terminal. `length` is the file's, `read` what was read of it.
    pub fn new(length: Option<u64>, read: Arc<AtomicU64>) -> Progress {
        let bar = io::stderr().is_terminal().then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
            let bar = ProgressBar::with_draw_target(length, target);
            let shape = if length.is_some() { "[{bar:24}] {msg}" } else { "{spinner} {msg}" };
            let style = ProgressStyle::with_template(shape).expect("our own template");
            bar.with_style(style.progress_chars("=> ").tick_chars("-\\|/ "))
        });
        Progress { bar, length, read, began: Instant::now(), rows: 0 }
    }

    /// So many more rows are done.
    pub fn add(&mut self, rows: u64, speech: &Speech) {
        self.rows += rows;
        let Some(bar) = &self.bar else { return };
        let read = self.read.load(Ordering::Relaxed);
        bar.set_position(read);
        let (rows, rate) = (speech.number(self.rows), speech.number(self.rate()));
        let values = [("rows", &*rows), ("rate", &*rate)];
        let said = match self.length.filter(|length| read > 0 && *length >= read) {
            Some(length) => {
                let left = self.began.elapsed().mul_f64((length - read) as f64 / read as f64);
                let left = span(left, speech);
                let values = [values.as_slice(), &[("left", &*left)]].concat();
                speech.say_with("import-progress-left", &values)
            }
            None => speech.say_with("import-progress", &values),
        };
        bar.set_message(said);
    }

    /// Rows a second so far.
    pub fn rate(&self) -> u64 {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        (self.rows as f64 / seconds) as u64
    }

    /// How long it has taken.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A span as a person says it: `0.7 s`, `12 s`, then as a stopwatch shows it, `12:40`, `1:02:05`.
pub fn span(span: Duration, speech: &Speech) -> String {
    let all = span.as_secs();
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    let mark = match speech.lang() {
        Lang::En => '.',
        Lang::Id => ',',
    };
    match (hours, minutes, seconds) {
        (0, 0, 0..10) => format!("{seconds}{mark}{} s", span.subsec_millis() / 100),
        (0, 0, _) => format!("{seconds} s"),
        (0, _, _) => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short_in_each_language() {
        let speech = |lang| Speech::new(lang, jiff::tz::TimeZone::UTC);
        for (millis, english, indonesian) in [
            (740, "0.7 s", "0,7 s"),
            (12_400, "12 s", "12 s"),
            (760_000, "12:40", "12:40"),
            (3_725_000, "1:02:05", "1:02:05"),
        ] {
            let took = Duration::from_millis(millis);
            assert_eq!(span(took, &speech(Lang::En)), english);
            assert_eq!(span(took, &speech(Lang::Id)), indonesian);
        }
    }
}
