//! `sigap ticket amend`: subject, topic or severity. Never the rest of the ticket.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::{Severity, TicketNo, TwoLetters};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket amend T-1042 --topic TE
sigap ticket amend T-1042 --subject 'charged three times' --severity major")]
pub struct Args {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["topic", "severity"])]
    subject: Option<String>,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
    #[arg(long, value_name = "SEVERITY", value_parser = given::word(Severity::ALL, Severity::word))]
    severity: Option<Severity>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let Args { ticket, subject, topic, severity } = args;
    let mut desk = context.desk()?;
    let done = desk.client.run(Command::AmendTicket { ticket, subject, topic, severity })?;
    context.done(&done, "done-ticket-amended", &[])
}
