//! Surveys as the journal has them, told in words and read back. Never an answer: those are told
//! where they were given.

use serde_json::{Value, json};

use super::fact::{Told as Fields, customer, time, word};
use super::untold::{Read, Told};
use crate::domain::event::{AskState, SurveyState};
use crate::domain::{AskOutcome, Channel, CustomerId, Fact, Measure, Strata};

/// The fact's fields by name.
pub(super) fn fields(fact: &Fact) -> Fields {
    match fact {
        Fact::SurveyDrawn(state) => drawn(state),
        Fact::SurveyWithdrawn { survey } => vec![("survey", json!(survey))],
        Fact::SurveyAsked(state) => vec![
            ("survey", json!(state.survey)),
            customer(state.customer),
            ("from", word(state.from, AskOutcome::from_byte)),
            ("to", word(state.to, AskOutcome::from_byte)),
            ("tries_from", json!(state.tries_from)),
            ("tries_to", json!(state.tries_to)),
        ],
        _ => Vec::new(),
    }
}

fn drawn(state: &SurveyState) -> Fields {
    let some = |millis: i64| if millis == 0 { Value::Null } else { time(millis) };
    let ids = |part: &Vec<u64>| part.iter().map(|no| CustomerId(*no).to_string()).collect();
    let drawn: Vec<Vec<String>> = state.drawn.iter().map(ids).collect();
    vec![
        ("name", json!(state.name)),
        ("instrument", json!(state.instrument)),
        ("measure", word(state.measure, Measure::from_byte)),
        ("channel", word(state.channel, Channel::from_byte)),
        ("many", json!(state.many)),
        ("by", word(state.by, Strata::from_byte)),
        ("apart_days", json!(state.apart_days)),
        ("consented", json!(state.consented == 1)),
        ("contacts_from", some(state.from)),
        ("contacts_to", some(state.to)),
        ("until", some(state.until)),
        ("seed", json!(state.seed.to_string())),
        ("strata", json!(state.strata)),
        ("sizes", json!(state.sizes)),
        ("drawn", json!(drawn)),
    ]
}

/// The fact of this name, if it is one of these.
pub(super) fn read(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "survey_drawn" => Fact::SurveyDrawn(Box::new(SurveyState {
            name: t.text("name")?,
            instrument: t.text("instrument")?,
            measure: t.word("measure", Measure::byte)?,
            channel: t.word("channel", Channel::byte)?,
            many: t.number("many")?,
            by: t.word("by", Strata::byte)?,
            apart_days: t.number("apart_days")?,
            consented: t.flag("consented")?,
            from: t.some_time("contacts_from")?,
            to: t.some_time("contacts_to")?,
            until: t.some_time("until")?,
            seed: t.text("seed")?.parse().map_err(|_| "'seed' is no number".to_owned())?,
            strata: list(t, "strata")?,
            sizes: list(t, "sizes")?,
            drawn: list::<Vec<CustomerId>>(t, "drawn")?
                .into_iter()
                .map(|part| part.into_iter().map(|one| one.0).collect())
                .collect(),
        })),
        "survey_withdrawn" => Fact::SurveyWithdrawn { survey: t.number("survey")? },
        "survey_asked" => Fact::SurveyAsked(AskState {
            survey: t.number("survey")?,
            customer: t.customer()?,
            from: t.word("from", AskOutcome::byte)?,
            to: t.word("to", AskOutcome::byte)?,
            tries_from: t.number("tries_from")?,
            tries_to: t.number("tries_to")?,
        }),
        _ => return Ok(None),
    }))
}

fn list<T: serde::de::DeserializeOwned>(t: &mut Told, name: &str) -> Read<Vec<T>> {
    let value: Value = t.take(name)?;
    serde_json::from_value(value).map_err(|why| format!("'{name}': {why}"))
}
