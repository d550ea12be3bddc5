//! Two people who change one record at the same time, each at a terminal or program of their own.
//! Never a value that is overwritten without a word.

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk};
use crate::talk::Talk;

fn furnished(desk: &Desk) -> Talk {
    let mut talk = desk.talk("sari");
    talk.run(json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } }));
    let ticket = json!({ "customer": "C-1", "topic": "BI", "subject": "no bill" });
    talk.run(json!({ "open_ticket": ticket }));
    talk
}

fn shown(talk: &mut Talk) -> Value {
    talk.ask(json!({ "ticket": { "ticket": "T-1" } }))["ticket"].clone()
}

#[test]
fn different_values_merge_and_the_same_one_is_refused_with_both() {
    let desk = Desk::new();
    let mut sari = furnished(&desk);
    let mut budi = desk.talk("budi");
    let was = json!({ "subject": "no bill", "topic": "BI", "severity": "moderate",
        "priority": "normal", "status": "new", "assignee": "" });
    let amend = |change: Value| {
        let mut amend = json!({ "amend_ticket": { "ticket": "T-1", "was": was } });
        for (name, value) in change.as_object().expect("values") {
            amend["amend_ticket"][name] = value.clone();
        }
        amend
    };
    sari.run(amend(json!({ "subject": "no bill since May" })));
    budi.run(amend(json!({ "topic": "TE", "severity": "major" })));
    let now = shown(&mut sari);
    assert_eq!(now["subject"], "no bill since May");
    assert_eq!((&now["topic"], &now["severity"]), (&json!("TE"), &json!("major")));

    let one = |name: &str, mut run: Value| {
        run["ticket"] = json!("T-1");
        run["was"] = was.clone();
        json!({ name: run })
    };
    sari.run(one("set_priority", json!({ "priority": "urgent" })));
    sari.run(one("assign_ticket", json!({ "to": "sari" })));
    sari.run(json!({ "set_status": { "ticket": "T-1", "status": "waiting" } }));
    for (run, field, theirs, yours) in [
        (amend(json!({ "subject": "the bill" })), "subject", "no bill since May", "the bill"),
        (amend(json!({ "topic": "DE" })), "topic", "TE", "DE"),
        (amend(json!({ "severity": "minor", "topic": "TE" })), "severity", "major", "minor"),
        (one("set_priority", json!({ "priority": "low" })), "priority", "urgent", "low"),
        (one("assign_ticket", json!({ "to": "budi" })), "assignee", "sari", "budi"),
        (one("set_status", json!({ "status": "on_hold" })), "status", "waiting", "on_hold"),
    ] {
        let before = shown(&mut budi);
        let reply = budi.try_run(run.clone());
        let why = &reply["refused"]["refusal"]["changed_meanwhile"];
        // Which of the two changed the subject the time line does not say: nobody is named.
        let by = match field {
            "subject" | "topic" | "severity" => "",
            _ => "sari",
        };
        let wanted = json!({ "field": field, "theirs": theirs, "yours": yours, "by": by });
        assert_eq!(*why, wanted, "{run}: {reply}");
        assert_eq!(shown(&mut budi), before, "{run}");
    }
    // The same value wanted by both is no conflict, and whoever says nothing of before overwrites.
    let same = budi.try_run(one("set_priority", json!({ "priority": "urgent" })));
    assert_eq!(same["refused"]["refusal"], "already_so");
    budi.run(json!({ "set_priority": { "ticket": "T-1", "priority": "low" } }));
}

#[test]
fn the_same_value_of_a_customer_is_refused_with_both_and_others_merge() {
    let desk = Desk::new();
    let mut sari = furnished(&desk);
    let amend = |city: &str, tags: Value, tier: Value| {
        let profile = json!({ "name": "Nur", "city": city, "tags": tags, "tier": tier });
        json!({ "amend_customer": { "customer": "C-1", "was": { "name": "Nur" },
            "profile": profile } })
    };
    sari.run(amend("Bogor", json!(["a"]), Value::Null));
    sari.run(amend("", json!(["b"]), json!("gold")));
    let now = sari.ask(json!({ "customer": { "customer": "C-1" } }))["profile"].clone();
    assert_eq!(now["city"], "Bogor", "{now}");
    assert_eq!((&now["tier"], &now["tags"]), (&json!("gold"), &json!(["a", "b"])), "{now}");
    let reply = sari.try_run(amend("Depok", json!([]), Value::Null));
    let why = &reply["refused"]["refusal"]["changed_meanwhile"];
    assert_eq!((&why["theirs"], &why["yours"]), (&json!("Bogor"), &json!("Depok")), "{reply}");
}

#[test]
fn at_two_terminals_what_was_typed_stays_and_saving_again_means_it() {
    let desk = Desk::new();
    let mut other = furnished(&desk);
    let mut terminal = desk.terminal("budi");
    terminal.wait_for("T-1").keys("<F4>T").wait_for("no bill").keys("<End>, says Nur");
    other.run(json!({ "amend_ticket": { "ticket": "T-1", "subject": "no bill since May" } }));
    terminal.keys("<Enter>").wait_for("sari has changed subject meanwhile");
    terminal.wait_for("no bill, says Nur");
    assert_eq!(shown(&mut other)["subject"], "no bill since May");
    terminal.keys("<Enter>").wait_for("T-1 changed");
    assert_eq!(shown(&mut other)["subject"], "no bill, says Nur");
}

#[test]
fn what_somebody_has_set_since_is_theirs_although_it_is_the_same_again() {
    let desk = Desk::new();
    let mut sari = furnished(&desk);
    let mut budi = desk.talk("budi");
    let priority = |to: &str| json!({ "set_priority": { "ticket": "T-1", "priority": to } });
    sari.run(priority("urgent"));
    budi.run(priority("low"));
    budi.run(priority("urgent"));
    let refused = sari.try_run(json!("undo"));
    let wanted = json!({ "set_since": { "field": "priority", "by": "budi", "theirs": "urgent",
        "yours": "normal" } });
    assert_eq!(refused["refused"]["refusal"], wanted, "{refused}");
    assert_eq!(shown(&mut sari)["priority"], "urgent");
    // Who takes their own back leaves what was there before, and whoever set that can go on.
    sari.run(priority("high"));
    budi.run(priority("low"));
    budi.run(json!("undo"));
    sari.run(json!("undo"));
    assert_eq!(shown(&mut sari)["priority"], "urgent");
    // The same of a customer's record, over a start of the desk.
    let amend = |from: &str, to: &str| {
        let profile = |town: &str| json!({ "name": "Nur", "city": town });
        let (was, profile) = (profile(from), profile(to));
        json!({ "amend_customer": { "customer": "C-1", "was": was, "profile": profile } })
    };
    sari.run(amend("", "Bandung"));
    budi.run(amend("Bandung", "Bogor"));
    budi.run(amend("Bogor", "Bandung"));
    desk.stop();
    desk.start();
    let refused = desk.talk("sari").try_run(json!("undo"));
    assert_eq!(refused["refused"]["refusal"]["set_since"]["by"], "budi", "{refused}");
}

/// A refused `undo` once passed its step over, and the next one took back what was done before it.
#[test]
fn an_undo_that_was_refused_stays_the_next_one_and_nothing_older_is_taken_back() {
    let desk = Desk::new();
    furnished(&desk);
    let mut mine = desk.talk(AGENT);
    let mut budi = desk.talk("budi");
    let priority = |to: &str| json!({ "set_priority": { "ticket": "T-1", "priority": to } });
    mine.run(json!({ "note_ticket": { "ticket": "T-1", "note": "called her" } }));
    mine.run(priority("high"));
    budi.run(priority("low"));
    for undo in [json!("undo"), json!("undo"), json!({ "undo_of": { "customers": ["C-1"] } })] {
        let refused = mine.try_run(undo);
        assert_eq!(refused["refused"]["refusal"]["set_since"]["theirs"], "low", "{refused}");
    }
    for _ in 0..2 {
        let told = desk.cli(&["undo"]);
        assert!(told.err.contains("once budi has taken theirs back"), "{told:?}");
    }
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1").keys("<F4>u").wait_for("budi has set priority since: it is now");
    terminal.keys("<Esc>").wait_gone("budi has set").keys("u").wait_for("budi has set priority");
    assert!(desk.ok(&["ticket", "show", "T-1"]).contains("called her"));
    // What was done by hand since is taken back by itself, and then it is the same step again.
    mine.run(priority("urgent"));
    mine.run(json!("undo"));
    assert_eq!(shown(&mut mine)["priority"], "low");
    assert!(mine.try_run(json!("undo"))["refused"].is_object());
    budi.run(json!("undo"));
    assert_eq!(mine.run(json!("undo"))["undone"], "ticket_priority_set");
    assert_eq!(mine.run(json!("undo"))["undone"], "ticket_noted");
}

/// It once said "budi has set priority since, to low" while it was high.
#[test]
fn who_set_it_last_is_named_and_what_stands_now() {
    let desk = Desk::new();
    let mut sari = furnished(&desk);
    let (mut budi, mut rina) = (desk.talk("budi"), desk.talk("rina"));
    let amend = |from: &str, to: &str| {
        let profile = |town: &str| match town {
            "" => json!({ "name": "Nur" }),
            town => json!({ "name": "Nur", "city": town }),
        };
        let (was, profile) = (profile(from), profile(to));
        json!({ "amend_customer": { "customer": "C-1", "was": was, "profile": profile } })
    };
    sari.run(amend("", "Bandung"));
    budi.run(amend("Bandung", ""));
    rina.run(amend("", "Bogor"));
    let refused = sari.try_run(json!("undo"));
    let wanted = json!({ "set_since": { "field": "city", "by": "rina", "theirs": "Bogor",
        "yours": "" } });
    assert_eq!(refused["refused"]["refusal"], wanted, "{refused}");
}

/// An erasure can never be undone: it is said once, and what was done before can be taken back.
#[test]
fn who_was_erased_is_not_in_the_way_of_what_was_done_before() {
    let desk = Desk::new();
    let mut sari = furnished(&desk);
    sari.run(json!({ "add_customer": { "profile": { "name": "Adi" }, "if_known": "add" } }));
    let ticket = json!({ "customer": "C-2", "topic": "BI", "subject": "late" });
    sari.run(json!({ "open_ticket": ticket }));
    desk.ok(&["customer", "erase", "C-2", "--reason", "asked for", "--yes"]);
    let left = |sari: &mut Talk| sari.try_run(json!("undo"));
    for _ in 0..2 {
        let refused = left(&mut sari);
        assert_eq!(refused["refused"]["refusal"]["erased"]["customer"], "C-2", "{refused}");
    }
    assert_eq!(sari.run(json!("undo"))["ticket"], "T-1");
}
