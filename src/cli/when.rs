//! Times as people say them: `14:30`, `tomorrow 09:00`, `2026-11-21 14:30`, `+2h`. Never the
//! machine's clock or zone: the desk's.

use jiff::civil::{self, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::domain::time::{HOUR, MINUTE};
use crate::domain::{At, Malformed, text::clean_line};

/// Which way a time of day without a day points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// A promise: today, or tomorrow when that time has passed.
    Future,
    /// Something that took place: today, or yesterday when that time has not come yet.
    Past,
}

/// How times may be written, for the sentence of a mistake.
const FORMS: &str = "14:30, tomorrow 09:00, besok 09.00, 2026-11-21 14:30, +2h, \
                     2026-11-21T14:30:00+07:00";

/// Reads a time in the desk's zone, `now` being the desk's.
///
/// # Errors
/// [`Malformed::Word`] that lists the forms.
pub fn parse(text: &str, now: At, zone: &TimeZone, towards: Towards) -> Result<At, Malformed> {
    let given = text.trim().to_lowercase();
    let wrong = || Malformed::Word { given: clean_line(text), allowed: FORMS.to_owned() };
    if let Ok(exact) = text.trim().parse::<Timestamp>() {
        return Ok(At(exact.as_millisecond()));
    }
    if given == "now" || given == "sekarang" {
        return Ok(now);
    }
    if let Some(span) = given.strip_prefix('+').and_then(span) {
        return Ok(now.plus(span));
    }
    let today = Timestamp::from_millisecond(now.0)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
        .datetime();
    let halves = given.rsplit_once(' ').or_else(|| given.split_once('t'));
    let local = match halves.and_then(|(day, time)| Some((day, clock(time)?))) {
        Some((day, time)) => day_of(day, today.date()).map(|day| day.to_datetime(time)),
        None => clock(&given).map(|time| nearest(time, today, towards)),
    };
    let zoned = local.and_then(|local| local.to_zoned(zone.clone()).ok()).ok_or_else(wrong)?;
    Ok(At(zoned.timestamp().as_millisecond()))
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

/// `9:05`, `09.05`, `14:30:10`.
fn clock(text: &str) -> Option<Time> {
    let parts: Vec<i8> = text
        .trim()
        .split([':', '.'])
        .map(|part| part.parse().ok().filter(|_| (1..=2).contains(&part.len())))
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [hour, minute] => Time::new(*hour, *minute, 0, 0).ok(),
        [hour, minute, second] => Time::new(*hour, *minute, *second, 0).ok(),
        _ => None,
    }
}

fn day_of(text: &str, today: civil::Date) -> Option<civil::Date> {
    match text {
        "today" | "hari-ini" => Some(today),
        "tomorrow" | "besok" => today.tomorrow().ok(),
        "yesterday" | "kemarin" => today.yesterday().ok(),
        day => day.parse().ok(),
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
        // 16:00 in Jakarta.
        let now = at("2026-11-21T09:00:00Z");
        for (text, towards, wanted) in [
            ("17:30", Towards::Future, "2026-11-21T10:30:00Z"),
            ("9.05", Towards::Future, "2026-11-22T02:05:00Z"),
            ("17:30", Towards::Past, "2026-11-20T10:30:00Z"),
            ("09:05", Towards::Past, "2026-11-21T02:05:00Z"),
            ("tomorrow 09:00", Towards::Future, "2026-11-22T02:00:00Z"),
            ("Besok 09.00", Towards::Future, "2026-11-22T02:00:00Z"),
            ("yesterday 23:59", Towards::Past, "2026-11-20T16:59:00Z"),
            ("2026-12-01 14:30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("2026-12-01T14:30", Towards::Future, "2026-12-01T07:30:00Z"),
            ("2026-12-01T14:30:00+09:00", Towards::Future, "2026-12-01T05:30:00Z"),
            ("+2h", Towards::Future, "2026-11-21T11:00:00Z"),
            ("+1d2h30m", Towards::Future, "2026-11-22T11:30:00Z"),
            ("now", Towards::Past, "2026-11-21T09:00:00Z"),
        ] {
            assert_eq!(parse(text, now, &zone, towards), Ok(at(wanted)), "{text}");
        }
        for text in ["", "soon", "25:00", "14:3x", "2026-02-30 10:00", "+", "+5", "14", "x 14:30"] {
            assert!(parse(text, now, &zone, Towards::Future).is_err(), "{text}");
        }
    }
}
