//! Whom work is given to: people whom the desk knows. Never who may give it.

use crate::desk::{AGENT, Desk, Kind, Told};

fn refused(told: &Told, wanted: &str) {
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains(wanted), "{wanted}: {told:?}");
}

fn ticket(desk: &Desk) {
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"]);
}

/// `sigap ticket assign T-1 sarri` once gave the ticket to nobody.
#[test]
fn work_is_not_given_to_a_name_that_nobody_has() {
    let desk = Desk::closed(Kind::Personal);
    desk.start();
    ticket(&desk);
    refused(&desk.cli(&["ticket", "assign", "T-1", "sari"]), "Nobody here is called sari.");
    desk.ok(&["roster", "add", "sari", "agent"]);
    desk.ok(&["ticket", "assign", "T-1", "sari"]);
    let rule = ["sla", "set", "--answer", "1h", "--resolve", "2h", "--tell", "sarri"];
    let promise = ["customer", "callback", "promise", "C-1", "--due", "2099-01-01T10:00+07:00"];
    for given in [
        &["ticket", "assign", "T-1", "sarri"][..],
        &["ticket", "assign", "T-1", "Sari"],
        &rule,
        &[&promise[..], &["--agent", "srai"]].concat(),
        &["roster", "skill", "sarri", "--all"],
    ] {
        refused(&desk.cli(given), "did you mean sari?");
    }
    desk.ok(&["ticket", "assign", "T-1", "none"]);
    desk.ok(&["ticket", "assign", "T-1", "me"]);
}

#[test]
fn where_anybody_may_be_anybody_only_a_mistyped_name_is_refused() {
    let desk = Desk::new();
    ticket(&desk);
    desk.ok(&["ticket", "assign", "T-1", "sari"]);
    desk.ok(&["ticket", "assign", "T-1", "agent43"]);
    let mistyped = AGENT.replace("ge", "eg");
    refused(&desk.cli(&["ticket", "assign", "T-1", &mistyped]), "did you mean agent42?");
}

/// `sigap call ring --agent ghost` was once told "announced", and the call rang nowhere.
#[test]
fn a_call_for_a_name_that_nobody_has_is_refused() {
    let desk = Desk::closed(Kind::Personal);
    desk.start();
    desk.ok(&["roster", "add", "sari", "agent"]);
    let ring = ["call", "ring", "--number", "0812-3344-5566", "--call-id", "a", "--agent"];
    refused(&desk.cli(&[&ring[..], &["ghost"]].concat()), "Nobody here is called ghost.");
    refused(&desk.cli(&[&ring[..], &["sarri"]].concat()), "did you mean sari?");
    let answer = ["call", "answer", "--call-id", "a", "--agent"];
    refused(&desk.cli(&[&answer[..], &["ghost"]].concat()), "Nobody here is called ghost.");
    desk.ok(&[&ring[..], &["sari"]].concat());
    desk.ok(&[&answer[..], &["sari"]].concat());
}

/// A dry run once said that tickets would be given to somebody who is nobody.
#[test]
fn a_name_that_nobody_has_is_told_before_it_is_asked_about_many_tickets() {
    let desk = Desk::closed(Kind::Personal);
    desk.start();
    ticket(&desk);
    let many = ["ticket", "assign", "--where", "topic:BI", "ghost"];
    for how in ["--dry-run", "--yes"] {
        let told = desk.cli(&[&many[..], &[how]].concat());
        refused(&told, "Nobody here is called ghost.");
        assert_eq!(told.out, "", "nothing is told of what would become of it");
    }
}
