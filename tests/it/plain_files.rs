//! A pipe, a device, a folder or a broken link in the place of one of the desk's files. Never a
//! start that hangs, nor one that fails without naming what is in the way.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;

use nix::sys::stat::Mode;

use crate::desk::{Desk, Kind};
use crate::state::until;

/// Puts something in a place.
type Put = fn(&Path);

/// What is put in a file's place, and how it is called.
const THINGS: [(&str, Put); 4] = [
    ("a pipe", |at| nix::unistd::mkfifo(at, Mode::S_IRWXU).expect("made")),
    ("a device", |at| symlink("/dev/null", at).expect("made")),
    ("a folder", |at| fs::create_dir(at).expect("made")),
    ("a link that leads nowhere", |at| symlink("/nowhere/at/all", at).expect("made")),
];

/// Starts the daemon, and gives what it said last: that it serves, or why not.
fn start(desk: &Desk) -> String {
    let mut command = desk.command(&["daemon", "--spawned"]);
    command.arg("--home").arg(desk.home());
    let pipes = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = pipes.spawn().expect("the program is built");
    let out = child.stdout.take().expect("piped");
    let (said, hears) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| said.send(line))
    });
    let word = until("the desk to serve or to refuse", || {
        hears.try_iter().find(|line| line == "ready" || line.starts_with("failed "))
    });
    drop(child.kill());
    until("the desk to end", || child.try_wait().expect("it is our child"));
    word
}

fn put(at: &Path, make: Put) {
    if at.symlink_metadata().is_ok_and(|about| about.is_dir()) {
        fs::remove_dir_all(at).expect("removed");
    } else if at.symlink_metadata().is_ok() {
        fs::remove_file(at).expect("removed");
    }
    make(at);
}

#[test]
fn what_is_in_the_place_of_a_file_that_the_desk_needs_is_named() {
    let desk = Desk::closed(Kind::Throwaway);
    desk.start();
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    desk.stop();
    let journal = "journal/00000000000000000001.journal";
    for name in [journal, "desk.toml", "erasures.jsonl", "lock"] {
        let (file, kept) = (desk.home().join(name), desk.file("kept"));
        let was_there = fs::rename(&file, &kept).is_ok();
        for (what, make) in THINGS {
            put(&file, make);
            let said = start(&desk);
            let base = Path::new(name).file_name().and_then(|name| name.to_str()).expect("a name");
            // A device that anybody may write to is refused as that.
            let is_told = said.contains(what) || said.contains("Other users can change");
            assert!(is_told && said.contains(base), "{what} as {name}: {said}");
        }
        put(&file, |_| ());
        if was_there {
            fs::rename(&kept, &file).expect("put back");
        }
    }
    assert_eq!(start(&desk), "ready");
}

#[test]
fn what_is_in_the_place_of_a_file_that_the_desk_can_do_without_does_not_stop_it() {
    let desk = Desk::closed(Kind::Throwaway);
    desk.start();
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    desk.stop();
    let drafts = desk.home().join("drafts/agent1");
    fs::create_dir_all(&drafts).expect("made");
    for (what, make) in THINGS {
        put(&desk.home().join("lookup.cache"), make);
        put(&desk.home().join("ballast"), make);
        put(&drafts.join("0190a5c4-0000-7000-8000-000000000000.json"), make);
        assert_eq!(start(&desk), "ready", "{what}");
        let log = fs::read_to_string(desk.home().join("daemon.log")).expect("a log");
        assert!(log.contains("the look-up's cache is not used"), "{what}: {log}");
    }
    desk.start();
    assert_eq!(desk.json(&["customer", "list"]).len(), 1);
}

/// What an older run or another program has left where the desk keeps only signs of its own.
#[test]
fn what_is_left_over_in_the_place_of_a_sign_is_removed_and_the_desk_starts() {
    let desk = Desk::closed(Kind::Throwaway);
    desk.start();
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    desk.stop();
    for (what, make) in THINGS {
        for name in ["index.rebuild", "index/1", "index.damaged", "restore.partial"] {
            put(&desk.home().join(name), make);
            assert_eq!(start(&desk), "ready", "{what} as {name}");
        }
    }
    desk.start();
    assert_eq!(desk.json(&["customer", "list"]).len(), 1);
}
