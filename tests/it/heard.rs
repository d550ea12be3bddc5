//! What customers say of the service through the built program: instruments, answers, weights,
//! scores, causes and improvements. Never a figure: that is a report's.

use serde_json::json;

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur", "--account", "A1"]);
    desk
}

fn refused(desk: &Desk, args: &[&str]) -> String {
    let told = desk.cli(args);
    assert!(!told.status.success(), "{}", told.out);
    told.err
}

const KIOSK: &str = r#"
title = "Kiosk"
scale = "seven"
lowest = "no"
highest = "yes"
[[dimension]]
name = "use"
title = { en = "Use", id = "Pemakaian" }
[[statement]]
dimension = "use"
expected = "it should work"
perceived = "it works"
"#;

fn set_kiosk(desk: &Desk, text: &str) {
    let file = desk.write("kiosk.toml", text);
    desk.ok(&["instrument", "set", "kiosk", file.to_str().expect("a plain path")]);
}

#[test]
fn an_instrument_of_ones_own_is_set_shown_and_taken_back() {
    let desk = desk();
    set_kiosk(&desk, KIOSK);
    let rows = desk.json(&["instrument", "list"]);
    let names: Vec<_> = rows.iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["kiosk", "quick", "servqual"]);
    let told = desk.ok(&["instrument", "show", "servqual"]);
    assert!(told.contains("\n22 ") && told.contains("1 not at all"), "{told}");
    let told = desk.ok(&["instrument", "show", "servqual", "--lang", "id"]);
    assert!(told.contains("Mutu layanan"), "{told}");
    // What is exported is an instrument again, and the same.
    let text = desk.ok(&["instrument", "export", "kiosk"]);
    let file = desk.write("again.toml", text);
    let file = file.to_str().expect("a plain path");
    let same = refused(&desk, &["instrument", "set", "kiosk", file]);
    assert!(same.contains("already"), "{same}");
    desk.ok(&["undo"]);
    assert_eq!(desk.json(&["instrument", "list"]).len(), 2);
    let none = refused(&desk, &["instrument", "show", "kiosk"]);
    assert!(none.contains("There is no instrument 'kiosk'"), "{none}");
    let own = refused(&desk, &["instrument", "set", "quick", file]);
    assert!(own.contains("quick"), "{own}");
}

#[test]
fn answers_name_customer_rater_and_version_and_are_undone() {
    let desk = desk();
    set_kiosk(&desk, KIOSK);
    let full = ["rate", "full", "C-1", "--instrument"];
    let said = desk.ok(&[&full[..], &["quick", "--expected", "5 5 4 - 5"]].concat());
    assert_eq!(said.trim(), "4 answers by quick are kept.");
    desk.ok(&[&full[..], &["kiosk", "--expected", "7", "--perceived", "5"]].concat());
    let many = refused(&desk, &[&full[..], &["servqual", "--perceived", "7 7"]].concat());
    assert!(many.contains("2 answers to 22 statements"), "{many}");
    let high = refused(&desk, &[&full[..], &["quick", "--expected", "5 5 4 6 5"]].concat());
    assert!(high.contains('6'), "{high}");
    let history = desk.ok(&["history", "C-1"]);
    assert!(history.contains("kiosk, customer: 1 expected, 1"), "{history}");
    desk.ok(&["undo"]);
    let history = desk.ok(&["history", "C-1"]);
    assert!(!history.contains("kiosk") && history.contains("quick"), "{history}");
    // Nobody is taken back of whom something is kept.
    let segment = ["rate", "full", "--segment", "gold", "--instrument", "quick"];
    desk.ok(&[&segment[..], &["--expected", "5,5,4,4,5", "--rater", "mystery"]].concat());
}

#[test]
fn weights_are_of_the_desk_and_of_a_customer() {
    let desk = desk();
    desk.ok(&["weights", "set", "11", "32", "22", "19", "16"]);
    desk.ok(&["weights", "set", "5", "40", "30", "20", "5", "--customer", "C-1"]);
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!(row, json!({ "own": [5, 40, 30, 20, 5], "desk": [11, 32, 22, 19, 16] }));
    let wrong = refused(&desk, &["weights", "set", "20", "20", "20", "20", "19"]);
    assert!(wrong.contains("add up to 99"), "{wrong}");
    desk.ok(&["undo"]);
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!(row["own"], json!(null));
}

#[test]
fn a_score_is_one_question_with_its_own_numbers() {
    let desk = desk();
    let said = desk.ok(&["score", "nps", "9", "--customer", "C-1"]);
    assert_eq!(said.trim(), "Kept: recommendation (NPS) 9.");
    let wrong = refused(&desk, &["score", "csat", "6", "--customer", "C-1"]);
    assert!(wrong.contains("1-5"), "{wrong}");
    assert!(desk.ok(&["history", "C-1"]).contains("(NPS) 9"));
    desk.ok(&["undo"]);
    assert!(!desk.ok(&["history", "C-1"]).contains("(NPS)"));
}

#[test]
fn a_cause_has_its_activity_and_an_improvement_counts_what_it_is_about() {
    let desk = desk();
    let open = ["ticket", "open", "C-1", "--topic", "DE", "--subject"];
    desk.ok(&[&open[..], &["arrived broken"]].concat());
    desk.ok(&[&open[..], &["never came"]].concat());
    desk.ok(&["ticket", "cause", "T-1", "3", "--activity", "distribution"]);
    assert!(desk.ok(&["ticket", "show", "T-1"]).contains("distribution"));
    for (filter, hit) in [("activity:distribution", "T-1"), ("activity:none", "T-2")] {
        let rows = desk.json(&["ticket", "list", "--all", filter]);
        let found: Vec<_> = rows.iter().map(|row| row["ticket"].as_str()).collect();
        assert_eq!(found, [Some(hit)], "{filter}");
    }
    let add = ["improve", "add", "a second courier", "--owner", "sari", "--check"];
    let about = ["--gap", "delivery", "--activity", "distribution"];
    desk.ok(&[&add[..], &["2020-01-01"], &about].concat());
    let row = desk.json(&["improve", "list", "--late"]).remove(0);
    assert_eq!((&row["late"], &row["before"]["count"]), (&json!(true), &json!(1)));
    assert_eq!(row["tickets"], "gap:delivery activity:distribution");
    let board = desk.json(&["wallboard", "--once"]).remove(0);
    assert_eq!(board["improvements_late"], 1);
    let number = row["no"].to_string();
    desk.ok(&["improve", "done", &number]);
    let row = desk.json(&["improve", "list"]).remove(0);
    assert_eq!((&row["late"], &row["after"]["count"]), (&json!(false), &json!(0)));
    desk.ok(&["undo"]);
    desk.ok(&["undo"]);
    assert!(desk.json(&["improve", "list"]).is_empty());
    desk.ok(&["undo"]);
    let rows = desk.json(&["ticket", "list", "--all", "activity:none"]);
    assert_eq!(rows.len(), 2, "gap and activity go together");
}
