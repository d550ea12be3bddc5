//! Rows that are only moved: a list that scrolls is sent as one step and what comes in. Never a
//! move that costs more than drawing anew.

use ratatui::buffer::Buffer;

use super::tail;

/// What telling a terminal to move rows costs in bytes, more or less.
const TELLING: i32 = 20;
/// What getting to another place in a row costs, more or less.
const JUMP: i32 = 5;

/// Rows from `top` to `bottom` that go up by so many, or down where they are fewer than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: u16,
    pub(super) bottom: u16,
    pub(super) up: i32,
}

/// The move that saves most; `None` when drawing anew is cheaper.
pub(super) fn best(before: &Buffer, after: &Buffer) -> Option<Shift> {
    let change = Change::between(before, after);
    if change.still.iter().sum::<i32>() <= TELLING {
        return None;
    }
    let all = change.ways().into_iter().filter_map(|up| change.along(up));
    all.max_by_key(|(saved, _)| *saved).filter(|(saved, _)| *saved > 0).map(|(_, shift)| shift)
}

/// Two pictures, and what is asked of each row again and again: on a wall of 100 rows it would be
/// counted a million times.
struct Change<'a> {
    before: &'a Buffer,
    after: &'a Buffer,
    /// Where the rows' letters end, before and after.
    tails: [Vec<u16>; 2],
    /// What it costs to draw each row where it is.
    still: Vec<i32>,
    /// What the rows above each save when they come in blank, together.
    blank: Vec<i32>,
}

impl Change<'_> {
    fn between<'a>(before: &'a Buffer, after: &'a Buffer) -> Change<'a> {
        let height = after.area.height;
        let tails = |cells| (0..height).map(|y| tail(cells, y)).collect();
        let tails = [tails(before), tails(after)];
        let mut change = Change { before, after, tails, still: Vec::new(), blank: vec![0] };
        change.still = (0..i32::from(height)).map(|y| change.cost((y, y), i32::MAX)).collect();
        let mut above = 0;
        for y in 0..i32::from(height) {
            above += at(&change.still, y) - change.fresh(y);
            change.blank.push(above);
        }
        change
    }

    fn height(&self) -> i32 {
        i32::from(self.after.area.height)
    }

    /// How far rows may have gone: as far as some row went that is nearly the same elsewhere.
    fn ways(&self) -> Vec<i32> {
        let is_changed = |y: &i32| at(&self.still, *y) > 2 * JUMP && self.ends(1, *y) > 0;
        let changed: Vec<i32> = (0..self.height()).filter(is_changed).collect();
        let mut ways: Vec<i32> = Vec::new();
        for to in &changed {
            for from in 0..self.height() {
                let up = from - to;
                let most = at(&self.still, *to) / 3;
                let near = || self.cost((from, *to), most) < most;
                if up != 0 && !ways.contains(&up) && self.ends(0, from) > 0 && near() {
                    ways.push(up);
                }
            }
        }
        ways
    }

    /// The rows that gain most by going so far, and how much they gain.
    fn along(&self, up: i32) -> Option<(i32, Shift)> {
        let height = self.height();
        // Row `y` afterwards is row `y + up` before: both must be there.
        let moved = (0.max(-up)..height.min(height - up)).collect::<Vec<_>>();
        let gain = |y: i32| at(&self.still, y) - self.cost((y + up, y), i32::MAX);
        let gains: Vec<i32> = moved.iter().map(|y| gain(*y)).collect();
        let mut best: Option<(i32, Shift)> = None;
        for (first, from) in moved.iter().enumerate() {
            let mut saved = -TELLING;
            for (to, gain) in moved.iter().zip(&gains).skip(first) {
                saved += gain;
                // The rows that come in are blank until they are drawn.
                let (top, bottom) = ((*from).min(from + up), (*to).max(to + up));
                let come_in = if up > 0 { (to + 1)..(bottom + 1) } else { top..*from };
                let drawn = at(&self.blank, come_in.end) - at(&self.blank, come_in.start);
                if best.is_none_or(|(most, _)| saved + drawn > most) {
                    best = Some((saved + drawn, Shift { top: row(top), bottom: row(bottom), up }));
                }
            }
        }
        best
    }

    /// Where a row's letters end, before (0) or after (1).
    fn ends(&self, when: usize, y: i32) -> u16 {
        self.tails[when].get(usize::from(row(y))).copied().unwrap_or(0)
    }

    /// What it costs to make a row of another, more or less; nobody wants to know it beyond
    /// `most`.
    fn cost(&self, (from, to): (i32, i32), most: i32) -> i32 {
        let end = self.ends(0, from).max(self.ends(1, to)).min(self.after.area.width);
        let (from, to) = (row(from), row(to));
        let (mut cost, mut same) = (0, true);
        for x in 0..end {
            let differs = self.before[(x, from)] != self.after[(x, to)];
            cost += i32::from(differs) + if differs && same { JUMP } else { 0 };
            same = !differs;
            if cost > most {
                break;
            }
        }
        cost
    }

    /// What it costs to draw a row on a blank one.
    fn fresh(&self, y: i32) -> i32 {
        let filled = i32::from(self.ends(1, y));
        if filled > 0 { filled + JUMP } else { 0 }
    }
}

fn at(costs: &[i32], y: i32) -> i32 {
    usize::try_from(y).ok().and_then(|y| costs.get(y)).copied().unwrap_or(0)
}

fn row(y: i32) -> u16 {
    u16::try_from(y).unwrap_or(0)
}

/// The rows as they are after the move.
pub(super) fn moved(before: &Buffer, shift: Shift) -> Buffer {
    let mut after = before.clone();
    for y in shift.top..=shift.bottom {
        let from = i32::from(y) + shift.up;
        let inside = (i32::from(shift.top)..=i32::from(shift.bottom)).contains(&from);
        for x in 0..before.area.width {
            let cell = &mut after[(x, y)];
            if inside {
                cell.clone_from(&before[(x, row(from))]);
            } else {
                cell.reset();
            }
        }
    }
    after
}
