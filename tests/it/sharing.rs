//! Tickets that the desk gives to agents who are ready, over real terminals and the socket. Never a
//! moment that a test makes up: it waits until the desk has decided.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::state::until;
use crate::talk::Talk;

/// A desk with a customer, where sari and budi are agents and rina steers.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"]);
    for (name, role) in [("sari", "agent"), ("budi", "agent"), ("rina", "supervisor")] {
        desk.ok(&["roster", "role", name, role]);
    }
    desk
}

fn open(desk: &Desk, topic: &str) -> String {
    let ticket = ["ticket", "open", "C-1", "--topic", topic, "--subject", "charged twice"];
    desk.json(&ticket)[0]["ticket"].as_str().expect("a number").to_owned()
}

fn holder(desk: &Desk, no: &str) -> String {
    let ticket = desk.json(&["ticket", "show", no]).remove(0);
    ticket["assignee"].as_str().unwrap_or_default().to_owned()
}

fn goes_to(desk: &Desk, no: &str, name: &str) {
    until(&format!("{no} to go to {name}"), || (holder(desk, no) == name).then_some(()));
}

fn does(talk: &mut Talk, state: &str) {
    let said = json!({ "state": { "agent": "", "state": state, "reason": "", "since": 0 } });
    let reply: Value = talk.signal(said);
    assert!(reply["done"].is_object(), "{reply}");
}

#[test]
fn tickets_go_to_who_is_ready_has_the_skill_and_room_and_to_nobody_else() {
    let desk = desk();
    let _rina = desk.talk("rina");
    let mut sari = desk.talk("sari");
    let mut budi = desk.talk("budi");
    does(&mut budi, "on_call");
    let waits = open(&desk, "BI");
    desk.ok(&["roster", "skill", "sari", "BI"]);
    desk.ok(&["assignment", "least-loaded", "--limit", "2"]);
    goes_to(&desk, &waits, "sari");
    let (second, other, over) = (open(&desk, "BI"), open(&desk, "DE"), open(&desk, "BI"));
    goes_to(&desk, &second, "sari");
    // Nobody at hand has the skill, and sari has no room: both wait, for somebody to be ready.
    assert_eq!((&*holder(&desk, &other), &*holder(&desk, &over)), ("", ""));
    does(&mut budi, "ready");
    goes_to(&desk, &other, "budi");
    goes_to(&desk, &over, "budi");
    let last = open(&desk, "BI");
    does(&mut sari, "break");
    desk.ok(&["ticket", "assign", &waits, "rina"]);
    does(&mut budi, "wrap_up");
    assert_eq!(holder(&desk, &last), "", "sari has room, and is on a break");
    does(&mut sari, "ready");
    goes_to(&desk, &last, "sari");
    drop(sari);
    desk.ok(&["assignment", "off"]);
    does(&mut budi, "ready");
    desk.ok(&["ticket", "assign", &other, "rina"]);
    let alone = open(&desk, "BI");
    assert_eq!(holder(&desk, &alone), "");
    let shown = desk.json(&["assignment", "show"]);
    assert_eq!(
        (shown.len(), &shown[0]["name"], &shown[0]["text"]),
        (1, &"sari".into(), &"BI".into())
    );
}

#[test]
fn the_desk_says_that_it_was_it_and_the_agent_hears_of_it() {
    let desk = desk();
    let mut sari = desk.talk("sari");
    desk.ok(&["assignment", "round-robin"]);
    let no = open(&desk, "BI");
    goes_to(&desk, &no, "sari");
    let heard = until("sari to hear of it", || {
        let changed = sari.pushed("changed");
        let all = changed["touched"].as_array().expect("a list").clone();
        all.into_iter().find(|one| one["to"] == "sari")
    });
    assert_eq!((&heard["what"], &heard["by"]), (&"ticket_assigned".into(), &"sigap:assign".into()));
    let mut screen = desk.terminal("sari");
    screen.wait_for("ready since").keys("q");
}

#[test]
fn who_has_put_a_ticket_back_is_not_given_it_again_and_others_are() {
    let desk = desk();
    let _sari = desk.talk("sari");
    desk.ok(&["assignment", "round-robin"]);
    let no = open(&desk, "BI");
    goes_to(&desk, &no, "sari");
    desk.ok(&["ticket", "assign", &no, "none"]);
    let next = open(&desk, "BI");
    goes_to(&desk, &next, "sari");
    assert_eq!(holder(&desk, &no), "");
    desk.kill();
    desk.start();
    let _sari = desk.talk("sari");
    let third = open(&desk, "BI");
    goes_to(&desk, &third, "sari");
    assert_eq!(holder(&desk, &no), "", "nor after a restart");
    let _budi = desk.talk("budi");
    goes_to(&desk, &no, "budi");
}

#[test]
fn only_who_steers_sets_it_and_undo_takes_it_back() {
    let desk = desk();
    let mut sari = desk.talk("sari");
    let set = |agent: &str, text: &str| json!({ "set_sharing": { "agent": agent, "text": text } });
    let refused = sari.try_run(set("", "round_robin 5"));
    assert!(refused["refused"]["refusal"]["not_allowed"].is_object(), "{refused}");
    let mut rina = desk.talk("rina");
    for (agent, text) in [("", "sometimes"), ("", "round_robin 0"), ("sari", "XX"), ("a b", "BI")] {
        let reply = rina.try_run(set(agent, text));
        assert!(reply["refused"].is_object(), "{agent} {text}: {reply}");
    }
    rina.run(set("", "round_robin 5"));
    rina.run(set("sari", "de,bi"));
    let texts = |rows: Value| -> Vec<String> {
        let rows = rows.as_array().expect("rows").iter();
        rows.map(|row| row["text"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(texts(rina.ask(json!("sharing"))), ["round_robin 5", "BI DE"]);
    rina.run(json!("undo"));
    assert_eq!(texts(rina.ask(json!("sharing"))), ["round_robin 5"]);
    rina.run(json!("undo"));
    assert!(texts(rina.ask(json!("sharing"))).is_empty());
}
