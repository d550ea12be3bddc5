//! How tickets are shared out is set, and one is given to somebody by the desk. Never who is given
//! it: that is decided where it is known who is at work.

use super::clock::changed;
use super::{Deciding, Declined};
use crate::domain::sharing::{Sharing, Topics};
use crate::domain::{CodeKind, Event, Fact, Refusal, TicketNo, agent, limit};
use crate::wire::Done;

impl Deciding<'_> {
    /// `agent` empty: how the desk shares out; else what is given to an agent. An empty text takes
    /// it away.
    pub(super) fn set_sharing(&mut self, agent: &str, text: &str) -> Result<Done, Declined> {
        let event = self.sharing(agent, text)?;
        self.append(event);
        Ok(Done::default())
    }

    fn sharing(&self, agent: &str, text: &str) -> Result<Event, Declined> {
        let agent = agent::checked_name(agent)?;
        let to = match (&*agent, text.trim()) {
            (_, "") => String::new(),
            ("", text) => text.parse::<Sharing>()?.to_string(),
            (_, text) => {
                let topics: Topics = text.parse()?;
                if let Topics::Only(topics) = &topics {
                    topics.iter().try_for_each(|one| self.known_code(CodeKind::Topic, *one))?;
                }
                topics.to_string()
            }
        };
        let all = self.block.view().sharing()?;
        let from = changed(&all, &agent, &to, limit::SHARING)?;
        Ok(Event::from(Fact::SharingSet { agent, from, to }))
    }

    /// The event that takes it back, while it is still as it was set.
    pub(super) fn sharing_back(
        &self,
        agent: &str,
        from: &str,
        to: &str,
    ) -> Result<Event, Declined> {
        let all = self.block.view().sharing()?;
        let now = all.iter().find(|one| one.name == agent).map_or("", |one| one.text.as_str());
        if now == to { self.sharing(agent, from) } else { Err(Refusal::ChangedSince.into()) }
    }

    /// Gives a ticket to somebody.
    ///
    /// # Errors
    /// [`Declined`].
    pub fn give(&mut self, no: TicketNo, to: &str) -> Result<(), Declined> {
        self.ticket_events(no, |ticket, _| ticket.assign(to)).map(drop)
    }
}
