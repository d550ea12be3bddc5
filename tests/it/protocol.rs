//! The wire from outside: what is understood, what is refused and how. Never through the
//! program's own client.

use serde_json::{Value, json};

use crate::desk::{Desk, Kind};
use crate::talk::Talk;

fn hello() -> Value {
    json!({ "protocol": 1, "program": "test" })
}

fn named(name: &str) -> Value {
    json!({ "add_customer": { "profile": { "name": name }, "if_known": "add" } })
}

/// The kind and sentence of a reply that says it was not understood.
fn trouble(reply: &Value) -> (&str, &str) {
    let of = |path| reply.pointer(path).and_then(Value::as_str);
    let kind = of("/trouble/trouble").unwrap_or_else(|| panic!("no trouble: {reply}"));
    (kind, of("/trouble/sentence").expect("trouble has a sentence"))
}

#[test]
fn a_conversation_opens_with_hello_or_not_at_all() {
    let desk = Desk::new();
    let rows = [
        (json!({ "query": { "id": 1, "ask": "desk" } }).to_string(), "no_hello"),
        ("hello desk".to_owned(), "no_hello"),
        (String::new(), "no_hello"),
        (json!({ "hello": { "protocol": 99, "program": "x" } }).to_string(), "protocol"),
        (json!({ "hello": { "protocol": 2, "mood": 1 } }).to_string(), "protocol"),
        (json!({ "hello": { "protocol": 1, "program": "x", "mood": 1 } }).to_string(), "no_hello"),
        (json!({ "hello": { "program": "x" } }).to_string(), "no_hello"),
    ];
    for (line, wanted) in rows {
        let mut talk = desk.stranger();
        talk.say(&line);
        let reply = talk.reply().expect("the desk says why");
        let (kind, sentence) = trouble(&reply);
        assert_eq!(kind, wanted, "{line}: {reply}");
        assert!(sentence.len() > 10, "{line}: {reply}");
        assert_eq!(talk.hear(), None, "nothing more is said to a stranger");
    }
    assert_eq!(desk.talk("one").ask(json!("desk"))["customers"], 0);
}

#[test]
fn what_is_no_request_is_said_to_be_none_and_the_conversation_goes_on() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    let find = json!({ "text": "x", "limit": 5, "hue": 1 });
    let with_hue = json!({ "query": { "id": 8, "ask": { "find": find } } });
    let rows = [
        (json!({ "query": { "id": 7, "ask": "weather" } }).to_string(), "unknown", Some(7)),
        (with_hue.to_string(), "unknown", Some(8)),
        (
            json!({ "command": { "id": 9, "command_id": "none", "run": "undo" } }).to_string(),
            "unknown",
            Some(9),
        ),
        (json!({ "dance": {} }).to_string(), "unknown", None),
        ("[1]".to_owned(), "unknown", None),
        ("{\"query\":".to_owned(), "not_json", None),
        ("\u{1b}[2J".to_owned(), "not_json", None),
    ];
    for (line, wanted, id) in rows {
        talk.say(&line);
        let reply = talk.reply().expect("the desk says why");
        let (kind, sentence) = trouble(&reply);
        assert_eq!((kind, reply["trouble"]["id"].as_u64()), (wanted, id), "{line}: {reply}");
        assert!(!sentence.contains('\u{1b}'), "{reply}");
    }
    talk.say(&with_hue.to_string());
    let reply = talk.reply().expect("the desk says why");
    assert!(trouble(&reply).1.contains("hue"), "the field is named: {reply}");
    assert_eq!(talk.ask(json!("desk"))["customers"], 0);
}

#[test]
fn an_endless_line_is_cut_off_and_half_a_line_is_nothing() {
    let desk = Desk::new();
    let mut endless = desk.talk("one");
    let piece = vec![b'x'; 64 * 1024];
    // The desk may hang up before everything is written.
    let all_taken = (0..128).all(|_| endless.send(&piece));
    let reply = endless.reply();
    if let Some(reply) = &reply {
        assert_eq!(trouble(reply).0, "too_long", "{reply}");
        assert_eq!(endless.hear(), None);
    }
    assert!(!all_taken || reply.is_some(), "8 MiB without a line's end were swallowed");

    let mut half = desk.talk("two");
    let run =
        json!({ "command": { "id": 1, "command_id": uuid::Uuid::now_v7(), "run": named("Half") } });
    half.send(run.to_string().as_bytes());
    drop(half);
    let mut talk = desk.talk("three");
    talk.run(named("Whole"));
    assert_eq!(talk.ask(json!("desk"))["customers"], 1, "only what was said to the end counts");
}

#[test]
fn the_same_command_again_is_answered_and_not_repeated() {
    let desk = Desk::new();
    let id = uuid::Uuid::now_v7();
    let line = json!({ "command": { "id": 5, "command_id": id, "run": named("Nur") } }).to_string();
    let say = |talk: &mut Talk| {
        talk.say(&line);
        talk.reply().expect("answered")
    };
    let mut talk = desk.talk("one");
    let first = say(&mut talk);
    assert_eq!(say(&mut talk), first, "again on the same line");
    assert_eq!(say(&mut desk.talk("one")), first, "again after the line was lost");
    desk.kill();
    desk.start();
    let mut talk = desk.talk("one");
    assert_eq!(say(&mut talk), first, "again after the desk was killed");
    assert_eq!(talk.ask(json!("desk"))["customers"], 1);
}

/// After a restart the answer is put together from the journal.
#[test]
fn an_answer_that_is_given_again_after_a_restart_says_what_the_first_one_said() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"]);
    let take = json!({ "assign_ticket": { "ticket": "T-1", "to": "sari" } });
    let lines = [take, json!("undo")].map(|run| {
        let id = uuid::Uuid::now_v7();
        json!({ "command": { "id": 5, "command_id": id, "run": run } }).to_string()
    });
    let answers = || {
        let mut talk = desk.talk("sari");
        lines.each_ref().map(|line| {
            talk.say(line);
            talk.reply().expect("an answer")
        })
    };
    let first = answers();
    assert!(first[0].to_string().contains("\"customer\":\"C-1\""), "{first:?}");
    desk.stop();
    desk.start();
    assert_eq!(answers(), first);
}

#[test]
fn a_command_id_that_was_used_for_something_else_is_refused() {
    let desk = Desk::new();
    let mut one = desk.talk("one");
    one.run(named("Nur"));
    one.run(named("Budi"));
    let log = |customer: &str| {
        let log = json!({ "customer": customer, "channel": "call", "direction": "in",
            "topic": "BI", "note": "x" });
        json!({ "log_interaction": log })
    };
    let say = |talk: &mut Talk, id: uuid::Uuid, run: Value| {
        talk.say(&json!({ "command": { "id": 5, "command_id": id, "run": run } }).to_string());
        talk.reply().expect("answered")
    };
    let (id, undone) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    let first = say(&mut one, id, log("C-1"));
    let rate = json!({ "open_ticket": { "customer": "C-1", "topic": "BI", "subject": "x" } });
    one.run(rate.clone());
    let undo = say(&mut one, undone, json!("undo"));
    assert!(undo.get("done").is_some(), "{undo}");
    for _ in ["as the desk remembers", "as the journal tells"] {
        let (mut one, mut two) = (desk.talk("one"), desk.talk("two"));
        let refused = |talk: &mut Talk, id, run: Value| {
            let reply = say(talk, id, run.clone());
            let why = reply.pointer("/refused/refusal");
            assert_eq!(why, Some(&json!("command_id_used")), "{run}: {reply}");
        };
        refused(&mut two, id, log("C-1"));
        refused(&mut one, id, log("C-2"));
        refused(&mut one, id, rate.clone());
        refused(&mut one, id, json!("undo"));
        refused(&mut one, undone, rate.clone());
        assert_eq!(say(&mut one, id, log("C-1")), first, "the same one is answered");
        assert_eq!(say(&mut one, undone, json!("undo"))["done"]["seq"], undo["done"]["seq"]);
        let nil = say(&mut one, uuid::Uuid::nil(), log("C-1"));
        assert_eq!(trouble(&nil).0, "unknown", "{nil}");
        desk.kill();
        desk.start();
    }
}

#[test]
fn everybody_hears_what_changed() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.talk("one"), desk.talk("two"));
    let done = one.run(named("Nur Halimah"));
    let changed = two.pushed("changed");
    let touched = changed.pointer("/touched/0").expect("what was touched");
    assert_eq!((&touched["kind"], &touched["by"]), (&json!("customer"), &json!("one")));
    assert_eq!(touched["what"], "customer_added", "{changed}");
    assert_eq!(done["customer"], "C-1");
}

#[test]
fn of_many_who_take_one_ticket_one_has_it_and_the_others_hear_who() {
    let desk = Desk::new();
    let mut talk = desk.talk("supervisor");
    talk.run(named("Nur Halimah"));
    let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "charged twice" });
    talk.run(json!({ "open_ticket": ticket }));
    let mut takers: Vec<Talk> = (0..8).map(|at| desk.talk(&format!("agent{at}"))).collect();
    let take = json!({ "take_ticket": { "ticket": "T-1" } });
    let replies: Vec<Value> = std::thread::scope(|scope| {
        let takes: Vec<_> =
            takers.iter_mut().map(|taker| scope.spawn(|| taker.try_run(take.clone()))).collect();
        takes.into_iter().map(|take| take.join().expect("answered")).collect()
    });
    let view = talk.ask(json!({ "ticket": { "ticket": "T-1" } }));
    let owner = &view["ticket"]["assignee"];
    let won = replies.iter().filter(|reply| reply.get("done").is_some()).count();
    let told = replies
        .iter()
        .filter(|reply| reply.pointer("/refused/refusal/already_taken/by") == Some(owner));
    assert_eq!((won, told.count()), (1, 7), "{owner}: {replies:?}");
}

#[test]
fn one_who_never_reads_holds_up_nobody_and_misses_nothing() {
    let desk = Desk::new();
    let (mut one, mut idle) = (desk.talk("one"), desk.talk("two"));
    for round in 0..300 {
        one.run(named(&format!("Customer {round}")));
    }
    let last = one.ask(json!("desk"))["seq"].as_u64().expect("a number");
    let mut seen = 0;
    while seen < last {
        seen = idle.pushed("changed")["seq"].as_u64().expect("a number");
    }
    assert_eq!(seen, last);
}

#[test]
fn nobody_is_believed_to_be_somebody_else_on_a_real_desk() {
    let desk = Desk::closed(Kind::Personal);
    desk.start();
    let mut talk = desk.stranger();
    let mut claim = hello();
    claim["act_as"] = json!("somebody");
    talk.say(&json!({ "hello": claim }).to_string());
    let reply = talk.reply().expect("the desk says why");
    assert_eq!(trouble(&reply).0, "not_allowed", "{reply}");

    let welcome = desk.stranger().greet(hello());
    let own = std::process::Command::new("id").arg("-un").output().expect("id is everywhere");
    assert_eq!(welcome["agent"].as_str(), Some(String::from_utf8_lossy(&own.stdout).trim()));
    assert_eq!(welcome["kind"], "personal");
}

#[test]
fn a_call_is_offered_to_the_agent_it_is_for_with_who_it_seems_to_be() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.talk("one"), desk.talk("two"));
    let phone = json!({ "number": "0812-3344-5566" });
    let profile = json!({ "name": "Nur Halimah", "phones": [phone] });
    two.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let ring = json!({ "number": "+62 812 3344 5566", "call_id": "a1", "agent": "one" });
    let reply = two.signal(json!({ "ring": ring }));
    assert!(reply.get("done").is_some(), "{reply}");
    let offer = one.pushed("signal/ring");
    assert_eq!((&offer["customer"], &offer["matches"]), (&json!("C-1"), &json!(1)), "{offer}");
    assert_eq!(offer["label"], "Nur Halimah");
}

#[test]
fn what_could_drive_a_terminal_is_not_kept() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    let hostile = "Nur\u{1b}]0;owned\u{7} \u{9b}2J\u{202e}H\u{200b}alimah";
    talk.run(named(hostile));
    let log = json!({ "customer": "C-1", "channel": "call", "direction": "in", "topic": "BI",
        "note": format!("first{hostile}\nsecond\r\nthird") });
    talk.run(json!({ "log_interaction": log }));
    let ring = json!({ "ring": { "number": hostile, "call_id": hostile, "agent": "one" } });
    talk.signal(ring);
    let customer = talk.ask(json!({ "customer": { "customer": "C-1" } }));
    let history = talk.ask(json!({ "history": { "customer": "C-1", "limit": 10 } }));
    let journal = talk.ask(json!({ "journal": { "from": 1, "limit": 10 } }));
    for answer in [&customer, &history, &journal] {
        // serde_json writes controls as escapes: the values themselves are looked at.
        for text in texts(answer) {
            let bad = text
                .chars()
                .find(|&c| (c.is_control() && c != '\n') || "\u{202e}\u{200b}\u{feff}".contains(c));
            assert_eq!(bad, None, "{text:?}");
        }
    }
    assert!(texts(&history).iter().any(|text| text.ends_with("\nsecond\nthird")), "{history}");
}

/// Every text in a value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[test]
fn undo_of_takes_back_only_what_is_about_those_it_names() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    talk.run(named("Nur Halimah"));
    talk.run(named("Budi Hartono"));
    let complaint = json!({ "open_ticket": {
        "customer": "C-2", "interaction": null, "topic": "BI", "subject": "twice", "note": "" } });
    talk.run(complaint);
    talk.run(json!({ "take_ticket": { "ticket": "T-1" } }));
    let reply = talk.try_run(json!({ "undo_of": { "customers": ["C-1"] } }));
    let refusal = &reply["refused"]["refusal"]["undo_elsewhere"];
    let told = json!({ "undone": "ticket_assigned", "about": "T-1", "whose": "Budi Hartono" });
    assert_eq!(*refusal, told, "{reply}");
    for undone in ["ticket_assigned", "ticket_opened", "customer_added"] {
        let done = talk.run(json!({ "undo_of": { "customers": ["C-1", "C-2"] } }));
        assert_eq!(done["undone"], undone);
    }
    let done = talk.run(json!({ "undo_of": { "customers": ["C-1"] } }));
    assert_eq!(done["undone"], "customer_added");
    let reply = talk.try_run(json!({ "undo_of": { "customers": ["C-1"] } }));
    assert_eq!(reply["refused"]["refusal"], "nothing_to_undo", "{reply}");
}
