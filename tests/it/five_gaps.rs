//! The report of the five gaps: what points to each, worked out by hand here, and the tickets
//! behind it. Never two kinds of raters in one figure.

use serde_json::{Value, json};

use crate::browser;
use crate::desk::Desk;

/// A report's rows by what they are of, with the cells that have been asked for.
fn rows(report: &Value, name: &str) -> Vec<Value> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name);
    table.unwrap_or_else(|| panic!("no {name} in {report}"))["rows"]
        .as_array()
        .expect("rows")
        .clone()
}

fn says(report: &Value, name: &str) -> String {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name).expect("there");
    table["says"].to_string()
}

/// Eight customers who expect 7 and get 5 of everything, and two supervisors who believe in 5.
fn asked(desk: &Desk) {
    let mut lines = vec!["segment".to_owned()];
    for side in ["expected", "perceived"] {
        (1..=22).for_each(|n| lines[0] += &format!(",{side} {n}"));
    }
    for n in 0..8 {
        let row = |score: &str| format!(",{score}").repeat(22);
        lines.push(format!("s{n}{}{}", row(if n < 4 { "6" } else { "7" }), row("5")));
    }
    let file = desk.write("said.csv", lines.join("\n"));
    desk.ok(&["import", "answers", file.to_str().expect("plain"), "--instrument", "servqual"]);
    for _ in 0..2 {
        let believed = vec!["5"; 22].join(" ");
        desk.ok(&["rate", "full", "--rater", "supervisor", "--expected", &believed]);
    }
}

/// Two topics, one with a rule; complaints whose causes are known; calls that were promised.
fn complained(desk: &Desk) {
    let mut chief = desk.talk("chief");
    for name in ["Nur", "Siti"] {
        let profile = json!({ "name": format!("{name} Halimah") });
        chief.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    }
    let text = "zone Asia/Jakarta\nmon-sun 00:00-24:00\n";
    chief.run(json!({ "set_calendar": { "name": "all", "text": text } }));
    let terms = "answer 1s resolve 8h calendar all";
    chief.run(json!({ "set_rule": { "scope": "BI", "terms": terms } }));
    let mut open = |topic: &str| {
        let ticket = json!({ "customer": "C-1", "topic": topic, "subject": "is wrong" });
        chief.run(json!({ "open_ticket": ticket }))["ticket"].clone()
    };
    let tickets = [open("BI"), open("BI"), open("DE")];
    // The first is answered too late, the second in time: a second is a command.
    let late_answer = open("BI");
    for (ticket, gap) in [(&tickets[0], "delivery"), (&tickets[2], "communication")] {
        let cause = json!({ "ticket": ticket, "gap": gap, "words": "" });
        chief.run(json!({ "set_cause": cause }));
    }
    for ticket in [&tickets[0], &late_answer] {
        let note = json!({ "ticket": ticket, "note": "told", "answered": true });
        chief.run(json!({ "note_ticket": note }));
    }
    let rating = json!({ "customer": "C-1", "subject": { "ticket": tickets[0] },
        "scores": [5, 2, 3, 5, 5], "scale": "five", "rater": "customer" });
    chief.run(json!({ "rate": rating }));
    // An agent's guess is no customer's word.
    let guess = json!({ "customer": "C-1", "subject": { "ticket": tickets[0] },
        "scores": [5, 5, 5, 5, 5], "scale": "five", "rater": "agent" });
    chief.run(json!({ "rate": guess }));
    let last = chief.ask(json!({ "ticket": { "ticket": late_answer } }));
    let opened = last["ticket"]["opened"].as_i64().expect("a time");
    for due in [opened + 11_000, opened + 12_000] {
        let promise = json!({ "customer": "C-2", "due": due, "agent": "", "note": "price" });
        chief.run(json!({ "promise_call": promise }));
    }
    let kept = json!({ "callback": "B-1", "customer": "C-2", "state": "kept" });
    chief.run(json!({ "settle_call": kept }));
    chief.run(json!({ "set_canned": { "name": "last", "text": "entry" } }));
}

fn report(desk: &Desk) -> Value {
    let told = desk.json(&["report", "gaps", "--from", "today 00:00"]);
    told.into_iter().next().expect("one report")
}

#[test]
fn each_gap_has_its_signs_and_its_complaints() {
    let desk = Desk::new();
    complained(&desk);
    asked(&desk);
    desk.ok(&["customer", "add", "--name", "Last"]);
    let told = report(&desk);
    let all: Vec<[i64; 3]> = rows(&told, "gaps")
        .iter()
        .map(|row| ["complaints", "signs", "signs-of"].map(|name| row[name].as_i64().expect(name)))
        .collect();
    assert_eq!(all[0], [0, 5, 5], "supervisors believe less than any customer says");
    assert_eq!(all[1], [0, 1, 2], "no rule says by when deliveries are seen to");
    assert_eq!(all[2], [1, 1, 2], "of two due answers on bills one was late");
    assert_eq!(all[4], [0, 5, 5], "they get 5 where they expect 6 or 7");
    assert_eq!(all[3], [1, 1, 2], "a complaint came of a promise, and one of two calls was missed");

    let knowledge = &rows(&told, "gap-knowledge")[0];
    assert_eq!(knowledge["customers-expect"], 6.5);
    assert_eq!(
        (&knowledge["supervisors-believe"], &knowledge["difference"]),
        (&json!(5), &json!(-1.5))
    );
    let [low, high] = ["low", "high"].map(|end| knowledge[end].as_f64().expect("an end"));
    assert!(low < -1.5 && -1.5 < high && high < 0.0, "{knowledge}");

    let standards = rows(&told, "gap-standards");
    assert_eq!((&standards[0]["topic"], &standards[0]["without-rule"]), (&json!("DE"), &json!(1)));
    assert_eq!((&standards[1]["topic"], &standards[1]["without-rule"]), (&json!("BI"), &json!(0)));
    let delivery = &rows(&told, "gap-delivery")[0];
    assert_eq!((&delivery["topic"], &delivery["ratings"]), (&json!("BI"), &json!(1)));
    assert_eq!((&delivery["reliability"], &delivery["responsiveness"]), (&json!(2), &json!(3)));
    let quality = &rows(&told, "gap-quality")[0];
    assert_eq!((&quality["quality-gap"], &quality["perceived"]), (&json!(-1.5), &json!(5)));

    // Every row that names its tickets counts as many as the list shows.
    for name in ["gaps", "gap-standards", "gap-communication"] {
        for row in rows(&told, name) {
            let filter = row["rows_of"].as_str().unwrap_or_default();
            let words: Vec<&str> = filter.split_whitespace().collect();
            let list = desk.json(&[&["ticket", "list", "--all"], &words[..]].concat());
            assert_eq!(json!(list.len()), row["complaints"], "{name}: {row}");
        }
    }
}

#[test]
fn a_gap_of_which_nothing_is_known_says_what_to_ask() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur"]);
    let told = report(&desk);
    assert!(says(&told, "gap-knowledge").contains("gap-knowledge-none"), "{told}");
    assert!(says(&told, "gap-quality").contains("gap-quality-none"), "{told}");
    for lang in ["en", "id"] {
        let text = desk.ok(&["report", "gaps", "--lang", lang]);
        assert!(text.contains("sigap rate full --rater supervisor --expected"), "{text}");
        let path = desk.file("gaps.html");
        desk.ok(&["report", "gaps", "--html", path.to_str().expect("plain"), "--lang", lang]);
        browser::look_at(&std::fs::read_to_string(&path).expect("it is there"));
    }
}
