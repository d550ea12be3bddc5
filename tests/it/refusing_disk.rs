//! Disks that refuse one call or all later ones, and what is on a disk when the power goes: what
//! the torture program has once found. Never a fault that no operating system would give.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
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

/// The daemon's command, with the library between it and a folder.
fn watched(desk: &Desk, library: &Path, folder: &Path) -> Command {
    let mut command = desk.command(&["daemon", "--spawned"]);
    command.arg("--home").arg(desk.home());
    let folder = fs::canonicalize(folder).expect("there");
    command.env("LD_PRELOAD", library).env("SIGAP_SHIM_FOLDER", folder);
    command
}

/// Starts the daemon on a disk with a fault; says whether it served, and ends it then.
fn serves(desk: &Desk, library: &Path, folder: &Path, fault: &str) -> bool {
    let mut command = watched(desk, library, folder);
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
        let served = serves(&desk, &library, &desk.home(), &fault);
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
            refused += u32::from(!serves(&desk, &library, &desk.home(), &fault));
        }
        all_is_there(&desk, &format!("failing read {number}"));
    }
    assert!(refused > 0, "no fault was met");
    desk.ok(&["journal", "verify", "--deep"]);
}

/// Kind and inode of every record that the library wrote down.
fn records(log: &Path) -> Vec<(u8, u64)> {
    const HEADER: usize = 40;
    let bytes = fs::read(log).expect("written down");
    let (mut rest, mut records) = (&bytes[..], Vec::new());
    while !rest.is_empty() {
        let short = |at: usize| usize::from(u16::from_ne_bytes([rest[at], rest[at + 1]]));
        let data = u32::from_ne_bytes(rest[12..16].try_into().expect("4 bytes")) as usize;
        let ino = u64::from_ne_bytes(rest[16..24].try_into().expect("8 bytes"));
        records.push((rest[4], ino));
        rest = &rest[HEADER + short(6) + short(8) + data..];
    }
    records
}

/// A desk was killed when it had put a file without the words in its place and had not synced that.
/// The next start found nothing left to do and noted that it was done; a power cut brought the
/// words back.
#[test]
fn a_finished_erasure_is_on_the_disk_whoever_began_it() {
    const CREATE: u8 = 2;
    const SYNC: u8 = 9;
    let (desk, library) = used();
    let mirror = desk.with_mirror();
    desk.start();
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    desk.stop();
    let lists = [desk.home(), mirror.clone()].map(|home| home.join("erasures.jsonl"));
    lists.iter().for_each(|list| fs::remove_file(list).expect("it was noted"));
    let log = desk.file("log");
    let mut command = watched(&desk, &library, &desk.folder(""));
    command.env("SIGAP_SHIM_LOG", &log);
    desk.start_as(command);
    until("the erasure to be noted", || lists[1].exists().then_some(()));
    desk.stop();
    let records = records(&log);
    let ino = |path: &Path| fs::metadata(path).expect("there").ino();
    // Another file may have had the number before.
    let noted = records.iter().rposition(|one| *one == (CREATE, ino(&lists[0])));
    let before = &records[..noted.expect("it was noted")];
    for folder in [desk.home(), mirror] {
        let synced = before.contains(&(SYNC, ino(&folder.join("journal"))));
        assert!(synced, "{} is not synced before", folder.display());
    }
}

/// A mirror that could not be read to its end was taken for the journal of another desk, and the
/// desk did not open (torture, fault, seed 9700178).
#[test]
fn a_mirror_whose_disk_reads_no_more_is_lost_and_keeps_no_desk_from_starting() {
    let (desk, library) = used();
    let mirror = desk.with_mirror();
    desk.start();
    desk.stop();
    let file = mirror.join("journal/00000000000000000001.journal");
    let old = fs::read(&file).expect("readable");
    desk.start();
    desk.ok(&["log", "C-2", "--topic", "TE", "--note", "rang again"]);
    desk.stop();
    for number in 1..=40 {
        // It lacks the last of the journal, and gives back nothing of what it is given.
        fs::write(&file, &old).expect("written");
        let fault = format!("i:{number}:5:on");
        assert!(serves(&desk, &library, &mirror, &fault), "{fault}");
    }
    all_is_there(&desk, "a mirror that is read again");
    desk.start();
    desk.ok(&["journal", "verify", "--deep"]);
}

/// Starts a desk whose disk cannot read some bytes of the journal's first file.
fn start_unreadable(desk: &Desk, library: &Path, places: std::ops::Range<u64>) {
    let mut command = watched(desk, library, &desk.folder(""));
    let file = desk.home().join("journal/00000000000000000001.journal");
    let bad = format!("{}:{}:{}", places.start, places.end, file.display());
    command.env("SIGAP_SHIM_BAD", bad);
    desk.start_as(command);
}

/// A place that the disk could not read (`EIO`, no wrong bytes) kept the desk from starting.
#[test]
fn a_place_that_the_disk_cannot_read_is_healed_from_the_mirror() {
    let (desk, library) = used();
    let mirror = desk.with_mirror();
    desk.start();
    desk.stop();
    let file = |home: &Path| home.join("journal/00000000000000000001.journal");
    let was = fs::metadata(file(&desk.home())).expect("there").ino();
    start_unreadable(&desk, &library, 100..101);
    let added = desk.ok(&["customer", "add", "--name", "Ayu Lestari"]);
    assert!(added.contains("C-3"), "{added}");
    desk.stop();
    assert_ne!(fs::metadata(file(&desk.home())).expect("there").ino(), was, "written over");
    let read = |home: &Path| {
        let bytes = fs::read(file(home)).expect("readable");
        let end = bytes.iter().rposition(|byte| *byte != 0).expect("not empty");
        bytes[..=end].to_vec()
    };
    assert!(read(&desk.home()) == read(&mirror), "the copies are not the same");
    let damaged = desk.home().join("journal.damaged/00000000000000000001.journal");
    assert_eq!(fs::metadata(damaged).expect("kept").ino(), was, "as it was");
    desk.ok(&["journal", "verify", "--deep"]);
}

#[test]
fn a_place_that_the_disk_cannot_read_is_named_and_the_rest_is_served() {
    let (desk, library) = used();
    start_unreadable(&desk, &library, 100..101);
    assert_eq!(desk.json(&["customer", "list"]).len(), 2);
    let why = desk.cli(&["customer", "add", "--name", "Ayu Lestari"]).err;
    assert!(why.contains("Entries 1 to 3 are damaged"), "{why}");
    assert!(why.contains("the disk cannot read it"), "{why}");
    desk.stop();
    // Nothing was cut off: a disk that reads again has it all.
    all_is_there(&desk, "a place that was read again");
    desk.ok(&["journal", "verify", "--deep"]);
}

#[test]
fn a_place_behind_the_end_that_the_disk_cannot_read_costs_nothing() {
    let (desk, library) = used();
    start_unreadable(&desk, &library, 65_536..69_632);
    desk.ok(&["customer", "add", "--name", "Ayu Lestari"]);
}
