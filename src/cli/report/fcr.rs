//! `sigap report fcr`: complaints settled by the contact that brought them. Never one of which it
//! cannot be known yet.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Serialize;

use crate::cli::audit::first_since;
use crate::cli::context::{Context, Desk};
use crate::cli::exit::{Ended, Failure};
use crate::cli::journal::{each, tell_lost};
use crate::cli::output::Form;
use crate::cli::table::Table;
use crate::cli::when;
use crate::domain::first_contact::{FirstContact, FirstContactCount, FirstContacts};
use crate::domain::time::DAY;
use crate::domain::{CodeKind, Role, TwoLetters};
use crate::speech::Speech;
use crate::wire::{Answer, Query};

/// Days that are looked at unless said otherwise: whole weeks, so that they compare, and more than
/// those of which the end is too early to tell.
const WEEKS: i64 = 4 * 7 * DAY;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap report fcr
sigap report fcr --from '2026-11-01 00:00' --to '2026-12-01 00:00' --by agent
sigap report fcr --from 2026-11-01T00:00:00Z --by topic --json")]
pub struct Args {
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME", default_value = "now")]
    to: String,
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

/// What has a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Agent,
    Topic,
}

/// A row as a program reads it; the share is from 0 to 1.
#[derive(Debug, Serialize)]
struct FcrRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    complaints: u64,
    first_contact: u64,
    later: u64,
    reopened: u64,
    again: u64,
    too_early: u64,
    fcr: Option<f64>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let time = |text: &str| when::bound(text, desk.now, &desk.zone);
    let to = time(&args.to)?;
    let from = args.from.as_deref().map_or(Ok(to.plus(-WEEKS)), time)?;
    let (from, to) = when::forwards((from, to), &desk)?;
    let Answer::Desk(status) = desk.client.query(Query::Desk)? else {
        return Err(Failure::unexpected());
    };
    let days = status.first_contact_days;
    let mut told = FirstContacts::default();
    // What belongs to a complaint that came before is no first contact.
    let first = first_since(&mut desk, from.plus(-i64::from(days) * DAY))?;
    let lost = each(&mut desk, first, u64::MAX, &mut |line, _| {
        told.take((line.seq, line.undoes), line.at, &line.by, &line.fact);
        Ok(())
    })?;
    let own = (desk.client.welcome.role == Role::Agent).then(|| desk.client.welcome.agent.clone());
    let is_meant = |one: &FirstContact| {
        (from..to).contains(&one.opened) && own.as_ref().is_none_or(|own| one.agent == *own)
    };
    let judged = told.judged(days, desk.now);
    let (rows, all) = count(judged.iter().filter(|one| is_meant(one)), args.by, &mut desk)?;
    tell(&rows, &all, context)?;
    if context.out.form() == Form::People {
        let note = context.speech.say_count("cli-report-fcr-note", u64::from(days), &[]);
        context.out.line(&note)?;
        let own = own.map(|_| context.speech.say("cli-report-fcr-own"));
        own.iter().try_for_each(|note| context.out.line(note))?;
    }
    tell_lost(&lost, context)
}

type Rows = BTreeMap<String, FirstContactCount>;

fn count<'a>(
    judged: impl Iterator<Item = &'a FirstContact>,
    by: Option<By>,
    desk: &mut Desk,
) -> Result<(Rows, FirstContactCount), Failure> {
    let codes = desk.codes()?;
    let named = |topic: TwoLetters| {
        let word = desk.speech.code(CodeKind::Topic, topic, &codes);
        format!("{topic} {word}").trim_end().to_owned()
    };
    let (mut rows, mut all) = (Rows::new(), FirstContactCount::default());
    for one in judged {
        all.add(one.verdict);
        let of = match by {
            None => continue,
            Some(By::Agent) => one.agent.clone(),
            Some(By::Topic) => named(one.topic),
        };
        rows.entry(of).or_default().add(one.verdict);
    }
    Ok((rows, all))
}

fn tell(rows: &Rows, all: &FirstContactCount, context: &mut Context) -> Result<(), Failure> {
    if context.out.form() == Form::Json {
        for (of, count) in rows {
            context.out.json(&row(Some(of), count))?;
        }
        return context.out.json(&row(None, all));
    }
    let speech = &context.speech;
    let heads =
        ["of", "complaints", "at-once", "not-at-once", "reopened", "again", "too-early", "share"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4, 5, 6, 7]);
    rows.iter().for_each(|(of, count)| table.row(cells(of, count, speech)));
    table.row(cells(&speech.say("cli-report-all"), all, speech));
    context.out.table(&table)
}

fn row<'a>(of: Option<&'a str>, count: &FirstContactCount) -> FcrRow<'a> {
    let FirstContactCount { first: first_contact, later, reopened, again, too_early } = *count;
    let (complaints, fcr) = (count.judged(), count.share());
    FcrRow { of, complaints, first_contact, later, reopened, again, too_early, fcr }
}

fn cells(of: &str, count: &FirstContactCount, speech: &Speech) -> [String; 8] {
    let FirstContactCount { first, later, reopened, again, too_early } = *count;
    let counts = [count.judged(), first, later, reopened, again, too_early];
    let [all, first, later, reopened, again, early] = counts.map(|count| speech.number(count));
    let share = count.share().map_or_else(|| "-".to_owned(), |share| speech.percent(share));
    [of.to_owned(), all, first, later, reopened, again, early, share]
}
