//! `sigap doctor`: what is in order, what is not and what to do about it. Never mends anything and
//! never starts a desk.

mod desk;
mod house;
mod place;
mod screen;

use serde_json::json;

use super::context::Context;
use super::exit::{Ended, Exit};
use super::output::Form;
use super::table::Table;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap doctor\nsigap doctor --home /srv/desk --json")]
pub struct Args {}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Ok,
    Warn,
    Fail,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug)]
struct Finding {
    level: Level,
    /// What was looked at: part of the key of its name, and its name for scripts.
    what: &'static str,
    /// What was found, and what to do when it is not in order.
    sentence: String,
}

impl Finding {
    fn new(level: Level, what: &'static str, sentence: String) -> Finding {
        Finding { level, what, sentence }
    }
}

pub fn run(_: Args, context: &mut Context) -> Ended {
    let mut findings = place::config(context);
    findings.extend(screen::findings(context));
    match context.place() {
        Ok(place) => {
            // The desk first: systemd starts one that is asked, and with it its home is made.
            let desk = desk::findings(&place, context);
            findings.extend(place::home(&place, context));
            findings.extend(desk);
            findings.extend(house::findings(&place, context));
        }
        Err(error) => {
            let sentence = error.sentence(&context.speech).unwrap_or_default();
            findings.push(Finding::new(Level::Fail, "home", sentence));
        }
    }
    let mut table = Table::sheet();
    for Finding { level, what, sentence } in &findings {
        if context.out.form() == Form::Json {
            let told = json!({ "check": what, "level": level.word(), "sentence": sentence });
            context.out.json(&told)?;
            continue;
        }
        let mark = context.say(&format!("cli-doctor-{}", level.word()));
        let name = context.say(&format!("cli-doctor-of-{what}"));
        table.row([mark, name, sentence.clone()]);
    }
    context.out.table(&table)?;
    let worst = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Ok);
    Ok(if worst == Level::Fail { Exit::Trouble } else { Exit::Done })
}
