//! `sigap ticket split`: one ticket about two matters. Never takes a note from the first.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::split::numbers;
use crate::domain::{TicketNo, TwoLetters};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket split T-1042 --subject 'the courier was rude'
sigap ticket split T-1042 --subject 'the courier was rude' --topic DE --notes 2,3")]
pub struct Args {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(long, value_name = "TEXT")]
    subject: String,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
    #[arg(long, value_name = "2,3", default_value = "", hide_default_value = true)]
    notes: String,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let Args { ticket, subject, topic, notes } = args;
    let (subject, notes) = (given::text(Some(subject))?, numbers(&notes)?);
    let command = Command::SplitTicket { ticket, subject, topic, notes };
    let done = context.desk()?.client.run(command)?;
    context.done(&done, "done-ticket-split", &[("from", &ticket.to_string())])
}
