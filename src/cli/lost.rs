//! `sigap lost`: who has left and is not back. Never calls anybody.

use serde::Serialize;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use crate::domain::leaving::written;
use crate::domain::{ConsentState, CustomerId, TwoLetters};
use crate::wire::{Answer, LostRow, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap lost list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap lost list\nsigap lost list --may-call --json")]
    List {
        #[arg(long)]
        may_call: bool,
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::rows())]
        limit: u32,
    },
}

/// One who has left, as scripts get it.
#[derive(Debug, Serialize)]
struct LostJson<'a> {
    customer_id: CustomerId,
    name: &'a str,
    phone: &'a str,
    left_at: String,
    reason: Option<TwoLetters>,
    monthly: Option<String>,
    may_call: ConsentState,
}

impl<'a> From<&'a LostRow> for LostJson<'a> {
    fn from(row: &'a LostRow) -> LostJson<'a> {
        LostJson {
            customer_id: row.customer,
            name: &row.label,
            phone: &row.phone,
            left_at: rfc3339(row.left.at),
            reason: row.left.reason,
            monthly: row.left.monthly.map(written),
            may_call: row.may_call,
        }
    }
}

pub fn run(Args { verb: Verb::List { may_call, limit } }: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let consent = may_call.then_some(ConsentState::Given);
    let Answer::Lost(rows) = desk.client.query(Query::Lost { consent, limit })? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&LostJson::from(row)))?;
        return Ok(Exit::Done);
    }
    tell(&rows, &mut desk, context)
}

fn tell(rows: &[LostRow], desk: &mut Desk, context: &mut Context) -> Ended {
    let codes = desk.codes()?;
    let speech = &desk.speech;
    let heads = ["left", "customer", "name", "phone", "may-call", "reason", "monthly"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 3, 6]);
    for row in rows {
        table.row([
            speech.date(row.left.at),
            row.customer.to_string(),
            row.label.clone(),
            row.phone.clone(),
            speech.word("consent", row.may_call.word()),
            speech.why_left(row.left.reason, &codes),
            row.left.monthly.map(|sum| speech.money(sum)).unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        let none = context.say("lost-none");
        context.out.line(&none)?;
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
