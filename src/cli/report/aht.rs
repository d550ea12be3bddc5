//! `sigap report aht`: how long calls took. Never a call of which no end is known.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Serialize;

use super::{Span, day, work};
use crate::cli::audit::first_since;
use crate::cli::context::{Context, Desk};
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::journal::each;
use crate::cli::output::Form;
use crate::cli::table::Table;
use crate::domain::time::{DAY, SECOND};
use crate::domain::work::{Handled, HandlingTime, handling};
use crate::domain::{At, CodeKind, Fact, TwoLetters};
use crate::speech::Speech;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap report aht
sigap report aht --from 'yesterday 00:00' --to 'today 00:00' --by agent
sigap report aht --from 2026-11-01T00:00:00Z --by topic --json")]
pub struct Args {
    #[command(flatten)]
    span: Span,
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

/// What has a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Agent,
    Day,
    Topic,
}

/// A row as a program reads it; spans in seconds.
#[derive(Debug, Serialize)]
struct AhtRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    calls: u64,
    talk_s: i64,
    hold_s: i64,
    wrap_up_s: i64,
    aht_s: Option<i64>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (from, to) = args.span.read(&desk)?;
    // A call that was answered in the time may end after it, and who was in wrap-up when it began
    // has said so before.
    let lines = work(&mut desk, (from.plus(-DAY), to.plus(DAY)))?;
    let told = handling(&lines);
    let is_meant = |at: At| (from..to).contains(&at);
    let calls: Vec<&Handled> = told.calls.iter().filter(|call| is_meant(call.answered)).collect();
    let endless = told.endless.iter().filter(|at| is_meant(**at)).count() as u64;
    let names = match args.by {
        None => vec![String::new(); calls.len()],
        Some(By::Agent) => calls.iter().map(|call| call.agent.clone()).collect(),
        Some(By::Day) => calls.iter().map(|call| day(call.answered, &desk)).collect(),
        Some(By::Topic) => topics(&calls, (from, to), &mut desk)?,
    };
    let mut times: BTreeMap<String, HandlingTime> = BTreeMap::new();
    let mut all = HandlingTime::default();
    for (name, call) in names.into_iter().zip(&calls) {
        all.add(call);
        times.entry(name).or_default().add(call);
    }
    if args.by.is_none() {
        times.clear();
    }
    tell(&times, &all, endless, context)
}

/// What each call was about: the first contact that its agent had during it or its wrap-up.
fn topics(
    calls: &[&Handled],
    (from, to): (At, At),
    desk: &mut Desk,
) -> Result<Vec<String>, Failure> {
    let mut logged: BTreeMap<String, Vec<(At, TwoLetters)>> = BTreeMap::new();
    let first = first_since(desk, from)?;
    each(desk, first, u64::MAX, &mut |line, _| {
        if let Fact::InteractionLogged { topic, at, .. } = line.fact
            && At(at) < to.plus(DAY)
        {
            let topics = logged.entry(line.by.clone()).or_default();
            topics.push((At(at), TwoLetters::from_bytes(topic)));
        }
        Ok(())
    })?;
    logged.values_mut().for_each(|all| all.sort_by_key(|(at, _)| *at));
    let codes = desk.codes()?;
    let topic = |call: &&Handled| {
        let during = |(at, _): &&(At, TwoLetters)| (call.answered..=call.over).contains(at);
        let first = logged.get(&call.agent).and_then(|all| all.iter().find(during));
        let named = |topic: TwoLetters| {
            let word = desk.speech.code(CodeKind::Topic, topic, &codes);
            format!("{topic} {word}").trim_end().to_owned()
        };
        first.map_or_else(|| "-".to_owned(), |(_, topic)| named(*topic))
    };
    Ok(calls.iter().map(topic).collect())
}

fn tell(
    times: &BTreeMap<String, HandlingTime>,
    all: &HandlingTime,
    endless: u64,
    context: &mut Context,
) -> Ended {
    if context.out.form() == Form::Json {
        for (name, time) in times {
            context.out.json(&row(Some(name), time))?;
        }
        context.out.json(&row(None, all))?;
        return Ok(Exit::Done);
    }
    let speech = &context.speech;
    let heads = ["of", "calls", "talk", "hold", "wrap-up", "aht"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4, 5]);
    for (name, time) in times {
        table.row(cells(name, time, speech));
    }
    table.row(cells(&speech.say("cli-report-all"), all, speech));
    let mut notes = vec![speech.say("cli-report-aht-note")];
    if endless > 0 {
        notes.push(speech.say_count("cli-report-aht-endless", endless, &[]));
    }
    context.out.table(&table)?;
    notes.iter().try_for_each(|note| context.out.line(note))?;
    Ok(Exit::Done)
}

fn row<'a>(of: Option<&'a str>, time: &HandlingTime) -> AhtRow<'a> {
    AhtRow {
        of,
        calls: time.calls,
        talk_s: time.talk / SECOND,
        hold_s: time.hold / SECOND,
        wrap_up_s: time.wrap / SECOND,
        aht_s: time.average().map(|millis| (millis + SECOND / 2) / SECOND),
    }
}

/// How many, and what one took on the average.
fn cells(name: &str, time: &HandlingTime, speech: &Speech) -> [String; 6] {
    let calls = i64::try_from(time.calls).unwrap_or(i64::MAX);
    let seconds = |millis: i64| format!("{} s", (millis + SECOND / 2) / SECOND);
    let each = |sum: i64| if calls > 0 { seconds(sum / calls) } else { "-".to_owned() };
    let average = time.average().map_or_else(|| "-".to_owned(), seconds);
    let name = name.to_owned();
    [name, speech.number(time.calls), each(time.talk), each(time.hold), each(time.wrap), average]
}
