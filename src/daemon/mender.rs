//! Mends what was found damaged while the desk goes on: builds the index anew, heals the journal
//! from its mirror. Never shows what is damaged meanwhile: whoever asks for it is told so.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;

use super::desk::Desk;
use super::drafts;
use super::writer::{Chore, Work};
use crate::store::{Care, Erasure, StoreError};

/// Starts the thread that heeds cares. It ends with the desk.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(desk: &Arc<Desk>, cares: Receiver<Care>) -> io::Result<()> {
    let desk = Arc::downgrade(desk);
    let mender = thread::Builder::new().name("mender".into());
    let heeding = move || {
        let (mut mended, mut tried) = (0, BTreeSet::new());
        for care in cares {
            let Some(desk) = desk.upgrade() else { return };
            match care {
                // One damaged row is found by many who ask for it.
                Care::Index { build, why } if build > mended => {
                    mended = build;
                    renew(&desk, &why);
                }
                Care::Index { .. } => {}
                // What the mirror has not is not looked for again at every reading.
                Care::Journal(damage) if tried.insert(damage.first) => {
                    tracing::error!("{damage}");
                    drop(desk.submit(Work::Chore(Chore::Heal)));
                }
                Care::Journal(_) => {}
                Care::Erasure(list) => erase(&desk, list),
            }
        }
    };
    mender.spawn(heeding).map(drop)
}

fn renew(desk: &Desk, why: &str) {
    tracing::error!("the index is damaged ({why}); it is being built anew");
    if let Err(error) = build(desk, Vec::new()) {
        tracing::error!("the index could not be built anew: {error}");
    }
}

/// Takes the words of customers who were erased off the disk, wherever they are. What fails is
/// begun again when the desk next starts.
fn erase(desk: &Desk, list: Vec<Erasure>) {
    let erased = desk.reader.erase(&list, &mut |_| ()).map_err(anyhow::Error::from);
    let customers = list.iter().map(|erasure| erasure.customer).collect();
    let erased = erased.and_then(|erased| {
        drafts::About::of(&desk.place.drafts(), &customers, &desk.reader)?.forget()?;
        Ok(erased)
    });
    let built = erased.and_then(|erased| {
        tracing::info!("{} customers erased: {erased:?}; the index follows", list.len());
        Ok(build(desk, list)?)
    });
    if let Err(error) = built {
        desk.hub.could_not_erase(&error.to_string());
    }
}

fn build(desk: &Desk, erasures: Vec<Erasure>) -> Result<(), StoreError> {
    let fresh = desk.reader.renew(&mut |_| ())?;
    // A desk that is leaving finds the reason again when it next starts.
    drop(desk.submit(Work::Chore(Chore::TakeIn(fresh, erasures))));
    Ok(())
}
