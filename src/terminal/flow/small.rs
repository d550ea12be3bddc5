//! Small questions: words to narrow a list by, what one is doing, what to copy, whether to leave.
//! Never a question whose answer changes a record.

use super::Kind;
use super::customer::first_phone;
use crate::domain::AgentState;
use crate::terminal::action::Action;
use crate::terminal::inbox::Effect;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Pick;
use crate::terminal::widget::{Field, Form};

impl Model {
    /// Asks for words to narrow the list by that has the keys.
    pub fn ask_filter(&mut self) {
        let words = match self.focus {
            Focus::Find | Focus::Rating => return self.go_find(),
            Focus::History if self.hand.is_none() => return self.say("notice-no-customer"),
            Focus::History => self.history.filter.clone(),
            Focus::Queue => self.queue.filter.clone(),
        };
        let speech = &self.speech;
        let form = Form::new(
            &speech.say("form-filter"),
            vec![Field::line("words", &speech.say("form-words"), &words)],
        );
        self.open_sheet(Kind::Filter(self.focus), form, None, None);
        self.say("filter-hint");
    }

    fn go_find(&mut self) {
        self.go(Focus::Find);
        self.find.begin();
    }

    /// Narrows the list.
    pub fn save_filter(&mut self, focus: Focus) {
        let words = self.field("words");
        self.sheet = None;
        match focus {
            Focus::History => {
                self.history.filter = words;
                self.history.of = None;
                self.history.ask.give_up();
                self.history.ask.now();
            }
            Focus::Queue => self.queue.show(self.queue.view, words),
            Focus::Find | Focus::Rating => {}
        }
    }

    /// Asks what one is doing.
    pub fn ask_state(&mut self) {
        let speech = self.speech.clone();
        let item = |state: &AgentState| (speech.word("state", state.word()), Pick::State(*state));
        let items = AgentState::ALL.iter().map(item).collect();
        self.letters(&speech.say("state-title"), items);
    }

    /// Asks why one takes a break.
    pub fn open_reason(&mut self) {
        let speech = &self.speech;
        let form = Form::new(
            &speech.say("form-reason"),
            vec![Field::line("reason", &speech.say("form-why"), "")],
        );
        self.open_sheet(Kind::Reason, form, None, None);
    }

    /// Takes the break.
    pub fn save_reason(&mut self) {
        let reason = self.field("reason");
        self.sheet = None;
        self.set_state(AgentState::Break, reason);
    }

    /// Asks what to copy to the clipboard of the person's own machine.
    pub fn ask_copy(&mut self) {
        let texts = self.copyable();
        match &texts[..] {
            [] => self.say("notice-nothing-selected"),
            [(_, only)] => self.copy(only.clone()),
            _ => {
                let item = |(label, text): (String, String)| {
                    (format!("{label}: {text}"), Pick::Copy(text))
                };
                let title = self.speech.say("copy-title");
                self.letters(&title, texts.into_iter().map(item).collect());
            }
        }
    }

    /// What can be copied of what is selected, with what it is.
    fn copyable(&self) -> Vec<(String, String)> {
        let speech = &self.speech;
        let mut texts = Vec::new();
        let mut add = |label: String, text: Option<&str>| {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                texts.push((label, text.to_owned()));
            }
        };
        if self.focus == Focus::Find
            && let Some(row) = self.find.rows.selected()
        {
            add(speech.say("field-phone"), row.phones.first().map(String::as_str));
            add(speech.say("field-email"), row.emails.first().map(String::as_str));
            add(speech.say("field-account"), Some(&row.account));
            add(speech.say("copy-number"), Some(&row.customer.to_string()));
            add(speech.say("field-name"), Some(&row.label));
            return texts;
        }
        if let Some(ticket) = self.selected_ticket() {
            add(speech.say("copy-ticket"), Some(&ticket.to_string()));
        }
        if let Some(hand) = &self.hand {
            if let Some(record) = &hand.customer {
                let email = record.profile.emails.first().map(|email| email.address.as_str());
                add(speech.say("field-phone"), first_phone(record));
                add(speech.say("field-email"), email);
                add(speech.say("field-account"), Some(&record.profile.account));
            }
            add(speech.say("copy-number"), Some(&hand.id.to_string()));
            add(speech.say("field-name"), Some(&hand.label));
        }
        texts
    }

    /// Copies a text.
    pub fn copy(&mut self, text: String) {
        let text = crate::domain::text::clean_line(&text);
        self.tell("done-copied", &[("text", &text)]);
        self.effects.push(Effect::Copy(text));
    }

    /// Leaves the desk; asks only when something typed is not saved.
    pub fn quit(&mut self) {
        self.keep_sheet();
        if self.drafts.is_empty() {
            return self.effects.push(Effect::Leave);
        }
        let speech = self.speech.clone();
        let count = self.drafts.len() as u64;
        let items = vec![
            (speech.say("quit-leave"), Pick::Leave),
            (speech.say("quit-drafts"), Pick::Drafts),
            (speech.say("quit-stay"), Pick::Stay),
        ];
        let key = self.key(Action::Drafts);
        self.letters(&speech.say_count("quit-title", count, &[("key", &key)]), items);
    }
}
