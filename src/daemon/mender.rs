//! Builds the index anew when a row of it was found damaged, while the desk goes on. Never shows
//! the damaged row meanwhile: whoever asks for it is told to ask again.

use std::io;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Weak};
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
        let mut mended = 0;
        for doubt in doubts {
            // One damaged row is found by many who ask for it.
            if doubt.build > mended {
                mended = doubt.build;
                heed(&desk, &doubt);
            }
        }
    };
    mender.spawn(heeding).map(drop)
}

fn heed(desk: &Weak<Desk>, doubt: &Doubt) {
    let Some(desk) = desk.upgrade() else { return };
    tracing::error!("the index is damaged ({}); it is being built anew", doubt.why);
    match desk.reader.renew(&mut |_| ()) {
        // A desk that is leaving finds the damage again when it next starts.
        Ok(fresh) => drop(desk.submit(Work::Chore(Chore::TakeIn(fresh)))),
        Err(error) => tracing::error!("the index could not be built anew: {error}"),
    }
}
