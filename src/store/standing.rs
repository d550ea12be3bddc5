//! How far in the journal something has come that was made from the index, so that it can be told
//! later whether it still belongs to this journal. Never says what is in it.

use std::collections::BTreeSet;
use std::path::Path;

use super::Reader;
use super::codec;
use super::error::StoreError;
use super::open;
use super::walk::{Cursor, Walk};
use crate::domain::Fact;

/// A place in the journal and its chain hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing(Cursor);

impl Standing {
    /// Last seq up to there.
    pub const fn seq(&self) -> u64 {
        self.0.seq
    }

    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        codec::encode_into(&self.0, &mut bytes);
        bytes
    }

    /// What [`Standing::to_bytes`] has given; `None` when it is something else.
    pub fn of_bytes(bytes: &[u8]) -> Option<Standing> {
        codec::decode(bytes).ok().map(Standing)
    }
}

/// Entries behind a standing that are looked through before the desk is open: a second's work.
const LOOKED_THROUGH: u64 = 200_000;

/// The customers who were erased or taken back behind a standing, by what can be read of a journal
/// that is not open yet. `None` when it is no standing of this journal, or there is too much
/// behind it.
///
/// # Errors
/// [`StoreError`].
pub fn gone_since(home: &Path, standing: &Standing) -> Result<Option<BTreeSet<u64>>, StoreError> {
    let (dir, Standing(cursor)) = (open::journal_folder(home), standing);
    let walk = match open::is_there(&dir, cursor)? {
        true => Walk::from(&dir, cursor)?,
        false => None,
    };
    let Some(mut walk) = walk else { return Ok(None) };
    let mut gone = BTreeSet::new();
    while let Ok(found) = walk.step()? {
        if found.cursor.seq - cursor.seq > LOOKED_THROUGH {
            return Ok(None);
        }
        for (seq, part) in (found.header.first..).zip(&found.parts) {
            let entry = part.decode(seq).map_err(|why| StoreError::Entry { seq, why })?;
            if let Fact::CustomerErased { customer, .. } | Fact::CustomerWithdrawn { customer } =
                entry.fact
            {
                gone.insert(customer);
            }
        }
    }
    Ok(Some(gone))
}

impl Reader {
    /// How far the index has come: as far as the last block, while nothing is being written.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        let state = self.shared().index().state()?;
        Ok(Standing(state.map_or(Cursor::START, |state| state.cursor)))
    }

    /// Tells whether a standing is one of this journal, and not ahead of it.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Newer`].
    pub fn has_stood_at(&self, standing: &Standing) -> Result<bool, StoreError> {
        let Standing(cursor) = standing;
        Ok(cursor.seq <= self.head() && open::is_there(self.shared().journal(), cursor)?)
    }
}
