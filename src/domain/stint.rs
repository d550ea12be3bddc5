//! How long agents were ready, on a call, in wrap-up, on a break or away. Never a time of which
//! nobody knows how it ended.

use std::collections::BTreeMap;

use super::agent::AgentState;
use super::time::At;
use super::work::{Did, WorkLine};

/// A time for which an agent did the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stint {
    /// Who.
    pub agent: String,
    /// What.
    pub state: AgentState,
    /// Since when.
    pub from: At,
    /// Until when; not included.
    pub until: At,
}

/// Puts lines of work together that are in the order in which they were written; what is under way
/// ends `now`. What was under way when the desk was started anew ended nobody knows when, and is
/// not there; while a clock goes back, time stands still.
pub fn stints<'a>(lines: impl IntoIterator<Item = &'a WorkLine>, now: At) -> Vec<Stint> {
    let mut doing: BTreeMap<&str, (AgentState, At)> = BTreeMap::new();
    let mut told = Vec::new();
    let mut over = |agent: &str, (state, from): (AgentState, At), until: At| {
        if until > from {
            told.push(Stint { agent: agent.to_owned(), state, from, until });
        }
    };
    for line in lines {
        match &line.did {
            Did::Started => doing.clear(),
            Did::State { state, .. } => {
                let was = doing.get(line.agent.as_str()).copied();
                let at = was.map_or(line.at, |(_, from)| from.max(line.at));
                if let Some(was) = was {
                    over(&line.agent, was, at);
                }
                doing.insert(&line.agent, (*state, at));
            }
            Did::Call { .. } => {}
        }
    }
    doing.into_iter().for_each(|(agent, was)| over(agent, was, now));
    told
}

impl Stint {
    /// The part of it within a time, if there is any.
    pub fn within(&self, (from, until): (At, At)) -> Option<Stint> {
        let (from, until) = (self.from.max(from), self.until.min(until));
        (from < until).then(|| Stint { from, until, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn does(at: i64, agent: &str, state: AgentState) -> WorkLine {
        let did = Did::State { state, reason: String::new(), by: String::new() };
        WorkLine { at: At(at), agent: agent.to_owned(), did }
    }

    fn told(lines: &[WorkLine], now: i64) -> Vec<(String, &'static str, i64, i64)> {
        let told = |one: Stint| (one.agent, one.state.word(), one.from.0, one.until.0);
        stints(lines, At(now)).into_iter().map(told).collect()
    }

    #[test]
    fn a_state_lasts_until_the_next_one_and_the_last_until_now() {
        use AgentState::{Break, Ready};
        let lines = [does(10, "a", Ready), does(15, "b", Ready), does(30, "a", Break)];
        let wanted = [("a", "ready", 10, 30), ("a", "break", 30, 50), ("b", "ready", 15, 50)];
        assert_eq!(told(&lines, 50), wanted.map(|(who, what, a, b)| (who.to_owned(), what, a, b)));
        let stint = &stints(&lines, At(50))[0];
        assert_eq!(
            stint.within((At(20), At(25))).map(|one| (one.from, one.until)),
            Some((At(20), At(25)))
        );
        assert_eq!(stint.within((At(30), At(99))), None);
    }

    #[test]
    fn what_a_crash_cut_off_and_a_clock_that_goes_back_add_nothing() {
        let started = WorkLine { at: At(100), agent: String::new(), did: Did::Started };
        let lines = [
            does(10, "a", AgentState::Ready),
            started,
            does(110, "a", AgentState::Ready),
            does(90, "a", AgentState::Break),
            does(120, "a", AgentState::Away),
        ];
        let wanted = [("break", 110, 120), ("away", 120, 130)];
        assert_eq!(told(&lines, 130), wanted.map(|(what, a, b)| ("a".to_owned(), what, a, b)));
    }
}
