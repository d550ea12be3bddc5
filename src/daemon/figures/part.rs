//! What a report counts together: a time, and the parts of it that have rows of their own. Never a
//! row without how many it is of.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::behind;
use super::columns::Columns;
use super::contact::{Contact, Of};
use super::row::Row as Ticket;
use crate::daemon::desk::Desk;
use crate::domain::activity::Activity;
use crate::domain::{At, Channel, Gap, Tier, TwoLetters};
use crate::wire::report::{
    Behind, Cell, Column, Plot, ROWS, ReportAsk, ReportBy, Row, Saying, Table, Unit,
};

/// What nobody knows.
const NONE: &str = "report-none";
/// What nobody did.
const NOBODY: &str = "report-nobody";

/// What has a row of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// About this.
    Topic([u8; 2]),
    /// By the agent of this number.
    Agent(u16),
    /// Of customers of this tier.
    Tier(Option<Tier>),
    /// That came this way.
    Channel(Option<Channel>),
    /// With this gap.
    Gap(Option<Gap>),
    /// That came about at this activity.
    Activity(Option<Activity>),
    /// Of which nobody knows.
    Unknown,
    /// In this hour of the day.
    Hour(i8),
    /// In the week that began at this time.
    Week(At),
    /// All of it together.
    All,
}

/// What is asked of the columns.
pub struct Asked<'a> {
    /// What they hold.
    pub columns: &'a Columns,
    /// From this time on.
    pub from: At,
    /// Up to this time, not included.
    pub until: At,
    /// The time as of which it is judged: that of the last entry, or the end of what is asked for
    /// where that is later and has come.
    pub now: At,
    /// What has a row of its own.
    pub by: Option<ReportBy>,
    zone: TimeZone,
}

/// Sums for each part, and for all of it.
#[derive(Debug)]
pub struct Parts<T>(BTreeMap<Part, T>);

impl<'a> Asked<'a> {
    /// What is meant by a question.
    pub fn new(desk: &Desk, ask: &ReportAsk, columns: &'a Columns) -> Asked<'a> {
        let ReportAsk { from, until, by, .. } = *ask;
        let now = columns.last.max(until.min(desk.clock.now()));
        let zone = TimeZone::get(&desk.zone).unwrap_or(TimeZone::UTC);
        Asked { columns, from, until, now, by, zone }
    }

    /// The same with a row for each week.
    pub fn by_week(&self) -> Asked<'a> {
        let Asked { columns, from, until, now, .. } = *self;
        Asked { columns, from, until, now, by: Some(ReportBy::Week), zone: self.zone.clone() }
    }

    /// What the rows are of, as their column is called.
    pub fn of(&self) -> &'static str {
        self.by.map_or("of", ReportBy::word)
    }

    /// Tells whether a time is meant.
    pub fn means(&self, at: At) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// When what is asked for was over, or the last that is known of it.
    pub fn end(&self) -> At {
        self.until.min(self.now)
    }

    /// The day of a time, where the desk is.
    pub fn day(&self, at: At) -> Date {
        let stamp = Timestamp::from_millisecond(at.shown().0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone.to_datetime(stamp).date()
    }

    /// The part that a time is in, where those are hours or weeks.
    pub fn time(&self, at: At) -> Option<Part> {
        let zoned = || {
            let stamp = Timestamp::from_millisecond(at.shown().0).ok()?;
            Some(stamp.to_zoned(self.zone.clone()))
        };
        match self.by? {
            ReportBy::Hour => Some(Part::Hour(zoned()?.hour())),
            ReportBy::Week => {
                let day = zoned()?;
                let monday =
                    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                let begun = monday.and_then(|day| day.start_of_day()).ok()?;
                Some(Part::Week(At(begun.timestamp().as_millisecond())))
            }
            ReportBy::Topic
            | ReportBy::Agent
            | ReportBy::Tier
            | ReportBy::Channel
            | ReportBy::Rater => None,
        }
    }

    /// The part that a contact is in.
    pub fn of_contact(&self, contact: &Contact) -> Option<Part> {
        match self.by? {
            ReportBy::Topic => Some(Part::Topic(contact.topic)),
            ReportBy::Agent => Some(Part::Agent(contact.by)),
            ReportBy::Tier => Some(Part::Tier(self.columns.tier(contact.customer))),
            ReportBy::Channel => Some(Part::Channel(contact.channel())),
            ReportBy::Hour | ReportBy::Week => self.time(contact.at),
            ReportBy::Rater => None,
        }
    }

    /// The part that a ticket is in, for which an agent answers.
    pub fn of_ticket(&self, ticket: &Ticket, agent: u16) -> Option<Part> {
        match self.by? {
            ReportBy::Topic => Some(Part::Topic(ticket.topic)),
            ReportBy::Agent => Some(Part::Agent(agent)),
            ReportBy::Tier => Some(Part::Tier(self.columns.tier(ticket.customer))),
            ReportBy::Channel => Some(Part::Channel(self.columns.channel(ticket))),
            ReportBy::Hour | ReportBy::Week => self.time(ticket.opened),
            ReportBy::Rater => None,
        }
    }

    /// The part that something which was said at a time is in: that of the ticket or contact it is
    /// of, else its own; `by` wrote it down.
    pub fn of_said(&self, (of, subject): (Of, u32), by: u16, at: At) -> Option<Part> {
        match self.columns.about(of, subject) {
            (Some(ticket), _) => return self.of_ticket(ticket, by),
            (None, Some(contact)) => return self.of_contact(contact),
            (None, None) => {}
        }
        match self.by? {
            ReportBy::Topic | ReportBy::Channel => Some(Part::Unknown),
            ReportBy::Agent => Some(Part::Agent(by)),
            ReportBy::Tier if of == Of::Service => Some(Part::Tier(self.columns.tier(subject))),
            ReportBy::Tier => Some(Part::Unknown),
            ReportBy::Hour | ReportBy::Week => self.time(at),
            ReportBy::Rater => None,
        }
    }

    /// What a part is called.
    pub fn name(&self, part: &Part) -> Cell {
        let named = |name: &str| match name {
            "" => Cell::Word(NOBODY.to_owned()),
            name => Cell::Text(name.to_owned()),
        };
        let none = || Cell::Word(NONE.to_owned());
        match part {
            Part::Topic(letters) => Cell::Text(TwoLetters::from_bytes(*letters).to_string()),
            Part::Agent(number) => named(self.columns.names.name(*number)),
            Part::Tier(tier) => {
                tier.map_or_else(none, |tier| Cell::Word(format!("word-tier-{tier}")))
            }
            Part::Channel(way) => {
                way.map_or_else(none, |way| Cell::Word(format!("word-channel-{way}")))
            }
            Part::Gap(gap) => gap.map_or_else(none, |gap| Cell::Word(format!("word-gap-{gap}"))),
            Part::Activity(one) => {
                one.map_or_else(none, |one| Cell::Word(format!("word-activity-{one}")))
            }
            Part::Hour(hour) => Cell::Text(format!("{hour:02}:00")),
            Part::Week(begun) => Cell::Text(self.date(*begun)),
            Part::Unknown => none(),
            Part::All => Cell::Word("report-all".to_owned()),
        }
    }

    fn date(&self, at: At) -> String {
        let day = Timestamp::from_millisecond(at.0).map(|at| at.to_zoned(self.zone.clone()));
        day.map(|day| day.date().to_string()).unwrap_or_default()
    }

    /// The filter that gives the tickets of a part, of those that are meant by `base`, or what
    /// [`Behind::Opened`] takes. `agent` is the key that tells whose they are.
    pub fn rows_of(&self, part: &Part, base: &str, agent: &str) -> String {
        let opened = |from: At, until: At| {
            let (from, until) = (from.max(self.from), until.min(self.until));
            format!("{base} opened:{}..{}", stamp(from), stamp(until))
        };
        let all = || opened(self.from, self.until);
        match part {
            Part::Topic(letters) => format!("{} topic:{}", all(), TwoLetters::from_bytes(*letters)),
            Part::Agent(number) => match self.columns.names.name(*number) {
                "" => format!("{} {agent}:none", all()),
                name => format!("{} {agent}:{name}", all()),
            },
            Part::Tier(tier) => format!("{} tier:{}", all(), tier.map_or("none", Tier::word)),
            Part::Activity(one) => {
                format!("{} activity:{}", all(), one.map_or("none", Activity::word))
            }
            Part::Gap(gap) => format!("{} gap:{}", all(), gap.map_or("none", Gap::word)),
            Part::Channel(Some(way)) => format!("{} channel:{way}", all()),
            Part::Week(begun) => {
                let stamp = Timestamp::from_millisecond(begun.0);
                let next = stamp.map(|at| at.to_zoned(self.zone.clone()));
                let next = next.and_then(|at| at.checked_add(1.week()));
                let end = next.map_or(self.until, |at| At(at.timestamp().as_millisecond()));
                opened(*begun, end)
            }
            Part::All => all(),
            // A filter cannot say that.
            Part::Channel(None) | Part::Hour(_) | Part::Unknown => {
                behind::named(self, &format!("{} {base}", Behind::Opened), part)
            }
        }
    }
}

/// A time as a filter takes it.
pub fn stamp(at: At) -> String {
    Timestamp::from_millisecond(at.shown().0).map(|at| at.to_string()).unwrap_or_default()
}

impl<T: Default> Parts<T> {
    /// Nothing yet, but of all of it.
    pub fn new() -> Parts<T> {
        Parts(BTreeMap::from([(Part::All, T::default())]))
    }

    /// What all of it comes to so far.
    pub fn all(&self) -> &T {
        self.0.get(&Part::All).expect("there from the beginning")
    }

    /// Adds something to its part and to all.
    pub fn add(&mut self, part: Option<Part>, add: impl Fn(&mut T)) {
        if let Some(part) = part {
            add(self.0.entry(part).or_default());
        }
        add(self.0.get_mut(&Part::All).expect("there from the beginning"));
    }

    /// A row for each part by its name, that of all of it last.
    pub fn rows<R>(self, asked: &Asked<'_>, row: impl Fn(Cell, Part, T) -> R) -> Vec<R> {
        let named = |(part, sums)| {
            // Codes, agents, days and hours by name, our words in their own order, and what nobody
            // knows behind them.
            let key = match asked.name(&part) {
                Cell::Text(name) => (0, name),
                Cell::Word(word) if word == NONE || word == NOBODY => (2, String::new()),
                Cell::Word(_) | Cell::Said(_) | Cell::Number(_) | Cell::None => (1, String::new()),
            };
            (if part == Part::All { (3, String::new()) } else { key }, part, sums)
        };
        let mut parts: Vec<_> = self.0.into_iter().map(named).collect();
        parts.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        // What is of everybody is never left out.
        let all = parts.pop();
        parts.truncate(ROWS - 1);
        let told = |(_, part, sums)| row(asked.name(&part), part, sums);
        parts.into_iter().chain(all).map(told).collect()
    }
}

/// A table whose first column says what each row is of.
pub fn table(name: &str, of: &str, columns: &[(&str, Unit)], rows: Vec<Row>) -> Table {
    let of = [(of, Unit::Label)];
    let column = |(name, unit): &(&str, Unit)| Column { name: (*name).to_owned(), unit: *unit };
    let columns = of.iter().chain(columns).map(column).collect();
    Table { name: name.to_owned(), columns, rows, plot: Plot::None, says: Vec::new() }
}

/// The same drawn, and with sentences.
pub fn drawn(table: Table, plot: Plot, says: &[&str]) -> Table {
    Table { plot, says: says.iter().map(|key| Saying::of(key)).collect(), ..table }
}
