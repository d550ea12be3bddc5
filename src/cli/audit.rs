//! `sigap audit`: who decided what and when, for those who watch over a desk and their programs.
//! Never a word about a customer: ids, times, agents, words from closed lists and the names of
//! fields are all there is.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::journal::{each, tell_lost, told};
use super::looks;
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use super::when;
use crate::client::ClientError;
use crate::domain::{At, Refusal};
use crate::wire::journal::JournalLine;
use crate::wire::{Answer, Query};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "\
sigap audit --since 'yesterday 00:00'
sigap audit --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z --by sari
sigap audit --from 4712 --json >> /var/log/sigap-audit.jsonl",
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[arg(long, value_name = "SEQ", conflicts_with = "since")]
    from: Option<u64>,
    #[arg(long, value_name = "AGENT")]
    by: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Looks(looks::Args),
}

/// Fields of a fact that hold an id, a time, an agent's name or a word from a closed list. What is
/// not named here, as whatever is added one day, is left out.
const PLAIN: [&str; 37] = [
    "agent",
    "answer_due",
    "answered",
    "at",
    "callback",
    "channel",
    "code",
    "customer",
    "direction",
    "due",
    "entry",
    "follows",
    "from",
    "how",
    "interaction",
    "kind",
    "linked",
    "other",
    "passed",
    "priority",
    "proof",
    "purpose",
    "rating",
    "resolve_due",
    "scope",
    "severity",
    "severity_from",
    "severity_to",
    "through",
    "ticket",
    "to",
    "topic",
    "topic_from",
    "topic_to",
    "until",
    "what",
    "why",
];
/// Facts whose `from` and `to` are texts that somebody has written.
const WRITTEN: [&str; 3] = ["calendar_set", "canned_set", "sla_set"];

/// One entry as a watching program reads it.
#[derive(Debug, Serialize)]
struct AuditRow<'a> {
    seq: u64,
    at: String,
    by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    via: &'a str,
    command: uuid::Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u64>,
    what: &'static str,
    about: Map<String, Value>,
    /// Names of the fields that were touched; without those once the words were erased.
    fields: BTreeSet<String>,
}

impl<'a> From<&'a JournalLine> for AuditRow<'a> {
    fn from(line: &'a JournalLine) -> AuditRow<'a> {
        AuditRow {
            seq: line.seq,
            at: rfc3339(line.at),
            by: &line.by,
            via: &line.via,
            command: line.command,
            undoes: Some(line.undoes).filter(|seq| *seq > 0),
            what: line.fact.name(),
            about: about(line),
            fields: fields(line),
        }
    }
}

fn about(line: &JournalLine) -> Map<String, Value> {
    let is_written = WRITTEN.contains(&line.fact.name());
    let is_plain =
        |name: &str| PLAIN.contains(&name) && !(is_written && matches!(name, "from" | "to"));
    told(&line.fact).into_iter().filter(|(name, _)| is_plain(name)).collect()
}

fn fields(line: &JournalLine) -> BTreeSet<String> {
    let told = told(&line.fact);
    let facts = told.get("facts").and_then(Value::as_array).into_iter().flatten();
    let facts = facts.filter_map(|change| change["field"].as_str().map(str::to_owned));
    let private = line.private.iter().flatten().map(|change| change.field.to_string());
    facts.chain(private).collect()
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    if let Some(Verb::Looks(args)) = args.verb {
        return looks::run(args, context);
    }
    let mut desk = context.desk()?;
    let time = |text: Option<&str>, desk: &Desk| {
        text.map(|text| when::bound(text, desk.now, &desk.zone)).transpose()
    };
    let (since, until) = (time(args.since.as_deref(), &desk)?, time(args.until.as_deref(), &desk)?);
    let from = match since {
        Some(since) => first_since(&mut desk, since)?,
        None => args.from.unwrap_or(1),
    };
    let by = args.by.map(|by| desk.agent(&by));
    let is_meant = |line: &JournalLine| {
        since.is_none_or(|since| line.at >= since)
            && until.is_none_or(|until| line.at < until)
            && by.as_ref().is_none_or(|by| line.by == *by || line.via == *by)
    };
    let heads = ["seq", "when", "agent", "what", "note"];
    let heads = heads.map(|head| desk.speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2]);
    let lost = each(&mut desk, from, u64::MAX, &mut |line, desk| {
        if !is_meant(line) {
            return Ok(());
        }
        let row = AuditRow::from(line);
        match context.out.form() {
            Form::Json => context.out.json(&row)?,
            Form::People => table.row(cells(line, &row, desk)),
        }
        Ok(())
    })?;
    context.out.table(&table)?;
    tell_lost(&lost, context)?;
    Ok(Exit::Done)
}

fn cells(line: &JournalLine, row: &AuditRow<'_>, desk: &Desk) -> [String; 5] {
    let about = row.about.iter().filter_map(|(name, value)| match value {
        Value::String(text) if !text.is_empty() => Some(format!("{name}={text}")),
        Value::Number(_) | Value::Bool(_) => Some(format!("{name}={value}")),
        Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    });
    let names: Vec<&str> = row.fields.iter().map(String::as_str).collect();
    let fields = (!names.is_empty()).then(|| format!("[{}]", names.join(" ")));
    [
        line.seq.to_string(),
        desk.speech.full(line.at),
        desk.speech.doer(&line.by, &line.via),
        desk.speech.fact(row.what),
        about.chain(fields).collect::<Vec<_>>().join(", "),
    ]
}

/// The first entry of a time or later, as the journal is in the order of time; one that cannot be
/// read counts as earlier, so that it is named.
///
/// # Errors
/// [`Failure`].
pub fn first_since(desk: &mut Desk, since: At) -> Result<u64, Failure> {
    let (mut low, mut high) = (1, desk.client.welcome.seq + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let at = match desk.client.query(Query::Journal { from: middle, limit: 1 }) {
            Ok(Answer::Journal(lines)) => lines.first().map(|line| line.at),
            Ok(_) => return Err(Failure::unexpected()),
            // What lies behind it is looked through from the front.
            Err(ClientError::Refused(Refusal::Lost { .. })) => return Ok(low),
            Err(error) => return Err(error.into()),
        };
        match at {
            Some(at) if at < since => low = middle + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}
