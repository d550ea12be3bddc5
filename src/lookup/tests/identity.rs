//! Who is the same, who seems to be, who is calling. Never finds by what an agent types.

use std::str::FromStr;

use super::super::identity::{former, keys};
use super::super::{Activity, Identities, Lookup};
use super::{customer, profile};
use crate::domain::{At, Attribute, CustomerId, Date, ExternalId, Field, Line, Phone, Profile};

fn external(system: &str, id: &str) -> Vec<ExternalId> {
    vec![ExternalId { system: system.to_owned(), id: id.to_owned() }]
}

fn born(name: &str, birth: &str, address: &str) -> Profile {
    let birth_date = Date::from_str(birth).ok();
    Profile { birth_date, address: address.to_owned(), ..profile(name, "", "", "") }
}

fn with(attribute: &str, mut profile: Profile) -> Profile {
    profile.attributes = vec![Attribute { name: "segment".into(), value: attribute.into() }];
    profile
}

/// A customer, then a row of an import, and by which field it is the customer; `None` for a new
/// one.
fn rows() -> Vec<(Profile, Profile, Option<Field>)> {
    let someone = || profile("Nur Halimah", "0812-3344-5566", "Nur.H@mail.example", "AC-1");
    let plain = |name: &str| profile(name, "", "", "");
    let id = |id: &str, profile: Profile| Profile { external: external("crm", id), ..profile };
    vec![
        (someone(), someone(), Some(Field::Account)),
        (someone(), profile("Somebody Else", "", "", "ac-1"), Some(Field::Account)),
        (someone(), profile("HALIMAH, Nur", "+62 812 33445566", "", ""), Some(Field::Phone)),
        (someone(), profile("Nur Halimah", "", "nur.h@MAIL.example", ""), Some(Field::Email)),
        (someone(), profile("Nur Halim", "0812-3344-5566", "", ""), None),
        (someone(), profile("Nur Halimah", "0812-3344-5566", "", "AC-2"), None),
        (someone(), profile("", "0812-3344-5566", "", ""), None),
        (someone(), plain("Nur Halimah"), Some(Field::Name)),
        (someone(), plain("Nur Halima"), None),
        (profile("", "0812 1", "", ""), profile("", "0812-1", "", ""), Some(Field::Phone)),
        (id("7", someone()), id("7", plain("X")), Some(Field::ExternalId)),
        (id("7", someone()), id("8", someone()), None),
        (id("7", plain("Budi")), id("8", plain("Budi")), None),
        (someone(), id("7", someone()), Some(Field::Account)),
        (
            id("7", someone()),
            Profile { external: external("erp", "7"), ..someone() },
            Some(Field::Account),
        ),
        (born("Budi", "1987-11-21", ""), born("budi", "1987-11-21", ""), Some(Field::Name)),
        (born("Budi", "1987-11-21", ""), born("Budi", "1987-11-22", ""), None),
        (born("Budi", "", "Jl. Mawar 1"), born("Budi", "", "jl mawar 1"), Some(Field::Name)),
        (born("Budi", "", "Jl. Mawar 1"), born("Budi", "", "Jl. Mawar 2"), None),
        (born("Budi", "", "Jl. Mawar 1"), plain("Budi"), None),
        (with("a", plain("Budi")), with("a", plain("Budi")), Some(Field::Name)),
        (with("a", plain("Budi")), with("b", plain("Budi")), None),
        (with("a", plain("Budi")), plain("Budi"), Some(Field::Name)),
        (with("a", plain("")), with("a", plain("")), Some(Field::Name)),
        (with("a", plain("")), with("b", plain("")), None),
    ]
}

#[test]
fn an_import_recognises_who_is_there() {
    for (number, (there, row, wanted)) in rows().into_iter().enumerate() {
        let mut lookup = Lookup::new();
        lookup.put(&customer(1, profile("Zulkifli", "021 777 888", "z@z.example", "Z-9")));
        let there = customer(2, there);
        let row = customer(3, row).profile;
        lookup.put(&there);
        let known = lookup.known(&row);
        assert_eq!(known, wanted.map(|field| (CustomerId(2), field)), "row {number}");
        let mut block = Identities::new();
        block.put(CustomerId(2), &keys(&there.profile));
        assert_eq!(block.find(&keys(&row)), known, "row {number}, in a block");
        assert_eq!(Lookup::new().known_beside(&keys(&row), &block), known, "row {number}, beside");
    }
}

#[test]
fn whoever_has_changed_is_still_the_row_they_came_from() {
    for (number, (first, ..)) in rows().into_iter().enumerate() {
        let first = customer(1, first).profile;
        let other = profile("Quite Another", "0899 9", "other@z.example", "OTHER-1");
        let mut lookup = Lookup::new();
        lookup.put(&customer(1, other.clone()));
        assert_eq!(lookup.known(&first), None, "row {number}");
        lookup.was(CustomerId(1), &first);
        let known = lookup.known(&first).map(|(who, _)| who);
        assert_eq!(known, Some(CustomerId(1)), "row {number}");
        let mut block = Identities::new();
        block.put(CustomerId(1), &keys(&other));
        block.also(CustomerId(1), &former(&first));
        assert_eq!(block.find(&keys(&first)).map(|(who, _)| who), known, "row {number}");
        lookup.put(&customer(1, other));
        assert_eq!(lookup.known(&first), None, "put anew, row {number}");
    }
    let mut lookup = Lookup::new();
    lookup.put(&customer(1, profile("Nur", "0812 1", "", "AC-2")));
    lookup.was(CustomerId(1), &profile("Nur", "0812 1", "", "AC-1"));
    let other = profile("Somebody", "0812 9", "", "AC-1");
    assert_eq!(lookup.known(&other), None, "a number that was given up is free");
}

#[test]
fn a_file_imported_twice_adds_nothing() {
    let all: Vec<Profile> = rows().into_iter().flat_map(|(one, other, _)| [one, other]).collect();
    let mut lookup = Lookup::new();
    let mut import = || {
        let mut added = 0;
        for row in &all {
            if lookup.known(&customer(1, row.clone()).profile).is_none() {
                added += 1;
                lookup.put(&customer(lookup.len() as u64 + 1, row.clone()));
            }
        }
        added
    };
    assert!(import() > 10);
    assert_eq!(import(), 0);
}

#[test]
fn a_block_that_is_not_written_yet_knows_better_than_the_desk() {
    let mut lookup = Lookup::new();
    let (old, new) = (profile("Budi", "0812 333 444", "", ""), profile("Budi", "0813 1 1", "", ""));
    lookup.put(&customer(1, old.clone()));
    let mut block = Identities::new();
    assert_eq!(lookup.known_beside(&keys(&old), &block), Some((CustomerId(1), Field::Phone)));
    block.put(CustomerId(1), &keys(&new));
    assert_eq!(lookup.known_beside(&keys(&old), &block), None, "amended in the block");
    assert_eq!(lookup.known_beside(&keys(&new), &block), Some((CustomerId(1), Field::Phone)));
    block.remove(CustomerId(1));
    assert_eq!(lookup.known_beside(&keys(&old), &block), None, "withdrawn in the block");
    assert!(block.is_empty() && lookup.len() == 1);
}

#[test]
fn many_who_share_everything_are_held_without_delay() {
    let mut lookup = Lookup::new();
    let same = profile("", "", "", "N/A");
    (1..=20_000).for_each(|id| lookup.put(&customer(id, same.clone())));
    assert_eq!(lookup.known(&same), Some((CustomerId(1), Field::Account)));
    (1..=5).for_each(|id| lookup.remove(CustomerId(id)));
    assert_eq!(lookup.known(&same), Some((CustomerId(6), Field::Account)));
}

#[test]
fn a_caller_is_known_by_the_whole_number_the_latest_first() {
    let mut lookup = Lookup::new();
    for (id, number) in [
        (1, "0812-3344-5566"),
        (2, "+62 812 3344 5566"),
        (3, "0813-3344-5566"),
        (4, "+1 212 334 4556 ext. 3"),
        (5, "14022"),
        (6, "+44 7911 123456"),
        (7, "0612 3344 5566"),
    ] {
        lookup.put(&customer(id, profile("", number, "", "")));
    }
    let call = |lookup: &Lookup, number: &str| -> Vec<u64> {
        lookup.by_phone(number).into_iter().map(|customer| customer.0).collect()
    };
    lookup.touch(CustomerId(2), Activity { open_tickets: 0, last_contact: At(90_000) });
    for (number, wanted) in [
        ("081233445566", vec![2, 1]),
        ("+6281233445566", vec![2, 1]),
        ("0062 812 3344 5566", vec![2, 1]),
        ("62612 3344 5566", vec![7]),
        ("212 334 4556", vec![4]),
        ("14022", vec![5]),
        ("07911 123456", vec![6]),
        ("5566", vec![]),
        ("33445566", vec![]),
        ("", vec![]),
        ("anonymous", vec![]),
        ("+", vec![]),
        ("0000", vec![]),
    ] {
        assert_eq!(call(&lookup, number), wanted, "{number}");
    }
    lookup.remove(CustomerId(2));
    assert_eq!(call(&lookup, "081233445566"), [1]);
    assert_eq!(call(&lookup, &"1".repeat(100_000)), [0; 0]);
}

#[test]
fn who_seems_to_exist_already_is_named_the_surest_first() {
    let mut lookup = Lookup::new();
    let born = |id: u64, name: &str| customer(id, born(name, "1987-11-21", "Jl. Mawar 1"));
    lookup.put(&born(1, "Mochamad Joesoef"));
    lookup.put(&customer(2, profile("Other", "0812-3344-5566", "", "")));
    lookup.put(&customer(3, profile("Another", "", "m@yusuf.example", "")));
    lookup.put(&customer(4, profile("Third", "", "", "AC-7")));
    lookup.put(&customer(5, profile("Muhammad Yusuf", "", "", "")));
    let mut new = born(9, "Muhamad Yusuf").profile;
    let twins = |lookup: &Lookup, profile: &Profile| -> Vec<(u64, Field)> {
        lookup.twins(profile).into_iter().map(|(who, field)| (who.0, field)).collect()
    };
    assert_eq!(twins(&lookup, &new), [(1, Field::BirthDate)]);
    new.phones = vec![Phone::parse("", "+62 812 33445566").expect("a number")];
    new.emails = profile("", "", "M@Yusuf.example", "").emails;
    new.account = "ac-7".to_owned();
    let all = [(4, Field::Account), (2, Field::Phone), (3, Field::Email), (1, Field::BirthDate)];
    assert_eq!(twins(&lookup, &new), all);
    new.phones[0].line = Line::Shared;
    assert_eq!(twins(&lookup, &new).len(), 3, "a shared number proves nothing");
    new.phones[0].line = Line::Own;
    new.birth_date = None;
    assert_eq!(twins(&lookup, &new)[3], (1, Field::Address));
    (10..20).for_each(|id| lookup.put(&customer(id, profile("", "0812 3344 5566", "", ""))));
    assert_eq!(twins(&lookup, &new).len(), 5);
    assert_eq!(twins(&lookup, &profile("Muhammad Yusuf", "", "", "")), []);
    assert_eq!(twins(&lookup, &Profile::default()), []);
}
