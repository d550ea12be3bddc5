//! Days, times of day and spans as a person reads them. Never asks what time it is.

use jiff::{Timestamp, Zoned};

use super::{Lang, Speech};
use crate::domain::time::{HOUR, MINUTE, SECOND};
use crate::domain::{At, Ticket};

impl Speech {
    fn zoned(&self, at: At) -> Zoned {
        let shown = Timestamp::from_millisecond(at.shown().0);
        shown.unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }

    /// Time of day, `09:02`; Indonesian writes `09.02`.
    pub fn clock(&self, at: At) -> String {
        let time = self.zoned(at);
        let mark = match self.lang {
            Lang::En => ':',
            Lang::Id => '.',
        };
        format!("{:02}{mark}{:02}", time.hour(), time.minute())
    }

    /// Day and month, `21 Nov`, from the locale's `month-1` to `month-12`.
    pub fn day(&self, at: At) -> String {
        let day = self.zoned(at);
        format!("{:02} {}", day.day(), self.say(&format!("month-{}", day.month())))
    }

    /// Day, month and year, `21 Nov 2026`.
    pub fn date(&self, at: At) -> String {
        format!("{} {}", self.day(at), self.zoned(at).year())
    }

    /// Day, month and time of day, `21 Nov 09:12`; with the year in place of the time when it is
    /// another year than now's: `21 Nov 2025`. Twelve columns, eleven for a year.
    pub fn moment(&self, at: At, now: At) -> String {
        if self.zoned(at).year() == self.zoned(now).year() {
            format!("{} {}", self.day(at), self.clock(at))
        } else {
            self.date(at)
        }
    }

    /// Day, month, year and time: `21 Nov 2026 09:12`.
    pub fn full(&self, at: At) -> String {
        format!("{} {}", self.date(at), self.clock(at))
    }

    /// The time of day when it is today or less than half a day off (a ticket due soon after
    /// midnight is not a matter of tomorrow), else the day: for a queue's due column.
    pub fn due(&self, at: At, now: At) -> String {
        let is_near = at.0.abs_diff(now.0) < (12 * HOUR).unsigned_abs();
        let is_today = self.zoned(at).date() == self.zoned(now).date();
        if is_near || is_today { self.clock(at) } else { self.day(at) }
    }

    /// What is left to what is due next while a ticket's clock stands still, `2h00m left`: when the
    /// first answer is late, to the resolution. `None` while it runs, and when nothing is left.
    pub fn left(&self, ticket: &Ticket) -> Option<String> {
        let next = ticket.left()?;
        let left = if ticket.answer_is_next() { next } else { ticket.clock.resolve_left };
        self.span_left(left)
    }

    /// The same of so many milliseconds.
    pub fn span_left(&self, left: i64) -> Option<String> {
        (left > 0).then(|| self.say_with("span-left", &[("span", &self.span(left))]))
    }

    /// A span in its two largest units, `3h12m`, `2d4h`, `12m`, with the locale's letters; a span
    /// below a minute is `0m`.
    pub fn span(&self, millis: i64) -> String {
        let minutes = millis.max(0) / MINUTE;
        let (hours, days) = (minutes * MINUTE / HOUR, minutes / (24 * 60));
        let [d, h, m] = ["span-day", "span-hour", "span-minute"].map(|key| self.say(key));
        match (days, hours % 24, minutes % 60) {
            (0, 0, minutes) => format!("{minutes}{m}"),
            (0, hours, minutes) => format!("{hours}{h}{minutes:02}{m}"),
            (days, hours, _) => format!("{days}{d}{hours}{h}"),
        }
    }

    /// A span in its largest unit alone, `2d`, `3h`, `12m`: where hours are late, minutes do not
    /// count, and a line that nothing changes on need not be sent anew each minute.
    pub fn roughly(&self, millis: i64) -> String {
        let minutes = millis.max(0) / MINUTE;
        let (count, unit) = match (minutes / (24 * 60), minutes / 60) {
            (0, 0) => (minutes, "span-minute"),
            (0, hours) => (hours, "span-hour"),
            (days, _) => (days, "span-day"),
        };
        format!("{count}{}", self.say(unit))
    }

    /// A short span to the second, `1h`, `3m44s`, `0s`, with the locale's letters.
    pub fn brief(&self, millis: i64) -> String {
        let seconds = millis.max(0) / SECOND;
        let parts = [
            (seconds / 3600, "span-hour"),
            (seconds / 60 % 60, "span-minute"),
            (seconds % 60, "span-second"),
        ];
        let is_shown = |(at, part): &(usize, (i64, &str))| part.0 > 0 || (seconds == 0 && *at == 2);
        let shown = parts.into_iter().enumerate().filter(is_shown);
        shown.map(|(_, (count, unit))| format!("{count}{}", self.say(unit))).collect()
    }

    /// Seconds to the tenth, `8.2s`; a minute and more as [`Speech::brief`].
    pub fn seconds(&self, seconds: f64) -> String {
        if seconds < 60.0 {
            return format!("{}{}", self.decimal(seconds, 1), self.say("span-second"));
        }
        self.brief((seconds * SECOND as f64) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_span_is_told_to_the_second() {
        let speech = Speech::new(Lang::En, jiff::tz::TimeZone::UTC);
        for (seconds, told) in [(0, "0s"), (15, "15s"), (240, "4m"), (224, "3m44s"), (3600, "1h")] {
            assert_eq!(speech.brief(seconds * SECOND), told);
        }
        assert_eq!((speech.seconds(8.18), speech.seconds(75.5)), ("8.2s".into(), "1m15s".into()));
    }

    #[test]
    fn a_rough_span_is_told_in_its_largest_unit() {
        let speech = Speech::new(Lang::En, jiff::tz::TimeZone::UTC);
        for (minutes, told) in [(-3, "0m"), (0, "0m"), (59, "59m"), (60, "1h"), (1439, "23h")] {
            assert_eq!(speech.roughly(minutes * MINUTE), told);
        }
        assert_eq!(speech.roughly(3 * 24 * HOUR), "3d");
    }

    #[test]
    fn a_time_that_no_calendar_has_is_shown_as_the_nearest_one_that_it_has() {
        let speech = Speech::new(Lang::En, jiff::tz::TimeZone::UTC);
        for at in [At(i64::MIN), At(i64::MAX)] {
            let (full, due) = (speech.full(at), speech.due(at, At(i64::MAX)));
            assert!(!full.contains("1970") && !due.is_empty(), "{full}, {due}");
        }
    }
}
