//! What a command was sent for, so that its outcome goes to the right place. Never what it asks.

use super::inbox::Effect;
use super::model::Model;
use super::sheet::Saved;
use crate::domain::{
    AskOutcome, Bulk, Channel, CustomerId, Direction, InteractionId, Priority, Record, Status,
    TicketNo, TwoLetters,
};
use crate::wire::{Command, Done};

/// What the person wanted when the command was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// A form is being saved.
    Sheet(Box<Saved>),
    /// The five scores are kept.
    Rate,
    /// The caller was verified (or not).
    Verify(CustomerId),
    /// An answer to "may we …" is kept; how many others are on their way with it.
    Consent(CustomerId),
    /// A promised call is settled.
    Settle,
    /// A customer who had left is back.
    WonBack,
    /// Somebody was asked for a survey, and it was no answer.
    Asked(AskOutcome),
    /// Something is done to a ticket: which, for the mark at its row, and what.
    Ticket(TicketNo, Deed),
    /// The same is done to so many tickets.
    Bulk(Box<Bulk>, usize),
    /// The next ticket is claimed.
    Claim,
    /// An improvement is changed, and what is said of that.
    Improve(&'static str),
    /// A view of this name is removed.
    View(String),
    /// A hand-over note of this agent was read.
    Handover(String),
    /// Something is followed from now on.
    Follow(Record),
    /// Something is followed no longer.
    Unfollow(Record),
    /// The last action is taken back.
    Undo,
}

/// What is done to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// The person takes it.
    Take,
    /// It is given to somebody, or to nobody (empty).
    Give(String),
    /// It gets another priority.
    Priority(Priority),
    /// It gets another status.
    Status(Status),
    /// A note is added.
    Note,
    /// Its subject, topic or severity is changed.
    Amend,
    /// It is tied to another.
    Link,
    /// Somebody above is to look at it.
    Escalate,
    /// Somebody above has looked at it.
    Calm,
    /// The customer was told that it was heard.
    Acknowledge,
    /// Why it came about is said.
    Cause,
    /// Another one is merged into it.
    Merge,
    /// A second one is opened for what else it is about.
    Split,
    /// It is one of its own again.
    Unmerge,
}

/// The contact just logged: what a complaint, a rating and the wrap-up begin from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its number.
    pub id: InteractionId,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// About what.
    pub topic: TwoLetters,
    /// What was said.
    pub note: String,
}

impl Model {
    /// Runs a command for an errand.
    pub fn run(&mut self, errand: Errand, command: Command) {
        let (_, request) = self.post.run(errand, command);
        self.effects.push(Effect::Say(Box::new(request)));
    }

    /// Says what came of an errand.
    pub fn errand_done(&mut self, errand: Errand, done: Done) {
        match errand {
            Errand::Sheet(saved) => self.sheet_saved(*saved, &done),
            Errand::Rate => self.rated(),
            Errand::Verify(customer) => self.verified(customer),
            Errand::Consent(_) => {
                self.history_newest();
                self.done("done-consent", &[]);
            }
            Errand::Settle => {
                self.history_newest();
                self.settings.callbacks_ask.now();
                self.done("done-settled", &[]);
            }
            Errand::WonBack => {
                self.history_newest();
                self.ask_hand();
                self.settings.lost_ask.now();
                self.done("done-won-back", &[]);
            }
            Errand::Asked(outcome) => self.asked_done(outcome),
            Errand::Improve(sentence) => {
                self.settings.improvements_ask.now();
                self.done(sentence, &[]);
            }
            Errand::View(name) => {
                self.settings.views_ask.now();
                self.done("done-view-removed", &[("name", &name)]);
            }
            Errand::Handover(by) => self.handover_read(&by),
            Errand::Follow(record) => self.followed(record),
            Errand::Unfollow(record) => self.unfollowed(record),
            Errand::Ticket(_, deed) => self.ticket_done(&done, &deed),
            Errand::Bulk(change, count) => self.bulk_done(&change, count, &done),
            Errand::Claim => self.ticket_done(&done, &Deed::Take),
            Errand::Undo => self.undone(&done),
        }
    }
}
