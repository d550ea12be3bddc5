//! The two locales side by side, and beside the keys that the program asks for. Never reads a
//! sentence's meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::Breach;
use super::source::Source;

/// Beginnings of keys that are put together from two words of the desk, so that no literal in the
/// program shows them.
const PUT_TOGETHER: &[&str] = &["topic-", "outcome-", "break-", "leaving-"];

/// One message of a locale.
struct Message {
    line: usize,
    values: BTreeSet<String>,
}

/// A locale's path and text.
type Locale<'a> = (&'a str, &'a str);

/// What one locale has and the other has not: keys, and values within a sentence. `$count` only
/// picks a plural form, and not every language has one, so it may be missing.
pub fn apart(en: Locale<'_>, id: Locale<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut all = Vec::new();
    for (path, text) in [en, id] {
        let (messages, twice) = messages(path, text);
        breaches.extend(twice);
        breaches.extend(unreadable(path, text));
        all.push((path, messages));
    }
    let [(en_path, en), (id_path, id)] = all.as_slice() else { unreachable!("two were given") };
    for (key, message) in en {
        let Some(other) = id.get(key) else {
            let what = format!("`{key}` is missing in {id_path}");
            breaches.push(Breach::new(en_path, message.line, what));
            continue;
        };
        if message.values != other.values {
            let what = format!(
                "`{key}` fills in {:?}, in {en_path} it fills in {:?}",
                other.values, message.values
            );
            breaches.push(Breach::new(id_path, other.line, what));
        }
    }
    for (key, message) in id.iter().filter(|(key, _)| !en.contains_key(*key)) {
        let what = format!("`{key}` is missing in {en_path}");
        breaches.push(Breach::new(id_path, message.line, what));
    }
    breaches
}

/// Keys that the program says and no locale has, and keys that nothing says. A key that is put
/// together (`"month-{}"`, `"word-"`) is known by its beginning.
pub fn unsaid(locale: Locale<'_>, program: &[Source]) -> Vec<Breach> {
    let (path, text) = locale;
    let (messages, _) = messages(path, text);
    let mut breaches = Vec::new();
    let mut said = BTreeSet::new();
    let mut beginnings: BTreeSet<String> = PUT_TOGETHER.iter().map(|&b| b.to_owned()).collect();
    for source in program {
        for (at, key) in &source.strings {
            if source.is_test(*at) {
                continue;
            }
            if let Some(beginning) = beginning(key) {
                beginnings.insert(beginning.to_owned());
            } else if messages.contains_key(key) {
                said.insert(key.clone());
            } else if is_asked(&source.code[..*at]) {
                let what = format!("says `{key}`, which {path} does not have");
                breaches.push(Breach::new(&source.path, source.line(*at), what));
            }
        }
    }
    for (key, message) in &messages {
        let put_together = beginnings.iter().any(|beginning| key.starts_with(beginning.as_str()));
        if !said.contains(key) && !put_together {
            let what = format!("nothing says `{key}`; take it out of both locales");
            breaches.push(Breach::new(path, message.line, what));
        }
    }
    breaches
}

/// `act-` of `act-{name}` or `act-`; `None` for a whole key or another text.
fn beginning(literal: &str) -> Option<&str> {
    let end = literal.find('{').unwrap_or(literal.len());
    let start = &literal[..end];
    let plain = start.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    (plain && start.len() > 2 && start.ends_with('-') && !start.starts_with('-')).then_some(start)
}

/// Tells whether the code before a literal asks for a sentence by it.
fn is_asked(before: &str) -> bool {
    let call = before.trim_end_matches('"').trim_end();
    ["say(", "say_with(", "say_count("].iter().any(|name| {
        call.strip_suffix(name).is_some_and(|head| head.ends_with(['.', ':', ' ', '(', '&']))
    })
}

/// Every message with its line and values, and those that are there twice.
fn messages(path: &str, text: &str) -> (BTreeMap<String, Message>, Vec<Breach>) {
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut breaches = Vec::new();
    let mut current = None;
    for (at, line) in text.lines().enumerate() {
        if let Some(key) = key(line) {
            let message = Message { line: at + 1, values: BTreeSet::new() };
            if let Some(first) = messages.insert(key.to_owned(), message) {
                let what = format!("`{key}` is there twice, first on line {}", first.line);
                breaches.push(Breach::new(path, at + 1, what));
            }
            current = Some(key);
        } else if line.starts_with('#') {
            current = None;
        }
        if let Some(message) = current.and_then(|key| messages.get_mut(key)) {
            message.values.extend(values(line));
        }
    }
    (messages, breaches)
}

fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.strip_suffix(' ').unwrap_or(key);
    let first = key.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    (first && rest).then_some(key)
}

fn values(line: &str) -> Vec<String> {
    let names = line.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    names.filter(|name| !name.is_empty() && name != "count").collect()
}

/// What the program's own reader of locales cannot read.
fn unreadable(path: &str, text: &str) -> Vec<Breach> {
    let Err((_, errors)) = fluent_bundle::FluentResource::try_new(text.to_owned()) else {
        return Vec::new();
    };
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    errors.iter().map(|error| Breach::new(path, line(error.pos.start), error.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(breaches: &[Breach]) -> Vec<String> {
        breaches.iter().map(Breach::to_string).collect()
    }

    #[test]
    fn the_same_keys_and_values_pass_whatever_the_plural() {
        let en = "# c\na = { $name } has { $count ->\n    [one] one\n   *[other] { $number }\n }\n";
        let id = "a = { $name } punya { $number }\n";
        assert_eq!(told(&apart(("en", en), ("id", id))), [""; 0]);
    }

    #[test]
    fn what_one_locale_lacks_is_told() {
        let en = "a = { $name }\nb = B\nd = D\nd = D\n";
        let id = "a = { $nama }\nc = C\nd = D\n";
        assert_eq!(
            told(&apart(("en", en), ("id", id))),
            [
                "en:4: `d` is there twice, first on line 3",
                "id:1: `a` fills in {\"nama\"}, in en it fills in {\"name\"}",
                "en:2: `b` is missing in id",
                "id:2: `c` is missing in en",
            ]
        );
        let broken = apart(("en", "a = { $x\n"), ("id", "a = { $x }\n"));
        assert!(broken.iter().any(|breach| breach.path == "en"), "{broken:?}");
    }

    #[test]
    fn keys_nobody_has_and_keys_nobody_says_are_told() {
        let text = "a-one = x\nmonth-1 = x\nact-go = x\nb-two = x\n";
        let program = Source::new(
            "src/x.rs",
            r#"s.say("a-one"); s.say_with(
                "no-such", &[]); s.say(&format!("month-{}", 1));
                ["act-", go].concat(); essay("other"); // s.say("b-two")
                #[cfg(test)]
                mod tests { fn f() { s.say("b-two") } }"#,
        );
        assert_eq!(
            told(&unsaid(("en", text), &[program])),
            [
                "src/x.rs:2: says `no-such`, which en does not have",
                "en:4: nothing says `b-two`; take it out of both locales",
            ]
        );
    }
}
