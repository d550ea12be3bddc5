//! One's own unsaved texts: listed, opened again, thrown away by saving. Never anybody else's.

use uuid::Uuid;

use super::bulk::{Target, Typed};
use crate::domain::Matter;
use crate::terminal::model::{Focus, Hand, Model};
use crate::terminal::over::Over;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::Draft;

impl Model {
    /// Lists one's own unsaved texts.
    pub fn list_drafts(&mut self) {
        self.ask_drafts();
        if self.drafts.is_empty() {
            return self.say("drafts-none");
        }
        let rows = self.draft_rows();
        self.over = Some(Over::Drafts(Picker::new(&self.speech.say("drafts-title"), rows)));
    }

    /// The desk's list has come: it is shown where it was asked for.
    pub fn drafts_arrived(&mut self) {
        let rows = self.draft_rows();
        if let Some(Over::Drafts(picker)) = &mut self.over {
            let typed = picker.typed().to_owned();
            let mut fresh = Picker::new(&self.speech.say("drafts-title"), rows);
            if !typed.is_empty() {
                fresh.look_for(&typed);
            }
            *picker = fresh;
        }
    }

    fn draft_rows(&self) -> Vec<PickRow<Uuid>> {
        let speech = &self.speech;
        let row = |draft: &Draft| {
            let form = speech.say(&format!("draft-{}", draft.form.replace('_', "-")));
            let label = Some(draft.label.clone()).filter(|label| !label.is_empty());
            let about = [
                draft.customer.map(|customer| label.unwrap_or_else(|| customer.to_string())),
                draft.ticket.map(|ticket| ticket.to_string()),
            ];
            let about = about.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let elsewhere =
                if self.is_elsewhere(draft) { speech.say("draft-live") } else { String::new() };
            let parts = [form, about, text_of(draft), elsewhere];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            PickRow {
                mark: speech.moment(draft.at, self.now),
                text: parts.join("  "),
                words: String::new(),
                value: draft.id,
            }
        };
        self.drafts.iter().map(row).collect()
    }

    /// Opens the form of a draft, for the customer or ticket it belongs to.
    pub fn open_draft(&mut self, id: Uuid) {
        self.leave_sheet();
        let Some(at) = self.drafts.iter().position(|draft| draft.id == id) else { return };
        // Of several for the same form the first one is opened.
        let draft = self.drafts.remove(at);
        self.drafts.insert(0, draft.clone());
        if let Some(customer) = draft.customer {
            let label = Some(draft.label.clone()).filter(|label| !label.is_empty());
            self.take_in_hand(customer, label.unwrap_or_else(|| customer.to_string()));
            self.go(Focus::History);
        }
        match (draft.form.as_str(), draft.ticket) {
            ("log", _) => self.open_log(),
            ("complaint", _) => self.open_complaint(Matter::Complaint),
            ("suggestion", _) => self.open_complaint(Matter::Suggestion),
            ("new_customer", _) => self.open_new_again(),
            ("wrap_up", _) => self.open_wrap_up(),
            ("promise", _) => self.open_promise(),
            ("handover", _) => self.open_handover(),
            ("edit_customer", _) => self.edit_when_there(),
            ("ticket_reopen", Some(ticket)) => self.open_reopen(ticket),
            ("ticket_edit", Some(ticket)) => self.open_ticket_edit(ticket),
            ("ticket_cause", Some(ticket)) => self.open_cause(ticket),
            (form, ticket) => match Typed::of(form) {
                Some(Typed::Note) => self.open_ticket_note(Target::of(ticket)),
                Some(Typed::Escalate) => self.open_escalate(Target::of(ticket)),
                Some(Typed::Status(status)) => self.open_status(Target::of(ticket), status),
                None => {}
            },
        }
    }

    /// The record is needed to show what was changed in it: the form opens when it is there.
    pub fn edit_when_there(&mut self) {
        match &mut self.hand {
            Some(Hand { customer: None, edit_when_there, .. }) => *edit_when_there = true,
            Some(_) | None => self.open_edit(),
        }
    }
}

/// The words of a draft that say most: its note, else whatever was typed.
fn text_of(draft: &Draft) -> String {
    let note = draft.fields.iter().find(|(name, _)| name == "note" || name == "subject");
    let any = draft.fields.iter().filter(|(_, value)| value.len() > 2);
    let text = note.or_else(|| any.clone().next()).map(|(_, value)| value.as_str()).unwrap_or("");
    text.lines().next().unwrap_or("").to_owned()
}
