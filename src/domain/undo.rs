//! The event that takes another one back, while what that one set is still so. Never rewrites
//! what happened: both stay in the journal.

use super::code::{Canned, Code, TwoLetters};
use super::customer::{CallBackState, Customer};
use super::event::{Change, ClockState, Entry, Event, Fact};
use super::field::Field;
use super::handling::Handled;
use super::interaction::Interaction;
use super::leaving::{LeaveState, WorthState};
use super::profile::Profile;
use super::rating::Rating;
use super::refusal::Refusal;
use super::status::{LinkKind, Status};
use super::ticket::{Ticket, TicketLine};

type Undone = Result<Event, Refusal>;

fn still(so: bool, fact: Fact) -> Undone {
    if so { Ok(Event::from(fact)) } else { Err(Refusal::ChangedSince) }
}

/// Tells whether a change still holds in a profile.
fn holds(profile: &Profile, change: &Change) -> bool {
    let mut undone = profile.clone();
    undone.apply(&change.reversed());
    let mut redone = undone.clone();
    redone.apply(change);
    undone != *profile && redone.changes_to(profile).is_empty()
}

impl Customer {
    /// Takes back an entry about this customer. `alone` says whether nothing of theirs (contacts,
    /// tickets, ratings) is kept beside the record.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
    pub fn undo(&self, entry: &Entry, alone: impl FnOnce() -> bool) -> Undone {
        let customer = self.id.0;
        match &entry.fact {
            Fact::CustomerAdded { .. } => {
                still(self.changed == entry.at && alone(), Fact::CustomerWithdrawn { customer })
            }
            Fact::CustomerAmended { facts, .. } => {
                let Some(private) = &entry.private else { return Err(Refusal::ChangedSince) };
                if !facts.iter().chain(private).all(|change| holds(&self.profile, change)) {
                    return Err(Refusal::ChangedSince);
                }
                let back = |changes: &[Change]| {
                    changes.iter().rev().map(Change::reversed).collect::<Vec<_>>()
                };
                let fact = Fact::CustomerAmended { customer, facts: back(facts) };
                Ok(Event { fact, private: back(private) })
            }
            Fact::ConsentSet { purpose, channel, from, to, how, .. } => {
                let now = self
                    .consents
                    .iter()
                    .find(|c| c.purpose.byte() == *purpose && c.channel.byte() == *channel);
                let (purpose, channel, how) = (*purpose, *channel, *how);
                let fact =
                    Fact::ConsentSet { customer, purpose, channel, from: *to, to: *from, how };
                still(now.map_or(0, |consent| consent.state.byte()) == *to, fact)
            }
            Fact::CustomerVerified { .. } => still(
                self.verified.iter().any(|verification| verification.entry == entry.seq),
                Fact::VerificationWithdrawn { customer, entry: entry.seq },
            ),
            Fact::CallBackPromised { callback, .. } => {
                let (from, to) = (CallBackState::Open.byte(), CallBackState::Cancelled.byte());
                let fact = Fact::CallBackSet { callback: *callback, customer, from, to };
                still(self.call_back_is(*callback, from), fact)
            }
            Fact::CallBackSet { callback, from, to, .. } => {
                let fact =
                    Fact::CallBackSet { callback: *callback, customer, from: *to, to: *from };
                still(self.call_back_is(*callback, *to), fact)
            }
            Fact::CustomerWorthSet { from, to, .. } => {
                let fact = Fact::CustomerWorthSet { customer, from: *to, to: *from };
                still(WorthState::from(self.worth) == *to, fact)
            }
            Fact::CustomerLeft { from, to, .. } => {
                let fact = Fact::CustomerLeft { customer, from: *to, to: *from };
                still(LeaveState::from(self.left) == *to, fact)
            }
            _ => Err(Refusal::NothingToUndo),
        }
    }

    fn call_back_is(&self, number: u64, state: u8) -> bool {
        self.callbacks.iter().any(|c| c.id.0 == number && c.state.byte() == state)
    }
}

impl Ticket {
    /// Takes back an entry about this ticket; `lines` is its time line.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
    pub fn undo(&self, entry: &Entry, lines: &[TicketLine]) -> Undone {
        let ticket = self.no.0;
        match &entry.fact {
            Fact::TicketOpened { .. } => {
                let untouched = self.assignee.is_none()
                    && self.status == Status::New
                    && self.took_in().next().is_none()
                    && lines.iter().all(|line| line.by == entry.by);
                still(untouched, Fact::TicketWithdrawn { ticket })
            }
            Fact::TicketAssigned { from, to, .. } => still(
                self.assignee.as_deref().unwrap_or("") == to,
                Fact::TicketAssigned { ticket, from: to.clone(), to: from.clone() },
            ),
            Fact::TicketStatusSet { from, to, .. } => still(
                self.status.byte() == *to,
                Fact::TicketStatusSet { ticket, from: *to, to: *from },
            ),
            Fact::TicketPrioritySet { from, to, .. } => {
                let before = super::status::Priority::from_byte(*from).unwrap_or(self.priority);
                still(self.priority.byte() == *to, self.prioritized(before).fact)
            }
            Fact::TicketClockSet { why, from, to, .. } => {
                // What has been told meanwhile stays told.
                let now = self.standing();
                let back = ClockState { told: now.told, ..*from };
                let fact = Fact::TicketClockSet { ticket, why: *why, from: now, to: back };
                still(ClockState { told: to.told, ..now } == *to, fact)
            }
            Fact::TicketAmended { .. } => self.undo_amended(entry),
            Fact::TicketEscalated { to, .. } => {
                still(u8::from(self.escalated) == *to, self.escalation())
            }
            Fact::TicketHandled { .. } => self.undo_handled(entry),
            Fact::TicketNoted { .. } => still(
                lines.iter().any(|line| line.entry == entry.seq),
                Fact::TicketNoteWithdrawn { ticket, entry: entry.seq },
            ),
            Fact::TicketLinked { other, kind, linked, .. } => {
                let (other, kind) = (*other, *kind);
                let is = self.links.iter().any(|l| l.other.0 == other && l.kind.byte() == kind);
                let linked = *linked == 1;
                still(
                    is == linked,
                    Fact::TicketLinked { ticket, other, kind, linked: (!linked).into() },
                )
            }
            _ => Err(Refusal::NothingToUndo),
        }
    }

    fn undo_amended(&self, entry: &Entry) -> Undone {
        let Fact::TicketAmended { topic_from, topic_to, severity_from, severity_to, .. } =
            &entry.fact
        else {
            return Err(Refusal::NothingToUndo);
        };
        let subject = entry.private.iter().flatten().find(|change| change.field == Field::Subject);
        let subject_is = subject.is_none_or(|change| self.subject.as_ref() == Some(&change.to));
        let rest_is = self.topic.bytes() == *topic_to && self.severity.byte() == *severity_to;
        let fact = Fact::TicketAmended {
            ticket: self.no.0,
            topic_from: *topic_to,
            topic_to: *topic_from,
            severity_from: *severity_to,
            severity_to: *severity_from,
        };
        let private = subject.map(Change::reversed).into_iter().collect();
        still(subject_is && rest_is, fact).map(|event| Event { private, ..event })
    }
}

impl Interaction {
    /// Takes back an entry about this contact; `has_ticket` says whether its ticket still stands.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
    pub fn undo(&self, entry: &Entry, has_ticket: impl FnOnce() -> bool) -> Undone {
        let (interaction, customer) = (self.id.0, self.customer.0);
        match &entry.fact {
            Fact::InteractionLogged { .. } => still(
                self.outcome.is_none() && !has_ticket(),
                Fact::InteractionWithdrawn { interaction, customer },
            ),
            Fact::OutcomeSet { from, to, .. } => still(
                self.outcome.map_or([0, 0], TwoLetters::bytes) == *to,
                Fact::OutcomeSet { interaction, customer, from: *to, to: *from },
            ),
            _ => Err(Refusal::NothingToUndo),
        }
    }
}

impl Rating {
    /// Takes the rating back.
    pub fn undo(&self) -> Event {
        Event::from(Fact::RatingWithdrawn { rating: self.id.0, customer: self.customer.0 })
    }
}

/// Tells whether one command has done the same to many tickets, each of which can be taken back by
/// itself: not what was merged or opened.
pub fn is_of_many(entries: &[Entry]) -> bool {
    let first = entries.first().map_or(0, |entry| entry.fact.named().ticket);
    let apart = |fact: &Fact| {
        let tied = matches!(fact, Fact::TicketLinked { .. } | Fact::TicketOpened { .. });
        fact.named().ticket > 0 && !tied
    };
    entries.iter().all(|entry| apart(&entry.fact))
        && entries.iter().any(|entry| entry.fact.named().ticket != first)
}

/// What is said to be taken back: mostly the fact's own name.
pub fn told(fact: &Fact) -> &'static str {
    let (merged, took_in) = (Status::Merged.byte(), LinkKind::TookIn.byte());
    match fact {
        Fact::TicketLinked { kind, .. } if *kind == took_in => "ticket_merged",
        Fact::TicketStatusSet { from, .. } if *from == merged => "ticket_unmerged",
        Fact::FollowSet { follows, .. } if *follows == 0 => "unfollowed",
        Fact::FollowSet { .. } => "followed",
        Fact::TicketHandled { what, .. } => match Handled::from_byte(*what) {
            Some(Handled::Matter) => "ticket_kind",
            Some(Handled::Acknowledged) => "ticket_acknowledged",
            Some(Handled::Cause) => "ticket_cause",
            Some(Handled::Agreement) => "ticket_agreed",
            Some(Handled::Activity) => "ticket_activity",
            Some(Handled::Answered) => "ticket_answered_before",
            Some(Handled::Settled) => "ticket_settled_before",
            None => fact.name(),
        },
        other => other.name(),
    }
}

/// Takes a setting (code or canned text) back; the arguments are what holds now.
///
/// # Errors
/// [`Refusal::ChangedSince`]; [`Refusal::NothingToUndo`] for an entry about something else.
pub fn setting(entry: &Entry, code: Option<&Code>, canned: Option<&Canned>) -> Undone {
    match &entry.fact {
        Fact::CodeSet { kind, code: letters, label_from, label_to, retired_from, retired_to } => {
            let holds =
                code.is_some_and(|c| c.label == *label_to && u8::from(c.retired) == *retired_to);
            let fact = Fact::CodeSet {
                kind: *kind,
                code: *letters,
                label_from: label_to.clone(),
                label_to: label_from.clone(),
                retired_from: *retired_to,
                retired_to: *retired_from,
            };
            still(holds, fact)
        }
        Fact::CannedSet { name, from, to } => {
            let holds = canned.map_or("", |canned| canned.text.as_str()) == to;
            still(holds, Fact::CannedSet { name: name.clone(), from: to.clone(), to: from.clone() })
        }
        _ => Err(Refusal::NothingToUndo),
    }
}
