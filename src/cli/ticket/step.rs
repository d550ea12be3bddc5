//! The steps of a ticket: take, assign, note, status, priority, link, settle. One command each,
//! for many tickets too; never two at once.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use super::many::Many;
use crate::domain::{self, Agreement, Bulk, LinkKind, Priority, Status, TicketNo, Was};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
pub struct Which {
    #[arg(value_name = "T-n")]
    pub ticket: TicketNo,
}

#[derive(Debug, clap::Args)]
#[command(
    allow_missing_positional = true,
    after_help = "\
sigap ticket assign T-1042 sari
sigap ticket assign T-1042 T-1043 me
sigap ticket assign T-1042 none
sigap ticket assign --where 'topic:BI agent:budi' sari --dry-run"
)]
pub struct Assign {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(value_name = "AGENT")]
    assignee: String,
    #[command(flatten)]
    many: Many,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket note T-1042 'called the bank' --answered
sigap ticket note T-1042 T-1043 'the line is mended'
sigap ticket note T-1042 - < letter.txt")]
pub struct Note {
    #[arg(value_name = "T-n TEXT", required_unless_present_all = ["where", "note"])]
    words: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long)]
    answered: bool,
    #[command(flatten)]
    many: Many,
}

#[derive(Debug, clap::Args)]
#[command(
    allow_missing_positional = true,
    after_help = "\
sigap ticket status T-1042 waiting --note 'sends the invoice'
sigap ticket status --where 'status:resolved age:>30d' closed --dry-run"
)]
pub struct ToStatus {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(value_name = "STATUS", value_parser = given::word(Status::ALL, Status::word))]
    status: Status,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    many: Many,
}

#[derive(Debug, clap::Args)]
#[command(
    allow_missing_positional = true,
    after_help = "\
sigap ticket priority T-1042 urgent
sigap ticket priority T-1042 T-1043 urgent"
)]
pub struct ToPriority {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(value_name = "PRIORITY", value_parser = given::word(Priority::ALL, Priority::word))]
    priority: Priority,
    #[command(flatten)]
    many: Many,
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
#[command(
    allow_missing_positional = true,
    after_help = "\
sigap ticket escalate T-1042 'wants to speak to the manager'
sigap ticket escalate --where 'due:late topic:BI' 'the bank does not answer'"
)]
pub struct Escalate {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    many: Many,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket resolve T-1042 --note 'refunded'
sigap ticket resolve --where 'topic:TE status:waiting' --note 'the mast is back' --yes")]
pub struct Resolve {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    many: Many,
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
    let Some(ticket) = args.many.only(&args.tickets) else {
        return args.many.run(args.tickets, Bulk::Assign { to }, context);
    };
    let done =
        desk.client.run(Command::AssignTicket { ticket, to: to.clone(), was: Was::default() })?;
    match to.as_str() {
        "" => context.done(&done, "done-ticket-given-back", &[]),
        to => context.done(&done, "done-ticket-assigned", &[("agent", to)]),
    }
}

pub fn note(args: Note, context: &mut Context) -> Ended {
    let Note { mut words, note, answered, many } = args;
    // Without --note the last word is the text, and those before it are tickets.
    let note = given::text(note.or_else(|| words.pop()))?;
    let tickets = words.iter().map(|word| word.parse()).collect::<Result<Vec<_>, _>>()?;
    let Some(ticket) = many.only(&tickets) else {
        return many.run(tickets, Bulk::Note { note, answered }, context);
    };
    let done = context.desk()?.client.run(Command::NoteTicket { ticket, note, answered })?;
    context.done(&done, "done-ticket-noted", &[])
}

pub fn status(args: ToStatus, context: &mut Context) -> Ended {
    let ToStatus { tickets, status, note, many } = args;
    let note = given::text(note)?;
    match many.only(&tickets) {
        Some(ticket) => moved(ticket, status, (note, None), context),
        None => many.run(tickets, Bulk::Status { status, note, agreed: None }, context),
    }
}

pub fn resolve(Resolve { tickets, note, many }: Resolve, context: &mut Context) -> Ended {
    let (note, status) = (given::text(note)?, Status::Resolved);
    match many.only(&tickets) {
        Some(ticket) => moved(ticket, status, (note, None), context),
        None => many.run(tickets, Bulk::Status { status, note, agreed: None }, context),
    }
}

pub fn moved(
    ticket: TicketNo,
    status: Status,
    (note, agreed): (String, Option<Agreement>),
    context: &mut Context,
) -> Ended {
    let command = Command::SetStatus { ticket, status, note, agreed, was: Was::default() };
    let done = context.desk()?.client.run(command)?;
    let status = context.speech.word("status", status.word());
    context.done(&done, "done-ticket-status", &[("status", &status)])
}

pub fn reopen(args: Step, context: &mut Context) -> Ended {
    let note = given::text(args.note)?;
    let done = context.desk()?.client.run(Command::ReopenTicket { ticket: args.ticket, note })?;
    let status = context.speech.word("status", Status::Open.word());
    context.done(&done, "done-ticket-status", &[("status", &status)])
}

pub fn escalate(args: Escalate, context: &mut Context) -> Ended {
    let Escalate { tickets, reason, many } = args;
    let reason = given::text(Some(reason))?;
    let Some(ticket) = many.only(&tickets) else {
        return many.run(tickets, Bulk::Escalate { reason }, context);
    };
    let done = context.desk()?.client.run(Command::EscalateTicket { ticket, reason })?;
    context.done(&done, "done-ticket-escalated", &[])
}

pub fn deescalate(Step { ticket, note }: Step, context: &mut Context) -> Ended {
    let note = given::text(note)?;
    let done = context.desk()?.client.run(Command::EndEscalation { ticket, note })?;
    context.done(&done, "done-ticket-calmed", &[])
}

pub fn priority(args: ToPriority, context: &mut Context) -> Ended {
    let ToPriority { tickets, priority, many } = args;
    let Some(ticket) = many.only(&tickets) else {
        return many.run(tickets, Bulk::Priority { priority }, context);
    };
    let command = Command::SetPriority { ticket, priority, was: Was::default() };
    let done = context.desk()?.client.run(command)?;
    let priority = context.speech.word("priority", priority.word());
    context.done(&done, "done-ticket-priority", &[("priority", &priority)])
}

pub fn link(args: Link, context: &mut Context) -> Ended {
    let link = domain::Link { kind: args.kind, other: args.other };
    let done = context.desk()?.client.run(Command::LinkTickets { ticket: args.ticket, link })?;
    context.done(&done, "done-ticket-linked", &[("other", &args.other.to_string())])
}
