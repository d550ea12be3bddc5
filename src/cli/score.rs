//! `sigap score`: one question, one number. Never two questions in one figure.

use super::context::Context;
use super::exit::Ended;
use super::given;
use super::rate::about;
use crate::domain::{InteractionId, Measure, Rater, TicketNo};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap score nps 9 --customer C-12
sigap score csat 4 --customer 'nur halimah' --ticket T-1042
sigap score ces 6 --customer C-12 --rater agent")]
pub struct Args {
    #[arg(value_name = "WHAT", value_parser = given::word(Measure::ALL, Measure::word))]
    what: Measure,
    #[arg(value_name = "N")]
    score: u8,
    #[arg(long, value_name = "CUSTOMER")]
    customer: String,
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
    let done = desk.client.run(Command::GiveScore {
        customer,
        subject: about(args.ticket, args.interaction),
        what: args.what,
        score: args.score,
        rater: args.rater,
    })?;
    let what = context.speech.word("measure", args.what.word());
    let score = args.score.to_string();
    context.done(&done, "done-score", &[("what", &what), ("score", &score)])
}
