//! `sigap import answers`: what respondents have said to the statements of an instrument. Never a
//! row left out in silence: each that is not taken is told with its line and why.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
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
use crate::domain::time::DAY;
use crate::domain::{At, Instrument, Rater, Refusal};
use crate::wire::{Answer, Command, CustomerRef, ImportedAnswers, Query};

/// Rows of one command: one group commit, far below a line of the wire.
const BATCH: usize = 500;
/// Beginning of the year 1900: nobody who answers has done so before.
const FIRST: At = At(-2_208_988_800_000);
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
    rejected: Vec<(u64, Why)>,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Nobody has answered anything.
    Empty,
    /// This is no answer.
    NoAnswer(String),
    /// This is no day on which somebody can have answered.
    Day(String),
    /// A sentence of the desk's.
    Refused(String),
}

impl Why {
    /// What the file has there, or the sentence.
    fn given(&self) -> &str {
        match self {
            Why::Empty => "",
            Why::NoAnswer(text) | Why::Day(text) | Why::Refused(text) => text,
        }
    }

    const fn key(&self) -> &'static str {
        match self {
            Why::Empty | Why::NoAnswer(_) => "import-answers-rejected",
            Why::Day(_) => "import-answers-day",
            Why::Refused(_) => "import-answers-refused",
        }
    }
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
            let at = at.filter(|at| (FIRST..now.plus(DAY)).contains(at));
            match at {
                None if !day.is_empty() => self.rejected.push((row.line, Why::Day(quoted(&day)))),
                at => self.rows.push(ImportedAnswers { at, ..row }),
            }
        }
        self.rejected.sort();
    }

    /// Leaves out those whose customers there are not, as the desk would. Who is named by an
    /// account is looked up by the import alone.
    fn look_up(&mut self, desk: &mut Desk) -> Result<(), Failure> {
        let mut known = HashMap::new();
        for row in std::mem::take(&mut self.rows) {
            let Some(CustomerRef::Id(customer)) = row.customer else {
                self.rows.push(row);
                continue;
            };
            if let Entry::Vacant(unknown) = known.entry(customer) {
                let found = desk.client.query(Query::Customer { customer })?;
                unknown.insert(matches!(found, Answer::Customer(Some(_))));
            }
            match known[&customer] {
                true => self.rows.push(row),
                false => {
                    let why = desk.speech.refusal(&Refusal::NoCustomer { customer });
                    self.rejected.push((row.line, Why::Refused(why)));
                }
            }
        }
        self.rejected.sort();
        Ok(())
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
        Some(()) => {
            read.look_up(&mut desk)?;
            let highest = instrument.scale.byte();
            tell((read.rows.len() as u64, &read.rejected), ("import-answers-dry", highest), context)
        }
        None => send((wish.instrument, &instrument), &segment, read, &mut desk, context),
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
            Next::Broken(_) => read.rejected.push((row.line, Why::NoAnswer(quoted(row.get(0))))),
            // A line with nothing in it is no row.
            Next::Row if row.len() < 2 && row.get(0).is_empty() => {}
            Next::Row => match sitting(&row, instrument, places) {
                Err(why) => read.rejected.push((row.line, why)),
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

/// The answers of a row.
fn sitting(row: &Row, instrument: &Instrument, places: &Places) -> Result<[Vec<u8>; 2], Why> {
    let answer = |at: &usize| match row.get(*at).trim() {
        given if cell::is_nothing(given) || given == "0" => Ok(0),
        given => {
            let score = given.parse::<u8>().ok().filter(|score| *score <= instrument.scale.byte());
            score.ok_or_else(|| Why::NoAnswer(quoted(given)))
        }
    };
    let side = |places: &[usize]| places.iter().map(answer).collect::<Result<Vec<u8>, Why>>();
    let [expected, perceived] = [side(&places.sides[0])?, side(&places.sides[1])?];
    match expected.iter().chain(&perceived).all(|answer| *answer == 0) {
        true => Err(Why::Empty),
        false => Ok([expected, perceived]),
    }
}

fn send(
    (instrument, asked): (&str, &Instrument),
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
        let why = |one: crate::wire::Rejected| {
            (one.line, Why::Refused(context.speech.refusal(&one.refusal)))
        };
        read.rejected.extend(refused.map(why));
    }
    read.rejected.sort();
    tell((added, &read.rejected), ("import-answers-done", asked.scale.byte()), context)
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

fn tell(
    (count, rejected): (u64, &[(u64, Why)]),
    (key, highest): (&str, u8),
    context: &mut Context,
) -> Ended {
    if context.out.form() == Form::Json {
        let rows: Vec<_> = rejected
            .iter()
            .map(|(line, why)| serde_json::json!({ "line": line, "given": why.given() }))
            .collect();
        context.out.json(&serde_json::json!({ "added": count, "rejected": rows }))?;
    } else {
        let line = context.speech.say_count(key, count, &[]);
        context.out.line(&line)?;
        let (empty, wrong): (Vec<_>, Vec<_>) =
            rejected.iter().partition(|(_, why)| *why == Why::Empty);
        if !empty.is_empty() {
            // Of who was asked most do not answer: their rows are no mistakes.
            let count = empty.len() as u64;
            context.out.line(&context.speech.say_count("import-answers-empty", count, &[]))?;
        }
        for (line, why) in wrong.iter().take(TOLD) {
            let (line, highest) = (line.to_string(), highest.to_string());
            let values = [("line", &*line), ("given", why.given()), ("highest", &highest)];
            let line = context.speech.say_with(why.key(), &values);
            context.out.line(&line)?;
        }
        let more = (wrong.len().saturating_sub(TOLD)) as u64;
        if more > 0 {
            let line = context.speech.say_count("import-answers-more", more, &[]);
            context.out.line(&line)?;
        }
        if !wrong.is_empty() {
            context.out.line(&context.speech.say("import-answers-mend"))?;
        }
    }
    let is_whole = rejected.iter().all(|(_, why)| *why == Why::Empty);
    Ok(if is_whole { Exit::Done } else { Exit::Partly })
}
