//! Whose an entry of the journal is. Never by what it says: only by the numbers in its fact.

use std::collections::BTreeSet;

use super::event::Fact;

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

    /// Tells whether an entry is theirs; every entry before it must have been asked about.
    pub fn are(&mut self, fact: &Fact) -> bool {
        match fact {
            Fact::TicketOpened { ticket, customer, .. } => {
                let theirs = self.customers.contains(customer);
                if theirs {
                    self.tickets.insert(*ticket);
                }
                theirs
            }
            Fact::CustomerAdded { customer, .. }
            | Fact::CustomerAmended { customer, .. }
            | Fact::CustomerWithdrawn { customer }
            | Fact::CustomerRestored { customer }
            | Fact::CustomerErased { customer, .. }
            | Fact::ConsentSet { customer, .. }
            | Fact::CustomerVerified { customer, .. }
            | Fact::VerificationWithdrawn { customer, .. }
            | Fact::CallBackPromised { customer, .. }
            | Fact::CallBackSet { customer, .. }
            | Fact::InteractionLogged { customer, .. }
            | Fact::InteractionWithdrawn { customer, .. }
            | Fact::OutcomeSet { customer, .. }
            | Fact::RatingGiven { customer, .. }
            | Fact::RatingWithdrawn { customer, .. } => self.customers.contains(customer),
            Fact::TicketWithdrawn { ticket }
            | Fact::TicketAssigned { ticket, .. }
            | Fact::TicketStatusSet { ticket, .. }
            | Fact::TicketPrioritySet { ticket, .. }
            | Fact::TicketAmended { ticket, .. }
            | Fact::TicketNoted { ticket, .. }
            | Fact::TicketNoteWithdrawn { ticket, .. }
            | Fact::TicketLinked { ticket, .. } => self.tickets.contains(ticket),
            Fact::CodeSet { .. } | Fact::CannedSet { .. } | Fact::RoleSet { .. } => false,
        }
    }
}
