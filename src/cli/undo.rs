//! `sigap undo`: takes back one's own last action that still stands. Never somebody else's.

use super::context::Context;
use super::exit::Ended;
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap undo")]
pub struct Args {}

pub fn run(_: Args, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::Undo)?;
    let what = done.undone.as_deref().map(|fact| context.speech.fact(fact)).unwrap_or_default();
    context.done(&done, "cli-done-undone", &[("what", &what)])
}
