//! A fact with the words beside it, and the stamp that makes it a line of the journal. Never what
//! the fact says: that is [`Fact`].

use serde::{Deserialize, Serialize};

use super::event::Fact;
use super::field::Field;
use super::time::At;

/// One value that was set: `from` empty means it is new, `to` empty means it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Label, system or name where a customer may have several; else empty.
    pub key: String,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
}

impl Change {
    /// A value where none was.
    pub fn new(field: Field, to: impl Into<String>) -> Change {
        Change { field, key: String::new(), from: String::new(), to: to.into() }
    }

    /// The change that takes this one back.
    pub fn reversed(&self) -> Change {
        let Change { field, key, from, to } = self.clone();
        let (from, to) = (to, from);
        Change { field, key, from, to }
    }
}

/// What a rule decides: a fact and the words that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub fact: Fact,
    /// Names, numbers, notes; empty when there are none.
    pub private: Vec<Change>,
}

impl From<Fact> for Event {
    fn from(fact: Fact) -> Event {
        Event { fact, private: Vec::new() }
    }
}

impl Event {
    /// An event with a note beside it (none when the note is empty).
    pub fn with_note(fact: Fact, note: &str) -> Event {
        let private =
            if note.is_empty() { Vec::new() } else { vec![Change::new(Field::Note, note)] };
        Event { fact, private }
    }
}

/// One line of the journal: an event, stamped at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal, from 1 without gaps.
    pub seq: u64,
    /// When it was decided.
    pub at: At,
    /// Which agent asked for it.
    pub by: String,
    /// Which gateway user spoke for them; empty when they spoke themselves.
    pub via: String,
    /// Id of the command it answers; the same for all events of one command.
    pub command: u128,
    /// Seq of the entry that this one takes back; 0 for none.
    pub undoes: u64,
    /// What happened.
    pub fact: Fact,
    /// The words that belong to it; `None` once erased.
    pub private: Option<Vec<Change>>,
}

impl Entry {
    /// The text of a private field, `None` when it is erased; empty when it was never there.
    pub fn text(&self, field: Field) -> Option<String> {
        let changes = self.private.as_ref()?;
        Some(changes.iter().find(|c| c.field == field).map(|c| c.to.clone()).unwrap_or_default())
    }
}
