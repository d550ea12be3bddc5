//! `sigap say`: one line to everybody who is at the desk. Never kept for longer than half an hour.

use super::context::Context;
use super::exit::{Ended, Exit};
use super::output::Form;
use crate::domain::At;
use crate::wire::Signal;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap say 'The billing system is down until 14:00.'")]
pub struct Args {
    #[arg(value_name = "TEXT")]
    text: String,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (by, at) = (String::new(), At::default());
    desk.client.signal(Signal::Everybody { text: args.text, by, at })?;
    if context.out.form() == Form::People {
        let said = context.say("cli-done-say");
        context.out.line(&said)?;
    }
    Ok(Exit::Done)
}
