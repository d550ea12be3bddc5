//! `sigap customer list`: customers by number. Never holds more than one page of them for scripts.

use std::collections::HashMap;

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::find::FindRow;
use super::super::given;
use super::super::output::Form;
use super::super::table::Table;
use crate::domain::{Customer, CustomerId, Record, Sort};
use crate::speech::Speech;
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Query, QueueView, TicketFilter};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer list
sigap customer list --after C-100 --limit 100
sigap customer list --followed
(umask 077; sigap customer list --limit 1000000 --json > customers.jsonl)")]
pub struct Args {
    #[arg(long, value_name = "C-n")]
    after: Option<CustomerId>,
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::many())]
    limit: u64,
    #[arg(long, conflicts_with_all = ["after", "limit"])]
    followed: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    if args.followed {
        return followed(&mut desk, context);
    }
    let (mut after, mut left) = (args.after, args.limit);
    let open = open_tickets(&mut desk)?;
    let mut table = empty(&context.speech);
    while left > 0 {
        let limit = u32::try_from(left).unwrap_or(u32::MAX).min(ANSWER_ROWS);
        let query = Query::Customers { after, limit };
        let Answer::Customers(page) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        for customer in &page {
            let open = open.get(&customer.id).copied().unwrap_or(0);
            match context.out.form() {
                Form::Json => context.out.json(&FindRow::of(customer, open))?,
                Form::People => row(&mut table, customer, open, &context.speech),
            }
        }
        left -= (page.len() as u64).min(left);
        match page.last() {
            Some(last) => after = Some(last.id),
            None => break,
        }
    }
    if context.out.form() == Form::People {
        if table.is_empty() {
            let none = context.say("cli-customer-none");
            context.out.line(&none)?;
        }
        context.out.table(&table)?;
        context.more(args.limit - left, desk.client.welcome.customers)?;
    }
    Ok(Exit::Done)
}

/// Those that the asker follows, by number.
fn followed(desk: &mut Desk, context: &mut Context) -> Ended {
    let Answer::Followed(records) = desk.client.query(Query::Followed)? else {
        return Err(Failure::unexpected());
    };
    let (open, mut table) = (open_tickets(desk)?, empty(&context.speech));
    for record in records {
        let Record::Customer(id) = record else { continue };
        let Answer::Customer(Some(customer)) =
            desk.client.query(Query::Customer { customer: id })?
        else {
            continue;
        };
        let open = open.get(&id).copied().unwrap_or(0);
        match context.out.form() {
            Form::Json => context.out.json(&FindRow::of(&customer, open))?,
            Form::People => row(&mut table, &customer, open, &context.speech),
        }
    }
    if context.out.form() == Form::People {
        if table.is_empty() {
            let none = context.say("cli-followed-none");
            context.out.line(&none)?;
        }
        context.out.table(&table)?;
    }
    Ok(Exit::Done)
}

/// How many active tickets each customer has who has any.
fn open_tickets(desk: &mut Desk) -> Result<HashMap<CustomerId, u32>, Failure> {
    let mut open = HashMap::new();
    let mut skip = 0;
    loop {
        let (view, filter) = (QueueView::All, TicketFilter::default());
        let query = Query::Queue { view, filter, sort: Sort::Due, skip, limit: ANSWER_ROWS };
        let Answer::Queue(page) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        page.rows.iter().for_each(|row| *open.entry(row.ticket.customer).or_default() += 1);
        skip += page.rows.len() as u32;
        if page.rows.is_empty() || u64::from(skip) >= page.total {
            return Ok(open);
        }
    }
}

fn empty(speech: &Speech) -> Table {
    let heads = ["id", "name", "phone", "email", "account", "tier", "open"];
    Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0, 2, 5, 6]).below(3)
}

fn row(table: &mut Table, customer: &Customer, open: u32, speech: &Speech) {
    let profile = &customer.profile;
    let or_dash = |text: Option<&String>| match text {
        Some(text) if !text.is_empty() => text.clone(),
        Some(_) | None => "-".to_owned(),
    };
    table.row([
        customer.id.to_string(),
        speech.who(customer),
        or_dash(profile.phones.first().map(|phone| &phone.number)),
        or_dash(profile.emails.first().map(|email| &email.address)),
        or_dash(Some(&profile.account)),
        profile.tier.map_or_else(|| "-".to_owned(), |tier| speech.word("tier", tier.word())),
        open.to_string(),
    ]);
}
