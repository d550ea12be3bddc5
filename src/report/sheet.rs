//! A mystery shopper's sheet as one page for paper: what to do, and a box for each answer. Never an
//! answer, and never a script or data that is not escaped, as no page of ours.

use std::fmt::Write as _;

use super::page::{POLICY, STYLE};
use super::svg::escaped;
use crate::domain::Instrument;
use crate::domain::instrument::Side;
use crate::speech::Speech;

/// What is written by hand.
pub const BLANKS: [&str; 3] = ["sheet-date", "sheet-shopper", "sheet-ticket"];

/// The whole page.
pub fn sheet(instrument: &Instrument, speech: &Speech) -> String {
    let title = escaped(speech.said(&instrument.title));
    let lang = speech.lang().tag();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>{title}</h1>\n</header>\n"
    );
    let blank = |key: &&str| format!("{}: ____________________", escaped(&speech.say(key)));
    let blanks: Vec<String> = BLANKS.iter().map(blank).collect();
    let _ = writeln!(page, "<p>{}</p>", blanks.join("<br>\n"));
    if !instrument.scenario.is_nothing() {
        let head = escaped(&speech.say("sheet-scenario"));
        let scenario = escaped(speech.said(&instrument.scenario)).replace('\n', "<br>\n");
        let _ = writeln!(page, "<section>\n<h2>{head}</h2>\n<p>{scenario}</p>\n</section>");
    }
    for side in Side::ALL.into_iter().filter(|side| instrument.asks(*side)) {
        page += &section(instrument, side, speech);
    }
    page + "</main>\n</body>\n</html>\n"
}

/// What is asked of one side, with a box for each answer.
fn section(instrument: &Instrument, side: Side, speech: &Speech) -> String {
    let head = escaped(&speech.say(&format!("instrument-{}", side.word())));
    let scale = escaped(&speech.sheet_scale(instrument));
    let mut html = format!("<section>\n<h2>{head}</h2>\n<p>{scale}</p>\n<table>\n<tbody>\n");
    let boxes: String = (1..=instrument.scale.byte())
        .map(|score| format!("<td>&#9633;&nbsp;{score}</td>"))
        .collect();
    for (place, statement) in instrument.statements.iter().enumerate() {
        let words = escaped(speech.said(statement.said(side)));
        let _ = writeln!(html, "<tr><th scope=\"row\">{}. {words}</th>{boxes}</tr>", place + 1);
    }
    html + "</tbody>\n</table>\n</section>\n"
}
