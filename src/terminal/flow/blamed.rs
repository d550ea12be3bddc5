//! Which field of a form a refusal is about. Never a guess: most are about the matter itself.

use crate::domain::{Field as Which, Malformed, Refusal};

/// The field that a refusal is about.
pub fn blamed(refusal: &Refusal) -> Option<Which> {
    match refusal {
        Refusal::Malformed(malformed) => match malformed {
            Malformed::Phone { .. } => Some(Which::Phone),
            Malformed::Email { .. } => Some(Which::Email),
            Malformed::Date { .. } => Some(Which::BirthDate),
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
            | Malformed::Instrument { .. }
            | Malformed::InstrumentName { .. }
            | Malformed::Answers { .. }
            | Malformed::Points { .. }
            | Malformed::Improvement { .. } => None,
        },
        Refusal::AccountTaken { .. } => Some(Which::Account),
        // All others are about the matter, not about a field.
        _ => None,
    }
}
