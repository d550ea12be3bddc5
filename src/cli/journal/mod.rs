//! `sigap journal …`: what was decided, entry by entry. Never changes an entry.

mod end;
mod fact;
mod head;
mod heard;
pub mod import;
mod leaving;
mod plain;
mod repair;
mod survey;
#[cfg(test)]
mod tests;
mod untold;
mod verify;

pub use fact::told;
pub use verify::lost;

use end::{End, Part};
use serde::Serialize;
use serde_json::{Map, Value};

use super::bar::Bar;
use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::{Form, harmless_json};
use super::row::rfc3339;
use super::table::Table;
use crate::client::ClientError;
use crate::domain::{Change, Code, Entry, Refusal};
use crate::speech::Speech;
use crate::wire::journal::JournalLine;
use crate::wire::{Answer, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap journal show\nsigap journal verify")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap journal show
sigap journal show --from 1 --limit 100
sigap journal show --from 4711 --limit 1 --json")]
    Show {
        #[arg(long, value_name = "SEQ")]
        from: Option<u64>,
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::many())]
        limit: u64,
    },
    #[command(after_help = "\
sigap journal verify
sigap journal verify --deep
sigap journal verify --noted \
4711:6b1f0c4d9e2a7835d0c4b1f6a9e83d2756c0f1b4a8e9d3c7260b5f4e1a9d8c73
sigap journal verify --json")]
    Verify(verify::Args),
    #[command(
        after_help = "sigap journal head\nsigap journal head --json >> /mnt/elsewhere/heads.jsonl"
    )]
    Head,
    #[command(after_help = "\
sigap journal repair --from /mnt/usb/desk
sigap journal repair --from /var/backups/sigap/sigap-20261122T013000Z.tar
sigap journal repair --from /mnt/mirror")]
    Repair(repair::Args),
    #[command(after_help = "\
(umask 077; sigap journal export > journal.jsonl)
sigap journal export --from 4712 >> journal.jsonl")]
    Export {
        #[arg(long, value_name = "SEQ", default_value_t = 1)]
        from: u64,
    },
    #[command(after_help = "\
sigap journal import journal.jsonl --home /srv/desk
sigap journal import journal.jsonl --erasures /mnt/elsewhere/erasures.jsonl
sigap journal import journal.jsonl --without-end
zcat journal.jsonl.gz | sigap journal import -")]
    Import(import::Args),
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Show { from, limit } => show(from, limit, context),
        Verb::Verify(args) => verify::run(args, context),
        Verb::Head => head::run(context),
        Verb::Repair(args) => repair::run(args, context),
        Verb::Export { from } => export(from, context),
        Verb::Import(args) => import::run(args, context),
    }
}

/// An entry as scripts read it. Bytes and numbers of the disk are told as words, ids and times.
#[derive(Debug, Serialize)]
pub struct EntryRow<'a> {
    seq: u64,
    at: String,
    by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    via: &'a str,
    command: uuid::Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<u64>,
    what: &'static str,
    fact: Map<String, Value>,
    private: Option<&'a [Change]>,
}

impl<'a> From<&'a JournalLine> for EntryRow<'a> {
    fn from(line: &'a JournalLine) -> EntryRow<'a> {
        EntryRow {
            seq: line.seq,
            at: rfc3339(line.at),
            by: &line.by,
            via: &line.via,
            command: line.command,
            undoes: Some(line.undoes).filter(|seq| *seq > 0),
            what: line.fact.name(),
            fact: fact::told(&line.fact),
            private: line.private.as_deref(),
        }
    }
}

/// An entry as one line of an export.
pub fn exported(entry: Entry) -> String {
    serde_json::to_string(&EntryRow::from(&JournalLine::from(entry))).expect("a row is JSON")
}

/// The last entries, or those from a seq on.
fn show(from: Option<u64>, limit: u64, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let from = from.unwrap_or_else(|| (desk.client.welcome.seq + 1).saturating_sub(limit).max(1));
    let mut table = empty(&desk.speech);
    let lost = each(&mut desk, from, limit, &mut |line, desk| {
        match context.out.form() {
            Form::Json => context.out.json(&EntryRow::from(line))?,
            Form::People => table.row(cells(line, desk)),
        }
        Ok(())
    })?;
    context.out.table(&table)?;
    tell_lost(&lost, context)
}

fn export(from: u64, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (bar, last) = (Bar::of_entries(), desk.client.welcome.seq);
    let mut part = Part::default();
    let mut lost = each(&mut desk, from, u64::MAX, &mut |line, _| {
        bar.set((line.seq + 1).saturating_sub(from), (last + 1).saturating_sub(from));
        let row = serde_json::to_string(&EntryRow::from(line)).expect("a row is JSON");
        let row = harmless_json(&row);
        part.add(line.seq, row.as_bytes());
        context.out.raw(row.as_bytes()).and_then(|()| context.out.raw(b"\n"))
    })?;
    context.out.json(&End { end: part.end() })?;
    let Answer::Desk(status) = desk.client.query(Query::Desk)? else {
        return Err(Failure::unexpected());
    };
    if lost.is_empty() {
        // The desk itself cannot read on behind its last entry.
        lost.extend(status.damage);
    }
    tell_lost(&lost, context)
}

/// Says what cannot be read, beside what could be.
///
/// # Errors
/// [`Failure::Said`] with them.
pub fn tell_lost(lost: &[Refusal], context: &mut Context) -> Ended {
    if lost.is_empty() {
        return Ok(Exit::Done);
    }
    context.out.flush()?;
    let lines: Vec<String> = lost.iter().map(|one| context.speech.refusal(one)).collect();
    Err(Failure::said(Exit::Trouble, lines.join("\n")))
}

/// Goes through at most `limit` entries from a seq on, a page at a time; gives back what could not
/// be read of them.
///
/// # Errors
/// [`Failure`].
pub fn each(
    desk: &mut Desk,
    mut from: u64,
    mut limit: u64,
    take: &mut dyn FnMut(&JournalLine, &Desk) -> Result<(), Failure>,
) -> Result<Vec<Refusal>, Failure> {
    let mut lost = Vec::new();
    while limit > 0 {
        let lines = match desk.page(limit, |limit| Query::Journal { from, limit }) {
            Ok(Answer::Journal(lines)) => lines,
            Ok(_) => return Err(Failure::unexpected()),
            Err(Failure::Desk(ClientError::Refused(refusal @ Refusal::Lost { last, .. }))) => {
                limit = limit.saturating_sub(last.saturating_sub(from) + 1);
                from = last.max(from) + 1;
                lost.push(refusal);
                continue;
            }
            Err(other) => return Err(other),
        };
        for line in &lines {
            take(line, desk)?;
        }
        let Some(last) = lines.last() else { break };
        from = last.seq + 1;
        limit = limit.saturating_sub(lines.len() as u64);
    }
    Ok(lost)
}

/// A table for entries.
pub fn empty(speech: &Speech) -> Table {
    let heads = ["seq", "when", "agent", "what", "note"];
    Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0, 1, 2])
}

/// An entry's row in it for the person whom it is about.
pub fn plain_cells(line: &JournalLine, desk: &Desk, codes: &[Code]) -> [String; 5] {
    let told = plain::told(line, desk, codes);
    let [seq, when, agent, what, _] = cells(line, desk);
    [seq, when, agent, what, told]
}

/// An entry's row in it.
pub fn cells(line: &JournalLine, desk: &Desk) -> [String; 5] {
    let speech = &desk.speech;
    let facts = fact::fields(&line.fact).into_iter().filter_map(|(name, value)| {
        let value = match value {
            Value::String(text) if !text.is_empty() => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some(format!("{name}={value}"))
    });
    let private: Vec<String> = match &line.private {
        Some(changes) => changes.iter().map(|change| speech.change(change)).collect(),
        None => vec![speech.say("cli-erased")],
    };
    let undoes = (line.undoes > 0)
        .then(|| speech.say_with("cli-journal-undoes", &[("seq", &line.undoes.to_string())]));
    [
        line.seq.to_string(),
        speech.moment(line.at, desk.now),
        speech.doer(&line.by, &line.via),
        speech.fact(line.fact.name()),
        facts.chain(private).chain(undoes).collect::<Vec<_>>().join(", "),
    ]
}
