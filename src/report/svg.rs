//! A table's plot as SVG for a page. Never a colour alone: lines have dashes, points have letters;
//! and never a word that is not escaped.

use unicode_width::UnicodeWidthStr;

use super::Said;
use super::axis::{self, Range};
use super::plot::fit;
use crate::wire::report::{Cell, Plot, Row, Table};

/// Units across: letters of eleven units are still read where this is as wide as a small phone.
const WIDTH: f64 = 400.0;
/// Room for the numbers beside a curve, and beyond its end.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
/// From the top of a curve to its foot.
const HEIGHT: f64 = 170.0;
const TOP: f64 = 12.0;
/// From one bar to the next, with its words above it.
const BAR: f64 = 34.0;
/// Letters that stand beside each other in the whole width.
const LETTERS: usize = 56;
/// How lines are told apart.
const DASHES: [&str; 5] = ["", "6 3", "2 3", "9 3 2 3", "1 2"];

/// The plot with its title; nothing of a table that has none, or too little to draw.
pub fn plot(table: &Table, said: Said<'_>, id: &str) -> String {
    let drawn = match &table.plot {
        Plot::None => None,
        Plot::Bars { column } => bars(table, *column, said),
        Plot::Line { x, y } => curve(table, (*x, y), said, Shape::Line),
        Plot::Steps { x, y } => curve(table, (*x, &[*y]), said, Shape::Steps),
        Plot::Quadrant { x, y } => quadrant(table, (*x, *y), said),
    };
    let Some(Drawn { height, inside }) = drawn else { return String::new() };
    let title = escaped(&said.table(table));
    format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-labelledby=\"{id}\">\
         <title id=\"{id}\">{title}</title>{inside}</svg>\n"
    )
}

/// What no browser takes for anything but text.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What is inside a plot, and how high it is.
struct Drawn {
    height: f64,
    inside: String,
}

/// How a curve goes from point to point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Straight.
    Line,
    /// As it was until it falls; from all of it on.
    Steps,
}

/// Which end of a text is at its place.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

fn text(x: f64, y: f64, anchor: Anchor, words: &str) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let words = escaped(words);
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>")
}

fn line(class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> String {
    format!("<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>")
}

/// A bar for each row from nothing on, below the row's words and its number.
fn bars(table: &Table, column: u32, said: Said<'_>) -> Option<Drawn> {
    let unit = table.columns.get(column as usize)?;
    let rows = axis::barred(table, column);
    let range =
        Range::of(rows.iter().filter_map(|row| axis::number(table, row, column)))?.with_zero();
    let across = |value: f64| range.part(value) * WIDTH;
    let mut inside = String::new();
    for (at, row) in rows.iter().enumerate() {
        let top = at as f64 * BAR;
        let value = said.cell(unit, row.cells.get(column as usize)?);
        let room = LETTERS.saturating_sub(value.width() + 2);
        inside += &text(0.0, top + 12.0, Anchor::Start, &fit(&said.label(table, row), room));
        inside += &text(WIDTH, top + 12.0, Anchor::End, &value);
        // Beside the bar only: through the letters it would be one of them.
        inside += &line("axis", (across(0.0), top + 15.0), (across(0.0), top + 29.0));
        let Some(number) = axis::number(table, row, column) else { continue };
        let (from, to) = (across(number.min(0.0)), across(number.max(0.0)));
        let (y, wide) = (top + 17.0, to - from);
        inside += &format!(
            "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"10\" rx=\"1\"/>"
        );
    }
    Some(Drawn { height: rows.len() as f64 * BAR, inside })
}

/// Lines over what follows each other, with a scale and what each line is.
fn curve(table: &Table, (x, y): (u32, &[u32]), said: Said<'_>, shape: Shape) -> Option<Drawn> {
    // A line of which nothing is known is not drawn, nor is its name.
    let known = |&&y: &&u32| !axis::pairs(table, x, y).is_empty();
    let y: Vec<u32> = y.iter().filter(known).copied().collect();
    let points: Vec<Vec<(&Row, f64, f64)>> = y.iter().map(|&y| axis::pairs(table, x, y)).collect();
    let all = || points.iter().flatten();
    let along = Range::of(all().map(|point| point.1))?;
    let up = Range::of(all().map(|point| point.2))?.with_zero();
    let (along, up) = match shape {
        Shape::Line => (along, up),
        Shape::Steps => (along.with_zero(), Range { low: 0.0, high: 1.0 }),
    };
    let place = |x: f64, y: f64| {
        let across = LEFT + along.part(x) * (WIDTH - LEFT - RIGHT);
        (across, TOP + (1.0 - up.part(y)) * HEIGHT)
    };
    let mut inside = scale(table, *y.first()?, up, said);
    for (at, points) in points.iter().enumerate() {
        inside += &path(points, shape, DASHES[at % DASHES.len()], place);
    }
    let column = table.columns.get(x as usize)?;
    let ends = [all().min_by(|a, b| a.1.total_cmp(&b.1)), all().max_by(|a, b| a.1.total_cmp(&b.1))];
    let foot = TOP + HEIGHT + 16.0;
    let places = [(LEFT, Anchor::Start), (WIDTH - RIGHT, Anchor::End)];
    for (end, (across, anchor)) in ends.into_iter().flatten().zip(places) {
        let is_start = matches!((shape, anchor), (Shape::Steps, Anchor::Start));
        let name = said.cell(column, &end.0.cells[x as usize]);
        let name = if is_start { "0".to_owned() } else { fit(&name, LETTERS / 2 - 5) };
        inside += &text(across, foot, anchor, &name);
    }
    let names: &[u32] = if y.len() > 1 { &y } else { &[] };
    for (at, &one) in names.iter().enumerate() {
        let low = foot + 18.0 * (at + 1) as f64;
        let dash = DASHES[at % DASHES.len()];
        inside += &format!(
            "<path class=\"curve c{at}\" stroke-dasharray=\"{dash}\" d=\"M0 {y:.1}H48\"/>",
            y = low - 4.0
        );
        let name = said.heading(table.columns.get(one as usize)?);
        inside += &text(LEFT, low, Anchor::Start, &fit(&name, LETTERS - 10));
    }
    Some(Drawn { height: foot + 18.0 * names.len() as f64 + 6.0, inside })
}

/// Three lines across with what they stand for.
fn scale(table: &Table, column: u32, range: Range, said: Said<'_>) -> String {
    let Some(unit) = table.columns.get(column as usize).map(|column| column.unit) else {
        return String::new();
    };
    let tick = |step: u32| {
        let part = f64::from(step) / 2.0;
        let y = TOP + (1.0 - part) * HEIGHT;
        let value = range.low + part * (range.high - range.low);
        let words = said.value(unit, &Cell::real(Some(value)));
        let across = line("grid", (LEFT, y), (WIDTH - RIGHT, y));
        across + &text(LEFT - 6.0, y + 4.0, Anchor::End, &words)
    };
    (0..3).map(tick).collect()
}

fn path(
    points: &[(&Row, f64, f64)],
    shape: Shape,
    dash: &str,
    place: impl Fn(f64, f64) -> (f64, f64),
) -> String {
    let mut drawn = String::new();
    if shape == Shape::Steps {
        let (x, y) = place(0.0, 1.0);
        drawn += &format!("M{x:.1} {y:.1}");
    }
    for (_, x, y) in points {
        let (x, y) = place(*x, *y);
        drawn += &match (shape, drawn.is_empty()) {
            (Shape::Line, true) => format!("M{x:.1} {y:.1}"),
            (Shape::Line, false) => format!("L{x:.1} {y:.1}"),
            (Shape::Steps, _) => format!("H{x:.1}V{y:.1}"),
        };
    }
    let dots: String = match points.len() {
        0..=31 if shape == Shape::Line => points
            .iter()
            .map(|(_, x, y)| place(*x, *y))
            .map(|(x, y)| format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>"))
            .collect(),
        _ => String::new(),
    };
    format!("<path class=\"curve\" stroke-dasharray=\"{dash}\" d=\"{drawn}\"/>{dots}")
}

/// Letters among cross-hairs at the means; what each is stands beside the plot.
fn quadrant(table: &Table, (x, y): (u32, u32), said: Said<'_>) -> Option<Drawn> {
    let points = axis::pairs(table, x, y);
    let across = Range::of(points.iter().map(|point| point.1))?;
    let up = Range::of(points.iter().map(|point| point.2))?;
    let high = WIDTH * 0.7;
    let place = |x: f64, y: f64| {
        let inner = |part: f64, long: f64| 16.0 + part * (long - 32.0);
        (inner(across.part(x), WIDTH), inner(1.0 - up.part(y), high))
    };
    let mut inside = format!(
        "<rect class=\"frame\" x=\"0.5\" y=\"0.5\" width=\"{:.1}\" height=\"{:.1}\"/>",
        WIDTH - 1.0,
        high - 1.0
    );
    if let Some((x, y)) = axis::means(&points) {
        let (x, y) = place(x, y);
        inside += &line("grid", (x, 0.0), (x, high));
        inside += &line("grid", (0.0, y), (WIDTH, y));
    }
    for (at, (_, x, y)) in points.iter().enumerate() {
        let (x, y) = place(*x, *y);
        inside += &format!("<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\"/>");
        inside += &text(x, y + 4.0, Anchor::Middle, &axis::letter(at));
    }
    let heads = [x, y].map(|column| table.columns.get(column as usize));
    let [Some(right), Some(higher)] = heads else { return None };
    let (right, higher) = (said.heading(right), said.heading(higher));
    let axes = said.speech.say_with("report-axes", &[("up", &higher), ("right", &right)]);
    inside += &text(0.0, high + 16.0, Anchor::Start, &fit(&axes, LETTERS));
    Some(Drawn { height: high + 22.0, inside })
}
