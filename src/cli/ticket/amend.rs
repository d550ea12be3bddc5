//! `sigap ticket amend`: kind, subject, topic or severity. Never the rest of the ticket.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::{Matter, Severity, TicketNo, TwoLetters, Was};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket amend T-1042 --topic TE
sigap ticket amend T-1042 --subject 'charged three times' --severity major
sigap ticket amend T-1042 --kind suggestion")]
pub struct Args {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(long, value_name = "TEXT",
          required_unless_present_any = ["topic", "severity", "kind"])]
    subject: Option<String>,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
    #[arg(long, value_name = "SEVERITY", value_parser = given::word(Severity::ALL, Severity::word))]
    severity: Option<Severity>,
    #[arg(long, value_name = "KIND", value_parser = given::word(Matter::ALL, Matter::word))]
    kind: Option<Matter>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let Args { ticket, subject, topic, severity, kind } = args;
    let was = Was::default();
    let command = Command::AmendTicket { ticket, kind, subject, topic, severity, was };
    let done = context.desk()?.client.run(command)?;
    context.done(&done, "done-ticket-amended", &[])
}
