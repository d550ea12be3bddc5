//! Why a ticket came about, and what the customer said when it was closed. Never asked for before
//! it is known: nothing waits for either.

use super::Kind;
use super::log::options;
use crate::domain::{Activity, Agreement, Gap, TicketNo};
use crate::speech::Speech;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

/// What the customer said; "not asked" comes first, so that closing takes no more keys than before.
pub fn agreed_field(speech: &Speech) -> Field {
    let mut answers = options(speech, "agreed", Agreement::ALL, Agreement::word);
    answers.insert(0, (String::new(), speech.agreement(None)));
    Field::choice("agreed", &speech.say("form-agreed"), answers, "")
}

impl Model {
    /// Asks where the service fell short; what was said before is there.
    pub fn open_cause(&mut self, ticket: TicketNo) {
        let handling = self.known_ticket(ticket).map(|known| known.handling).unwrap_or_default();
        let cause = handling.cause;
        let speech = &self.speech;
        let gap = |gap: &Gap| {
            // The number comes first: it chooses, too.
            let word = format!("{} {}", gap.byte(), speech.say(&format!("gap-{gap}")));
            (gap.word().to_owned(), word)
        };
        let none = (String::new(), speech.say("gap-none"));
        let gaps = Gap::ALL.iter().map(gap).chain([none]).collect();
        let chosen = cause.as_ref().map_or("", |cause| cause.gap.word());
        let words = cause.as_ref().and_then(|cause| cause.words.clone()).unwrap_or_default();
        let place = handling.activity.map_or("", Activity::word);
        let mut places = options(speech, "activity", Activity::ALL, Activity::word);
        places.insert(0, (String::new(), speech.say("gap-none")));
        let form = Form::new(
            &speech.say_with("form-cause", &[("ticket", &ticket.to_string())]),
            vec![
                Field::choice("gap", &speech.say("form-gap"), gaps, chosen),
                Field::note("note", &speech.say("form-cause-words"), &words),
                Field::choice("activity", &speech.say("form-activity"), places, place),
            ],
        );
        self.open_sheet(Kind::Cause, form, None, Some(ticket));
    }

    /// Keeps it.
    pub fn save_cause(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        let (gap, words) = (self.field("gap").parse().ok(), self.field("note"));
        if gap.is_none() && !words.trim().is_empty() {
            let sentence = self.speech.say("form-gap-needed");
            return self.blame("gap", &sentence);
        }
        let activity = self.field("activity").parse().ok();
        self.send_sheet(Command::SetCause { ticket, gap, words, activity }, None);
    }
}
