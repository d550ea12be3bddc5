//! Wrapping a call up: two letters and Enter, and the next one may come. Never leaves a contact
//! without an end that was said.

use super::Kind;
use crate::domain::{AgentState, Channel, CodeKind, CustomerId, Direction};
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

/// The topic of a contact of which nothing was said but how it ended.
const OTHER: &str = "OT";

impl Model {
    /// Asks how the contact ended; when none was logged in this call, what it was about as well.
    pub fn open_wrap_up(&mut self) {
        let Some(customer) = self.wrapped_hand() else { return };
        let logged = self.hand.as_ref().is_some_and(|hand| hand.logged.is_some());
        let label = self.hand_label();
        let speech = &self.speech;
        let outcomes = self.codes(CodeKind::Outcome);
        let mut fields = vec![Field::code("outcome", &speech.say("form-outcome"), outcomes, "")];
        if !logged {
            let topics = self.codes(CodeKind::Topic);
            let other = topics.iter().find(|(code, _)| code == OTHER).or(topics.first());
            let topic = other.map(|(code, _)| code.clone()).unwrap_or_default();
            fields.push(Field::code("topic", &speech.say("form-topic"), topics, &topic));
            fields.push(Field::note("note", &speech.say("field-note"), ""));
            fields.push(super::log::channel_field(speech, Channel::Call));
            fields.push(super::log::direction_field(speech, Direction::In));
        }
        let form = Form::new(&speech.say_with("form-wrap-up", &[("who", &label)]), fields);
        self.open_sheet(Kind::WrapUp, form, Some(customer), None);
    }

    /// The customer to wrap up for, from when on that is what one does. Who speaks with nobody whom
    /// the desk knows is ready again at once.
    fn wrapped_hand(&mut self) -> Option<CustomerId> {
        let busy = matches!(self.me.state, AgentState::OnCall | AgentState::WrapUp);
        match &self.hand {
            None if busy => {
                self.caller = None;
                self.set_state(AgentState::Ready, String::new());
                self.say("wrap-up-nobody");
                None
            }
            None => self.need_hand(),
            Some(hand) => {
                let customer = hand.id;
                if self.me.state == AgentState::OnCall {
                    self.set_state(AgentState::WrapUp, String::new());
                }
                Some(customer)
            }
        }
    }

    /// Says how it ended.
    pub fn save_wrap_up(&mut self) {
        let Some(outcome) = self.code_field("outcome", "form-outcome-needed") else { return };
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        let hand = self.hand.as_ref().filter(|hand| hand.id == customer);
        if let Some(interaction) = hand.and_then(|hand| hand.logged.as_ref()).map(|l| l.id) {
            return self.send_sheet(Command::SetOutcome { interaction, outcome }, None);
        }
        let Some(topic) = self.code_field("topic", "form-topic-needed") else { return };
        let contact = self.contact(topic);
        let command = Command::LogInteraction {
            customer,
            channel: contact.channel,
            direction: contact.direction,
            topic,
            note: contact.note,
            at: None,
            outcome: Some(outcome),
        };
        self.send_sheet(command, None);
    }
}
