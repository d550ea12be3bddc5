//! When a desk works: hours of the week and holidays, in a time zone, as one text that people can
//! read and write. Never counts time: [`super::hours`] does.
//!
//! ```text
//! zone Asia/Jakarta
//! mon-fri 09:00-12:00 13:00-18:00
//! sat 09:00-13:00
//! off 2026-12-24 12:00-24:00 Christmas Eve
//! off 2026-12-25..2027-01-01 Year end
//! off 05-01 Labour Day
//! ```
//!
//! `off` with a year is that day (or those days), without one every year; with hours it takes only
//! these away.

use std::fmt::{self, Display, Write};
use std::str::FromStr;

use super::limit;
use super::refusal::Malformed;
use super::text::{clean_line, quoted};
use super::time::Date;

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// The calendar that is always open; no desk can set it.
pub const ALWAYS: &str = "always";

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A part of a day by the wall clock, in minutes from midnight; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// From one minute of the day to another, at most 24:00; `None` when it would be empty.
    pub const fn new(from: u16, to: u16) -> Option<Span> {
        if from < to && to <= DAY_MINUTES { Some(Span { from, to }) } else { None }
    }

    /// First minute.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The minute it ends with, not in it any more.
    pub const fn to(self) -> u16 {
        self.to
    }
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

/// Which days are off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Off {
    /// From the first to the last, both included.
    Once(Date, Date),
    /// The same every year; the last may lie in the next one.
    Yearly(MonthDay, MonthDay),
}

impl Off {
    /// A day of every year, the 29th of February only where there is one.
    pub const fn every(first: Date, last: Date) -> Off {
        Off::Yearly(MonthDay::of(first), MonthDay::of(last))
    }

    fn has(self, date: Date) -> bool {
        let day = MonthDay::of(date);
        match self {
            Off::Once(first, last) => (first..=last).contains(&date),
            Off::Yearly(first, last) if first <= last => (first..=last).contains(&day),
            Off::Yearly(first, last) => day >= first || day <= last,
        }
    }
}

impl MonthDay {
    const fn of(date: Date) -> MonthDay {
        MonthDay { month: date.month(), day: date.day() }
    }
}

/// Days on which a desk does not work, or not all day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// Which days.
    pub off: Off,
    /// The hours that are taken away; `None` for all of them.
    pub hours: Option<Span>,
    /// What it is called; may be empty.
    pub name: String,
}

/// When a desk works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// IANA name of the time zone whose wall clock counts.
    pub zone: String,
    /// Hours of each day, Monday first; in order, none of them overlap.
    week: [Vec<Span>; 7],
    /// In order, each once.
    holidays: Vec<Holiday>,
}

impl Calendar {
    /// A calendar of these hours.
    ///
    /// # Errors
    /// [`Malformed`] when it is never open, has too many holidays or too long a name of one.
    pub fn new(
        zone: &str,
        week: [Vec<Span>; 7],
        holidays: Vec<Holiday>,
    ) -> Result<Calendar, Malformed> {
        let (zone, week) = (zone.to_owned(), week.map(joined));
        if week.iter().all(Vec::is_empty) {
            return Err(Malformed::NeverOpen);
        }
        Calendar { zone, week, holidays: Vec::new() }.with(holidays)
    }

    /// The same with more holidays.
    ///
    /// # Errors
    /// As for [`Calendar::new`].
    pub fn with(mut self, holidays: Vec<Holiday>) -> Result<Calendar, Malformed> {
        for mut holiday in holidays {
            holiday.name = clean_line(&holiday.name);
            if holiday.name.chars().count() > limit::LABEL_CHARS {
                return Err(Malformed::Calendar { given: quoted(&holiday.name) });
            }
            self.holidays.push(holiday);
        }
        self.holidays.sort();
        self.holidays.dedup();
        match self.holidays.len() {
            count if count > limit::HOLIDAYS => {
                Err(Malformed::TooManyHolidays { count, limit: limit::HOLIDAYS })
            }
            _ => Ok(self),
        }
    }

    /// The same without any holidays.
    pub fn without_holidays(mut self) -> Calendar {
        self.holidays.clear();
        self
    }

    /// Its holidays, in order.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// When it is open on a day, `weekday` of which is counted from Monday, 0.
    pub fn open_on(&self, date: Date, weekday: usize) -> Vec<Span> {
        let mut open = self.week[weekday % 7].clone();
        for holiday in self.off_on(date) {
            match holiday.hours {
                None => return Vec::new(),
                Some(hours) => open = open.into_iter().flat_map(|one| less(one, hours)).collect(),
            }
        }
        open
    }

    /// What is off on a day.
    pub fn off_on(&self, date: Date) -> impl Iterator<Item = &Holiday> {
        self.holidays.iter().filter(move |holiday| holiday.off.has(date))
    }
}

/// In order, and those that touch as one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.to >= span.from => last.to = last.to.max(span.to),
            Some(_) | None => joined.push(span),
        }
    }
    joined
}

/// What is left of a span.
fn less(span: Span, hours: Span) -> impl Iterator<Item = Span> {
    let before = Span::new(span.from, span.to.min(hours.from));
    let after = Span::new(span.from.max(hours.to), span.to);
    before.into_iter().chain(after)
}

impl FromStr for Calendar {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Calendar, Malformed> {
        let mut zone = String::new();
        let mut week: [Vec<Span>; 7] = Default::default();
        let mut holidays = Vec::new();
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let malformed = || Malformed::Calendar { given: quoted(line) };
            let (word, rest) = line.split_once(char::is_whitespace).ok_or_else(malformed)?;
            let rest = rest.trim();
            match word {
                "zone" if zone.is_empty() => rest.clone_into(&mut zone),
                "off" if holidays.len() < limit::HOLIDAYS => {
                    holidays.push(holiday(rest).ok_or_else(malformed)?);
                }
                "off" => {
                    let (count, limit) = (holidays.len() + 1, limit::HOLIDAYS);
                    return Err(Malformed::TooManyHolidays { count, limit });
                }
                days => open(days, rest, &mut week).ok_or_else(malformed)?,
            }
        }
        if zone.is_empty() {
            return Err(Malformed::Zone { given: String::new() });
        }
        Calendar::new(&zone, week, holidays)
    }
}

/// Takes `mon-fri 09:00-12:00 13:00-18:00` into a week.
fn open(days: &str, hours: &str, week: &mut [Vec<Span>; 7]) -> Option<()> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    let spans = hours.split([' ', ',']).filter(|one| !one.is_empty());
    let spans: Vec<Span> = spans.map(span).collect::<Option<_>>()?;
    for days in days.split(',') {
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let (first, last) = (day(first)?, day(last)?);
        // `sat-mon` goes over the end of the week.
        for count in 0..=(last + 7 - first) % 7 {
            let hours = &mut week[(first + count) % 7];
            if hours.len() + spans.len() > limit::SPANS {
                return None;
            }
            hours.extend(&spans);
        }
    }
    (!spans.is_empty()).then_some(())
}

fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once('-')?;
    Span::new(minute(from)?, minute(to)?)
}

/// `9`, `09:00` or `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "00"));
    let two = |digits: &str| {
        let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (two(hours)?, two(minutes).filter(|minutes| *minutes < 60)?);
    Some(hours * 60 + minutes).filter(|minute| *minute <= DAY_MINUTES)
}

/// `2026-12-24 12:00-24:00 Christmas Eve`.
fn holiday(text: &str) -> Option<Holiday> {
    let (days, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let (first, last) = days.split_once("..").unwrap_or((days, days));
    let off = match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first <= last => Off::Once(first, last),
        (Ok(_), _) | (_, Ok(_)) => return None,
        (Err(_), Err(_)) => Off::Yearly(month_day(first)?, month_day(last)?),
    };
    let rest = rest.trim();
    let (word, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (hours, name) = match span(word) {
        Some(hours) => (Some(hours), name),
        None => (None, rest),
    };
    Some(Holiday { off, hours, name: clean_line(name) })
}

/// `12-25`; the 29th of February is one.
fn month_day(text: &str) -> Option<MonthDay> {
    const LEAP: &str = "2000-";
    let date: Date = format!("{LEAP}{text}").parse().ok()?;
    Some(MonthDay::of(date))
}

impl Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from, to] = [self.from, self.to].map(|minute| (minute / 60, minute % 60));
        write!(f, "{:02}:{:02}-{:02}:{:02}", from.0, from.1, to.0, to.1)
    }
}

impl Display for Off {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |one: &MonthDay| format!("{:02}-{:02}", one.month, one.day);
        let (first, last) = match self {
            Off::Once(first, last) => (first.to_string(), last.to_string()),
            Off::Yearly(first, last) => (day(first), day(last)),
        };
        if first == last { f.write_str(&first) } else { write!(f, "{first}..{last}") }
    }
}

impl Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "off {}", self.off)?;
        self.hours.map_or(Ok(()), |hours| write!(f, " {hours}"))?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " {}", self.name) }
    }
}

impl Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "zone {}", self.zone)?;
        let mut day = 0;
        while let Some(hours) = self.week.get(day) {
            let same = self.week[day..].iter().take_while(|one| *one == hours).count();
            if !hours.is_empty() {
                f.write_str(DAYS[day])?;
                if same > 1 {
                    write!(f, "-{}", DAYS[day + same - 1])?;
                }
                hours.iter().try_for_each(|span| write!(f, " {span}"))?;
                f.write_char('\n')?;
            }
            day += same;
        }
        self.holidays.iter().try_for_each(|holiday| writeln!(f, "{holiday}"))
    }
}

/// The name of a calendar, checked: lower case, without blanks.
///
/// # Errors
/// [`Malformed::CalendarName`].
pub fn checked_name(name: &str) -> Result<String, Malformed> {
    let name = name.trim().to_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match (1..=limit::VIEW_NAME_CHARS).contains(&name.chars().count()) && name.chars().all(is_name)
    {
        true if name != ALWAYS => Ok(name),
        true | false => Err(Malformed::CalendarName { given: quoted(&name) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = "\
zone Asia/Jakarta
mon-fri 09:00-12:00 13:00-18:00
sat 09:00-13:00
off 2026-12-24 12:00-24:00 Christmas Eve
off 2026-12-25..2027-01-01 Year end
off 02-29 Leap day
off 12-30..01-02
";

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_calendar_is_written_as_it_is_read() {
        let calendar: Calendar = OFFICE.parse().expect("a calendar");
        assert_eq!(calendar.to_string(), OFFICE);
        let loose = "# ours\n zone UTC\nsun-mon 9-12,11:30-24:00\nmon 12-13\n";
        let calendar: Calendar = loose.parse().expect("a calendar");
        let mon_sun = "mon 09:00-24:00\nsun 09:00-24:00\n";
        assert_eq!(calendar.to_string(), format!("zone UTC\n{mon_sun}"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_taken_is_read_as_it_is_written(
            lines in proptest::collection::vec(
                "(zone|off|mon|sat-mon|tue,fri|\\PC{0,3}) [0-9:. -]{0,24}\\PC{0,6}", 0..8
            )
        ) {
            let text = format!("zone UTC\nmon 9-10\n{}", lines.join("\n"));
            if let Ok(calendar) = text.parse::<Calendar>() {
                let written = calendar.to_string();
                proptest::prop_assert_eq!(written.parse::<Calendar>(), Ok(calendar));
            }
        }
    }

    #[test]
    fn what_is_no_calendar_is_named() {
        let hours = "zone UTC\nmon 9-10\n";
        for text in [
            "mon 9-10",
            "zone UTC",
            "zone UTC\nmon",
            "zone UTC\nmon 10-9",
            "zone UTC\nmon 9-25",
            "zone UTC\nmon 9-10-11",
            "zone UTC\nday 9-10",
            "zone UTC\nmon 9:60-10",
            "zone",
        ] {
            assert!(text.parse::<Calendar>().is_err(), "{text}");
        }
        for off in ["2026-02-29", "13-01", "2026-01-02..2026-01-01", "2026-01-02..01-03", "x"] {
            let text = format!("{hours}off {off} name");
            assert!(text.parse::<Calendar>().is_err(), "{text}");
        }
        assert_eq!("zone UTC\n".parse::<Calendar>(), Err(Malformed::NeverOpen));
    }

    #[test]
    fn holidays_take_days_or_hours_away() {
        let calendar: Calendar = OFFICE.parse().expect("a calendar");
        let open = |day: &str, weekday| {
            let spans = calendar.open_on(date(day), weekday);
            spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(open("2026-12-23", 2), "09:00-12:00 13:00-18:00");
        assert_eq!(open("2026-12-24", 3), "09:00-12:00");
        assert_eq!(open("2026-12-25", 4), "");
        assert_eq!(open("2028-02-29", 1), "");
        assert_eq!(open("2029-02-28", 2), "09:00-12:00 13:00-18:00");
        assert_eq!(open("2029-12-31", 0), "");
        assert_eq!(open("2030-01-02", 2), "");
        assert_eq!(open("2030-01-03", 3), "09:00-12:00 13:00-18:00");
    }

    #[test]
    fn so_many_holidays_are_kept_and_no_more() {
        let days = |count: usize| {
            let day = |at: usize| {
                format!("off {}-{:02}-{:02}\n", 2000 + at / 336, at / 28 % 12 + 1, at % 28 + 1)
            };
            let off: String = (0..count).map(day).collect();
            format!("zone UTC\nmon 9-10\n{off}").parse::<Calendar>()
        };
        assert!(days(limit::HOLIDAYS).is_ok());
        assert!(matches!(days(limit::HOLIDAYS + 1), Err(Malformed::TooManyHolidays { .. })));
    }
}
