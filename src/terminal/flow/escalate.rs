//! A ticket that somebody above is to look at. Never without a reason: the form asks for it.

use super::Kind;
use super::bulk::Target;
use crate::domain::Bulk;
use crate::terminal::errand::Deed;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

impl Model {
    /// Asks why somebody above is to look at a ticket; for one that is marked so that is over.
    pub fn open_escalate(&mut self, target: Target) {
        if let Target::One(ticket) = target
            && self.known_ticket(ticket).is_some_and(|known| known.escalated)
        {
            let command = Command::EndEscalation { ticket, note: String::new() };
            return self.run_ticket(ticket, Deed::Calm, command);
        }
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-escalate", &[("ticket", &self.target(target))]),
            vec![Field::note("note", &speech.say("form-why"), "")],
        );
        self.open_sheet(Kind::Escalate, form, None, target.one());
    }

    /// Hands it up.
    pub fn save_escalate(&mut self) {
        let reason = self.field("note");
        if reason.trim().is_empty() {
            // Below the note, which fills the form, there is no room for it.
            return self.say("form-why-needed");
        }
        let Some(ticket) = self.sheet_ticket() else {
            return self.preview(Bulk::Escalate { reason });
        };
        self.send_sheet(Command::EscalateTicket { ticket, reason }, None);
    }
}
