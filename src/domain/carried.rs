//! When a ticket was answered and settled in the desk from which it was carried over. Never a time
//! before it was heard.

use super::event::Event;
use super::handling::Handled;
use super::refusal::{Malformed, Refusal};
use super::status::Status;
use super::ticket::Ticket;
use super::time::At;

impl Ticket {
    /// The customer was answered in the desk from which it was carried over.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`]; [`Refusal::Malformed`] for a time before it was heard.
    pub fn answered_before(&self, at: At) -> Result<Event, Refusal> {
        self.before(Handled::Answered, at)
    }

    /// It was settled there.
    ///
    /// # Errors
    /// As for [`Ticket::answered_before`]; [`Refusal::WrongStatus`] while it is not settled.
    pub fn settled_before(&self, at: At) -> Result<Event, Refusal> {
        self.must_be(&[Status::Resolved, Status::Closed])?;
        self.before(Handled::Settled, at)
    }

    fn before(&self, what: Handled, at: At) -> Result<Event, Refusal> {
        let was = self.kept(what);
        if was == at.0 {
            return Err(Refusal::AlreadySo);
        }
        if at < self.opened {
            return Err(Malformed::Time { given: at.written() }.into());
        }
        Ok(self.handled(what, was, at.0))
    }
}
