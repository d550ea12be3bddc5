//! Keys to commands, as a table: what is said to the desk, word by word. Never a command that was
//! not asked for.

use serde_json::{Value, json};

use super::Seat;
use crate::domain::{CustomerId, Field, Refusal};
use crate::speech::Lang;
use crate::terminal::inbox::{Effect, Input};
use crate::terminal::model::Focus;
use crate::wire::{Kind, Twin};

fn said(keys: &str) -> Vec<Value> {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys(keys);
    seat.commands().iter().map(|one| serde_json::to_value(one).expect("it can be said")).collect()
}

#[test]
fn each_key_says_what_it_promises() {
    let nur = "'445566' Enter";
    let rows: Vec<(String, Value)> = vec![
        ("F4 t".into(), json!({ "take_ticket": { "ticket": "T-1042" } })),
        ("n".into(), json!("claim_next")),
        ("u".into(), json!({ "undo_of": { "customers": ["C-1"] } })),
        (
            "F4 a 'agent07' Enter".into(),
            json!({ "assign_ticket": { "ticket": "T-1042", "to": "agent07",
                "was": { "assignee": "" } } }),
        ),
        (
            "F4 s r 'paid back' Enter".into(),
            json!({ "set_status": { "ticket": "T-1042", "status": "resolved",
                "note": "paid back", "agreed": null, "was": { "status": "new" } } }),
        ),
        (
            "F4 m 'asked the bank' Tab Right Enter".into(),
            json!({ "note_ticket": { "ticket": "T-1042", "note": "asked the bank",
                "answered": true } }),
        ),
        (
            "F4 o 'again' Enter".into(),
            json!({ "reopen_ticket": { "ticket": "T-1042", "note": "again" } }),
        ),
        (
            "F4 T Tab Tab 'm' Enter".into(),
            json!({ "amend_ticket": { "ticket": "T-1042", "kind": null, "subject": null,
                "topic": null, "severity": "major", "was": { "severity": "moderate" } } }),
        ),
        (
            "F4 L '1038' Enter".into(),
            json!({ "link_tickets": { "ticket": "T-1042",
                "link": { "kind": "related", "other": "T-1038" } } }),
        ),
        (
            "F4 e 'wants the manager' Enter".into(),
            json!({ "escalate_ticket": { "ticket": "T-1042", "reason": "wants the manager" } }),
        ),
        (
            "F4 x '1038' Enter".into(),
            json!({ "merge_tickets": { "tickets": ["T-1042"], "into": "T-1038" } }),
        ),
        (
            format!("{nur} v f b"),
            json!({ "verify_customer": { "customer": "C-1", "proof": "birth", "passed": false } }),
        ),
        (
            format!("{nur} l '1430' Tab Tab 'about the modem' Enter"),
            json!({ "promise_call": { "customer": "C-1", "due": 1_795_246_200_000_i64,
                "agent": "agent42", "note": "about the modem" } }),
        ),
        (
            format!("{nur} r R '11111'"),
            json!({ "rate": { "customer": "C-1", "subject": "service", "scores": [1, 1, 1, 1, 1],
                "scale": "five", "rater": "agent" } }),
        ),
        (
            format!("{nur} v m Right Enter"),
            json!({ "set_consent": { "customer": "C-1", "purpose": "service", "channel": "call",
                "state": "given", "how": "call" } }),
        ),
    ];
    for (keys, wanted) in rows {
        assert_eq!(said(&keys), [wanted], "{keys}");
    }
}

#[test]
fn each_key_of_a_complaints_way_says_what_it_promises() {
    let nur = "'445566' Enter";
    let opened = |kind: &str, severity: &str| {
        json!({ "open_ticket": { "customer": "C-1", "interaction": null, "topic": "BI",
            "severity": severity, "priority": null, "subject": "x", "note": "",
            "assignee": null, "kind": kind, "acknowledged": false } })
    };
    let rows: Vec<(String, Value)> = vec![
        (format!("{nur} c 'BI' 'x' Enter"), opened("complaint", "moderate")),
        (format!("{nur} C 'BI' 'x' Enter"), opened("suggestion", "minor")),
        (
            "F4 p h".into(),
            json!({ "set_priority": { "ticket": "T-1042", "priority": "high",
                "was": { "priority": "urgent" } } }),
        ),
        ("F4 g k".into(), json!({ "acknowledge_ticket": { "ticket": "T-1042" } })),
        (
            "F4 g y '3' Tab 'courier late' Enter".into(),
            json!({ "set_cause": { "ticket": "T-1042", "gap": "delivery",
                "words": "courier late", "activity": null } }),
        ),
        (
            "F4 g y '3' Tab 'courier late' Tab 'd' 'd' Enter".into(),
            json!({ "set_cause": { "ticket": "T-1042", "gap": "delivery",
                "words": "courier late", "activity": "distribution" } }),
        ),
        (
            "F4 s c 'a' Tab 'called them' Enter".into(),
            json!({ "set_status": { "ticket": "T-1042", "status": "closed",
                "note": "called them", "agreed": "agreed", "was": { "status": "new" } } }),
        ),
    ];
    for (keys, wanted) in rows {
        assert_eq!(said(&keys), [wanted], "{keys}");
    }
}

#[test]
fn a_key_without_a_target_says_so_and_says_nothing_to_the_desk() {
    let nobody = "No customer at hand";
    for (keys, shown) in [
        ("i", nobody),
        ("c", nobody),
        ("r", nobody),
        ("v", nobody),
        ("w", nobody),
        ("E", nobody),
        ("l", nobody),
        ("F3 f", nobody),
        ("F3 Enter", nobody),
        ("J", "J does nothing here. ? shows the keys of this place."),
        ("g X", "g X does nothing."),
        ("'445566' Enter r -----", "at least one score"),
        ("'445566' Enter r 9", "The scale is 1 to 5"),
        ("'445566' Enter i Enter", "Two letters say what it is about."),
        ("'445566' Enter i 'ZZ' Tab Enter", "Something cannot be read"),
        ("'445566' Enter l Enter", "Say when: 14:30, tomorrow 9"),
        ("'445566' Enter l 'today 8' Enter", "That time is over already."),
        ("F4 m Enter", "There is nothing to note yet."),
        ("F4 L 'x' Enter", "'x' is not a number like T-42."),
        ("F4 e Enter", "Say why somebody above should look at it."),
        ("F4 x 'x' Enter", "'x' is not a number like T-42."),
        ("/ 'nobody at all' Enter", "Nobody is found for this."),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys(&keys.replace("-----", "- - - - -"));
        assert!(seat.shows(shown), "{keys}\n{}", seat.frame().text());
        assert_eq!(seat.commands(), [], "{keys}");
    }
}

#[test]
fn tickets_need_a_ticket() {
    let mut world = super::world::World::furnished();
    world.tickets.truncate(0);
    for keys in ["t", "a", "s", "p", "m", "o"] {
        let mut seat = Seat::with(Lang::En, (80, 24), super::world::World::empty());
        seat.keys("Esc").keys(keys);
        assert!(seat.shows("No ticket is selected"), "{keys}\n{}", seat.frame().text());
        assert_eq!(seat.commands(), []);
    }
}

/// With another list zoomed, `t` once took a ticket of the queue that nobody saw.
#[test]
fn a_key_for_a_ticket_needs_one_that_is_on_the_screen() {
    for (size, before) in [((80, 24), "F2 '445566' Esc z"), ((40, 12), "F2 '445566' Esc")] {
        for key in ["t", "s", "p", "a", "m", "e", "o", "g x"] {
            let mut seat = Seat::new(Lang::En, size);
            seat.keys(before);
            seat.model.focus = Focus::Find;
            seat.keys(key);
            assert!(seat.model.sheet.is_none() && seat.model.over.is_none(), "{key}");
            assert_eq!(seat.commands(), [], "{key}");
        }
        let mut seat = Seat::new(Lang::En, size);
        seat.keys(before);
        seat.model.focus = Focus::Find;
        seat.keys("t");
        let said = seat.model.notice_lines(200).join(" ");
        assert!(said.contains("No ticket is selected: F4 goes to the queue."), "{said}");
        seat.keys("F4 t");
        assert_eq!(seat.commands().len(), 1, "in front it is taken");
    }
}

#[test]
fn a_paste_is_one_edit_and_never_a_command() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.take(Input::Paste("0812-3344\n5566".into()));
    assert_eq!((seat.model.focus, seat.model.find.text()), (Focus::Find, "0812-3344 5566"));
    assert_eq!(seat.commands(), []);
    seat.keys("Esc '445566' Enter i 'BI'");
    seat.take(Input::Paste("tq\r\nsecond\u{1b}[2J".into()));
    assert_eq!(seat.model.field("note"), "tq\nsecond[2J");
    assert_eq!(seat.commands(), []);
}

#[test]
fn somebody_who_seems_to_be_there_is_told_first() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    let twin = Twin { customer: CustomerId(1), label: "Nur Halimah".into(), same: Field::Phone };
    seat.world.twins = vec![twin];
    seat.keys("N 'Nur' Tab '0812-3344-5566'").after(1_000);
    assert!(seat.shows("Nur Halimah (C-1) has the same phone."), "{}", seat.frame().text());
    let known = Refusal::SeemsKnown {
        customer: CustomerId(1),
        label: "Nur Halimah".into(),
        same: Field::Phone,
    };
    seat.world.refusal = Some(known.clone());
    seat.keys("Enter");
    assert!(seat.shows("Nur Halimah seems to be the same. What now?"), "{}", seat.frame().text());
    seat.keys("a");
    let last = seat.commands().last().map(|one| serde_json::to_value(one).expect("json"));
    let added = last.expect("a command");
    assert_eq!(added["add_customer"]["if_known"], "add");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(4)));
    seat.keys("N 'Nur' Enter");
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.world.refusal = Some(known);
    seat.keys("N 'Nur' Enter o");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
    assert_eq!(seat.kept().len(), 1, "what was typed is not lost");
}

#[test]
fn an_edited_record_says_how_it_was() {
    let said = said("'445566' Enter E ' binti Ahmad' Enter");
    let amend = &said[0]["amend_customer"];
    assert_eq!(amend["was"]["name"], "Nur Halimah");
    assert_eq!(amend["profile"]["name"], "Nur Halimah binti Ahmad");
    assert_eq!(amend["profile"]["phones"], amend["was"]["phones"]);
}

#[test]
fn find_opens_the_only_one_and_else_goes_into_the_list() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'081'");
    assert!(seat.shows("2 of 1,000,000"), "{}", seat.frame().text());
    seat.keys("Enter Down Enter");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(2)));
    seat.keys("/ 'nur' Enter");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
    assert_eq!(seat.model.focus, Focus::History);
}

#[test]
fn copying_goes_to_the_persons_own_clipboard() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 y");
    assert_eq!(seat.effects, [Effect::Copy("T-1042".into())]);
    seat.keys("'445566' Enter y p");
    assert_eq!(seat.effects[1], Effect::Copy("0812-3344-5566".into()));
}

#[test]
fn first_steps_are_offered_and_nobody_is_caught_in_them() {
    for (keys, effect) in [("l", Some(Effect::Sample)), ("q", Some(Effect::Leave)), ("N", None)] {
        let mut seat = Seat::with(Lang::En, (80, 24), super::world::World::empty());
        assert!(seat.shows("sigap import customers FILE"), "{}", seat.frame().text());
        seat.keys(keys);
        assert_eq!(seat.effects.first().cloned(), effect, "{keys}");
    }
    let mut seat = Seat::with(Lang::En, (80, 24), super::world::World::empty());
    seat.keys("i 'people.csv' Enter");
    assert_eq!(seat.effects, [Effect::Import("people.csv".into())]);
    assert!(seat.shows("Importing people.csv ..."));
    seat.touched(Kind::Customer, 1, "customer_added", "agent42");
}

#[test]
fn canned_texts_go_into_the_note() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'Hello. ' F6 'sor' Enter");
    assert_eq!(seat.model.field("note"), "Hello. We are sorry.");
}
