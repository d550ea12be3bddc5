//! Which letters are marked. Never who is found.

use super::super::{Lookup, Mark, MarkedField, Read};
use super::{customer, profile};
use crate::domain::{Customer, Email, Phone};

/// The marked letters of a field, as people see them: `[Nur] Halimah`.
fn shown(text: &str, customer: &Customer, field: MarkedField, value: &str) -> String {
    let marked = Lookup::new().marks(&Read::of(text), customer);
    let letters: Vec<char> = value.chars().collect();
    let marks: Vec<Mark> = marked.marks.into_iter().filter(|mark| mark.field == field).collect();
    let mut shown = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let starts = |mark: &&Mark| mark.start as usize == at;
        let ends = |mark: &&Mark| (mark.start + mark.len) as usize == at + 1;
        shown.extend(marks.iter().filter(starts).map(|_| '['));
        shown.push(*letter);
        shown.extend(marks.iter().filter(ends).map(|_| ']'));
    }
    shown
}

#[test]
fn the_letters_that_match_are_marked() {
    use MarkedField::{Account, Email, Label, Phone};
    let nur = customer(
        1,
        profile("Nur Hálimah O'Brien", "0812-3344-5566", "nur.h@mail.example", "AC-00231"),
    );
    for (text, field, wanted) in [
        ("nur hal", Label, "[Nur] [Hál]imah O'Brien"),
        ("imah", Label, "Nur Hál[imah] O'Brien"),
        ("obrien", Label, "Nur Hálimah [O'Brien]"),
        ("halmah", Label, "Nur [H][á][l]i[m][a][h] O'Brien"),
        ("oebrijen", Label, "Nur Hálimah [O'Brien]"),
        ("5566", Phone, "0812-3344-[5566]"),
        ("3344 55", Phone, "0812-[3344-55]66"),
        ("+62 812", Phone, "0[812]-3344-5566"),
        ("nur 0812", Label, "[Nur] Hálimah O'Brien"),
        ("nur 0812", Phone, "[0812]-3344-5566"),
        ("nur.h@", Email, "[nur.h@]mail.example"),
        ("mail", Email, "nur.h@[mail].example"),
        ("ac-002", Account, "[AC-002]31"),
        ("231", Account, "AC-00[231]"),
        ("zzz", Label, "Nur Hálimah O'Brien"),
        ("", Label, "Nur Hálimah O'Brien"),
    ] {
        let value = match field {
            Label => &nur.profile.name,
            Phone => &nur.profile.phones[0].number,
            Email => &nur.profile.emails[0].address,
            Account => &nur.profile.account,
        };
        assert_eq!(shown(text, &nur, field, value), wanted, "{text}");
    }
}

#[test]
fn the_phone_and_address_that_matched_are_named() {
    let mut two = profile("Nur", "0812-3344-5566", "nur@a.example", "");
    two.phones.push(Phone::parse("work", "021 555 7777").expect("a number"));
    two.emails.push(Email::parse("work", "n.halimah@kantor.example").expect("an address"));
    let two = customer(1, two);
    let lookup = Lookup::new();
    let marked = |text: &str| {
        let marked = lookup.marks(&Read::of(text), &two);
        (marked.phone, marked.email)
    };
    assert_eq!(marked("7777"), (Some(1), None));
    assert_eq!(marked("3344"), (Some(0), None));
    assert_eq!(marked("kantor"), (None, Some(1)));
    assert_eq!(marked("nur 7777 kantor"), (Some(1), Some(1)));
}

#[test]
fn what_stands_for_a_missing_name_is_marked_as_the_label_too() {
    let number = customer(1, profile("", "0812-3344-5566", "", ""));
    let account = customer(2, profile("", "0812-3344-5566", "", "3668-QPYBK"));
    let label = MarkedField::Label;
    assert_eq!(shown("5566", &number, label, &number.label()), "0812-3344-[5566]");
    assert_eq!(shown("qpy", &account, label, &account.label()), "3668-[QPY]BK");
    assert_eq!(shown("5566", &account, label, &account.label()), "3668-QPYBK");
}
