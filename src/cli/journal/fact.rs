//! What happened, told in words, ids and times instead of the bytes and numbers of the disk.
//! Never a private value: those are beside the fact.

use std::fmt::Display;

use serde_json::{Map, Value, json};

use super::super::row::rfc3339;
use super::heard;
use super::leaving;
use super::survey;
use crate::domain::{
    Activity, Agreement, Alarm, At, CallBackId, CallBackState, Change, Channel, ClockChange,
    ClockState, CodeKind, ConsentHow, ConsentState, CustomerId, Dimension, Direction, Fact, Gap,
    Handled, InteractionId, LinkKind, Matter, Priority, Proof, Purpose, Rater, RatingId, Role,
    Severity, Status, TicketNo, Tier, TwoLetters,
};

pub(super) type Told = Vec<(&'static str, Value)>;

/// The fact as one JSON object.
pub fn told(fact: &Fact) -> Map<String, Value> {
    fields(fact).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The fact's fields by name, in the order in which people want them.
pub fn fields(fact: &Fact) -> Vec<(&'static str, Value)> {
    match fact {
        Fact::CustomerAdded { .. }
        | Fact::CustomerAmended { .. }
        | Fact::CustomerWithdrawn { .. }
        | Fact::CustomerRestored { .. }
        | Fact::CustomerErased { .. }
        | Fact::ConsentSet { .. }
        | Fact::CustomerVerified { .. }
        | Fact::VerificationWithdrawn { .. }
        | Fact::CallBackPromised { .. }
        | Fact::CallBackSet { .. } => of_customer(fact),
        Fact::InteractionLogged { .. }
        | Fact::InteractionWithdrawn { .. }
        | Fact::OutcomeSet { .. }
        | Fact::RatingGiven { .. }
        | Fact::RatingWithdrawn { .. } => of_contact(fact),
        Fact::TicketOpened { .. }
        | Fact::TicketWithdrawn { .. }
        | Fact::TicketAssigned { .. }
        | Fact::TicketStatusSet { .. }
        | Fact::TicketPrioritySet { .. }
        | Fact::TicketAmended { .. }
        | Fact::TicketNoted { .. }
        | Fact::TicketNoteWithdrawn { .. }
        | Fact::TicketLinked { .. }
        | Fact::TicketEscalated { .. } => of_ticket(fact),
        Fact::TicketHandled { ticket: no, what, from, to } => vec![
            ticket(*no),
            ("what", word(*what, Handled::from_byte)),
            ("from", step(*what, *from)),
            ("to", step(*what, *to)),
        ],
        Fact::TicketClockSet { .. } | Fact::TicketClockTold { .. } => of_clock(fact),
        Fact::CustomerWorthSet { .. } | Fact::CustomerLeft { .. } => leaving::fields(fact),
        Fact::SurveyDrawn(_) | Fact::SurveyWithdrawn { .. } | Fact::SurveyAsked(_) => {
            survey::fields(fact)
        }
        Fact::CodeSet { .. }
        | Fact::CannedSet { .. }
        | Fact::RoleSet { .. }
        | Fact::ViewSet { .. }
        | Fact::CalendarSet { .. }
        | Fact::SlaSet { .. }
        | Fact::SharingSet { .. }
        | Fact::HandoverWritten { .. }
        | Fact::HandoverWithdrawn { .. }
        | Fact::HandoverRead { .. }
        | Fact::FollowSet { .. } => of_setting(fact),
        Fact::InstrumentSet { .. }
        | Fact::AnswersGiven { .. }
        | Fact::AnswersWithdrawn { .. }
        | Fact::ImportanceSet { .. }
        | Fact::ScoreGiven { .. }
        | Fact::ScoreWithdrawn { .. }
        | Fact::ImprovementSet { .. } => heard::fields(fact),
    }
}

/// An id; 0 stands for none.
pub(super) fn id<T: Display>(number: u64, make: fn(u64) -> T) -> Value {
    if number == 0 { Value::Null } else { json!(make(number).to_string()) }
}

pub(super) fn customer(number: u64) -> (&'static str, Value) {
    ("customer", id(number, CustomerId))
}

pub(super) fn ticket(number: u64) -> (&'static str, Value) {
    ("ticket", id(number, TicketNo))
}

pub(super) fn time(millis: i64) -> Value {
    json!(rfc3339(At(millis)))
}

/// A word; a byte that this version does not know stays a number.
pub(super) fn word<T: Display>(byte: u8, read: fn(u8) -> Option<T>) -> Value {
    read(byte).map_or_else(|| json!(byte), |word| json!(word.to_string()))
}

/// A code; zeros stand for none.
pub(super) fn code(letters: [u8; 2]) -> Value {
    if letters == [0, 0] { Value::Null } else { json!(TwoLetters::from_bytes(letters).to_string()) }
}

fn changes(facts: &[Change]) -> (&'static str, Value) {
    ("facts", serde_json::to_value(facts).expect("changes are texts"))
}

fn of_customer(fact: &Fact) -> Told {
    match fact {
        Fact::CustomerAdded { customer: no, facts }
        | Fact::CustomerAmended { customer: no, facts } => vec![customer(*no), changes(facts)],
        Fact::CustomerWithdrawn { customer: no } | Fact::CustomerRestored { customer: no } => {
            vec![customer(*no)]
        }
        Fact::CustomerErased { customer: no, reason } => {
            vec![customer(*no), ("reason", json!(reason))]
        }
        Fact::ConsentSet { customer: no, purpose, channel, from, to, how } => vec![
            customer(*no),
            ("purpose", word(*purpose, Purpose::from_byte)),
            ("channel", word(*channel, Channel::from_byte)),
            ("from", word(*from, ConsentState::from_byte)),
            ("to", word(*to, ConsentState::from_byte)),
            ("how", word(*how, ConsentHow::from_byte)),
        ],
        Fact::CustomerVerified { customer: no, proof, passed } => vec![
            customer(*no),
            ("proof", word(*proof, Proof::from_byte)),
            ("passed", json!(*passed == 1)),
        ],
        Fact::VerificationWithdrawn { customer: no, entry } => {
            vec![customer(*no), ("entry", json!(entry))]
        }
        Fact::CallBackPromised { callback, customer: no, due, agent } => vec![
            ("callback", id(*callback, CallBackId)),
            customer(*no),
            ("due", time(*due)),
            ("agent", json!(agent)),
        ],
        Fact::CallBackSet { callback, customer: no, from, to } => vec![
            ("callback", id(*callback, CallBackId)),
            customer(*no),
            ("from", word(*from, CallBackState::from_byte)),
            ("to", word(*to, CallBackState::from_byte)),
        ],
        _ => Vec::new(),
    }
}

fn of_contact(fact: &Fact) -> Told {
    match fact {
        Fact::InteractionLogged { interaction, customer: no, channel, direction, topic, at } => {
            vec![
                ("interaction", id(*interaction, InteractionId)),
                customer(*no),
                ("channel", word(*channel, Channel::from_byte)),
                ("direction", word(*direction, Direction::from_byte)),
                ("topic", code(*topic)),
                ("at", time(*at)),
            ]
        }
        Fact::InteractionWithdrawn { interaction, customer: no } => {
            vec![("interaction", id(*interaction, InteractionId)), customer(*no)]
        }
        Fact::OutcomeSet { interaction, customer: no, from, to } => vec![
            ("interaction", id(*interaction, InteractionId)),
            customer(*no),
            ("from", code(*from)),
            ("to", code(*to)),
        ],
        Fact::RatingGiven {
            rating,
            customer: no,
            interaction,
            ticket: rated,
            scores,
            scale,
            rater,
        } => {
            let mut told = vec![
                ("rating", id(*rating, RatingId)),
                customer(*no),
                ("interaction", id(*interaction, InteractionId)),
                ticket(*rated),
            ];
            let score = |score: &u8| if *score == 0 { Value::Null } else { json!(score) };
            let scored = Dimension::ALL.iter().zip(scores);
            told.extend(scored.map(|(dimension, given)| (dimension.word(), score(given))));
            told.push(("scale", json!(scale)));
            told.push(("rater", word(*rater, Rater::from_byte)));
            told
        }
        Fact::RatingWithdrawn { rating, customer: no } => {
            vec![("rating", id(*rating, RatingId)), customer(*no)]
        }
        _ => Vec::new(),
    }
}

fn of_ticket(fact: &Fact) -> Told {
    match fact {
        Fact::TicketOpened {
            ticket: no,
            customer: whose,
            interaction,
            topic,
            severity,
            priority,
            answer_due,
            resolve_due,
            at,
        } => vec![
            ticket(*no),
            customer(*whose),
            ("interaction", id(*interaction, InteractionId)),
            ("topic", code(*topic)),
            ("severity", word(*severity, Severity::from_byte)),
            ("priority", word(*priority, Priority::from_byte)),
            ("answer_due", time(*answer_due)),
            ("resolve_due", time(*resolve_due)),
            ("at", time(*at)),
        ],
        Fact::TicketWithdrawn { ticket: no } => vec![ticket(*no)],
        Fact::TicketAssigned { ticket: no, from, to } => {
            vec![ticket(*no), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::TicketStatusSet { ticket: no, from, to } => vec![
            ticket(*no),
            ("from", word(*from, Status::from_byte)),
            ("to", word(*to, Status::from_byte)),
        ],
        Fact::TicketPrioritySet { ticket: no, from, to, answer_due, resolve_due } => vec![
            ticket(*no),
            ("from", word(*from, Priority::from_byte)),
            ("to", word(*to, Priority::from_byte)),
            ("answer_due", time(*answer_due)),
            ("resolve_due", time(*resolve_due)),
        ],
        Fact::TicketAmended { ticket: no, topic_from, topic_to, severity_from, severity_to } => {
            vec![
                ticket(*no),
                ("topic_from", code(*topic_from)),
                ("topic_to", code(*topic_to)),
                ("severity_from", word(*severity_from, Severity::from_byte)),
                ("severity_to", word(*severity_to, Severity::from_byte)),
            ]
        }
        Fact::TicketNoted { ticket: no, answered } => {
            vec![ticket(*no), ("answered", json!(*answered == 1))]
        }
        Fact::TicketEscalated { ticket: no, from, to } => {
            vec![ticket(*no), ("from", json!(*from == 1)), ("to", json!(*to == 1))]
        }
        Fact::TicketNoteWithdrawn { ticket: no, entry } => {
            vec![ticket(*no), ("entry", json!(entry))]
        }
        Fact::TicketLinked { ticket: no, other, kind, linked } => vec![
            ticket(*no),
            ("other", id(*other, TicketNo)),
            ("kind", word(*kind, LinkKind::from_byte)),
            ("linked", json!(*linked == 1)),
        ],
        _ => Vec::new(),
    }
}

/// A value of a step: a word, a time, nothing; a number where this version knows no better.
fn step(what: u8, value: i64) -> Value {
    let byte = u8::try_from(value).ok();
    let word = |word: Option<&'static str>| word.map_or(json!(value), |word| json!(word));
    match Handled::from_byte(what) {
        _ if value == 0 => Value::Null,
        Some(Handled::Acknowledged | Handled::Answered | Handled::Settled) => time(value),
        Some(Handled::Matter) => word(byte.and_then(Matter::from_byte).map(Matter::word)),
        Some(Handled::Cause) => word(byte.and_then(Gap::from_byte).map(Gap::word)),
        Some(Handled::Agreement) => word(byte.and_then(Agreement::from_byte).map(Agreement::word)),
        Some(Handled::Activity) => word(byte.and_then(Activity::from_byte).map(Activity::word)),
        None => json!(value),
    }
}

fn of_clock(fact: &Fact) -> Told {
    match fact {
        Fact::TicketClockSet { ticket: no, why, from, to } => vec![
            ticket(*no),
            ("why", word(*why, ClockChange::from_byte)),
            ("from", standing(from)),
            ("to", standing(to)),
        ],
        Fact::TicketClockTold { ticket: no, what, due, to } => vec![
            ticket(*no),
            ("what", word(*what, Alarm::from_byte)),
            ("due", time(*due)),
            ("to", json!(to)),
        ],
        _ => Vec::new(),
    }
}

fn standing(clock: &ClockState) -> Value {
    // Nothing is due, and no clock was stopped, at the beginning of 1970.
    let some = |millis: i64| if millis == 0 { Value::Null } else { time(millis) };
    json!({
        "since": some(clock.since),
        "stopped": some(clock.stopped),
        "answer_due": some(clock.answer_due),
        "resolve_due": some(clock.resolve_due),
        "answer_left": clock.answer_left,
        "resolve_left": clock.resolve_left,
        "answer_warn": some(clock.answer_warn),
        "resolve_warn": some(clock.resolve_warn),
        "told": clock.told,
        "breach": clock.breach == 1,
        "tier": if clock.tier == 0 { Value::Null } else { word(clock.tier, Tier::from_byte) },
        "policy": clock.policy,
        "rule": clock.rule,
        "calendar": clock.calendar,
    })
}

fn of_setting(fact: &Fact) -> Told {
    let retired = |byte: &u8| match byte {
        0 => json!(false),
        1 => json!(true),
        // There was no such code.
        _ => Value::Null,
    };
    match fact {
        Fact::CodeSet { kind, code: letters, label_from, label_to, retired_from, retired_to } => {
            vec![
                ("kind", word(*kind, CodeKind::from_byte)),
                ("code", code(*letters)),
                ("label_from", json!(label_from)),
                ("label_to", json!(label_to)),
                ("retired_from", retired(retired_from)),
                ("retired_to", retired(retired_to)),
            ]
        }
        Fact::CannedSet { name, from, to } => {
            vec![("name", json!(name)), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::RoleSet { agent, from, to } => {
            let role = |byte: u8| match byte {
                0 => Value::Null,
                byte => word(byte, Role::from_byte),
            };
            vec![("agent", json!(agent)), ("from", role(*from)), ("to", role(*to))]
        }
        Fact::ViewSet { agent } => vec![("agent", json!(agent))],
        Fact::CalendarSet { name, from, to } => {
            vec![("name", json!(name)), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::SlaSet { scope, from, to } => {
            vec![("scope", json!(scope)), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::SharingSet { agent, from, to } => {
            vec![("agent", json!(agent)), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::HandoverWritten { until } => vec![("until", time(*until))],
        Fact::HandoverWithdrawn { entry } | Fact::HandoverRead { entry } => {
            vec![("entry", json!(entry))]
        }
        Fact::FollowSet { ticket: no, customer: of, agent, through, follows } => vec![
            ticket(*no),
            customer(*of),
            ("agent", json!(agent)),
            ("through", id(*through, TicketNo)),
            ("follows", json!(*follows == 1)),
        ],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_numbers_are_told_as_words_ids_and_times() {
        let opened = Fact::TicketOpened {
            ticket: 7,
            customer: 3,
            interaction: 0,
            topic: *b"BI",
            severity: 3,
            priority: 4,
            answer_due: 1_795_252_800_000,
            resolve_due: 1_795_252_800_000,
            at: 1_795_252_800_000,
        };
        let told = Value::Object(told(&opened));
        assert_eq!((&told["ticket"], &told["customer"]), (&json!("T-7"), &json!("C-3")));
        assert_eq!((&told["interaction"], &told["topic"]), (&Value::Null, &json!("BI")));
        assert_eq!((&told["severity"], &told["priority"]), (&json!("major"), &json!("urgent")));
        assert_eq!(told["at"], "2026-11-21T09:20:00Z");
    }

    #[test]
    fn a_rating_tells_its_scores_by_dimension() {
        let fact = Fact::RatingGiven {
            rating: 1,
            customer: 3,
            interaction: 0,
            ticket: 7,
            scores: [4, 0, 5, 0, 1],
            scale: 5,
            rater: 1,
        };
        let told = Value::Object(told(&fact));
        assert_eq!((&told["tangibles"], &told["reliability"]), (&json!(4), &Value::Null));
        assert_eq!((&told["empathy"], &told["rater"]), (&json!(1), &json!("customer")));
    }
}
