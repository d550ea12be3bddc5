//! One line to everybody, said and heard. Never gone before it could be read, and never in the way
//! of what somebody types.

use super::Kind;
use crate::domain::At;
use crate::domain::text::clean_line;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Signal;

/// Milliseconds that it stays on show whatever is pressed: a line is read in that time.
const STAYS: i64 = 4_000;

/// What was said to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    text: String,
    by: String,
    /// When it was said.
    at: At,
    /// Since when it is on show.
    since: At,
}

impl Model {
    /// Asks what everybody shall read.
    pub fn open_everybody(&mut self) {
        let speech = &self.speech;
        let fields = vec![Field::line("text", &speech.say("form-everybody-text"), "")];
        let form = Form::new(&speech.say("form-everybody"), fields);
        self.open_sheet(Kind::Everybody, form, None, None);
    }

    /// Says it.
    pub fn save_everybody(&mut self) {
        let text = self.field("text");
        if text.trim().is_empty() {
            return self.say("form-everybody-needed");
        }
        self.sheet = None;
        self.signal(Signal::Everybody { text, by: String::new(), at: At::default() });
    }

    /// Somebody has said something to everybody.
    pub fn heard_word(&mut self, text: &str, by: &str, at: At) {
        let (text, by) = (clean_line(text), clean_line(by));
        self.word = Some(Word { text, by, at, since: self.now });
    }

    /// A key was pressed: what could be read meanwhile goes.
    pub fn word_read(&mut self) {
        self.word.take_if(|word| self.now.0 - word.since.0 > STAYS);
    }

    /// What was said to everybody, while it is on show.
    pub fn word_sentence(&self) -> Option<String> {
        let Word { text, by, at, .. } = self.word.as_ref()?;
        let time = self.speech.clock(*at);
        Some(self.speech.say_with("word-to-all", &[("by", by), ("time", &time), ("text", text)]))
    }
}
