//! Power cuts: a desk's changes to its disk are written down, and at many moments of that recording
//! a disk is made as it could have been left. Never trusts a byte that was not synced.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use sigap::wire::Reply;

use crate::check;
use crate::daemon::Daemon;
use crate::disk::Disk;
use crate::ledger::{Fate, Promise};
use crate::random::Random;
use crate::shim::{self, Act, Bytes, Shim};
use crate::site::{self, Keep, Shape, Site};
use crate::work::{Crew, Erasures, Load};
use crate::{BATCH, Round};

/// Longer than the rest after which a desk flushes its index.
const REST: Duration = Duration::from_millis(700);
/// No crew of some dozen commands takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Power cuts, with the recordings that the next rounds may use too.
pub struct Power {
    shim: Shim,
    batch: Option<(u64, [Recording; 2])>,
}

/// What a desk did, from a known disk on.
struct Recording {
    disk: Disk,
    acts: Vec<Act>,
    shape: Shape,
    /// What was asked for in it.
    promises: Vec<Promise>,
    /// Where in it which command was acknowledged, as which seq.
    kept: HashMap<u64, (usize, u64)>,
    /// What was known to be there when it began.
    before: Vec<Promise>,
}

impl Power {
    pub fn new() -> anyhow::Result<Power> {
        Ok(Power { shim: Shim::build()?, batch: None })
    }

    pub fn round(&mut self, seed: u64, random: &mut Random, keep: Keep) -> Round {
        let batch = seed / BATCH;
        if self.batch.as_ref().is_none_or(|(held, _)| *held != batch) {
            self.batch = None;
            let mut random = Random::new(batch ^ 0x0070_6f77_6572);
            let first = Recording::make(&self.shim, &mut random, None).context("recording")?;
            let second = Recording::make(&self.shim, &mut random, Some(&first))
                .context("recording again")?;
            self.batch = Some((batch, [first, second]));
        }
        let (_, recordings) = self.batch.as_ref().context("it has just been made")?;
        let recording = &recordings[usize::from(random.chance(1, 2))];
        let cut = recording.moment(random);
        let again = random.clone();
        let site = Site::filled(recording.shape, |disk| recording.disk.cut(cut, random, disk))?;
        let round = recording.try_cut(cut, &site, random);
        if round.is_err() {
            // As it was before it was opened.
            let image = site.beside("image");
            fs::create_dir(&image)?;
            recording.disk.cut(cut, &mut again.clone(), &image)?;
            fs::write(site.beside("recording.txt"), recording.told())?;
        }
        site.ended(round.with_context(|| recording.about(cut)), keep)
    }
}

impl Recording {
    /// Lets a desk live and writes down what it does: from an empty home, or from what a power cut
    /// in another recording has left.
    fn make(
        shim: &Shim,
        random: &mut Random,
        after: Option<&Recording>,
    ) -> anyhow::Result<Recording> {
        let (site, before) = match after {
            None => (Site::new(Shape::any(random))?, Vec::new()),
            Some(after) => {
                let cut = after.moment(random);
                let fill = |disk: &Path| after.disk.cut(cut, random, disk);
                (Site::filled(after.shape, fill)?, after.promised(cut))
            }
        };
        let (mut disk, inodes) = Disk::of(&site.disk())?;
        let mut promises = Vec::new();
        let lives = random.within(1, 2);
        for life in 1..=lives {
            let life = life + if after.is_some() { 10 } else { 0 };
            promises.extend(live(&site, shim, life, random)?);
        }
        let acts = shim::read(&site.beside("recording"))?;
        disk.follow(&acts, inodes)?;
        // The recording must explain the disk, or what is made of it means nothing.
        let image = site.beside("image");
        fs::create_dir(&image)?;
        disk.all(&image)?;
        site::same(&image, &site.disk()).context("the recording does not explain the disk")?;
        let kept = acknowledged(&acts);
        let heard = promises.iter().filter(|promise| matches!(promise.fate, Fate::Kept(_)));
        ensure!(heard.count() <= kept.len(), "an acknowledgement is not in the recording");
        let shape = site.shape;
        Ok(Recording { disk, acts, shape, promises, kept, before })
    }

    /// A record before which the power goes: any, or near one that matters.
    fn moment(&self, random: &mut Random) -> usize {
        let any = random.below(self.acts.len() as u64 + 1) as usize;
        if random.chance(1, 2) {
            return any;
        }
        let matters = |act: &Act| match act {
            Act::Begin | Act::Write { .. } | Act::Close { .. } => false,
            Act::Create { .. }
            | Act::MakeFolder { .. }
            | Act::Resize { .. }
            | Act::Rename { .. }
            | Act::Unlink { .. }
            | Act::RemoveFolder { .. }
            | Act::Sync { .. }
            | Act::Synced { .. }
            | Act::Send { .. } => true,
        };
        let near = self.acts.iter().skip(any).position(matters).map(|behind| any + behind);
        near.map_or(any, |at| at + usize::from(random.chance(1, 2)))
    }

    /// What was promised before a record.
    fn promised(&self, cut: usize) -> Vec<Promise> {
        let mut promises = self.before.clone();
        promises.extend(self.promises.iter().map(|promise| {
            let kept = self.kept.get(&promise.id).filter(|(at, _)| *at < cut);
            let fate = kept.map_or(Fate::Unknown, |(_, seq)| Fate::Kept(*seq));
            Promise { fate, ..promise.clone() }
        }));
        promises
    }

    fn try_cut(&self, cut: usize, site: &Site, random: &mut Random) -> Round {
        let how = check::whole(site, &self.promised(cut), random)?;
        check::mirror_agrees(site)?;
        Ok(how)
    }

    /// All of it, a line for each record.
    fn told(&self) -> String {
        let lines = self.acts.iter().enumerate();
        lines.map(|(at, act)| format!("{at} {}\n", short(Some(act)))).collect()
    }

    fn about(&self, cut: usize) -> String {
        let (of, last) = (self.acts.len(), cut.checked_sub(1).map(|at| &self.acts[at]));
        format!("power cut before record {cut} of {of}, the last one {}", short(last))
    }
}

/// One life of a recorded desk: agents write, it may rest until its index is flushed, it ends in
/// order. (A kill could come between a change and its record.)
fn live(site: &Site, shim: &Shim, life: u64, random: &mut Random) -> anyhow::Result<Vec<Promise>> {
    let mut command = site.daemon()?;
    shim.record(&mut command, &site.disk(), &site.beside("recording"));
    let daemon = Daemon::serving(command)?;
    let mut promises = Vec::new();
    for part in 0..random.within(1, 2) {
        let (writers, commands) = (random.within(1, 4), random.within(5, 30));
        let load = Load { life: life * 4 + part, writers, commands, erasures: Erasures::Some };
        let crew = Crew::start(&site.socket()?, load, random);
        crew.watch(PATIENCE);
        promises.extend(crew.promises()?);
        if random.chance(1, 3) {
            daemon.ends_within(REST);
        }
    }
    daemon.stop()?;
    Ok(promises)
}

/// Which command was acknowledged where, and as which seq.
fn acknowledged(acts: &[Act]) -> HashMap<u64, (usize, u64)> {
    let mut kept = HashMap::new();
    let mut halves: HashMap<u64, Vec<u8>> = HashMap::new();
    for (at, act) in acts.iter().enumerate() {
        match act {
            Act::Begin => halves.clear(),
            Act::Close { socket } => drop(halves.remove(socket)),
            Act::Send { socket, bytes: Bytes::Some(bytes) } => {
                let half = halves.entry(*socket).or_default();
                half.extend_from_slice(bytes);
                while let Some(end) = half.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = half.drain(..=end).collect();
                    if let Ok(Reply::Done { id, seq, .. }) = serde_json::from_slice(&line) {
                        kept.insert(id, (at, seq));
                    }
                }
            }
            _ => {}
        }
    }
    kept
}

fn short(act: Option<&Act>) -> String {
    match act {
        None => "none".to_owned(),
        Some(Act::Send { bytes, .. }) => format!("an answer of {} bytes", bytes.len()),
        Some(Act::Write { ino, at, bytes }) => {
            format!("{} bytes written at {at} of {ino}", bytes.len())
        }
        Some(act) => format!("{act:?}"),
    }
}
