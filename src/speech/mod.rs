//! Every sentence a person reads, in their language; numbers, days and times as their language
//! writes them. Never a sentence of its own: they are all in `locales/`.

mod book;
mod bulk;
mod cause;
pub mod filter;
mod handover;
pub mod hear;
mod heard;
mod leaving;
pub mod record;
mod refused;
mod staffing;
mod survey;
pub mod way;
pub mod when;
pub mod word;

use std::path::Path;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};

use crate::domain::text;
use book::Book;

/// A language that sigap speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Indonesian.
    Id,
}

impl Lang {
    /// The language of a locale name such as `id_ID.UTF-8`; English for any other.
    pub fn of_locale(locale: &str) -> Lang {
        let name = locale.split(['_', '.', '@', '-']).next().unwrap_or("");
        if matches!(name.to_ascii_lowercase().as_str(), "id" | "in" | "indonesian") {
            Lang::Id
        } else {
            Lang::En
        }
    }

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Id => "id",
        }
    }

    /// The compiled-in sentences.
    pub const fn source(self) -> &'static str {
        match self {
            Lang::En => include_str!("../../locales/en.ftl"),
            Lang::Id => include_str!("../../locales/id.ftl"),
        }
    }
}

/// Speaks one language, in one time zone, about one desk.
pub struct Speech {
    lang: Lang,
    zone: jiff::tz::TimeZone,
    book: Arc<Book>,
}

impl Speech {
    /// The sentences of a language; times are told in `zone`.
    pub fn new(lang: Lang, zone: jiff::tz::TimeZone) -> Speech {
        Speech { lang, zone, book: Arc::new(Book::open(lang, None)) }
    }

    /// The same of a desk that the person has named: every command that a sentence gives them to
    /// run names it too, and none is run at another desk.
    #[must_use]
    pub fn of_home(self, home: Option<&Path>) -> Speech {
        let Some(home) = home else { return self };
        let home = home.display().to_string().replace('\'', r"'\''");
        let called = text::clean_line(&format!("sigap --home '{home}'"));
        let quoted = called.replace('\\', r"\\").replace('"', r#"\""#);
        let term = format!("-sigap = {{ \"{quoted}\" }}\n");
        Speech { book: Arc::new(Book::open(self.lang, Some(term))), ..self }
    }

    /// The same in another time zone.
    #[must_use]
    pub fn in_zone(&self, zone: jiff::tz::TimeZone) -> Speech {
        Speech { lang: self.lang, zone, book: Arc::clone(&self.book) }
    }

    /// Which language this is.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence of a key; the key itself when there is none (a test holds that off).
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The sentence of a key with its values filled in.
    pub fn say_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from(*value));
        }
        self.format(key, &args)
    }

    /// The sentence of a key about `count` things (`$count` picks the plural form; `$number` is
    /// the count as the language writes it).
    pub fn say_count(&self, key: &str, count: u64, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count as f64));
        args.set("number", FluentValue::from(self.number(count)));
        for (name, value) in values {
            args.set(*name, FluentValue::from(*value));
        }
        self.format(key, &args)
    }

    /// Tells whether there is a sentence under a key.
    pub fn has(&self, key: &str) -> bool {
        self.book.has(key)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        self.book.say(key, args).0.unwrap_or_else(|| key.to_owned())
    }

    /// A whole number with the language's thousands mark: `1,000,000` or `1.000.000`.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mark = match self.lang {
            Lang::En => ',',
            Lang::Id => '.',
        };
        let mut written = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        written
    }

    /// A number with so many decimals: `8.18`; Indonesian writes `8,18`.
    pub fn decimal(&self, number: f64, places: usize) -> String {
        let plain = format!("{number:.places$}");
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let mark = match self.lang {
            Lang::En => '.',
            Lang::Id => ',',
        };
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| self.number(whole));
        if part.is_empty() { whole } else { format!("{whole}{mark}{part}") }
    }

    /// A share from 0 to 1 in per cent: `84.6%`.
    pub fn percent(&self, share: f64) -> String {
        format!("{}%", self.decimal(share * 100.0, 1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Keys with the variables each uses, read from the text itself.
    fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
            if let Some((key, _)) = line.split_once('=').filter(|_| starts) {
                current = key.trim().to_owned();
                let new = keys.insert(current.clone(), BTreeSet::new()).is_none();
                assert!(new, "{current} is there twice");
            }
            let variables = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
                    .next()
                    .unwrap_or("")
                    .to_owned()
            });
            keys.entry(current.clone()).or_default().extend(variables);
        }
        keys.remove("");
        keys
    }

    /// A vt100 under `LANG=C` shows nothing else, and both languages can be written with it.
    #[test]
    fn every_sentence_is_plain_ascii() {
        for lang in [Lang::En, Lang::Id] {
            let other = lang.source().lines().find(|line| !line.is_ascii());
            assert_eq!(other, None, "{}", lang.tag());
        }
    }

    #[test]
    fn every_sentence_can_be_said_once_its_values_are_given() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            for (key, values) in keys(lang.source()) {
                let mut args = FluentArgs::new();
                for value in &values {
                    match value.as_str() {
                        "count" => args.set("count", FluentValue::from(2.0)),
                        name => args.set(name.to_owned(), FluentValue::from("x")),
                    }
                }
                let (said, errors) = speech.book.say(&key, &args);
                let said = said.unwrap_or_else(|| panic!("{key} says nothing"));
                assert!(errors.is_empty() && !said.is_empty(), "{}: {key}: {errors:?}", lang.tag());
            }
        }
    }

    /// A command without the home would be another desk's.
    #[test]
    fn a_command_to_run_names_the_home_that_was_given() {
        for lang in [Lang::En, Lang::Id] {
            let speech = |home: Option<&str>| {
                Speech::new(lang, jiff::tz::TimeZone::UTC)
                    .of_home(home.map(Path::new))
                    .in_zone(jiff::tz::TimeZone::UTC)
                    .say_with("cli-restore-running", &[("dir", "/srv")])
            };
            assert!(speech(None).contains(": sigap daemon --stop"), "{}", speech(None));
            let named = speech(Some(r#"/srv/Ny. {Sri}'s "desk\"#));
            let wanted = r#"sigap --home '/srv/Ny. {Sri}'\''s "desk\' daemon --stop"#;
            assert!(named.contains(wanted), "{named}");
        }
    }

    #[test]
    fn numbers_have_the_marks_of_the_language() {
        let speech = |lang| Speech::new(lang, jiff::tz::TimeZone::UTC);
        assert_eq!(speech(Lang::En).number(1_234_567), "1,234,567");
        assert_eq!(speech(Lang::Id).number(1_234_567), "1.234.567");
        assert_eq!(speech(Lang::Id).number(999), "999");
        assert_eq!(speech(Lang::En).decimal(1234.567, 2), "1,234.57");
        assert_eq!(speech(Lang::Id).percent(0.8459), "84,6%");
        assert_eq!(speech(Lang::Id).decimal(12.0, 0), "12");
    }
}
