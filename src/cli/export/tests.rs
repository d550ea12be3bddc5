//! What is exported and imported again is what it was. Never through a desk: that is tested from
//! outside.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::{collection, option, prop_assert_eq};

use super::{cards, sheet};
use crate::cli::import;
use crate::domain::{
    At, Attribute, Channel, Customer, CustomerId, Date, Email, ExternalId, Line, Phone, Profile,
    Stage, Tier,
};

/// Texts that people and programs write, the awkward ones among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z .,;|'\"/-]{0,20}[a-z]",
        "[=+@'-][A-Za-z0-9 ]{0,8}[a-z]",
        "[äéŞ名]{1,5}",
        Just("Jl. Melati 5, RT 03".to_owned()),
        Just("attribute: x".to_owned()),
        Just("a:b::c".to_owned()),
    ]
}

fn lines() -> impl Strategy<Value = String> {
    (text(), option::of(text())).prop_map(|(one, two)| match two {
        Some(two) => format!("{one}\n{two}"),
        None => one,
    })
}

fn phone() -> impl Strategy<Value = Phone> {
    let label = prop_oneof![
        Just(String::new()),
        Just("mobile".to_owned()),
        Just("work fax".to_owned()),
        Just("Ibu Siti".to_owned()),
    ];
    let line = prop_oneof![Just(Line::Own), Just(Line::Shared), Just(Line::Withheld)];
    let number = prop_oneof!["\\+62 8[0-9]{2}-[0-9]{4}-[0-9]{4}", "\\(021\\) 555-[0-9]{4}"];
    (label, number, line).prop_map(|(label, number, line)| Phone { label, number, line })
}

fn email() -> impl Strategy<Value = Email> {
    let label =
        prop_oneof![Just(String::new()), Just("home".to_owned()), Just("Kantor".to_owned())];
    (label, "[a-z]{1,8}@[a-z]{1,8}\\.example").prop_map(|(label, address)| Email { label, address })
}

fn profile() -> impl Strategy<Value = Profile> {
    let id =
        ("[a-z]{3,9}", "[A-Z0-9-]{1,9}[A-Z]").prop_map(|(system, id)| ExternalId { system, id });
    let attribute =
        (prop_oneof![text(), Just("Phone".to_owned()), Just("name".to_owned())], lines())
            .prop_map(|(name, value)| Attribute { name, value });
    let words = (
        option::of(prop_oneof![Just(Tier::Gold), Just(Tier::Lead)]),
        option::of(prop_oneof![Just(Stage::FirstTime), Just(Stage::Client)]),
        option::of(prop_oneof![Just(Channel::Mail), Just(Channel::Letter)]),
    );
    let day = option::of((1900_u16..2026, 1_u8..13, 1_u8..29));
    let texts = collection::vec(text(), 4);
    let notes = collection::vec(lines(), 4);
    (
        (texts, notes, words, day, any::<bool>()),
        collection::vec(phone(), 0..3),
        collection::vec(email(), 0..3),
        collection::vec(id, 0..3),
        collection::vec(text(), 0..3),
        collection::vec(attribute, 0..4),
    )
        .prop_map(
            |((texts, notes, words, day, named), phones, emails, external, tags, attributes)| {
                let (tier, stage, channel) = words;
                let text = |at: usize| texts[at].clone();
                Profile {
                    name: if named { text(0) } else { String::new() },
                    phones,
                    emails,
                    account: "AC-7".to_owned(),
                    external,
                    address: text(1),
                    city: text(2),
                    postcode: "40115".to_owned(),
                    country: text(3),
                    birth_date: day.and_then(|(year, month, day)| Date::new(year, month, day)),
                    language: "id".to_owned(),
                    channel,
                    tags,
                    tier,
                    stage,
                    needs: notes[0].clone(),
                    expectations: notes[1].clone(),
                    preferences: notes[2].clone(),
                    note: notes[3].clone(),
                    attributes,
                }
            },
        )
}

fn customer(profile: Profile) -> Customer {
    let profile = profile.checked().expect("made within the limits");
    Customer::of(CustomerId(7), profile, At(1_795_227_300_123))
}

/// What is the same however lists are ordered and empty ends are cut.
fn sorted(mut profile: Profile) -> Profile {
    profile.attributes.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
    profile
}

fn table(customer: &Customer) -> Profile {
    let mut columns = sheet::Attributes::default();
    columns.see(customer);
    let columns = columns.named();
    let text = sheet::customer_header(&columns) + &sheet::customer(customer, &columns);
    let taken = import::taken_from_table(&text);
    assert_eq!(taken.kept, 0, "{text}");
    taken.profile
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_customer_comes_back_out_of_a_table(profile in profile()) {
        let customer = customer(profile);
        prop_assert_eq!(sorted(table(&customer)), sorted(customer.profile));
    }

    #[test]
    fn a_customer_comes_back_out_of_a_card(profile in profile()) {
        let customer = customer(profile);
        let card = cards::card(&customer);
        for line in card.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        let taken = import::taken_from_card(&card);
        prop_assert_eq!(sorted(taken.profile), sorted(customer.profile), "{}", card);
    }
}

#[test]
fn no_cell_is_calculated_by_a_spreadsheet() {
    let profile = Profile {
        name: "=cmd|'/c calc'!A1".to_owned(),
        note: "@SUM(1)\n+x".to_owned(),
        city: "-1".to_owned(),
        account: "7".to_owned(),
        ..Profile::default()
    };
    let customer = customer(profile);
    let text = sheet::customer(&customer, &[]);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let record = reader.records().next().expect("a row").expect("well-formed");
    assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    assert_eq!(table(&customer), customer.profile);
}
