//! What an index holds, as one hash per table, so that two of them can be compared. Never changes
//! a row.

use std::fs;
use std::path::{Path, PathBuf};

use super::Store;
use super::error::StoreError;
use super::index::Index;
use super::open::{Progress, Replay, journal_folder};
use super::record::Counters;
use super::segment;
use super::table::{Table, number_in};
use super::waiting::Towards;
use super::walk::Walk;

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Last entry it has taken in.
    pub seq: u64,
    /// Table by table, in their order.
    pub tables: Vec<TableDigest>,
}

/// What one table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDigest {
    /// Its name.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// BLAKE3 over all keys and values in order, in hexadecimal.
    pub hash: String,
}

impl Store {
    /// What the index holds now; nothing can be written meanwhile. Reads every row: some seconds
    /// for a million customers.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn digest(&self) -> Result<Digest, StoreError> {
        digest(&self.shared.index())
    }
}

/// A folder beside the index, gone with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(home: &Path) -> Result<Scratch, StoreError> {
        let folder = home.join(format!("index.check.{}", std::process::id()));
        segment::make_folder(&folder)?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is in nobody's way.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What an index built from the journal in a home holds when it has come to `until`; it is built
/// in a folder of its own that is removed again. The journal may be in use.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Damaged`] when the journal cannot be read to that entry.
pub fn replayed(
    home: &Path,
    until: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Digest, StoreError> {
    let (doubting, _) = std::sync::mpsc::channel();
    let scratch = Scratch::new(home)?;
    let index = Index::open(&scratch.0, doubting)?;
    let dir = journal_folder(home);
    let mut walk = Walk::from_start(&dir)?;
    let mut replay = Replay::new(&index, Counters::default());
    let stop = replay.run(&mut walk, until, progress)?;
    if let Some(stop) = stop {
        return Err(walk.lost(&stop, until));
    }
    digest(&index)
}

fn digest(index: &Index) -> Result<Digest, StoreError> {
    let state = index.state()?;
    let seq = state.as_ref().map_or(0, |state| state.cursor.seq);
    let mut tables = Vec::new();
    for table in Table::ALL {
        let (mut rows, mut hasher) = (0, blake3::Hasher::new());
        let mut scan = index.range(&table.all());
        while let Some((key, value)) = index.advance(&mut scan, Towards::Last)? {
            // A block without entries, which says that the desk was closed, may have one behind
            // the last entry.
            if table == Table::Waypoints && number_in(&key, 0) > seq {
                continue;
            }
            rows += 1;
            for part in [&key, &value] {
                hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
            }
        }
        let hash = hasher.finalize().to_hex().to_string();
        tables.push(TableDigest { table: table.title(), rows, hash });
    }
    // The place of the last block is no part of it: an orderly end leaves another one.
    let counters = state.map(|state| format!("{:?}", state.counters)).unwrap_or_default();
    let hash = blake3::hash(counters.as_bytes()).to_hex().to_string();
    tables.push(TableDigest { table: "counters", rows: 1, hash });
    Ok(Digest { seq, tables })
}
