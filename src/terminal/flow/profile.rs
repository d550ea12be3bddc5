//! A customer's record as fields of a form and back. Never loses a value that a form cannot show.

use super::log::options;
use crate::domain::{
    Attribute, Channel, Date, Email, ExternalId, Field as Which, Line, Malformed, Phone, Profile,
    Stage, Tier,
};
use crate::speech::Speech;
use crate::terminal::widget::Field;

/// The fields of a record, filled with what is known. Several values stand on lines of their own,
/// with what they are for before a colon.
pub fn fields(profile: &Profile, speech: &Speech) -> Vec<Field> {
    let label = |which: Which| speech.field(which);
    let line = |which: Which, text: &str| Field::line(which.word(), &label(which), text);
    let note = |which: Which, text: &str| Field::note(which.word(), &label(which), text);
    let or_none = |options: Vec<(String, String)>| {
        let none = (String::new(), "-".to_owned());
        std::iter::once(none).chain(options).collect::<Vec<_>>()
    };
    let tiers = or_none(options(speech, "tier", Tier::ALL, Tier::word));
    let stages = or_none(options(speech, "stage", Stage::ALL, Stage::word));
    let channels = or_none(options(speech, "channel", Channel::ALL, Channel::word));
    let birth = profile.birth_date.map(|date| date.to_string()).unwrap_or_default();
    let choice = |which: Which, all, value: Option<&'static str>| {
        Field::choice(which.word(), &label(which), all, value.unwrap_or(""))
    };
    vec![
        line(Which::Name, &profile.name),
        note(Which::Phone, &phones_text(&profile.phones, speech)),
        note(Which::Email, &emails_text(&profile.emails)),
        line(Which::Account, &profile.account),
        choice(Which::Tier, tiers, profile.tier.map(Tier::word)),
        choice(Which::Stage, stages, profile.stage.map(Stage::word)),
        line(Which::Address, &profile.address),
        line(Which::Postcode, &profile.postcode),
        line(Which::City, &profile.city),
        line(Which::Country, &profile.country),
        Field::date(Which::BirthDate.word(), &label(Which::BirthDate), &birth),
        line(Which::Language, &profile.language),
        choice(Which::Channel, channels, profile.channel.map(Channel::word)),
        line(Which::Tag, &profile.tags.join(", ")),
        note(Which::Needs, &profile.needs),
        note(Which::Expectations, &profile.expectations),
        note(Which::Preferences, &profile.preferences),
        note(Which::Note, &profile.note),
        note(Which::ExternalId, &externals_text(&profile.external)),
        note(Which::Attribute, &attributes_text(&profile.attributes)),
    ]
}

/// The record that a form's fields make of the one it began with.
///
/// # Errors
/// What cannot be read, with its field.
pub fn read(
    value: impl Fn(&str) -> String,
    was: &Profile,
    speech: &Speech,
) -> Result<Profile, (Which, Malformed)> {
    let text = |which: Which| value(which.word());
    let birth = text(Which::BirthDate);
    let birth_date = match birth.trim() {
        "" => None,
        day => Some(day.parse::<Date>().map_err(|wrong| (Which::BirthDate, wrong))?),
    };
    Ok(Profile {
        name: text(Which::Name),
        phones: phones(&text(Which::Phone), speech).map_err(|wrong| (Which::Phone, wrong))?,
        emails: emails(&text(Which::Email)).map_err(|wrong| (Which::Email, wrong))?,
        account: text(Which::Account),
        external: externals(&text(Which::ExternalId)),
        address: text(Which::Address),
        city: text(Which::City),
        postcode: text(Which::Postcode),
        country: text(Which::Country),
        birth_date,
        language: text(Which::Language),
        channel: text(Which::Channel).parse().ok(),
        tags: tags(&text(Which::Tag)),
        tier: text(Which::Tier).parse().ok(),
        stage: text(Which::Stage).parse().ok(),
        needs: text(Which::Needs),
        expectations: text(Which::Expectations),
        preferences: text(Which::Preferences),
        note: text(Which::Note),
        attributes: attributes(&text(Which::Attribute), &was.attributes),
    })
}

fn tags(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// `label: value` apart; a line without a colon has no label.
fn labelled(line: &str) -> (&str, &str) {
    match line.split_once(':') {
        Some((label, value)) => (label.trim(), value.trim()),
        None => ("", line),
    }
}

fn with_label(label: &str, value: &str) -> String {
    if label.is_empty() { value.to_owned() } else { format!("{label}: {value}") }
}

fn phones_text(phones: &[Phone], speech: &Speech) -> String {
    let line = |phone: &Phone| {
        let text = with_label(&phone.label, &phone.number);
        match phone.line {
            Line::Own => text,
            other => format!("{text} ({})", speech.word("line", other.word())),
        }
    };
    phones.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn phones(text: &str, speech: &Speech) -> Result<Vec<Phone>, Malformed> {
    lines(text)
        .map(|line| {
            let (line, who) = who_answers(line, speech);
            let (label, number) = labelled(line);
            Phone::parse(label, number).map(|phone| Phone { line: who, ..phone })
        })
        .collect()
}

/// A line without the word in brackets at its end that says who answers it.
fn who_answers<'a>(line: &'a str, speech: &Speech) -> (&'a str, Line) {
    for who in Line::ALL {
        let word = format!("({})", speech.word("line", who.word()));
        if let Some(rest) = line.strip_suffix(&word) {
            return (rest.trim_end(), *who);
        }
    }
    (line, Line::Own)
}

fn emails_text(emails: &[Email]) -> String {
    let line = |email: &Email| with_label(&email.label, &email.address);
    emails.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn emails(text: &str) -> Result<Vec<Email>, Malformed> {
    lines(text)
        .map(|line| {
            let (label, address) = labelled(line);
            Email::parse(label, address)
        })
        .collect()
}

fn externals_text(ids: &[ExternalId]) -> String {
    ids.iter().map(|id| with_label(&id.system, &id.id)).collect::<Vec<_>>().join("\n")
}

fn externals(text: &str) -> Vec<ExternalId> {
    lines(text)
        .map(|line| {
            let (system, id) = labelled(line);
            ExternalId { system: system.to_owned(), id: id.to_owned() }
        })
        .collect()
}

/// Tells whether an attribute comes out of the form as it went in.
fn is_plain(attribute: &Attribute) -> bool {
    let line = with_label(&attribute.name, &attribute.value);
    !attribute.name.is_empty()
        && !line.contains('\n')
        && labelled(&line) == (attribute.name.as_str(), attribute.value.as_str())
}

fn attributes_text(attributes: &[Attribute]) -> String {
    let plain = attributes.iter().filter(|attribute| is_plain(attribute));
    plain.map(|one| with_label(&one.name, &one.value)).collect::<Vec<_>>().join("\n")
}

/// The lines of the form, and what the form could not show.
fn attributes(text: &str, was: &[Attribute]) -> Vec<Attribute> {
    let typed = lines(text).map(|line| {
        let (name, value) = labelled(line);
        Attribute { name: name.to_owned(), value: value.to_owned() }
    });
    let hidden = was.iter().filter(|attribute| !is_plain(attribute)).cloned();
    typed.chain(hidden).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Lang;
    use crate::terminal::widget::Form;

    fn full() -> Profile {
        let mut shared = Phone::parse("office", "021-555-0100").expect("a number");
        shared.line = Line::Shared;
        let attribute =
            |name: &str, value: &str| Attribute { name: name.into(), value: value.into() };
        Profile {
            name: "Nur Halimah".into(),
            phones: vec![Phone::parse("mobile", "0812-3344-5566").expect("a number"), shared],
            emails: vec![Email::parse("", "nur.h@mail.example").expect("an address")],
            account: "AC-00231".into(),
            external: vec![ExternalId { system: "zendesk".into(), id: "9:1".into() }],
            birth_date: Date::new(1987, 11, 21),
            channel: Some(Channel::Mail),
            tags: vec!["vip".into(), "press".into()],
            tier: Some(Tier::Gold),
            stage: Some(Stage::Member),
            note: "two\nlines".into(),
            attributes: vec![attribute("Contract", "yearly"), attribute("Log", "a\nb")],
            ..Profile::default()
        }
    }

    #[test]
    fn a_record_comes_out_of_its_form_as_it_went_in() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            let form = Form::new("", fields(&full(), &speech));
            let back = read(|name| form.value(name), &full(), &speech);
            assert_eq!(back, Ok(full()), "{}", lang.tag());
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_field() {
        let speech = Speech::new(Lang::En, jiff::tz::TimeZone::UTC);
        for (name, text, which) in [
            ("phone", "mobile: none", Which::Phone),
            ("email", "nobody", Which::Email),
            ("birth_date", "1987-02-30", Which::BirthDate),
        ] {
            let value = |asked: &str| if asked == name { text.to_owned() } else { String::new() };
            let wrong = read(value, &Profile::default(), &speech).expect_err(name);
            assert_eq!(wrong.0, which);
        }
    }
}
