//! What scripts get: one flat JSON object per record, snake_case, times in RFC 3339. Never a
//! field that changes its meaning: scripts rely on it.

use serde::Serialize;

use crate::domain::{At, CustomerId, Priority, Status, Ticket, TicketNo, Tier, TwoLetters};
use crate::wire::FoundRow;

/// A time as scripts read it: `2026-11-21T09:00:00Z`.
pub fn rfc3339(at: At) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// A customer in a list.
#[derive(Debug, Serialize)]
pub struct FindRow {
    customer_id: CustomerId,
    name: String,
    phones: Vec<String>,
    emails: Vec<String>,
    account: String,
    tier: Option<Tier>,
    open_tickets: u32,
}

impl From<&FoundRow> for FindRow {
    fn from(row: &FoundRow) -> FindRow {
        FindRow {
            customer_id: row.customer,
            name: row.label.clone(),
            phones: row.phones.clone(),
            emails: row.emails.clone(),
            account: row.account.clone(),
            tier: row.tier,
            open_tickets: row.open_tickets,
        }
    }
}

/// A ticket in a list.
#[derive(Debug, Serialize)]
pub struct TicketRow {
    ticket: TicketNo,
    customer_id: CustomerId,
    status: Status,
    priority: Priority,
    topic: TwoLetters,
    assignee: Option<String>,
    opened_at: String,
    due_at: Option<String>,
    subject: Option<String>,
}

impl From<&Ticket> for TicketRow {
    fn from(ticket: &Ticket) -> TicketRow {
        TicketRow {
            ticket: ticket.no,
            customer_id: ticket.customer,
            status: ticket.status,
            priority: ticket.priority,
            topic: ticket.topic,
            assignee: ticket.assignee.clone(),
            opened_at: rfc3339(ticket.opened),
            due_at: ticket.due().map(rfc3339),
            subject: ticket.subject.clone(),
        }
    }
}
