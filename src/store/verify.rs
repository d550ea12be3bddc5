//! Reads the whole journal and says what of it is sound. Never changes anything, and may run while
//! the desk does.

use std::cmp::Ordering;
use std::path::Path;

use super::block::{self, Header};
use super::error::{Damage, StoreError};
use super::open::{Progress, journal_folder};
use super::walk::{Found, Stop, Verdict, Walk};

/// What a journal was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Sound entries.
    pub entries: u64,
    /// Sound blocks.
    pub blocks: u64,
    /// Seq of the last sound entry.
    pub last: u64,
    /// Seq of the first entry of the last sound block.
    last_block: u64,
    /// Chain hash of the last sound block, in hexadecimal: two journals with the same one hold the
    /// same facts.
    pub chain: String,
    /// What is lost, in order; empty when all is well.
    pub damage: Vec<Damage>,
    /// Whether this is still the journal whose hash was noted; `None` when none was given.
    pub noted: Option<Vouched>,
}

/// What a noted hash says of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// Everything up to that entry is what it was.
    Same,
    /// Something up to that entry has been changed.
    Changed,
    /// That entry is not there, or cannot be read.
    Missing,
}

/// A chain hash that somebody noted elsewhere, as `sigap journal head` told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The entry that was the last one then.
    pub seq: u64,
    /// The hash, in hexadecimal.
    pub chain: String,
}

/// Checks every block of the journal in a home folder: its checksums, its place in the chain,
/// that its words are the ones that were sealed, and that every entry can be read. `head` is the
/// last seq that must be there; 0 when that is not known. `noted` is a chain hash noted earlier.
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::Newer`]; damage is no error here.
pub fn verify(
    home: &Path,
    head: u64,
    noted: Option<&Noted>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified, StoreError> {
    let mut walk = Walk::from_start(&journal_folder(home))?;
    let (of, mut bytes) = (walk.length()?, 0);
    let mut verified = Verified { noted: noted.map(|_| Vouched::Missing), ..Verified::default() };
    let is_running = head > 0;
    while !(is_running && verified.last >= head) {
        let stop = match walk.step()? {
            Ok(found) => {
                bytes += found.header.span();
                check(&found, noted, &mut verified);
                progress(Progress { entries: verified.entries, bytes, of });
                continue;
            }
            Err(stop) => stop,
        };
        if let Some(stranger) = &stop.stranger {
            verified.damage.push(tampered(stranger, &stop, &verified));
            match stranger.first > verified.last {
                true => walk.accept(stranger),
                false => walk.pass_over(stranger),
            }
            continue;
        }
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

/// What a sound block in the wrong place means: the block before it was altered, blocks between
/// the two were removed, or this one was inserted.
pub(super) fn tampered(stranger: &Header, stop: &Stop, verified: &Verified) -> Damage {
    let (first, last, why) = match stranger.first.cmp(&(verified.last + 1)) {
        Ordering::Equal => {
            let why = "the block was altered after it was sealed, or the one behind it was";
            (verified.last_block, verified.last, why)
        }
        Ordering::Greater => (verified.last + 1, stranger.first - 1, "the block was removed"),
        Ordering::Less => {
            let why = "a block was inserted here that belongs elsewhere";
            (stranger.first, stranger.last(), why)
        }
    };
    Damage { first, last, file: stop.file.clone(), why: why.to_owned() }
}

/// Counts a block that stands where it should, and looks into each of its entries.
pub(super) fn check(found: &Found<'_>, noted: Option<&Noted>, verified: &mut Verified) {
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
    if found.header.count > 0 {
        verified.last_block = found.header.first;
    }
    verified.last = found.header.last();
    verified.chain = blake3::Hash::from(found.cursor.hash).to_hex().to_string();
    if let Some(noted) = noted.filter(|noted| found.header.holds(noted.seq)) {
        // The hash of an orderly end right behind it follows from its own.
        let ended = block::chain(&found.cursor.hash, found.header.last() + 1, &[]);
        let ended = blake3::Hash::from(ended).to_hex();
        let is_same = noted.chain == verified.chain || noted.chain == *ended;
        verified.noted = Some(if is_same { Vouched::Same } else { Vouched::Changed });
    }
}
