//! `sigap demo` from the command line: a desk that is kept, and one that is ended. Never a real
//! desk.

use std::fs;
use std::path::Path;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::desk::{Desk, Kind, Told, finish, send};
use crate::pty::Size;
use crate::state::until;

/// Runs a command on the desk in a folder.
fn at(desk: &Desk, home: &Path, args: &[&str]) -> Told {
    let mut command = desk.command(args);
    command.arg("--home").arg(home);
    finish(command, &b""[..])
}

/// Lines of `--json` from the desk in a folder.
fn rows(desk: &Desk, home: &Path, args: &[&str]) -> Vec<Value> {
    let told = at(desk, home, &[args, &["--json"]].concat());
    assert!(told.status.success(), "{args:?}: {told:?}");
    told.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_sample_desk_that_is_kept_is_full_and_can_be_worked_at() {
    let desk = Desk::closed(Kind::Throwaway);
    let home = desk.file("sample");
    let args = ["demo", "--customers", "60", "--seed", "3", "--keep"];
    let make = || {
        let mut command = desk.command(&args);
        command.arg(&home);
        finish(command, &b""[..])
    };
    let told = make();
    assert!(told.status.success() && told.out.contains("sigap find"), "{told:?}");
    let customers = rows(&desk, &home, &["customer", "list", "--limit", "1000"]);
    assert_eq!(customers.len(), 60);
    let tickets = rows(&desk, &home, &["ticket", "list", "--limit", "1000"]);
    assert_eq!(tickets.len(), 48, "complaints that wait");
    let due: Vec<&str> = tickets.iter().filter_map(|ticket| ticket["due_at"].as_str()).collect();
    let waits = tickets.iter().filter(|ticket| ticket["left_seconds"].is_i64()).count();
    assert!(waits > 0 && due.len() + waits == 48, "the clocks of {waits} stand still");
    assert!(tickets[due.len()..].iter().all(|ticket| ticket["due_at"].is_null()), "at the end");
    assert!(due.is_sorted(), "by due time");
    assert!(due[0] < "2026-11-21T02:00", "some are late at 09:00 in Jakarta");
    assert!(due[due.len() - 1] > "2026-11-21T02:00", "some are not due yet");
    assert!(tickets.iter().any(|ticket| ticket["assignee"] == "agent42"), "some are one's own");
    let history: usize = (1..=20)
        .map(|n| rows(&desk, &home, &["history", &format!("C-{n}"), "--limit", "500"]).len())
        .sum();
    assert!(history > 60, "there is a past: {history}");
    at(&desk, &home, &["ticket", "next"]);
    assert!(make().status.success(), "the same folder again");
    assert_eq!(rows(&desk, &home, &["customer", "list", "--limit", "1000"]).len(), 60);
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let desk = Desk::closed(Kind::Throwaway);
    let papers = desk.write("letter.txt", "x");
    let mut command = desk.command(&["demo", "--keep"]);
    command.arg(papers.parent().expect("a folder"));
    let told = finish(command, &b""[..]);
    assert_eq!(told.status.code(), Some(6), "{told:?}");
    assert!(told.err.contains("something else"), "{told:?}");
    let left = fs::read_dir(papers.parent().expect("a folder")).expect("readable").count();
    assert_eq!(left, 1, "nothing was added");
}

#[test]
fn without_a_screen_the_way_to_one_that_stays_is_said() {
    let desk = Desk::closed(Kind::Throwaway);
    let told = desk.cli(&["demo"]);
    assert_eq!(told.status.code(), Some(3), "{told:?}");
    assert!(told.err.contains("sigap demo --keep"), "{told:?}");
}

/// Folders in the desk's own temporary folder.
fn thrown(desk: &Desk) -> usize {
    fs::read_dir(desk.file("tmp")).expect("readable").count()
}

#[test]
fn nothing_is_left_of_a_sample_desk_that_is_ended() {
    let desk = Desk::closed(Kind::Throwaway);
    fs::create_dir(desk.file("tmp")).expect("made");
    let tmp = desk.file("tmp").display().to_string();
    let env = [("TMPDIR", tmp.as_str())];
    let mut screen = desk.terminal_with("agent42", Size::NORMAL, &["demo"], &env);
    screen.wait_for("Queue");
    assert_eq!(thrown(&desk), 1);
    send(screen.pid(), Signal::SIGTERM);
    screen.wait_end();
    until("the folder to go", || (thrown(&desk) == 0).then_some(()));
}
