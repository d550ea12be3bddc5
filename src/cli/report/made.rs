//! A report on standard output: for people as tables and plots, for programs as rows. Never a
//! number without its unit, and never a table wider than the terminal.

use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit};
use crate::cli::open;
use crate::report::{Said, glyph, grid, lines};
use crate::terminal::letters::Letters;
use crate::wire::Report;
use crate::wire::report::{Plot, Table};

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
        let [of, means] = said.sentences(table);
        of.iter().try_for_each(|text| context.out.line(text))?;
        let told = told(table, said, width);
        told.into_iter().try_for_each(|text| context.out.text(&plain(text)))?;
        means.iter().try_for_each(|text| context.out.line(text))?;
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
    let parts = grid(table, said, width).into_iter();
    plot.into_iter().chain(parts.flat_map(|part| [vec![part.head], part.rows].concat())).collect()
}
