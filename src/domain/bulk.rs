//! One thing done to many tickets at once. Never a rule of its own: each ticket says whether it
//! may be done to it.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::handling::Agreement;
use super::id::TicketNo;
use super::refusal::Refusal;
use super::status::{Priority, Status};
use super::ticket::Ticket;

/// What is done to each of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Bulk {
    /// They are given to somebody, or to nobody (empty).
    Assign {
        /// To whom.
        to: String,
    },
    /// They are moved to another status.
    Status {
        /// To which status.
        status: Status,
        /// Why.
        #[serde(default)]
        note: String,
        /// What the customers said when they are closed; asked of all of them alike.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed: Option<Agreement>,
    },
    /// They are dealt with sooner or later.
    Priority {
        /// How soon.
        priority: Priority,
    },
    /// Somebody above is to look at them.
    Escalate {
        /// Why.
        reason: String,
    },
    /// They get a note.
    Note {
        /// What to note.
        note: String,
        /// Whether the customers were answered by it.
        #[serde(default)]
        answered: bool,
    },
    /// They are merged into another one.
    Merge {
        /// In which they live on.
        into: TicketNo,
    },
}

impl Bulk {
    /// What it does to one of them; `into` is the ticket that takes it in, as it is by then.
    ///
    /// # Errors
    /// What the ticket says.
    pub fn events(&self, ticket: &Ticket, into: Option<&Ticket>) -> Result<Vec<Event>, Refusal> {
        let one = |event: Event| vec![event];
        match self {
            Bulk::Assign { to } => ticket.assign(to.trim()),
            Bulk::Status { status, note, agreed } => ticket.move_to(*status, note, *agreed),
            Bulk::Priority { priority } => ticket.set_priority(*priority).map(one),
            Bulk::Escalate { reason } => ticket.escalate(reason).map(one),
            Bulk::Note { note, answered } => ticket.note(note, *answered).map(one),
            Bulk::Merge { into: no } => {
                ticket.merge(into.ok_or(Refusal::NoTicket { ticket: *no })?)
            }
        }
    }

    /// The ticket into which they are merged.
    pub const fn into(&self) -> Option<TicketNo> {
        match self {
            Bulk::Merge { into } => Some(*into),
            Bulk::Assign { .. }
            | Bulk::Status { .. }
            | Bulk::Priority { .. }
            | Bulk::Escalate { .. }
            | Bulk::Note { .. } => None,
        }
    }
}

/// The numbers without those that come again, in their order.
pub fn once(tickets: &[TicketNo]) -> Vec<TicketNo> {
    let mut seen = std::collections::BTreeSet::new();
    tickets.iter().copied().filter(|no| seen.insert(*no)).collect()
}
