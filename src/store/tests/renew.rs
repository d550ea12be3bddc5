//! The index built anew while the store is in use, and compared with the journal. Never a row of
//! the old one.

use super::super::table;
use super::story::story;
use super::{Desk, customers, named, stamp, state, write};
use crate::domain::{Customer, CustomerId};
use crate::store::{Care, How, StoreError, replayed};

const NAMES: [&str; 3] = ["Siti Rahayu", "김민수", "Nur Hidayat"];

#[test]
fn a_spoilt_row_is_told_once_and_right_again_while_the_store_is_in_use() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    let (reader, cares) = (store.reader(), store.cares().expect("asked for once"));
    let before = state(&reader.view());
    store.shared.index().spoil(&table::customer(CustomerId(1)));
    assert!(matches!(reader.view().customer(CustomerId(1)), Err(StoreError::Row(_))));
    let care = cares.try_recv().expect("told");
    let fresh = reader.renew(&mut |_| ()).expect("built");
    // What is kept after it was built is in it too.
    write(&mut store, &[vec![Customer::add(CustomerId(99), &named("Too late"))]]);
    store.take_in(fresh).expect("taken in");
    let name =
        |id| reader.view().customer(CustomerId(id)).expect("readable").map(|one| one.label());
    assert!(name(1).is_some() && name(99).as_deref() == Some("Too late"));
    assert!(state(&reader.view()).len() > before.len(), "nothing is missing");
    let live = store.digest().expect("readable");
    assert_eq!(replayed(desk.path(), live.seq, &mut |_| ()).expect("readable"), live);
    let folders =
        |desk: &Desk| std::fs::read_dir(desk.path().join("index")).expect("there").count();
    assert_eq!(folders(&desk), 1, "the old one's files are gone");
    assert!(matches!(care, Care::Index { build: 1, .. }));
    assert!(!desk.path().join("index.rebuild").exists());
    drop((store, reader));
    assert_eq!(desk.open().1.how, How::AsLeft, "and is the one that is opened");
}

#[test]
fn an_index_built_anew_knows_the_file_that_an_orderly_end_has_begun() {
    let desk = Desk::with(&customers(&NAMES[..2]));
    let mut store = desk.open().0.with_files_of(8);
    write(&mut store, &customers(&NAMES)[2..]);
    store.close().expect("closed");
    let mut store = desk.open().0;
    let fresh = store.reader().renew(&mut |_| ()).expect("built");
    store.take_in(fresh).expect("taken in");
    write(&mut store, &[vec![Customer::add(CustomerId(4), &named("Later"))]]);
    let live = store.digest().expect("readable");
    assert_eq!(replayed(desk.path(), live.seq, &mut |_| ()).expect("readable"), live);
}

#[test]
fn a_build_that_was_interrupted_leaves_the_index_as_it_was() {
    let desk = Desk::with(&customers(&NAMES));
    let (store, _) = desk.open();
    let reader = store.reader();
    let fresh = reader.renew(&mut |_| ()).expect("built");
    // As after a crash: nobody says that it is not wanted.
    std::mem::forget(fresh);
    drop((store, reader));
    let (store, opened) = desk.open();
    assert_eq!(opened.how, How::AsLeft);
    assert_eq!(store.reader().view().counts().expect("readable").customers, 3);
    assert_eq!(std::fs::read_dir(desk.path().join("index")).expect("there").count(), 1);
}

#[test]
fn the_index_is_what_the_journal_says_and_a_changed_row_shows() {
    let desk = Desk::with(&story());
    let (store, _) = desk.open();
    let live = store.digest().expect("readable");
    let again = replayed(desk.path(), live.seq, &mut |_| ()).expect("readable");
    assert_eq!(live, again);
    assert!(live.tables.iter().filter(|table| table.rows > 0).count() > 8, "{live:?}");
    store.shared.index().spoil(&table::customer(CustomerId(1)));
    let spoilt = store.digest().expect("readable");
    let differing: Vec<_> = (spoilt.tables.iter().zip(&again.tables))
        .filter(|(one, other)| one != other)
        .map(|(one, _)| one.table)
        .collect();
    assert_eq!(differing, ["customers"]);
    let left = std::fs::read_dir(desk.path()).expect("there");
    let scratch = left
        .filter_map(Result::ok)
        .any(|one| one.file_name().to_string_lossy().starts_with("index.check"));
    assert!(!scratch, "nothing is left of the comparison");
}

#[test]
fn an_orderly_end_changes_nothing_of_what_the_index_is_compared_by() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    write(&mut store, &customers(&["One more"]));
    store.close().expect("closed");
    let (store, _) = desk.open();
    let live = store.digest().expect("readable");
    assert_eq!(replayed(desk.path(), live.seq, &mut |_| ()).expect("readable"), live);
}

#[test]
fn no_table_is_left_out_of_the_comparison() {
    let desk = Desk::with(&story());
    let (store, _) = desk.open();
    let compared: u64 = store.digest().expect("readable").tables.iter().map(|one| one.rows).sum();
    // The counters stand for the one row that is not in a table.
    assert_eq!(compared, store.shared.index().dump().len() as u64);
}

#[test]
fn a_command_in_two_blocks_leaves_the_same_index_live_and_replayed() {
    let desk = Desk::new();
    let (mut store, _) = desk.open();
    for names in customers(&["Siti", "Budi"]) {
        let mut block = store.begin();
        for event in names {
            block.append(event, &stamp(7));
        }
        store.commit(block).expect("kept");
    }
    let live = store.digest().expect("readable");
    assert_eq!(replayed(desk.path(), live.seq, &mut |_| ()).expect("readable"), live);
}
