//! What the desk knows about a customer, as a form shows it. Never the desk's own bookkeeping.

use std::mem::take;

use serde::{Deserialize, Serialize};

use super::contact::{Email, Line, Phone};
use super::event::Change;
use super::field::Field;
use super::interaction::Channel;
use super::limit;
use super::refusal::Malformed;
use super::text::{cleaned_line, cleaned_text, looks_blank};
use super::time::Date;
use super::word::words;

words! {
    /// How much a customer is worth to the desk, best first.
    Tier {
        /// Best served.
        Platinum = 1 "platinum",
        /// Valued.
        Gold = 2 "gold",
        /// Ordinary.
        Iron = 3 "iron",
        /// Costs more than it brings.
        Lead = 4 "lead",
    }
}

words! {
    /// Where a customer stands between never heard of and partner.
    Stage {
        /// Might buy.
        Suspect = 1 "suspect",
        /// Is interested.
        Prospect = 2 "prospect",
        /// Will not be a customer.
        Disqualified = 3 "disqualified",
        /// Bought once.
        FirstTime = 4 "first_time",
        /// Bought again.
        Repeat = 5 "repeat",
        /// Buys regularly.
        Client = 6 "client",
        /// Belongs to a programme.
        Member = 7 "member",
        /// Recommends the company.
        Advocate = 8 "advocate",
        /// Works with the company.
        Partner = 9 "partner",
        /// Has left.
        Inactive = 10 "inactive",
    }
}

/// The customer's number in some other system.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// Which system: `salesforce`, `zendesk`, or the importing file's column.
    pub system: String,
    /// The id there.
    pub id: String,
}

/// Something an import brought that sigap has no field for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// The column's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Everything a person may type about a customer. Every field may be empty: a company's account
/// may have no name, a withheld caller only a note.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Name of the person or company.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Phones, the preferred one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// E-mail addresses, the preferred one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Email>,
    /// Account number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// Ids in other systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<ExternalId>,
    /// Street and house number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postcode: String,
    /// Country.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Preferred language, a BCP 47 tag (`id`, `en-GB`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Preferred channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Tier; `None` when nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Life-cycle stage; `None` when nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// What the customer needs.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub needs: String,
    /// What the customer expects.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expectations: String,
    /// What the customer prefers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub preferences: String,
    /// Anything else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What imports brought and sigap has no field for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// One value of a profile in its flat form: field, key (label, system, name) and value.
type Flat = (Field, String, String);

impl Profile {
    /// Cleans every text and checks every limit, so that what comes out can be kept and shown.
    ///
    /// # Errors
    /// The first field that is over its limit ([`Malformed::TooLong`], [`Malformed::TooMany`]), a
    /// phone or address that is none, a name of which nothing is seen ([`Malformed::Empty`]), or a
    /// profile with nothing in it ([`Malformed::Nobody`]).
    pub fn checked(mut self) -> Result<Profile, Malformed> {
        self.check_counts()?;
        for (field, text) in self.lines_mut() {
            let limit = if field == Field::Name { limit::NAME_CHARS } else { limit::FIELD_CHARS };
            *text = fit(field, cleaned_line(take(text)), limit)?;
        }
        // Somebody by such a name would be nowhere to be seen in a list.
        if !self.name.is_empty() && looks_blank(&self.name) {
            return Err(Malformed::Empty { field: Field::Name });
        }
        for (field, text) in self.notes_mut() {
            *text = fit(field, cleaned_text(take(text)), limit::NOTE_CHARS)?;
        }
        for phone in &mut self.phones {
            let line = phone.line;
            *phone = Phone::parse(
                &fit(Field::Phone, cleaned_line(take(&mut phone.label)), limit::FIELD_CHARS)?,
                &phone.number,
            )?;
            phone.line = line;
        }
        for email in &mut self.emails {
            *email = Email::parse(
                &fit(Field::Email, cleaned_line(take(&mut email.label)), limit::FIELD_CHARS)?,
                &email.address,
            )?;
        }
        for id in &mut self.external {
            id.system =
                fit(Field::ExternalId, cleaned_line(take(&mut id.system)), limit::FIELD_CHARS)?;
            id.id = fit(Field::ExternalId, cleaned_line(take(&mut id.id)), limit::FIELD_CHARS)?;
        }
        for tag in &mut self.tags {
            *tag = fit(Field::Tag, cleaned_line(take(tag)), limit::FIELD_CHARS)?;
        }
        for attribute in &mut self.attributes {
            let (name, value) = (take(&mut attribute.name), take(&mut attribute.value));
            attribute.name = fit(Field::Attribute, cleaned_line(name), limit::FIELD_CHARS)?;
            attribute.value = fit(Field::Attribute, cleaned_text(value), limit::ATTRIBUTE_CHARS)?;
        }
        self.drop_empty_and_repeated();
        if self == Profile::default() { Err(Malformed::Nobody) } else { Ok(self) }
    }

    fn check_counts(&self) -> Result<(), Malformed> {
        for (field, count, limit) in [
            (Field::Phone, self.phones.len(), limit::PHONES),
            (Field::Email, self.emails.len(), limit::EMAILS),
            (Field::ExternalId, self.external.len(), limit::EXTERNAL_IDS),
            (Field::Tag, self.tags.len(), limit::TAGS),
            (Field::Attribute, self.attributes.len(), limit::ATTRIBUTES),
        ] {
            if count > limit {
                return Err(Malformed::TooMany { field, count, limit });
            }
        }
        Ok(())
    }

    fn drop_empty_and_repeated(&mut self) {
        fn first_of_each<T: PartialEq>(list: &mut Vec<T>) {
            if list.len() < 2 {
                return;
            }
            let mut kept = Vec::with_capacity(list.len());
            for item in list.drain(..) {
                if !kept.contains(&item) {
                    kept.push(item);
                }
            }
            *list = kept;
        }
        self.external.retain(|id| !id.id.is_empty());
        self.tags.retain(|tag| !tag.is_empty());
        self.attributes.retain(|attribute| !attribute.value.is_empty());
        first_of_each(&mut self.phones);
        first_of_each(&mut self.emails);
        first_of_each(&mut self.external);
        first_of_each(&mut self.tags);
        first_of_each(&mut self.attributes);
    }

    fn lines_mut(&mut self) -> [(Field, &mut String); 7] {
        [
            (Field::Name, &mut self.name),
            (Field::Account, &mut self.account),
            (Field::Address, &mut self.address),
            (Field::City, &mut self.city),
            (Field::Postcode, &mut self.postcode),
            (Field::Country, &mut self.country),
            (Field::Language, &mut self.language),
        ]
    }

    fn notes_mut(&mut self) -> [(Field, &mut String); 4] {
        [
            (Field::Needs, &mut self.needs),
            (Field::Expectations, &mut self.expectations),
            (Field::Preferences, &mut self.preferences),
            (Field::Note, &mut self.note),
        ]
    }

    /// Every value that is there, flat.
    fn flat(&self) -> Vec<Flat> {
        let word = |word: Option<&'static str>| word.unwrap_or("").to_owned();
        let mut flat = vec![
            (Field::Name, String::new(), self.name.clone()),
            (Field::Account, String::new(), self.account.clone()),
            (Field::Address, String::new(), self.address.clone()),
            (Field::City, String::new(), self.city.clone()),
            (Field::Postcode, String::new(), self.postcode.clone()),
            (Field::Country, String::new(), self.country.clone()),
            (
                Field::BirthDate,
                String::new(),
                self.birth_date.map(|date| date.to_string()).unwrap_or_default(),
            ),
            (Field::Language, String::new(), self.language.clone()),
            (Field::Channel, String::new(), word(self.channel.map(Channel::word))),
            (Field::Tier, String::new(), word(self.tier.map(Tier::word))),
            (Field::Stage, String::new(), word(self.stage.map(Stage::word))),
            (Field::Needs, String::new(), self.needs.clone()),
            (Field::Expectations, String::new(), self.expectations.clone()),
            (Field::Preferences, String::new(), self.preferences.clone()),
            (Field::Note, String::new(), self.note.clone()),
        ];
        flat.retain(|(_, _, value)| !value.is_empty());
        flat.extend(
            self.phones.iter().map(|p| (field_of(p.line), p.label.clone(), p.number.clone())),
        );
        flat.extend(self.emails.iter().map(|e| (Field::Email, e.label.clone(), e.address.clone())));
        flat.extend(
            self.external.iter().map(|x| (Field::ExternalId, x.system.clone(), x.id.clone())),
        );
        flat.extend(self.tags.iter().map(|tag| (Field::Tag, String::new(), tag.clone())));
        flat.extend(
            self.attributes.iter().map(|a| (Field::Attribute, a.name.clone(), a.value.clone())),
        );
        flat
    }

    /// What has to change to make `self` into `wanted`: single fields from → to, list fields as
    /// removals and additions. Applying the result to `self` gives `wanted` up to list order.
    pub fn changes_to(&self, wanted: &Profile) -> Vec<Change> {
        let (before, after) = (self.flat(), wanted.flat());
        let mut changes = Vec::new();
        for (field, key, value) in before.iter().filter(|flat| !after.contains(flat)) {
            let replaced = after.iter().find(|(f, _, _)| f == field && field.is_single());
            let to = replaced.map(|(_, _, value)| value.clone()).unwrap_or_default();
            changes.push(Change { field: *field, key: key.clone(), from: value.clone(), to });
        }
        for (field, key, value) in after.iter().filter(|flat| !before.contains(flat)) {
            let had = before.iter().any(|(f, _, _)| f == field && field.is_single());
            if !had {
                changes.push(Change {
                    field: *field,
                    key: key.clone(),
                    from: String::new(),
                    to: value.clone(),
                });
            }
        }
        changes
    }

    /// Tells whether a value that a change would set is there already.
    pub fn has(&self, change: &Change) -> bool {
        let is = |(field, key, value): &Flat| {
            (*field, key, value) == (change.field, &change.key, &change.to)
        };
        self.flat().iter().any(is)
    }

    /// What these changes set, and nothing else.
    pub fn set_by<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Profile {
        let mut profile = Profile::default();
        changes.into_iter().for_each(|change| profile.apply(change));
        profile
    }

    /// Makes one change. Values that cannot be read (a word of a newer version) are passed over:
    /// applying an event cannot fail.
    pub fn apply(&mut self, change: &Change) {
        let Change { field, key, from, to } = change;
        match field {
            Field::Name => self.name.clone_from(to),
            Field::Account => self.account.clone_from(to),
            Field::Address => self.address.clone_from(to),
            Field::City => self.city.clone_from(to),
            Field::Postcode => self.postcode.clone_from(to),
            Field::Country => self.country.clone_from(to),
            Field::BirthDate => self.birth_date = to.parse().ok(),
            Field::Language => self.language.clone_from(to),
            Field::Channel => self.channel = to.parse().ok(),
            Field::Tier => self.tier = to.parse().ok(),
            Field::Stage => self.stage = to.parse().ok(),
            Field::Needs => self.needs.clone_from(to),
            Field::Expectations => self.expectations.clone_from(to),
            Field::Preferences => self.preferences.clone_from(to),
            Field::Note => self.note.clone_from(to),
            Field::Phone => self.swap_phone(Line::Own, change),
            Field::SharedPhone => self.swap_phone(Line::Shared, change),
            Field::WithheldPhone => self.swap_phone(Line::Withheld, change),
            Field::Email => swap(
                &mut self.emails,
                from,
                to,
                |e| e.label == *key && e.address == *from,
                || Email { label: key.clone(), address: to.clone() },
            ),
            Field::ExternalId => swap(
                &mut self.external,
                from,
                to,
                |x| x.system == *key && x.id == *from,
                || ExternalId { system: key.clone(), id: to.clone() },
            ),
            Field::Tag => swap(&mut self.tags, from, to, |tag| tag == from, || to.clone()),
            Field::Attribute => swap(
                &mut self.attributes,
                from,
                to,
                |a| a.name == *key && a.value == *from,
                || Attribute { name: key.clone(), value: to.clone() },
            ),
            Field::Subject
            | Field::Filter
            | Field::CallId
            | Field::Link
            | Field::Cause
            | Field::Announcement => {}
        }
    }

    fn swap_phone(&mut self, line: Line, Change { key, from, to, .. }: &Change) {
        let is_old = |p: &Phone| p.line == line && p.label == *key && p.number == *from;
        let new = || Phone { label: key.clone(), number: to.clone(), line };
        swap(&mut self.phones, from, to, is_old, new);
    }
}

/// Under which field a phone is kept: who answers it is part of what it is.
const fn field_of(line: Line) -> Field {
    match line {
        Line::Own => Field::Phone,
        Line::Shared => Field::SharedPhone,
        Line::Withheld => Field::WithheldPhone,
    }
}

/// Takes `from` out of a list (when there is one) and puts `to` in its place or at the end.
fn swap<T>(
    list: &mut Vec<T>,
    from: &str,
    to: &str,
    is_old: impl Fn(&T) -> bool,
    new: impl Fn() -> T,
) {
    let at = if from.is_empty() { None } else { list.iter().position(is_old) };
    match (at, to.is_empty()) {
        (Some(at), true) => drop(list.remove(at)),
        (Some(at), false) => list[at] = new(),
        (None, true) => {}
        (None, false) => list.push(new()),
    }
}

fn fit(field: Field, text: String, limit: usize) -> Result<String, Malformed> {
    // No text has more letters than bytes.
    let count = if text.len() > limit { text.chars().count() } else { 0 };
    if count > limit { Err(Malformed::TooLong { field, count, limit }) } else { Ok(text) }
}
