//! Mends what was found damaged while the desk goes on: builds the index anew, heals the journal
//! from its mirror. Never shows what is damaged meanwhile: whoever asks for it is told so.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;

use super::desk::Desk;
use super::writer::{Chore, Work};
use crate::store::Doubt;

/// Starts the thread that heeds doubts. It ends with the desk.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(desk: &Arc<Desk>, doubts: Receiver<Doubt>) -> io::Result<()> {
    let desk = Arc::downgrade(desk);
    let mender = thread::Builder::new().name("mender".into());
    let heeding = move || {
        let (mut mended, mut tried) = (0, BTreeSet::new());
        for doubt in doubts {
            let Some(desk) = desk.upgrade() else { return };
            match doubt {
                // One damaged row is found by many who ask for it.
                Doubt::Index { build, why } if build > mended => {
                    mended = build;
                    renew(&desk, &why);
                }
                Doubt::Index { .. } => {}
                // What the mirror has not is not looked for again at every reading.
                Doubt::Journal(damage) if tried.insert(damage.first) => {
                    tracing::error!("{damage}");
                    drop(desk.submit(Work::Chore(Chore::Heal)));
                }
                Doubt::Journal(_) => {}
            }
        }
    };
    mender.spawn(heeding).map(drop)
}

fn renew(desk: &Desk, why: &str) {
    tracing::error!("the index is damaged ({why}); it is being built anew");
    match desk.reader.renew(&mut |_| ()) {
        // A desk that is leaving finds the damage again when it next starts.
        Ok(fresh) => drop(desk.submit(Work::Chore(Chore::TakeIn(fresh)))),
        Err(error) => tracing::error!("the index could not be built anew: {error}"),
    }
}
