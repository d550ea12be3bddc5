//! A report's figures as people read them. Never a number without its unit, nor data as it came.

use crate::domain::text::clean_line;
use crate::domain::{At, Code, CodeKind};
use crate::speech::Speech;
use crate::wire::Report;
use crate::wire::report::{Cell, Column, Row, Saying, Table, Unit};

/// What stands where nothing can be said.
const NOTHING: &str = "-";

/// Says reports in one language.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    /// In which one, and in which zone.
    pub speech: &'a Speech,
    /// What the desk calls its topics.
    pub codes: &'a [Code],
}

impl Said<'_> {
    /// What the report is about.
    pub fn title(&self, report: &Report) -> String {
        self.speech.say(&format!("report-title-{}", report.kind.word()))
    }

    /// Of which time, and at which entry it was made.
    pub fn made(&self, report: &Report) -> String {
        let (from, until) = (self.speech.full(report.from), self.speech.full(report.until));
        let seq = self.speech.number(report.seq);
        let values = [("from", &*from), ("until", &*until), ("seq", &*seq)];
        self.speech.say_with("report-made", &values)
    }

    /// What a table is called.
    pub fn table(&self, table: &Table) -> String {
        self.speech.say(&format!("report-table-{}", table.name))
    }

    /// What stands between a table's name and its rows, and what behind them: of which instrument,
    /// rater and scale it is, and what it means.
    pub fn sentences(&self, table: &Table) -> [Vec<String>; 2] {
        let is_of = |saying: &&Saying| {
            ["quality-of", "mystery-of"].iter().any(|key| saying.key.starts_with(key))
        };
        let (of, means): (Vec<&Saying>, Vec<&Saying>) = table.says.iter().partition(is_of);
        [of, means].map(|says| says.into_iter().map(|saying| self.saying(saying)).collect())
    }

    /// What a column is called.
    pub fn heading(&self, column: &Column) -> String {
        self.speech.say(&format!("report-column-{}", column.name))
    }

    /// One figure, or what it is about.
    pub fn cell(&self, column: &Column, cell: &Cell) -> String {
        match cell {
            Cell::Text(text) if column.name == "topic" => self.topic(text),
            _ => self.value(column.unit, cell),
        }
    }

    /// What a row is about: its labels.
    pub fn label(&self, table: &Table, row: &Row) -> String {
        let cells = table.columns.iter().zip(&row.cells);
        let labels = cells.filter(|(column, _)| column.unit == Unit::Label);
        let labels: Vec<String> = labels.map(|(column, cell)| self.cell(column, cell)).collect();
        match labels.iter().any(|label| label != NOTHING) {
            true => labels.join(", "),
            // A row that is about a number or a time: where a line has its points.
            false => match (table.columns.first(), row.cells.first()) {
                (Some(column), Some(cell)) => self.cell(column, cell),
                _ => NOTHING.to_owned(),
            },
        }
    }

    /// A sentence with what is filled in.
    pub fn saying(&self, saying: &Saying) -> String {
        let key = format!("report-say-{}", saying.key);
        let value = |(name, unit, cell): &(String, Unit, Cell)| {
            let cell_name = if name == "count" { "number" } else { name.as_str() };
            (cell_name.to_owned(), self.value(*unit, cell))
        };
        let values: Vec<(String, String)> = saying.args.iter().map(value).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (&**k, &**v)).collect();
        let count = saying.args.iter().find(|(name, _, _)| name == "count");
        match count.and_then(|(_, _, cell)| cell.value()) {
            Some(count) => self.speech.say_count(&key, count.max(0.0) as u64, &values),
            None => self.speech.say_with(&key, &values),
        }
    }

    /// A value of a unit.
    pub fn value(&self, unit: Unit, cell: &Cell) -> String {
        match cell {
            Cell::None => NOTHING.to_owned(),
            Cell::Word(key) => self.speech.say(key),
            Cell::Text(text) if text.is_empty() => NOTHING.to_owned(),
            Cell::Text(text) => clean_line(text),
            Cell::Said(both) => clean_line(both.of(self.speech.lang().tag())),
            Cell::Number(raw) => self.number(unit, *raw, cell.value().unwrap_or_default()),
        }
    }

    fn number(&self, unit: Unit, raw: i64, value: f64) -> String {
        let speech = self.speech;
        match unit {
            Unit::Label | Unit::Number => self.short(value),
            Unit::Count => speech.decimal(value, 0),
            Unit::Share => speech.percent(value),
            Unit::Duration => speech.seconds(value),
            Unit::Money | Unit::Score => speech.decimal(value, 2),
            Unit::Days => speech.decimal(value, 1),
            Unit::Time => speech.full(At(raw)),
        }
    }

    /// A number without zeros at its end, and at most three decimals.
    fn short(&self, value: f64) -> String {
        let places = (0..3).find(|&places| {
            let scale = 10_f64.powi(places);
            ((value * scale).round() / scale - value).abs() < 1e-7
        });
        self.speech.decimal(value, places.unwrap_or(3) as usize)
    }

    /// A topic by its letters and its name.
    fn topic(&self, text: &str) -> String {
        let named = text.parse().ok().map(|letters| {
            let name = self.speech.code(CodeKind::Topic, letters, self.codes);
            format!("{letters} {name}").trim_end().to_owned()
        });
        named.unwrap_or_else(|| self.value(Unit::Label, &Cell::Text(text.to_owned())))
    }
}
