//! What the desk answers about due times. Never more rows than the limits beside them.

use serde::{Deserialize, Serialize};

use crate::domain::{At, Date, Ticket};

/// A calendar or a rule for due times, as somebody has set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingRow {
    /// The entry that did it.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// The calendar's name, or for which tickets the rule is.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What due times are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaPage {
    /// Of those that fit a ticket the first one counts.
    pub rules: Vec<SettingRow>,
    /// By name, without their holidays.
    pub calendars: Vec<SettingRow>,
}

/// How a ticket's due times came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockPage {
    /// The ticket.
    pub ticket: Ticket,
    /// What it was counted by: the rule as it was then; `None` where none fitted.
    pub rule: Option<SettingRow>,
    /// Whether that rule has been changed or removed since.
    pub rule_changed: bool,
    /// What it asks for, by that rule or by the desk's beginning.
    pub terms: String,
    /// The calendar as it was then; `None` where all time counts.
    pub calendar: Option<SettingRow>,
    /// Whether that calendar has been changed or removed since.
    pub calendar_changed: bool,
    /// What set its due times, stopped its clocks or was told of them, oldest first; the last
    /// [`super::line::CLOCK_STEPS`].
    pub steps: Vec<ClockStep>,
    /// What was counted, stretch by stretch, up to the last due time or to when the clock stopped;
    /// at most [`super::line::CLOCK_DAYS`].
    pub days: Vec<ClockDay>,
}

/// One thing that happened to a ticket's clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStep {
    /// Entry.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// `opened`, `paused`, `resumed`, `priority`, `topic`, `reopened`, `answered`; `answer_soon`,
    /// `answer_late`, `resolve_soon`, `resolve_late`.
    pub what: String,
    /// Whether that was taken back by this entry.
    pub undone: bool,
    /// First answer due from then on.
    pub answer_due: At,
    /// Resolution due from then on.
    pub resolve_due: At,
    /// Whether the clocks stand still from then on.
    pub stands: bool,
    /// Who was told.
    pub to: String,
}

/// A stretch of time that counted, within one day of the calendar, or a day that was off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockDay {
    /// Which day, where the calendar counts.
    pub date: Date,
    /// From.
    pub from: At,
    /// To.
    pub to: At,
    /// How much counted, in milliseconds; 0 for a day that was off.
    pub counted: i64,
    /// How much had counted by then.
    pub total: i64,
    /// What was off on that day.
    pub off: Vec<String>,
}
