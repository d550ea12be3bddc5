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
    let height = i32::from(after.area.height);
    let still: Vec<i32> = (0..height).map(|y| cost(before, after, (y, y), i32::MAX)).collect();
    if still.iter().sum::<i32>() <= TELLING {
        return None;
    }
    let ways = ways(before, after, &still);
    let all = ways.into_iter().filter_map(|up| along(before, after, &still, up));
    all.max_by_key(|(saved, _)| *saved).filter(|(saved, _)| *saved > 0).map(|(_, shift)| shift)
}

/// How far rows may have gone: as far as some row went that is nearly the same elsewhere.
fn ways(before: &Buffer, after: &Buffer, still: &[i32]) -> Vec<i32> {
    let height = i32::from(after.area.height);
    let changed: Vec<i32> =
        (0..height).filter(|y| at(still, *y) > 2 * JUMP && tail(after, row(*y)) > 0).collect();
    let mut ways: Vec<i32> = Vec::new();
    for to in &changed {
        for from in 0..height {
            let up = from - to;
            let most = at(still, *to) / 3;
            let near = || cost(before, after, (from, *to), most) < most;
            if up != 0 && !ways.contains(&up) && tail(before, row(from)) > 0 && near() {
                ways.push(up);
            }
        }
    }
    ways
}

/// The rows that gain most by going so far, and how much they gain.
fn along(before: &Buffer, after: &Buffer, still: &[i32], up: i32) -> Option<(i32, Shift)> {
    let height = i32::from(after.area.height);
    // Row `y` afterwards is row `y + up` before: both must be there.
    let moved = (0.max(-up)..height.min(height - up)).collect::<Vec<_>>();
    let gain = |y: i32| at(still, y) - cost(before, after, (y + up, y), i32::MAX);
    let gains: Vec<i32> = moved.iter().map(|y| gain(*y)).collect();
    let mut best: Option<(i32, Shift)> = None;
    for (first, from) in moved.iter().enumerate() {
        let mut saved = -TELLING;
        for (to, gain) in moved.iter().zip(&gains).skip(first) {
            saved += gain;
            // The rows that come in are blank until they are drawn.
            let (top, bottom) = ((*from).min(from + up), (*to).max(to + up));
            let come_in = if up > 0 { (to + 1)..(bottom + 1) } else { top..*from };
            let drawn: i32 = come_in.map(|y| at(still, y) - fresh(after, y)).sum();
            if best.is_none_or(|(most, _)| saved + drawn > most) {
                best = Some((saved + drawn, Shift { top: row(top), bottom: row(bottom), up }));
            }
        }
    }
    best
}

fn at(costs: &[i32], y: i32) -> i32 {
    usize::try_from(y).ok().and_then(|y| costs.get(y)).copied().unwrap_or(0)
}

fn row(y: i32) -> u16 {
    u16::try_from(y).unwrap_or(0)
}

/// What it costs to make a row of another, more or less; nobody wants to know it beyond `most`.
fn cost(before: &Buffer, after: &Buffer, (from, to): (i32, i32), most: i32) -> i32 {
    let (from, to, width) = (row(from), row(to), after.area.width);
    let (mut cost, mut same) = (0, true);
    let end = tail(before, from).max(tail(after, to)).min(width);
    for x in 0..end {
        let differs = before[(x, from)] != after[(x, to)];
        cost += i32::from(differs) + if differs && same { JUMP } else { 0 };
        same = !differs;
        if cost > most {
            break;
        }
    }
    cost
}

/// What it costs to draw a row on a blank one.
fn fresh(after: &Buffer, y: i32) -> i32 {
    let filled = i32::from(tail(after, row(y)));
    if filled > 0 { filled + JUMP } else { 0 }
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
