//! Commands into events, against the index and what the open block already holds. Never I/O, never
//! a clock: the stamp comes in.

pub mod again;
mod bulk;
mod clock;
mod customer;
mod follow;
mod heard;
mod import;
mod leaving;
mod merge;
mod setting;
mod sharing;
mod split;
mod survey;
mod ticket;
mod undo;

use crate::domain::{
    At, CallBackId, Customer, CustomerId, Event, Interaction, InteractionId, Refusal, Role, Ticket,
    TicketNo, TwoLetters, Was,
};
use crate::domain::{CodeKind, Malformed};
use crate::home::Place;
use crate::lookup::{Identities, Lookup};
use crate::store::{OpenBlock, Reader, Stamp, StoreError};
use crate::wire::{Command, Done};

use super::survey::Eligible;
use super::undone::UndoLog;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The index could not be read.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl From<Malformed> for Declined {
    fn from(malformed: Malformed) -> Declined {
        Declined::Refused(malformed.into())
    }
}

/// What deciding one command needs.
pub struct Deciding<'a> {
    /// The open block: reads see it and the index below it.
    pub block: &'a mut OpenBlock,
    /// Identities of customers added by the open block.
    pub pending: &'a mut Identities,
    /// Customers of synced blocks.
    pub lookup: &'a Lookup,
    /// The journal, for what is to be undone.
    pub reader: &'a Reader,
    /// When, by whom, under which command id.
    pub stamp: Stamp,
    /// What whoever asks may do now.
    pub role: Role,
    /// What can be undone.
    pub undo: &'a UndoLog,
    /// Whose desk it is, and what root has said about it.
    pub place: &'a Place,
    /// Who can be drawn for a survey, looked up before: all customers are more than whoever waits
    /// for the writer should wait for.
    pub found: Option<Eligible>,
}

impl Deciding<'_> {
    /// Decides one command; its events are in the block when this returns.
    ///
    /// # Errors
    /// [`Declined`]; the caller rolls the block back.
    pub fn run(&mut self, command: Command) -> Result<Done, Declined> {
        match command {
            Command::AddCustomer { profile, if_known } => self.add_customer(*profile, if_known),
            Command::AmendCustomer { customer, was, profile } => {
                self.amend_customer(customer, &was, *profile)
            }
            Command::SetConsent { .. }
            | Command::VerifyCustomer { .. }
            | Command::PromiseCall { .. }
            | Command::SettleCall { .. } => self.of_customer(command),
            Command::SetWorth { .. }
            | Command::LoseCustomer { .. }
            | Command::WinBack { .. }
            | Command::ImportLost { .. } => self.leaving(command),
            Command::LogInteraction { customer, channel, direction, topic, note, at, outcome } => {
                self.log((customer, channel, direction, topic), &note, at, outcome)
            }
            Command::SetOutcome { interaction, outcome } => self.set_outcome(interaction, outcome),
            Command::OpenTicket { .. } => self.open_ticket(command),
            Command::TakeTicket { ticket } => self.ticket_events(ticket, |t, by| t.take(by)),
            Command::ClaimNext => self.claim_next(),
            Command::NoteTicket { .. }
            | Command::AssignTicket { .. }
            | Command::SetStatus { .. }
            | Command::ReopenTicket { .. }
            | Command::SetPriority { .. }
            | Command::EscalateTicket { .. }
            | Command::AcknowledgeTicket { .. }
            | Command::SetCause { .. }
            | Command::EndEscalation { .. } => self.one_event(command),
            Command::AmendTicket { ticket, kind, subject, topic, severity, was } => {
                let wanted = Was { subject, topic, severity, ..Was::default() };
                self.amend_ticket(ticket, kind, (&was, wanted))
            }
            Command::LinkTickets { ticket, link } => self.link_tickets(ticket, link),
            Command::MergeTickets { tickets, into } => self.merge_tickets(&tickets, into),
            Command::SplitTicket { ticket, subject, topic, notes } => {
                self.split_ticket(ticket, (&subject, topic), &notes)
            }
            Command::ChangeTickets { tickets, change } => self.change_tickets(&tickets, &change),
            Command::UnmergeTicket { ticket } => self.unmerge_ticket(ticket),
            Command::Rate { customer, subject, scores, scale, rater } => {
                self.rate((customer, subject), scores, scale, rater)
            }
            Command::GiveAnswers { .. }
            | Command::GiveScore { .. }
            | Command::SetImportance { .. }
            | Command::SetInstrument { .. }
            | Command::SetImprovement { .. } => self.heard(command),
            Command::DrawSurvey(_) | Command::TellAsked(_) => self.survey(command),
            Command::SetCode(code) => self.set_code(code),
            Command::SetCanned(canned) => self.set_canned(canned),
            Command::SetView(view) => self.set_view(view),
            Command::WriteHandover { text } => self.write_handover(&text),
            Command::ReadHandover { note } => self.read_handover(note),
            Command::Follow(record) => self.follow(record),
            Command::Unfollow(record) => self.unfollow(record),
            Command::SetCalendar { name, text } => self.set_calendar(&name, &text),
            Command::SetRule { scope, terms } => self.set_rule(&scope, &terms),
            Command::SetSharing { agent, text } => self.set_sharing(&agent, &text),
            Command::SetRole { agent, role } => self.set_role(&agent, role),
            Command::EraseCustomers { customers, reason } => self.erase(&customers, &reason),
            Command::Undo => self.undo(),
            Command::UndoOf { customers } => self.undo_of(&customers),
            Command::ImportCustomers { rows, if_known } => self.import_customers(rows, if_known),
            Command::ImportInteractions { rows } => self.import_interactions(rows),
            Command::ImportTickets { rows } => self.import_tickets(rows),
            Command::ImportAnswers { instrument, rows } => self.import_answers(&instrument, rows),
        }
    }

    /// What is agreed with one customer.
    fn of_customer(&mut self, command: Command) -> Result<Done, Declined> {
        match command {
            Command::SetConsent { customer, purpose, channel, state, how } => {
                let event = self.customer(customer)?.consent(purpose, channel, state, how)?;
                Ok(self.about_customer(customer, event))
            }
            Command::VerifyCustomer { customer, proof, passed } => {
                self.verify_customer(customer, proof, passed)
            }
            Command::PromiseCall { customer, due, agent, note } => {
                self.promise_call((customer, due), &agent, &note)
            }
            Command::SettleCall { callback, customer, state } => {
                let event = self.customer(customer)?.settle_call(callback, state)?;
                Ok(self.about_call(customer, callback, event))
            }
            _ => unreachable!("only what is agreed with a customer comes here"),
        }
    }

    fn promise_call(
        &mut self,
        (customer, due): (CustomerId, At),
        agent: &str,
        note: &str,
    ) -> Result<Done, Declined> {
        let callback = self.block.next_callback();
        let event = self.customer(customer)?.promise_call(callback, due, agent, note)?;
        Ok(self.about_call(customer, callback, event))
    }

    fn append(&mut self, event: Event) {
        self.block.append(event, &self.stamp);
    }

    fn customer(&self, id: CustomerId) -> Result<Customer, Declined> {
        match self.block.view().customer(id)?.filter(|customer| !customer.withdrawn) {
            None => Err(Refusal::NoCustomer { customer: id }.into()),
            Some(customer) if customer.erased.is_some() => {
                Err(Refusal::Erased { customer: id }.into())
            }
            Some(customer) => Ok(customer),
        }
    }

    /// Makes sure that no words are kept about somebody who was erased: nothing would ever take
    /// them off the disk. What has none (their ticket is closed, goes to somebody else) goes on.
    fn may_be_said(&self, customer: CustomerId, event: &Event) -> Result<(), Declined> {
        let is_erased = || {
            let found = self.block.view().customer(customer)?;
            Ok::<_, Declined>(found.is_some_and(|customer| customer.erased.is_some()))
        };
        match !event.private.is_empty() && is_erased()? {
            true => Err(Refusal::Erased { customer }.into()),
            false => Ok(()),
        }
    }

    fn ticket(&self, no: TicketNo) -> Result<Ticket, Declined> {
        let found = self.block.view().ticket(no)?.filter(|ticket| !ticket.withdrawn);
        found.ok_or_else(|| Refusal::NoTicket { ticket: no }.into())
    }

    fn interaction(&self, id: InteractionId) -> Result<Interaction, Declined> {
        let found = self.block.view().interaction(id)?;
        found.ok_or_else(|| Refusal::NoInteraction { interaction: id }.into())
    }

    /// Makes sure that a code is one of the desk's and still offered.
    fn known_code(&self, kind: CodeKind, code: TwoLetters) -> Result<(), Declined> {
        let known = self
            .block
            .view()
            .codes()?
            .iter()
            .any(|c| c.kind == kind && c.code == code && !c.retired);
        if known { Ok(()) } else { Err(Refusal::NoCode { code: code.to_string() }.into()) }
    }

    fn about_customer(&mut self, customer: CustomerId, event: Event) -> Done {
        self.append(event);
        Done { customer: Some(customer), ..Done::default() }
    }

    fn about_call(&mut self, customer: CustomerId, callback: CallBackId, event: Event) -> Done {
        Done { callback: Some(callback), ..self.about_customer(customer, event) }
    }
}
