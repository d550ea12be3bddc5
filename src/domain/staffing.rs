//! How many agents calls need: Erlang C. Never how many are there, nor how many calls come: that
//! is given.
//!
//! Source: A. K. Erlang, 1917; as written down in R. B. Cooper, Introduction to Queueing Theory,
//! 2nd ed. 1981, section 3.5. Callers come at random, wait in turn and never hang up.

use std::fmt;
use std::str::FromStr;

use super::refusal::Malformed;
use super::sla::span;
use super::text::quoted;
use super::time::SECOND;

/// Agents counted up to; no desk of one house has as many, and counting them takes no time yet.
pub const MOST_AGENTS: u32 = 100_000;

/// Calls within any span; more than the world makes in an hour.
const MOST_CALLS: f64 = 1e9;

/// What comes in, and how long each takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Calls within `per`.
    pub calls: f64,
    /// Milliseconds.
    pub per: i64,
    /// Average handling time, milliseconds: talk, hold and wrap-up.
    pub aht: i64,
}

/// Which share of the calls shall be answered how soon; `80/20` when nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// From above 0 to below 100.
    pub percent: f64,
    /// Milliseconds.
    pub within: i64,
}

/// How so many agents do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staffed {
    /// How many.
    pub agents: u32,
    /// Share of their time in which they are busy.
    pub occupancy: f64,
    /// Probability that a caller waits at all.
    pub waits: f64,
    /// Average speed of answer, milliseconds, over all calls.
    pub asa: f64,
    /// Share of the calls answered within the target's time.
    pub service: f64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Overload {
    /// The queue would grow without end.
    #[error("more work than agents; at least {least} are needed")]
    Endless {
        /// The fewest with whom it does not.
        least: u32,
    },
    /// More than [`MOST_AGENTS`] would be needed.
    #[error("more work than {MOST_AGENTS} agents can do")]
    Beyond,
}

impl Default for Target {
    fn default() -> Target {
        Target { percent: 80.0, within: 20 * SECOND }
    }
}

impl Load {
    /// The work that comes in, in erlangs: so many agents would be busy all the time.
    pub fn erlangs(self) -> f64 {
        self.calls * self.aht as f64 / self.per as f64
    }

    /// The fewest agents with whom the queue does not grow without end.
    ///
    /// # Errors
    /// [`Overload::Beyond`].
    pub fn least(self) -> Result<u32, Overload> {
        let least = self.erlangs().floor() + 1.0;
        if least <= f64::from(MOST_AGENTS) { Ok(least as u32) } else { Err(Overload::Beyond) }
    }

    /// How so many agents do, counting calls answered within so many milliseconds.
    ///
    /// # Errors
    /// [`Overload`].
    pub fn with(self, agents: u32, within: i64) -> Result<Staffed, Overload> {
        let least = self.least()?;
        match agents {
            agents if agents < least => Err(Overload::Endless { least }),
            agents if agents > MOST_AGENTS => Err(Overload::Beyond),
            agents => Ok(self.staffed(agents, blocked(self.erlangs(), agents), within)),
        }
    }

    /// The fewest agents who reach a target.
    ///
    /// # Errors
    /// [`Overload::Beyond`].
    pub fn needed(self, target: Target) -> Result<Staffed, Overload> {
        let (mut agents, erlangs) = (self.least()?, self.erlangs());
        let mut blocked = blocked(erlangs, agents);
        loop {
            let staffed = self.staffed(agents, blocked, target.within);
            if staffed.service * 100.0 >= target.percent {
                return Ok(staffed);
            }
            if agents == MOST_AGENTS {
                return Err(Overload::Beyond);
            }
            agents += 1;
            blocked = one_more(erlangs, agents, blocked);
        }
    }

    fn staffed(self, agents: u32, blocked: f64, within: i64) -> Staffed {
        let (erlangs, all) = (self.erlangs(), f64::from(agents));
        let spare = all - erlangs;
        let waits = all * blocked / (spare + erlangs * blocked);
        let aht = self.aht as f64;
        Staffed {
            agents,
            occupancy: erlangs / all,
            waits,
            asa: waits * aht / spare,
            service: 1.0 - waits * (-spare * within as f64 / aht).exp(),
        }
    }
}

/// A number of calls as people write it.
///
/// # Errors
/// [`Malformed::Number`].
pub fn calls(text: &str) -> Result<f64, Malformed> {
    let malformed = || Malformed::Number { given: quoted(text), example: "720".to_owned() };
    let calls = text.trim().replace(',', ".").parse::<f64>().map_err(|_| malformed())?;
    if calls > 0.0 && calls <= MOST_CALLS { Ok(calls) } else { Err(malformed()) }
}

/// A time in milliseconds: `240` as the trade says it, or `4m` as elsewhere here.
///
/// # Errors
/// [`Malformed::Number`] when it is none, or no time at all.
pub fn seconds(text: &str) -> Result<i64, Malformed> {
    let text = text.trim();
    let example = "240, 4m or 3m44s".to_owned();
    let malformed = |_| Malformed::Number { given: quoted(text), example };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { span(&format!("{text}s")) } else { span(text) }.map_err(malformed)
}

/// Erlang B: the probability that all agents are busy where nobody waits. Counted up from no agent
/// at all: every step is of positive numbers below one, so that nothing overflows or cancels out.
fn blocked(erlangs: f64, agents: u32) -> f64 {
    (1..=agents).fold(1.0, |blocked, agents| one_more(erlangs, agents, blocked))
}

/// The same with one agent more, who makes it `agents`.
fn one_more(erlangs: f64, agents: u32, blocked: f64) -> f64 {
    erlangs * blocked / (f64::from(agents) + erlangs * blocked)
}

impl FromStr for Target {
    type Err = Malformed;

    /// `80/20`, as the trade writes it: per cent, then seconds.
    fn from_str(text: &str) -> Result<Target, Malformed> {
        let given = || Malformed::Number { given: quoted(text), example: "80/20".to_owned() };
        let (percent, seconds) = text.split_once('/').ok_or_else(given)?;
        let percent: f64 = percent.trim().parse().map_err(|_| given())?;
        let seconds: u32 = seconds.trim().parse().map_err(|_| given())?;
        // All calls at once is what no number of agents can promise.
        match percent > 0.0 && percent < 100.0 {
            true => Ok(Target { percent, within: i64::from(seconds) * SECOND }),
            false => Err(given()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.percent, self.within / SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{HOUR, MINUTE};

    fn load(calls: f64, aht: i64) -> Load {
        Load { calls, per: HOUR, aht: aht * SECOND }
    }

    fn printed(staffed: &Staffed) -> [String; 4] {
        let Staffed { occupancy, waits, asa, service, .. } = staffed;
        let share = |share: &f64| format!("{share:.4}");
        [share(occupancy), share(waits), format!("{:.2}", asa / 1000.0), share(service)]
    }

    /// The sum as the books print it, term by term.
    fn slow_waits(erlangs: f64, agents: u32) -> f64 {
        let term = |k: u32| (1..=k).fold(1.0, |term, k| term * erlangs / f64::from(k));
        let all = f64::from(agents);
        let last = term(agents) * all / (all - erlangs);
        last / ((0..agents).map(term).sum::<f64>() + last)
    }

    #[test]
    fn the_published_figures_are_met_as_they_are_printed() {
        let first = load(720.0, 240);
        assert_eq!(first.erlangs(), 48.0);
        let with = |load: Load, agents, within| load.with(agents, within * SECOND).expect("enough");
        assert_eq!(printed(&with(first, 55, 15)), ["0.8727", "0.2387", "8.18", "0.8459"]);
        let second = load(250.0, 330);
        let printed_second = printed(&with(second, 28, 30));
        assert_eq!(printed_second[1..], ["0.2272", "14.75", "0.8569"]);
        assert_eq!(printed(&with(second, 27, 30))[3], "0.7822");
    }

    #[test]
    fn as_many_as_are_needed_reach_the_target_and_one_fewer_does_not() {
        for (calls, aht) in [(1.0, 60), (12.0, 900), (250.0, 330), (720.0, 240), (40_000.0, 400)] {
            for target in ["80/20", "50/0", "99.9/1", "1/600"] {
                let (load, target) = (load(calls, aht), target.parse::<Target>().expect("one"));
                let needed = load.needed(target).expect("not beyond");
                assert!(needed.service * 100.0 >= target.percent, "{calls} {target}");
                assert_eq!(Ok(needed), load.with(needed.agents, target.within), "counted alike");
                let fewer = load.with(needed.agents - 1, target.within);
                assert!(fewer.is_err() || fewer.is_ok_and(|f| f.service * 100.0 < target.percent));
            }
        }
    }

    #[test]
    fn it_agrees_with_the_sum_and_more_agents_are_never_worse() {
        for tenths in 1..400 {
            let load = load(f64::from(tenths), 360);
            let mut before = None::<Staffed>;
            let least = load.least().expect("a few");
            for agents in least..least + 40 {
                let staffed = load.with(agents, 20 * SECOND).expect("enough");
                let slow = slow_waits(load.erlangs(), agents);
                assert!((staffed.waits / slow - 1.0).abs() < 1e-9, "{tenths} {agents}");
                assert!((0.0..=1.0).contains(&staffed.service), "{staffed:?}");
                if let Some(before) = before.replace(staffed) {
                    assert!(staffed.waits < before.waits && staffed.asa < before.asa);
                    assert!(staffed.service >= before.service);
                    assert!(staffed.occupancy < before.occupancy);
                }
            }
        }
    }

    /// A sum of powers and factorials has no number for this long before.
    #[test]
    fn thousands_of_agents_are_counted_as_well_as_ten() {
        for agents in [1_000, 10_000, MOST_AGENTS] {
            let all = f64::from(agents);
            // Halfin and Whitt 1981: with all = erlangs + root of erlangs the probability of
            // waiting goes to 0.2234 as the desk grows.
            let erlangs = all - all.sqrt();
            let load = Load { calls: erlangs, per: MINUTE, aht: MINUTE };
            let staffed = load.with(agents, 20 * SECOND).expect("enough");
            assert!((staffed.waits - 0.2234).abs() < 0.01, "{agents}: {}", staffed.waits);
        }
    }

    #[test]
    fn more_work_than_agents_has_no_answer_but_how_many_there_must_be() {
        let load = load(720.0, 240);
        for agents in [0, 1, 47, 48] {
            assert_eq!(load.with(agents, 0), Err(Overload::Endless { least: 49 }));
        }
        assert!(load.with(49, 0).is_ok());
        let endless = Load { calls: 1e300, ..load };
        assert_eq!(endless.needed(Target::default()), Err(Overload::Beyond));
        assert_eq!(load.with(MOST_AGENTS + 1, 0), Err(Overload::Beyond));
    }

    #[test]
    fn a_target_is_read_as_it_is_written() {
        for text in ["80/20", "99.5/0", "90/10"] {
            assert_eq!(text.parse::<Target>().map(|target| target.to_string()), Ok(text.into()));
        }
        assert_eq!("80/20".parse(), Ok(Target::default()));
        for text in ["", "80", "80/", "/20", "100/20", "0/20", "NaN/20", "80/-1", "80/20s"] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }

    #[test]
    fn no_time_at_all_is_told_as_a_number_and_not_as_a_rule() {
        for text in ["0", "0m", "", "4x", "fast"] {
            let told = seconds(text);
            let is_number = matches!(&told, Err(Malformed::Number { given, .. }) if given == text);
            assert!(is_number, "{text}: {told:?}");
        }
    }
}
