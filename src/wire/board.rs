//! What the desk answers about itself as a whole. Never a customer's name, number or word: it hangs
//! on a wall.

use serde::{Deserialize, Serialize};

use crate::domain::time::{DAY, MINUTE};
use crate::domain::{Agent, At, Rater, Scale};

/// From one bar of [`Wallboard::history`] to the next.
pub const SLOT: i64 = 30 * MINUTE;
/// Bars of [`Wallboard::history`]: twelve hours, and now.
pub const SLOTS: usize = 25;
/// What is due within this time is due soon.
pub const SOON: i64 = 30 * MINUTE;
/// How far back what was opened and resolved is counted for the pace.
pub const PACE: i64 = DAY;

/// The whole desk at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallboard {
    /// When it was counted.
    pub at: At,
    /// Tickets in the queue.
    pub waiting: u64,
    /// Of them those that nobody has.
    pub unassigned: u64,
    /// Of them those whose clocks stand still: waiting for the customer, or on hold.
    pub paused: u64,
    /// Of them those that are late.
    pub breached: u64,
    /// Of them those due within [`SOON`].
    pub due_soon: u64,
    /// When the oldest of them was opened.
    pub oldest: Option<At>,
    /// Opened since midnight, where the desk is.
    pub opened_today: u64,
    /// Resolved since then, and not reopened.
    pub resolved_today: u64,
    /// Opened within [`PACE`].
    pub opened: u64,
    /// Resolved within it.
    pub resolved: u64,
    /// Promised calls whose time has passed; those above a thousand are not counted.
    pub calls_missed: u64,
    /// Improvements whose day has passed and which are not done.
    #[serde(default)]
    pub improvements_late: u64,
    /// Calls handled in an hour, as in the last [`RECENT`](crate::domain::work::RECENT); `None`
    /// while there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_hour: Option<u64>,
    /// What one of them took on the average with talk, hold and wrap-up, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aht: Option<i64>,
    /// The queue by topic, most first.
    pub topics: Vec<Part>,
    /// By priority, the soonest first.
    pub priorities: Vec<Part>,
    /// By the customers' tier, the highest first; last those without one, whose name is empty.
    pub tiers: Vec<Part>,
    /// Ratings since midnight, for each rater and scale by itself.
    pub quality: Vec<Quality>,
    /// How many waited at the end of each [`SLOT`] and now, oldest first; at most [`SLOTS`].
    pub history: Vec<u64>,
    /// Everybody who has a role or was at the desk since it started.
    pub agents: Vec<Agent>,
    /// Entries of the journal that are still to be read for what was opened, resolved, rated and
    /// waiting before: just after a start. Ask again.
    pub behind: u64,
}

/// One part of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// A topic, priority or tier, in the words of the wire.
    pub name: String,
    /// Tickets of it.
    pub waiting: u64,
    /// Of them those that are late.
    pub breached: u64,
}

/// What one kind of rater gave on one scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Who.
    pub rater: Rater,
    /// On which scale.
    pub scale: Scale,
    /// In the order of the dimensions.
    pub dimensions: [Scores; 5],
}

/// Scores that may be averaged: of one dimension, rater and scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// How many.
    pub n: u64,
    /// All together.
    pub sum: u64,
}

impl Scores {
    /// The mean; `None` of nothing.
    pub fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }
}

impl Wallboard {
    /// Days in which what waits would be resolved at the pace of the last [`PACE`], if nothing
    /// more came; `None` where nothing was resolved.
    pub fn days_to_clear(&self) -> Option<f64> {
        match (self.waiting, self.resolved) {
            (0, _) => Some(0.0),
            (_, 0) => None,
            (waiting, resolved) => Some(waiting as f64 / resolved as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_to_clear_are_what_waits_by_what_a_day_resolves() {
        let text = r#"{"at":0,"waiting":0,"unassigned":0,"paused":0,"breached":0,"due_soon":0,
            "oldest":null,"opened_today":0,"resolved_today":0,"opened":0,"resolved":0,
            "calls_missed":0,"topics":[],"priorities":[],"tiers":[],"quality":[],"history":[],
            "agents":[],"behind":0}"#;
        let board: Wallboard = serde_json::from_str(text).expect("a board");
        for (waiting, resolved, days) in
            [(0, 0, Some(0.0)), (30, 0, None), (30, 12, Some(2.5)), (3, 12, Some(0.25))]
        {
            let board = Wallboard { waiting, resolved, ..board.clone() };
            assert_eq!(board.days_to_clear(), days, "{waiting} {resolved}");
        }
        assert_eq!(Scores { n: 4, sum: 17 }.mean(), Some(4.25));
        assert_eq!(Scores::default().mean(), None);
    }
}
