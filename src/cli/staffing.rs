//! `sigap staffing`: how many agents calls need. Never asks the desk: what comes in is given.

use serde::Serialize;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::table::Table;
use crate::domain::staffing::{self, Load, Staffed, Target};
use crate::domain::time::SECOND;

/// Agents fewer, and agents more, that stand beside the answer: what one person ill changes.
const AROUND: u32 = 2;
#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap staffing --calls 720 --aht 240
sigap staffing --calls 720 --per 60m --aht 4m --target 80/20
sigap staffing --calls 250 --aht 330 --agents 28 --target 80/30 --json")]
pub struct Args {
    #[arg(long, value_name = "N", value_parser = staffing::calls)]
    calls: f64,
    #[arg(long, value_name = "TIME", default_value = "60m", value_parser = staffing::seconds)]
    per: i64,
    #[arg(long, value_name = "TIME", value_parser = staffing::seconds)]
    aht: i64,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    agents: Option<u32>,
    #[arg(long, value_name = "PERCENT/SECONDS", default_value_t)]
    target: Target,
}

/// One number of agents, for scripts.
#[derive(Debug, Serialize)]
struct Row {
    agents: u32,
    answer: bool,
    erlangs: f64,
    occupancy: f64,
    p_wait: f64,
    asa_seconds: f64,
    within_seconds: i64,
    service_level: f64,
    target: f64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let Args { calls, per, aht, agents, target } = args;
    let load = Load { calls, per, aht };
    let found = match agents {
        Some(agents) => load.with(agents, target.within),
        None => load.needed(target),
    };
    let refused = |why| Failure::said(Exit::Refused, context.speech.overload(why, load));
    let found = found.map_err(refused)?;
    let few = found.agents.saturating_sub(AROUND);
    let rows = (few..=found.agents + AROUND).filter_map(|n| load.with(n, target.within).ok());
    if context.out.form() == Form::Json {
        let mut rows = rows.map(|staffed| row(&staffed, &found, load, target));
        rows.try_for_each(|row| context.out.json(&row))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Staffed> = rows.collect();
    let said = [context.speech.staffing_work(load), context.speech.staffed(&found, target)];
    said.iter().try_for_each(|line| context.out.line(line))?;
    table(&rows, &found, target, context)
}

fn row(staffed: &Staffed, found: &Staffed, load: Load, target: Target) -> Row {
    Row {
        agents: staffed.agents,
        answer: staffed.agents == found.agents,
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
