//! Which right each message needs. Never who has it: that is [`Right::roles`].

use super::{Command, DraftAsk, Query, Signal};
use crate::domain::Right;

impl Command {
    /// What whoever asks for it needs.
    pub const fn right(&self) -> Right {
        match self {
            Command::SetRole { .. } | Command::EraseCustomers { .. } => Right::Administer,
            Command::SetCode(_)
            | Command::SetCanned(_)
            | Command::SetCalendar { .. }
            | Command::SetRule { .. }
            | Command::SetSharing { .. }
            | Command::ImportCustomers { .. }
            | Command::ImportInteractions { .. }
            | Command::ImportTickets { .. }
            | Command::ImportAnswers { .. }
            | Command::SetInstrument { .. }
            | Command::SetImportance { customer: None, .. }
            | Command::DrawSurvey(_)
            | Command::ImportLost { .. } => Right::Lead,
            Command::AddCustomer { .. }
            | Command::AmendCustomer { .. }
            | Command::SetConsent { .. }
            | Command::VerifyCustomer { .. }
            | Command::PromiseCall { .. }
            | Command::SettleCall { .. }
            | Command::SetWorth { .. }
            | Command::LoseCustomer { .. }
            | Command::WinBack { .. }
            | Command::LogInteraction { .. }
            | Command::SetOutcome { .. }
            | Command::OpenTicket { .. }
            | Command::TakeTicket { .. }
            | Command::ClaimNext
            | Command::AssignTicket { .. }
            | Command::NoteTicket { .. }
            | Command::SetStatus { .. }
            | Command::ReopenTicket { .. }
            | Command::SetPriority { .. }
            | Command::AmendTicket { .. }
            | Command::LinkTickets { .. }
            | Command::MergeTickets { .. }
            | Command::SplitTicket { .. }
            | Command::ChangeTickets { .. }
            | Command::UnmergeTicket { .. }
            | Command::EscalateTicket { .. }
            | Command::EndEscalation { .. }
            | Command::AcknowledgeTicket { .. }
            | Command::SetCause { .. }
            | Command::Rate { .. }
            | Command::GiveAnswers { .. }
            | Command::GiveScore { .. }
            | Command::SetImprovement { .. }
            | Command::SetImportance { customer: Some(_), .. }
            | Command::TellAsked(_)
            | Command::SetView(_)
            | Command::WriteHandover { .. }
            | Command::ReadHandover { .. }
            | Command::Follow(_)
            | Command::Unfollow(_)
            | Command::Undo
            | Command::UndoOf { .. } => Right::Serve,
        }
    }
}

impl Query {
    /// What whoever asks it needs.
    pub const fn right(&self) -> Right {
        match self {
            Query::Work { .. } | Query::Report { .. } | Query::PreviewSurvey { .. } => {
                Right::Oversee
            }
            Query::IndexDigest | Query::Looks { .. } => Right::Inspect,
            Query::Find { .. }
            | Query::Customer { .. }
            | Query::Withdrawn { .. }
            | Query::Customers { .. }
            | Query::Twins { .. }
            | Query::Matches { .. }
            | Query::History { .. }
            | Query::Expired { .. }
            | Query::DraftsAbout { .. }
            | Query::Interaction { .. }
            | Query::Interactions { .. }
            | Query::Ticket { .. }
            | Query::PreviewChange { .. }
            | Query::Tickets { .. }
            | Query::Queue { .. }
            | Query::Ratings { .. }
            | Query::Answers { .. }
            | Query::Scores { .. }
            | Query::Instruments
            | Query::Instrument { .. }
            | Query::Importance { .. }
            | Query::Improvements
            | Query::CallBacks { .. }
            | Query::Lost { .. }
            | Query::Surveys
            | Query::ToAsk { .. }
            | Query::Codes
            | Query::Canned
            | Query::Views
            | Query::Handover
            | Query::Followed
            | Query::Sla
            | Query::Sharing
            | Query::Calendar { .. }
            | Query::Clock { .. }
            | Query::Roster
            | Query::Strangers { .. }
            | Query::Wallboard
            | Query::Desk
            | Query::Journal { .. }
            | Query::JournalHead => Right::Read,
        }
    }
}

impl Signal {
    /// What whoever says it needs; `own` is their name.
    pub fn right(&self, own: &str) -> Right {
        match self {
            Signal::State { agent, .. } if !agent.is_empty() && agent != own => Right::Lead,
            Signal::Everybody { .. } => Right::Lead,
            // Who reads may say what they read.
            Signal::Open { .. }
            | Signal::Company { .. }
            | Signal::Left { .. }
            | Signal::Followed { .. } => Right::Read,
            Signal::State { .. }
            | Signal::Here
            | Signal::Call { .. }
            | Signal::Ring { .. }
            | Signal::RingOver { .. } => Right::Serve,
        }
    }
}

impl DraftAsk {
    /// What whoever asks it needs.
    pub const fn right(&self) -> Right {
        match self {
            DraftAsk::List => Right::Read,
            DraftAsk::Keep(_) | DraftAsk::Drop { .. } | DraftAsk::Claim { .. } => Right::Serve,
        }
    }
}
