//! One's own unsaved texts, and where one was when the line broke off: listed, opened again. Never
//! anybody else's.

use uuid::Uuid;

use super::asking::DRAFT;
use super::bulk::{Target, Typed};
use super::log::short;
use crate::domain::{At, CustomerId, Matter, TicketNo};
use crate::terminal::action::Action;
use crate::terminal::detail::Showing;
use crate::terminal::inbox::Effect;
use crate::terminal::model::{Focus, Hand, Model};
use crate::terminal::over::Over;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::{Draft, Signal};

/// Where one was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Who was at hand.
    pub customer: CustomerId,
    /// How they are shown.
    pub label: String,
    /// The ticket that was open.
    pub ticket: Option<TicketNo>,
    /// Up to when.
    pub at: At,
}

impl Left {
    fn name(&self) -> String {
        let ticket = self.ticket.map(|ticket| ticket.to_string());
        let parts = [Some(short(&self.label)), ticket];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Model {
    /// The desk says where one was: it is offered with the unsaved texts, for whoever calls now may
    /// be somebody else. Who is still there, for it was the line to the desk that broke, needs no
    /// telling.
    pub fn was_at(&mut self, left: Left) {
        if self.hand.is_none() {
            self.left = Some(Left { label: self.speech.label(left.customer, &left.label), ..left });
        }
    }

    /// What waits for somebody who has just come in: unsaved texts, and where they were.
    pub fn tell_waiting(&mut self, texts: usize) {
        let key = self.key(Action::Drafts);
        if texts > 0 {
            let text = self.speech.say_count("drafts-waiting", texts as u64, &[("key", &key)]);
            self.news(text);
        }
        if let Some(left) = &self.left {
            let (name, time) = (left.name(), self.speech.due(left.at, self.now));
            self.tell("left-at", &[("what", &name), ("time", &time), ("key", &key)]);
        }
    }

    /// Goes back to where one was.
    pub fn go_back_there(&mut self) {
        let Some(left) = self.left.take() else { return };
        self.put_notice_away();
        self.leave_sheet();
        self.take_in_hand(left.customer, left.label);
        self.go(Focus::History);
        if let Some(ticket) = left.ticket {
            self.show(Showing::Ticket(ticket));
        }
    }

    /// Whoever leaves by themselves is at nothing any more.
    pub fn leave_home(&mut self) {
        if self.is_up() {
            self.signal(Signal::Open { records: Vec::new() });
        }
        self.effects.push(Effect::Leave);
    }

    /// Lists one's own unsaved texts.
    pub fn list_drafts(&mut self) {
        self.ask_drafts();
        if self.drafts.is_empty() && self.left.is_none() {
            return self.say("drafts-none");
        }
        let rows = self.draft_rows();
        self.over = Some(Over::Drafts(Picker::new(&self.speech.say("drafts-title"), rows)));
    }

    /// The desk's list has come: it is shown where it was asked for.
    pub fn drafts_arrived(&mut self) {
        let rows = self.draft_rows();
        if let Some(Over::Drafts(picker)) = &mut self.over {
            picker.renew(Picker::new(&self.speech.say("drafts-title"), rows));
        }
    }

    /// Drafts by their id; where one was, which has none, is the last.
    fn draft_rows(&self) -> Vec<PickRow<Option<Uuid>>> {
        let speech = &self.speech;
        let row = |draft: &Draft| {
            let form = self.draft_word(draft);
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
                value: Some(draft.id),
            }
        };
        let left = self.left.iter().map(|left| PickRow {
            mark: speech.moment(left.at, self.now),
            text: format!("{} {}", speech.say("draft-left"), left.name()),
            words: String::new(),
            value: None,
        });
        self.drafts.iter().map(row).chain(left).collect()
    }

    /// Opens the form of a draft, for the customer or ticket it belongs to.
    pub fn open_draft(&mut self, id: Uuid) {
        self.leave_sheet();
        let Some(at) = self.drafts.iter().position(|draft| draft.id == id) else { return };
        // Of several for the same form the first one is opened.
        let draft = self.drafts.remove(at);
        self.drafts.insert(0, draft.clone());
        self.reopens = Some(draft.id);
        if let Some(customer) = draft.customer {
            let label = Some(draft.label.clone()).filter(|label| !label.is_empty());
            self.take_in_hand(customer, label.unwrap_or_else(|| customer.to_string()));
            self.go(Focus::History);
        }
        if let Some(name) = draft.form.strip_prefix(DRAFT) {
            return self.ask_by(name);
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
            ("weights", _) => self.weigh(draft.customer),
            (form, _) if form.starts_with("improve") => self.open_improvement_again(form),
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
    if draft.form.starts_with(DRAFT) {
        return String::new();
    }
    let text = note.or_else(|| any.clone().next()).map(|(_, value)| value.as_str()).unwrap_or("");
    text.lines().next().unwrap_or("").to_owned()
}
