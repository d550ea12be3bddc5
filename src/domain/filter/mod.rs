//! The words a list is narrowed by: `status:open topic:BI,TE -agent:none due:<2h modem`. Never a
//! look at what is filtered: what a word is found in is the asker's business.
//!
//! A filter is a row of terms that must all hold. A term is a key with values of which one must
//! hold, or a word; `-` (or `!`) in front turns it round. People may write keys and values in the
//! words of their screen (a [`Vocabulary`]); a [`Filter`] is written out in the wire's words, so
//! that one that is kept says the same to everybody.

mod complete;
mod fits;
mod half;
mod range;
mod read;
mod saved;
mod shown;
mod span;
#[cfg(test)]
mod tests;

pub use complete::{Completed, complete};
pub use fits::{Facts, Moment};
pub use range::Range;
pub use read::Typed;
pub use saved::Saved;
pub use span::{Bound, Side, Span, Unit};

use super::activity::Activity;
use super::code::TwoLetters;
use super::handling::{Agreement, Gap};
use super::id::CustomerId;
use super::interaction::Channel;
use super::profile::Tier;
use super::status::{Priority, Severity, Status};
use super::word::words;

words! {
    /// What a term is about.
    Key {
        /// Where a ticket stands.
        Status = 1 "status",
        /// About what, two letters.
        Topic = 2 "topic",
        /// Who has it.
        Agent = 3 "agent",
        /// When something is due.
        Due = 4 "due",
        /// How long ago it was.
        Age = 5 "age",
        /// The customer's tier.
        Tier = 6 "tier",
        /// How soon it is dealt with.
        Priority = 7 "priority",
        /// How bad it is.
        Severity = 8 "severity",
        /// Whose.
        Customer = 9 "customer",
        /// What a line of a time line is.
        Kind = 10 "kind",
        /// By which way a contact came.
        Channel = 11 "channel",
        /// Who wrote it.
        By = 12 "by",
        /// Whether somebody above is to look at it.
        Escalated = 13 "escalated",
        /// Where the service fell short.
        Gap = 14 "gap",
        /// What the customer said to how it was settled.
        Agreed = 15 "agreed",
        /// Who follows it, or its customer.
        Follower = 16 "follower",
        /// Between which times it was heard.
        Opened = 17 "opened",
        /// At which activity of the house it came about.
        Activity = 18 "activity",
    }
}

words! {
    /// What is so or not.
    Whether {
        /// It is.
        Yes = 1 "yes",
        /// It is not.
        No = 2 "no",
    }
}

words! {
    /// What a line of a time line is.
    Kind {
        /// A contact.
        Contact = 1 "contact",
        /// A ticket.
        Ticket = 2 "ticket",
        /// A rating.
        Rating = 3 "rating",
        /// A change of the record.
        Change = 4 "change",
        /// A ticket that is a complaint.
        Complaint = 5 "complaint",
        /// A ticket that is a suggestion.
        Suggestion = 6 "suggestion",
    }
}

words! {
    /// A day or state in place of a span.
    Day {
        /// On this day.
        Today = 1 "today",
        /// On the next day.
        Tomorrow = 2 "tomorrow",
        /// On the day before.
        Yesterday = 3 "yesterday",
        /// The time has passed and the clock still runs.
        Late = 4 "late",
        /// There is no such time.
        None = 5 "none",
    }
}

/// Whether a term must hold or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// It must.
    With,
    /// It must not.
    Without,
}

/// Somebody at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever asks.
    Me,
    /// Nobody.
    Nobody,
    /// The agent of this name.
    Named(String),
}

/// When.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A day or state.
    Day(Day),
    /// Nearer or farther than a span.
    Bound(Bound),
}

/// What a term asks for: any of the values, or a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Is {
    /// A status.
    Status(Vec<Status>),
    /// A topic.
    Topic(Vec<TwoLetters>),
    /// Who has it.
    Agent(Vec<Who>),
    /// When it is due.
    Due(Vec<When>),
    /// How long ago it was.
    Age(Vec<When>),
    /// The customer's tier; `None` for those who have none.
    Tier(Vec<Option<Tier>>),
    /// A priority.
    Priority(Vec<Priority>),
    /// A severity.
    Severity(Vec<Severity>),
    /// A customer.
    Customer(Vec<CustomerId>),
    /// A kind of line.
    Kind(Vec<Kind>),
    /// A channel.
    Channel(Vec<Channel>),
    /// Who wrote it.
    By(Vec<Who>),
    /// Whether somebody above is to look at it.
    Escalated(Vec<Whether>),
    /// A gap; `None` where no cause was found yet.
    Gap(Vec<Option<Gap>>),
    /// At any of these activities; `None` where none is known.
    Activity(Vec<Option<Activity>>),
    /// What the customer said; `None` where they have not.
    Agreed(Vec<Option<Agreement>>),
    /// Who follows it, or its customer.
    Follower(Vec<Who>),
    /// Between which times it was heard.
    Opened(Vec<Range>),
    /// A word, its beginning, or one like it.
    Word(String),
    /// Words that follow one another exactly so.
    Phrase(String),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Whether it must hold.
    pub sign: Sign,
    /// What it asks for.
    pub is: Is,
}

/// Conditions that must all hold; none let everything through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Filter {
    terms: Vec<Term>,
}

/// The words of a screen for keys and values, beside which the wire's words are always known.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    keys: Vec<(Key, String)>,
    values: Vec<(Key, String, String)>,
    units: Vec<(Unit, String)>,
}

impl Filter {
    /// All of these must hold.
    pub const fn of(terms: Vec<Term>) -> Filter {
        Filter { terms }
    }

    /// The conditions.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Tells whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// This one and another one: both must let a thing through.
    pub fn and(mut self, other: Filter) -> Filter {
        self.terms.extend(other.terms);
        self
    }

    /// The same without the conditions of some keys.
    pub fn without(&self, keys: &[Key]) -> Filter {
        let stays = |term: &&Term| !term.is.key().is_some_and(|key| keys.contains(&key));
        Filter { terms: self.terms.iter().filter(stays).cloned().collect() }
    }

    /// Tells whether there is a condition of a key.
    pub fn asks(&self, key: Key) -> bool {
        self.terms.iter().any(|term| term.is.key() == Some(key))
    }

    /// The names of people that the conditions ask for.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let people = self.terms.iter().filter_map(|term| match &term.is {
            Is::Agent(people) | Is::By(people) | Is::Follower(people)
                if term.sign == Sign::With =>
            {
                Some(people)
            }
            // What is not asked for needs nobody.
            _ => None,
        });
        people.flatten().filter_map(|who| match who {
            Who::Named(name) => Some(name.as_str()),
            Who::Me | Who::Nobody => None,
        })
    }

    /// The words and phrases among the conditions.
    pub fn words(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.is.key().is_none())
    }
}

impl Is {
    /// Its key; `None` for words.
    pub const fn key(&self) -> Option<Key> {
        Some(match self {
            Is::Status(_) => Key::Status,
            Is::Topic(_) => Key::Topic,
            Is::Agent(_) => Key::Agent,
            Is::Due(_) => Key::Due,
            Is::Age(_) => Key::Age,
            Is::Tier(_) => Key::Tier,
            Is::Priority(_) => Key::Priority,
            Is::Severity(_) => Key::Severity,
            Is::Customer(_) => Key::Customer,
            Is::Kind(_) => Key::Kind,
            Is::Channel(_) => Key::Channel,
            Is::By(_) => Key::By,
            Is::Escalated(_) => Key::Escalated,
            Is::Gap(_) => Key::Gap,
            Is::Activity(_) => Key::Activity,
            Is::Agreed(_) => Key::Agreed,
            Is::Follower(_) => Key::Follower,
            Is::Opened(_) => Key::Opened,
            Is::Word(_) | Is::Phrase(_) => return None,
        })
    }
}

impl Key {
    /// The wire's words that may stand behind it; empty where names, numbers or spans do.
    pub fn values(self) -> Vec<&'static str> {
        fn all<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
            all.iter().map(|one| word(*one)).collect()
        }
        match self {
            Key::Status => all(Status::ALL, Status::word),
            Key::Agent | Key::By | Key::Follower => vec!["me", "none"],
            Key::Due => vec!["late", "today", "tomorrow", "none", "<2h", ">1d"],
            Key::Age => vec!["today", "yesterday", "<1h", ">3d"],
            Key::Tier => [&all(Tier::ALL, Tier::word)[..], &["none"]].concat(),
            Key::Priority => all(Priority::ALL, Priority::word),
            Key::Severity => all(Severity::ALL, Severity::word),
            Key::Kind => all(Kind::ALL, Kind::word),
            Key::Channel => all(Channel::ALL, Channel::word),
            Key::Escalated => all(Whether::ALL, Whether::word),
            Key::Gap => [&all(Gap::ALL, Gap::word)[..], &["none"]].concat(),
            Key::Activity => [&all(Activity::ALL, Activity::word)[..], &["none"]].concat(),
            Key::Agreed => [&all(Agreement::ALL, Agreement::word)[..], &["none"]].concat(),
            Key::Topic | Key::Customer | Key::Opened => Vec::new(),
        }
    }

    /// How a value looks where it is none of a few words.
    const fn example(self) -> Option<&'static str> {
        match self {
            Key::Topic => Some("BI"),
            Key::Customer => Some("C-12"),
            Key::Agent | Key::By | Key::Follower => Some("agent42"),
            Key::Opened => Some("2026-11-01T00:00Z..2026-12-01T00:00Z"),
            Key::Status
            | Key::Due
            | Key::Age
            | Key::Tier
            | Key::Priority
            | Key::Severity
            | Key::Kind
            | Key::Channel
            | Key::Escalated
            | Key::Gap
            | Key::Activity
            | Key::Agreed => None,
        }
    }
}

impl Vocabulary {
    /// The wire's words alone.
    pub fn plain() -> Vocabulary {
        Vocabulary::default()
    }

    /// Adds a screen's word for a key.
    pub fn key(&mut self, key: Key, word: &str) {
        self.keys.push((key, word.to_owned()));
    }

    /// Adds a screen's word for a value.
    pub fn value(&mut self, key: Key, word: &str, value: &str) {
        self.values.push((key, word.to_owned(), value.to_owned()));
    }

    /// Adds a screen's word for a unit of time, the one it writes first.
    pub fn unit(&mut self, unit: Unit, word: &str) {
        self.units.push((unit, word.to_owned()));
    }

    /// The unit of a word: the screen's before the wire's, for a letter may be a day here and an
    /// hour there.
    fn unit_of(&self, word: &str) -> Option<Unit> {
        let wanted = squeezed(word);
        let own = self.units.iter().find(|(_, own)| squeezed(own) == wanted);
        let plain = || Unit::ALL.iter().copied().find(|unit| unit.letter() == wanted);
        own.map(|(unit, _)| *unit).or_else(plain)
    }

    /// How a unit is written on this screen.
    fn unit_word(&self, unit: Unit) -> &str {
        let own = self.units.iter().find(|(of, _)| *of == unit);
        own.map_or(unit.letter(), |(_, word)| word.as_str())
    }

    /// The key of a word.
    fn key_of(&self, word: &str) -> Option<Key> {
        let wanted = squeezed(word);
        let known = Key::ALL.iter().copied().find(|key| key.word() == wanted);
        let own = || self.keys.iter().find(|(_, own)| squeezed(own) == wanted);
        known.or_else(|| own().map(|(key, _)| *key))
    }

    /// What a value means; itself where no screen says it otherwise.
    fn value_of<'a>(&'a self, key: Key, word: &'a str) -> &'a str {
        let wanted = squeezed(word);
        // `none` of the wire before a screen's word for something else.
        if let Some(value) = key.values().into_iter().find(|value| squeezed(value) == wanted) {
            return value;
        }
        let own = self.values.iter().find(|(of, own, _)| *of == key && squeezed(own) == wanted);
        own.map_or(word, |(_, _, value)| value.as_str())
    }

    /// What the screen's words for values of a key mean.
    fn meanings(&self, key: Key) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(of, _, _)| *of == key).map(|(_, _, value)| value.as_str())
    }

    /// How keys are written on this screen.
    pub fn keys(&self) -> impl Iterator<Item = (Key, &str)> {
        Key::ALL.iter().map(|key| (*key, self.word_of(*key)))
    }

    /// A key's word on this screen.
    pub fn word_of(&self, key: Key) -> &str {
        let own = self.keys.iter().find(|(of, _)| *of == key);
        own.map_or(key.word(), |(_, word)| word.as_str())
    }

    /// How the values of a key are written on this screen; examples where they are not a few.
    pub fn values_of(&self, key: Key) -> Vec<String> {
        let written = |value: &str| {
            if let Some(bound) = Bound::read(value, Side::Below, &Vocabulary::plain()) {
                return bound.said(self);
            }
            let own = self.values.iter().find(|(of, _, one)| *of == key && one == value);
            own.map_or_else(|| value.replace('_', "-"), |(_, word, _)| joined(word))
        };
        let mut words: Vec<String> = key.values().into_iter().map(written).collect();
        if words.is_empty() {
            let own = self.values.iter().filter(|(of, _, _)| *of == key);
            words = own.map(|(_, _, value)| value.clone()).collect();
            words.dedup();
        }
        words.extend(key.example().filter(|_| words.len() < 3).map(str::to_owned));
        words
    }
}

/// A word of the screen as one value: blanks would end it.
fn joined(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join("-")
}

/// Small letters and no blanks or strokes: `On-hold` and `on_hold` are one.
fn squeezed(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_') && !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}
