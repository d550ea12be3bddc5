//! Logging a contact: two letters, a note, Enter. Never without a topic.

use super::Kind;
use crate::domain::{Channel, CodeKind, Direction, TwoLetters};
use crate::speech::Speech;
use crate::terminal::model::Model;
use crate::terminal::sheet::Contact;
use crate::terminal::widget::columns::cut;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

/// Values of a word group with the reader's words, for a field that chooses.
pub fn options<T: Copy>(
    speech: &Speech,
    group: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|one| (word(*one).to_owned(), speech.word(group, word(*one)))).collect()
}

impl Model {
    /// The codes in use with their words.
    pub fn codes(&self, kind: CodeKind) -> Vec<(String, String)> {
        let codes = &self.settings.codes;
        let wanted = codes.iter().filter(|code| code.kind == kind && !code.retired);
        wanted.map(|one| (one.code.to_string(), self.speech.code(kind, one.code, codes))).collect()
    }

    /// Opens the form that logs a contact with the customer at hand.
    pub fn open_log(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        let label = self.hand_label();
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-log", &[("who", &label)]),
            vec![
                Field::code("topic", &speech.say("form-topic"), self.codes(CodeKind::Topic), ""),
                Field::note("note", &speech.say("field-note"), ""),
                channel_field(speech, Channel::Call),
                direction_field(speech, Direction::In),
            ],
        );
        self.open_sheet(Kind::Log, form, Some(customer), None);
    }

    /// How the customer at hand is shown.
    pub fn hand_label(&self) -> String {
        self.hand.as_ref().map(|hand| short(&hand.label)).unwrap_or_default()
    }

    /// Saves it.
    pub fn save_log(&mut self) {
        let Some(topic) = self.code_field("topic", "form-topic-needed") else { return };
        let contact = self.contact(topic);
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        let Contact { channel, direction, note, .. } = contact.clone();
        let command = Command::LogInteraction {
            customer,
            channel,
            direction,
            topic,
            note,
            at: None,
            outcome: None,
        };
        self.send_sheet(command, Some(contact));
    }

    /// The contact as the form says.
    pub fn contact(&self, topic: TwoLetters) -> Contact {
        Contact {
            channel: self.field("channel").parse().unwrap_or(Channel::Call),
            direction: self.field("direction").parse().unwrap_or(Direction::In),
            topic,
            note: self.field("note"),
        }
    }

    /// The code in a field, or what is missing at it.
    pub fn code_field(&mut self, name: &str, missing: &str) -> Option<TwoLetters> {
        let code = self.field(name).parse().ok();
        if code.is_none() {
            let sentence = self.speech.say(missing);
            self.blame(name, &sentence);
        }
        code
    }
}

/// Columns of a name in the middle of a sentence: the rest of it must stay readable.
const NAME_COLUMNS: usize = 40;

/// A name as a sentence has room for it.
pub fn short(label: &str) -> String {
    cut(label, NAME_COLUMNS)
}

/// By which way.
pub fn channel_field(speech: &Speech, channel: Channel) -> Field {
    let all = options(speech, "channel", Channel::ALL, Channel::word);
    Field::choice("channel", &speech.say("form-channel"), all, channel.word())
}

/// Who began it.
pub fn direction_field(speech: &Speech, direction: Direction) -> Field {
    let all = options(speech, "direction", Direction::ALL, Direction::word);
    Field::choice("direction", &speech.say("form-direction"), all, direction.word())
}
