//! What a command was sent for, so that its outcome goes to the right place. Never the command.

use super::sheet::Saved;
use crate::domain::{
    Bulk, Channel, CustomerId, Direction, InteractionId, Priority, Record, Status, TicketNo,
    TwoLetters,
};

/// What the person wanted when the command was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// A form is being saved.
    Sheet(Box<Saved>),
    /// The five scores are kept.
    Rate,
    /// The caller was verified (or not).
    Verify(CustomerId),
    /// An answer to "may we …" is kept; how many others are on their way with it.
    Consent(CustomerId),
    /// A promised call is settled.
    Settle,
    /// A customer who had left is back.
    WonBack,
    /// Something is done to a ticket: which, for the mark at its row, and what.
    Ticket(TicketNo, Deed),
    /// The same is done to so many tickets.
    Bulk(Box<Bulk>, usize),
    /// The next ticket is claimed.
    Claim,
    /// A view of this name is removed.
    View(String),
    /// A hand-over note of this agent was read.
    Handover(String),
    /// Something is followed from now on.
    Follow(Record),
    /// Something is followed no longer.
    Unfollow(Record),
    /// The last action is taken back.
    Undo,
}

/// What is done to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// The person takes it.
    Take,
    /// It is given to somebody, or to nobody (empty).
    Give(String),
    /// It gets another priority.
    Priority(Priority),
    /// It gets another status.
    Status(Status),
    /// A note is added.
    Note,
    /// Its subject, topic or severity is changed.
    Amend,
    /// It is tied to another.
    Link,
    /// Somebody above is to look at it.
    Escalate,
    /// Somebody above has looked at it.
    Calm,
    /// The customer was told that it was heard.
    Acknowledge,
    /// Why it came about is said.
    Cause,
    /// Another one is merged into it.
    Merge,
    /// A second one is opened for what else it is about.
    Split,
    /// It is one of its own again.
    Unmerge,
}

/// The contact just logged: what a complaint, a rating and the wrap-up begin from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its number.
    pub id: InteractionId,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// About what.
    pub topic: TwoLetters,
    /// What was said.
    pub note: String,
}
