//! Latency against customers as a picture. Never a figure that the table has not.

pub mod table;

use std::fmt::Write as _;

use crate::Figures;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// Room for the scales on the left and below, and for the names on the right.
const LEFT: f64 = 64.0;
const BELOW: f64 = 44.0;
const RIGHT: f64 = 210.0;
const ABOVE: f64 = 24.0;
/// Room for one name below another.
const NAME: f64 = 15.0;
/// Powers of ten that the scale of times begins and ends with, in milliseconds.
const TIMES: (f64, f64) = (-2.0, 4.0);

/// Readable on light and on dark paper.
const STYLE: &str = "<style>
text { font: 13px sans-serif; fill: #24292f }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { fill: none; stroke-width: 2.5 }
.c0 { stroke: #0550ae } .t0 { fill: #0550ae }
.c1 { stroke: #218bff } .t1 { fill: #218bff }
.c2 { stroke: #bc4c00 } .t2 { fill: #bc4c00 }
.c3 { stroke: #8250df } .t3 { fill: #8250df }
.c4 { stroke: #1a7f37 } .t4 { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .grid { stroke: #3d444d }
.c0 { stroke: #79c0ff } .t0 { fill: #79c0ff }
.c1 { stroke: #388bfd } .t1 { fill: #388bfd }
.c2 { stroke: #ffa657 } .t2 { fill: #ffa657 }
.c3 { stroke: #d2a8ff } .t3 { fill: #d2a8ff }
.c4 { stroke: #56d364 } .t4 { fill: #56d364 }
}
</style>
";

/// One line: its name, and milliseconds by customers.
type Line = (String, Vec<(f64, f64)>);

/// The picture.
pub fn drawn(figures: &[Figures]) -> String {
    let lines = lines(figures);
    let powers = || figures.iter().map(|figures| (figures.customers as f64).log10());
    let (least, most) = (powers().fold(9.0, f64::min), powers().fold(0.0, f64::max));
    let across = |customers: f64| {
        let part = (customers.log10() - least) / (most - least).max(1.0);
        LEFT + part * (WIDTH - LEFT - RIGHT)
    };
    let down = |ms: f64| {
        let part = (ms.log10().max(TIMES.0) - TIMES.0) / (TIMES.1 - TIMES.0);
        HEIGHT - BELOW - part * (HEIGHT - BELOW - ABOVE)
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Milliseconds per key stroke against the number of customers\">\n{STYLE}"
    );
    for power in TIMES.0 as i32..=TIMES.1 as i32 {
        let (ms, y) = (10_f64.powi(power), down(10_f64.powi(power)));
        let (end, under) = (WIDTH - RIGHT, y + 4.0);
        let _ = writeln!(out, "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{end}\"/>");
        let at = LEFT - 8.0;
        let _ = writeln!(out, "<text x=\"{at}\" y=\"{under:.1}\" text-anchor=\"end\">{ms}</text>");
    }
    for figures in figures {
        let (x, y) = (across(figures.customers as f64), HEIGHT - BELOW + 20.0);
        let count = thousands(figures.customers);
        let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{count}</text>");
    }
    let _ = writeln!(out, "<text x=\"8\" y=\"14\">ms per key stroke (processor time)</text>");
    let (middle, low) = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6.0);
    let _ =
        writeln!(out, "<text x=\"{middle}\" y=\"{low}\" text-anchor=\"middle\">customers</text>");
    let mut ends = Vec::new();
    for (at, (name, points)) in lines.iter().enumerate() {
        let path: Vec<String> =
            points.iter().map(|(x, y)| format!("{:.1} {:.1}", across(*x), down(*y))).collect();
        let class = at.min(4);
        let _ = writeln!(out, "<path class=\"line c{class}\" d=\"M{}\"/>", path.join("L"));
        let Some((x, y)) = points.last() else { continue };
        ends.push((down(*y) + 4.0, across(*x) + 8.0, class, name));
    }
    ends.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let mut above = f64::MIN;
    for (y, x, class, name) in ends {
        above = y.max(above + NAME);
        let _ =
            writeln!(out, "<text class=\"t{class}\" x=\"{x:.1}\" y=\"{above:.1}\">{name}</text>");
    }
    out + "</svg>\n"
}

fn lines(figures: &[Figures]) -> Vec<Line> {
    let ours = |name: &str, of: fn(&Figures) -> f64| {
        let points = figures.iter().map(|figures| (figures.customers as f64, of(figures)));
        (name.to_owned(), points.collect())
    };
    let mut lines = vec![
        ours("sigap, p99", |figures| figures.strokes.p99),
        ours("sigap, median", |figures| figures.strokes.median),
    ];
    let others = figures.iter().map(|figures| figures.beside.len()).max().unwrap_or(0);
    for at in 0..others {
        let of = |figures: &Figures| {
            let other = figures.beside.get(at)?;
            Some((other.name, (figures.customers as f64, other.theirs.p99)))
        };
        let points: Vec<(&str, (f64, f64))> = figures.iter().filter_map(of).collect();
        let Some((name, _)) = points.first() else { continue };
        let name = name.trim_end_matches(" over all rows");
        let points = points.iter().map(|(_, point)| *point).collect();
        lines.push((format!("{name}, p99"), points));
    }
    lines
}

/// A count as people write it.
fn thousands(count: usize) -> String {
    match count {
        1_000_000.. => format!("{} million", count as f64 / 1e6),
        _ => format!("{},{:03}", count / 1_000, count % 1_000),
    }
}
