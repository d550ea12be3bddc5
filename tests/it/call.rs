//! One call from lookup to wrap-up, through a real terminal with the keyboard alone, and what of
//! it outlives a closed or killed terminal. Never a look into the program: the screen and the
//! protocol say it all.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk};
use crate::pty::Terminal;
use crate::state::until;

/// A draft is at most a second old; a busy test machine may add one.
const DRAFT_AGE: Duration = Duration::from_secs(2);
/// What the caller says.
pub const NOTE: &str = "charged twice in October";

/// A desk with two customers, of whom one has the number 0812-3344-5566.
fn desk_with_nur() -> Desk {
    let desk = Desk::new();
    let mut talk = desk.talk("supervisor");
    let phone = |number: &str| json!([{ "label": "mobile", "number": number }]);
    for profile in [
        json!({ "name": "Nur Halimah", "phones": phone("0812-3344-5566"), "account": "AC-00231",
            "tier": "gold", "stage": "member" }),
        json!({ "name": "Budi Hartono", "phones": phone("0813-1111-2222"), "account": "AC-00232" }),
    ] {
        talk.run(json!({ "add_customer": { "profile": profile, "if_known": "refuse" } }));
    }
    desk
}

/// Everything after the customer is at hand: verify, log, complaint, rating, wrap-up.
fn handle(terminal: &mut Terminal) {
    terminal.keys("vb").wait_for("verified");
    terminal.keys("iBI").types(NOTE).keys("<Enter>").wait_for(NOTE);
    terminal.keys("c<Enter>").wait_for("T-1");
    terminal.keys("r45-42").wait_for("Empathy 2");
    terminal.keys("wSO<Enter>").wait_for("ready");
}

/// Asserts that the desk knows of the whole call.
pub fn everything_is_kept(desk: &Desk) {
    let mut talk = desk.talk("checker");
    let history = talk.ask(json!({ "history": { "customer": "C-1", "limit": 50 } }));
    let items = history["items"].as_array().expect("a list");
    let of = |kind: &str| -> Value {
        let mut found = items.iter().filter_map(|item| item[1].get(kind));
        found.next().unwrap_or_else(|| panic!("no {kind} in {history}")).clone()
    };
    let interaction = of("interaction");
    assert_eq!((&interaction["topic"], &interaction["note"]), (&json!("BI"), &json!(NOTE)));
    assert_eq!((&interaction["outcome"], &interaction["ticket"]), (&json!("SO"), &json!("T-1")));
    assert_eq!(interaction["by"], AGENT);
    let ticket = of("ticket");
    assert_eq!((&ticket["subject"], &ticket["priority"]), (&json!(NOTE), &json!("high")));
    let rating = of("rating");
    assert_eq!(rating["scores"], json!([4, 5, null, 4, 2]), "{rating}");
    let customer = talk.ask(json!({ "customer": { "customer": "C-1" } }));
    assert_eq!(customer["verified"][0]["proof"], "birth", "{customer}");
}

#[test]
fn a_call_that_nobody_announced_takes_25_keys() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
    handle(&mut terminal);
    assert!(terminal.pressed() <= 25, "{} keys", terminal.pressed());
    everything_is_kept(&desk);

    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    let mut again = desk.terminal(AGENT);
    again.wait_for("Queue").keys("445566<Enter>").wait_for(NOTE).wait_for("T-1");
    again.shows("the_call_is_there_when_the_terminal_is_opened_again");
}

#[test]
fn an_announced_call_takes_19_keys() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue");
    desk.ok(&["call", "ring", "--number", "+62 812 3344 5566", "--agent", AGENT]);
    terminal.wait_for("Nur Halimah").keys("<Enter>").wait_for("History  Nur Halimah");
    handle(&mut terminal);
    assert!(terminal.pressed() <= 19, "{} keys", terminal.pressed());
    everything_is_kept(&desk);
}

#[test]
fn an_announced_call_never_takes_a_key_from_a_form() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("11112222<Enter>").wait_for("History  Budi");
    terminal.keys("iBI").types("asks for a pa").wait_for("asks for a pa");
    desk.ok(&["call", "ring", "--number", "0812-3344-5566", "--agent", AGENT]);
    terminal.wait_for("Nur Halimah").types("per invoice").keys("<Enter>");
    terminal.wait_for("asks for a paper invoice").wait_for("History  Budi");
    let mut talk = desk.talk("checker");
    let history = talk.ask(json!({ "history": { "customer": "C-2", "limit": 5 } }));
    let note = history.pointer("/items/0/1/interaction/note");
    assert_eq!(note, Some(&json!("asks for a paper invoice")), "{history}");
}

#[test]
fn f12_takes_an_announced_call_from_within_a_form_and_the_form_is_not_lost() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("11112222<Enter>").wait_for("History  Budi");
    terminal.keys("iBI").types("asks for a paper invoice").wait_for("paper invoice");
    desk.ok(&["call", "ring", "--number", "0812-3344-5566", "--agent", AGENT]);
    terminal.wait_for("Nur Halimah").keys("<F12>").wait_for("History  Nur Halimah");
    let drafts = desk.talk(AGENT).draft(json!("list"));
    assert!(drafts.to_string().contains("asks for a paper invoice"), "{drafts}");
}

#[test]
fn a_note_outlives_a_kill_of_the_terminal_and_the_desk() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
    terminal.keys("iBI").types("first call").keys("<Enter>").wait_for("first call");
    terminal.keys("iTE").types("the line is dead since Mon").wait_for("since Mon");
    // What is on the screen now is with the desk within a second: asked for, not slept through.
    let since = Instant::now();
    let mut talk = desk.talk(AGENT);
    until("the draft to be kept", || {
        let drafts = talk.draft(json!("list")).to_string();
        drafts.contains("the line is dead since Mon").then_some(())
    });
    assert!(since.elapsed() < DRAFT_AGE, "kept after {:?}", since.elapsed());
    terminal.kill();
    desk.kill();
    desk.start();
    let mut again = desk.terminal(AGENT);
    again.wait_for("Queue").keys("445566<Enter>").wait_for("first call");
    again.keys("gd").wait_for("the line is dead since Mon").keys("<Enter>");
    again.wait_for("the line is dead since Mon").types("day").keys("<Enter>");
    again.wait_for("since Monday");
    let mut talk = desk.talk("checker");
    let history = talk.ask(json!({ "history": { "customer": "C-1", "limit": 5 } }));
    assert!(history.to_string().contains("\"the line is dead since Monday\""), "{history}");
    let drafts = desk.talk(AGENT).draft(json!("list"));
    assert!(!drafts.to_string().contains("since Mon"), "a saved draft is gone: {drafts}");
}

/// The line in which the desk says what has happened.
fn notice(terminal: &Terminal) -> String {
    terminal.screen().lines().nth(22).unwrap_or_default().to_owned()
}

#[test]
fn every_step_is_undone_one_by_one() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
    handle(&mut terminal);
    let mut talk = desk.talk("checker");
    let mut kinds = || -> Vec<String> {
        let history = talk.ask(json!({ "history": { "customer": "C-1", "limit": 50 } }));
        let items = history["items"].as_array().expect("a list");
        let kind = |item: &Value| item[1].as_object().and_then(|o| o.keys().next()).cloned();
        items.iter().filter_map(kind).filter(|kind| kind != "record").collect()
    };
    assert_eq!(kinds().len(), 3, "contact, ticket, rating");
    // Wrap-up, rating, ticket, contact, verification: the last step goes first.
    for left in [3, 2, 1, 0] {
        let before = notice(&terminal);
        terminal.keys("u").wait_until("the next notice", |screen| {
            let notice = screen.lines().nth(22);
            notice != Some(before.as_str()) && notice.is_some_and(|n| n.starts_with("Taken back"))
        });
        assert_eq!(kinds().len(), left, "{}", terminal.screen());
    }
}

#[test]
fn a_terminal_goes_on_after_the_desk_was_killed() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
    terminal.keys("iBI").types("before the crash").keys("<Enter>").wait_for("before the crash");
    terminal.keys("iTE").types("in the middle of");
    desk.kill();
    // The terminal starts the desk again by itself; the form is where it was.
    terminal.types(" the crash").keys("<Enter>");
    terminal.wait_until("the form to be saved", |screen| {
        screen.contains("in the middle of the crash") && !screen.contains("Enter save")
    });
    let ask = json!({ "history": { "customer": "C-1", "limit": 9 } });
    let history = desk.talk("checker").ask(ask).to_string();
    for note in ["before the crash", "in the middle of the crash"] {
        assert_eq!(history.matches(note).count(), 1, "{history}");
    }
}

#[test]
fn what_somebody_else_has_changed_since_is_not_undone() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
    terminal.keys("iBI").types(NOTE).keys("<Enter>").wait_for(NOTE);
    terminal.keys("c<Enter>").wait_for("T-1").keys("<F4>t").wait_for("me");
    desk.talk("agent07").run(json!({ "assign_ticket": { "ticket": "T-1", "to": "agent08" } }));
    terminal.wait_for("agent08").keys("u").wait_for("agent07 has set assignee since");
    let ticket = desk.talk("checker").ask(json!({ "ticket": { "ticket": "T-1" } }));
    assert_eq!(ticket["ticket"]["assignee"], "agent08", "{ticket}");
}
