//! `sigap report …`: figures over a time. Never a figure without how many it was made of.

mod aht;
mod promises;
mod states;

use super::context::{Context, Desk};
use super::exit::{Ended, Failure};
use super::when::{self, Towards};
use crate::domain::At;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap report aht --from 'yesterday 00:00' --to 'today 00:00'")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Aht(aht::Args),
    Promises(promises::Args),
    States(states::Args),
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Aht(args) => aht::run(args, context),
        Verb::Promises(args) => promises::run(args, context),
        Verb::States(args) => states::run(args, context),
    }
}

/// From when to when a report goes: today until now unless said otherwise.
#[derive(Debug, clap::Args)]
struct Span {
    #[arg(long, value_name = "TIME", default_value = "today 00:00")]
    from: String,
    #[arg(long, value_name = "TIME", default_value = "now")]
    to: String,
}

impl Span {
    /// The times, in the desk's zone; the second is not included.
    fn read(&self, desk: &Desk) -> Result<(At, At), Failure> {
        let time = |text: &str| when::parse(text, desk.now, &desk.zone, Towards::Past);
        Ok((time(&self.from)?, time(&self.to)?))
    }
}
