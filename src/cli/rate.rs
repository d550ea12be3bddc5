//! `sigap rate`: the service just given, on five dimensions or in full. Never mixes raters or
//! scales.

use super::context::Context;
use super::exit::Ended;
use super::{given, when};
use crate::domain::instrument::SERVQUAL;
use crate::domain::{InteractionId, Malformed, Rater, Scale, Subject, TicketNo};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
sigap rate C-12 --tangibles 4 --reliability 5 --assurance 4 --empathy 5 --ticket T-1042
sigap rate 'nur halimah' --responsiveness 7 --scale seven --rater supervisor
sigap rate full C-12 --perceived '6 5 7 6 5 5 4 6 7 6 6 7 6 5 6 7 6 5 4 6 6 5'")]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[arg(value_name = "CUSTOMER", required = true)]
    customer: Option<String>,
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

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap rate full C-12 --perceived '6 5 7 6 5 5 4 6 7 6 6 7 6 5 6 7 6 5 4 6 6 5'
sigap rate full C-12 --instrument quick --expected '5 5 5 4 4'
sigap rate full --segment gold --instrument quick --expected '5 5 - 4 4'
sigap rate full --instrument quick --rater mystery --at 2026-11-18 --perceived '4 5 3 4 -'")]
    Full(Full),
}

#[derive(Debug, clap::Args)]
struct Full {
    #[arg(value_name = "CUSTOMER")]
    customer: Option<String>,
    #[arg(long, value_name = "NAME", default_value = SERVQUAL)]
    instrument: String,
    #[arg(long, value_name = "SEGMENT", default_value = "", hide_default_value = true)]
    segment: String,
    #[arg(long, value_name = "ANSWERS", default_value = "", hide_default_value = true)]
    expected: String,
    #[arg(long, value_name = "ANSWERS", default_value = "", hide_default_value = true)]
    perceived: String,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[arg(long, value_name = "RATER", default_value = "customer",
          value_parser = given::word(Rater::ALL, Rater::word))]
    rater: Rater,
    #[arg(long, value_name = "T-n", conflicts_with = "interaction")]
    ticket: Option<TicketNo>,
    #[arg(long, value_name = "I-n")]
    interaction: Option<InteractionId>,
}

/// What is rated.
pub fn about(ticket: Option<TicketNo>, interaction: Option<InteractionId>) -> Subject {
    match (ticket, interaction) {
        (Some(ticket), _) => Subject::Ticket(ticket),
        (None, Some(interaction)) => Subject::Interaction(interaction),
        (None, None) => Subject::Service,
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    if let Some(Verb::Full(full)) = args.verb {
        return in_full(full, context);
    }
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer.unwrap_or_default())?;
    let done = desk.client.run(Command::Rate {
        customer,
        subject: about(args.ticket, args.interaction),
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

fn in_full(full: Full, context: &mut Context) -> Ended {
    let (expected, perceived) = (answers(&full.expected)?, answers(&full.perceived)?);
    let mut desk = context.desk()?;
    let customer = full.customer.map(|given| desk.customer(&given)).transpose()?;
    let at = full.at.map(|at| when::bound(&at, desk.now, &desk.zone)).transpose()?;
    let given = expected.iter().chain(&perceived).filter(|answer| **answer > 0).count();
    let done = desk.client.run(Command::GiveAnswers {
        customer,
        segment: full.segment,
        instrument: full.instrument.clone(),
        subject: about(full.ticket, full.interaction),
        rater: full.rater,
        expected,
        perceived,
        at,
    })?;
    let sentence = context.speech.answers_kept(given as u64, &full.instrument);
    context.done_said(&done, &sentence)
}

/// Answers with blanks or commas between them, `-` or 0 where none was given; empty for a side that
/// was not asked.
fn answers(given: &str) -> Result<Vec<u8>, Malformed> {
    let words = given.split([' ', ',']).filter(|word| !word.is_empty());
    let answer = |word: &str| match word {
        "-" => Ok(0),
        word => word.parse().map_err(|_| Malformed::Number {
            given: crate::domain::text::quoted(word),
            example: "6".to_owned(),
        }),
    };
    words.map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_numbers_with_blanks_or_commas_between() {
        assert_eq!(answers("6 5,7, -"), Ok(vec![6, 5, 7, 0]));
        assert_eq!(answers(""), Ok(Vec::new()));
        assert!(answers("6 x").is_err() && answers("300").is_err());
    }
}
