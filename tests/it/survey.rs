//! Surveys through the built program: who is drawn and why not, what counts as an answer, how many
//! have answered. Never a mean of answers: that is a report's.

use serde_json::{Value, json};

use crate::desk::Desk;

const DRAW: [&str; 5] = ["survey", "draw", "q4", "--instrument", "quick"];

/// A desk with so many customers who can be called; every fourth is gold, the others are iron.
fn desk(many: usize) -> Desk {
    let desk = Desk::new();
    for no in 1..=many {
        let (name, phone) = (format!("Customer {no}"), format!("0812-1000-{no:04}"));
        let tier = if no % 4 == 0 { "gold" } else { "iron" };
        desk.ok(&["customer", "add", "--name", &name, "--phone", &phone, "--tier", tier]);
    }
    desk
}

fn draw(desk: &Desk, more: &[&str]) -> String {
    desk.ok(&[&DRAW[..], more].concat())
}

fn show(desk: &Desk) -> Value {
    desk.json(&["survey", "show", "q4"]).remove(0)
}

fn rate(desk: &Desk, customer: &str, rater: &str) {
    desk.ok(&["rate", customer, "--reliability", "4", "--rater", rater]);
}

/// Who was drawn, as the journal has it.
fn drawn(desk: &Desk) -> Value {
    let journal = desk.json(&["journal", "export"]);
    let entry = journal.into_iter().find(|entry| entry["what"] == "survey_drawn");
    entry.expect("a draw")["fact"]["drawn"].clone()
}

#[test]
fn a_draw_follows_from_its_seed_and_is_in_proportion_to_its_parts() {
    let one = desk(20);
    let told = draw(&one, &["--many", "8", "--by", "tier", "--seed", "7"]);
    assert!(told.contains("20 customers can be drawn, 8 are wanted"), "{told}");
    assert!(told.contains("8 customers are drawn for q4, with the seed 7"), "{told}");
    let parts = show(&one)["strata"].clone();
    let part = |at: usize| (parts[at]["name"].clone(), parts[at]["drawn"].clone());
    assert_eq!([part(0), part(1)], [(json!("gold"), json!(2)), (json!("iron"), json!(6))]);
    let other = desk(20);
    draw(&other, &["--many", "8", "--by", "tier", "--seed", "7"]);
    assert_eq!(drawn(&one), drawn(&other), "the same seed draws the same");
    let third = desk(20);
    draw(&third, &["--many", "8", "--by", "tier", "--seed", "8"]);
    assert_ne!(drawn(&one), drawn(&third));
    one.stop();
    one.start();
    assert_eq!(show(&one)["drawn"], json!(8), "kept");
}

#[test]
fn what_nobody_could_answer_is_not_drawn() {
    let desk = desk(1);
    let refused = |more: &[&str]| desk.cli(&[&["survey", "draw", "q4"], more].concat()).err;
    let past = refused(&["--instrument", "quick", "--many", "1", "--until", "2020-01-01"]);
    assert!(past.contains("The last day is past"), "{past}");
    let unknown = refused(&["--instrument", "no-such", "--many", "1", "--dry-run"]);
    assert!(unknown.contains("There is no instrument 'no-such'"), "{unknown}");
    assert!(desk.json(&["survey", "list"]).is_empty());
    for kind in ["desk", "complaints", "quality", "gaps", "lost", "survey"] {
        let told = desk.cli(&["report", kind, "--from", "2030-01-01", "--to", "2026-01-01"]);
        assert_eq!(told.status.code(), Some(2), "{kind}: {told:?}");
    }
}

#[test]
fn who_cannot_be_drawn_is_told_with_the_reason() {
    let desk = desk(7);
    let consent = |customer: &str, answer: &str| {
        let said = ["--purpose", "survey", "--channel", "call", "--answer", answer];
        desk.ok(&[&["customer", "consent", customer][..], &said].concat());
    };
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for it", "--yes"]);
    desk.ok(&["customer", "lost", "C-2", "--reason", "PR"]);
    consent("C-3", "refused");
    desk.ok(&["customer", "add", "--name", "Without a phone"]);
    consent("C-4", "given");
    draw(&desk, &["--many", "1", "--consented"]);
    let log = ["--channel", "call", "--direction", "in", "--topic", "BI", "--note", "x"];
    desk.ok(&[&["log", "C-5"][..], &log].concat());

    let dry = |more: &[&str]| {
        let plan = ["survey", "draw", "next", "--measure", "nps", "--many", "9", "--dry-run"];
        desk.json(&[&plan[..], more].concat()).remove(0)
    };
    let why = |told: &Value| told["why_not"].clone();
    let always = [json!(["left", 1]), json!(["refused", 1]), json!(["no_address", 1])];
    let erased = [json!(["erased", 1])];
    let with = |more: &[Value]| json!([&erased[..], &always, more].concat());
    let told = dry(&[]);
    assert_eq!((&told["eligible"], why(&told)), (&json!(3), with(&[json!(["drawn_lately", 1])])));
    let told = dry(&["--not-within", "0"]);
    assert_eq!((&told["eligible"], why(&told)), (&json!(4), with(&[])));
    let told = dry(&["--by", "topic"]);
    assert_eq!(told["strata"], json!([["BI", 1, 1]]));
    let none = json!(["no_contact", 2]);
    assert_eq!(why(&told), with(&[json!(["drawn_lately", 1]), none]));
    let told = dry(&["--consented", "--not-within", "0"]);
    assert_eq!(told["eligible"], json!(1));
    let told = dry(&["--to", "2020-01-01"]);
    assert_eq!(told["eligible"], json!(0), "nobody called before");

    let none = ["survey", "draw", "next", "--measure", "nps", "--many", "9", "--channel", "mail"];
    let refused = desk.cli(&none);
    assert!(!refused.status.success() && refused.err.contains("address: "), "{}", refused.err);
    let again = desk.cli(&[&DRAW[..], &["--many", "1"]].concat());
    assert!(again.err.contains("drawn already"), "{}", again.err);
    let fewer = desk.ok(&["survey", "draw", "next", "--measure", "nps", "--many", "9"]);
    assert!(fewer.contains("3, fewer than wanted"), "{fewer}");
}

#[test]
fn an_answer_of_the_customer_after_the_draw_counts_by_itself() {
    let desk = desk(4);
    rate(&desk, "C-1", "customer");
    draw(&desk, &["--many", "4"]);
    assert_eq!(show(&desk)["answered"], json!(0), "that was before");
    rate(&desk, "C-1", "agent");
    assert_eq!(show(&desk)["answered"], json!(0), "that was not the customer");
    rate(&desk, "C-1", "customer");
    rate(&desk, "C-1", "customer");
    let told = show(&desk);
    assert_eq!((&told["answered"], &told["response_rate"]), (&json!(1), &json!(0.25)));
    assert!(told["low"].as_f64() < Some(0.25) && told["high"].as_f64() > Some(0.25), "{told}");
    let sheet = desk.ok(&["survey", "show", "q4"]);
    assert!(sheet.contains("Too few") && sheet.contains("Fewer than half"), "{sheet}");
    desk.ok(&["undo"]);
    desk.ok(&["undo"]);
    assert_eq!(show(&desk)["answered"], json!(0), "taken back");
    rate(&desk, "C-1", "customer");
    let span = ["--from", "today 00:00", "--to", "2030-01-01T00:00:00Z"];
    let report = desk.json(&[&["report", "survey"][..], &span].concat()).remove(0);
    let row = &report["tables"][0]["rows"][0];
    let got = ["survey", "drawn", "answered", "response-rate"].map(|key| row[key].clone());
    assert_eq!(got, [json!("q4"), json!(4), json!(1), json!(0.25)], "{report}");
    let people = desk.ok(&[&["report", "survey"][..], &span].concat());
    assert!(people.contains("AAPOR") && people.contains("fewer than half"), "{people}");
    let list = desk.ok(&["survey", "list"]);
    assert!(list.contains("q4") && list.contains("AAPOR"), "{list}");
}

#[test]
fn what_is_said_after_the_last_day_does_not_count() {
    let desk = desk(1);
    let plan = ["survey", "draw", "q4", "--measure", "csat", "--many", "1", "--until"];
    desk.ok(&[&plan[..], &["now"]].concat());
    desk.ok(&["score", "csat", "5", "--customer", "C-1"]);
    let told = show(&desk);
    assert_eq!((&told["answered"], &told["running"]), (&json!(0), &json!(false)), "{told}");
    desk.ok(&["undo"]);
    desk.ok(&["survey", "draw", "q5", "--measure", "csat", "--many", "1", "--not-within", "0"]);
    desk.ok(&["score", "nps", "5", "--customer", "C-1"]);
    let answered = || desk.json(&["survey", "show", "q5"])[0]["answered"].clone();
    assert_eq!(answered(), json!(0), "another question");
    desk.ok(&["score", "csat", "5", "--customer", "C-1"]);
    assert_eq!(answered(), json!(1));
}

#[test]
fn what_came_of_asking_is_kept_and_taken_back_and_who_is_gone_is_counted() {
    let desk = desk(6);
    draw(&desk, &["--many", "6"]);
    let outcome =
        |customer: &str, what: &str| desk.ok(&["survey", "outcome", "q4", customer, what]);
    outcome("C-1", "refused");
    outcome("C-2", "not_reached");
    outcome("C-2", "not_reached");
    outcome("C-3", "unreachable");
    assert!(desk.ok(&["history", "C-3"]).contains("wrong number"), "in the history");
    desk.ok(&["customer", "erase", "C-4", "--reason", "asked for it", "--yes"]);
    let counts = |told: &Value| {
        let of = ["refused", "not_reached", "unreachable", "gone", "open", "answered"];
        of.map(|key| told[key].as_u64().expect("a count"))
    };
    assert_eq!(counts(&show(&desk)), [1, 1, 1, 1, 2, 0]);
    rate(&desk, "C-2", "customer");
    assert_eq!(counts(&show(&desk)), [1, 0, 1, 1, 2, 1], "an answer counts first");
    let stranger = desk.cli(&["customer", "add", "--name", "New", "--phone", "0812-9999-1111"]);
    assert!(stranger.status.success());
    let refused = desk.cli(&["survey", "outcome", "q4", "C-7", "refused"]);
    assert!(refused.err.contains("was not drawn"), "{}", refused.err);
    outcome("C-5", "dropped");
    desk.ok(&["undo"]);
    assert_eq!(counts(&show(&desk)), [1, 0, 1, 1, 2, 1]);
    let no = ["--purpose", "survey", "--channel", "call", "--answer", "refused"];
    desk.ok(&[&["customer", "consent", "C-5"][..], &no].concat());
    assert_eq!(counts(&show(&desk)), [1, 0, 1, 2, 1, 1], "who withdraws consent is not asked");
    let verified = desk.ok(&["journal", "verify", "--deep"]);
    assert!(!verified.is_empty(), "the index is what the journal says");
}

#[test]
fn a_draw_is_taken_back_while_nobody_was_asked() {
    let desk = desk(2);
    draw(&desk, &["--many", "2"]);
    desk.ok(&["undo"]);
    assert!(desk.json(&["survey", "list"]).is_empty());
    draw(&desk, &["--many", "2"]);
    let told = json!({ "survey": "q4", "customer": "C-1", "outcome": "not_reached" });
    desk.talk("sari").run(json!({ "tell_asked": told }));
    let refused = desk.cli(&["undo"]);
    assert!(!refused.status.success(), "somebody was asked");
    assert_eq!(desk.json(&["survey", "list"]).len(), 1);
}
