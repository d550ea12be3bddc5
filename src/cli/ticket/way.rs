//! The way of a complaint beside its status: acknowledged, its cause, closed with the customer's
//! agreement. Never more than one of them at once.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use super::many::Many;
use super::step;
use crate::domain::{Activity, Agreement, Bulk, Gap, Status, TicketNo};
use crate::wire::Command;

/// Stands for a cause that is taken away.
const NONE: &str = "none";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket cause T-1042 delivery 'courier left it in the rain'
sigap ticket cause T-1042 3 --activity distribution
sigap ticket cause T-1042 none")]
pub struct Cause {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
    #[arg(value_name = "GAP", value_parser = gap())]
    gap: Said<Gap>,
    #[arg(value_name = "TEXT")]
    words: Option<String>,
    #[arg(long, value_name = "ACTIVITY", value_parser = given::word(Activity::ALL, Activity::word))]
    activity: Option<Activity>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket close T-1042 --agreed agreed
sigap ticket close T-1042 --agreed not_reached --note 'called three times'
sigap ticket close --where 'status:resolved age:>30d' --agreed not_reached --dry-run")]
pub struct Close {
    #[arg(value_name = "T-n", required_unless_present = "where")]
    tickets: Vec<TicketNo>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "ANSWER", value_parser = given::word(Agreement::ALL, Agreement::word))]
    agreed: Option<Agreement>,
    #[command(flatten)]
    many: Many,
}

/// One of some words, or that there is none.
#[derive(Debug, Clone, Copy)]
struct Said<T>(Option<T>);

/// A gap by its word or number, or that there is none.
fn gap() -> impl TypedValueParser<Value = Said<Gap>> {
    const NUMBERS: [&str; 5] = ["1", "2", "3", "4", "5"];
    let words = Gap::ALL.iter().zip(NUMBERS);
    let words = words.map(|(gap, number)| PossibleValue::new(gap.word()).alias(number));
    let words = PossibleValuesParser::new(words.chain([PossibleValue::new(NONE)]));
    words.map(|text: String| {
        let numbered = || text.parse().ok().and_then(Gap::from_byte);
        Said(text.parse().ok().or_else(numbered))
    })
}

pub fn acknowledge(ticket: TicketNo, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::AcknowledgeTicket { ticket })?;
    context.done(&done, "done-ticket-acknowledged", &[])
}

pub fn cause(Cause { ticket, gap, words, activity }: Cause, context: &mut Context) -> Ended {
    let (gap, words) = (gap.0, given::text(words)?);
    let command = Command::SetCause { ticket, gap, words, activity };
    let done = context.desk()?.client.run(command)?;
    match gap {
        Some(gap) => {
            let gap = context.speech.word("gap", gap.word());
            context.done(&done, "done-ticket-cause", &[("gap", &gap)])
        }
        None => context.done(&done, "done-ticket-no-cause", &[]),
    }
}

pub fn close(Close { tickets, note, agreed, many }: Close, context: &mut Context) -> Ended {
    let (note, status) = (given::text(note)?, Status::Closed);
    match many.only(&tickets) {
        Some(ticket) => step::moved(ticket, status, (note, agreed), context),
        None => many.run(tickets, Bulk::Status { status, note, agreed }, context),
    }
}
