//! Looking without a pen: a connection and a terminal that change nothing, whoever sits there.
//! Never a refusal after something was typed.

use serde_json::json;

use crate::desk::Desk;
use crate::pty::Size;

#[test]
fn a_connection_that_only_reads_is_refused_every_change() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "no signal"]);
    let mut talk = desk.stranger();
    let hello = json!({ "protocol": 1, "program": "test", "act_as": "one", "follow": true,
        "reads_only": true });
    assert_eq!(talk.greet(hello)["agent"], "one");
    assert_eq!(talk.ask(json!({ "ticket": { "ticket": "T-1" } }))["ticket"]["no"], "T-1");
    let roster = talk.ask(json!("roster"));
    let one = roster.as_array().into_iter().flatten().find(|agent| agent["name"] == "one");
    assert_ne!(one.map(|agent| agent["state"].clone()), Some(json!("ready")), "{roster}");
    for change in [
        json!({ "take_ticket": { "ticket": "T-1" } }),
        json!("claim_next"),
        json!("undo"),
        json!({ "note_ticket": { "ticket": "T-1", "note": "looked" } }),
        json!({ "set_role": { "agent": "sari", "role": "agent" } }),
    ] {
        let reply = talk.try_run(change.clone());
        assert_eq!(reply["refused"]["refusal"], "only_reads", "{change}: {reply}");
    }
    let id = "019aa5c5-1000-7000-8000-000000000001";
    let draft = json!({ "keep": { "id": id, "form": "log", "fields": [["note", "x"]] } });
    assert_eq!(talk.draft(draft)["refused"]["refusal"], "only_reads");
    let away = json!({ "state": { "agent": "", "state": "away", "reason": "", "since": 0 } });
    assert_eq!(talk.signal(away)["refused"]["refusal"], "only_reads");
    assert_eq!(desk.json(&["ticket", "show", "T-1"])[0]["assignee"], json!(null));
    let told = desk.cli(&["--read-only", "ticket", "take", "T-1"]);
    assert!(!told.status.success() && told.err.contains("--read-only"), "{told:?}");
    assert!(desk.ok(&["--read-only", "ticket", "list"]).contains("T-1"));
}

#[test]
fn a_terminal_that_only_reads_says_so_before_anything_is_typed() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "no signal"]);
    let mut terminal = desk.terminal_with("one", Size::NORMAL, &["--read-only"], &[]);
    terminal.wait_for("read only").wait_for("T-1");
    let said = "Nothing is changed from here";
    for key in ["t", "N", "C", "gi", "gd"] {
        terminal.keys("<Esc>").wait_gone(said).keys(key).wait_for(said);
    }
    let screen = terminal.keys("<Esc>").wait_gone(said).screen();
    let hints = screen.lines().last().unwrap_or_default();
    assert!(!hints.contains("take") && !hints.contains("note"), "{hints}");
    terminal.keys("<Enter>").wait_for("still owed");
    assert_eq!(desk.json(&["ticket", "show", "T-1"])[0]["assignee"], json!(null));
}

#[test]
fn a_sample_desk_is_not_made_by_who_only_reads() {
    let desk = Desk::new();
    let folder = desk.file("sample");
    let keep = folder.to_str().expect("text");
    let told = desk.cli(&["--read-only", "demo", "--customers", "1", "--keep", keep]);
    assert!(!told.status.success() && told.err.contains("--read-only"), "{told:?}");
    assert!(!folder.exists(), "nothing was made");
}
