//! The words of a fact for a customer's time line. Never a private value.

use crate::domain::customer::{CallBackState, Proof};
use crate::domain::{Change, Channel, ConsentState, Fact, Purpose};

/// The changes that are facts.
pub fn facts(fact: &Fact) -> Vec<Change> {
    match fact {
        Fact::CustomerAdded { facts, .. } | Fact::CustomerAmended { facts, .. } => facts.clone(),
        _ => Vec::new(),
    }
}

/// A proof, a purpose and its answer, a state; in the words of the wire.
pub fn of(fact: &Fact) -> String {
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
        Fact::CallBackSet { to, .. } => {
            CallBackState::from_byte(*to).map_or("", CallBackState::word).to_owned()
        }
        _ => String::new(),
    }
}
