//! Backups taken while agents write, and desks made of them. Never a backup that promises less
//! than the desk had promised when it was begun.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use sigap::store::replayed;

use crate::Round;
use crate::check;
use crate::daemon::{self, Daemon};
use crate::ledger::{Fate, Promise};
use crate::random::Random;
use crate::site::{self, Keep, Mirror, Shape, Site};
use crate::talk::Talk;
use crate::work::{Crew, Erasures, Load};
use crate::{blocks, spoil, state};

/// How long agents write before a backup, and a backup may run before it is killed, at most.
const MOMENT: Duration = Duration::from_millis(60);

/// Where a backup goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Folder,
    Tar,
    /// Standard output, into a file.
    Stream,
}

pub fn round(random: &mut Random, keep: Keep) -> Round {
    let site = Site::new(Shape::any(random))?;
    let target = random.pick(&[Target::Folder, Target::Tar, Target::Stream]);
    let round = taken(&site, target, random).with_context(|| format!("{target:?}"));
    site.ended(round, keep)
}

fn taken(site: &Site, target: Target, random: &mut Random) -> Round {
    let copy = match target {
        Target::Folder => site.beside("backup"),
        Target::Tar | Target::Stream => site.beside("backup.tar"),
    };
    let mut promises = Vec::new();
    let mut promised = 0;
    for life in 1..=random.within(1, 3) {
        let daemon = Daemon::serving(site.daemon()?)?;
        let load = Load {
            life,
            writers: random.within(1, 3),
            commands: u64::MAX,
            erasures: Erasures::Never,
        };
        let crew = Crew::start(&site.socket()?, load, random);
        crew.watch(daemon::moment(MOMENT, random));
        if random.chance(1, 3) {
            cut_short(site, target, &copy, random)?;
        }
        promised = Talk::open(&site.socket()?, "checker")?.welcome.seq;
        if promised > 0 {
            let (status, said) = ended(begin(site, target, &copy)?)?;
            ensure!(status.success(), "the backup ended with {status}: {said}");
        }
        daemon.kill()?;
        promises.extend(crew.promises()?);
    }
    if promised == 0 {
        return Ok("nothing to back up");
    }
    restored(site, &copy, promised, &promises, random)?;
    match random.below(3) {
        0 => spoilt(site, &copy, random),
        1 => repaired(site, &copy, promised, &promises, random),
        _ => Ok("restored"),
    }
}

fn begin(site: &Site, target: Target, copy: &Path) -> anyhow::Result<Child> {
    let to = if target == Target::Stream { Path::new("-") } else { copy };
    let mut command = site.command(&["backup"])?;
    command.arg(to).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    if target == Target::Stream {
        command.stdout(File::create(copy)?);
    }
    Ok(command.spawn()?)
}

/// How a command ended, and what it said of it.
fn ended(child: Child) -> anyhow::Result<(ExitStatus, String)> {
    let output = child.wait_with_output()?;
    Ok((output.status, String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Kills a backup on its way; the next one must not mind what it left.
fn cut_short(site: &Site, target: Target, copy: &Path, random: &mut Random) -> anyhow::Result<()> {
    let mut child = begin(site, target, copy)?;
    daemon::pause(daemon::moment(MOMENT, random));
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// What was promised up to an entry; of the rest nothing is known.
fn up_to(promises: &[Promise], last: u64) -> Vec<Promise> {
    let cut = |promise: &Promise| match promise.fate {
        Fate::Kept(seq) if seq <= last => promise.clone(),
        Fate::Kept(_) | Fate::Unknown | Fate::Refused(_) => {
            Promise { fate: Fate::Unknown, ..promise.clone() }
        }
    };
    promises.iter().map(cut).collect()
}

/// A desk made of the backup holds what the first one had promised, and the same.
fn restored(
    site: &Site,
    copy: &Path,
    promised: u64,
    promises: &[Promise],
    random: &mut Random,
) -> anyhow::Result<()> {
    let fresh = Site::new(site.shape.alone())?;
    let (status, said) = restore(&fresh, copy)?;
    ensure!(status.success(), "restoring ended with {status}: {said}");
    let (_, found) = state::state(&fresh.home()).context("opening the restored desk")?;
    ensure!(found.seq >= promised, "it ends at {}, {promised} was promised", found.seq);
    // The desk was killed: what it was writing last is cut off when it opens.
    let original = Site::copied(site)?;
    drop(state::state(&original.home())?);
    state::same(&found, &replayed(&original.home(), found.seq, &mut |_| ())?)?;
    check::whole(&fresh, &up_to(promises, promised), random).context("the restored desk")?;
    Ok(())
}

fn restore(fresh: &Site, copy: &Path) -> anyhow::Result<(ExitStatus, String)> {
    let mut command = fresh.command(&["restore"])?;
    ended(command.arg(copy).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?)
}

/// A backup that was damaged is refused, and leaves nothing; or what was hit was not in use.
fn spoilt(site: &Site, copy: &Path, random: &mut Random) -> Round {
    let bad = site.beside("bad");
    fs::create_dir(&bad)?;
    let sound = replayed_of(copy, site)?;
    let bad = if copy.is_dir() { bad } else { bad.join("backup.tar") };
    match copy.is_dir() {
        true => site::copy(copy, &bad)?,
        false => drop(fs::copy(copy, &bad)?),
    }
    let what = spoil::one_below(&site.beside("bad"), random)?;
    let fresh = Site::new(site.shape.alone())?;
    if restore(&fresh, &bad)?.0.success() {
        let (_, found) = state::state(&fresh.home())?;
        state::same(&found, &sound).with_context(|| format!("restored after {what}"))?;
        return Ok("damaged where nothing is in use");
    }
    let left: Vec<PathBuf> = ["journal", "index", "restore.partial"]
        .into_iter()
        .map(|name| fresh.home().join(name))
        .filter(|path| path.exists())
        .collect();
    ensure!(left.is_empty(), "{what}: refused, and {left:?} is there all the same");
    Ok("damaged and refused")
}

fn replayed_of(copy: &Path, site: &Site) -> anyhow::Result<sigap::store::Digest> {
    let fresh = Site::new(site.shape.alone())?;
    ensure!(restore(&fresh, copy)?.0.success(), "the same backup cannot be restored twice");
    Ok(state::state(&fresh.home())?.1)
}

/// A damaged journal gets back from the backup what is in it.
fn repaired(
    site: &Site,
    copy: &Path,
    promised: u64,
    promises: &[Promise],
    random: &mut Random,
) -> Round {
    Daemon::serving(site.daemon()?)?.stop()?;
    let sound = Site::copied(site)?;
    let what = spoil::one_below(&site.home().join("journal"), random)?;
    let mut command = site.command(&["journal", "repair"])?;
    let silent = command.stdout(Stdio::null()).stderr(Stdio::piped());
    let (status, said) = ended(silent.arg("--from").arg(copy).spawn()?)?;
    let journal = |site: &Site| site.home().join("journal");
    let lost = blocks::lost(&journal(&sound), &journal(site))?;
    let about = || format!("{what}: repaired ({status}: {said}), {lost:?} are still lost");
    ensure!(lost.first().is_none_or(|first| *first > promised), "{}", about());
    if !lost.is_empty() && site.shape.mirror == Mirror::None {
        return Ok("repaired as far as the backup goes");
    }
    check::whole(site, promises, random).with_context(about)?;
    Ok("repaired")
}
