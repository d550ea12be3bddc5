//! A desk that takes its time to open, and what helps it to open quickly. Never a desk so large
//! that a test would have to wait for it.

use std::collections::BTreeSet;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::{fs, io, thread};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg, OFlag};
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use serde_json::{Value, json};

use crate::copies::text;
use crate::desk::{AGENT, Desk, Kind};
use crate::state::until;

/// Enough for a cache of many kilobytes.
const CUSTOMERS: usize = 6_000;

/// A desk with many customers, ended in order.
fn large() -> Desk {
    let desk = Desk::new();
    let row = |row| format!("Nama{row} Keluarga,0899 {row:07},AC-{row}\n");
    let rows: String = (0..CUSTOMERS).map(row).collect();
    let file = desk.write("many.csv", format!("name,phone,account\n{rows}"));
    desk.ok(&["import", "customers", text(&file)]);
    desk.stop();
    desk
}

fn log(desk: &Desk) -> String {
    fs::read_to_string(desk.home().join("daemon.log")).expect("there is a log")
}

/// A stopped desk that will open for as long as the test likes: sled waits for somebody to write
/// into a file of its own. Its other name is what the test holds it by.
fn held_up(desk: &Desk) -> Held {
    let file = desk.home().join("index/1/conf");
    let held = Held { pipe: desk.home().join("held"), file };
    fs::remove_file(&held.file).expect("there was one");
    mkfifo(&held.pipe, Mode::S_IRUSR | Mode::S_IWUSR).expect("made");
    fs::hard_link(&held.pipe, &held.file).expect("linked");
    held
}

/// What holds it up.
struct Held {
    file: PathBuf,
    pipe: PathBuf,
}

/// Lets it go on: from now on there is no such file, and sled makes one. The name goes first, or
/// sled would wait again where it writes; a sled that has not come there yet need not be woken.
fn let_go(held: &Held) {
    fs::remove_file(&held.file).expect("removed");
    let flags = OFlag::O_NONBLOCK.bits();
    let woken = fs::OpenOptions::new().write(true).custom_flags(flags).open(&held.pipe);
    let is_awake = |error: &io::Error| error.raw_os_error() == Some(Errno::ENXIO as i32);
    assert!(woken.as_ref().err().is_none_or(is_awake), "{woken:?}");
    fs::remove_file(&held.pipe).expect("removed");
}

#[test]
fn whoever_comes_while_the_desk_opens_hears_how_far_it_is_and_is_then_welcome() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    desk.stop();
    fs::remove_file(desk.home().join("lookup.cache")).expect("there was one");
    let held = held_up(&desk);
    thread::scope(|scope| {
        scope.spawn(|| desk.start());
        let mut talk = desk.stranger();
        let hello = json!({ "protocol": 1, "program": "test", "act_as": AGENT });
        talk.say(&json!({ "hello": hello }).to_string());
        for _ in 0..3 {
            let heard = talk.hear().expect("it waits");
            assert_eq!(heard["opening"], json!({ "step": "index", "done": 0, "all": 0 }));
        }
        let mut screen = desk.terminal(AGENT);
        screen.wait_for("The desk is opening.");
        let command = scope.spawn(|| desk.ok(&["find", "halimah"]));
        let_go(&held);
        let welcome = talk.first().expect("it is open");
        assert_eq!(welcome["welcome"]["customers"], 1, "{welcome}");
        assert!(command.join().expect("no panic").contains("Nur Halimah"));
        screen.wait_for("Type a name");
        assert!(!screen.screen().contains("The desk is opening"));
    });
}

#[test]
fn a_screen_finds_while_the_desk_opens_and_goes_on_when_it_is_open() {
    let desk = Desk::new();
    for (name, phone) in [("Nur H. Setiawati", "0812-3344-5566"), ("Budi McHartono", "021 555")] {
        desk.ok(&["customer", "add", "--name", name, "--phone", phone]);
    }
    desk.stop();
    let held = held_up(&desk);
    thread::scope(|scope| {
        scope.spawn(|| desk.start());
        drop(desk.stranger());
        let mut screen = desk.terminal(AGENT);
        screen.wait_for("Type a name").wait_for("The desk is opening.");
        screen.keys("/").types("mchart").wait_for("Budi Mchartono").wait_for("021555");
        // Who is chosen now is shown when their record can be read.
        screen.keys("<Enter>");
        let_go(&held);
        screen.wait_for("Budi McHartono").keys("/").types("5566").wait_for("Nur H. Setiawati");
    });
}

#[test]
fn a_desk_finds_from_its_cache_and_what_came_after_it() {
    let desk = large();
    desk.start();
    assert!(log(&desk).contains("came from its cache and 0 entries behind it"), "{}", log(&desk));
    desk.ok(&["customer", "add", "--name", "Siti Rahayu", "--phone", "081100112233"]);
    desk.ok(&["customer", "amend", "C-7", "--name", "Halimah Baru"]);
    desk.kill();
    desk.start();
    assert!(log(&desk).contains("came from its cache and 2 entries behind it"), "{}", log(&desk));
    let found = |typed: &str| -> Vec<Value> {
        let rows = desk.talk(AGENT).ask(json!({ "find": { "text": typed, "limit": 5 } }));
        rows["rows"].as_array().expect("rows").iter().map(|row| row["customer"].clone()).collect()
    };
    for (typed, who) in [("rahayu", "C-6001"), ("0811 0011", "C-6001"), ("halimah", "C-7")] {
        assert_eq!(found(typed), [who], "{typed}");
    }
    assert!(!found("nama6").contains(&json!("C-7")), "C-7 is somebody else now");
    assert_eq!(found("ac-5999"), ["C-6000"]);
}

#[test]
fn a_desk_at_rest_keeps_whom_it_finds_and_leaves_the_room_that_is_to_be_left() {
    let desk = large();
    let cache = desk.home().join("lookup.cache");
    fs::remove_file(&cache).expect("there was one");
    fs::write(desk.home().join("desk.toml"), "reserve_mb = 1000000000\n").expect("written");
    desk.start();
    desk.stop();
    assert!(!cache.exists(), "the disk has no room to spare");
    fs::remove_file(desk.home().join("desk.toml")).expect("removed");
    desk.start();
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    until("the look-up to be kept", || cache.exists().then_some(()));
    desk.kill();
    desk.start();
    assert!(log(&desk).contains("came from its cache and 0 entries behind it"), "{}", log(&desk));
}

#[test]
fn a_damaged_cache_is_no_hindrance() {
    let desk = large();
    let cache = desk.home().join("lookup.cache");
    let mut bytes = fs::read(&cache).expect("there is one");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&cache, bytes).expect("written");
    desk.start();
    assert!(
        log(&desk).contains("cache is not used, it is damaged: a check fails"),
        "{}",
        log(&desk)
    );
    assert!(!cache.exists(), "it is removed at once");
    assert!(desk.ok(&["find", "nama5999"]).contains("Nama5999"));
    desk.stop();
    assert!(cache.exists(), "it is kept again");
}

#[test]
fn a_desk_that_is_restored_does_not_find_by_what_an_earlier_one_has_left() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    let backup = desk.file("backup");
    desk.ok(&["backup", text(&backup)]);
    desk.stop();
    let cache = desk.home().join("lookup.cache");
    for folder in ["journal", "index"] {
        fs::remove_dir_all(desk.home().join(folder)).expect("removed");
    }
    assert!(cache.exists(), "it was left");
    desk.ok(&["restore", text(&backup)]);
    assert!(!cache.exists(), "it went");
    desk.start();
    assert!(desk.ok(&["find", "halimah"]).contains("Nur Halimah"));
}

/// The processes that a process has begun and that are there now.
fn children(pid: u32) -> BTreeSet<String> {
    let listed = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    listed.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_command_that_comes_while_the_desk_leaves_starts_it_when_it_has_left() {
    let desk = Desk::closed(Kind::Personal);
    // A desk that leaves has no socket any more, and has its home until it has written everything.
    let lock = fs::File::create(desk.home().join("lock")).expect("made");
    let leaving = Flock::lock(lock, FlockArg::LockExclusiveNonblock).expect("nobody has it");
    let mut command = desk.command(&["customer", "list"]);
    let mut command = command.stdout(Stdio::null()).spawn().expect("the program is built");
    let mut tried = BTreeSet::new();
    until("the desk to be started a second time", || {
        tried.extend(children(command.id()));
        (tried.len() > 1).then_some(())
    });
    drop(leaving);
    assert!(command.wait().expect("it ends").success());
}
