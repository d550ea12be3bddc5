//! Customers out of rows: which column feeds which field of a row. Never looks at another row.

use super::cell;
use super::customers::Place;
use super::dates::Order;
use super::draft::{About, Draft, Taken};
use super::heading::{Column, Origin, Told, column_name};
use super::row::Row;
use crate::domain::Malformed;

/// What is known about a file beside its columns.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The program that wrote it.
    pub origin: Option<Origin>,
    /// The name under which ids are kept that no program is known for: the file's own.
    pub source: String,
    /// The year of today, for birth years with two digits.
    pub this_year: u16,
}

/// A column with what belongs to it.
#[derive(Debug)]
struct Feed {
    place: Place,
    name: String,
    label: String,
    /// Column with the labels of its values.
    labels: Option<usize>,
    /// Column that says who answers its phones.
    lines: Option<usize>,
    /// Which of the row's addresses it belongs to.
    address: Option<usize>,
    order: Order,
}

/// Turns rows into customers.
#[derive(Debug)]
pub struct Customers {
    feeds: Vec<Feed>,
    addresses: usize,
    this_year: u16,
}

impl Customers {
    /// Prepares the columns; `orders` says how days are written in each.
    pub fn new(columns: &[Column<Place>], orders: &[Order], setting: &Setting) -> Customers {
        let (address_of, addresses) = addresses(columns);
        let feeds = columns.iter().enumerate().map(|(at, column)| {
            let beside = |place: Place| {
                columns.iter().position(|c| c.place == place && c.number == column.number)
            };
            let (labels, lines) = match column.place {
                Place::Phone => (beside(Place::PhoneLabel), beside(Place::PhoneLine)),
                Place::Email => (beside(Place::EmailLabel), None),
                Place::ExternalId => (beside(Place::ExternalSystem), None),
                _ => (None, None),
            };
            let label = match column.place {
                Place::ExternalId => system(column, setting),
                // The column's name is all that is known of what a number is for.
                Place::Phone | Place::Email
                    if column.told == Told::Person && column.label.is_empty() =>
                {
                    column.name.clone()
                }
                _ => column.label.clone(),
            };
            let order = orders.get(at).copied().unwrap_or(Order::DayFirst);
            let (place, name) = (column.place, column.name.clone());
            Feed { place, name, label, labels, lines, address: address_of[at], order }
        });
        let feeds = feeds.collect();
        Customers { feeds, addresses, this_year: setting.this_year }
    }

    /// Bytes that a row needs on the wire beside its values: the names of its attributes.
    pub fn overhead(&self) -> usize {
        /// `{"name":"","value":""},`
        const MARKS: usize = 24;
        self.feeds.iter().map(|feed| feed.name.len() + MARKS).sum()
    }

    /// The customer of a row.
    ///
    /// # Errors
    /// [`Malformed`]: which value is over its limit, or that nothing says who it is.
    pub fn take(&self, row: &Row) -> Result<Taken, Malformed> {
        let mut draft = Draft::new(self.this_year);
        let address = self.address_of(row);
        let has_parts = self.has_parts(row, address);
        let extra: Vec<String> =
            (self.feeds.len()..row.len()).map(|at| column_name(at, "")).collect();
        for (at, feed) in self.feeds.iter().enumerate() {
            let value = cell::meant(row.get(at));
            if value.is_empty() {
                continue;
            }
            let place = match feed.place {
                _ if feed.address.is_some() && feed.address != address => Place::Attribute,
                Place::WholeAddress if has_parts => Place::Attribute,
                place => place,
            };
            let beside = |column: Option<usize>| {
                column.map(|at| cell::labels(&cell::meant(row.get(at)))).unwrap_or_default()
            };
            let (labels, lines) = (beside(feed.labels), beside(feed.lines));
            let about = About {
                column: &feed.name,
                label: &feed.label,
                labels: &labels,
                lines: &lines,
                order: feed.order,
            };
            draft.put(place, &value, &about);
        }
        for (at, name) in extra.iter().enumerate() {
            let value = cell::meant(row.get(self.feeds.len() + at));
            if !value.is_empty() {
                draft.keep(name, &value);
            }
        }
        draft.done()
    }

    /// The first address that the row has a value of.
    fn address_of(&self, row: &Row) -> Option<usize> {
        (0..self.addresses).find(|address| {
            let own = |feed: &&Feed| feed.address == Some(*address);
            self.feeds
                .iter()
                .enumerate()
                .any(|(at, feed)| own(&feed) && !row.get(at).trim().is_empty())
        })
    }

    /// Tells whether the row has that address in parts, so that the whole only repeats them.
    fn has_parts(&self, row: &Row, address: Option<usize>) -> bool {
        address.is_some()
            && self.feeds.iter().enumerate().any(|(at, feed)| {
                feed.place == Place::Address
                    && feed.address == address
                    && !row.get(at).trim().is_empty()
            })
    }
}

/// Which address a column is a part of: label and number.
type Group<'a> = (&'a str, u32);

fn group(column: &Column<Place>) -> Option<Group<'_>> {
    let is_part = matches!(
        column.place,
        Place::Address
            | Place::WholeAddress
            | Place::HouseNumber
            | Place::City
            | Place::Postcode
            | Place::Country
    );
    is_part.then_some((column.label.as_str(), column.number))
}

/// For each column the address it is a part of, counted in the order of the file, and how many
/// addresses there are.
fn addresses(columns: &[Column<Place>]) -> (Vec<Option<usize>>, usize) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for own in columns.iter().filter_map(group) {
        if !groups.contains(&own) {
            groups.push(own);
        }
    }
    let has_street = |own: &Group<'_>| {
        let street =
            |column: &&Column<Place>| matches!(column.place, Place::Address | Place::WholeAddress);
        columns.iter().filter(street).any(|column| group(column).as_ref() == Some(own))
    };
    // `City` without a label belongs to the first address that has a street.
    let street = groups.iter().find(|own| has_street(own)).copied();
    let home = |own: Group<'_>| match street {
        Some(street) if own == ("", 0) && !has_street(&own) => {
            groups.iter().position(|other| *other == street)
        }
        Some(_) | None => groups.iter().position(|other| *other == own),
    };
    let of = columns.iter().map(|column| group(column).and_then(home)).collect();
    (of, groups.len())
}

/// The system that a column's ids are from.
fn system(column: &Column<Place>, setting: &Setting) -> String {
    match (column.label.as_str(), setting.origin) {
        ("id", Some(origin)) => origin.system().to_owned(),
        ("id" | "", _) => format!("{} {}", setting.source, column.name).trim().to_owned(),
        (known, _) => known.to_owned(),
    }
}
