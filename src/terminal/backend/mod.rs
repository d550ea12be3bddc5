//! The seam between drawing and terminal: a whole frame comes in, what differs goes out in one
//! write. Never asks where the cursor is, never sends a byte for an equal frame.

mod pen;
mod shift;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::ops::Range;
use std::time::Instant;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::pace::{ASK, Pace};
use pen::{Look, PLAIN, Pen};

/// Unchanged cells up to this many may be sent again rather than jumped over: no jump within a
/// screen costs more.
const BRIDGE: u16 = 8;

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

/// The terminal as far as we know it.
pub struct Screen<W: Write> {
    out: W,
    shown: Option<Frame>,
    /// How fast the line is.
    pub pace: Pace,
}

impl<W: Write> Screen<W> {
    /// A terminal of which nothing is known.
    pub fn new(out: W) -> Screen<W> {
        Screen { out, shown: None, pace: Pace::default() }
    }

    /// The way to the terminal, for what is no frame.
    pub const fn line(&mut self) -> &mut W {
        &mut self.out
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
        let mut pen = Pen::at(known.as_ref().map(|known| known.cursor));
        let before = match known {
            Some(known) => scrolled(&mut pen, known.cells, &frame.cells),
            None => {
                pen.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
                Buffer::empty(area)
            }
        };
        for y in 0..area.height {
            draw_row(&mut pen, &before, &frame.cells, y);
        }
        pen.wear(PLAIN);
        pen.go(frame.cursor);
        if !pen.bytes.is_empty() {
            if self.pace.sends(pen.bytes.len(), Instant::now()) {
                pen.bytes.extend_from_slice(ASK);
            }
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

/// Moves the rows that only have to be moved; gives what is on the screen then.
fn scrolled(pen: &mut Pen, before: Buffer, after: &Buffer) -> Buffer {
    let Some(shift) = shift::best(&before, after) else { return before };
    pen.scroll((shift.top, shift.bottom), shift.up);
    shift::moved(&before, shift)
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

/// Goes to a cell by sending unchanged ones before it again, from where the cursor is or from the
/// row's beginning, where that is shorter than a jump.
fn bridge(pen: &mut Pen, after: &Buffer, x: u16, y: u16) {
    let jump = pen.distance(Position::new(x, y));
    let here = pen.at.filter(|at| at.y == y && at.x < x).map(|at| at.x);
    let from = |from: u16| {
        let cost = pen.distance(Position::new(from, y)) + usize::from(x - from);
        (cost < jump && is_plain(pen, after, from..x, y)).then_some((cost, from))
    };
    let ways = here.into_iter().chain([0]).filter(|start| x - start <= BRIDGE);
    let Some((_, from)) = ways.filter_map(from).min() else { return };
    for x in from..x {
        pen.put(&after[(x, y)], x, y, after.area.width);
    }
}

/// Tells whether cells are one byte each and look as what was written last.
fn is_plain(pen: &Pen, after: &Buffer, mut columns: Range<u16>, y: u16) -> bool {
    columns.all(|x| {
        let cell = &after[(x, y)];
        cell.symbol().len() == 1 && Look::of(cell) == pen.look()
    })
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
