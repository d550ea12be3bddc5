//! A customer as it takes shape from the values of one row or card. Never decides that somebody is
//! known: the desk does.

use super::cell;
use super::customers::Place;
use super::dates::{self, Order};
use super::words;
use crate::domain::text::clean_line;
use crate::domain::{Attribute, ExternalId, Line, Malformed, Profile};

/// A customer taken from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What is known.
    pub profile: Profile,
    /// Values that were meant for a field, do not fit it, and are kept as attributes.
    pub kept: u64,
}

/// What a value is, beyond its text.
#[derive(Debug, Clone, Copy)]
pub struct About<'name, 'value> {
    /// Under which name it is kept when it does not fit its field.
    pub column: &'name str,
    /// What it is for, for phones and e-mails; which system, for ids.
    pub label: &'value str,
    /// Labels of several values in one cell.
    pub labels: &'value [String],
    /// Who answers each phone of the cell.
    pub lines: &'value [String],
    /// How days of its column are written.
    pub order: Order,
}

/// A part of a name: its place in the whole, its column, its text.
type Part<'a> = (usize, &'a str, String);

/// The parts of a name in the order in which they are said.
const PARTS: [Place; 5] =
    [Place::Prefix, Place::GivenName, Place::MiddleName, Place::FamilyName, Place::Suffix];

/// A customer in the making.
#[derive(Debug, Default)]
pub struct Draft<'a> {
    profile: Profile,
    parts: Vec<Part<'a>>,
    companies: Vec<(&'a str, String)>,
    house: String,
    kept: u64,
    this_year: u16,
}

impl<'a> Draft<'a> {
    /// Nothing yet. `this_year` tells the century of birth years with two digits.
    pub fn new(this_year: u16) -> Draft<'a> {
        Draft { this_year, ..Draft::default() }
    }

    /// Takes one value to its place. Empty values are not there.
    pub fn put(&mut self, place: Place, value: &str, about: &About<'a, '_>) {
        let value = value.trim();
        let is_free = matches!(place, Place::Attribute | Place::Name | Place::FamilyName);
        if value.is_empty() || (!is_free && cell::is_nothing(value)) {
            return;
        }
        match place {
            Place::Name => join(&mut self.profile.name, " ", value),
            Place::Prefix
            | Place::GivenName
            | Place::MiddleName
            | Place::FamilyName
            | Place::Suffix => {
                let rank = PARTS.iter().position(|part| *part == place).unwrap_or(0);
                self.parts.push((rank, about.column, value.to_owned()));
            }
            Place::Company => self.companies.push((about.column, value.to_owned())),
            Place::Phone => self.put_phones(value, about),
            Place::Email => self.put_emails(value, about),
            Place::ExternalId => self.put_ids(value, about),
            Place::HouseNumber => join(&mut self.house, " ", value),
            Place::Address | Place::WholeAddress => {
                join(&mut self.profile.address, ", ", &cell::one_line(value));
            }
            Place::Tags => {
                self.profile.tags.extend(cell::words(value).map(str::to_owned));
            }
            Place::Needs => join(&mut self.profile.needs, "\n", value),
            Place::Expectations => join(&mut self.profile.expectations, "\n", value),
            Place::Preferences => join(&mut self.profile.preferences, "\n", value),
            Place::Note => join(&mut self.profile.note, "\n", value),
            Place::Account
            | Place::City
            | Place::Postcode
            | Place::Country
            | Place::BirthDate
            | Place::Language
            | Place::Channel
            | Place::Tier
            | Place::Stage => {
                if !self.put_single(place, value, about) {
                    self.keep(about.column, value);
                }
            }
            Place::Attribute => self.attribute(about.column, value),
            // Labels and the like are read together with what they belong to.
            Place::PhoneLabel
            | Place::PhoneLine
            | Place::EmailLabel
            | Place::ExternalSystem
            | Place::Skip => {}
        }
    }

    /// Takes one tag, whatever stands in it.
    pub fn tag(&mut self, tag: &str) {
        self.profile.tags.push(tag.to_owned());
    }

    /// Keeps a value under its column's name.
    pub fn attribute(&mut self, column: &str, value: &str) {
        let attribute = Attribute { name: column.to_owned(), value: value.to_owned() };
        self.profile.attributes.push(attribute);
    }

    /// Keeps a value that does not fit its field.
    pub fn keep(&mut self, column: &str, value: &str) {
        self.kept += 1;
        self.attribute(column, value);
    }

    /// The customer, checked.
    ///
    /// # Errors
    /// [`Malformed`], see [`Profile::checked`]; [`Malformed::Nobody`] when nothing says who it is.
    pub fn done(mut self) -> Result<Taken, Malformed> {
        self.name_it();
        if !self.house.is_empty() {
            let separator = if self.profile.address.is_empty() { "" } else { " " };
            self.profile.address = format!("{}{separator}{}", self.house, self.profile.address);
        }
        let profile = self.profile.checked()?;
        let is_somebody = !profile.name.is_empty()
            || !profile.account.is_empty()
            || !profile.phones.is_empty()
            || !profile.emails.is_empty()
            || !profile.external.is_empty()
            || !profile.note.is_empty();
        if is_somebody { Ok(Taken { profile, kept: self.kept }) } else { Err(Malformed::Nobody) }
    }

    /// Puts the name together; what the whole name says already is not kept twice.
    fn name_it(&mut self) {
        let mut parts = std::mem::take(&mut self.parts);
        if self.profile.name.is_empty() {
            parts.sort_by_key(|(rank, ..)| *rank);
            for (_, _, part) in &parts {
                join(&mut self.profile.name, " ", part);
            }
        } else {
            let name = clean_line(&self.profile.name).to_lowercase();
            for (_, column, part) in &parts {
                if !name.contains(&clean_line(part).to_lowercase()) {
                    self.attribute(column, part);
                }
            }
        }
        for (column, company) in std::mem::take(&mut self.companies) {
            if self.profile.name.is_empty() {
                self.profile.name = company;
            } else if self.profile.name != company {
                self.attribute(column, &company);
            }
        }
    }

    fn put_phones(&mut self, value: &str, about: &About<'_, '_>) {
        let found = cell::phones(value, about.labels, about.label);
        for (at, mut phone) in found.good.into_iter().enumerate() {
            phone.line = cell::label(about.lines, at, "").parse().unwrap_or(Line::Own);
            self.profile.phones.push(phone);
        }
        for bad in found.bad {
            self.keep(about.column, &bad);
        }
    }

    fn put_emails(&mut self, value: &str, about: &About<'_, '_>) {
        let found = cell::emails(value, about.labels, about.label);
        self.profile.emails.extend(found.good);
        for bad in found.bad {
            self.keep(about.column, &bad);
        }
    }

    fn put_ids(&mut self, value: &str, about: &About<'_, '_>) {
        for (at, id) in value.split(cell::BETWEEN).enumerate() {
            let system = cell::label(about.labels, at, about.label).to_owned();
            let id = cell::whole(id.trim()).to_owned();
            self.profile.external.push(ExternalId { system, id });
        }
    }

    /// Fills a field that has one value; `false` when it does not fit or another is there.
    fn put_single(&mut self, place: Place, value: &str, about: &About<'_, '_>) -> bool {
        let profile = &mut self.profile;
        match place {
            Place::Account => fill(&mut profile.account, cell::whole(value).to_owned()),
            Place::City => fill(&mut profile.city, value.to_owned()),
            Place::Postcode => fill(&mut profile.postcode, cell::whole(value).to_owned()),
            Place::Country => fill(&mut profile.country, value.to_owned()),
            Place::Language => {
                words::language(value).is_some_and(|tag| fill(&mut profile.language, tag))
            }
            Place::BirthDate => {
                let date = dates::date(value, about.order, self.this_year);
                fill_with(&mut profile.birth_date, date)
            }
            Place::Channel => fill_with(&mut profile.channel, words::channel(value)),
            Place::Tier => fill_with(&mut profile.tier, words::tier(value)),
            Place::Stage => fill_with(&mut profile.stage, words::stage(value)),
            _ => false,
        }
    }
}

fn join(text: &mut String, between: &str, more: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(more);
}

fn fill(field: &mut String, value: String) -> bool {
    if field.is_empty() {
        *field = value;
        return true;
    }
    *field == value
}

fn fill_with<T: PartialEq>(field: &mut Option<T>, value: Option<T>) -> bool {
    match (field.is_some(), value) {
        (_, None) => false,
        (false, value) => {
            *field = value;
            true
        }
        (true, value) => *field == value,
    }
}
