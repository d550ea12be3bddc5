//! Small questions: what one is doing, what to copy, whether to leave.
//! Never a question whose answer changes a record.

use super::Kind;
use super::customer::first_phone;
use crate::domain::{AgentState, CodeKind};
use crate::terminal::action::Action;
use crate::terminal::inbox::Effect;
use crate::terminal::keymap::KeyPress;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Pick;
use crate::terminal::widget::{Field, Form};

/// Milliseconds within which two letters are of one word.
pub const LETTERS_APART: i64 = 1_000;

impl Model {
    /// Asks what one is doing.
    pub fn ask_state(&mut self) {
        let speech = self.speech.clone();
        let item = |state: &AgentState| {
            (state.word(), speech.word("state", state.word()), Pick::State(*state))
        };
        let items = AgentState::ALL.iter().map(item).collect();
        self.letters(&speech.say("state-title"), items);
    }

    /// Asks why one takes a break.
    pub fn open_reason(&mut self) {
        let speech = &self.speech;
        let form = Form::new(
            &speech.say("form-reason"),
            vec![Field::code("reason", &speech.say("form-why"), self.codes(CodeKind::Break), "")],
        );
        self.open_sheet(Kind::Reason, form, None, None);
    }

    /// Takes the break.
    pub fn save_reason(&mut self) {
        let Some(reason) = self.code_field("reason", "form-break-needed") else { return };
        self.sheet = None;
        self.set_state(AgentState::Break, reason.to_string());
    }

    /// Asks what to copy to the clipboard of the person's own machine.
    pub fn ask_copy(&mut self) {
        let texts = self.copyable();
        match &texts[..] {
            [] => self.say("notice-nothing-selected"),
            [(_, _, only)] => self.copy(only.clone()),
            _ => {
                let item = |(word, label, text): (&'static str, String, String)| {
                    (word, format!("{label}: {text}"), Pick::Copy(text))
                };
                let title = self.speech.say("copy-title");
                self.letters(&title, texts.into_iter().map(item).collect());
            }
        }
    }

    /// What can be copied of what is selected: what it is, in one word and the reader's words.
    fn copyable(&self) -> Vec<(&'static str, String, String)> {
        let speech = &self.speech;
        let mut texts = Vec::new();
        let mut add = |word: &'static str, text: Option<&str>| {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                texts.push((word, speech.say(&format!("copy-{word}")), text.to_owned()));
            }
        };
        if self.focus == Focus::Find
            && let Some(row) = self.find.rows.selected()
        {
            add("phone", row.phones.first().map(String::as_str));
            add("email", row.emails.first().map(String::as_str));
            add("account", Some(&row.account));
            add("number", Some(&row.customer.to_string()));
            add("name", Some(&row.label));
            return texts;
        }
        if let Some(ticket) = self.selected_ticket() {
            add("ticket", Some(&ticket.to_string()));
        }
        if let Some(hand) = &self.hand {
            if let Some(record) = &hand.customer {
                let email = record.profile.emails.first().map(|email| email.address.as_str());
                add("phone", first_phone(record));
                add("email", email);
                add("account", Some(&record.profile.account));
            }
            add("number", Some(&hand.id.to_string()));
            add("name", Some(&hand.label));
        }
        texts
    }

    /// Copies a text.
    pub fn copy(&mut self, text: String) {
        let text = crate::domain::text::clean_line(&text);
        self.tell("done-copied", &[("text", &text)]);
        self.effects.push(Effect::Copy(text));
    }

    /// Leaves the desk; asks when something typed is not saved, and when the key may be a letter of
    /// a name that somebody types where letters are commands.
    pub fn quit(&mut self, press: KeyPress) {
        self.keep_sheet();
        let count = self.drafts.len() as u64;
        let letter = press.typed().is_some() && self.is_typing_away();
        if count == 0 && !letter {
            return self.leave_home();
        }
        let speech = self.speech.clone();
        if count == 0 {
            let find = [("find", &*self.key(Action::Find))];
            let items = vec![
                ("leave", speech.say("quit-leave-now"), Pick::Leave),
                ("back", speech.say_with("quit-stay-find", &find), Pick::Stay),
            ];
            return self.letters(&speech.say("quit-title-letters"), items);
        }
        let items = vec![
            ("leave", speech.say("quit-leave"), Pick::Leave),
            ("show", speech.say("quit-drafts"), Pick::Drafts),
            ("back", speech.say("quit-stay"), Pick::Stay),
        ];
        let key = self.key(Action::Drafts);
        self.letters(&speech.say_count("quit-title", count, &[("key", &key)]), items);
    }

    /// Tells whether a letter may be one of a word: another was pressed just before, or the list on
    /// show is what a word was looked for with.
    fn is_typing_away(&self) -> bool {
        let searching = self.focus == Focus::Find && !self.find.text().is_empty();
        searching || self.now.0 - self.lettered.0 < LETTERS_APART
    }
}
