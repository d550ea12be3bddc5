//! Which column goes where, told by its heading or by a person. Never knows a heading itself: those
//! are in the tables of `customers.rs` and `contacts.rs`.

use std::collections::HashMap;

use crate::domain::limit;
use crate::domain::text::clean_line;

/// Words that only say whose value it is: `Customer Email` is an e-mail address.
const OWNERS: [&str; 13] = [
    "customer",
    "cust",
    "client",
    "contact",
    "subscriber",
    "caller",
    "primary",
    "default",
    "pelanggan",
    "nasabah",
    "konsumen",
    "klien",
    "kontak",
];

/// Before the name of an attribute that would else be taken for a field; `sigap export` writes it.
pub const ATTRIBUTE: &str = "attribute: ";

/// The program that wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// `sigap export`.
    Sigap,
    /// Salesforce.
    Salesforce,
    /// HubSpot.
    Hubspot,
    /// Zendesk.
    Zendesk,
    /// Freshdesk.
    Freshdesk,
    /// Google Contacts.
    Google,
    /// Outlook.
    Outlook,
}

/// Headings by which a program's files are told, compact; any two of them are enough. Only such as
/// no other program uses: ids of two programs must not be taken for ids of one.
const SIGNS: [(Origin, &str); 7] = [
    (
        Origin::Sigap,
        "phonelabel|phoneline|emaillabel|externalsystem|interaction|loggedby|answerdueat|\
         resolvedueat",
    ),
    (
        Origin::Salesforce,
        "isdeleted|systemmodstamp|masterrecordid|lastmodifiedbyid|createdbyid|lastactivitydate|\
         billingstreet|mailingstreet|lastmodifieddate|leadsource|billingpostalcode",
    ),
    (
        Origin::Hubspot,
        "recordid|lifecyclestage|contactowner|leadstatus|associatedcompany|hubspotscore|\
         marketingcontactstatus|associatedcompanyids|stateregion|associatedcompanyid",
    ),
    (
        Origin::Zendesk,
        "requesterid|requesteremail|requesterexternalid|requesterdomain|satisfactionscore|\
         groupstations|firstreplytimeinminutes|restriction|externalid|details|ticketrestriction|\
         sharedphonenumber",
    ),
    (
        Origin::Freshdesk,
        "uniqueexternalid|contactid|twitterid|firstresponsestatus|resolutionstatus|createdtime|\
         resolvedtime|closedtime|duebytime|initialresponsetime|twitterprofile|facebookprofile|\
         canviewallticketsfromthiscompany",
    ),
    (
        Origin::Google,
        "email1value|phone1value|groupmembership|fileas|yominame|phoneticfirstname|email1type|\
         email1label|address1formatted|organizationname",
    ),
    (
        Origin::Outlook,
        "businessstreet|businessphone|homestreet|emaildisplayname|email2address|businessfax|\
         ttytddphone|internetfreebusy|emailtype|otherphone|homephone2",
    ),
];

impl Origin {
    /// The name under which ids of that program are kept.
    pub const fn system(self) -> &'static str {
        match self {
            Origin::Sigap => "sigap",
            Origin::Salesforce => "salesforce",
            Origin::Hubspot => "hubspot",
            Origin::Zendesk => "zendesk",
            Origin::Freshdesk => "freshdesk",
            Origin::Google => "google",
            Origin::Outlook => "outlook",
        }
    }

    /// The program whose headings these are.
    pub fn of(names: &[String]) -> Option<Origin> {
        let compact: Vec<String> = names.iter().map(|name| join(&words(name))).collect();
        let signs = |origin: Origin, signs: &str| {
            let found = signs.split('|').filter(|sign| compact.iter().any(|name| name == sign));
            let custom = names.iter().any(|name| is_custom(name));
            found.count() + if origin == Origin::Salesforce && custom { 2 } else { 0 }
        };
        // Our own table may hold the columns of any other program as attributes.
        if signs(SIGNS[0].0, SIGNS[0].1) >= 2 {
            return Some(SIGNS[0].0);
        }
        let scores = SIGNS.iter().map(|(origin, list)| (signs(*origin, list), *origin));
        // The first of equals: the table is in the order of how sure the signs are.
        scores.rev().max_by_key(|(score, _)| *score).filter(|(score, _)| *score >= 2).map(|s| s.1)
    }
}

/// Salesforce marks the fields that a house has added.
fn is_custom(name: &str) -> bool {
    name.len() > 3
        && name.is_char_boundary(name.len() - 3)
        && name[name.len() - 3..].eq_ignore_ascii_case("__c")
}

/// What a number in a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// It makes another heading.
    Other,
    /// One more of the same: `Phone 2`, `address_1`.
    More,
    /// Columns of one number belong together: `Phone 1 - Type` and `Phone 1 - Value`.
    Pairs,
}

/// Headings that lead to one place.
#[derive(Debug, Clone, Copy)]
pub struct Heading<P: 'static> {
    /// Where the column goes.
    pub place: P,
    /// For phones and e-mails what they are for, for addresses which of several.
    pub label: &'static str,
    /// What a number means.
    pub number: Number,
    /// Only in files of this program.
    pub only: Option<Origin>,
    /// Compact names, lower case and nothing but letters and digits, with `|` between.
    pub names: &'static str,
}

impl<P> Heading<P> {
    /// Headings in which a number makes another heading.
    pub const fn one(place: P, label: &'static str, names: &'static str) -> Heading<P> {
        Heading { place, label, number: Number::Other, only: None, names }
    }
    /// Headings that may be there several times, with a number.
    pub const fn many(place: P, label: &'static str, names: &'static str) -> Heading<P> {
        Heading { place, label, number: Number::More, only: None, names }
    }
    /// Headings whose number ties columns together.
    pub const fn pairs(place: P, label: &'static str, names: &'static str) -> Heading<P> {
        Heading { place, label, number: Number::Pairs, only: None, names }
    }
    /// Headings of one program's files.
    pub const fn only(self, origin: Origin) -> Heading<P>
    where
        P: Copy,
    {
        Heading { only: Some(origin), ..self }
    }
}

/// All that is known about the files of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Table<P: 'static> {
    /// Headings.
    pub headings: &'static [Heading<P>],
    /// Names of places for `--map "COLUMN=field"`.
    pub fields: &'static [(&'static str, P)],
    /// Where a column goes that is not known.
    pub unknown: P,
    /// Where a column goes that is left out.
    pub skip: P,
}

/// A column with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<P> {
    /// Its name in the file, or `column 3` where it has none.
    pub name: String,
    /// Where its values go.
    pub place: P,
    /// See [`Heading::label`].
    pub label: String,
    /// Columns of one number belong together; 0 for none.
    pub number: u32,
    /// How its place was told.
    pub told: Told,
}

/// How a column's place was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By its heading.
    Heading,
    /// By a person.
    Person,
    /// By its values.
    Values,
    /// Not at all.
    Unknown,
}

/// A `--map` that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadMap {
    /// Not `COLUMN=field`.
    Form(String),
    /// No such column in the file.
    Column(String),
    /// No such field.
    Field(String),
}

/// Headings by their names, ready to be asked.
pub struct Lookup<P: 'static> {
    table: Table<P>,
    by_name: HashMap<&'static str, Vec<&'static Heading<P>>>,
}

impl<P: Copy + PartialEq> Table<P> {
    /// The name of a place, as `--map` takes it.
    pub fn field(&self, place: P) -> &'static str {
        let named = self.fields.iter().find(|(_, other)| *other == place);
        named.map_or("-", |(name, _)| *name)
    }
}

impl<P: Copy + PartialEq> Lookup<P> {
    /// Takes a table in.
    pub fn new(table: Table<P>) -> Lookup<P> {
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for heading in table.headings {
            for name in heading.names.split('|') {
                by_name.entry(name).or_default().push(heading);
            }
        }
        Lookup { table, by_name }
    }

    /// The table that was taken in.
    pub fn table(&self) -> Table<P> {
        self.table
    }

    /// The heading of a column name and the number in it.
    pub fn find(&self, name: &str, origin: Option<Origin>) -> Option<(&'static Heading<P>, u32)> {
        let whole = words(name);
        let bare = words(name.split(['(', '[']).next().unwrap_or(name));
        for words in [whole, bare] {
            let number = words.iter().find_map(|word| word.parse().ok()).unwrap_or(0);
            let letters: Vec<String> =
                words.iter().filter(|word| word.parse::<u32>().is_err()).cloned().collect();
            let own = |words: &[String]| -> Vec<String> {
                words.iter().filter(|word| !OWNERS.contains(&word.as_str())).cloned().collect()
            };
            let forms = [words.clone(), letters.clone(), own(&words), own(&letters)];
            for (at, form) in forms.iter().enumerate() {
                let numbered = at % 2 == 1 && form.len() < forms[at - 1].len();
                let fits = |heading: &&&'static Heading<P>| {
                    (heading.only.is_none() || heading.only == origin)
                        && (!numbered || heading.number != Number::Other)
                };
                let found = self.by_name.get(join(form).as_str());
                // What is said of this program's files goes before what is said of all.
                let best = found.and_then(|all| {
                    all.iter().filter(fits).max_by_key(|heading| heading.only.is_some())
                });
                if let Some(heading) = best {
                    return Some((heading, number));
                }
            }
        }
        None
    }

    /// How many of these names are known.
    pub fn known<'a>(&self, names: impl Iterator<Item = &'a str>) -> usize {
        names.filter(|name| self.find(name, None).is_some()).count()
    }

    /// Gives every column its place; what a person says goes before what the heading says.
    ///
    /// # Errors
    /// Every `--map` that cannot be followed.
    pub fn columns(
        &self,
        names: &[String],
        maps: &[String],
    ) -> Result<Vec<Column<P>>, Vec<BadMap>> {
        let origin = Origin::of(names);
        let mut columns: Vec<Column<P>> = names
            .iter()
            .enumerate()
            .map(|(index, name)| self.column(index, name, origin))
            .collect();
        let bad: Vec<BadMap> =
            maps.iter().filter_map(|map| self.follow(map, &mut columns).err()).collect();
        if bad.is_empty() { Ok(columns) } else { Err(bad) }
    }

    fn column(&self, index: usize, name: &str, origin: Option<Origin>) -> Column<P> {
        if let Some(name) = name.strip_prefix(ATTRIBUTE) {
            let (place, name) = (self.table.unknown, column_name(index, name));
            return Column { name, place, label: String::new(), number: 0, told: Told::Heading };
        }
        let found = self.find(name, origin);
        let (place, label, number) = match found {
            Some((heading, number)) => {
                let number = if heading.number == Number::Pairs { number } else { 0 };
                (heading.place, heading.label.to_owned(), number)
            }
            None => (self.table.unknown, String::new(), 0),
        };
        let told = if found.is_some() { Told::Heading } else { Told::Unknown };
        Column { name: column_name(index, name), place, label, number, told }
    }

    fn follow(&self, map: &str, columns: &mut [Column<P>]) -> Result<(), BadMap> {
        // A column's name may hold `=`, a field's never does.
        let (wanted, field) = map.rsplit_once('=').ok_or_else(|| BadMap::Form(clean_line(map)))?;
        let (wanted, field) = (wanted.trim(), field.trim());
        let place = match field {
            "-" | "skip" => self.table.skip,
            _ => {
                let known = self.table.fields.iter().find(|(name, _)| *name == field);
                known.ok_or_else(|| BadMap::Field(clean_line(field)))?.1
            }
        };
        let same = |column: &Column<P>| column.name == clean_line(wanted);
        let alike = |column: &Column<P>| join(&words(&column.name)) == join(&words(wanted));
        let at = columns
            .iter()
            .position(same)
            .or_else(|| columns.iter().position(alike))
            .or_else(|| wanted.parse::<usize>().ok()?.checked_sub(1))
            .filter(|at| *at < columns.len())
            .ok_or_else(|| BadMap::Column(clean_line(wanted)))?;
        let column = &mut columns[at];
        if column.place != place {
            (column.label, column.number) = (String::new(), 0);
        }
        (column.place, column.told) = (place, Told::Person);
        Ok(())
    }
}

/// The name under which a column is shown and its values are kept.
pub fn column_name(index: usize, name: &str) -> String {
    let name = clean_line(name);
    if name.is_empty() {
        return format!("column {}", index + 1);
    }
    if name.chars().count() <= limit::FIELD_CHARS {
        return name;
    }
    // The mapping shows the name as it is kept, so nothing is cut unseen.
    name.chars().take(limit::FIELD_CHARS - 3).chain("...".chars()).collect()
}

/// The words of a heading, lower case: `BillingStreet2`, `billing_street 2` and
/// `Billing Street (2)` are `billing`, `street`, `2`.
fn words(name: &str) -> Vec<String> {
    let name = if is_custom(name) { &name[..name.len() - 3] } else { name };
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.chars() {
        let begins = !last.is_alphanumeric()
            || last.is_numeric() != c.is_numeric()
            || (last.is_lowercase() && c.is_uppercase());
        if c.is_alphanumeric() {
            if begins || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        last = c;
    }
    words
}

fn join(words: &[String]) -> String {
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_same_words_however_it_is_written() {
        for name in
            ["BillingStreet2", "billing_street 2", "Billing Street (2)", " billing-STREET_2"]
        {
            assert_eq!(join(&words(name)), "billingstreet2", "{name}");
        }
        assert_eq!(words("AccountNumber__c"), ["account", "number"]);
        assert_eq!(words("E-mail 1 - Value"), ["e", "mail", "1", "value"]);
        assert_eq!(words("전화번호"), ["전화번호"]);
        assert_eq!(words("--"), [] as [&str; 0]);
    }
}
