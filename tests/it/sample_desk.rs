//! The three ways to begin on an empty desk, and the throw-away desk full of made-up people. Never
//! a person who exists.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::desk::{AGENT, Desk, Kind};
use crate::pty::{Size, Terminal};

fn customers(desk: &Desk) -> u64 {
    desk.talk("counter").ask(json!("desk"))["customers"].as_u64().expect("a number")
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it can be read");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| name(entry.expect("an entry"))).collect()
}

/// The program with a temp folder of its own, in which nothing may stay.
fn with_temp_folder(desk: &Desk, args: &[&str]) -> Terminal {
    let temp = desk.file("").display().to_string();
    desk.terminal_with(AGENT, Size::NORMAL, args, &[("TMPDIR", &temp)])
}

#[test]
fn a_sample_desk_is_there_at_once_and_gone_afterwards() {
    let desk = Desk::closed(Kind::Personal);
    let mut terminal = with_temp_folder(&desk, &["demo", "--customers", "40"]);
    terminal.wait_for("sample desk").wait_for("T-").keys("<F4><Enter>").wait_for("History  ");
    assert_eq!(names(&desk.file("")).len(), 1, "one folder, and only while it is in use");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(names(&desk.file("")), [""; 0]);
    assert_eq!(names(&desk.home()), [""; 0], "the own desk was not touched");
}

#[test]
fn the_first_run_screen_opens_a_sample_desk_in_its_place() {
    let desk = Desk::new();
    let mut terminal = with_temp_folder(&desk, &[]);
    terminal.wait_for("sigap import customers").keys("l").wait_for("T-").wait_for("There are 250");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(names(&desk.file("")), [""; 0]);
    assert_eq!(customers(&desk), 0, "made-up people stay in the sample desk");
}

#[test]
fn the_first_run_screen_takes_a_file_in() {
    let desk = Desk::new();
    let list = "name,phone\nNur Halimah,0812-3344-5566\nBudi Hartono,0813-1111-2222\n";
    let path = desk.write("list.csv", list);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("sigap import customers").keys("i").types(path.to_str().expect("plain"));
    terminal.wait_for("list.csv").keys("<Enter>").wait_for("The import is done");
    terminal.keys("/5566<Enter>").wait_for("History  Nur Halimah");
    assert_eq!(customers(&desk), 2);
}

#[test]
fn the_same_seed_makes_the_same_people() {
    let desk = Desk::closed(Kind::Personal);
    let people = |name: &str, seed: &str| {
        let home = desk.file(name).display().to_string();
        desk.ok(&["demo", "--keep", &home, "--customers", "30", "--seed", seed]);
        let list = desk.ok(&["customer", "list", "--home", &home, "--limit", "100", "--json"]);
        assert_eq!(list.lines().count(), 30);
        list
    };
    let (one, again, other) = (people("one", "7"), people("again", "7"), people("other", "8"));
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[test]
fn nobodys_undo_reaches_into_the_sample() {
    let desk = Desk::closed(Kind::Personal);
    let home = desk.file("sample").display().to_string();
    desk.ok(&["demo", "--keep", &home, "--customers", "30"]);
    let told = desk.cli(&["--home", &home, "undo"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("nothing of yours"), "{told:?}");
}
