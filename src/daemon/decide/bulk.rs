//! Many tickets at once: from one command to events. Never some of them: all, or none.

use super::{Deciding, Declined};
use crate::domain::bulk::once;
use crate::domain::{Bulk, Refusal, TicketNo, limit};
use crate::wire::Done;

impl Deciding<'_> {
    pub(super) fn change_tickets(
        &mut self,
        tickets: &[TicketNo],
        change: &Bulk,
    ) -> Result<Done, Declined> {
        let tickets = once(tickets);
        let count = tickets.len();
        if count > limit::BULK_TICKETS {
            return Err(Refusal::TooManyTickets { count, limit: limit::BULK_TICKETS }.into());
        }
        let mut first = None;
        for ticket in &tickets {
            let done = match change {
                Bulk::Merge { into } => self.merge_tickets(&[*ticket], *into),
                Bulk::Assign { .. }
                | Bulk::Status { .. }
                | Bulk::Priority { .. }
                | Bulk::Escalate { .. }
                | Bulk::Note { .. } => {
                    self.ticket_events(*ticket, |one, _| change.events(one, None))
                }
            };
            let done = done.map_err(|declined| of(*ticket, declined))?;
            first.get_or_insert(done);
        }
        let first = first.ok_or(Refusal::AlreadySo)?;
        Ok(Done { tickets, ..first })
    }
}

/// Which of them it is that does not allow it.
fn of(ticket: TicketNo, declined: Declined) -> Declined {
    match declined {
        Declined::Refused(why) => Refusal::OneOfMany { ticket, why: Box::new(why) }.into(),
        failed @ Declined::Failed(_) => failed,
    }
}
