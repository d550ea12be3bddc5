//! Disks that refuse one call or all later ones, each time at another call: what the torture
//! program has once found. Never a fault that an operating system would not give.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::desk::{Desk, Kind};
use crate::state::until;

const SHIM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torture/shim.c");

/// Builds the library that makes the faults, with the compiler that Rust links with.
fn shim(desk: &Desk) -> PathBuf {
    let library = desk.file("shim.so");
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-O1", "-shared", "-fPIC", SHIM, "-o"]).arg(&library);
    assert!(compiler.status().expect("there is a C compiler").success());
    library
}

/// A desk with some history, which has ended, and the library.
fn used() -> (Desk, PathBuf) {
    let desk = Desk::closed(Kind::Throwaway);
    let library = shim(&desk);
    desk.start();
    for name in ["Siti Rahayu", "Nur Hidayat"] {
        desk.ok(&["customer", "add", "--name", name]);
    }
    desk.ok(&["log", "C-1", "--topic", "TE", "--note", "modem hangus"]);
    desk.stop();
    (desk, library)
}

/// Starts the daemon on a disk with a fault; says whether it served, and ends it then.
fn serves(desk: &Desk, library: &PathBuf, fault: &str) -> bool {
    let mut command = desk.command(&["daemon", "--spawned"]);
    command.arg("--home").arg(desk.home());
    let home = fs::canonicalize(desk.home()).expect("there");
    command.env("LD_PRELOAD", library).env("SIGAP_SHIM_FOLDER", home);
    command.env("SIGAP_SHIM_FAULT", fault);
    let pipes = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = pipes.spawn().expect("the program is built");
    let said = lines(&mut child);
    let word = until(&format!("the desk to serve or to refuse, with {fault}"), || {
        said.try_iter().find(|line| line == "ready" || line.starts_with("failed "))
    });
    if word == "ready" {
        child.kill().expect("it is our child");
    }
    until("the desk to end", || child.try_wait().expect("it is our child"));
    word == "ready"
}

fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, said) = channel();
    let out = BufReader::new(child.stdout.take().expect("piped"));
    thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    said
}

/// All that was kept before is there.
fn all_is_there(desk: &Desk, fault: &str) {
    desk.start();
    assert_eq!(desk.json(&["customer", "list"]).len(), 2, "{fault}");
    assert!(desk.ok(&["history", "C-1"]).contains("modem hangus"), "{fault}");
    desk.stop();
}

/// sled forgets to wake who waits for a write of its own that failed: a desk hung while it put away
/// an index that it could not use.
#[test]
fn a_desk_whose_disk_refuses_every_sync_says_so_in_time() {
    let served = (1..=5).map(|number| {
        let (desk, library) = used();
        let fault = format!("s:{number}:122:late");
        let served = serves(&desk, &library, &fault);
        all_is_there(&desk, &fault);
        served
    });
    assert!(served.collect::<Vec<_>>().contains(&false), "no fault was met");
}

#[test]
fn a_read_that_fails_while_the_desk_starts_costs_nothing_that_was_kept() {
    let (desk, library) = used();
    let mut refused = 0;
    for number in 1..=24 {
        for mode in ["once", "on"] {
            let fault = format!("i:{number}:5:{mode}");
            refused += u32::from(!serves(&desk, &library, &fault));
        }
        all_is_there(&desk, &format!("failing read {number}"));
    }
    assert!(refused > 0, "no fault was met");
    desk.ok(&["journal", "verify", "--deep"]);
}
