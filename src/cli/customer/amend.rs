//! `sigap customer amend`: changes what is known. Never touches what others changed meanwhile:
//! the desk merges field by field.

use super::super::context::Context;
use super::super::exit::{Ended, Failure};
use super::super::given::{self, Pair};
use super::profile::ProfileArgs;
use crate::domain::contact::tail;
use crate::domain::{Change, Field, Malformed, Profile, Refusal};
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer amend C-12 --tier platinum --tag vip
sigap customer amend C-12 --remove phone=0812-3344-5566 --clear city")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[command(flatten)]
    profile: ProfileArgs,
    #[arg(long, value_name = "FIELD=VALUE")]
    remove: Vec<Pair>,
    #[arg(long, value_name = "FIELD", value_parser = given::word(CLEARABLE, Field::word))]
    clear: Vec<Field>,
}

/// Fields of a profile that can be emptied as a whole.
const CLEARABLE: &[Field] = &[
    Field::Name,
    Field::Phone,
    Field::Email,
    Field::Account,
    Field::ExternalId,
    Field::Address,
    Field::City,
    Field::Postcode,
    Field::Country,
    Field::BirthDate,
    Field::Language,
    Field::Channel,
    Field::Tag,
    Field::Tier,
    Field::Stage,
    Field::Needs,
    Field::Expectations,
    Field::Preferences,
    Field::Note,
    Field::Attribute,
];

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let Answer::Customer(found) = desk.client.query(Query::Customer { customer })? else {
        return Err(Failure::unexpected());
    };
    let was = found.ok_or(Refusal::NoCustomer { customer })?.profile;
    let mut profile = was.clone();
    args.clear.iter().for_each(|field| clear(&mut profile, *field));
    args.remove.iter().try_for_each(|pair| remove(&mut profile, pair))?;
    let profile = args.profile.lay_over(profile)?;
    let (was, profile) = (Box::new(was), Box::new(profile));
    let done = desk.client.run(Command::AmendCustomer { customer, was, profile })?;
    context.done(&done, "cli-done-customer-amended", &[])
}

fn clear(profile: &mut Profile, field: Field) {
    match field {
        Field::Phone | Field::SharedPhone | Field::WithheldPhone => profile.phones.clear(),
        Field::Email => profile.emails.clear(),
        Field::ExternalId => profile.external.clear(),
        Field::Tag => profile.tags.clear(),
        Field::Attribute => profile.attributes.clear(),
        Field::Name
        | Field::Account
        | Field::Address
        | Field::City
        | Field::Postcode
        | Field::Country
        | Field::BirthDate
        | Field::Language
        | Field::Channel
        | Field::Tier
        | Field::Stage
        | Field::Needs
        | Field::Expectations
        | Field::Preferences
        | Field::Note
        | Field::Subject
        | Field::Filter
        | Field::CallId
        | Field::Link
        | Field::Cause
        | Field::Announcement => profile.apply(&Change::new(field, "")),
    }
}

/// Takes one value out of a list; a value that is not there is a mistake worth telling.
fn remove(profile: &mut Profile, Pair { key, value }: &Pair) -> Result<(), Malformed> {
    let before = profile.clone();
    let lower = value.to_lowercase();
    match key.as_str() {
        "phone" => profile.phones.retain(|phone| phone.tail() != tail(value)),
        "email" => profile.emails.retain(|email| email.address.to_lowercase() != lower),
        "external_id" => profile.external.retain(|external| external.id != *value),
        "tags" | "tag" => profile.tags.retain(|tag| tag.to_lowercase() != lower),
        "attribute" => profile.attributes.retain(|attribute| attribute.name != *value),
        _ => {}
    }
    if *profile == before {
        let given = format!("{key}={value}");
        let allowed = there(profile).join(", ");
        return Err(Malformed::Word { given, allowed });
    }
    Ok(())
}

/// Every value that could be removed, as it would be written.
fn there(profile: &Profile) -> Vec<String> {
    let phones = profile.phones.iter().map(|phone| format!("phone={}", phone.number));
    let emails = profile.emails.iter().map(|email| format!("email={}", email.address));
    let external = profile.external.iter().map(|one| format!("external_id={}", one.id));
    let tags = profile.tags.iter().map(|tag| format!("tag={tag}"));
    let attributes = profile.attributes.iter().map(|one| format!("attribute={}", one.name));
    phones.chain(emails).chain(external).chain(tags).chain(attributes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Email, Line, Phone, Tier};

    #[test]
    fn values_are_taken_out_one_by_one_or_by_field() {
        let mut profile = Profile {
            phones: ["0812-3344-5566", "021 555 0101"]
                .map(|number| Phone {
                    label: String::new(),
                    number: number.into(),
                    line: Line::Own,
                })
                .into(),
            emails: vec![Email { label: String::new(), address: "a@b.example".into() }],
            tier: Some(Tier::Gold),
            ..Profile::default()
        };
        let pair = |text: &str| text.parse::<Pair>().expect("a pair");
        remove(&mut profile, &pair("phone=+6281233445566")).expect("is there");
        assert_eq!(profile.phones.len(), 1);
        let told = remove(&mut profile, &pair("phone=0812-3344-5566")).expect_err("is gone");
        let Malformed::Word { allowed, .. } = told else { panic!("{told:?}") };
        assert_eq!(allowed, "phone=021 555 0101, email=a@b.example");
        clear(&mut profile, Field::Tier);
        clear(&mut profile, Field::Email);
        assert_eq!((profile.tier, profile.emails.len()), (None, 0));
    }
}
