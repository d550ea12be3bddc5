//! What an import tells at its end: how many rows became what, and what to look at. Never a number
//! that the desk has not confirmed.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::batch::Why;
use super::cards;
use super::contact::Lacks;
use super::dates::Order;
use super::opened::{Mapped, Mapping};
use super::orders::{OrderTold, Written};
use super::progress;
use super::rows;
use super::send::Tally;
use crate::domain::CustomerId;
use crate::domain::text::clean_line;
use crate::speech::Speech;
use crate::wire::OtherName;

/// What scripts get.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    /// The file.
    pub file: String,
    /// Whether nothing was sent.
    pub dry_run: bool,
    /// Rows with something in them.
    pub rows: u64,
    /// New.
    pub added: Option<u64>,
    /// Known and left as they were.
    pub known: Option<u64>,
    /// Known and changed.
    pub updated: Option<u64>,
    /// Not taken.
    pub rejected: u64,
    /// Where those are.
    pub rejected_file: Option<String>,
    /// Known by a number, with another name.
    pub other_name: u64,
    /// The first of them.
    pub other_names: Vec<OtherNameRow<'a>>,
    /// Values that do not fit their field.
    pub kept_as_attribute: u64,
    /// Rows with nothing in them.
    pub empty: u64,
    /// Rows with letters that could not be read.
    pub damaged: u64,
    /// Pictures and the like.
    pub left_out: u64,
    /// Sums and times that the file leaves blank.
    pub unknown: u64,
    /// Character set.
    pub encoding: &'static str,
    /// Between two values.
    pub delimiter: Option<char>,
    /// How long it took.
    pub seconds: f64,
    /// Where the columns go.
    pub mapping: Vec<MapRow<'a>>,
    /// The first rows as they would be stored; only in a dry run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<serde_json::Value>,
}

/// A row with a known number and another name, for scripts.
#[derive(Debug, Serialize)]
pub struct OtherNameRow<'a> {
    line: u64,
    customer_id: CustomerId,
    name: &'a str,
}

impl<'a> From<&'a OtherName> for OtherNameRow<'a> {
    fn from(other: &'a OtherName) -> OtherNameRow<'a> {
        OtherNameRow { line: other.line, customer_id: other.customer, name: &other.name }
    }
}

/// A column for scripts.
#[derive(Debug, Serialize)]
pub struct MapRow<'a> {
    column: &'a str,
    field: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<&'static str>,
}

impl<'a> From<&'a Mapped> for MapRow<'a> {
    fn from(mapped: &'a Mapped) -> MapRow<'a> {
        let dates = mapped.written.map(|written| match written.order {
            Order::DayFirst => "day_first",
            Order::MonthFirst => "month_first",
        });
        MapRow { column: &mapped.column, field: mapped.field, label: &mapped.label, dates }
    }
}

/// A path as it may be shown.
pub fn shown(path: &Path) -> String {
    clean_line(&path.display().to_string())
}

/// Why a row is not taken.
pub fn reason(why: &Why, speech: &Speech) -> String {
    match why {
        Why::Refused(refusal) => speech.refusal(refusal),
        Why::Row(rows::Broken::TooLong) => speech.say("import-why-long-row"),
        Why::Row(rows::Broken::OpenQuote) => speech.say("import-why-open-quote"),
        Why::Card(cards::Broken::TooLong) => speech.say("import-why-long-card"),
        Why::Card(cards::Broken::NoEnd) => speech.say("import-why-no-end"),
        Why::Card(cards::Broken::Outside) => speech.say("import-why-outside"),
        Why::Lacks(Lacks::Customer) => speech.say("import-why-no-customer"),
        Why::Lacks(Lacks::Time(given)) if given.is_empty() => speech.say("import-why-no-time"),
        Why::Lacks(Lacks::Time(given)) => {
            speech.say_with("import-why-bad-time", &[("given", &clean_line(given))])
        }
        Why::Lacks(Lacks::Subject) => speech.say("import-why-no-subject"),
        Why::Lacks(Lacks::Months(given)) => {
            speech.say_with("import-why-no-months", &[("given", &clean_line(given))])
        }
        Why::Lacks(Lacks::Reason(given)) => {
            speech.say_with("import-why-no-reason", &[("given", &clean_line(given))])
        }
        Why::Lacks(Lacks::Malformed(malformed)) => speech.malformed(malformed),
    }
}

/// The lines a person reads at the end.
pub fn lines(
    tally: &Tally,
    took: Duration,
    rate: u64,
    update: Update,
    speech: &Speech,
) -> Vec<String> {
    let number = |number: u64| speech.number(number);
    let (time, rate) = (progress::span(took, speech), number(rate));
    let (added, known) = (number(tally.added), number(tally.known));
    let (updated, rejected) = (number(tally.updated), number(tally.rejected));
    let mut lines = vec![
        speech.say_count("import-done", tally.counts.rows, &[("time", &time), ("rate", &rate)]),
        speech.say_with(
            "import-counts",
            &[("added", &added), ("known", &known), ("updated", &updated), ("rejected", &rejected)],
        ),
    ];
    if tally.known > 0 && update == Update::Offered {
        lines.push(speech.say("import-known-left"));
    }
    if let Some(path) = &tally.rejected_file {
        lines.push(speech.say_with("import-rejected-file", &[("path", &shown(path))]));
    }
    lines.extend(other_names(tally, speech));
    lines.extend(remarks(tally, speech));
    lines
}

/// Rows whose number is that of a customer with another name, and whose it is.
fn other_names(tally: &Tally, speech: &Speech) -> Vec<String> {
    if tally.other_name == 0 {
        return Vec::new();
    }
    let row = |other: &OtherName| {
        let (line, customer) = (other.line.to_string(), other.customer.to_string());
        let values = [("line", &*line), ("customer", &*customer), ("name", &*other.name)];
        speech.say_with("import-other-name-row", &values)
    };
    let mut lines = vec![speech.say_count("import-other-name", tally.other_name, &[])];
    lines.extend(tally.other_names.iter().map(row));
    lines
}

/// Whether `--update` would have made a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// It was not given, and could be.
    Offered,
    /// It was given, or does not apply.
    Settled,
}

/// What is to be looked at, apart from rejected rows.
pub fn remarks(tally: &Tally, speech: &Speech) -> Vec<String> {
    let counts = tally.counts;
    [
        ("import-kept", counts.kept),
        ("import-empty-rows", counts.empty),
        ("import-damaged", counts.damaged),
        ("import-left-out", counts.left_out),
        ("import-unknown", counts.unknown),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| speech.say_count(key, count, &[("charset", tally.charset)]))
    .collect()
}

/// What was told by guesswork and should be looked at.
pub fn doubts(mapping: &Mapping, speech: &Speech) -> Vec<String> {
    let mut lines = Vec::new();
    if !mapping.has_header {
        lines.push(speech.say("import-no-header"));
    }
    if !mapping.titles.is_empty() {
        let titles = clean_line(&mapping.titles.join(" / "));
        lines.push(speech.say_with("import-titles", &[("titles", &titles)]));
    }
    for column in &mapping.columns {
        let Some(Written { order, told }) = column.written else { continue };
        let order = match order {
            Order::DayFirst => speech.say("import-day-first"),
            Order::MonthFirst => speech.say("import-month-first"),
        };
        let values = [("column", column.column.as_str()), ("order", &order)];
        match told {
            OrderTold::Values => {}
            OrderTold::Locale => lines.push(speech.say_with("import-date-locale", &values)),
            OrderTold::Most => lines.push(speech.say_with("import-date-most", &values)),
        }
    }
    lines
}

/// The summary for scripts.
pub fn summary<'a>(
    file: &Path,
    tally: &'a Tally,
    mapping: &'a Mapping,
    took: Duration,
) -> Summary<'a> {
    Summary {
        file: shown(file),
        dry_run: false,
        rows: tally.counts.rows,
        added: Some(tally.added),
        known: Some(tally.known),
        updated: Some(tally.updated),
        rejected: tally.rejected,
        rejected_file: tally.rejected_file.as_deref().map(shown),
        other_name: tally.other_name,
        other_names: tally.other_names.iter().map(OtherNameRow::from).collect(),
        kept_as_attribute: tally.counts.kept,
        empty: tally.counts.empty,
        damaged: tally.counts.damaged,
        left_out: tally.counts.left_out,
        unknown: tally.counts.unknown,
        encoding: tally.charset,
        delimiter: mapping.delimiter.map(char::from),
        seconds: (took.as_secs_f64() * 1000.0).round() / 1000.0,
        mapping: mapping.columns.iter().map(MapRow::from).collect(),
        sample: Vec::new(),
    }
}
