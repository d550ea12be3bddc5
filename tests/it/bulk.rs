//! The same done to many tickets at once, through the socket, the command line and the screen.
//! Never more than the preview has told.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::pty::Size;
use crate::talk::Talk;

/// A customer, and so many tickets of theirs.
fn furnished(desk: &Desk, tickets: usize) -> Talk {
    let mut talk = desk.talk("one");
    talk.run(json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } }));
    for at in 1..=tickets {
        let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": format!("matter {at}") });
        talk.run(json!({ "open_ticket": ticket }));
    }
    talk
}

fn state(talk: &mut Talk, ticket: &str) -> Value {
    let mut ticket = talk.ask(json!({ "ticket": { "ticket": ticket } }))["ticket"].clone();
    ticket.as_object_mut().expect("a ticket").remove("changed");
    ticket
}

fn preview(tickets: &[&str], change: &Value) -> Value {
    json!({ "preview_change": { "tickets": tickets, "change": change } })
}

fn change(tickets: &[&str], change: &Value) -> Value {
    json!({ "change_tickets": { "tickets": tickets, "change": change } })
}

#[test]
fn a_change_of_many_is_done_to_all_as_the_preview_said_and_taken_back_whole() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 4);
    talk.run(json!({ "set_status": { "ticket": "T-3", "status": "resolved" } }));
    let all = ["T-1", "T-2", "T-3", "T-9"];
    for one in [
        json!({ "assign": { "to": "sari" } }),
        json!({ "status": { "status": "waiting", "note": "asked" } }),
        json!({ "priority": { "priority": "urgent" } }),
        json!({ "escalate": { "reason": "the bank" } }),
        json!({ "merge": { "into": "T-4" } }),
    ] {
        let before: Vec<Value> = all[..3].iter().map(|no| state(&mut talk, no)).collect();
        let preview = talk.ask(preview(&all, &one));
        assert_eq!(preview["allowed"], json!(["T-1", "T-2"]), "{one}: {preview}");
        let refused = preview["refused"].as_array().expect("refused");
        assert_eq!(refused.len(), 2, "{one}: {preview}");
        assert!(refused[0]["refusal"]["wrong_status"].is_object(), "{one}: {preview}");
        assert!(refused[1]["refusal"]["no_ticket"].is_object(), "{one}: {preview}");
        let reply = talk.try_run(change(&all, &one));
        let why = &reply["refused"]["refusal"]["one_of_many"]["ticket"];
        assert_eq!(why, "T-3", "all or none: {reply}");
        let between: Vec<Value> = all[..3].iter().map(|no| state(&mut talk, no)).collect();
        assert_eq!(between, before, "{one}");

        let done = talk.run(change(&["T-1", "T-2", "T-1"], &one));
        assert_eq!(done["tickets"], json!(["T-1", "T-2"]), "{one}: {done}");
        assert_ne!(state(&mut talk, "T-1"), before[0], "{one}");
        assert_ne!(state(&mut talk, "T-2"), before[1], "{one}");
        talk.run(json!("undo"));
        let after: Vec<Value> = all[..3].iter().map(|no| state(&mut talk, no)).collect();
        assert_eq!(after, before, "{one}");
    }
    let note = json!({ "note": { "note": "mended", "answered": true } });
    talk.run(change(&["T-1", "T-3"], &note));
    assert_eq!(talk.ask(json!({ "ticket": { "ticket": "T-3" } }))["lines"][2]["note"], "mended");
    assert!(talk.try_run(change(&[], &note))["refused"].is_object(), "nothing is no change");
    let many: Vec<String> = (1..=201).map(|at| format!("T-{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let reply = talk.try_run(change(&many, &note));
    assert!(reply.pointer("/refused/refusal/too_many_tickets").is_some(), "{reply}");
    let preview = talk.ask(preview(&many, &note));
    let last = preview["refused"].as_array().and_then(|all| all.last()).expect("refused");
    assert!(last["refusal"]["too_many_tickets"].is_object(), "{last}");
}

#[test]
fn two_hundred_tickets_are_one_step_to_take_back_after_a_restart_too() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 200);
    let all: Vec<String> = (1..=200).map(|at| format!("T-{at}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    talk.run(change(&all, &json!({ "assign": { "to": "sari" } })));
    drop(talk);
    desk.stop();
    let told = desk.cli(&["undo"]);
    assert!(told.err.contains("nothing of yours"), "somebody else's: {told:?}");
    let mut talk = desk.talk("one");
    let undone = talk.run(json!("undo"));
    assert_eq!(undone["tickets"].as_array().map(Vec::len), Some(200), "{undone}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], Value::Null);
    assert_eq!(state(&mut talk, "T-200")["status"], "new");
}

#[test]
fn what_others_have_changed_since_stays_when_a_change_of_many_is_taken_back() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 3);
    let mut other = desk.talk("other");
    talk.run(change(&["T-1", "T-2", "T-3"], &json!({ "assign": { "to": "sari" } })));
    other.run(json!({ "assign_ticket": { "ticket": "T-2", "to": "budi" } }));
    let undone = talk.run(json!("undo"));
    assert_eq!(undone["tickets"], json!(["T-1", "T-3"]), "{undone}");
    assert_eq!(undone["stayed"], json!(["T-2"]), "{undone}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], Value::Null);
    assert_eq!(state(&mut talk, "T-1")["status"], "new");
    assert_eq!(state(&mut talk, "T-2")["assignee"], "budi");
    assert_eq!(state(&mut talk, "T-2")["status"], "open");
    // All of them changed since: nothing is taken back.
    talk.run(change(&["T-1", "T-3"], &json!({ "priority": { "priority": "low" } })));
    for ticket in ["T-1", "T-3"] {
        other.run(json!({ "set_priority": { "ticket": ticket, "priority": "high" } }));
    }
    assert_eq!(talk.try_run(json!("undo"))["refused"]["refusal"], "changed_since");
}

#[test]
fn the_command_line_tells_first_what_a_filter_means_and_a_dry_run_changes_nothing() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 4);
    talk.run(json!({ "set_status": { "ticket": "T-2", "status": "resolved" } }));
    talk.run(json!({ "assign_ticket": { "ticket": "T-4", "to": "sari" } }));
    let dry = ["ticket", "assign", "--where", "topic:BI", "sari", "--dry-run"];
    let told = desk.cli(&dry);
    assert_eq!(told.status.code(), Some(4), "some would be refused: {told:?}");
    assert!(told.out.contains("2 of 3 tickets: give to sari; 1 refused"), "{told:?}");
    assert!(told.out.contains("T-4") && !told.out.contains("T-2"), "active ones: {told:?}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], Value::Null, "nothing is changed");
    let told = desk.cli(&dry[..5]);
    assert!(told.err.contains("give --yes"), "nobody is there to be asked: {told:?}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], Value::Null, "nothing is changed");
    let told = desk.cli(&["ticket", "assign", "--where", "topic:BI", "sari", "--yes"]);
    assert_eq!(told.status.code(), Some(4), "{told:?}");
    assert!(told.out.contains("2 tickets: give to sari. Done."), "{told:?}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], "sari");

    let said = desk.ok(&["ticket", "priority", "T-1", "T-3", "urgent"]);
    assert!(said.contains("2 tickets: priority urgent"), "{said}");
    let rows = desk.json(&["ticket", "status", "T-1", "T-3", "waiting", "--note", "asked"]);
    assert_eq!(rows[0], json!({ "ticket": "T-1" }), "{rows:?}");
    assert_eq!(rows[2]["tickets"], json!(["T-1", "T-3"]), "{rows:?}");
    desk.ok(&["ticket", "note", "T-1", "T-2", "the line is mended", "--answered"]);
    assert!(desk.ok(&["ticket", "show", "T-2"]).contains("the line is mended"));
    desk.ok(&["ticket", "escalate", "--where", "status:waiting", "the bank", "--yes"]);
    assert_eq!(state(&mut talk, "T-3")["escalated"], true);
    let said = desk.ok(&["undo"]);
    assert!(said.contains("escalation of 2 tickets"), "{said}");
    assert_eq!(state(&mut talk, "T-3")["escalated"], Value::Null);

    let told = desk.cli(&["ticket", "priority", "T-1", "T-9", "urgent"]);
    assert_eq!(told.status.code(), Some(1), "all are refused: {told:?}");
    let told = desk.cli(&["ticket", "priority", "--where", "topic:SU", "urgent", "--yes"]);
    assert_eq!(told.status.code(), Some(1), "none fits: {told:?}");
    let told = desk.cli(&["ticket", "priority", "urgent"]);
    assert_eq!(told.status.code(), Some(2), "which: {told:?}");
}

#[test]
fn a_filter_may_begin_with_a_minus_and_a_note_that_is_not_there_is_told_by_its_number() {
    let desk = Desk::new();
    furnished(&desk, 2);
    let told = desk.cli(&["ticket", "assign", "--where", "-status:open", "sari", "--dry-run"]);
    assert!(told.out.contains("2 tickets: give to sari"), "{told:?}");
    for number in ["0", "99"] {
        let split = ["ticket", "split", "T-1", "--subject", "the courier", "--notes", number];
        let told = desk.cli(&split);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(told.err.contains(&format!("There is no note {number} in")), "{told:?}");
    }
}

#[test]
fn a_filter_that_says_nothing_means_no_ticket_and_one_named_twice_is_one() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 2);
    for nothing in ["", "  "] {
        let told = desk.cli(&["ticket", "resolve", "--where", nothing, "--yes"]);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(told.err.contains("nothing is written"), "{told:?}");
    }
    assert_eq!(state(&mut talk, "T-1")["status"], "new");
    let said = desk.ok(&["ticket", "assign", "T-1", "T-1", "sari"]);
    assert!(!said.contains("refused"), "{said}");
    assert_eq!(state(&mut talk, "T-1")["assignee"], "sari");
    let said = desk.ok(&["ticket", "priority", "T-1", "T-2", "T-1", "urgent"]);
    assert!(said.contains("2 tickets: priority urgent. Done."), "{said}");
    desk.ok(&["ticket", "resolve", "--where", "topic:BI", "--note", "done", "--yes"]);
    assert_eq!(state(&mut talk, "T-2")["status"], "resolved");
}

#[test]
fn what_a_filter_has_found_is_shown_to_a_person_who_says_yes_or_not() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 3);
    let args = ["ticket", "assign", "--where", "topic:BI", "sari"];
    let mut terminal = desk.terminal_with("two", Size::NORMAL, &args, &[]);
    terminal.wait_for("To do it to all 3 tickets, type y:").wait_for("matter 2");
    terminal.types("n").keys("<Enter>").wait_for("Nothing was done.");
    assert_eq!(terminal.wait_end(), 1);
    assert_eq!(state(&mut talk, "T-2")["assignee"], Value::Null);
    let mut terminal = desk.terminal_with("two", Size::NORMAL, &args, &[]);
    terminal.wait_for("type y:").types("y").keys("<Enter>").wait_for("3 tickets: give to sari");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(state(&mut talk, "T-2")["assignee"], "sari");
}

#[test]
fn the_question_says_how_many_tickets_it_does_not_list() {
    let desk = Desk::new();
    furnished(&desk, 12);
    let args = ["ticket", "assign", "--where", "topic:BI", "sari"];
    let mut terminal = desk.terminal_with("two", Size::NORMAL, &args, &[]);
    terminal.wait_for("2 more are not in the list. To do it to all 12 tickets, type y:");
    terminal.types("n").keys("<Enter>").wait_for("Nothing was done.");
}

#[test]
fn marked_rows_are_told_before_it_is_done_and_taken_back_with_one_key() {
    let desk = Desk::new();
    let mut talk = furnished(&desk, 3);
    talk.run(json!({ "assign_ticket": { "ticket": "T-2", "to": "sari" } }));
    let mut terminal = desk.terminal("two");
    terminal.wait_for("T-1").keys("ga").wait_for("T-2").keys("<F4><Space><Space><Space>");
    terminal.wait_for("3 marked").keys("a").wait_for("3 marked tickets").wait_for("sari  away");
    terminal.keys("sari<Enter>").wait_for("2 of 3 tickets: give to sari; 1 refused");
    assert_eq!(state(&mut talk, "T-1")["assignee"], Value::Null, "nothing is done yet");
    terminal.keys("<Enter>").wait_for("2 tickets: give to sari. Done.");
    assert_eq!(state(&mut talk, "T-3")["assignee"], "sari");
    terminal.keys("u").wait_for("assignment of 2 tickets");
    assert_eq!(state(&mut talk, "T-3")["assignee"], Value::Null);
    assert_eq!(state(&mut talk, "T-2")["assignee"], "sari");
}
