//! Builds the index anew from the journal while the desk goes on answering from the old one.
//! Never takes a row from the old one.

use super::error::StoreError;
use super::index::Index;
use super::open::{Progress, Replay};
use super::reader::Reader;
use super::record::Counters;
use super::walk::{Cursor, Walk};
use super::{Shared, Store};

/// An index built from the journal up to some entry, not in use yet.
pub struct Fresh {
    index: Index,
    cursor: Cursor,
    counters: Counters,
}

impl Reader {
    /// Builds an index of everything that is kept now. Takes as long as reading the whole journal;
    /// the desk goes on meanwhile, and [`Store::take_in`] brings in what comes after.
    ///
    /// # Errors
    /// [`StoreError`]; the old index stays in use and nothing is left of the new one.
    pub fn renew(&self, progress: &mut dyn FnMut(Progress)) -> Result<Fresh, StoreError> {
        let shared = self.shared();
        let index = shared.index().next_generation()?;
        let mut fresh = Fresh { index, cursor: Cursor::START, counters: Counters::default() };
        match fresh.go_on(shared, progress) {
            Ok(()) => Ok(fresh),
            Err(error) => {
                fresh.index.discard();
                Err(error)
            }
        }
    }
}

impl Fresh {
    /// Takes in what is kept and not in it yet.
    fn go_on(
        &mut self,
        shared: &Shared,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), StoreError> {
        let (dir, head) = (shared.journal(), shared.head());
        let walk = Walk::from(dir, &self.cursor)?;
        let missing = || StoreError::Index("the journal's file is missing".to_owned());
        let mut walk = walk.ok_or_else(missing)?;
        let mut replay = Replay::new(&self.index, self.counters);
        let stop = replay.run(&mut walk, head, progress)?;
        (self.cursor, self.counters) = (walk.cursor().clone(), replay.counters);
        stop.map_or(Ok(()), |stop| Err(walk.lost(&stop, head)))
    }
}

impl Store {
    /// Answers from a fresh index from now on, and lets the old one's files go.
    ///
    /// # Errors
    /// [`StoreError`]; the old index stays in use.
    pub fn take_in(&mut self, mut fresh: Fresh) -> Result<(), StoreError> {
        let taken = fresh.go_on(&self.shared, &mut |_| ()).and_then(|()| fresh.index.flush());
        if let Err(error) = taken {
            fresh.index.discard();
            return Err(error);
        }
        let Fresh { index, counters, .. } = fresh;
        self.shared.replace_index(index)?;
        self.counters = counters;
        Ok(())
    }
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fresh").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
