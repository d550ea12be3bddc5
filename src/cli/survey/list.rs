//! `sigap survey list` and `show`: how many have answered, of all who were drawn. Never a rate of
//! those alone who could be reached.

use serde::Serialize;

use super::super::context::Context;
use super::super::exit::{Ended, Exit};
use super::super::output::Form;
use super::super::row::rfc3339;
use super::super::table::Table;
use crate::domain::quality::interval::{Worth, of_share};
use crate::domain::{Asks, Strata, SurveyPlan};
use crate::speech::Speech;
use crate::wire::{Progress, SurveyRow};

/// A survey as a program reads it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    no: u64,
    at: String,
    by: &'a str,
    name: &'a str,
    asks: &'a Asks,
    channel: &'a str,
    wanted: u32,
    eligible: u64,
    stratified_by: Option<Strata>,
    apart_days: u32,
    consented: bool,
    seed: Option<u64>,
    until: Option<String>,
    running: bool,
    #[serde(flatten)]
    progress: Progress,
    response_rate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    strata: Vec<Part<'a>>,
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    name: &'a str,
    eligible: u64,
    #[serde(flatten)]
    progress: Progress,
}

fn told(row: &SurveyRow) -> Row<'_> {
    let plan = &row.plan;
    let Progress { answered, drawn, .. } = row.progress;
    let interval = of_share(answered, drawn);
    Row {
        no: row.no,
        at: rfc3339(row.at),
        by: &row.by,
        name: &plan.name,
        asks: &plan.asks,
        channel: plan.channel.word(),
        wanted: plan.many,
        eligible: row.eligible,
        stratified_by: plan.by,
        apart_days: plan.apart_days,
        consented: plan.consented,
        seed: plan.seed,
        until: plan.until.map(rfc3339),
        running: row.running,
        progress: row.progress,
        response_rate: (drawn > 0).then(|| answered as f64 / drawn as f64),
        low: interval.map(|one| one.low),
        high: interval.map(|one| one.high),
        strata: row
            .strata
            .iter()
            .map(|(name, eligible, progress)| Part {
                name,
                eligible: *eligible,
                progress: *progress,
            })
            .collect(),
    }
}

pub fn run(context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let rows = super::all(&mut desk)?;
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&told(row)))?;
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        let none = context.say("survey-none");
        context.out.line(&none)?;
        return Ok(Exit::Done);
    }
    let heads = ["name", "drawn-on", "asks", "drawn", "answered", "rate", "to-ask", "until"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 3, 4, 5, 6]);
    for row in &rows {
        let speech = &context.speech;
        let progress = &row.progress;
        table.row([
            row.plan.name.clone(),
            speech.date(row.at),
            asks(&row.plan, speech),
            speech.number(progress.drawn),
            speech.number(progress.answered),
            rate(progress, speech),
            speech.number(progress.to_ask()),
            row.plan.until.map(|until| speech.full(until)).unwrap_or_default(),
        ]);
    }
    context.out.table(&table)?;
    let note = context.say("survey-rate-note");
    context.out.line(&note)?;
    Ok(Exit::Done)
}

pub fn show(name: &str, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let row = super::one(name, &mut desk)?;
    if context.out.form() == Form::Json {
        context.out.json(&told(&row))?;
        return Ok(Exit::Done);
    }
    let sheet = sheet(&row, &context.speech);
    context.out.table(&sheet)?;
    if row.plan.by.is_some() {
        let parts = row.strata.iter().map(|(name, size, part)| (&**name, *size, *part));
        let table = answered_by_part(&row.plan, parts, &context.speech);
        context.out.table(&table)?;
    }
    for key in warnings(&row.progress) {
        let warning = context.say(key);
        context.out.line(&warning)?;
    }
    Ok(Exit::Done)
}

fn sheet(row: &SurveyRow, speech: &Speech) -> Table {
    let Progress { drawn, answered, refused, unreachable, dropped, gone, not_reached, open } =
        row.progress;
    let mut table = Table::sheet();
    let mut line = |key: &str, value: String| {
        table.row([speech.say(&format!("survey-{key}")), value]);
    };
    line("name", row.plan.name.clone());
    line("asks", asks(&row.plan, speech));
    line("channel", speech.word("channel", row.plan.channel.word()));
    line("drawn-on", format!("{}  {}", speech.full(row.at), row.by));
    if let Some(until) = row.plan.until {
        line("until", speech.full(until));
    }
    line("seed", row.plan.seed.unwrap_or_default().to_string());
    let counts = [
        ("eligible-count", row.eligible),
        ("drawn", drawn),
        ("answered", answered),
        ("refused", refused),
        ("unreachable", unreachable),
        ("dropped", dropped),
        ("gone", gone),
        ("not-reached", not_reached),
        ("open", open),
    ];
    counts.into_iter().for_each(|(key, count)| line(key, speech.number(count)));
    if let Some(interval) = of_share(answered, drawn) {
        let (low, high) = (speech.percent(interval.low), speech.percent(interval.high));
        let rate = rate(&row.progress, speech);
        let values = [("rate", &*rate), ("low", &*low), ("high", &*high)];
        line("rate", speech.say_with("survey-rate-is", &values));
    }
    table
}

/// What is asked, in a few words.
fn asks(plan: &SurveyPlan, speech: &Speech) -> String {
    match &plan.asks {
        Asks::Instrument(name) => name.clone(),
        Asks::Measure(measure) => speech.word("measure", measure.word()),
    }
}

/// Of all who were drawn, the part that has answered.
fn rate(progress: &Progress, speech: &Speech) -> String {
    let Progress { answered, drawn, .. } = *progress;
    if drawn == 0 { String::new() } else { speech.percent(answered as f64 / drawn as f64) }
}

/// What is to be known before anything is made of the answers.
fn warnings(progress: &Progress) -> Vec<&'static str> {
    let Progress { answered, drawn, .. } = *progress;
    let few = match Worth::of(answered) {
        Worth::Nothing => Some("survey-too-few"),
        Worth::Hint => Some("survey-few"),
        Worth::Sound => None,
    };
    few.into_iter().chain((2 * answered < drawn).then_some("survey-low")).collect()
}

/// What a part of a draw is called.
fn part(plan: &SurveyPlan, name: &str, speech: &Speech) -> String {
    match plan.by {
        Some(_) if name.is_empty() => speech.say("survey-part-unknown"),
        Some(Strata::Tier) => speech.word("tier", name),
        Some(Strata::Topic | Strata::Agent) | None => name.to_owned(),
    }
}

/// How many could be drawn in each part, and how many are.
pub fn parts<'a>(
    plan: &SurveyPlan,
    parts: impl Iterator<Item = (&'a str, u64, u64)>,
    speech: &Speech,
) -> Table {
    let heads = ["part", "eligible", "drawn"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[1, 2]);
    for (name, size, many) in parts {
        table.row([part(plan, name, speech), speech.number(size), speech.number(many)]);
    }
    table
}

fn answered_by_part<'a>(
    plan: &SurveyPlan,
    parts: impl Iterator<Item = (&'a str, u64, Progress)>,
    speech: &Speech,
) -> Table {
    let heads = ["part", "eligible", "drawn", "answered", "rate", "to-ask"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[1, 2, 3, 4, 5]);
    for (name, size, progress) in parts {
        table.row([
            part(plan, name, speech),
            speech.number(size),
            speech.number(progress.drawn),
            speech.number(progress.answered),
            rate(&progress, speech),
            speech.number(progress.to_ask()),
        ]);
    }
    table
}
