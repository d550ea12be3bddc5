//! Two tickets about one matter become one, and two again. Never decided here: the desk says
//! whether they may.

use super::Kind;
use crate::domain::{Status, TicketNo};
use crate::terminal::errand::Deed;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

impl Model {
    /// Asks in which other ticket one lives on; one that is merged is made its own again.
    pub fn open_merge(&mut self, ticket: TicketNo) {
        let known = self.known_ticket(ticket);
        if known.is_some_and(|known| known.status == Status::Merged) {
            return self.run_ticket(ticket, Deed::Unmerge, Command::UnmergeTicket { ticket });
        }
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-merge", &[("ticket", &ticket.to_string())]),
            vec![Field::line("other", &speech.say("form-merge-into"), "")],
        );
        self.open_sheet(Kind::Merge, form, None, Some(ticket));
    }

    /// Merges them.
    pub fn save_merge(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        match self.field("other").parse::<TicketNo>() {
            Ok(into) => {
                self.send_sheet(Command::MergeTickets { tickets: vec![ticket], into }, None);
            }
            Err(wrong) => {
                let sentence = self.speech.malformed(&wrong);
                self.blame("other", &sentence);
            }
        }
    }
}
