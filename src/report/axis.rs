//! What a plot needs to know of a table. Never a value that the table does not show.

use crate::wire::report::{Cell, Row, Table, Unit};

/// Bars of one plot: as many as are seen at a glance; the table has them all.
const BARS: usize = 30;
/// What stands before the row of everything.
const ALL: &str = "report-all";

/// From the lowest value to the highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

impl Range {
    /// Of values; `None` of none. A single value gets room on both sides.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Range> {
        let widen = |range: Option<Range>, value: f64| match range {
            None => Some(Range { low: value, high: value }),
            Some(Range { low, high }) => Some(Range { low: low.min(value), high: high.max(value) }),
        };
        let range = values.into_iter().fold(None, widen)?;
        let is_flat = range.high - range.low < 1e-9;
        Some(if is_flat { Range { low: range.low - 0.5, high: range.high + 0.5 } } else { range })
    }

    /// The same with nothing in it, for what is measured from nothing.
    pub fn with_zero(self) -> Range {
        Range { low: self.low.min(0.0), high: self.high.max(0.0) }
    }

    /// How far along a value is, 0 to 1.
    pub fn part(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// The number in a column of a row; times too.
pub fn number(table: &Table, row: &Row, column: u32) -> Option<f64> {
    let at = column as usize;
    let cell = row.cells.get(at)?;
    match (table.columns.get(at)?.unit, cell) {
        (Unit::Time, Cell::Number(millis)) => Some(*millis as f64),
        _ => cell.value(),
    }
}

/// Rows that have a bar: at most [`BARS`], and where things are counted not the row of all of them,
/// beside which the others would be nothing.
pub fn barred(table: &Table, column: u32) -> Vec<&Row> {
    let counts = table.columns.get(column as usize).is_some_and(|c| c.unit == Unit::Count);
    let is_all = |row: &Row| row.cells.first() == Some(&Cell::Word(ALL.to_owned()));
    let is_drawn = |row: &&Row| !(counts && table.rows.len() > 1 && is_all(row));
    table.rows.iter().filter(is_drawn).take(BARS).collect()
}

/// Rows of which two columns are known, each with its numbers.
pub fn pairs<'a>(table: &'a Table, x: u32, y: u32) -> Vec<(&'a Row, f64, f64)> {
    let pair = |row: &'a Row| Some((row, number(table, row, x)?, number(table, row, y)?));
    table.rows.iter().filter_map(pair).collect()
}

/// `A` to `Z`, then `A2`: what a point is called.
pub fn letter(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// The means of both: where cross-hairs stand.
pub fn means(points: &[(&Row, f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    (points.len() > 1).then(|| {
        let sums = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.1, y + point.2));
        (sums.0 / n, sums.1 / n)
    })
}
