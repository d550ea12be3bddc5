//! `sigap customer …`: who the desk serves. Never removes anybody.

mod add;
mod amend;
mod callback;
mod consent;
pub mod erase;
mod expire;
mod export;
mod leaving;
mod list;
mod listed;
mod mention;
mod profile;
mod show;
mod theirs;
mod verify;

use super::context::Context;
use super::exit::{Ended, Failure};
use super::follow;
use crate::domain::Record;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap customer show C-12\nsigap customer list --limit 10")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Add(Box<add::Args>),
    Show(show::Args),
    Amend(Box<amend::Args>),
    List(list::Args),
    Verify(verify::Args),
    Consent(consent::Args),
    Callback(callback::Args),
    Lost(leaving::Lost),
    WonBack(leaving::WonBack),
    Worth(leaving::WorthOf),
    #[command(after_help = "sigap customer follow C-12\nsigap customer follow 'nur halimah'")]
    Follow(Which),
    #[command(after_help = "sigap customer unfollow C-12")]
    Unfollow(Which),
    Export(export::Args),
    Erase(erase::Args),
    Expire(expire::Args),
}

#[derive(Debug, clap::Args)]
struct Which {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
}

impl Which {
    fn record(&self, context: &mut Context) -> Result<Record, Failure> {
        context.desk()?.customer(&self.customer).map(Record::Customer)
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Add(args) => add::run(*args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Amend(args) => amend::run(*args, context),
        Verb::List(args) => list::run(args, context),
        Verb::Verify(args) => verify::run(args, context),
        Verb::Consent(args) => consent::run(args, context),
        Verb::Callback(args) => callback::run(args, context),
        Verb::Lost(args) => leaving::lost(args, context),
        Verb::WonBack(args) => leaving::won_back(args, context),
        Verb::Worth(args) => leaving::worth(args, context),
        Verb::Follow(which) => follow::follow(which.record(context)?, context),
        Verb::Unfollow(which) => follow::unfollow(which.record(context)?, context),
        Verb::Export(args) => export::run(args, context),
        Verb::Erase(args) => erase::run(args, context),
        Verb::Expire(args) => expire::run(args, context),
    }
}
