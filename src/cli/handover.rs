//! `sigap handover …`: notes for the next shift. Never one about a customer alone: that belongs
//! into their ticket.

use serde::Serialize;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use crate::domain::{Handover, Refusal};
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap handover list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap handover add 'Modem swaps in Bandung are late until Tuesday.'
sigap handover add - < shift.txt")]
    Add {
        #[arg(value_name = "TEXT")]
        note: String,
    },
    #[command(after_help = "sigap handover list\nsigap handover list --unread --json")]
    List {
        #[arg(long)]
        unread: bool,
    },
    #[command(after_help = "sigap handover read 4711")]
    Read {
        #[arg(value_name = "NUMBER", required = true)]
        numbers: Vec<u64>,
    },
}

/// A note as a program reads it.
#[derive(Debug, Serialize)]
struct HandoverRow<'a> {
    no: u64,
    at: String,
    by: &'a str,
    until: String,
    text: &'a str,
    unread: bool,
    read: Vec<ReadRow<'a>>,
}

/// Who has read it.
#[derive(Debug, Serialize)]
struct ReadRow<'a> {
    by: &'a str,
    at: String,
}

impl<'a> HandoverRow<'a> {
    fn of(note: &'a Handover, reader: &str) -> HandoverRow<'a> {
        let read = note.read.iter().map(|one| ReadRow { by: &one.by, at: rfc3339(one.at) });
        HandoverRow {
            no: note.no,
            at: rfc3339(note.at),
            by: &note.by,
            until: rfc3339(note.until),
            text: &note.text,
            unread: note.is_unread(reader),
            read: read.collect(),
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Add { note } => {
            let text = given::text(Some(note))?;
            let done = context.desk()?.client.run(Command::WriteHandover { text })?;
            context.done(&done, "cli-done-handover", &[])
        }
        Verb::List { unread } => {
            let mut desk = context.desk()?;
            let me = desk.agent("me");
            let mut notes = notes(&mut desk)?;
            notes.retain(|note| !unread || note.is_unread(&me));
            list(&notes, &desk, context)
        }
        Verb::Read { numbers } => {
            let mut desk = context.desk()?;
            numbers.into_iter().try_for_each(|no| read(no, &mut desk, context))?;
            Ok(Exit::Done)
        }
    }
}

/// Those that are shown, what one has not read first.
fn notes(desk: &mut Desk) -> Result<Vec<Handover>, Failure> {
    match desk.client.query(Query::Handover)? {
        Answer::Handover(notes) => Ok(notes),
        _ => Err(Failure::unexpected()),
    }
}

fn list(notes: &[Handover], desk: &Desk, context: &mut Context) -> Ended {
    let me = desk.agent("me");
    if context.out.form() == Form::Json {
        notes.iter().try_for_each(|note| context.out.json(&HandoverRow::of(note, &me)))?;
        return Ok(Exit::Done);
    }
    let heads = ["number", "when", "by", "read", "text"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2]);
    for note in notes {
        let read = match note.is_unread(&me) {
            true => context.say("handover-new"),
            false => note.read.len().to_string(),
        };
        let (at, text) = (desk.speech.full(note.at), note.text.replace('\n', " "));
        table.row([note.no.to_string(), at, note.by.clone(), read, text]);
    }
    if table.is_empty() {
        let none = context.say("handover-none");
        context.out.line(&none)?;
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}

/// Shows one whole, and keeps that it was read.
fn read(no: u64, desk: &mut Desk, context: &mut Context) -> Result<(), Failure> {
    let me = desk.agent("me");
    let find = |notes: Vec<Handover>| notes.into_iter().find(|note| note.no == no);
    let missing = || Failure::from(Refusal::NoHandover { note: no });
    let mut note = find(notes(desk)?).ok_or_else(missing)?;
    if note.is_unread(&me) {
        desk.client.run(Command::ReadHandover { note: no })?;
        note = find(notes(desk)?).ok_or_else(missing)?;
    }
    if context.out.form() == Form::Json {
        return context.out.json(&HandoverRow::of(&note, &me));
    }
    let head = desk.speech.handover_head(&note);
    context.out.line(&head)?;
    note.text.lines().try_for_each(|line| context.out.line(line))?;
    let read = desk.speech.handover_read(&note, desk.now);
    context.out.line(&read)
}
