//! A complaint from the contact just logged: everything is carried over, Enter opens it. Never
//! asks twice for what was said once.

use super::Kind;
use super::log::options;
use crate::domain::{Channel, CodeKind, Matter, Priority, Severity, Ticket, Tier};
use crate::terminal::model::Model;
use crate::terminal::post::Question;
use crate::terminal::sheet::Saved;
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, Done, Query};

/// Letters of a subject taken from a note: a line of the queue.
const SUBJECT_CHARS: usize = 80;

impl Model {
    /// A ticket was opened from a form: its due time is asked for, to be told.
    pub(super) fn ticket_opened(&mut self, saved: &Saved, done: &Done) {
        let Some(ticket) = done.ticket else { return };
        if let Some(hand) = self.hand.as_mut().filter(|hand| Some(hand.id) == saved.customer) {
            hand.opened = Some(ticket);
        }
        self.done("done-opened", &[("ticket", &ticket.to_string())]);
        self.ask(Question::Opened(ticket), Query::Ticket { ticket });
        self.queue.wanted = Some(ticket);
        self.queue.ask.now();
    }

    /// When the first answer is due for the ticket that was just opened.
    pub fn tell_opened(&mut self, ticket: &Ticket) {
        let due = self.speech.due(ticket.answer_due, self.now);
        let logged = self.hand.as_ref().and_then(|hand| hand.logged.as_ref());
        let heard = logged.filter(|logged| Some(logged.id) == ticket.interaction);
        let on_call = heard.is_some_and(|logged| logged.channel == Channel::Call);
        let said = if on_call { "done-opened-call-due" } else { "done-opened-due" };
        self.done(said, &[("ticket", &ticket.no.to_string()), ("time", &due)]);
    }

    /// The tier of the customer at hand.
    pub fn hand_tier(&self) -> Option<Tier> {
        self.hand.as_ref()?.customer.as_ref()?.profile.tier
    }

    /// Opens the form with what the contact just logged says.
    pub fn open_complaint(&mut self, matter: Matter) {
        let Some(customer) = self.need_hand() else { return };
        let logged = self.hand.as_ref().and_then(|hand| hand.logged.clone());
        let topic = logged.as_ref().map(|logged| logged.topic.to_string()).unwrap_or_default();
        let note = logged.map(|logged| logged.note).unwrap_or_default();
        let severity = matter.severity();
        let priority = Priority::suggested(severity, self.hand_tier());
        let label = self.hand_label();
        let speech = &self.speech;
        let severities = options(speech, "severity", Severity::ALL, Severity::word);
        let priorities = options(speech, "priority", Priority::ALL, Priority::word);
        let nobody = (String::new(), speech.say("form-nobody"));
        let me = (self.me.name.clone(), speech.say("form-me"));
        let mut form = Form::new(
            &speech.say_with(&format!("form-{matter}"), &[("who", &label)]),
            vec![
                Field::code(
                    "topic",
                    &speech.say("form-topic"),
                    self.codes(CodeKind::Topic),
                    &topic,
                ),
                Field::proposal("subject", &speech.say("field-subject"), &subject_of(&note)),
                Field::choice(
                    "severity",
                    &speech.say("form-severity"),
                    severities,
                    severity.word(),
                ),
                Field::choice(
                    "priority",
                    &speech.say("form-priority"),
                    priorities,
                    priority.word(),
                ),
                Field::choice("assignee", &speech.say("form-assignee"), vec![nobody, me], ""),
                Field::note("note", &speech.say("field-note"), &note),
            ],
        );
        if !topic.is_empty() {
            form.go_to("subject");
        }
        self.open_sheet(Kind::Complaint(matter), form, Some(customer), None);
    }

    /// Opens the ticket.
    pub fn save_complaint(&mut self, kind: Matter) {
        let Some(topic) = self.code_field("topic", "form-topic-needed") else { return };
        let note = self.field("note");
        let mut subject = self.field("subject");
        if subject.is_empty() {
            subject = subject_of(&note);
        }
        if subject.is_empty() {
            let sentence = self.speech.say("form-subject-needed");
            return self.blame("subject", &sentence);
        }
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        let logged = self.hand.as_ref().filter(|hand| hand.id == customer);
        let logged = logged.and_then(|hand| hand.logged.as_ref());
        // Whoever said it themselves, to somebody, knows that it was heard.
        let acknowledged = logged.is_some_and(|logged| logged.channel.is_spoken());
        let interaction = logged.map(|logged| logged.id);
        // Unless the person has chosen one the desk says it: it knows the tier, even when the
        // record has not reached the screen yet.
        let chosen = self.sheet.as_ref().is_some_and(|sheet| sheet.priority_chosen);
        let chosen = self.field("priority").parse().ok().filter(|_| chosen);
        let assignee = Some(self.field("assignee")).filter(|name| !name.is_empty());
        let command = Command::OpenTicket {
            customer,
            interaction,
            topic,
            severity: self.field("severity").parse().ok(),
            priority: chosen,
            subject,
            note,
            assignee,
            kind,
            acknowledged,
        };
        self.send_sheet(command, None);
    }
}

/// The first line of a note that says something, short enough for a line of the queue.
pub fn subject_of(note: &str) -> String {
    let line = note.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    if line.chars().count() <= SUBJECT_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT_CHARS).collect();
    // A word that is cut in two says nothing; one word longer than that is cut all the same.
    cut.rsplit_once(' ').map_or(cut.clone(), |(whole, _)| whole.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_the_notes_first_line() {
        let long = "word ".repeat(30);
        for (note, subject) in [
            ("charged twice in October", "charged twice in October".to_owned()),
            ("\n  charged twice \nand so on", "charged twice".to_owned()),
            ("", String::new()),
            (long.as_str(), "word ".repeat(15) + "word"),
        ] {
            assert_eq!(subject_of(note), subject);
        }
    }
}
