//! What agents have done and when, and how long calls took by it: AHT = (talk + hold + wrap-up) /
//! calls. Never a word about a customer, so that an erasure finds nothing in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::agent::AgentState;
use super::time::{At, HOUR, SECOND};
use super::word::words;

/// How far back calls are counted for what comes in: short enough to be of this shift, long enough
/// to have some.
pub const RECENT: i64 = 4 * HOUR;

words! {
    /// What becomes of a call, as the telephone system tells it.
    CallStep {
        /// An agent speaks with the caller.
        Answer = 1 "answer",
        /// The caller waits.
        Hold = 2 "hold",
        /// They speak again.
        Resume = 3 "resume",
        /// It is over.
        End = 4 "end",
    }
}

/// One line of what is kept of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkLine {
    /// When.
    pub at: At,
    /// Whose work it is; empty for the desk's own.
    pub agent: String,
    /// What they did.
    pub did: Did,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Did {
    /// The desk was started: whatever was under way before, nobody knows how it ended.
    Started,
    /// An agent does something else from now on.
    State {
        /// What.
        state: AgentState,
        /// Why, as [`super::Agent`] has it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// Who has set it, when that was somebody else.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        by: String,
    },
    /// A step of a call.
    Call {
        /// The telephone system's id.
        call: String,
        /// Which step.
        step: CallStep,
    },
}

/// One call that was handled; spans in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// By whom.
    pub agent: String,
    /// When it was answered.
    pub answered: At,
    /// When its wrap-up was over, or the call itself when there was none.
    pub over: At,
    /// How long they spoke.
    pub talk: i64,
    /// How long the caller waited.
    pub hold: i64,
    /// How long was written afterwards.
    pub wrap: i64,
}

/// What lines of work come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handling {
    /// Calls in the order of their ends.
    pub calls: Vec<Handled>,
    /// When calls were answered of which no end is known: they are under way, or the desk or its
    /// telephone system stopped meanwhile. They are not counted.
    pub endless: Vec<At>,
}

/// A call under way.
#[derive(Debug)]
struct Open {
    /// `None` for one that is known by the agent's own state alone.
    id: Option<String>,
    answered: At,
    /// Since when they speak, or the caller waits.
    since: At,
    is_held: bool,
    talk: i64,
    hold: i64,
}

impl Open {
    fn new(id: Option<&str>, at: At) -> Open {
        let id = id.map(str::to_owned);
        Open { id, answered: at, since: at, is_held: false, talk: 0, hold: 0 }
    }

    /// What went on until now is over.
    fn turn(&mut self, at: At) {
        let span = at.0.saturating_sub(self.since.0);
        if self.is_held {
            self.hold += span;
        } else {
            self.talk += span;
        }
        self.since = at;
    }
}

/// An agent while their lines are read.
#[derive(Debug, Default)]
struct Person {
    /// The latest time of theirs: a clock that goes back stands still instead.
    now: At,
    state: Option<AgentState>,
    open: Vec<Open>,
    /// Their last call, which a wrap-up belongs to.
    last: Option<usize>,
    /// Since when that is wrapped up.
    wrapping: Option<At>,
}

/// Puts lines of work together that are in the order in which they were written.
///
/// The telephone system's steps go before the agent's own state: a call that both tell of is one,
/// with the times of its steps. What is told twice, or of a call that was not answered, is nothing;
/// a caller who was never spoken to again has waited until the end.
pub fn handling<'a>(lines: impl IntoIterator<Item = &'a WorkLine>) -> Handling {
    let mut under_way = UnderWay::default();
    lines.into_iter().for_each(|line| under_way.take(line));
    let UnderWay { people, mut told } = under_way;
    told.endless.extend(people.into_values().flat_map(|one| one.open).map(|call| call.answered));
    told
}

/// Lines of work as they come, as [`handling`] puts them together.
#[derive(Debug, Default)]
pub struct UnderWay {
    people: BTreeMap<String, Person>,
    told: Handling,
}

impl UnderWay {
    /// Takes the next line.
    pub fn take(&mut self, line: &WorkLine) {
        if line.did == Did::Started {
            let under_way = std::mem::take(&mut self.people).into_values();
            let answered = under_way.flat_map(|one| one.open).map(|call| call.answered);
            self.told.endless.extend(answered);
            return;
        }
        if !self.people.contains_key(&line.agent) {
            self.people.insert(line.agent.clone(), Person::default());
        }
        let Some(person) = self.people.get_mut(&line.agent) else { return };
        match &line.did {
            Did::Started => {}
            Did::State { state, .. } => person.does(*state, line, &mut self.told.calls),
            Did::Call { call, step } => person.steps(call, *step, line, &mut self.told.calls),
        }
    }

    /// Gives up the calls that nothing is added to any more, in the order of their ends.
    pub fn done(&mut self) -> Vec<Handled> {
        let last = self.people.values().filter_map(|one| one.last).min();
        let done = last.unwrap_or(self.told.calls.len());
        let lasts = self.people.values_mut().filter_map(|one| one.last.as_mut());
        lasts.for_each(|last| *last -= done);
        self.told.calls.drain(..done).collect()
    }

    /// Those to which something may still be added.
    pub fn recent(&self) -> &[Handled] {
        &self.told.calls
    }
}

impl Person {
    fn does(&mut self, state: AgentState, line: &WorkLine, calls: &mut Vec<Handled>) {
        self.now = self.now.max(line.at);
        let was = self.state.replace(state);
        if was == Some(state) {
            return;
        }
        if was == Some(AgentState::WrapUp) {
            self.wrapped(calls);
        }
        if was == Some(AgentState::OnCall)
            && let Some(at) = self.open.iter().position(|call| call.id.is_none())
        {
            self.ends(at, line, calls);
        }
        match state {
            AgentState::OnCall if self.open.is_empty() => {
                self.open.push(Open::new(None, self.now));
            }
            AgentState::OnCall => {}
            AgentState::WrapUp => self.wrapping = self.last.map(|_| self.now),
            AgentState::Ready | AgentState::Break | AgentState::Away => self.last = None,
        }
    }

    fn steps(&mut self, id: &str, step: CallStep, line: &WorkLine, calls: &mut Vec<Handled>) {
        self.now = self.now.max(line.at);
        let at = self.open.iter().position(|call| call.id.as_deref() == Some(id));
        match (step, at) {
            (CallStep::Answer, None) => {
                self.wrapped(calls);
                self.last = None;
                // The state has told of the same call, a moment before.
                self.open.retain(|call| call.id.is_some());
                self.open.push(Open::new(Some(id), self.now));
            }
            (CallStep::Hold | CallStep::Resume, Some(at)) => {
                let call = &mut self.open[at];
                call.turn(self.now);
                call.is_held = step == CallStep::Hold;
            }
            (CallStep::End, Some(at)) => {
                self.ends(at, line, calls);
                self.wrapping = self.last.filter(|_| self.is_wrapping_up()).map(|_| self.now);
            }
            (CallStep::Answer, Some(_))
            | (CallStep::Hold | CallStep::Resume | CallStep::End, None) => {}
        }
    }

    fn is_wrapping_up(&self) -> bool {
        self.state == Some(AgentState::WrapUp)
    }

    fn ends(&mut self, at: usize, line: &WorkLine, calls: &mut Vec<Handled>) {
        let mut call = self.open.remove(at);
        call.turn(self.now);
        let Open { answered, talk, hold, .. } = call;
        let agent = line.agent.clone();
        self.last = Some(calls.len());
        calls.push(Handled { agent, answered, over: self.now, talk, hold, wrap: 0 });
    }

    /// The wrap-up is over.
    fn wrapped(&mut self, calls: &mut [Handled]) {
        if let (Some(since), Some(last)) = (self.wrapping.take(), self.last.take()) {
            calls[last].wrap += self.now.0.saturating_sub(since.0);
            calls[last].over = self.now;
        }
    }
}

/// Sums over calls; spans in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandlingTime {
    /// How many.
    pub calls: u64,
    /// Talk.
    pub talk: i64,
    /// Hold.
    pub hold: i64,
    /// Wrap-up.
    pub wrap: i64,
}

impl HandlingTime {
    /// Counts one more.
    pub fn add(&mut self, call: &Handled) {
        self.calls += 1;
        self.talk += call.talk;
        self.hold += call.hold;
        self.wrap += call.wrap;
    }

    /// What one call took on the average, in milliseconds; `None` without a call.
    pub fn average(&self) -> Option<i64> {
        let calls = i64::try_from(self.calls).ok().filter(|calls| *calls > 0)?;
        Some((self.talk + self.hold + self.wrap + calls / 2) / calls)
    }
}

/// What came in within [`RECENT`], by the lines of that time: calls in an hour, and what one took
/// on the average, to the second. Counted from the first line on, for before it nobody was there;
/// at least over an hour, so that one call is not made many. `None` without a call.
pub fn incoming(lines: &[WorkLine], now: At) -> Option<(u64, i64)> {
    let since = now.plus(-RECENT);
    let told = handling(lines);
    let mut time = HandlingTime::default();
    let is_meant = |call: &&Handled| (since..=now).contains(&call.answered);
    told.calls.iter().filter(is_meant).for_each(|call| time.add(call));
    let begin = lines.iter().map(|line| line.at).find(|at| *at >= since)?;
    let over = now.0.saturating_sub(begin.0).max(HOUR);
    let calls = (time.calls as f64 * HOUR as f64 / over as f64).round().max(1.0) as u64;
    let seconds = ((time.average()? + SECOND / 2) / SECOND).max(1);
    Some((calls, seconds * SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sari 10 answer a`, `sari 20 wrap_up`, `started`: seconds, then a state or a step.
    fn lines(story: &str) -> Vec<WorkLine> {
        let line = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let [agent, seconds, what, call @ ..] = &words[..] else {
                let (at, agent) = (At::default(), String::new());
                return WorkLine { at, agent, did: Did::Started };
            };
            let at = At(seconds.parse::<i64>().expect("seconds") * 1_000);
            let did = match what.parse() {
                Ok(step) => Did::Call { call: call.concat(), step },
                Err(_) => {
                    let state = what.parse().expect("a state");
                    Did::State { state, reason: String::new(), by: String::new() }
                }
            };
            WorkLine { at, agent: (*agent).to_owned(), did }
        };
        story.split(", ").map(line).collect()
    }

    /// `talk+hold+wrap` of each call in seconds, and how many have no end.
    fn told(story: &str) -> String {
        let told = handling(&lines(story));
        let spans = |call: &Handled| [call.talk, call.hold, call.wrap].map(|span| span / 1_000);
        let calls = told.calls.iter().map(spans).map(|[t, h, w]| format!("{t}+{h}+{w}"));
        let endless = (!told.endless.is_empty()).then(|| format!("{} endless", told.endless.len()));
        calls.chain(endless).collect::<Vec<_>>().join(" ")
    }

    /// What is told, the lines, and what they come to.
    const CASES: &[(&str, &str, &str)] = &[
        (
            "a call by its steps",
            "s 0 answer a, s 60 hold a, s 90 resume a, s 100 end a, \
              s 100 wrap_up, s 130 ready",
            "70+30+30",
        ),
        ("by the agent's states", "s 0 ready, s 10 on_call, s 70 wrap_up, s 100 ready", "60+0+30"),
        (
            "both tell of it",
            "s 0 on_call, s 1 answer a, s 61 end a, s 61 wrap_up, s 71 ready",
            "60+0+10",
        ),
        (
            "wrapped up before the line is let go",
            "s 0 answer a, s 0 on_call, s 50 wrap_up, \
              s 60 end a, s 90 ready",
            "60+0+30",
        ),
        ("no wrap-up", "s 0 on_call, s 60 ready", "60+0+0"),
        (
            "a wrap-up that the next call ends",
            "s 0 answer a, s 0 on_call, s 60 end a, \
              s 60 wrap_up, s 80 answer b, s 80 on_call, s 90 end b, s 90 ready",
            "60+0+20 10+0+0",
        ),
        ("hold never resumed", "s 0 answer a, s 60 hold a, s 100 end a", "60+40+0"),
        (
            "hold and resume twice",
            "s 0 answer a, s 10 hold a, s 20 hold a, s 30 resume a, \
              s 40 resume a, s 50 end a",
            "30+20+0",
        ),
        ("answered twice", "s 0 answer a, s 30 answer a, s 60 end a", "60+0+0"),
        ("ended twice", "s 0 answer a, s 60 end a, s 90 end a", "60+0+0"),
        ("end before answer", "s 0 end a, s 10 answer a, s 20 end a", "10+0+0"),
        ("steps of nobody's call", "s 0 hold x, s 1 resume x, s 2 end x", ""),
        (
            "one on hold while another is answered",
            "s 0 answer a, s 10 hold a, s 20 answer b, \
              s 50 end b, s 60 resume a, s 90 end a",
            "30+0+0 40+50+0",
        ),
        (
            "over midnight",
            "s 86390 answer a, s 86410 end a, s 86410 wrap_up, s 86420 ready",
            "20+0+10",
        ),
        ("a clock that goes back", "s 100 answer a, s 40 hold a, s 130 end a", "0+30+0"),
        ("a clock that goes back for good", "s 100 on_call, s 40 wrap_up, s 50 ready", "0+0+0"),
        ("never ended", "s 0 answer a, s 60 hold a", "1 endless"),
        ("the desk was started anew", "s 0 answer a, started, s 60 end a", "1 endless"),
        (
            "and nobody knows how long was written",
            "s 0 on_call, s 60 wrap_up, started, \
              s 900 ready",
            "60+0+0",
        ),
        ("writing without a call", "s 0 ready, s 10 wrap_up, s 60 ready", ""),
        ("a break is no wrap-up", "s 0 on_call, s 60 break, s 90 wrap_up, s 99 ready", "60+0+0"),
        (
            "two agents at once",
            "s 0 on_call, b 0 on_call, s 60 ready, b 90 wrap_up, b 99 ready",
            "60+0+0 90+0+9",
        ),
        (
            "said again",
            "s 0 on_call, s 30 on_call, s 60 wrap_up, s 70 wrap_up, s 90 ready",
            "60+0+30",
        ),
    ];

    #[test]
    fn calls_are_put_together_from_steps_and_states_in_any_order() {
        for (what, story, wanted) in CASES {
            assert_eq!(told(story), *wanted, "{what}");
        }
    }

    #[test]
    fn calls_that_are_given_up_line_by_line_are_the_same() {
        for (what, story, wanted) in CASES {
            let (mut under_way, mut calls) = (UnderWay::default(), Vec::new());
            for line in &lines(story) {
                under_way.take(line);
                calls.extend(under_way.done());
            }
            calls.extend_from_slice(under_way.recent());
            let spans = |call: &Handled| [call.talk, call.hold, call.wrap].map(|span| span / 1_000);
            let told: Vec<String> =
                calls.iter().map(spans).map(|[t, h, w]| format!("{t}+{h}+{w}")).collect();
            let wanted: Vec<&str> = wanted.split(' ').filter(|word| word.contains('+')).collect();
            assert_eq!(told, wanted, "{what}");
        }
    }

    #[test]
    fn the_published_case_is_224_seconds() {
        let second = |seconds: i64| seconds * 1_000;
        let (talk, hold, wrap) = (second(668_205), second(99_153), second(198_306));
        let time = HandlingTime { calls: 4_311, talk, hold, wrap };
        assert_eq!(time.average(), Some(224_000));
        assert_eq!(HandlingTime::default().average(), None);
    }

    #[test]
    fn what_comes_in_is_counted_from_when_somebody_was_there() {
        let call = |at: i64| format!("s {at} answer c{at}, s {} end c{at}", at + 200);
        let calls = |from: i64, n: i64| (0..n).map(|n| call(from + n * 300)).collect::<Vec<_>>();
        let seen = |story: &str, now: i64| incoming(&lines(story), At(now * 1_000));
        // Ready for half an hour, then twelve calls; two hours have passed since the first line.
        let story = format!("s 1 ready, {}", calls(1_800, 12).join(", "));
        assert_eq!(seen(&story, 7_201), Some((6, 200_000)));
        // Within its first hour a desk has had as many as it has had.
        assert_eq!(seen(&calls(1_800, 3).join(", "), 3_000), Some((3, 200_000)));
        // One in four hours is one, for nobody staffs for none.
        assert_eq!(seen(&format!("s 1 ready, {}", call(9_000)), 14_401), Some((1, 200_000)));
        assert_eq!(seen("s 1 ready, s 5 answer a", 60), None, "it is under way");
        assert_eq!(seen("s 1 answer a, s 15000 end a", 15_001), None, "answered before");
    }
}
