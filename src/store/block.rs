//! A block: the entries of one group commit, there whole or not at all. Never reads a file.
//!
//! ```text
//!  0 magic "SIGAPBLK"         8 format u16          10 oldest reader u16   12 entries u32
//! 16 seq of the first u64    24 length of body u64
//! 32 chain hash of the block before [32]
//! 64 CRC32C of the body u32  68 CRC32C of bytes 0 to 68 u32
//! 72 body: the entries one after the other, then zeros up to a multiple of 8
//! ```
//!
//! All numbers are little-endian. A block without entries says that the desk was closed in order;
//! its first seq is the next one to come. The chain hash of a block is the BLAKE3 hash of the hash
//! before it, its first seq, its count, and what [`super::entry::Parts::chain`] adds per entry.

use super::codec::Undecodable;
use super::entry::{self, Parts, Salts};
use super::error::StoreError;
use crate::domain::Entry;

/// How a header begins.
pub(super) const MAGIC: &[u8; 8] = b"SIGAPBLK";
/// The format this version writes.
pub(super) const FORMAT: u16 = 1;
/// Bytes of a header.
pub(super) const HEADER: usize = 72;
/// Blocks begin at multiples of it, so that one can be searched for.
pub(super) const ALIGN: usize = 8;
/// Bytes of a body at most: a longer length is not believed. A group commit is closed at a small
/// part of it, and one command cannot exceed the wire's line by much.
pub(super) const BODY_BYTES: u64 = 256 * 1024 * 1024;

/// A chain hash.
pub(super) type Hash = [u8; 32];
/// What the first block of a journal has before it.
pub(super) const GENESIS: Hash = [0; 32];

/// What a block says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) first: u64,
    pub(super) count: u32,
    pub(super) before: Hash,
    length: u64,
    body_crc: u32,
}

/// Why bytes are no block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Nothing was written here, as far as a header can tell.
    Blank,
    /// Something was, and is not sound.
    Bad(&'static str),
    /// The disk does not give the bytes.
    Unreadable,
    /// A newer version wrote it; the oldest reader's format.
    Newer(u16),
}

impl Flaw {
    /// In words.
    ///
    /// # Errors
    /// [`StoreError::Newer`].
    pub(super) const fn why(self) -> Result<&'static str, StoreError> {
        match self {
            Flaw::Newer(format) => Err(StoreError::Newer { format }),
            Flaw::Bad(why) => Ok(why),
            Flaw::Unreadable => Ok("the disk cannot read it"),
            Flaw::Blank => Ok("entries are missing here"),
        }
    }
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("the header is long enough")
}

impl Header {
    /// Reads a header from the bytes at a block's place; fewer than [`HEADER`] are the file's end.
    ///
    /// # Errors
    /// [`Flaw`].
    pub(super) fn read(bytes: &[u8]) -> Result<Header, Flaw> {
        let bytes = &bytes[..bytes.len().min(HEADER)];
        if bytes.iter().all(|byte| *byte == 0) {
            return Err(Flaw::Blank);
        }
        if bytes.len() < HEADER {
            return Err(Flaw::Bad("the file ends within a block"));
        }
        if &number::<8>(bytes, 0) != MAGIC {
            return Err(Flaw::Bad("there is no block where one should be"));
        }
        if crc32c::crc32c(&bytes[..68]) != u32::from_le_bytes(number(bytes, 68)) {
            return Err(Flaw::Bad("a block's header fails its check"));
        }
        let oldest = u16::from_le_bytes(number(bytes, 10));
        if oldest > FORMAT {
            return Err(Flaw::Newer(oldest));
        }
        let header = Header {
            count: u32::from_le_bytes(number(bytes, 12)),
            first: u64::from_le_bytes(number(bytes, 16)),
            length: u64::from_le_bytes(number(bytes, 24)),
            before: number(bytes, 32),
            body_crc: u32::from_le_bytes(number(bytes, 64)),
        };
        let sane = header.first > 0 && header.first.checked_add(header.count.into()).is_some();
        if !sane || header.length > BODY_BYTES {
            return Err(Flaw::Bad("a block's header makes no sense"));
        }
        Ok(header)
    }

    fn write(&self, to: &mut [u8]) {
        to[..8].copy_from_slice(MAGIC);
        to[8..10].copy_from_slice(&FORMAT.to_le_bytes());
        to[10..12].copy_from_slice(&FORMAT.to_le_bytes());
        to[12..16].copy_from_slice(&self.count.to_le_bytes());
        to[16..24].copy_from_slice(&self.first.to_le_bytes());
        to[24..32].copy_from_slice(&self.length.to_le_bytes());
        to[32..64].copy_from_slice(&self.before);
        to[64..68].copy_from_slice(&self.body_crc.to_le_bytes());
        let crc = crc32c::crc32c(&to[..68]);
        to[68..72].copy_from_slice(&crc.to_le_bytes());
    }

    /// Bytes from this block's beginning to the next one's.
    pub(super) fn span(&self) -> u64 {
        (HEADER as u64 + self.length).next_multiple_of(ALIGN as u64)
    }

    /// Bytes of the body.
    pub(super) fn length(&self) -> usize {
        usize::try_from(self.length).expect("checked against a limit when it was read")
    }

    /// Seq of the last entry; for a block without entries the one before its first seq.
    pub(super) fn last(&self) -> u64 {
        self.first + u64::from(self.count) - 1
    }

    /// Tells whether an entry is in this block.
    pub(super) fn holds(&self, seq: u64) -> bool {
        (self.first..=self.last()).contains(&seq)
    }

    /// Tells whether this is the body that was written under this header.
    pub(super) fn fits(&self, body: &[u8]) -> bool {
        body.len() as u64 == self.length && crc32c::crc32c(body) == self.body_crc
    }

    /// The entries' parts.
    ///
    /// # Errors
    /// [`Undecodable`] when there are fewer or more of them than the header says.
    pub(super) fn parts<'a>(&self, mut body: &'a [u8]) -> Result<Vec<Parts<'a>>, Undecodable> {
        // An entry takes five bytes at least, which bounds what a wrong count can ask for.
        let mut parts = Vec::with_capacity((self.count as usize).min(body.len() / 5));
        for _ in 0..self.count {
            parts.push(entry::split_off(&mut body)?);
        }
        if body.is_empty() {
            Ok(parts)
        } else {
            Err(Undecodable("a block holds more than its entries".to_owned()))
        }
    }
}

/// Blanks the words of some entries of a whole block, by their place in it; tells how many had
/// any. Length and chain hash stay as they are.
///
/// # Errors
/// [`Undecodable`] when these are not the bytes of a block.
pub(super) fn blank(block: &mut [u8], places: &[usize]) -> Result<u64, Undecodable> {
    let header = Header::read(block);
    let header = header.map_err(|_| Undecodable("there is no block here".to_owned()))?;
    let (head, body) = block.split_at_mut(HEADER);
    let body = &mut body[..header.length()];
    let blanked = entry::blank(body, places)?;
    Header { body_crc: crc32c::crc32c(body), ..header }.write(head);
    Ok(blanked)
}

/// The chain hash of a block with these parts.
pub(super) fn chain(before: &Hash, first: u64, parts: &[Parts<'_>]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before).update(&first.to_le_bytes());
    hasher.update(&(parts.len() as u64).to_le_bytes());
    for part in parts {
        part.chain(&mut hasher);
    }
    *hasher.finalize().as_bytes()
}

/// Replaces what is in `out` by a whole block, and returns its chain hash.
pub(super) fn build(
    before: &Hash,
    first: u64,
    entries: &[Entry],
    salts: &mut Salts,
    out: &mut Vec<u8>,
) -> Hash {
    out.clear();
    out.resize(HEADER, 0);
    for entry in entries {
        entry::encode_into(entry, salts, out);
    }
    let (place, body) = out.split_at_mut(HEADER);
    let header = Header {
        first,
        count: u32::try_from(entries.len()).expect("a block is closed long before"),
        before: *before,
        length: body.len() as u64,
        body_crc: crc32c::crc32c(body),
    };
    header.write(place);
    let parts = header.parts(body).expect("it has just been written");
    let hash = chain(before, first, &parts);
    out.resize(out.len().next_multiple_of(ALIGN), 0);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_body_is_believed_to_the_limit_and_not_beyond() {
        let read = |length: u64| {
            let mut bytes = [0; HEADER];
            Header { first: 1, count: 1, before: GENESIS, length, body_crc: 0 }.write(&mut bytes);
            Header::read(&bytes)
        };
        assert!(read(BODY_BYTES).is_ok());
        assert_eq!(read(BODY_BYTES + 1), Err(Flaw::Bad("a block's header makes no sense")));
    }
}
