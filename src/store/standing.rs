//! How far in the journal something has come that was made from the index, so that it can be told
//! later whether it still belongs to this journal. Never says what is in it.

use super::Reader;
use super::codec;
use super::error::StoreError;
use super::open;
use super::walk::Cursor;

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
