//! From every figure of every report to what was counted. Never a row of a sample alone: all that
//! there are, of every part.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::{Desk, Kind};
use crate::talk::Talk;

const TICKETS: [&str; 6] = ["topic", "agent", "tier", "channel", "hour", "week"];
const PEOPLE: [&str; 3] = ["tier", "channel", "topic"];
const REPORTS: [(&str, &[&str]); 6] = [
    ("desk", &TICKETS),
    ("complaints", &TICKETS),
    ("gaps", &TICKETS),
    ("quality", &["topic", "agent", "tier", "channel", "week"]),
    ("lost", &PEOPLE),
    ("survey", &PEOPLE),
];

/// What is behind a row of a table: so many as these columns say together. Of a statement or a
/// dimension it is everybody who was asked, those who left it out too: no column says how many.
fn counted(table: &str) -> Option<&'static [&'static str]> {
    Some(match table {
        "answers"
        | "resolutions"
        | "complaints"
        | "complaints-by-topic"
        | "complaints-by-gap"
        | "complaints-by-activity"
        | "gaps"
        | "gaps-parts"
        | "gap-standards"
        | "gap-delivery"
        | "gap-communication" => &["complaints"],
        "suggestions" => &["suggestions"],
        "backlog" => &["waiting"],
        "first-contact" => &["judged", "too-early"],
        "handling" => &["calls"],
        "contacts" => &["contacts"],
        "ratings-customer-five" => &["ratings"],
        "csat" | "nps" | "ces" => &["n"],
        "loyalty" => &["customers"],
        "lost" | "lost-reasons" | "retention" | "survival" | "survival-part" => &["lost"],
        "lost-known" => &["known", "not-known"],
        "stays" => &["stays"],
        "surveys" | "survey-parts" | "survey-by" => &["drawn"],
        "mystery-five" | "mystery-answers" => &["said", "visits"],
        "gap-promises" => &["due"],
        _ => return None,
    })
}

/// A desk on which something of every report has happened.
fn lively() -> Desk {
    let desk = Desk::closed(Kind::Personal);
    let home = desk.home().display().to_string();
    desk.ok(&["demo", "--keep", &home, "--customers", "60"]);
    let draw = ["survey", "draw", "q4", "--instrument", "quick", "--many", "9", "--by", "tier"];
    desk.ok(&draw);
    let visit = ["rate", "C-1", "--rater", "mystery", "--reliability", "2", "--empathy", "3"];
    desk.ok(&visit);
    let visit = vec!["4"; 22].join(" ");
    desk.ok(&["rate", "full", "--rater", "mystery", "--perceived", &visit]);
    desk.ok(&["rate", "full", "C-2", "--perceived", &visit, "--expected", &visit]);
    let promise = json!({ "customer": "C-3", "due": 1_000, "agent": "", "note": "price" });
    owner(&desk).run(json!({ "promise_call": promise }));
    desk.ok(&["customer", "amend", "C-4", "--tier", "gold"]);
    desk
}

/// A conversation as whoever the desk belongs to.
fn owner(desk: &Desk) -> Talk {
    let mut talk = desk.stranger();
    talk.greet(json!({ "protocol": 1, "program": "test" }));
    talk
}

fn report(talk: &mut Talk, meant: &Value) -> Value {
    loop {
        let told = talk.ask(json!({ "report": { "meant": meant } }));
        if told["behind"] == 0 {
            return told;
        }
    }
}

fn with(meant: &Value, key: &str, value: &str) -> Value {
    let mut meant = meant.clone();
    meant[key] = json!(value);
    meant
}

/// How many of a row's columns together.
fn sum(table: &Value, row: &Value, columns: &[&str]) -> i64 {
    let all = table["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .zip(row["cells"].as_array().expect("cells"));
    let meant = all.filter(|(column, _)| columns.iter().any(|name| column["name"] == *name));
    let numbers: Vec<i64> =
        meant.map(|(_, cell)| cell["number"].as_i64().unwrap_or(0) / 1_000_000).collect();
    assert_eq!(numbers.len(), columns.len(), "{columns:?} in {}", table["columns"]);
    numbers.iter().sum()
}

/// How many are behind a row, by asking as the screen does.
fn behind(talk: &mut Talk, meant: &Value, of: &str) -> usize {
    let first = of.split(' ').next().unwrap_or("");
    if first.contains(':') {
        let query = json!({ "tickets": { "limit": 1000, "filter": { "text": of } } });
        return talk.ask(query).as_array().expect("rows").len();
    }
    let told = report(talk, &with(meant, "rows", of));
    let rows = told["tables"][0]["rows"].as_array().expect("rows").clone();
    for row in &rows {
        let to = row["rows_of"].as_str().unwrap_or("");
        // A call does not say whose it was, nor does an answer that nobody signed.
        let is_nobody = row["cells"][0] == "none";
        assert!(is_nobody || to.starts_with("C-") || to.starts_with("T-"), "{of}: {row}");
    }
    rows.len()
}

#[test]
fn every_row_of_every_report_leads_to_as_many_as_it_counts() {
    let desk = lively();
    let mut talk = owner(&desk);
    let (mut seen, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for (kind, parts) in REPORTS {
        let whole = json!({ "kind": kind, "from": 0, "until": 4_102_444_800_000_i64 });
        let parted = parts.iter().map(|by| with(&whole, "by", by));
        for meant in std::iter::once(whole.clone()).chain(parted) {
            for table in report(&mut talk, &meant)["tables"].as_array().expect("tables") {
                let name = table["name"].as_str().expect("a name").to_owned();
                for row in table["rows"].as_array().expect("rows") {
                    let of = row["rows_of"].as_str().unwrap_or("").to_owned();
                    assert_ne!(of, "", "{name} of {meant}: {row}");
                    if !seen.insert((name.clone(), meant["by"].to_string(), of.clone())) {
                        continue;
                    }
                    let found = behind(&mut talk, &meant, &of) as i64;
                    match counted(&name) {
                        Some(columns) => {
                            let wanted = sum(table, row, columns);
                            assert_eq!(found, wanted, "{name} of {meant}: {row}");
                        }
                        None => assert!(found > 0, "{name} of {meant}: {row}"),
                    }
                }
                tables.insert(name);
            }
        }
    }
    for name in ["gap-promises", "survey-by", "mystery-five", "survival-part", "lost-known"] {
        assert!(tables.contains(name), "{name} is not among {tables:?}");
    }
}

#[test]
fn what_waited_at_an_end_that_is_past_is_listed_though_others_wait_now() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    let profile = json!({ "name": "Nur Halimah" });
    chief.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let mut open = || {
        let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "is wrong" });
        let no = chief.run(json!({ "open_ticket": ticket }))["ticket"].clone();
        chief.ask(json!({ "ticket": { "ticket": no } }))["ticket"]["opened"].clone()
    };
    let (first, second) = (open(), open());
    chief.run(json!({ "set_status": { "ticket": "T-1", "status": "resolved", "note": "done" } }));
    let meant = json!({ "kind": "desk", "from": first, "until": second });
    let told = report(&mut chief, &meant);
    let tables = told["tables"].as_array().expect("tables");
    let backlog = tables.iter().find(|one| one["name"] == "backlog").expect("there");
    let row = &backlog["rows"][0];
    assert_eq!((&row["rows_of"], sum(backlog, row, &["waiting"])), (&json!("waited"), 1));
    let behind = report(&mut chief, &with(&meant, "rows", "waited"));
    assert_eq!(behind["tables"][0]["rows"][0]["rows_of"], "T-1", "it is resolved now");
}

#[test]
fn on_the_screen_enter_leads_from_first_contacts_to_the_ticket_and_esc_back() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah binti Abdul Rahman al-Banjari"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "billed twice"]);
    let mut terminal = desk.terminal("chief");
    terminal.wait_for("Find").keys("gp").wait_for("How the desk works").types("How");
    terminal.keys("<Enter>").wait_for("28 days").keys("<Enter>").wait_for("Made at entry");
    terminal.types("all").keys("<Enter>").wait_for("Who is behind it");
    let row = terminal.wait_for("Nur Halimah").rows_with("Nur Halimah").remove(0);
    assert!(row.contains("T-1") && row.contains("too early"), "beside each other: {row}");
    terminal.keys("<Esc>").wait_for("How the desk works all").keys("<Enter>").wait_for("T-1");
    terminal.types("T-1").keys("<Enter>").wait_for("billed twice");
}
