//! What the writer looks at while nobody wants anything of it. Never anything that takes long: that
//! has a thread of its own.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::Writer;
use crate::daemon::cache;

/// Rest after which the index is flushed: what it lacks on disk would have to be replayed.
const FLUSH_PAUSE: Duration = Duration::from_millis(500);

impl Writer {
    /// How long the next command is waited for; `None` when nothing else is to be done. `lags`
    /// says since when the index on disk is behind.
    pub(super) fn patience(&self, lags: Option<Instant>) -> Option<Duration> {
        if self.shares.is_due() {
            return Some(Duration::ZERO);
        }
        lags.map(|_| FLUSH_PAUSE).or_else(|| self.silence())
    }

    /// Looks whether the mirror is still there, between two bursts of work, and has terminals that
    /// are attached ask how the desk is when it is not.
    pub(super) fn look_at_mirror(&mut self) {
        let is_lost = self.desk.reader.look_at_mirror().is_some();
        if is_lost && !std::mem::replace(&mut self.mirror_told, is_lost) {
            self.desk.ask_anew();
        }
    }

    /// Has the look-up written beside all else, when a start would have much to put on top of what
    /// is kept of it.
    pub(super) fn keep_lookup(&mut self) {
        let customers = self.desk.lookup().len();
        let is_kept = self.keeper.as_ref().is_some_and(|keeper| !keeper.is_finished());
        if is_kept || !self.desk.cache.is_due(self.store.head(), customers) {
            return;
        }
        // Said here, where all that is in the journal is in the look-up too.
        let (desk, standing) = (Arc::clone(&self.desk), self.desk.reader.standing());
        let keeper = thread::Builder::new().name("keeper".into());
        match keeper.spawn(move || cache::keep_lookup(&desk, standing)) {
            Ok(keeper) => self.keeper = Some(keeper),
            Err(error) => tracing::warn!("no thread to keep the look-up: {error}"),
        }
    }
}
