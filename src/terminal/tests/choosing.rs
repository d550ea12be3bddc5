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
    seat.keys("'445566' Enter / '1852' Enter i 'BI' 'no light' Enter");
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
    for (typed, opened) in [("1852", Some(5)), ("AC-00235", Some(5)), ("0812", None)] {
        let mut seat = with_1852("0812-1852-0000", "0812-1111-1852");
        seat.keys("/").keys(&format!("'{typed}'")).keys("Enter");
        assert_eq!(at_hand(&seat), opened, "{typed}\n{}", seat.frame().text());
    }
}

#[test]
fn esc_with_nothing_to_close_keeps_a_ringing_call() {
    for keys in ["Esc", "Esc Esc", "F4 Esc Esc", "'445566' Enter Esc Esc", "Backspace"] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.signal(Signal::Ring {
            number: "0812-3344-5566".into(),
            call_id: "call-1".into(),
            agent: None,
            customer: Some(CustomerId(1)),
            label: "Nur Halimah".into(),
            matches: 1,
        });
        seat.keys("F4").keys(keys);
        assert!(seat.shows("Call from 0812-3344-5566"), "{keys}\n{}", seat.frame().text());
        seat.keys("F4 X");
        assert!(!seat.shows("Call from"), "{keys}");
        assert_eq!(seat.model.focus, Focus::Queue);
    }
}
