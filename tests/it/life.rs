//! The desk's life: how it starts, who owns it, what outlives a kill. Never a clean stop where a
//! kill is meant.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{Desk, Kind, finish, mode};
use crate::state::until;
use crate::talk::Talk;

fn named(name: &str) -> Value {
    json!({ "add_customer": { "profile": { "name": name }, "if_known": "add" } })
}

/// Every customer's name.
fn names(talk: &mut Talk) -> BTreeSet<String> {
    let all = talk.ask(json!({ "customers": { "after": null, "limit": 1000 } }));
    let customers = all.as_array().expect("a list").iter();
    customers.map(|c| c["profile"]["name"].as_str().expect("a name").to_owned()).collect()
}

/// A desk with twenty customers, added one by one.
fn peopled() -> (Desk, Talk) {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    for round in 0..20 {
        talk.run(named(&format!("Customer {round}")));
    }
    (desk, talk)
}

#[test]
fn everything_acknowledged_outlives_a_kill() {
    let desk = Desk::new();
    for round in 0..3 {
        let before = names(&mut desk.talk("one"));
        let acknowledged: Vec<String> = thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|writer| {
                    // Attached before anybody writes: three could be done before the fourth comes.
                    let talk = desk.talk("one");
                    scope.spawn(move || write_on(talk, &format!("{round} {writer}")))
                })
                .collect();
            let mut watcher = desk.talk("watcher");
            let enough = Some(before.len() as u64 + 40);
            until("enough to be kept", || {
                (watcher.ask(json!("desk"))["customers"].as_u64() >= enough).then_some(())
            });
            desk.kill();
            writers.into_iter().flat_map(|writer| writer.join().expect("no panic")).collect()
        });
        desk.start();
        let after = names(&mut desk.talk("one"));
        let lost: Vec<_> = acknowledged.iter().filter(|&name| !after.contains(name)).collect();
        assert!(acknowledged.len() >= 30 && lost.is_empty(), "lost: {lost:?}");
        assert!(before.is_subset(&after), "what was there stays there");
    }
    desk.ok(&["journal", "verify"]);
}

/// Adds customers until the desk is gone; gives back the names that were acknowledged.
fn write_on(mut talk: Talk, who: &str) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for round in 0.. {
        let name = format!("{who} {round}");
        let run = json!({ "id": 1, "command_id": uuid::Uuid::now_v7(), "run": named(&name) });
        talk.say(&json!({ "command": run }).to_string());
        let Some(reply) = talk.reply() else { return acknowledged };
        assert!(reply.get("done").is_some(), "{reply}");
        acknowledged.push(name);
    }
    acknowledged
}

#[test]
fn a_second_daemon_says_who_owns_the_desk() {
    let desk = Desk::new();
    let mut command = desk.command(&["daemon", "--home"]);
    command.arg(desk.home());
    let told = finish(command, &b""[..]);
    assert!(!told.status.success(), "{told:?}");
    assert!(told.err.contains("sigap --home"), "the way to it is said: {told:?}");
    assert_eq!(desk.talk("one").ask(json!("desk"))["customers"], 0, "the first one still serves");
}

#[test]
fn what_a_killed_desk_leaves_behind_is_no_hindrance() {
    let desk = Desk::new();
    desk.talk("one").run(named("Nur Halimah"));
    desk.kill();
    assert!(desk.socket().is_some(), "a kill leaves the socket");
    // Nobody has to clean up: the next command finds nobody at home and starts the desk.
    let found = desk.ok(&["find", "halimah"]);
    assert!(found.contains("Nur Halimah"), "{found}");
}

#[test]
fn the_desk_is_private() {
    let desk = Desk::new();
    desk.talk("one").run(named("Nur Halimah"));
    assert_eq!(mode(&desk.home()), 0o700);
    assert_eq!(mode(&desk.socket().expect("it serves")), 0o600);
    let open = open_to_others(&desk.home());
    assert_eq!(open, [""; 0], "readable or writable by others");
}

/// Files and folders below a folder that anybody but the owner may look into.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut open = Vec::new();
    for entry in fs::read_dir(folder).expect("the home can be read") {
        let path = entry.expect("an entry").path();
        // The test made the mark itself.
        if mode(&path) & 0o077 != 0 && !path.ends_with("throwaway") {
            open.push(format!("{} {:o}", path.display(), mode(&path)));
        }
        if path.is_dir() {
            open.extend(open_to_others(&path));
        }
    }
    open
}

#[test]
fn a_persons_own_desk_starts_by_itself() {
    let desk = Desk::closed(Kind::Personal);
    let added = desk.json(&["customer", "add", "--name", "Nur Halimah"]);
    assert_eq!(added[0]["customer_id"], "C-1");
    let found = desk.json(&["find", "halimah"]);
    assert_eq!(found[0]["name"], "Nur Halimah");
    let pid = Talk::pid_behind(&desk.socket().expect("it serves")).expect("it answers");
    assert!(Path::new(&format!("/proc/{pid}")).exists());
}

#[test]
fn a_stopped_desk_leaves_no_socket_and_no_lock_behind() {
    let desk = Desk::new();
    desk.talk("one").run(named("Nur Halimah"));
    let status = desk.stop().expect("it ran");
    assert!(status.success(), "{status}");
    assert_eq!(desk.socket(), None);
    desk.start();
    assert_eq!(names(&mut desk.talk("one")), BTreeSet::from(["Nur Halimah".to_owned()]));
}

#[test]
fn the_index_is_rebuilt_from_the_journal_when_it_is_gone_or_broken() {
    let (desk, mut talk) = peopled();
    let before = names(&mut talk);
    drop(talk);
    desk.stop();
    let index = desk.home().join("index");
    assert!(index.is_dir(), "the index is where docs/data.md says");
    fs::remove_dir_all(&index).expect("removed");
    desk.start();
    assert_eq!(names(&mut desk.talk("one")), before, "gone");
    desk.stop();
    for entry in fs::read_dir(index.join("1")).expect("rebuilt") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs::write(&path, b"not what it was").expect("broken");
        }
    }
    desk.start();
    assert_eq!(names(&mut desk.talk("one")), before, "broken");
}

#[test]
fn what_the_journal_says_is_compared_with_what_is_shown() {
    let (desk, _talk) = peopled();
    let told = desk.ok(&["journal", "verify", "--deep"]);
    assert!(told.contains("up to entry 20"), "{told}");
    let row = &desk.json(&["journal", "verify", "--deep"])[0];
    assert_eq!((&row["index"]["seq"], &row["index"]["differing"]), (&json!(20), &json!([])));
    let head = desk.ok(&["journal", "head"]);
    assert!(head.starts_with("20:") && head.trim().len() == 67, "{head}");
    desk.ok(&["journal", "verify", "--noted", head.trim()]);
    let wrong = head.trim().replace("20:", "19:");
    assert_eq!(desk.cli(&["journal", "verify", "--noted", &wrong]).status.code(), Some(5));
    assert_eq!(desk.cli(&["journal", "verify", "--noted", "x"]).status.code(), Some(2));
}

#[test]
fn a_desk_whose_index_holds_what_its_journal_has_lost_answers_and_writes_nothing() {
    let (desk, mut talk) = peopled();
    let before = names(&mut talk);
    drop(talk);
    desk.stop();
    let journal = desk.home().join("journal/00000000000000000001.journal");
    let mut bytes = fs::read(&journal).expect("readable");
    bytes[100] ^= 1;
    fs::write(&journal, bytes).expect("written");
    desk.start();
    let mut talk = desk.talk("one");
    assert_eq!(names(&mut talk), before);
    let refused = talk.try_run(named("one more"));
    let why = refused["refused"]["sentence"].as_str().expect("it is refused");
    assert!(why.contains("entry 1 is damaged"), "{refused}");
}

#[test]
fn a_system_desk_that_is_down_is_said_to_be_down_and_not_started() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: only root can write a configuration that the program believes");
        return;
    }
    let desk = Desk::closed(Kind::Personal);
    let home = desk.folder("system");
    let socket = desk.folder("run").join("desk.sock");
    let config = format!("home = {home:?}\nsocket = {socket:?}\n");
    fs::write(desk.folder("etc").join("config.toml"), config).expect("configured");
    let mut command = desk.command(&["find", "x"]);
    command.env_remove("SIGAP_HOME");
    let told = finish(command, &b""[..]);
    assert!(!told.status.success() && told.out.is_empty(), "{told:?}");
    assert!(told.err.contains(&socket.display().to_string()), "{told:?}");
    assert!(told.err.contains("to start it"), "what to do is said: {told:?}");
    assert!(!home.exists() && !socket.exists(), "nothing was started");
    let own = desk.folder("user").join(".local/share/sigap");
    assert!(!own.exists(), "nobody is sent to an empty desk of their own");
}

#[test]
fn a_desk_that_nobody_needs_any_more_leaves() {
    let desk = Desk::closed(Kind::Personal);
    let mut command = desk.command(&["daemon", "--spawned", "--linger", "1", "--home"]);
    command.arg(desk.home());
    desk.start_as(command);
    let mut talk = desk.stranger();
    talk.greet(json!({ "protocol": 1, "program": "test" }));
    // As long as one is attached it stays, however long that is.
    let since = Instant::now();
    while since.elapsed() < Duration::from_millis(1_500) {
        assert_eq!(talk.ask(json!("desk"))["attached"], 1);
    }
    drop(talk);
    assert!(desk.leaves().success());
    assert_eq!(desk.socket(), None);
}

#[test]
fn many_who_find_no_desk_at_once_start_one() {
    let desk = Desk::closed(Kind::Personal);
    let pids: BTreeSet<u64> = thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    desk.ok(&["customer", "list"]);
                    let mut talk = desk.stranger();
                    talk.greet(json!({ "protocol": 1, "program": "test" }));
                    talk.ask(json!("desk"))["pid"].as_u64().expect("a process id")
                })
            })
            .collect();
        starts.into_iter().map(|start| start.join().expect("it was served")).collect()
    });
    assert_eq!(pids.len(), 1, "one desk for all: {pids:?}");
}
