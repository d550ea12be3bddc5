//! The commands as scripts and people use them: one desk's day, the shape of every `--json`, exit
//! codes, pipes. Never a screen.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::desk::{Desk, finish};

/// Asserts that a value has exactly these keys, in this order where order is kept.
fn has_keys(value: &Value, wanted: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in wanted {
        assert!(object.contains_key(*key), "{key} is missing in {value}");
    }
    for key in object.keys() {
        let snake = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        assert!(snake, "{key} is not snake_case");
    }
}

const CUSTOMER: &[&str] =
    &["customer_id", "name", "phones", "emails", "account", "tier", "open_tickets"];
const TICKET: &[&str] = &[
    "ticket",
    "customer_id",
    "status",
    "priority",
    "topic",
    "assignee",
    "opened_at",
    "due_at",
    "subject",
];

/// A desk with one customer of every sort and one ticket.
fn furnished() -> Desk {
    let desk = Desk::new();
    let args = ["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"];
    let more = ["--email", "nur.h@mail.example", "--account", "AC-00231", "--tier", "gold"];
    desk.ok(&[args.as_slice(), &more].concat());
    desk.ok(&["customer", "add", "--account", "AC-7"]);
    let note = "charged twice in October";
    desk.ok(&["log", "C-1", "--channel", "call", "--topic", "BI", "--note", note]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", note, "--severity", "major"]);
    desk
}

#[test]
fn a_complaint_is_handled_from_the_command_line() {
    let desk = furnished();
    let status = |desk: &Desk| desk.json(&["ticket", "show", "T-1"])[0]["status"].clone();
    assert_eq!(status(&desk), "new");
    desk.ok(&["ticket", "take", "T-1"]);
    desk.ok(&["ticket", "note", "T-1", "looked into the bill"]);
    desk.ok(&["ticket", "status", "T-1", "waiting"]);
    assert_eq!(status(&desk), "waiting");
    desk.ok(&["ticket", "priority", "T-1", "low"]);
    desk.ok(&["ticket", "assign", "T-1", "agent07"]);
    desk.ok(&["ticket", "resolve", "T-1", "--note", "paid back"]);
    assert_eq!(status(&desk), "resolved");
    desk.ok(&["ticket", "close", "T-1"]);
    assert_eq!(status(&desk), "closed");
    desk.ok(&["ticket", "reopen", "T-1", "--note", "not paid back"]);
    let ticket = &desk.json(&["ticket", "show", "T-1"])[0];
    assert_eq!((&ticket["status"], &ticket["assignee"]), (&json!("open"), &json!("agent07")));
    assert_eq!(ticket["priority"], "low", "{ticket}");
    let rated = ["rate", "C-1", "--tangibles", "4", "--reliability", "5", "--empathy", "2"];
    desk.ok(&[rated.as_slice(), &["--rater", "customer", "--ticket", "T-1"]].concat());
    let ratings = desk.ok(&["export", "ratings", "--format", "json"]);
    let rating: Value = serde_json::from_str(ratings.lines().next().expect("one")).expect("JSON");
    has_keys(&rating, &["customer_id", "reliability", "responsiveness", "rater", "ticket"]);
    assert_eq!((&rating["reliability"], &rating["responsiveness"]), (&json!(5), &Value::Null));
}

#[test]
fn every_read_has_json_lines_of_a_shape_that_scripts_can_rely_on() {
    let desk = furnished();
    for row in desk.json(&["find", "halimah", "--limit", "5"]) {
        has_keys(&row, CUSTOMER);
        assert_eq!(row["phones"], json!(["0812-3344-5566"]));
        assert_eq!((&row["tier"], &row["open_tickets"]), (&json!("gold"), &json!(1)));
        assert_eq!(row["why"], "prefix");
    }
    assert_eq!(desk.json(&["find", "halimha"])[0]["why"], "sound");
    let all = desk.json(&["customer", "list"]);
    assert_eq!(all.len(), 2);
    all.iter().for_each(|row| has_keys(row, CUSTOMER));
    let record = &desk.json(&["customer", "show", "C-1"])[0];
    has_keys(record, &["customer_id", "name", "phones", "consents", "verified", "attributes"]);
    for args in [["ticket", "list"].as_slice(), &["ticket", "show", "T-1"]] {
        let rows = desk.json(args);
        assert_eq!(rows.len(), 1, "{args:?}");
        has_keys(&rows[0], TICKET);
        assert_eq!(rows[0]["subject"], "charged twice in October");
        let opened = rows[0]["opened_at"].as_str().expect("a time");
        assert!(opened.starts_with("2026-11-21T"), "the desk's clock is the test's: {opened}");
    }
    assert!(desk.json(&["history", "C-1"]).len() >= 2);
    assert!(desk.json(&["journal", "show"]).len() >= 4);
    assert!(!desk.json(&["journal", "verify"]).is_empty());
    assert!(desk.ok(&["journal", "export"]).lines().count() >= 4);
    assert!(!desk.json(&["doctor"]).is_empty());
    assert!(!desk.json(&["keys"]).is_empty());
}

#[test]
fn each_command_has_help_with_examples() {
    let desk = Desk::new();
    let top = desk.ok(&["--help"]);
    let commands = [
        "demo",
        "daemon",
        "find",
        "customer",
        "log",
        "ticket",
        "rate",
        "history",
        "call",
        "import",
        "export",
        "journal",
        "doctor",
        "keys",
        "completions",
        "man",
    ];
    for command in commands {
        assert!(top.contains(command), "{command} is not in the list:\n{top}");
        let help = desk.ok(&[command, "--help"]);
        assert!(help.contains("Examples"), "{command}:\n{help}");
        assert!(help.contains(&format!("sigap {command}")), "{command}:\n{help}");
    }
}

#[test]
fn mistakes_are_told_with_an_exit_code_of_their_own() {
    let desk = furnished();
    let rows: [(&[&str], &str); 8] = [
        (&["customer", "show", "C-99"], "C-99"),
        (&["ticket", "take", "T-99"], "T-99"),
        (&["ticket", "show", "forty"], "T-42"),
        (&["log", "C-1", "--channel", "call", "--topic", "QQ"], "QQ"),
        (&["log", "C-1", "--channel", "call", "--topic", "billing"], "two letters"),
        (&["rate", "C-1", "--tangibles", "9"], "5"),
        (&["customer", "add"], ""),
        (&["fnd", "x"], "find"),
    ];
    for (args, wanted) in rows {
        let told = desk.cli(args);
        let code = told.status.code().expect("it ends by itself");
        assert!(code != 0 && code != 101 && told.out.is_empty(), "{args:?}: {told:?}");
        assert!(told.err.contains(wanted) && told.err.len() > 10, "{args:?}: {told:?}");
    }
    let taken = desk.cli(&["customer", "add", "--name", "Other", "--account", "AC-00231"]);
    assert!(taken.err.contains("AC-00231"), "somebody who seems to exist is said: {taken:?}");
}

#[test]
fn a_reader_that_goes_away_ends_the_command_quietly() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    for batch in 0..3 {
        let row = |at: u64| {
            let profile = json!({ "name": format!("Customer {batch} {at}"), "account":
                format!("A-{batch}-{at}"), "address": "x".repeat(100) });
            json!({ "line": at, "profile": profile })
        };
        let rows: Vec<Value> = (1..=1000).map(row).collect();
        talk.run(json!({ "import_customers": { "rows": rows, "if_known": "refuse" } }));
    }
    for args in [["customer", "list"], ["export", "customers"], ["journal", "export"]] {
        let pipes = &mut desk.command(&args);
        let mut child = pipes
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is built");
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut first).expect("text");
        drop(out);
        let mut err = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut err).expect("text");
        let status = child.wait().expect("it ends");
        assert!(
            !first.is_empty() && err.is_empty() && status.code() != Some(101),
            "{args:?} {err}"
        );
    }
}

#[test]
fn what_could_drive_a_terminal_never_reaches_one() {
    let desk = Desk::new();
    let hostile = "Nur\u{1b}]0;owned\u{7}\u{9b}2J\u{202e} Halimah";
    let list = format!("name,phone,note\n\"{hostile}\",0812-3344-5566,\"{hostile}\"\n");
    let path = desk.write("hostile.csv", list);
    let path = path.to_str().expect("plain");
    let mut said = vec![desk.ok(&["import", "customers", path, "--dry-run"])];
    said.push(desk.ok(&["import", "customers", path]));
    desk.ok(&["log", "C-1", "--channel", "call", "--topic", "BI", "--note", hostile]);
    for args in [
        ["find", "halimah"].as_slice(),
        &["customer", "show", "C-1"],
        &["customer", "list"],
        &["history", "C-1"],
        &["journal", "show"],
        &["export", "customers"],
        &["find", "halimah", "--json"],
    ] {
        said.push(desk.ok(args));
    }
    let nobody = format!("T-9{hostile}");
    let ring = ["call", "ring", "--number", hostile];
    for args in [["ticket", "show", nobody.as_str()].as_slice(), &ring] {
        let refused = desk.cli(args);
        assert!(!refused.err.is_empty(), "{args:?}");
        said.extend([refused.out, refused.err]);
    }
    for text in said {
        let bad = text.chars().find(|&c| (c.is_control() && c != '\n') || c == '\u{202e}');
        assert_eq!(bad, None, "{text}");
    }
}

#[test]
fn the_languages_of_the_command_line_follow_the_environment() {
    let desk = furnished();
    let speak = |args: &[&str], locale: &str| {
        let mut command = desk.command(args);
        command.env("LANG", locale);
        finish(command, &b""[..])
    };
    let (en, id) = (speak(&["find", "nobody"], "en_US.UTF-8"), speak(&["find", "nobody"], "id_ID"));
    assert_ne!(en.err + &en.out, id.err + &id.out, "each in its own words");
    let first = |locale| speak(&["find", "halimah", "--json"], locale).out;
    assert_eq!(first("en_US.UTF-8"), first("id_ID.UTF-8"), "scripts read the same everywhere");
}
