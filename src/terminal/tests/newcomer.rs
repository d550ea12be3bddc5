//! What somebody new at the desk runs into: older texts, unknown callers, letters typed where they
//! are commands, covers over the panes. Never a dead end.

use super::world::World;
use super::{NOW, Seat};
use crate::domain::{At, CustomerId};
use crate::speech::Lang;
use crate::terminal::inbox::{Child, Effect, Ending, Input};
use crate::terminal::model::Focus;
use crate::wire::{Draft, Signal};

fn draft(form: &str, customer: Option<u64>, fields: &[(&str, &str)]) -> Draft {
    let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Draft {
        id: uuid::Uuid::from_u128(99),
        form: form.into(),
        customer: customer.map(CustomerId),
        ticket: None,
        label: String::new(),
        fields: fields.iter().map(text).collect(),
        at: NOW.plus(-3 * 60 * 60_000),
        seat: "elsewhere".into(),
        live: false,
    }
}

fn with_draft(draft: Draft) -> Seat {
    let mut world = World::furnished();
    world.drafts = vec![draft];
    Seat::with(Lang::En, (80, 24), world)
}

fn unknown_caller(number: &str) -> Seat {
    caller(number, 0)
}

fn caller(number: &str, matches: u32) -> Seat {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.signal(Signal::Ring {
        number: number.into(),
        call_id: "call-1".into(),
        agent: None,
        customer: None,
        label: String::new(),
        matches,
    });
    seat.keys("Enter");
    seat
}

#[test]
fn an_older_text_in_a_form_says_so_and_one_key_starts_afresh() {
    let mut seat = with_draft(draft("log", Some(1), &[("topic", "TE"), ("note", "one\ntwo")]));
    seat.keys("'445566' Enter i");
    let waits = "A text for this is kept from 21 Nov 06:14: Ctrl-N brings it back.";
    assert!(seat.shows(waits), "{}", seat.frame().text());
    seat.keys("Ctrl-n");
    let said = "This text is kept from 21 Nov 06:14. Ctrl-N starts afresh";
    assert!(seat.shows(said), "{}", seat.frame().text());
    seat.keys("'!'").after(5_000).keys("'!'");
    assert!(seat.shows(said), "for as long as it is there");
    assert_eq!(seat.model.field("note"), "one\ntwo!!", "the cursor is at the end");
    seat.keys("Ctrl-n");
    assert!(!seat.shows(said), "{}", seat.frame().text());
    assert_eq!((seat.model.field("topic"), seat.model.field("note")), Default::default());
    seat.keys("'BI' 'another matter' Enter");
    let logged = serde_json::to_value(seat.commands()).expect("json");
    assert_eq!(logged[0]["log_interaction"]["note"], "another matter");
    assert_eq!(seat.kept().len(), 1, "the older text waits");
    seat.keys("i Ctrl-n");
    assert_eq!(seat.model.field("note"), "one\ntwo!!");
}

#[test]
fn of_two_texts_for_one_form_the_chosen_one_comes_back() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'first' Esc").after(1_000);
    seat.keys("i 'TE' 'second' Esc").after(1_000);
    seat.world.drafts = seat.kept();
    seat.keys("g d 'first' Enter");
    assert_eq!(seat.model.field("note"), "first");
    seat.keys("Esc g d 'second' Enter");
    assert_eq!(seat.model.field("note"), "second");
}

#[test]
fn a_new_form_has_no_older_text_to_put_aside() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i Ctrl-n");
    assert!(seat.shows("Nothing is typed in this form"), "{}", seat.frame().text());
}

#[test]
fn of_two_texts_for_one_form_each_waits_while_the_other_is_typed() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'first' Ctrl-n");
    assert_eq!((seat.model.field("topic"), seat.model.field("note")), Default::default());
    seat.keys("'TE' 'second' Ctrl-n");
    assert_eq!((&*seat.model.field("topic"), &*seat.model.field("note")), ("BI", "first"));
    let kept = seat.kept();
    let notes = kept.iter().flat_map(|draft| &draft.fields).filter(|(name, _)| name == "note");
    let notes: std::collections::BTreeSet<&str> = notes.map(|(_, note)| &**note).collect();
    assert_eq!(notes, ["first", "second"].into());
}

#[test]
fn an_unknown_caller_is_added_by_one_key_with_the_number() {
    for keys in ["Ctrl-n", "Esc N"] {
        let mut seat = unknown_caller("0899 111 222");
        assert!(seat.shows("Ctrl-N adds them with this number"), "{}", seat.frame().text());
        seat.keys(keys);
        assert_eq!(seat.model.field("phone"), "0899 111 222", "{keys}");
        assert_eq!(seat.model.field("name"), "", "{keys}");
    }
}

#[test]
fn n_after_an_unknown_caller_is_a_letter_of_a_name() {
    let mut seat = unknown_caller("0899 111 222");
    seat.keys("'Nur'");
    assert!(seat.model.sheet.is_none());
    assert_eq!(seat.model.find.text(), "Nur");
}

#[test]
fn an_unknown_caller_is_looked_for_by_name_and_the_number_is_not_lost() {
    let mut seat = unknown_caller("0899 111 222");
    seat.keys("'budi'");
    assert!(!seat.shows("N adds them"), "in a name N is a letter");
    assert_eq!(seat.model.find.text(), "budi", "the name does not append to the number");
    seat.keys("' nobody'");
    assert!(seat.shows("Ctrl-N adds a new customer with it."), "{}", seat.frame().text());
    seat.keys("Ctrl-n");
    assert_eq!(seat.model.field("name"), "budi nobody");
    assert_eq!(seat.model.field("phone"), "0899 111 222");
    seat.keys("Esc / 'nur' Enter N");
    assert_eq!(seat.model.field("phone"), "", "whoever was found was the caller");
}

#[test]
fn a_name_narrows_those_who_share_a_callers_number() {
    let mut seat = caller("081", 2);
    assert!(seat.shows("2 customers have 081"), "{}", seat.frame().text());
    seat.keys("'budi'");
    assert_eq!(seat.model.find.text(), "081 budi");
}

#[test]
fn digits_nobody_has_lead_to_a_new_customer() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'0899111222' Enter");
    assert!(seat.shows("Nobody is found for this. Ctrl-N adds a new customer with it."));
    seat.keys("'siti'");
    assert_eq!(seat.model.find.text(), "siti");
    seat.keys("Ctrl-n");
    assert_eq!((seat.model.field("name"), seat.model.field("phone")), {
        ("siti".to_owned(), "0899111222".to_owned())
    });
}

#[test]
fn an_older_new_customer_never_takes_an_unknown_callers_place() {
    let mut world = World::furnished();
    world.drafts = vec![draft("new_customer", None, &[("name", "Somebody Else")])];
    let mut seat = Seat::with(Lang::En, (80, 24), world);
    seat.keys("'0899111222' Ctrl-n");
    assert_eq!((seat.model.field("name"), seat.model.field("phone")), {
        (String::new(), "0899111222".to_owned())
    });
    seat.keys("Esc Esc g d Enter");
    assert_eq!(seat.model.field("name"), "Somebody Else", "it is still there");
}

#[test]
fn q_within_a_word_asks_before_it_leaves() {
    for keys in ["'hq'", "'081' Down q"] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys(keys);
        assert_eq!(seat.effects, [], "{keys}");
        assert!(seat.shows("Leave the desk?"), "{keys}\n{}", seat.frame().text());
        seat.keys("l");
        assert_eq!(seat.effects, [Effect::Leave]);
    }
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("k").after(2_000).keys("q");
    assert_eq!(seat.effects, [Effect::Leave], "a key by itself is what it says");
}

#[test]
fn a_way_to_a_pane_closes_what_is_opened_over_it() {
    for keys in ["F4", "g q", "g a", "g l", "F3", "g h"] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("F4 Enter");
        assert!(seat.model.detail.is_some());
        seat.keys(keys);
        assert!(seat.model.detail.is_none(), "{keys}");
    }
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 Enter f 'zzz' Enter");
    assert!(seat.shows("with \"zzz\""), "{}", seat.frame().text());
}

#[test]
fn no_promised_call_is_said_to_be_none() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g c");
    assert!(seat.shows("No call-backs are promised."), "{}", seat.frame().text());
}

#[test]
fn the_first_steps_say_how_many_customers_there_are_and_come_back_below_help() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g s");
    assert!(
        seat.shows("This desk has 3 customers; nothing here changes them."),
        "{}",
        seat.frame().text()
    );
    assert!(!seat.shows("empty"));
    let mut seat = Seat::with(Lang::En, (80, 24), World::empty());
    seat.keys("?");
    assert!(seat.shows("Keys: "), "{}", seat.frame().text());
    seat.keys("Esc");
    assert!(seat.shows("Where do you want to begin?"), "{}", seat.frame().text());
}

#[test]
fn an_import_that_fails_gives_the_path_back_with_the_reason() {
    let mut seat = Seat::with(Lang::En, (80, 24), World::empty());
    seat.keys("i 'peple.csv' Enter");
    seat.take(Input::Child(Child::Line("peple.csv: there is no such file.".into())));
    seat.take(Input::Child(Child::Ended(Ending::Badly)));
    assert!(seat.shows("! peple.csv: there is no such file."), "{}", seat.frame().text());
    seat.keys("Home Right Right 'o' Enter");
    let import = |path: &str| Effect::Import(path.into());
    assert_eq!(seat.effects, [import("peple.csv"), import("people.csv")]);
    // Whoever has gone on meanwhile is told, and keeps the keys.
    seat.after(1_000).keys("F4");
    seat.take(Input::Child(Child::Ended(Ending::Badly)));
    assert!(seat.model.sheet.is_none());
    assert!(seat.shows("The import has failed."), "{}", seat.frame().text());
}

#[test]
fn letters_that_choose_are_the_same_in_every_language() {
    for keys in ["'445566' Enter v", "F4 s", "F4 p", "b", "'445566' Enter y", "g s"] {
        let marks = |lang: Lang| {
            let mut seat = Seat::new(lang, (80, 24));
            seat.keys(keys);
            let text = seat.frame().text();
            let mark = |line: &str| {
                let row = line.strip_prefix("> ").or_else(|| line.strip_prefix("  "))?;
                let (mark, _) = row.split_once("  ")?;
                (mark.len() == 1).then(|| mark.to_owned())
            };
            text.lines().filter_map(mark).collect::<Vec<_>>()
        };
        assert!(marks(Lang::En).len() > 2, "{keys}");
        assert_eq!(marks(Lang::En), marks(Lang::Id), "{keys}");
    }
}

#[test]
fn a_ticket_goes_to_somebody_unknown_only_when_asked() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 a 'zzgus' Enter");
    assert_eq!(seat.commands(), []);
    assert!(seat.shows("Nobody called zzgus has been at this desk."), "{}", seat.frame().text());
    seat.keys("Enter 'agent07' Enter");
    let said = serde_json::to_value(seat.commands()).expect("json");
    assert_eq!(said[0]["assign_ticket"]["to"], "agent07");
    // Its letters are in "nobody yet", in this order.
    seat.keys("F4 a 'noy' Enter");
    assert!(seat.shows("Nobody called noy has been at this desk."), "{}", seat.frame().text());
    seat.keys("Esc F4 a 'zzgus' Enter g");
    let said = serde_json::to_value(seat.commands()).expect("json");
    assert_eq!(said[1]["assign_ticket"]["to"], "zzgus");
}

#[test]
fn a_call_back_is_promised_as_people_say_times() {
    // It is 09:14 on a Saturday.
    for (typed, wanted) in [
        ("besok 09.00", "22 Nov 09:00"),
        ("tomorrow 9", "22 Nov 09:00"),
        ("17:30", "21 Nov 17:30"),
        ("8", "22 Nov 08:00"),
        ("senin 10.00", "23 Nov 10:00"),
        ("1/12 14:30", "01 Dec 14:30"),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'445566' Enter l").keys(&format!("'{typed}'"));
        let (day, time) = wanted.split_at(6);
        let read = format!("They are called on {day} 2026{time}.");
        assert!(seat.shows(&read), "{typed}\n{}", seat.frame().text());
        seat.keys("Enter");
        let said = format!("The call is promised for {wanted}.");
        assert!(seat.shows(&said), "{typed}\n{}", seat.frame().text());
    }
}

#[test]
fn taking_back_says_what_and_whose() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("u");
    let said = "Taken back: ticket T-1042 of Nur Halimah";
    assert!(seat.shows(said), "{}", seat.frame().text());
}

#[test]
fn a_small_screen_keeps_the_calls_keys_the_state_and_how_contacts_ended() {
    for (lang, hints, state, ended) in [
        (Lang::En, "? keys  i log c complaint r rate w wrap", "agent42  ready", "solved"),
        (Lang::Id, "? bantu  i catat c keluh r nilai w usai", "agent42  siap", "tuntas"),
    ] {
        let mut seat = Seat::new(lang, (40, 12));
        seat.keys("'445566' Enter");
        let text = seat.frame().text();
        for shown in [hints, state, ended, "T-1042"] {
            assert!(text.contains(shown), "{shown}\n{text}");
        }
    }
    let mut seat = Seat::new(Lang::En, (40, 7));
    seat.keys("'445566' Enter Enter");
    seat.keys("Esc");
    let text = seat.frame().text();
    assert!(text.contains(" of 4"), "{text}");
}

#[test]
fn a_form_on_its_way_says_so_beside_its_fields() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'a' Ctrl-j 'b' Ctrl-j 'c'");
    let before = seat.frame().text();
    let fields = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("call") && line.contains("chat"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    seat.answers = super::Answers::Later;
    seat.keys("Enter");
    assert!(seat.shows("sending ..."), "{}", seat.frame().text());
    assert_eq!(fields(&seat.frame().text()), fields(&before));
    assert!(!fields(&before).is_empty());
    let last = "direction";
    assert!(seat.shows(last), "{}", seat.frame().text());
    assert_eq!(seat.model.focus, Focus::History);
    assert_ne!(seat.now, At::default());
}
