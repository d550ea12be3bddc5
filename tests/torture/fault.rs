//! A disk that says no: the n-th write, read, sync, open, rename … fails, once or from then on,
//! while the desk opens or while agents write. Never a fault that no operating system would give.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use sigap::wire::{Answer, Query};

use crate::Round;
use crate::check;
use crate::daemon::{self, Daemon, Start};
use crate::ledger::{Fate, Promise};
use crate::random::Random;
use crate::shim::Shim;
use crate::site::{Keep, Mirror, Shape, Site};
use crate::talk::Talk;
use crate::work::{Crew, Erasures, Load};

/// Which calls fail: writes, syncs, lengths, opens for writing, renames, removals, any of these,
/// reads.
const CLASSES: [char; 11] = ['w', 'w', 's', 's', 't', 'o', 'r', 'u', 'a', 'i', 'i'];
/// No space left; input/output error; quota exceeded.
const ERRORS: [i32; 3] = [28, IO, 122];
/// The only one that a read gives.
const IO: i32 = 5;
/// Longer than the rest after which a desk flushes its index.
const REST: Duration = Duration::from_millis(700);
/// After a fault that has passed a desk answers again by itself sooner.
const RECOVERY: Duration = Duration::from_secs(15);
/// Between two questions.
const STEP: Duration = Duration::from_millis(100);
/// No crew of some dozen commands takes longer, its desk's disk broken or not.
const PATIENCE: Duration = Duration::from_secs(60);

/// When no agent is told of a fault.
const NOTHING: &str = "no agent noticed";

/// Faults, and the library that makes them.
pub struct Faults {
    shim: Shim,
}

impl Faults {
    pub fn new() -> anyhow::Result<Faults> {
        Ok(Faults { shim: Shim::build()? })
    }

    pub fn round(&self, random: &mut Random, keep: Keep) -> Round {
        let site = Site::new(Shape::any(random))?;
        let fault = fault(random);
        let round = self.lives(&site, &fault, random);
        let round = round.map_err(|error| error.context(format!("with fault {fault}")));
        site.ended(round, keep)
    }

    /// Sound lives, one with the fault, and a sound one again.
    fn lives(&self, site: &Site, fault: &str, random: &mut Random) -> Round {
        let mut promises = Vec::new();
        for life in 1..=random.below(3) {
            let daemon = Daemon::serving(site.daemon()?)?;
            write(site, life, random, &mut promises)?;
            end(daemon, random)?;
        }
        let mut command = site.daemon()?;
        let folder = match site.shape.mirror {
            Mirror::Kept if random.chance(1, 2) => site.mirror(),
            Mirror::Kept | Mirror::None => site.home(),
        };
        self.shim.fail(&mut command, &folder, fault);
        let outcome = match Daemon::start(command)? {
            Start::Failed(why) => {
                ensure!(why.len() > "failed ".len(), "it does not open and does not say why");
                "did not open and said why"
            }
            Start::Serves(daemon) => {
                let heard = write(site, 9, random, &mut promises)?;
                if random.chance(1, 4) {
                    daemon.ends_within(REST);
                }
                answers(site, fault)?;
                end_badly(daemon, random)?;
                heard
            }
        };
        if folder == site.mirror() {
            ensure!(outcome == NOTHING, "the mirror's disk fails, and the desk {outcome}");
        }
        check::whole(site, &promises, random)?;
        check::mirror_agrees(site)?;
        Ok(outcome)
    }
}

/// The n-th call of some kind, small numbers more often than large ones.
fn fault(random: &mut Random) -> String {
    let class = random.pick(&CLASSES);
    let bits = random.below(if matches!(class, 'w' | 's' | 'a' | 'i') { 8 } else { 3 });
    let number = random.within(1, 1 << bits);
    let error = if class == 'i' { IO } else { random.pick(&ERRORS) };
    let mode = match class {
        'w' | 'a' | 'i' => random.pick(&["on", "late", "once", "short"]),
        's' => random.pick(&["on", "late", "once"]),
        _ => random.pick(&["on", "once"]),
    };
    format!("{class}:{number}:{error}:{mode}")
}

/// Lets agents write; says what they heard.
fn write(
    site: &Site,
    life: u64,
    random: &mut Random,
    promises: &mut Vec<Promise>,
) -> anyhow::Result<&'static str> {
    let load = Load {
        life,
        writers: random.within(1, 3),
        commands: random.within(1, 30),
        erasures: Erasures::Some,
    };
    let crew = Crew::start(&site.socket()?, load, random);
    crew.watch(PATIENCE);
    let heard = crew.promises()?;
    let refused = heard.iter().any(|promise| matches!(promise.fate, Fate::Refused(_)));
    promises.extend(heard);
    Ok(if refused { "refused and said why" } else { NOTHING })
}

/// A desk that cannot write can still be asked. Where the fault goes on, sled may be one that
/// answers nothing any more and cannot be built anew: then the desk says so.
fn answers(site: &Site, fault: &str) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut talk = Talk::open(&site.socket()?, "checker")?;
    loop {
        let why = match talk.ask(Query::Desk) {
            Ok(Answer::Desk(_)) => return Ok(()),
            Ok(other) => bail!("not the desk's state: {other:?}"),
            Err(error) => error.to_string(),
        };
        ensure!(why.contains("index"), "no answer, and no reason but: {why}");
        if fault.ends_with(":on") || fault.ends_with(":late") {
            return Ok(());
        }
        ensure!(began.elapsed() < RECOVERY, "the fault is gone, and still: {why}");
        daemon::pause(STEP);
    }
}

fn end(daemon: Daemon, random: &mut Random) -> anyhow::Result<()> {
    if random.chance(1, 2) { daemon.stop() } else { daemon.kill() }
}

/// A desk whose disk is broken must end when it is told to, in order or not.
fn end_badly(mut daemon: Daemon, random: &mut Random) -> anyhow::Result<()> {
    if random.chance(1, 2) { daemon.ended().map(drop) } else { daemon.kill() }
}
