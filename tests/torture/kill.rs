//! `kill -9` at random moments: while agents write, while the desk opens, while it builds its
//! index, while its journal begins a new file. Never a moment that was agreed with the desk.

use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use crate::Round;
use crate::check;
use crate::daemon::{Daemon, moment};
use crate::ledger::Promise;
use crate::random::Random;
use crate::site::{Keep, Shape, Site};
use crate::work::{Crew, Erasures, Load};

/// Lives that end in a kill, at most.
const LIVES: u64 = 3;
/// A start of a small desk takes about so long; kills during one fall into it.
const START: Duration = Duration::from_millis(60);
/// How long agents write at most.
const WRITE: Duration = Duration::from_millis(120);

pub fn round(random: &mut Random, keep: Keep) -> Round {
    let site = Site::new(Shape::any(random))?;
    let round = lives(&site, random);
    site.ended(round, keep)
}

fn lives(site: &Site, random: &mut Random) -> Round {
    let mut promises = Vec::new();
    let count = random.within(1, LIVES);
    for life in 1..=count {
        if random.chance(1, 3) {
            remove_index(site)?;
        }
        if random.chance(1, 3) {
            kill_start(site, random)?;
        }
        written(site, life, random, &mut promises)?;
    }
    let how = check::whole(site, &promises, random)?;
    check::mirror_agrees(site)?;
    Ok(how)
}

/// Kills a desk while it starts.
fn kill_start(site: &Site, random: &mut Random) -> anyhow::Result<()> {
    let daemon = Daemon::spawn(site.daemon()?)?;
    daemon.ends_within(moment(START, random));
    daemon.kill()
}

/// Kills a desk while agents write.
fn written(
    site: &Site,
    life: u64,
    random: &mut Random,
    promises: &mut Vec<Promise>,
) -> anyhow::Result<()> {
    let daemon = Daemon::serving(site.daemon()?)?;
    let load =
        Load { life, writers: random.within(1, 4), commands: u64::MAX, erasures: Erasures::Some };
    let crew = Crew::start(&site.socket()?, load, random);
    crew.watch(moment(WRITE, random));
    daemon.kill()?;
    promises.extend(crew.promises()?);
    Ok(())
}

fn remove_index(site: &Site) -> anyhow::Result<()> {
    match fs::remove_dir_all(site.home().join("index")) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
