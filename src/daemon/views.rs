//! The names of the views that every desk has. Never one that an agent keeps.

use jiff::tz::TimeZone;

use crate::domain::Refusal;
use crate::domain::text::clean_line;
use crate::speech::{Lang, Speech};
use crate::wire::{Command, QueueView};

/// Makes sure that an agent keeps no view under a name that means another one at every desk, in
/// whatever language their screen is next: one of the two could not be chosen any more.
///
/// # Errors
/// [`Refusal::ViewTaken`].
pub fn are_own(command: &Command) -> Result<(), Refusal> {
    match command {
        // An empty filter removes one that was kept before this was so.
        Command::SetView(view) if !view.filter.is_empty() && is_every_desks(&view.name) => {
            Err(Refusal::ViewTaken { name: clean_line(&view.name) })
        }
        // Nothing else is chosen by such a name.
        _ => Ok(()),
    }
}

fn is_every_desks(name: &str) -> bool {
    let wanted = clean_line(name).to_lowercase();
    let is_said = |lang: Lang| {
        let speech = Speech::new(lang, TimeZone::UTC);
        QueueView::ALL.iter().any(|view| {
            let key = format!("queue-view-{}", view.word().replace('_', "-"));
            speech.say(&key).to_lowercase() == wanted
        })
    };
    QueueView::named(&wanted).is_some() || is_said(Lang::En) || is_said(Lang::Id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_built_in_view_is_known_in_every_language_and_spelling() {
        for name in ["mine", "Due today", "due-today", "BREACHED", "late", "milik saya", " Semua "]
        {
            assert!(is_every_desks(name), "{name}");
        }
        for name in ["mine and late", "my own", "red", ""] {
            assert!(!is_every_desks(name), "{name}");
        }
    }
}
