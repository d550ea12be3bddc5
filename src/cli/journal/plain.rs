//! An entry as somebody reads it who has never seen a program: words of the reader's language,
//! numbers of contacts and tickets, times as they are written. Never the name of a field.

use serde_json::Value;

use super::super::context::Desk;
use super::fact;
use crate::domain::{At, Code, CodeKind, Dimension, Fact, TwoLetters};
use crate::speech::Speech;
use crate::wire::journal::JournalLine;

/// What is told of an entry beside its kind: the fact in words, then its own words.
pub fn told(line: &JournalLine, desk: &Desk, codes: &[Code]) -> String {
    let speech = &desk.speech;
    let groups = groups(&line.fact);
    let value = |name: &str, value: &Value| said(name, value, &groups, (speech, codes));
    let fields = fact::fields(&line.fact);
    let mut parts: Vec<String> = Vec::new();
    let mut from = None;
    for (name, field) in &fields {
        match (*name, value(name, field)) {
            (_, None) => {}
            (start, Some(was)) if start == "from" || start.ends_with("_from") => from = Some(was),
            (end, Some(is)) if end == "to" || end.ends_with("_to") => match from.take() {
                Some(was) if was == is => {}
                Some(was) => parts.push(format!("{was} > {is}")),
                None => parts.push(is),
            },
            (_, Some(told)) => parts.push(told),
        }
    }
    match &line.private {
        Some(changes) => parts.extend(changes.iter().map(|change| speech.change(change))),
        None => parts.push(speech.say("cli-erased")),
    }
    parts.join(", ")
}

/// Which words `from` and `to` of a fact are taken from, and of which kind its codes are.
struct Groups {
    ends: Option<&'static str>,
    codes: Option<CodeKind>,
}

fn groups(fact: &Fact) -> Groups {
    let (ends, codes) = match fact.name() {
        "consent_set" => (Some("consent"), None),
        "call_back_set" => (Some("callback"), None),
        "ticket_status_set" => (Some("status"), None),
        "ticket_priority_set" => (Some("priority"), None),
        "outcome_set" => (None, Some(CodeKind::Outcome)),
        _ => (None, None),
    };
    Groups { ends, codes }
}

/// A field's value in words; `None` for one that says nothing to the person it is about.
fn said(
    name: &str,
    value: &Value,
    groups: &Groups,
    (speech, codes): (&Speech, &[Code]),
) -> Option<String> {
    let named = |key: &str, value: &str| Some(format!("{}: {value}", speech.say(key)));
    let code = |kind, text: &str| {
        let meaning = |code| speech.code(kind, code, codes);
        let meaning = text.parse::<TwoLetters>().map(meaning).unwrap_or_default();
        Some(format!("{text} {meaning}").trim().to_owned())
    };
    let text = match value {
        Value::String(text) if !text.is_empty() => text.as_str(),
        Value::Number(score) if Dimension::ALL.iter().any(|one| one.word() == name) => {
            return Some(format!("{} {score}", speech.word("dimension", name)));
        }
        Value::Bool(passed) if name == "passed" => {
            return Some(speech.word("verdict", if *passed { "passed" } else { "failed" }));
        }
        Value::Bool(true) if name == "answered" => return Some(speech.say("line-answered")),
        Value::Bool(false) if name == "linked" => return Some(speech.say("line-unlinked")),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => return None,
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        let key = match name {
            "answer_due" => "cli-col-answer-due",
            "resolve_due" => "cli-col-resolve-due",
            "due" => "cli-col-due",
            _ => "cli-col-when",
        };
        return named(key, &speech.full(At(time.as_millisecond())));
    }
    let group = match name {
        "customer" => return None,
        "agent" => return named("cli-col-agent", text),
        "topic" | "topic_from" | "topic_to" => return code(CodeKind::Topic, text),
        "from" | "to" if groups.codes.is_some() => return code(groups.codes?, text),
        "from" | "to" => groups.ends,
        "severity" | "severity_from" | "severity_to" => Some("severity"),
        "kind" => Some("link"),
        "channel" | "direction" | "priority" | "purpose" | "how" | "proof" | "rater" => Some(name),
        _ => None,
    };
    let word = group.map(|group| (group, format!("word-{group}-{}", text.replace('_', "-"))));
    match word.filter(|(_, key)| speech.has(key)) {
        Some((group, _)) => Some(speech.word(group, text)),
        None => Some(text.to_owned()),
    }
}
