//! Who else is on this ticket or customer: real clients and terminals at one desk. Never a wait
//! for a time: what is to come is waited for, and what is not to come would come before it.

use std::time::Instant;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::pty::{Size, Terminal};
use crate::talk::Talk;

fn furnished(desk: &Desk) -> Talk {
    let mut talk = desk.talk("chief");
    for name in ["Nur Halimah", "Budi"] {
        talk.run(json!({ "add_customer": { "profile": { "name": name }, "if_known": "add" } }));
        let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "no bill" });
        talk.run(json!({ "open_ticket": ticket }));
    }
    talk
}

fn ticket(no: &str, typing: bool) -> Value {
    json!([{ "record": { "ticket": no }, "typing": typing }])
}

fn open(talk: &mut Talk, records: Value) {
    let reply = talk.request("signal", "say", json!({ "open": { "records": records } }));
    assert!(reply.get("done").is_some(), "{reply}");
}

/// What a client is told next of who else is there.
fn told(talk: &mut Talk) -> Value {
    loop {
        if let Some(company) = talk.pushed("signal").get("company") {
            return company["records"].clone();
        }
    }
}

/// Waits until it is told these, after whatever was on its way.
fn told_at_last(talk: &mut Talk, wanted: &Value) {
    while told(talk) != *wanted {}
}

fn company(no: &str, writing: Value, looking: Value) -> Value {
    json!([{ "record": { "ticket": no }, "writing": writing, "looking": looking }])
}

fn named(names: &[&str]) -> Value {
    match names {
        [] => json!({ "count": 0 }),
        names => json!({ "count": names.len(), "names": names }),
    }
}

#[test]
fn those_who_have_the_same_ticket_open_hear_of_each_other_until_they_go() {
    let desk = Desk::new();
    furnished(&desk);
    let [mut sari, mut rina, mut budi] = ["sari", "rina", "budi"].map(|name| desk.talk(name));
    open(&mut sari, ticket("T-1", false));
    open(&mut budi, ticket("T-2", false));
    open(&mut rina, ticket("T-1", true));
    told_at_last(&mut sari, &company("T-1", named(&["rina"]), named(&[])));
    told_at_last(&mut rina, &company("T-1", named(&[]), named(&["sari"])));
    let shown = desk.ok(&["ticket", "show", "T-1"]);
    assert!(shown.contains("rina is writing, sari looking"), "{shown}");
    open(&mut rina, ticket("T-2", true));
    told_at_last(&mut sari, &json!([]));
    assert_eq!(told(&mut budi), company("T-2", named(&["rina"]), named(&[])), "and not before");
    // A connection that ends says nothing any more.
    drop(rina);
    assert_eq!(told(&mut budi), json!([]));
    let mut crowd: Vec<Talk> = (0..3).map(|at| desk.talk(&format!("agent{at}"))).collect();
    crowd.iter_mut().for_each(|one| open(one, ticket("T-1", false)));
    told_at_last(&mut sari, &company("T-1", named(&[]), json!({ "count": 3 })));
}

#[test]
fn a_client_is_told_once_in_a_second_and_one_that_reads_nothing_holds_up_nobody() {
    let desk = Desk::new();
    furnished(&desk);
    let all = ["sari", "rina", "budi", "deaf"];
    let [mut sari, mut rina, mut budi, mut deaf] = all.map(|name| desk.talk(name));
    open(&mut sari, ticket("T-1", false));
    open(&mut deaf, ticket("T-1", false));
    told_at_last(&mut sari, &company("T-1", named(&[]), named(&["deaf"])));
    let began = Instant::now();
    for round in 0..2_000 {
        open(&mut rina, ticket("T-1", round % 2 == 0));
    }
    open(&mut rina, ticket("T-1", true));
    open(&mut budi, ticket("T-1", false));
    let mut pushes = 1;
    while told(&mut sari) != company("T-1", named(&["rina"]), named(&["budi", "deaf"])) {
        pushes += 1;
    }
    // One at once, one in each second, and the last one after it.
    let most = began.elapsed().as_secs() + 2;
    assert!(pushes <= most, "{pushes} pushes in {:?}", began.elapsed());
}

#[test]
fn who_reads_may_say_so_and_an_unknown_field_is_not_taken() {
    let desk = Desk::new();
    let mut chief = furnished(&desk);
    chief.run(json!({ "set_role": { "agent": "auditor", "role": "auditor" } }));
    let (mut auditor, mut sari) = (desk.talk("auditor"), desk.talk("sari"));
    let customer = json!([{ "record": { "customer": "C-1" }, "typing": false }]);
    open(&mut auditor, customer.clone());
    open(&mut sari, customer);
    let told = told(&mut sari);
    assert_eq!(told[0]["looking"]["names"], json!(["auditor"]), "{told}");
    let odd = json!({ "open": { "records": [{ "record": { "ticket": "T-1" }, "lock": true }] } });
    let reply = sari.request("signal", "say", odd);
    assert_eq!(reply["trouble"]["trouble"], "unknown", "{reply}");
    let kept = desk.ok(&["journal", "show", "--json"]);
    assert!(!kept.contains("typing"), "nothing of it is kept: {kept}");
}

/// Waits until the line that begins a pane with `title` also says `text`, or no longer does.
fn beside(terminal: &mut Terminal, title: &str, text: &str, says: bool) {
    let is_so = |line: &str| line.contains(title) && line.contains(text) == says;
    let what = format!("{title:?} with {text:?}: {says}");
    terminal.wait_until(&what, |screen| screen.lines().any(is_so));
}

#[test]
fn at_two_terminals_each_sees_who_else_is_there_and_who_is_writing() {
    let desk = Desk::new();
    furnished(&desk);
    let mut sari = desk.terminal("sari");
    let mut rina = desk.terminal_with("rina", Size::NORMAL, &["--lang", "id"], &[]);
    sari.wait_for("T-1").keys("<F4><Enter>").wait_for("*T-1");
    rina.wait_for("T-1").keys("<F4><Enter>").wait_for("*T-1");
    beside(&mut rina, "*T-1", "sari melihat", true);
    beside(&mut sari, "*T-1", "rina looking", true);
    // A form that is only opened writes nothing yet; who is beside one stays on its title.
    sari.keys("m");
    beside(&mut sari, "1 of 2", "rina looking", true);
    sari.types("calls back").wait_for("calls back");
    beside(&mut rina, "*T-1", "sari sedang menulis", true);
    rina.keys("m").types("dua").wait_for("dua");
    beside(&mut sari, "1 of 2", "rina is writing", true);
    sari.keys("<Esc>").wait_gone("calls back");
    beside(&mut rina, "1 dari 2", "sari melihat", true);
    rina.kill();
    beside(&mut sari, "*T-1", "rina", false);
}

#[test]
fn the_title_of_the_customer_at_hand_says_who_else_is_there() {
    let desk = Desk::new();
    furnished(&desk);
    let [mut sari, mut rina] = ["sari", "rina"].map(|name| desk.terminal(name));
    for terminal in [&mut sari, &mut rina] {
        terminal
            .wait_for("ready since")
            .keys("<F2>Halimah<Enter>")
            .wait_for("History  Nur Halimah");
    }
    beside(&mut sari, "History  Nur Halimah", "rina looking", true);
    rina.keys("i").types("BI").wait_for("BI");
    beside(&mut sari, "History  Nur Halimah", "rina is writing", true);
    // Another terminal of one's own is nobody else.
    let mut own = desk.terminal("sari");
    own.wait_for("ready since").keys("<F2>Halimah<Enter>");
    beside(&mut own, "History  Nur Halimah", "rina is writing", true);
    rina.keys("<Esc>").keys("<F2>Budi<Enter>").wait_for("History  Budi");
    beside(&mut sari, "History  Nur Halimah", "rina", false);
    assert!(!sari.screen().contains("looking"), "{}", sari.screen());
}
