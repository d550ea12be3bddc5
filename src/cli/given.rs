//! Values as they are given on the command line, and how they are read. Never a guess: what could
//! mean two things is asked back.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use clap::builder::{
    PossibleValuesParser, RangedI64ValueParser, RangedU64ValueParser, TypedValueParser,
};

use super::exit::Failure;
use crate::domain::{Field, Malformed, limit};
use crate::wire::line::ANSWER_ROWS;

/// One of a closed set of words; completions, help and mistakes know them all.
pub fn word<T>(all: &'static [T], word: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Display + FromStr<Err = Malformed> + Send + Sync + 'static,
{
    let words = PossibleValuesParser::new(all.iter().map(|one| word(*one)));
    words.try_map(|text| text.parse::<T>())
}

/// Arguments in which `-topic:BI` of a filter is no option: it is written `!topic:BI`. Only where
/// filters are given; a note is never changed.
pub fn conditions(mut given: Vec<OsString>) -> Vec<OsString> {
    let is_verb = |word: &&str| !word.starts_with('-');
    let mut verbs = given.iter().skip(1).filter_map(|word| word.to_str()).filter(is_verb);
    let takes = matches!(
        (verbs.next(), verbs.next()),
        (Some("history" | "queue"), _)
            | (Some("ticket"), Some("list"))
            | (Some("view"), Some("save"))
    );
    let is_condition = |word: &str| {
        let key = word.strip_prefix('-').and_then(|rest| rest.split_once(':')).map(|parts| parts.0);
        key.is_some_and(|key| !key.is_empty() && key.chars().all(char::is_alphabetic))
    };
    for word in given.iter_mut().filter(|_| takes) {
        if let Some(condition) = word.to_str().filter(|word| is_condition(word)) {
            *word = format!("!{}", &condition[1..]).into();
        }
    }
    given
}

/// A number of rows that one answer can hold.
pub fn rows() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=i64::from(ANSWER_ROWS))
}

/// A number of rows that may take several answers.
pub fn many() -> RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(1..)
}

/// `KEY=VALUE`, as in `--external zendesk=8812`; the value may hold further `=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Before the first `=`.
    pub key: String,
    /// After it.
    pub value: String,
}

impl FromStr for Pair {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Pair, Malformed> {
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                Ok(Pair { key: key.trim().to_owned(), value: value.trim().to_owned() })
            }
            Some(_) | None => {
                let given = crate::domain::text::clean_line(text);
                Err(Malformed::Word { given, allowed: "KEY=VALUE".to_owned() })
            }
        }
    }
}

/// A value with a label that may be left out: `mobile=0812…` or `0812…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// May be empty.
    pub label: String,
    /// The value itself.
    pub value: String,
}

impl FromStr for Labelled {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Labelled, Self::Err> {
        let (label, value) = text.split_once('=').unwrap_or(("", text));
        Ok(Labelled { label: label.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// A text of several lines: as given, or standard input for `-`.
///
/// # Errors
/// [`Failure::Malformed`] as soon as standard input holds more than a note may, [`Failure::File`].
pub fn text(given: Option<String>) -> Result<String, Failure> {
    match given.as_deref() {
        Some("-") => read_note(std::io::stdin().lock()),
        _ => Ok(given.unwrap_or_default()),
    }
}

fn read_note(from: impl Read) -> Result<String, Failure> {
    // Four bytes are the most that one letter takes; one more tells that there is more.
    let most = limit::NOTE_CHARS * 4 + 1;
    let mut bytes = Vec::new();
    from.take(most as u64)
        .read_to_end(&mut bytes)
        .map_err(|why| Failure::file(Path::new("stdin"), why))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let count = text.chars().count();
    if bytes.len() == most || count > limit::NOTE_CHARS {
        let field = Field::Note;
        return Err(Malformed::TooLong { field, count, limit: limit::NOTE_CHARS }.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_of_a_filter_is_no_option() {
        for (given, wanted) in [
            ("sigap ticket list -topic:BI --limit 3", "sigap ticket list !topic:BI --limit 3"),
            ("sigap --json history C-1 -by:me", "sigap --json history C-1 !by:me"),
            ("sigap ticket list -x --text:y", "sigap ticket list -x --text:y"),
            ("sigap ticket note T-1 -re:x", "sigap ticket note T-1 -re:x"),
        ] {
            let words = given.split(' ').map(OsString::from).collect();
            let wanted: Vec<OsString> = wanted.split(' ').map(OsString::from).collect();
            assert_eq!(conditions(words), wanted, "{given}");
        }
    }

    #[test]
    fn a_note_is_read_up_to_its_limit_and_not_beyond() {
        let most = "é".repeat(limit::NOTE_CHARS);
        assert_eq!(read_note(most.as_bytes()).expect("fits"), most);
        assert!(matches!(
            read_note(std::io::repeat(b'x')),
            Err(Failure::Malformed(Malformed::TooLong { .. }))
        ));
        assert_eq!(read_note(&b"a\xffb"[..]).expect("lossy"), "a\u{fffd}b");
    }

    #[test]
    fn pairs_and_labels_are_split_at_the_first_sign() {
        let pair: Pair = "zendesk = a=b".parse().expect("a pair");
        assert_eq!((pair.key.as_str(), pair.value.as_str()), ("zendesk", "a=b"));
        assert!("=x".parse::<Pair>().is_err() && "x".parse::<Pair>().is_err());
        let plain: Labelled = "+62 812".parse().expect("never fails");
        assert_eq!((plain.label.as_str(), plain.value.as_str()), ("", "+62 812"));
    }
}
