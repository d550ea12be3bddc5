//! The torture program: real desks on throw-away homes, killed, cut off from power, spoilt on
//! disk, given a full disk; then everything that was acknowledged must be there. Never touches a
//! home it has not made, never ends a process it has not started.
//!
//! `cargo run --example torture -- --kind all --rounds 200`. Every round has a seed; a failure says
//! it, and `--kind KIND --rounds 1 --seed SEED` plays the same plan again. The program is also the
//! desk that it tortures (`torture daemon …` is `sigap daemon …`), so that it never tries an old
//! one. docs/durability.md says what each kind does.

mod backup;
mod blocks;
mod check;
mod daemon;
mod damage;
mod disk;
mod fault;
mod kill;
mod ledger;
mod power;
mod random;
mod shim;
mod site;
mod spoil;
mod state;
mod talk;
mod work;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};

use damage::Rot;
use fault::Faults;
use power::Power;
use random::Random;
use site::Keep;

/// Rounds of each kind among 200: kills, power cuts and damages have the most ways to go.
const SPREAD: [(Kind, u32); 5] =
    [(Kind::Kill, 55), (Kind::Power, 60), (Kind::Damage, 60), (Kind::Fault, 20), (Kind::Backup, 5)];
/// Rounds with seeds from a multiple of it on share a recording or a desk to copy: making one costs
/// as much as some rounds.
const BATCH: u64 = 16;
/// What the spread adds up to.
const SPREAD_ROUNDS: u32 = 200;

#[derive(Debug, Parser)]
#[command(name = "torture")]
struct Args {
    /// What to do to the desks.
    #[arg(long, value_enum, default_value_t = Wanted::All)]
    kind: Wanted,
    /// How many rounds; of all kinds together with `all`.
    #[arg(long, default_value_t = SPREAD_ROUNDS)]
    rounds: u32,
    /// Seed of the first round; those after it count up.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begins no further round after so many minutes.
    #[arg(long)]
    minutes: Option<u64>,
    /// Rounds at a time; as many as there are processors when not said.
    #[arg(long)]
    jobs: Option<u64>,
    /// Keeps the folders of all rounds, not only of those that failed.
    #[arg(long)]
    keep: bool,
}

impl Args {
    fn jobs(&self) -> u64 {
        let machine = || thread::available_parallelism().map_or(1, |count| count.get() as u64);
        self.jobs.unwrap_or_else(machine).max(1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Kill,
    Power,
    Damage,
    Fault,
    Backup,
    All,
}

/// What is done to a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kill,
    Power,
    Damage,
    Fault,
    Backup,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Kill => "kill",
            Kind::Power => "power",
            Kind::Damage => "damage",
            Kind::Fault => "fault",
            Kind::Backup => "backup",
        }
    }

    const fn is_wanted(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::All => true,
            Wanted::Kill => matches!(self, Kind::Kill),
            Wanted::Power => matches!(self, Kind::Power),
            Wanted::Damage => matches!(self, Kind::Damage),
            Wanted::Fault => matches!(self, Kind::Fault),
            Wanted::Backup => matches!(self, Kind::Backup),
        }
    }
}

/// A kind with what its rounds share.
enum Torment {
    Kill,
    Power(Box<Power>),
    Damage(Box<Rot>),
    Fault(Faults),
    Backup,
}

impl Torment {
    fn new(kind: Kind) -> anyhow::Result<Torment> {
        Ok(match kind {
            Kind::Kill => Torment::Kill,
            Kind::Power => Torment::Power(Box::new(Power::new()?)),
            Kind::Damage => Torment::Damage(Box::default()),
            Kind::Fault => Torment::Fault(Faults::new()?),
            Kind::Backup => Torment::Backup,
        })
    }

    fn round(&mut self, seed: u64, keep: Keep) -> Round {
        let mut random = Random::new(seed);
        match self {
            Torment::Kill => kill::round(&mut random, keep),
            Torment::Power(power) => power.round(seed, &mut random, keep),
            Torment::Damage(rot) => rot.round(seed, &mut random, keep),
            Torment::Fault(faults) => faults.round(&mut random, keep),
            Torment::Backup => backup::round(&mut random, keep),
        }
    }
}

/// How a round went: one word for the summary, or what is wrong.
type Round = anyhow::Result<&'static str>;

fn main() -> ExitCode {
    // Anything but an option is a command for the desk.
    if std::env::args().nth(1).is_some_and(|first| !first.starts_with('-')) {
        return sigap::cli::run();
    }
    let args = Args::parse();
    match play(&args) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Plays all rounds that are wanted; gives the number that failed.
fn play(args: &Args) -> anyhow::Result<u32> {
    let until = args.minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let mut failures = 0;
    for (kind, share) in SPREAD.into_iter().filter(|(kind, _)| kind.is_wanted(args.kind)) {
        let rounds = match args.kind {
            Wanted::All => (args.rounds * share).div_ceil(SPREAD_ROUNDS),
            Wanted::Kill | Wanted::Power | Wanted::Damage | Wanted::Fault | Wanted::Backup => {
                args.rounds
            }
        };
        failures += run(kind, rounds, args, until)?;
    }
    Ok(failures)
}

/// How the rounds of one kind have gone so far.
#[derive(Default)]
struct Tally {
    played: u32,
    failed: u32,
    outcomes: BTreeMap<&'static str, u32>,
}

/// Plays the rounds of one kind, some at a time, and says how they went; gives the number that
/// failed.
fn run(kind: Kind, rounds: u32, args: &Args, until: Option<Instant>) -> anyhow::Result<u32> {
    let keep = if args.keep { Keep::Always } else { Keep::Failed };
    let began = Instant::now();
    let end = args.seed + u64::from(rounds);
    // Rounds that share a recording stay together.
    let (next, tally) = (AtomicU64::new(args.seed / BATCH), Mutex::new(Tally::default()));
    let work = || -> anyhow::Result<()> {
        let mut torment = Torment::new(kind)?;
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            let seeds = (batch * BATCH).max(args.seed)..((batch + 1) * BATCH).min(end);
            if seeds.is_empty() {
                return Ok(());
            }
            for seed in seeds {
                if until.is_some_and(|until| Instant::now() >= until) {
                    return Ok(());
                }
                count(&tally, kind, seed, torment.round(seed, keep));
            }
        }
    };
    let ended: anyhow::Result<()> = thread::scope(|scope| {
        let workers: Vec<_> = (0..args.jobs()).map(|_| scope.spawn(work)).collect();
        let mut ends = workers.into_iter().map(thread::ScopedJoinHandle::join);
        ends.try_for_each(|end| end.map_err(|_| anyhow::anyhow!("a round panicked"))?)
    });
    ended?;
    let Tally { played, failed, outcomes } = tally.into_inner().unwrap_or_default();
    let list: Vec<String> =
        outcomes.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
    let (name, seconds) = (kind.name(), began.elapsed().as_secs_f64());
    println!(
        "{name}: {played} rounds from seed {}, {failed} failed, {seconds:.1} s ({})",
        args.seed,
        list.join("; ")
    );
    if played < rounds {
        println!("{name}: time was up before {} rounds", rounds - played);
    }
    Ok(failed)
}

fn count(tally: &Mutex<Tally>, kind: Kind, seed: u64, round: Round) {
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    tally.played += 1;
    match round {
        Ok(outcome) => *tally.outcomes.entry(outcome).or_default() += 1,
        Err(error) => {
            tally.failed += 1;
            println!("FAILED {} seed {seed}: {error:#}", kind.name());
        }
    }
}
