//! What is said of a note for the next shift. Never its text: that goes to the screen as it is.

use super::Speech;
use crate::domain::{At, Handover};

impl Speech {
    /// Who wrote it, and when.
    pub fn handover_head(&self, note: &Handover) -> String {
        let (at, no) = (self.full(note.at), note.no.to_string());
        self.say_with("handover-head", &[("no", &no), ("by", &note.by), ("at", &at)])
    }

    /// Who has read it, and when.
    pub fn handover_read(&self, note: &Handover, now: At) -> String {
        if note.read.is_empty() {
            return self.say("handover-read-by-nobody");
        }
        let one = |read: &crate::domain::HandoverRead| {
            format!("{} {}", read.by, self.moment(read.at, now))
        };
        let who: Vec<String> = note.read.iter().map(one).collect();
        self.say_with("handover-read-by", &[("who", &who.join(", "))])
    }
}
