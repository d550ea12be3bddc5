//! The store as its callers meet it: commands in, rows out, through every way it can be stopped.
//! Never looks into a file's bytes but to spoil them.

use std::path::Path;

use super::{Cut, How, Salts, Stamp, Store};
use crate::domain::{At, Customer, Profile};

fn stamp(command: u128) -> Stamp {
    let at = At(1_795_000_000_000 + i64::try_from(command).expect("a small number") * 1000);
    Stamp { at, by: "agent1".to_owned(), command, undoes: 0 }
}

fn open(home: &Path) -> (Store, super::Opened) {
    Store::open(home, Salts::seeded([7; 32]), &mut |_| ()).expect("the store opens")
}

fn named(name: &str) -> Profile {
    Profile { name: name.to_owned(), ..Profile::default() }
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut store, opened) = open(home.path());
    assert_eq!(opened.how, How::Created);
    let mut block = store.begin();
    let id = block.next_customer();
    block.append(Customer::add(id, &named("Siti Rahayu")), &stamp(1));
    assert_eq!(
        block.view().customer(id).expect("readable").expect("there").profile.name,
        "Siti Rahayu"
    );
    let reader = store.reader();
    assert_eq!(reader.view().customer(id).expect("readable"), None);
    store.commit(block).expect("kept");
    assert_eq!(reader.head(), 1);
    store.close().expect("closed");
    drop(reader);
    let (store, opened) = open(home.path());
    assert_eq!((opened.how, opened.cut), (How::AsLeft, Cut::Nothing));
    let reader = store.reader();
    assert_eq!(
        reader.view().customer(id).expect("readable").expect("there").label(),
        "Siti Rahayu"
    );
    assert_eq!(reader.entries(1, 10).expect("readable").len(), 1);
}

#[test]
fn a_deleted_index_comes_back_the_same() {
    let home = tempfile::tempdir().expect("a folder");
    let (mut store, _) = open(home.path());
    for command in 1..=3 {
        let mut block = store.begin();
        let id = block.next_customer();
        block.append(Customer::add(id, &named("Siti Rahayu")), &stamp(command));
        store.commit(block).expect("kept");
    }
    let before = store.shared.index().dump();
    store.flush().expect("flushed");
    drop(store);
    std::fs::remove_dir_all(home.path().join("index")).expect("removed");
    let (store, opened) = open(home.path());
    assert_eq!(opened.how, How::Replayed { entries: 3 });
    assert_eq!(store.shared.index().dump(), before);
}
