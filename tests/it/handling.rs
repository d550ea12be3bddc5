//! The way of a complaint through the built program: acknowledged, its cause found, closed with
//! what the customer said; suggestions beside them. Never a step that another one waits for.

use serde_json::{Value, json};

use crate::copies::text;
use crate::desk::Desk;

/// A desk with a complaint and a suggestion of one customer.
fn heard() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur", "--account", "A1"]);
    let open = ["ticket", "open", "C-1", "--topic", "DE", "--subject"];
    desk.ok(&[&open[..], &["arrived broken", "--acknowledged"]].concat());
    desk.ok(&[&open[..], &["a chair at the counter", "--kind", "suggestion"]].concat());
    desk
}

fn shown(desk: &Desk, ticket: &str) -> Value {
    desk.json(&["ticket", "show", ticket]).remove(0)
}

#[test]
fn the_time_line_calls_a_suggestion_one() {
    let desk = heard();
    let told = desk.ok(&["history", "C-1"]);
    let row = |no: &str| told.lines().find(|line| line.contains(no)).unwrap_or_default().to_owned();
    assert!(row("T-1").contains("complaint") && row("T-2").contains("suggestion"), "{told}");
}

#[test]
fn a_complaint_goes_its_way_and_says_what_it_owes() {
    let desk = heard();
    let told = desk.ok(&["ticket", "show", "T-1"]);
    let owed = |told: &str| told.lines().find(|line| line.contains("owed")).map(str::to_owned);
    let now = owed(&told).expect("much is owed");
    assert!(now.contains("first answer, cause, solution, closing"), "{told}");
    assert!(!now.contains("acknowledgement"), "{told}");
    let said = desk.ok(&["ticket", "cause", "T-1", "3", "courier left it in the rain"]);
    assert_eq!(said.trim(), "Cause of T-1: delivery.");
    desk.ok(&["ticket", "resolve", "T-1", "--note", "a new one is on its way"]);
    desk.ok(&["ticket", "close", "T-1", "--agreed", "agreed"]);
    let told = desk.ok(&["ticket", "show", "T-1"]);
    assert_eq!(owed(&told), None, "{told}");
    for words in ["3 delivery: courier left it in the rain", "cause: delivery", "customer: agreed"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let row = shown(&desk, "T-1");
    let kept = ["kind", "gap", "cause", "agreed"].map(|name| row[name].clone());
    let wanted = ["complaint", "delivery", "courier left it in the rain", "agreed"];
    assert_eq!(kept, wanted.map(Value::from));
    for (filter, hit) in [
        ("gap:3", "T-1"),
        ("gap:none", "T-2"),
        ("agreed:agreed", "T-1"),
        ("agreed:none", "T-2"),
        ("kind:complaint", "T-1"),
        ("kind:suggestion", "T-2"),
        ("-gap:delivery", "T-2"),
        ("rain", "T-1"),
    ] {
        let rows = desk.json(&["ticket", "list", "--all", filter]);
        let found: Vec<_> = rows.iter().map(|row| row["ticket"].as_str()).collect();
        assert_eq!(found, [Some(hit)], "{filter}");
    }
    let lines = desk.json(&["history", "C-1", "kind:suggestion"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn each_step_is_undone_by_itself_and_closing_as_one() {
    let desk = heard();
    let plain = shown(&desk, "T-2");
    for step in [
        vec!["ticket", "acknowledge", "T-2"],
        vec!["ticket", "cause", "T-2", "quality", "waits too long"],
        vec!["ticket", "amend", "T-2", "--kind", "complaint"],
    ] {
        desk.ok(&step);
        desk.ok(&["undo"]);
        let now = shown(&desk, "T-2");
        for name in ["kind", "acknowledged_at", "gap", "cause"] {
            assert_eq!(now[name], plain[name], "{step:?}: {name}");
        }
    }
    desk.ok(&["ticket", "resolve", "T-2"]);
    desk.ok(&["ticket", "close", "T-2", "--agreed", "not_reached"]);
    desk.ok(&["undo"]);
    let now = shown(&desk, "T-2");
    assert_eq!((&now["status"], &now["agreed"]), (&json!("resolved"), &Value::Null));
    // Opened by mistake, with all that came with it.
    desk.ok(&["ticket", "open", "C-1", "--topic", "IN", "--subject", "x", "--kind", "suggestion"]);
    desk.ok(&["undo"]);
    assert!(!desk.cli(&["ticket", "show", "T-3"]).out.contains("T-3"));
}

#[test]
fn what_is_exported_is_imported_with_its_way() {
    let desk = heard();
    desk.ok(&["ticket", "acknowledge", "T-2"]);
    desk.ok(&["ticket", "cause", "T-1", "communication", "promised for Monday"]);
    desk.ok(&["ticket", "resolve", "T-1"]);
    desk.ok(&["ticket", "close", "T-1", "--agreed", "not_agreed"]);
    let file = desk.write("tickets.csv", desk.ok(&["export", "tickets", "--format", "csv"]));
    let other = Desk::new();
    other.ok(&["customer", "add", "--name", "Nur", "--account", "A1"]);
    other.ok(&["import", "tickets", text(&file)]);
    for ticket in ["T-1", "T-2"] {
        let [was, is] = [&desk, &other].map(|desk| shown(desk, ticket));
        for name in ["kind", "gap", "cause", "agreed", "status", "severity"] {
            assert_eq!(is[name], was[name], "{ticket}: {name}");
        }
        for name in ["acknowledged_at", "answered_at", "resolved_at"] {
            let time = |row: &Value| row[name].as_str().map(|at| at[..19].to_owned());
            assert_eq!(time(&is), time(&was), "{ticket}: {name}");
        }
    }
}

#[test]
fn nothing_is_raised_when_a_suggestion_is_late() {
    let desk = heard();
    desk.ok(&["sla", "set", "--answer", "1s", "--resolve", "1h", "--raise", "--tell", "sari"]);
    let mut talk = desk.talk("one");
    let open = |kind: &str| {
        json!({ "open_ticket": { "customer": "C-1", "topic": "BI", "subject": kind,
            "kind": kind, "priority": "low" } })
    };
    talk.run(open("suggestion"));
    talk.run(open("complaint"));
    // The clock of such a desk moves one second per command.
    for _ in 0..3 {
        desk.ok(&["ticket", "note", "T-1", "looked"]);
    }
    let priority = |ticket: &str| shown(&desk, ticket)["priority"].clone();
    assert_eq!(priority("T-4"), "normal", "raised");
    assert_eq!(priority("T-3"), "low", "an answer is owed, and nobody is alarmed");
}
