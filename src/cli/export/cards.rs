//! Customers as vCards, version 4.0 (RFC 6350). Never a value left out: what vCard has no property
//! for goes into one of our own, which other programs pass over and `sigap import` reads back.

use calcard::vcard::{
    VCard, VCardEntry, VCardParameter, VCardParameterName, VCardParameterValue, VCardProperty,
    VCardValue, VCardVersion,
};

use super::sheet::ERASED;
use crate::cli::row::rfc3339;
use crate::domain::{Customer, Line, Profile};

/// Labels that vCard has types for, and those types.
const TYPES: [(&str, &[&str]); 7] = [
    ("mobile", &["cell"]),
    ("work", &["work"]),
    ("home", &["home"]),
    ("fax", &["fax"]),
    ("pager", &["pager"]),
    ("work fax", &["work", "fax"]),
    ("home fax", &["home", "fax"]),
];

/// A customer's card.
pub fn card(customer: &Customer) -> String {
    let p = &customer.profile;
    let mut card = VCard::default();
    let mut add = |name: VCardProperty, value: &str| {
        if !value.is_empty() {
            card.entries.push(text(name, value));
        }
    };
    // A card must have a name; one that is not the customer's own is marked.
    let label = if customer.erased.is_some() { ERASED.to_owned() } else { customer.label() };
    add(VCardProperty::Fn, &label);
    add(own("ERASED"), &customer.erased.map(rfc3339).unwrap_or_default());
    if p.name.is_empty() {
        add(own("NAMELESS"), "1");
    }
    add(own("CUSTOMER"), &customer.id.to_string());
    add(own("ACCOUNT"), &p.account);
    add(
        VCardProperty::Bday,
        &p.birth_date.map(|d| d.to_string().replace('-', "")).unwrap_or_default(),
    );
    add(VCardProperty::Lang, &p.language);
    add(own("CHANNEL"), p.channel.map_or("", |channel| channel.word()));
    add(own("TIER"), p.tier.map_or("", |tier| tier.word()));
    add(own("STAGE"), p.stage.map_or("", |stage| stage.word()));
    add(own("NEEDS"), &p.needs);
    add(own("EXPECTATIONS"), &p.expectations);
    add(own("PREFERENCES"), &p.preferences);
    add(VCardProperty::Note, &p.note);
    contacts(p, &mut card);
    address(p, &mut card);
    if !p.tags.is_empty() {
        let tags = p.tags.iter().map(|tag| VCardValue::Text(tag.clone())).collect();
        card.entries.push(VCardEntry::new(VCardProperty::Categories).with_values(tags));
    }
    for id in &p.external {
        card.entries.push(text(own("ID"), &format!("{}\n{}", id.system, id.id)));
    }
    for attribute in &p.attributes {
        let value = format!("{}\n{}", attribute.name, attribute.value);
        card.entries.push(text(own("ATTRIBUTE"), &value));
    }
    let mut written = String::new();
    card.write_to(&mut written, VCardVersion::V4_0).expect("a String takes everything");
    written
}

/// A property of our own.
fn own(name: &str) -> VCardProperty {
    VCardProperty::Other(format!("X-SIGAP-{name}"))
}

fn text(name: VCardProperty, value: &str) -> VCardEntry {
    VCardEntry::new(name).with_value(VCardValue::Text(value.to_owned()))
}

fn contacts(profile: &Profile, card: &mut VCard) {
    let phones = profile.phones.iter().map(|phone| {
        let entry = text(VCardProperty::Tel, &phone.number);
        let line = (phone.line != Line::Own).then(|| {
            let name = VCardParameterName::Other("X-SIGAP-LINE".to_owned());
            VCardParameter::new(name, VCardParameterValue::Text(phone.line.word().to_owned()))
        });
        (entry.with_param_opt(line), phone.label.as_str())
    });
    let emails = profile
        .emails
        .iter()
        .map(|email| (text(VCardProperty::Email, &email.address), email.label.as_str()));
    for (at, (entry, label)) in phones.chain(emails).enumerate() {
        let types = TYPES.iter().find(|(known, _)| *known == label).map(|(_, types)| *types);
        match types {
            Some(types) => {
                let mut entry = entry;
                for word in types {
                    let value = VCardParameterValue::Text((*word).to_owned());
                    entry.add_param(VCardParameter::typ(value));
                }
                card.entries.push(entry);
            }
            None if label.is_empty() => card.entries.push(entry),
            None => {
                // Apple's way to name anything, which Google reads and writes too.
                let group = Some(format!("item{}", at + 1));
                card.entries.push(entry.with_group(group.clone()));
                let label = text(VCardProperty::Other("X-ABLabel".to_owned()), label);
                card.entries.push(label.with_group(group));
            }
        }
    }
}

fn address(profile: &Profile, card: &mut VCard) {
    let parts = ["", "", &profile.address, &profile.city, "", &profile.postcode, &profile.country];
    if parts.iter().any(|part| !part.is_empty()) {
        let values = parts.iter().map(|part| VCardValue::Text((*part).to_owned())).collect();
        card.entries.push(VCardEntry::new(VCardProperty::Adr).with_values(values));
    }
}
