//! Reads the whole journal and says what of it is sound. Never changes anything, and may run while
//! the desk does.

use std::path::Path;

use super::error::{Damage, StoreError};
use super::open::{Progress, journal_folder};
use super::walk::{Found, Verdict, Walk};

/// What a journal was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Sound entries.
    pub entries: u64,
    /// Sound blocks.
    pub blocks: u64,
    /// Seq of the last sound entry.
    pub last: u64,
    /// Chain hash of the last sound block, in hexadecimal: two journals with the same one hold the
    /// same facts.
    pub chain: String,
    /// What is lost, in order; empty when all is well.
    pub damage: Vec<Damage>,
}

/// Checks every block of the journal in a home folder: its checksums, its place in the chain,
/// that its words are the ones that were sealed, and that every entry can be read. `head` is the
/// last seq that must be there; 0 when that is not known.
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::Newer`]; damage is no error here.
pub fn verify(
    home: &Path,
    head: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified, StoreError> {
    let mut walk = Walk::from_start(&journal_folder(home))?;
    let (of, mut bytes) = (walk.length()?, 0);
    let mut verified = Verified::default();
    let is_running = head > 0;
    while !(is_running && verified.last >= head) {
        let stop = match walk.step()? {
            Ok(found) => {
                bytes += found.header.span();
                check(&found, &mut verified);
                progress(Progress { entries: verified.entries, bytes, of });
                continue;
            }
            Err(stop) => stop,
        };
        match walk.judge(&stop, head)? {
            Verdict::End | Verdict::Torn => break,
            Verdict::Damaged(damage) => verified.damage.push(damage),
        }
        if !walk.resume_behind(&stop)? {
            break;
        }
    }
    Ok(verified)
}

fn check(found: &Found<'_>, verified: &mut Verified) {
    let mut lost = |seq, why: String| {
        let file = found.file.clone();
        verified.damage.push(Damage { first: seq, last: seq, file, why });
    };
    let mut sound = 0;
    for (seq, part) in (found.header.first..).zip(&found.parts) {
        match part.decode(seq) {
            Ok(_) if part.is_sealed() => sound += 1,
            Ok(_) => lost(seq, "its words are not the ones that were sealed".to_owned()),
            Err(why) => lost(seq, why.to_string()),
        }
    }
    verified.entries += sound;
    verified.blocks += 1;
    verified.last = found.header.last();
    verified.chain = blake3::Hash::from(found.cursor.hash).to_hex().to_string();
}
