//! Points in time and calendar days, as values. Never asks what time it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::refusal::Malformed;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, on disk and on the wire.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct At(pub i64);

/// Milliseconds in a second.
pub const SECOND: i64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// Beginning of the year 1.
const FIRST: At = At(-62_135_596_800_000);
/// Beginning of the year 9999: some hours less than what clocks of all zones can show.
const LAST: At = At(253_370_764_800_000);

impl At {
    /// This time, if it is one that a calendar shows: what somebody says that something took place
    /// or is due.
    ///
    /// # Errors
    /// [`Malformed::Date`].
    pub fn checked(self) -> Result<At, Malformed> {
        match (FIRST..LAST).contains(&self) {
            true => Ok(self),
            false => Err(Malformed::Date { given: self.0.to_string() }),
        }
    }

    /// This time, if it can have happened by now; a day to come is let pass, as elsewhere it may be
    /// today.
    ///
    /// # Errors
    /// [`Malformed::Date`]; [`Malformed::Time`].
    pub fn happened(self, now: At) -> Result<At, Malformed> {
        match self.checked()? <= now.plus(DAY) {
            true => Ok(self),
            false => Err(Malformed::Time { given: self.written() }),
        }
    }

    /// As it is written in a refusal: day and time in UTC.
    pub fn written(self) -> String {
        let stamp = jiff::Timestamp::from_millisecond(self.shown().0);
        stamp.map(|stamp| stamp.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    /// The nearest time that a calendar shows.
    pub fn shown(self) -> At {
        self.clamp(FIRST, LAST)
    }

    /// This time moved by `millis` (may be negative); stops at the ends of what can be counted.
    pub const fn plus(self, millis: i64) -> At {
        At(self.0.saturating_add(millis))
    }
}

/// A day of the calendar (a birth date), `1987-11-21`; years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that exists, or `None`.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        if year == 0 || year > 9999 || day == 0 || day > days {
            return None;
        }
        Some(Date { year, month, day })
    }

    /// The year, 1 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }
    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }
    /// The day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = Malformed;
    /// Takes `1987-11-21` only; importers turn other forms into this one.
    fn from_str(text: &str) -> Result<Date, Malformed> {
        let malformed = || Malformed::Date { given: super::text::quoted(text) };
        let text = text.trim();
        if text.len() != 10 || !text.is_ascii() {
            return Err(malformed());
        }
        let part = |range: std::ops::Range<usize>| text[range].parse::<u16>().ok();
        match (part(0..4), text.as_bytes()[4], part(5..7), text.as_bytes()[7], part(8..10)) {
            (Some(year), b'-', Some(month), b'-', Some(day)) => {
                Date::new(year, month as u8, day as u8).ok_or_else(malformed)
            }
            _ => Err(malformed()),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for (text, exists) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("1987-11-31", false),
            ("0000-01-01", false),
            ("1987-1-1", false),
            ("21-11-1987", false),
        ] {
            assert_eq!(text.parse::<Date>().is_ok(), exists, "{text}");
        }
    }
}
