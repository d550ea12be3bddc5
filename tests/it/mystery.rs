//! What mystery shoppers found beside what customers said. Never both in one figure.

use serde_json::{Value, json};

use crate::desk::Desk;

/// The report of all of today: its end lies behind the desk's own clock.
const SURVEY: [&str; 6] =
    ["report", "survey", "--from", "today 00:00", "--to", "2030-01-01T00:00:00Z"];

fn rows(report: &Value, name: &str) -> Vec<Vec<f64>> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name);
    let table = table.unwrap_or_else(|| panic!("no {name} in {report}"));
    let columns = &table["columns"].as_array().expect("columns")[1..];
    let row = |row: &Value| {
        let figure = |column: &Value| row[column["name"].as_str().expect("a name")].as_f64();
        columns.iter().map(|column| figure(column).unwrap_or(-1.0)).collect()
    };
    table["rows"].as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn visits_stand_beside_what_customers_said_and_are_never_mixed_with_it() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    let profile = json!({ "name": "Nur Halimah" });
    sari.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let none = desk.json(&SURVEY);
    assert_eq!(none[0]["tables"], json!([]), "nobody has come");
    let mut rate = |scores: [u8; 5], scale: &str, rater: &str| {
        let rating = json!({ "customer": "C-1", "subject": "service", "scores": scores,
                             "scale": scale, "rater": rater });
        sari.run(json!({ "rate": rating }))
    };
    rate([5, 5, 5, 5, 5], "five", "customer");
    rate([4, 4, 4, 4, 4], "five", "customer");
    rate([1, 1, 1, 1, 1], "five", "supervisor");
    rate([7, 7, 7, 7, 7], "seven", "customer");
    rate([3, 2, 3, 3, 4], "five", "mystery");
    let report = &desk.json(&SURVEY)[0];
    let weeks = rows(report, "mystery-five");
    assert_eq!(weeks, [[2.0, 4.5, 1.0, 3.0, -1.5], [2.0, 4.5, 1.0, 3.0, -1.5]]);
    let dimensions = rows(report, "mystery-five-dimensions");
    assert_eq!(dimensions[1], [2.0, 4.5, 1.0, 2.0, -2.5], "reliability");
    assert_eq!(report["tables"].as_array().map(Vec::len), Some(2), "no visit on the other scale");
    let people = desk.ok(&SURVEY);
    assert!(people.contains("Fewer than six visits"), "{people}");
}

const VISIT: &str = r#"
title = { en = "Front desk", id = "Meja depan" }
scale = "five"
lowest = "no"
highest = "yes"
scenario = { en = """
Ask for a new card.
Say <nothing> of the old one.""", id = "Minta kartu baru." }
[[dimension]]
name = "care"
title = "Care"
[[statement]]
dimension = "care"
perceived = { en = "They greeted me", id = "Saya disapa" }
[[statement]]
dimension = "care"
perceived = "They listened"
"#;

/// A desk with a shopper's sheet.
fn with_sheet() -> Desk {
    let desk = Desk::new();
    let file = desk.write("visit.toml", VISIT);
    desk.ok(&["instrument", "set", "visit", file.to_str().expect("a plain path")]);
    desk
}

#[test]
fn a_sheet_has_what_to_do_and_a_box_for_each_answer() {
    let desk = with_sheet();
    let sheet = ["instrument", "sheet", "visit"];
    let told = desk.ok(&sheet);
    for wanted in [
        "What to do, say and watch\nAsk for a new card.\nSay <nothing>",
        "Date and time: _",
        "1. They greeted me\n    [ ] 1  [ ] 2  [ ] 3  [ ] 4  [ ] 5\n",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    assert!(!told.contains("excellent"), "what is not asked has no boxes: {told}");
    let told = desk.ok(&[&sheet[..], &["--lang", "id"]].concat());
    assert!(told.contains("Minta kartu baru.") && told.contains("1. Saya disapa"), "{told}");
    let page = desk.file("visit.html");
    desk.ok(&[&sheet[..], &["--html", page.to_str().expect("a plain path")]].concat());
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains("Say &lt;nothing&gt; of") && !page.contains("<script"), "{page}");
    assert_eq!(page.matches("&#9633;").count(), 10, "{page}");
    // What is exported is the same again.
    let text = desk.ok(&["instrument", "export", "visit"]);
    let file = desk.write("again.toml", text.as_bytes());
    let same = desk.cli(&["instrument", "set", "visit", file.to_str().expect("a plain path")]);
    assert!(same.err.contains("already"), "{}", same.err);
}

#[test]
fn visits_are_kept_at_their_day_from_the_line_and_from_a_file() {
    let desk = with_sheet();
    let give = ["rate", "full", "--instrument", "visit", "--rater", "mystery"];
    desk.ok(&[&give[..], &["--at", "2026-11-18", "--perceived", "4 5"]].concat());
    let soon = desk.cli(&[&give[..], &["--at", "soon", "--perceived", "4 5"]].concat());
    assert!(!soon.err.is_empty(), "no time");
    let rows = "date,perceived 1,perceived 2\n25/11/2025,3,4\n02/12/2025,2,1\nlate,5,5\n";
    let file = desk.write("visits.csv", rows);
    let file = file.to_str().expect("a plain path");
    let import =
        ["import", "answers", file, "--instrument", "visit", "--rater", "mystery", "--json"];
    let told: Value = serde_json::from_str(&desk.cli(&import).out).expect("one object");
    assert_eq!(told, json!({ "added": 2, "rejected": [{ "given": "late", "line": 4 }] }));
    let count = |from: &str, to: &str| {
        let report = &desk.json(&["report", "quality", "--from", from, "--to", to])[0];
        report["tables"][0]["rows"][0]["perceived-n"].as_f64()
    };
    assert_eq!(count("2026-11-18", "2026-11-19"), Some(1.0));
    assert_eq!(count("2025-11-25", "2025-11-26"), Some(1.0));
    assert_eq!(count("2025-12-02", "2025-12-03"), Some(1.0));
}

#[test]
fn answers_of_visits_stand_beside_those_of_customers_to_the_same_version() {
    let desk = with_sheet();
    let give = |rater: &str, answers: &str| {
        let rate = ["rate", "full", "--instrument", "visit", "--rater", rater];
        desk.ok(&[&rate[..], &["--perceived", answers]].concat())
    };
    give("customer", "5 5");
    let customers_only = &desk.json(&SURVEY)[0];
    assert_eq!(customers_only["tables"], json!([]), "nobody has come");
    give("mystery", "2 -");
    give("supervisor", "1 1");
    // Those who answer another version are not among them.
    let file = desk.write("visit.toml", VISIT.replace("They listened", "They did listen"));
    desk.ok(&["instrument", "set", "visit", file.to_str().expect("a plain path")]);
    give("customer", "1 1");
    // A visit in a week of which no customer has said anything.
    let rate = ["rate", "full", "--instrument", "quick", "--rater", "mystery"];
    desk.ok(&[&rate[..], &["--perceived", "4 4 4 4 -"]].concat());
    let report = &desk.json(&SURVEY)[0];
    let found = rows(report, "mystery-answers");
    assert_eq!(found, [[1.0, 5.0, 1.0, 2.0, -3.0], [1.0, 5.0, 1.0, 2.0, -3.0]]);
    assert_eq!(rows(report, "mystery-answers-dimensions"), [[1.0, 5.0, 1.0, 2.0, -3.0]]);
    let quick = rows(report, "mystery-five-dimensions");
    assert_eq!(quick[0], [0.0, -1.0, 1.0, 4.0, -1.0], "what is left out is no answer");
    assert_eq!(quick[4], [0.0, -1.0, 0.0, -1.0, -1.0]);
    assert_eq!(report["tables"].as_array().map(Vec::len), Some(4), "one version has visits");
}

#[test]
fn statements_in_a_report_are_in_the_language_of_the_reader() {
    let desk = with_sheet();
    desk.ok(&["rate", "full", "--instrument", "visit", "--perceived", "4 5"]);
    let quality = ["report", "quality", "--from", "today 00:00", "--to", "2030-01-01T00:00:00Z"];
    assert!(desk.ok(&quality).contains("1 They greeted me"));
    let told = desk.ok(&[&quality[..], &["--lang", "id"]].concat());
    assert!(told.contains("1 Saya disapa") && told.contains("2 They listened"), "{told}");
    let rows = &desk.json(&[&quality[..], &["--lang", "id"]].concat())[0];
    assert!(rows.to_string().contains("1 They greeted me"), "programs read one: {rows}");
}
