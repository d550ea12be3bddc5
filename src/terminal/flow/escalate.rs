//! A ticket that somebody above is to look at. Never without a reason: the form asks for it.

use super::Kind;
use crate::domain::TicketNo;
use crate::terminal::errand::Deed;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

impl Model {
    /// Asks why somebody above is to look at a ticket; for one that is marked so that is over.
    pub fn open_escalate(&mut self, ticket: TicketNo) {
        if self.known_ticket(ticket).is_some_and(|known| known.escalated) {
            let command = Command::EndEscalation { ticket, note: String::new() };
            return self.run_ticket(ticket, Deed::Calm, command);
        }
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-escalate", &[("ticket", &ticket.to_string())]),
            vec![Field::note("note", &speech.say("form-why"), "")],
        );
        self.open_sheet(Kind::Escalate, form, None, Some(ticket));
    }

    /// Hands it up.
    pub fn save_escalate(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        let reason = self.field("note");
        if reason.trim().is_empty() {
            // Below the note, which fills the form, there is no room for it.
            return self.say("form-why-needed");
        }
        self.send_sheet(Command::EscalateTicket { ticket, reason }, None);
    }
}
