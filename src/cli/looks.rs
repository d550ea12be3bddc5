//! `sigap audit looks`: who looked at which customer's record. Never whom they found only.

use serde::Serialize;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use super::when;
use crate::domain::{At, Look};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::query::DoneBy;
use crate::wire::{Answer, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap audit looks --customer C-12
sigap audit looks --agent sari --since 'yesterday 00:00'
sigap audit looks --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z --json")]
pub struct Args {
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    #[arg(long, value_name = "AGENT")]
    agent: Option<String>,
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// A look as a watching program reads it.
#[derive(Debug, Serialize)]
struct LookRow<'a> {
    at: String,
    by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    via: &'a str,
    what: &'static str,
    customer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

impl<'a> From<&'a Look> for LookRow<'a> {
    fn from(look: &'a Look) -> LookRow<'a> {
        LookRow {
            at: rfc3339(look.at),
            by: &look.by,
            via: &look.via,
            what: look.what.word(),
            customer: look.customer.to_string(),
            to: Some(look.to).filter(|to| *to != look.customer).map(|to| to.to_string()),
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let time = |text: Option<String>| {
        let parse = |text: String| when::bound(&text, desk.now, &desk.zone);
        text.map(parse).transpose()
    };
    let (since, until): (Option<At>, Option<At>) = (time(args.since)?, time(args.until)?);
    let agent = args.agent.map(|agent| desk.agent(&agent));
    let customer = args.customer.map(|given| desk.customer(&given)).transpose()?;
    let meant = DoneBy { agent, since, until };
    let heads = ["when", "agent", "customer", "what"];
    let heads = heads.map(|head| desk.speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2]);
    let mut after = Some(0);
    while let Some(from) = after {
        let ask = Query::Looks { customer, meant: meant.clone(), after: from, limit: ANSWER_ROWS };
        let Answer::Looks(page) = desk.client.query(ask)? else {
            return Err(Failure::unexpected());
        };
        after = page.next;
        for look in &page.rows {
            let row = LookRow::from(look);
            if context.out.form() == Form::Json {
                context.out.json(&row)?;
                continue;
            }
            let whose = row.to.iter().fold(row.customer.clone(), |from, to| format!("{from}–{to}"));
            let what = desk.speech.word("looked", row.what);
            table.row([
                desk.speech.full(look.at),
                desk.speech.doer(&look.by, &look.via),
                whose,
                what,
            ]);
        }
    }
    let is_nobody = table.is_empty() && context.out.form() == Form::People;
    context.out.table(&table)?;
    if is_nobody {
        let nobody = context.say("cli-looks-none");
        context.out.line(&nobody)?;
    }
    Ok(Exit::Done)
}
