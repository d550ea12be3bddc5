//! Whose an entry of the journal is. Never by what it says: only by the numbers in its fact.

use std::collections::BTreeSet;

use super::event::{AskState, Fact};

/// Ids a fact names; 0 where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Named {
    /// Customer.
    pub customer: u64,
    /// Ticket.
    pub ticket: u64,
    /// Contact.
    pub interaction: u64,
    /// Rating.
    pub rating: u64,
    /// Promise to call.
    pub callback: u64,
}

impl Fact {
    /// The ids this fact names.
    pub fn named(&self) -> Named {
        let none = Named::default();
        match *self {
            Fact::CustomerAdded { customer, .. }
            | Fact::CustomerAmended { customer, .. }
            | Fact::CustomerWithdrawn { customer }
            | Fact::CustomerRestored { customer }
            | Fact::CustomerErased { customer, .. }
            | Fact::ConsentSet { customer, .. }
            | Fact::CustomerVerified { customer, .. }
            | Fact::VerificationWithdrawn { customer, .. }
            | Fact::AnswersGiven { customer, .. }
            | Fact::AnswersWithdrawn { customer, .. }
            | Fact::ImportanceSet { customer, .. }
            | Fact::ScoreGiven { customer, .. }
            | Fact::ScoreWithdrawn { customer, .. }
            | Fact::CustomerWorthSet { customer, .. }
            | Fact::CustomerLeft { customer, .. } => Named { customer, ..none },
            Fact::CallBackPromised { callback, customer, .. }
            | Fact::CallBackSet { callback, customer, .. } => Named { callback, customer, ..none },
            Fact::InteractionLogged { interaction, customer, .. }
            | Fact::InteractionWithdrawn { interaction, customer }
            | Fact::OutcomeSet { interaction, customer, .. } => {
                Named { interaction, customer, ..none }
            }
            Fact::TicketOpened { ticket, customer, interaction, .. } => {
                Named { ticket, customer, interaction, ..none }
            }
            Fact::TicketWithdrawn { ticket }
            | Fact::TicketAssigned { ticket, .. }
            | Fact::TicketStatusSet { ticket, .. }
            | Fact::TicketPrioritySet { ticket, .. }
            | Fact::TicketAmended { ticket, .. }
            | Fact::TicketNoted { ticket, .. }
            | Fact::TicketNoteWithdrawn { ticket, .. }
            | Fact::TicketLinked { ticket, .. }
            | Fact::TicketClockSet { ticket, .. }
            | Fact::TicketEscalated { ticket, .. }
            | Fact::TicketHandled { ticket, .. }
            | Fact::TicketClockTold { ticket, .. } => Named { ticket, ..none },
            Fact::RatingGiven { rating, customer, ticket, interaction, .. } => {
                Named { rating, customer, ticket, interaction, ..none }
            }
            Fact::RatingWithdrawn { rating, customer } => Named { rating, customer, ..none },
            Fact::FollowSet { ticket, customer, .. } => Named { ticket, customer, ..none },
            Fact::SurveyAsked(AskState { customer, .. }) => Named { customer, ..none },
            Fact::CodeSet { .. }
            | Fact::SurveyDrawn(_)
            | Fact::SurveyWithdrawn { .. }
            | Fact::CannedSet { .. }
            | Fact::RoleSet { .. }
            | Fact::ViewSet { .. }
            | Fact::CalendarSet { .. }
            | Fact::SlaSet { .. }
            | Fact::SharingSet { .. }
            | Fact::HandoverWritten { .. }
            | Fact::HandoverWithdrawn { .. }
            | Fact::HandoverRead { .. }
            | Fact::InstrumentSet { .. }
            | Fact::ImprovementSet { .. } => none,
        }
    }
}

/// Which entries belong to some customers, told from the first entry on.
#[derive(Debug, Clone, Default)]
pub struct Theirs {
    customers: BTreeSet<u64>,
    /// Their tickets: most entries about a ticket do not say whose it is.
    tickets: BTreeSet<u64>,
}

impl Theirs {
    /// The entries of these customers.
    pub const fn of(customers: BTreeSet<u64>) -> Theirs {
        Theirs { customers, tickets: BTreeSet::new() }
    }

    /// This customer's entries too, from here on.
    pub fn add(&mut self, customer: u64) {
        self.customers.insert(customer);
    }

    /// Tells whether an entry is theirs; every entry before it must have been asked about.
    pub fn are(&mut self, fact: &Fact) -> bool {
        let ids = fact.named();
        let theirs = match ids.customer {
            0 => self.tickets.contains(&ids.ticket),
            customer => self.customers.contains(&customer),
        };
        if theirs && matches!(fact, Fact::TicketOpened { .. }) {
            self.tickets.insert(ids.ticket);
        }
        theirs
    }
}
