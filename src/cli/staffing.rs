//! `sigap staffing`: how many agents calls need. What comes in is given, or the desk's own of the
//! last hours; never asks the desk where both are given.

use serde::Serialize;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::table::Table;
use crate::domain::staffing::{self, Load, Staffed, Target};
use crate::domain::time::SECOND;
use crate::domain::work::RECENT;
use crate::wire::{Answer, Query};

/// Agents fewer, and agents more, that stand beside the answer: what one person ill changes.
const AROUND: u32 = 2;
#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap staffing
sigap staffing --calls 720 --aht 240
sigap staffing --calls 720 --per 60m --aht 4m --target 80/20
sigap staffing --calls 250 --aht 330 --agents 28 --target 80/30 --json")]
pub struct Args {
    #[arg(long, value_name = "N", value_parser = staffing::calls)]
    calls: Option<f64>,
    #[arg(
        long,
        value_name = "TIME",
        default_value = "60m",
        requires = "calls",
        value_parser = staffing::seconds
    )]
    per: i64,
    #[arg(long, value_name = "TIME", value_parser = staffing::seconds)]
    aht: Option<i64>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    agents: Option<u32>,
    #[arg(long, value_name = "PERCENT/SECONDS", default_value_t)]
    target: Target,
}

/// One number of agents, for scripts.
#[derive(Debug, Serialize)]
struct Row<'a> {
    agents: u32,
    answer: bool,
    calls: f64,
    per_seconds: i64,
    aht_seconds: i64,
    /// What of them is the desk's own: `calls`, `aht`.
    of_the_desk: &'a [&'static str],
    erlangs: f64,
    occupancy: f64,
    p_wait: f64,
    asa_seconds: f64,
    within_seconds: i64,
    service_level: f64,
    target: f64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let Args { agents, target, .. } = args;
    let (load, own) = load(&args, context)?;
    let found = match agents {
        Some(agents) => load.with(agents, target.within),
        None => load.needed(target),
    };
    let refused = |why| Failure::said(Exit::Refused, context.speech.overload(why, load));
    let found = found.map_err(refused)?;
    let few = found.agents.saturating_sub(AROUND);
    let rows = (few..=found.agents + AROUND).filter_map(|n| load.with(n, target.within).ok());
    if context.out.form() == Form::Json {
        let mut rows = rows.map(|staffed| row(&staffed, &found, (load, &own), target));
        rows.try_for_each(|row| context.out.json(&row))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Staffed> = rows.collect();
    let from = context.speech.incoming(&own);
    let said = [context.speech.staffing_work(load), context.speech.staffed(&found, target)];
    from.iter().chain(&said).try_for_each(|line| context.out.line(line))?;
    table(&rows, &found, target, context)
}

/// What comes in, and what of it the desk itself has told.
fn load(args: &Args, context: &mut Context) -> Result<(Load, Vec<&'static str>), Failure> {
    if let (Some(calls), Some(aht)) = (args.calls, args.aht) {
        return Ok((Load { calls, per: args.per, aht }, Vec::new()));
    }
    let Answer::Wallboard(page) = context.desk()?.client.query(Query::Wallboard)? else {
        return Err(Failure::unexpected());
    };
    let (Some(calls), Some(aht)) = (page.calls_per_hour, page.aht) else {
        let hours = context.speech.brief(RECENT);
        let none = context.speech.say_with("staffing-no-calls", &[("hours", &hours)]);
        return Err(Failure::said(Exit::Refused, none));
    };
    let own = [("calls", args.calls.is_none()), ("aht", args.aht.is_none())];
    let own = own.into_iter().filter_map(|(name, is_own)| is_own.then_some(name)).collect();
    let calls = args.calls.unwrap_or(calls as f64);
    Ok((Load { calls, per: args.per, aht: args.aht.unwrap_or(aht) }, own))
}

fn row<'a>(
    staffed: &Staffed,
    found: &Staffed,
    (load, own): (Load, &'a [&'static str]),
    target: Target,
) -> Row<'a> {
    Row {
        agents: staffed.agents,
        answer: staffed.agents == found.agents,
        calls: load.calls,
        per_seconds: load.per / SECOND,
        aht_seconds: load.aht / SECOND,
        of_the_desk: own,
        erlangs: load.erlangs(),
        occupancy: staffed.occupancy,
        p_wait: staffed.waits,
        asa_seconds: staffed.asa / SECOND as f64,
        within_seconds: target.within / SECOND,
        service_level: staffed.service,
        target: target.percent / 100.0,
    }
}

fn table(rows: &[Staffed], found: &Staffed, target: Target, context: &mut Context) -> Ended {
    let speech = &context.speech;
    let heads = ["agents", "busy", "must-wait", "mean-wait", "service"];
    let within = speech.brief(target.within);
    let heads =
        heads.map(|head| speech.say_with(&format!("staffing-{head}"), &[("within", &within)]));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4]);
    for staffed in rows {
        let mark = if staffed.agents == found.agents { ">" } else { " " };
        table.row([
            format!("{mark} {}", speech.number(staffed.agents.into())),
            speech.percent(staffed.occupancy),
            speech.percent(staffed.waits),
            speech.seconds(staffed.asa / SECOND as f64),
            speech.percent(staffed.service),
        ]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
