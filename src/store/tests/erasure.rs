//! Customers whose words are taken off the disk. Never a word left, never a fact lost.

use std::fs;
use std::path::Path;

use super::super::table;
use super::mirror::Two;
use super::{Desk, customers, named, places, stamp, state, write};
use crate::domain::{Change, Customer, CustomerId, Event, Fact, Field, Phone, Profile};
use crate::store::{
    Care, Erasure, How, Keep, Salts, Store, erase_again, erasures_file, read_erasures, repair,
    replayed, verify,
};

const WORDS: [&str; 4] = ["Quetzalcoatl", "8123344559", "xylophone", "zeppelin"];

/// A customer with a name, a number and an address, who called, complained and was noted down.
fn story() -> Vec<Vec<Event>> {
    let profile = Profile {
        name: WORDS[0].to_owned(),
        phones: vec![Phone::parse("mobile", "+62 8123344559").expect("a number")],
        ..Profile::default()
    };
    let contact = Fact::InteractionLogged {
        interaction: 1,
        customer: 7,
        channel: 1,
        direction: 1,
        topic: *b"BI",
        at: 1_795_000_000_000,
    };
    let ticket = Fact::TicketOpened {
        ticket: 1,
        customer: 7,
        interaction: 1,
        topic: *b"TE",
        severity: 2,
        priority: 2,
        answer_due: 1_795_100_000_000,
        resolve_due: 1_795_200_000_000,
        at: 1_795_000_000_000,
    };
    let subject = vec![Change::new(Field::Subject, WORDS[2])];
    let mut moved = profile.clone();
    moved.phones[0].number = "+62 8123344559 9".to_owned();
    vec![
        vec![Customer::add(CustomerId(7), &profile)],
        vec![Customer::add(CustomerId(8), &named("Somebody Else"))],
        vec![Event::with_note(contact, "asked about a xylophone")],
        vec![Event { fact: ticket, private: subject }],
        vec![Event::with_note(Fact::TicketNoted { ticket: 1, answered: 0 }, "a zeppelin came")],
        vec![Event::with_note(Fact::TicketNoted { ticket: 2, answered: 0 }, "not theirs")],
    ]
}

/// Which of the words are still in any file below a folder, the numbers as digits anywhere.
fn left(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).expect("readable") {
        let path = file.expect("an entry").path();
        if path.is_dir() {
            found.extend(left(&path));
            continue;
        }
        let bytes = fs::read(&path).expect("readable");
        let holds = |word: &&str| memchr::memmem::find(&bytes, word.as_bytes()).is_some();
        found.extend(WORDS.iter().filter(|word| holds(word)).map(|w| format!("{w} {path:?}")));
    }
    found
}

fn erased(customer: u64) -> Event {
    Event::from(Fact::CustomerErased { customer, reason: "asked for".to_owned() })
}

/// What the desk does when it is told of an erasure.
fn see_to(store: &mut Store, cares: &std::sync::mpsc::Receiver<Care>) -> Vec<Erasure> {
    let Ok(Care::Erasure(list)) = cares.try_recv() else { panic!("told") };
    let reader = store.reader();
    let erasing = reader.erasing();
    assert!(reader.erase(&list, &mut |_| ()).expect("erased").entries > 0);
    let fresh = reader.renew(&mut |_| ()).expect("built");
    store.take_in(fresh).expect("taken in");
    store.finish_erasures(&list).expect("finished");
    assert_eq!(reader.erasing(), erasing - list.len());
    list
}

#[test]
fn no_word_is_left_anywhere_and_every_fact_stays() {
    let two = Two::new();
    let (desk, mirror, open) = (&two.desk, &two.mirror, || two.open().0);
    let mut store = open();
    let cares = store.cares().expect("asked for once");
    write(&mut store, &story());
    store.flush().expect("flushed");
    assert_eq!(left(desk.path()).len(), 8, "in journal and index");
    let before = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
    write(&mut store, &[vec![erased(7)]]);
    let list = see_to(&mut store, &cares);
    assert_eq!(left(desk.path()), [""; 0]);
    assert_eq!(left(mirror.path()), [""; 0]);
    for home in [desk.path(), mirror.path()] {
        let after = verify(home, 0, None, &mut |_| ()).expect("readable");
        assert_eq!((after.damage, after.entries), (vec![], before.entries + 1));
        assert_eq!(read_erasures(&erasures_file(home)).expect("readable"), list);
    }
    let reader = store.reader();
    let view = reader.view();
    let customer = view.customer(CustomerId(7)).expect("readable").expect("still counted");
    assert!(customer.erased.is_some() && customer.profile == Profile::default());
    assert_eq!(view.history(CustomerId(7), None).expect("readable").count(), 4);
    let other = view.customer(CustomerId(8)).expect("readable").expect("there");
    assert_eq!(other.label(), "Somebody Else");
    assert_eq!(view.counts().expect("readable").customers, 2);
    drop(view);
    drop(reader);
    let live = store.digest().expect("readable");
    assert_eq!(replayed(desk.path(), live.seq, &mut |_| ()).expect("readable"), live);
    // Writing goes on, and nothing is begun again.
    write(&mut store, &[vec![Customer::add(CustomerId(9), &named("Later"))]]);
    store.close().expect("closed");
    let mut store = open();
    assert!(store.cares().expect("asked for once").try_recv().is_err());
    assert_eq!(store.head(), 8);
}

#[test]
fn nothing_that_was_kept_aside_or_is_still_read_outlives_an_erasure() {
    let two = Two::new();
    let (desk, mirror, mut store) = (&two.desk, &two.mirror, two.open().0);
    let cares = store.cares().expect("asked for once");
    write(&mut store, &story());
    for home in [desk.path(), mirror.path()] {
        let aside = home.join("journal.damaged");
        fs::create_dir(&aside).expect("made");
        fs::write(aside.join("some.journal"), WORDS[3]).expect("written");
    }
    // Somebody is still reading from the index that has to go.
    let reader = store.reader();
    let view = reader.view();
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    assert_eq!(left(desk.path()), [""; 0]);
    assert_eq!(left(mirror.path()), [""; 0]);
    drop(view);
}

#[test]
fn a_mirror_that_was_away_is_held_to_the_list_when_it_is_back() {
    let two = Two::new();
    let (desk, mirror, open) = (&two.desk, &two.mirror, || two.open().0);
    write(&mut open(), &story());
    let away = mirror.path().with_extension("away");
    fs::rename(mirror.path(), &away).expect("moved");
    let mut store = Store::open(desk.path(), Salts::random(), &mut |_| ()).expect("it opens").0;
    let cares = store.cares().expect("asked for once");
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    drop((store, cares));
    fs::rename(&away, mirror.path()).expect("back");
    assert_eq!(left(mirror.path()).len(), 4, "it knows nothing of it yet");
    drop(open());
    assert_eq!(left(mirror.path()), [""; 0]);
    assert_eq!(left(desk.path()), [""; 0]);
}

#[test]
fn a_mirror_that_goes_away_under_the_desk_holds_up_no_erasure() {
    let two = Two::new();
    let (desk, mirror, open) = (&two.desk, &two.mirror, || two.open().0);
    let mut store = open();
    let cares = store.cares().expect("asked for once");
    write(&mut store, &story());
    let damaged = mirror.path().join("journal.damaged");
    fs::create_dir(&damaged).expect("made");
    fs::write(damaged.join("1"), WORDS[2]).expect("written");
    let away = mirror.path().with_extension("away");
    fs::rename(mirror.path(), &away).expect("moved");
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    assert_eq!(left(desk.path()), [""; 0], "it is finished where it can be");
    assert!(store.reader().mirror_lost().is_some());
    drop((store, cares));
    fs::rename(&away, mirror.path()).expect("back");
    assert_eq!(left(mirror.path()).len(), 5, "it knows nothing of it yet");
    drop(open());
    assert_eq!(left(mirror.path()), [""; 0]);
    assert_eq!(left(desk.path()), [""; 0]);
    assert!(verify(mirror.path(), 0, None, &mut |_| ()).expect("readable").damage.is_empty());
}

#[test]
fn a_mirror_that_was_away_lets_no_erased_word_back_in_when_it_heals_the_journal_in_use() {
    let two = Two::new();
    let (desk, mirror, open) = (&two.desk, &two.mirror, || two.open().0);
    let mut store = open();
    let cares = store.cares().expect("asked for once");
    write(&mut store, &story());
    let away = mirror.path().with_extension("away");
    fs::rename(mirror.path(), &away).expect("moved");
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    fs::rename(&away, mirror.path()).expect("back");
    assert_eq!(left(mirror.path()).len(), 4, "it knows nothing of it yet");
    let mut bytes = fs::read(desk.journal()).expect("readable");
    bytes[60] ^= 1;
    fs::write(desk.journal(), bytes).expect("written");
    let reader = store.reader();
    assert!(reader.entries(1, 9).is_err() && reader.damage().is_some());
    // Nobody knows whether a mirror whose list cannot be read has heeded it.
    let list = erasures_file(mirror.path());
    fs::create_dir(&list).expect("made");
    store.heal().expect_err("nothing is taken from it");
    assert_eq!(left(desk.path()), [""; 0]);
    fs::remove_dir(&list).expect("removed");
    assert_eq!(store.heal().expect("healed").map(|one| (one.back, one.lost)), Some((1, 0)));
    assert_eq!((left(desk.path()), left(mirror.path())), (vec![], vec![]));
    assert_eq!(reader.entries(1, 9).expect("whole again").len(), 7);
    write(&mut store, &[vec![Customer::add(CustomerId(9), &named("Later"))]]);
    drop((store, reader, cares));
    assert_eq!((open().head(), left(desk.path())), (8, vec![]), "it went on where it was");
    assert!(verify(mirror.path(), 0, None, &mut |_| ()).expect("readable").damage.is_empty());
}

#[test]
fn what_a_mirror_cannot_tell_to_be_theirs_is_erased_where_it_comes_back() {
    let two = Two::new();
    let (desk, mirror, open) = (&two.desk, &two.mirror, || two.open().0);
    let mut store = open();
    write(&mut store, &story());
    let places = places(desk);
    let away = mirror.path().with_extension("away");
    fs::rename(mirror.path(), &away).expect("moved");
    let cares = store.cares().expect("asked for once");
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    fs::rename(&away, mirror.path()).expect("back");
    drop((store, cares));
    // The mirror has lost the entry that added them, the home what they said.
    let copy = mirror.path().join("journal/00000000000000000001.journal");
    for (file, block) in [(copy, 0), (desk.journal(), 2)] {
        let mut bytes = fs::read(&file).expect("readable");
        bytes[places[block].start + 60] ^= 1;
        fs::write(&file, bytes).expect("written");
    }
    desk.remove_index();
    let store = open();
    assert_eq!(store.reader().entries(1, 9).expect("whole again").len(), 7);
    drop(store);
    assert_eq!(left(desk.path()), [""; 0]);
}

#[test]
fn an_erasure_that_was_interrupted_is_done_at_the_next_start() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    write(&mut store, &[vec![erased(7)]]);
    let cares = store.cares().expect("asked for once");
    let Ok(Care::Erasure(list)) = cares.try_recv() else { panic!("told") };
    // The words are out of the journal; then the desk was killed.
    store.reader().erase(&list, &mut |_| ()).expect("erased");
    let unfinished = desk.path().join("journal/00000000000000000001.journal.erasing");
    fs::write(&unfinished, "zeppelin").expect("written");
    drop((store, cares));
    let (mut store, _) = desk.open();
    assert!(!unfinished.exists());
    let cares = store.cares().expect("asked for once");
    let Ok(Care::Erasure(again)) = cares.try_recv() else { panic!("told again") };
    assert_eq!(again, list);
    let reader = store.reader();
    assert_eq!(reader.erase(&list, &mut |_| ()).expect("nothing to do").files, 0);
    let fresh = reader.renew(&mut |_| ()).expect("built");
    store.take_in(fresh).expect("taken in");
    store.finish_erasures(&list).expect("finished");
    drop((store, reader));
    assert_eq!(left(desk.path()), [""; 0]);
}

/// A desk was killed in the middle of an erasure, and its index was damaged: built anew from a
/// journal that had the words, it was refused a second time, and the desk did not open.
#[test]
fn a_desk_with_a_damaged_index_opens_in_the_middle_of_an_erasure() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    write(&mut store, &[vec![erased(7)]]);
    store.flush().expect("written");
    drop(store);
    fs::write(desk.path().join("index.rebuild"), "").expect("marked");
    let (store, opened) = desk.open();
    assert!(matches!(opened.how, How::Rebuilt { .. }), "{opened:?}");
    assert_eq!(left(&desk.path().join("journal")), [""; 0]);
    assert_eq!(left(&desk.path().join("index")), [""; 0]);
    assert_eq!(store.reader().erasing(), 1, "it is not on the list yet");
}

#[test]
fn the_end_of_an_erasure_leaves_the_index_that_is_built_for_the_next_one() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    let cares = store.cares().expect("asked for once");
    write(&mut store, &[vec![erased(7)], vec![erased(8)]]);
    let reader = store.reader();
    let built = [(); 2].map(|()| {
        let Ok(Care::Erasure(list)) = cares.try_recv() else { panic!("told") };
        reader.erase(&list, &mut |_| ()).expect("erased");
        (reader.renew(&mut |_| ()).expect("built"), list)
    });
    for (fresh, list) in built {
        store.take_in(fresh).expect("taken in");
        store.finish_erasures(&list).expect("finished");
    }
    store.close().expect("closed");
    drop(reader);
    assert_eq!(desk.open().1.how, How::AsLeft);
    assert_eq!(left(desk.path()), [""; 0]);
}

#[test]
fn a_backup_that_is_restored_is_held_to_the_list() {
    let (desk, backup) = (Desk::with(&story()), Desk::new());
    fs::create_dir(backup.path().join("journal")).expect("made");
    fs::copy(desk.journal(), backup.journal()).expect("copied");
    let (mut store, _) = desk.open();
    let facts = state(&store.reader().view()).len();
    let cares = store.cares().expect("asked for once");
    write(&mut store, &[vec![erased(7)], vec![erased(8)]]);
    let mut list = see_to(&mut store, &cares);
    list.extend(see_to(&mut store, &cares).iter().copied().map(|erasure| {
        // The number was somebody else's in the desk that the backup is of.
        Erasure { added: erasure.added + 1, ..erasure }
    }));
    let erased = erase_again(backup.path(), &list, &mut |_| ()).expect("erased");
    assert_eq!((erased.entries, erased.files), (4, 1));
    assert_eq!(left(backup.path()), [""; 0]);
    let (store, opened) = backup.open();
    assert_eq!(opened.damage, None);
    assert_eq!(state(&store.reader().view()).len(), facts, "the facts are there");
    let other = store.reader().view().customer(CustomerId(8)).expect("readable").expect("there");
    assert_eq!(other.label(), "Somebody Else");
}

/// A desk as it was before its customer was erased, with its index, and the mirror since.
fn before_and_since() -> (Desk, Desk, tempfile::TempDir) {
    let (desk, old) = (Desk::with(&story()), Desk::with(&story()));
    fs::copy(desk.journal(), old.journal()).expect("the same words");
    fs::remove_dir_all(old.path().join("index")).expect("removed");
    assert_eq!(old.open().1.damage, None);
    let mirror = tempfile::tempdir().expect("a folder");
    let keep = Keep { home: desk.path().to_owned(), mirror: Some(mirror.path().to_owned()) };
    let mut store = Store::open(keep, Salts::random(), &mut |_| ()).expect("it opens").0;
    let cares = store.cares().expect("asked for once");
    write(&mut store, &[vec![erased(7)]]);
    see_to(&mut store, &cares);
    store.close().expect("closed");
    assert_eq!(left(mirror.path()), [""; 0]);
    assert_eq!(left(old.path()).len(), 8, "in journal and index");
    (desk, old, mirror)
}

#[test]
fn a_repair_from_a_copy_with_a_list_leaves_no_word_in_the_index() {
    let (desk, old, mirror) = before_and_since();
    for copy in [desk.path(), mirror.path()] {
        let list = read_erasures(&erasures_file(copy)).expect("readable");
        let repaired = repair(old.path(), &copy.join("journal"), &list, &mut |_| ());
        assert!(repaired.expect("of the same desk").lost.is_empty());
        assert_eq!(left(old.path()), [""; 0]);
        let (mut store, opened) = old.open();
        assert_eq!(opened.damage, None);
        assert_eq!(left(old.path()), [""; 0], "before anything is asked");
        assert!(store.cares().expect("asked for once").try_recv().is_err(), "it is done");
    }
}

#[test]
fn an_erasure_that_a_copy_brings_is_heeded_before_anything_is_shown() {
    let (_desk, old, mirror) = before_and_since();
    let keep = Keep { home: old.path().to_owned(), mirror: Some(mirror.path().to_owned()) };
    let (store, _) = Store::open(keep, Salts::random(), &mut |_| ()).expect("it opens");
    assert_eq!(left(old.path()), [""; 0]);
    assert_eq!(store.head(), 7);
    drop(store);
    let (_desk, old, mirror) = before_and_since();
    // A backup has no list: the entry alone says it, or the list came before the index could know.
    let list = read_erasures(&erasures_file(mirror.path())).expect("readable");
    for noted in [&[][..], &list] {
        crate::store::note_erasures(old.path(), noted).expect("noted");
        repair(old.path(), &mirror.path().join("journal"), &[], &mut |_| ()).expect("repaired");
        let (store, _) = old.open();
        assert_eq!(left(old.path()), [""; 0]);
        drop(store);
    }
}

#[test]
fn a_row_that_says_who_was_erased_is_checked_like_any_other() {
    let desk = Desk::with(&customers(&["Siti Rahayu"]));
    let (mut store, _) = desk.open();
    let mut block = store.begin();
    block.append(erased(1), &stamp(9));
    store.commit(block).expect("kept");
    store.shared.index().spoil(&table::erased(CustomerId(1)));
    assert!(store.reader().view().erasures().is_err());
}
