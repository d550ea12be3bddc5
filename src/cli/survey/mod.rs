//! `sigap survey …`: whom the desk asks at intervals, drawn at random, and how many have answered.
//! Never asks anybody itself.

mod draw;
mod export;
mod list;

use std::path::PathBuf;

use super::context::Context;
use super::exit::{Ended, Failure};
use super::given;
use crate::domain::{AskOutcome, Refusal};
use crate::wire::{Answer, AskTold, Command, Query, SurveyRow};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap survey list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap survey draw q4-2026 --instrument servqual --many 200 --by tier
sigap survey draw nps-november --measure nps --many 50 --channel mail --from 2026-11-01 --dry-run")]
    Draw(draw::Args),
    #[command(after_help = "sigap survey list\nsigap survey list --json")]
    List,
    #[command(after_help = "sigap survey show q4-2026")]
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
    #[command(after_help = "\
(umask 077; sigap survey export q4-2026 > q4-2026.csv)
sigap survey export q4-2026 --output q4-2026.csv")]
    Export {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    #[command(after_help = "\
sigap survey outcome q4-2026 C-12 not_reached
sigap survey outcome q4-2026 'nur halimah' refused")]
    Outcome {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "CUSTOMER")]
        customer: String,
        #[arg(value_name = "OUTCOME",
            value_parser = given::word(AskOutcome::ALL, AskOutcome::word))]
        outcome: AskOutcome,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Draw(args) => draw::run(args, context),
        Verb::List => list::run(context),
        Verb::Show { name } => list::show(&name, context),
        Verb::Export { name, output } => export::run(&name, output.as_deref(), context),
        Verb::Outcome { name, customer, outcome } => {
            let mut desk = context.desk()?;
            let customer = desk.customer(&customer)?;
            let told = AskTold { survey: name, customer, outcome };
            let done = desk.client.run(Command::TellAsked(told))?;
            let said = context.speech.word("asked", outcome.word());
            context.done(&done, "done-asked", &[("what", &said)])
        }
    }
}

/// All surveys, the one that was drawn last first.
fn all(desk: &mut super::context::Desk) -> Result<Vec<SurveyRow>, Failure> {
    match desk.client.query(Query::Surveys)? {
        Answer::Surveys(rows) => Ok(rows),
        _ => Err(Failure::unexpected()),
    }
}

/// The one of a name.
fn one(name: &str, desk: &mut super::context::Desk) -> Result<SurveyRow, Failure> {
    let name = name.trim().to_lowercase();
    let found = all(desk)?.into_iter().find(|row| row.plan.name == name);
    Ok(found.ok_or(Refusal::NoSurvey { name })?)
}
