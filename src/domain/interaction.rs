//! One contact between a customer and the desk. Never deleted, at most withdrawn by undo.

use serde::{Deserialize, Serialize};

use super::code::TwoLetters;
use super::id::{CustomerId, InteractionId, TicketNo};
use super::time::At;
use super::word::words;

words! {
    /// By which way a contact comes.
    Channel {
        /// Telephone.
        Call = 1 "call",
        /// E-mail.
        Mail = 2 "mail",
        /// Chat or messenger.
        Chat = 3 "chat",
        /// Face to face.
        Visit = 4 "visit",
        /// On paper.
        Letter = 5 "letter",
    }
}

impl Channel {
    /// Tells whether somebody listens while the customer speaks.
    pub const fn is_spoken(self) -> bool {
        matches!(self, Channel::Call | Channel::Chat | Channel::Visit)
    }
}

words! {
    /// Who began the contact.
    Direction {
        /// The customer.
        In = 1 "in",
        /// The desk.
        Out = 2 "out",
    }
}

/// One contact, as logged by an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// Its number.
    pub id: InteractionId,
    /// With whom.
    pub customer: CustomerId,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// What it was about.
    pub topic: TwoLetters,
    /// What was said; `None` once erased.
    pub note: Option<String>,
    /// When it took place.
    pub at: At,
    /// Who logged it.
    pub by: String,
    /// How it ended; `None` until it was wrapped up.
    pub outcome: Option<TwoLetters>,
    /// The ticket opened from it.
    pub ticket: Option<TicketNo>,
}
