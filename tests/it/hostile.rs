//! Peers that are slow, silent or hostile, through the real daemon: nobody else waits for them, and
//! the desk does not grow. Never through the program's own client.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::state::until;
use crate::talk::Talk;

/// What an agent may wait for an answer while others do their worst.
const ANSWERED: Duration = Duration::from_secs(1);
/// What the desk may take of the memory more than before, in kB, whatever is done to it.
const GROWTH_KB: u64 = 300_000;

/// A number of kB that the system tells of a desk's process.
fn memory(desk: &mut Talk, what: &str) -> u64 {
    let pid = desk.ask(json!("desk"))["pid"].clone();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("told");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// As many open files as this process may have.
fn many_files() -> u64 {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).expect("told");
    let wanted = most.min(8_192);
    setrlimit(Resource::RLIMIT_NOFILE, wanted, most).expect("it may");
    wanted
}

/// Works as an agent does; the median of what each thing took must be within what one may wait.
fn works(talk: &mut Talk) {
    let mut took: Vec<Duration> = (0..9)
        .map(|number| {
            let began = Instant::now();
            let profile = json!({ "name": format!("Customer {number}") });
            talk.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
            talk.ask(json!({ "find": { "text": "customer", "limit": 20 } }));
            began.elapsed()
        })
        .collect();
    took.sort();
    assert!(took[4] < ANSWERED, "{took:?}");
}

fn connect(desk: &Desk) -> std::io::Result<UnixStream> {
    UnixStream::connect(desk.socket().expect("it serves"))
}

/// Sends as much as is taken at once.
fn push(stream: &mut UnixStream, bytes: &[u8]) -> usize {
    stream.set_nonblocking(true).expect("a socket can be");
    let mut sent = 0;
    while sent < bytes.len() {
        match stream.write(&bytes[sent..]) {
            Ok(count) => sent += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => break,
        }
    }
    sent
}

/// Tells whether the desk has ended a conversation; what it says before is passed over.
fn is_over(stream: &mut UnixStream) -> bool {
    stream.set_nonblocking(true).expect("a socket can be");
    let mut bytes = [0; 4096];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(_) => return true,
        }
    }
}

#[test]
fn ten_thousand_connections_that_say_nothing_cost_nobody_else_anything() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    works(&mut talk);
    let before = memory(&mut talk, "VmRSS:");
    let opened = (0..10_000).filter(|_| connect(&desk).is_ok()).count();
    assert!(opened > 9_000, "{opened}");
    works(&mut talk);
    let many = many_files().saturating_sub(200).min(4_000);
    let silent: Vec<UnixStream> = (0..many).filter_map(|_| connect(&desk).ok()).collect();
    assert!(silent.len() as u64 > many / 2, "{} of {many}", silent.len());
    works(&mut talk);
    let began = Instant::now();
    works(&mut desk.talk("two"));
    assert!(began.elapsed() < ANSWERED * 9, "somebody new comes in too");
    let after = memory(&mut talk, "VmRSS:");
    assert!(after < before + GROWTH_KB, "{before} kB, then {after} kB");
    drop(silent);
}

#[test]
fn a_desk_that_is_full_says_so_and_serves_those_who_are_there() {
    let desk = Desk::new();
    if many_files() < 1_200 {
        eprintln!("not run: this user may not open 1,200 files");
        return;
    }
    let mut first = desk.talk("agent0");
    let hello = |agent: &str| {
        let mut talk = desk.stranger();
        let hello = json!({ "protocol": 1, "program": "test", "act_as": agent });
        talk.say(&json!({ "hello": hello }).to_string());
        let heard = talk.hear().expect("a welcome or why not");
        (talk, heard)
    };
    // Half of all places, and no more, are for one agent.
    let mut all: Vec<Talk> = (0..511).map(|_| hello("agent0").0).collect();
    let (_, crowded) = hello("agent0");
    assert_eq!(crowded.pointer("/trouble/trouble"), Some(&json!("full")), "{crowded}");
    all.extend((0..512).map(|number| hello(&format!("agent{}", 1 + number % 4)).0));
    let full = until("the desk to be full", || {
        let (talk, heard) = hello("late");
        all.push(talk);
        heard.get("trouble").is_some().then_some(heard)
    });
    assert_eq!(full.pointer("/trouble/trouble"), Some(&json!("full")), "{full}");
    assert!(full.to_string().contains("1024"), "{full}");
    works(&mut first);
    all.clear();
    until("room again", || hello("late").1.get("welcome").is_some().then_some(()));
}

#[test]
fn half_lines_slow_lines_and_silence_before_hello_are_ended_and_silence_after_it_is_not() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    let silent = desk.talk("silent");
    let greeted = || {
        let mut stream = connect(&desk).expect("it serves");
        let hello = json!({ "hello": { "protocol": 1, "program": "test" } });
        stream.write_all(format!("{hello}\n").as_bytes()).expect("taken");
        stream
    };
    let mut half = greeted();
    push(&mut half, b"{\"query\":");
    let (mut slow, mut slow_hello) = (greeted(), connect(&desk).expect("it serves"));
    let mut nothing = connect(&desk).expect("it serves");
    let began = Instant::now();
    let mut over = [false; 4];
    until("all four to be ended", || {
        push(&mut slow, b"x");
        push(&mut slow_hello, b"{");
        let peers = [&mut half, &mut slow, &mut slow_hello, &mut nothing];
        for (over, peer) in over.iter_mut().zip(peers) {
            *over = *over || is_over(peer);
        }
        (over == [true; 4]).then_some(())
    });
    assert!(began.elapsed() > Duration::from_secs(8), "they were given their time");
    works(&mut talk);
    let mut silent = silent;
    assert!(silent.ask(json!("desk"))["pid"].is_u64(), "who has nothing to say may stay");
}

#[test]
fn many_halves_of_long_lines_do_not_grow_the_desk() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    works(&mut talk);
    let before = memory(&mut talk, "VmRSS:");
    let long = vec![b' '; 4 * 1024 * 1024 - 100];
    let mut peers: Vec<(UnixStream, usize)> = Vec::new();
    for _ in 0..200 {
        let mut stream = connect(&desk).expect("it serves");
        let hello = json!({ "hello": { "protocol": 1, "program": "test", "act_as": "bad" } });
        stream.write_all(format!("{hello}\n").as_bytes()).expect("taken");
        peers.push((stream, 0));
    }
    for _ in 0..100 {
        for (stream, sent) in &mut peers {
            *sent += push(stream, &long[*sent..]);
        }
    }
    let all: usize = peers.iter().map(|(_, sent)| sent).sum();
    assert!(all > 30_000_000, "{all}");
    works(&mut talk);
    let after = memory(&mut talk, "VmHWM:");
    assert!(after < before + GROWTH_KB, "{before} kB, then {after} kB; {all} bytes were sent");
}

/// A desk that holds a megabyte of notes and more.
fn talkative(desk: &Desk) -> Talk {
    let mut talk = desk.talk("one");
    let rows: Vec<Value> = (0..400)
        .map(|line| {
            let profile = json!({ "name": format!("Customer {line}"), "note": "n".repeat(7_000) });
            json!({ "line": line, "profile": profile })
        })
        .collect();
    talk.run(json!({ "import_customers": { "rows": rows, "if_known": "refuse" } }));
    talk
}

#[test]
fn peers_that_ask_for_much_and_never_read_do_not_grow_the_desk() {
    let desk = Desk::new();
    let mut talk = talkative(&desk);
    works(&mut talk);
    let before = memory(&mut talk, "VmHWM:");
    let ask =
        json!({ "query": { "id": 1, "ask": { "customers": { "after": null, "limit": 400 } } } });
    let lines = format!("{ask}\n").repeat(64);
    let mut peers = Vec::new();
    for _ in 0..100 {
        let mut stream = connect(&desk).expect("it serves");
        let hello = json!({ "hello": { "protocol": 1, "program": "test", "act_as": "bad" } });
        stream.write_all(format!("{hello}\n{lines}").as_bytes()).expect("taken");
        peers.push(stream);
    }
    (0..3).for_each(|_| works(&mut talk));
    let after = memory(&mut talk, "VmHWM:");
    assert!(after < before + GROWTH_KB, "{before} kB, then {after} kB");
    drop(peers);
    let rows = talk.ask(json!({ "customers": { "after": null, "limit": 400 } }));
    assert_eq!(rows.as_array().map(Vec::len), Some(400), "large answers come again");
}

#[test]
fn answers_that_one_agent_leaves_unread_hold_up_nobody_else() {
    let desk = Desk::new();
    let mut talk = talkative(&desk);
    let mut attached = || talk.ask(json!("desk"))["attached"].as_u64().expect("told");
    let before = attached();
    let large = json!({ "customers": { "after": null, "limit": 400 } });
    let ask = json!({ "query": { "id": 1, "ask": large } });
    let hello = json!({ "hello": { "protocol": 1, "program": "test", "act_as": "bad" } });
    // More of them than all large answers that may wait to be read.
    let deaf: Vec<UnixStream> = (0..40)
        .map(|_| {
            let mut stream = connect(&desk).expect("it serves");
            stream.write_all(format!("{hello}\n{ask}\n").as_bytes()).expect("taken");
            stream.read_exact(&mut [0]).expect("a welcome");
            stream
        })
        .collect();
    assert_eq!(attached(), before + 40);
    (0..3).for_each(|_| {
        works(&mut talk);
        assert_eq!(talk.ask(large.clone()).as_array().map(Vec::len), Some(400));
    });
    let attached = talk.ask(json!("desk"))["attached"].as_u64();
    assert_eq!(attached, Some(before + 40), "nobody had to be cut off for it");
    drop(deaf);
}

#[test]
fn clients_that_end_with_requests_waiting_give_their_places_back() {
    let desk = Desk::new();
    let mut talk = talkative(&desk);
    let mut attached = || talk.ask(json!("desk"))["attached"].as_u64().expect("told");
    let before = attached();
    let hello = json!({ "hello": { "protocol": 1, "program": "test", "act_as": "bad" } });
    let query = |ask: Value| json!({ "query": { "id": 1, "ask": ask } }).to_string();
    let log = json!({ "customer": "C-1", "channel": "call", "direction": "in", "topic": "BI",
        "note": "x" });
    let command = || {
        let id = uuid::Uuid::now_v7();
        let run = json!({ "log_interaction": log });
        json!({ "command": { "id": 1, "command_id": id, "run": run } }).to_string()
    };
    let large = query(json!({ "customers": { "after": null, "limit": 400 } }));
    let many = |line: String| vec![line; 100].join("\n");
    let kinds = [
        many(query(json!("codes"))),
        (0..60).map(|_| command()).collect::<Vec<_>>().join("\n"),
        many("{}".into()),
        vec![large; 5].join("\n"),
    ];
    for lines in kinds {
        for _ in 0..20 {
            let mut stream = connect(&desk).expect("it serves");
            // What does not fit is not sent: the desk has begun to answer, or ends.
            push(&mut stream, format!("{hello}\n{lines}\n").as_bytes());
            stream.set_nonblocking(false).expect("a socket can be");
            stream.read_exact(&mut [0]).expect("a welcome, so it has a place");
        }
        until("every place to be given back", || (attached() == before).then_some(()));
    }
}

#[test]
fn lines_made_to_be_large_in_memory_are_refused_at_small_cost() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    works(&mut talk);
    let before = memory(&mut talk, "VmHWM:");
    let (nothings, deep) = ("{},".repeat(1_300_000), "[".repeat(10_000));
    let profiles = format!(
        "{{\"query\":{{\"id\":7,\"ask\":{{\"matches\":{{\"profiles\":[{nothings}{{}}]}}}}}}}}"
    );
    let numbers = format!("{{\"query\":{{\"id\":7,\"ask\":[{}1]}}}}", "1,".repeat(2_000_000));
    let objects = format!("{{\"query\":{{\"id\":7,\"ask\":[{nothings}1]}}}}");
    let nested = format!("{{\"query\":{{\"id\":7,\"ask\":{deep}");
    let closed = format!("{{\"a\":{deep}{}}}", "]".repeat(10_000));
    for line in [profiles, numbers, objects, nested, closed] {
        talk.say(&line);
        let reply = talk.reply().expect("the desk says why");
        assert!(reply.get("trouble").is_some(), "{reply}");
    }
    let mut garbage = connect(&desk).expect("it serves");
    let noise = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8);
    push(&mut garbage, &noise.collect::<Vec<u8>>());
    until("garbage to be ended", || is_over(&mut garbage).then_some(()));
    works(&mut talk);
    let after = memory(&mut talk, "VmHWM:");
    assert!(after < before + 100_000, "{before} kB, then {after} kB");
}
