//! `sigap ticket open`: a complaint or suggestion is heard. Never without a subject.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::{InteractionId, Matter, Priority, Severity, TwoLetters};
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket open C-12 --topic BI --subject 'charged twice in October'
sigap ticket open 'nur halimah' --topic TE --subject 'no signal' --severity major --assignee me
sigap ticket open C-12 --kind suggestion --topic IN --subject 'a chair at the counter'
cat letter.txt | sigap ticket open C-12 --topic DE --subject 'arrived broken' --note -")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "CODE")]
    topic: TwoLetters,
    #[arg(long, value_name = "TEXT")]
    subject: String,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "SEVERITY", value_parser = given::word(Severity::ALL, Severity::word))]
    severity: Option<Severity>,
    #[arg(long, value_name = "PRIORITY", value_parser = given::word(Priority::ALL, Priority::word))]
    priority: Option<Priority>,
    #[arg(long, value_name = "AGENT")]
    assignee: Option<String>,
    #[arg(long, value_name = "I-n")]
    interaction: Option<InteractionId>,
    #[arg(long, value_name = "KIND", default_value = "complaint",
          value_parser = given::word(Matter::ALL, Matter::word))]
    kind: Matter,
    #[arg(long)]
    acknowledged: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let assignee = args.assignee.map(|agent| desk.agent(&agent)).filter(|agent| !agent.is_empty());
    let done = desk.client.run(Command::OpenTicket {
        customer,
        interaction: args.interaction,
        topic: args.topic,
        severity: args.severity,
        priority: args.priority,
        subject: args.subject,
        note: given::text(args.note)?,
        assignee,
        kind: args.kind,
        acknowledged: args.acknowledged,
    })?;
    let mut due = String::new();
    if let Some(ticket) = done.ticket
        && let Answer::Ticket(Some(view)) = desk.client.query(Query::Ticket { ticket })?
    {
        due = desk.speech.full(view.ticket.answer_due);
    }
    context.done(&done, "done-ticket-opened", &[("due", &due)])
}
