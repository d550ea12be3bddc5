//! Who nudges all terminals when there is news: a thread of its own, so that neither the writer nor
//! a connection waits until hundreds are woken. Never knows what the news is.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long news is gathered before everybody is nudged again: what hundreds of terminals are told
/// of costs a wake-up of each, and their panes ask four times a second at most.
const GATHERED: Duration = Duration::from_millis(40);

/// What the crier is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Cry {
    /// There is no news.
    #[default]
    Nothing,
    /// Tell everybody that there is.
    News,
    /// Go home.
    Over,
}

/// What the crier waits for.
#[derive(Debug, Default)]
pub struct Crier {
    cry: Mutex<Cry>,
    come: Condvar,
}

impl Crier {
    /// There is something that some have not heard yet.
    pub fn news(&self) {
        let mut cry = self.cry.lock().unwrap_or_else(PoisonError::into_inner);
        if *cry == Cry::Nothing {
            *cry = Cry::News;
            self.come.notify_all();
        }
    }

    /// Nudges whenever there is news, until it is over. The first news after a rest is told at
    /// once; what comes within [`GATHERED`] after it is told together.
    pub fn cry(&self, nudge: impl Fn()) {
        let mut cry = self.cry.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let waited = self.come.wait_while(cry, |cry| *cry == Cry::Nothing);
            cry = waited.unwrap_or_else(PoisonError::into_inner);
            if *cry == Cry::Over {
                return;
            }
            *cry = Cry::Nothing;
            drop(cry);
            nudge();
            cry = self.cry.lock().unwrap_or_else(PoisonError::into_inner);
            let rested = self.come.wait_timeout_while(cry, GATHERED, |cry| *cry != Cry::Over);
            cry = rested.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Nothing is cried any more.
    pub fn hush(&self) {
        *self.cry.lock().unwrap_or_else(PoisonError::into_inner) = Cry::Over;
        self.come.notify_all();
    }
}
