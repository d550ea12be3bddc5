//! The whole desk at a glance, from the outside: what it counts, also after a restart. Never the
//! screen: that has pictures of its own.

use serde_json::{Value, json};

use crate::desk::Desk;

fn board(desk: &Desk) -> Value {
    desk.talk("sari").ask(json!("wallboard"))
}

/// A desk with four tickets, one resolved, one taken back, one given away.
fn busy() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--tier", "gold"]);
    desk.ok(&["customer", "add", "--name", "Budi Hartono"]);
    for (customer, topic, priority) in
        [("C-1", "BI", "urgent"), ("C-2", "BI", "low"), ("C-2", "DE", "low"), ("C-1", "DE", "high")]
    {
        let open = ["ticket", "open", customer, "--topic", topic, "--subject", "broken"];
        desk.ok(&[open.as_slice(), &["--priority", priority]].concat());
    }
    desk.ok(&["undo"]);
    desk.ok(&["ticket", "assign", "T-2", "sari"]);
    desk.ok(&["ticket", "resolve", "T-3", "--note", "done"]);
    desk
}

#[test]
fn a_desk_is_counted_and_counted_alike_after_a_restart() {
    let desk = busy();
    let rate = ["rate", "C-1", "--tangibles", "4", "--empathy", "2"];
    desk.ok(&rate);
    desk.ok(&[rate.as_slice(), &["--rater", "agent"]].concat());
    let counted = |board: &Value| {
        let names = ["waiting", "unassigned", "paused", "breached"];
        let done = ["opened_today", "resolved_today", "opened", "resolved", "behind"];
        let all = names.iter().chain(&done);
        all.map(|name| board[name].as_u64().expect("a number")).collect::<Vec<_>>()
    };
    let before = board(&desk);
    assert_eq!(counted(&before), [2, 1, 0, 0, 3, 1, 3, 1, 0], "{before}");
    assert_eq!(before["due_soon"], 1, "the urgent one: {before}");
    let part = |name: &str, waiting: u64| json!({"name": name, "waiting": waiting, "breached": 0});
    assert_eq!(before["topics"], json!([part("BI", 2)]));
    assert_eq!(before["priorities"], json!([part("urgent", 1), part("low", 1)]));
    assert_eq!(before["tiers"], json!([part("gold", 1), part("", 1)]));
    let quality = before["quality"].as_array().expect("a list");
    assert_eq!(quality.len(), 2, "two raters are two rows: {before}");
    assert_eq!(quality[0]["dimensions"][4], json!({"n": 1, "sum": 2}));
    assert_eq!(quality[0]["dimensions"][1], json!({"n": 0, "sum": 0}));
    let history = before["history"].as_array().expect("a list");
    assert_eq!(history.last(), Some(&json!(2)), "as many as wait now");
    desk.kill();
    desk.start();
    let after = board(&desk);
    assert_eq!(counted(&after), counted(&before));
    assert_eq!((&after["quality"], &after["history"]), (&before["quality"], &before["history"]));
}

#[test]
fn a_customer_s_new_tier_is_theirs_on_the_board() {
    let desk = busy();
    board(&desk);
    desk.ok(&["customer", "amend", "C-1", "--tier", "platinum"]);
    assert_eq!(board(&desk)["tiers"][0]["name"], "platinum");
    desk.ok(&["ticket", "reopen", "T-3", "--note", "again"]);
    let now = board(&desk);
    assert_eq!((&now["waiting"], &now["resolved_today"]), (&json!(3), &json!(0)));
}

#[test]
fn it_names_no_customer() {
    let text = board(&busy()).to_string();
    assert!(!text.contains("Nur") && !text.contains("broken"), "{text}");
}

#[test]
fn it_is_printed_for_people_and_for_scripts() {
    let desk = busy();
    for (lang, words) in [
        ("en", ["waiting now 2", "opened today 3", "By topic", "nothing was rated today"]),
        (
            "id",
            ["menunggu sekarang 2", "dibuka hari ini 3", "Menurut topik", "belum ada penilaian"],
        ),
    ] {
        let told = desk.ok(&["wallboard", "--once", "--lang", lang]);
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
        assert_eq!(told, desk.ok(&["wallboard", "--lang", lang]), "in a pipe it is printed once");
        assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    }
    let rows = desk.json(&["wallboard"]);
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["waiting"], &rows[0]["days_to_clear"]), (&json!(2), &json!(2.0)));
    assert_eq!(rows[0]["topics"][0]["name"], "BI");
}

#[test]
fn whoever_may_only_read_sees_it_too() {
    let desk = busy();
    desk.ok(&["roster", "role", "auditor1", "auditor"]);
    let board = desk.talk("auditor1").ask(json!("wallboard"));
    assert_eq!(board["waiting"], 2, "{board}");
}
