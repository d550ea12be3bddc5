//! Times as people write them: `14:30`, `tomorrow 9`, `senin 10.00`, `30/11 14:30`, `+2h`. Never
//! the machine's clock or zone: the desk's.

use jiff::civil::{self, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::domain::At;
use crate::domain::time::{HOUR, MINUTE};

/// Which way a time without a day, or a day without a year, points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// A promise: today, or tomorrow when that time has passed.
    Future,
    /// Something that took place: today, or yesterday when that time has not come yet.
    Past,
}

/// Days of the week from Monday, as they are begun in English and named in Indonesian.
const WEEK: [[&str; 3]; 7] = [
    ["monday", "mon", "senin"],
    ["tuesday", "tue", "selasa"],
    ["wednesday", "wed", "rabu"],
    ["thursday", "thu", "kamis"],
    ["friday", "fri", "jumat"],
    ["saturday", "sat", "sabtu"],
    ["sunday", "sun", "minggu"],
];
/// Words before a time of day that say nothing more.
const AT: [&str; 3] = ["at", "jam", "pukul"];

/// Reads a time in the desk's zone, `now` being the desk's.
pub fn time(text: &str, now: At, zone: &TimeZone, towards: Towards) -> Option<At> {
    let given = text.trim().to_lowercase();
    if let Ok(exact) = text.trim().parse::<Timestamp>() {
        return Some(At(exact.as_millisecond()));
    }
    if given == "now" || given == "sekarang" {
        return Some(now);
    }
    if let Some(span) = given.strip_prefix('+') {
        return Some(now.plus(self::span(span)?));
    }
    let today = Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone()).datetime();
    let local = local(&given, today, towards)?;
    Some(At(local.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond()))
}

/// A day and a time of day, or a time of day alone.
fn local(given: &str, now: DateTime, towards: Towards) -> Option<DateTime> {
    let words: Vec<&str> = given.split_whitespace().filter(|word| !AT.contains(word)).collect();
    let (last, day) = words.split_last()?;
    let (day, time) = match (day, last.split_once('t')) {
        ([], Some((day, time))) if day.contains('-') => (day.to_owned(), time),
        (day, _) => (day.join(" "), *last),
    };
    let time = clock(time)?;
    if day.is_empty() {
        return Some(nearest(time, now, towards));
    }
    Some(day_of(&day, now.date(), towards)?.to_datetime(time))
}

/// `90m`, `2h`, `2h30m`, `3d` in milliseconds; `j` is the Indonesian hour.
fn span(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut number = String::new();
    for c in text.chars() {
        let unit = match c {
            '0'..='9' if number.len() < 4 => {
                number.push(c);
                continue;
            }
            'm' => MINUTE,
            'h' | 'j' => HOUR,
            'd' => 24 * HOUR,
            _ => return None,
        };
        total += std::mem::take(&mut number).parse::<i64>().ok()? * unit;
    }
    (number.is_empty() && total > 0).then_some(total)
}

/// `9`, `9:05`, `09.05`, `1430`, `14:30:10`.
fn clock(text: &str) -> Option<Time> {
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i8>().ok().filter(|_| plain)
    };
    if text.len() == 4 && text.is_ascii() && !text.contains([':', '.']) {
        let (hour, minute) = text.split_at(2);
        return Time::new(number(hour, 2..=2)?, number(minute, 2..=2)?, 0, 0).ok();
    }
    let mut parts = text.split([':', '.']);
    let hour = number(parts.next()?, 1..=2)?;
    let mut rest = || parts.next().map_or(Some(0), |part| number(part, 2..=2));
    let (minute, second) = (rest()?, rest()?);
    Time::new(hour, minute, second, 0).ok().filter(|_| parts.next().is_none())
}

fn day_of(text: &str, today: civil::Date, towards: Towards) -> Option<civil::Date> {
    let weekday = WEEK.iter().position(|names| names.contains(&text));
    if let Some(at) = weekday {
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()?;
        let nth = if towards == Towards::Future { 1 } else { -1 };
        return today.nth_weekday(nth, weekday).ok();
    }
    match text {
        "today" | "hari ini" | "hari-ini" => Some(today),
        "tomorrow" | "besok" => today.tomorrow().ok(),
        "lusa" => today.checked_add(2.days()).ok(),
        "yesterday" | "kemarin" => today.yesterday().ok(),
        day => day.parse().ok().or_else(|| day_first(day, today, towards)),
    }
}

/// `30/11/2026`, `30.11.2026`; `30/11` of the year that is nearest.
fn day_first(text: &str, today: civil::Date, towards: Towards) -> Option<civil::Date> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let small = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
    match parts[..] {
        [day, month, year] if year.len() == 4 => {
            civil::Date::new(year.parse().ok()?, small(month)?, small(day)?).ok()
        }
        [day, month] => {
            let this = civil::Date::new(today.year(), small(month)?, small(day)?).ok()?;
            match towards {
                Towards::Future if this < today => this.checked_add(1.year()).ok(),
                Towards::Past if this > today => this.checked_sub(1.year()).ok(),
                Towards::Future | Towards::Past => Some(this),
            }
        }
        _ => None,
    }
}

fn nearest(time: Time, now: DateTime, towards: Towards) -> DateTime {
    let today = now.date().to_datetime(time);
    let moved = match towards {
        Towards::Future if today < now => today.checked_add(1.day()),
        Towards::Past if today > now => today.checked_sub(1.day()),
        Towards::Future | Towards::Past => Ok(today),
    };
    moved.unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_desks_zone() {
        let zone = TimeZone::get("Asia/Jakarta").expect("known zone");
        let at = |text: &str| At(text.parse::<Timestamp>().expect(text).as_millisecond());
        // A Saturday, 16:00 in Jakarta.
        let now = at("2026-11-21T09:00:00Z");
        for (text, towards, wanted) in [
            ("17:30", Towards::Future, "2026-11-21T10:30:00Z"),
            ("17", Towards::Future, "2026-11-21T10:00:00Z"),
            ("1730", Towards::Future, "2026-11-21T10:30:00Z"),
            ("9.05", Towards::Future, "2026-11-22T02:05:00Z"),
            ("17:30", Towards::Past, "2026-11-20T10:30:00Z"),
            ("09:05", Towards::Past, "2026-11-21T02:05:00Z"),
            ("tomorrow 09:00", Towards::Future, "2026-11-22T02:00:00Z"),
            ("tomorrow 9", Towards::Future, "2026-11-22T02:00:00Z"),
            ("tomorrow at 9", Towards::Future, "2026-11-22T02:00:00Z"),
            ("Besok 09.00", Towards::Future, "2026-11-22T02:00:00Z"),
            ("besok jam 9", Towards::Future, "2026-11-22T02:00:00Z"),
            ("hari ini 17", Towards::Future, "2026-11-21T10:00:00Z"),
            ("lusa 9", Towards::Future, "2026-11-23T02:00:00Z"),
            ("senin 10.00", Towards::Future, "2026-11-23T03:00:00Z"),
            ("saturday 10", Towards::Future, "2026-11-28T03:00:00Z"),
            ("mon 10", Towards::Past, "2026-11-16T03:00:00Z"),
            ("yesterday 23:59", Towards::Past, "2026-11-20T16:59:00Z"),
            ("2026-12-01 14:30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("2026-12-01T14:30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("2026-12-01T14:30:00+09:00", Towards::Future, "2026-12-01T05:30:00Z"),
            ("1/12/2026 14:30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("1/12 14.30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("1/11 9", Towards::Future, "2027-11-01T02:00:00Z"),
            ("1/12 9", Towards::Past, "2025-12-01T02:00:00Z"),
            ("+2h", Towards::Future, "2026-11-21T11:00:00Z"),
            ("+1d2h30m", Towards::Future, "2026-11-22T11:30:00Z"),
            ("now", Towards::Past, "2026-11-21T09:00:00Z"),
        ] {
            assert_eq!(time(text, now, &zone, towards), Some(at(wanted)), "{text}");
        }
        for text in [
            "",
            "soon",
            "25:00",
            "14:3x",
            "2026-02-30 10:00",
            "+",
            "+5",
            "x 14:30",
            "9:5",
            "123",
            "-1:00",
            "besok",
            "31/11 9",
            "1 2 3",
            "\u{e9}9:0",
            "9:00:00:00",
        ] {
            assert_eq!(time(text, now, &zone, Towards::Future), None, "{text}");
        }
    }
}
