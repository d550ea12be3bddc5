//! Calls under way, as the telephone system tells of them. Never a step of a call that nobody has
//! answered, and never one twice.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::domain::Refusal;
use crate::domain::work::CallStep;

/// Calls under way that are remembered: those of a desk of hundreds, each with one on hold. Past
/// it the oldest is forgotten: its end was never told.
const CALLS: usize = 1_000;
/// Ended calls that are remembered: a telephone system that says a step again does it within
/// minutes, and a desk of hundreds has a thousand calls in half an hour.
const ENDED: usize = 1_000;

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
    ended: VecDeque<String>,
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
    /// by another agent or after the end, [`Refusal::NoCall`] for a call that nobody has answered.
    pub fn step(&self, id: &str, step: CallStep, agent: &str) -> Result<Stepped, Refusal> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let no_call = || Refusal::NoCall { call: id.to_owned() };
        let is_over = state.ended.iter().any(|ended| ended == id);
        let agent = match (step, state.calls.get_mut(id)) {
            (CallStep::Answer, None) if is_over => {
                return Err(Refusal::CallOver { by: String::new() });
            }
            (CallStep::Answer, None) => state.answer(id, agent),
            (CallStep::Answer, Some(call)) if call.agent == agent => {
                return Err(Refusal::AlreadySo);
            }
            (CallStep::Answer, Some(call)) => {
                return Err(Refusal::CallOver { by: call.agent.clone() });
            }
            (CallStep::Hold | CallStep::Resume, Some(call)) => {
                let is_held = step == CallStep::Hold;
                if std::mem::replace(&mut call.is_held, is_held) == is_held {
                    return Err(Refusal::AlreadySo);
                }
                call.agent.clone()
            }
            (CallStep::End, Some(_)) => {
                state.end(id);
                state.calls.remove(id).ok_or_else(no_call)?.agent
            }
            (CallStep::Hold | CallStep::Resume | CallStep::End, None) => return Err(no_call()),
        };
        let has_more = state.calls.values().any(|call| call.agent == agent);
        Ok(Stepped { agent, has_more })
    }

    /// A call is announced: an id that the telephone system gives again is a call of its own.
    pub fn ring(&self, id: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ended.retain(|ended| ended != id);
    }

    /// A call that rang is over and nobody has answered it.
    pub fn missed(&self, id: &str) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).end(id);
    }

    /// Whether somebody has a call under way.
    pub fn has(&self, agent: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.calls.values().any(|call| call.agent == agent && !call.is_held)
    }

    /// Whether a call was answered by somebody.
    pub fn is_of(&self, id: &str, agent: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.calls.get(id).is_some_and(|call| call.agent == agent)
    }
}

impl State {
    fn end(&mut self, id: &str) {
        self.ended.push_back(id.to_owned());
        let surplus = self.ended.len().saturating_sub(ENDED);
        self.ended.drain(..surplus);
    }

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
            ("a", Answer, "budi", Err(Refusal::CallOver { by: "sari".into() })),
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
    fn an_answer_said_again_after_the_end_begins_no_call() {
        let calls = Calls::default();
        let over = Err(Refusal::CallOver { by: String::new() });
        for id in ["a", "b"] {
            calls.step(id, CallStep::Answer, "sari").expect("a new one");
            calls.step(id, CallStep::End, "sari").expect("under way");
            assert_eq!(calls.step(id, CallStep::Answer, "sari"), over, "{id}");
        }
        calls.missed("c");
        assert_eq!(calls.step("c", CallStep::Answer, "sari"), over, "it ended before");
        assert!(!calls.has("sari"));
        calls.ring("a");
        assert!(calls.step("a", CallStep::Answer, "sari").is_ok(), "the id was given again");
        for at in 0..ENDED {
            calls.missed(&at.to_string());
        }
        assert!(calls.step("b", CallStep::Answer, "sari").is_ok(), "so many are remembered");
        assert_eq!(calls.step("0", CallStep::Answer, "sari"), over);
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
