//! A report on standard output: for people as tables and plots, for programs as rows. Never a
//! number without its unit, and never a table wider than the terminal.

use unicode_width::UnicodeWidthStr;

use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit};
use crate::cli::open;
use crate::cli::table::Table as Drawn;
use crate::report::{Said, bar, glyph, lines};
use crate::terminal::letters::Letters;
use crate::wire::Report;
use crate::wire::report::{Plot, Row, Table};

/// Blanks between two columns.
const GAP: usize = 2;
/// Columns for what a row is about, at most: what is longer is wrapped.
const LABEL: usize = 26;
/// Columns of a bar beside the figures: fewer say nothing, more are not read better.
const BAR: std::ops::RangeInclusive<usize> = 6..=24;

/// Tells it to a person.
pub fn tell(report: &Report, said: Said<'_>, context: &mut Context) -> Ended {
    let plain = |line: String| match open::letters() {
        Letters::All => line,
        Letters::Ascii => line.chars().map(glyph).collect(),
    };
    let width = context.out.width();
    context.out.line(&said.title(report))?;
    context.out.line(&said.made(report))?;
    for table in &report.tables {
        context.out.line("")?;
        context.out.line(&said.table(table))?;
        let told = told(table, said, width);
        told.into_iter().try_for_each(|text| context.out.text(&plain(text)))?;
        for saying in &table.says {
            context.out.line(&said.saying(saying))?;
        }
    }
    Ok(Exit::Done)
}

/// A table's plot and figures, or that there is nothing.
fn told(table: &Table, said: Said<'_>, width: usize) -> Vec<String> {
    if table.rows.is_empty() {
        return vec![said.speech.say("report-empty")];
    }
    let plot = match table.plot {
        // They stand beside their numbers.
        Plot::None | Plot::Bars { .. } => Vec::new(),
        Plot::Line { .. } | Plot::Steps { .. } | Plot::Quadrant { .. } => lines(table, said, width),
    };
    plot.into_iter().chain(figures(table, said, width)).collect()
}

/// The figures below their headings; where they do not fit beside each other, in several parts that
/// all begin with what the rows are about.
fn figures(table: &Table, said: Said<'_>, width: usize) -> Vec<String> {
    let heads: Vec<String> = table.columns.iter().map(|column| said.heading(column)).collect();
    let cells = |row: &Row| {
        let cells = table.columns.iter().zip(&row.cells);
        cells.map(|(column, cell)| said.cell(column, cell)).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let wide = |at: usize| {
        let all = rows.iter().filter_map(|row| row.get(at)).chain(&heads[at..=at]);
        all.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let first = wide(0).min(LABEL);
    let (mut parts, mut used) = (vec![vec![0]], first);
    for at in 1..heads.len() {
        if used + GAP + wide(at) > width && parts.last().is_some_and(|part| part.len() > 1) {
            parts.push(vec![0]);
            used = first;
        }
        used += GAP + wide(at);
        parts.last_mut().expect("one from the beginning").push(at);
    }
    let room = width.saturating_sub(used + GAP).min(*BAR.end());
    let last = parts.len() - 1;
    let part = |(at, part): (usize, Vec<usize>)| {
        let bars = if at == last { bars(table, room) } else { None };
        let pick = |row: &[String]| part.iter().map(|&at| row[at].clone()).collect::<Vec<_>>();
        let mut drawn =
            Drawn::of(&[pick(&heads), bars.iter().map(|_| String::new()).collect()].concat());
        for (row, at) in rows.iter().zip(0..) {
            let bar: Vec<String> = bars.iter().map(|bars| bars[at].clone()).collect();
            drawn.row_of(&[pick(row), bar].concat());
        }
        drawn.render(width.try_into().unwrap_or(u16::MAX))
    };
    parts.into_iter().enumerate().map(part).collect()
}

/// A bar for each row in so many columns; `None` where there is no room or nothing to compare.
fn bars(table: &Table, room: usize) -> Option<Vec<String>> {
    let Plot::Bars { column } = table.plot else { return None };
    (table.rows.len() > 1 && BAR.contains(&room)).then(|| bar(table, column, room))
}
