//! Rot: a desk that has ended, in order or not, and a file of its journal or index that is no
//! longer what it was. Never lets a wrong word pass: what can be read is what was kept, what cannot
//! is named.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use sigap::domain::Profile;
use sigap::store::{How, replayed, verify};
use sigap::wire::journal::JournalLine;
use sigap::wire::{Answer, Command, IfKnown, Query, Reply};
use uuid::Uuid;

use crate::daemon::{Daemon, Start};
use crate::ledger::Promise;
use crate::random::Random;
use crate::site::{Keep, Mirror, Shape, Site};
use crate::state;
use crate::talk::Talk;
use crate::work::{Crew, Erasures, Load};
use crate::{BATCH, Round};
use crate::{blocks, check, spoil};

/// Longer than the rest after which a desk flushes its index.
const REST: std::time::Duration = std::time::Duration::from_millis(700);
/// No crew of some dozen commands takes longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Damages, with the desk that the next rounds may copy too.
#[derive(Default)]
pub struct Rot {
    batch: Option<(u64, Sound)>,
}

/// How a desk ended before it was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    InOrder,
    Killed,
}

/// A desk that nothing has happened to yet.
struct Sound {
    site: Site,
    end: End,
    promises: Vec<Promise>,
    journal: Vec<JournalLine>,
    /// Last entry the index knows of: a witness of what was kept.
    witness: u64,
}

/// What a round damages.
#[derive(Debug, Clone, Copy)]
enum Part {
    Journal,
    Index,
    Cache,
    Mirror,
    JournalAndMirror,
}

impl Rot {
    pub fn round(&mut self, seed: u64, random: &mut Random, keep: Keep) -> Round {
        let batch = seed / BATCH;
        if self.batch.as_ref().is_none_or(|(held, _)| *held != batch) {
            let sound = Sound::make(&mut Random::new(batch ^ 0x0072_6f74));
            self.batch = Some((batch, sound.context("a desk to be damaged")?));
        }
        let (_, sound) = self.batch.as_ref().context("it has just been made")?;
        let site = Site::copied(&sound.site)?;
        let round = sound.spoilt(&site, random);
        site.ended(round, keep)
    }
}

impl Sound {
    fn make(random: &mut Random) -> anyhow::Result<Sound> {
        let site = Site::new(Shape::any(random))?;
        let end = if random.chance(1, 2) { End::InOrder } else { End::Killed };
        let mut promises = Vec::new();
        let mut journal = Vec::new();
        for life in 1..=random.within(1, 3) {
            let daemon = Daemon::serving(site.daemon()?)?;
            let (writers, commands) = (random.within(1, 3), random.within(5, 40));
            let crew = Crew::start(
                &site.socket()?,
                Load { life, writers, commands, erasures: Erasures::Never },
                random,
            );
            crew.watch(PATIENCE);
            promises.extend(crew.promises()?);
            if random.chance(1, 3) {
                daemon.ends_within(REST);
            }
            journal = Talk::open(&site.socket()?, "checker")?.journal()?;
            match end {
                End::InOrder => daemon.stop()?,
                End::Killed => daemon.kill()?,
            }
        }
        let copy = Site::copied(&site)?;
        let head = journal.len() as u64;
        let witness = match state::state(&copy.home())?.0.how {
            How::AsLeft => head,
            How::Replayed { entries } => head - entries,
            How::Created | How::Rebuilt { .. } => 0,
        };
        Ok(Sound { site, end, promises, journal, witness })
    }

    fn spoilt(&self, site: &Site, random: &mut Random) -> Round {
        let part = match site.shape.mirror {
            Mirror::None => random.pick(&[Part::Journal, Part::Index, Part::Cache]),
            Mirror::Kept => random.pick(&[
                Part::Journal,
                Part::Index,
                Part::Cache,
                Part::Mirror,
                Part::JournalAndMirror,
            ]),
        };
        let (home, mirror) = (site.home(), site.mirror());
        let cache = home.join("lookup.cache");
        // A desk that never ended in order may have none.
        let part = match part {
            Part::Cache if !cache.exists() => Part::Index,
            part => part,
        };
        let folders = match part {
            Part::Journal => vec![home.join("journal")],
            Part::Index => vec![home.join("index")],
            Part::Cache => vec![],
            Part::Mirror => vec![mirror.join("journal")],
            Part::JournalAndMirror => vec![home.join("journal"), mirror.join("journal")],
        };
        let mut what = Vec::new();
        for folder in folders {
            what.push(spoil::one_below(&folder, random)?);
            if random.chance(1, 4) && folder.read_dir()?.next().is_some() {
                what.push(spoil::one_below(&folder, random)?);
            }
        }
        if matches!(part, Part::Cache) {
            what.push(spoil::one(&cache, random)?);
        }
        let round = match (part, site.shape.mirror) {
            (Part::Cache, _) => self.healed(site, random, "cache: of no matter"),
            (Part::Index, _) => self.healed(site, random, "index: healed"),
            (Part::Mirror, _) => self.healed(site, random, "mirror: of no matter"),
            (Part::Journal | Part::JournalAndMirror, Mirror::None) => {
                self.journal_spoilt(site, random)
            }
            (Part::Journal | Part::JournalAndMirror, Mirror::Kept) => {
                self.journal_mirrored(site, random)
            }
        };
        let what = what.join(", and ");
        round.with_context(|| format!("{part:?} ({:?}, {} kept): {what}", self.end, self.head()))
    }

    fn head(&self) -> u64 {
        self.journal.len() as u64
    }

    /// What must be as if nothing had happened, at once or when what is wrong is met.
    fn healed(&self, site: &Site, random: &mut Random, outcome: &'static str) -> Round {
        check::whole(site, &self.promises, random)?;
        Ok(outcome)
    }

    /// What the journal has lost and the mirror still has comes back.
    fn journal_mirrored(&self, site: &Site, random: &mut Random) -> Round {
        let sound = self.site.home().join("journal");
        let lost = blocks::lost(&sound, &site.home().join("journal"))?;
        let missing = blocks::lost(&sound, &site.mirror().join("journal"))?;
        let both: BTreeSet<u64> = lost.intersection(&missing).copied().collect();
        if both.is_empty() {
            return self.healed(site, random, "journal: healed from the mirror");
        }
        let is_gone = |home: PathBuf| -> anyhow::Result<bool> {
            Ok(home.join("journal").read_dir()?.next().is_none())
        };
        if is_gone(site.home())? && !is_gone(site.mirror())? && missing.len() as u64 == self.head()
        {
            return self.refused(site);
        }
        // Where nothing is left that both have, nothing vouches for the mirror: then what only the
        // journal has lost may stay lost too.
        let answers = self.still_answers(site, &lost, &both);
        answers.with_context(|| format!("{both:?} are lost in both"))?;
        Ok("journal and mirror: lost in both")
    }

    /// A journal without a file beside a mirror that cannot be read: what is left there must not
    /// be written over.
    fn refused(&self, site: &Site) -> Round {
        match Daemon::start(site.daemon()?)? {
            Start::Failed(why) if why.contains("journal repair") => {
                Ok("journal and mirror: refused")
            }
            Start::Failed(why) => bail!("it does not say what to do: {why}"),
            Start::Serves(_) => bail!("it begins anew over {} entries", self.head()),
        }
    }

    fn journal_spoilt(&self, site: &Site, random: &mut Random) -> Round {
        let (sound, spoilt) = (self.site.home().join("journal"), site.home().join("journal"));
        let lost = blocks::lost(&sound, &spoilt)?;
        let Some(first) = lost.first().copied() else {
            return self.healed(site, random, "journal: not in use there");
        };
        // As a desk would that knows of what its index holds, and to the end of the files.
        let mut named = BTreeSet::new();
        for head in [self.witness, 0] {
            let verified = verify(&site.home(), head, None, &mut |_| ())?;
            named.extend(verified.damage.iter().flat_map(|damage| damage.first..=damage.last));
        }
        let unnamed: BTreeSet<u64> = lost.difference(&named).copied().collect();
        let wrong: Vec<&u64> = named.difference(&lost).collect();
        ensure!(wrong.is_empty(), "{wrong:?} are named and not lost");
        let documented = unnamed.is_empty() || self.is_remainder(&unnamed);
        ensure!(documented, "{unnamed:?} are lost and nothing says so");
        let outcome = match (unnamed.is_empty(), named.is_empty()) {
            (true, _) => "journal: named exactly",
            (false, true) => "journal: end taken for unfinished, as documented",
            (false, false) => "journal: named but for the end, as documented",
        };
        self.still_answers(site, &lost, &lost)
            .with_context(|| format!("{} entries from {first} on are lost", lost.len()))?;
        Ok(outcome)
    }

    /// Whether all that is lost is the end of the journal, of which no witness is left.
    fn is_remainder(&self, lost: &BTreeSet<u64>) -> bool {
        let first = lost.first().copied().unwrap_or_default();
        let is_end = lost.len() as u64 == self.head() + 1 - first;
        self.end == End::Killed && is_end && self.witness < first
    }

    /// A desk with a damaged journal answers: rightly, or with an error. It writes only when its
    /// index holds all that was lost, or what no copy has is the end without a witness.
    fn still_answers(
        &self,
        site: &Site,
        lost: &BTreeSet<u64>,
        nowhere: &BTreeSet<u64>,
    ) -> anyhow::Result<()> {
        let daemon = Daemon::serving(site.daemon()?)?;
        let mut talk = Talk::open(&site.socket()?, "checker")?;
        let seq = talk.welcome.seq;
        let missing = |seq: u64| lost.contains(&seq);
        match &talk.welcome.read_only {
            Some(why) => {
                ensure!(why.contains("damaged"), "read-only for another reason: {why}");
                refuses(&mut talk)?;
            }
            None => {
                let first = lost.first().copied().unwrap_or_default();
                let silent = self.witness < first && !self.is_remainder(nowhere);
                ensure!(!silent, "it writes on behind what is lost");
            }
        }
        let mut from = 1;
        while from <= seq {
            from = self.read(&mut talk, from, seq, &missing)?;
        }
        drop(talk);
        daemon.stop()?;
        let (_, found) = state::state(&site.home()).context("opening the index")?;
        let wanted = replayed(&self.site.home(), found.seq, &mut |_| ())?;
        state::same(&found, &wanted)
    }

    /// Reads entries from a seq on, as many as go together; gives the next seq.
    fn read(
        &self,
        talk: &mut Talk,
        from: u64,
        last: u64,
        missing: &impl Fn(u64) -> bool,
    ) -> anyhow::Result<u64> {
        let end = (from..=last).find(|seq| missing(*seq)).unwrap_or(last + 1);
        let limit = u32::try_from((end - from).clamp(1, 1_000))?;
        match talk.ask(Query::Journal { from, limit }) {
            Ok(Answer::Journal(lines)) if !lines.is_empty() => {
                for line in &lines {
                    let kept = &self.journal[usize::try_from(line.seq - 1)?];
                    ensure!(line == kept, "entry {} is not what was kept", line.seq);
                }
                Ok(from + lines.len() as u64)
            }
            Err(_) if missing(from) => Ok(from + 1),
            Err(error) => bail!("entry {from} is whole and cannot be read: {error:#}"),
            Ok(other) => bail!("entry {from} is whole and the answer is {other:?}"),
        }
    }
}

/// A desk that cannot keep anything says so.
fn refuses(talk: &mut Talk) -> anyhow::Result<()> {
    let profile = Box::new(Profile { name: "afterwards".to_owned(), ..Profile::default() });
    let run = Command::AddCustomer { profile, if_known: IfKnown::Add };
    match talk.run(1, Uuid::now_v7(), &run)? {
        Reply::Refused { sentence, .. } if !sentence.is_empty() => Ok(()),
        other => bail!("a command to a damaged desk: {other:?}"),
    }
}
