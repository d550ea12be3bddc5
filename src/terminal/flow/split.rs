//! One ticket about two matters becomes two. Never decided here: the desk says whether it may.

use super::Kind;
use crate::domain::split::numbers;
use crate::domain::{CodeKind, TicketNo};
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

impl Model {
    /// Asks what the second matter is, and which notes go with it.
    pub fn open_split(&mut self, no: TicketNo) {
        let Some(ticket) = self.known_ticket(no) else { return self.say("notice-not-there-yet") };
        let speech = &self.speech;
        let topics = self.codes(CodeKind::Topic);
        let form = Form::new(
            &speech.say_with("form-split", &[("ticket", &no.to_string())]),
            vec![
                Field::line("subject", &speech.say("field-subject"), ""),
                Field::code("topic", &speech.say("form-topic"), topics, &ticket.topic.to_string()),
                Field::line("notes", &speech.say("form-split-notes"), ""),
            ],
        );
        self.open_sheet(Kind::Split, form, None, Some(no));
    }

    /// Splits it.
    pub fn save_split(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        match numbers(&self.field("notes")) {
            Ok(notes) => {
                let (subject, topic) = (self.field("subject"), self.field("topic").parse().ok());
                let command = Command::SplitTicket { ticket, subject, topic, notes };
                self.send_sheet(command, None);
            }
            Err(wrong) => {
                let sentence = self.speech.malformed(&wrong);
                self.blame("notes", &sentence);
            }
        }
    }
}
