//! Days and times as people and programs write them. Never guesses silently: which of day and month
//! comes first is decided for a whole column and told.

use jiff::civil;
use jiff::tz::TimeZone;

use crate::domain::{At, Date};

/// Which of day and month comes first where both are numbers: `03/04/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 3 April, as in most of the world.
    DayFirst,
    /// March 4, as in the United States.
    MonthFirst,
}

/// What a column's values say about its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Values that can only be day first.
    pub day_first: u64,
    /// Values that can only be month first.
    pub month_first: u64,
    /// Values that could be either.
    pub either: u64,
}

impl Order {
    /// How people of a locale (`id_ID.UTF-8`, `en_US`) write: only the United States and a few
    /// islands put the month first.
    pub fn of_locale(locale: &str) -> Order {
        let country = locale.split(['.', '@']).next().unwrap_or("").split(['_', '-']).nth(1);
        if matches!(country, Some("US" | "PH" | "FM" | "MH" | "PW" | "GU")) {
            Order::MonthFirst
        } else {
            Order::DayFirst
        }
    }
}

impl Evidence {
    /// Takes one value in.
    pub fn hear(&mut self, text: &str) {
        let Some(Parts { numbers: [a, b, _], shape: Shape::Either, .. }) = parts(text) else {
            return;
        };
        match (a > 12, b > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            (false, false) if a != b => self.either += 1,
            (false, false) | (true, true) => {}
        }
    }

    /// The order of the column; `Err` with the usual one when the values do not tell.
    ///
    /// # Errors
    /// The order that was taken for want of evidence, when there are values that could be either.
    pub fn order(self, usual: Order) -> Result<Order, Order> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Ok(Order::DayFirst),
            std::cmp::Ordering::Less => Ok(Order::MonthFirst),
            std::cmp::Ordering::Equal if self.either > 0 => Err(usual),
            std::cmp::Ordering::Equal => Ok(usual),
        }
    }

    /// Tells whether some values say one thing and some the other.
    pub const fn is_mixed(self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }
}

/// How the three numbers of a day stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Year, month, day.
    YearFirst,
    /// Day, month, year: the month was a word, or is a number after dots.
    DayFirst,
    /// Day and month, in an order to be found out, then the year.
    Either,
}

/// A day in numbers, and what follows it.
struct Parts<'a> {
    numbers: [u32; 3],
    /// Digits of the year.
    year_digits: usize,
    shape: Shape,
    rest: &'a str,
}

/// Months by the beginnings of their English, Indonesian, German, French, Spanish and Dutch names.
const MONTHS: [&str; 12] = [
    "jan|ene",
    "feb|peb|fév|fev",
    "mar|mär|maa|mrt",
    "apr|avr|abr",
    "may|mei|mai",
    "jun|juin",
    "jul|juil",
    "aug|agu|agt|ags|ago|aoû|aou",
    "sep|set",
    "oct|okt",
    "nov|nop",
    "dec|des|dez|dic|déc",
];

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_lowercase();
    let is_name = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let begins = |names: &&str| names.split('|').any(|name| word.starts_with(name));
    let at = MONTHS.iter().position(begins).filter(|_| is_name)?;
    u32::try_from(at + 1).ok()
}

/// Reads a day at the beginning of a text.
fn parts(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    // A weekday before it says nothing new: `Sat, 21 Nov 1987`.
    let text = match text.split_once(", ") {
        Some((day, rest)) if day.chars().all(char::is_alphabetic) && month(day).is_none() => rest,
        _ => text,
    };
    compact(text).or_else(|| separated(text))
}

/// `19871121`, alone or before a `T`.
fn compact(text: &str) -> Option<Parts<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits != 8 || !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse().ok();
    let numbers = [number(0..4)?, number(4..6)?, number(6..8)?];
    Some(Parts { numbers, year_digits: 4, shape: Shape::YearFirst, rest })
}

/// `1987-11-21`, `21/11/1987`, `21 November 1987`, `Nov 21, 1987`.
fn separated(text: &str) -> Option<Parts<'_>> {
    let mut pieces: Vec<&str> = Vec::with_capacity(3);
    let mut rest = text;
    let mut between = ' ';
    while pieces.len() < 3 {
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let piece = digits_or_letters(&rest[..length]);
        if piece.is_empty() {
            return None;
        }
        pieces.push(piece);
        rest = after_ordinal(&rest[piece.len()..]);
        if pieces.len() < 3 {
            between = rest.chars().next()?;
            let gap = rest.len() - rest.trim_start_matches(['-', '/', '.', ',', ' ']).len();
            // `-` and the like separate alone; words may have a full stop or comma and a blank.
            if gap == 0 && !rest.starts_with(char::is_alphabetic) || gap > 2 {
                return None;
            }
            rest = &rest[gap..];
        }
    }
    if rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'T' | 't')) {
        return None;
    }
    shaped(&pieces, between).map(|(numbers, year_digits, shape)| Parts {
        numbers,
        year_digits,
        shape,
        rest,
    })
}

/// The piece up to where digits turn into letters: `21st`, `1987T09`.
fn digits_or_letters(piece: &str) -> &str {
    let is_digit = piece.starts_with(|c: char| c.is_ascii_digit());
    let end = piece.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(piece.len());
    &piece[..end]
}

/// What follows the `st` of `21st`.
fn after_ordinal(rest: &str) -> &str {
    let after = ["st ", "nd ", "rd ", "th "].iter().any(|ending| rest.starts_with(ending));
    if after { &rest[2..] } else { rest }
}

fn shaped(pieces: &[&str], between: char) -> Option<([u32; 3], usize, Shape)> {
    let number = |piece: &str| piece.parse::<u32>().ok().filter(|_| piece.len() <= 4);
    let &[first, second, third] = pieces else { return None };
    if let Some(month) = month(first) {
        return Some(([number(third)?, month, number(second)?], third.len(), Shape::YearFirst));
    }
    if let Some(month) = month(second) {
        return Some(match first.len() {
            4 => ([number(first)?, month, number(third)?], 4, Shape::YearFirst),
            _ => ([number(first)?, month, number(third)?], third.len(), Shape::DayFirst),
        });
    }
    let numbers = [number(first)?, number(second)?, number(third)?];
    if first.len() == 4 {
        return Some((numbers, 4, Shape::YearFirst));
    }
    if first.len() > 2 || second.len() > 2 || !matches!(third.len(), 2 | 4) {
        return None;
    }
    // Nobody who puts the month first writes dots.
    let shape = if between == '.' { Shape::DayFirst } else { Shape::Either };
    Some((numbers, third.len(), shape))
}

/// The day that a text begins with, and what follows it. `this_year` tells the century of years of
/// two digits: they are not in the future.
fn day(text: &str, order: Order, this_year: u16) -> Option<(Date, &str)> {
    let Parts { numbers: [a, b, c], year_digits, shape, rest } = parts(text)?;
    let (year, month, day) = match shape {
        Shape::YearFirst => (a, b, c),
        Shape::DayFirst => (c, b, a),
        // A value that can be read in one way only is read in that way.
        Shape::Either if a > 12 => (c, b, a),
        Shape::Either if b > 12 => (c, a, b),
        Shape::Either => match order {
            Order::DayFirst => (c, b, a),
            Order::MonthFirst => (c, a, b),
        },
    };
    let century = u32::from(this_year) / 100 * 100;
    let year = match year_digits {
        4 => year,
        2 if century + year <= u32::from(this_year) => century + year,
        2 => (century + year).saturating_sub(100),
        _ => return None,
    };
    let small = |number: u32| u8::try_from(number).ok();
    Some((Date::new(u16::try_from(year).ok()?, small(month)?, small(day)?)?, rest))
}

/// A calendar day; a time of day after it is left out.
pub fn date(text: &str, order: Order, this_year: u16) -> Option<Date> {
    let (date, rest) = day(text, order, this_year)?;
    clock(rest).map(|_| date)
}

/// A point in time. Without an offset it is told by the clock of `zone`; without a time of day it
/// is noon, which is the same day in nearly every zone.
pub fn moment(text: &str, order: Order, this_year: u16, zone: &TimeZone) -> Option<At> {
    let (date, rest) = day(text, order, this_year)?;
    let small = |number: u8| i8::try_from(number).ok();
    let year = i16::try_from(date.year()).ok()?;
    let date = civil::Date::new(year, small(date.month())?, small(date.day())?).ok()?;
    let (time, offset) = clock(rest)?;
    let zone = offset.map_or_else(|| zone.clone(), TimeZone::fixed);
    let when = date.to_datetime(time).to_zoned(zone).ok()?;
    Some(At(when.timestamp().as_millisecond()))
}

/// A time of day and its offset from UTC, which may both be missing; `None` for anything else.
fn clock(text: &str) -> Option<(civil::Time, Option<jiff::tz::Offset>)> {
    let text = text.trim_start_matches(['T', 't', ',']).trim();
    let text = text.strip_prefix("pukul ").or_else(|| text.strip_prefix("at ")).unwrap_or(text);
    if text.is_empty() {
        return Some((civil::Time::constant(12, 0, 0, 0), None));
    }
    let is_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
    let (written, rest) = text.split_at(text.find(|c| !is_clock(c)).unwrap_or(text.len()));
    let numbers: Vec<&str> = match written.len() {
        4 | 6 if written.bytes().all(|byte| byte.is_ascii_digit()) => {
            [0..2, 2..4, 4..6].into_iter().filter_map(|pair| written.get(pair)).collect()
        }
        _ => written.split([':', '.']).collect(),
    };
    let hour: i8 = numbers.first()?.parse().ok()?;
    let minute: i8 = numbers.get(1)?.parse().ok()?;
    let second: i8 = numbers.get(2).map_or(Some(0), |number| number.parse().ok())?;
    let fraction = numbers.get(3).map_or(Some(0), |digits| billionths(digits))?;
    let (half, rest) = half(rest.trim());
    let hour = match (half, hour) {
        (Some(Half::Morning), 12) => 0,
        (Some(Half::Afternoon), 1..=11) => hour + 12,
        (Some(_), 0 | 13..) => return None,
        (Some(_) | None, hour) => hour,
    };
    let time = civil::Time::new(hour, minute, second.min(59), fraction).ok()?;
    Some((time, offset(rest.trim())?))
}

/// Parts of a second.
fn billionths(digits: &str) -> Option<i32> {
    let digits = digits.get(..digits.len().min(9))?;
    let number: i32 = digits.parse().ok()?;
    Some(number * 10_i32.pow(9 - u32::try_from(digits.len()).ok()?))
}

/// Half of the day, for clocks of twelve hours.
enum Half {
    Morning,
    Afternoon,
}

fn half(text: &str) -> (Option<Half>, &str) {
    let lower = text.get(..2).map(str::to_ascii_lowercase);
    match lower.as_deref() {
        Some("am") => (Some(Half::Morning), &text[2..]),
        Some("pm") => (Some(Half::Afternoon), &text[2..]),
        Some(_) | None => (None, text),
    }
}

/// `Z`, `UTC`, `+07:00`, `-0300`, `WIB`; nothing at all is `Some(None)`.
fn offset(text: &str) -> Option<Option<jiff::tz::Offset>> {
    let hours = |hours: i8| Some(Some(jiff::tz::Offset::constant(hours)));
    match text.to_ascii_uppercase().as_str() {
        "" => return Some(None),
        "Z" | "UTC" | "GMT" => return hours(0),
        "WIB" => return hours(7),
        "WITA" => return hours(8),
        "WIT" => return hours(9),
        _ => {}
    }
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(text: &str, order: Order) -> String {
        date(text, order, 2026).map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_day_is_read_in_every_way_people_write_it() {
        for text in [
            "1987-11-21",
            "21/11/1987",
            "11/21/1987",
            "19871121",
            "21 Nov 1987",
            "21-Nov-1987",
            "21 November 1987",
            "Nov 21, 1987",
            "November 21 1987",
            "21 Nopember 1987",
            "21.11.1987",
            "1987/11/21",
            "1987.11.21",
            "21-11-1987",
            "1987-11-21T08:15:00Z",
            "1987-11-21 08:15:00",
            "21/11/87",
            "Sat, 21 Nov 1987",
            "1987-11-21T08:15:00.000+0700",
            "21 nov. 1987",
            "21st Nov 1987",
            "1987-Nov-21",
            "19871121T081500Z",
            " 1987-11-21 ",
            "21/11/1987 08.15",
            "11/21/1987 8:15 PM",
        ] {
            assert_eq!(day_of(text, Order::DayFirst), "1987-11-21", "{text}");
        }
        for (text, wanted) in [
            ("17 Agustus 1945", "1945-08-17"),
            ("1 Mei 2001", "2001-05-01"),
            ("12 Desember 1999", "1999-12-12"),
            ("3 Peb 1970", "1970-02-03"),
            ("05/06/26", "2026-06-05"),
            ("05/06/27", "1927-06-05"),
            ("29/02/2024", "2024-02-29"),
        ] {
            assert_eq!(day_of(text, Order::DayFirst), wanted, "{text}");
        }
        assert_eq!(day_of("03/04/2026", Order::DayFirst), "2026-04-03");
        assert_eq!(day_of("03/04/2026", Order::MonthFirst), "2026-03-04");
        assert_eq!(day_of("03.04.2026", Order::MonthFirst), "2026-04-03");
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "today",
            "31/02/2020",
            "1987-13-01",
            "00/00/0000",
            "1987",
            "11/1987",
            "123456789",
            "21/11/198",
            "1987-11-21x",
            "wrongdate",
            "2009\\7\\14",
            "12345",
            "99999999",
            "1.2",
            "-",
            "1/2/3/4",
            "2026-02-30",
            "0812-3344-5566",
            "555-1234",
        ] {
            assert_eq!(day_of(text, Order::DayFirst), "", "{text}");
        }
    }

    #[test]
    fn a_time_without_offset_is_the_desks() {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        for text in [
            "2026-11-21 09:15",
            "2026-11-21T09:15:00",
            "2026-11-21T02:15:00Z",
            "21/11/2026 09.15",
            "11/21/2026 9:15 AM",
            "2026-11-21T09:15:00.000+07:00",
            "2026-11-20T23:15:00-0300",
            "21 Nov 2026, 09:15 WIB",
            "21 November 2026 pukul 09.15",
            "20261121T091500",
            "2026-11-21 02:15:00 UTC",
        ] {
            let at = moment(text, Order::DayFirst, 2026, &zone);
            assert_eq!(at, Some(At(1_795_227_300_000)), "{text}");
        }
        let exact = moment("2026-11-21T02:15:00.123Z", Order::DayFirst, 2026, &zone);
        assert_eq!(exact, Some(At(1_795_227_300_123)));
        let noon = moment("2026-11-21", Order::DayFirst, 2026, &zone);
        assert_eq!(noon, Some(At(1_795_237_200_000)));
        for text in
            ["2026-11-21 25:00", "2026-11-21 9", "2026-11-21 13:00 PM", "2026-11-21 09:15 XYZ"]
        {
            assert_eq!(moment(text, Order::DayFirst, 2026, &zone), None, "{text}");
        }
    }

    #[test]
    fn a_columns_order_is_told_by_its_values_or_by_the_locale() {
        let heard = |values: &[&str]| {
            let mut evidence = Evidence::default();
            values.iter().for_each(|value| evidence.hear(value));
            evidence
        };
        let usual = Order::MonthFirst;
        assert_eq!(heard(&["01/02/2020", "21/02/2020"]).order(usual), Ok(Order::DayFirst));
        assert_eq!(heard(&["01/02/2020", "02/21/2020"]).order(Order::DayFirst), Ok(usual));
        assert_eq!(heard(&["01/02/2020"]).order(usual), Err(usual));
        assert_eq!(heard(&["2020-01-02", "3/3/2020", "1.2.2020"]).order(usual), Ok(usual));
        assert!(heard(&["21/02/2020", "02/21/2020"]).is_mixed());
        for (locale, order) in [
            ("en_US.UTF-8", usual),
            ("id_ID", Order::DayFirst),
            ("C", Order::DayFirst),
            ("en_GB", Order::DayFirst),
        ] {
            assert_eq!(Order::of_locale(locale), order, "{locale}");
        }
    }
}
