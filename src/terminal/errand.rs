//! What a command was sent for, so that its outcome goes to the right place. Never the command.

use super::sheet::Saved;
use crate::domain::{Channel, CustomerId, Direction, InteractionId, TicketNo, TwoLetters};

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
    /// Something is done to a ticket; which, for the mark at its row.
    Ticket(TicketNo),
    /// The next ticket is claimed.
    Claim,
    /// The last action is taken back.
    Undo,
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
