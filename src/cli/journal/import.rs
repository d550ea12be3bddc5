//! `sigap journal import`: the entries that `journal export` wrote become a desk again. Never half
//! of them, never in a home that holds a desk.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::super::bar::Bar;
use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::restore;
use super::end::{self, End, Part};
use super::untold;
use crate::backup::Progress;
use crate::domain::{At, Change, Entry};
use crate::store::{self, Erasure, Listed, Salts, Store, StoreError};

/// Bytes of a line at most: the longest line of the wire with every letter of it escaped.
const LINE_BYTES: u64 = 32 * 1024 * 1024;
/// Entries kept at a time: each block costs a sync, and its rows wait in memory.
const BLOCK_ENTRIES: usize = 2_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE|-")]
    source: PathBuf,
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    #[arg(long)]
    without_end: bool,
}

/// What is to be done with lines behind which no end is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unended {
    /// They may be the half of a file.
    Refused,
    /// Somebody knows that they are all.
    Taken,
}

/// A line as `journal export` writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    seq: u64,
    at: String,
    by: String,
    #[serde(default)]
    via: String,
    command: uuid::Uuid,
    #[serde(default)]
    undoes: u64,
    what: String,
    fact: Map<String, Value>,
    /// `null` when they were erased; a line without it was written by something else.
    #[serde(deserialize_with = "given")]
    private: Option<Vec<Change>>,
}

fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<Change>>, D::Error> {
    Option::deserialize(from)
}

/// Milliseconds since 1970 of a time in RFC 3339.
///
/// # Errors
/// What is wrong with it.
pub fn millis(text: &str) -> Result<i64, String> {
    let time = text.parse::<jiff::Timestamp>();
    time.map(jiff::Timestamp::as_millisecond).map_err(|why| why.to_string())
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    let list = restore::erasures(&place, args.erasures.as_deref(), context)?;
    let (lines, of) = open(&args.source)?;
    let (mut lines, mut met) = (Some(lines), 0);
    let unended = if args.without_end { Unended::Taken } else { Unended::Refused };
    let entries = restore::fresh(&place, context, &mut |partial, context| {
        let lines = lines.take().expect("a desk is made once");
        let mut reading = Reading::new(lines, of, &list, unended);
        let entries = take_in(partial, &mut reading)
            .map_err(|wrong| wrong.failure(&args.source, reading.number, context))?;
        met = reading.erased.met();
        match entries {
            0 => Err(Failure::said(Exit::Refused, context.say("cli-journal-import-nothing"))),
            entries => store::note_erasures(&place.dir, &list)
                .map(|()| entries)
                .map_err(|error| restore::told(error, context)),
        }
    })?;
    let dir = place.dir.display().to_string();
    match context.out.form() {
        Form::Json => context.out.json(&json!({
            "home": dir,
            "entries": entries,
            "erased": { "listed": list.len(), "kept_out": met },
        }))?,
        Form::People => {
            let sentence =
                context.speech.say_count("cli-journal-imported", entries, &[("dir", &*dir)]);
            context.out.line(&sentence)?;
            restore::tell_kept_out(met, &list, context)?;
        }
    }
    Ok(Exit::Done)
}

type Source = BufReader<Box<dyn Read>>;

fn open(source: &Path) -> Result<(Source, u64), Failure> {
    if source == Path::new("-") {
        return Ok((BufReader::new(Box::new(io::stdin())), 0));
    }
    let failed = |why| Failure::file(source, why);
    let file = File::open(source).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    Ok((BufReader::new(Box::new(file)), length))
}

/// The file on its way.
struct Reading {
    lines: Source,
    /// Those whose words are left out.
    erased: Listed,
    /// The lines since the last end.
    part: Part,
    unended: Unended,
    /// The line read last, from 1.
    number: u64,
    done: u64,
    of: u64,
    bar: Bar,
}

/// Why lines did not become entries.
enum Wrong {
    /// The line itself.
    Line(String),
    /// There is no end behind the last one.
    Unended,
    /// The file cannot be read.
    File(io::Error),
    /// The new desk cannot be written.
    Store(StoreError),
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Wrong {
        Wrong::Store(error)
    }
}

impl Wrong {
    fn failure(self, source: &Path, line: u64, context: &Context) -> Failure {
        match self {
            Wrong::File(why) => Failure::file(source, why),
            Wrong::Store(error) => restore::told(error, context),
            Wrong::Unended => {
                let file = source.display().to_string();
                let sentence =
                    context.speech.say_with("cli-journal-import-unended", &[("file", &file)]);
                Failure::said(Exit::File, sentence)
            }
            Wrong::Line(why) => {
                let (file, line) = (source.display().to_string(), line.to_string());
                let values = [("file", &*file), ("line", &*line), ("why", &*why)];
                let sentence = context.speech.say_with("cli-journal-import-line", &values);
                Failure::said(Exit::File, sentence)
            }
        }
    }
}

impl Reading {
    fn new(lines: Source, of: u64, list: &[Erasure], unended: Unended) -> Reading {
        let (erased, part) = (Listed::of(list), Part::default());
        Reading { lines, erased, part, unended, number: 0, done: 0, of, bar: Bar::new() }
    }

    /// The next entry, which must be the one with this seq; `None` at the end.
    fn next(&mut self, seq: u64) -> Result<Option<Entry>, Wrong> {
        let text = loop {
            let Some(text) = self.line()? else {
                return match (self.part.is_empty(), self.unended) {
                    (false, Unended::Refused) => Err(Wrong::Unended),
                    (true, _) | (false, Unended::Taken) => Ok(None),
                };
            };
            if !text.starts_with(end::BEGINS) {
                break text;
            }
            // Another part may have been added behind it.
            self.check_end(&text).map_err(Wrong::Line)?;
        };
        self.part.add(seq, &text);
        let line = serde_json::from_slice(&text).map_err(|why| Wrong::Line(why.to_string()))?;
        let mut entry = entry(line, seq).map_err(Wrong::Line)?;
        // Whoever was erased since the lines were written stays so; who had no words lost none.
        if self.erased.has(&entry) && entry.private.as_ref().is_some_and(|words| !words.is_empty())
        {
            entry.private = None;
        }
        Ok(Some(entry))
    }

    fn check_end(&mut self, text: &[u8]) -> Result<(), String> {
        let read: End = serde_json::from_slice(text).map_err(|why| why.to_string())?;
        match read.end == self.part.end() {
            true => Ok(()),
            false => Err("the lines before it are not the ones that were exported".to_owned()),
        }
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, Wrong> {
        let mut text = Vec::new();
        let read = (&mut self.lines).take(LINE_BYTES).read_until(b'\n', &mut text);
        let count = read.map_err(Wrong::File)? as u64;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.done += count;
        self.bar.copy(Progress { done: self.done, of: self.of });
        if count == LINE_BYTES && text.last() != Some(&b'\n') {
            return Err(Wrong::Line(format!("it is longer than {LINE_BYTES} bytes")));
        }
        Ok(Some(text))
    }
}

fn entry(line: Line, wanted: u64) -> Result<Entry, String> {
    let Line { seq, at, by, via, command, undoes, what, fact, private } = line;
    if seq != wanted {
        return Err(format!("it is entry {seq}, and {wanted} should be next"));
    }
    if undoes >= seq {
        return Err(format!("it takes back entry {undoes}, which comes later"));
    }
    let at = At(millis(&at).map_err(|why| format!("'at': {why}"))?);
    let fact = untold::fact(&what, fact)?;
    Ok(Entry { seq, at, by, via, command: command.as_u128(), undoes, fact, private })
}

/// Puts every entry of a file of lines into a new desk in `home`; gives back how many there were,
/// or `None` when a line is none of an entry.
pub fn fill(home: &Path, file: &Path) -> Option<u64> {
    let (lines, of) = open(file).ok()?;
    take_in(home, &mut Reading::new(lines, of, &[], Unended::Taken)).ok()
}

/// Puts every entry into a new desk; gives back how many there were.
fn take_in(home: &Path, reading: &mut Reading) -> Result<u64, Wrong> {
    let (mut store, _) = Store::open(home, Salts::random(), &mut |_| ())?;
    let (mut block, mut last, mut command) = (store.begin(), 0, None);
    while let Some(entry) = reading.next(last + 1)? {
        let is_enough = block.is_full() || block.entries().len() >= BLOCK_ENTRIES;
        // A command is never spread over two blocks.
        if is_enough && command != Some(entry.command) {
            store.commit(block)?;
            block = store.begin();
        }
        (last, command) = (entry.seq, Some(entry.command));
        block.put(entry);
    }
    store.commit(block)?;
    store.close()?;
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_to_the_limit_and_not_beyond() {
        let line = r#"{"seq":1,"at":"2026-11-21T09:00:00Z","by":"a","what":"customer_restored",
            "command":"00000000-0000-0000-0000-000000000001","fact":{"customer":"C-1"},
            "private":null}"#
            .replace('\n', " ");
        let read = |bytes: u64| {
            let room = " ".repeat(bytes as usize - line.len() - 1);
            let text: Box<dyn Read> = Box::new(io::Cursor::new(format!("{line}{room}\n")));
            let lines = BufReader::new(text);
            Reading::new(lines, 0, &[], Unended::Taken).next(1)
        };
        assert!(matches!(read(LINE_BYTES), Ok(Some(Entry { seq: 1, .. }))));
        assert!(matches!(read(LINE_BYTES + 1), Err(Wrong::Line(why)) if why.contains("longer")));
    }
}
