//! The blocks of a journal file by their headers, and which entries lie where. Never asks the
//! store: docs/data.md and `src/store/block.rs` say what a header is.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;

const MAGIC: &[u8] = b"SIGAPBLK";
const HEADER: usize = 72;

/// A block: where its header and body are, and the entries in it.
struct Block {
    bytes: Range<usize>,
    seqs: Range<u64>,
}

fn blocks(file: &[u8]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while file.len() >= at + HEADER && &file[at..at + 8] == MAGIC {
        let long = |place: usize| {
            u64::from_le_bytes(file[at + place..at + place + 8].try_into().expect("8 bytes"))
        };
        let count = u64::from(u32::from_le_bytes(file[at + 12..at + 16].try_into().expect("4")));
        let (first, end) = (long(16), at + HEADER + long(24) as usize);
        blocks.push(Block { bytes: at..end, seqs: first..first + count });
        at = end.next_multiple_of(8);
    }
    blocks
}

/// Entries whose block is not, byte for byte, what it was.
pub fn lost(sound: &Path, spoilt: &Path) -> anyhow::Result<BTreeSet<u64>> {
    let mut lost = BTreeSet::new();
    for entry in fs::read_dir(sound).context("reading the journal")? {
        let entry = entry?;
        let was = fs::read(entry.path())?;
        let is = fs::read(spoilt.join(entry.file_name())).unwrap_or_default();
        for block in blocks(&was) {
            if is.get(block.bytes.clone()) != Some(&was[block.bytes]) {
                lost.extend(block.seqs);
            }
        }
    }
    Ok(lost)
}
