//! `sigap improve …`: what is to be done better, and what came of it. Never a figure somebody has
//! written: the desk counts.

use serde::Serialize;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use crate::domain::improvement::Pace;
use crate::domain::{Activity, Date, Gap, Improvement, Plan, Refusal, TwoLetters};
use crate::wire::{Answer, Command, ImprovementRow, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap improve list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap improve list\nsigap improve list --late --json")]
    List {
        #[arg(long)]
        late: bool,
    },
    #[command(after_help = "\
sigap improve add 'a second courier on Mondays' --owner sari --check 2026-12-24 --gap delivery
sigap improve add 'bills in two languages' --check 2027-01-15 --topic BI --activity design")]
    Add {
        #[arg(value_name = "TEXT")]
        note: String,
        #[command(flatten)]
        about: About,
    },
    #[command(after_help = "\
sigap improve change 4711 --check 2027-01-31
sigap improve change 4711 'two couriers on Mondays' --owner rina")]
    Change {
        #[arg(value_name = "NUMBER")]
        number: u64,
        #[arg(value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        about: About,
    },
    #[command(after_help = "sigap improve done 4711")]
    Done {
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
    #[command(after_help = "sigap improve remove 4711")]
    Remove {
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
}

/// Who, when, about what.
#[derive(Debug, clap::Args)]
struct About {
    #[arg(long, value_name = "AGENT")]
    owner: Option<String>,
    #[arg(long, value_name = "DATE")]
    check: Option<Date>,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
    #[arg(long, value_name = "GAP", value_parser = given::word(Gap::ALL, Gap::word))]
    gap: Option<Gap>,
    #[arg(long, value_name = "ACTIVITY", value_parser = given::word(Activity::ALL, Activity::word))]
    activity: Option<Activity>,
}

/// An improvement as a program reads it; paces are complaints a week.
#[derive(Debug, Serialize)]
struct Row<'a> {
    no: u64,
    at: String,
    by: &'a str,
    #[serde(flatten)]
    plan: Option<&'a Plan>,
    action: Option<&'a str>,
    done_at: Option<String>,
    late: bool,
    before: Pace,
    after: Option<Pace>,
    tickets: String,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List { late } => list(late.then_some(()), &mut desk, context),
        Verb::Add { note, about } => {
            let action = given::text(Some(note))?;
            let agent = desk.agent("me");
            let plan = Some(about.over(None, &agent)?);
            let command = Command::SetImprovement { improvement: None, plan, action };
            let done = desk.client.run(command)?;
            context.done(&done, "done-improvement", &[])
        }
        Verb::Change { number, note, about } => {
            let was = one(number, &mut desk)?;
            let plan = Some(about.over(was.plan.as_ref(), &was.by)?);
            let said = note.map(|note| given::text(Some(note))).transpose()?;
            let action = said.or(was.action).unwrap_or_default();
            set((number, plan), action, "done-improvement", &mut desk, context)
        }
        Verb::Done { number } => {
            let was = one(number, &mut desk)?;
            let plan = was.plan.map(|plan| Plan { done: true, ..plan });
            let action = was.action.unwrap_or_default();
            set((number, plan), action, "done-improvement-done", &mut desk, context)
        }
        Verb::Remove { number } => {
            let action = String::new();
            set((number, None), action, "done-improvement-removed", &mut desk, context)
        }
    }
}

fn set(
    (number, plan): (u64, Option<Plan>),
    action: String,
    key: &str,
    desk: &mut Desk,
    context: &mut Context,
) -> Ended {
    let command = Command::SetImprovement { improvement: Some(number), plan, action };
    let done = desk.client.run(command)?;
    context.done(&done, key, &[])
}

impl About {
    /// The plan with what was given laid over it; a new one needs its day.
    fn over(self, was: Option<&Plan>, owner: &str) -> Result<Plan, Failure> {
        let day = || crate::domain::Malformed::Date { given: String::new() };
        Ok(Plan {
            owner: self.owner.or(was.map(|was| was.owner.clone())).unwrap_or(owner.to_owned()),
            check: self.check.or(was.map(|was| was.check)).ok_or_else(day)?,
            topic: self.topic.or(was.and_then(|was| was.topic)),
            gap: self.gap.or(was.and_then(|was| was.gap)),
            activity: self.activity.or(was.and_then(|was| was.activity)),
            done: was.is_some_and(|was| was.done),
        })
    }
}

fn all(desk: &mut Desk) -> Result<Vec<ImprovementRow>, Failure> {
    match desk.client.query(Query::Improvements)? {
        Answer::Improvements(rows) => Ok(rows),
        _ => Err(Failure::unexpected()),
    }
}

fn one(number: u64, desk: &mut Desk) -> Result<Improvement, Failure> {
    let found = all(desk)?.into_iter().map(|row| row.improvement).find(|one| one.no == number);
    Ok(found.ok_or(Refusal::NoImprovement { improvement: number })?)
}

fn list(late: Option<()>, desk: &mut Desk, context: &mut Context) -> Ended {
    let rows = all(desk)?.into_iter().filter(|row| late.is_none() || row.late);
    let rows: Vec<ImprovementRow> = rows.collect();
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&told(row)))?;
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        let none = context.say("cli-improve-none");
        context.out.line(&none)?;
        return Ok(Exit::Done);
    }
    let heads = ["number", "owner", "check", "about", "before", "after", "action"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 4, 5]);
    for row in &rows {
        let Some(plan) = &row.improvement.plan else { continue };
        let state = match (plan.done, row.late) {
            (true, _) => context.say("improve-done"),
            (false, true) => format!("{} {}", plan.check, context.say("improve-late")),
            (false, false) => plan.check.to_string(),
        };
        let erased = || context.say("cli-erased");
        table.row([
            row.improvement.no.to_string(),
            plan.owner.clone(),
            state,
            plan.filter(),
            context.speech.pace(Some(row.before)),
            context.speech.pace(row.after),
            row.improvement.action.clone().unwrap_or_else(erased),
        ]);
    }
    context.out.table(&table)?;
    let note = context.say("cli-improve-note");
    context.out.line(&note)?;
    Ok(Exit::Done)
}

fn told(row: &ImprovementRow) -> Row<'_> {
    let one = &row.improvement;
    Row {
        no: one.no,
        at: rfc3339(one.at),
        by: &one.by,
        plan: one.plan.as_ref(),
        action: one.action.as_deref(),
        done_at: one.done.map(rfc3339),
        late: row.late,
        before: row.before,
        after: row.after,
        tickets: one.plan.as_ref().map(Plan::filter).unwrap_or_default(),
    }
}
