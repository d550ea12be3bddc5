//! A journal kept twice, either copy spoilt. Never a loss while one of the two is sound.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Desk, customers, write};
use crate::domain::{Event, Fact};
use crate::store::{Care, How, Keep, Mirrored, Opened, Salts, Store, StoreError, verify};

const NAMES: [&str; 3] = ["Siti Rahayu", "김민수", "Nur Hidayat"];

/// The file that a journal of two files ends with.
const SECOND: &str = "journal/00000000000000000002.journal";

/// A desk with a mirror.
pub(super) struct Two {
    pub(super) desk: Desk,
    pub(super) mirror: tempfile::TempDir,
}

impl Two {
    pub(super) fn new() -> Two {
        Two { desk: Desk::new(), mirror: tempfile::tempdir().expect("a folder") }
    }

    /// With one block per name, closed without a word.
    fn with(names: &[&str]) -> Two {
        let two = Two::new();
        let (mut store, _) = two.open();
        write(&mut store, &customers(names));
        store.flush().expect("flushed");
        two
    }

    /// With two blocks, each in a file of its own.
    fn in_two_files() -> Two {
        let two = Two::with(&NAMES[..1]);
        let mut store = two.open().0.with_files_of(8);
        write(&mut store, &customers(&NAMES)[1..2]);
        store.flush().expect("flushed");
        two
    }

    pub(super) fn open(&self) -> (Store, Opened) {
        self.try_open().expect("it opens")
    }

    fn try_open(&self) -> Result<(Store, Opened), StoreError> {
        let (home, mirror) = (self.desk.path().to_owned(), Some(self.mirror.path().to_owned()));
        Store::open(Keep { home, mirror }, Salts::random(), &mut |_| ())
    }

    fn copy(&self) -> PathBuf {
        self.mirror.path().join("journal/00000000000000000001.journal")
    }

    fn are_equal(&self) -> bool {
        let sound = |home: &Path| verify(home, 0, None, &mut |_| ()).expect("readable");
        let (ours, theirs) = (sound(self.desk.path()), sound(self.mirror.path()));
        ours == theirs && ours.damage.is_empty()
    }
}

fn spoil(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("readable");
    bytes[at] ^= 0x10;
    fs::write(file, bytes).expect("written");
}

#[test]
fn every_block_is_in_both_when_it_is_acknowledged() {
    let two = Two::new();
    let (store, opened) = two.open();
    assert_eq!(opened.mirror, Mirrored::InStep { back: 0, given: 0 });
    let mut store = store.with_files_of(300);
    for (number, block) in customers(&NAMES).into_iter().enumerate() {
        write(&mut store, &[block]);
        let copy = verify(two.mirror.path(), 0, None, &mut |_| ()).expect("readable");
        assert_eq!((copy.last, copy.damage), (number as u64 + 1, vec![]));
    }
    store.flush().expect("flushed");
    drop(store);
    assert!(two.are_equal());
    let files = |dir: &Path| {
        let mut all: Vec<_> = fs::read_dir(dir.join("journal"))
            .expect("there")
            .map(|one| {
                let one = one.expect("an entry");
                (one.file_name(), fs::read(one.path()).expect("readable"))
            })
            .collect();
        all.sort();
        all
    };
    assert!(files(two.desk.path()).len() > 1, "files were changed in between");
    assert_eq!(files(two.desk.path()), files(two.mirror.path()), "byte for byte");
}

#[test]
fn either_copy_heals_the_other() {
    let middle = 300;
    for (what, spoilt) in [("journal", [true, false]), ("mirror", [false, true])] {
        let two = Two::with(&NAMES);
        let files = [two.desk.journal(), two.copy()];
        for (file, _) in files.iter().zip(spoilt).filter(|(_, spoilt)| *spoilt) {
            spoil(file, middle);
        }
        assert!(!two.are_equal());
        // Built from the first entry on, so that every block is read.
        two.desk.remove_index();
        let (store, opened) = two.open();
        assert_eq!((opened.damage, opened.how), (None, How::Replayed { entries: 3 }), "{what}");
        assert!(matches!(opened.mirror, Mirrored::InStep { .. }), "{what}");
        store.flush().expect("flushed");
        drop(store);
        assert!(two.are_equal(), "{what}");
    }
}

#[test]
fn a_last_block_that_only_the_mirror_has_whole_is_not_cut() {
    let two = Two::with(&NAMES);
    let bytes = fs::read(two.desk.journal()).expect("readable");
    let last = bytes.iter().rposition(|byte| *byte != 0).expect("not empty");
    spoil(&two.desk.journal(), last);
    // Without the index nothing else knows that it was kept.
    two.desk.remove_index();
    let (store, opened) = two.open();
    assert_eq!((opened.damage, opened.mirror), (None, Mirrored::InStep { back: 1, given: 0 }));
    assert_eq!(store.head(), 3);
}

#[test]
fn a_disk_that_is_lost_is_brought_back_from_the_other() {
    let two = Two::with(&NAMES);
    fs::remove_dir_all(two.desk.path().join("journal")).expect("removed");
    let (store, opened) = two.open();
    assert_eq!((opened.damage, opened.mirror), (None, Mirrored::InStep { back: 3, given: 0 }));
    assert_eq!(store.head(), 3);
    drop(store);
    fs::remove_dir_all(two.mirror.path().join("journal")).expect("removed");
    drop(two.open());
    assert!(two.are_equal(), "a new disk is filled");
}

#[test]
fn an_empty_desk_does_not_take_a_full_mirror_for_its_own() {
    let mut two = Two::with(&NAMES);
    two.desk = Desk::new();
    let refused = two.try_open().map(|_| ()).expect_err("not its own");
    assert!(refused.to_string().contains("sigap journal repair --from"), "{refused}");
    let other = Two::with(&["Somebody Else"]);
    two.desk = other.desk;
    let refused = two.try_open().map(|_| ()).expect_err("another desk's");
    assert!(matches!(refused, StoreError::AnotherDesk { .. }), "{refused}");
}

/// The index folder of a desk that was killed before sled had written anything.
fn forget_index(desk: &Desk) {
    desk.remove_index();
    fs::create_dir(desk.path().join("index")).expect("made");
}

#[test]
fn a_journal_that_is_gone_before_the_index_knew_of_it_comes_back_as_the_mirror_has_it() {
    for (spoilt, lost) in [(None, None), (Some(300), Some(2..=2))] {
        let two = Two::with(&NAMES);
        fs::remove_file(two.desk.journal()).expect("removed");
        forget_index(&two.desk);
        spoilt.into_iter().for_each(|at| spoil(&two.copy(), at));
        for _ in ["at once", "and still when it starts again"] {
            let (store, opened) = two.open();
            let damage = opened.damage.as_ref();
            assert_eq!(damage.map(|damage| damage.first..=damage.last), lost, "{opened:?}");
            assert_eq!(store.reader().trouble().is_some(), lost.is_some());
            let first = store.reader().entries(1, 1).expect("sound");
            assert_eq!(first.len(), 1);
        }
    }
}

#[test]
fn a_mirror_of_which_nothing_can_be_read_is_not_written_over_by_an_empty_journal() {
    let two = Two::with(&NAMES[..1]);
    fs::remove_file(two.desk.journal()).expect("removed");
    forget_index(&two.desk);
    spoil(&two.copy(), 100);
    let before = fs::read(two.copy()).expect("readable");
    for _ in ["at once", "and when it starts again"] {
        let refused = two.try_open().map(|_| ()).expect_err("nothing is there");
        assert!(matches!(refused, StoreError::EmptyDesk { .. }), "{refused}");
    }
    assert_eq!(fs::read(two.copy()).expect("readable"), before);
}

#[test]
fn a_mirror_that_is_away_is_said_to_be_and_caught_up_later() {
    let two = Two::with(&NAMES[..1]);
    let away = two.mirror.path().with_extension("away");
    fs::rename(two.mirror.path(), &away).expect("moved");
    let (mut store, opened) = two.open();
    assert!(matches!(opened.mirror, Mirrored::Lost { .. }), "{:?}", opened.mirror);
    assert!(store.reader().mirror_lost().is_some_and(|why| why.contains("cannot read")));
    let event = customers(&NAMES).remove(1);
    write(&mut store, &[event]);
    drop(store);
    fs::rename(&away, two.mirror.path()).expect("back");
    drop(two.open());
    assert!(two.are_equal());
}

#[test]
fn a_mirror_that_is_ahead_of_a_restored_desk_takes_the_next_file_it_has_already() {
    let two = Two::with(&NAMES);
    let backup = fs::read(two.desk.journal()).expect("readable");
    let (mut store, _) = two.open();
    let reason = "asked for".to_owned();
    let erased = Event::from(Fact::CustomerErased { customer: 1, reason });
    write(&mut store, &[vec![erased]]);
    let next = "journal/00000000000000000005.journal";
    assert!(two.mirror.path().join(next).exists(), "the mirror has the file that follows");
    drop(store);
    fs::remove_file(two.desk.path().join(next)).expect("removed");
    fs::write(two.desk.journal(), backup).expect("restored");
    two.desk.remove_index();
    let (mut store, opened) = two.open();
    // The erasure that came back had the index built anew: it is told of the opening after that.
    assert!(matches!(opened.mirror, Mirrored::InStep { .. }), "{:?}", opened.mirror);
    assert_eq!((store.head(), store.reader().mirror_lost()), (4, None));
    write(&mut store, &customers(&["Later"]));
    store.flush().expect("flushed");
    drop(store);
    assert!(two.are_equal());
}

#[test]
fn an_old_block_that_cannot_be_read_is_told_and_healed_while_the_store_is_in_use() {
    let two = Two::with(&NAMES);
    drop(two.open());
    let (mut store, _) = two.open();
    let (reader, cares) = (store.reader(), store.cares().expect("asked for once"));
    spoil(&two.desk.journal(), 300);
    assert!(matches!(reader.entries(1, 9), Err(StoreError::Damaged(_))));
    assert!(matches!(cares.try_recv(), Ok(Care::Journal(_))) && reader.damage().is_some());
    assert_eq!(store.heal().expect("healed").map(|healed| healed.back), Some(1));
    assert_eq!(reader.entries(1, 9).expect("readable").len(), 3);
    assert_eq!(reader.damage(), None);
}

#[test]
fn a_block_that_only_the_index_still_knows_comes_back_from_the_mirror() {
    let two = Two::in_two_files();
    spoil(&two.desk.path().join(SECOND), 100);
    let (store, opened) = two.open();
    assert_eq!((opened.damage, opened.mirror), (None, Mirrored::InStep { back: 1, given: 0 }));
    assert_eq!(store.reader().entries(1, 9).expect("sound").len(), 2);
    drop(store);
    assert!(two.are_equal());
}

#[test]
fn a_desk_whose_end_is_lost_in_both_says_so_and_answers() {
    let two = Two::in_two_files();
    for folder in [two.desk.path(), two.mirror.path()] {
        spoil(&folder.join(SECOND), 100);
    }
    let (store, opened) = two.open();
    let damage = opened.damage.expect("it is lost");
    assert_eq!((damage.first, damage.last), (2, 2));
    assert_eq!(store.reader().view().customers(None, 9).expect("known").len(), 2);
}

#[test]
fn a_mirror_that_is_the_home_under_another_name_is_no_second_copy() {
    let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().expect("a folder"));
    let link = elsewhere.path().join("disk2");
    std::os::unix::fs::symlink(desk.path(), &link).expect("linked");
    for mirror in [desk.path().to_owned(), link] {
        let keep = Keep { home: desk.path().to_owned(), mirror: Some(mirror) };
        let (store, opened) = Store::open(keep, Salts::random(), &mut |_| ()).expect("it opens");
        let Mirrored::Lost { why } = opened.mirror else { panic!("{:?}", opened.mirror) };
        assert!(why.contains("own folder"), "{why}");
        assert_eq!(store.reader().mirror_lost(), Some(why));
    }
}
