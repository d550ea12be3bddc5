//! A whole desk at once: hundreds of attached terminals that ask again as the program's terminal
//! does, some of them the program itself on a terminal line, and people at them who work. Never a
//! desk in use: it makes a throw-away one, and ends what it started.
//!
//! `cargo bench --bench desk_load` shows 50 to 1,000 terminals for half a minute each;
//! `cargo bench --bench desk_load -- terminals=500 seconds=300` is one long run. Other words:
//! `rate=50` (commands a second, all together), `customers=100000`, `lines=20`.
//!
//! Times are from the sending of a command, by the wall clock, on a machine that also runs all
//! these terminals: until it is acknowledged, until a terminal is told, until it has the answer to
//! what it asked anew, and, on terminal lines, until the screen shows it.

#[allow(dead_code, reason = "another bench needs the rest")]
mod clock;
mod load;
#[allow(dead_code, reason = "another bench needs the rest")]
mod made;
#[allow(dead_code, reason = "another bench needs the rest")]
mod outside;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use clock::memory;
use load::floor::Floor;
use load::line::Line;
use load::pulse::Pulse;
use load::seat::{Seat, Seen};
use load::tally::{Tally, Work};
use load::{attach, worked};
use outside::{Anything, Daemon};

/// With how many terminals the table is made.
const TABLE: [usize; 5] = [50, 100, 200, 500, 1_000];
/// Seconds of each of its rows.
const TABLE_SECONDS: u64 = 30;
/// How long nothing is done while the terminals must do nothing either.
const IDLE: Duration = Duration::from_secs(20);
/// What is left to be drawn is drawn, before that.
const SETTLING: Duration = Duration::from_secs(3);

/// What is asked of one run.
#[derive(Debug, Clone)]
struct Plan {
    terminals: Vec<usize>,
    seconds: u64,
    rate: usize,
    customers: usize,
    lines: usize,
}

impl Plan {
    /// From the words of the command line; cargo adds `--bench`.
    fn read() -> Anything<Plan> {
        let terminals = TABLE.to_vec();
        let mut plan =
            Plan { terminals, seconds: TABLE_SECONDS, rate: 50, customers: 100_000, lines: 20 };
        for word in std::env::args().skip(1).filter(|word| !word.starts_with("--")) {
            let (name, value) = word.split_once('=').ok_or("a word is NAME=NUMBER")?;
            let value: usize = value.parse().map_err(|_| format!("{word}: no number"))?;
            match name {
                "terminals" => plan.terminals = vec![value],
                "seconds" => plan.seconds = value as u64,
                "rate" => plan.rate = value.max(1),
                "customers" => plan.customers = value.max(1),
                "lines" => plan.lines = value,
                _ => {
                    return Err(
                        format!("{word}: terminals, seconds, rate, customers, lines").into()
                    );
                }
            }
        }
        Ok(plan)
    }
}

/// Processor time of a process and the megabytes it has.
struct Cost {
    worked: Duration,
    megabytes: u64,
}

fn cost(process: u32) -> Anything<Cost> {
    let kilobytes = memory(&process.to_string(), "VmRSS").ok_or("no memory is told")?;
    Ok(Cost { worked: worked(process)?, megabytes: kilobytes / 1_024 })
}

fn percent(worked: Duration, of: Duration) -> String {
    format!("{:.1} %", worked.as_secs_f64() / of.as_secs_f64() * 100.0)
}

/// Times of everybody, put together.
fn tallied(seen: &[Seen]) -> Tally {
    let works: Vec<Work> = seen.iter().flat_map(|seen| seen.works.iter().copied()).collect();
    let mut tally = Tally::of(works);
    seen.iter().for_each(|seen| tally.add(seen));
    tally
}

/// One run with so many terminals.
fn run(home: &Path, plan: &Plan, terminals: usize) -> Anything<()> {
    let (daemon, _) = Daemon::start(home)?;
    let floor = Floor::of(&mut attach(home, "agent0")?)?;
    let lines = plan.lines.min(terminals);
    let mut drawn: Vec<Line> =
        (0..lines).map(|line| Line::open(home, &format!("line{line}"))).collect::<Anything<_>>()?;
    drawn.iter_mut().try_for_each(Line::furnish)?;
    let deaf = Seat::deaf(home)?;
    let began = Instant::now();
    let end = began + Duration::from_secs(plan.seconds);
    let pause = Duration::from_secs_f64((terminals - lines) as f64 / plan.rate as f64);
    let people: Vec<_> = (0..terminals - lines)
        .map(|number| {
            let mut seat = Seat::open(home, number, &floor, (began, pause))?;
            let small = thread::Builder::new().stack_size(256 << 10);
            Ok(small.spawn(move || seat.work(end))?)
        })
        .collect::<Anything<_>>()?;
    let (at_first, since) = (cost(daemon.id())?, Instant::now());
    let lines_at_first: Vec<Duration> = drawn.iter().map(Line::worked).collect::<Anything<_>>()?;
    let pulse = Pulse::beat(home, &mut drawn, &floor, end)?;
    let seen: Vec<Seen> = people
        .into_iter()
        .map(|thread| thread.join().map_err(|_| "a terminal failed")?.map_err(Into::into))
        .collect::<Anything<_>>()?;
    let (at_last, took) = (cost(daemon.id())?, since.elapsed());
    let drew = |line: (&Line, &Duration)| Ok(line.0.worked()? - *line.1);
    let worked: Vec<Duration> =
        drawn.iter().zip(&lines_at_first).map(drew).collect::<Anything<_>>()?;
    let tally = tallied(&seen);
    let (done, seconds) = (tally.done(), plan.seconds as f64);
    println!(
        "| {terminals} | {:.0} | {} | {} | {} | {} | {} | {} MB | {} |",
        done as f64 / seconds,
        tally.acknowledged().text(),
        tally.told().text(),
        tally.answered().text(),
        pulse.seen().text(),
        percent(at_last.worked - at_first.worked, took),
        at_last.megabytes,
        percent(worked.iter().sum::<Duration>() / worked.len().max(1) as u32, took),
    );
    eprintln!("  refused {}, a stopped terminal: {}", tally.refused(), pulse.stopped());
    drop(deaf);
    idle(&daemon, &drawn)
}

/// With nothing to do, nothing is done.
fn idle(daemon: &Daemon, drawn: &[Line]) -> Anything<()> {
    thread::sleep(SETTLING);
    let all = || drawn.iter().map(Line::worked).sum::<Anything<Duration>>();
    let (desk, lines) = (cost(daemon.id())?.worked, all()?);
    thread::sleep(IDLE);
    let (desk, lines) = (cost(daemon.id())?.worked - desk, all()? - lines);
    eprintln!(
        "  idle for {} s: the desk worked {:.1} ms, {} terminals {:.1} ms together",
        IDLE.as_secs(),
        desk.as_secs_f64() * 1e3,
        drawn.len(),
        lines.as_secs_f64() * 1e3
    );
    Ok(())
}

fn main() -> Anything<()> {
    let plan = Plan::read()?;
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    fs::create_dir(&home)?;
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700))?;
    fs::write(home.join("throwaway"), "")?;
    {
        let (_daemon, _) = Daemon::start(&home)?;
        load::floor::furnish(&mut attach(&home, "agent0")?, plan.customers)?;
    }
    let Plan { customers, rate, seconds, lines, .. } = plan;
    println!(
        "{customers} customers, {rate} commands a second for {seconds} s, {lines} of the terminals \
         are the program on a terminal line; median / p99 / worst in ms\n"
    );
    println!(
        "| terminals | commands/s | acknowledged | told | answered anew | on the screen | desk's \
         processor | desk's memory | processor of a drawn terminal |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    plan.terminals.iter().try_for_each(|terminals| run(&home, &plan, *terminals))
}
