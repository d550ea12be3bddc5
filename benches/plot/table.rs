//! The same as text, for people and for docs/lookup.md. Never a figure without what it is of.

use super::thousands;
use crate::beside::FIRST;
use crate::made::asked::Kind;
use crate::{Beside, Figures};

/// Everything that was measured.
pub fn written(figures: &[Figures]) -> String {
    format!("{}\n{}", speed(figures), recall(figures))
}

fn line(head: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().collect();
    format!("| {head} | {} |\n", cells.join(" | "))
}

fn ruler(columns: usize) -> String {
    format!("|---|{}\n", "---|".repeat(columns))
}

fn speed(figures: &[Figures]) -> String {
    let row = |head: &str, cell: &dyn Fn(&Figures) -> String| line(head, figures.iter().map(cell));
    let mut out = row("customers", &|of| thousands(of.customers));
    out += &ruler(figures.len());
    out += &row("different words in their names", &|of| thousands(of.words));
    let strokes = figures.first().map_or(0, |of| of.strokes.count);
    let head = format!("key stroke, ms: median / p99 / worst of some {strokes}");
    out += &row(&head, &|of| of.strokes.text());
    out += &row("each for the first time", &|of| of.first.text());
    let most = figures.iter().max_by_key(|of| of.beside.len());
    for (at, other) in most.into_iter().flat_map(|of| of.beside.iter().enumerate()) {
        let cell = |of: &Figures| of.beside.get(at).map_or("not asked".to_owned(), beside);
        out += &row(&format!("{}; times ours", other.name), &cell);
    }
    out += &row("filled in", &|of| format!("{:.2} s", of.filled.0));
    out += &row("one more customer, ms: median / p99 / worst", &|of| of.puts.text());
    out += &row("memory each when filled, by its own count", &|of| format!("{:.0} B", of.filled.1));
    let loaded = |of: &Figures| format!("{:.0} B / {:.0} B", of.kept.memory.1, of.kept.memory.0);
    out += &row("when loaded, by its own count / the system's", &loaded);
    let copy = |of: &Figures| {
        let kept = of.kept;
        let (loaded, elapsed) = kept.loaded;
        let (bytes, written) = (kept.bytes, kept.written);
        format!("{bytes:.0} B / {written:.0} ms / {loaded:.0} ms, {elapsed:.0} ms on two cores")
    };
    out += &row("the cache: each / written / loaded", &copy);
    out += &row("first answer after loading", &|of| format!("{:.1} ms", of.kept.first));
    out
}

/// Another's times, and how many times ours they are.
fn beside(other: &Beside) -> String {
    let times = |theirs: f64, ours: f64| theirs / ours.max(f64::MIN_POSITIVE);
    let median = times(other.theirs.median, other.ours.median);
    let p99 = times(other.theirs.p99, other.ours.p99);
    format!("{}; {median:.0} x, {p99:.0} x", other.theirs.text())
}

fn recall(figures: &[Figures]) -> String {
    let asked = figures.iter().filter(|of| !of.beside.is_empty());
    let most = asked.max_by_key(|of| of.customers);
    let others = || most.into_iter().flat_map(|of| of.beside.iter());
    let ours = figures.iter().map(|of| format!("sigap, {}", thousands(of.customers)));
    let theirs = others().map(|other| {
        let name = other.name.trim_end_matches(" over all rows");
        format!("{name}, {}", most.map_or(String::new(), |of| thousands(of.customers)))
    });
    let heads: Vec<String> = ours.chain(theirs).collect();
    let columns = heads.len();
    let mut out = line(&format!("found among the first {FIRST}, of a hundred"), heads);
    out += &ruler(columns);
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        let all = figures.iter().map(|of| &of.found).chain(others().map(|other| &other.found));
        let cell = |found: &Vec<Option<f64>>| {
            found[at].map_or("none asked".to_owned(), |percent| format!("{percent:.1}"))
        };
        out += &line(kind.name(), all.map(cell));
    }
    out
}
