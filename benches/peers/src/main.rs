//! Whom of those that sound alike other programs find: tantivy, pg_trgm, FTS5, nucleo-matcher and
//! SkimMatcherV2 beside sigap, over the same names, asked the same pairs. Never a figure of speed:
//! `cargo bench --bench lookup` has those.
//!
//! `cargo run --release --locked` in this folder; `SIGAP_SHARED` names the folder with other
//! people's data when it is not `../shared` beside the project, a number is the count of made-up
//! customers that they are found among, `SIGAP_BENCH_MISSES` tells what sigap did not find.

#[allow(dead_code, reason = "the look-up's bench needs the rest")]
#[path = "../../beside/mod.rs"]
mod beside;
mod fuzzy;
#[allow(dead_code, reason = "other benches need the rest")]
#[path = "../../made/mod.rs"]
mod made;
mod pairs;
mod similar;

use std::collections::{HashMap, HashSet};
use std::error::Error;

use beside::FIRST;
use made::People;
use made::rows::{Part, Rows};
use pairs::{Pair, SOURCES};
use sigap::domain::{At, Customer, CustomerId, Profile};
use sigap::lookup::{Filling, Lookup};

/// Whatever may go wrong ends the program.
pub type Anything<T> = Result<T, Box<dyn Error>>;

/// Made-up customers that others are found among.
const AMONG: usize = 50_000;

fn customer(number: usize, name: &str) -> Customer {
    let profile = Profile { name: name.to_owned(), ..Profile::default() };
    Customer::of(CustomerId(number as u64), profile, At(0))
}

/// Everybody: names only, so that all are given the same to find by.
fn desk(names: &[String]) -> (Lookup, Rows) {
    let (mut filling, mut rows) = (Filling::new(), Rows::default());
    for (at, name) in names.iter().enumerate() {
        let customer = customer(at + 1, name);
        filling.put(&customer);
        rows.push(&customer.profile);
    }
    (filling.filled(), rows)
}

/// By source: how many pairs were asked, and how many were met.
#[derive(Default)]
struct Met(HashMap<&'static str, (usize, usize)>);

impl Met {
    fn note(&mut self, source: &'static str, is_met: bool) {
        let (asked, met) = self.0.entry(source).or_default();
        *asked += 1;
        *met += usize::from(is_met);
    }

    fn cell(&self, source: &str) -> String {
        let (asked, met) = self.0.get(source).copied().unwrap_or_default();
        format!("{:.1}", 100.0 * met as f64 / asked.max(1) as f64)
    }
}

fn ask(pairs: &[Pair], rows: &Rows, tell: bool, mut find: impl FnMut(&str) -> Vec<usize>) -> Met {
    let mut met = Met::default();
    for pair in pairs {
        let mut found = find(&pair.typed).into_iter().take(FIRST);
        let is_met = found.any(|row| rows.part(row, Part::Name).eq_ignore_ascii_case(&pair.meant));
        if tell && !is_met {
            eprintln!("missed, {}: {:?} for {:?}", pair.source, pair.typed, pair.meant);
        }
        met.note(pair.source, is_met);
        met.note("all of them", is_met);
    }
    met
}

fn main() -> Anything<()> {
    let among = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(AMONG);
    let mut names: Vec<String> =
        People::new().take(among).map(|customer| customer.profile.name).collect();
    let mut pairs = pairs::all(&names)?;
    // Whoever is called exactly what was typed is found first, as they should be.
    let called: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    pairs.retain(|pair| !called.contains(&pair.typed.to_lowercase()));
    let meant = pairs.iter().map(|pair| pair.meant.clone());
    names.extend(meant.filter(|name| !called.contains(&name.to_lowercase())));
    let (lookup, rows) = desk(&names);
    let tell = std::env::var_os("SIGAP_BENCH_MISSES").is_some();
    let ours = ask(&pairs, &rows, tell, |text| {
        let hits = lookup.find(text, FIRST).hits;
        hits.iter().map(|hit| hit.customer.0 as usize - 1).collect()
    });
    let mut found = vec![("sigap", ours)];
    let engine = fuzzy::Engine::over(&rows)?;
    found.push(("tantivy", ask(&pairs, &rows, false, |text| engine.find(text))));
    let similar = similar::Similar::over(&rows);
    found.push(("pg_trgm", ask(&pairs, &rows, false, |text| similar.find(text))));
    let folder = tempfile::tempdir()?;
    for mut peer in beside::peers(&rows, folder.path()) {
        let name = peer.name().trim_end_matches(" over all rows");
        found.push((name, ask(&pairs, &rows, false, |text| peer.find(text))));
    }
    let heads: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    println!("among {} names; of a hundred pairs found among the first {FIRST}:\n", rows.len());
    println!("| pairs | asked | {} |", heads.join(" | "));
    println!("|---|---|{}", "---|".repeat(heads.len()));
    for source in SOURCES.into_iter().chain(["all of them"]) {
        let asked = found[0].1.0.get(source).map_or(0, |(asked, _)| *asked);
        let cells: Vec<String> = found.iter().map(|(_, met)| met.cell(source)).collect();
        println!("| {source} | {asked} | {} |", cells.join(" | "));
    }
    Ok(())
}
