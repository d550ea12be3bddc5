//! A filter that an agent keeps under a name. Never another agent's.

use serde::{Deserialize, Serialize};

use super::super::event::{Change, Entry, Event, Fact};
use super::super::field::Field;
use super::super::limit;
use super::super::refusal::{Malformed, Refusal};
use super::super::text::{clean_line, looks_blank};
use super::{Filter, Vocabulary};

/// A kept filter: a view of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// The name under which it is chosen.
    pub name: String,
    /// In the words of the wire; empty removes it.
    pub filter: String,
}

impl Saved {
    /// Cleans the name, checks both parts and writes the filter out in the words of the wire.
    ///
    /// # Errors
    /// [`Malformed::Empty`] without a name, [`Malformed::TooLong`], [`Malformed::Word`].
    pub fn checked(self) -> Result<Saved, Malformed> {
        let (field, name) = (Field::Name, clean_line(&self.name));
        let count = name.chars().count();
        if looks_blank(&name) {
            return Err(Malformed::Empty { field });
        }
        if count > limit::VIEW_NAME_CHARS {
            return Err(Malformed::TooLong { field, count, limit: limit::VIEW_NAME_CHARS });
        }
        let filter = Filter::read(&self.filter, &Vocabulary::plain())?.to_string();
        Ok(Saved { name, filter })
    }

    /// The one of a name among those that an agent keeps, however its letters are written.
    pub fn named<'a>(all: &'a [Saved], name: &str) -> Option<&'a Saved> {
        let name = clean_line(name);
        let exact = all.iter().find(|one| one.name == name);
        exact.or_else(|| all.iter().find(|one| one.name.to_lowercase() == name.to_lowercase()))
    }

    /// Keeps it for an agent in place of what was kept under the name. The words are beside the
    /// fact: a filter may name somebody.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`].
    pub fn set(self, agent: &str, was: Option<&Saved>) -> Result<Event, Refusal> {
        let from = was.map(|was| was.filter.clone()).unwrap_or_default();
        if from == self.filter {
            return Err(Refusal::AlreadySo);
        }
        let change = Change { field: Field::Filter, key: self.name, from, to: self.filter };
        Ok(Event { fact: Fact::ViewSet { agent: agent.to_owned() }, private: vec![change] })
    }

    /// What an entry has kept; `None` for an entry about something else, or without its words.
    pub fn of(entry: &Entry) -> Option<Saved> {
        let Fact::ViewSet { .. } = entry.fact else { return None };
        let change = change(entry)?;
        Some(Saved { name: change.key.clone(), filter: change.to.clone() })
    }

    /// Takes an entry back; `now` is what is kept under its name.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
    pub fn undo(entry: &Entry, now: Option<&Saved>) -> Result<Event, Refusal> {
        let Fact::ViewSet { agent } = &entry.fact else { return Err(Refusal::NothingToUndo) };
        let change = change(entry).ok_or(Refusal::ChangedSince)?;
        if now.map_or("", |now| now.filter.as_str()) != change.to {
            return Err(Refusal::ChangedSince);
        }
        let fact = Fact::ViewSet { agent: agent.clone() };
        Ok(Event { fact, private: vec![change.reversed()] })
    }
}

fn change(entry: &Entry) -> Option<&Change> {
    entry.private.iter().flatten().find(|change| change.field == Field::Filter)
}
