//! Following tickets and customers, over the socket and real terminals. Never a wait for what is
//! not to come: something that is to come is waited for behind it.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::talk::Talk;

/// A desk with two customers and three tickets, the first two of one.
fn furnished() -> (Desk, Talk) {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    for name in ["Nur Halimah", "Budi Hartono"] {
        chief.run(json!({ "add_customer": { "profile": { "name": name }, "if_known": "add" } }));
    }
    for customer in ["C-1", "C-1", "C-2"] {
        open(&mut chief, customer);
    }
    (desk, chief)
}

fn open(talk: &mut Talk, customer: &str) {
    let ticket = json!({ "customer": customer, "topic": "BI", "subject": "no bill" });
    talk.run(json!({ "open_ticket": ticket }));
}

fn note(talk: &mut Talk, ticket: &str) {
    talk.run(json!({ "note_ticket": { "ticket": ticket, "note": "x", "answered": false } }));
}

fn follow(talk: &mut Talk, kind: &str, id: &str) {
    talk.run(json!({ "follow": { kind: id } }));
}

/// What a client is told next of what its agent follows: record, fact and who it was.
fn told(talk: &mut Talk) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    loop {
        if let Some(followed) = talk.pushed("signal").get("followed") {
            let news = followed["news"].as_array().expect("a list").iter();
            let record = |one: &Value| match &one["record"]["ticket"] {
                Value::Null => text(&one["record"]["customer"]),
                ticket => text(ticket),
            };
            return news.map(|one| (record(one), text(&one["what"]), text(&one["by"]))).collect();
        }
    }
}

fn one(record: &str, what: &str, by: &str) -> Vec<(String, String, String)> {
    vec![(record.to_owned(), what.to_owned(), by.to_owned())]
}

/// The tickets of the view `followed`.
fn viewed(talk: &mut Talk) -> Vec<String> {
    let ask = json!({ "view": "followed", "filter": {}, "skip": 0, "limit": 100 });
    numbers(&talk.ask(json!({ "queue": ask }))["rows"])
}

/// The tickets that a filter finds.
fn found(talk: &mut Talk, text: &str) -> Vec<String> {
    let ask = json!({ "after": null, "limit": 100, "filter": { "text": text } });
    numbers(&talk.ask(json!({ "tickets": ask })))
}

fn numbers(rows: &Value) -> Vec<String> {
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["ticket"]["no"].as_str().expect("a number").to_owned()).collect()
}

fn followers(talk: &mut Talk, no: &str) -> Value {
    talk.ask(json!({ "ticket": { "ticket": no } }))["followers"].clone()
}

#[test]
fn a_follower_hears_what_others_do_and_nobody_else_does() {
    let (desk, mut chief) = furnished();
    let [mut sari, mut rina] = ["sari", "rina"].map(|name| desk.talk(name));
    follow(&mut sari, "ticket", "T-1");
    follow(&mut sari, "customer", "C-2");
    follow(&mut rina, "ticket", "T-2");
    // Neither what sari does herself nor what she does not follow is told: the next would be it.
    note(&mut sari, "T-1");
    note(&mut chief, "T-3");
    note(&mut chief, "T-1");
    assert_eq!(told(&mut sari), one("T-1", "ticket_noted", "chief"));
    open(&mut chief, "C-2");
    assert_eq!(told(&mut sari), one("C-2", "ticket_opened", "chief"));
    let log = json!({ "customer": "C-2", "channel": "call", "direction": "in", "topic": "BI",
        "note": "", "at": null, "outcome": null });
    chief.run(json!({ "log_interaction": log }));
    assert_eq!(told(&mut sari), one("C-2", "interaction_logged", "chief"));
    note(&mut chief, "T-2");
    assert_eq!(told(&mut rina), one("T-2", "ticket_noted", "chief"));
    sari.run(json!({ "unfollow": { "ticket": "T-1" } }));
    note(&mut chief, "T-1");
    chief.run(json!({ "take_ticket": { "ticket": "T-4" } }));
    open(&mut chief, "C-2");
    assert_eq!(told(&mut sari), one("C-2", "ticket_opened", "chief"), "T-1 no longer");
}

#[test]
fn what_is_followed_is_found_by_view_and_filter_also_after_a_restart_and_undone() {
    let (desk, mut chief) = furnished();
    let mut sari = desk.talk("sari");
    follow(&mut sari, "ticket", "T-3");
    follow(&mut sari, "customer", "C-1");
    assert_eq!(viewed(&mut sari), ["T-1", "T-2", "T-3"]);
    let all = json!([{ "ticket": "T-3" }, { "customer": "C-1" }]);
    assert_eq!(sari.ask(json!("followed")), all);
    let again = sari.try_run(json!({ "follow": { "ticket": "T-3" } }));
    assert_eq!(again["refused"]["refusal"], json!("already_so"));
    for (text, passing) in [
        ("follower:sari", &["T-1", "T-2", "T-3"][..]),
        ("follower:me", &[]),
        ("follower:none", &[]),
        ("-follower:sari", &[]),
    ] {
        assert_eq!(found(&mut chief, text), passing, "{text}");
    }
    assert_eq!(followers(&mut chief, "T-3"), json!(["sari"]));
    sari.run(json!("undo"));
    assert_eq!(viewed(&mut sari), ["T-3"]);
    sari.run(json!({ "unfollow": { "ticket": "T-3" } }));
    sari.run(json!("undo"));
    assert_eq!(found(&mut chief, "follower:sari"), ["T-3"]);
    drop((sari, chief));
    desk.kill();
    desk.start();
    let mut sari = desk.talk("sari");
    assert_eq!(viewed(&mut sari), ["T-3"]);
    assert!(desk.ok(&["ticket", "show", "T-3"]).contains("sari"));
}

#[test]
fn merging_carries_followers_over_and_unmerging_leaves_each_as_it_was() {
    let (desk, mut chief) = furnished();
    let [mut sari, mut rina] = ["sari", "rina"].map(|name| desk.talk(name));
    follow(&mut sari, "ticket", "T-1");
    follow(&mut rina, "ticket", "T-1");
    follow(&mut rina, "ticket", "T-2");
    let merge = json!({ "merge_tickets": { "tickets": ["T-1"], "into": "T-2" } });
    chief.run(merge.clone());
    assert_eq!(followers(&mut chief, "T-2"), json!(["rina", "sari"]));
    assert_eq!(told(&mut sari), one("T-1", "ticket_status_set", "chief"));
    note(&mut chief, "T-2");
    assert_eq!(told(&mut sari), one("T-2", "ticket_noted", "chief"));
    let refused = chief.try_run(json!({ "follow": { "ticket": "T-1" } }));
    assert!(refused["refused"]["refusal"]["wrong_status"].is_object(), "{refused}");
    chief.run(json!({ "unmerge_ticket": { "ticket": "T-1" } }));
    assert_eq!(followers(&mut chief, "T-2"), json!(["rina"]), "she followed it before");
    assert_eq!(followers(&mut chief, "T-1"), json!(["rina", "sari"]));
    chief.run(merge);
    sari.run(json!({ "unfollow": { "ticket": "T-2" } }));
    chief.run(json!("undo"));
    assert_eq!(followers(&mut chief, "T-2"), json!(["rina"]), "undone all the same");
}

#[test]
fn an_erased_customer_is_followed_by_nobody() {
    let (desk, mut chief) = furnished();
    let mut sari = desk.talk("sari");
    follow(&mut sari, "customer", "C-1");
    follow(&mut sari, "customer", "C-2");
    let erase = json!({ "customers": ["C-1"], "reason": "asked for" });
    chief.run(json!({ "erase_customers": erase }));
    assert_eq!(sari.ask(json!("followed")), json!([{ "customer": "C-2" }]));
    let refused = sari.try_run(json!({ "follow": { "customer": "C-1" } }));
    assert_eq!(refused["refused"]["refusal"], json!({ "erased": { "customer": "C-1" } }));
    drop((sari, chief));
    desk.kill();
    desk.start();
    assert_eq!(desk.talk("sari").ask(json!("followed")), json!([{ "customer": "C-2" }]));
}

#[test]
fn an_agent_follows_from_the_terminal_and_the_command_line() {
    let (desk, mut chief) = furnished();
    let mut sari = desk.terminal("sari");
    sari.wait_for("T-1").keys("*").wait_for("You follow T-1").wait_for("T-1+");
    note(&mut chief, "T-1");
    sari.wait_for("You follow T-1: note added to the ticket by chief");
    sari.keys("u").wait_for("Taken back: following T-1");
    desk.ok(&["ticket", "follow", "T-3"]);
    desk.ok(&["customer", "follow", "nur halimah"]);
    let rows = desk.json(&["customer", "list", "--followed"]);
    assert_eq!((rows.len(), &rows[0]["customer_id"]), (1, &json!("C-1")));
    let listed = desk.json(&["ticket", "list", "--view", "followed"]);
    assert_eq!(listed.len(), 3);
    desk.ok(&["customer", "unfollow", "C-1"]);
    desk.ok(&["ticket", "unfollow", "T-3"]);
    assert!(desk.ok(&["customer", "list", "--followed"]).contains("You follow nobody."));
    let none = desk.cli(&["ticket", "unfollow", "T-3"]);
    assert!(!none.status.success(), "{}", none.err);
}
