//! Pieces of a look-up's copy: columns of numbers or letters, each piece behind a check. Never
//! trusts a length, and never reads a piece of another copy.
//!
//! A piece is its kind, its place in the copy, its length and a CRC32C of all of these and of its
//! bytes; then the lengths of its columns, then the columns. All numbers have their lowest byte
//! first. The check begins with the first piece's own, so that a piece of an older copy, left in
//! the same place of the disk, does not fit.

use std::io::{self, ErrorKind, Read};

/// Bytes from which a piece is full. It takes about a millisecond to copy, in which nobody can
/// change the look-up.
pub(super) const FULL: usize = 1 << 20;
/// Bytes of a piece that are believed: a full one and the largest customer there can be.
const PIECE_BYTES: usize = 4 * 1024 * 1024;
/// Bytes in front of a piece's own.
const HEADER: usize = 16;

/// What is in a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Kind {
    Head = 1,
    Rows = 2,
    Order = 3,
    Keys = 4,
    Names = 5,
    Towns = 6,
    Hosts = 7,
    Owners = 8,
    Systems = 9,
    End = 10,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Head,
        Kind::Rows,
        Kind::Order,
        Kind::Keys,
        Kind::Names,
        Kind::Towns,
        Kind::Hosts,
        Kind::Owners,
        Kind::Systems,
        Kind::End,
    ];
}

/// Why a copy is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is not as it was written.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    /// Customers are found by other things now than when it was written.
    #[error("another version has written it")]
    Foreign,
}

/// Writes pieces, one after the other.
#[derive(Debug, Default)]
pub(super) struct Pen {
    number: u32,
    seed: u32,
}

impl Pen {
    /// Adds a piece to the end of `out`.
    pub(super) fn put(&mut self, kind: Kind, columns: &[&[u8]], out: &mut Vec<u8>) {
        let start = out.len();
        let length = columns.iter().map(|column| column.len() + 4).sum();
        [kind as u32, self.number, count(length), 0].iter().for_each(|n| number(*n, out));
        columns.iter().for_each(|column| number(count(column.len()), out));
        columns.iter().for_each(|column| out.extend_from_slice(column));
        let crc = check(self.seed, &out[start..start + HEADER - 4], &out[start + HEADER..]);
        out[start + HEADER - 4..start + HEADER].copy_from_slice(&crc.to_le_bytes());
        if self.number == 0 {
            self.seed = crc;
        }
        self.number += 1;
    }
}

/// Reads pieces, one after the other.
pub(super) struct Pieces<R> {
    from: R,
    number: u32,
    seed: u32,
}

/// A piece that was read.
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

impl<R: Read> Pieces<R> {
    pub(super) const fn new(from: R) -> Pieces<R> {
        Pieces { from, number: 0, seed: 0 }
    }

    /// The next piece, in memory that is not needed any more; nothing follows the last one.
    pub(super) fn next(&mut self, mut bytes: Vec<u8>) -> Result<Piece, Unusable> {
        let mut header = [0; HEADER];
        self.from.read_exact(&mut header).map_err(cut)?;
        let field = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| header[at + byte]));
        let kind = Kind::ALL.into_iter().find(|kind| *kind as u32 == field(0));
        let kind = kind.ok_or(Unusable::Damaged("a piece of no kind"))?;
        if field(4) != self.number {
            return Err(Unusable::Damaged("a piece is not in its place"));
        }
        let length = field(8) as usize;
        if length > PIECE_BYTES {
            return Err(Unusable::Damaged("a piece is too long"));
        }
        bytes.resize(length, 0);
        self.from.read_exact(&mut bytes).map_err(cut)?;
        let crc = field(12);
        if check(self.seed, &header[..HEADER - 4], &bytes) != crc {
            return Err(Unusable::Damaged("a check fails"));
        }
        if self.number == 0 {
            self.seed = crc;
        }
        self.number += 1;
        if kind == Kind::End && self.from.read(&mut [0])? > 0 {
            return Err(Unusable::Damaged("it goes on behind its end"));
        }
        Ok(Piece { kind, bytes })
    }
}

impl Piece {
    /// Its columns.
    pub(super) fn columns<const N: usize>(&self) -> Result<[&[u8]; N], Unusable> {
        let wrong = || Unusable::Damaged("a piece has other columns");
        let (lengths, mut rest) = self.bytes.split_at_checked(N * 4).ok_or_else(wrong)?;
        let mut columns: [&[u8]; N] = [&[]; N];
        for (column, length) in columns.iter_mut().zip(u32s(lengths)) {
            let (own, others) = rest.split_at_checked(length as usize).ok_or_else(wrong)?;
            (*column, rest) = (own, others);
        }
        if rest.is_empty() { Ok(columns) } else { Err(wrong()) }
    }
}

fn cut(error: io::Error) -> Unusable {
    match error.kind() {
        ErrorKind::UnexpectedEof => Unusable::Damaged("it is cut"),
        _ => Unusable::Unreadable(error),
    }
}

fn check(seed: u32, header: &[u8], bytes: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c_append(seed, header), bytes)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("a piece is a few megabytes")
}

/// Adds a number to a column.
pub(super) fn number(number: u32, column: &mut Vec<u8>) {
    column.extend_from_slice(&number.to_le_bytes());
}

/// Adds a large number to a column.
pub(super) fn large(number: u64, column: &mut Vec<u8>) {
    column.extend_from_slice(&number.to_le_bytes());
}

/// The numbers of a column.
pub(super) fn u32s(column: &[u8]) -> impl ExactSizeIterator<Item = u32> {
    column.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

/// The large numbers of a column.
pub(super) fn u64s(column: &[u8]) -> impl ExactSizeIterator<Item = u64> {
    column.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes))
}
