//! Calls under way, as the telephone system tells of them. Never a step of a call that nobody has
//! answered, and never one twice.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::Refusal;
use crate::domain::work::CallStep;

/// Calls under way that are remembered: those of a desk of hundreds, each with one on hold. Past
/// it the oldest is forgotten: its end was never told.
const CALLS: usize = 1_000;

#[derive(Debug)]
struct Call {
    agent: String,
    is_held: bool,
    /// The order in which they came.
    number: u64,
}

#[derive(Debug, Default)]
struct State {
    calls: BTreeMap<String, Call>,
    next: u64,
}

/// The calls under way, by the telephone system's id.
#[derive(Debug, Default)]
pub struct Calls {
    state: Mutex<State>,
}

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Stepped {
    /// Whose it is.
    pub agent: String,
    /// Whether they still speak with somebody, or somebody waits for them.
    pub has_more: bool,
}

impl Calls {
    /// A step of a call; `agent` counts for an answer, later the call is whose it is.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`] for a step that was told before, [`Refusal::CallOver`] for an answer
    /// by another agent, [`Refusal::NoCall`] for a call that nobody has answered.
    pub fn step(&self, id: &str, step: CallStep, agent: &str) -> Result<Stepped, Refusal> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let no_call = || Refusal::NoCall { call: id.to_owned() };
        let agent = match (step, state.calls.get_mut(id)) {
            (CallStep::Answer, None) => state.answer(id, agent),
            (CallStep::Answer, Some(call)) if call.agent == agent => {
                return Err(Refusal::AlreadySo);
            }
            (CallStep::Answer, Some(_)) => return Err(Refusal::CallOver),
            (CallStep::Hold | CallStep::Resume, Some(call)) => {
                let is_held = step == CallStep::Hold;
                if std::mem::replace(&mut call.is_held, is_held) == is_held {
                    return Err(Refusal::AlreadySo);
                }
                call.agent.clone()
            }
            (CallStep::End, Some(_)) => state.calls.remove(id).ok_or_else(no_call)?.agent,
            (CallStep::Hold | CallStep::Resume | CallStep::End, None) => return Err(no_call()),
        };
        let has_more = state.calls.values().any(|call| call.agent == agent);
        Ok(Stepped { agent, has_more })
    }

    /// Whether a call was answered by somebody.
    pub fn is_of(&self, id: &str, agent: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.calls.get(id).is_some_and(|call| call.agent == agent)
    }
}

impl State {
    fn answer(&mut self, id: &str, agent: &str) -> String {
        if self.calls.len() >= CALLS {
            let oldest = self.calls.iter().min_by_key(|(_, call)| call.number);
            oldest.map(|(id, _)| id.clone()).and_then(|id| self.calls.remove(&id));
        }
        self.next += 1;
        let call = Call { agent: agent.to_owned(), is_held: false, number: self.next };
        self.calls.insert(id.to_owned(), call);
        agent.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_taken_once_and_none_of_a_call_that_nobody_answered() {
        use CallStep::{Answer, End, Hold, Resume};
        let calls = Calls::default();
        let no_call = |call: &str| Err(Refusal::NoCall { call: call.into() });
        let stepped = |agent: &str, has_more| Ok(Stepped { agent: agent.into(), has_more });
        for (id, step, agent, wanted) in [
            ("a", Hold, "sari", no_call("a")),
            ("a", Resume, "sari", no_call("a")),
            ("a", End, "sari", no_call("a")),
            ("a", Answer, "sari", stepped("sari", true)),
            ("a", Answer, "sari", Err(Refusal::AlreadySo)),
            ("a", Answer, "budi", Err(Refusal::CallOver)),
            ("a", Resume, "sari", Err(Refusal::AlreadySo)),
            ("a", Hold, "pbx", stepped("sari", true)),
            ("a", Hold, "pbx", Err(Refusal::AlreadySo)),
            ("b", Answer, "sari", stepped("sari", true)),
            ("b", End, "pbx", stepped("sari", true)),
            ("a", Resume, "pbx", stepped("sari", true)),
            ("a", End, "pbx", stepped("sari", false)),
            ("a", End, "pbx", no_call("a")),
        ] {
            assert_eq!(calls.step(id, step, agent), wanted, "{step} {id}");
        }
    }

    #[test]
    fn calls_without_an_end_are_remembered_to_the_limit_and_not_beyond() {
        let calls = Calls::default();
        for at in 0..=CALLS {
            calls.step(&at.to_string(), CallStep::Answer, "sari").expect("a new one");
        }
        assert!(!calls.is_of("0", "sari"), "the oldest is forgotten");
        assert!(calls.is_of("1", "sari") && !calls.is_of("1", "budi"));
    }
}
