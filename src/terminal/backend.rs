//! The seam between drawing and terminal: a whole frame comes in, what differs goes out in one
//! write. Never asks the terminal a question, never sends a byte for an equal frame.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Unchanged cells up to this many are sent again rather than jumped over: a jump costs more.
const BRIDGE: u16 = 4;

/// What shall be on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Every cell.
    pub cells: Buffer,
    /// Where the hardware cursor stands: on the selected row or in the field.
    pub cursor: Position,
}

impl Frame {
    /// An empty frame of a terminal's size.
    pub fn empty(width: u16, height: u16) -> Frame {
        let cells = Buffer::empty(Rect::new(0, 0, width, height));
        Frame { cells, cursor: Position::new(0, 0) }
    }

    /// The frame as a person reads it, for pictures in tests: lines without trailing blanks.
    pub fn text(&self) -> String {
        let area = self.cells.area;
        let mut text = String::new();
        for y in 0..area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < area.width {
                let symbol = self.cells[(x, y)].symbol();
                line.push_str(symbol);
                x += columns(symbol);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// How text looks, as the terminal is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fore: Color,
    back: Color,
    marks: Modifier,
}

const PLAIN: Look = Look { fore: Color::Reset, back: Color::Reset, marks: Modifier::empty() };

impl Look {
    fn of(cell: &Cell) -> Look {
        Look { fore: cell.fg, back: cell.bg, marks: cell.modifier }
    }
}

/// The terminal as far as we know it.
pub struct Screen<W: Write> {
    out: W,
    shown: Option<Frame>,
}

impl<W: Write> Screen<W> {
    /// A terminal of which nothing is known.
    pub fn new(out: W) -> Screen<W> {
        Screen { out, shown: None }
    }

    /// Forgets what is shown, so that the next frame is drawn whole.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Makes the terminal show a frame, with at most one write.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show(&mut self, frame: Frame) -> io::Result<()> {
        let area = frame.cells.area;
        let known = self.shown.take().filter(|shown| shown.cells.area == area);
        let mut pen = Pen { bytes: Vec::new(), at: known.as_ref().map(|k| k.cursor), look: PLAIN };
        let before = known.unwrap_or_else(|| {
            pen.bytes.extend_from_slice(b"\x1b[0m\x1b[2J");
            Frame::empty(area.width, area.height)
        });
        for y in 0..area.height {
            draw_row(&mut pen, &before.cells, &frame.cells, y);
        }
        pen.wear(PLAIN);
        pen.go(frame.cursor);
        if !pen.bytes.is_empty() {
            self.out.write_all(&pen.bytes)?;
            self.out.flush()?;
        }
        self.shown = Some(frame);
        Ok(())
    }

    /// Sends a sequence that shows nothing (a copied text).
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}

/// What is written so far, where that leaves the cursor, and in which look.
struct Pen {
    bytes: Vec<u8>,
    at: Option<Position>,
    look: Look,
}

impl Pen {
    fn go(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        match self.at {
            Some(at) if at.y == to.y && to.x == 0 => self.bytes.push(b'\r'),
            Some(at) if at.y + 1 == to.y && to.x == 0 => self.bytes.extend_from_slice(b"\r\n"),
            Some(at) if at.y == to.y && to.x > at.x => self.step(to.x - at.x, 'C'),
            Some(at) if at.y == to.y => self.step(at.x - to.x, 'D'),
            Some(at) if at.x == to.x && to.y > at.y => self.step(to.y - at.y, 'B'),
            Some(at) if at.x == to.x => self.step(at.y - to.y, 'A'),
            _ => self.bytes.extend(format!("\x1b[{};{}H", to.y + 1, to.x + 1).bytes()),
        }
        self.at = Some(to);
    }

    fn step(&mut self, by: u16, way: char) {
        match by {
            1 => self.bytes.extend(format!("\x1b[{way}").bytes()),
            _ => self.bytes.extend(format!("\x1b[{by}{way}").bytes()),
        }
    }

    fn wear(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        let mut codes = vec!["0".to_owned()];
        for (mark, code) in [
            (Modifier::BOLD, "1"),
            (Modifier::DIM, "2"),
            (Modifier::ITALIC, "3"),
            (Modifier::UNDERLINED, "4"),
            (Modifier::REVERSED, "7"),
        ] {
            if look.marks.contains(mark) {
                codes.push(code.to_owned());
            }
        }
        codes.extend(colour(look.fore, 30));
        codes.extend(colour(look.back, 40));
        let codes = if codes.len() == 1 { String::new() } else { codes.join(";") };
        self.bytes.extend(format!("\x1b[{codes}m").bytes());
        self.look = look;
    }

    /// Writes a cell's symbol; at the last column where the cursor goes is the terminal's secret.
    fn put(&mut self, cell: &Cell, x: u16, y: u16, width: u16) {
        self.wear(Look::of(cell));
        self.go(Position::new(x, y));
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let next = x + columns(cell.symbol());
        self.at = (next < width).then_some(Position::new(next, y));
    }
}

fn draw_row(pen: &mut Pen, before: &Buffer, after: &Buffer, y: u16) {
    let width = after.area.width;
    let blank_from = tail(after, y);
    let clears = tail(before, y) > blank_from + 3;
    let end = if clears { blank_from } else { width };
    let halves = second_halves(before, y);
    let mut x = 0;
    while x < end {
        let cell = &after[(x, y)];
        let wide = columns(cell.symbol());
        let same = (x..(x + wide).min(width)).all(|x| before[(x, y)] == after[(x, y)]);
        if !same || halves.contains(&x) {
            bridge(pen, after, x, y);
            pen.put(cell, x, y, width);
        }
        x += wide;
    }
    if clears {
        pen.wear(PLAIN);
        pen.go(Position::new(blank_from, y));
        pen.bytes.extend_from_slice(b"\x1b[K");
    }
}

/// The columns of a row that used to be the second half of a wide letter: drawing over the first
/// half takes them away too.
fn second_halves(before: &Buffer, y: u16) -> Vec<u16> {
    let mut halves = Vec::new();
    let mut x = 0;
    while x < before.area.width {
        let wide = columns(before[(x, y)].symbol());
        halves.extend(x + 1..x + wide);
        x += wide;
    }
    halves
}

/// Goes to a cell by sending a few unchanged ones again where that is shorter than a jump.
fn bridge(pen: &mut Pen, after: &Buffer, x: u16, y: u16) {
    let Some(at) = pen.at.filter(|at| at.y == y && at.x < x && x - at.x <= BRIDGE) else { return };
    let gap = at.x..x;
    let plain = gap.clone().all(|x| {
        let cell = &after[(x, y)];
        cell.symbol().len() == 1 && Look::of(cell) == pen.look
    });
    if plain {
        for x in gap {
            pen.put(&after[(x, y)], x, y, after.area.width);
        }
    }
}

/// The first column from which a row is blank.
fn tail(cells: &Buffer, y: u16) -> u16 {
    let blank = |x: &u16| {
        let cell = &cells[(*x, y)];
        cell.symbol() == " " && Look::of(cell) == PLAIN
    };
    let used = (0..cells.area.width).rev().find(|x| !blank(x));
    used.map_or(0, |x| x + columns(cells[(x, y)].symbol())).min(cells.area.width)
}

fn columns(symbol: &str) -> u16 {
    u16::try_from(symbol.width()).unwrap_or(1).max(1)
}

/// The codes of a colour; `base` is 30 in front and 40 behind.
fn colour(colour: Color, base: u8) -> Option<String> {
    let bright = base + 60;
    let code = match colour {
        Color::Reset => return None,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(index) => return Some(format!("{};5;{index}", base + 8)),
        Color::Rgb(r, g, b) => return Some(format!("{};2;{r};{g};{b}", base + 8)),
    };
    Some(code.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style;

    use super::*;

    const WIDTH: u16 = 24;
    const HEIGHT: u16 = 5;

    /// A frame with texts at places; later ones lie over earlier ones.
    fn frame(texts: &[(u16, u16, String, u8)], cursor: (u16, u16)) -> Frame {
        let mut frame = Frame::empty(WIDTH, HEIGHT);
        for (x, y, text, look) in texts {
            let style = match look {
                0 => Style::new(),
                1 => Style::new().add_modifier(Modifier::BOLD),
                2 => Style::new().add_modifier(Modifier::UNDERLINED).fg(Color::Red),
                _ => Style::new().add_modifier(Modifier::REVERSED).bg(Color::Indexed(17)),
            };
            frame.cells.set_stringn(*x, *y, text, usize::from(WIDTH - x), style);
        }
        frame.cursor = Position::new(cursor.0, cursor.1);
        frame
    }

    fn frames() -> impl Strategy<Value = Vec<Frame>> {
        let letters = proptest::sample::select(vec!["a", "b c", " ", "  ", "T-1042", "東京", "é"]);
        let text = proptest::collection::vec(letters, 0..6).prop_map(|parts| parts.concat());
        let placed = (0..WIDTH, 0..HEIGHT, text, 0..4u8);
        let texts = proptest::collection::vec(placed, 0..8);
        let one = (texts, (0..WIDTH, 0..HEIGHT)).prop_map(|(texts, at)| frame(&texts, at));
        proptest::collection::vec(one, 1..6)
    }

    /// Every cell as an independent terminal shows it.
    fn shown(terminal: &vt100::Screen, x: u16, y: u16) -> (String, bool, bool, bool) {
        let cell = terminal.cell(y, x).expect("it is on the screen");
        let text = if cell.has_contents() { cell.contents() } else { " " };
        (text.to_owned(), cell.bold(), cell.underline(), cell.inverse())
    }

    proptest! {
        #[test]
        fn the_terminal_shows_what_the_frame_says(frames in frames()) {
            let size = |cells| std::num::NonZeroU16::new(cells).expect("not empty");
            let mut terminal = vt100::Parser::new(size(HEIGHT), size(WIDTH), 0);
            let mut screen = Screen::new(Vec::new());
            for frame in frames {
                screen.show(frame.clone()).expect("into memory");
                terminal.process(&std::mem::take(&mut screen.out));
                for y in 0..HEIGHT {
                    let mut x = 0;
                    while x < WIDTH {
                        let cell = &frame.cells[(x, y)];
                        let has = |mark| cell.modifier.contains(mark);
                        let wanted = (
                            cell.symbol().to_owned(),
                            has(Modifier::BOLD),
                            has(Modifier::UNDERLINED),
                            has(Modifier::REVERSED),
                        );
                        prop_assert_eq!(shown(terminal.screen(), x, y), wanted, "at {},{}", x, y);
                        x += columns(cell.symbol());
                    }
                }
                let (row, column) = terminal.screen().cursor_position();
                prop_assert_eq!((column, row), (frame.cursor.x, frame.cursor.y));
                screen.show(frame).expect("into memory");
                prop_assert!(screen.out.is_empty(), "an equal frame sends nothing");
            }
        }
    }

    #[test]
    fn small_changes_cost_few_bytes() {
        let row = |y: u16, text: &str| (0, y, text.to_owned(), 0);
        let list = |at: u16| {
            let mark = |y: u16| if y == at { ">" } else { " " };
            let rows: Vec<_> =
                (0..HEIGHT).map(|y| row(y, &format!("{} row {y}", mark(y)))).collect();
            frame(&rows, (0, at))
        };
        let mut screen = Screen::new(Vec::new());
        let mut cost = |frame: Frame| {
            screen.show(frame).expect("into memory");
            std::mem::take(&mut screen.out).len()
        };
        cost(list(1));
        assert!(cost(list(2)) <= 12, "a step in a list");
        let typed = |text: &str| {
            let column = u16::try_from(text.len()).expect("short");
            frame(&[row(0, text)], (column, 0))
        };
        cost(typed("081"));
        assert_eq!(cost(typed("0812")), 1, "a letter");
        assert!(cost(typed("")) <= 4, "a line that goes");
    }
}
