//! `sigap find`: customers for what somebody types. Never more than asked for.

use std::borrow::Cow;

use serde::Serialize;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::table::Table;
use super::ticket;
use crate::domain::text::clean_line;
use crate::domain::{Customer, CustomerId, Tier};
use crate::speech::Speech;
use crate::wire::{Answer, Found, FoundRow, Query, QueueRow, Why};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "sigap find 0812 334\nsigap find nur halima --limit 3\nsigap find T-1042 --json"
)]
pub struct Args {
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = given::rows())]
    limit: u32,
}

/// A customer in a list.
#[derive(Debug, Serialize)]
pub struct FindRow<'a> {
    customer_id: CustomerId,
    name: Cow<'a, str>,
    phones: Vec<&'a str>,
    emails: Vec<&'a str>,
    account: &'a str,
    tier: Option<Tier>,
    open_tickets: u32,
    /// Why it was found; a row of all customers was not looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
}

impl<'a> FindRow<'a> {
    /// A customer as lists show them, and how many active tickets they have.
    pub fn of(customer: &'a Customer, open_tickets: u32) -> FindRow<'a> {
        let profile = &customer.profile;
        FindRow {
            customer_id: customer.id,
            name: Cow::Owned(customer.label()),
            phones: profile.phones.iter().map(|phone| phone.number.as_str()).collect(),
            emails: profile.emails.iter().map(|email| email.address.as_str()).collect(),
            account: &profile.account,
            tier: profile.tier,
            open_tickets,
            why: None,
        }
    }
}

impl<'a> From<&'a FoundRow> for FindRow<'a> {
    fn from(row: &'a FoundRow) -> FindRow<'a> {
        FindRow {
            customer_id: row.customer,
            name: Cow::Borrowed(&row.label),
            phones: row.phones.iter().map(String::as_str).collect(),
            emails: row.emails.iter().map(String::as_str).collect(),
            account: &row.account,
            tier: row.tier,
            open_tickets: row.open_tickets,
            why: Some(row.why),
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let text = clean_line(&args.words.join(" "));
    let query = Query::Find { text: text.clone(), limit: args.limit };
    let Answer::Found(found) = desk.client.query(query)? else { return Err(Failure::unexpected()) };
    match context.out.form() {
        Form::Json => {
            found.rows.iter().try_for_each(|row| context.out.json(&FindRow::from(row)))?
        }
        Form::People => people(&found, &mut desk, context)?,
    }
    if found.rows.is_empty() {
        let sentence = context.speech.say_with("cli-find-nobody", &[("text", &text)]);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    Ok(Exit::Done)
}

fn people(found: &Found, desk: &mut Desk, context: &mut Context) -> Result<(), Failure> {
    context.out.table(&table(&found.rows, &context.speech))?;
    let tickets = found.rows.iter().filter_map(|row| row.ticket).collect::<Vec<_>>();
    let mut lines = Vec::new();
    for ticket in tickets {
        let Answer::Ticket(view) = desk.client.query(Query::Ticket { ticket })? else {
            return Err(Failure::unexpected());
        };
        lines.extend(view.map(|view| QueueRow { ticket: view.ticket, label: view.label }));
    }
    if !lines.is_empty() {
        context.out.table(&ticket::list::table(&lines, &desk.speech, desk.now))?;
    }
    context.more(found.rows.len() as u64, found.total)
}

/// Found customers as a table; also shows the candidates when a name is not enough.
pub fn table(rows: &[FoundRow], speech: &Speech) -> Table {
    let heads = ["id", "name", "phone", "email", "account", "tier", "open"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 2, 5, 6]).below(3);
    for row in rows {
        let first = |list: &[String]| list.first().cloned().unwrap_or_else(|| "-".to_owned());
        let filled = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        table.row([
            row.customer.to_string(),
            speech.label(row.customer, &row.label),
            first(&row.phones),
            first(&row.emails),
            filled(&row.account),
            row.tier.map_or_else(|| "-".to_owned(), |tier| speech.word("tier", tier.word())),
            row.open_tickets.to_string(),
        ]);
    }
    table
}
