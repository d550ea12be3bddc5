//! `sigap import answers`: what respondents have said to the statements of an instrument. Never a
//! row left out in silence: each that is not taken is told with its line and why.

use std::path::Path;

use jiff::tz::TimeZone;

use super::dates::{Evidence, Order};
use super::opened;
use super::row::Row;
use super::rows::{Next, Rows};
use super::sniff::{self, Asked, Header};
use super::source::{Counted, Source};
use super::trouble::Trouble;
use super::{cell, dates, heading, text, year};
use crate::cli::context::{Context, Desk};
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::instrument::found;
use crate::cli::output::Form;
use crate::domain::instrument::{Column, Side};
use crate::domain::text::quoted;
use crate::domain::{At, Instrument, Rater};
use crate::wire::{Answer, Command, CustomerRef, ImportedAnswers, Query};

/// Rows of one command: one group commit, far below a line of the wire.
const BATCH: usize = 500;
/// Rows that were not taken and are told one by one.
const TOLD: usize = 10;

/// What a person has said about the file.
pub struct Wish<'a> {
    /// The file.
    pub file: &'a Path,
    /// By which instrument.
    pub instrument: &'a str,
    /// Which customers the respondents speak for; the file's name when not said.
    pub segment: Option<&'a str>,
    /// Who answered.
    pub rater: Rater,
    /// A character set's name.
    pub encoding: Option<&'a str>,
    /// How it is written.
    pub asked: Asked,
}

/// Where the answers are: a column for each statement, side by side.
struct Places {
    sides: [Vec<usize>; 2],
    customer: Option<usize>,
    account: Option<usize>,
    segment: Option<usize>,
    day: Option<usize>,
}

/// What was read.
#[derive(Default)]
struct Read {
    rows: Vec<ImportedAnswers>,
    /// When each was given, as the file has it; empty where it does not say.
    days: Vec<String>,
    rejected: Vec<(u64, String)>,
}

impl Read {
    /// Reads the days; which of day and month comes first is decided for all of them together. A
    /// row whose day cannot be read is not taken.
    fn date(&mut self, usual: Order, now: At, zone: &TimeZone) {
        let mut evidence = Evidence::default();
        self.days.iter().for_each(|day| evidence.hear(day));
        let order = evidence.order(usual).unwrap_or_else(|usual| usual);
        let this_year = year(now, zone);
        let rows = std::mem::take(&mut self.rows).into_iter().zip(std::mem::take(&mut self.days));
        for (row, day) in rows {
            let at = dates::moment(&day, order, this_year, zone);
            match at {
                None if !day.is_empty() => self.rejected.push((row.line, quoted(&day))),
                at => self.rows.push(ImportedAnswers { at, ..row }),
            }
        }
        self.rejected.sort();
    }
}

/// Imports, or (`dry`) tells what would come of it.
///
/// # Errors
/// [`Failure`].
pub fn run(wish: &Wish<'_>, dry: Option<()>, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let instrument: Instrument = found(&mut desk, wish.instrument)?.text.parse()?;
    let file = wish.file.display().to_string();
    let trouble = |why: Trouble| Failure::said(why.exit(), why.sentence(&file, &context.speech));
    let segment = wish.segment.map_or_else(|| stem(wish.file), str::to_owned);
    let mut rows = table(wish).map_err(trouble)?;
    let names = match wish.asked.header {
        Header::None => Vec::new(),
        Header::Told => header(&mut rows).map_err(trouble)?,
    };
    let places = Places::of(&instrument, &names).map_err(|column| {
        let values = [("column", column.as_str()), ("instrument", wish.instrument)];
        Failure::said(Exit::Usage, context.speech.say_with("import-answers-column", &values))
    })?;
    let mut read =
        read(&mut rows, &instrument, &places, (&segment, wish.rater)).map_err(trouble)?;
    read.date(Order::of_locale(context.locale()), desk.now, &desk.zone);
    match dry {
        Some(()) => tell((read.rows.len() as u64, &read.rejected), "import-answers-dry", context),
        None => send(wish.instrument, &segment, read, &mut desk, context),
    }
}

/// The file's rows, its character set and delimiter found out.
fn table(wish: &Wish<'_>) -> Result<Rows<Counted>, Trouble> {
    let named = match wish.encoding {
        None => None,
        Some(name) => Some(text::charset(name).ok_or_else(|| Trouble::Charset(name.to_owned()))?),
    };
    let mut window = opened::window(Source::open(wish.file)?.bytes, named)?;
    let lookup = heading::Lookup::new(super::contacts::INTERACTIONS);
    let opening = sniff::open(&mut window, &lookup, wish.asked)?;
    Ok(Rows::new(window, opening.dialect))
}

fn header(rows: &mut Rows<Counted>) -> Result<Vec<String>, Trouble> {
    let mut row = Row::default();
    match rows.next(&mut row).map_err(Trouble::Unreadable)? {
        Next::Row => Ok(row.iter().map(squeezed).collect()),
        Next::Broken(_) | Next::End => Err(Trouble::Empty),
    }
}

/// A title without what nobody sees of it.
fn squeezed(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Places {
    /// Where an instrument's answers are in a file with these titles: where it says, else in
    /// columns that are called `expected 1`, `perceived 1` and so on.
    fn of(instrument: &Instrument, names: &[String]) -> Result<Places, String> {
        let titled = |title: &str| names.iter().position(|name| *name == squeezed(title));
        let place = |side: Side, at: usize| match instrument.statements[at].column(side) {
            Some(Column::Number(number)) => Ok((*number as usize).saturating_sub(1)),
            Some(Column::Title(title)) => titled(title).ok_or_else(|| quoted(title)),
            None => {
                let usual = format!("{} {}", side.word(), at + 1);
                titled(&usual).ok_or(usual)
            }
        };
        let is_there = |side: Side| {
            let statements = 0..instrument.statements.len();
            let first = statements.clone().next().map(|at| place(side, at));
            match first {
                // A file may have one side only.
                Some(Err(_)) if instrument.statements[0].column(side).is_none() => Ok(Vec::new()),
                _ if !instrument.asks(side) => Ok(Vec::new()),
                _ => statements.map(|at| place(side, at)).collect(),
            }
        };
        let sides = [is_there(Side::Expected)?, is_there(Side::Perceived)?];
        if sides.iter().all(Vec::is_empty) {
            return Err(format!("{} 1", Side::Perceived.word()));
        }
        let one = |names: &[&str]| names.iter().find_map(|name| titled(name));
        Ok(Places {
            sides,
            customer: one(&["customer_id", "customer"]),
            account: one(&["account"]),
            segment: one(&["segment"]),
            day: one(&["date", "at", "tanggal"]),
        })
    }
}

fn read(
    rows: &mut Rows<Counted>,
    instrument: &Instrument,
    places: &Places,
    (segment, rater): (&str, Rater),
) -> Result<Read, Trouble> {
    let (mut read, mut row) = (Read::default(), Row::default());
    loop {
        match rows.next(&mut row).map_err(Trouble::Unreadable)? {
            Next::End => return Ok(read),
            Next::Broken(_) => read.rejected.push((row.line, quoted(row.get(0)))),
            // A line with nothing in it is no row.
            Next::Row if row.len() < 2 && row.get(0).is_empty() => {}
            Next::Row => match sitting(&row, instrument, places) {
                Err(given) => read.rejected.push((row.line, quoted(&given))),
                Ok([expected, perceived]) => {
                    let text = |at: Option<usize>| at.map(|at| row.get(at)).unwrap_or_default();
                    let segment = match text(places.segment) {
                        "" => segment.to_owned(),
                        own => own.to_owned(),
                    };
                    let customer = whose(text(places.customer), text(places.account));
                    let (line, at) = (row.line, None);
                    read.days.push(cell::meant(text(places.day)).into_owned());
                    read.rows.push(ImportedAnswers {
                        line,
                        customer,
                        segment,
                        rater,
                        expected,
                        perceived,
                        at,
                    });
                }
            },
        }
    }
}

fn whose(customer: &str, account: &str) -> Option<CustomerRef> {
    match (customer.trim(), account.trim()) {
        ("", "") => None,
        ("", account) => Some(CustomerRef::Account(account.to_owned())),
        (customer, _) => Some(match customer.parse() {
            Ok(id) => CustomerRef::Id(id),
            Err(_) => CustomerRef::Account(customer.to_owned()),
        }),
    }
}

/// The answers of a row; what is no answer when there is such a thing.
fn sitting(row: &Row, instrument: &Instrument, places: &Places) -> Result<[Vec<u8>; 2], String> {
    let answer = |at: &usize| match row.get(*at).trim() {
        given if cell::is_nothing(given) || given == "0" => Ok(0),
        given => {
            let score = given.parse::<u8>().ok().filter(|score| *score <= instrument.scale.byte());
            score.ok_or_else(|| given.to_owned())
        }
    };
    let side = |places: &[usize]| places.iter().map(answer).collect::<Result<Vec<u8>, String>>();
    let [expected, perceived] = [side(&places.sides[0])?, side(&places.sides[1])?];
    match expected.iter().chain(&perceived).all(|answer| *answer == 0) {
        true => Err(String::new()),
        false => Ok([expected, perceived]),
    }
}

fn send(
    instrument: &str,
    segment: &str,
    mut read: Read,
    desk: &mut Desk,
    context: &mut Context,
) -> Ended {
    if is_there(instrument, segment, desk)? {
        let values = [("segment", segment), ("instrument", instrument)];
        let sentence = context.speech.say_with("import-answers-there", &values);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    let mut added = 0;
    for rows in read.rows.chunks(BATCH) {
        let (instrument, rows) = (instrument.to_owned(), rows.to_vec());
        let done = desk.client.run(Command::ImportAnswers { instrument, rows })?;
        let imported = done.imported.ok_or_else(Failure::unexpected)?;
        added += imported.added;
        let refused = imported.rejected.into_iter();
        let why = |one: crate::wire::Rejected| (one.line, context.speech.refusal(&one.refusal));
        read.rejected.extend(refused.map(why));
    }
    tell((added, &read.rejected), "import-answers-done", context)
}

/// Tells whether answers to an instrument are there already that speak for the same: a file that
/// is imported twice would count twice.
fn is_there(instrument: &str, segment: &str, desk: &mut Desk) -> Result<bool, Failure> {
    let mut after = None;
    loop {
        let ask = |limit| Query::Answers { after, limit };
        let Answer::Answers(page) = desk.page(u64::MAX, ask)? else {
            return Err(Failure::unexpected());
        };
        let Some(last) = page.last() else { return Ok(false) };
        after = Some(last.no);
        if page.iter().any(|one| one.instrument == instrument && one.segment == segment) {
            return Ok(true);
        }
    }
}

fn tell((count, rejected): (u64, &[(u64, String)]), key: &str, context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        let rows: Vec<_> = rejected
            .iter()
            .map(|(line, given)| serde_json::json!({ "line": line, "given": given }))
            .collect();
        context.out.json(&serde_json::json!({ "added": count, "rejected": rows }))?;
    } else {
        let line = context.speech.say_count(key, count, &[]);
        context.out.line(&line)?;
        for (line, given) in rejected.iter().take(TOLD) {
            let values = [("line", &*line.to_string()), ("given", given)];
            let key = match given.as_str() {
                "" => "import-answers-empty",
                _ => "import-answers-rejected",
            };
            let line = context.speech.say_with(key, &values);
            context.out.line(&line)?;
        }
        let more = (rejected.len().saturating_sub(TOLD)) as u64;
        if more > 0 {
            let line = context.speech.say_count("import-answers-more", more, &[]);
            context.out.line(&line)?;
        }
    }
    Ok(if rejected.is_empty() { Exit::Done } else { Exit::Partly })
}
