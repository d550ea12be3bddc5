//! Past contacts and tickets out of rows. Never looks at another row, never asks the desk.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::cell;
use super::contacts::Place;
use super::dates::{self, Order};
use super::heading::{Column, Origin};
use super::row::Row;
use super::words;
use crate::domain::agent::is_name;
use crate::domain::{
    At, Channel, Code, CodeKind, CustomerId, Direction, Malformed, Severity, Status, TwoLetters,
};
use crate::speech::{Lang, Speech};
use crate::wire::{CustomerRef, ImportedInteraction, ImportedTicket};

/// Why a row is no contact or ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacks {
    /// Nothing says whose it is.
    Customer,
    /// Nothing says when it was, or what does is no time.
    Time(String),
    /// A ticket without a word of what it is about.
    Subject,
    /// What should be a number of months is none.
    Months(String),
    /// No code of the desk says why somebody left as this does.
    Reason(String),
    /// A value is over its limit.
    Malformed(Malformed),
}

/// What is known about a file beside its columns.
pub struct Setting {
    /// The program that wrote it.
    pub origin: Option<Origin>,
    /// Times without an offset are told by this zone's clock.
    pub zone: TimeZone,
    /// The year of today.
    pub this_year: u16,
    /// When what the file says was so.
    pub as_of: At,
    /// Words for the desk's codes.
    pub codes: Words,
}

/// Codes by the words that people write for them.
#[derive(Debug, Clone, Default)]
pub struct Words {
    topics: HashMap<String, TwoLetters>,
    outcomes: HashMap<String, TwoLetters>,
    pub(super) leavings: HashMap<String, TwoLetters>,
}

impl Words {
    /// The desk's codes with their words in every language and the desk's own.
    pub fn new(codes: &[Code]) -> Words {
        let mut words = Words::default();
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, TimeZone::UTC);
            for code in codes {
                let list = match code.kind {
                    CodeKind::Topic => &mut words.topics,
                    CodeKind::Outcome => &mut words.outcomes,
                    CodeKind::Leaving => &mut words.leavings,
                    // No contact is about one.
                    CodeKind::Break => continue,
                };
                for word in [code.code.to_string(), speech.code(code.kind, code.code, codes)] {
                    list.entry(word.to_lowercase()).or_insert(code.code);
                }
            }
        }
        words
    }

    pub(super) fn find(list: &HashMap<String, TwoLetters>, word: &str) -> Option<TwoLetters> {
        let word = word.trim().to_lowercase();
        // `BI billing`, as the history shows it.
        list.get(&word).or_else(|| list.get(word.split_whitespace().next()?)).copied()
    }
}

/// Turns rows into past contacts and tickets.
pub struct Contacts {
    columns: Vec<Column<Place>>,
    orders: Vec<Order>,
    pub(super) setting: Setting,
    other: TwoLetters,
}

/// One row's values by their places.
pub(super) struct Values<'a> {
    contacts: &'a Contacts,
    row: &'a Row,
    /// What goes into the note beside what was said.
    details: Vec<String>,
}

impl Contacts {
    /// Prepares the columns; `orders` says how days are written in each.
    pub fn new(columns: Vec<Column<Place>>, orders: Vec<Order>, setting: Setting) -> Contacts {
        let other = "OT".parse().expect("two capital letters");
        Contacts { columns, orders, setting, other }
    }

    /// The past contact of a row.
    ///
    /// # Errors
    /// [`Lacks`].
    pub fn interaction(&self, row: &Row) -> Result<ImportedInteraction, Lacks> {
        let mut values = Values::of_row(self, row);
        let customer = values.customer()?;
        let at = values.time()?;
        let channel = values.word(Place::Channel, words::channel).unwrap_or(Channel::Call);
        let direction = values.word(Place::Direction, words::direction).unwrap_or(Direction::In);
        let codes = &self.setting.codes;
        let topic = values.word(Place::Topic, |word| Words::find(&codes.topics, word));
        let topic = topic.unwrap_or(self.other);
        let outcome = values.word(Place::Outcome, |word| Words::find(&codes.outcomes, word));
        let subject = values.all(Place::Subject, ", ");
        let note = values.note(&subject)?;
        let line = row.line;
        Ok(ImportedInteraction { line, customer, channel, direction, topic, note, at, outcome })
    }

    /// The ticket of a row.
    ///
    /// # Errors
    /// [`Lacks`].
    pub fn ticket(&self, row: &Row) -> Result<ImportedTicket, Lacks> {
        let mut values = Values::of_row(self, row);
        let customer = values.customer()?;
        let opened = values.time()?;
        let codes = &self.setting.codes;
        let topic = values.word(Place::Topic, |word| Words::find(&codes.topics, word));
        let topic = topic.unwrap_or(self.other);
        let severity: Option<Severity> = values.word(Place::Severity, words::severity);
        let priority = values.word(Place::Priority, words::priority);
        let status: Option<Status> = values.word(Place::Status, words::status);
        // A full name is nobody's here, and is not lost.
        let assignee = values.word(Place::Assignee, |name| is_name(name).then(|| name.to_owned()));
        let kind = values.word(Place::Kind, words::matter);
        let gap = values.word(Place::Gap, words::gap);
        let agreed = values.word(Place::Agreed, words::agreement);
        let acknowledged = values.moment(Place::Acknowledged, opened);
        let answered = values.moment(Place::Answered, opened);
        let settled = values.moment(Place::Settled, opened);
        // Words of a cause belong to a gap; without one they go into the note.
        let cause = match gap {
            Some(_) => values.all(Place::Cause, ", "),
            None => values.detailed(Place::Cause),
        };
        let said = values.all(Place::Note, "\n");
        let subject = match values.all(Place::Subject, ", ") {
            // A complaint without a title is known by its first words.
            none if none.is_empty() => first_words(&said),
            subject => subject,
        };
        if subject.is_empty() {
            return Err(Lacks::Subject);
        }
        let note = values.note("")?;
        Ok(ImportedTicket {
            line: row.line,
            customer,
            topic,
            severity,
            priority,
            status,
            assignee,
            subject: crate::domain::text::clean_line(&subject),
            note,
            opened,
            kind,
            acknowledged,
            answered,
            settled,
            gap,
            cause,
            agreed,
        })
    }
}

/// Letters of a note that stand in for a missing subject: as many as a queue shows.
const SUBJECT_CHARS: usize = 60;

fn first_words(note: &str) -> String {
    let line = note.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    if line.chars().count() <= SUBJECT_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT_CHARS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole} ...")
}

impl<'a> Values<'a> {
    /// Those of a row.
    pub(super) const fn of_row(contacts: &'a Contacts, row: &'a Row) -> Values<'a> {
        Values { contacts, row, details: Vec::new() }
    }

    /// Tells whether the file has a column of a place.
    pub(super) fn has(&self, place: Place) -> bool {
        self.contacts.columns.iter().any(|column| column.place == place)
    }

    /// Values of the columns of a place, with their columns.
    fn of(&self, place: Place) -> impl Iterator<Item = (usize, String)> {
        let columns = self.contacts.columns.iter().enumerate();
        columns.filter(move |(_, column)| column.place == place).filter_map(|(at, _)| {
            let value = cell::meant(self.row.get(at));
            (!value.is_empty()).then(|| (at, value.into_owned()))
        })
    }

    pub(super) fn all(&self, place: Place, between: &str) -> String {
        self.of(place).map(|(_, value)| value).collect::<Vec<_>>().join(between)
    }

    /// The first word of a place that is understood; others are kept in the note.
    fn word<T>(&mut self, place: Place, understand: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut found = None;
        let mut details = Vec::new();
        for (at, value) in self.of(place) {
            match understand(&value) {
                Some(meant) if found.is_none() => found = Some(meant),
                Some(_) => {}
                None if cell::is_nothing(&value) => {}
                None => details.push(self.detail(at, &value)),
            }
        }
        self.details.extend(details);
        found
    }

    /// When a step was taken; what is no time, or none after the ticket was heard, is kept in the
    /// note.
    fn moment(&mut self, place: Place, opened: At) -> Option<At> {
        let Setting { zone, this_year, .. } = &self.contacts.setting;
        let first = self.of(place).next().map_or(0, |(at, _)| at);
        let order = self.contacts.orders.get(first).copied().unwrap_or(Order::DayFirst);
        let read = |text: &str| dates::moment(text, order, *this_year, zone);
        self.word(place, |text| read(text).filter(|at| *at >= opened))
    }

    /// Keeps the values of a place in the note; nothing is left of them.
    fn detailed(&mut self, place: Place) -> String {
        let details: Vec<_> = self.of(place).map(|(at, value)| self.detail(at, &value)).collect();
        self.details.extend(details);
        String::new()
    }

    fn detail(&self, at: usize, value: &str) -> String {
        format!("{}: {value}", self.contacts.columns[at].name)
    }

    /// Whose it is: the surest of what the row says.
    pub(super) fn customer(&mut self) -> Result<CustomerRef, Lacks> {
        let first = |place: Place| {
            self.of(place).map(|(_, value)| value).find(|value| !cell::is_nothing(value))
        };
        let number = first(Place::Customer);
        let id = number.as_deref().and_then(desk_number).map(CustomerRef::Id);
        let system = || self.contacts.setting.origin.map_or("", Origin::system).to_owned();
        let account = |text: String| CustomerRef::Account(cell::whole(&text).to_owned());
        let external = |id: String| CustomerRef::External { system: system(), id };
        id.or_else(|| number.map(account))
            .or_else(|| first(Place::Account).map(account))
            .or_else(|| first(Place::ExternalId).map(external))
            .or_else(|| first(Place::Email).map(CustomerRef::Email))
            .or_else(|| first(Place::Phone).map(CustomerRef::Phone))
            .ok_or(Lacks::Customer)
    }

    fn time(&self) -> Result<At, Lacks> {
        self.time_of(Place::At)
    }

    pub(super) fn time_of(&self, place: Place) -> Result<At, Lacks> {
        let Setting { zone, this_year, .. } = &self.contacts.setting;
        let first = self.of(place).next().map_or(0, |(at, _)| at);
        let order = self.contacts.orders.get(first).copied().unwrap_or(Order::DayFirst);
        let written = self.all(place, " ");
        dates::moment(&written, order, *this_year, zone).ok_or(Lacks::Time(written))
    }

    /// The note: a heading, what was said, and under their columns' names all that has no field.
    fn note(mut self, heading: &str) -> Result<String, Lacks> {
        let free: Vec<String> =
            self.of(Place::Detail).map(|(at, value)| self.detail(at, &value)).collect();
        self.details.extend(free);
        for at in self.contacts.columns.len()..self.row.len() {
            let value = cell::meant(self.row.get(at));
            if !value.is_empty() {
                self.details.push(format!("column {}: {value}", at + 1));
            }
        }
        let said = self.all(Place::Note, "\n");
        let parts = [heading.to_owned(), said].into_iter().chain(self.details);
        let note = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        crate::domain::customer::checked_note(&note).map_err(Lacks::Malformed)
    }
}

/// `C-12`, and no bare number: that is another system's.
fn desk_number(text: &str) -> Option<CustomerId> {
    text.get(..2).filter(|start| start.eq_ignore_ascii_case("C-"))?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::contacts::{INTERACTIONS, TICKETS};
    use super::super::heading::Lookup;
    use super::*;
    use crate::domain::{At, Priority};

    fn contacts(table: super::super::heading::Table<Place>, names: &[&str]) -> Contacts {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let columns = Lookup::new(table).columns(&names, &[]).expect("no maps");
        let setting = Setting {
            origin: Origin::of(&names),
            zone: TimeZone::fixed(jiff::tz::offset(7)),
            this_year: 2026,
            as_of: At(0),
            codes: Words::new(&Code::defaults()),
        };
        Contacts::new(columns, vec![Order::DayFirst; names.len()], setting)
    }

    #[test]
    fn a_contact_is_read_in_both_languages() {
        let wanted = ImportedInteraction {
            line: 2,
            customer: CustomerRef::Account("AC-7".into()),
            channel: Channel::Call,
            direction: Direction::Out,
            topic: "BI".parse().expect("code"),
            note: "asked twice".into(),
            at: At(1_795_227_300_000),
            outcome: Some("SO".parse().expect("code")),
        };
        let english = contacts(
            INTERACTIONS,
            &["Customer ID", "Channel", "Direction", "Topic", "Note", "At", "Outcome"],
        );
        let row = ["AC-7", "Phone", "Outbound", "billing", "asked twice", "2026-11-21 09:15", "SO"];
        assert_eq!(english.interaction(&Row::of(2, &row)), Ok(wanted.clone()));
        let indonesian = contacts(
            INTERACTIONS,
            &["No Pelanggan", "Saluran", "Arah", "Topik", "Catatan", "Tanggal", "Jam", "Hasil"],
        );
        let row = [
            "AC-7",
            "Telepon",
            "keluar",
            "Tagihan",
            "asked twice",
            "21/11/2026",
            "09.15",
            "tuntas",
        ];
        assert_eq!(indonesian.interaction(&Row::of(2, &row)), Ok(wanted));
    }

    #[test]
    fn what_has_no_field_or_is_not_understood_is_kept_in_the_note() {
        let contacts = contacts(
            INTERACTIONS,
            &["phone", "channel", "topic", "outcome", "subject", "note", "date", "Duration"],
        );
        let row =
            ["0812", "carrier pigeon", "Roaming", "", "Bill", "too high", "2026-11-21", "7 min"];
        let read = contacts.interaction(&Row::of(3, &row)).expect("a contact");
        assert_eq!(read.customer, CustomerRef::Phone("0812".into()));
        assert_eq!((read.channel, read.topic.to_string().as_str()), (Channel::Call, "OT"));
        assert_eq!(
            read.note,
            "Bill\ntoo high\nchannel: carrier pigeon\ntopic: Roaming\nDuration: 7 min"
        );
    }

    #[test]
    fn a_zendesk_ticket_is_read() {
        let contacts = contacts(
            TICKETS,
            &[
                "Id",
                "Requester id",
                "Requester email",
                "Subject",
                "Status",
                "Priority",
                "Created at",
                "Assignee",
                "Ticket type",
                "Satisfaction Score",
            ],
        );
        let row = [
            "77",
            "5501",
            "nur@mail.example",
            "Modem broken",
            "Pending",
            "High",
            "2026-11-21 02:15:00 UTC",
            "agent07",
            "Problem",
            "",
        ];
        let ticket = contacts.ticket(&Row::of(2, &row)).expect("a ticket");
        let external = CustomerRef::External { system: "zendesk".into(), id: "5501".into() };
        assert_eq!(ticket.customer, external);
        assert_eq!((ticket.status, ticket.priority), (Some(Status::Waiting), Some(Priority::High)));
        assert_eq!(ticket.opened, At(1_795_227_300_000));
        assert_eq!(ticket.assignee.as_deref(), Some("agent07"));
        assert_eq!(
            (ticket.subject.as_str(), ticket.note.as_str()),
            ("Modem broken", "Ticket type: Problem\nId: 77")
        );
    }

    #[test]
    fn an_assignee_whom_nobody_can_be_is_kept_in_the_note() {
        let contacts = contacts(TICKETS, &["customer_id", "opened_at", "subject", "assignee"]);
        let ticket = |name: &str| {
            let row = ["C-1", "2026-11-21", "x", name];
            let ticket = contacts.ticket(&Row::of(9, &row)).expect("a ticket");
            (ticket.assignee, ticket.note)
        };
        assert_eq!(ticket("sari"), (Some("sari".to_owned()), String::new()));
        assert_eq!(ticket("Sari Dewi"), (None, "assignee: Sari Dewi".to_owned()));
    }

    #[test]
    fn a_row_says_what_it_lacks() {
        let contacts = contacts(TICKETS, &["customer_id", "opened_at", "subject", "note"]);
        let ticket = |row: [&str; 4]| contacts.ticket(&Row::of(9, &row));
        assert_eq!(ticket(["", "2026-11-21", "x", ""]), Err(Lacks::Customer));
        assert_eq!(ticket(["C-1", "soon", "x", ""]), Err(Lacks::Time("soon".into())));
        assert_eq!(ticket(["C-1", "2026-11-21", "", ""]), Err(Lacks::Subject));
        let named = ticket(["c-1", "2026-11-21", "", "no signal\nsince May"]).expect("a ticket");
        assert_eq!(named.subject, "no signal");
        assert_eq!(named.customer, CustomerRef::Id(CustomerId(1)));
        assert_eq!(
            ticket(["12", "2026-11-21", "x", ""]).expect("a ticket").customer,
            CustomerRef::Account("12".into())
        );
    }
}
