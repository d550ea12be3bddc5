//! Where backups go to and come from: another desk's file, another desk's copies, names of packed
//! files, folders that are no backup. Never a backup lost to another one.

use std::fs;

use crate::copies::{at, code, empty_home, files, furnished, text};
use crate::desk::{Desk, Kind};

#[test]
fn the_tar_file_of_another_desk_is_not_written_over() {
    let (desk, other) = (furnished(), furnished());
    let file = desk.file("copy.tar");
    desk.ok(&["backup", text(&file)]);
    let kept = fs::read(&file).expect("readable");
    let told = other.cli(&["backup", text(&file)]);
    assert_eq!(code(&told), Some(1), "{told:?}");
    assert!(told.err.contains("does not have"), "{told:?}");
    assert_eq!(fs::read(&file).expect("readable"), kept);
    // Neither is one of this desk that knows more than the desk does now.
    let home = empty_home(&desk, "earlier");
    assert_eq!(code(&at(&desk, &home, &["restore", text(&file)])), Some(0));
    desk.ok(&["log", "C-1", "--topic", "BI"]);
    desk.ok(&["backup", text(&file)]);
    assert_eq!(code(&at(&desk, &home, &["backup", text(&file)])), Some(1));
    let letter = desk.write("letter.tar", "to whom it may concern");
    let told = desk.cli(&["backup", text(&letter)]);
    assert!(code(&told) == Some(1) && told.err.contains("no whole backup"), "{told:?}");
    assert_eq!(fs::read_to_string(&letter).expect("there"), "to whom it may concern");
}

#[test]
fn copies_of_two_desks_in_one_folder_do_not_push_each_other_out() {
    let (desk, other) = (furnished(), furnished());
    let dir = desk.file("copies");
    let missing = desk.cli(&["backup", "--keep", "1", text(&dir)]);
    assert!(code(&missing) == Some(6) && missing.err.contains("mkdir"), "{missing:?}");
    assert!(!dir.exists(), "the disk that is meant may be away");
    fs::create_dir(&dir).expect("made");
    let keep = |of: &Desk| of.ok(&["backup", "--keep", "1", text(&dir)]);
    let aged = |day: &str| {
        let made = files(&dir).into_keys().next_back().expect("one was made");
        let old = format!("sigap-202511{day}T013000Z.tar");
        fs::rename(dir.join(made), dir.join(&old)).expect("renamed");
        old
    };
    keep(&other);
    let theirs = aged("01");
    let told = keep(&desk);
    assert!(told.contains(".tar") && !told.contains("removed"), "{told}");
    let ours = aged("02");
    let told = keep(&desk);
    assert!(told.contains("An older one was removed") && told.contains(&ours), "{told}");
    let left: Vec<String> = files(&dir).into_keys().collect();
    assert!(left.len() == 2 && left[0] == theirs, "{left:?}");
}

#[test]
fn a_packed_file_is_not_made_a_folder_and_the_way_to_one_is_said() {
    let desk = furnished();
    for (name, make, take) in [
        ("x.tar.gz", "sigap backup - | gzip > ", "gunzip -c "),
        ("x.tgz", "sigap backup - | gzip > ", "gunzip -c "),
        ("x.zip", "sigap backup - | zip > ", "unzip -p "),
    ] {
        let file = desk.file(name);
        let told = desk.cli(&["backup", text(&file)]);
        assert_eq!(code(&told), Some(2), "{told:?}");
        assert!(told.err.contains(make) && !file.exists(), "{told:?}");
        fs::write(&file, "packed").expect("written");
        let home = empty_home(&desk, &format!("home-{name}"));
        for (verb, stream) in [
            (&["restore"][..], "' restore -"),
            (&["journal", "repair", "--from"], "' journal repair --from -"),
        ] {
            let told = at(&desk, &home, &[verb, &[text(&file)]].concat());
            assert_eq!(code(&told), Some(6), "{told:?}");
            assert!(told.err.contains(take) && told.err.contains(stream), "{told:?}");
        }
    }
    for (name, kind) in [("plain", "is the folder"), ("plain.tar", "is the tar file")] {
        assert!(desk.ok(&["backup", text(&desk.file(name))]).contains(kind));
    }
}

#[test]
fn a_restore_from_a_folder_that_is_no_backup_says_what_it_is() {
    let desk = Desk::closed(Kind::Throwaway);
    let mirror = desk.with_mirror();
    desk.start();
    crate::copies::furnish(&desk);
    let dir = desk.file("copies");
    fs::create_dir(&dir).expect("made");
    desk.ok(&["backup", "--keep", "3", text(&dir)]);
    let newest = files(&dir).into_keys().next_back().expect("one was made");
    let home = empty_home(&desk, "home");
    let told = at(&desk, &home, &["restore", text(&dir)]);
    assert!(code(&told) == Some(6) && told.err.contains(&newest), "{told:?}");
    let told = at(&desk, &home, &["restore", text(&mirror)]);
    let wanted = format!("' journal repair --from '{}'", mirror.display());
    assert!(code(&told) == Some(6) && told.err.contains(&wanted), "{told:?}");
}
