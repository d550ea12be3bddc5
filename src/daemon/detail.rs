//! The words of a fact for a customer's time line. Never a private value.

use crate::domain::customer::{CallBackState, Proof};
use crate::domain::{
    AskOutcome, Change, Channel, ConsentState, Entry, Fact, Importance, Measure, Purpose, Rater,
    TwoLetters,
};

/// The changes that are facts.
pub fn facts(fact: &Fact) -> Vec<Change> {
    match fact {
        Fact::CustomerAdded { facts, .. } | Fact::CustomerAmended { facts, .. } => facts.clone(),
        _ => Vec::new(),
    }
}

/// What a line of the time line is called, and its own words. A promised call that was taken back
/// was not settled with the customer, and does not look as if it were.
pub fn told(entry: &Entry) -> (String, String) {
    if let Fact::CustomerLeft { from, to, .. } = &entry.fact {
        let what = match (entry.undoes > 0, to.at != 0, to.back != 0) {
            (true, ..) => "customer_left_undone",
            (false, true, false) => "customer_left",
            (false, ..) => "customer_back",
        };
        let reason = if what == "customer_left" { to.reason } else { from.reason };
        let reason = if reason == [0, 0] { String::new() } else { leaving(reason) };
        return (what.to_owned(), reason);
    }
    let undone = match &entry.fact {
        Fact::CallBackSet { to, .. } if entry.undoes > 0 => CallBackState::from_byte(*to),
        _ => None,
    };
    match undone {
        Some(CallBackState::Open) => ("call_back_restored".to_owned(), String::new()),
        Some(CallBackState::Kept | CallBackState::Cancelled) => {
            ("call_back_withdrawn".to_owned(), String::new())
        }
        None => (entry.fact.name().to_owned(), of(&entry.fact)),
    }
}

/// A proof, a purpose and its answer, a promised time, a state; in the words of the wire.
fn of(fact: &Fact) -> String {
    match fact {
        Fact::ConsentSet { purpose, channel, to, .. } => {
            let purpose = Purpose::from_byte(*purpose).map_or("", Purpose::word);
            let channel = Channel::from_byte(*channel).map_or("", Channel::word);
            let state = ConsentState::from_byte(*to).map_or("", ConsentState::word);
            format!("{purpose} {channel} {state}")
        }
        Fact::CustomerVerified { proof, passed, .. } => {
            let proof = Proof::from_byte(*proof).map_or("", Proof::word);
            let passed = if *passed == 1 { "passed" } else { "failed" };
            format!("{proof} {passed}")
        }
        Fact::CallBackPromised { due, .. } => jiff::Timestamp::from_millisecond(*due)
            .map_or_else(|_| String::new(), |at| at.to_string()),
        Fact::CallBackSet { to, .. } => {
            CallBackState::from_byte(*to).map_or("", CallBackState::word).to_owned()
        }
        Fact::AnswersGiven { instrument, rater, expected, perceived, .. } => {
            let given = |all: &[u8]| all.iter().filter(|answer| **answer > 0).count();
            let rater = Rater::from_byte(*rater).map_or("", Rater::word);
            format!("{instrument} {rater} {} {}", given(expected), given(perceived))
        }
        Fact::ScoreGiven { what, score, rater, .. } => {
            let what = Measure::from_byte(*what).map_or("", Measure::word);
            let rater = Rater::from_byte(*rater).map_or("", Rater::word);
            format!("{what} {score} {rater}")
        }
        Fact::SurveyAsked(state) => match AskOutcome::from_byte(state.to) {
            Some(outcome) => outcome.word().to_owned(),
            None if state.tries_to > state.tries_from => AskOutcome::NotReached.word().to_owned(),
            None => String::new(),
        },
        Fact::ImportanceSet { to, .. } => {
            Importance::kept(*to).map_or_else(String::new, |points| points.to_string())
        }
        _ => String::new(),
    }
}

fn leaving(reason: [u8; 2]) -> String {
    TwoLetters::from_bytes(reason).to_string()
}
