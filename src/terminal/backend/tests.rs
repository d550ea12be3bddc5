//! What is sent, against what the standard backend makes an independent terminal show, and what it
//! costs. Never a real terminal.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::style::{Color, Modifier, Style};

use super::*;

/// A text, where it begins and how it looks.
type Placed = (u16, u16, String, u8);

/// One frame of a story: how large the terminal is, what stands where, a list's first row and the
/// chosen one of its rows, the cursor.
#[derive(Debug, Clone)]
struct Scene {
    size: (u16, u16),
    texts: Vec<Placed>,
    list: (u16, u16),
    cursor: (u16, u16),
}

fn style(look: u8) -> Style {
    match look {
        0 => Style::new(),
        1 => Style::new().add_modifier(Modifier::BOLD),
        2 => Style::new().add_modifier(Modifier::UNDERLINED).fg(Color::Red),
        3 => Style::new().add_modifier(Modifier::BOLD).fg(Color::Red),
        4 => Style::new().fg(Color::Indexed(244)),
        _ => Style::new().add_modifier(Modifier::REVERSED).bg(Color::Indexed(17)),
    }
}

impl Scene {
    fn frame(&self) -> Frame {
        let (width, height) = self.size;
        let mut frame = Frame::empty(width, height);
        let (first, chosen) = self.list;
        // A list over most of the screen, as the queue is.
        for y in 1..height.saturating_sub(2) {
            let row = first + y;
            let mark = if row == chosen { ">" } else { " " };
            let text =
                format!("{mark} T-{row:03} {} {}", row * 37 % 11, "word ".repeat(row as usize % 3));
            frame.cells.set_stringn(0, y, text, usize::from(width), style((row % 5 == 0).into()));
        }
        for (x, y, text, look) in &self.texts {
            let (x, y) = (x % width, y % height);
            frame.cells.set_stringn(x, y, text, usize::from(width - x), style(*look));
        }
        frame.cursor = Position::new(self.cursor.0 % width, self.cursor.1 % height);
        frame
    }
}

fn scenes() -> impl Strategy<Value = Vec<Scene>> {
    let letters =
        proptest::sample::select(vec!["a", "b c", " ", "  ", "T-1042", "東京", "é", "e\u{301}"]);
    let text = proptest::collection::vec(letters, 0..6).prop_map(|parts| parts.concat());
    let placed = (0..60u16, 0..30u16, text, 0..6u8);
    let texts = proptest::collection::vec(placed, 0..5);
    let sizes = proptest::sample::select(vec![(24u16, 6u16), (24, 6), (24, 6), (60, 20), (31, 20)]);
    let list = (0..30u16, 0..40u16);
    let one = (sizes, texts, list, (0..60u16, 0..30u16));
    let scene = one.prop_map(|(size, texts, list, cursor)| Scene { size, texts, list, cursor });
    proptest::collection::vec(scene, 1..8)
}

/// A terminal that knows nothing of us.
struct Shown(vt100::Parser);

impl Shown {
    fn of((width, height): (u16, u16)) -> Shown {
        let size = |cells| NonZeroU16::new(cells).expect("not empty");
        Shown(vt100::Parser::new(size(height), size(width), 0))
    }

    /// Every cell: its letters, how they look and in which colours.
    fn cells(&self, (width, height): (u16, u16)) -> Vec<String> {
        let at = |x: u16, y: u16| {
            let cell = self.0.screen().cell(y, x).expect("it is on the screen");
            let text = if cell.has_contents() { cell.contents() } else { " " };
            let marks = (cell.bold(), cell.underline(), cell.inverse(), cell.dim(), cell.italic());
            format!("{x},{y} {text:?} {marks:?} {:?} {:?}", cell.fgcolor(), cell.bgcolor())
        };
        (0..height).flat_map(|y| (0..width).map(move |x| at(x, y))).collect()
    }
}

/// What the standard backend sends for a frame on an empty screen.
fn standard(frame: &Frame) -> Vec<u8> {
    let mut bytes = b"\x1b[m\x1b[2J".to_vec();
    let mut backend = CrosstermBackend::new(&mut bytes);
    let empty = Buffer::empty(frame.cells.area);
    backend.draw(empty.diff(&frame.cells).into_iter()).expect("into memory");
    backend.set_cursor_position(frame.cursor).expect("into memory");
    bytes
}

proptest! {
    #[test]
    fn the_terminal_shows_what_the_standard_backend_would_show(scenes in scenes()) {
        let mut screen = Screen::new(Vec::new());
        let mut size = (0, 0);
        let mut ours = Shown::of((1, 1));
        for scene in scenes {
            let frame = scene.frame();
            if scene.size != size {
                // What a terminal does with the old picture is its own affair.
                size = scene.size;
                ours = Shown::of(size);
            }
            screen.show(frame.clone()).expect("into memory");
            ours.0.process(&std::mem::take(&mut screen.out));
            let mut theirs = Shown::of(size);
            theirs.0.process(&standard(&frame));
            prop_assert_eq!(ours.cells(size), theirs.cells(size));
            let (row, column) = ours.0.screen().cursor_position();
            prop_assert_eq!((column, row), (frame.cursor.x, frame.cursor.y));
            screen.show(frame).expect("into memory");
            prop_assert!(screen.out.is_empty(), "an equal frame sends nothing");
        }
    }
}

/// The bytes that a frame costs after another, without the question whether it is shown.
fn cost(screen: &mut Screen<Vec<u8>>, frame: Frame) -> usize {
    screen.show(frame).expect("into memory");
    let sent = std::mem::take(&mut screen.out);
    sent.strip_suffix(ASK).unwrap_or(&sent).len()
}

fn lines(rows: &[String], cursor: (u16, u16)) -> Frame {
    let mut frame = Frame::empty(80, 24);
    for (y, row) in (0..).zip(rows) {
        frame.cells.set_stringn(0, y, row, 80, Style::new());
    }
    frame.cursor = Position::new(cursor.0, cursor.1);
    frame
}

/// A queue of eight rows below thirteen others, from one row of it on.
fn queue(first: usize, chosen: usize) -> Frame {
    let names = ["Nur Halimah", "B. Hartono", "PT Sinar", "Siti", "Made Wirawan"];
    let words = ["charged twice", "not delivered", "no signal", "wants a paper invoice"];
    let mut rows: Vec<String> = (0..13).map(|row| format!("something else {row}")).collect();
    rows.extend((first..first + 8).map(|row| {
        let mark = if row == chosen { ">" } else { " " };
        let (name, word) = (names[row * 7 % 5], words[row * 5 % 4]);
        format!(
            "{mark}   T-{:04}  {:02}:{:02}  normal  {name:15} BI {word:22} -",
            1000 + row * 13,
            8 + row / 6,
            row * 7 % 60
        )
    }));
    rows.push("Rating".to_owned());
    lines(&rows, (0, 13 + u16::try_from(chosen - first).expect("on the screen")))
}

#[test]
fn small_changes_cost_few_bytes() {
    let mut screen = Screen::new(Vec::new());
    cost(&mut screen, queue(0, 1));
    let mut steps = Vec::new();
    for (what, first, chosen) in [
        ("down", 0, 2),
        ("up", 0, 1),
        ("to the last", 0, 7),
        ("down, scrolling", 1, 8),
        ("to the first", 1, 1),
        ("up, scrolling", 0, 0),
        ("a page down", 6, 6),
    ] {
        steps.push((what, cost(&mut screen, queue(first, chosen))));
    }
    let typed =
        |text: &str| lines(&[text.to_owned()], (u16::try_from(text.len()).expect("short"), 0));
    cost(&mut screen, typed("081"));
    for (what, text) in [("a letter", "0812"), ("a letter goes", "081"), ("all goes", "")] {
        steps.push((what, cost(&mut screen, typed(text))));
    }
    let most = [5, 11, 11, 90, 16, 95, 420, 1, 3, 5];
    for ((what, bytes), most) in steps.iter().zip(most) {
        assert!(*bytes <= most, "{what}: {bytes} bytes, at most {most}: {steps:?}");
    }
}

#[test]
fn a_look_that_is_added_to_another_is_not_begun_anew() {
    let mut screen = Screen::new(Vec::new());
    let mut frame = Frame::empty(20, 1);
    cost(&mut screen, frame.clone());
    frame.cells.set_string(0, 0, "a", style(1));
    frame.cells.set_string(1, 0, "b", style(3));
    screen.show(frame).expect("into memory");
    let sent = String::from_utf8(std::mem::take(&mut screen.out)).expect("text");
    assert_eq!(sent, "\x1b[1ma\x1b[31mb\x1b[m\r");
}
