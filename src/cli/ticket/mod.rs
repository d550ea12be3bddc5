//! `sigap ticket …`: complaints from hearing them to closing them properly. Never decides whether
//! a step is allowed: the desk does.

mod amend;
mod clock;
pub mod list;
mod many;
mod merge;
mod open;
mod show;
mod split;
mod step;
mod way;

pub use show::{sheet, time_line};

use super::context::Context;
use super::exit::Ended;
use super::follow;
use crate::domain::Record;
use step::{Assign, Link, Note, Step, ToPriority, ToStatus};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket list --assignee me\nsigap ticket show T-1042")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Open(open::Args),
    Show(show::Args),
    Clock(clock::Args),
    List(list::Args),
    #[command(after_help = "sigap ticket take T-1042")]
    Take(step::Which),
    #[command(after_help = "sigap ticket next")]
    Next,
    Assign(Assign),
    Note(Note),
    Status(ToStatus),
    Priority(ToPriority),
    Amend(amend::Args),
    Link(Link),
    Escalate(step::Escalate),
    #[command(after_help = "sigap ticket deescalate T-1042 --note 'called them myself'")]
    Deescalate(Step),
    #[command(after_help = "sigap ticket acknowledge T-1042")]
    Acknowledge(step::Which),
    Cause(way::Cause),
    Merge(merge::Args),
    #[command(after_help = "sigap ticket unmerge T-1042")]
    Unmerge(step::Which),
    Split(split::Args),
    #[command(after_help = "sigap ticket follow T-1042")]
    Follow(step::Which),
    #[command(after_help = "sigap ticket unfollow T-1042")]
    Unfollow(step::Which),
    Resolve(step::Resolve),
    #[command(after_help = "sigap ticket reopen T-1042 --note 'happened again'")]
    Reopen(Step),
    Close(way::Close),
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Open(args) => open::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Clock(args) => clock::run(args, context),
        Verb::List(args) => list::run(args, context),
        Verb::Take(which) => step::take(which, context),
        Verb::Next => step::next(context),
        Verb::Assign(args) => step::assign(args, context),
        Verb::Note(args) => step::note(args, context),
        Verb::Status(args) => step::status(args, context),
        Verb::Priority(args) => step::priority(args, context),
        Verb::Amend(args) => amend::run(args, context),
        Verb::Link(args) => step::link(args, context),
        Verb::Escalate(args) => step::escalate(args, context),
        Verb::Deescalate(args) => step::deescalate(args, context),
        Verb::Acknowledge(which) => way::acknowledge(which.ticket, context),
        Verb::Cause(args) => way::cause(args, context),
        Verb::Merge(args) => merge::merge(args, context),
        Verb::Unmerge(which) => merge::unmerge(which, context),
        Verb::Split(args) => split::run(args, context),
        Verb::Follow(which) => follow::follow(Record::Ticket(which.ticket), context),
        Verb::Unfollow(which) => follow::unfollow(Record::Ticket(which.ticket), context),
        Verb::Resolve(args) => step::resolve(args, context),
        Verb::Reopen(args) => step::reopen(args, context),
        Verb::Close(args) => way::close(args, context),
    }
}
