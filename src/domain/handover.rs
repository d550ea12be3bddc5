//! Notes for the next shift: who wrote one, until when it is shown, who has read it. Never about
//! one customer only: those belong into their ticket.

use serde::{Deserialize, Serialize};

use super::event::{Entry, Event, Fact};
use super::field::Field;
use super::limit;
use super::refusal::{Malformed, Refusal};
use super::text::{clean_text, looks_blank};
use super::time::At;

/// Milliseconds for which a note is shown: whoever had a week off finds it, and no list of old news
/// hides the new one.
pub const SHOWN: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A note for the next shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Its number: that of the entry that wrote it.
    pub no: u64,
    /// When it was written.
    pub at: At,
    /// By whom.
    pub by: String,
    /// Until when it is shown.
    pub until: At,
    /// What it says.
    pub text: String,
    /// Who has read it, first reader first.
    pub read: Vec<HandoverRead>,
}

/// That somebody has read a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverRead {
    /// Who.
    pub by: String,
    /// When.
    pub at: At,
}

impl Handover {
    /// Writes a note; `shown` is how many there are already.
    ///
    /// # Errors
    /// [`Malformed::Empty`], [`Malformed::TooLong`], [`Malformed::TooMany`].
    pub fn written(text: &str, shown: usize, now: At) -> Result<Event, Refusal> {
        let (text, field) = (clean_text(text), Field::Note);
        let letters = text.chars().count();
        if looks_blank(&text) {
            return Err(Malformed::Empty { field }.into());
        }
        if letters > limit::HANDOVER_CHARS {
            let (count, limit) = (letters, limit::HANDOVER_CHARS);
            return Err(Malformed::TooLong { field, count, limit }.into());
        }
        if shown >= limit::HANDOVERS {
            let (count, limit) = (shown + 1, limit::HANDOVERS);
            return Err(Malformed::TooMany { field, count, limit }.into());
        }
        Ok(Event::with_note(Fact::HandoverWritten { until: now.0.saturating_add(SHOWN) }, &text))
    }

    /// Takes back the note of a number.
    pub fn withdrawn(no: u64) -> Event {
        Event::from(Fact::HandoverWithdrawn { entry: no })
    }

    /// The note that an entry has written; `None` for an entry about something else, or without its
    /// words.
    pub fn of(entry: &Entry) -> Option<Handover> {
        let Fact::HandoverWritten { until } = entry.fact else { return None };
        let text = entry.text(Field::Note)?;
        let (no, at, by) = (entry.seq, entry.at, entry.by.clone());
        Some(Handover { no, at, by, until: At(until), text, read: Vec::new() })
    }

    /// Keeps that somebody has read it.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`] for whoever wrote it or has read it.
    pub fn read_by(&self, agent: &str) -> Result<Event, Refusal> {
        match self.is_unread(agent) {
            true => Ok(Event::from(Fact::HandoverRead { entry: self.no })),
            false => Err(Refusal::AlreadySo),
        }
    }

    /// Takes in that somebody has read it.
    pub fn apply(&mut self, entry: &Entry) {
        if self.is_unread(&entry.by) {
            self.read.push(HandoverRead { by: entry.by.clone(), at: entry.at });
        }
    }

    /// Tells whether somebody has yet to read it; whoever wrote it knows it.
    pub fn is_unread(&self, agent: &str) -> bool {
        self.by != agent && self.read.iter().all(|one| one.by != agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_cleaned_and_bounded_and_read_once_by_each() {
        let write = |text: &str, shown| Handover::written(text, shown, At(5));
        assert!(write(" \n", 0).is_err() && write("a", limit::HANDOVERS).is_err());
        assert!(write(&"a".repeat(limit::HANDOVER_CHARS + 1), 0).is_err());
        let event = write("modems\u{1b} are out\n", 0).expect("a note");
        let (fact, private) = (event.fact, Some(event.private));
        let by = "sari".to_owned();
        let entry = Entry {
            seq: 7,
            at: At(5),
            by,
            command: 1,
            via: String::new(),
            undoes: 0,
            fact,
            private,
        };
        let mut note = Handover::of(&entry).expect("a note");
        assert_eq!((note.text.as_str(), note.until), ("modems are out", At(5 + SHOWN)));
        assert_eq!(note.read_by("sari"), Err(Refusal::AlreadySo), "she wrote it");
        let fact = note.read_by("budi").expect("unread").fact;
        let read = Entry { seq: 8, by: "budi".to_owned(), fact, private: None, ..entry };
        note.apply(&read);
        assert!(!note.is_unread("budi") && note.is_unread("rina"));
        assert_eq!(note.read_by("budi"), Err(Refusal::AlreadySo));
    }
}
