//! `sigap customer list`: customers by number. Never holds more than one page of them for scripts.

use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::row::CustomerRow;
use super::super::table::Table;
use crate::domain::{Customer, CustomerId};
use crate::speech::Speech;
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer list
sigap customer list --after C-100 --limit 100
sigap customer list --limit 1000000 --json > customers.jsonl")]
pub struct Args {
    #[arg(long, value_name = "C-n")]
    after: Option<CustomerId>,
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (mut after, mut left) = (args.after, args.limit);
    let mut table = empty(&context.speech);
    while left > 0 {
        let limit = u32::try_from(left).unwrap_or(u32::MAX).min(ANSWER_ROWS);
        let query = Query::Customers { after, limit };
        let Answer::Customers(page) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        for customer in &page {
            match context.out.form() {
                Form::Json => context.out.json(&CustomerRow::from(customer))?,
                Form::People => row(&mut table, customer, &context.speech),
            }
        }
        left -= (page.len() as u64).min(left);
        match page.last() {
            Some(last) => after = Some(last.id),
            None => break,
        }
    }
    if context.out.form() == Form::People {
        context.out.table(&table)?;
        context.more(args.limit - left, desk.client.welcome.customers)?;
    }
    Ok(Exit::Done)
}

fn empty(speech: &Speech) -> Table {
    let heads = ["id", "name", "phone", "email", "account", "tier"];
    Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0, 5])
}

fn row(table: &mut Table, customer: &Customer, speech: &Speech) {
    let profile = &customer.profile;
    let or_dash = |text: Option<&String>| match text {
        Some(text) if !text.is_empty() => text.clone(),
        Some(_) | None => "-".to_owned(),
    };
    table.row([
        customer.id.to_string(),
        customer.label(),
        or_dash(profile.phones.first().map(|phone| &phone.number)),
        or_dash(profile.emails.first().map(|email| &email.address)),
        or_dash(Some(&profile.account)),
        profile.tier.map_or_else(|| "-".to_owned(), |tier| speech.word("tier", tier.word())),
    ]);
}
