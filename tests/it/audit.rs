//! What those hear who watch over a desk: `sigap audit` and the log, against every kind of word
//! that a person can type. Never a word about a customer.

use std::fs;

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk, Kind};

/// Words that stand nowhere else than with the customer.
const WORDS: [&str; 10] = [
    "Zulaikha",
    "55667788",
    "zz.mail",
    "Jalan Rahasia",
    "modem rusak",
    "tagihan ganda",
    "dibayar kembali",
    "pelanggan minta",
    "salam hangat",
    "AC-9911",
];

/// Does everything that takes words, and is refused something.
fn worked(desk: &Desk) {
    let add = [
        "customer",
        "add",
        "--name",
        "Zulaikha",
        "--phone",
        "+62 812 55667788",
        "--email",
        "zz.mail@surel.example",
        "--address",
        "Jalan Rahasia 1",
        "--account",
        "AC-9911",
    ];
    desk.ok(&add);
    desk.ok(&["log", "C-1", "--topic", "TE", "--note", "modem rusak"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "tagihan ganda"]);
    desk.ok(&["ticket", "take", "T-1"]);
    desk.ok(&["ticket", "resolve", "T-1", "--note", "dibayar kembali"]);
    desk.ok(&["rate", "C-1", "--reliability", "4", "--ticket", "T-1"]);
    desk.ok(&["canned", "set", "salam", "salam hangat"]);
    desk.ok(&["customer", "add", "--name", "Budi"]);
    desk.ok(&["customer", "erase", "C-2", "--reason", "pelanggan minta", "--yes"]);
    assert!(!desk.cli(&["ticket", "take", "T-1"]).status.success());
    assert!(!desk.cli(&["ticket", "note", "T-9", "--note", "modem rusak"]).status.success());
    desk.cli(&["find", "Zulaikha"]);
}

fn wordless(text: &str) {
    for word in WORDS {
        assert!(!text.contains(word), "{word} is nobody's business here: {text}");
    }
}

#[test]
fn an_audit_says_who_did_what_to_which_record_and_no_word_of_it() {
    let desk = Desk::new();
    worked(&desk);
    let rows = desk.json(&["audit"]);
    let all = desk.json(&["journal", "show", "--from", "1", "--limit", "1000"]);
    assert_eq!(rows.len(), all.len(), "every entry is there");
    let row = |what: &str| rows.iter().find(|row| row["what"] == what).expect(what).clone();
    let added = row("customer_added");
    assert_eq!((&added["by"], &added["about"]["customer"]), (&json!(AGENT), &json!("C-1")));
    let fields = added["fields"].as_array().expect("a list");
    assert!(fields.contains(&json!("phone")) && fields.contains(&json!("name")), "{added}");
    let opened = row("ticket_opened");
    assert_eq!(
        (&opened["about"]["ticket"], &opened["about"]["topic"]),
        (&json!("T-1"), &json!("BI"))
    );
    let status = row("ticket_status_set");
    assert_eq!(status["about"]["to"], json!("open"), "{status}");
    assert!(row("customer_erased")["about"].get("reason").is_none());
    assert_eq!(row("canned_set")["about"], json!({}), "its texts are somebody's own");
    for row in &rows {
        let at = row["at"].as_str().expect("a time");
        assert!(at.ends_with('Z') && row["command"].is_string() && row["seq"].is_u64(), "{row}");
        assert!(row.get("private").is_none() && row.get("fact").is_none(), "{row}");
        wordless(&row.to_string());
    }
    wordless(&desk.ok(&["audit"]));
}

#[test]
fn an_audit_goes_on_where_the_last_one_ended_and_keeps_to_its_time_and_agent() {
    let desk = Desk::new();
    worked(&desk);
    let rows = desk.json(&["audit"]);
    let seq = |row: &Value| row["seq"].as_u64().expect("a number");
    let middle = rows.len() / 2;
    let from = seq(&rows[middle]).to_string();
    assert_eq!(desk.json(&["audit", "--from", &from]), rows[middle..]);
    assert!(desk.json(&["audit", "--from", "1000000"]).is_empty());
    let at = rows[middle]["at"].as_str().expect("a time");
    let is = |row: &&Value, later: bool| (row["at"].as_str() >= Some(at)) == later;
    let part = |later| rows.iter().filter(|row| is(row, later)).cloned().collect::<Vec<_>>();
    assert_eq!(desk.json(&["audit", "--since", at]), part(true));
    assert_eq!(desk.json(&["audit", "--until", at]), part(false));
    assert_eq!(desk.json(&["audit", "--by", "me"]).len(), rows.len());
    assert!(desk.json(&["audit", "--by", "sari"]).is_empty());
}

#[test]
fn the_log_says_what_happened_and_never_what_somebody_said() {
    let desk = Desk::closed(Kind::Throwaway);
    let mut command = desk.command(&["daemon", "--spawned", "--home"]);
    command.arg(desk.home()).env("SIGAP_LOG", "trace");
    desk.start_as(command);
    worked(&desk);
    desk.stop();
    let log = fs::read_to_string(desk.home().join("daemon.log")).expect("a log");
    assert!(log.contains("opened") && log.contains("leaving"), "{log}");
    wordless(&log);
}
