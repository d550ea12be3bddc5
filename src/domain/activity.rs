//! The value chain: at which activity of the house something went wrong. Never who was at fault.

use super::event::{Event, Fact};
use super::handling::{Gap, Handled};
use super::refusal::Refusal;
use super::ticket::Ticket;
use super::word::words;

words! {
    /// An activity of the value chain.
    Activity {
        /// What is offered, and how it works.
        Design = 1 "design",
        /// What is bought from others.
        Supply = 2 "supply",
        /// Making it, or keeping it running.
        Production = 3 "production",
        /// What is promised and charged.
        Marketing = 4 "marketing",
        /// Bringing it to the customer.
        Distribution = 5 "distribution",
        /// Helping whoever has it.
        Service = 6 "service",
    }
}

impl Ticket {
    /// Says why it came about and at which activity; no gap takes the words away, no activity the
    /// activity.
    ///
    /// # Errors
    /// As for [`Ticket::set_cause`]; [`Refusal::AlreadySo`] when neither changes.
    pub fn investigate(
        &self,
        (gap, words): (Option<Gap>, &str),
        activity: Option<Activity>,
    ) -> Result<Vec<Event>, Refusal> {
        let cause = match self.set_cause(gap, words) {
            Err(Refusal::AlreadySo) => None,
            other => Some(other?),
        };
        let byte = |one: Option<Activity>| one.map_or(0, |one| i64::from(one.byte()));
        let (ticket, what) = (self.no.0, Handled::Activity.byte());
        let (from, to) = (byte(self.handling.activity), byte(activity));
        let place = (from != to).then_some(Fact::TicketHandled { ticket, what, from, to });
        let events: Vec<Event> = cause.into_iter().chain(place.map(Event::from)).collect();
        if events.is_empty() { Err(Refusal::AlreadySo) } else { Ok(events) }
    }
}
