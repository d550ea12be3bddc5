//! Two tickets about one matter become one, and two again. Never decided here: the desk says
//! whether they may.

use super::Kind;
use super::bulk::Target;
use crate::domain::{Bulk, Status, TicketNo};
use crate::terminal::errand::Deed;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

impl Model {
    /// Asks in which other ticket one lives on; one that is merged is made its own again.
    pub fn open_merge(&mut self, target: Target) {
        if let Target::One(ticket) = target
            && self.known_ticket(ticket).is_some_and(|known| known.status == Status::Merged)
        {
            return self.run_ticket(ticket, Deed::Unmerge, Command::UnmergeTicket { ticket });
        }
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-merge", &[("ticket", &self.target(target))]),
            vec![Field::line("other", &speech.say("form-merge-into"), "")],
        );
        self.open_sheet(Kind::Merge, form, None, target.one());
    }

    /// Merges them.
    pub fn save_merge(&mut self) {
        match (self.field("other").parse::<TicketNo>(), self.sheet_ticket()) {
            (Ok(into), Some(ticket)) => {
                self.send_sheet(Command::MergeTickets { tickets: vec![ticket], into }, None);
            }
            (Ok(into), None) => self.preview(Bulk::Merge { into }),
            (Err(wrong), _) => {
                let sentence = self.speech.malformed(&wrong);
                self.blame("other", &sentence);
            }
        }
    }
}
