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
