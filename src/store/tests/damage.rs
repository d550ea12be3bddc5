//! Journals and indexes spoilt in every way that can be thought of. Never a loss in silence.

use std::fs;
use std::path::Path;

use proptest::prelude::{ProptestConfig, any, prop_assert_eq};
use proptest::proptest;

use super::super::block::{FORMAT, HEADER};
use super::super::segment::Window;
use super::super::walk::{Verdict, Walk};
use super::story::story;
use super::{Desk, customers, places, state, write};
use crate::domain::CustomerId;
use crate::store::{Cut, Damage, How, Mirrored, Opened, Store, StoreError, verify};

const NAMES: [&str; 3] = ["Siti Rahayu", "김민수", "Nur Hidayat"];

/// The last seq a walk comes to, and what its end means to somebody who knows of `witness`.
fn judged(desk: &Desk, witness: u64) -> (u64, Verdict) {
    let mut walk = Walk::from_start(&desk.path().join("journal")).expect("readable");
    loop {
        if let Err(stop) = walk.step().expect("readable") {
            let verdict = walk.judge(&stop, witness).expect("of this version");
            return (walk.cursor().seq, verdict);
        }
    }
}

fn lost(verdict: &Verdict) -> Option<(u64, u64)> {
    match verdict {
        Verdict::Damaged(damage) => Some((damage.first, damage.last)),
        Verdict::End | Verdict::Torn => None,
    }
}

fn range(damage: &[Damage]) -> Vec<(u64, u64)> {
    damage.iter().map(|one| (one.first, one.last)).collect()
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("readable");
    bytes[at] ^= 0x10;
    fs::write(file, bytes).expect("written");
}

fn label(store: &Store, id: u64) -> Option<String> {
    let found = store.reader().view().customer(CustomerId(id)).expect("readable");
    found.map(|customer| customer.label())
}

#[test]
fn a_last_block_cut_anywhere_is_gone_or_whole() {
    let desk = Desk::with(&customers(&NAMES));
    let last = places(&desk).pop().expect("three blocks");
    let whole = fs::read(desk.journal()).expect("readable")[..last.end].to_vec();
    for at in last.clone() {
        let is_whole = whole[at..].iter().all(|byte| *byte == 0);
        for (rest, torn) in
            [(vec![], at > last.start), (vec![0; 300], at > last.start), (vec![0xA5; 300], true)]
        {
            fs::write(desk.journal(), [&whole[..at], &rest].concat()).expect("written");
            let (seq, verdict) = judged(&desk, 0);
            if is_whole {
                assert_eq!(seq, 3, "cut at {at}, {} bytes behind", rest.len());
            } else {
                let wanted = if torn { Verdict::Torn } else { Verdict::End };
                assert_eq!((seq, verdict), (2, wanted), "cut at {at}, {} behind", rest.len());
                assert_eq!(lost(&judged(&desk, 3).1), Some((3, 3)), "cut at {at}");
            }
        }
    }
}

#[test]
fn work_goes_on_after_a_cut() {
    let whole = Desk::with(&customers(&NAMES));
    let last = places(&whole).pop().expect("three blocks");
    for at in last.clone().step_by(37) {
        let desk = Desk::with(&customers(&NAMES));
        let mut bytes = fs::read(desk.journal()).expect("readable");
        bytes[at..last.end].fill(0);
        fs::write(desk.journal(), &bytes).expect("written");
        desk.remove_index();
        let (mut store, opened) = desk.open();
        let cut = if at == last.start { Cut::Nothing } else { Cut::UnfinishedBlock };
        assert_eq!(
            opened,
            Opened { how: How::Replayed { entries: 2 }, cut, damage: None, mirror: Mirrored::None }
        );
        assert_eq!(label(&store, 3), None);
        write(&mut store, &customers(&["", "", "Somebody else"])[2..]);
        drop(store);
        let (store, opened) = desk.open();
        assert_eq!((opened.cut, opened.damage), (Cut::Nothing, None));
        assert_eq!(label(&store, 3).as_deref(), Some("Somebody else"));
        assert_eq!(range(&verify(desk.path(), 0, None, &mut |_| ()).expect("readable").damage), []);
    }
}

#[test]
fn a_last_block_that_the_index_knows_of_is_lost_not_cut() {
    let desk = Desk::with(&customers(&NAMES));
    let last = places(&desk).pop().expect("three blocks");
    flip(&desk.journal(), last.start + HEADER + 9);
    let (mut store, opened) = desk.open();
    assert_eq!(opened.damage.map(|damage| (damage.first, damage.last)), Some((3, 3)));
    assert_eq!(label(&store, 3).as_deref(), Some("Nur Hidayat"));
    let why = store.reader().trouble().expect("read-only");
    assert!(why.starts_with("journal entry 3 is damaged"), "{why}");
    let mut block = store.begin();
    let id = block.next_customer();
    let add = crate::domain::Customer::add(id, &super::named("Too late"));
    block.append(add, &super::stamp(9));
    assert!(matches!(store.commit(block), Err(StoreError::ReadOnly { .. })));
}

#[test]
fn a_flipped_bit_in_the_middle_is_named_and_nothing_else_is_lost() {
    let desk = Desk::with(&customers(&NAMES));
    let middle = places(&desk)[1].clone();
    let whole = fs::read(desk.journal()).expect("readable");
    let sound = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
    assert_eq!((sound.entries, range(&sound.damage)), (3, vec![]));
    for at in middle {
        flip(&desk.journal(), at);
        let verified = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
        if verified.damage.is_empty() {
            // The zeros between two blocks say nothing; a bit flipped there changes nothing.
            assert_eq!((verified.chain == sound.chain, whole[at]), (true, 0), "byte {at}");
        } else {
            assert_eq!((verified.entries, range(&verified.damage)), (2, vec![(2, 2)]), "byte {at}");
            assert_eq!(lost(&judged(&desk, 0).1), Some((2, 2)), "byte {at}");
        }
        fs::write(desk.journal(), &whole).expect("written");
    }
}

#[test]
fn a_damaged_journal_is_read_as_far_as_it_goes() {
    let desk = Desk::with(&customers(&NAMES));
    let middle = places(&desk)[1].clone();
    flip(&desk.journal(), middle.start + HEADER + 9);
    let (store, opened) = desk.open();
    assert_eq!(opened.damage, None, "the index answers, and nobody has read the old block");
    assert_eq!(label(&store, 2).as_deref(), Some("김민수"));
    let reader = store.reader();
    assert_eq!(reader.entries(1, 1).expect("readable").len(), 1);
    let error = reader.entries(1, 3).expect_err("the second is lost");
    assert!(matches!(error, StoreError::Damaged(Damage { first: 2, .. })), "{error}");
    assert_eq!(reader.entries(3, 9).expect("readable").len(), 1);
    drop((store, reader));
    desk.remove_index();
    let before = fs::read(desk.journal()).expect("readable");
    for _ in 0..2 {
        let (store, opened) = desk.open();
        assert_eq!(opened.damage.map(|damage| (damage.first, damage.last)), Some((2, 2)));
        assert_eq!((label(&store, 1).as_deref(), label(&store, 3)), (Some("Siti Rahayu"), None));
    }
    assert_eq!(fs::read(desk.journal()).expect("readable"), before, "the evidence is kept");
}

#[test]
fn after_an_orderly_end_the_last_block_is_never_cut() {
    let desk = Desk::new();
    let (mut store, _) = desk.open();
    write(&mut store, &customers(&NAMES));
    store.close().expect("closed");
    let places = places(&desk);
    assert_eq!(places.len(), 4);
    desk.remove_index();
    flip(&desk.journal(), places[2].start + HEADER + 9);
    let (store, opened) = desk.open();
    assert_eq!(opened.damage.map(|damage| (damage.first, damage.last)), Some((3, 3)));
    drop(store);

    flip(&desk.journal(), places[2].start + HEADER + 9);
    flip(&desk.journal(), places[3].start + 20);
    let (mut store, opened) = desk.open();
    assert_eq!((opened.cut, opened.damage), (Cut::UnfinishedBlock, None), "no entry was in it");
    write(&mut store, &[customers(&["", "", "", "Budi"]).remove(3)]);
    assert_eq!(label(&store, 4).as_deref(), Some("Budi"));
}

#[test]
fn an_unreadable_block_without_entries_loses_nothing() {
    let desk = Desk::new();
    for number in 0..3 {
        let (mut store, _) = desk.open();
        write(&mut store, &[customers(&NAMES).remove(number)]);
        store.close().expect("closed");
    }
    let places = places(&desk);
    assert_eq!(places.len(), 6);
    flip(&desk.journal(), places[1].start + 3);
    flip(&desk.journal(), places[3].start + 40);
    desk.remove_index();
    let (store, opened) = desk.open();
    assert_eq!((opened.how, opened.damage), (How::Replayed { entries: 3 }, None));
    assert_eq!(label(&store, 3).as_deref(), Some("Nur Hidayat"));
}

#[test]
fn a_lost_file_is_missed() {
    let desk = Desk::new();
    let (mut store, _) = desk.open();
    store.journal.as_mut().expect("writable").segment_bytes = 1;
    write(&mut store, &customers(&NAMES));
    drop(store);
    let file = |first: u64| desk.path().join(format!("journal/{first:020}.journal"));
    let away = desk.path().join("away");
    for (first, missed) in [(1, (1, 1)), (2, (2, 2))] {
        desk.remove_index();
        fs::rename(file(first), &away).expect("moved");
        let (store, opened) = desk.open();
        assert_eq!(opened.damage.map(|damage| (damage.first, damage.last)), Some(missed));
        drop(store);
        assert_eq!(
            range(&verify(desk.path(), 0, None, &mut |_| ()).expect("readable").damage),
            [missed]
        );
        fs::rename(&away, file(first)).expect("moved");
    }
    let (store, opened) = desk.open();
    assert_eq!((opened.how, opened.damage), (How::Replayed { entries: 2 }, None));
    drop(store);
    // With the index as a witness even the last file, and all of them.
    fs::remove_file(file(3)).expect("removed");
    assert_eq!(range(&desk.open().1.damage.into_iter().collect::<Vec<_>>()), [(3, 3)]);
    fs::remove_dir_all(desk.path().join("journal")).expect("removed");
    let (store, opened) = desk.open();
    assert_eq!(range(&opened.damage.into_iter().collect::<Vec<_>>()), [(1, 3)]);
    assert_eq!(label(&store, 2).as_deref(), Some("김민수"));
}

#[test]
fn a_later_block_put_into_a_damaged_one_hides_none_of_those_between() {
    let names: Vec<String> = (1..=10).map(|number| format!("Customer {number}")).collect();
    let mut blocks = customers(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let long = blocks.drain(..8).flatten().collect();
    blocks.insert(0, long);
    let desk = Desk::with(&blocks);
    let last = places(&desk).pop().expect("three blocks");
    let mut bytes = fs::read(desk.journal()).expect("readable");
    bytes.copy_within(last, HEADER);
    fs::write(desk.journal(), bytes).expect("written");
    let verified = verify(desk.path(), 10, None, &mut |_| ()).expect("readable");
    assert_eq!(range(&verified.damage), [(1, 8)]);
    let (store, _) = desk.open();
    let read = store.reader().entries(9, 2).expect("sound");
    assert_eq!(read.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [9, 10]);
}

#[test]
fn a_file_whose_room_is_given_back_while_it_is_read_is_read_to_its_end() {
    let desk = Desk::with(&customers(&NAMES));
    let end = places(&desk).pop().expect("three blocks").end;
    let mut window = Window::open(&desk.path().join("journal"), 1).expect("open").expect("there");
    let file = fs::OpenOptions::new().write(true).open(desk.journal()).expect("open");
    file.set_len(end as u64).expect("sealed");
    assert_eq!(window.bytes(0, HEADER).expect("readable").len(), HEADER);
    assert_eq!(window.bytes(end as u64, HEADER).expect("readable").len(), 0);
    assert!(window.is_blank_from(end as u64).expect("readable"));
}

#[test]
fn a_file_that_holds_nothing_but_an_orderly_end_takes_the_next_block_however_long() {
    let desk = Desk::with(&customers(&NAMES[..1]));
    for add in &customers(&NAMES)[1..] {
        let mut store = desk.open().0.with_files_of(8);
        write(&mut store, std::slice::from_ref(add));
        store.close().expect("the orderly end begins a file");
    }
    let (store, opened) = desk.open();
    assert_eq!((opened.how, opened.damage), (How::AsLeft, None));
    assert_eq!(store.reader().entries(1, 9).expect("sound").len(), 3);
}

#[test]
fn an_index_of_another_desk_is_built_anew() {
    let desk = Desk::with(&customers(&NAMES));
    let other = Desk::with(&customers(&["One", "Two", "Three", "Four"]));
    fs::copy(other.journal(), desk.journal()).expect("copied");
    let (store, opened) = desk.open();
    assert!(matches!(opened.how, How::Rebuilt { entries: 4, .. }), "{opened:?}");
    assert_eq!(label(&store, 4).as_deref(), Some("Four"));
    assert_eq!(label(&store, 1).as_deref(), Some("One"));
}

#[test]
fn a_newer_block_asks_for_a_newer_program() {
    let desk = Desk::with(&customers(&NAMES));
    let last = places(&desk).pop().expect("three blocks");
    let mut bytes = fs::read(desk.journal()).expect("readable");
    bytes[last.start + 10..last.start + 12].copy_from_slice(&(FORMAT + 1).to_le_bytes());
    let crc = crc32c::crc32c(&bytes[last.start..last.start + 68]);
    bytes[last.start + 68..last.start + 72].copy_from_slice(&crc.to_le_bytes());
    fs::write(desk.journal(), &bytes).expect("written");
    for _ in 0..2 {
        let error = desk.try_open().err().expect("too new");
        assert!(matches!(error, StoreError::Newer { format: 2 }), "{error}");
    }
    desk.remove_index();
    assert!(matches!(desk.try_open(), Err(StoreError::Newer { .. })));
    assert_eq!(fs::read(desk.journal()).expect("readable"), bytes);
}

#[test]
fn what_sled_did_not_finish_is_removed() {
    let desk = Desk::with(&story());
    let (store, _) = desk.open();
    let before = state(&store.reader().view());
    drop(store);
    let unfinished = desk.index().join("snap.0000000000004711.generating");
    fs::write(&unfinished, b"half a snapshot").expect("written");
    let (store, opened) = desk.open();
    assert_eq!(opened.how, How::AsLeft);
    assert_eq!(state(&store.reader().view()), before);
    assert!(!unfinished.exists());
}

#[test]
fn an_index_of_rubbish_is_set_aside_and_built_anew() {
    let desk = Desk::with(&story());
    let (store, _) = desk.open();
    let before = store.shared.index().dump();
    drop(store);
    for file in ["db", "conf"] {
        fs::write(desk.index().join(file), [0xA5; 70_000]).expect("written");
        let (store, opened) = desk.open();
        assert!(matches!(opened.how, How::Rebuilt { .. }), "{file}: {opened:?}");
        assert_eq!(store.shared.index().dump(), before, "{file}");
        assert!(desk.path().join("index.damaged").exists());
    }
}

#[test]
fn a_file_cut_within_the_zeros_behind_its_last_block_opens() {
    let desk = Desk::with(&customers(&NAMES));
    let last = places(&desk).pop().expect("blocks");
    let mut tried = 0;
    for cut in last.end - 7..last.end {
        let bytes = fs::read(desk.journal()).expect("readable");
        if bytes[cut..last.end].iter().any(|byte| *byte != 0) {
            continue;
        }
        fs::write(desk.journal(), &bytes[..cut]).expect("cut");
        let (store, opened) = desk.open();
        assert_eq!((opened.damage, store.head()), (None, 3), "cut at {cut}");
        tried += 1;
    }
    assert!(tried > 0, "the block ends with zeros");
}

#[test]
fn a_row_that_fails_its_check_is_not_shown_and_heals() {
    let desk = Desk::with(&customers(&NAMES));
    let (store, _) = desk.open();
    store.shared.index().spoil(&super::super::table::customer(CustomerId(2)));
    let reader = store.reader();
    let error = reader.view().customer(CustomerId(2)).expect_err("spoilt");
    assert!(matches!(error, StoreError::Row(_)), "{error}");
    assert!(reader.view().customers(None, 9).is_err());
    drop((store, reader));
    let (store, opened) = desk.open();
    assert!(matches!(opened.how, How::Rebuilt { entries: 3, .. }), "{opened:?}");
    assert_eq!(label(&store, 2).as_deref(), Some("김민수"));
    drop(store);
    assert_eq!(desk.open().1.how, How::AsLeft);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_with_a_flipped_bit_is_right_or_made_right(at in any::<usize>(), bit in 0_u8..8) {
        let desk = Desk::with(&story());
        let (store, _) = desk.open();
        let before = store.shared.index().dump();
        drop(store);
        let db = desk.index().join("db");
        let mut bytes = fs::read(&db).expect("readable");
        let used = bytes.iter().rposition(|byte| *byte != 0).expect("not empty") + 1;
        bytes[at % used] ^= 1_u8 << bit;
        fs::write(&db, bytes).expect("written");
        let (store, opened) = desk.open();
        prop_assert_eq!(opened.damage, None);
        prop_assert_eq!(store.shared.index().dump(), before);
    }
}
