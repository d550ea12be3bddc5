//! A backup of a desk that is written to at the rate of a whole house, or faster: what is restored
//! is what the desk held there. Never a backup of a desk at rest.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use crate::copies::text;
use crate::desk::{Desk, Kind};
use crate::state::until;

/// Entries a second that a desk keeps while its backup is taken, at least.
const RATE: f64 = 1_000.0;
/// Backups taken until one was taken at that rate: the machine may have been busy with others.
const TRIES: usize = 10;

/// Adds customers and logs contacts until it is told to stop.
fn write_on(desk: &Desk, agent: &str, stop: &AtomicBool) {
    let mut talk = desk.stranger();
    talk.greet(json!({ "protocol": 1, "program": "test", "act_as": agent }));
    let mut round = 0;
    while !stop.load(Ordering::Relaxed) {
        let rows: Vec<Value> = (0..100)
            .map(|line| {
                let name = format!("{agent} {round} {line}");
                json!({ "line": line, "profile": { "name": name, "note": "as fast as it goes" } })
            })
            .collect();
        talk.run(json!({ "import_customers": { "rows": rows, "if_known": "add" } }));
        talk.run(json!({ "log_interaction": { "customer": "C-1", "channel": "call",
            "direction": "in", "topic": "BI", "note": format!("round {round}") } }));
        round += 1;
    }
}

/// Takes backups until one was taken at the rate; gives back what it said of itself.
fn taken(desk: &Desk, to: &Path) -> Value {
    let mut watch = desk.talk("watcher");
    let mut seq = || watch.ask(json!("desk"))["seq"].as_u64().expect("a number");
    until("some work", || (seq() > 2_000).then_some(()));
    let mut rates = Vec::new();
    for _ in 0..TRIES {
        let (before, began) = (seq(), Instant::now());
        let taken = desk.json(&["backup", text(to)]).remove(0);
        let (written, took) = (seq() - before, began.elapsed());
        assert!(taken["last"].as_u64() >= Some(before), "all that was kept before is in it");
        rates.push(written as f64 / took.as_secs_f64());
        if rates.last() >= Some(&RATE) {
            return taken;
        }
    }
    panic!("{RATE} entries a second were never kept while a backup was taken: {rates:?}");
}

/// What the index of a desk holds, by table, less where the journal's blocks lie.
fn digest(desk: &Desk) -> Vec<Value> {
    desk.ok(&["journal", "verify", "--deep"]);
    let tables = desk.talk("checker").ask(json!("index_digest"));
    let tables = tables.as_array().expect("a list").iter();
    tables.filter(|one| one["table"] != "waypoints").cloned().collect()
}

/// The journal's bytes, file after file.
fn journal(home: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(home.join("journal")).expect("readable");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("readable")).collect()
}

#[test]
fn a_backup_taken_at_a_thousand_entries_a_second_restores_what_the_desk_held() {
    let desk = Desk::closed(Kind::Throwaway);
    let mut daemon = desk.command(&["daemon", "--spawned"]);
    // Many files are begun while a backup is taken.
    daemon.env("SIGAP_FILE_BYTES", "200000");
    desk.start_as(daemon);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    let (copy, stop) = (desk.file("copy"), AtomicBool::new(false));
    let backup = thread::scope(|scope| {
        let writers = ["agent1", "agent2"].map(|agent| {
            let (desk, stop) = (&desk, &stop);
            scope.spawn(move || write_on(desk, agent, stop))
        });
        let backup = scope.spawn(|| taken(&desk, &copy)).join();
        stop.store(true, Ordering::Relaxed);
        drop(writers);
        backup.unwrap_or_else(|why| std::panic::resume_unwind(why))
    });
    let last = backup["last"].as_u64().expect("a number") as usize;

    let restored = Desk::closed(Kind::Throwaway);
    restored.ok(&["restore", text(&copy)]);
    // What the first desk held there: its journal up to that entry, and the index that this makes.
    let lines = desk.ok(&["journal", "export"]);
    assert!(lines.lines().count() > last, "it was written on after the backup");
    let lines: String = lines.lines().take(last).map(|line| format!("{line}\n")).collect();
    let same = Desk::closed(Kind::Throwaway);
    let lines = same.write("same.jsonl", lines);
    same.ok(&["journal", "import", text(&lines), "--without-end"]);
    let [(found, files), (wanted, _)] = [&restored, &same].map(|desk| {
        desk.start();
        let digest = digest(desk);
        desk.stop();
        (digest, journal(&desk.home()))
    });
    assert!(wanted.len() > 10, "{wanted:?}");
    assert_eq!(found, wanted);
    desk.stop();
    let (whole, last) = (journal(&desk.home()), files.len() - 1);
    assert!(last > 0 && files[..last] == whole[..last], "the same files, byte for byte");
}
