//! From a typed line to what is meant: a number, a ticket, a key, an action's name or its word in
//! the reader's language. Never what it does.

use crate::terminal::action::{Action, Context};
use crate::terminal::keymap::{Key, KeyPress, Resolved};
use crate::terminal::model::Model;

/// Digits of the largest number that means a row of a list; a longer one is looked for.
const ROW_DIGITS: usize = 3;

/// What a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A row of the last list.
    Row(usize),
    /// Somebody or something to look for.
    Find(String),
    /// A ticket by its number.
    Ticket(String),
    /// What only line mode has, and what follows.
    Own(Own, String),
    /// An action, and what follows.
    Act(Action, String),
    /// Words that may be part of an action's sentence.
    Words(String),
}

/// What only line mode has: on the screen it is in sight, or done by moving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The next rows of the last list.
    More,
    /// Leaves what is begun.
    Cancel,
    /// Another language.
    Language,
}

/// The words for what only line mode has, the same in every language and Indonesian beside it.
const OWN: [(&str, Own); 7] = [
    ("more", Own::More),
    ("lagi", Own::More),
    ("cancel", Own::Cancel),
    ("batal", Own::Cancel),
    ("language", Own::Language),
    ("bahasa", Own::Language),
    ("lang", Own::Language),
];

/// Names that the command line has for the same.
const OTHER: [(&str, Action); 11] = [
    ("ask", Action::AskQuestions),
    ("accept", Action::AcceptOffer),
    ("decline", Action::DeclineOffer),
    ("say", Action::SayToAll),
    ("state", Action::MyState),
    ("consent", Action::VerifyCustomer),
    ("unmerge", Action::MergeTicket),
    ("unfollow", Action::Follow),
    ("claim", Action::ClaimNext),
    ("help", Action::Help),
    ("keluar", Action::Quit),
];

/// The first word of a text and the rest.
pub fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

/// What a line means where no question is open.
pub fn meaning(model: &Model, line: &str) -> Meaning {
    let line = line.trim();
    let (word, rest) = split(line);
    if let Some(text) = line.strip_prefix('/') {
        return Meaning::Act(Action::Find, text.trim().to_owned());
    }
    if let Some(name) = line.strip_prefix(':').filter(|name| !name.trim().is_empty()) {
        return named(model, name.trim());
    }
    let digits = word.chars().all(|c| c.is_ascii_digit());
    if digits && rest.is_empty() && word.len() <= ROW_DIGITS && !word.starts_with('0') {
        return word.parse().map_or(Meaning::Find(line.to_owned()), Meaning::Row);
    }
    if line.starts_with(|c: char| c.is_ascii_digit() || c == '+') {
        return Meaning::Find(line.to_owned());
    }
    if is_ticket(word) && rest.is_empty() {
        return Meaning::Ticket(word.to_uppercase());
    }
    match keys(model, word, rest) {
        Some((action, rest)) => Meaning::Act(action, rest),
        None => named(model, line),
    }
}

/// Tells whether a word is a ticket's number.
pub fn is_ticket(word: &str) -> bool {
    let number = word.strip_prefix(['T', 't']).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
}

/// A word of keys: `i`, `gd`, `g d`, `F4`, `Ctrl-l`.
fn keys(model: &Model, word: &str, rest: &str) -> Option<(Action, String)> {
    let place = match model.context() {
        place if place.takes_text() => Context::Everywhere,
        place => place,
    };
    let found = |keys: &[KeyPress], rest: &str| {
        let offered = (!model.offers.is_empty()).then_some(Context::Offer);
        let mut places = offered.into_iter().chain([place]);
        places.find_map(|place| match model.keymap.resolve(place, keys) {
            Resolved::Action(action) if !action.needs_its_key() => Some((action, rest.to_owned())),
            Resolved::Action(_) | Resolved::Wait(_) | Resolved::Nothing => None,
        })
    };
    if let Some(press) = word.parse::<KeyPress>().ok().filter(|_| word.chars().count() > 1) {
        return found(&[press], rest);
    }
    let letters = |text: &str| -> Vec<KeyPress> {
        text.chars().map(|letter| KeyPress::plain(Key::Char(letter))).collect()
    };
    let (next, after) = split(rest);
    found(&letters(word), rest).or_else(|| {
        let one = word.chars().count() == 1 && next.chars().count() == 1;
        let waits = matches!(model.keymap.resolve(place, &letters(word)), Resolved::Wait(_));
        (one && waits).then(|| found(&letters(&format!("{word}{next}")), after)).flatten()
    })
}

/// The only action whose name has this word: `mark` is `mark_ticket` in every language.
pub fn by_part(name: &str) -> Option<Action> {
    let has = |action: &&Action| action.name().split('_').any(|part| part == name);
    let mut those = Action::ALL.iter().filter(|action| !action.needs_its_key()).filter(has);
    those.next().filter(|_| those.next().is_none()).copied()
}

/// An action by its name, by its word in the reader's language, or what only line mode has.
fn named(model: &Model, line: &str) -> Meaning {
    let (word, rest) = split(line);
    let name = word.to_lowercase().replace('-', "_");
    if let Some(action) = Action::named(&name).filter(|action| !action.needs_its_key()) {
        return Meaning::Act(action, rest.to_owned());
    }
    if let Some((_, own)) = OWN.iter().find(|(known, _)| *known == name) {
        return Meaning::Own(*own, rest.to_owned());
    }
    let low = line.to_lowercase();
    let begun = |hint: &str| {
        let rest = low.strip_prefix(hint)?;
        let whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
        // Letters may take other bytes in lower case: then the rest is what follows the words.
        let words = hint.split_whitespace().count();
        let mut left = line.trim_start();
        for _ in 0..words {
            left = left.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
        }
        whole.then(|| left.trim().to_owned())
    };
    let hints = Action::ALL
        .iter()
        .filter(|action| !action.needs_its_key())
        .map(|action| (model.speech.say(&action.hint_key()).to_lowercase(), *action));
    let longest = hints
        .filter_map(|(hint, action)| begun(&hint).map(|rest| (hint.len(), action, rest)))
        .reduce(|best, one| if one.0 > best.0 { one } else { best });
    if let Some((_, action, rest)) = longest {
        return Meaning::Act(action, rest);
    }
    if let Some((_, action)) = OTHER.iter().find(|(known, _)| *known == name) {
        return Meaning::Act(*action, rest.to_owned());
    }
    Meaning::Words(line.to_owned())
}
