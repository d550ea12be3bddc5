//! `sigap doctor` against what a start refuses, and the ways to a desk that runs elsewhere. Never a
//! sentence of the doctor's own where the start has one.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::desk::{Desk, Kind, Told, finish};
use crate::state::until;
use crate::talk::Talk;

/// A desk of one's own with a customer, that does not run.
fn stopped() -> Desk {
    let desk = Desk::closed(Kind::Personal);
    desk.ok(&["customer", "add", "--name", "Sari Dewi", "--phone", "+62 812 3344 5566"]);
    desk.ok(&["daemon", "--stop"]);
    assert_eq!(desk.socket(), None);
    desk
}

fn settings(desk: &Desk, text: &str) {
    let file = desk.home().join("desk.toml");
    fs::write(&file, text).expect("written");
    allow(&file, 0o600);
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("its mode is changed");
}

fn segment(desk: &Desk) -> PathBuf {
    let mut files = fs::read_dir(desk.home().join("journal")).expect("a folder");
    files.next().expect("a file").expect("an entry").path()
}

fn log(desk: &Desk) -> String {
    fs::read_to_string(desk.home().join("daemon.log")).expect("a log")
}

/// What the doctor said of one thing, and how it ended.
fn finding(desk: &Desk, check: &str) -> (Option<i32>, String) {
    let told = desk.cli(&["doctor", "--json"]);
    let rows: Vec<Value> =
        told.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let row = rows.iter().find(|row| row["check"] == check);
    let row = row.unwrap_or_else(|| panic!("{check} is not looked at: {told:?}"));
    let said = format!("{} {}", row["level"], row["sentence"]).replace('"', "");
    (told.status.code(), said)
}

/// Both the doctor and a start say the same of what is wrong.
fn both_refuse(desk: &Desk, check: &str, words: &str) {
    let (exit, said) = finding(desk, check);
    assert_eq!(exit, Some(5), "{words}: {said}");
    assert!(said.starts_with("fail ") && said.contains(words), "{words}: {said}");
    let told = desk.cli(&["find", "sari"]);
    assert!(!told.status.success() && told.err.contains(words), "{words}: {told:?}");
}

fn is_well(desk: &Desk) {
    let told = desk.cli(&["doctor"]);
    assert!(told.status.success() && !told.out.contains("FAIL"), "{told:?}");
}

#[test]
fn the_doctor_fails_a_desk_whose_settings_its_start_would_refuse() {
    let desk = stopped();
    is_well(&desk);
    for (text, words) in [
        ("miror = \"/x\"\n", "desk.toml:1: unknown field `miror`"),
        ("mirror = \"relative\"\n", "mirror must be a whole path"),
        ("\nreserve_mb = -5\n", "desk.toml:2: reserve_mb must be a whole number of megabytes"),
    ] {
        settings(&desk, text);
        both_refuse(&desk, "settings", words);
    }
    settings(&desk, "");
    is_well(&desk);
}

#[test]
fn the_doctor_fails_a_desk_that_others_can_reach() {
    let desk = stopped();
    settings(&desk, "");
    for file in [segment(&desk), desk.home().join("desk.toml")] {
        allow(&file, 0o666);
        both_refuse(&desk, "home", &file.display().to_string());
        allow(&file, 0o600);
        is_well(&desk);
    }
    let sockets = desk.folder("run").join("sigap");
    allow(&sockets, 0o777);
    both_refuse(&desk, "home", "desk's socket");
    allow(&sockets, 0o700);
    let mirror = desk.with_mirror();
    allow(&mirror, 0o777);
    both_refuse(&desk, "daemon", "desk's mirror");
    allow(&mirror, 0o755);
    is_well(&desk);
}

#[test]
fn the_doctor_fails_a_desk_whose_mirror_is_not_its_own() {
    let (desk, other) = (stopped(), stopped());
    let foreign = desk.with_mirror();
    fs::create_dir(foreign.join("journal")).expect("made");
    allow(&foreign.join("journal"), 0o700);
    let copy = foreign.join("journal").join(segment(&other).file_name().expect("a name"));
    fs::copy(segment(&other), &copy).expect("copied");
    both_refuse(&desk, "daemon", "the journal of another desk");
    fs::copy(segment(&desk), &copy).expect("copied");
    is_well(&desk);
    for gone in ["journal", "index"] {
        fs::remove_dir_all(desk.home().join(gone)).expect("removed");
    }
    both_refuse(&desk, "daemon", "holds a journal and this desk is empty");
}

#[test]
fn the_doctor_fails_a_stopped_desk_whose_journal_is_damaged() {
    let desk = stopped();
    let segment = segment(&desk);
    let mut bytes = fs::read(&segment).expect("readable");
    let at = bytes.windows(4).position(|four| four == b"Sari").expect("the name is in there");
    bytes[at] ^= 0x20;
    fs::write(&segment, bytes).expect("spoilt");
    let (exit, said) = finding(&desk, "journal");
    assert_eq!(exit, Some(5), "{said}");
    assert!(said.starts_with("fail ") && said.contains("sigap journal repair"), "{said}");
    assert_eq!(desk.socket(), None, "nothing was started for it");
}

#[test]
fn a_mirror_that_is_removed_under_a_running_desk_is_a_failure_and_in_the_log() {
    let desk = stopped();
    let mirror = desk.with_mirror();
    desk.start();
    let (exit, said) = finding(&desk, "mirror");
    assert_eq!((exit, said), (Some(0), format!("ok {}, in step.", mirror.display())));
    assert!(log(&desk).contains("got 1 from it"), "{}", log(&desk));
    fs::remove_dir_all(&mirror).expect("removed");
    // The open file takes the block all the same; it is noticed when the desk comes to rest.
    desk.ok(&["log", "C-1", "--topic", "BI", "--note", "kept"]);
    until("the log to say so", || log(&desk).contains("the mirror is lost").then_some(()));
    let (exit, said) = finding(&desk, "mirror");
    assert_eq!(exit, Some(5), "{said}");
    assert!(said.starts_with("fail Nothing is written to the mirror any more"), "{said}");
    desk.ok(&["log", "C-1", "--topic", "BI", "--note", "the desk goes on"]);
    assert_eq!(log(&desk).matches("the mirror is lost").count(), 1, "said once");
}

#[test]
fn a_home_that_is_opened_to_others_under_a_running_desk_is_noticed_and_told() {
    let desk = Desk::new();
    let open = |desk: &Desk| desk.talk("sari").ask(json!("desk"))["open_to_others"].clone();
    assert!(open(&desk).is_null(), "{}", open(&desk));
    let journal = desk.home().join("journal");
    allow(&journal, 0o777);
    // Whoever connects next has it noticed.
    assert!(open(&desk).as_str().is_some_and(|why| why.contains("journal")), "{}", open(&desk));
    assert!(log(&desk).contains("would not start as it is now"), "{}", log(&desk));
    allow(&journal, 0o700);
    assert!(open(&desk).is_null(), "{}", open(&desk));
    // So does the rest after a save, with nobody coming in.
    let mut talk = desk.talk("sari");
    allow(&desk.home(), 0o775);
    let name = json!({ "name": "Budi" });
    talk.run(json!({ "add_customer": { "profile": name, "if_known": "add" } }));
    let told = || log(&desk).contains("is open to other users").then_some(());
    until("the log to say so", told);
    allow(&desk.home(), 0o700);
}

#[test]
fn a_mirror_that_is_opened_to_others_under_a_running_desk_is_noticed_and_told() {
    let desk = Desk::closed(Kind::Throwaway);
    let mirror = desk.with_mirror();
    desk.start();
    is_well(&desk);
    let mut talk = desk.talk("sari");
    allow(&mirror.join("journal"), 0o777);
    talk.run(json!({ "add_customer": { "profile": { "name": "Budi" }, "if_known": "add" } }));
    // With nobody coming in.
    let told = || log(&desk).contains("would not start as it is now").then_some(());
    until("the log to say so", told);
    let open = talk.ask(json!("desk"))["open_to_others"].clone();
    assert!(open.as_str().is_some_and(|why| why.contains("mirror")), "{open}");
    let (exit, said) = finding(&desk, "mirror");
    assert_eq!(exit, Some(5), "{said}");
    assert!(said.contains("Other users can change or read"), "{said}");
    allow(&mirror.join("journal"), 0o700);
    is_well(&desk);
}

#[test]
fn why_the_mirror_is_lost_is_said_in_the_readers_language() {
    let desk = stopped();
    let mirror = desk.with_mirror();
    desk.start();
    fs::remove_dir_all(&mirror).expect("removed");
    let told = desk.cli(&["doctor", "--json", "--lang", "id"]);
    assert!(told.out.contains("tidak dapat ditemukan: tidak ada di sana"), "{told:?}");
    assert!(!told.out.contains("cannot") && !told.out.contains("os error"), "{told:?}");
}

#[test]
fn the_doctor_knows_that_a_running_desk_has_not_read_its_settings_again() {
    let desk = stopped();
    desk.start();
    is_well(&desk);
    settings(&desk, "reserve_mb = 1\n");
    let (exit, said) = finding(&desk, "settings");
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.starts_with("warn ") && said.contains("sigap daemon --stop"), "{said}");
    settings(&desk, "reserve_mb = none\n");
    assert_eq!(finding(&desk, "settings").0, Some(5));
    settings(&desk, "");
    is_well(&desk);
}

#[test]
fn the_doctor_says_of_the_journal_what_every_save_is_told_on_a_full_disk() {
    let desk = stopped();
    settings(&desk, "reserve_mb = 1000000000\n");
    desk.start();
    let refused = desk.cli(&["log", "C-1", "--topic", "BI", "--note", "no room"]);
    assert!(!refused.status.success(), "{refused:?}");
    let (exit, said) = finding(&desk, "journal");
    assert_eq!((exit, said.starts_with("fail ")), (Some(5), true), "{said}");
    let words = refused.err.split("MB").next().expect("a part").trim();
    let words = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    assert!(said.contains(words.trim()), "{said} {refused:?}");
}

#[test]
fn the_doctor_of_the_houses_desk_says_why_it_may_not_have_started() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: only root can write a configuration that the program believes");
        return;
    }
    let desk = stopped();
    let socket = desk.folder("run").join("desk.sock");
    let config = format!("home = {:?}\nsocket = {socket:?}\n", desk.home());
    fs::write(desk.folder("etc").join("config.toml"), config).expect("configured");
    let (exit, said) = finding(&desk, "daemon");
    assert!(exit == Some(5) && said.contains("to start it"), "{said}");
    settings(&desk, "miror = \"/x\"\n");
    let (exit, said) = finding(&desk, "settings");
    assert!(exit == Some(5) && said.contains("unknown field `miror`"), "{said}");
}

/// A command without a session: by cron, or as another user would with su.
fn without_session(desk: &Desk, args: &[&str]) -> Told {
    let mut command = desk.command(args);
    command.env_remove("XDG_RUNTIME_DIR");
    finish(command, &b""[..])
}

#[test]
fn a_desk_that_was_started_in_a_session_is_found_without_one() {
    let desk = stopped();
    desk.start();
    let found = without_session(&desk, &["find", "sari"]);
    assert!(found.status.success() && found.out.contains("Sari Dewi"), "{found:?}");
    let told = without_session(&desk, &["doctor"]);
    assert!(told.status.success(), "{told:?}");
    let socket = desk.socket().expect("it serves");
    let pid = Talk::pid_behind(&socket).expect("it answers");
    fs::remove_file(&socket).expect("removed");
    for told in [without_session(&desk, &["find", "sari"]), desk.cli(&["find", "sari"])] {
        assert!(told.err.contains(&format!("(process {pid})")), "{told:?}");
        assert!(told.err.contains("sigap daemon --stop"), "{told:?}");
    }
    let (exit, said) = finding(&desk, "daemon");
    assert!(exit == Some(5) && said.contains(&format!("(process {pid})")), "{said}");
    let told = without_session(&desk, &["daemon", "--stop"]);
    assert!(told.status.success() && told.out.contains("has ended"), "{told:?}");
    assert!(desk.leaves().success());
    assert!(desk.ok(&["find", "sari"]).contains("Sari Dewi"), "nothing is lost");
}

#[test]
fn a_desk_is_stopped_and_that_there_is_none_is_said() {
    let desk = Desk::closed(Kind::Personal);
    assert!(desk.ok(&["daemon", "--stop"]).contains("No desk runs in"));
    assert_eq!(fs::read_dir(desk.home()).expect("a folder").count(), 0, "nothing is made for it");
    desk.start();
    let stopped = &desk.json(&["daemon", "--stop"])[0];
    assert!(stopped["stopped"].is_u64(), "{stopped}");
    assert!(desk.leaves().success());
    assert!(desk.json(&["daemon", "--stop"])[0]["stopped"].is_null());
}

#[test]
fn the_doctor_keeps_no_desk_awake() {
    let desk = stopped();
    let mut command = desk.command(&["daemon", "--spawned", "--linger", "1", "--home"]);
    command.arg(desk.home());
    desk.start_as(command);
    // Asked again and again without a pause, it leaves all the same.
    until("the desk to leave", || {
        desk.cli(&["doctor"]);
        desk.socket().is_none().then_some(())
    });
    assert!(desk.leaves().success());
}

/// A running desk whose journal is spoilt where only a reading from the disk meets it.
fn spoilt_while_it_runs(desk: &Desk) {
    desk.start();
    let segment = segment(desk);
    let mut bytes = fs::read(&segment).expect("readable");
    let at = bytes.windows(4).position(|four| four == b"Sari").expect("the name is in there");
    bytes[at] ^= 0x20;
    fs::write(&segment, bytes).expect("spoilt");
    desk.cli(&["journal", "show"]);
}

#[test]
fn a_journal_that_was_healed_from_its_mirror_is_not_called_damaged_in_the_log_afterwards() {
    let desk = stopped();
    desk.with_mirror();
    desk.start();
    desk.stop();
    spoilt_while_it_runs(&desk);
    until("the journal to be healed", || {
        log(&desk).contains("came back from the mirror; the journal is whole").then_some(())
    });
    assert!(desk.ok(&["journal", "show"]).contains("Sari Dewi"));
    desk.stop();
    let (log, healed) = (log(&desk), "came back from the mirror");
    let after = log.split(healed).nth(1).expect("it was healed");
    assert!(!after.contains("ERROR"), "{log}");
}

#[test]
fn a_damaged_journal_without_a_mirror_is_not_said_to_be_missing_in_one() {
    let desk = stopped();
    spoilt_while_it_runs(&desk);
    until("the log to say so", || log(&desk).contains("there is no mirror").then_some(()));
    assert!(!log(&desk).contains("in the mirror"), "{}", log(&desk));
}

/// `administrators = ["@sigap-admins", "srai"]` once made nobody an administrator, in silence.
#[test]
fn the_doctor_names_users_whom_the_machine_does_not_know_and_groups_among_users() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: only root can write a configuration that the program believes");
        return;
    }
    let desk = stopped();
    let config = format!(
        "home = {:?}\nsocket = {:?}\nadministrators = [\"root\", \"@admins\", \"srai\"]\n\
         [roles]\nsupervisor = [\"rnia\", \"@root\"]\n",
        desk.home(),
        desk.folder("run").join("desk.sock")
    );
    fs::write(desk.folder("etc").join("config.toml"), config).expect("configured");
    let told = desk.cli(&["doctor"]);
    for wanted in ["no user srai", "no user rnia", "@admins in administrators"] {
        assert!(told.out.contains(wanted), "{wanted}: {told:?}");
    }
    assert!(!told.out.contains("no user root"), "{told:?}");
}
