//! `sigap`: opens the desk, as a screen where one can be drawn, else line by line. Never draws
//! itself.

use std::io::IsTerminal;

use jiff::tz::TimeZone;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::keys;
use crate::client::{Absent, ClientError};
use crate::home::{LastView, Place, Theme as Wanted};
use crate::terminal::letters::Letters;
use crate::terminal::plain::{self, Hands, Outcome};
use crate::terminal::widget::{Around, Theme};
use crate::terminal::{self, Args, First};

/// Whether a screen can be drawn here, and if not why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Both ends are a terminal that can be drawn on.
    There,
    /// Standard input or output is no terminal.
    Piped,
    /// `TERM=dumb`, no `TERM` at all, or a terminal that only goes forward.
    Dumb,
}

impl Screen {
    /// Looks at the standard streams and `TERM`.
    pub fn look() -> Screen {
        if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
            Screen::of_term(std::env::var("TERM").ok().as_deref())
        } else {
            Screen::Piped
        }
    }

    fn of_term(term: Option<&str>) -> Screen {
        match term {
            None | Some("" | "dumb" | "unknown" | "vt52") => Screen::Dumb,
            Some(_) => Screen::There,
        }
    }
}

pub fn run(context: &mut Context) -> Ended {
    let piped = Screen::look() == Screen::Piped;
    if piped && std::env::var_os("SSH_ORIGINAL_COMMAND").is_some() {
        // A login that opens the desk whatever it was asked for.
        return Err(Failure::said(Exit::Refused, context.say("cli-open-login")));
    }
    screen(context.place()?, First::Panes, context)
}

/// How lines are typed here; `None` where a screen is drawn.
fn hands(screen: Screen, context: &Context) -> Option<Hands> {
    match (screen, context.plain) {
        (Screen::There, false) => None,
        (Screen::There, true) => Some(Hands::Editor),
        (Screen::Dumb, _) => Some(Hands::Cooked),
        (Screen::Piped, _) => Some(Hands::Pipe),
    }
}

/// Opens a desk, drawn or line by line, until the person leaves.
///
/// # Errors
/// [`Failure`] when the keymap has mistakes, there is no desk, or the terminal fails.
pub fn screen(place: Place, first: First, context: &Context) -> Ended {
    let keymap = keys::keymap(context)?;
    let theme = Theme::of_terminal(wanted(context), &Around::read());
    let last = LastView::of(&place, &context.around);
    let args = Args {
        place,
        last,
        how: context.attach(Absent::Start),
        speech: context.speech.in_zone(TimeZone::system()),
        keymap,
        theme,
        letters: letters(),
        first,
    };
    let ended = match hands(Screen::look(), context) {
        None => terminal::run(args).map(|()| Outcome::Left),
        Some(hands) => plain::run(args, hands),
    };
    match ended {
        Ok(Outcome::Left) => Ok(Exit::Done),
        Ok(Outcome::Refused) => Ok(Exit::Refused),
        Err(error) => Err(match error.downcast::<ClientError>() {
            Ok(error) => Failure::Desk(error),
            Err(error) => Failure::said(Exit::NoDesk, format!("{error:#}")),
        }),
    }
}

/// The theme of `--theme`, else of the configuration.
pub fn wanted(context: &Context) -> Wanted {
    context.theme.or(context.config.theme).unwrap_or(Wanted::Auto)
}

/// The first of the three variables of letters that is set, as in setlocale(3); else nothing.
pub fn locale() -> String {
    let var = |name: &str| std::env::var(name).ok();
    let mut set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(var);
    set.find(|value| !value.is_empty()).unwrap_or_default()
}

/// The letters of that.
pub fn letters() -> Letters {
    Letters::of_locale(&locale())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_needs_a_terminal_that_can_draw() {
        for (term, screen) in [
            (Some("xterm-256color"), Screen::There),
            (Some("vt100"), Screen::There),
            (Some("dumb"), Screen::Dumb),
            (Some(""), Screen::Dumb),
            (Some("vt52"), Screen::Dumb),
            (Some("unknown"), Screen::Dumb),
            (None, Screen::Dumb),
        ] {
            assert_eq!(Screen::of_term(term), screen);
        }
    }
}
