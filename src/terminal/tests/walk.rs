//! Every key everywhere, by the hand of somebody who presses them at random. Never a panic, a place
//! that Esc does not lead out of, or a picture that does not fit.

use std::sync::Arc;

use super::{Answers, Seat, world};
use crate::domain::CustomerId;
use crate::speech::Lang;
use crate::terminal::action::{Action, Context};
use crate::terminal::inbox::Input;
use crate::terminal::keymap::key::Pattern;
use crate::terminal::keymap::{BUILT_IN, Key, KeyPress, Keymap};
use crate::terminal::model::Focus;
use crate::wire::Signal;

/// Presses of Esc that lead out of anything: a list over a form over an opened thing, twice over.
const WAY_OUT: usize = 10;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("below a usize")
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

fn seat(keymap: &str, lang: Lang, size: (u16, u16)) -> Seat {
    let mut seat = Seat::new(lang, size);
    seat.model.keymap = Arc::new(Keymap::load(keymap).expect("it is compiled in"));
    seat
}

/// Every key that a keymap binds anywhere, and those that only text knows.
fn keys(keymap: &Keymap) -> Vec<KeyPress> {
    let mut keys: Vec<KeyPress> =
        "aZ0195 _-/".chars().map(|c| KeyPress::plain(Key::Char(c))).collect();
    keys.extend([Key::Left, Key::Right, Key::Delete, Key::Insert].map(KeyPress::plain));
    for context in Context::ALL {
        for binding in keymap.effective(*context) {
            for pattern in &binding.keys {
                match pattern {
                    Pattern::One(press) if !keys.contains(press) => keys.push(*press),
                    Pattern::One(_) | Pattern::Digit => {}
                }
            }
        }
    }
    keys
}

fn fits(seat: &Seat, told: &str) {
    let frame = seat.frame();
    let (columns, lines) = seat.model.size;
    assert_eq!((frame.cells.area.width, frame.cells.area.height), (columns, lines), "{told}");
    assert!(frame.cells.area.contains(frame.cursor), "{told}: cursor {:?}", frame.cursor);
}

/// Esc leads back to the panes, whatever is on show and whether or not the desk answers.
fn comes_back(seat: &mut Seat, told: &str) {
    for _ in 0..WAY_OUT {
        seat.take(Input::Key(KeyPress::plain(Key::Esc)));
    }
    let model = &seat.model;
    let open = (model.over.is_some(), model.sheet.is_some(), model.detail.is_some());
    assert_eq!(open, (false, false, false), "{told}\n{}", seat.frame().text());
    assert!(model.pressed.is_empty() && !model.zoomed, "{told}");
}

/// What else may happen between two keys.
fn happening(seat: &mut Seat, dice: &mut Dice) {
    match dice.below(12) {
        0 => seat.take(Input::Paste("0812 33\n\u{1b}[2Jsiti".into())),
        1 => seat.after(300),
        2 => seat.after(5_000),
        3 => {
            seat.answers = Answers::Later;
            seat
        }
        4 | 5 => seat.catch_up(),
        6 => seat.signal(Signal::Ring {
            number: "0899 12".into(),
            call_id: String::new(),
            agent: None,
            customer: (dice.below(2) == 0).then_some(CustomerId(1)),
            label: "Nur Halimah".into(),
            matches: 1,
        }),
        7 => seat.touched(crate::wire::Kind::Customer, 1, "customer_amended", "agent07"),
        8 => {
            seat.world.refusal = Some(crate::domain::Refusal::AlreadySo);
            seat
        }
        // An undo storm.
        9 => seat.keys("u u u u u u u u"),
        _ => {
            let (columns, lines) = *dice.one(&[(80, 24), (120, 40), (40, 12), (20, 6), (9, 2)]);
            seat.take(Input::Resize { columns, lines })
        }
    };
}

#[test]
fn random_keys_never_break_anything() {
    let mut dice = Dice(0x5167_a91e);
    for (name, _) in BUILT_IN {
        for lang in [Lang::En, Lang::Id] {
            let mut seat = seat(name, lang, (80, 24));
            let keys = keys(&seat.model.keymap);
            let mut pressed = Vec::new();
            for turn in 0..700 {
                let press = *dice.one(&keys);
                pressed.push(press.to_string());
                let from = pressed.len().saturating_sub(30);
                let told = format!("{name}: {}", pressed[from..].join(" "));
                seat.take(Input::Key(press));
                fits(&seat, &told);
                if turn % 7 == 0 {
                    happening(&mut seat, &mut dice);
                    fits(&seat, &told);
                }
                if turn % 50 == 49 {
                    comes_back(&mut seat, &told);
                    seat.catch_up();
                }
            }
        }
    }
}

#[test]
fn every_key_in_every_place_leads_back() {
    for (name, _) in BUILT_IN {
        let mut seat = seat(name, Lang::En, (80, 24));
        let keys = keys(&seat.model.keymap);
        let enter = KeyPress::plain(Key::Enter);
        for action in Action::ALL.iter().filter(|action| !action.needs_its_key()) {
            for (at, press) in keys.iter().enumerate() {
                let told = format!("{name}: {action}, then {press}");
                if seat.model.hand.is_none() {
                    seat.model.take_in_hand(CustomerId(1), "Nur Halimah".into());
                }
                seat.model.go(Focus::ALL[at % Focus::ALL.len()]);
                seat.model.act(*action, enter);
                seat.take(Input::Tick).take(Input::Key(*press));
                if at % 5 == 0 {
                    fits(&seat, &told);
                }
                comes_back(&mut seat, &told);
            }
            // A desk that has been kept busy for long is a desk of its own again.
            seat.world = world::World::furnished();
            seat.said.clear();
            seat.effects.clear();
        }
    }
}
