//! A ticket that somebody above is to look at. Never without a reason, and whoever has it keeps it.

use super::customer::checked_note;
use super::event::{Event, Fact};
use super::field::Field;
use super::refusal::{Malformed, Refusal};
use super::ticket::{ACTIVE, Ticket};

impl Ticket {
    /// Hands the ticket up: it is marked in every queue until that is over.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`], [`Refusal::Malformed`] for the reason.
    pub fn escalate(&self, reason: &str) -> Result<Event, Refusal> {
        let reason = checked_note(reason)?;
        if reason.is_empty() {
            return Err(Malformed::Empty { field: Field::Note }.into());
        }
        self.must_be(&ACTIVE)?;
        if self.escalated {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::with_note(self.escalation(), &reason))
    }

    /// Somebody above has looked at it.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::Malformed`] for the note.
    pub fn end_escalation(&self, note: &str) -> Result<Event, Refusal> {
        let note = checked_note(note)?;
        if !self.escalated {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::with_note(self.escalation(), &note))
    }

    /// The fact that turns it round.
    pub(super) fn escalation(&self) -> Fact {
        let (ticket, from) = (self.no.0, self.escalated);
        Fact::TicketEscalated { ticket, from: from.into(), to: (!from).into() }
    }
}
