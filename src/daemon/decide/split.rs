//! One ticket about two matters: from command to events. Never a rule: those are the ticket's.

use super::{Deciding, Declined};
use crate::domain::split::copied;
use crate::domain::{CodeKind, Link, LinkKind, TicketNo, TwoLetters};
use crate::wire::Done;

impl Deciding<'_> {
    /// Opens a ticket for the second matter, with the chosen notes, for who has the first.
    pub(super) fn split_ticket(
        &mut self,
        no: TicketNo,
        (subject, topic): (&str, Option<TwoLetters>),
        notes: &[usize],
    ) -> Result<Done, Declined> {
        let ticket = self.ticket(no)?;
        self.customer(ticket.customer)?;
        topic.map_or(Ok(()), |topic| self.known_code(CodeKind::Topic, topic))?;
        let complaint = ticket.split(subject, topic)?;
        let texts = copied(&self.block.view().ticket_lines(no)?, notes)?;
        let new = self.new_ticket(&complaint)?;
        for text in texts {
            self.ticket_event(new, |ticket| ticket.note(&text, false))?;
        }
        if let Some(assignee) = &ticket.assignee {
            self.ticket_events(new, |ticket, _| ticket.assign(assignee))?;
        }
        for (one, other) in [(new, no), (no, new)] {
            let link = Link { kind: LinkKind::Related, other };
            self.ticket_event(one, |ticket| ticket.link(link))?;
        }
        Ok(Done { customer: Some(ticket.customer), ticket: Some(new), ..Done::default() })
    }
}
