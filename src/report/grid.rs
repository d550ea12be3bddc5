//! A table's figures as lines of text, numbers at the right and bars beside them. Never wider than
//! it is told to be: what has no room goes on below.

use unicode_width::UnicodeWidthStr;

use super::plot::{bar, fit};
use super::{Said, axis};
use crate::wire::report::{Plot, Row, Table, Unit};

/// Blanks between two columns.
const GAP: usize = 2;
/// Columns for what a row is about, at most.
const LABEL: usize = 30;
/// Columns of a bar: fewer say nothing, more are not read better.
const BAR: std::ops::RangeInclusive<usize> = 6..=24;

/// Columns that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Their headings.
    pub head: String,
    /// A line for each row of the table.
    pub rows: Vec<String>,
}

/// The figures in so many columns; where they do not fit beside each other, in several parts that
/// all begin with what the rows are about.
pub fn grid(table: &Table, said: Said<'_>, width: usize) -> Vec<Part> {
    let heads: Vec<String> = table.columns.iter().map(|column| said.heading(column)).collect();
    let cells = |row: &Row| {
        let cells = table.columns.iter().zip(&row.cells);
        cells.map(|(column, cell)| said.cell(column, cell)).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let whole = |at: usize| {
        let all = rows.iter().filter_map(|row| row.get(at)).chain(heads.get(at));
        let widest = all.map(|cell| cell.width()).max().unwrap_or(0);
        if at == 0 { widest.min(LABEL).min(width / 2) } else { widest.min(width / 2 - GAP) }
    };
    let is_words = |at: usize| at > 0 && table.columns[at].unit == Unit::Label;
    let short = |at: usize| if is_words(at) { whole(at).min(width / 4) } else { whole(at) };
    let together = |wide: &dyn Fn(usize) -> usize| {
        (0..heads.len()).map(wide).sum::<usize>() + GAP * heads.len().saturating_sub(1)
    };
    // Long names are cut where that keeps the figure beside whose it is.
    let is_cut = together(&whole) > width && together(&short) <= width;
    let wide = |at: usize| if is_cut { short(at) } else { whole(at) };
    let (parts, used) = packed(heads.len(), &wide, width);
    let room = width.saturating_sub(used + GAP).min(*BAR.end());
    let last = parts.len() - 1;
    let line = |part: &[usize], cells: &[String], more: &str| {
        let cell = |&at: &usize| {
            let (text, columns) = (fit(&cells[at], wide(at)), wide(at));
            let blanks = " ".repeat(columns.saturating_sub(text.width()));
            match table.columns[at].unit {
                _ if at == 0 => format!("{text}{blanks}"),
                Unit::Label => format!("{text}{blanks}"),
                _ => format!("{blanks}{text}"),
            }
        };
        let mut line: Vec<String> = part.iter().map(cell).collect();
        line.push(more.to_owned());
        line.join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    let drawn = |(at, part): (usize, Vec<usize>)| {
        let bars = if at == last { bars(table, room) } else { Vec::new() };
        let bar = |at: usize| bars.get(at).map_or("", String::as_str);
        let told = rows.iter().enumerate().map(|(at, cells)| line(&part, cells, bar(at)));
        let over = if bars.is_empty() { String::new() } else { caption(table, said, room) };
        Part { head: line(&part, &heads, &over), rows: told.collect() }
    };
    parts.into_iter().enumerate().map(drawn).collect()
}

/// Which columns stand beside each other, and how wide the last ones are.
fn packed(
    columns: usize,
    wide: &impl Fn(usize) -> usize,
    width: usize,
) -> (Vec<Vec<usize>>, usize) {
    let (mut parts, mut used) = (vec![vec![0]], wide(0));
    for at in 1..columns {
        let is_first = parts.last().is_none_or(|part| part.len() == 1);
        if used + GAP + wide(at) > width && !is_first {
            parts.push(vec![0]);
            used = wide(0);
        }
        used += GAP + wide(at);
        parts.last_mut().expect("one from the beginning").push(at);
    }
    (parts, used)
}

/// What the bars are of.
fn caption(table: &Table, said: Said<'_>, room: usize) -> String {
    let Plot::Bars { column } = table.plot else { return String::new() };
    let Some(column) = table.columns.get(column as usize) else { return String::new() };
    let heading = said.heading(column);
    fit(&said.speech.say_with("report-bars", &[("column", &heading)]), room)
}

/// A bar for each row in so many columns; none where there is no room or nothing to compare.
fn bars(table: &Table, room: usize) -> Vec<String> {
    let Plot::Bars { column } = table.plot else { return Vec::new() };
    let is_drawn = BAR.contains(&room) && axis::barred(table, column).len() > 1;
    if is_drawn { bar(table, column, room) } else { Vec::new() }
}
