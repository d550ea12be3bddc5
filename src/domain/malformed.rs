//! Why something that was given cannot be kept, as data; the sentence is in the locales. Never
//! about what the desk holds: that is a refusal.

use serde::{Deserialize, Serialize};

use super::field::Field;

/// Input that cannot be built at all; the field shows what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Malformed {
    /// Not a telephone number.
    #[error(
        "'{given}' is not a telephone number; write 3 to 24 digits, with + ( ) - . / between them"
    )]
    Phone {
        /// What was given.
        given: String,
    },
    /// Not an e-mail address.
    #[error("'{given}' is not an e-mail address; write one like name@example.org")]
    Email {
        /// What was given.
        given: String,
    },
    /// Not a day.
    #[error("'{given}' is not a day of the calendar; write one like 1987-11-21")]
    Date {
        /// What was given.
        given: String,
    },
    /// Not one of the known words.
    #[error("'{given}' is not one of: {allowed}")]
    Word {
        /// What was given.
        given: String,
        /// What may be given.
        allowed: String,
    },
    /// Not a number of that kind.
    #[error("'{given}' is not a number like {example}")]
    Number {
        /// What was given.
        given: String,
        /// How one looks.
        example: String,
    },
    /// Not a two-letter code.
    #[error("'{given}' is not a code; a code is two letters like BI")]
    TwoLetters {
        /// What was given.
        given: String,
    },
    /// A score outside its scale.
    #[error("{given} is not a score from 1 to {highest}")]
    Score {
        /// What was given.
        given: u8,
        /// The scale's highest.
        highest: u8,
    },
    /// A rating with every dimension skipped.
    #[error("a rating needs at least one score")]
    NoScore,
    /// A text over its limit.
    #[error("{field} has {count} letters, {limit} fit; shorten it")]
    TooLong {
        /// Which field.
        field: Field,
        /// How many letters it has.
        count: usize,
        /// How many it may have.
        limit: usize,
    },
    /// More values than a field takes.
    #[error("{count} values for {field}, {limit} fit; leave some out")]
    TooMany {
        /// Which field.
        field: Field,
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A field that must not be empty.
    #[error("{field} must not be empty")]
    Empty {
        /// Which field.
        field: Field,
    },
    /// Not the form of a user's name.
    #[error("'{given}' cannot be an agent's name; it has 1 to 32 letters, digits, '.', '_' or '-'")]
    AgentName {
        /// What was given.
        given: String,
    },
    /// A customer with nothing in any field.
    #[error("a customer needs at least one of name, phone, e-mail, account number or note")]
    Nobody,
    /// A line that says nothing of a calendar.
    #[error("'{given}' is no line of a calendar; write one like: mon-fri 09:00-12:00 13:00-18:00")]
    Calendar {
        /// The line.
        given: String,
    },
    /// Not the name of a calendar.
    #[error("'{given}' cannot be a calendar's name; write letters, digits, '-', '_' or '.'")]
    CalendarName {
        /// What was given.
        given: String,
    },
    /// Not a time zone.
    #[error("'{given}' is no time zone; write one like Asia/Jakarta")]
    Zone {
        /// What was given.
        given: String,
    },
    /// A calendar without hours.
    #[error("the calendar is never open; give it hours like: mon-fri 09:00-18:00")]
    NeverOpen,
    /// More holidays than a calendar takes.
    #[error("{count} holidays, {limit} fit; leave past ones out")]
    TooManyHolidays {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Words that are no rule for due times.
    #[error("'{given}' is no rule; write one like: urgent gold BI answer 30m resolve 2h")]
    Rule {
        /// What was not understood.
        given: String,
    },
    /// A rule that gives less time to settle a ticket than to answer it.
    #[error("{resolve} to settle it is less than {answer} to answer it; give it as much or more")]
    SettledFirst {
        /// Time to the first answer.
        answer: String,
        /// Time until it is settled.
        resolve: String,
    },
    /// A number that no note of a ticket has.
    #[error("there is no note {given}; the ticket has {count}")]
    NoNote {
        /// The number.
        given: usize,
        /// How many notes there are.
        count: usize,
    },
    /// A warning that would be due before there is anything to be warned of.
    #[error("a warning {warn} before comes at once: {answer} are given to the first answer")]
    WarnedAtOnce {
        /// How long before.
        warn: String,
        /// Time to the first answer.
        answer: String,
    },
    /// A time at which it cannot have happened.
    #[error("{given} cannot be when it happened; look at the day")]
    Time {
        /// The time.
        given: String,
    },
    /// Not what an instrument is written like.
    #[error("this is no instrument: {given}; docs/instruments.md shows one")]
    Instrument {
        /// What was not understood, and where.
        given: String,
    },
    /// Not the name of an instrument.
    #[error("'{given}' cannot be an instrument's name; write letters, digits, '-', '_' or '.'")]
    InstrumentName {
        /// What was given.
        given: String,
    },
    /// No name of a survey.
    #[error("'{given}' cannot be a survey's name; give letters, digits, - _ or .")]
    SurveyName {
        /// As given.
        given: String,
    },
    /// More or fewer answers than an instrument has statements.
    #[error(
        "{count} answers to {statements} statements; give one for each, 0 where none was given"
    )]
    Answers {
        /// How many there are.
        count: usize,
        /// How many there must be.
        statements: usize,
    },
    /// Points of importance that are not a hundred.
    #[error("the points add up to {total}; share out 100")]
    Points {
        /// What they add up to.
        total: u32,
    },
    /// Words that say nothing of an improvement.
    #[error("'{given}' is no part of an improvement; write: owner sari check 2026-12-24 topic BI")]
    Improvement {
        /// What was not understood.
        given: String,
    },
}

impl Malformed {
    /// The field of a record that it is about, when it is one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Malformed::Phone { .. } => Some(Field::Phone),
            Malformed::Email { .. } => Some(Field::Email),
            Malformed::Date { .. } => Some(Field::BirthDate),
            Malformed::TooLong { field, .. }
            | Malformed::TooMany { field, .. }
            | Malformed::Empty { field } => Some(*field),
            Malformed::Word { .. }
            | Malformed::Number { .. }
            | Malformed::TwoLetters { .. }
            | Malformed::Score { .. }
            | Malformed::NoScore
            | Malformed::AgentName { .. }
            | Malformed::Nobody
            | Malformed::Calendar { .. }
            | Malformed::CalendarName { .. }
            | Malformed::Zone { .. }
            | Malformed::NeverOpen
            | Malformed::TooManyHolidays { .. }
            | Malformed::Rule { .. }
            | Malformed::SettledFirst { .. }
            | Malformed::Time { .. }
            | Malformed::Instrument { .. }
            | Malformed::InstrumentName { .. }
            | Malformed::SurveyName { .. }
            | Malformed::Answers { .. }
            | Malformed::Points { .. }
            | Malformed::Improvement { .. }
            | Malformed::NoNote { .. }
            | Malformed::WarnedAtOnce { .. } => None,
        }
    }
}
