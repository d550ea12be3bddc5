//! The screen as people see it, in both languages and three sizes. Never a colour: what matters is
//! said in words.

use super::Seat;
use crate::domain::CustomerId;
use crate::home;
use crate::speech::Lang;
use crate::terminal::inbox::Input;
use crate::terminal::widget::columns::fit;
use crate::terminal::widget::{Around, Theme};
use crate::wire::Signal;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];

/// Every screen worth looking at, by name and keys.
const SCREENS: [(&str, &str); 16] = [
    ("start", ""),
    ("found", "'081'"),
    ("at_hand", "'445566' Enter"),
    ("log", "'445566' Enter i 'BI' 'charged twice in October'"),
    ("log_topic", "'445566' Enter i"),
    ("complaint", "'445566' Enter i 'BI' 'charged twice in October' Enter c"),
    ("opened", "'445566' Enter i 'BI' 'charged twice in October' Enter c Enter"),
    ("rating", "'445566' Enter r 4 5 -"),
    ("verify", "'445566' Enter v"),
    ("wrap_up", "'445566' Enter w"),
    ("contact", "'445566' Enter Enter"),
    ("ticket", "F4 Enter"),
    ("record", "'445566' Enter E"),
    ("palette", ": 'tic'"),
    ("help", "F4 ?"),
    ("go", "g"),
];

/// Who goes from one list to the next has nothing new to read, and a thin line nothing to send.
#[test]
fn the_hints_are_the_same_from_pane_to_pane() {
    let hints = |keys: &str| {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys(keys).after(200);
        seat.frame().text().lines().rfind(|line| !line.is_empty()).map(str::to_owned)
    };
    for before in ["", "'081' Enter Esc", "'445566' Enter"] {
        let there = |key: &str| hints(&format!("{before} {key}"));
        assert_eq!(there("F3"), there("F4"), "{before}");
    }
    let rating = hints("'445566' Enter F5").expect("a line");
    assert!(rating.starts_with("F1 keys  i log  c complaint"), "{rating}");
    let queue = hints("'445566' Enter F4").expect("a line");
    assert_eq!(rating[7..], queue[7..], "but for the key of help");
    // Where letters are text the line says when they are keys again.
    let empty = hints("'445566' Enter F2 Ctrl-u").expect("a line");
    assert_eq!(empty, format!("Esc:   {}", &queue[7..]));
    let begun = hints("'445566' Enter r 4").expect("a line");
    assert!(begun.starts_with("- skip  ? statement"), "{begun}");
}

#[test]
fn screens() {
    for lang in [Lang::En, Lang::Id] {
        for (columns, lines) in SIZES {
            let mut pictures = String::new();
            for (name, keys) in SCREENS {
                let mut seat = Seat::new(lang, (columns, lines));
                seat.keys(keys).after(200);
                pictures += &picture(&seat, name, columns);
            }
            insta::assert_snapshot!(format!("{}_{columns}x{lines}", lang.tag()), pictures);
        }
    }
}

/// A screen in a frame, with the cursor's place.
fn picture(seat: &Seat, name: &str, columns: u16) -> String {
    let frame = seat.frame();
    let mut text = format!("{name}, cursor at {},{}\n", frame.cursor.x, frame.cursor.y);
    for line in frame.text().lines() {
        text += &format!("|{}|\n", fit(line, usize::from(columns)));
    }
    text + "\n"
}

#[test]
fn every_theme_says_the_same_and_none_says_nothing_but_letters() {
    let around = Around { term: "xterm-256color".into(), ..Around::default() };
    let mut styled = 0;
    for (name, keys) in SCREENS {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys(keys).after(200);
        let plain = seat.frame();
        for wanted in home::Theme::ALL {
            seat.model.theme = Theme::of_terminal(*wanted, &around);
            let frame = seat.frame();
            assert_eq!(frame.text(), plain.text(), "{name} in {wanted:?}");
            assert_eq!(frame.cursor, plain.cursor, "{name} in {wanted:?}");
            if *wanted == home::Theme::None {
                assert_eq!(frame, plain, "{name}");
            }
            styled += usize::from(frame != plain);
        }
    }
    assert!(styled > SCREENS.len(), "{styled} screens look like anything");
}

#[test]
fn the_first_run_in_both_languages() {
    for lang in [Lang::En, Lang::Id] {
        for (columns, lines) in [(80, 24), (40, 12)] {
            let seat = Seat::with(lang, (columns, lines), super::world::World::empty());
            let name = format!("first_{}_{columns}x{lines}", lang.tag());
            insta::assert_snapshot!(name, picture(&seat, "first steps", columns));
        }
    }
}

#[test]
fn every_size_is_drawn_and_the_cursor_stays_inside() {
    for (name, keys) in SCREENS {
        for (columns, lines) in
            [(1, 1), (10, 3), (19, 5), (20, 6), (33, 9), (79, 24), (80, 23), (119, 24), (300, 100)]
        {
            let mut seat = Seat::new(Lang::Id, (80, 24));
            seat.signal(Signal::Ring {
                number: "0812-3344-5566".into(),
                call_id: String::new(),
                agent: None,
                customer: Some(CustomerId(1)),
                label: "Nur Halimah".into(),
                matches: 1,
            });
            seat.keys("X").keys(keys).take(Input::Resize { columns, lines });
            let frame = seat.frame();
            assert!(frame.cells.area.contains(frame.cursor), "{name} {columns}x{lines}");
        }
    }
}

#[test]
fn a_tiny_terminal_gets_a_sentence() {
    let seat = Seat::new(Lang::En, (10, 3));
    assert_eq!(seat.frame().text().trim(), "Enlarge to\n20x6");
}

#[test]
fn no_sentence_is_cut_at_80_columns() {
    let sentences = ["link-down", "offer-ring", "rating-by", "notice-no-customer"];
    for lang in [Lang::En, Lang::Id] {
        for key in sentences {
            let mut seat = Seat::new(lang, (80, 24));
            let long = "a reason that is as long as reasons of operating systems can be ".repeat(2);
            seat.model.say_with(key, &[("why", &long), ("number", &long), ("rater", &long)]);
            let said = seat.model.notice.clone().expect("a notice").text;
            let shown: Vec<String> = seat.model.notice_lines(80);
            let words = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(words(&shown.join(" ")), words(&said), "{key}");
            let text = seat.frame().text();
            assert!(shown.iter().all(|line| text.contains(line.trim())), "{key}\n{text}");
        }
    }
}
