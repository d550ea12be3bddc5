//! One line that says how far a starting desk is, for whoever waits for it. Never stays on the
//! screen once the desk is open.

use std::io::Write;

use crate::speech::Speech;
use crate::wire::{Opening, Step};

/// A line of a terminal that is written over and over.
pub struct Waiting<'a, W: Write> {
    speech: &'a Speech,
    to: W,
    told: Option<String>,
}

impl<'a, W: Write> Waiting<'a, W> {
    /// A line where the cursor is.
    pub const fn new(speech: &'a Speech, to: W) -> Waiting<'a, W> {
        Waiting { speech, to, told: None }
    }

    /// Says how far the desk is.
    pub fn tell(&mut self, opening: Opening) {
        let sentence = sentence(opening, self.speech);
        if self.told.as_ref() != Some(&sentence) {
            self.write(&sentence);
            self.told = Some(sentence);
        }
    }

    fn write(&mut self, text: &str) {
        // Whoever cannot be told loses nothing but the waiting's company.
        drop(write!(self.to, "\r{text}\x1b[K").and_then(|()| self.to.flush()));
    }
}

impl<W: Write> Drop for Waiting<'_, W> {
    fn drop(&mut self) {
        if self.told.is_some() {
            self.write("");
        }
    }
}

/// How far a starting desk is.
pub fn sentence(opening: Opening, speech: &Speech) -> String {
    let Opening { step, done, all } = opening;
    let percent = (done * 100).checked_div(all).unwrap_or(0).min(100);
    let percent = speech.number(percent);
    match step {
        Step::Index => speech.say("desk-opening"),
        Step::Journal => speech.say_with("desk-rebuilding", &[("percent", &percent)]),
        Step::Lookup => speech.say_with("desk-gathering", &[("percent", &percent)]),
    }
}
