//! One line for the person: what was done, what was refused, what a key could not find. Never
//! more than the latest.

use super::action::{Action, Context};
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
        let text = match &self.notice {
            Some(before) if tone == Tone::News && self.greets(before) => {
                // What is followed is told behind all of it.
                let is_beside = self.follow_told.is_unread();
                let said = if is_beside { &self.follow_told.beside } else { &before.text };
                format!("{said} {text}").trim_start().to_owned()
            }
            Some(_) | None => text,
        };
        let text = self.with_follow_news(crate::domain::text::clean_line(&text));
        self.notice = Some(Notice { text, tone, since: self.now });
    }

    /// Tells whether a notice is of the login: what is said there is said together, for nobody has
    /// read anything yet.
    fn greets(&self, notice: &Notice) -> bool {
        let untouched = self.pressed_at == At::default();
        untouched && notice.tone == Tone::News && self.now.0 - notice.since.0 <= STAYS
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

    /// A key was pressed: what was said about the one before has been read. Who types into a form
    /// looks at that: what became of followed records stays.
    pub fn notice_read(&mut self) {
        let in_form = matches!(self.context(), Context::Form | Context::Asking);
        let now = self.now;
        let is_old = |since: At| now.0 - since.0 > STAYS;
        if !in_form && is_old(self.follow_told.since) {
            self.follow_told = Default::default();
        }
        let read = |notice: &Notice| match notice.tone {
            Tone::No => true,
            Tone::Done | Tone::News => is_old(notice.since),
        };
        if self.notice.as_ref().is_some_and(read) {
            self.notice = None;
            let since = self.follow_told.since;
            let text = self.with_follow_news(String::new());
            if !text.is_empty() {
                self.notice = Some(Notice { text, tone: Tone::News, since });
            }
        }
    }

    /// What is said is put away, read.
    pub fn put_notice_away(&mut self) {
        self.notice = None;
        self.follow_told = Default::default();
    }

    /// That nothing passes the filter, and how to see everything again.
    pub fn none_match(&self) -> String {
        self.speech.say_with("history-none-match", &[("key", &self.key(Action::Back))])
    }

    /// The best key for an action where the person is, for a sentence that names it.
    pub fn key(&self, action: Action) -> String {
        self.keymap.key_of(action, self.context()).unwrap_or_else(|| {
            let key = self.keymap.key_of(action, Context::Everywhere);
            key.unwrap_or_else(|| format!(": {action}"))
        })
    }
}
