//! Following tickets and customers: from command to events. Never for somebody else than who asks.

use super::{Deciding, Declined};
use crate::domain::{Entry, Event, Followers, Record};
use crate::wire::Done;

impl Deciding<'_> {
    pub(super) fn follow(&mut self, record: Record) -> Result<Done, Declined> {
        self.is_there(record)?;
        if let Record::Ticket(no) = record {
            self.ticket(no)?.may_be_followed()?;
        }
        let event = self.followers(record)?.follow(record, &self.stamp.by)?;
        self.append(event);
        Ok(about(record))
    }

    pub(super) fn unfollow(&mut self, record: Record) -> Result<Done, Declined> {
        for event in self.followers(record)?.unfollow(record, &self.stamp.by)? {
            self.append(event);
        }
        Ok(about(record))
    }

    /// Who follows a record.
    pub(super) fn followers(&self, record: Record) -> Result<Followers, Declined> {
        Ok(self.block.view().followers(record)?)
    }

    /// Takes back that somebody follows something, or no longer does.
    pub(super) fn follow_back(&self, entry: &Entry) -> Result<Event, Declined> {
        let record = Record::followed(&entry.fact).ok_or(crate::domain::Refusal::NothingToUndo)?;
        self.is_there(record)?;
        Ok(self.followers(record)?.undo(entry)?)
    }

    fn is_there(&self, record: Record) -> Result<(), Declined> {
        match record {
            Record::Ticket(no) => self.ticket(no).map(drop),
            Record::Customer(id) => self.customer(id).map(drop),
        }
    }
}

fn about(record: Record) -> Done {
    match record {
        Record::Ticket(no) => Done { ticket: Some(no), ..Done::default() },
        Record::Customer(id) => Done { customer: Some(id), ..Done::default() },
    }
}
