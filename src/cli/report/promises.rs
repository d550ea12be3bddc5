//! `sigap report promises`: what became of promised calls. Never a promise that is not due yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{By, Span, day};
use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit};
use crate::cli::journal::each;
use crate::cli::output::Form;
use crate::cli::table::Table;
use crate::domain::promise::Became;
use crate::domain::{At, CallBackState, Fact};
use crate::wire::journal::JournalLine;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap report promises
sigap report promises --from 'yesterday 00:00' --to 'today 00:00' --by agent
sigap report promises --from 2026-11-01T00:00:00Z --by day --json")]
pub struct Args {
    #[command(flatten)]
    span: Span,
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

/// A row as a program reads it.
#[derive(Debug, Default, Serialize)]
struct PromisesRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    due: u64,
    kept: u64,
    late: u64,
    missed: u64,
    cancelled: u64,
}

/// A promise as the journal tells it.
#[derive(Debug)]
struct Promise {
    customer: u64,
    due: At,
    agent: String,
    state: Option<CallBackState>,
    /// When its state was set, and by whom.
    set: Option<(At, String)>,
}

/// All promises, and whose customers are gone.
#[derive(Debug, Default)]
struct Promises {
    all: BTreeMap<u64, Promise>,
    gone: BTreeSet<u64>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (from, to) = args.span.read(&desk)?;
    let now = desk.now;
    let mut promises = Promises::default();
    // A call may be promised for any time to come: all that was ever promised is looked at.
    each(&mut desk, 1, u64::MAX, &mut |line, _| {
        promises.take(line);
        Ok(())
    })?;
    let (mut rows, mut all) = (BTreeMap::<String, PromisesRow>::new(), PromisesRow::default());
    let meant = |one: &&Promise| (from..to.min(now)).contains(&one.due);
    for promise in promises.standing().filter(meant) {
        all.add(promise);
        let of = match args.by {
            None => continue,
            Some(By::Agent) => promise.whose(),
            Some(By::Day) => day(promise.due, &desk),
        };
        rows.entry(of).or_default().add(promise);
    }
    let rows = rows.into_iter().map(|(of, row)| PromisesRow { of: Some(of), ..row });
    tell(&rows.chain([all]).collect::<Vec<_>>(), context)
}

impl Promises {
    fn take(&mut self, line: &JournalLine) {
        match &line.fact {
            Fact::CallBackPromised { callback, customer, due, agent } => {
                let (customer, due, agent) = (*customer, At(*due), agent.clone());
                let state = Some(CallBackState::Open);
                let promise = Promise { customer, due, agent, state, set: None };
                self.all.insert(*callback, promise);
            }
            Fact::CallBackSet { callback, to, .. } => {
                if let Some(promise) = self.all.get_mut(callback) {
                    promise.state = CallBackState::from_byte(*to);
                    promise.set = Some((line.at, line.by.clone()));
                }
            }
            Fact::CustomerWithdrawn { customer } | Fact::CustomerErased { customer, .. } => {
                self.gone.insert(*customer);
            }
            Fact::CustomerRestored { customer } => drop(self.gone.remove(customer)),
            _ => {}
        }
    }

    /// Those that count: nobody waits any more for what was promised to somebody who is gone.
    fn standing(&self) -> impl Iterator<Item = &Promise> {
        let open = |one: &Promise| one.state == Some(CallBackState::Open);
        self.all.values().filter(move |one| !(open(one) && self.gone.contains(&one.customer)))
    }
}

impl Promise {
    /// Who was to call; where nobody was named, who did.
    fn whose(&self) -> String {
        let settled = self.set.as_ref().map(|(_, by)| by.as_str());
        let named = Some(self.agent.as_str()).filter(|agent| !agent.is_empty());
        named.or(settled).unwrap_or("-").to_owned()
    }
}

impl PromisesRow {
    fn add(&mut self, promise: &Promise) {
        let at = promise.set.as_ref().map_or(promise.due, |(at, _)| *at);
        let count = match Became::of(promise.state, promise.due, at) {
            Became::Cancelled => return self.cancelled += 1,
            Became::Kept => &mut self.kept,
            Became::Late => &mut self.late,
            Became::Missed => &mut self.missed,
        };
        *count += 1;
        self.due += 1;
    }
}

fn tell(rows: &[PromisesRow], context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(row))?;
        return Ok(Exit::Done);
    }
    let speech = &context.speech;
    let heads = ["of", "due", "kept", "late", "missed", "cancelled"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4, 5]);
    for row in rows {
        let counts = [row.due, row.kept, row.late, row.missed, row.cancelled];
        let [due, kept, late, missed, cancelled] = counts.map(|count| speech.number(count));
        let of = row.of.clone().unwrap_or_else(|| speech.say("cli-report-all"));
        table.row([of, due, kept, late, missed, cancelled]);
    }
    let note = speech.say("cli-report-promises-note");
    context.out.table(&table)?;
    context.out.line(&note)?;
    Ok(Exit::Done)
}
