//! The worked example of first-contact resolution in `docs/agents.md`, weeks ago. Never a figure
//! that the page tells otherwise.

use std::path::Path;

use serde_json::{Value, json};

use crate::copies::{at, code, empty_home, text};
use crate::desk::{Desk, finish};
use crate::talk::Talk;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Days before now on which the example begins.
const BEGUN: i64 = 27;

/// A desk whose commands are told with the hours at which they shall have been given.
struct Story {
    sari: Talk,
    budi: Talk,
    hours: Vec<i64>,
}

impl Story {
    fn sari(&mut self, hour: i64, run: Value) -> Value {
        self.hours.push(hour);
        self.sari.run(run)
    }

    fn budi(&mut self, hour: i64, run: Value) {
        self.hours.push(hour);
        self.budi.run(run);
    }

    fn contact(&mut self, hour: i64, customer: u64, topic: &str) -> Value {
        let customer = format!("C-{customer}");
        let call = json!({ "customer": customer, "channel": "call", "direction": "in",
                           "topic": topic, "note": "calls" });
        self.sari(hour, json!({ "log_interaction": call }))["interaction"].clone()
    }

    fn complaint(&mut self, hour: i64, customer: u64, topic: &str) -> Value {
        let interaction = self.contact(hour, customer, topic);
        let customer = format!("C-{customer}");
        let ticket = json!({ "customer": customer, "interaction": interaction, "topic": topic,
                             "subject": "is wrong" });
        self.sari(hour, json!({ "open_ticket": ticket }))["ticket"].clone()
    }

    fn solved(&mut self, hour: i64, customer: u64, topic: &str) -> Value {
        let ticket = self.complaint(hour, customer, topic);
        self.sari(hour, resolved(&ticket));
        ticket
    }
}

fn resolved(ticket: &Value) -> Value {
    json!({ "set_status": { "ticket": ticket, "status": "resolved", "note": "done" } })
}

/// The complaints of the page.
fn tell(story: &mut Story) {
    for name in ["Nur", "Siti", "Joko", "Dewi", "Agus", "Rina", "Tono"] {
        let profile = json!({ "name": format!("{name} Halimah") });
        story.sari(0, json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    }
    story.solved(1, 1, "BI");
    let handed = story.complaint(2, 2, "BI");
    let opened_again = story.solved(3, 3, "BI");
    story.budi(4, resolved(&handed));
    story.solved(4, 4, "BI");
    story.solved(5, 5, "DE");
    // The same matter, heard twice within an hour.
    let kept = story.complaint(6, 6, "DE");
    let merged = story.complaint(7, 6, "OT");
    let merge = json!({ "merge_tickets": { "tickets": [merged], "into": kept } });
    story.sari(8, merge);
    story.sari(8, resolved(&kept));
    let reopen = json!({ "reopen_ticket": { "ticket": opened_again, "note": "not done" } });
    story.sari(5 * 24 + 3, reopen);
    story.solved(6 * 24 + 4, 4, "BI");
    story.contact(8 * 24 + 5, 5, "DE");
    story.solved((BEGUN - 3) * 24, 7, "OT");
}

/// The desk's journal, as if each command had been given at its hour.
fn told_at_their_hours(desk: &Desk, story: &Story, begun: i64) -> String {
    let journal = desk.ok(&["journal", "export"]);
    let (mut lines, mut hours, mut command) = (Vec::new(), story.hours.iter(), Value::Null);
    let mut now = begun;
    for line in journal.lines().filter(|line| !line.starts_with("{\"end\"")) {
        let mut entry: Value = serde_json::from_str(line).expect("an entry");
        if entry["command"] != command {
            command = entry["command"].clone();
            now = begun + hours.next().expect("an hour of each command") * HOUR;
        }
        let at = jiff::Timestamp::from_millisecond(now).expect("a time").to_string();
        entry["at"] = json!(at);
        if entry["fact"].get("at").is_some_and(|at| !at.is_null()) {
            entry["fact"]["at"] = json!(at);
        }
        lines.push(entry.to_string());
    }
    assert_eq!(hours.next(), None, "each command has an entry");
    lines.join("\n")
}

/// What each row is of, its figures and its share.
fn figures(out: &str) -> Vec<(Value, [i64; 6], Value)> {
    let names = ["complaints", "first_contact", "later", "reopened", "again", "too_early"];
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("a row");
        let counts = names.map(|name| row[name].as_i64().expect(name));
        (row["of"].clone(), counts, row["fcr"].clone())
    };
    out.lines().map(row).collect()
}

/// The same as the report of how the desk works tells it.
fn as_the_desk_counts(desk: &Desk, home: &Path, by: &str) -> Vec<(Value, [i64; 6], Value)> {
    let told = at(desk, home, &["report", "desk", "--json", "--by", by]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    let report: Value = serde_json::from_str(&told.out).expect("a report");
    let tables = report["tables"].as_array().expect("tables");
    let first = tables.iter().find(|one| one["table"] == "first-contact").expect("a table");
    let row = |row: &Value| {
        let of = match row[by].as_str() {
            Some("BI") => json!("BI billing"),
            Some("DE") => json!("DE delivery"),
            Some("OT") => json!("OT other"),
            Some("report-all") | None => Value::Null,
            Some(name) => json!(name),
        };
        let names = ["judged", "first-contact", "later", "came-back", "again", "too-early"];
        let counts = names.map(|name| row[name].as_f64().expect(name) as i64);
        let share =
            if counts[0] > 0 { json!(counts[1] as f64 / counts[0] as f64) } else { Value::Null };
        let millionths = |share: &Value| share.as_f64().map(|share| (share * 1e6).round());
        assert_eq!(millionths(&row["fcr"]), millionths(&share));
        (of, counts, share)
    };
    first["rows"].as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn the_worked_example_is_two_of_six() {
    let desk = Desk::new();
    let (sari, budi) = (desk.talk("sari"), desk.talk("budi"));
    let mut story = Story { sari, budi, hours: Vec::new() };
    let now = story.sari.ask(json!("desk"))["started"].as_i64().expect("a time");
    tell(&mut story);
    let lines = told_at_their_hours(&desk, &story, now - BEGUN * DAY);
    let lines = desk.write("lines.jsonl", lines);
    let imported = |name: &str| {
        let home = empty_home(&desk, name);
        let told = at(&desk, &home, &["journal", "import", text(&lines), "--without-end"]);
        assert_eq!(code(&told), Some(0), "{told:?}");
        home
    };
    let report = |home: &Path, args: &[&str]| {
        let told = at(&desk, home, &[&["report", "fcr"], args].concat());
        assert_eq!(code(&told), Some(0), "{told:?}");
        told.out
    };
    let home = imported("weeks");
    let all = (Value::Null, [6, 2, 1, 1, 2, 1], json!(2.0 / 6.0));
    assert_eq!(figures(&report(&home, &["--json"]))[0], all);
    let by_agent = figures(&report(&home, &["--json", "--by", "agent"]));
    assert_eq!(by_agent, [(json!("sari"), all.1, all.2.clone()), all]);
    let by_topic = figures(&report(&home, &["--json", "--by", "topic"]));
    let topics: Vec<_> = by_topic.iter().map(|(_, counts, _)| *counts).collect();
    assert_eq!(
        topics,
        [[4, 1, 1, 1, 1, 0], [2, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1], [6, 2, 1, 1, 2, 1]]
    );
    for (by, wanted) in [("agent", &by_agent), ("topic", &by_topic)] {
        assert_eq!(&as_the_desk_counts(&desk, &home, by), wanted, "by {by}");
    }
    let page = report(&home, &["--by", "topic"]);
    assert!(page.contains("33.3%") && page.contains("within 7 days"), "{page}");
    // A desk that gives its customers five days sees less of them again.
    let short = imported("short");
    std::fs::write(short.join("desk.toml"), "first_contact_days = 5\n").expect("written");
    assert_eq!(figures(&report(&short, &["--json"]))[0].1, [7, 4, 1, 1, 1, 1]);
    // An agent is shown those that they took.
    assert_eq!(code(&at(&desk, &home, &["roster", "add", "budi", "agent"])), Some(0));
    let mut own = desk.command(&["report", "fcr", "--by", "agent"]);
    own.arg("--home").arg(&home).env("SIGAP_AS", "budi");
    let own = finish(own, &b""[..]).out;
    assert!(own.contains("your own") && !own.contains("sari"), "{own}");
}
