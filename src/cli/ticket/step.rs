//! The steps of a ticket: take, assign, note, status, priority, link, settle. One command each,
//! never two at once.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::{self, LinkKind, Priority, Status, TicketNo};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
pub struct Which {
    #[arg(value_name = "T-n")]
    pub ticket: TicketNo,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket assign T-1042 sari
sigap ticket assign T-1042 me
sigap ticket assign T-1042 none")]
pub struct Assign {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "AGENT")]
    assignee: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket note T-1042 'called the bank' --answered
sigap ticket note T-1042 - < letter.txt")]
pub struct Note {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "TEXT", required_unless_present = "note")]
    words: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with = "words")]
    note: Option<String>,
    #[arg(long)]
    answered: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket status T-1042 waiting --note 'sends the invoice'")]
pub struct ToStatus {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "STATUS", value_parser = given::word(Status::ALL, Status::word))]
    status: Status,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket priority T-1042 urgent")]
pub struct ToPriority {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "PRIORITY", value_parser = given::word(Priority::ALL, Priority::word))]
    priority: Priority,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket link T-1042 T-1038
sigap ticket link T-1042 T-1038 --kind duplicates")]
pub struct Link {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "T-n")]
    other: TicketNo,
    #[arg(long, value_name = "KIND", default_value = "related",
          value_parser = given::word(LinkKind::OFFERED, LinkKind::word))]
    kind: LinkKind,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket escalate T-1042 'wants to speak to the manager'")]
pub struct Escalate {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, clap::Args)]
pub struct Step {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub fn take(Which { ticket }: Which, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::TakeTicket { ticket })?;
    context.done(&done, "done-ticket-taken", &[])
}

pub fn next(context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::ClaimNext)?;
    context.done(&done, "done-ticket-taken", &[])
}

pub fn assign(args: Assign, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let to = desk.agent(&args.assignee);
    let command = Command::AssignTicket { ticket: args.ticket, to: to.clone() };
    let done = desk.client.run(command)?;
    match to.as_str() {
        "" => context.done(&done, "done-ticket-given-back", &[]),
        to => context.done(&done, "done-ticket-assigned", &[("agent", to)]),
    }
}

pub fn note(args: Note, context: &mut Context) -> Ended {
    let Note { ticket, words, note, answered } = args;
    let note = given::text(words.or(note))?;
    let done = context.desk()?.client.run(Command::NoteTicket { ticket, note, answered })?;
    context.done(&done, "done-ticket-noted", &[])
}

pub fn status(args: ToStatus, context: &mut Context) -> Ended {
    let note = given::text(args.note)?;
    moved(args.ticket, args.status, note, context)
}

pub fn settle(args: Step, status: Status, context: &mut Context) -> Ended {
    let note = given::text(args.note)?;
    moved(args.ticket, status, note, context)
}

fn moved(ticket: TicketNo, status: Status, note: String, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::SetStatus { ticket, status, note })?;
    let status = context.speech.word("status", status.word());
    context.done(&done, "done-ticket-status", &[("status", &status)])
}

pub fn reopen(args: Step, context: &mut Context) -> Ended {
    let note = given::text(args.note)?;
    let done = context.desk()?.client.run(Command::ReopenTicket { ticket: args.ticket, note })?;
    let status = context.speech.word("status", Status::Open.word());
    context.done(&done, "done-ticket-status", &[("status", &status)])
}

pub fn escalate(Escalate { ticket, reason }: Escalate, context: &mut Context) -> Ended {
    let reason = given::text(Some(reason))?;
    let done = context.desk()?.client.run(Command::EscalateTicket { ticket, reason })?;
    context.done(&done, "done-ticket-escalated", &[])
}

pub fn deescalate(Step { ticket, note }: Step, context: &mut Context) -> Ended {
    let note = given::text(note)?;
    let done = context.desk()?.client.run(Command::EndEscalation { ticket, note })?;
    context.done(&done, "done-ticket-calmed", &[])
}

pub fn priority(args: ToPriority, context: &mut Context) -> Ended {
    let ToPriority { ticket, priority } = args;
    let done = context.desk()?.client.run(Command::SetPriority { ticket, priority })?;
    let priority = context.speech.word("priority", priority.word());
    context.done(&done, "done-ticket-priority", &[("priority", &priority)])
}

pub fn link(args: Link, context: &mut Context) -> Ended {
    let link = domain::Link { kind: args.kind, other: args.other };
    let done = context.desk()?.client.run(Command::LinkTickets { ticket: args.ticket, link })?;
    context.done(&done, "done-ticket-linked", &[("other", &args.other.to_string())])
}
