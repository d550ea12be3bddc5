//! What a report is asked for and what it says: tables of figures, how each is best drawn, and
//! plain sentences. Never a fraction: every number is a whole count of millionths, so that the same
//! period read twice at the same entry is the same bytes.

use serde::{Deserialize, Serialize};

use crate::domain::At;
use crate::domain::instrument::Both;
use crate::domain::word::words;

/// Parts of one that [`Cell::Number`] counts.
pub const MILLION: i64 = 1_000_000;
/// Rows of one table: what a person still pages through, and a report still is one message. Of more
/// the first are told, and a [`Saying`] how many are left out.
pub const ROWS: usize = 1_000;

words! {
    /// What a report is about.
    ReportKind {
        /// What customers expect and get.
        Quality = 1 "quality",
        /// What they complain of, and what was done about it.
        Complaints = 2 "complaints",
        /// How the desk works.
        Desk = 3 "desk",
        /// Who left, why, and what it costs.
        Lost = 4 "lost",
        /// What was asked of customers, and what they said.
        Survey = 5 "survey",
        /// Where the service falls short: the five gaps, and what points to each.
        Gaps = 6 "gaps",
    }
}

words! {
    /// What has a row of its own.
    ReportBy {
        /// What it was about.
        Topic = 1 "topic",
        /// Who did it.
        Agent = 2 "agent",
        /// What the customer is worth to the house.
        Tier = 3 "tier",
        /// How it came.
        Channel = 4 "channel",
        /// Hour of the day, where the desk is.
        Hour = 5 "hour",
        /// Week, from Monday, where the desk is.
        Week = 6 "week",
        /// Who rated.
        Rater = 7 "rater",
    }
}

words! {
    /// What [`Row::rows_of`] begins with where a row has customers behind it: what is listed.
    Behind {
        /// Those who left.
        Lost = 1 "lost",
        /// Of whom it is known what they pay, and of whom not.
        Known = 2 "known",
        /// How long each was a customer.
        Stays = 3 "stays",
        /// Who gave answers by an instrument.
        Answers = 4 "answers",
        /// Who answered one question.
        Scores = 5 "scores",
        /// What a mystery shopper found, and what customers said in the same weeks.
        Visits = 6 "visits",
        /// Contacts.
        Contacts = 7 "contacts",
        /// Calls.
        Calls = 8 "calls",
        /// Who is satisfied, and who stays.
        Loyalty = 9 "loyalty",
        /// Who was drawn for a survey.
        Survey = 10 "survey",
        /// Promised calls.
        Promises = 11 "promises",
        /// Complaints by what became of the first contact.
        FirstContact = 12 "first_contact",
        /// Tickets that came, where no filter can say which.
        Opened = 13 "opened",
        /// Tickets that waited at the end of the time.
        Waited = 14 "waited",
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportAsk {
    /// About what.
    pub kind: ReportKind,
    /// From this time on.
    pub from: At,
    /// Up to this time, which is not in it.
    pub until: At,
    /// What has a row of its own, beside all of it together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ReportBy>,
    /// Of which instrument or survey; empty for the desk's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Who is behind a row of it: what that row says in [`Row::rows_of`]; empty for the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows: String,
}

/// A report. Nothing in it varies but by what was asked and by the entry it was made at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// About what.
    pub kind: ReportKind,
    /// From this time on.
    pub from: At,
    /// Up to this time, which is not in it.
    pub until: At,
    /// The entry it was made at.
    pub seq: u64,
    /// Entries that are still to be read for it: ask again.
    pub behind: u64,
    /// What it says, the most important first.
    pub tables: Vec<Table>,
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it is called: the sentence `report-table-NAME`.
    pub name: String,
    /// What each row has, in order.
    pub columns: Vec<Column>,
    /// At most [`ROWS`].
    pub rows: Vec<Row>,
    /// How it is best drawn.
    pub plot: Plot,
    /// What it means, in sentences.
    pub says: Vec<Saying>,
}

/// What one cell of every row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it is called: the sentence `report-column-NAME`.
    pub name: String,
    /// Of what.
    pub unit: Unit,
}

words! {
    /// What a number is a number of, and so how it is written.
    Unit {
        /// No number: what the row is about.
        Label = 1 "label",
        /// How many.
        Count = 2 "count",
        /// Part of a whole, which is 1.
        Share = 3 "share",
        /// Seconds.
        Duration = 4 "duration",
        /// The house's own money.
        Money = 5 "money",
        /// What raters give, or a difference of two of them.
        Score = 6 "score",
        /// Days.
        Days = 7 "days",
        /// Any other number.
        Number = 8 "number",
        /// A time: milliseconds since 1970, whole and not in millionths.
        Time = 9 "time",
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// What it was counted from: a filter as `sigap ticket list --where` takes it, a customer's
    /// or a ticket's number, or what `sigap report KIND --rows` takes, which begins with a word of
    /// [`Behind`]; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows_of: String,
}

/// One figure, or what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing can be said.
    None,
    /// A sentence of ours, by its key.
    Word(String),
    /// What people have written, or a code, name or day: data.
    Text(String),
    /// The same in both languages: a statement of an instrument.
    Said(Both),
    /// Millionths of the column's unit.
    Number(i64),
}

/// How a table is best drawn; columns by their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Plot {
    /// As a table only.
    None,
    /// A bar for each row.
    Bars {
        /// How long it is.
        column: u32,
    },
    /// Lines over rows that follow each other.
    Line {
        /// Where a point is.
        x: u32,
        /// How high, a line for each.
        y: Vec<u32>,
    },
    /// What stays as it was until it falls: survival.
    Steps {
        /// Where it falls.
        x: u32,
        /// To what.
        y: u32,
    },
    /// A point for each row, and cross-hairs at the means: importance and performance.
    Quadrant {
        /// How far to the right.
        x: u32,
        /// How high.
        y: u32,
    },
}

/// A plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// The sentence `report-say-KEY`.
    pub key: String,
    /// What is filled in, by name; `count` picks the plural form and is filled in as `number`.
    pub args: Vec<(String, Unit, Cell)>,
}

impl Saying {
    /// The sentence `report-say-KEY`, with nothing filled in.
    pub fn of(key: &str) -> Saying {
        Saying { key: key.to_owned(), args: Vec::new() }
    }

    /// The same with one more filled in; written as its unit is.
    #[must_use]
    pub fn with(mut self, name: &str, unit: Unit, value: Cell) -> Saying {
        self.args.push((name.to_owned(), unit, value));
        self
    }
}

impl Cell {
    /// So many.
    pub fn count(number: u64) -> Cell {
        let millionths = i64::try_from(number).ok().and_then(|n| n.checked_mul(MILLION));
        millionths.map_or(Cell::None, Cell::Number)
    }

    /// A part of so many, or a sum by how many it is of: rounded to the nearest millionth, halves
    /// away from nothing; nothing can be said of none.
    pub fn ratio(part: i64, of: u64) -> Cell {
        let of = i128::from(of);
        if of == 0 {
            return Cell::None;
        }
        let part = i128::from(part) * i128::from(MILLION);
        let rounded = (2 * part.abs() + of) / (2 * of) * part.signum();
        i64::try_from(rounded).map_or(Cell::None, Cell::Number)
    }

    /// A time of the desk's clock, in milliseconds, as seconds.
    pub fn seconds(millis: i64) -> Cell {
        millis.checked_mul(MILLION / 1_000).map_or(Cell::None, Cell::Number)
    }

    /// A computed number, rounded to the nearest millionth; nothing where there is none, or it is
    /// too great to be written.
    pub fn real(number: Option<f64>) -> Cell {
        let millionths = number.map(|number| (number * MILLION as f64).round());
        // Whole numbers up to here are told apart in an `f64`.
        let exact = millionths.filter(|n| n.abs() < 9_007_199_254_740_992.0);
        exact.map_or(Cell::None, |n| Cell::Number(n as i64))
    }

    /// What it is in the column's unit; `None` of what is no number.
    pub fn value(&self) -> Option<f64> {
        match self {
            Cell::None | Cell::Word(_) | Cell::Text(_) | Cell::Said(_) => None,
            Cell::Number(millionths) => Some(*millionths as f64 / MILLION as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_the_nearest_millionth_and_never_made_up() {
        assert_eq!(Cell::count(3), Cell::Number(3_000_000));
        assert_eq!(Cell::count(u64::MAX), Cell::None);
        for (part, of, wanted) in [
            (1, 3, Cell::Number(333_333)),
            (2, 3, Cell::Number(666_667)),
            (-2, 3, Cell::Number(-666_667)),
            (1, 2_000_000, Cell::Number(1)),
            (0, 7, Cell::Number(0)),
            (1, 0, Cell::None),
            (i64::MAX, 1, Cell::None),
        ] {
            assert_eq!(Cell::ratio(part, of), wanted, "{part} of {of}");
        }
        assert_eq!(Cell::seconds(224_500), Cell::Number(224_500_000));
        assert_eq!(Cell::real(Some(-1.102)), Cell::Number(-1_102_000));
        for none in [None, Some(f64::NAN), Some(f64::INFINITY), Some(1e300)] {
            assert_eq!(Cell::real(none), Cell::None);
        }
        assert_eq!(Cell::Number(-1_500_000).value(), Some(-1.5));
        assert_eq!(Cell::Text("7".into()).value(), None);
    }

    #[test]
    fn a_report_reads_as_it_is_written() {
        let report = Report {
            kind: ReportKind::Quality,
            from: At(0),
            until: At(1_000),
            seq: 42,
            behind: 0,
            tables: vec![Table {
                name: "gap".into(),
                columns: vec![
                    Column { name: "dimension".into(), unit: Unit::Label },
                    Column { name: "n".into(), unit: Unit::Count },
                ],
                rows: vec![Row {
                    cells: vec![Cell::Word("dimension-empathy".into()), Cell::count(207)],
                    rows_of: String::new(),
                }],
                plot: Plot::Bars { column: 1 },
                says: vec![Saying::of("few").with("count", Unit::Count, Cell::count(4))],
            }],
        };
        let written = serde_json::to_string(&report).expect("text keys only");
        let wanted = concat!(
            r#"{"kind":"quality","from":0,"until":1000,"seq":42,"behind":0,"tables":["#,
            r#"{"name":"gap","#,
            r#""columns":[{"name":"dimension","unit":"label"},{"name":"n","unit":"count"}],"#,
            r#""rows":[{"cells":[{"word":"dimension-empathy"},{"number":207000000}]}],"#,
            r#""plot":{"bars":{"column":1}},"says":[{"key":"few","#,
            r#""args":[["count","count",{"number":4000000}]]}]}]}"#
        );
        assert_eq!(written, wanted);
        assert_eq!(serde_json::from_str::<Report>(&written).expect("ours"), report);
        let more = written.replacen("\"seq\"", "\"made_at\":7,\"seq\"", 1);
        assert!(serde_json::from_str::<Report>(&more).is_err(), "{more}");
        let asked = r#"{"kind":"desk","from":0,"until":9}"#;
        let ask: ReportAsk = serde_json::from_str(asked).expect("the shortest");
        assert_eq!(serde_json::to_string(&ask).expect("text keys only"), asked);
    }
}
