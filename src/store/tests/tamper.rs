//! A journal changed by somebody who knows how: every checksum is right again. Never believed.

use std::fs;

use super::super::block::HEADER;
use super::{Desk, customers, places, write};
use crate::store::{Noted, Store, Vouched, verify};

const NAMES: [&str; 4] = ["Siti Rahayu", "김민수", "Nur Hidayat", "Budi Hartono"];

/// The block's checksums made right for what is in it now.
fn reseal(block: &mut [u8]) {
    let length = u64::from_le_bytes(block[24..32].try_into().expect("eight")) as usize;
    let body = crc32c::crc32c(&block[HEADER..HEADER + length]);
    block[64..68].copy_from_slice(&body.to_le_bytes());
    let head = crc32c::crc32c(&block[..68]);
    block[68..72].copy_from_slice(&head.to_le_bytes());
}

/// First and last entry, and why, of what `verify` names first.
fn first_named(desk: &Desk) -> Option<(u64, u64, String)> {
    let verified = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
    let named = verified.damage.into_iter().next()?;
    Some((named.first, named.last, named.why))
}

/// Changes the bytes of the journal's first file.
fn change(desk: &Desk, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(desk.journal()).expect("readable");
    how(&mut bytes);
    fs::write(desk.journal(), bytes).expect("written");
}

#[test]
fn a_block_that_was_altered_removed_or_inserted_is_named() {
    let desk = Desk::with(&customers(&NAMES));
    assert_eq!(first_named(&desk), None);
    let (whole, places) = (fs::read(desk.journal()).expect("readable"), places(&desk));
    let restore = || fs::write(desk.journal(), &whole).expect("written");
    let named = |word: &str, range: (u64, u64)| {
        let (first, last, why) = first_named(&desk).expect("it shows");
        assert!((first, last) == range && why.contains(word), "{first} to {last}: {why}");
    };
    // The agent's name in the second entry's facts, the same length.
    change(&desk, |bytes| {
        let block = &mut bytes[places[1].clone()];
        let at = block.windows(6).position(|part| part == b"agent1").expect("there");
        block[at + 5] = b'7';
        reseal(block);
    });
    named("altered", (2, 2));
    restore();
    change(&desk, |bytes| drop(bytes.drain(places[1].clone())));
    named("removed", (2, 2));
    restore();
    change(&desk, |bytes| {
        let copy = bytes[places[0].clone()].to_vec();
        bytes.splice(places[2].start..places[2].start, copy);
    });
    named("inserted", (1, 1));
    restore();
    assert_eq!(first_named(&desk), None);
}

#[test]
fn a_journal_written_anew_from_end_to_end_is_known_by_a_hash_noted_before() {
    let desk = Desk::with(&customers(&NAMES));
    let verified = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
    let noted = Noted { seq: verified.last, chain: verified.chain.clone() };
    let vouched =
        |desk: &Desk| verify(desk.path(), 0, Some(&noted), &mut |_| ()).expect("readable").noted;
    assert_eq!(vouched(&desk), Some(Vouched::Same));
    let (_, chain) = desk.open().0.reader().chain().expect("readable");
    assert_eq!(chain, verified.chain, "what the desk says to be noted");
    let mut names = NAMES;
    names[1] = "Somebody Else";
    let other = Desk::with(&customers(&names));
    assert_eq!(vouched(&other), Some(Vouched::Changed));
    let shorter = Desk::with(&customers(&NAMES[..2]));
    assert_eq!(vouched(&shorter), Some(Vouched::Missing));
}

#[test]
fn a_hash_noted_after_an_orderly_end_still_holds_when_the_journal_has_gone_on() {
    let desk = Desk::with(&customers(&NAMES));
    desk.open().0.close().expect("closed");
    for _ in 0..2 {
        let (mut store, _) = desk.open();
        let (seq, chain) = store.reader().chain().expect("readable");
        let noted = Some(Noted { seq, chain });
        let vouched = |store: &Store| {
            verify(desk.path(), store.head(), noted.as_ref(), &mut |_| ()).expect("readable").noted
        };
        assert_eq!(vouched(&store), Some(Vouched::Same));
        write(&mut store, &customers(&["Later"]));
        assert_eq!(vouched(&store), Some(Vouched::Same));
        store.close().expect("closed");
    }
}
