//! What customers have said of the service, told in words and read back. Never a private value.

use serde_json::{Value, json};

use super::fact::{Told as Fields, customer, id, ticket, time, word};
use super::untold::{Read, Told};
use crate::domain::{Fact, InteractionId, Measure, Rater, TicketNo};

/// The fact's fields by name.
pub(super) fn fields(fact: &Fact) -> Fields {
    match fact {
        Fact::InstrumentSet { name, from, to } => {
            vec![("name", json!(name)), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::AnswersGiven {
            customer: no,
            segment,
            instrument,
            version,
            scale,
            rater,
            expected,
            perceived,
            interaction,
            ticket: about,
            at,
        } => vec![
            customer(*no),
            ("segment", json!(segment)),
            ("instrument", json!(instrument)),
            ("version", json!(version)),
            ("scale", json!(scale)),
            ("rater", word(*rater, Rater::from_byte)),
            ("expected", json!(expected)),
            ("perceived", json!(perceived)),
            ("interaction", id(*interaction, InteractionId)),
            ticket(*about),
            ("at", time(*at)),
        ],
        Fact::AnswersWithdrawn { customer: no, entry }
        | Fact::ScoreWithdrawn { customer: no, entry } => {
            vec![customer(*no), ("entry", json!(entry))]
        }
        Fact::ImportanceSet { customer: no, from, to } => {
            vec![customer(*no), ("from", json!(from)), ("to", json!(to))]
        }
        Fact::ScoreGiven { customer: no, interaction, ticket: about, what, score, rater } => vec![
            customer(*no),
            ("interaction", id(*interaction, InteractionId)),
            ticket(*about),
            ("what", word(*what, Measure::from_byte)),
            ("score", json!(score)),
            ("rater", word(*rater, Rater::from_byte)),
        ],
        Fact::ImprovementSet { improvement, from, to } => {
            vec![("improvement", json!(improvement)), ("from", json!(from)), ("to", json!(to))]
        }
        _ => Vec::new(),
    }
}

/// The fact of this name, if it is one of these.
pub(super) fn read(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    let about = |t: &mut Told| -> Read<(u64, u64)> {
        Ok((t.id("interaction", |id: InteractionId| id.0)?, t.id("ticket", |no: TicketNo| no.0)?))
    };
    Ok(Some(match what {
        "instrument_set" => {
            Fact::InstrumentSet { name: t.text("name")?, from: t.text("from")?, to: t.text("to")? }
        }
        "answers_given" => {
            let (interaction, ticket) = about(t)?;
            Fact::AnswersGiven {
                customer: t.customer()?,
                segment: t.text("segment")?,
                instrument: t.text("instrument")?,
                version: t.number("version")?,
                scale: t.byte("scale")?,
                rater: t.word("rater", Rater::byte)?,
                expected: bytes(t, "expected")?,
                perceived: bytes(t, "perceived")?,
                interaction,
                ticket,
                at: t.time("at")?,
            }
        }
        "answers_withdrawn" => {
            Fact::AnswersWithdrawn { customer: t.customer()?, entry: t.number("entry")? }
        }
        "importance_set" => Fact::ImportanceSet {
            customer: t.customer()?,
            from: points(t, "from")?,
            to: points(t, "to")?,
        },
        "score_given" => {
            let (interaction, ticket) = about(t)?;
            Fact::ScoreGiven {
                customer: t.customer()?,
                interaction,
                ticket,
                what: t.word("what", Measure::byte)?,
                score: t.byte("score")?,
                rater: t.word("rater", Rater::byte)?,
            }
        }
        "score_withdrawn" => {
            Fact::ScoreWithdrawn { customer: t.customer()?, entry: t.number("entry")? }
        }
        "improvement_set" => Fact::ImprovementSet {
            improvement: t.number("improvement")?,
            from: t.text("from")?,
            to: t.text("to")?,
        },
        _ => return Ok(None),
    }))
}

fn bytes(t: &mut Told, name: &str) -> Read<Vec<u8>> {
    let value: Value = t.take(name)?;
    serde_json::from_value(value).map_err(|why| format!("'{name}': {why}"))
}

fn points(t: &mut Told, name: &str) -> Read<[u8; 5]> {
    let points = bytes(t, name)?;
    points.try_into().map_err(|_| format!("'{name}' is no five numbers"))
}
