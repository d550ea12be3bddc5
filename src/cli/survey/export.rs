//! `sigap survey export`: whoever is still to be asked, with an empty column for each answer, as
//! `sigap import answers` reads it back. Never an answer, and never anybody who is not to be asked.

use std::path::Path;

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::export::{Sink, csv_row, finished};
use super::super::instrument::found;
use crate::domain::instrument::{Column, Side};
use crate::domain::{Asks, Instrument};
use crate::wire::{Answer, Query, ToAskRow};

/// What is known of each, before the answers.
const KNOWN: [&str; 4] = ["customer", "account", "name", "address"];

pub fn run(name: &str, output: Option<&Path>, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let survey = super::one(name, &mut desk)?;
    let Asks::Instrument(instrument) = &survey.plan.asks else {
        return Err(Failure::said(Exit::Usage, context.say("survey-export-question")));
    };
    let instrument: Instrument = found(&mut desk, instrument)?.text.parse()?;
    let Some(answers) = answers(&instrument) else {
        return Err(Failure::said(Exit::Usage, context.say("survey-export-numbered")));
    };
    let mut sink = Sink::open(output)?;
    let known = KNOWN.iter().map(|title| (*title).to_owned());
    sink.write(&csv_row(known.chain(answers.iter().cloned())))?;
    let mut count = 0;
    loop {
        let rows = to_ask(name, count, &mut desk)?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            sink.write(&line(row, answers.len(), &mut desk)?)?;
        }
        count += rows.len() as u32;
    }
    finished(sink, count.into(), context)
}

fn to_ask(name: &str, skip: u32, desk: &mut Desk) -> Result<Vec<ToAskRow>, Failure> {
    let limit = crate::wire::line::ANSWER_ROWS;
    match desk.client.query(Query::ToAsk { survey: name.to_owned(), skip, limit })? {
        Answer::ToAsk(rows) => Ok(rows),
        _ => Err(Failure::unexpected()),
    }
}

/// Somebody's line. Their record is opened for it: who takes it out of the desk is kept with it, as
/// it is of whoever opens one.
fn line(row: &ToAskRow, answers: usize, desk: &mut Desk) -> Result<String, Failure> {
    let Answer::Customer(record) = desk.client.query(Query::Customer { customer: row.customer })?
    else {
        return Err(Failure::unexpected());
    };
    let account = record.map(|record| record.profile.account).unwrap_or_default();
    let known = [row.customer.to_string(), account, row.label.clone(), row.address.clone()];
    Ok(csv_row(known.into_iter().chain((0..answers).map(|_| String::new()))))
}

/// A title for each answer, those by which it is read back; `None` where it is read by its place in
/// a file of somebody else's.
fn answers(instrument: &Instrument) -> Option<Vec<String>> {
    let sides = Side::ALL.into_iter().filter(|side| instrument.asks(*side));
    let places = sides.flat_map(|side| (0..instrument.statements.len()).map(move |at| (side, at)));
    let title = |(side, at): (Side, usize)| match instrument.statements[at].column(side) {
        None => Some(format!("{} {}", side.word(), at + 1)),
        Some(Column::Title(title)) => Some(title.clone()),
        Some(Column::Number(_)) => None,
    };
    places.map(title).collect()
}
