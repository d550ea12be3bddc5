//! What the forms are for and what follows when the desk has said done. Never a field of their
//! own: each kind's fields stand in its own file.

pub mod asking;
mod blamed;
pub mod bulk;
pub mod cause;
pub mod chosen;
pub mod complaint;
pub mod customer;
pub mod drafts;
pub mod escalate;
pub mod everybody;
pub mod filter;
pub mod find;
pub mod first;
pub mod follow;
pub mod handover;
pub mod improve;
pub mod leaving;
pub mod log;
pub mod merge;
pub mod profile;
pub mod promise;
pub mod small;
pub mod split;
mod survey;
pub mod ticket;
pub mod verify;
pub mod view;
pub mod weigh;
pub mod what_if;
pub mod wrap;

use super::action::Action;
use super::errand::{Deed, Errand, Logged};
use super::model::{Focus, Model};
use super::notice::Tone;
use super::sheet::{Saved, Stage};
use super::widget::list::Step;
use crate::domain::{AgentState, CallBack, CallBackState, Matter, Profile, Refusal, Status};
use crate::wire::{Command, Done};

/// The outcome of a contact after which somebody is to be called back.
const CALL_BACK: &str = "CB";

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Logs a contact.
    Log,
    /// Opens a complaint ticket, or one for a suggestion.
    Complaint(Matter),
    /// Says how a contact ended; logs it first when nothing was logged.
    WrapUp,
    /// Adds a customer.
    NewCustomer,
    /// Changes a customer's record, which was so when the form was opened.
    EditCustomer(Box<Profile>),
    /// Promises a call.
    Promise,
    /// Adds a note to a ticket.
    TicketNote,
    /// Moves a ticket to another status.
    TicketStatus(Status),
    /// Brings a settled ticket back.
    Reopen,
    /// Changes a ticket's subject, topic or severity.
    TicketEdit,
    /// Ties a ticket to another one.
    Link,
    /// Has somebody above look at a ticket.
    Escalate,
    /// Says why a ticket came about.
    Cause,
    /// Merges a ticket into another one.
    Merge,
    /// Opens a second ticket for what else one is about.
    Split,
    /// Answers to "may we …".
    Consents,
    /// Which file to import.
    Import,
    /// The name of a view, and its filter.
    View(String),
    /// Says that a customer leaves, and why.
    Leave,
    /// Why one takes a break.
    Reason,
    /// What everybody shall read.
    Everybody,
    /// A note for the next shift.
    Handover,
    /// How many agents calls need.
    WhatIf,
    /// Says how much each dimension matters.
    Weigh,
    /// Sets an improvement down, or changes the one of this number.
    Improve(Option<u64>),
    /// What the customer is asked, statement by statement.
    Asking(Box<asking::Asking>),
}

impl Kind {
    /// The name of its drafts; `None` for what is too short to be worth one.
    pub fn draft_name(&self) -> Option<String> {
        let name = match self {
            Kind::Log => "log",
            Kind::Complaint(matter) => matter.word(),
            Kind::Cause => "ticket_cause",
            Kind::NewCustomer => "new_customer",
            Kind::EditCustomer(_) => "edit_customer",
            Kind::Promise => "promise",
            Kind::WrapUp => "wrap_up",
            Kind::TicketNote => "ticket_note",
            Kind::TicketStatus(status) => return Some(format!("ticket_{status}")),
            Kind::Reopen => "ticket_reopen",
            Kind::TicketEdit => "ticket_edit",
            Kind::Escalate => "ticket_escalate",
            Kind::Handover => "handover",
            Kind::Split => "ticket_split",
            Kind::Weigh => "weights",
            Kind::Improve(None) => "improve",
            Kind::Improve(Some(number)) => return Some(format!("improve_{number}")),
            Kind::Asking(asking) => {
                return Some(format!("{}{}", asking::DRAFT, asking.what.name()));
            }
            Kind::Link
            | Kind::Merge
            | Kind::Consents
            | Kind::Import
            | Kind::View(_)
            | Kind::Leave
            | Kind::Reason
            | Kind::Everybody
            | Kind::WhatIf => return None,
        };
        Some(name.to_owned())
    }
}

impl Model {
    /// Saves the form on show: Enter.
    pub fn save_sheet(&mut self) {
        let speech = self.speech.clone();
        let Some(sheet) = &mut self.sheet else { return };
        if sheet.stage == Stage::Sending {
            return;
        }
        if !sheet.form.check(&speech) {
            return self.say("form-mistakes");
        }
        match sheet.kind.clone() {
            Kind::Log => self.save_log(),
            Kind::Complaint(matter) => self.save_complaint(matter),
            Kind::Cause => self.save_cause(),
            Kind::WrapUp => self.save_wrap_up(),
            Kind::NewCustomer => self.save_new(crate::wire::IfKnown::Refuse),
            Kind::EditCustomer(was) => self.save_edit(*was),
            Kind::Promise => self.save_promise(),
            Kind::Leave => self.save_leaving(),
            Kind::TicketNote => self.save_ticket_note(),
            Kind::TicketStatus(status) => self.save_status(status),
            Kind::Reopen => self.save_reopen(),
            Kind::TicketEdit => self.save_ticket_edit(),
            Kind::Link => self.save_link(),
            Kind::Escalate => self.save_escalate(),
            Kind::Merge => self.save_merge(),
            Kind::Split => self.save_split(),
            Kind::Consents => self.save_consents(),
            Kind::Import => self.save_import(),
            Kind::View(filter) => self.save_view(filter),
            Kind::Reason => self.save_reason(),
            Kind::Everybody => self.save_everybody(),
            Kind::Handover => self.save_handover(),
            Kind::WhatIf => self.leave_sheet(),
            Kind::Asking(_) => self.save_asking(),
            Kind::Weigh => self.save_weights(),
            Kind::Improve(number) => self.save_improvement(number),
        }
    }

    /// What is in a field of the form on show.
    pub fn field(&self, name: &str) -> String {
        self.sheet.as_ref().map_or_else(String::new, |sheet| sheet.form.value(name))
    }

    /// Shows what is wrong with a field and goes to it.
    pub fn blame(&mut self, name: &str, sentence: &str) {
        let found = self.sheet.as_mut().is_some_and(|sheet| sheet.form.blame(name, sentence));
        if !found {
            self.say_text(sentence);
        }
    }

    /// The desk has kept what a form asked for: says so, and takes it as what follows begins from.
    pub fn saved(&mut self, saved: &Saved, done: &Done) {
        if let Some((change, count)) = &saved.bulk {
            return self.bulk_done(change, *count, done);
        }
        match &saved.kind {
            Kind::Log => {
                self.contact_logged(saved, done);
                self.done("done-logged", &[]);
            }
            Kind::WrapUp => self.wrapped_up(saved),
            Kind::Complaint(_) => self.ticket_opened(saved, done),
            Kind::Cause => self.ticket_done(done, &Deed::Cause),
            Kind::NewCustomer => self.customer_added(done),
            Kind::EditCustomer(_) => {
                self.ask_hand();
                self.done("done-amended", &[]);
            }
            Kind::Promise => {
                let time = saved.due.map(|due| self.speech.moment(due, self.now));
                self.done("done-promised", &[("time", &time.unwrap_or_default())]);
            }
            Kind::Leave => {
                self.ask_hand();
                self.done("done-left", &[]);
            }
            Kind::TicketNote => self.ticket_done(done, &Deed::Note),
            Kind::TicketStatus(status) => self.ticket_done(done, &Deed::Status(*status)),
            Kind::Reopen => self.ticket_done(done, &Deed::Status(Status::Open)),
            Kind::TicketEdit => self.ticket_done(done, &Deed::Amend),
            Kind::Link => self.ticket_done(done, &Deed::Link),
            Kind::Escalate => self.ticket_done(done, &Deed::Escalate),
            Kind::Merge => self.ticket_done(done, &Deed::Merge),
            Kind::Handover => {
                self.settings.handover_ask.now();
                return self.done("handover-written", &[]);
            }
            Kind::Split => self.ticket_done(done, &Deed::Split),
            Kind::Asking(asking) => self.asked(&asking.what, saved),
            Kind::Weigh => self.weighed(saved),
            Kind::Improve(_) => return self.improved(),
            Kind::View(filter) => return self.view_saved(filter, saved.name.as_deref()),
            Kind::Consents | Kind::Import | Kind::Reason | Kind::Everybody | Kind::WhatIf => {}
        }
        self.history_newest();
    }

    /// The person has added something to the time line: it is selected when it is there.
    pub fn history_newest(&mut self) {
        self.history.newest = true;
        self.history.ask.now();
    }

    fn contact_logged(&mut self, saved: &Saved, done: &Done) {
        let at_hand = |hand: &&mut super::model::Hand| Some(hand.id) == saved.customer;
        let Some(hand) = self.hand.as_mut().filter(at_hand) else { return };
        let (Some(contact), Some(id)) = (saved.contact.clone(), done.interaction) else { return };
        let super::sheet::Contact { channel, direction, topic, note } = contact;
        hand.logged = Some(Logged { id, channel, direction, topic, note });
    }

    /// The call is over: what was logged belongs to it no longer, the next one may come.
    pub fn wrapped_up(&mut self, saved: &Saved) {
        let unpromised = self.wants_promise(saved);
        if let Some(hand) = &mut self.hand {
            (hand.logged, hand.opened) = (None, None);
            hand.call.clear();
        }
        self.set_state(AgentState::Ready, String::new());
        let state = self.speech.word("state", AgentState::Ready.word());
        self.done("done-wrapped-up", &[("state", &state)]);
        self.drop_half_rating();
        if std::mem::take(&mut self.queue.brought) && self.focus != Focus::Queue {
            self.queue.rows.step(Step::First, 1);
        }
        if let Some(who) = unpromised {
            let key = self.key(Action::PromiseCall);
            self.done("done-wrapped-up-promise", &[("who", &who), ("key", &key)]);
        }
        let outcome = saved.outcome.map(|outcome| outcome.to_string());
        if outcome.as_deref() == Some(leaving::LOST) && self.hand_gone_since().is_none() {
            let (who, key) = (log::short(&self.hand_label()), self.key(Action::CustomerLost));
            self.done("done-wrapped-up-lost", &[("who", &who), ("key", &key)]);
        }
        self.history.ask.now();
    }

    /// Who waits for a call that nobody has promised: the contact ended with a call back.
    fn wants_promise(&self, saved: &Saved) -> Option<String> {
        let hand = self.hand.as_ref().filter(|hand| Some(hand.id) == saved.customer)?;
        let open = |call: &CallBack| call.state == CallBackState::Open;
        let promised = hand.customer.iter().flat_map(|record| &record.callbacks).any(open);
        let wanted = saved.outcome.is_some_and(|outcome| outcome.to_string() == CALL_BACK);
        (wanted && !promised).then(|| log::short(&hand.label))
    }

    /// The five scores are kept.
    pub fn rated(&mut self) {
        self.rating.stage = super::pane::rating::Stage::Kept;
        let scores = self.rating.scores().map(|score| match score {
            Some(score) => score.to_string(),
            None => "-".to_owned(),
        });
        let rater = self.speech.word("rater", self.rating.rater.word());
        self.done("done-rated", &[("scores", &scores.join(" ")), ("rater", &rater)]);
        self.history_newest();
        if self.focus == Focus::Rating {
            self.go(Focus::History);
        }
    }

    /// Takes the last action back: at once what the notice offers or what is about somebody on the
    /// screen; anything else is named first.
    pub fn undo(&mut self) {
        let offered = self.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Done);
        if std::mem::take(&mut self.undo_named) || offered {
            return self.run(Errand::Undo, Command::Undo);
        }
        let selected = self.selected_ticket().and_then(|no| self.known_ticket(no));
        let at_hand = self.hand.as_ref().map(|hand| hand.id);
        let customers = at_hand.into_iter().chain(selected.map(|ticket| ticket.customer)).collect();
        self.run(Errand::Undo, Command::UndoOf { customers });
    }

    fn undo_refused(&mut self, refusal: &Refusal) {
        let Refusal::UndoElsewhere { undone, about, whose } = refusal else {
            return self.refuse(refusal);
        };
        self.undo_named = true;
        let what = format!("{} {about}", self.speech.undone(undone));
        let key = self.key(Action::Undo);
        let values = [("key", &*key), ("what", what.trim()), ("who", &*log::short(whose))];
        let sentence = if whose.is_empty() { "undo-elsewhere-desk" } else { "undo-elsewhere" };
        self.tell(sentence, &values);
    }

    /// The last action is taken back.
    pub fn undone(&mut self, done: &Done) {
        let what = self.undone_words(done);
        match self.owner(done) {
            Some(who) => self.tell("done-undone-of", &[("what", &what), ("who", &who)]),
            None => self.tell("done-undone", &[("what", &what)]),
        }
        if let Some(hand) = &mut self.hand {
            let logged = hand.logged.as_ref().map(|logged| logged.id);
            if done.undone.as_deref() == Some("interaction_logged") && logged == done.interaction {
                hand.logged = None;
            }
            if done.undone.as_deref() == Some("ticket_opened") && hand.opened == done.ticket {
                hand.opened = None;
            }
        }
        if done.undone.as_deref() == Some("rating_given") {
            self.rating = Default::default();
        }
        self.ask_hand();
        self.queue.ask.now();
    }

    /// What was taken back: `ticket T-12`.
    fn undone_words(&self, done: &Done) -> String {
        if let (false, Some(fact)) = (done.tickets.is_empty(), &done.undone) {
            return self.speech.bulk_undone(fact, &done.tickets, &done.stayed);
        }
        let noun = done.undone.as_deref().map(|fact| self.speech.undone(fact)).unwrap_or_default();
        let about = [
            done.ticket.map(|id| id.to_string()),
            done.interaction.map(|id| id.to_string()),
            done.rating.map(|id| id.to_string()),
        ];
        let about = about.into_iter().flatten().next().unwrap_or_default();
        format!("{noun} {about}").trim().to_owned()
    }

    /// Whose matter was taken back, as far as the screen knows them.
    fn owner(&self, done: &Done) -> Option<String> {
        let rows = self.queue.rows.all();
        let of_ticket = || self.known_ticket(done.ticket?).map(|ticket| ticket.customer);
        let customer = done.customer.or_else(of_ticket).filter(|_| done.tickets.is_empty())?;
        let at_hand = self.hand.iter().filter(|hand| hand.id == customer).map(|hand| &hand.label);
        let queued = rows.iter().filter(|row| row.ticket.customer == customer);
        let found = self.find.rows.all().iter().filter(|row| row.customer == customer);
        let labels = at_hand.chain(queued.map(|row| &row.label)).chain(found.map(|row| &row.label));
        Some(labels.map(|label| log::short(label)).next().unwrap_or_else(|| customer.to_string()))
    }

    /// The desk refuses a command: its sentence, and what was typed is there again.
    pub fn errand_refused(&mut self, errand: Errand, refusal: &Refusal) {
        match errand {
            Errand::Sheet(saved) => self.sheet_refused(&saved, refusal),
            Errand::Rate => {
                self.rating.stage = super::pane::rating::Stage::Asking;
                self.rating.back();
                self.refuse(refusal);
            }
            Errand::Ticket(ticket, _) => {
                self.refuse(refusal);
                self.queue.ask.now();
                // What it says about the ticket may be news: the detail shows it.
                if self.selected_ticket() == Some(ticket) {
                    self.detail_touched();
                }
            }
            // A consent that is so already is what the person wanted.
            Errand::Consent(_) if *refusal == Refusal::AlreadySo => {}
            Errand::Verify(_)
            | Errand::Consent(_)
            | Errand::Settle
            | Errand::WonBack
            | Errand::Improve(_)
            | Errand::Asked(_)
            | Errand::View(_)
            | Errand::Handover(_)
            | Errand::Follow(_)
            | Errand::Unfollow(_)
            | Errand::Bulk(..)
            | Errand::Claim => {
                self.refuse(refusal);
            }
            Errand::Undo => self.undo_refused(refusal),
        }
    }

    /// The desk could not run a command: the form is there again.
    pub fn errand_failed(&mut self, errand: Errand) {
        match errand {
            Errand::Sheet(saved) => self.sheet_back(saved.draft),
            Errand::Rate => {
                self.rating.stage = super::pane::rating::Stage::Asking;
                self.rating.back();
            }
            Errand::Ticket(..)
            | Errand::Verify(_)
            | Errand::Consent(_)
            | Errand::Settle
            | Errand::WonBack
            | Errand::Improve(_)
            | Errand::Asked(_)
            | Errand::View(_)
            | Errand::Handover(_)
            | Errand::Follow(_)
            | Errand::Unfollow(_)
            | Errand::Bulk(..)
            | Errand::Claim
            | Errand::Undo => {}
        }
    }

    /// The person was told what others have changed meanwhile: the form is held to that from now.
    fn knows_better(&mut self, field: &str, theirs: &str) {
        let at_hand = self.hand.as_ref().and_then(|hand| hand.customer.as_ref());
        let now = at_hand.map(|record| record.profile.clone());
        let Some(sheet) = &mut self.sheet else { return };
        sheet.seen.learn(field, theirs);
        if let (Kind::EditCustomer(was), Some(now)) = (&mut sheet.kind, now) {
            **was = now;
        }
    }

    fn sheet_refused(&mut self, saved: &Saved, refusal: &Refusal) {
        self.sheet_back(saved.draft);
        let shown = self.sheet.as_ref().is_some_and(|sheet| sheet.draft == saved.draft);
        if let (true, Refusal::SeemsKnown { customer, label, .. }) = (shown, refusal) {
            self.refuse(refusal);
            return self.ask_known(*customer, label);
        }
        if let (true, Refusal::ChangedMeanwhile { field, theirs, .. }) = (shown, refusal) {
            // Both values are told: whoever saves once more means it, and no other one.
            self.knows_better(field, theirs);
        }
        // Nothing differs: that is as good as saved, and nothing is left to type.
        if *refusal == Refusal::AlreadySo && matches!(saved.kind, Kind::EditCustomer(_)) {
            if shown {
                self.sheet = None;
            }
            self.drop_draft(saved.draft);
            return self.refuse(refusal);
        }
        if shown && let Some(field) = blamed::blamed(refusal) {
            let sentence = self.speech.refusal(refusal);
            self.blame(field.word(), &sentence);
        }
        self.refuse(refusal);
    }
}
