//! The torture program: real desks on throw-away homes, killed, cut off from power, spoilt on
//! disk, given a full disk; then everything that was acknowledged must be there. Never touches a
//! home it has not made, never ends a process it has not started.
//!
//! `cargo run --example torture -- --kind all --rounds 200`. Every round has a seed; a failure says
//! it, and `--kind KIND --rounds 1 --seed SEED` plays the same plan again. The program is also the
//! desk that it tortures (`torture daemon …` is `sigap daemon …`), so that it never tries an old
//! one. docs/durability.md says what each kind does.

mod check;
mod daemon;
mod disk;
mod kill;
mod ledger;
mod power;
mod random;
mod shim;
mod site;
mod state;
mod talk;
mod work;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};

use power::Power;
use random::Random;
use site::Keep;

/// Rounds of each kind among 200: kills, power cuts and damages have the most ways to go.
const SPREAD: [(Kind, u32); 2] = [(Kind::Kill, 60), (Kind::Power, 60)];
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
    /// Keeps the folders of all rounds, not only of those that failed.
    #[arg(long)]
    keep: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Kill,
    Power,
    All,
}

/// What is done to a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kill,
    Power,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Kill => "kill",
            Kind::Power => "power",
        }
    }

    const fn is_wanted(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::All => true,
            Wanted::Kill => matches!(self, Kind::Kill),
            Wanted::Power => matches!(self, Kind::Power),
        }
    }
}

/// A kind with what its rounds share.
enum Torment {
    Kill,
    Power(Box<Power>),
}

impl Torment {
    fn new(kind: Kind) -> anyhow::Result<Torment> {
        Ok(match kind {
            Kind::Kill => Torment::Kill,
            Kind::Power => Torment::Power(Box::new(Power::new()?)),
        })
    }

    fn round(&mut self, seed: u64, keep: Keep) -> Round {
        let mut random = Random::new(seed);
        match self {
            Torment::Kill => kill::round(&mut random, keep),
            Torment::Power(power) => power.round(seed, &mut random, keep),
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
            Wanted::Kill | Wanted::Power => args.rounds,
        };
        failures += run(kind, rounds, args, until)?;
    }
    Ok(failures)
}

/// Plays the rounds of one kind and says how they went; gives the number that failed.
fn run(kind: Kind, rounds: u32, args: &Args, until: Option<Instant>) -> anyhow::Result<u32> {
    let keep = if args.keep { Keep::Always } else { Keep::Failed };
    let began = Instant::now();
    let (mut played, mut failures) = (0, 0);
    let mut torment = Torment::new(kind)?;
    let mut outcomes: Vec<(&'static str, u32)> = Vec::new();
    for seed in (args.seed..).take(rounds as usize) {
        if until.is_some_and(|until| Instant::now() >= until) {
            println!("{}: time is up before seed {seed}", kind.name());
            break;
        }
        played += 1;
        match torment.round(seed, keep) {
            Ok(outcome) => match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, count)) => *count += 1,
                None => outcomes.push((outcome, 1)),
            },
            Err(error) => {
                failures += 1;
                println!("FAILED {} seed {seed}: {error:#}", kind.name());
            }
        }
    }
    let list: Vec<String> =
        outcomes.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
    println!(
        "{}: {played} rounds, {failures} failed, {:.1} s ({})",
        kind.name(),
        began.elapsed().as_secs_f64(),
        list.join(", ")
    );
    Ok(failures)
}
