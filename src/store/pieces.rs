//! What of a journal's files is to be copied: every block up to a seq, each checked on the way.
//! Never copies anything itself, and may run while the desk writes.

use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::open::Progress;
use super::verify::{Noted, Verified, check, tampered};
use super::walk::{Verdict, Walk};

/// A file of the journal, from its beginning to the end of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The file.
    pub path: PathBuf,
    /// Bytes of it.
    pub bytes: u64,
}

/// What is to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// Every file, in order.
    pub list: Vec<Piece>,
    /// What the blocks were found to be; nothing should be copied when they are damaged.
    pub verified: Verified,
    /// The chain hash of the last block with entries, in hexadecimal; empty when there is none.
    /// The one without, by which an orderly end is known, is not copied.
    pub chain: String,
    /// The chain hash of the first block, in hexadecimal: no other desk has the same. Empty when
    /// there is none.
    pub desk: String,
    /// Whether the chain leads through the place that was noted.
    pub met: bool,
}

/// Tells whether a name is one that a journal's file has.
pub fn is_segment(name: &str) -> bool {
    name.strip_suffix(".journal")
        .is_some_and(|digits| digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads the journal in a folder up to `head`, a seq that must be there; to its end when that is
/// not known (0).
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::Newer`]; damage is no error here.
pub fn pieces(
    dir: &Path,
    head: u64,
    noted: Option<&Noted>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Pieces, StoreError> {
    let mut walk = Walk::from_start(dir)?;
    let (of, mut bytes) = (walk.length()?, 0);
    let (mut list, mut verified) = (Vec::<Piece>::new(), Verified::default());
    let (mut chain, mut desk) = (String::new(), String::new());
    let mut met = noted.is_none_or(|noted| noted.seq == 0);
    while head == 0 || verified.last < head {
        let stop = match walk.step()? {
            Ok(found) => {
                bytes += found.header.span();
                check(&found, None, &mut verified);
                if found.header.count > 0 {
                    chain.clone_from(&verified.chain);
                    if found.header.first == 1 {
                        desk.clone_from(&chain);
                    }
                    met |= noted
                        .is_some_and(|noted| noted.seq == verified.last && noted.chain == chain);
                    add(found.file, found.cursor.end, &mut list);
                }
                progress(Progress { entries: verified.entries, bytes, of });
                continue;
            }
            Err(stop) => stop,
        };
        if let Some(stranger) = &stop.stranger {
            // Not a block that was being written: somebody has altered, removed or added one.
            verified.damage.push(tampered(stranger, &stop, &verified));
            break;
        }
        match walk.judge(&stop, head)? {
            Verdict::End | Verdict::Torn => break,
            Verdict::Damaged(damage) => verified.damage.push(damage),
        }
        if !walk.resume_behind(&stop)? {
            break;
        }
    }
    Ok(Pieces { list, verified, chain, desk, met })
}

fn add(path: PathBuf, bytes: u64, list: &mut Vec<Piece>) {
    match list.last_mut().filter(|piece| piece.path == path) {
        Some(piece) => piece.bytes = bytes,
        None => list.push(Piece { path, bytes }),
    }
}
