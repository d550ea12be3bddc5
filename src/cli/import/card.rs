//! Customers out of vCards of every version. Never a parser: `calcard` reads, this file knows what
//! the properties mean to a desk.

use calcard::common::PartialDateTime;
use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardValue};

use super::cards::Card;
use super::customers::Place;
use super::dates::Order;
use super::draft::{About, Draft, Taken};
use crate::domain::Malformed;

/// Properties that say nothing about the customer, and labels that are read with what they name.
const BOOKKEEPING: [&str; 17] = [
    "VERSION",
    "PRODID",
    "REV",
    "BEGIN",
    "END",
    "PROFILE",
    "SOURCE",
    "CLIENTPIDMAP",
    "X-ABLABEL",
    "X-ABADR",
    "X-ABUID",
    "MAILER",
    "X-GENERATOR",
    "X-EVOLUTION-FILE-AS",
    "X-COUCHDB-APPLICATION-ANNOTATIONS",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
    "SORT-STRING",
];
/// Types that do not tell what a number or address is for.
const NO_LABEL: [&str; 11] = [
    "voice", "video", "text", "pref", "internet", "msg", "x-pref", "postal", "parcel", "dom",
    "intl",
];
/// Between `_$!<` and `>!$_`, Apple's own labels.
const APPLE: [&str; 2] = ["_$!<", ">!$_"];

/// What a property is to a desk.
pub const PLACES: [(&str, Place); 22] = [
    ("FN", Place::Name),
    ("TEL", Place::Phone),
    ("X-MS-TEL", Place::Phone),
    ("EMAIL", Place::Email),
    ("BDAY", Place::BirthDate),
    ("NOTE", Place::Note),
    ("CATEGORIES", Place::Tags),
    ("ORG", Place::Company),
    ("LANG", Place::Language),
    ("UID", Place::ExternalId),
    ("X-SIGAP-ACCOUNT", Place::Account),
    ("X-SIGAP-ID", Place::ExternalId),
    ("X-SIGAP-TIER", Place::Tier),
    ("X-SIGAP-STAGE", Place::Stage),
    ("X-SIGAP-CHANNEL", Place::Channel),
    ("X-SIGAP-NEEDS", Place::Needs),
    ("X-SIGAP-EXPECTATIONS", Place::Expectations),
    ("X-SIGAP-PREFERENCES", Place::Preferences),
    ("X-SIGAP-CUSTOMER", Place::Skip),
    ("X-SIGAP-NAMELESS", Place::Skip),
    ("X-SIGAP-ERASED", Place::Skip),
    ("X-SIGAP-ATTRIBUTE", Place::Attribute),
];

/// The customer of a card.
///
/// # Errors
/// [`Malformed`], see [`Draft::done`].
pub fn take(card: &Card, this_year: u16) -> Result<Taken, Malformed> {
    let read = VCard::parse(&card.text).map_err(|_| Malformed::Nobody)?;
    let lines: Vec<Line> = read.entries.iter().map(|entry| Line::of(entry, &read)).collect();
    let mut draft = Draft::new(this_year);
    let has_name = lines.iter().any(|line| line.name == "FN" && !line.whole().is_empty());
    let is_nameless = lines.iter().any(|line| line.name == "X-SIGAP-NAMELESS");
    let home = lines
        .iter()
        .position(|line| line.name == "ADR" && line.preferred)
        .or_else(|| lines.iter().position(|line| line.name == "ADR" && !line.whole().is_empty()));
    // The preferred one first, the others in the card's order.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| !lines[*at].preferred);
    for at in order {
        let line = &lines[at];
        match line.name.as_str() {
            "N" if has_name => {}
            "FN" if is_nameless => {}
            "N" => line.put_name(&mut draft),
            "ADR" if home == Some(at) => line.put_address(&mut draft),
            "ADR" => draft.put(Place::Attribute, &line.whole(), &about(&line.shown, "")),
            // The address as it is printed on an envelope only repeats its parts.
            "LABEL" if home.is_none() => line.put_as(Place::Address, &line.whole(), &mut draft),
            "LABEL" => {}
            _ => line.put(&mut draft),
        }
    }
    draft.done()
}

/// Who wrote a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writer {
    Sigap,
    Other,
}

/// One property, as text.
struct Line {
    /// Upper case, without its group.
    name: String,
    /// Under which name it is kept as an attribute: `Title`, `Address work`.
    shown: String,
    /// What it is for.
    label: String,
    preferred: bool,
    writer: Writer,
    /// Who answers a phone, when that is not the customer alone.
    line: Vec<String>,
    /// Its values; a structured one has several, each of which may have several.
    parts: Vec<Vec<String>>,
}

impl Line {
    fn of(entry: &VCardEntry, card: &VCard) -> Line {
        let name = entry.name.as_str().to_ascii_uppercase();
        let label = label(entry, card);
        let mut parts: Vec<Vec<String>> = entry.values.iter().map(texts).collect();
        let mut shown = [shown(&name), label.clone()].join(" ").trim().to_owned();
        if name == "X-SIGAP-ATTRIBUTE" {
            let whole = parts.concat().concat();
            let (own, value) = whole.split_once('\n').unwrap_or(("", &whole));
            (shown, parts) = (own.to_owned(), vec![vec![value.to_owned()]]);
        }
        let line = entry.params.iter().filter(|p| p.name.as_str() == "X-SIGAP-LINE");
        let line = line.filter_map(|p| p.value.as_text()).map(str::to_owned).collect();
        let is_ours = |e: &VCardEntry| e.name.as_str().eq_ignore_ascii_case("X-SIGAP-CUSTOMER");
        let writer = if card.entries.iter().any(is_ours) { Writer::Sigap } else { Writer::Other };
        Line { shown, label, preferred: is_preferred(entry), writer, line, parts, name }
    }

    fn part(&self, at: usize) -> String {
        self.parts.get(at).map(|part| part.join(" ")).unwrap_or_default()
    }

    fn whole(&self) -> String {
        let filled = self.parts.iter().flatten().map(|text| text.trim());
        filled.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn put<'a>(&'a self, draft: &mut Draft<'a>) {
        let known = PLACES.iter().find(|(name, _)| *name == self.name).map(|(_, place)| *place);
        let (place, value) = match known {
            None if BOOKKEEPING.contains(&self.name.as_str()) => return,
            None => (Place::Attribute, self.whole()),
            Some(Place::Phone) => (Place::Phone, self.phone()),
            Some(Place::Attribute) => (Place::Attribute, self.parts.concat().concat()),
            Some(Place::Tags) => {
                for tag in self.parts.iter().flatten() {
                    match self.writer {
                        Writer::Sigap => draft.tag(tag),
                        // Thunderbird puts all of them into one value.
                        Writer::Other => self.put_as(Place::Tags, tag, draft),
                    }
                }
                return;
            }
            Some(Place::ExternalId) if self.name == "X-SIGAP-ID" => return self.put_id(draft),
            Some(Place::ExternalId) if self.whole().starts_with("sigap:") => return,
            Some(place) => (place, self.whole()),
        };
        self.put_as(place, &value, draft);
    }

    fn put_as<'a>(&'a self, place: Place, value: &str, draft: &mut Draft<'a>) {
        let label = match place {
            Place::ExternalId => "vcard",
            _ => self.label.as_str(),
        };
        let about = About { lines: &self.line, ..about(&self.shown, label) };
        draft.put(place, value, &about);
    }

    /// System and id, each on a line, as `sigap export` writes them.
    fn put_id<'a>(&'a self, draft: &mut Draft<'a>) {
        let whole = self.parts.concat().concat();
        let (system, id) = whole.split_once('\n').unwrap_or(("vcard", &whole));
        draft.put(Place::ExternalId, id, &about(&self.shown, system));
    }

    /// A number, out of `tel:+62-812;ext=1` too; `;` has cut it in pieces.
    fn phone(&self) -> String {
        let text = self.parts.concat().join(";");
        text.strip_prefix("tel:").unwrap_or(&text).to_owned()
    }

    fn put_name<'a>(&'a self, draft: &mut Draft<'a>) {
        let places =
            [Place::FamilyName, Place::GivenName, Place::MiddleName, Place::Prefix, Place::Suffix];
        for (at, place) in places.into_iter().enumerate() {
            self.put_as(place, &self.part(at), draft);
        }
    }

    /// Box, extension, street, town, region, postal code, country.
    fn put_address<'a>(&'a self, draft: &mut Draft<'a>) {
        for at in [2, 1, 0] {
            self.put_as(Place::Address, &self.part(at), draft);
        }
        self.put_as(Place::City, &self.part(3), draft);
        let region = self.part(4);
        if !region.trim().is_empty() {
            draft.attribute("Region", region.trim());
        }
        self.put_as(Place::Postcode, &self.part(5), draft);
        self.put_as(Place::Country, &self.part(6), draft);
    }
}

fn about<'a, 'b>(column: &'a str, label: &'b str) -> About<'a, 'b> {
    About { column, label, labels: &[], lines: &[], order: Order::DayFirst }
}

/// The texts of one value.
fn texts(value: &VCardValue) -> Vec<String> {
    match value {
        VCardValue::Text(text) => vec![mended(text)],
        VCardValue::Component(texts) => texts.iter().map(|text| mended(text)).collect(),
        VCardValue::PartialDateTime(when) => vec![day(when)],
        VCardValue::Integer(number) => vec![number.to_string()],
        VCardValue::Float(number) => vec![number.to_string()],
        VCardValue::Boolean(yes) => vec![yes.to_string()],
        VCardValue::Sex(_) | VCardValue::GramGender(_) | VCardValue::Kind(_) => {
            value.as_text().map(str::to_owned).into_iter().collect()
        }
        VCardValue::Binary(data) => vec![String::from_utf8_lossy(&data.data).into_owned()],
    }
}

/// A day as it was meant: without a year it is no date, and is kept as it was written.
fn day(when: &PartialDateTime) -> String {
    match (when.year, when.month, when.day) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, _) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, _, _) => {
            let sign = if when.tz_minus { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", when.tz_hour.unwrap_or(0), when.tz_minute.unwrap_or(0))
        }
    }
}

/// Quoted-printable without a character set is read as Latin-1, as version 2.1 says; phones mean
/// UTF-8. What is UTF-8 by accident does not occur.
fn mended(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes.map(String::from_utf8) {
        Some(Ok(mended)) if !text.is_ascii() => mended,
        Some(_) | None => text.to_owned(),
    }
}

/// What a number or address is for: Apple's and Google's own label, else its types.
fn label(entry: &VCardEntry, card: &VCard) -> String {
    let of_group = |other: &&VCardEntry| {
        other.group.is_some()
            && other.group == entry.group
            && other.name.as_str().eq_ignore_ascii_case("X-ABLABEL")
    };
    if let Some(own) = card.entries.iter().find(of_group).and_then(|e| e.values.first()) {
        let text = texts(own).concat();
        return APPLE.iter().fold(text, |text, mark| text.replace(mark, ""));
    }
    let mut words: Vec<String> = Vec::new();
    for parameter in &entry.params {
        let word = match (&parameter.name, &parameter.value) {
            (VCardParameterName::Type, value) => value.as_text().unwrap_or("").to_lowercase(),
            // `TEL;WORK;VOICE:` of version 2.1 has no names for its parameters.
            (VCardParameterName::Other(name), VCardParameterValue::Null) => name.to_lowercase(),
            _ => continue,
        };
        let words_of_it = word.split(',').map(|word| match word.trim() {
            "cell" => "mobile".to_owned(),
            word => word.to_owned(),
        });
        words.extend(words_of_it.filter(|word| !NO_LABEL.contains(&word.as_str())));
    }
    // `work fax`, however the card has it.
    words.sort_by_key(|word| word == "fax");
    words.dedup();
    words.join(" ")
}

fn is_preferred(entry: &VCardEntry) -> bool {
    entry.params.iter().any(|parameter| match (&parameter.name, &parameter.value) {
        (VCardParameterName::Pref, VCardParameterValue::Integer(rank)) => *rank == 1,
        (VCardParameterName::Pref, _) => true,
        (VCardParameterName::Type, value) => {
            value.as_text().is_some_and(|text| text.to_lowercase().contains("pref"))
        }
        (VCardParameterName::Other(name), _) => name.eq_ignore_ascii_case("pref"),
        _ => false,
    })
}

/// A property's name for people: `TITLE` is `Title`, `X-MS-SPOUSE` is `Spouse`.
fn shown(name: &str) -> String {
    let name = match name {
        "ADR" => "ADDRESS",
        "TEL" | "X-MS-TEL" => "PHONE",
        "BDAY" => "BIRTHDAY",
        "ORG" => "ORGANIZATION",
        "IMPP" | "X-MS-IMADDRESS" => "MESSENGER",
        "X-ABDATE" => "DATE",
        "X-ABRELATEDNAMES" => "RELATED",
        "URL" => return "URL".to_owned(),
        other => ["X-MS-", "X-EVOLUTION-", "X-"]
            .iter()
            .find_map(|prefix| other.strip_prefix(prefix))
            .unwrap_or(other),
    };
    let mut letters = name.chars().map(|c| if c == '-' { ' ' } else { c.to_ascii_lowercase() });
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &str) -> Taken {
        let text = format!("BEGIN:VCARD\r\n{}END:VCARD\r\n", lines.replace('\n', "\r\n"));
        take(&Card { text, line: 1, left_out: 0 }, 2026).expect("somebody")
    }

    #[test]
    fn each_version_says_the_same() {
        let two = taken(
            "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Jos=C3=A9;;;\n\
             TEL;CELL;PREF:0812-1\nTEL;WORK;FAX:021-55\nEMAIL;INTERNET:a@b.example\n\
             BDAY:19871121\nADR;HOME:;;Jl. Melati 5;Bandung;Jawa Barat;40115;Indonesia\n\
             NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\n",
        );
        let three = taken(
            "VERSION:3.0\nFN:José Müller\nN:Müller;José;;;\nTEL;TYPE=CELL,PREF:0812-1\n\
             TEL;TYPE=WORK,FAX:021-55\nEMAIL;TYPE=INTERNET:a@b.example\nBDAY:1987-11-21\n\
             ADR;TYPE=HOME:;;Jl. Melati 5;Bandung;Jawa Barat;40115;Indonesia\nNOTE:one\\ntwo\n",
        );
        let four = taken(
            "VERSION:4.0\nFN:José Müller\nTEL;VALUE=uri;TYPE=\"cell,voice\";PREF=1:tel:0812-1\n\
             TEL;TYPE=fax;TYPE=work:021-55\nEMAIL:a@b.example\nBDAY:19871121\n\
             ADR:;;Jl. Melati 5;Bandung;Jawa Barat;40115;Indonesia\nNOTE:one\\n\n two\n",
        );
        assert_eq!(two.profile.name, "José Müller");
        assert_eq!(two.profile.phones[0].label, "mobile");
        assert_eq!(two.profile.phones[1].label, "work fax");
        assert_eq!(two.profile.city, "Bandung");
        assert_eq!(two.profile.note, "one\ntwo");
        assert_eq!(two, three);
        assert_eq!(three, four);
    }

    #[test]
    fn what_a_desk_has_no_field_for_is_an_attribute() {
        let taken = taken(
            "VERSION:3.0\nFN:Nur\nBDAY:--0203\nTEL:call me\nTITLE:CEO\nORG:PT Sinar;Sales\n\
             item1.X-ABRELATEDNAMES:Budi\nitem1.X-ABLabel:_$!<Spouse>!$_\nUID:77\n",
        );
        let attributes: Vec<(&str, &str)> =
            taken.profile.attributes.iter().map(|a| (a.name.as_str(), a.value.as_str())).collect();
        let wanted = [
            ("Birthday", "--02-03"),
            ("Phone", "call me"),
            ("Title", "CEO"),
            ("Related Spouse", "Budi"),
            ("Organization", "PT Sinar, Sales"),
        ];
        assert_eq!(attributes, wanted);
        assert_eq!(taken.kept, 2);
        assert_eq!(taken.profile.external[0].system, "vcard");
    }

    #[test]
    fn phones_that_forget_their_character_set_mean_utf_8() {
        let card = taken("VERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9\n");
        assert_eq!(card.profile.name, "José");
        let latin = taken("VERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Jos=E9\n");
        assert_eq!(latin.profile.name, "José");
    }
}
