//! The clocks of a ticket: from when they count, while what they stand still, and whom the desk
//! tells when they run out. Never a look at the time: moments come in as values.

use serde::{Deserialize, Serialize};

use super::event::{ClockState, Entry, Event, Fact};
use super::handling::Matter;
use super::hours::Hours;
use super::limit;
use super::profile::Tier;
use super::refusal::Refusal;
use super::sla::{Due, Terms};
use super::status::Status;
use super::ticket::Ticket;
use super::time::At;
use super::word::words;

/// The year 10,000, in which nothing is due: tickets whose clocks stand still are listed from here
/// on.
pub const BEHIND: At = At(253_402_300_800_000);

/// The agent in whose name the desk acts by itself; nobody can be called so.
pub const BY_ITSELF: &str = "sigap:clock";

words! {
    /// Why the due times of a ticket were set.
    ClockChange {
        /// It was opened.
        Opened = 1 "opened",
        /// It waits for the customer or is on hold.
        Paused = 2 "paused",
        /// It waits no longer.
        Resumed = 3 "resumed",
        /// It has another priority.
        Priority = 4 "priority",
        /// It is about something else.
        Topic = 5 "topic",
        /// It came back.
        Reopened = 6 "reopened",
        /// It is a suggestion, or a complaint after all.
        Kind = 7 "kind",
    }
}

words! {
    /// What of a ticket's clocks somebody is told.
    Alarm {
        /// The first answer is due soon.
        AnswerSoon = 1 "answer_soon",
        /// The first answer is late.
        AnswerLate = 2 "answer_late",
        /// The resolution is due soon.
        ResolveSoon = 3 "resolve_soon",
        /// The resolution is late.
        ResolveLate = 4 "resolve_late",
    }
}

impl Alarm {
    /// Tells whether the time has passed.
    pub const fn is_late(self) -> bool {
        matches!(self, Alarm::AnswerLate | Alarm::ResolveLate)
    }

    /// The same for a time that has passed.
    pub const fn late(self) -> Alarm {
        match self {
            Alarm::AnswerSoon | Alarm::AnswerLate => Alarm::AnswerLate,
            Alarm::ResolveSoon | Alarm::ResolveLate => Alarm::ResolveLate,
        }
    }

    const fn bit(self) -> u8 {
        1 << (self.byte() - 1)
    }
}

/// A time in which the clocks stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// First moment.
    pub from: At,
    /// The moment it ended.
    pub to: At,
}

/// How a ticket's clocks stand; the due times are the ticket's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clock {
    /// From when the time counts: the last time it was reopened; `None`: the opening.
    pub since: Option<At>,
    /// Since when they stand still; `None` while they run.
    pub stopped: Option<At>,
    /// What was left for the first answer when they stopped, in milliseconds of business time;
    /// negative when it was late.
    pub answer_left: i64,
    /// What was left for the resolution.
    pub resolve_left: i64,
    /// When somebody is told that the first answer is due soon.
    pub answer_warn: Option<At>,
    /// When somebody is told that the resolution is due soon.
    pub resolve_warn: Option<At>,
    /// What has been told: a bit for each alarm.
    pub told: u8,
    /// 1 when the desk does something about a time that has passed.
    pub breach: u8,
    /// The customer's tier when it was opened.
    pub tier: Option<Tier>,
    /// Rules and calendars set by later entries than this do not count; 0: there were no rules.
    pub policy: u64,
    /// Which entry set the rule that counts; 0: none fitted.
    pub rule: u64,
    /// Which entry set its calendar; 0: all time counts.
    pub calendar: u64,
    /// When they stood still, oldest first.
    pub pauses: Vec<Pause>,
}

impl Clock {
    /// Tells whether it runs by plain time since the opening, and always has.
    pub fn is_plain(&self) -> bool {
        *self == Clock::default()
    }
}

/// The rule that counts for a ticket, and where it comes from.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// See [`Clock::policy`].
    pub policy: u64,
    /// See [`Clock::rule`].
    pub rule: u64,
    /// See [`Clock::calendar`].
    pub calendar: u64,
    /// See [`Clock::tier`].
    pub tier: Option<Tier>,
    /// What it asks for.
    pub terms: Terms,
    /// By what it is counted.
    pub hours: Hours,
}

/// The time that counts for a ticket: from a moment on, less the pauses.
#[derive(Debug, Clone)]
pub struct Run {
    /// See [`Clock::since`].
    pub since: At,
    /// Those that have ended, oldest first.
    pub pauses: Vec<Pause>,
    /// See [`Clock::stopped`].
    pub stopped: Option<At>,
}

impl Run {
    /// When so much business time will have passed, and what is left of it now that the clock
    /// stands still (0 while it runs); `None` when the calendar is not open for long enough.
    pub fn due(&self, hours: &Hours, allowance: i64) -> Option<(At, i64)> {
        let (mut from, mut left) = (self.since, allowance);
        for pause in self.pauses.iter().filter(|pause| pause.to > self.since) {
            let used = hours.between(from, pause.from.max(from));
            if used >= left {
                break;
            }
            left -= used;
            from = pause.to.max(from);
        }
        let due = hours.after(from, left)?;
        let Some(stopped) = self.stopped else { return Some((due, 0)) };
        Some((due, allowance - self.used(hours, stopped)))
    }

    /// How much business time has passed up to a moment.
    pub fn used(&self, hours: &Hours, to: At) -> i64 {
        self.stretches(to).map(|(from, to)| hours.between(from, to)).sum()
    }

    /// When the clock ran, up to a moment.
    pub fn stretches(&self, to: At) -> impl Iterator<Item = (At, At)> {
        let to = self.stopped.map_or(to, |stopped| stopped.min(to));
        let pauses = self.pauses.iter().filter(|pause| pause.to > self.since);
        let ends = pauses.clone().map(|pause| pause.from).chain([to]);
        let begins = [self.since].into_iter().chain(pauses.map(|pause| pause.to));
        begins.zip(ends).map(move |(from, end)| (from, end.min(to))).filter(|(from, to)| from < to)
    }
}

impl Ticket {
    /// How its clocks stand, as it is kept.
    pub fn standing(&self) -> ClockState {
        let Clock { since, stopped, answer_left, resolve_left, .. } = &self.clock;
        let Clock { answer_warn, resolve_warn, told, breach, tier, .. } = &self.clock;
        let millis = |at: &Option<At>| at.map_or(0, |at| at.0);
        ClockState {
            since: millis(since),
            stopped: millis(stopped),
            answer_due: self.answer_due.0,
            resolve_due: self.resolve_due.0,
            answer_left: *answer_left,
            resolve_left: *resolve_left,
            answer_warn: millis(answer_warn),
            resolve_warn: millis(resolve_warn),
            told: *told,
            breach: *breach,
            tier: tier.map_or(0, Tier::byte),
            policy: self.clock.policy,
            rule: self.clock.rule,
            calendar: self.clock.calendar,
        }
    }

    /// Since when its clocks have counted, and when not.
    pub fn run(&self) -> Run {
        let Clock { since, stopped, pauses, .. } = &self.clock;
        let since = since.unwrap_or(self.opened);
        Run { since, stopped: *stopped, pauses: pauses.clone() }
    }

    /// What is left of the time to what is due next, while its clock stands still.
    pub fn left(&self) -> Option<i64> {
        self.clock.stopped.filter(|_| self.is_active())?;
        let Clock { answer_left, resolve_left, .. } = self.clock;
        Some(if self.answered.is_none() { answer_left } else { resolve_left })
    }

    /// Tells whether the first answer is what is due next: it was not given, and its time has not
    /// passed on a clock that stands still.
    pub fn answer_is_next(&self) -> bool {
        self.answered.is_none() && (self.clock.stopped.is_none() || self.clock.answer_left > 0)
    }

    /// Where it stands among the active ones: by what is due next, and behind all of which
    /// something is due when its clock stands still, the one with the least time left first.
    pub fn place(&self) -> Option<At> {
        self.due().or_else(|| self.left().map(|left| BEHIND.plus(left.max(0))))
    }

    /// Why its due times must be set anew, seeing how it was before.
    pub fn clock_change(&self, before: Option<&Ticket>) -> Option<ClockChange> {
        let Some(before) = before else { return Some(ClockChange::Opened) };
        let settled = |ticket: &Ticket| matches!(ticket.status, Status::Resolved | Status::Closed);
        if !self.is_active() {
            return None;
        }
        match (self.status.runs(), self.clock.stopped) {
            _ if settled(before) => Some(ClockChange::Reopened),
            (true, Some(_)) => Some(ClockChange::Resumed),
            (false, None) if before.status.runs() => Some(ClockChange::Paused),
            _ if self.priority != before.priority => Some(ClockChange::Priority),
            _ if self.topic != before.topic => Some(ClockChange::Topic),
            _ if self.handling.kind != before.handling.kind => Some(ClockChange::Kind),
            _ => None,
        }
    }

    /// Sets the due times anew; `None` when they are as they would be anyway. `before` is how the
    /// clocks stood before the command that has changed the ticket.
    ///
    /// # Errors
    /// [`Refusal::NeverDue`].
    pub fn set_clock(
        &self,
        change: ClockChange,
        before: &ClockState,
        ruling: &Ruling,
        now: At,
    ) -> Result<Option<Event>, Refusal> {
        let mut run = self.run();
        match (change, run.stopped) {
            (ClockChange::Paused, _) if run.pauses.len() >= limit::PAUSES => return Ok(None),
            (ClockChange::Paused, _) => run.stopped = Some(now),
            (ClockChange::Resumed, Some(from)) => {
                run.pauses.push(Pause { from, to: now });
                run.stopped = None;
            }
            (ClockChange::Reopened, _) => {
                run = Run { since: now, pauses: Vec::new(), stopped: None };
            }
            (_, _) => {}
        }
        let to = self.counted(&run, ruling, now)?;
        let is_plain = self.clock.is_plain() && ruling.policy == 0;
        if (is_plain && to.since == 0 && to.stopped == 0) || to == *before {
            return Ok(None);
        }
        let (ticket, why, from) = (self.no.0, change.byte(), *before);
        Ok(Some(Event::from(Fact::TicketClockSet { ticket, why, from, to })))
    }

    fn counted(&self, run: &Run, ruling: &Ruling, now: At) -> Result<ClockState, Refusal> {
        let Ruling { terms, hours, .. } = ruling;
        let due = |allowance| {
            let never = || Refusal::NeverDue { calendar: terms.calendar.clone() };
            run.due(hours, allowance).ok_or_else(never)
        };
        let warn = |allowance| {
            let after = terms.warn.and_then(|warn| warn.after(allowance));
            after.map_or(Ok(0), |after| due(after).map(|(at, _)| at.0))
        };
        let (answer, resolve) = (due(terms.answer)?, due(terms.resolve)?);
        let (answer_warn, resolve_warn) = (warn(terms.answer)?, warn(terms.resolve)?);
        let again = |alarm: Alarm, at: i64| if at > now.0 { alarm.bit() } else { 0 };
        let ahead = again(Alarm::AnswerSoon, answer_warn)
            | again(Alarm::AnswerLate, answer.0.0)
            | again(Alarm::ResolveSoon, resolve_warn)
            | again(Alarm::ResolveLate, resolve.0.0);
        let goes_on = run.since == self.run().since;
        let told = if goes_on { self.clock.told & !ahead } else { 0 };
        Ok(ClockState {
            since: if run.since == self.opened { 0 } else { run.since.0 },
            stopped: run.stopped.map_or(0, |at| at.0),
            answer_due: answer.0.0,
            resolve_due: resolve.0.0,
            answer_left: answer.1,
            resolve_left: resolve.1,
            answer_warn,
            resolve_warn,
            told,
            breach: (!terms.breach.is_nothing() && self.is_complaint()).into(),
            tier: ruling.tier.map_or(0, Tier::byte),
            policy: ruling.policy,
            rule: ruling.rule,
            calendar: ruling.calendar,
        })
    }

    /// Takes over how the clocks were set; a pause that has ended is kept, and one whose end was
    /// taken back is not.
    pub(super) fn apply_clock(&mut self, from: &ClockState, to: &ClockState, entry: &Entry) {
        let some = |millis: i64| (millis != 0).then_some(At(millis));
        let pauses = &mut self.clock.pauses;
        let ends = from.stopped != 0 && to.stopped == 0 && to.since == from.since;
        let begins_again = from.stopped == 0 && to.stopped != 0;
        match entry.undoes {
            0 if ends => pauses.push(Pause { from: At(from.stopped), to: entry.at }),
            1.. if begins_again => drop(pauses.pop_if(|pause| pause.from == At(to.stopped))),
            _ => {}
        }
        let pauses = std::mem::take(pauses);
        (self.answer_due, self.resolve_due) = (At(to.answer_due), At(to.resolve_due));
        self.clock = Clock {
            since: some(to.since),
            stopped: some(to.stopped),
            answer_left: to.answer_left,
            resolve_left: to.resolve_left,
            answer_warn: some(to.answer_warn),
            resolve_warn: some(to.resolve_warn),
            told: to.told,
            breach: to.breach,
            tier: Tier::from_byte(to.tier),
            policy: to.policy,
            rule: to.rule,
            calendar: to.calendar,
            pauses,
        };
    }

    /// What the desk tells next of its clocks, and when; `None` while they stand still, and where
    /// the rule asks for nothing.
    pub fn alarm(&self) -> Option<(At, Alarm)> {
        if !self.is_active() || self.clock.stopped.is_some() {
            return None;
        }
        let Clock { answer_warn, resolve_warn, breach, told, .. } = self.clock;
        let late = |due: At| (breach == 1).then_some(due);
        let answer = self.answered.is_none();
        let all = [
            (answer_warn.filter(|_| answer), Alarm::AnswerSoon),
            (late(self.answer_due).filter(|_| answer), Alarm::AnswerLate),
            (resolve_warn, Alarm::ResolveSoon),
            (late(self.resolve_due), Alarm::ResolveLate),
        ];
        let untold = all.into_iter().filter(|(_, alarm)| told & alarm.bit() == 0);
        untold.filter_map(|(at, alarm)| at.map(|at| (at, alarm))).min_by_key(|(at, _)| *at)
    }

    /// Tells whether something is done when it is late: not about a suggestion.
    pub fn is_complaint(&self) -> bool {
        self.handling.kind == Matter::Complaint
    }

    /// Tells it; whoever is late need not be warned any more.
    pub(super) fn apply_alarm(&mut self, what: u8) {
        let Some(alarm) = Alarm::from_byte(what) else { return };
        self.clock.told |= alarm.bit();
        match alarm {
            Alarm::AnswerLate => self.clock.told |= Alarm::AnswerSoon.bit(),
            Alarm::ResolveLate => self.clock.told |= Alarm::ResolveSoon.bit(),
            Alarm::AnswerSoon | Alarm::ResolveSoon => {}
        }
    }

    /// The due times that are told of an alarm.
    pub const fn due_of(&self, alarm: Alarm) -> At {
        match alarm {
            Alarm::AnswerSoon | Alarm::AnswerLate => self.answer_due,
            Alarm::ResolveSoon | Alarm::ResolveLate => self.resolve_due,
        }
    }

    /// The due times that a change of priority carries: those of plain time, or, where a rule or a
    /// pause counts, the ones there are until [`Ticket::set_clock`] has counted.
    pub(super) fn due_for(&self, priority: super::status::Priority) -> Due {
        match self.clock.is_plain() {
            true => Due::usual(priority, self.opened),
            false => Due { answer: self.answer_due, resolve: self.resolve_due },
        }
    }
}

#[cfg(test)]
mod tests;
