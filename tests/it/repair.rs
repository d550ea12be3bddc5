//! `sigap journal repair` through the built program: from a backup, a mirror, a copied home. Never
//! more taken than was lost.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::copies::{answers, code, files, flip, furnished, text};
use crate::desk::{Desk, Kind, Told};

/// Bytes of a journal's file here: a handful of blocks.
const FILE_BYTES: &str = "1500";

/// A stopped desk of several files.
fn desk() -> Desk {
    let desk = Desk::closed(Kind::Throwaway);
    let mut daemon = desk.command(&["daemon", "--spawned"]);
    daemon.env("SIGAP_FILE_BYTES", FILE_BYTES);
    desk.start_as(daemon);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu", "--phone", "081233445566"]);
    for round in 0..30 {
        desk.ok(&["log", "C-1", "--topic", "BI", "--note", &format!("call {round}")]);
    }
    desk.stop();
    desk
}

/// The journal's files, in order.
fn segments(home: &Path) -> Vec<PathBuf> {
    let journal = home.join("journal");
    let names = files(&journal).into_keys().filter(|name| name.ends_with(".journal"));
    names.map(|name| journal.join(name)).collect()
}

fn repair(desk: &Desk, from: &Path) -> (Told, Value) {
    let told = desk.cli(&["journal", "repair", "--from", text(from), "--json"]);
    let object = serde_json::from_str(&told.out).unwrap_or_default();
    (told, object)
}

#[test]
fn whatever_a_backup_has_comes_back() {
    let desk = desk();
    let said = || {
        desk.start();
        let said = answers(&desk, &desk.home());
        desk.stop();
        said
    };
    let before = said();
    let (folder, file, home) = (desk.file("copy"), desk.file("copy.tar"), desk.file("home"));
    desk.ok(&["backup", text(&folder)]);
    desk.ok(&["backup", text(&file)]);
    fs::create_dir_all(home.join("journal")).expect("made");
    for segment in segments(&desk.home()) {
        let name = segment.file_name().expect("a name");
        fs::copy(&segment, home.join("journal").join(name)).expect("copied");
    }
    let all = segments(&desk.home());
    assert!(all.len() > 3, "{all:?}");
    let last = &all[all.len() - 1];
    let spoils: [&dyn Fn(); 5] = [
        &|| flip(&all[1], 200),
        &|| {
            let half = fs::metadata(&all[0]).expect("there").len() / 2;
            fs::File::options()
                .write(true)
                .open(&all[0])
                .expect("there")
                .set_len(half)
                .expect("cut");
        },
        &|| fs::remove_file(&all[2]).expect("removed"),
        &|| fs::remove_file(last).expect("removed"),
        &|| fs::remove_dir_all(desk.home().join("journal")).expect("removed"),
    ];
    for (number, spoil) in spoils.iter().enumerate() {
        for source in [&folder, &file, &home] {
            spoil();
            // Once with the index as a witness, once without.
            if source == &file {
                fs::remove_dir_all(desk.home().join("index")).expect("removed");
            }
            let (told, repaired) = repair(&desk, source);
            assert_eq!(code(&told), Some(0), "{number} {}: {told:?}", source.display());
            assert!(repaired["entries"].as_u64() > Some(0), "{number}: {repaired}");
            assert_eq!((&repaired["lost"], &repaired["last"]), (&json!([]), &json!(31)));
            assert_eq!(desk.json(&["journal", "verify"])[0]["damage"], json!([]));
            assert!(!desk.home().join("repair.partial").exists());
        }
        assert_eq!(said(), before, "{number}");
    }
    let kept = desk.home().join("journal.damaged");
    assert!(!files(&kept).is_empty(), "what was damaged is kept");
    let (told, repaired) = repair(&desk, &folder);
    assert_eq!((code(&told), &repaired["back"]), (Some(0), &json!([])), "nothing is damaged now");
}

#[test]
fn what_is_lost_in_both_is_named() {
    let desk = desk();
    let folder = desk.file("copy");
    desk.ok(&["backup", text(&folder)]);
    let all = segments(&desk.home());
    let name = all[1].file_name().expect("a name");
    let first: u64 = text(Path::new(name)).trim_end_matches(".journal").parse().expect("a seq");
    flip(&folder.join(name), 100);
    flip(&all[1], 100);
    flip(&all[0], 100);
    let told = desk.cli(&["journal", "repair", "--from", text(&folder)]);
    assert_eq!(code(&told), Some(5), "{told:?}");
    assert!(told.out.contains("Entry 1 is back."), "{told:?}");
    assert!(told.out.contains(&format!("Entry {first} is damaged")), "{told:?}");
    // Another copy has it.
    flip(&folder.join(name), 100);
    let (told, repaired) = repair(&desk, &folder);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert_eq!(repaired["back"], json!([{ "first": first, "last": first }]));
}

#[test]
fn nothing_is_taken_from_another_desk_or_while_the_desk_runs() {
    let (desk, other) = (desk(), furnished());
    let (folder, strange) = (desk.file("copy"), desk.file("strange"));
    desk.ok(&["backup", text(&folder)]);
    other.ok(&["backup", text(&strange)]);
    flip(&segments(&desk.home())[1], 100);
    let before = fs::read(&segments(&desk.home())[1]).expect("readable");
    let (told, _) = repair(&desk, &strange);
    assert!(code(&told) == Some(1) && told.err.contains("another desk"), "{told:?}");
    let papers = desk.write("letter.txt", "x");
    for source in [papers.parent().expect("a folder"), &desk.file("nowhere"), &papers] {
        let (told, _) = repair(&desk, source);
        assert!(matches!(code(&told), Some(5 | 6)), "{}: {told:?}", source.display());
    }
    assert_eq!(fs::read(&segments(&desk.home())[1]).expect("readable"), before);
    assert_eq!(code(&repair(&desk, &folder).0), Some(0));
    desk.start();
    let (told, _) = repair(&desk, &folder);
    assert!(code(&told) == Some(1) && told.err.contains("running"), "{told:?}");
}

#[test]
fn a_damaged_journal_is_exported_but_for_the_lost_entries_which_are_named() {
    let desk = desk();
    let whole = || desk.cli(&["journal", "export"]);
    desk.start();
    let before = whole().out;
    desk.stop();
    let all = segments(&desk.home());
    let first = |file: &PathBuf| -> usize {
        let name = file.file_stem().expect("a name").to_str().expect("plain");
        name.parse().expect("a seq")
    };
    let lost = first(&all[1]);
    flip(&all[1], 100);
    desk.start();
    let told = whole();
    assert_eq!(code(&told), Some(5), "{told:?}");
    let wanted: Vec<&str> =
        before.lines().filter(|line| !line.starts_with(&format!("{{\"seq\":{lost},"))).collect();
    // All of them but the last line, which says what they add up to.
    let sound = wanted.len() - 1;
    assert_eq!(told.out.lines().take(sound).collect::<Vec<_>>(), wanted[..sound]);
    assert_eq!((told.out.lines().count(), before.lines().count()), (sound + 1, sound + 2));
    let named = format!("Entry {lost} is damaged");
    for told in [
        told,
        desk.cli(&["journal", "show", "--from", &lost.to_string(), "--limit", "3"]),
        desk.cli(&["customer", "export", "C-1"]),
        desk.cli(&["customer", "erase", "C-1", "--dry-run"]),
    ] {
        assert_eq!(code(&told), Some(5), "{told:?}");
        assert!(told.err.contains(&named) && told.err.contains("journal repair"), "{told:?}");
    }
    let told = desk.cli(&["journal", "export", "--lang", "id"]);
    assert!(told.err.contains(&format!("Isi {lost} rusak")), "{told:?}");
    assert!(!told.err.contains("check"), "the flaw is told in the reader's language: {told:?}");
    // Without the index the desk itself cannot read on behind the damage, and says so.
    desk.stop();
    fs::remove_dir_all(desk.home().join("index")).expect("removed");
    desk.start();
    let told = whole();
    assert!(code(&told) == Some(5) && told.err.contains("journal repair"), "{told:?}");
}
