//! Whether a command under an id that was used before is the same one, sent again. Never a guess:
//! what neither the memory nor the journal can tell apart is taken for the same.

use std::collections::{HashMap, VecDeque};
use std::mem::{Discriminant, discriminant};

use crate::domain::{Bulk, Entry, Record};
use crate::wire::{Command, Done};

/// Outcomes remembered, so that a command sent again is answered, not repeated.
const OUTCOMES: usize = 65_536;
/// Refused rows of imports remembered among them: each takes some hundred bytes.
const OUTCOME_ROWS: usize = 100_000;

/// What was answered lately, by the command's id; the oldest is forgotten first.
#[derive(Debug, Default)]
pub struct Outcomes {
    all: HashMap<u128, Before>,
    order: VecDeque<u128>,
    /// Refused rows in all of them.
    rows: usize,
}

/// Who was answered what for which kind of command.
#[derive(Debug, Clone)]
pub struct Before {
    /// Where it ended in the journal.
    pub seq: u64,
    /// What came of it.
    pub done: Done,
    /// Who asked.
    pub agent: Box<str>,
    /// For what.
    pub kind: Discriminant<Command>,
}

impl Outcomes {
    /// What was answered to the command of an id.
    pub fn of(&self, command: u128) -> Option<&Before> {
        self.all.get(&command)
    }

    /// Remembers it from now on.
    pub fn remember(&mut self, command: u128, outcome: Before) {
        self.rows += rows(&outcome.done);
        match self.all.insert(command, outcome) {
            None => self.order.push_back(command),
            Some(before) => self.rows -= rows(&before.done),
        }
        while self.order.len() > OUTCOMES || self.rows > OUTCOME_ROWS {
            let Some(oldest) = self.order.pop_front() else { return };
            let forgotten = self.all.remove(&oldest);
            self.rows -= forgotten.map_or(0, |before| rows(&before.done));
        }
    }
}

/// How many refused rows an outcome tells of.
fn rows(done: &Done) -> usize {
    done.imported.as_ref().map_or(0, |imported| imported.rejected.len())
}

impl Before {
    /// Tells whether an agent's command is the one that was answered.
    pub fn is(&self, agent: &str, command: &Command) -> bool {
        *self.agent == *agent && self.kind == discriminant(command) && fits(command, &self.done)
    }
}

/// Tells whether an agent's command is the one that brought about an entry, the first of its own,
/// and all of this.
pub fn is_of(first: &Entry, done: &Done, agent: &str, command: &Command) -> bool {
    let fact = first.fact.name();
    let is_kind = match facts(command) {
        Some(names) => first.undoes == 0 && names.contains(&fact),
        None => first.undoes > 0,
    };
    first.by == agent && is_kind && fits(command, done)
}

/// The facts with which what a kind of command brings about may begin; `None`: it takes one back.
const fn facts(command: &Command) -> Option<&'static [&'static str]> {
    let names: &'static [&'static str] = match command {
        Command::AddCustomer { .. } => &["customer_added"],
        Command::AmendCustomer { .. } => &["customer_amended"],
        Command::SetConsent { .. } => &["consent_set"],
        Command::VerifyCustomer { .. } => &["customer_verified"],
        Command::PromiseCall { .. } => &["call_back_promised"],
        Command::SettleCall { .. } => &["call_back_set"],
        Command::SetWorth { .. } => &["customer_worth_set"],
        Command::LoseCustomer { .. } | Command::WinBack { .. } => &["customer_left"],
        Command::ImportLost { .. } => &["customer_worth_set", "customer_left"],
        Command::LogInteraction { .. } | Command::ImportInteractions { .. } => {
            &["interaction_logged"]
        }
        Command::SetOutcome { .. } => &["outcome_set"],
        Command::OpenTicket { .. }
        | Command::SplitTicket { .. }
        | Command::ImportTickets { .. } => &["ticket_opened"],
        Command::TakeTicket { .. } | Command::ClaimNext | Command::AssignTicket { .. } => {
            &["ticket_assigned"]
        }
        Command::NoteTicket { .. } => &["ticket_noted"],
        Command::SetStatus { .. } => &["ticket_status_set", "ticket_handled"],
        Command::ReopenTicket { .. } | Command::UnmergeTicket { .. } => &["ticket_status_set"],
        Command::SetPriority { .. } => &["ticket_priority_set"],
        Command::AmendTicket { .. } => &["ticket_amended", "ticket_handled"],
        Command::AcknowledgeTicket { .. } | Command::SetCause { .. } => &["ticket_handled"],
        Command::EscalateTicket { .. } | Command::EndEscalation { .. } => &["ticket_escalated"],
        Command::LinkTickets { .. } | Command::MergeTickets { .. } => &["ticket_linked"],
        Command::ChangeTickets { change, .. } => match change {
            Bulk::Assign { .. } => &["ticket_assigned"],
            Bulk::Status { .. } => &["ticket_status_set", "ticket_handled"],
            Bulk::Priority { .. } => &["ticket_priority_set"],
            Bulk::Escalate { .. } => &["ticket_escalated"],
            Bulk::Note { .. } => &["ticket_noted"],
            Bulk::Merge { .. } => &["ticket_linked"],
        },
        Command::Rate { .. } => &["rating_given"],
        Command::GiveAnswers { .. } | Command::ImportAnswers { .. } => &["answers_given"],
        Command::GiveScore { .. } => &["score_given"],
        Command::SetImportance { .. } => &["importance_set"],
        Command::SetInstrument { .. } => &["instrument_set"],
        Command::SetImprovement { .. } => &["improvement_set"],
        Command::DrawSurvey(_) => &["survey_drawn"],
        Command::TellAsked(_) => &["survey_asked"],
        Command::SetCode(_) => &["code_set"],
        Command::SetCanned(_) => &["canned_set"],
        Command::SetView(_) => &["view_set"],
        Command::WriteHandover { .. } => &["handover_written"],
        Command::ReadHandover { .. } => &["handover_read"],
        Command::Follow(_) | Command::Unfollow(_) => &["follow_set"],
        Command::SetCalendar { .. } => &["calendar_set"],
        Command::SetRule { .. } => &["sla_set"],
        Command::SetSharing { .. } => &["sharing_set"],
        Command::SetRole { .. } => &["role_set"],
        Command::EraseCustomers { .. } => &["customer_erased"],
        Command::ImportCustomers { .. } => &["customer_added", "customer_amended"],
        Command::Undo | Command::UndoOf { .. } => return None,
    };
    Some(names)
}

/// Tells whether what came about is about the customer or ticket that the command names.
fn fits(command: &Command, done: &Done) -> bool {
    match command {
        Command::AmendCustomer { customer, .. }
        | Command::SetConsent { customer, .. }
        | Command::VerifyCustomer { customer, .. }
        | Command::PromiseCall { customer, .. }
        | Command::SettleCall { customer, .. }
        | Command::SetWorth { customer, .. }
        | Command::LoseCustomer { customer, .. }
        | Command::WinBack { customer }
        | Command::LogInteraction { customer, .. }
        | Command::OpenTicket { customer, .. }
        | Command::Rate { customer, .. }
        | Command::GiveScore { customer, .. }
        | Command::GiveAnswers { customer: Some(customer), .. }
        | Command::SetImportance { customer: Some(customer), .. } => {
            done.customer.is_none_or(|one| one == *customer)
        }
        Command::TellAsked(told) => done.customer.is_none_or(|one| one == told.customer),
        Command::TakeTicket { ticket }
        | Command::AssignTicket { ticket, .. }
        | Command::NoteTicket { ticket, .. }
        | Command::SetStatus { ticket, .. }
        | Command::ReopenTicket { ticket, .. }
        | Command::SetPriority { ticket, .. }
        | Command::AmendTicket { ticket, .. }
        | Command::MergeTickets { into: ticket, .. }
        | Command::UnmergeTicket { ticket }
        | Command::EscalateTicket { ticket, .. }
        | Command::EndEscalation { ticket, .. }
        | Command::AcknowledgeTicket { ticket }
        | Command::SetCause { ticket, .. }
        | Command::LinkTickets { ticket, .. } => done.ticket.is_none_or(|one| one == *ticket),
        Command::ChangeTickets { tickets, change } => {
            done.ticket.is_none_or(|one| tickets.contains(&one) || change.into() == Some(one))
        }
        Command::Follow(record) | Command::Unfollow(record) => is_about(*record, done),
        Command::SetOutcome { interaction: no, .. } => {
            done.interaction.is_none_or(|one| one == *no)
        }
        Command::EraseCustomers { customers: all, .. } => {
            done.customer.is_none_or(|one| all.contains(&one))
        }
        // What comes of splitting is another ticket than the one it names.
        Command::SplitTicket { .. }
        | Command::AddCustomer { .. }
        | Command::ClaimNext
        | Command::DrawSurvey(_)
        | Command::SetCode(_)
        | Command::SetCanned(_)
        | Command::SetView(_)
        | Command::WriteHandover { .. }
        | Command::ReadHandover { .. }
        | Command::SetCalendar { .. }
        | Command::SetRule { .. }
        | Command::SetSharing { .. }
        | Command::SetRole { .. }
        | Command::Undo
        | Command::UndoOf { .. }
        | Command::ImportCustomers { .. }
        | Command::ImportInteractions { .. }
        | Command::ImportTickets { .. }
        | Command::ImportLost { .. }
        | Command::ImportAnswers { .. }
        | Command::GiveAnswers { customer: None, .. }
        | Command::SetImportance { customer: None, .. }
        | Command::SetInstrument { .. }
        | Command::SetImprovement { .. } => true,
    }
}

/// Tells whether what came about is about a ticket or a customer.
fn is_about(record: Record, done: &Done) -> bool {
    match record {
        Record::Ticket(ticket) => done.ticket.is_none_or(|one| one == ticket),
        Record::Customer(customer) => done.customer.is_none_or(|one| one == customer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Refusal;
    use crate::wire::{Imported, Rejected};

    #[test]
    fn so_many_outcomes_and_refused_rows_are_remembered_and_no_more() {
        let mut outcomes = Outcomes::default();
        let outcome =
            |done| Before { seq: 1, done, agent: "a".into(), kind: discriminant(&Command::Undo) };
        let nothing = || outcome(Done::default());
        (0..OUTCOMES as u128).for_each(|command| outcomes.remember(command, nothing()));
        assert!(outcomes.all.len() == OUTCOMES && outcomes.of(0).is_some());
        outcomes.remember(u128::MAX, nothing());
        assert!(outcomes.all.len() == OUTCOMES && outcomes.of(0).is_none());

        let row = |line| Rejected { line, refusal: Refusal::CallOver { by: String::new() } };
        let imported = |rows: u64| {
            let rejected = (0..rows).map(row).collect();
            let imported = Some(Imported { rejected, ..Imported::default() });
            outcome(Done { imported, ..Done::default() })
        };
        let most = OUTCOME_ROWS as u64;
        outcomes.remember(u128::MAX - 1, imported(1));
        outcomes.remember(u128::MAX - 2, imported(most - 1));
        assert_eq!((outcomes.rows, outcomes.all.len()), (OUTCOME_ROWS, OUTCOMES));
        outcomes.remember(u128::MAX - 3, imported(1));
        assert!(outcomes.of(u128::MAX - 1).is_none(), "the oldest rows go");
        assert_eq!(outcomes.rows, OUTCOME_ROWS);
    }
}
