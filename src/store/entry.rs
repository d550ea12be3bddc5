//! One entry's bytes: the facts, and apart from them the words of people, which can be erased
//! without the chain noticing. Never a block, never a file.
//!
//! ```text
//! facts length u32 | facts (bincode: seq, at, by, command, undoes, fact;
//!                  |        behind them via, unless it is empty)
//! state u8         | 0: there were no words, and nothing follows
//!                  | 1: kept:   seal [32] | words length u32 | salt [16] | words (bincode)
//!                  | 2: erased: seal [32]
//!                  | 3: erased where it was: seal [32] | length u32 | as many zeros
//! ```
//!
//! The seal is the BLAKE3 hash of salt and words. It stays when they go; without the salt nobody
//! can find out by trying what the words were.

use serde::{Deserialize, Serialize};

use super::codec::{self, Undecodable};
use crate::domain::{At, Change, Entry, Fact};

const NO_WORDS: u8 = 0;
const KEPT: u8 = 1;
const ERASED: u8 = 2;
/// Leaves every block where it was and as long as it was, so that copies keep the same places.
const BLANKED: u8 = 3;
const SEAL: usize = 32;
const SALT: usize = 16;

/// Salts that cannot be guessed, none of them twice.
pub struct Salts {
    key: [u8; 32],
    next: u64,
}

impl Salts {
    /// From the operating system's randomness.
    pub fn random() -> Salts {
        let mut key = [0; 32];
        key[..16].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        key[16..].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        Salts::seeded(key)
    }

    /// From a given seed, the same salts every time.
    pub const fn seeded(key: [u8; 32]) -> Salts {
        Salts { key, next: 0 }
    }

    fn next(&mut self) -> [u8; SALT] {
        self.next += 1;
        let hash = blake3::keyed_hash(&self.key, &self.next.to_le_bytes());
        let mut salt = [0; SALT];
        salt.copy_from_slice(&hash.as_bytes()[..SALT]);
        salt
    }
}

#[derive(Serialize)]
struct FactsOut<'a> {
    seq: u64,
    at: i64,
    by: &'a str,
    command: u128,
    undoes: u64,
    fact: &'a Fact,
}

#[derive(Deserialize)]
struct FactsIn {
    seq: u64,
    at: i64,
    by: String,
    command: u128,
    undoes: u64,
    fact: Fact,
}

/// The parts of one entry within a block, not decoded yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    facts: &'a [u8],
    words: Words<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Words<'a> {
    None,
    Kept { seal: &'a [u8; SEAL], salted: &'a [u8] },
    Erased { seal: &'a [u8; SEAL] },
}

/// Appends an entry's bytes.
pub(super) fn encode_into(entry: &Entry, salts: &mut Salts, out: &mut Vec<u8>) {
    let Entry { seq, at, by, via, command, undoes, fact, private } = entry;
    let facts = FactsOut { seq: *seq, at: at.0, by, command: *command, undoes: *undoes, fact };
    with_length(out, |out| {
        codec::encode_into(&facts, out);
        if !via.is_empty() {
            codec::encode_into(via, out);
        }
    });
    match private {
        Some(words) if words.is_empty() => out.push(NO_WORDS),
        None => {
            // Only what an import of erased entries writes; its seal is of nothing.
            out.push(ERASED);
            out.extend_from_slice(&[0; SEAL]);
        }
        Some(words) => {
            out.push(KEPT);
            let seal = out.len();
            out.extend_from_slice(&[0; SEAL]);
            let salt = salts.next();
            let salted = with_length(out, |out| {
                out.extend_from_slice(&salt);
                codec::encode_into(words, out);
            });
            let hash = blake3::hash(&out[salted..]);
            out[seal..seal + SEAL].copy_from_slice(hash.as_bytes());
        }
    }
}

/// How many bytes an entry takes, about: what is the same for all, and its texts.
pub(super) fn size(entry: &Entry) -> usize {
    const BESIDE_TEXTS: usize = 128;
    let texts = |changes: &[Change]| -> usize {
        changes.iter().map(|one| one.key.len() + one.from.len() + one.to.len() + 4).sum()
    };
    let facts = match &entry.fact {
        Fact::CustomerAdded { facts, .. } | Fact::CustomerAmended { facts, .. } => texts(facts),
        Fact::CannedSet { name, from, to }
        | Fact::CalendarSet { name, from, to }
        | Fact::SlaSet { scope: name, from, to }
        | Fact::SharingSet { agent: name, from, to }
        | Fact::InstrumentSet { name, from, to } => name.len() + from.len() + to.len(),
        Fact::AnswersGiven { expected, perceived, .. } => expected.len() + perceived.len(),
        Fact::ImprovementSet { from, to, .. } => from.len() + to.len(),
        Fact::SurveyDrawn(state) => state.drawn.iter().map(|part| part.len() * 9 + 64).sum(),
        _ => 0,
    };
    BESIDE_TEXTS + facts + entry.private.as_deref().map_or(0, texts)
}

/// Appends what `write` writes with its length in front; returns where it begins.
fn with_length(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) -> usize {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    write(out);
    let length = u32::try_from(out.len() - at - 4).expect("one entry is far below 4 GiB");
    out[at..at + 4].copy_from_slice(&length.to_le_bytes());
    at + 4
}

/// Takes the next entry's parts off the front of a block's body.
///
/// # Errors
/// [`Undecodable`] when they are cut.
pub(super) fn split_off<'a>(body: &mut &'a [u8]) -> Result<Parts<'a>, Undecodable> {
    let facts = take_long(body)?;
    let words = match take(body, 1)?[0] {
        NO_WORDS => Words::None,
        KEPT => Words::Kept { seal: take_seal(body)?, salted: take_long(body)? },
        ERASED => Words::Erased { seal: take_seal(body)? },
        BLANKED => {
            let seal = take_seal(body)?;
            match take_long(body)?.iter().all(|byte| *byte == 0) {
                true => Words::Erased { seal },
                false => return Err(Undecodable("erased words are still there".to_owned())),
            }
        }
        other => return Err(Undecodable(format!("{other} is no state of an entry's words"))),
    };
    Ok(Parts { facts, words })
}

fn take<'a>(from: &mut &'a [u8], count: usize) -> Result<&'a [u8], Undecodable> {
    let (taken, rest) = from
        .split_at_checked(count)
        .ok_or_else(|| Undecodable("an entry is longer than its block".to_owned()))?;
    *from = rest;
    Ok(taken)
}

fn take_long<'a>(from: &mut &'a [u8]) -> Result<&'a [u8], Undecodable> {
    let length = take(from, 4)?.try_into().map(u32::from_le_bytes).expect("four bytes were taken");
    take(from, length as usize)
}

fn take_seal<'a>(from: &mut &'a [u8]) -> Result<&'a [u8; SEAL], Undecodable> {
    Ok(take(from, SEAL)?.try_into().expect("as many bytes were taken"))
}

/// Blanks the words of some entries (by their place) of a block's body; tells how many had any.
///
/// # Errors
/// [`Undecodable`] when the body is cut.
pub(super) fn blank(body: &mut [u8], places: &[usize]) -> Result<u64, Undecodable> {
    let (mut at, mut blanked) = (0, 0);
    for place in 0..=places.last().copied().unwrap_or(0) {
        let mut rest = &body[at..];
        let before = rest.len();
        take_long(&mut rest)?;
        let state = at + before - rest.len();
        split_off(&mut &body[at..])?;
        if places.contains(&place) && body[state] == KEPT {
            let mut salted = &body[state + 1 + SEAL..];
            let length = take_long(&mut salted)?.len();
            let from = state + 1 + SEAL + 4;
            body[state] = BLANKED;
            body[from..from + length].fill(0);
            blanked += 1;
        }
        let mut rest = &body[at..];
        split_off(&mut rest)?;
        at = body.len() - rest.len();
    }
    Ok(blanked)
}

impl Parts<'_> {
    /// Tells whether there are words that have not been erased.
    pub(super) const fn has_words(&self) -> bool {
        matches!(self.words, Words::Kept { .. })
    }

    /// Adds to the chain what an erasure leaves as it is.
    pub(super) fn chain(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&(self.facts.len() as u64).to_le_bytes());
        hasher.update(self.facts);
        match self.words {
            Words::None => hasher.update(&[0]),
            Words::Kept { seal, .. } | Words::Erased { seal } => hasher.update(&[1]).update(seal),
        };
    }

    /// Tells whether the words are the ones that were sealed.
    pub(super) fn is_sealed(&self) -> bool {
        match self.words {
            Words::None | Words::Erased { .. } => true,
            Words::Kept { seal, salted } => blake3::hash(salted).as_bytes() == seal,
        }
    }

    /// The entry, which must be the one with this seq.
    ///
    /// # Errors
    /// [`Undecodable`].
    pub(super) fn decode(&self, wanted: u64) -> Result<Entry, Undecodable> {
        let (facts, behind) = codec::decode_first(self.facts)?;
        let FactsIn { seq, at, by, command, undoes, fact } = facts;
        let via = if behind.is_empty() { String::new() } else { codec::decode(behind)? };
        if seq != wanted {
            return Err(Undecodable(format!("entry {seq} is in the place of {wanted}")));
        }
        let private = match self.words {
            Words::None => Some(Vec::new()),
            Words::Erased { .. } => None,
            Words::Kept { salted, .. } => {
                let words = salted
                    .get(SALT..)
                    .ok_or_else(|| Undecodable("words without their salt".to_owned()))?;
                Some(codec::decode::<Vec<Change>>(words)?)
            }
        };
        Ok(Entry { seq, at: At(at), by, via, command, undoes, fact, private })
    }
}
