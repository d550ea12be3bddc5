//! Holidays out of an iCalendar file (RFC 5545). Never a guess: an event that would be another one
//! here is refused by its name.

use jiff::civil::{Date as Day, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

use crate::domain::calendar::{DAY_MINUTES, Holiday, Off, Span};
use crate::domain::text::{clean_line, quoted};
use crate::domain::{Date, limit};
use crate::speech::Speech;

/// Times that an event with an end is repeated at most: a century and a half.
const REPEATED: u32 = 150;
/// Days of one event: nobody is off for longer than a year.
const LONGEST: i64 = 366;

/// Why a file's holidays cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has no beginning, or none that is a time.
    Start,
    /// Its end is none, lies before its beginning or too far behind it.
    End,
    /// It is repeated in another way than yearly.
    Rule,
    /// Single days are added to it, left out or changed.
    Days,
    /// Its time zone is not known.
    Zone,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is no calendar.
    NotOne,
    /// An event cannot be kept as it is.
    Event {
        /// Its name, or the line it begins at.
        name: String,
        /// Why.
        why: Why,
    },
    /// There are more than a calendar takes.
    TooMany,
}

impl Wrong {
    /// What is wrong, and what to do.
    pub fn sentence(&self, speech: &Speech) -> String {
        let limit = speech.number(limit::HOLIDAYS as u64);
        match self {
            Wrong::NotOne => speech.say("ics-not-one"),
            Wrong::TooMany => speech.say_with("ics-too-many", &[("limit", &limit)]),
            Wrong::Event { name, why } => {
                let why = speech.say(match why {
                    Why::Start => "ics-why-start",
                    Why::End => "ics-why-end",
                    Why::Rule => "ics-why-rule",
                    Why::Days => "ics-why-days",
                    Why::Zone => "ics-why-zone",
                });
                clean_line(&speech.say_with("ics-event", &[("event", name), ("why", &why)]))
            }
        }
    }
}

/// The holidays of a file, by the wall clock of a time zone.
///
/// # Errors
/// [`Wrong`].
pub fn read(file: &[u8], zone: &TimeZone) -> Result<Vec<Holiday>, Wrong> {
    let lines = unfolded(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file));
    let mut lines = lines.iter().enumerate();
    let begins = lines.next().is_some_and(|(_, line)| line.eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    if !begins {
        return Err(Wrong::NotOne);
    }
    let mut holidays = Vec::new();
    // What is open, the event not among them; and the event.
    let (mut inner, mut event) = (0_usize, None::<Event>);
    for (number, line) in lines {
        let Some(line) = Line::read(line) else { continue };
        match (line.name.as_str(), &mut event) {
            ("BEGIN", None) if line.is("VEVENT") => event = Some(Event::new(number)),
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(one)) if inner == 0 => {
                let wrong = |why| Wrong::Event { name: one.name(), why };
                holidays.extend(one.holidays(zone).map_err(wrong)?);
                event = None;
            }
            ("END", Some(_)) => inner -= 1,
            // A part of the event, an alarm.
            (_, Some(_)) if inner > 0 => {}
            (_, Some(one)) => one.take(line),
            (_, None) => {}
        }
        if holidays.len() > limit::HOLIDAYS {
            return Err(Wrong::TooMany);
        }
    }
    if event.is_some() { Err(Wrong::NotOne) } else { Ok(holidays) }
}

/// Lines with those joined that were folded: by bytes, for a fold may be within a letter.
fn unfolded(file: &[u8]) -> Vec<String> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in file.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, lines.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some(last)) => last.extend(rest),
            (line, _) => lines.push(line.to_owned()),
        }
    }
    lines.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect()
}

/// `DTSTART;TZID=Asia/Jakarta:20261225T090000`.
struct Line {
    name: String,
    params: Vec<(String, String)>,
    value: String,
}

impl Line {
    fn read(line: &str) -> Option<Line> {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let mut quoted = false;
        let mut parts = head.split(|c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let name = parts.next()?.to_ascii_uppercase();
        let param = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
        };
        Some(Line { name, params: parts.filter_map(param).collect(), value: value.to_owned() })
    }

    fn is(&self, value: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(value)
    }

    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// What a file says of an event.
struct Event {
    line: usize,
    summary: String,
    start: Option<Line>,
    end: Option<Line>,
    duration: Option<String>,
    rules: Vec<String>,
    has_days: bool,
    cancelled: bool,
}

/// From when to when, by the wall clock of the calendar.
#[derive(Debug, Clone, Copy)]
enum Stretch {
    /// Whole days, both included.
    Days(Day, Day),
    /// Times.
    Times(DateTime, DateTime),
}

impl Event {
    fn new(line: usize) -> Event {
        Event {
            line: line + 1,
            summary: String::new(),
            start: None,
            end: None,
            duration: None,
            rules: Vec::new(),
            has_days: false,
            cancelled: false,
        }
    }

    fn take(&mut self, line: Line) {
        match line.name.as_str() {
            "SUMMARY" => self.summary = unescaped(&line.value),
            "DTSTART" => self.start = Some(line),
            "DTEND" => self.end = Some(line),
            "DURATION" => self.duration = Some(line.value),
            "RRULE" => self.rules.push(line.value),
            "RDATE" | "EXDATE" | "EXRULE" | "RECURRENCE-ID" => self.has_days = true,
            "STATUS" => self.cancelled = line.is("CANCELLED"),
            _ => {}
        }
    }

    fn name(&self) -> String {
        match clean_line(&self.summary).as_str() {
            "" => self.line.to_string(),
            name => quoted(name),
        }
    }

    fn holidays(&self, zone: &TimeZone) -> Result<Vec<Holiday>, Why> {
        if self.cancelled {
            return Ok(Vec::new());
        }
        if self.has_days {
            return Err(Why::Days);
        }
        let stretch = self.stretch(zone)?;
        let name: String = clean_line(&self.summary).chars().take(limit::LABEL_CHARS).collect();
        let name = name.trim_end();
        let Some(rule) = self.rules.first() else { return Ok(parts(stretch, name, Off::Once)) };
        let rule = Rule::read(rule, stretch.day(), zone).filter(|_| self.rules.len() == 1);
        let rule = rule.ok_or(Why::Rule)?;
        if rule.goes_on() {
            return Ok(parts(stretch, name, Off::every));
        }
        let all = (0..REPEATED).filter_map(|year| stretch.later(year));
        let until = all.take_while(|one| rule.until.is_none_or(|until| one.day() <= until));
        let counted = until.take(rule.count.unwrap_or(REPEATED) as usize);
        Ok(counted.flat_map(|one| parts(one, name, Off::Once)).collect())
    }

    fn stretch(&self, zone: &TimeZone) -> Result<Stretch, Why> {
        let start = self.start.as_ref().ok_or(Why::Start)?;
        let (from, has_time) = moment(start, zone, Why::Start)?;
        let end = match (&self.end, &self.duration) {
            (Some(end), _) => {
                let (to, same) = moment(end, zone, Why::End)?;
                (same == has_time).then_some(to).ok_or(Why::End)?
            }
            (None, Some(duration)) => {
                let length = length(duration).ok_or(Why::End)?;
                from.checked_add(length).map_err(|_| Why::End)?
            }
            (None, None) if has_time => return Err(Why::End),
            (None, None) => from.checked_add(1.day()).map_err(|_| Why::End)?,
        };
        let days = from.date().until(end.date()).map_or(i64::MAX, |span| span.get_days().into());
        if end < from || days > LONGEST {
            return Err(Why::End);
        }
        if has_time {
            return Ok(Stretch::Times(from, end));
        }
        let last = end.date().yesterday().map_err(|_| Why::End)?;
        Ok(Stretch::Days(from.date(), last.max(from.date())))
    }
}

/// A day or a time of the file, by the wall clock of the calendar; whether it is a time.
fn moment(line: &Line, zone: &TimeZone, why: Why) -> Result<(DateTime, bool), Why> {
    let value = line.value.trim();
    let digits = |from: usize, to: usize| {
        let part = value.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|part| part.parse::<i16>().ok()).ok_or(why)
    };
    let small = |from: usize, to: usize| digits(from, to).map(|number| number as i8);
    let date = Day::new(digits(0, 4)?, small(4, 6)?, small(6, 8)?).map_err(|_| why)?;
    match (value.len(), value.as_bytes().get(8)) {
        (8, _) => return Ok((date.at(0, 0, 0, 0), false)),
        (15, Some(b'T')) => {}
        (16, Some(b'T')) if value.ends_with('Z') => {}
        _ => return Err(why),
    }
    // A leap second is the end of its minute.
    let second = small(13, 15)?.min(59);
    let time = jiff::civil::Time::new(small(9, 11)?, small(11, 13)?, second, 0).map_err(|_| why)?;
    let local = date.to_datetime(time);
    let theirs = match (value.ends_with('Z'), line.param("TZID")) {
        (true, _) => TimeZone::UTC,
        (false, Some(name)) => {
            TimeZone::get(name.trim_start_matches('/')).map_err(|_| Why::Zone)?
        }
        (false, None) => return Ok((local, true)),
    };
    let at = theirs.to_timestamp(local).map_err(|_| why)?;
    Ok((zone.to_datetime(at), true))
}

/// `P1D`, `P2W`, `PT12H30M`.
fn length(text: &str) -> Option<SignedDuration> {
    let text = text.trim().strip_prefix('P')?;
    let (mut seconds, mut digits) = (0_i64, String::new());
    for c in text.chars() {
        let unit = match c {
            '0'..='9' if digits.len() < 6 => {
                digits.push(c);
                continue;
            }
            'T' if digits.is_empty() => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds += digits.parse::<i64>().ok()? * unit;
        digits.clear();
    }
    (digits.is_empty() && seconds > 0).then(|| SignedDuration::from_secs(seconds))
}

impl Stretch {
    fn day(self) -> Day {
        match self {
            Stretch::Days(first, _) => first,
            Stretch::Times(from, _) => from.date(),
        }
    }

    /// The same so many years later; `None` where there is no such day.
    fn later(self, years: u32) -> Option<Stretch> {
        let first = self.day();
        let year = first.year().checked_add(i16::try_from(years).ok()?)?;
        let then = Day::new(year, first.month(), first.day()).ok()?;
        let moved = first.until(then).ok()?;
        Some(match self {
            Stretch::Days(_, last) => Stretch::Days(then, last.checked_add(moved).ok()?),
            Stretch::Times(from, to) => {
                let length = from.until(to).ok()?;
                let from = then.to_datetime(from.time());
                Stretch::Times(from, from.checked_add(length).ok()?)
            }
        })
    }
}

/// The holidays of a stretch: one of whole days, or up to three with a part of a day at both ends.
fn parts(stretch: Stretch, name: &str, off: impl Fn(Date, Date) -> Off) -> Vec<Holiday> {
    let holiday = |first: Day, last: Day, hours: Option<Span>| {
        let off = off(ours(first)?, ours(last)?);
        Some(Holiday { off, hours, name: name.to_owned() })
    };
    let (from, to) = match stretch {
        Stretch::Days(first, last) => return holiday(first, last, None).into_iter().collect(),
        Stretch::Times(from, to) => (from, to),
    };
    let minute = |at: DateTime| at.hour() as u16 * 60 + at.minute() as u16;
    // What begins within a minute takes all of it away.
    let end = minute(to) + u16::from(to.second() > 0);
    let (first, last) = (from.date(), to.date());
    if first == last {
        let hours = Span::new(minute(from), end);
        return hours.and_then(|_| holiday(first, last, hours)).into_iter().collect();
    }
    let mut all = Vec::new();
    let whole = match minute(from) {
        0 => first,
        begun => {
            all.extend(holiday(first, first, Span::new(begun, DAY_MINUTES)));
            first.tomorrow().unwrap_or(first)
        }
    };
    let before = last.yesterday().unwrap_or(last);
    if whole <= before {
        all.extend(holiday(whole, before, None));
    }
    if let Some(hours) = Span::new(0, end) {
        all.extend(holiday(last, last, Some(hours)));
    }
    all
}

fn ours(day: Day) -> Option<Date> {
    Date::new(u16::try_from(day.year()).ok()?, day.month() as u8, day.day() as u8)
}

/// How a yearly event is repeated.
struct Rule {
    count: Option<u32>,
    until: Option<Day>,
}

impl Rule {
    /// Reads a rule for an event that begins on this day; `None` when it is another one than the
    /// same day every year. An end that nobody lives to see, `UNTIL=99991231T235959Z`, is none.
    fn read(text: &str, day: Day, zone: &TimeZone) -> Option<Rule> {
        let is_far = |value: &str| {
            let year = value.get(..4).and_then(|year| year.parse::<i32>().ok());
            year.is_some_and(|year| year - i32::from(day.year()) > REPEATED as i32)
        };
        let mut rule = Rule { count: None, until: None };
        let mut is_yearly = false;
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let same = |number: i8| value == number.to_string() || value == format!("{number:02}");
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => is_yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" if value == "1" => {}
                "COUNT" => {
                    let count = value.parse().ok().filter(|count: &u32| *count > 0)?;
                    rule.count = Some(count).filter(|count| *count <= REPEATED);
                }
                "UNTIL" if is_far(value) => {}
                "UNTIL" => {
                    let line = Line::read(&format!("UNTIL:{value}"))?;
                    let (until, _) = moment(&line, zone, Why::Rule).ok()?;
                    rule.until = Some(until.date());
                }
                "BYMONTH" if same(day.month()) => {}
                "BYMONTHDAY" if same(day.day()) => {}
                "WKST" => {}
                _ => return None,
            }
        }
        is_yearly.then_some(rule)
    }

    const fn goes_on(&self) -> bool {
        self.count.is_none() && self.until.is_none()
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.extend(letters.next().map(|next| match next {
                'n' | 'N' => ' ',
                other => other,
            })),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
