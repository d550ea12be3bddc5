//! What would become of a change of many tickets, before anybody asks for it. Never a rule of its
//! own: the tickets' are asked, as when it is done.

use crate::domain::bulk::once;
use crate::domain::{Bulk, Event, Link, LinkKind, Refusal, Ticket, TicketNo, limit};
use crate::store::{StoreError, View};
use crate::wire::{Preview, RefusedTicket};

/// Asks each ticket; of more than one change takes those that are too many are refused.
///
/// # Errors
/// The store's.
pub fn of(view: &View<'_>, tickets: &[TicketNo], change: &Bulk) -> Result<Preview, StoreError> {
    let tickets = once(tickets);
    let mut into = change.into().map(|no| living(view, no)).transpose()?.flatten();
    let mut told = Preview::default();
    for (at, ticket) in tickets.iter().copied().enumerate() {
        let refusal = match at < limit::BULK_TICKETS {
            true => refused(view, ticket, change, into.as_ref())?,
            false => {
                let (count, limit) = (tickets.len(), limit::BULK_TICKETS);
                Some(Refusal::TooManyTickets { count, limit })
            }
        };
        match refusal {
            Some(refusal) => told.refused.push(RefusedTicket { ticket, refusal }),
            None => {
                told.allowed.push(ticket);
                let link = Link { kind: LinkKind::TookIn, other: ticket };
                into.iter_mut().for_each(|into| into.links.push(link));
            }
        }
    }
    Ok(told)
}

fn living(view: &View<'_>, no: TicketNo) -> Result<Option<Ticket>, StoreError> {
    Ok(view.ticket(no)?.filter(|ticket| !ticket.withdrawn))
}

fn refused(
    view: &View<'_>,
    no: TicketNo,
    change: &Bulk,
    into: Option<&Ticket>,
) -> Result<Option<Refusal>, StoreError> {
    let Some(ticket) = living(view, no)? else {
        return Ok(Some(Refusal::NoTicket { ticket: no }));
    };
    let events = match change.events(&ticket, into) {
        Ok(events) => events,
        Err(refusal) => return Ok(Some(refusal)),
    };
    let (customer, says) = (ticket.customer, |event: &Event| !event.private.is_empty());
    if !events.iter().any(says) {
        return Ok(None);
    }
    let is_erased = view.customer(customer)?.is_some_and(|customer| customer.erased.is_some());
    Ok(is_erased.then_some(Refusal::Erased { customer }))
}
