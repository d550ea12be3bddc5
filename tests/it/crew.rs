//! Who is at work and doing what, over real terminals. Never an agent who is ready and not there.

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk};
use crate::state::until;
use crate::talk::Talk;

/// What the desk says that somebody does: the state, why, who has set it.
fn doing(talk: &mut Talk, name: &str) -> (String, String, String) {
    let roster = talk.ask(json!("roster"));
    let one = roster.as_array().expect("a list").iter().find(|one| one["name"] == name);
    let text = |field: &str| {
        let text = one.and_then(|one| one[field].as_str());
        text.unwrap_or_default().to_owned()
    };
    (text("state"), text("reason"), text("by"))
}

fn waits(talk: &mut Talk, name: &str, state: &str, reason: &str) {
    until(&format!("{name} to be {state} {reason}"), || {
        let (now, why, _) = doing(talk, name);
        (now == state && why == reason).then_some(())
    });
}

fn state(agent: &str, state: &str, reason: &str) -> Value {
    json!({ "state": { "agent": agent, "state": state, "reason": reason, "since": 0 } })
}

#[test]
fn the_header_says_what_one_does_and_the_last_terminal_decides() {
    let desk = Desk::new();
    let mut watcher = desk.talk("watcher");
    let mut one = desk.terminal(AGENT);
    one.wait_for("ready since").keys("bbLU").wait_for("lunch").keys("<Enter>");
    one.wait_for("break 0m (lunch)");
    waits(&mut watcher, AGENT, "break", "LU");
    let mut two = desk.terminal(AGENT);
    two.wait_for("break 0m (lunch)");
    one.kill();
    two.keys("br").wait_for("ready since");
    waits(&mut watcher, AGENT, "ready", "");
    two.kill();
    waits(&mut watcher, AGENT, "away", "left");
    let refused = watcher.signal(state(AGENT, "ready", ""));
    assert_eq!(refused["refused"]["refusal"], json!({ "not_here": { "agent": AGENT } }));
    desk.terminal(AGENT).wait_for("ready since");
}

#[test]
fn a_supervisor_sets_somebody_away_who_is_told_and_says_otherwise() {
    let desk = Desk::new();
    let mut rina = desk.terminal("rina");
    rina.wait_for("ready since");
    let mut budi = desk.terminal("budi");
    budi.wait_for("ready since");
    rina.keys("gb").wait_for("Who is away?").wait_for("budi").types("bud").keys("<Enter>");
    rina.wait_for("budi is now away.");
    budi.wait_for("rina has set you to away").wait_for("away 0m (by rina)");
    let mut watcher = desk.talk("watcher");
    assert_eq!(doing(&mut watcher, "budi"), ("away".into(), String::new(), "rina".into()));
    budi.keys("br").wait_for("ready since");
    assert_eq!(doing(&mut watcher, "budi").2, "");
    let told = desk.ok(&["agent", "away", "budi"]);
    assert_eq!(told.trim(), "budi is now away.");
    budi.wait_for("by agent42");
}

#[test]
fn a_break_has_a_code_that_the_desk_knows_and_a_watching_screen_makes_nobody_ready() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    let refused = sari.signal(state("", "break", "XX"));
    assert_eq!(refused["refused"]["refusal"], json!({ "no_code": { "code": "XX" } }));
    desk.ok(&["code", "set", "break", "XX", "--label", "fire drill"]);
    assert!(sari.signal(state("", "break", "xx"))["done"].is_object());
    assert_eq!(doing(&mut sari, "sari"), ("break".into(), "XX".into(), String::new()));
    assert!(desk.ok(&["agent", "list"]).contains("fire drill"));
    let mut wall = desk.stranger();
    let hello = json!({ "protocol": 1, "program": "test", "act_as": "wall", "follow": true });
    let mut watching = hello.clone();
    watching["watch"] = json!(true);
    wall.greet(watching);
    assert_eq!(doing(&mut sari, "wall").0, "", "nobody sits there");
    let refused = wall.signal(state("", "ready", ""));
    assert_eq!(refused["refused"]["refusal"], json!({ "not_here": { "agent": "wall" } }));
    desk.ok(&["roster", "role", "ani", "auditor"]);
    let mut ani = desk.stranger();
    let mut hello = hello;
    hello["act_as"] = json!("ani");
    ani.greet(hello);
    assert_eq!(doing(&mut sari, "ani").0, "away", "an auditor takes no calls");
}

/// A row of a report.
fn figures(row: &Value) -> [i64; 5] {
    let figure = |name: &str| row[name].as_i64().unwrap_or(-1);
    ["calls", "talk_s", "hold_s", "wrap_up_s", "aht_s"].map(figure)
}

#[test]
fn the_telephone_tells_what_becomes_of_a_call_and_how_long_it_took() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    let phones = json!([{ "number": "0812-3344-5566" }]);
    let profile = json!({ "name": "Nur Halimah", "phones": phones });
    // The desk's clock moves by a second with every command.
    let tick = |talk: &mut Talk| {
        let budi = json!({ "profile": { "name": "Budi" }, "if_known": "add" });
        talk.run(json!({ "add_customer": budi }));
    };
    chief.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since");
    desk.ok(&["call", "ring", "--number", "0812-3344-5566", "--call-id", "a", "--agent", "sari"]);
    sari.wait_for("Call from");
    desk.ok(&["call", "answer", "--call-id", "a", "--agent", "sari"]);
    sari.wait_for("on a call").wait_for("History  Nur Halimah").wait_gone("Call from");
    tick(&mut chief);
    tick(&mut chief);
    desk.ok(&["call", "hold", "--call-id", "a"]);
    tick(&mut chief);
    desk.ok(&["call", "end", "--call-id", "a"]);
    sari.wait_for("wrap-up");
    for step in ["hold", "resume", "end"] {
        let refused = desk.cli(&["call", step, "--call-id", "a"]);
        assert!(refused.err.contains("No call a is under way"), "{step}: {}", refused.err);
    }
    sari.keys("wSO<Enter>").wait_for("ready since");
    let rows = desk.json(&["report", "aht", "--by", "agent"]);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0]["of"], "sari");
    let [calls, talk, hold, wrap, aht] = figures(&rows[0]);
    assert_eq!((calls, talk, hold), (1, 2, 1), "{rows:?}");
    assert_eq!(aht, talk + hold + wrap, "{rows:?}");
    assert_eq!(figures(&rows[1]), figures(&rows[0]), "{rows:?}");
    let topics = desk.json(&["report", "aht", "--by", "topic"]);
    assert_eq!(topics[0]["of"], "OT other", "{topics:?}");
    for (by, of) in [("agent", "sari"), ("topic", "OT")] {
        let told = desk.json(&["report", "desk", "--from", "today 00:00", "--by", by]);
        let tables = told[0]["tables"].as_array().expect("tables");
        let one = tables.iter().find(|one| one["table"] == "handling").expect("a table");
        assert_eq!(one["rows"][0][by], of);
        for row in [0, 1] {
            let number = |name: &str| one["rows"][row][name].as_f64().expect(name) as i64;
            let told = ["calls", "talk", "hold", "wrap-up", "aht"].map(number);
            assert_eq!(told, [calls, talk, hold, wrap, aht], "{one}");
        }
    }
    assert!(desk.ok(&["report", "aht", "--by", "day"]).contains("AHT = "));
    let mut agent = desk.talk("an_agent");
    chief.run(json!({ "set_role": { "agent": "an_agent", "role": "agent" } }));
    let refused = agent.try_ask(json!({ "work": { "limit": 9 } }));
    assert!(refused.to_string().contains("not_allowed"), "{refused}");
}

#[test]
fn a_caller_who_is_answered_while_something_is_typed_waits_for_it() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    for (name, number) in [("Nur Halimah", "0812-3344-5566"), ("Budi", "0813-1111-2222")] {
        let profile = json!({ "name": name, "phones": [{ "number": number }] });
        chief.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    }
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since").keys("11112222<Enter>").wait_for("History  Budi");
    sari.keys("iBI").types("asks for a pa").wait_for("asks for a pa");
    desk.ok(&["call", "ring", "--number", "0812-3344-5566", "--call-id", "a", "--agent", "sari"]);
    sari.wait_for("Nur Halimah");
    desk.ok(&["call", "answer", "--call-id", "a", "--agent", "sari"]);
    sari.wait_for("on a call").types("per invoice").keys("<Enter>");
    sari.wait_for("asks for a paper invoice").keys("<F12>").wait_for("History  Nur Halimah");
    assert!(!sari.screen().contains("taken by another"), "{}", sari.screen());
}

#[test]
fn a_line_to_everybody_is_on_every_screen_until_it_was_read() {
    let desk = Desk::new();
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since").keys("N").types("Nur").wait_for("Nur");
    desk.ok(&["say", "The billing system\u{7} is down."]);
    sari.wait_for("agent42 to all").wait_for("The billing system is down.");
    // Esc takes the line away and leaves the form, in which one goes on.
    sari.keys("<Esc>").wait_gone("agent42 to all").types(" Hal").wait_for("Nur Hal");
    let mut late = desk.terminal("rina");
    late.wait_for("agent42 to all").keys("<Esc>").wait_gone("agent42 to all");
    late.keys("go").types("Lunch is at noon.").keys("<Enter>").wait_for("rina to all");
    sari.wait_for("Lunch is at noon.");
    let refused = desk.cli(&["say", &"x".repeat(161)]);
    assert!(refused.err.contains("160"), "{}", refused.err);
    let refused = desk.cli(&["say", " "]);
    assert!(!refused.err.is_empty());
}

#[test]
fn who_holds_tickets_can_be_chosen_although_they_are_not_at_the_desk() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    let profile = json!({ "name": "Nur" });
    chief.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "no bill" });
    chief.run(json!({ "open_ticket": ticket }));
    chief.run(json!({ "assign_ticket": { "ticket": "T-1", "to": "wayan" } }));
    assert_eq!(doing(&mut chief, "wayan").0, "away");
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since").keys("ga").wait_for("T-1").keys("<F4>a");
    sari.wait_until("those who are away come last", |screen| {
        let at = |name: &str| screen.lines().position(|line| line.contains(name));
        at("wayan  away") > at("sari (me)") && at("wayan  away").is_some()
    });
    sari.types("wayan");
    let one = sari.wait_for("wayan  away").rows_with("wayan  away").len();
    assert_eq!(one, 1, "{}", sari.screen());
}

#[test]
fn a_line_that_was_cut_in_the_middle_of_a_call_makes_nobody_ready() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    let mut sari = desk.terminal("sari");
    sari.wait_for("ready since");
    desk.ok(&["call", "answer", "--call-id", "a", "--agent", "sari"]);
    sari.wait_for("on a call");
    sari.kill();
    waits(&mut chief, "sari", "away", "left");
    let mut sari = desk.terminal("sari");
    sari.wait_for("on a call");
    sari.kill();
    waits(&mut chief, "sari", "away", "left");
    desk.ok(&["call", "end", "--call-id", "a"]);
    let late = desk.cli(&["call", "answer", "--call-id", "a", "--agent", "sari"]);
    assert!(late.err.contains("That call is over"), "{late:?}");
    let mut sari = desk.terminal("sari");
    sari.wait_for("wrap-up");
    for id in [String::new(), "x".repeat(81)] {
        let refused = desk.cli(&["call", "answer", "--call-id", &id, "--agent", "sari"]);
        assert!(refused.err.contains("call id"), "{refused:?}");
    }
    // Somebody who was never here and speaks already.
    desk.ok(&["call", "answer", "--call-id", "b", "--agent", "budi"]);
    desk.terminal("budi").wait_for("on a call");
}
