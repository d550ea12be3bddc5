//! Records as rows of a table that `sigap import` reads back as they were. Never a cell that a
//! spreadsheet would calculate.

use std::collections::BTreeMap;

use crate::cli::import::cell::{self, BETWEEN};
use crate::cli::import::heading::ATTRIBUTE;
use crate::cli::import::is_heading;
use crate::cli::row::rfc3339;
use crate::domain::text::clean_text;
use crate::domain::{At, Customer, Interaction, Line, Profile, Rating, Subject, Ticket};

/// Columns for attributes: more than any spreadsheet is looked at with, and 1,000 names are not
/// many when every import has its own.
const ATTRIBUTE_COLUMNS: usize = 1_000;

/// Columns of a customer before the attributes.
const CUSTOMER: [&str; 27] = [
    "customer_id",
    "name",
    "phone",
    "phone_label",
    "phone_line",
    "email",
    "email_label",
    "account",
    "external_id",
    "external_system",
    "address",
    "city",
    "postcode",
    "country",
    "birth_date",
    "language",
    "channel",
    "tags",
    "tier",
    "stage",
    "needs",
    "expectations",
    "preferences",
    "note",
    "since",
    "changed",
    "erased",
];

/// In place of a note or subject that was erased.
pub const ERASED: &str = "(erased)";

/// Names of attributes and how many of each a customer has at most.
#[derive(Debug, Default)]
pub struct Attributes(BTreeMap<String, usize>);

impl Attributes {
    /// Takes a customer's attributes in.
    pub fn see(&mut self, customer: &Customer) {
        let mut own: BTreeMap<&str, usize> = BTreeMap::new();
        for attribute in &customer.profile.attributes {
            *own.entry(&attribute.name).or_default() += 1;
        }
        for (name, count) in own {
            if let Some(most) = self.0.get_mut(name) {
                *most = count.max(*most);
            } else if self.0.len() <= ATTRIBUTE_COLUMNS {
                self.0.insert(name.to_owned(), count);
            }
        }
    }

    /// Tells whether a table would be too wide for them.
    pub fn are_too_many(&self) -> bool {
        self.0.values().sum::<usize>() > ATTRIBUTE_COLUMNS
    }

    /// The columns: a name for each.
    pub fn named(&self) -> Vec<String> {
        let each = |(name, count): (&String, &usize)| std::iter::repeat_n(name.clone(), *count);
        self.0.iter().flat_map(each).collect()
    }
}

/// The first line of customers.
pub fn customer_header(attributes: &[String]) -> String {
    let name = |name: &String| match is_heading(name) {
        true => format!("{ATTRIBUTE}{name}"),
        false => name.clone(),
    };
    let own = CUSTOMER.iter().map(|name| (*name).to_owned());
    row(own.chain(attributes.iter().map(name)))
}

/// A customer's line.
pub fn customer(customer: &Customer, attributes: &[String]) -> String {
    let p = &customer.profile;
    let own = [
        customer.id.to_string(),
        p.name.clone(),
        joined(p.phones.iter().map(|phone| phone.number.as_str())),
        joined(p.phones.iter().map(|phone| phone.label.as_str())),
        lines(p),
        joined(p.emails.iter().map(|email| email.address.as_str())),
        joined(p.emails.iter().map(|email| email.label.as_str())),
        p.account.clone(),
        joined(p.external.iter().map(|id| id.id.as_str())),
        joined(p.external.iter().map(|id| id.system.as_str())),
        p.address.clone(),
        p.city.clone(),
        p.postcode.clone(),
        p.country.clone(),
        p.birth_date.map(|date| date.to_string()).unwrap_or_default(),
        p.language.clone(),
        p.channel.map(|channel| channel.to_string()).unwrap_or_default(),
        tags(&p.tags),
        p.tier.map(|tier| tier.to_string()).unwrap_or_default(),
        p.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        p.needs.clone(),
        p.expectations.clone(),
        p.preferences.clone(),
        p.note.clone(),
        rfc3339(customer.since),
        rfc3339(customer.changed),
        customer.erased.map(rfc3339).unwrap_or_default(),
    ];
    row(own.into_iter().chain(values(p, attributes)))
}

/// The attributes in the order of their columns.
fn values<'a>(profile: &'a Profile, columns: &'a [String]) -> impl Iterator<Item = String> + 'a {
    columns.iter().enumerate().map(|(at, name)| {
        let before = columns[..at].iter().rev().take_while(|other| *other == name).count();
        let mut own = profile.attributes.iter().filter(|attribute| attribute.name == *name);
        own.nth(before).map(|attribute| attribute.value.clone()).unwrap_or_default()
    })
}

fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<&str> = values.collect();
    if values.iter().all(|value| value.is_empty()) { String::new() } else { values.join(BETWEEN) }
}

fn lines(profile: &Profile) -> String {
    let all_own = profile.phones.iter().all(|phone| phone.line == Line::Own);
    if all_own { String::new() } else { joined(profile.phones.iter().map(|p| p.line.word())) }
}

/// A tag may hold a comma, which would else part it: then a mark at the end says what parts.
fn tags(tags: &[String]) -> String {
    match tags {
        [one] if one.contains([',', ';', '|']) => format!("{one}{BETWEEN}"),
        _ => tags.join(BETWEEN),
    }
}

/// The first line of contacts.
pub fn interaction_header() -> String {
    row([
        "interaction",
        "customer_id",
        "channel",
        "direction",
        "topic",
        "note",
        "at",
        "logged_by",
        "outcome",
        "ticket",
    ])
}

/// A contact's line.
pub fn interaction(contact: &Interaction) -> String {
    row([
        contact.id.to_string(),
        contact.customer.to_string(),
        contact.channel.to_string(),
        contact.direction.to_string(),
        contact.topic.to_string(),
        contact.note.clone().unwrap_or_else(|| ERASED.to_owned()),
        rfc3339(contact.at),
        contact.by.clone(),
        contact.outcome.map(|outcome| outcome.to_string()).unwrap_or_default(),
        contact.ticket.map(|ticket| ticket.to_string()).unwrap_or_default(),
    ])
}

/// The first line of tickets.
pub fn ticket_header() -> String {
    row([
        "ticket",
        "customer_id",
        "topic",
        "severity",
        "priority",
        "status",
        "assignee",
        "subject",
        "opened_at",
        "opened_by",
        "answer_due_at",
        "resolve_due_at",
        "answered_at",
        "resolved_at",
        "closed_at",
        "kind",
        "acknowledged_at",
        "gap",
        "cause",
        "agreed",
    ])
}

/// A ticket's line.
pub fn ticket(ticket: &Ticket) -> String {
    let time = |at: Option<At>| at.map(rfc3339).unwrap_or_default();
    let cause = ticket.handling.cause.as_ref();
    row([
        ticket.no.to_string(),
        ticket.customer.to_string(),
        ticket.topic.to_string(),
        ticket.severity.to_string(),
        ticket.priority.to_string(),
        ticket.status.to_string(),
        ticket.assignee.clone().unwrap_or_default(),
        ticket.subject.clone().unwrap_or_else(|| ERASED.to_owned()),
        rfc3339(ticket.opened),
        ticket.opened_by.clone(),
        rfc3339(ticket.answer_due),
        rfc3339(ticket.resolve_due),
        time(ticket.answered),
        time(ticket.resolved),
        time(ticket.closed),
        ticket.handling.kind.to_string(),
        time(ticket.handling.acknowledged),
        cause.map(|cause| cause.gap.to_string()).unwrap_or_default(),
        cause.map_or_else(String::new, |cause| cause.words.clone().unwrap_or(ERASED.to_owned())),
        ticket.agreement().map(|agreed| agreed.to_string()).unwrap_or_default(),
    ])
}

/// The first line of ratings.
pub fn rating_header() -> String {
    row([
        "rating",
        "customer_id",
        "interaction",
        "ticket",
        "tangibles",
        "reliability",
        "responsiveness",
        "assurance",
        "empathy",
        "scale",
        "rater",
        "at",
        "rated_by",
    ])
}

/// A rating's line.
pub fn rating(rating: &Rating) -> String {
    let (interaction, ticket) = match rating.subject {
        Subject::Interaction(id) => (id.to_string(), String::new()),
        Subject::Ticket(no) => (String::new(), no.to_string()),
        Subject::Service => (String::new(), String::new()),
    };
    let scores = rating.scores.iter().map(|score| score.map(|s| s.get().to_string()));
    let own = [rating.id.to_string(), rating.customer.to_string(), interaction, ticket];
    let rest = [
        rating.scale.byte().to_string(),
        rating.rater.to_string(),
        rfc3339(rating.at),
        rating.by.clone(),
    ];
    row(own.into_iter().chain(scores.map(Option::unwrap_or_default)).chain(rest))
}

/// One line of the table.
/// Cells as one line of a table, none of which a spreadsheet calculates.
pub fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = cells.into_iter().map(|cell| {
        let clean = clean_text(cell.as_ref());
        cell::harmless(&clean).into_owned()
    });
    writer.write_record(cells).expect("memory does not fail");
    let bytes = writer.into_inner().expect("memory does not fail");
    String::from_utf8(bytes).expect("made of text")
}
