//! A table's plot as lines of letters: readable without colour, and in plain ASCII when [`glyph`]
//! has replaced what a vt100 does not have. Never wider than it is told to be.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Said;
use super::axis::{self, Range};
use crate::wire::report::{Cell, Plot, Row, Table};

/// Heights of a spark, the lowest first.
const SPARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Rows of a curve or of a quadrant: half of what is left of a small screen.
const HEIGHT: usize = 11;
/// Columns of a curve or of a quadrant at most: more would not be read better.
const WIDTH: usize = 64;
/// Columns for what a row is about, at most.
const LABEL: usize = 28;
/// Columns of the scale beside a curve.
const SCALE: usize = 8;

/// The plot; none of a table that has none, or too little to draw.
pub fn lines(table: &Table, said: Said<'_>, width: usize) -> Vec<String> {
    if table.rows.is_empty() {
        return Vec::new();
    }
    match &table.plot {
        Plot::None => Vec::new(),
        Plot::Bars { column } => bars(table, *column, said, width),
        Plot::Line { x, y } => y.iter().flat_map(|y| spark(table, (*x, *y), said, width)).collect(),
        Plot::Steps { x, y } => steps(table, (*x, *y), said, width),
        Plot::Quadrant { x, y } => quadrant(table, (*x, *y), said, width),
    }
}

/// A letter that every terminal has, for one that only some have.
pub const fn glyph(letter: char) -> char {
    match letter {
        '▁' => '.',
        '▂' => ':',
        '▃' | '─' => '-',
        '▄' => '=',
        '▅' | '┼' => '+',
        '▆' => '*',
        '▇' => '%',
        '█' => '#',
        '│' => '|',
        '░' => '<',
        other => other,
    }
}

/// A bar of at most so many columns for each row of a table, none for those that have none. One
/// that is below nothing has another letter, so that nobody takes it for one above.
pub fn bar(table: &Table, column: u32, columns: usize) -> Vec<String> {
    let drawn = axis::barred(table, column);
    let number = |row: &Row| axis::number(table, row, column);
    let largest = drawn.iter().filter_map(|row| number(row)).map(f64::abs).fold(0.0, f64::max);
    let bar = |row: &Row| {
        let is_drawn = drawn.iter().any(|one| std::ptr::eq(*one, row)) && largest > 0.0;
        let number = number(row).filter(|_| is_drawn).unwrap_or_default();
        let long = (number.abs() / largest.max(f64::MIN_POSITIVE) * columns as f64).round();
        let letter = if number < 0.0 { '░' } else { '█' };
        std::iter::repeat_n(letter, long as usize).collect()
    };
    table.rows.iter().map(bar).collect()
}

/// A text in at most so many columns; ends in `~` when something is cut off.
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let (mut kept, mut wide) = (String::new(), 1);
    for letter in text.chars() {
        wide += letter.width().unwrap_or(0);
        if wide > columns {
            break;
        }
        kept.push(letter);
    }
    kept.push('~');
    kept
}

/// A bar for each row that has one, behind what it is about and its number.
fn bars(table: &Table, column: u32, said: Said<'_>, width: usize) -> Vec<String> {
    let Some(unit) = table.columns.get(column as usize) else { return Vec::new() };
    let labels: Vec<String> = table.rows.iter().map(|row| said.label(table, row)).collect();
    let values = table.rows.iter().map(|row| said.cell(unit, &row.cells[column as usize]));
    let values: Vec<String> = values.collect();
    let widest = |texts: &[String]| texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let (label, value) = (widest(&labels).min(LABEL.min(width / 3)), widest(&values));
    let room = width.saturating_sub(label + value + 4).max(1);
    let bars = bar(table, column, room);
    let line = |((name, text), bar): ((&String, &String), &String)| {
        let line = format!("{}  {text:>value$}  {bar}", padded(name, label));
        line.trim_end().to_owned()
    };
    labels.iter().zip(&values).zip(&bars).map(line).collect()
}

/// A text in so many columns.
fn padded(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blanks = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

/// One line: what it is, its run, and from where to where it goes.
fn spark(table: &Table, (x, y): (u32, u32), said: Said<'_>, width: usize) -> Vec<String> {
    let (Some(column), Some(along)) =
        (table.columns.get(y as usize), table.columns.get(x as usize))
    else {
        return Vec::new();
    };
    let heights: Vec<Option<f64>> =
        table.rows.iter().map(|row| axis::number(table, row, y)).collect();
    let Some(range) = Range::of(heights.iter().copied().flatten()) else { return Vec::new() };
    let range = range.with_zero();
    let room = width.saturating_sub(2).clamp(1, heights.len().max(1));
    let one = |at: usize| {
        // Where there are more points than columns, the highest of those that share one.
        let (first, last) = (at * heights.len() / room, (at + 1) * heights.len() / room);
        let shared = heights[first..last.max(first + 1)].iter().copied().flatten();
        let highest = shared.fold(None, |most: Option<f64>, n| Some(most.map_or(n, |m| m.max(n))));
        highest.map_or(' ', |n| SPARKS[(range.part(n) * 7.0).round() as usize])
    };
    let run: String = (0..room).map(one).collect();
    let named = |row: Option<&Row>| {
        row.map(|row| said.cell(along, &row.cells[x as usize])).unwrap_or_default()
    };
    let told = |pick: fn(f64, f64) -> f64| {
        let all = table.rows.iter().filter_map(|row| row.cells[y as usize].value());
        let found = all.reduce(pick).unwrap_or_default();
        said.value(column.unit, &Cell::real(Some(found)))
    };
    let (low, high) = (told(f64::min), told(f64::max));
    vec![
        fit(&format!("{}  {low} .. {high}", said.heading(column)), width),
        format!("  {run}"),
        fit(&format!("  {} .. {}", named(table.rows.first()), named(table.rows.last())), width),
    ]
}

/// What is left after each time, as a hill that falls.
fn steps(table: &Table, (x, y): (u32, u32), said: Said<'_>, width: usize) -> Vec<String> {
    let points = axis::pairs(table, x, y);
    let Some(range) = Range::of(points.iter().map(|point| point.1)) else { return Vec::new() };
    let range = range.with_zero();
    let room = width.saturating_sub(SCALE + 2).clamp(1, WIDTH);
    let height = |column: usize| {
        let part = (column + 1) as f64 / room as f64;
        let before = points.iter().take_while(|point| range.part(point.1) <= part);
        before.last().map_or(1.0, |point| point.2)
    };
    let row = |level: usize| {
        let (from, step) = (level as f64 / HEIGHT as f64, 1.0 / HEIGHT as f64);
        let letter = |column: usize| match height(column) {
            share if share >= from + step - 1e-9 => '█',
            share if share > from => SPARKS[(((share - from) / step) * 7.0) as usize],
            _ => ' ',
        };
        let run: String = (0..room).map(letter).collect();
        let scale = match level + 1 {
            HEIGHT => "100%",
            1 => "0%",
            _ => "",
        };
        format!("{scale:>5} │{}", run.trim_end())
    };
    let mut lines: Vec<String> = (0..HEIGHT).rev().map(row).collect();
    let last = points
        .last()
        .map(|point| said.cell(&table.columns[x as usize], &point.0.cells[x as usize]));
    let last = last.unwrap_or_default();
    let blanks = room.saturating_sub(last.width() + 1);
    lines.push(format!("{:>5} │0{}{last}", "", " ".repeat(blanks)));
    lines
}

/// Points as letters among cross-hairs at the means, and below which letter is what.
fn quadrant(table: &Table, (x, y): (u32, u32), said: Said<'_>, width: usize) -> Vec<String> {
    let points = axis::pairs(table, x, y);
    let ranges = [Range::of(points.iter().map(|p| p.1)), Range::of(points.iter().map(|p| p.2))];
    let [Some(across), Some(up)] = ranges else { return Vec::new() };
    let room = width.saturating_sub(2).clamp(3, WIDTH);
    let place = |x: f64, y: f64| {
        let column = (across.part(x) * (room - 1) as f64).round() as usize;
        (column, HEIGHT - 1 - (up.part(y) * (HEIGHT - 1) as f64).round() as usize)
    };
    let mut rows = vec![vec![' '; room]; HEIGHT];
    if let Some((x, y)) = axis::means(&points) {
        let (column, line) = place(x, y);
        rows[line].fill('─');
        rows.iter_mut().for_each(|row| row[column] = '│');
        rows[line][column] = '┼';
    }
    for (at, (_, x, y)) in points.iter().enumerate() {
        let (column, line) = place(*x, *y);
        let taken = rows[line][column].is_ascii_graphic();
        rows[line][column] =
            if taken { '*' } else { axis::letter(at).chars().next().unwrap_or('*') };
    }
    let heads = [x, y].map(|column| said.heading(&table.columns[column as usize]));
    let axes = [("up", &*heads[1]), ("right", &*heads[0])];
    let mut lines = vec![fit(&said.speech.say_with("report-axes", &axes), width)];
    lines.extend(rows.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned()));
    lines.extend(points.iter().enumerate().map(|(at, (row, ..))| {
        let of =
            |column: u32| said.cell(&table.columns[column as usize], &row.cells[column as usize]);
        let line =
            format!("{}  {}  {}  {}", axis::letter(at), said.label(table, row), of(x), of(y));
        fit(&line, width)
    }));
    lines
}
