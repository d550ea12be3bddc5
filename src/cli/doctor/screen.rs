//! The terminal: can a screen be drawn here, in which letters and colours. Never draws to find
//! out.

use std::io::IsTerminal;

use super::super::context::Context;
use super::super::open::Screen;
use super::{Finding, Level};
use crate::home::Theme;

/// Columns and lines at which all four panes are shown.
const WHOLE: (u16, u16) = (80, 24);

/// What the environment says about the terminal.
struct Surface {
    term: String,
    locale: String,
    colour: Colour,
}

#[derive(Clone, Copy)]
enum Colour {
    Refused,
    Many,
    Few,
}

pub fn findings(context: &Context) -> Vec<Finding> {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var).unwrap_or_default();
    let many = var("COLORTERM").is_some() || var("TERM").is_some_and(|t| t.contains("256color"));
    let colour = match (context.config.theme, var("NO_COLOR")) {
        (Some(Theme::None), _) | (None, Some(_)) => Colour::Refused,
        (None, None) if many => Colour::Many,
        (None, None) => Colour::Few,
    };
    let surface = Surface { term: var("TERM").unwrap_or_default(), locale, colour };
    let mut findings = vec![terminal(&surface, context)];
    findings.extend(size(context));
    findings.push(letters(&surface, context));
    findings.push(colours(&surface, context));
    findings
}

fn terminal(surface: &Surface, context: &Context) -> Finding {
    let (level, key) = match Screen::look() {
        Screen::There => (Level::Ok, "cli-doctor-terminal"),
        Screen::Piped => (Level::Warn, "cli-doctor-piped"),
        Screen::Dumb => (Level::Warn, "cli-doctor-dumb"),
    };
    let sentence = context.speech.say_with(key, &[("term", &surface.term)]);
    Finding::new(level, "terminal", sentence)
}

fn size(context: &Context) -> Option<Finding> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let (columns, lines) = crossterm::terminal::size().ok()?;
    let small = columns < WHOLE.0 || lines < WHOLE.1;
    let (columns, lines) = (columns.to_string(), lines.to_string());
    let key = if small { "cli-doctor-small" } else { "cli-doctor-size" };
    let values = [("columns", &*columns), ("lines", &*lines)];
    let level = if small { Level::Warn } else { Level::Ok };
    Some(Finding::new(level, "size", context.speech.say_with(key, &values)))
}

fn letters(surface: &Surface, context: &Context) -> Finding {
    let lower = surface.locale.to_lowercase().replace('-', "");
    let values = [("locale", surface.locale.as_str())];
    let (level, key) = match lower.contains("utf8") {
        true => (Level::Ok, "cli-doctor-utf8"),
        false => (Level::Warn, "cli-doctor-ascii"),
    };
    Finding::new(level, "letters", context.speech.say_with(key, &values))
}

fn colours(surface: &Surface, context: &Context) -> Finding {
    let key = match surface.colour {
        Colour::Refused => "cli-doctor-no-colour",
        Colour::Many => "cli-doctor-colours",
        Colour::Few => "cli-doctor-few-colours",
    };
    Finding::new(Level::Ok, "colours", context.say(key))
}
