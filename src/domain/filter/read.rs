//! From what was typed to conditions. Never a mistake over a word that is still being typed.

use std::str::FromStr;

use super::super::activity::Activity;
use super::super::code::TwoLetters;
use super::super::field::Field;
use super::super::handling::{Agreement, Gap};
use super::super::interaction::Channel;
use super::super::profile::Tier;
use super::super::refusal::Malformed;
use super::super::status::{Priority, Severity, Status};
use super::super::text::{clean_line, is_hostile, quoted};
use super::super::{agent, limit};
use super::half;
use super::{
    Bound, Day, Filter, Is, Key, Kind, Range, Side, Sign, Term, Vocabulary, When, Whether, Who,
};

/// What a half-typed text says so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The conditions that are complete.
    pub filter: Filter,
    /// What is wrong with the first word that is finished and says nothing.
    pub mistake: Option<Malformed>,
}

/// What turns a condition round; the latter is no option on a command line.
const NOT: [char; 2] = ['-', '!'];

/// One word of the text, or several in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) sign: Sign,
    /// Without sign and quotes.
    pub(super) text: String,
    /// Whether it begins with a quote, so that it is text whatever is in it.
    pub(super) is_quoted: bool,
    /// Whether its last quote is not closed.
    pub(super) is_unclosed: bool,
    /// Where it begins, its sign included.
    pub(super) start: usize,
    /// As it was typed.
    pub(super) raw: &'a str,
}

impl Filter {
    /// Reads a whole text.
    ///
    /// # Errors
    /// [`Malformed::Word`] with the word that says nothing, and what may be said in its place;
    /// [`Malformed::TooLong`], [`Malformed::TooMany`].
    pub fn read(text: &str, words: &Vocabulary) -> Result<Filter, Malformed> {
        let (field, count) = (Field::Filter, text.chars().count());
        if count > limit::FILTER_CHARS {
            return Err(Malformed::TooLong { field, count, limit: limit::FILTER_CHARS });
        }
        let count = tokens(text).len();
        if count > limit::FILTER_TERMS {
            return Err(Malformed::TooMany { field, count, limit: limit::FILTER_TERMS });
        }
        let terms =
            tokens(text).iter().map(|token| term(token, words)).collect::<Result<_, _>>()?;
        let filter = Filter { terms };
        // What is written out may be longer (`due:2h` is `due:<2h`) and is read again.
        let count = filter.to_string().chars().count();
        if count > limit::FILTER_CHARS {
            return Err(Malformed::TooLong { field, count, limit: limit::FILTER_CHARS });
        }
        Ok(filter)
    }

    /// Reads a text that is still being typed: what is complete counts, and the last word is not
    /// blamed as long as it may become something. The last word of quotes that are not closed is
    /// found by its beginning.
    pub fn typed(text: &str, words: &Vocabulary) -> Typed {
        let tokens = tokens(text);
        let unfinished = !text.ends_with(char::is_whitespace);
        let mut typed = Typed::default();
        for (at, token) in tokens.iter().enumerate() {
            let is_last = unfinished && at + 1 == tokens.len();
            match term(token, words) {
                Ok(_) if is_last && token.is_begun_phrase() => {
                    typed.filter.terms.extend(begun_phrase(&token.text));
                }
                Ok(term) => typed.filter.terms.push(term),
                Err(_) if is_last && half::may_become(token, words) => {}
                Err(mistake) => drop(typed.mistake.get_or_insert(mistake)),
            }
        }
        typed
    }
}

/// The words of a text; blanks within quotes do not end one, and a quote that is not closed ends
/// with the text. Quotes are opened where a word or a value begins: `24"` is so many inches.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skip;
        let (mut quotes, mut end) = (Quotes::At(0), text.len());
        for (place, c) in text[start..].char_indices() {
            if c.is_whitespace() && quotes != Quotes::Open {
                end = start + place;
                break;
            }
            quotes = quotes.after(c);
        }
        tokens.extend(token(&text[start..end], start));
        at = end;
    }
    tokens
}

/// How the text stands to quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Where they may be opened, after so many signs.
    At(u8),
    /// Within them.
    Open,
    /// Within a word, where a quote is nothing.
    Past,
}

impl Quotes {
    fn after(self, c: char) -> Quotes {
        match (self, c) {
            (_, c) if is_hostile(c) => self,
            (Quotes::Open, '"') => Quotes::Past,
            (Quotes::Open, _) | (Quotes::At(_), '"') => Quotes::Open,
            (Quotes::At(0), c) if NOT.contains(&c) => Quotes::At(1),
            (Quotes::At(_) | Quotes::Past, ':' | ',') => Quotes::At(1),
            (Quotes::At(_) | Quotes::Past, _) => Quotes::Past,
        }
    }
}

fn token(raw: &str, start: usize) -> Option<Token<'_>> {
    // What is not shown is before no sign.
    let shown = raw.trim_start_matches(is_hostile);
    let (start, raw) = (start + raw.len() - shown.len(), shown);
    let (sign, rest) = match raw.strip_prefix(NOT) {
        Some(rest) => (Sign::Without, rest),
        None => (Sign::With, raw),
    };
    let plain = |c: char| if c.is_whitespace() { ' ' } else { c };
    let shown = |c: &char| *c != '"' && !is_hostile(*c);
    let text = rest.chars().map(plain).filter(shown).collect::<String>();
    let is_quoted = rest.trim_start_matches(is_hostile).starts_with('"');
    let is_unclosed = raw.matches('"').count() % 2 == 1;
    // A stroke alone, or quotes around nothing, ask for nothing.
    (!text.trim().is_empty()).then_some(Token { sign, text, is_quoted, is_unclosed, start, raw })
}

impl Token<'_> {
    fn is_begun_phrase(&self) -> bool {
        self.is_quoted && self.is_unclosed && self.sign == Sign::With
    }
}

/// Words in quotes of which the last may be half: those before it as they follow one another, and
/// the last one by its beginning.
fn begun_phrase(text: &str) -> impl Iterator<Item = Term> {
    let text = clean_line(text);
    let parts = text.rsplit_once(' ').unwrap_or(("", &text));
    // What is a condition or a sign without quotes stays within them.
    let is_plain = parted(parts.1).is_none() && !parts.1.starts_with(NOT);
    let (whole, last) = if is_plain { parts } else { (text.as_str(), "") };
    let whole = (!whole.is_empty()).then(|| Is::Phrase(whole.to_owned()));
    let last = (!last.is_empty()).then(|| Is::Word(last.to_owned()));
    let sign = Sign::With;
    whole.into_iter().chain(last).map(move |is| Term { sign, is })
}

/// Key and values of a word that has some: letters, a colon.
pub(super) fn parted(text: &str) -> Option<(&str, &str)> {
    let (key, values) = text.split_once(':')?;
    let is_word = key.chars().all(|c| c.is_alphabetic() || c == '-' || c == '_');
    (!key.is_empty() && is_word).then_some((key, values))
}

pub(super) fn term(token: &Token<'_>, words: &Vocabulary) -> Result<Term, Malformed> {
    let sign = token.sign;
    let split = if token.is_quoted { None } else { parted(&token.text) };
    let Some((key, values)) = split else {
        let text = clean_line(&token.text);
        let is_phrase = token.is_quoted || text.contains(' ');
        return Ok(Term { sign, is: if is_phrase { Is::Phrase(text) } else { Is::Word(text) } });
    };
    let Some(key) = words.key_of(key) else {
        let keys: Vec<&str> = words.keys().map(|(_, word)| word).collect();
        return Err(Malformed::Word { given: quoted(key), allowed: keys.join(", ") });
    };
    let read = Read { key, words, given: &token.text };
    Ok(Term { sign, is: read.values(values)? })
}

/// Reads the values of one key.
struct Read<'a> {
    key: Key,
    words: &'a Vocabulary,
    given: &'a str,
}

impl Read<'_> {
    fn values(&self, values: &str) -> Result<Is, Malformed> {
        Ok(match self.key {
            Key::Status => Is::Status(self.each(values, known::<Status>)?),
            Key::Topic => Is::Topic(self.each(values, |text| self.topic(text))?),
            Key::Agent => Is::Agent(self.each(values, who)?),
            Key::Due => Is::Due(self.each(values, |text| when(text, Side::Below, self.words))?),
            Key::Age => Is::Age(self.each(values, |text| when(text, Side::Above, self.words))?),
            Key::Tier => Is::Tier(self.each(values, or_none::<Tier>)?),
            Key::Priority => Is::Priority(self.each(values, known::<Priority>)?),
            Key::Severity => Is::Severity(self.each(values, known::<Severity>)?),
            Key::Customer => Is::Customer(self.each(values, known)?),
            Key::Kind => Is::Kind(self.each(values, known::<Kind>)?),
            Key::Channel => Is::Channel(self.each(values, known::<Channel>)?),
            Key::By => Is::By(self.each(values, who)?),
            Key::Escalated => Is::Escalated(self.each(values, known::<Whether>)?),
            Key::Gap => Is::Gap(self.each(values, gap)?),
            Key::Activity => Is::Activity(self.each(values, or_none::<Activity>)?),
            Key::Agreed => Is::Agreed(self.each(values, or_none::<Agreement>)?),
            Key::Follower => Is::Follower(self.each(values, who)?),
            Key::Opened => Is::Opened(self.each(values, Range::read)?),
        })
    }

    /// A topic: one of the desk's, where they are known.
    fn topic(&self, text: &str) -> Option<TwoLetters> {
        let topic = text.parse::<TwoLetters>().ok()?;
        let mut topics = self.words.meanings(Key::Topic).peekable();
        let is_known = topics.peek().is_none() || topics.any(|one| one == topic.to_string());
        is_known.then_some(topic)
    }

    /// The values, each once.
    fn each<T>(&self, values: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Malformed>
    where
        T: PartialEq,
    {
        let one = |value: &str| {
            let meant = self.words.value_of(self.key, value.trim());
            read(meant).ok_or_else(|| Malformed::Word {
                given: quoted(self.given),
                allowed: self.words.values_of(self.key).join(", "),
            })
        };
        // A comma at the end is the beginning of another value.
        let mut several = Vec::new();
        for value in values.strip_suffix(',').unwrap_or(values).split(',') {
            let value = one(value)?;
            if !several.contains(&value) {
                several.push(value);
            }
        }
        Ok(several)
    }
}

fn known<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn or_none<T: FromStr>(text: &str) -> Option<Option<T>> {
    if text.eq_ignore_ascii_case("none") { Some(None) } else { text.parse().ok().map(Some) }
}

/// A gap by its word or its number.
fn gap(text: &str) -> Option<Option<Gap>> {
    let numbered = || text.parse().ok().and_then(Gap::from_byte);
    or_none(text).or_else(|| numbered().map(Some))
}

fn who(text: &str) -> Option<Who> {
    match text.to_lowercase().as_str() {
        "me" => Some(Who::Me),
        "none" => Some(Who::Nobody),
        _ => agent::is_name(text).then(|| Who::Named(text.to_owned())),
    }
}

fn when(text: &str, usual: Side, words: &Vocabulary) -> Option<When> {
    let day = || text.parse::<Day>().ok().map(When::Day);
    Bound::read(text, usual, words).map(When::Bound).or_else(day)
}
