//! What may be said about a customer on the command line, laid over what is known. Never checks
//! what the desk checks.

use super::super::exit::Failure;
use super::super::given::{self, Labelled, Pair};
use crate::domain::{
    Attribute, Channel, Date, Email, ExternalId, Line, Phone, Profile, Stage, Tier,
};

#[derive(Debug, Default, clap::Args)]
pub struct ProfileArgs {
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    #[arg(long, value_name = "[LABEL=]NUMBER")]
    pub phone: Vec<Labelled>,
    #[arg(long, value_name = "NUMBER=LINE")]
    pub line: Vec<Pair>,
    #[arg(long, value_name = "[LABEL=]ADDRESS")]
    pub email: Vec<Labelled>,
    #[arg(long, value_name = "TEXT")]
    pub account: Option<String>,
    #[arg(long, value_name = "SYSTEM=ID")]
    pub external: Vec<Pair>,
    #[arg(long, value_name = "TEXT")]
    pub address: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub city: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub postcode: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub country: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub birth_date: Option<Date>,
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    #[arg(long, value_name = "CHANNEL", value_parser = given::word(Channel::ALL, Channel::word))]
    pub channel: Option<Channel>,
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    #[arg(long, value_name = "TIER", value_parser = given::word(Tier::ALL, Tier::word))]
    pub tier: Option<Tier>,
    #[arg(long, value_name = "STAGE", value_parser = given::word(Stage::ALL, Stage::word))]
    pub stage: Option<Stage>,
    #[arg(long, value_name = "TEXT")]
    pub needs: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub expectations: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub preferences: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_name = "NAME=VALUE")]
    pub attribute: Vec<Pair>,
}

impl ProfileArgs {
    /// The profile with what was said in place of what was there; lists grow.
    ///
    /// # Errors
    /// [`Failure::Malformed`] for a line that is none, [`Failure::File`] for standard input.
    pub fn lay_over(self, mut profile: Profile) -> Result<Profile, Failure> {
        let note = self.note.map(|note| given::text(Some(note))).transpose()?;
        for (field, said) in [
            (&mut profile.name, self.name),
            (&mut profile.account, self.account),
            (&mut profile.address, self.address),
            (&mut profile.city, self.city),
            (&mut profile.postcode, self.postcode),
            (&mut profile.country, self.country),
            (&mut profile.language, self.language),
            (&mut profile.needs, self.needs),
            (&mut profile.expectations, self.expectations),
            (&mut profile.preferences, self.preferences),
            (&mut profile.note, note),
        ] {
            said.into_iter().for_each(|said| *field = said);
        }
        profile.birth_date = self.birth_date.or(profile.birth_date);
        profile.channel = self.channel.or(profile.channel);
        profile.tier = self.tier.or(profile.tier);
        profile.stage = self.stage.or(profile.stage);
        self.phone.into_iter().for_each(|phone| put_phone(&mut profile.phones, phone));
        self.email.into_iter().for_each(|email| put_email(&mut profile.emails, email));
        let external = self
            .external
            .into_iter()
            .map(|Pair { key, value }| ExternalId { system: key, id: value });
        profile.external.extend(external);
        profile.tags.extend(self.tag);
        for Pair { key, value } in self.attribute {
            profile.attributes.retain(|attribute| attribute.name != key);
            profile.attributes.push(Attribute { name: key, value });
        }
        for Pair { key, value } in self.line {
            let line: Line = value.parse()?;
            let tail = crate::domain::contact::tail(&key);
            let same = profile.phones.iter_mut().filter(|phone| phone.tail() == tail);
            same.for_each(|phone| phone.line = line);
        }
        Ok(profile)
    }
}

/// A number that is there already gets the new label; any other is added.
fn put_phone(phones: &mut Vec<Phone>, said: Labelled) {
    let Labelled { label, value: number } = said;
    let new = Phone { label, number, line: Line::Own };
    let tail = new.tail();
    match phones.iter_mut().find(|phone| !tail.is_empty() && phone.tail() == tail) {
        Some(phone) => *phone = Phone { line: phone.line, ..new },
        None => phones.push(new),
    }
}

fn put_email(emails: &mut Vec<Email>, said: Labelled) {
    let Labelled { label, value: address } = said;
    let new = Email { label, address };
    let lower = new.address.to_lowercase();
    match emails.iter_mut().find(|email| email.address.to_lowercase() == lower) {
        Some(email) => *email = new,
        None => emails.push(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Labelled {
        text.parse().expect("never fails")
    }

    #[test]
    fn what_is_said_replaces_fields_and_adds_to_lists() {
        let known = Profile {
            name: "Nur".into(),
            city: "Jakarta".into(),
            phones: vec![Phone {
                label: "home".into(),
                number: "021 555 0101".into(),
                line: Line::Shared,
            }],
            tags: vec!["vip".into()],
            ..Profile::default()
        };
        let args = ProfileArgs {
            name: Some("Nur Halimah".into()),
            city: Some(String::new()),
            phone: vec![said("work=+62 21 5550101"), said("mobile=0812-3344-5566")],
            line: vec!["081233445566=withheld".parse().expect("a pair")],
            email: vec![said("nur@mail.example")],
            tier: Some(Tier::Gold),
            tag: vec!["fibre".into()],
            ..ProfileArgs::default()
        };
        let profile = args.lay_over(known).expect("well-formed");
        assert_eq!((profile.name.as_str(), profile.city.as_str()), ("Nur Halimah", ""));
        let phones: Vec<_> =
            profile.phones.iter().map(|p| (p.label.as_str(), p.number.as_str(), p.line)).collect();
        assert_eq!(
            phones,
            [
                ("work", "+62 21 5550101", Line::Shared),
                ("mobile", "0812-3344-5566", Line::Withheld)
            ]
        );
        assert_eq!(profile.tags, ["vip", "fibre"]);
        assert_eq!(profile.tier, Some(Tier::Gold));
        let wrong = ProfileArgs {
            line: vec!["0812=loud".parse().expect("a pair")],
            ..ProfileArgs::default()
        };
        assert!(matches!(wrong.lay_over(Profile::default()), Err(Failure::Malformed(_))));
    }
}
