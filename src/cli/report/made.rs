//! A report as tables on standard output. Never a number without its unit.

use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit};
use crate::cli::table::Table;
use crate::speech::Speech;
use crate::wire::Report;
use crate::wire::report::{Cell, Column, Saying, Unit};

pub fn tell(report: &Report, context: &mut Context) -> Ended {
    for (at, one) in report.tables.iter().enumerate() {
        let speech = &context.speech;
        let told = |what: &str, name: &str| speech.say(&format!("report-{what}-{name}"));
        let heads: Vec<String> =
            one.columns.iter().map(|head| told("column", &head.name)).collect();
        let mut table = Table::of(&heads);
        for row in &one.rows {
            let cells = row.cells.iter().zip(&one.columns);
            table.row_of(
                &cells.map(|(cell, column)| written(cell, column, speech)).collect::<Vec<_>>(),
            );
        }
        let name = told("table", &one.name);
        let says: Vec<String> = one.says.iter().map(|saying| said(saying, speech)).collect();
        if at > 0 {
            context.out.line("")?;
        }
        context.out.line(&name)?;
        context.out.table(&table)?;
        says.iter().try_for_each(|said| context.out.line(said))?;
    }
    Ok(Exit::Done)
}

fn said(saying: &Saying, speech: &Speech) -> String {
    speech.say(&format!("report-say-{}", saying.key))
}

fn written(cell: &Cell, column: &Column, speech: &Speech) -> String {
    let value = cell.value().unwrap_or_default();
    match (cell, column.unit) {
        (Cell::None, _) => "-".to_owned(),
        (Cell::Word(key), _) => speech.say(key),
        (Cell::Text(text), _) => text.clone(),
        (Cell::Number(_), Unit::Count) => speech.number(value as u64),
        (Cell::Number(_), Unit::Share) => speech.percent(value),
        (Cell::Number(_), Unit::Duration) => speech.brief((value * 1_000.0) as i64),
        (Cell::Number(_), Unit::Days) => format!("{value:.1}"),
        (Cell::Number(_), _) => format!("{value:.2}"),
    }
}
