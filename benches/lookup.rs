//! How fast a customer is found while an agent types, whom of those asked for, and what that costs;
//! beside what could be used instead. Never a test: what is right, tests say.
//!
//! `cargo bench --bench lookup` does it at 10,000, 100,000 and 1,000,000 made-up customers;
//! `SIGAP_BENCH_CUSTOMERS="10000 10000000"` at others, `SIGAP_BENCH_PLOT=docs/lookup.svg` draws
//! what came of it. Up to a million the others are asked too; `SIGAP_BENCH_PEERS=no` leaves them,
//! `SIGAP_BENCH_MISSES=yes` says which questions were not met.

mod beside;
mod clock;
mod made;
mod plot;

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use beside::{FIRST, Peer, peers};
use clock::{Spread, memory, processor};
use made::People;
use made::asked::{Asked, Kind, questions, strokes, typing};
use made::rows::Rows;
use sigap::domain::At;
use sigap::lookup::{Activity, Copying, Filling, Lookup};

type Anything<T> = Result<T, Box<dyn Error>>;

/// As the program has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Questions of each kind.
const QUESTIONS: usize = 200;
/// As many for the others, who take their time.
const QUESTIONS_BESIDE: usize = 25;
/// Searches of each kind that are typed letter by letter.
const TYPED: usize = 5;
/// How often each key stroke is timed; rounds go over all of them, so that nothing is still warm.
const ROUNDS: usize = 3;
/// Key strokes the others are timed at, from all over the searches.
const STROKES_BESIDE: usize = 120;
/// Customers up to which the others are asked.
const BESIDE: usize = 1_000_000;
/// Customers made at a time.
const BLOCK: usize = 10_000;
/// Customers added one by one.
const INSERTS: usize = 2_000;
/// Rows a terminal asks for.
const PAGE: usize = 50;
/// Names the file that a second process is to load.
const LOAD: &str = "SIGAP_BENCH_LOAD";

/// What came of one number of customers.
struct Figures {
    /// How many.
    customers: usize,
    /// Different words in their names.
    words: usize,
    /// Seconds that filling took, and bytes each then takes by its own count.
    filled: (f64, f64),
    kept: Kept,
    /// Added one by one.
    puts: Spread,
    /// Per key stroke, asked for the first time.
    first: Spread,
    /// Per key stroke, the median of all rounds.
    strokes: Spread,
    /// Recall by kind.
    found: Vec<Option<f64>>,
    /// What the others make of some of it.
    beside: Vec<Beside>,
}

/// Another way of finding, at some of the key strokes.
struct Beside {
    name: &'static str,
    theirs: Spread,
    ours: Spread,
    /// Recall by kind.
    found: Vec<Option<f64>>,
}

/// What the copy that a daemon keeps comes to.
#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    /// Bytes of it for each customer.
    bytes: f64,
    /// Milliseconds that writing it takes; loading it, of processor time and by the wall clock, as
    /// it is done in two threads; and the first answer from what was loaded.
    written: f64,
    loaded: (f64, f64),
    first: f64,
    /// Bytes of memory for each customer, by the system's count and by its own.
    memory: (f64, f64),
}

/// A desk's customers: what finds them, what they are, and the time the first took to be filled.
struct Desk {
    lookup: Lookup,
    rows: Rows,
    people: People,
    build: Duration,
}

impl Desk {
    fn of(count: usize) -> Desk {
        let (mut filling, mut rows, mut people) = (Filling::new(), Rows::default(), People::new());
        let mut build = Duration::ZERO;
        while rows.len() < count {
            let block: Vec<_> = people.by_ref().take(BLOCK.min(count - rows.len())).collect();
            let begun = processor();
            for customer in &block {
                filling.put(customer);
                if customer.id.0 % 7 == 0 {
                    let last_contact = At(customer.id.0 as i64 * 1_000);
                    filling.touch(customer.id, Activity { open_tickets: 1, last_contact });
                }
            }
            build += processor() - begun;
            block.iter().for_each(|customer| rows.push(&customer.profile));
        }
        let begun = processor();
        let lookup = filling.filled();
        build += processor() - begun;
        Desk { lookup, rows, people, build }
    }

    fn find(&self, text: &str, limit: usize) -> Vec<usize> {
        let hits = self.lookup.find(text, limit).hits;
        hits.iter().map(|hit| hit.customer.0 as usize - 1).collect()
    }
}

/// Times each text, round after round; gives the median of each one's rounds.
fn timed(texts: &[&str], rounds: usize, mut find: impl FnMut(&str)) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(rounds); texts.len()];
    for _ in 0..rounds {
        for (text, times) in texts.iter().zip(&mut times) {
            let begun = processor();
            find(text);
            times.push(processor() - begun);
        }
    }
    times.iter_mut().for_each(|times| times.sort_unstable());
    times.iter().map(|times| times[times.len() / 2]).collect()
}

/// Those of the questions that are not met among the first rows.
fn missed<'a>(
    asked: &'a [Asked],
    rows: &Rows,
    mut find: impl FnMut(&str) -> Vec<usize>,
) -> Vec<&'a Asked> {
    let is_met =
        |asked: &&Asked, found: Vec<usize>| found.into_iter().any(|row| asked.is_met_by(row, rows));
    asked.iter().filter(|asked| !is_met(asked, find(&asked.text))).collect()
}

/// By kind: of a hundred questions so many are met; `None` where none was asked.
fn recall(asked: &[Asked], missed: &[&Asked]) -> Vec<Option<f64>> {
    let percent = |kind| {
        let count = asked.iter().filter(|asked| asked.kind == kind).count();
        let missed = missed.iter().filter(|asked| asked.kind == kind).count();
        (count > 0).then(|| 100.0 * (count - missed) as f64 / count as f64)
    };
    Kind::ALL.into_iter().map(percent).collect()
}

/// Writes the copy that a daemon keeps, and has another process load it.
fn keep_and_load(lookup: &Lookup, folder: &Path) -> Anything<Kept> {
    let path = folder.join("lookup.cache");
    let mut file = File::create(&path)?;
    let (mut copying, mut piece) = (Copying::of(lookup), Vec::new());
    let begun = processor();
    while copying.go_on(lookup, b"stamp", &mut piece)? {
        file.write_all(&piece)?;
        piece.clear();
    }
    let written = ms(processor() - begun);
    let each = |bytes: f64| bytes / lookup.len() as f64;
    let bytes = each(file.metadata()?.len() as f64);
    drop(file);
    let loaded = Command::new(std::env::current_exe()?).env(LOAD, &path).output()?;
    std::fs::remove_file(path)?;
    let said = String::from_utf8(loaded.stdout)?;
    let said: Vec<f64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [loaded, elapsed, first, system, own] = said[..] else {
        return Err("it was not loaded".into());
    };
    let loaded = (loaded, elapsed);
    Ok(Kept { bytes, written, loaded, first, memory: (each(system), each(own)) })
}

/// In a process of its own: what a loaded look-up takes, as the system counts it.
fn load(path: &str) -> Anything<()> {
    let before = memory("self", "VmRSS").ok_or("no memory is told")?;
    let (began, wall) = (processor(), Instant::now());
    let (_, lookup) = Lookup::load(|| File::open(path))?;
    let (loaded, elapsed) = (ms(processor() - began), ms(wall.elapsed()));
    let began = processor();
    black_box(lookup.find("nur halimah", PAGE));
    let first = ms(processor() - began);
    let kilobytes = memory("self", "VmRSS").ok_or("no memory is told")? - before;
    println!("{loaded} {elapsed} {first} {} {}", kilobytes * 1_024, lookup.bytes());
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Adds customers one by one; each must be findable at once.
fn insert(desk: &mut Desk) -> Spread {
    let mut puts = Vec::new();
    for customer in desk.people.by_ref().take(INSERTS) {
        let begun = processor();
        desk.lookup.put(&customer);
        puts.push(processor() - begun);
        let total = desk.lookup.find(&customer.profile.name, FIRST).total;
        assert!(total > 0, "{} is not found", customer.profile.name);
        let Some(phone) = customer.profile.phones.first() else { continue };
        let callers = desk.lookup.by_phone(&phone.number);
        assert!(callers.contains(&customer.id), "{} is not found", phone.number);
    }
    Spread::of(puts)
}

fn measure(count: usize, ask_others: bool) -> Anything<Figures> {
    let folder = tempfile::tempdir()?;
    let mut desk = Desk::of(count);
    let each = |bytes: usize| bytes as f64 / count as f64;
    let filled = (desk.build.as_secs_f64(), each(desk.lookup.bytes()));
    let parts = desk.lookup.parts().map(|(of, bytes)| format!("{of} {:.1}", each(bytes)));
    eprintln!("bytes for each customer: {}", parts.join(", "));
    let kept = keep_and_load(&desk.lookup, folder.path())?;
    let questions = questions(&desk.rows, QUESTIONS);
    let texts = typing(&questions, TYPED);
    let strokes = strokes(&texts);
    let find = |text: &str| drop(black_box(desk.lookup.find(text, PAGE)));
    let first = Spread::of(timed(&strokes, 1, find));
    let times = timed(&strokes, ROUNDS, find);
    slowest(&strokes, &times);
    let misses = missed(&questions, &desk.rows, |text| desk.find(text, FIRST));
    if std::env::var_os("SIGAP_BENCH_MISSES").is_some() {
        misses.iter().for_each(|asked| tell(asked, &desk));
    }
    let found = recall(&questions, &misses);
    let beside = match ask_others {
        true => measure_others(&desk.rows, &questions, &strokes, &times, folder.path()),
        false => Vec::new(),
    };
    let strokes = Spread::of(times);
    eprintln!("{count} customers: {} ms", strokes.text());
    let (words, puts) = (desk.people.words(), insert(&mut desk));
    Ok(Figures { customers: count, words, filled, kept, puts, first, strokes, found, beside })
}

/// The others at some of the key strokes and questions.
fn measure_others(
    rows: &Rows,
    questions: &[Asked],
    strokes: &[&str],
    times: &[Duration],
    folder: &Path,
) -> Vec<Beside> {
    let step = strokes.len().div_ceil(STROKES_BESIDE);
    let strokes: Vec<&str> = strokes.iter().copied().step_by(step).collect();
    let ours = Spread::of(times.iter().copied().step_by(step));
    let few = few(questions);
    let each = |mut peer: Peer| {
        let theirs = Spread::of(timed(&strokes, 1, |text| drop(black_box(peer.find(text)))));
        let misses = missed(&few, rows, |text| peer.find(text));
        Beside { name: peer.name(), theirs, ours, found: recall(&few, &misses) }
    };
    peers(rows, folder).into_iter().map(each).collect()
}

/// Says what was not found, and what was.
fn tell(asked: &Asked, desk: &Desk) {
    let found = desk.find(&asked.text, 3);
    let found: Vec<&str> = found.into_iter().map(|row| desk.rows.text(row)).collect();
    let (kind, text, meant) = (asked.kind.name(), &asked.text, desk.rows.text(asked.row));
    eprintln!("missed, {kind}: {text:?} for {meant:?}, found {found:?}");
}

/// The first questions of each kind.
fn few(questions: &[Asked]) -> Vec<Asked> {
    let of = |kind| questions.iter().filter(move |asked| asked.kind == kind);
    Kind::ALL.into_iter().flat_map(|kind| of(kind).take(QUESTIONS_BESIDE).cloned()).collect()
}

/// Tells which key strokes took longest, to see what to better.
fn slowest(strokes: &[&str], times: &[Duration]) {
    let mut all: Vec<(&Duration, &&str)> = times.iter().zip(strokes).collect();
    all.sort_unstable();
    let told = all.iter().rev().take(12).map(|(time, text)| format!("{text:?} {time:.1?}"));
    eprintln!("slowest: {}", told.collect::<Vec<_>>().join(", "));
}

fn main() -> Anything<()> {
    if let Ok(path) = std::env::var(LOAD) {
        return load(&path);
    }
    let sizes = std::env::var("SIGAP_BENCH_CUSTOMERS").unwrap_or("10000 100000 1000000".to_owned());
    let others = std::env::var("SIGAP_BENCH_PEERS").is_ok_and(|word| word == "no");
    let mut figures = Vec::new();
    for size in sizes.split_whitespace().map(str::parse) {
        let size = size?;
        figures.push(measure(size, size <= BESIDE && !others)?);
    }
    println!("{}", plot::table::written(&figures));
    if let Ok(file) = std::env::var("SIGAP_BENCH_PLOT") {
        std::fs::write(file, plot::drawn(&figures))?;
    }
    Ok(())
}
