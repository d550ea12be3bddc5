//! The terminal: can a screen be drawn here, in which letters, theme and colours, and who says so.
//! Never draws to find out.

use std::io::IsTerminal;

use super::super::context::Context;
use super::super::open::{self, Screen};
use super::{Finding, Level};
use crate::home::Theme;
use crate::terminal::letters::Letters;
use crate::terminal::widget::Around;
use crate::terminal::widget::ground::{Colours, Ground};

/// Columns and lines at which all four panes are shown.
const WHOLE: (u16, u16) = (80, 24);

pub fn findings(context: &Context) -> Vec<Finding> {
    let around = Around::read();
    let mut findings = vec![terminal(&around, context)];
    findings.extend(size(context));
    findings.push(letters(context));
    findings.push(theme(&around, context));
    findings.push(colours(&around, context));
    findings
}

fn terminal(around: &Around, context: &Context) -> Finding {
    let (level, key) = match Screen::look() {
        Screen::There => (Level::Ok, "cli-doctor-terminal"),
        Screen::Piped => (Level::Warn, "cli-doctor-piped"),
        Screen::Dumb => (Level::Warn, "cli-doctor-dumb"),
    };
    let sentence = context.speech.say_with(key, &[("term", &around.term)]);
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

fn letters(context: &Context) -> Finding {
    let locale = open::locale();
    let (level, key) = match Letters::of_locale(&locale) {
        Letters::All if locale.is_empty() => (Level::Ok, "cli-doctor-no-locale"),
        Letters::All => (Level::Ok, "cli-doctor-utf8"),
        Letters::Ascii => (Level::Warn, "cli-doctor-ascii"),
    };
    let sentence = context.speech.say_with(key, &[("locale", &locale)]);
    Finding::new(level, "letters", sentence)
}

/// Which theme, and who says so.
fn theme(around: &Around, context: &Context) -> Finding {
    let (ground, variable) = around.ground();
    let wanted = open::wanted(context);
    let key = match (wanted, context.theme, ground) {
        (Theme::Auto, _, Ground::Unknown) => "cli-doctor-theme-auto",
        (Theme::Auto, _, Ground::Dark) => "cli-doctor-theme-auto-dark",
        (Theme::Auto, _, Ground::Light) => "cli-doctor-theme-auto-light",
        (Theme::Dark | Theme::Light | Theme::HighContrast | Theme::None, Some(_), _) => {
            "cli-doctor-theme-option"
        }
        (Theme::Dark | Theme::Light | Theme::HighContrast | Theme::None, None, _) => {
            "cli-doctor-theme-configured"
        }
    };
    let values = [("name", wanted.word()), ("variable", variable)];
    Finding::new(Level::Ok, "theme", context.speech.say_with(key, &values))
}

/// How many colours, and which variable says so.
fn colours(around: &Around, context: &Context) -> Finding {
    let (colours, variable) = around.colours();
    let by_theme = open::wanted(context) == Theme::None;
    let key = match colours {
        Colours::None | Colours::Eight | Colours::Many if by_theme => "cli-doctor-theme-no-colour",
        Colours::None => "cli-doctor-no-colour",
        Colours::Eight => "cli-doctor-few-colours",
        Colours::Many => "cli-doctor-colours",
    };
    let value = match variable {
        "COLORTERM" => &around.colorterm,
        "NO_COLOR" => &around.no_color,
        _ => &around.term,
    };
    let values = [("variable", variable), ("value", value)];
    Finding::new(Level::Ok, "colours", context.speech.say_with(key, &values))
}
