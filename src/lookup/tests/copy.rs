//! A copy of a look-up, and one made of it. Never a file.

use std::io::Cursor;

use super::super::copy::seal;
use super::super::piece::{End, Kind, Pen};
use super::super::{Copying, Filling, Lookup, Swept, Unusable};
use super::{customer, desk, found, profile};
use crate::domain::CustomerId;

pub(super) fn copied(lookup: &Lookup) -> Vec<u8> {
    let (mut copying, mut bytes) = (Copying::of(lookup), Vec::new());
    while copying.go_on(lookup, b"stamp", &mut bytes).expect("nothing is swept") {}
    bytes
}

fn loaded(bytes: &[u8]) -> Result<(Vec<u8>, Lookup), Unusable> {
    Lookup::load(|| Ok(Cursor::new(bytes)))
}

#[test]
fn a_copy_finds_whom_the_look_up_finds_and_holds_nobody_who_is_gone() {
    let mut lookup = desk();
    lookup.put(&customer(1, profile("Nur Sari", "0899 111 2222", "", "")));
    lookup.remove(CustomerId(8));
    let bytes = copied(&lookup);
    for gone in
        ["halimah", "081233445566", "nur.h@mail", "nur.h", "AC-00231", "sinar", "7590-VHVEG"]
    {
        let holds = memchr::memmem::find(&bytes, gone.as_bytes()).is_some();
        assert!(!holds, "{gone} is in the copy");
    }
    let (stamp, copy) = loaded(&bytes).expect("it is whole");
    assert_eq!((&*stamp, copy.len()), (&b"stamp"[..], lookup.len()));
    for text in ["nur", "noer", "0812", "sinar", "hartono", "ac", "mail.example", "tanpa", "小明"]
    {
        assert_eq!(found(&copy, text), found(&lookup, text), "{text}");
    }
    // The first copy makes room for those who are gone too.
    let once = copied(&copy);
    let (_, again) = loaded(&once).expect("it is whole");
    assert!(copied(&again) == once, "a copy of the copy");
}

#[test]
fn a_copy_of_thousands_has_many_pieces_and_can_be_gone_on_with() {
    let mut lookup = Lookup::new();
    let row = |id: u64| {
        let phone = format!("0812 {:04} {:04}", id / 10_000, id % 10_000);
        customer(id, profile(&format!("Nama{id} Keluarga"), &phone, "", &format!("AC-{id}")))
    };
    (1..=30_000).for_each(|id| lookup.put(&row(id)));
    let bytes = copied(&lookup);
    assert!(bytes.len() > 2 << 20, "{} bytes are one piece", bytes.len());
    let (_, mut copy) = loaded(&bytes).expect("it is whole");
    copy.put(&row(30_001));
    copy.put(&customer(7, profile("Nama8 Keluarga", "", "", "")));
    for (text, who) in [("nama29999", 29_999), ("081200030001", 30_001), ("ac-12345", 12_345)] {
        assert_eq!(found(&copy, text)[0], who, "{text}");
    }
    assert_eq!(found(&copy, "nama8")[..2], [7, 8]);
    let known = |id| copy.known(&row(id).profile).map(|(who, _)| who.0);
    assert_eq!([known(29_999), known(30_001)], [Some(29_999), Some(30_001)]);
}

#[test]
fn a_word_of_many_goes_on_in_the_next_piece() {
    let mut filling = Filling::new();
    let name: Vec<String> = (10..70).map(|word| format!("{word}")).collect();
    (1..=6_000).for_each(|id| filling.put(&customer(id, profile(&name.join(" "), "", "", ""))));
    let mut lookup = filling.filled();
    lookup.remove(CustomerId(4_369));
    let once = copied(&lookup);
    let (_, copy) = loaded(&once).expect("it is whole");
    for text in ["10", "52", "53", "69"] {
        assert_eq!(copy.find(text, 1).total, 5_999, "{text}");
    }
    let (_, again) = loaded(&copied(&copy)).expect("it is whole");
    assert!(copied(&again) == copied(&copy), "a copy of the copy");
}

#[test]
fn a_copy_is_begun_again_when_rows_were_swept_meanwhile() {
    let mut lookup = desk();
    let (mut copying, mut bytes) = (Copying::of(&lookup), Vec::new());
    assert!(copying.go_on(&lookup, b"", &mut bytes).is_ok());
    (0..5_000).for_each(|_| lookup.put(&customer(1, profile("Nur Halimah", "", "", ""))));
    assert!(matches!(copying.go_on(&lookup, b"", &mut bytes), Err(Swept)));
}

#[test]
fn a_copy_of_a_version_that_finds_otherwise_is_not_used() {
    let copy = |seal: &[u8]| {
        let (mut pen, mut bytes) = (Pen::default(), Vec::new());
        pen.put(Kind::Head, &[seal, b"stamp", &[]], &mut bytes);
        pen.end(&End { turn: pen.turn(), ..End::default() }, &mut bytes);
        loaded(&bytes)
    };
    assert!(matches!(copy(&[7; 32]), Err(Unusable::Foreign)));
    assert!(copy(&seal()).is_ok_and(|(_, lookup)| lookup.is_empty()));
}
