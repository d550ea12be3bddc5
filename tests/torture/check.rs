//! What must hold of a desk after anything that the law of physics allows. Never forgives.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use memchr::memmem;
use sigap::domain::Profile;
use sigap::store::verify;
use sigap::wire::{Answer, Command, IfKnown, Query, Reply};
use uuid::Uuid;

use crate::daemon::{self, Daemon};
use crate::ledger::{self, Fate, Promise};
use crate::random::Random;
use crate::site::{Mirror, Site};
use crate::talk::Talk;
use crate::{blocks, state};

/// Commands that are sent once more, to see that they are answered and not obeyed twice.
const AGAIN: u64 = 6;
/// A small desk takes somebody's words off its disk sooner.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at the disk.
const STEP: Duration = Duration::from_millis(20);

/// Opens the desk: everything promised must be there, it must work again, its journal must verify
/// and its index must be what the journal says.
///
/// # Errors
/// The first thing that is wrong.
pub fn whole(
    site: &Site,
    promises: &[Promise],
    random: &mut Random,
) -> anyhow::Result<&'static str> {
    let daemon = Daemon::serving(site.daemon()?)?;
    let mut talk = Talk::open(&site.socket()?, "checker")?;
    let read_only = talk.welcome.read_only.clone();
    ensure!(read_only.is_none(), "the desk is read-only: {}", read_only.unwrap_or_default());
    let journal = talk.journal()?;
    ensure!(journal.len() as u64 == talk.welcome.seq, "the journal does not end at the head");
    ledger::check(promises, &journal)?;
    again(site, promises, random).context("a command sent again")?;
    found(&mut talk, random).context("asking for customers by name")?;
    works(&mut talk)?;
    let journal = talk.journal()?;
    ledger::check(promises, &journal).context("after commands were sent again")?;
    erased(site, &mut talk, &ledger::forbidden(promises, &journal))?;
    drop(talk);
    daemon.stop()?;
    files_agree(site, journal.len() as u64)?;
    how(site)
}

/// Waits until the desk says that every erasure is done: then the words of those who were erased
/// are nowhere on its disk.
fn erased(site: &Site, talk: &mut Talk, forbidden: &[String]) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        match talk.ask(Query::Desk)? {
            Answer::Desk(desk) if desk.erasing == 0 => break,
            Answer::Desk(desk) => {
                let (customers, why) = (desk.erasing, desk.erasing_failed.unwrap_or_default());
                let is_slow = why.is_empty() && began.elapsed() < PATIENCE;
                ensure!(is_slow, "{customers} customers are not erased: {why}");
            }
            other => bail!("not the desk's state: {other:?}"),
        }
        daemon::pause(STEP);
    }
    match holds(&site.disk(), forbidden)? {
        Some((text, file)) => bail!("'{text}' was erased and is still in {}", file.display()),
        None => Ok(()),
    }
}

/// A file below a folder that holds one of these texts, and which.
fn holds<'a>(folder: &Path, texts: &'a [String]) -> anyhow::Result<Option<(&'a str, PathBuf)>> {
    if texts.is_empty() {
        return Ok(None);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if let Some(found) = holds(&path, texts)? {
                return Ok(Some(found));
            }
            continue;
        }
        // An index that has been replaced goes with its last reader, perhaps just now.
        let bytes = fs::read(&path).unwrap_or_default();
        let found = texts.iter().find(|text| memmem::find(&bytes, text.as_bytes()).is_some());
        if let Some(text) = found {
            return Ok(Some((text, path)));
        }
    }
    Ok(None)
}

/// How the desk found its index when it was opened last, by its own log.
fn how(site: &Site) -> anyhow::Result<&'static str> {
    let log = fs::read(site.home().join("daemon.log")).context("reading the desk's log")?;
    let log = String::from_utf8_lossy(&log);
    let line = log.lines().rfind(|line| line.contains("opened")).context("it opened nothing")?;
    let cut = line.contains("UnfinishedBlock");
    for (word, whole, torn) in [
        ("Created", "new", "new, unfinished block cut"),
        ("AsLeft", "as left", "as left, unfinished block cut"),
        ("Replayed", "replayed", "replayed, unfinished block cut"),
        ("Rebuilt", "rebuilt", "rebuilt, unfinished block cut"),
    ] {
        if line.contains(word) {
            return Ok(if cut { torn } else { whole });
        }
    }
    bail!("it opened in no known way: {line}")
}

/// Holds the files of a desk that has ended against each other.
pub fn files_agree(site: &Site, head: u64) -> anyhow::Result<()> {
    let verified = verify(&site.home(), head, None, &mut |_| ()).context("verifying")?;
    ensure!(verified.damage.is_empty(), "the journal is damaged: {:?}", verified.damage);
    ensure!(verified.last == head, "the journal ends at {}, not {head}", verified.last);
    state::index_is_replay(&site.home(), head)
}

/// Holds the mirror of a desk that has ended in order against its journal.
pub fn mirror_agrees(site: &Site) -> anyhow::Result<()> {
    if site.shape.mirror == Mirror::None {
        return Ok(());
    }
    let (journal, mirror) = (site.home().join("journal"), site.mirror().join("journal"));
    let lost = blocks::lost(&journal, &mirror)?;
    ensure!(lost.is_empty(), "the mirror lacks {lost:?}");
    let more = blocks::lost(&mirror, &journal)?;
    ensure!(more.is_empty(), "only the mirror holds {more:?}");
    Ok(())
}

/// A desk that works keeps a new command.
fn works(talk: &mut Talk) -> anyhow::Result<()> {
    let profile = Box::new(Profile { name: "afterwards".to_owned(), ..Profile::default() });
    let run = Command::AddCustomer { profile, if_known: IfKnown::Add };
    match talk.run(1, Uuid::now_v7(), &run)? {
        Reply::Done { .. } => Ok(()),
        other => bail!("it does not work again: {other:?}"),
    }
}

/// Finds some of the customers who are there by their names.
fn found(talk: &mut Talk, random: &mut Random) -> anyhow::Result<()> {
    const ROWS: u32 = 100;
    let all = match talk.ask(Query::Customers { after: None, limit: 1_000 })? {
        Answer::Customers(all) => all,
        other => bail!("no customers but {other:?}"),
    };
    let named: Vec<_> = all.iter().filter(|one| !one.profile.name.is_empty()).collect();
    for _ in 0..if named.is_empty() { 0 } else { AGAIN } {
        let wanted = named[random.below(named.len() as u64) as usize];
        let text = wanted.profile.name.clone();
        match talk.ask(Query::Find { text, limit: ROWS })? {
            Answer::Found(found) if found.rows.iter().any(|row| row.customer == wanted.id) => {}
            other => bail!("{} '{}' is not in {other:?}", wanted.id, wanted.profile.name),
        }
    }
    Ok(())
}

/// Sends some of the commands once more under their ids.
fn again(site: &Site, promises: &[Promise], random: &mut Random) -> anyhow::Result<()> {
    if promises.is_empty() {
        return Ok(());
    }
    for _ in 0..AGAIN {
        let promise = &promises[random.below(promises.len() as u64) as usize];
        let mut talk = Talk::open(&site.socket()?, &promise.agent)?;
        match (talk.run(promise.id, promise.command_id, &promise.run)?, &promise.fate) {
            (Reply::Done { seq, .. }, Fate::Kept(kept)) => {
                ensure!(seq == *kept, "{} was kept as {kept}, now {seq}", promise.command_id);
            }
            (Reply::Done { .. }, Fate::Unknown | Fate::Refused(_)) => {}
            // What it referred to was not kept either.
            (Reply::Refused { .. }, Fate::Unknown | Fate::Refused(_)) => {}
            (other, _) => bail!("{}: {other:?}", promise.command_id),
        }
    }
    Ok(())
}
