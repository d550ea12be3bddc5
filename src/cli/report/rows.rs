//! A report for programs: rows with their columns' names, numbers as plain decimals in the column's
//! unit. Never a word of a language in JSON: there keys stay keys.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Number, Value};

use crate::cli::import::cell::harmless;
use crate::cli::row::rfc3339;
use crate::domain::At;
use crate::domain::text::clean_line;
use crate::report::Said;
use crate::wire::Report;
use crate::wire::report::{Cell, Column, MILLION, Row, Saying, Table, Unit};

/// A report as one object.
#[derive(Debug, Serialize)]
pub struct ReportRow<'a> {
    report: &'static str,
    from: String,
    until: String,
    seq: u64,
    tables: Vec<TableRow<'a>>,
}

/// A table of it.
#[derive(Debug, Serialize)]
struct TableRow<'a> {
    table: &'a str,
    columns: &'a [Column],
    rows: Rows<'a>,
    says: Vec<SaidRow<'a>>,
}

/// Its rows, each an object.
#[derive(Debug)]
struct Rows<'a>(&'a Table);

/// One row: a value for each column, in their order, and the filter that lists what it counts.
struct Named<'a>(&'a [Column], &'a Row);

/// A sentence by its key.
#[derive(Debug)]
struct SaidRow<'a>(&'a Saying);

impl ReportRow<'_> {
    /// All of it.
    pub fn of(report: &Report) -> ReportRow<'_> {
        ReportRow {
            report: report.kind.word(),
            from: rfc3339(report.from),
            until: rfc3339(report.until),
            seq: report.seq,
            tables: report.tables.iter().map(TableRow::of).collect(),
        }
    }
}

impl TableRow<'_> {
    fn of(table: &Table) -> TableRow<'_> {
        let says = table.says.iter().map(SaidRow).collect();
        TableRow { table: &table.name, columns: &table.columns, rows: Rows(table), says }
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(Some(self.0.rows.len()))?;
        for row in &self.0.rows {
            rows.serialize_element(&Named(&self.0.columns, row))?;
        }
        rows.end()
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_map(None)?;
        for (column, cell) in self.0.iter().zip(&self.1.cells) {
            row.serialize_entry(&column.name, &value(column.unit, cell))?;
        }
        if !self.1.rows_of.is_empty() {
            row.serialize_entry("rows_of", &self.1.rows_of)?;
        }
        row.end()
    }
}

impl Serialize for SaidRow<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut said = to.serialize_map(None)?;
        said.serialize_entry("say", &self.0.key)?;
        for (name, unit, cell) in &self.0.args {
            said.serialize_entry(name, &value(*unit, cell))?;
        }
        said.end()
    }
}

fn value(unit: Unit, cell: &Cell) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Word(text) | Cell::Text(text) => Value::String(text.clone()),
        // Programs read the same whoever asks.
        Cell::Said(both) => Value::String(both.en.clone()),
        Cell::Number(raw) if unit == Unit::Time => Value::String(rfc3339(At(*raw))),
        Cell::Number(raw) if raw % MILLION == 0 => Value::from(raw / MILLION),
        Cell::Number(_) => {
            cell.value().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
    }
}

/// Its tables as CSV, or the one that is named; each with its headings, every row with the table it
/// is of. `None` where there is no such table.
pub fn csv(report: &Report, name: Option<&str>, said: Said<'_>) -> Option<String> {
    let meant = |table: &&Table| name.is_none_or(|name| table.name == name);
    let tables: Vec<&Table> = report.tables.iter().filter(meant).collect();
    let parts = tables.iter().map(|table| sheet(table, said)).collect::<Vec<String>>();
    (!parts.is_empty() || name.is_none()).then(|| parts.join("\n"))
}

fn sheet(table: &Table, said: Said<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = table.columns.iter().map(|column| column.name.as_str());
    let mut write = |record: Vec<String>| writer.write_record(record).expect("memory takes all");
    let around = |first: &str, cells: Vec<String>, last: &str| {
        [vec![first.to_owned()], cells, vec![last.to_owned()]].concat()
    };
    write(around("table", heads.map(str::to_owned).collect(), "rows_of"));
    for row in &table.rows {
        let cells = table.columns.iter().zip(&row.cells);
        let cells = cells.map(|(column, cell)| plain(column.unit, cell, said)).collect();
        write(around(&table.name, cells, &harmless(&row.rows_of)));
    }
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("made of texts")
}

/// A cell that no spreadsheet calculates with; a number is one, below nothing too.
fn plain(unit: Unit, cell: &Cell, said: Said<'_>) -> String {
    match (cell, value(unit, cell)) {
        (Cell::Word(key), _) => harmless(&said.speech.say(key)).into_owned(),
        (Cell::Text(text), _) => harmless(&clean_line(text)).into_owned(),
        (Cell::Said(_), _) => harmless(&said.value(unit, cell)).into_owned(),
        (_, Value::String(text)) => text,
        (_, Value::Null) => String::new(),
        (_, number) => number.to_string(),
    }
}
