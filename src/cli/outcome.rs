//! `sigap outcome`: how a contact ended. Never changes what was said in it.

use super::context::Context;
use super::exit::Ended;
use crate::domain::{InteractionId, TwoLetters};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap outcome I-7 SO")]
pub struct Args {
    #[arg(value_name = "I-n")]
    interaction: InteractionId,
    #[arg(value_name = "CODE")]
    outcome: TwoLetters,
}

pub fn run(Args { interaction, outcome }: Args, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(Command::SetOutcome { interaction, outcome })?;
    context.done(&done, "cli-done-outcome", &[])
}
