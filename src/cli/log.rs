//! `sigap log`: one contact with a customer. Never a ticket: that is `sigap ticket open`.

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::when::{self, Towards};
use crate::domain::time::HOUR;
use crate::domain::{Channel, Direction, TwoLetters};
use crate::wire::Command;

/// How far ahead of the desk's a clock may be.
const AHEAD: i64 = HOUR;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap log C-12 --channel call --topic BI --note 'asked for a paper invoice'
sigap log 'nur halimah' --channel mail --direction out --topic DE --outcome SO --at 09:30
cat mail.txt | sigap log C-12 --channel mail --topic TE --note -")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "CHANNEL", default_value = "call",
          value_parser = given::word(Channel::ALL, Channel::word))]
    channel: Channel,
    #[arg(long, value_name = "DIRECTION", default_value = "in",
          value_parser = given::word(Direction::ALL, Direction::word))]
    direction: Direction,
    #[arg(long, value_name = "CODE")]
    topic: TwoLetters,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "CODE")]
    outcome: Option<TwoLetters>,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let at =
        args.at.map(|text| when::parse(&text, desk.now, &desk.zone, Towards::Past)).transpose()?;
    if let Some(at) = at.filter(|at| *at > desk.now.plus(AHEAD)) {
        let when = desk.speech.full(at);
        let sentence = desk.speech.say_with("cli-log-future", &[("when", &when)]);
        return Err(Failure::said(Exit::Usage, sentence));
    }
    let customer = desk.customer(&args.customer)?;
    let done = desk.client.run(Command::LogInteraction {
        customer,
        channel: args.channel,
        direction: args.direction,
        topic: args.topic,
        note: given::text(args.note)?,
        at,
        outcome: args.outcome,
    })?;
    context.done(&done, "cli-done-logged", &[])
}
