//! Whom a desk finds by what was heard of them, from outside: people of a set that others have
//! made, imported, asked for over the socket. Never how fast; benches say that.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::talk::Talk;

/// Every so many of the set's people is asked for.
const EVERY: usize = 8;

/// Somebody of the set, with a phone and an account number of their own.
struct Person {
    given: String,
    family: String,
    phone: String,
    account: String,
}

/// The originals of FEBRL's third set: made by its generator from Australian names. Says so when
/// the folder with other people's data is not there.
fn people() -> Option<Vec<Person>> {
    let folder = std::env::var_os("SIGAP_SHARED").map_or(PathBuf::from("../shared"), PathBuf::from);
    let path = folder.join("data/febrl/dataset3.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("NOT RUN: {} is not there; SIGAP_SHARED may name the folder", path.display());
        return None;
    };
    let rows = text.lines().map(|line| line.split(',').map(str::trim).collect::<Vec<_>>());
    let originals = rows.filter(|row| row[0].ends_with("-org") && row[1].len() > 3);
    let whole = originals.filter(|row| row[2].len() > 3 && !row[10].is_empty());
    let person = |(at, row): (usize, Vec<&str>)| Person {
        given: row[1].to_owned(),
        family: row[2].to_owned(),
        phone: format!("0812-{:04}-{:04}", 2_000 + at * 7 % 8_000, at * 3_571 % 10_000),
        account: format!("AU-{}", row[10]),
    };
    Some(whole.enumerate().map(person).collect())
}

/// A desk with all of them, and a talk with it.
fn desk(people: &[Person]) -> (Desk, Talk) {
    let desk = Desk::new();
    let mut list = "name,phone,account\n".to_owned();
    for Person { given, family, phone, account } in people {
        list += &format!("{given} {family},{phone},{account}\n");
    }
    let path = desk.write("people.csv", list);
    let summary = desk.ok(&["import", "customers", path.to_str().expect("plain"), "--json"]);
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(summary["rejected"], 0, "{summary}");
    let talk = desk.talk("agent42");
    (desk, talk)
}

/// The word with one letter wrong, and with two swapped, at a place that depends on the person.
fn misheard(word: &str, at: usize) -> [String; 2] {
    let letters: Vec<char> = word.chars().collect();
    let place = at % (letters.len() - 1);
    let (mut wrong, mut swapped) = (letters.clone(), letters);
    wrong[place] = if wrong[place] == 'w' { 'm' } else { 'w' };
    swapped.swap(place, place + 1);
    [wrong, swapped].map(|letters| letters.into_iter().collect())
}

/// Asks for everybody, as `typed` has it; gives how many of a hundred are among the first ten, by
/// what `field` of a row must be, and who is not.
fn recall(
    talk: &mut Talk,
    people: &[Person],
    field: &str,
    typed: impl Fn(usize, &Person) -> String,
) -> (f64, Vec<String>) {
    let (mut asked, mut missed) = (0, Vec::new());
    for (at, person) in people.iter().enumerate().step_by(EVERY) {
        let text = typed(at, person);
        let wanted = match field {
            "account" => person.account.clone(),
            _ => format!("{} {}", person.given, person.family),
        };
        let answer = talk.ask(json!({ "find": { "text": text, "limit": 10 } }));
        let rows = answer["rows"].as_array().expect("rows");
        asked += 1;
        if !rows.iter().any(|row| row[field] == wanted.as_str()) {
            missed.push(format!("{text:?} for {wanted}"));
        }
    }
    (100.0 * f64::from(asked - missed.len() as u32) / f64::from(asked), missed)
}

#[test]
fn who_is_named_in_any_order_or_by_a_number_is_always_found() {
    let Some(people) = people() else { return };
    let (_desk, mut talk) = desk(&people);
    type Typed = fn(usize, &Person) -> String;
    let kinds: [(&str, &str, Typed); 6] = [
        ("the name", "label", |_, who| format!("{} {}", who.given, who.family)),
        ("reordered", "label", |_, who| format!("{} {}", who.family, who.given)),
        ("a phone", "account", |_, who| who.phone.replace('-', " ")),
        ("with the country", "account", |_, who| format!("+62{}", who.phone[1..].replace('-', ""))),
        ("seven digits", "account", |_, who| who.phone.replace('-', "")[5..].to_owned()),
        ("an account", "account", |_, who| who.account.to_lowercase().replace('-', "")),
    ];
    for (kind, field, typed) in kinds {
        let (found, missed) = recall(&mut talk, &people, field, typed);
        assert!(missed.is_empty(), "{kind}: {found:.1} of a hundred; {missed:?}");
    }
}

#[test]
fn who_is_misheard_by_a_letter_is_found_in_99_of_a_hundred() {
    let Some(people) = people() else { return };
    let (_desk, mut talk) = desk(&people);
    type Typed = fn(usize, &Person) -> String;
    let kinds: [(&str, Typed); 4] = [
        ("a letter of the family name wrong", |at, who| {
            format!("{} {}", who.given, misheard(&who.family, at)[0])
        }),
        ("two of them swapped", |at, who| {
            format!("{} {}", who.given, misheard(&who.family, at)[1])
        }),
        ("a letter of the given name wrong", |at, who| {
            format!("{} {}", misheard(&who.given, at)[0], who.family)
        }),
        ("two of them swapped", |at, who| {
            format!("{} {}", misheard(&who.given, at)[1], who.family)
        }),
    ];
    for (kind, typed) in kinds {
        let (found, missed) = recall(&mut talk, &people, "label", typed);
        println!("{kind}: {found:.1} of a hundred");
        assert!(found >= 99.0, "{kind}: {found:.1} of a hundred; {missed:?}");
    }
}
