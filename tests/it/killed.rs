//! The desk is killed while a whole floor writes: whoever was not answered says it again with the
//! same id, terminals by themselves. Never an end in order.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::Desk;
use crate::pty::Terminal;
use crate::state::until;
use crate::talk::Talk;

/// Programs that write as fast as the desk answers, and terminals with somebody at them.
const WRITERS: usize = 8;
const TERMINALS: usize = 3;
/// How often the desk is killed.
const KILLS: usize = 3;
/// Notes that are kept between two kills.
const BETWEEN: u64 = 60;

/// Tries until a command is answered, with one id: the desk may be away, and may have carried it
/// out before it could say so.
fn insist(talk: &mut Talk, socket: &Path, agent: &str, run: &Value) {
    let command = json!({ "id": 1, "command_id": Uuid::now_v7(), "run": run });
    loop {
        talk.say(&json!({ "command": command }).to_string());
        if let Some(reply) = talk.reply() {
            assert!(reply.get("done").is_some(), "{reply}");
            return;
        }
        *talk = again(socket, agent);
    }
}

/// A new connection, as soon as the desk is back.
fn again(socket: &Path, agent: &str) -> Talk {
    let hello = json!({ "protocol": 1, "program": "test", "act_as": agent, "seat": agent });
    until("the desk to be back", || {
        let mut talk = Talk::open(socket);
        talk.say(&json!({ "hello": hello }).to_string());
        talk.first().filter(|heard| heard.get("welcome").is_some()).map(|_| talk)
    })
}

fn logged(note: &str) -> Value {
    let call = json!({ "customer": "C-1", "channel": "call", "direction": "in", "topic": "BI" });
    let mut call = json!({ "log_interaction": call });
    call["log_interaction"]["note"] = json!(note);
    call
}

/// The note of every contact, as often as it is there.
fn notes(talk: &mut Talk) -> Vec<String> {
    let (mut notes, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = talk.ask(json!({ "interactions": { "after": after, "limit": 500 } }));
        let rows = page.as_array().unwrap_or_else(|| panic!("no rows: {page}"));
        let Some(last) = rows.last() else { return notes };
        after = last["id"].clone();
        notes.extend(rows.iter().map(|row| row["note"].as_str().expect("a note").to_owned()));
    }
}

fn kept(desk: &Desk) -> u64 {
    desk.talk("checker").ask(json!("desk"))["interactions"].as_u64().expect("a count")
}

/// Logs a call at a terminal in the moment in which the desk is killed.
fn log_at(terminal: &mut Terminal, note: &str) {
    terminal.keys("iBI").types(note).keys("<Enter>");
}

/// Has the writers end, also when the test does early.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn a_desk_killed_under_load_is_found_again_and_nothing_is_lost_or_done_twice() {
    let desk = Desk::new();
    // Programs write about one, people about another: theirs stays in sight.
    for name in ["Budi Hartono", "Nur Halimah"] {
        let profile = json!({ "name": name });
        let add = json!({ "add_customer": { "profile": profile, "if_known": "refuse" } });
        desk.talk("supervisor").run(add);
    }
    let socket = desk.socket().expect("it serves");
    let mut terminals: Vec<Terminal> =
        (0..TERMINALS).map(|at| desk.terminal(&format!("line{at}"))).collect();
    for terminal in &mut terminals {
        terminal
            .wait_for("Queue")
            .keys("/")
            .types("halimah")
            .keys("<Enter>")
            .wait_for("History  Nur Halimah");
    }
    let is_over = AtomicBool::new(false);
    let over = Over(&is_over);
    let mut said: BTreeSet<String> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (agent, socket, is_over) = (format!("agent{writer}"), &socket, &is_over);
                let mut talk = desk.talk(&agent);
                scope.spawn(move || {
                    let mut said = Vec::new();
                    while !is_over.load(Ordering::SeqCst) {
                        let note = format!("writer {writer} says {}.", said.len());
                        insist(&mut talk, socket, &agent, &logged(&note));
                        said.push(note);
                    }
                    said
                })
            })
            .collect();
        for kill in 0..KILLS {
            let enough = kept(&desk) + BETWEEN;
            until("enough to be kept", || (kept(&desk) >= enough).then_some(()));
            for (at, terminal) in terminals.iter_mut().enumerate() {
                log_at(terminal, &format!("line {at} heard {kill}."));
            }
            desk.kill();
            // A terminal starts a desk of one's own by itself; whoever was not answered asks again.
            for (at, terminal) in terminals.iter_mut().enumerate() {
                terminal.wait_until("the call to be kept", |screen| {
                    screen.contains(&format!("heard {kill}.")) && !screen.contains("Enter save")
                });
                terminal.wait_for(&format!("line {at} heard {kill}."));
            }
        }
        drop(over);
        writers.into_iter().flat_map(|writer| writer.join().expect("no panic")).collect()
    });
    let calls = (0..TERMINALS).flat_map(|at| (0..KILLS).map(move |kill| (at, kill)));
    said.extend(calls.map(|(at, kill)| format!("line {at} heard {kill}.")));
    let kept = notes(&mut desk.talk("checker"));
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    assert_eq!(once.len(), kept.len(), "something was done twice");
    assert_eq!(once, said, "what was acknowledged is there, and nothing else");
    desk.ok(&["journal", "verify"]);
}
