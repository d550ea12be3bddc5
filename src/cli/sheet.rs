//! `sigap instrument sheet`: what a mystery shopper takes along. Never an answer.

use std::path::Path;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::export::Sink;
use crate::domain::Instrument;
use crate::domain::instrument::Side;
use crate::report::{BLANKS, sheet};
use crate::speech::Speech;
use crate::terminal::widget::columns::wrap;
use crate::wire::InstrumentRow;

/// Where what is written by hand goes.
const BLANK: &str = "________________";
/// How far boxes stand in.
const INSET: &str = "    ";
/// Columns of a box with its number and the blanks behind it.
const EACH: usize = 7;

pub fn run(row: &InstrumentRow, html: Option<&Path>, context: &mut Context) -> Ended {
    let instrument: Instrument = row.text.parse().map_err(Failure::from)?;
    let Some(path) = html else {
        let lines = lines(&instrument, &row.name, &context.speech, context.out.width());
        lines.iter().try_for_each(|line| context.out.text(line))?;
        return Ok(Exit::Done);
    };
    let mut sink = Sink::open(Some(path))?;
    sink.write(&sheet(&instrument, &context.speech))?;
    if let Some(path) = sink.finish()? {
        let path = path.display().to_string();
        context.out.line(&context.speech.say_with("cli-report-page", &[("path", &path)]))?;
    }
    Ok(Exit::Done)
}

/// The sheet, no line wider than the terminal.
fn lines(instrument: &Instrument, name: &str, speech: &Speech, width: usize) -> Vec<String> {
    let mut lines = wrap(speech.said(&instrument.title), width);
    lines.push(String::new());
    lines.extend(BLANKS.iter().map(|key| format!("{}: {BLANK}", speech.say(key))));
    if !instrument.scenario.is_nothing() {
        lines.extend([String::new(), speech.say("sheet-scenario")]);
        let scenario = speech.said(&instrument.scenario).lines();
        lines.extend(scenario.flat_map(|line| wrap(line, width)));
    }
    for side in Side::ALL.into_iter().filter(|side| instrument.asks(*side)) {
        lines.push(String::new());
        lines.extend(wrap(&speech.say(&format!("instrument-{}", side.word())), width));
        lines.extend(wrap(&speech.sheet_scale(instrument), width));
        let scores = 1..=instrument.scale.byte();
        let boxes: Vec<String> = scores.map(|score| format!("[ ] {score}")).collect();
        for (place, statement) in instrument.statements.iter().enumerate() {
            let words = speech.said(statement.said(side));
            lines.extend(wrap(&format!("{}. {words}", place + 1), width));
            let rows = boxes.chunks((width.saturating_sub(INSET.len()) / EACH).max(1));
            lines.extend(rows.map(|row| format!("{INSET}{}", row.join("  "))));
        }
    }
    lines.push(String::new());
    let values = [("instrument", name), ("answers", &example(instrument))];
    lines.extend(wrap(&speech.say_with("sheet-enter", &values), width));
    lines
}

/// How the answers are typed: the first ones of such a sheet, the last of them left out.
fn example(instrument: &Instrument) -> String {
    let highest = instrument.scale.byte();
    let answers = [highest.to_string(), (highest - 1).to_string(), "-".to_owned()];
    let more = if instrument.statements.len() > answers.len() { " ..." } else { "" };
    let first = &answers[..instrument.statements.len().min(answers.len())];
    format!("{}{more}", first.join(" "))
}
