//! Notes for the next shift, by command and over real terminals. Never one that is taken for read
//! before somebody said so.

use serde_json::json;

use crate::desk::Desk;

/// A note and who has read it, as a desk's list tells.
fn readers(row: &serde_json::Value) -> Vec<&str> {
    let read = row["read"].as_array().expect("a list").iter();
    read.filter_map(|one| one["by"].as_str()).collect()
}

#[test]
fn a_note_is_unread_until_it_is_read_and_its_writer_may_take_it_back() {
    let desk = Desk::new();
    desk.ok(&["handover", "add", "Modem swaps are late.\u{1b}[31m\nAsk Rina."]);
    let rows = desk.json(&["handover", "list"]);
    assert_eq!((rows.len(), &rows[0]["unread"]), (1, &json!(false)), "whoever wrote it knows it");
    assert_eq!(rows[0]["text"], "Modem swaps are late.[31m\nAsk Rina.");
    let no = rows[0]["no"].as_u64().expect("a number");

    let mut budi = desk.talk("budi");
    let unread = budi.ask(json!("handover"));
    assert_eq!(unread[0]["read"], json!([]));
    budi.run(json!({ "read_handover": { "note": no } }));
    let again = budi.try_run(json!({ "read_handover": { "note": no } }));
    assert_eq!(again["refused"]["refusal"], json!("already_so"));
    let none = budi.try_run(json!({ "read_handover": { "note": no + 1 } }));
    assert_eq!(none["refused"]["refusal"], json!({ "no_handover": { "note": no + 1 } }));
    assert_eq!(readers(&desk.json(&["handover", "list"])[0]), ["budi"]);
    let shown = desk.ok(&["handover", "read", &no.to_string()]);
    assert!(shown.contains("Ask Rina.") && shown.contains("budi"), "{shown}");

    // What was read is not unread by a key, and nobody takes back what another one wrote.
    let undone = budi.try_run(json!("undo"));
    assert_eq!(undone["refused"]["refusal"], json!("nothing_to_undo"));
    assert!(desk.ok(&["undo"]).contains("hand-over note"));
    assert!(desk.json(&["handover", "list"]).is_empty());
}

#[test]
fn whoever_comes_is_told_what_is_unread_until_they_have_read_it() {
    let desk = Desk::new();
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since").keys("H").wait_for("Write a note").keys("<Enter>");
    sari.wait_for("Note for the next shift").types("Modem swaps are late.").keys("<Enter>");
    sari.wait_for("finds the note for seven days");
    let mut budi = desk.terminal("budi");
    budi.wait_for("One hand-over note unread: H").keys("H").wait_for("Modem swaps are late.");
    budi.keys("<Enter>").wait_for("Nobody else has read it yet.").keys("<Enter>");
    budi.wait_for("sari sees that you have read it.");
    sari.keys("H").wait_for("Modem swaps are late.").keys("<Down><Enter>").wait_for("Read by budi");
    budi.kill();
    let mut later = desk.terminal("budi");
    later.wait_for("ready since").keys("H").wait_for("Modem swaps are late.");
    assert!(!later.screen().contains("unread"), "{}", later.screen());
}

#[test]
fn an_erasure_names_the_notes_that_name_somebody() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    desk.ok(&["handover", "add", "Nur Halimah will call again at nine."]);
    let preview = desk.json(&["customer", "erase", "C-1", "--reason", "asked", "--dry-run"]);
    let named = preview[0]["setting_mentions"].as_array().expect("a list");
    assert!(named.iter().any(|one| one["what"] == "handover"), "{named:?}");
}
