//! Business time: how much of it lies between two moments, and when so much of it will have
//! passed. Never asks what time it is, never reads a time zone: both come in as values.
//!
//! A moment counts when the wall clock of the calendar's zone shows an open minute of an open day.
//! So an hour that a clock shows twice counts twice, and one that it leaves out does not count.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::calendar::Calendar;
use super::time::{At, DAY, Date, MINUTE};

/// How far is looked for open time: who finds none for so long is as good as never open.
pub const SEARCH: i64 = 3_660 * DAY;

/// By what time is counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Hours {
    /// Every moment counts.
    Always,
    /// Only open hours do.
    By(Box<Calendar>, TimeZone),
}

/// A stretch of time that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First moment.
    pub from: At,
    /// The moment it ends with.
    pub to: At,
}

impl Stretch {
    /// How long it is.
    pub const fn millis(self) -> i64 {
        self.to.0.saturating_sub(self.from.0)
    }
}

impl Hours {
    /// The first moment at which so much has passed since `start`; `None` when the calendar is not
    /// open for long enough within [`SEARCH`].
    pub fn after(&self, start: At, millis: i64) -> Option<At> {
        if millis <= 0 || *self == Hours::Always {
            return Some(start.plus(millis.max(0)));
        }
        let mut left = millis;
        for stretch in self.open(start, start.plus(SEARCH)) {
            if stretch.millis() >= left {
                return Some(stretch.from.plus(left));
            }
            left -= stretch.millis();
        }
        None
    }

    /// How much counts from one moment to another, as far as [`SEARCH`] goes.
    pub fn between(&self, from: At, to: At) -> i64 {
        match self {
            Hours::Always => to.0.saturating_sub(from.0).max(0),
            Hours::By(..) => {
                let to = to.min(from.plus(SEARCH));
                self.open(from, to).map(Stretch::millis).sum()
            }
        }
    }

    /// The stretches that count, in order; none of them goes over midnight or a change of the
    /// clocks.
    pub fn open(&self, from: At, to: At) -> Stretches<'_> {
        let (from, to) = (from.shown(), to.shown());
        Stretches { hours: self, at: from, to, offset: Offset::UTC, until: from, day: Vec::new() }
    }

    /// Which day it is where the calendar counts; in the desk's zone where all time does.
    pub fn date(&self, at: At, desk: &TimeZone) -> Option<Date> {
        let zone = match self {
            Hours::Always => desk,
            Hours::By(_, zone) => zone,
        };
        let date = zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date();
        Date::new(u16::try_from(date.year()).ok()?, date.month() as u8, date.day() as u8)
    }
}

/// See [`Hours::open`].
pub struct Stretches<'a> {
    hours: &'a Hours,
    /// As far as has been looked.
    at: At,
    to: At,
    /// What the wall clock is ahead of UTC, up to `until`.
    offset: Offset,
    until: At,
    /// What is open of the day that `at` is in, last first.
    day: Vec<Stretch>,
}

impl Iterator for Stretches<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        loop {
            if let Some(stretch) = self.day.pop() {
                return Some(stretch);
            }
            if self.at >= self.to {
                return None;
            }
            match self.hours {
                Hours::Always => {
                    let stretch = Stretch { from: self.at, to: self.to };
                    self.at = self.to;
                    return Some(stretch);
                }
                Hours::By(calendar, zone) => self.look(calendar, zone)?,
            }
        }
    }
}

impl Stretches<'_> {
    /// Looks through the rest of a day, or what of it lies before the clocks are changed.
    fn look(&mut self, calendar: &Calendar, zone: &TimeZone) -> Option<()> {
        let now = Timestamp::from_millisecond(self.at.0).ok()?;
        if self.at >= self.until {
            self.offset = zone.to_offset(now);
            let next = zone.following(now).next();
            self.until = next.map_or(At(i64::MAX), |next| At(next.timestamp().as_millisecond()));
        }
        let local = self.offset.to_datetime(now).date();
        let ahead = i64::from(self.offset.seconds()) * 1_000;
        let midnight = At((self.at.0 + ahead).div_euclid(DAY) * DAY - ahead);
        let end = midnight.plus(DAY).min(self.until).min(self.to);
        let year = u16::try_from(local.year()).ok()?;
        let date = Date::new(year, local.month() as u8, local.day() as u8)?;
        let weekday = local.weekday().to_monday_zero_offset() as usize;
        let minute = |minute: u16| midnight.plus(i64::from(minute) * MINUTE);
        for span in calendar.open_on(date, weekday).iter().rev() {
            let (from, to) = (minute(span.from()).max(self.at), minute(span.to()).min(end));
            if from < to {
                self.day.push(Stretch { from, to });
            }
        }
        self.at = end;
        Some(())
    }
}

#[cfg(test)]
mod tests;
