//! What nobody should type, and what must hold for everything that is typed. Never about ranking.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::{Lookup, Read};
use super::{customer, desk, profile};
use crate::domain::{CustomerId, Profile};

#[test]
fn ten_thousand_characters_of_anything_are_answered_at_once() {
    let mut lookup = desk();
    let long = ["a ".repeat(100), "ab".repeat(100), "0123456789".repeat(20)];
    for (at, text) in long.iter().enumerate() {
        let name = text.chars().take(200).collect::<String>();
        lookup.put(&customer(100 + at as u64, profile(&name, "", "", &name)));
    }
    let hostile = [
        "a",
        " ",
        "\u{0}",
        "0",
        "1 ",
        "a1 ",
        "+",
        "-",
        "@",
        "a@",
        ".",
        "😀",
        "é",
        "\u{301}",
        "نور ",
        "\u{202e}",
        "王",
        "a-",
        "'",
        "c-1 ",
        "nur halimah ",
        "0812 ",
        "\n",
        "ﷺ",
        "x0",
    ];
    let begun = Instant::now();
    for piece in hostile {
        let text = piece.repeat(10_000 / piece.len());
        let hits = lookup.find(&text, 50);
        assert!(hits.hits.len() <= 50 && hits.total >= hits.hits.len() as u64);
        let marked =
            lookup.marks(&Read::of(&text), &customer(1, profile(&"a".repeat(200), "", "", "")));
        assert!(marked.marks.len() < 1_000);
        lookup.by_phone(&text);
    }
    // Far more than it takes, far less than an agent would notice on the slowest machine.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn nothing_finds_nobody() {
    let lookup = desk();
    for text in ["", " ", "\t\n", "\u{0}", "\u{202e}", "-", "- -", "...", "\u{301}", "\u{200b}"] {
        assert_eq!(lookup.find(text, 10).total, 0, "{text:?}");
    }
}

fn finds(lookup: &Lookup, text: &str, id: u64) -> bool {
    lookup.find(text, 100).hits.iter().any(|hit| hit.customer == CustomerId(id))
}

/// A profile as people type it, harmless or not.
fn anybody() -> impl Strategy<Value = Option<Profile>> {
    let name = prop_oneof![
        "[A-Z][a-z]{1,8}( [A-Z][a-z'-]{1,9}){0,3}",
        "\\PC{0,40}",
        "[0-9 .&/-]{1,12}[a-z]?",
        "[\\p{Arabic}\\p{Han}\\p{Cyrillic} ]{1,12}",
    ];
    let phone = prop_oneof!["", "08[0-9]{5,11}", "\\+[1-9][0-9 -]{6,12}[0-9]", "[0-9]{7,12}"];
    let email = prop_oneof!["", "[a-zA-Z0-9._-]{1,12}@[a-z0-9.]{1,12}"];
    let account = prop_oneof!["", "[A-Za-z]{0,3}-?[0-9]{3,9}", "[A-Z0-9-]{3,10}"];
    (name, phone, email, account).prop_map(|(name, phone, email, account)| {
        let phone =
            if phone.chars().filter(char::is_ascii_digit).count() < 7 { "" } else { &phone };
        profile(&name, phone, &email, &account).checked().ok()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn everybody_is_found_by_name_phone_email_and_account(
        all in proptest::collection::vec(anybody(), 1..20)
    ) {
        let mut lookup = desk();
        let all: Vec<Profile> = all.into_iter().flatten().collect();
        for (at, profile) in all.iter().enumerate() {
            lookup.put(&customer(100 + at as u64, profile.clone()));
        }
        for (at, profile) in all.iter().enumerate() {
            let id = 100 + at as u64;
            let something = |text: &str| text.chars().any(char::is_alphanumeric);
            for text in [&profile.name, &profile.account].into_iter().filter(|t| something(t)) {
                prop_assert!(finds(&lookup, text, id), "{:?} of {:?}", text, profile);
            }
            for phone in &profile.phones {
                let digits = phone.digits();
                prop_assert!(finds(&lookup, &phone.number, id), "{:?}", profile);
                prop_assert!(finds(&lookup, &digits, id), "{} of {:?}", digits, profile);
                let last = &digits[digits.len() - 4..];
                prop_assert!(finds(&lookup, last, id), "{} of {:?}", last, profile);
                let callers = lookup.by_phone(&phone.number);
                let number = phone.tail().len() >= 3;
                prop_assert_eq!(callers.contains(&CustomerId(id)), number, "{:?}", phone);
            }
            for email in &profile.emails {
                prop_assert!(finds(&lookup, &email.address, id), "{:?}", profile);
            }
            prop_assert!(lookup.known(profile).is_some(), "{:?}", profile);
        }
    }

    #[test]
    fn whatever_is_typed_is_answered_alike_twice(text in "\\PC{0,60}", amended in 1u64..14) {
        let mut lookup = desk();
        let before = lookup.find(&text, 10);
        // The same customer put again has another row inside, which nobody may see.
        let same = lookup.find(&text, 10);
        prop_assert_eq!(&before, &same);
        let fresh = desk();
        let name = "Somebody New";
        lookup.put(&customer(amended, profile(name, "", "", "")));
        let mut other = fresh;
        other.put(&customer(amended, profile(name, "", "", "")));
        prop_assert_eq!(lookup.find(&text, 10), other.find(&text, 10));
    }
}
