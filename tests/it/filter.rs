//! Filters through the whole desk: what passes, what is refused, and that nothing of what was
//! erased or taken back is found by its words. Never the screen: that is in `screen.rs`.

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk};
use crate::state::until;

/// Three customers, four tickets, one of them settled, and a contact.
fn furnished(desk: &Desk) {
    let add = |name: &str, tier: &str, phone: &str| {
        desk.ok(&["customer", "add", "--name", name, "--tier", tier, "--phone", phone]);
    };
    add("Nur Halimah", "gold", "0812-3344-5566");
    add("Budi Hartono", "iron", "0812-3345-1100");
    add("Mochamad Yusuf", "lead", "0812-3349-0021");
    let open = |customer: &str, topic: &str, subject: &str, note: &str| {
        let ticket = ["ticket", "open", customer, "--topic", topic, "--subject", subject];
        desk.ok(&[ticket.as_slice(), &["--note", note]].concat());
    };
    open("C-1", "DE", "modem arrived broken", "the courier dropped the box");
    open("C-1", "BI", "charged twice", "the invoice of October");
    open("C-2", "TE", "no signal at all", "the lamp of the modem is red");
    open("C-3", "BI", "wrong address", "moved to Semarang");
    desk.ok(&["ticket", "take", "T-2"]);
    desk.ok(&["ticket", "take", "T-4"]);
    desk.ok(&["ticket", "status", "T-4", "resolved", "--note", "gantungan kunci"]);
    desk.ok(&["log", "C-1", "--topic", "IN", "--note", "asked for a paper invoice"]);
}

/// The numbers that a list shows.
fn numbers(desk: &Desk, filter: &[&str]) -> Vec<String> {
    let shown = desk.json(&[&["ticket", "list"], filter].concat());
    let number = |row: &Value| row["ticket"].as_str().expect("a number").to_owned();
    let mut numbers: Vec<String> = shown.iter().map(number).collect();
    numbers.sort();
    numbers
}

#[test]
fn tickets_are_listed_by_conditions_and_words() {
    let desk = Desk::new();
    furnished(&desk);
    for (filter, wanted) in [
        (vec![], "T-1 T-2 T-3"),
        (vec!["modem"], "T-1 T-3"),
        (vec!["modem broken"], "T-1"),
        (vec!["moden", "courier"], "T-1"),
        (vec!["halimah"], "T-1 T-2"),
        (vec!["muhammad", "jusuf"], "T-4"),
        (vec!["gantungan"], "T-4"),
        (vec!["\"no signal\""], "T-3"),
        (vec!["\"signal no\""], ""),
        (vec!["modem", "!broken"], "T-3"),
        (vec!["!modem", "status:new,open"], "T-2"),
        (vec!["topic:BI"], "T-2"),
        (vec!["topic:BI", "--all"], "T-2 T-4"),
        (vec!["topic:billing,te"], "T-2 T-3"),
        (vec!["-topic:BI"], "T-1 T-3"),
        (vec!["agent:me"], "T-2"),
        (vec!["agent:none"], "T-1 T-3"),
        (vec!["tier:gold"], "T-1 T-2"),
        (vec!["tier:iron", "modem"], "T-3"),
        (vec!["customer:C-2"], "T-3"),
        (vec!["status:resolved"], "T-4"),
        (vec!["due:<2d", "due:>1m"], "T-1 T-2 T-3"),
        (vec!["due:late"], ""),
        (vec!["age:>1d"], ""),
        (vec!["by:me", "severity:moderate"], "T-1 T-2 T-3"),
        (vec!["T-3"], "T-3"),
        (vec!["xyzzy"], ""),
    ] {
        assert_eq!(numbers(&desk, &filter).join(" "), wanted, "{filter:?}");
    }
}

#[test]
fn a_filter_that_says_nothing_is_refused_with_its_word() {
    let desk = Desk::new();
    for (args, given, allowed) in [
        (vec!["ticket", "list", "statsu:open"], "statsu", "status, topic"),
        (vec!["ticket", "list", "status:opne"], "status:opne", "new, open"),
        (vec!["history", "C-1", "due:soon"], "due:soon", "today"),
        (vec!["queue", "topic:XX"], "topic:XX", "BI"),
    ] {
        furnished_once(&desk);
        let told = desk.cli(&args);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(told.err.contains(given) && told.err.contains(allowed), "{told:?}");
    }
    let mut talk = desk.talk("somebody");
    let ask = json!({ "tickets": { "after": null, "limit": 5, "filter": { "text": "tier:tin" } } });
    let refused = talk.try_ask(ask).to_string();
    assert!(refused.contains("tier:tin") && refused.contains("platinum"), "{refused}");
}

/// `sigap ticket list agent:agnet42` once found nothing, as if agent42 had nothing to do.
#[test]
fn a_name_that_nobody_has_is_told_where_nothing_is_found() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["ticket", "assign", "T-1", "sari"]);
    desk.ok(&["roster", "add", "rina", "supervisor"]);
    for args in [
        vec!["ticket", "list", "agent:agnet42"],
        vec!["ticket", "list", "--json", "agent:agnet42", "status:closed"],
        vec!["queue", "agent:agnet42"],
        vec!["queue", "follower:agnet42"],
        vec!["ticket", "list", "follower:agnet42"],
        vec!["ticket", "list", "--assignee", "agnet42"],
        vec!["history", "C-1", "by:agnet42"],
        vec!["view", "save", "hers", "agent:agnet42"],
        vec!["ticket", "close", "--yes", "--where", "agent:agnet42"],
    ] {
        let told = desk.cli(&args);
        assert_eq!(told.status.code(), Some(2), "{args:?}: {told:?}");
        assert!(told.err.contains("Nobody here is called agnet42; ask for"), "{told:?}");
        assert!(told.err.contains("rina"), "{told:?}");
    }
    for name in ["rina", "none"] {
        let args = ["--assignee", name, "status:closed"];
        assert_eq!(numbers(&desk, &args), [""; 0], "{name}");
    }
    for filter in ["agent:rina", "agent:sari,none status:closed", "-agent:agnet42 modem !modem"] {
        assert_eq!(numbers(&desk, &filter.split(' ').collect::<Vec<_>>()), [""; 0], "{filter}");
    }
}

fn furnished_once(desk: &Desk) {
    if desk.json(&["customer", "list"]).is_empty() {
        desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    }
}

#[test]
fn a_time_line_is_narrowed_by_what_its_lines_are() {
    let desk = Desk::new();
    furnished(&desk);
    let count = |filter: &[&str]| desk.json(&[&["history", "C-1"], filter].concat()).len();
    for (filter, wanted) in [
        (vec![], 4),
        (vec!["kind:contact"], 1),
        (vec!["kind:ticket"], 2),
        (vec!["kind:change"], 1),
        (vec!["-kind:ticket"], 2),
        (vec!["invoice"], 2),
        (vec!["invoise"], 2),
        (vec!["courier"], 1),
        (vec!["invoice", "kind:contact", "channel:call"], 1),
        (vec!["channel:mail"], 0),
        (vec!["topic:BI,DE"], 2),
        (vec!["by:none"], 0),
        (vec!["status:open", "agent:me"], 1),
    ] {
        assert_eq!(count(&filter), wanted, "{filter:?}");
    }
}

#[test]
fn a_list_that_is_empty_says_why() {
    let desk = Desk::new();
    furnished(&desk);
    let told = desk.ok(&["history", "C-1", "due:late"]);
    assert!(told.contains("Nothing passes the filter (of 4)"), "{told}");
    let told = desk.ok(&["ticket", "list", "kind:contact", "channel:call"]);
    assert!(told.contains("kind: channel:") && told.contains("time lines"), "{told}");
    let told = desk.ok(&["--lang", "id", "history", "C-1", "tenggat:telat"]);
    assert!(told.contains("(dari 4)"), "{told}");
}

#[test]
fn words_that_were_erased_or_taken_back_are_not_found_any_more() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["ticket", "note", "T-3", "--note", "kelapa"]);
    assert_eq!(numbers(&desk, &["kelapa"]), ["T-3"]);
    desk.ok(&["undo"]);
    assert_eq!(numbers(&desk, &["kelapa"]), [""; 0], "the note was taken back");
    desk.ok(&["ticket", "amend", "T-3", "--subject", "weak signal"]);
    assert_eq!(numbers(&desk, &["\"no signal\""]), [""; 0], "that is not its subject any more");
    assert_eq!(numbers(&desk, &["weak"]), ["T-3"]);
    desk.ok(&["customer", "amend", "C-2", "--name", "Wayan Sudirta"]);
    assert_eq!(numbers(&desk, &["sudirta"]), ["T-3"]);
    assert_eq!(numbers(&desk, &["hartono"]), [""; 0]);
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for it", "--yes"]);
    assert_eq!(numbers(&desk, &["courier"]), [""; 0]);
    assert_eq!(numbers(&desk, &["halimah"]), [""; 0]);
    desk.stop();
    // They are read beside all else after a start, and until then some are not found.
    let is_read = || (numbers(&desk, &["semarang"]) == ["T-4"]).then_some(());
    until("the words to be read again", is_read);
    assert_eq!(numbers(&desk, &["courier"]), [""; 0]);
}

#[test]
fn an_agent_keeps_views_of_their_own() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["view", "save", "gold billing", "topic:BI", "tier:gold"]);
    desk.ok(&["view", "save", "red", "modem", "-topic:DE"]);
    assert_eq!(numbers(&desk, &["--view", "gold billing"]), ["T-2"]);
    assert_eq!(numbers(&desk, &["--view", "red"]), ["T-3"]);
    assert_eq!(numbers(&desk, &["--view", "mine_and_unassigned", "topic:BI"]), ["T-2"]);
    assert_eq!(numbers(&desk, &["--view", "due-today"]), ["T-1", "T-2", "T-3"]);
    let told = desk.cli(&["ticket", "list", "--view", "silver"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("gold billing") && told.err.contains("breached"), "{told:?}");
    let views = || desk.json(&["view", "list"]);
    assert_eq!(views()[1]["filter"], "modem -topic:DE");
    let others = desk.talk("somebody").ask(json!("views"));
    assert_eq!(others, json!([]), "nobody else has them");
    desk.ok(&["view", "save", "red", "modem"]);
    desk.ok(&["undo"]);
    assert_eq!(views()[1]["filter"], "modem -topic:DE", "the change was taken back");
    desk.ok(&["view", "remove", "red"]);
    desk.stop();
    assert_eq!(views().len(), 1);
    desk.ok(&["undo"]);
    assert_eq!(views().len(), 2, "after a new start, too");
    let told = desk.cli(&["view", "save", "bad", "status:opne"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    desk.ok(&["journal", "verify", "--deep"]);
}

#[test]
fn a_view_that_is_replaced_is_said_and_names_are_one_whatever_their_capitals() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["view", "save", "Red", "topic:BI"]);
    let told = desk.ok(&["view", "save", "red", "topic:TE"]);
    assert!(told.contains("it was: topic:BI"), "{told}");
    let views = desk.json(&["view", "list"]);
    assert_eq!((views.len(), &views[0]["name"]), (1, &json!("Red")));
    for taken in ["mine", "Late", "due-today", "milik saya"] {
        let told = desk.cli(&["view", "save", taken, "topic:DE"]);
        assert_eq!(told.status.code(), Some(1), "{told:?}");
        assert!(told.err.contains("Every desk has a view called"), "{told:?}");
    }
    let told = desk.ok(&["--lang", "id", "ticket", "list", "--view", "tenggat hari ini"]);
    assert!(told.contains("T-1"), "by the name on the screen: {told}");
    let told = desk.cli(&["ticket", "list", "--json", "--limit", "1"]);
    assert!(told.err.contains("1") && told.err.contains("3"), "what is cut is said: {told:?}");
}

#[test]
fn a_screen_narrows_its_queue_and_keeps_a_view_for_the_next_one() {
    let desk = Desk::new();
    furnished(&desk);
    let mut screen = desk.terminal(AGENT);
    screen.wait_for("T-3").keys("<F4>f").types("moden");
    screen.wait_gone("charged twice").wait_for("2 of 3");
    screen.keys("<Enter>").wait_for("like \"moden\"");
    screen.keys("f").types(" tier:iron").keys("<Enter>");
    screen.wait_for("1 of 3").wait_for("no signal");
    screen.keys("gv").wait_for("keep what is on show").types("keep").keys("<Enter>");
    screen.wait_for("Keep as a view").types("iron modems").keys("<Enter>");
    screen.wait_for("Kept as the view").wait_for("Queue  iron modems");
    screen.keys("ga").wait_for("all, by due time").keys("gv").types("iron").keys("<Enter>");
    screen.wait_for("Queue  iron modems").keys("q").wait_end();
    assert_eq!(desk.json(&["view", "list"])[0]["filter"], "agent:me,none moden tier:iron");
    let mut again = desk.terminal(AGENT);
    again.wait_for("Queue  iron modems").wait_for("1 of 3").wait_for("no signal");
}
