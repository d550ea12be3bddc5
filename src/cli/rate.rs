//! `sigap rate`: the service just given, on five dimensions. Never mixes raters or scales.

use super::context::Context;
use super::exit::Ended;
use super::given;
use crate::domain::{InteractionId, Rater, Scale, Subject, TicketNo};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap rate C-12 --tangibles 4 --reliability 5 --assurance 4 --empathy 5 --ticket T-1042
sigap rate 'nur halimah' --responsiveness 7 --scale seven --rater supervisor")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "N")]
    tangibles: Option<u8>,
    #[arg(long, value_name = "N")]
    reliability: Option<u8>,
    #[arg(long, value_name = "N")]
    responsiveness: Option<u8>,
    #[arg(long, value_name = "N")]
    assurance: Option<u8>,
    #[arg(long, value_name = "N")]
    empathy: Option<u8>,
    #[arg(long, value_name = "SCALE", default_value = "five",
          value_parser = given::word(Scale::ALL, Scale::word))]
    scale: Scale,
    #[arg(long, value_name = "RATER", default_value = "customer",
          value_parser = given::word(Rater::ALL, Rater::word))]
    rater: Rater,
    #[arg(long, value_name = "T-n", conflicts_with = "interaction")]
    ticket: Option<TicketNo>,
    #[arg(long, value_name = "I-n")]
    interaction: Option<InteractionId>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let done = desk.client.run(Command::Rate {
        customer,
        subject: match (args.ticket, args.interaction) {
            (Some(ticket), _) => Subject::Ticket(ticket),
            (None, Some(interaction)) => Subject::Interaction(interaction),
            (None, None) => Subject::Service,
        },
        scores: [
            args.tangibles,
            args.reliability,
            args.responsiveness,
            args.assurance,
            args.empathy,
        ],
        scale: args.scale,
        rater: args.rater,
    })?;
    context.done(&done, "cli-done-rated", &[])
}
