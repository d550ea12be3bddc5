//! Who is meant: the one chosen among several, the one whose number it is, the one who calls.
//! Never somebody who is not in front of the person.

use super::Seat;
use super::world::World;
use crate::domain::CustomerId;
use crate::speech::Lang;
use crate::terminal::model::Focus;
use crate::wire::{Command, Signal};

/// A desk where two customers have a 1852 in their numbers.
fn with_1852(first: &str, second: &str) -> Seat {
    let mut world = World::furnished();
    world.add("Ridwan", first);
    world.add("Sari", second);
    Seat::with(Lang::En, (80, 24), world)
}

fn at_hand(seat: &Seat) -> Option<u64> {
    seat.model.hand.as_ref().map(|hand| hand.id.0)
}

#[test]
fn a_key_about_the_customer_means_the_one_chosen_among_several_found() {
    for keys in ["i", "c", "r", "v", "w", "E", "l", "F5"] {
        let mut seat = with_1852("0812-0000-1852", "0812-1111-1852");
        seat.keys("'445566' Enter");
        assert_eq!(at_hand(&seat), Some(1));
        seat.keys("/ '1852' Enter");
        assert!(seat.shows("are found: choose one"), "{}", seat.frame().text());
        seat.keys("Down");
        assert_eq!(at_hand(&seat), Some(1), "nobody is chosen yet");
        seat.keys(keys);
        assert_eq!(at_hand(&seat), Some(5), "{keys}");
        assert!(seat.shows("History  Sari"), "{keys}\n{}", seat.frame().text());
    }
}

#[test]
fn a_call_is_logged_for_the_one_chosen_among_several_found() {
    let mut seat = with_1852("0812-0000-1852", "0812-1111-1852");
    seat.keys("'445566' Enter / '1852' Enter Down Up i 'BI' 'no light' Enter");
    let customers: Vec<CustomerId> = seat
        .commands()
        .iter()
        .filter_map(|command| match command {
            Command::LogInteraction { customer, .. } => Some(*customer),
            _ => None,
        })
        .collect();
    assert_eq!(customers, [CustomerId(4)]);
}

#[test]
fn the_only_number_that_ends_in_the_digits_opens_although_others_hold_them() {
    for (typed, opened) in [("1852", Some(5)), ("0812", None)] {
        let mut seat = with_1852("0812-1852-0000", "0812-1111-1852");
        seat.keys("/").keys(&format!("'{typed}'")).keys("Enter");
        assert_eq!(at_hand(&seat), opened, "{typed}\n{}", seat.frame().text());
    }
    let mut seat = with_1852("0812-1852-0000", "0812-1852-1111");
    seat.world.customers[4].profile.account = "1852".into();
    seat.keys("'1852' Enter");
    assert_eq!(at_hand(&seat), Some(5), "it is their account number");
}

fn ring(number: &str, customer: Option<u64>) -> Signal {
    Signal::Ring {
        number: number.into(),
        call_id: number.into(),
        agent: None,
        customer: customer.map(CustomerId),
        label: if customer.is_some() { "Nur Halimah".into() } else { String::new() },
        matches: customer.iter().count() as u32,
    }
}

#[test]
fn esc_with_nothing_to_close_keeps_a_ringing_call() {
    for keys in ["Esc", "Esc Esc", "F4 Esc Esc", "'445566' Enter Esc Esc", "Backspace"] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.signal(ring("0812-3344-5566", Some(1)));
        seat.keys("F4").keys(keys);
        assert!(seat.shows("Call from 0812-3344-5566"), "{keys}\n{}", seat.frame().text());
        seat.keys("F4 X");
        assert!(!seat.shows("Call from"), "{keys}");
        assert_eq!(seat.model.focus, Focus::Queue);
    }
}

#[test]
fn half_a_rating_does_not_come_back_later() {
    let half = "Tangibles 4  Reliability 5  Responsiveness _";
    let none = "Tangibles _  Reliability .";
    for keys in ["Esc", "F4 F5 Esc", "w 'SO' Enter", "/ '1111' Enter"] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'445566' Enter r 4 5 Tab Shift-Tab");
        assert!(seat.shows(half), "a way through the panes loses nothing");
        seat.keys(keys);
        assert!(seat.shows("The unfinished rating of Nur Halimah is not kept"), "{keys}");
        seat.keys("/ '445566' Enter r");
        assert!(seat.shows(none), "{keys}\n{}", seat.frame().text());
    }
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter r 4 5");
    seat.signal(ring("0812-3344-5566", Some(1))).keys("Enter");
    assert!(seat.shows(none), "another call of the same customer's");
}

#[test]
fn an_undone_rating_leaves_nothing_on_its_line() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter r 4 5 4 5 4");
    assert!(seat.shows("Empathy 4"), "{}", seat.frame().text());
    let done = crate::wire::Done { undone: Some("rating_given".into()), ..Default::default() };
    seat.model.undone(&done);
    assert!(!seat.shows("Empathy 4"), "{}", seat.frame().text());
}

#[test]
fn the_next_call_says_that_the_contact_before_has_no_outcome_and_w_still_gets_there() {
    for (keys, customer) in [("Enter", Some(1)), ("Enter", None), ("/ '445566' Enter", Some(1))] {
        let mut seat = with_1852("0812-0000-1852", "0812-1111-9999");
        seat.keys("'1852' Enter i 'BI' 'no light' Enter");
        let number = if customer.is_some() { "0812-3344-5566" } else { "0899-1" };
        seat.signal(ring(number, customer)).keys("/").keys("Esc").keys(keys);
        let text = seat.frame().text();
        assert!(text.contains("The contact of Ridwan has no outcome yet"), "{keys}\n{text}");
        seat.keys("X / '1852' Enter w 'SO' Enter");
        let last = serde_json::to_value(seat.commands().last()).expect("json");
        assert_eq!(last["set_outcome"]["outcome"], "SO", "{last}");
    }
}

#[test]
fn an_outcome_to_call_back_without_a_promise_says_which_key_promises() {
    let wanted = "No call-back is promised to Nur Halimah: l promises one.";
    for (outcome, promised, said) in
        [("CB", false, true), ("CB", true, false), ("SO", false, false)]
    {
        let mut seat = Seat::new(Lang::En, (80, 24));
        if promised {
            seat.world.customers[0].callbacks = vec![crate::domain::CallBack {
                id: crate::domain::CallBackId(1),
                customer: CustomerId(1),
                due: super::NOW.plus(60_000),
                agent: String::new(),
                note: None,
                state: crate::domain::CallBackState::Open,
            }];
        }
        seat.keys("'445566' Enter w").keys(&format!("'{outcome}' Enter"));
        assert_eq!(seat.shows(wanted), said, "{outcome}\n{}", seat.frame().text());
    }
}

#[test]
fn the_number_of_an_unknown_caller_is_offered_in_a_known_customers_record() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.signal(ring("0899 111 222", None)).keys("Enter 'budi' Enter E");
    let phones = seat.model.field("phone");
    assert!(phones.ends_with("0813-1111-2222\n0899 111 222"), "{phones}");
    assert!(seat.shows("0899 111 222, from which they called"), "{}", seat.frame().text());
    seat.keys("Enter");
    let last = serde_json::to_value(seat.commands().last()).expect("json");
    let phones = &last["amend_customer"]["profile"]["phones"];
    assert_eq!(phones[1]["number"], "0899 111 222", "{last}");
}

#[test]
fn what_is_about_somebody_else_is_named_before_u_takes_it_back() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    let named = "u once more takes back ticket T-1042 of Nur Halimah";
    seat.keys("'1111' Enter u");
    assert!(seat.shows(named), "{}", seat.frame().text());
    seat.keys("j u");
    assert!(seat.shows(named), "after another key it is named again");
    assert!(!seat.commands().contains(&Command::Undo));
    seat.keys("u");
    assert!(seat.shows("Taken back: ticket T-1042"), "{}", seat.frame().text());
    assert_eq!(seat.commands().last(), Some(&Command::Undo));
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter u");
    assert!(seat.shows("Taken back: ticket T-1042"), "{}", seat.frame().text());
    assert!(!seat.commands().contains(&Command::Undo), "only what is about them");
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'1111' Enter w 'SO' Enter u");
    assert_eq!(seat.commands().last(), Some(&Command::Undo), "the notice offers it");
}

fn call_back(due: i64, agent: &str) -> crate::wire::CallBackRow {
    let callback = crate::domain::CallBack {
        id: crate::domain::CallBackId(1),
        customer: CustomerId(1),
        due: super::NOW.plus(due),
        agent: agent.into(),
        note: None,
        state: crate::domain::CallBackState::Open,
    };
    crate::wire::CallBackRow { callback, label: "Nur Halimah".into(), phone: String::new() }
}

#[test]
fn a_promised_call_is_announced_when_it_falls_due_and_counted_at_the_top() {
    let said = "The call to Nur Halimah was promised for";
    for (agent, mine) in [("agent42", true), ("", true), ("agent07", false)] {
        let mut world = World::furnished();
        world.callbacks = vec![call_back(30_000, agent)];
        let mut seat = Seat::with(Lang::En, (120, 40), world);
        assert!(!seat.shows("to call 1") && !seat.shows(said), "{}", seat.frame().text());
        seat.after(60_000);
        assert_eq!((seat.shows("to call 1"), seat.shows(said)), (mine, mine), "{agent}");
        seat.after(10_000).keys("j").after(60_000);
        assert_eq!((seat.shows("to call 1"), seat.shows(said)), (mine, false), "said once");
    }
    let mut world = World::furnished();
    world.callbacks = vec![call_back(-30_000, ""), call_back(-60_000, "")];
    let seat = Seat::with(Lang::En, (80, 24), world);
    assert!(seat.shows("2 promised calls are due; g c lists them."), "{}", seat.frame().text());
    assert!(seat.shows("to call 2"), "{}", seat.frame().text());
}

#[test]
fn after_a_call_the_queue_is_at_its_top_unless_the_person_moved_in_it() {
    for (moved, at) in [("", Some(0)), ("F4 Down F3", Some(2))] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.world.tickets.rotate_left(1);
        seat.keys("F4 Home '445566' Enter i 'BI' 'x' Enter c Enter");
        seat.keys(moved).keys("w 'SO' Enter");
        let wanted = if moved.is_empty() { Some(0) } else { at };
        assert_eq!(seat.model.queue.rows.at(), wanted, "{moved}\n{}", seat.frame().text());
    }
}

#[test]
fn a_call_that_is_accepted_leaves_no_older_search_in_find() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'1111' Enter");
    seat.signal(ring("0812-3344-5566", Some(1))).keys("Enter");
    assert_eq!(seat.model.find.text(), "");
    assert!(seat.model.find.rows.is_empty());
    assert_eq!(seat.model.focus, Focus::History);
}

#[test]
fn a_time_that_is_over_is_said_once_and_no_call_is_read_into_it() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter l '20/11/2026 09:00' Enter");
    let text = seat.frame().text();
    assert_eq!(text.matches("That time is over already.").count(), 1, "{text}");
    assert!(!text.contains("They are called on"), "{text}");
    assert!(seat.commands().is_empty());
}

#[test]
fn a_draft_says_whose_it_is_in_the_list_and_in_its_form() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'half a note' Esc / '1111' Enter");
    seat.world.drafts = seat.kept();
    seat.keys("g d");
    assert!(seat.shows("contact  Nur Halimah"), "{}", seat.frame().text());
    seat.keys("Enter");
    assert!(seat.shows("half a note"), "{}", seat.frame().text());
    let title = seat.frame().text();
    assert!(
        title.lines().any(|line| line.contains("Log") && line.contains("Nur Halimah")),
        "{title}"
    );
}

#[test]
fn what_stands_beside_goes_on_below_instead_of_being_cut() {
    let mut world = World::furnished();
    let address = "Jalan Jenderal Sudirman Kavling 52 sampai 53 Lantai 21 Blok Timur Ujung";
    world.customers[0].profile.address = address.into();
    let mut seat = Seat::with(Lang::En, (120, 40), world);
    seat.keys("'445566' Enter / '445566' Enter Enter");
    let text = seat.frame().text();
    let shown: String = text.lines().filter_map(|line| line.split_once('|')).map(|l| l.1).collect();
    for word in address.split(' ') {
        assert!(shown.contains(word), "{word}\n{text}");
    }
}

#[test]
fn of_the_same_name_each_shows_its_account_number_and_others_do_not() {
    let mut world = World::furnished();
    world.add("Sari", "0812-0000-1852");
    world.add("Sari", "0812-1111-1852");
    let mut seat = Seat::with(Lang::En, (80, 24), world);
    seat.keys("/ 'sari'");
    for shown in ["Sari AC-00234", "Sari AC-00235"] {
        assert!(seat.shows(shown), "{shown}\n{}", seat.frame().text());
    }
    seat.keys("/ 'nur'");
    assert!(!seat.shows("Nur Halimah AC"), "{}", seat.frame().text());
}

#[test]
fn while_find_asks_to_choose_a_key_about_the_customer_opens_nothing() {
    for keys in ["i", "c", "C", "r", "v", "w", "E", "l", "F5"] {
        let mut seat = with_1852("0812-0000-1852", "0812-1111-1852");
        // Long enough after it for no letter of a name.
        seat.keys("'445566' Enter / '1852' Enter").after(1_000).keys(keys);
        assert!(seat.shows("are found: choose one"), "{keys}\n{}", seat.frame().text());
        assert!(seat.model.sheet.is_none() && seat.model.over.is_none(), "{keys}");
        assert_eq!((at_hand(&seat), seat.model.focus), (Some(1), Focus::Find), "{keys}");
        seat.keys("Enter").keys(keys);
        assert_eq!(at_hand(&seat), Some(4), "{keys}: she is chosen");
    }
}

#[test]
fn a_name_typed_on_after_several_are_found_goes_on_in_the_box() {
    let mut seat = with_1852("0812-0000-1852", "0812-1111-1852");
    seat.keys("/ '1852' Enter 'nqit'");
    assert_eq!(seat.model.find.text(), "1852 nqit");
    assert!(seat.model.find.typing && seat.model.sheet.is_none() && seat.commands().is_empty());
}
