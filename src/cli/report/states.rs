//! `sigap report states`: how long agents were ready, on a call, in wrap-up, on a break or away.
//! Never a time of which nobody knows how it ended.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::{By, Span, day, work};
use crate::cli::context::{Context, Desk};
use crate::cli::exit::{Ended, Exit};
use crate::cli::output::Form;
use crate::cli::table::Table;
use crate::domain::stint::{Stint, stints};
use crate::domain::time::{DAY, SECOND};
use crate::domain::{AgentState, At};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap report states
sigap report states --from 'yesterday 00:00' --to 'today 00:00' --by agent
sigap report states --from 2026-11-01T00:00:00Z --by day --json")]
pub struct Args {
    #[command(flatten)]
    span: Span,
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

/// A row as a program reads it; seconds.
#[derive(Debug, Serialize)]
struct StatesRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    ready_s: i64,
    on_call_s: i64,
    wrap_up_s: i64,
    break_s: i64,
    away_s: i64,
}

/// Milliseconds in each state, in the order of [`AgentState::ALL`].
type Times = [i64; AgentState::ALL.len()];

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (from, to) = args.span.read(&desk)?;
    let until = to.min(desk.now);
    // Who was ready at the beginning has said so before it: a day reaches over every shift.
    let lines = work(&mut desk, (from.plus(-DAY), until))?;
    let mut times: BTreeMap<String, Times> = BTreeMap::new();
    let mut all = Times::default();
    for stint in stints(&lines, until).iter().filter_map(|one| one.within((from, until))) {
        for part in days(stint, &desk) {
            let name = match args.by {
                None => String::new(),
                Some(By::Agent) => part.agent.clone(),
                Some(By::Day) => day(part.from, &desk),
            };
            let at = AgentState::ALL.iter().position(|state| *state == part.state).unwrap_or(0);
            let span = part.until.0 - part.from.0;
            all[at] += span;
            times.entry(name).or_default()[at] += span;
        }
    }
    if args.by.is_none() {
        times.clear();
    }
    tell(&times, &all, context)
}

/// A time cut at each midnight of the desk.
fn days(stint: Stint, desk: &Desk) -> Vec<Stint> {
    let (mut parts, mut rest) = (Vec::new(), stint);
    while let Some(next) = midnight_after(rest.from, desk).filter(|next| *next < rest.until) {
        parts.push(Stint { until: next, ..rest.clone() });
        rest.from = next;
    }
    parts.push(rest);
    parts
}

fn midnight_after(at: At, desk: &Desk) -> Option<At> {
    let now = Timestamp::from_millisecond(at.0).ok()?.to_zoned(desk.zone.clone());
    let next = now.checked_add(1.day()).ok()?.start_of_day().ok()?;
    Some(At(next.timestamp().as_millisecond())).filter(|next| *next > at)
}

fn tell(times: &BTreeMap<String, Times>, all: &Times, context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        for (name, time) in times {
            context.out.json(&row(Some(name), time))?;
        }
        context.out.json(&row(None, all))?;
        return Ok(Exit::Done);
    }
    let speech = &context.speech;
    let mut heads = vec![speech.say("cli-col-of")];
    heads.extend(AgentState::ALL.iter().map(|state| speech.word("state", state.word())));
    let heads: [String; 6] = heads.try_into().expect("a name and five states");
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4, 5]);
    let mut line = |name: &str, time: &Times| {
        let [ready, call, wrap, pause, away] = time.map(|millis| speech.brief(millis));
        table.row([name.to_owned(), ready, call, wrap, pause, away]);
    };
    times.iter().for_each(|(name, time)| line(name, time));
    line(&speech.say("cli-report-all"), all);
    let note = speech.say("cli-report-states-note");
    context.out.table(&table)?;
    context.out.line(&note)?;
    Ok(Exit::Done)
}

fn row<'a>(of: Option<&'a str>, time: &Times) -> StatesRow<'a> {
    let [ready_s, on_call_s, wrap_up_s, break_s, away_s] = time.map(|millis| millis / SECOND);
    StatesRow { of, ready_s, on_call_s, wrap_up_s, break_s, away_s }
}
