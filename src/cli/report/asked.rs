//! `sigap report desk`, `complaints`, `gaps`, `lost`, `survey`: reports that the desk makes itself.
//! Never one of which a part is still to be read.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::ValueEnum;

use super::rows::ReportRow;
use super::{made, rows};
use crate::cli::bar::Bar;
use crate::cli::context::{Context, Desk};
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::export::Sink;
use crate::cli::output::Form;
use crate::cli::{instrument, when};
use crate::domain::At;
use crate::domain::time::DAY;
use crate::report::{Said, page};
use crate::wire::report::Behind;
use crate::wire::{Answer, Query, Report, ReportAsk, ReportBy, ReportKind};

/// Days that are looked at unless said otherwise: whole weeks, so that they compare.
const WEEKS: i64 = 4 * 7 * DAY;
/// A year: people leave more slowly than they complain.
const YEAR: i64 = 365 * DAY;
/// How often is asked while the desk still reads: often enough for a bar that moves.
const AGAIN: Duration = Duration::from_millis(250);

/// Of which time, and how it is told.
#[derive(Debug, clap::Args)]
pub struct Over {
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME", default_value = "now")]
    to: String,
    #[arg(long, conflicts_with = "html")]
    csv: bool,
    #[arg(long, value_name = "NAME", requires = "csv")]
    table: Option<String>,
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[arg(long, value_name = "ROW")]
    rows: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    over: Over,
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

/// What has a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Topic,
    Agent,
    Tier,
    Channel,
    Hour,
    Week,
}

impl By {
    const fn meant(self) -> ReportBy {
        match self {
            By::Topic => ReportBy::Topic,
            By::Agent => ReportBy::Agent,
            By::Tier => ReportBy::Tier,
            By::Channel => ReportBy::Channel,
            By::Hour => ReportBy::Hour,
            By::Week => ReportBy::Week,
        }
    }
}

/// By what customers have rows of their own: what they are, came by and complained of last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PeopleBy {
    Tier,
    Channel,
    Topic,
}

impl PeopleBy {
    const fn meant(self) -> ReportBy {
        match self {
            PeopleBy::Tier => ReportBy::Tier,
            PeopleBy::Channel => ReportBy::Channel,
            PeopleBy::Topic => ReportBy::Topic,
        }
    }
}

/// What has rows of its own of what customers expect and get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QualityBy {
    Topic,
    Agent,
    Tier,
    Channel,
    Week,
}

impl QualityBy {
    /// As the desk is asked.
    pub const fn meant(self) -> ReportBy {
        match self {
            QualityBy::Topic => ReportBy::Topic,
            QualityBy::Agent => ReportBy::Agent,
            QualityBy::Tier => ReportBy::Tier,
            QualityBy::Channel => ReportBy::Channel,
            QualityBy::Week => ReportBy::Week,
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct PeopleArgs {
    #[command(flatten)]
    over: Over,
    #[arg(long, value_name = "WHAT")]
    by: Option<PeopleBy>,
}

/// How many answered, and what mystery shoppers found beside what customers said.
pub fn survey(args: &PeopleArgs, context: &mut Context) -> Ended {
    let by = args.by.map(PeopleBy::meant);
    told(ReportKind::Survey, &args.over, (by, WEEKS, String::new()), context)
}

/// Who left: within a year, unless said otherwise.
pub fn lost(args: &PeopleArgs, context: &mut Context) -> Ended {
    let by = args.by.map(PeopleBy::meant);
    told(ReportKind::Lost, &args.over, (by, YEAR, String::new()), context)
}

pub fn run(kind: ReportKind, args: &Args, context: &mut Context) -> Ended {
    told(kind, &args.over, (args.by.map(By::meant), WEEKS, String::new()), context)
}

/// The same of one instrument or survey.
pub fn named(
    kind: ReportKind,
    over: &Over,
    (by, name): (Option<ReportBy>, String),
    context: &mut Context,
) -> Ended {
    told(kind, over, (by, WEEKS, name), context)
}

impl Over {
    /// From when to when: so long before its end, unless said otherwise.
    fn read(&self, span: i64, desk: &Desk) -> Result<(At, At), Failure> {
        let time = |text: &str| when::bound(text, desk.now, &desk.zone);
        let until = time(&self.to)?;
        let from = self.from.as_deref().map_or(Ok(until.plus(-span)), time)?;
        when::forwards((from, until), desk)
    }
}

/// A report of a time: of so long before its end, unless said otherwise.
fn told(
    kind: ReportKind,
    args: &Over,
    (by, span, name): (Option<ReportBy>, i64, String),
    context: &mut Context,
) -> Ended {
    if context.out.form() == Form::Json && (args.csv || args.html.is_some()) {
        return Err(Failure::said(Exit::Usage, context.say("cli-report-one-form")));
    }
    let rows = args.rows.clone().unwrap_or_default();
    let first = rows.split_whitespace().next().unwrap_or("");
    if args.rows.is_some() && first.parse::<Behind>().is_err() {
        let sentence = context.speech.say_with("cli-report-no-row", &[("row", &rows)]);
        return Err(Failure::said(Exit::Usage, sentence));
    }
    let mut desk = context.desk()?;
    let (from, until) = args.read(span, &desk)?;
    if !name.is_empty() {
        instrument::found(&mut desk, &name)?;
    }
    let report = ask(ReportAsk { kind, from, until, by, name, rows }, &mut desk)?;
    if context.out.form() == Form::Json {
        context.out.json(&ReportRow::of(&report))?;
        return Ok(Exit::Done);
    }
    let codes = desk.codes()?;
    let said = Said { speech: &desk.speech, codes: &codes };
    if let Some(path) = &args.html {
        return write(&page(&report, said), path, context);
    }
    if args.csv {
        let csv = rows::csv(&report, args.table.as_deref(), said);
        let csv = csv.ok_or_else(|| no_table(&report, context))?;
        context.out.raw(csv.as_bytes())?;
        return Ok(Exit::Done);
    }
    made::tell(&report, said, context)
}

/// Leaves the page in a file that is whole or not there.
fn write(page: &str, path: &Path, context: &mut Context) -> Ended {
    let mut sink = Sink::open(Some(path))?;
    sink.write(page)?;
    if let Some(path) = sink.finish()? {
        let path = path.display().to_string();
        context.out.line(&context.speech.say_with("cli-report-page", &[("path", &path)]))?;
    }
    Ok(Exit::Done)
}

/// Which tables there are.
fn no_table(report: &Report, context: &Context) -> Failure {
    let mut names: Vec<&str> = Vec::new();
    for table in &report.tables {
        // Several raters and scales have a table each, of the same name.
        if !names.contains(&table.name.as_str()) {
            names.push(&table.name);
        }
    }
    let names = names.join(", ");
    let sentence = context.speech.say_with("cli-report-no-table", &[("names", &names)]);
    Failure::said(Exit::Usage, sentence)
}

/// Asks until all of it is read, with a bar meanwhile.
fn ask(meant: ReportAsk, desk: &mut Desk) -> Result<Report, Failure> {
    let mut waiting = None;
    loop {
        let query = Query::Report { meant: meant.clone() };
        let Answer::Report(report) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        if report.behind == 0 {
            return Ok(*report);
        }
        waiting.get_or_insert_with(Bar::counting).set(report.seq, report.seq + report.behind);
        thread::sleep(AGAIN);
    }
}
