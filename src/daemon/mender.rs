//! Mends what was found damaged while the desk goes on: builds the index anew, heals the journal
//! from its mirror. Never shows what is damaged meanwhile: whoever asks for it is told so.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::desk::Desk;
use super::writer::{Chore, Work};
use super::{drafts, prose};
use crate::store::{Care, Erasure, HealedInUse, Store};

/// Before an index that could not be built is tried again, should somebody still ask for it: a
/// full disk is not made room on sooner.
const AGAIN: Duration = Duration::from_secs(2);

/// Starts the thread that heeds cares. It ends with the desk.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(desk: &Arc<Desk>, cares: Receiver<Care>) -> io::Result<()> {
    let desk = Arc::downgrade(desk);
    let mender = thread::Builder::new().name("mender".into());
    let heeding = move || {
        let (mut failed, mut healed) = (None::<Instant>, BTreeSet::new());
        let is_damaged = |desk: &Desk| desk.reader.damage().is_some();
        for care in cares {
            let Some(desk) = desk.upgrade() else { return };
            let may_try = || failed.is_none_or(|failed| failed.elapsed() >= AGAIN);
            match care {
                // One damaged row is found by many, some of whom asked before it was mended.
                Care::Index { build, why } if build == desk.reader.build() && may_try() => {
                    failed = renew(&desk, &why).err();
                }
                Care::Index { .. } => {}
                // Several may have found it before it was healed; and what the mirror has not is
                // not looked for again at every reading.
                Care::Journal(damage) if is_damaged(&desk) && healed.insert(damage.first) => {
                    tracing::error!("{damage}");
                    heal_and_wait(&desk);
                }
                Care::Journal(_) => {}
                Care::Erasure(list) => erase(&desk, list),
            }
        }
    };
    mender.spawn(heeding).map(drop)
}

/// Has the journal healed, and waits: an erasure meanwhile would be undone by what comes back.
fn heal_and_wait(desk: &Desk) {
    let (done, healed) = sync_channel(1);
    drop(desk.submit(Work::Chore(Chore::Heal(done))));
    // Nothing is ever sent: it ends when it is healed, or when the desk is leaving.
    healed.iter().for_each(|()| ());
}

/// Builds the index anew; the error is the moment in which that failed.
fn renew(desk: &Arc<Desk>, why: &str) -> Result<(), Instant> {
    tracing::error!("the index is damaged ({why}); it is being built anew");
    build(desk, Vec::new()).map_err(|error| {
        tracing::error!("the index could not be built anew: {error:#}");
        Instant::now()
    })
}

/// Takes the words of customers who were erased off the disk, wherever they are. What fails is
/// begun again when the desk next starts.
fn erase(desk: &Arc<Desk>, list: Vec<Erasure>) {
    let erased = desk.reader.erase(&list, &mut |_| ()).map_err(anyhow::Error::from);
    let built = erased.and_then(|erased| {
        tracing::info!("{} customers erased: {erased:?}; the index follows", list.len());
        match forget_drafts(desk, &list) {
            Ok(()) => build(desk, list),
            // It is not finished then, but a draft that cannot be removed keeps nothing else.
            Err(error) => {
                build(desk, Vec::new())?;
                desk.cache.forget().context("the look-up's cache cannot be removed")?;
                Err(error)
            }
        }
    });
    if let Err(error) = built {
        desk.hub.could_not_erase(&format!("{error:#}"));
    }
}

fn forget_drafts(desk: &Desk, list: &[Erasure]) -> anyhow::Result<()> {
    let customers = list.iter().map(|erasure| erasure.customer).collect();
    drafts::About::of(&desk.place.drafts(), &customers, &desk.reader)?.forget()
}

/// Builds an index and waits until it is the one that answers.
fn build(desk: &Arc<Desk>, erasures: Vec<Erasure>) -> anyhow::Result<()> {
    let fresh = desk.reader.renew(&mut |_| ())?;
    let (done, taken) = sync_channel(1);
    // A desk that is leaving finds the reason again when it next starts.
    if desk.submit(Work::Chore(Chore::TakeIn(fresh, erasures, done))).is_ok()
        && let Ok(taken) = taken.recv()
    {
        taken?;
        tracing::info!("the index was built anew and is in use");
        prose::go_on(desk);
    }
    Ok(())
}

/// Has the journal healed from its mirror, and says what came of it.
pub fn heal(store: &mut Store) {
    match store.heal() {
        Ok(None) => tracing::error!(
            "there is no mirror to heal the journal from; get back what is lost from a backup: \
             sigap journal repair --from BACKUP"
        ),
        Ok(Some(HealedInUse { back, lost: 0 })) => {
            tracing::warn!("{back} entries came back from the mirror; the journal is whole");
        }
        Ok(Some(HealedInUse { back, lost })) => tracing::error!(
            "{back} entries came back from the mirror; {lost} places are damaged there too, see \
             sigap journal verify"
        ),
        Err(error) => tracing::error!("the journal could not be healed: {error}"),
    }
}
