//! `sigap customer add`: a new customer. Never a second one in silence.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::profile::ProfileArgs;
use crate::client::ClientError;
use crate::domain::{CustomerId, Profile, Refusal};
use crate::wire::{Answer, Command, IfKnown, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer add --name 'Nur Halimah' --phone mobile=0812-3344-5566 --tier gold
sigap customer add --account AC-00231 --note 'came by a letter' --json")]
pub struct Args {
    #[command(flatten)]
    profile: ProfileArgs,
    #[arg(long)]
    anyway: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let profile = Box::new(args.profile.lay_over(Profile::default())?);
    let if_known = if args.anyway { IfKnown::Add } else { IfKnown::Refuse };
    let mut desk = context.desk()?;
    match desk.client.run(Command::AddCustomer { profile, if_known }) {
        Ok(done) => context.done(&done, "cli-done-customer-added", &[]),
        Err(ClientError::Refused(refusal @ Refusal::SeemsKnown { customer, .. })) => {
            Err(known(&refusal, customer, &mut desk))
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows who is there already, so that the person can tell whether it is the same.
fn known(refusal: &Refusal, customer: CustomerId, desk: &mut Desk) -> Failure {
    let mut lines = vec![desk.speech.refusal(refusal)];
    if let Ok(Answer::Customer(Some(customer))) = desk.client.query(Query::Customer { customer }) {
        let profile = &customer.profile;
        let phones = profile.phones.iter().map(|phone| &phone.number);
        let emails = profile.emails.iter().map(|email| &email.address);
        let shown: Vec<&str> = std::iter::once(&profile.account)
            .chain(phones)
            .chain(emails)
            .chain(std::iter::once(&profile.city))
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        lines.push(format!("{}  {}  {}", customer.id, customer.label(), shown.join(", ")));
    }
    lines.push(desk.speech.say("cli-add-anyway"));
    Failure::said(Exit::Refused, lines.join("\n"))
}
