//! `sigap customer export`: everything that is kept about one person, for that person. Never a
//! draft: it is not kept; never what others said of them.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::export::Sink;
use super::super::output::{Form, harmless_json};
use super::super::row::{CustomerRow, HistoryRow, TicketSheet, rfc3339};
use super::super::{history, journal, ticket};
use super::mention::Mentions;
use super::theirs::{self, Whose};
use super::{callback, show};
use crate::domain::text::clean_text;
use crate::domain::{At, Customer, CustomerId};
use crate::wire::journal::JournalLine;
use crate::wire::{Answer, HistoryItem, Query, TicketView};

/// Columns of the readable form: it is printed on paper.
const WIDTH: u16 = 100;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer export C-12 --output nur-halimah.txt
sigap customer export C-12 --output nur-halimah.txt --force
sigap customer export C-12 --format json --output nur-halimah.json")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    force: bool,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// To be read, in the language of whoever asks.
    Text,
    /// One JSON object.
    Json,
}

/// Everything.
struct Kept {
    now: At,
    customer: Box<Customer>,
    history: Vec<HistoryItem>,
    tickets: Vec<TicketView>,
    journal: Vec<JournalLine>,
    /// Notes of others that mention them, which are not theirs.
    mentions: u64,
}

#[derive(Debug, Serialize)]
struct Object<'a> {
    made_at: String,
    customer: CustomerRow<'a>,
    history: Vec<HistoryRow<'a>>,
    tickets: Vec<TicketSheet<'a>>,
    journal: Vec<journal::EntryRow<'a>>,
    mentions_of_others: u64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let usual = match context.out.form() {
        Form::Json => Format::Json,
        Form::People => Format::Text,
    };
    if let Some(path) = args.output.as_deref().filter(|path| path.is_file() && !args.force) {
        let values = [("path", &*path.display().to_string())];
        let sentence = context.speech.say_with("cli-kept-there", &values);
        return Err(Failure::said(Exit::File, sentence));
    }
    let mut desk = context.desk()?;
    let id = desk.customer(&args.customer)?;
    let kept = Kept::of(id, &mut desk)?;
    let text = match args.format.unwrap_or(usual) {
        Format::Json => kept.object() + "\n",
        Format::Text => kept.text(&mut desk)?,
    };
    // Whatever is made here is its owner's alone.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
    let mut sink = Sink::open(args.output.as_deref())?;
    sink.write(&text)?;
    let values = [("customer", &*id.to_string())];
    let mentioned = context.speech.say_count("cli-kept-mentioned", kept.mentions, &values);
    let mentioned = Some(mentioned).filter(|_| kept.mentions > 0);
    let Some(path) = sink.finish()? else {
        // Standard output is the export itself.
        mentioned.into_iter().for_each(|line| drop(writeln!(io::stderr(), "{line}")));
        return Ok(Exit::Done);
    };
    let path = crate::domain::text::clean_line(&path.display().to_string());
    if context.out.form() == Form::Json {
        let told = serde_json::json!({ "file": path, "mentions_of_others": kept.mentions });
        context.out.json(&told)?;
        return Ok(Exit::Done);
    }
    let values = [("customer", &*id.to_string()), ("path", &*path)];
    let sentence = context.speech.say_with("cli-kept-done", &values);
    context.out.line(&sentence)?;
    mentioned.into_iter().try_for_each(|line| context.out.line(&line))?;
    Ok(Exit::Done)
}

impl Kept {
    fn of(id: CustomerId, desk: &mut Desk) -> Result<Kept, Failure> {
        let customer = theirs::kept(id, desk)?;
        let history = theirs::history(id, desk)?;
        let mut tickets = Vec::new();
        for item in &history {
            let HistoryItem::Ticket(ticket) = item else { continue };
            let query = Query::Ticket { ticket: ticket.no };
            let Answer::Ticket(found) = desk.client.query(query)? else {
                return Err(Failure::unexpected());
            };
            tickets.extend(found.map(|view| *view));
        }
        let mut mentions = Mentions::new(theirs::marks(&customer, &history));
        let mut journal = Vec::new();
        theirs::journal(id, desk, &mut |line, whose, _| match whose {
            Whose::Theirs => journal.push(line.clone()),
            Whose::Others => mentions.look(line),
        })?;
        let mentions = mentions.found.len() as u64;
        Ok(Kept { now: desk.now, customer, history, tickets, journal, mentions })
    }

    fn object(&self) -> String {
        let object = Object {
            made_at: rfc3339(self.now),
            customer: CustomerRow::new(&self.customer, None),
            history: self.history.iter().map(HistoryRow::from).collect(),
            tickets: self.tickets.iter().map(TicketSheet::from).collect(),
            journal: self.journal.iter().map(journal::EntryRow::from).collect(),
            mentions_of_others: self.mentions,
        };
        let value: Value = serde_json::to_value(&object).expect("our rows have text keys only");
        let text = serde_json::to_string_pretty(&value).expect("a value is JSON");
        text.lines().map(harmless_json).collect::<Vec<_>>().join("\n")
    }

    fn text(&self, desk: &mut Desk) -> Result<String, Failure> {
        let codes = desk.codes()?;
        let mut parts = vec![(String::new(), show::sheet(&self.customer, &codes, desk))];
        let heading = |key: &str, desk: &Desk| desk.speech.say(&format!("cli-kept-{key}"));
        let mut time_line = history::empty(&desk.speech);
        self.history.iter().for_each(|item| time_line.row(history::cells(item, desk, &codes)));
        parts.push((heading("history", desk), time_line));
        let promises = callback::of_one(&self.customer, desk);
        parts.push((heading("callbacks", desk), promises));
        for view in &self.tickets {
            parts.push((view.ticket.no.to_string(), ticket::sheet(view, desk)?));
            let lines = view.lines.iter().map(|line| (None, line));
            parts.push((String::new(), ticket::time_line(lines, desk)));
        }
        let mut entries = journal::empty(&desk.speech);
        self.journal.iter().for_each(|line| entries.row(journal::plain_cells(line, desk, &codes)));
        parts.push((heading("journal", desk), entries));
        let when = desk.speech.full(self.now);
        let mut text = desk.speech.say_with("cli-kept-head", &[("when", &when)]);
        for (heading, table) in parts.iter().filter(|(_, table)| !table.is_empty()) {
            text.push_str(&format!("\n\n{heading}\n"));
            text.push_str(&table.render(WIDTH));
        }
        Ok(clean_text(&text) + "\n")
    }
}
