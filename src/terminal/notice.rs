//! One line for the person: what was done, what was refused, what a key could not find. Never
//! more than the latest.

use super::action::Action;
use super::model::Model;
use crate::domain::{At, Refusal};

/// Milliseconds that something done stays on show however many keys are pressed.
const STAYS: i64 = 4_000;

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Of which kind.
    pub tone: Tone,
    /// Since when.
    pub since: At,
}

/// What kind of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done and can be undone.
    Done,
    /// Something happened.
    News,
    /// It could not be done; gone with the next key.
    No,
}

impl Model {
    fn notice(&mut self, tone: Tone, text: String) {
        let text = crate::domain::text::clean_line(&text);
        self.notice = Some(Notice { text, tone, since: self.now });
    }

    /// Says that something cannot be done, or how it is.
    pub fn say(&mut self, key: &str) {
        self.say_with(key, &[]);
    }

    /// The same, with values.
    pub fn say_with(&mut self, key: &str, values: &[(&str, &str)]) {
        let text = self.speech.say_with(key, values);
        self.notice(Tone::No, text);
    }

    /// Says what happened.
    pub fn tell(&mut self, key: &str, values: &[(&str, &str)]) {
        let text = self.speech.say_with(key, values);
        self.notice(Tone::News, text);
    }

    /// Says a sentence that is ready made about what happened.
    pub fn news(&mut self, text: String) {
        self.notice(Tone::News, text);
    }

    /// Says what was done, with the key that takes it back.
    pub fn done(&mut self, key: &str, values: &[(&str, &str)]) {
        let text = self.speech.say_with(key, values);
        self.notice(Tone::Done, text);
    }

    /// The same with a sentence that is ready made.
    pub fn done_text(&mut self, text: &str) {
        self.notice(Tone::Done, text.to_owned());
    }

    /// Says why not.
    pub fn refuse(&mut self, refusal: &Refusal) {
        let text = self.speech.refusal(refusal);
        self.notice(Tone::No, text);
    }

    /// Says a sentence that is ready made.
    pub fn say_text(&mut self, text: &str) {
        self.notice(Tone::No, text.to_owned());
    }

    /// A key was pressed: what was said about the one before has been read.
    pub fn notice_read(&mut self) {
        let now = self.now;
        let read = |notice: &Notice| match notice.tone {
            Tone::No => true,
            Tone::Done | Tone::News => now.0 - notice.since.0 > STAYS,
        };
        if self.notice.as_ref().is_some_and(read) {
            self.notice = None;
        }
    }

    /// The best key for an action where the person is, for a sentence that names it.
    pub fn key(&self, action: Action) -> String {
        self.keymap.key_of(action, self.context()).unwrap_or_else(|| {
            let key = self.keymap.key_of(action, super::action::Context::Everywhere);
            key.unwrap_or_else(|| format!(": {action}"))
        })
    }
}
