//! `sigap customer erase --list FILE`: holds a desk to a list of erased customers, after a restore
//! without it. Never somebody else who has the same number here.

use std::path::Path;

use serde_json::json;

use super::super::confirm::{confirmed, somebody_is_there};
use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::restore::given_list;
use super::super::table::Table;
use super::erase::{LISTED, may, once_more, taken_off};
use super::theirs;
use crate::domain::customer::BY_LIST;
use crate::domain::{CustomerId, Fact};
use crate::store::Erasure;
use crate::wire::line::IMPORT_ROWS;
use crate::wire::{Answer, Command, Query};

/// Somebody on the list whose words this desk has.
type Met = (CustomerId, String);

pub fn run(file: &Path, is_dry: IsDry, is_sure: IsSure, context: &mut Context) -> Ended {
    let list = given_list(file, context)?;
    let mut desk = context.desk()?;
    if is_dry == IsDry::No {
        may(&desk)?;
    }
    if is_dry == IsDry::No && is_sure == IsSure::No {
        somebody_is_there(context)?;
    }
    let (met, gone) = met(&list, &mut desk)?;
    tell(&met, list.len(), context)?;
    if is_dry == IsDry::No {
        for some in gone.chunks(IMPORT_ROWS) {
            once_more(some, &mut desk, context)?;
        }
    }
    if context.out.form() == Form::People && is_dry == IsDry::No && !gone.is_empty() {
        let sentence = context.speech.say_count("cli-erase-listed-again", gone.len() as u64, &[]);
        context.out.line(&sentence)?;
    }
    if is_dry == IsDry::Yes || met.is_empty() {
        return Ok(Exit::Done);
    }
    let count = met.len().to_string();
    let asked = context.speech.say_with("cli-expire-confirm", &[("count", &count)]);
    if is_sure == IsSure::No && !confirmed(&asked, &count, context)? {
        return Err(Failure::said(Exit::Refused, context.say("cli-erase-not")));
    }
    for some in met.chunks(IMPORT_ROWS) {
        let customers = some.iter().map(|(customer, _)| *customer).collect();
        let reason = BY_LIST.to_owned();
        desk.client.run(Command::EraseCustomers { customers, reason })?;
    }
    taken_off(&mut desk, context)?;
    if context.out.form() == Form::People {
        let sentence = context.speech.say_count("cli-expire-done", met.len() as u64, &[]);
        context.out.line(&sentence)?;
    }
    Ok(Exit::Done)
}

/// Whether it ends with the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsDry {
    /// It does.
    Yes,
    /// It goes on.
    No,
}

/// Whether nobody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsSure {
    /// It was said on the command line.
    Yes,
    /// Somebody at the terminal says so.
    No,
}

/// Those on the list who were added by the same entry here: who is not erased, and who is.
fn met(list: &[Erasure], desk: &mut Desk) -> Result<(Vec<Met>, Vec<CustomerId>), Failure> {
    let (mut met, mut gone) = (Vec::new(), Vec::new());
    for erasure in list {
        let query = Query::Journal { from: erasure.added, limit: 1 };
        let Answer::Journal(lines) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        let is_theirs = lines.first().is_some_and(|line| {
            let (seq, at) = (line.seq, line.at);
            matches!(line.fact, Fact::CustomerAdded { customer, .. }
                if (seq, customer, at) == (erasure.added, erasure.customer, erasure.added_at))
        });
        if !is_theirs {
            continue;
        }
        let customer = theirs::kept(CustomerId(erasure.customer), desk)?;
        match customer.erased {
            None => met.push((customer.id, customer.label())),
            Some(_) => gone.push(customer.id),
        }
    }
    met.sort_unstable();
    met.dedup();
    gone.sort_unstable();
    gone.dedup();
    Ok((met, gone))
}

fn tell(met: &[Met], listed: usize, context: &mut Context) -> Result<(), Failure> {
    if context.out.form() == Form::Json {
        return met.iter().try_for_each(|(customer, name)| {
            context.out.json(&json!({ "customer_id": customer, "name": name }))
        });
    }
    let listed = context.speech.number(listed as u64);
    let values = [("listed", &*listed)];
    let sentence = context.speech.say_count("cli-erase-listed", met.len() as u64, &values);
    context.out.line(&sentence)?;
    if met.is_empty() {
        return Ok(());
    }
    let heads = ["customer", "name"].map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0]);
    for (customer, name) in met.iter().take(LISTED) {
        table.row([customer.to_string(), name.clone()]);
    }
    context.out.table(&table)?;
    context.more(LISTED.min(met.len()) as u64, met.len() as u64)
}
