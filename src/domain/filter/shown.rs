//! Conditions written out in the words of the wire. Never in those of a screen: what is kept says
//! the same to everybody.

use std::fmt;

use super::super::activity::Activity;
use super::super::handling::{Agreement, Gap};
use super::super::profile::Tier;
use super::{Filter, Is, Key, Sign, When, Who};

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Me => f.write_str("me"),
            Who::Nobody => f.write_str("none"),
            Who::Named(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(day) => day.fmt(f),
            When::Bound(bound) => bound.fmt(f),
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, key: Key, values: &[T]) -> fmt::Result {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    write!(f, "{key}:{}", values.join(","))
}

impl fmt::Display for Is {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Is::Status(all) => list(f, Key::Status, all),
            Is::Topic(all) => list(f, Key::Topic, all),
            Is::Agent(all) => list(f, Key::Agent, all),
            Is::Due(all) => list(f, Key::Due, all),
            Is::Age(all) => list(f, Key::Age, all),
            Is::Tier(all) => list(f, Key::Tier, &or_none(all, Tier::word)),
            Is::Priority(all) => list(f, Key::Priority, all),
            Is::Severity(all) => list(f, Key::Severity, all),
            Is::Customer(all) => list(f, Key::Customer, all),
            Is::Kind(all) => list(f, Key::Kind, all),
            Is::Channel(all) => list(f, Key::Channel, all),
            Is::By(all) => list(f, Key::By, all),
            Is::Escalated(all) => list(f, Key::Escalated, all),
            Is::Gap(all) => list(f, Key::Gap, &or_none(all, Gap::word)),
            Is::Activity(all) => list(f, Key::Activity, &or_none(all, Activity::word)),
            Is::Agreed(all) => list(f, Key::Agreed, &or_none(all, Agreement::word)),
            Is::Follower(all) => list(f, Key::Follower, all),
            Is::Opened(all) => list(f, Key::Opened, all),
            Is::Word(word) => f.write_str(word),
            Is::Phrase(words) => write!(f, "\"{words}\""),
        }
    }
}

fn or_none<T: Copy>(all: &[Option<T>], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| one.map_or("none", word)).collect()
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            let (blank, sign) =
                (if at > 0 { " " } else { "" }, if term.sign == Sign::Without { "-" } else { "" });
            write!(f, "{blank}{sign}{}", term.is)?;
        }
        Ok(())
    }
}
