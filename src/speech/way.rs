//! The way of a complaint in the reader's words, and what is still owed. Never a step that the
//! ticket does not say itself.

use super::Speech;
use crate::domain::text::clean_line;
use crate::domain::{Agreement, At, Cause, Matter, Milestone, Ticket};

impl Speech {
    /// The steps that were taken, each with its time, and what is owed: parts of a line.
    pub fn way(&self, ticket: &Ticket, now: At) -> Vec<String> {
        let taken = Milestone::ALL.iter().filter_map(|step| {
            let at = ticket.reached(*step)?;
            let key = format!("way-{}", step.word());
            Some(match (step, &ticket.handling.cause) {
                (Milestone::Investigated, Some(cause)) => {
                    self.say_with(&key, &[("cause", &self.gap(cause))])
                }
                (_, _) => self.say_with(&key, &[("time", &self.moment(at, now))]),
            })
        });
        let mut parts: Vec<String> = taken.collect();
        if let Some(activity) = ticket.handling.activity {
            let word = self.word("activity", activity.word());
            parts.push(format!("{}: {word}", self.say("line-activity")));
        }
        if ticket.closed.is_some() {
            parts.push(self.agreement(ticket.agreement()));
        }
        let owed = self.owed(ticket);
        parts.extend(owed.map(|owed| self.say_with("way-owed", &[("steps", &owed)])));
        parts
    }

    /// What is still owed: `first answer, cause`.
    pub fn owed(&self, ticket: &Ticket) -> Option<String> {
        let name = |step: Milestone| self.say(&format!("way-owes-{}", step.word()));
        let owed: Vec<String> = ticket.owed().map(name).collect();
        (!owed.is_empty()).then(|| owed.join(", "))
    }

    /// A cause: the gap's number and word, and what was written.
    pub fn gap(&self, cause: &Cause) -> String {
        let gap = format!("{} {}", cause.gap.byte(), self.word("gap", cause.gap.word()));
        match cause.words.as_deref().map(clean_line) {
            None => format!("{gap} {}", self.say("cli-erased")),
            Some(words) if words.is_empty() => gap,
            Some(words) => format!("{gap}: {words}"),
        }
    }

    /// What the customer said when a ticket was closed.
    pub fn agreement(&self, agreed: Option<Agreement>) -> String {
        self.word("agreed", agreed.map_or("not_asked", Agreement::word))
    }

    /// A subject with what kind of ticket it is, where it is no complaint, and that it was handed
    /// up.
    pub fn marked(&self, ticket: &Ticket, subject: &str) -> String {
        let mut subject = subject.to_owned();
        if ticket.handling.kind == Matter::Suggestion {
            subject = self.say_with("subject-suggestion", &[("subject", &subject)]);
        }
        if ticket.escalated {
            subject = self.say_with("subject-escalated", &[("subject", &subject)]);
        }
        subject
    }
}
