//! Taking and steering tickets, through the socket. Never an order of arrival that a test makes
//! up: all begin at once, and whoever is first is first.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::talk::Talk;

/// Agents who claim at the same moment.
const AGENTS: usize = 8;
/// Rounds of it; the desk must hold two hundred.
const ROUNDS: usize = 200;
/// Tickets that come in one round: from one to half as many again as there are agents.
const COMING: usize = 12;

/// The numbers of the tickets that nobody has, the most urgent first.
fn waiting(talk: &mut Talk) -> Vec<String> {
    let ask = json!({ "view": "unassigned", "filter": {}, "skip": 0, "limit": 100 });
    let page = talk.ask(json!({ "queue": ask }));
    let rows = page["rows"].as_array().expect("rows").iter();
    rows.map(|row| row["ticket"]["no"].as_str().expect("a number").to_owned()).collect()
}

/// Opens so many tickets, one sooner due than the other.
fn complaints(talk: &mut Talk, count: usize) {
    let priorities = ["low", "normal", "high", "urgent"];
    for at in 0..count {
        let priority = priorities[at % priorities.len()];
        let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "x" });
        let mut ticket = json!({ "open_ticket": ticket });
        ticket["open_ticket"]["priority"] = json!(priority);
        talk.run(ticket);
    }
}

/// What each agent was given when all claimed at once; `None` for nothing.
fn claimed(agents: &mut [Talk]) -> Vec<Option<String>> {
    let together = Barrier::new(agents.len());
    thread::scope(|scope| {
        let claims: Vec<_> = agents
            .iter_mut()
            .map(|talk| {
                scope.spawn(|| {
                    together.wait();
                    talk.try_run(json!("claim_next"))
                })
            })
            .collect();
        let replies = claims.into_iter().map(|claim| claim.join().expect("no panic"));
        replies.map(|reply| given(&reply)).collect()
    })
}

fn given(reply: &Value) -> Option<String> {
    let ticket = reply.pointer("/done/done/ticket").and_then(Value::as_str).map(str::to_owned);
    let refusal = reply.pointer("/refused/refusal");
    assert!(ticket.is_some() || refusal == Some(&json!("nothing_to_claim")), "{reply}");
    ticket
}

#[test]
fn two_hundred_rounds_of_eight_who_claim_at_once_have_one_winner_each() {
    let desk = Desk::new();
    let mut watcher = desk.talk("watcher");
    watcher.run(json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } }));
    let names: Vec<String> = (0..AGENTS).map(|at| format!("agent{at}")).collect();
    let mut agents: Vec<Talk> = names.iter().map(|name| desk.talk(name)).collect();
    let mut taken = BTreeSet::new();
    for round in 0..ROUNDS {
        complaints(&mut watcher, round % COMING + 1);
        let before = waiting(&mut watcher);
        let claims = claimed(&mut agents);
        let first: BTreeSet<_> = before.iter().take(AGENTS).cloned().collect();
        let got: BTreeSet<_> = claims.iter().flatten().cloned().collect();
        assert_eq!(got, first, "round {round}: the most urgent ones, all of them");
        assert_eq!(claims.iter().flatten().count(), first.len(), "round {round}: one each");
        for (name, ticket) in names.iter().zip(&claims) {
            let Some(ticket) = ticket else { continue };
            assert!(taken.insert(ticket.clone()), "{ticket} was handed to two");
            let shown = watcher.ask(json!({ "ticket": { "ticket": ticket } }));
            assert_eq!(shown["ticket"]["assignee"], json!(name), "{ticket}");
        }
    }
    for _ in 0..waiting(&mut watcher).len().div_ceil(AGENTS) {
        taken.extend(claimed(&mut agents).into_iter().flatten());
    }
    let opened: usize = (0..ROUNDS).map(|round| round % COMING + 1).sum();
    assert_eq!(taken.len(), opened, "none is forgotten");
}

/// A customer of this name.
fn customer(talk: &mut Talk, name: &str) {
    talk.run(json!({ "add_customer": { "profile": { "name": name }, "if_known": "add" } }));
}

/// Opens a ticket of a customer and gives back its number.
fn open(talk: &mut Talk, customer: &str, subject: &str, note: &str) -> String {
    let ticket = json!({ "customer": customer, "topic": "BI", "subject": subject, "note": note });
    let done = talk.run(json!({ "open_ticket": ticket }));
    done["ticket"].as_str().expect("a number").to_owned()
}

fn show(talk: &mut Talk, ticket: &str) -> Value {
    talk.ask(json!({ "ticket": { "ticket": ticket } }))
}

/// The ticket without the moment at which it was last changed.
fn state(talk: &mut Talk, ticket: &str) -> Value {
    let mut ticket = show(talk, ticket)["ticket"].clone();
    ticket.as_object_mut().expect("a ticket").remove("changed");
    ticket
}

fn merge(tickets: &[&str], into: &str) -> Value {
    json!({ "merge_tickets": { "tickets": tickets, "into": into } })
}

fn unmerge(ticket: &str) -> Value {
    json!({ "unmerge_ticket": { "ticket": ticket } })
}

/// Brings a ticket into some state that is not settled.
fn somehow(talk: &mut Talk, ticket: &str, chance: u64) {
    let status = ["new", "open", "waiting", "on_hold"][chance as usize % 4];
    if status != "new" {
        talk.run(json!({ "set_status": { "ticket": ticket, "status": status } }));
    }
    let priority = ["low", "high", "urgent", "normal"][chance as usize / 4 % 4];
    talk.try_run(json!({ "set_priority": { "ticket": ticket, "priority": priority } }));
    if chance / 16 % 2 == 1 {
        talk.run(json!({ "assign_ticket": { "ticket": ticket, "to": "sari" } }));
    }
    if chance / 32 % 2 == 1 {
        let note = json!({ "ticket": ticket, "note": "called", "answered": true });
        talk.run(json!({ "note_ticket": note }));
    }
}

#[test]
fn merging_and_unmerging_leaves_everything_as_it_was_whatever_was_done_meanwhile() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    customer(&mut talk, "Nur");
    for chance in 0..64 {
        let [one, other] = ["one", "other"].map(|subject| open(&mut talk, "C-1", subject, ""));
        somehow(&mut talk, &one, chance);
        somehow(&mut talk, &other, chance * 7 + 3);
        let (mut was, others) = (state(&mut talk, &one), state(&mut talk, &other));
        let lines = show(&mut talk, &one)["lines"].clone();
        talk.run(merge(&[&one], &other));
        let merged = state(&mut talk, &one);
        assert_eq!(merged["status"], "merged", "{chance}");
        let mut between = false;
        if chance % 3 == 1 {
            talk.run(json!({ "note_ticket": { "ticket": other, "note": "both of it" } }));
            talk.run(json!({ "set_status": { "ticket": other, "status": "resolved" } }));
            between = true;
        }
        if chance % 5 == 1 {
            talk.run(json!({ "amend_ticket": { "ticket": one, "subject": "renamed" } }));
            was["subject"] = json!("renamed");
        }
        if chance % 2 == 0 {
            talk.run(unmerge(&one));
        } else if !between && chance % 5 != 1 {
            talk.run(json!("undo"));
        } else {
            talk.run(unmerge(&one));
        }
        assert_eq!(state(&mut talk, &one), was, "{chance}");
        if !between {
            assert_eq!(state(&mut talk, &other), others, "{chance}");
        }
        let now = show(&mut talk, &one)["lines"].clone();
        let (now, lines) = (now.as_array().expect("lines"), lines.as_array().expect("lines"));
        assert!(now.starts_with(lines), "{chance}: nothing of it is lost");
    }
}

#[test]
fn what_was_done_to_merged_tickets_is_seen_from_the_one_they_live_on_in() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    customer(&mut talk, "Nur");
    let [first, second, third] =
        ["first", "second", "third"].map(|subject| open(&mut talk, "C-1", subject, subject));
    talk.run(merge(&[&first], &second));
    talk.run(merge(&[&second], &third));
    let shown = show(&mut talk, &third);
    let merged: Vec<&Value> = shown["merged"].as_array().expect("merged").iter().collect();
    assert_eq!(merged.len(), 2, "{shown}");
    assert_eq!((&merged[0]["ticket"], &merged[1]["ticket"]), (&json!(second), &json!(first)));
    assert_eq!(merged[1]["lines"][0]["note"], "first");
    let said = desk.ok(&["ticket", "show", &third]);
    assert!(said.contains("T-1 was merged into this one: first"), "{said}");
    let queue = json!({ "view": "all", "filter": {}, "skip": 0, "limit": 10 });
    assert_eq!(talk.ask(json!({ "queue": queue }))["total"], 1, "one is left to be done");

    talk.run(unmerge(&first));
    assert_eq!(state(&mut talk, &first)["status"], "new");
    assert_eq!(show(&mut talk, &third)["merged"].as_array().map(Vec::len), Some(1));
    desk.ok(&["ticket", "unmerge", &second]);
    let said = desk.ok(&["ticket", "merge", &first, &second, "--into", &third]);
    assert_eq!(said.trim(), "T-1, T-2 merged into T-3.");
    let said = desk.ok(&["undo"]);
    assert!(said.contains("merge"), "{said}");
    for ticket in [&first, &second, &third] {
        assert_eq!(state(&mut talk, ticket)["links"], json!([]), "{ticket}: all of it in one step");
    }
}

#[test]
fn only_active_tickets_of_one_customer_are_merged_all_or_none() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    customer(&mut talk, "Nur");
    customer(&mut talk, "Sari");
    let [one, two, settled] = ["1", "2", "3"].map(|subject| open(&mut talk, "C-1", subject, ""));
    let strange = open(&mut talk, "C-2", "4", "");
    talk.run(json!({ "set_status": { "ticket": settled, "status": "resolved" } }));
    for (tickets, into, why) in [
        (vec![one.as_str()], one.as_str(), "/refused/refusal/link_to_itself"),
        (vec![&one], &strange, "/refused/refusal/other_customer"),
        (vec![&one], &settled, "/refused/refusal/wrong_status"),
        (vec![&one, &settled], &two, "/refused/refusal/wrong_status"),
        (vec![&one, &one], &two, "/refused/refusal/wrong_status"),
    ] {
        let reply = talk.try_run(merge(&tickets, into));
        assert!(reply.pointer(why).is_some(), "{tickets:?} into {into}: {reply}");
        assert_eq!(state(&mut talk, &one)["status"], "new", "{tickets:?} into {into}");
    }
    assert!(talk.try_run(unmerge(&one)).pointer("/refused/refusal/wrong_status").is_some());
    let link = json!({ "kind": "took_in", "other": two });
    let forged = talk.try_run(json!({ "link_tickets": { "ticket": one, "link": link } }));
    assert!(forged.pointer("/refused/refusal/malformed/word").is_some(), "{forged}");
}

#[test]
fn an_escalated_ticket_is_marked_in_words_until_somebody_above_has_looked_at_it() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    customer(&mut talk, "Nur");
    let ticket = open(&mut talk, "C-1", "no signal", "");
    open(&mut talk, "C-1", "another", "");
    talk.run(json!({ "take_ticket": { "ticket": ticket } }));
    let escalate =
        |reason: &str| json!({ "escalate_ticket": { "ticket": ticket, "reason": reason } });
    assert!(talk.try_run(escalate(" ")).pointer("/refused/refusal/malformed/empty").is_some());
    talk.run(escalate("wants the manager"));
    assert_eq!(talk.try_run(escalate("again"))["refused"]["refusal"], "already_so");
    let now = state(&mut talk, &ticket);
    assert_eq!((&now["escalated"], &now["assignee"]), (&json!(true), &json!("one")));

    let listed = desk.ok(&["ticket", "list", "escalated:yes"]);
    assert!(listed.contains("(escalated) no signal") && !listed.contains("another"), "{listed}");
    let others = desk.ok(&["ticket", "list", "escalated:no"]);
    assert!(others.contains("another") && !others.contains("no signal"), "{others}");
    let told = desk.ok(&["ticket", "show", &ticket]);
    assert!(told.contains("escalated") && told.contains("wants the manager"), "{told}");
    let mut terminal = desk.terminal("one");
    terminal.wait_for("T-1").keys("<F4>z").wait_for("(escalated) no signal");

    talk.run(json!("undo"));
    assert_eq!(state(&mut talk, &ticket)["escalated"], Value::Null, "taken back");
    desk.ok(&["ticket", "escalate", &ticket, "once more"]);
    let said = desk.ok(&["ticket", "deescalate", &ticket, "--note", "called them"]);
    assert_eq!(said.trim(), "T-1 is no longer escalated.");
    assert_eq!(desk.json(&["ticket", "show", &ticket])[0]["escalated"], false);
    let told = desk.ok(&["journal", "export"]);
    assert_eq!(told.matches("ticket_escalated").count(), 4, "{told}");
}

#[test]
fn a_ticket_about_two_matters_becomes_two_and_one_again_with_undo() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    customer(&mut talk, "Nur");
    let first = open(&mut talk, "C-1", "charged twice", "the bill of May");
    talk.run(json!({ "assign_ticket": { "ticket": first, "to": "sari" } }));
    let note = "and the courier was rude";
    talk.run(json!({ "note_ticket": { "ticket": first, "note": note } }));
    let was = show(&mut talk, &first);
    let split = |notes: &[u64]| {
        let subject = "rude courier";
        json!({ "split_ticket": { "ticket": first, "subject": subject, "notes": notes } })
    };
    let refused = talk.try_run(split(&[3]));
    assert!(refused["refused"]["refusal"]["malformed"]["no_note"].is_object(), "{refused}");
    let second = talk.run(split(&[2]))["ticket"].as_str().expect("a number").to_owned();
    let (one, two) = (show(&mut talk, &first), show(&mut talk, &second));
    assert_eq!(two["ticket"]["customer"], "C-1");
    assert_eq!(two["ticket"]["assignee"], "sari");
    for same in ["topic", "severity", "priority", "opened", "answer_due", "resolve_due"] {
        assert_eq!(two["ticket"][same], was["ticket"][same], "{same}");
    }
    let tie = |other: &str| json!([{ "kind": "related", "other": other }]);
    assert_eq!((&one["ticket"]["links"], &two["ticket"]["links"]), (&tie(&second), &tie(&first)));
    let lines = two["lines"].as_array().expect("lines");
    let mut notes = lines.iter().filter_map(|line| line["note"].as_str());
    let copied = notes.find(|text| text.ends_with(note)).expect("copied");
    assert!(copied.starts_with("one, ") && copied.contains(" UTC: "), "{copied}");
    talk.run(json!("undo"));
    let gone = talk.try_run(json!({ "note_ticket": { "ticket": second, "note": "x" } }));
    assert!(gone["refused"]["refusal"]["no_ticket"].is_object(), "{gone}");
    assert_eq!(show(&mut talk, &first)["ticket"]["links"], was["ticket"]["links"]);
    let said = desk.ok(&["ticket", "split", &first, "--subject", "rude", "--notes", "1,2"]);
    assert!(said.contains("T-3") && said.contains(&first), "{said}");
    talk.run(json!({ "set_status": { "ticket": first, "status": "resolved" } }));
    let settled = talk.try_run(split(&[]));
    assert!(settled["refused"]["refusal"]["wrong_status"].is_object(), "{settled}");
}
