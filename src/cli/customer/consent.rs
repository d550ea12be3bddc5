//! `sigap customer consent`: what a customer has agreed to. Never assumes a yes.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::{Channel, ConsentHow, ConsentState, Purpose};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer consent C-12 --purpose survey --channel call --answer given
sigap customer consent C-12 --purpose marketing --channel mail --answer refused --how letter")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "PURPOSE", value_parser = given::word(Purpose::ALL, Purpose::word))]
    purpose: Purpose,
    #[arg(long, value_name = "CHANNEL", value_parser = given::word(Channel::ALL, Channel::word))]
    channel: Channel,
    #[arg(long, value_name = "ANSWER",
          value_parser = given::word(ConsentState::ALL, ConsentState::word))]
    answer: ConsentState,
    #[arg(long, value_name = "HOW", default_value = "call",
          value_parser = given::word(ConsentHow::ALL, ConsentHow::word))]
    how: ConsentHow,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let Args { customer, purpose, channel, answer: state, how } = args;
    let customer = desk.customer(&customer)?;
    let command = Command::SetConsent { customer, purpose, channel, state, how };
    let done = desk.client.run(command)?;
    context.done(&done, "cli-done-consent-set", &[])
}
