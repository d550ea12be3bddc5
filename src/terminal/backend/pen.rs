//! The bytes that move a cursor, change the look of letters and write them, and no byte more.
//! Never a sequence that a vt100 does not know.

use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::columns;

/// How text looks, as the terminal is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    fore: Color,
    back: Color,
    marks: Modifier,
}

/// What every terminal begins with.
pub(super) const PLAIN: Look =
    Look { fore: Color::Reset, back: Color::Reset, marks: Modifier::empty() };

/// The marks of letters and their numbers.
const MARKS: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

impl Look {
    pub(super) fn of(cell: &Cell) -> Look {
        Look { fore: cell.fg, back: cell.bg, marks: cell.modifier }
    }

    /// The numbers that make this look of another; `None` when marks or a colour have to go, for
    /// which old terminals know nothing but going back to plain.
    fn added_to(self, worn: Look) -> Option<Vec<String>> {
        let keeps = |from: Color, to: Color| from == to || to != Color::Reset;
        if !self.marks.contains(worn.marks)
            || !keeps(worn.fore, self.fore)
            || !keeps(worn.back, self.back)
        {
            return None;
        }
        let new = |mark| self.marks.contains(mark) && !worn.marks.contains(mark);
        let marks = MARKS.iter().filter(|(mark, _)| new(*mark)).map(|(_, code)| (*code).to_owned());
        let fore = (worn.fore != self.fore).then(|| colour(self.fore, 30)).flatten();
        let back = (worn.back != self.back).then(|| colour(self.back, 40)).flatten();
        Some(marks.chain(fore).chain(back).collect())
    }
}

/// What is written so far, where that leaves the cursor, and in which look.
pub(super) struct Pen {
    pub(super) bytes: Vec<u8>,
    pub(super) at: Option<Position>,
    look: Look,
}

impl Pen {
    /// A pen whose cursor stands there, or nobody knows where.
    pub(super) const fn at(at: Option<Position>) -> Pen {
        Pen { bytes: Vec::new(), at, look: PLAIN }
    }

    /// The look of what is written next.
    pub(super) const fn look(&self) -> Look {
        self.look
    }

    /// Puts the cursor somewhere, the shortest way.
    pub(super) fn go(&mut self, to: Position) {
        let way = self.way(to);
        self.bytes.extend(way);
        self.at = Some(to);
    }

    /// The bytes that it takes to get somewhere.
    pub(super) fn distance(&self, to: Position) -> usize {
        self.way(to).len()
    }

    fn way(&self, to: Position) -> Vec<u8> {
        let Some(at) = self.at else { return absolute(to) };
        if at == to {
            return Vec::new();
        }
        let ways = [down_and_along(at, to), home_and_along(at, to), absolute(to)];
        ways.into_iter().min_by_key(Vec::len).unwrap_or_default()
    }

    /// Changes the look of what is written next.
    pub(super) fn wear(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        let codes = match look.added_to(self.look) {
            Some(added) => added.join(";"),
            None if look == PLAIN => String::new(),
            None => {
                let all = look.added_to(PLAIN).unwrap_or_default();
                format!("0;{}", all.join(";"))
            }
        };
        self.bytes.extend(format!("\x1b[{codes}m").bytes());
        self.look = look;
    }

    /// Writes a cell's symbol; at the last column where the cursor goes is the terminal's secret.
    pub(super) fn put(&mut self, cell: &Cell, x: u16, y: u16, width: u16) {
        self.wear(Look::of(cell));
        self.go(Position::new(x, y));
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let next = x + columns(cell.symbol());
        self.at = (next < width).then_some(Position::new(next, y));
    }

    /// Moves the rows from `top` to `bottom` up by so many, or down where they are fewer than none;
    /// what comes in is blank.
    pub(super) fn scroll(&mut self, (top, bottom): (u16, u16), up: i32) {
        // What comes in takes the colour that is worn.
        self.wear(PLAIN);
        self.bytes.extend(format!("\x1b[{};{}r", top + 1, bottom + 1).bytes());
        // Where the cursor is after that differs from terminal to terminal.
        self.at = None;
        let (edge, step): (u16, &[u8]) = if up > 0 { (bottom, b"\n") } else { (top, b"\x1bM") };
        self.go(Position::new(0, edge));
        for _ in 0..up.unsigned_abs() {
            self.bytes.extend_from_slice(step);
        }
        self.bytes.extend_from_slice(b"\x1b[r");
        self.at = None;
    }
}

fn absolute(to: Position) -> Vec<u8> {
    let (row, column) = (to.y + 1, to.x + 1);
    match (row, column) {
        (1, 1) => b"\x1b[H".to_vec(),
        (_, 1) => format!("\x1b[{row}H").into_bytes(),
        _ => format!("\x1b[{row};{column}H").into_bytes(),
    }
}

/// Up or down first, then along the row.
fn down_and_along(at: Position, to: Position) -> Vec<u8> {
    let mut bytes = lines(at, to);
    match to.x.cmp(&at.x) {
        std::cmp::Ordering::Equal => {}
        std::cmp::Ordering::Greater => bytes.extend(steps(to.x - at.x, 'C')),
        std::cmp::Ordering::Less => {
            let (by, sequence) = (at.x - to.x, steps(at.x - to.x, 'D'));
            // A backspace is a byte.
            match usize::from(by) < sequence.len() {
                true => bytes.extend(std::iter::repeat_n(0x08, usize::from(by))),
                false => bytes.extend(sequence),
            }
        }
    }
    bytes
}

/// The same from the row's beginning.
fn home_and_along(at: Position, to: Position) -> Vec<u8> {
    let mut bytes = vec![b'\r'];
    bytes.extend(lines(at, to));
    if to.x > 0 {
        bytes.extend(steps(to.x, 'C'));
    }
    bytes
}

fn lines(at: Position, to: Position) -> Vec<u8> {
    if to.y >= at.y {
        let (by, sequence) = (to.y - at.y, steps(to.y - at.y, 'B'));
        // A line feed is a byte, and scrolls nothing above the last row, where none leads.
        match usize::from(by) < sequence.len() {
            true => vec![b'\n'; usize::from(by)],
            false => sequence,
        }
    } else {
        steps(at.y - to.y, 'A')
    }
}

fn steps(by: u16, way: char) -> Vec<u8> {
    match by {
        0 => Vec::new(),
        1 => format!("\x1b[{way}").into_bytes(),
        _ => format!("\x1b[{by}{way}").into_bytes(),
    }
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
