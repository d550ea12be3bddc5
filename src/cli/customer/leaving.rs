//! `sigap customer lost`, `won-back` and `worth`: that somebody left or came back, and what they
//! are to the house. Never a sum that was not given.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::when;
use crate::domain::leaving::sum;
use crate::domain::{Malformed, TwoLetters, Worth};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer lost C-12 --reason PR
sigap customer lost 'nur halimah' --reason CO --monthly 150.000 --at yesterday")]
pub struct Lost {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "CODE")]
    reason: TwoLetters,
    #[arg(long, value_name = "SUM", value_parser = money)]
    monthly: Option<i64>,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap customer won-back C-12")]
pub struct WonBack {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer worth C-12 --since 2019-03-01 --monthly 29.85
sigap customer worth C-12 --paid 1.250.000")]
pub struct WorthOf {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    #[arg(long, value_name = "SUM", value_parser = money)]
    monthly: Option<i64>,
    #[arg(long, value_name = "SUM", value_parser = money)]
    paid: Option<i64>,
}

/// A sum in hundredths.
fn money(text: &str) -> Result<i64, Malformed> {
    sum(text)
}

pub fn lost(args: Lost, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let at = args.at.map(|text| when::bound(&text, desk.now, &desk.zone));
    let (reason, monthly, at) = (args.reason, args.monthly, at.transpose()?);
    let done = desk.client.run(Command::LoseCustomer { customer, reason, monthly, at })?;
    let codes = desk.codes()?;
    let why = desk.speech.why_left(Some(reason), &codes);
    context.done(&done, "cli-done-customer-lost", &[("why", &why)])
}

pub fn won_back(args: WonBack, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let done = desk.client.run(Command::WinBack { customer })?;
    context.done(&done, "cli-done-customer-back", &[])
}

/// What is not given stays as it was.
pub fn worth(args: WorthOf, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let since = args.since.map(|text| when::bound(&text, desk.now, &desk.zone));
    let given = Worth { since: since.transpose()?, monthly: args.monthly, paid: args.paid };
    let known = super::theirs::record(customer, &mut desk)?.worth;
    let worth = given.over(known);
    let done = desk.client.run(Command::SetWorth { customer, worth })?;
    context.done(&done, "cli-done-customer-worth", &[])
}
