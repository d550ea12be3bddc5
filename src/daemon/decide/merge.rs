//! Tickets that belong together: from command to events. Never a rule: those are the ticket's.

use super::{Deciding, Declined};
use crate::domain::{Link, Record, Refusal, TicketNo};
use crate::wire::Done;

impl Deciding<'_> {
    pub(super) fn link_tickets(&mut self, no: TicketNo, link: Link) -> Result<Done, Declined> {
        self.ticket(link.other)?;
        self.ticket_event(no, |ticket| ticket.link(link))
    }

    pub(super) fn merge_tickets(
        &mut self,
        tickets: &[TicketNo],
        into: TicketNo,
    ) -> Result<Done, Declined> {
        if tickets.is_empty() {
            return Err(Refusal::AlreadySo.into());
        }
        let mut survivor = self.ticket(into)?;
        for no in tickets {
            let carried = self.followers(Record::Ticket(*no))?.carried(*no, into);
            for event in self.ticket(*no)?.merge(&survivor)?.into_iter().chain(carried) {
                self.append(event);
            }
            survivor = self.ticket(into)?;
        }
        Ok(Done { customer: Some(survivor.customer), ticket: Some(into), ..Done::default() })
    }

    pub(super) fn unmerge_ticket(&mut self, no: TicketNo) -> Result<Done, Declined> {
        let ticket = self.ticket(no)?;
        let left = match ticket.merged_into() {
            Some(into) => self.followers(Record::Ticket(into))?.left(no, into),
            None => Vec::new(),
        };
        let events = ticket.unmerge(&self.block.view().ticket_lines(no)?)?;
        for event in events.into_iter().chain(left) {
            self.append(event);
        }
        Ok(Done { customer: Some(ticket.customer), ticket: Some(no), ..Done::default() })
    }
}
