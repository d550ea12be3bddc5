//! `sigap ticket merge` and `unmerge`: tickets about one matter. Never loses one: all are kept.

use super::super::context::Context;
use super::super::exit::Ended;
use super::step::Which;
use crate::domain::TicketNo;
use crate::domain::bulk::once;
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket merge T-1042 --into T-1038
sigap ticket merge T-1042 T-1043 T-1051 --into T-1038")]
pub struct Args {
    #[arg(value_name = "T-n", required = true)]
    tickets: Vec<TicketNo>,
    #[arg(long, value_name = "T-n")]
    into: TicketNo,
}

pub fn merge(Args { tickets, into }: Args, context: &mut Context) -> Ended {
    let tickets = once(&tickets);
    let all = tickets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let done = context.desk()?.client.run(Command::MergeTickets { tickets, into })?;
    context.done(&done, "done-tickets-merged", &[("tickets", &all)])
}

pub fn unmerge(Which { ticket }: Which, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::UnmergeTicket { ticket })?;
    context.done(&done, "done-ticket-unmerged", &[])
}
