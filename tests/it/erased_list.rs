//! The list of erased customers through the built program: given to a restore, broken, cut off,
//! brought from a mirror, held to later. Never a desk that lets somebody back in without a word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::copies::{at, code, empty_home, files, furnished, is_anywhere, text};
use crate::desk::{Desk, Kind};
use crate::erasure::{self, bytes, holders};

/// A desk whose first customer was erased after a backup: the desk, the backup, the list.
fn erased_since() -> (Desk, PathBuf, PathBuf) {
    let desk = furnished();
    let backup = desk.file("copy");
    desk.ok(&["backup", text(&backup)]);
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let list = desk.home().join("erasures.jsonl");
    (desk, backup, list)
}

#[test]
fn a_restore_with_a_list_that_is_none_is_refused_and_the_line_is_named() {
    let (desk, backup, list) = erased_since();
    let line = fs::read_to_string(&list).expect("it is done");
    assert!(line.starts_with('{') && line.ends_with("}\n"), "one line each: {line:?}");
    let home = empty_home(&desk, "restored");
    let export = desk.write("lines.jsonl", desk.ok(&["journal", "export"]));
    for (bytes, number) in [
        (b"customer,erased\nC-1,yesterday\n".to_vec(), 1),
        (b"\xff\xfe\x00garbage".to_vec(), 1),
        (line.as_bytes()[..line.len() / 2].to_vec(), 1),
        (format!("{line}{}\n{line}", &line[..20]).into_bytes(), 2),
        (line.replace("\"added\":", "\"entry\":").into_bytes(), 1),
    ] {
        let given = desk.write("given.jsonl", bytes);
        for verb in [&["restore", text(&backup)][..], &["journal", "import", text(&export)]] {
            let told = at(&desk, &home, &[verb, &["--erasures", text(&given)]].concat());
            assert_eq!(code(&told), Some(6), "{told:?}");
            let wanted = format!("Line {number} of {}", given.display());
            assert!(told.err.contains(&wanted), "{told:?}");
            assert!(!home.join("journal").exists(), "{:?}", files(&home));
        }
    }
    // The home's own list is believed no more than one that is given.
    fs::write(home.join("erasures.jsonl"), "{\n").expect("written");
    let told = at(&desk, &home, &["restore", text(&backup)]);
    assert!(code(&told) == Some(6) && told.err.contains("Line 1 of"), "{told:?}");
    fs::remove_file(home.join("erasures.jsonl")).expect("removed");
    let told = at(&desk, &home, &["restore", text(&backup), "--erasures", text(&list)]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert!(told.out.contains("In this copy: 1; their words stay out"), "{told:?}");
    assert!(!is_anywhere(&home, b"Siti Rahayu"));
}

#[test]
fn a_desk_restored_without_its_list_is_held_to_it_later() {
    let (desk, backup, list) = erased_since();
    let home = empty_home(&desk, "restored");
    let told = at(&desk, &home, &["restore", text(&backup)]);
    // The home was given, and belongs into the command.
    let command = format!("sigap --home '{}' customer erase --list", home.display());
    assert!(told.out.contains(&command), "{told:?}");
    assert!(told.out.contains("desk.toml"), "{told:?}");
    assert!(is_anywhere(&home, b"Siti Rahayu"));
    let hold = |more: &[&str]| {
        at(&desk, &home, &[&["customer", "erase", "--list", text(&list)], more].concat())
    };
    let told = hold(&["--dry-run"]);
    assert!(code(&told) == Some(0) && told.out.contains("Siti Rahayu"), "{told:?}");
    assert_eq!(code(&hold(&[])), Some(2), "nobody is there to confirm");
    assert!(is_anywhere(&home, b"Siti Rahayu"));
    let told = hold(&["--yes"]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert!(!is_anywhere(&home.join("journal"), b"Siti Rahayu"));
    assert!(is_anywhere(&home.join("journal"), b"Nur Halimah"));
    assert!(hold(&["--yes"]).out.contains("words of none of them"));
    // Somebody else with the same number, at another desk, is not meant.
    let other = Desk::new();
    other.ok(&["canned", "set", "hello", "Good day"]);
    crate::copies::furnish(&other);
    let told = other.cli(&["customer", "erase", "--list", text(&list), "--yes"]);
    assert!(code(&told) == Some(0) && told.out.contains("words of none"), "{told:?}");
    other.ok(&["customer", "show", "C-1"]);
}

#[test]
fn a_broken_list_keeps_a_desk_from_starting_and_a_cut_end_is_taken_off() {
    let (desk, _, list) = erased_since();
    desk.stop();
    let whole = fs::read_to_string(&list).expect("it is done");
    fs::write(&list, format!("{}\n{whole}", &whole[..30])).expect("spoilt");
    let told = desk.cli(&["customer", "list"]);
    assert_eq!(code(&told), Some(3), "{told:?}");
    assert!(told.err.contains("Line 1 of") && told.err.contains("erasures.jsonl"), "{told:?}");
    // A power cut while the list was written: what it stood for is done again.
    fs::write(&list, &whole[..30]).expect("cut");
    desk.start();
    desk.ok(&["customer", "list"]);
    crate::state::until("the erasure to be noted again", || {
        (fs::read_to_string(&list).ok()? == whole).then_some(())
    });
    let log = fs::read_to_string(desk.home().join("daemon.log")).expect("a log");
    assert!(log.contains("a last line that was being written was taken off"), "{log}");
}

#[test]
fn a_home_whose_restore_was_cut_short_is_not_begun_as_an_empty_desk() {
    let desk = furnished();
    let backup = desk.file("copy");
    desk.ok(&["backup", text(&backup)]);
    let home = empty_home(&desk, "restored");
    fs::create_dir_all(home.join("restore.partial/journal")).expect("made");
    for args in [&["customer", "list"][..], &["daemon"]] {
        let told = at(&desk, &home, args);
        assert_eq!(code(&told), Some(3), "{told:?}");
        assert!(told.err.contains("was not finished"), "{told:?}");
        assert!(!home.join("journal").exists(), "nothing is begun");
    }
    assert_eq!(code(&at(&desk, &home, &["restore", text(&backup)])), Some(0));
    // What is left behind once the desk is there keeps nobody out, and its words go.
    desk.ok(&["daemon", "--stop", "--home", text(&home)]);
    let left = ["restore.partial", "repair.partial"].map(|name| home.join(name));
    for left in &left {
        fs::create_dir(left).expect("made");
        fs::write(left.join("1.journal"), "Nur H. Setiawati").expect("written");
    }
    assert_eq!(code(&at(&desk, &home, &["customer", "show", "C-1"])), Some(0));
    assert!(left.iter().all(|left| !left.exists()), "an erasure would not find them");
}

#[test]
fn a_desk_brought_back_from_its_mirror_brings_the_list_along() {
    let desk = Desk::closed(Kind::Throwaway);
    let mirror = desk.with_mirror();
    desk.start();
    crate::copies::furnish(&desk);
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    desk.stop();
    let list = |home: &Path| fs::read_to_string(home.join("erasures.jsonl")).expect("a list");
    let home = empty_home(&desk, "new");
    let told = at(&desk, &home, &["journal", "repair", "--from", text(&mirror)]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert!(!told.out.contains("journal.damaged"), "nothing was damaged: {told:?}");
    assert_eq!(list(&home), list(&mirror));
}

#[test]
fn who_erases_while_the_mirror_is_away_is_told_what_it_still_holds() {
    let desk = erasure::furnished();
    let away = desk.folder("elsewhere");
    let holds = |folder: PathBuf| !holders("setiawati@mail", &bytes(&[folder])).is_empty();
    fs::rename(desk.mirror(), &away).expect("moved");
    let told = desk.cli(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    assert!(told.status.success() && told.err.contains("still holds their words"), "{told:?}");
    assert!(!holds(desk.home()) && holds(away.clone()));
    desk.stop();
    fs::rename(&away, desk.mirror()).expect("back");
    desk.start();
    assert!(!holds(desk.home()) && !holds(desk.mirror()));
}

/// Puts the blocks back that an erasure has taken words from, as they were before it.
fn let_words_back(file: &Path, before: &[u8]) {
    let mut now = fs::read(file).expect("readable");
    let end = before.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    now[..end].copy_from_slice(&before[..end]);
    fs::write(file, now).expect("written");
}

/// An older version could heal a home from a mirror that had not heard of the erasure.
#[test]
fn words_that_came_back_go_when_an_erased_customer_is_erased_once_more() {
    let desk = erasure::furnished();
    desk.stop();
    let first = |folder: PathBuf| folder.join("journal/00000000000000000001.journal");
    let before = fs::read(first(desk.home())).expect("readable");
    desk.start();
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let list = desk.home().join("erasures.jsonl");
    let listed = fs::read_to_string(&list).expect("it is done");
    let holds = || {
        let all = bytes(&[desk.home(), desk.mirror()]);
        ["Halimah Setiawati", "modem hangus"].map(|word| !holders(word, &all).is_empty())
    };
    for again in [
        &["customer", "erase", "C-1", "--reason", "asked for"][..],
        &["customer", "erase", "--list", text(&list), "--yes"],
    ] {
        desk.stop();
        let_words_back(&first(desk.home()), &before);
        let_words_back(&first(desk.mirror()), &before);
        desk.start();
        assert_eq!(holds(), [true, true]);
        let told = desk.cli(again);
        let said = format!("{}{}", told.out, told.err);
        assert!(said.contains("looked through once more"), "{told:?}");
        assert_eq!(holds(), [false, false], "{told:?}");
    }
    assert_eq!(fs::read_to_string(&list).expect("there"), listed, "each is on it once");
    desk.ok(&["journal", "verify", "--deep"]);
}

/// It takes words from the journal first, and from the index afterwards.
#[test]
fn an_erasure_meanwhile_is_no_difference_between_journal_and_index() {
    let desk = erasure::furnished();
    for customer in ["C-1", "C-2"] {
        let erase = ["customer", "erase", customer, "--reason", "asked for", "--yes"];
        let mut erasing = desk.command(&erase);
        let mut erasing = erasing.stdout(Stdio::null()).spawn().expect("the program is built");
        while erasing.try_wait().expect("it is our child").is_none() {
            desk.ok(&["journal", "verify", "--deep"]);
        }
    }
}
