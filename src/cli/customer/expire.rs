//! `sigap customer expire`: erases those whom the desk has kept for longer than its rules say.
//! Never somebody of whom a ticket or a promised call is open.

use serde::Serialize;

use super::super::confirm::{confirmed, somebody_is_there};
use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::row::rfc3339;
use super::super::table::Table;
use super::erase::{may, taken_off};
use crate::domain::customer::by_rule;
use crate::domain::time::DAY;
use crate::domain::{At, CustomerId};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Command, ExpiredPage, ExpiredRow, Query};

/// Customers that people are shown before they say yes; `--json` has them all.
const LISTED: usize = 50;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer expire --dry-run
sigap customer expire
sigap customer expire --yes")]
pub struct Args {
    #[arg(long)]
    dry_run: bool,
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    customer_id: CustomerId,
    name: &'a str,
    last_contact_at: String,
    /// Since then.
    days_since: i64,
    /// How many the rule allows.
    days: u32,
}

impl<'a> Row<'a> {
    fn of(row: &'a ExpiredRow, now: At) -> Row<'a> {
        Row {
            customer_id: row.customer,
            name: &row.label,
            last_contact_at: rfc3339(row.last),
            days_since: days_since(row, now),
            days: row.days,
        }
    }
}

fn days_since(row: &ExpiredRow, now: At) -> i64 {
    now.0.saturating_sub(row.last.0) / DAY
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    if !args.dry_run {
        may(&desk)?;
    }
    if !args.dry_run && !args.yes {
        somebody_is_there(context)?;
    }
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = page(after, &mut desk, context)?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    tell(&rows, &desk, context)?;
    if args.dry_run || rows.is_empty() {
        return Ok(Exit::Done);
    }
    let count = rows.len().to_string();
    let asked = context.speech.say_with("cli-expire-confirm", &[("count", &count)]);
    if !args.yes && !confirmed(&asked, &count, context)? {
        return Err(Failure::said(Exit::Refused, context.say("cli-erase-not")));
    }
    // Asked anew: whoever has called since they were listed stays.
    let mut erased = 0;
    loop {
        let page = page(after, &mut desk, context)?;
        erase(&page.rows, &mut desk)?;
        erased += page.rows.len() as u64;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    taken_off(&mut desk, context)?;
    if context.out.form() == Form::People {
        let sentence = context.speech.say_count("cli-expire-done", erased, &[]);
        context.out.line(&sentence)?;
    }
    Ok(Exit::Done)
}

/// The next page of those whose time is over. An empty one is not the last: `next` says.
fn page(
    after: Option<CustomerId>,
    desk: &mut Desk,
    context: &Context,
) -> Result<ExpiredPage, Failure> {
    let query = Query::Expired { after, limit: ANSWER_ROWS };
    match desk.client.query(query)? {
        Answer::Expired(page) if page.ruled => Ok(page),
        Answer::Expired(_) => Err(Failure::said(Exit::Refused, context.say("cli-expire-no-rule"))),
        _ => Err(Failure::unexpected()),
    }
}

/// A reason names the rule, so those under one rule go together.
fn erase(page: &[ExpiredRow], desk: &mut Desk) -> Result<(), Failure> {
    for rows in page.chunk_by(|one, next| one.days == next.days) {
        let customers = rows.iter().map(|row| row.customer).collect();
        let days = rows.first().map_or(0, |row| row.days);
        let reason = by_rule(days);
        desk.client.run(Command::EraseCustomers { customers, reason })?;
    }
    Ok(())
}

fn tell(rows: &[ExpiredRow], desk: &Desk, context: &mut Context) -> Result<(), Failure> {
    if context.out.form() == Form::Json {
        return rows.iter().try_for_each(|row| context.out.json(&Row::of(row, desk.now)));
    }
    if rows.is_empty() {
        let none = context.say("cli-expire-none");
        return context.out.line(&none);
    }
    let heads = ["customer", "name", "last-contact", "days-ago", "days"];
    let heads = heads.map(|head| desk.speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 2, 3, 4]);
    for row in rows.iter().take(LISTED) {
        let (last, days) = (desk.speech.date(row.last), days_since(row, desk.now).to_string());
        let (customer, allowed) = (row.customer.to_string(), row.days.to_string());
        table.row([customer, row.label.clone(), last, days, allowed]);
    }
    context.out.table(&table)?;
    context.more(LISTED.min(rows.len()) as u64, rows.len() as u64)
}
