//! How the clocks of a ticket stand, as it stays on disk for ever. Never a field that is taken away
//! or changed: old journals are read by it.

use serde::{Deserialize, Serialize};

/// How the clocks of a ticket stand. Times are milliseconds since 1970 UTC, 0 stands for "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClockState {
    /// From when the time counts.
    pub since: i64,
    /// Since when they stand still.
    pub stopped: i64,
    /// First answer due.
    pub answer_due: i64,
    /// Resolution due.
    pub resolve_due: i64,
    /// Milliseconds that were left for the first answer when they stopped.
    pub answer_left: i64,
    /// Milliseconds that were left for the resolution.
    pub resolve_left: i64,
    /// When it is told that the first answer is due soon.
    pub answer_warn: i64,
    /// When it is told that the resolution is due soon.
    pub resolve_warn: i64,
    /// What has been told: a bit for each thing.
    pub told: u8,
    /// 1 when the desk does something about a time that has passed.
    pub breach: u8,
    /// The customer's tier.
    pub tier: u8,
    /// Seq up to which rules and calendars count.
    pub policy: u64,
    /// Seq of the rule.
    pub rule: u64,
    /// Seq of its calendar.
    pub calendar: u64,
}
