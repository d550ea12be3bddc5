//! Pieces of a look-up's copy: columns of numbers or letters, each piece behind a check. Never
//! trusts a length, and never reads a piece of another copy.
//!
//! A piece is its kind, its place in the copy, its length and a CRC32C of all of these and of its
//! bytes; then the lengths of its columns, then the columns. All numbers have their lowest byte
//! first. The check begins with the first piece's own, so that a piece of an older copy, left in
//! the same place of the disk, does not fit. The last piece says where the rows end and the rest
//! begins, so that both are read at once.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// Bytes from which a piece is full. It takes less than a millisecond to copy, in which nobody can
/// change the look-up, and stays in the processor's own memory from being read to being taken.
pub(super) const FULL: usize = 1 << 18;
/// Bytes of a piece that are believed: a full one and the largest customer there can be.
const PIECE_BYTES: usize = 4 * 1024 * 1024;
/// Bytes in front of a piece's own.
const HEADER: usize = 16;
/// Numbers of the last piece, which is read before all others: its place does not count.
const END: usize = 8;
/// Its place.
const LAST: u32 = u32::MAX;

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
    /// Bytes so far.
    written: u64,
}

/// What the last piece says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    /// How many rows there are, keys, and words of names, towns and hosts.
    pub(super) counts: [u32; 5],
    /// Which piece is the first behind the rows, and where it begins.
    pub(super) turn: Turn,
}

/// A place between two pieces.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Turn {
    number: u32,
    at: u64,
}

impl Pen {
    /// Adds a piece to the end of `out`.
    pub(super) fn put(&mut self, kind: Kind, columns: &[&[u8]], out: &mut Vec<u8>) {
        let start = out.len();
        let length = columns.iter().map(|column| column.len() + 4).sum();
        let place = if kind == Kind::End { LAST } else { self.number };
        [kind as u32, place, count(length), 0].iter().for_each(|n| number(*n, out));
        columns.iter().for_each(|column| number(count(column.len()), out));
        columns.iter().for_each(|column| out.extend_from_slice(column));
        let crc = check(self.seed, &out[start..start + HEADER - 4], &out[start + HEADER..]);
        out[start + HEADER - 4..start + HEADER].copy_from_slice(&crc.to_le_bytes());
        if self.number == 0 {
            self.seed = crc;
        }
        self.number += 1;
        self.written += (out.len() - start) as u64;
    }

    /// Where the next piece will be.
    pub(super) const fn turn(&self) -> Turn {
        Turn { number: self.number, at: self.written }
    }

    /// Adds the last piece.
    pub(super) fn end(&mut self, end: &End, out: &mut Vec<u8>) {
        let mut numbers = Vec::new();
        end.counts.iter().chain([&end.turn.number]).for_each(|count| number(*count, &mut numbers));
        large(end.turn.at, &mut numbers);
        self.put(Kind::End, &[&numbers], out);
    }
}

/// Reads pieces, one after the other.
pub(super) struct Pieces<R> {
    from: R,
    number: u32,
    seed: u32,
    /// The latest one.
    bytes: Vec<u8>,
}

/// A piece that was read.
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    bytes: &'a [u8],
}

impl<R: Read + Seek> Pieces<R> {
    pub(super) const fn new(from: R) -> Pieces<R> {
        Pieces { from, number: 0, seed: 0, bytes: Vec::new() }
    }

    /// The last piece of the same copy elsewhere, and whatever is behind the rows there.
    pub(super) fn rest<T: Read + Seek>(&self, from: T) -> Result<(End, Pieces<T>), Unusable> {
        let mut rest = Pieces { from, number: LAST, seed: self.seed, bytes: Vec::new() };
        let length = (HEADER + 4 + END * 4) as i64;
        rest.from.seek(SeekFrom::End(-length)).map_err(|_| Unusable::Damaged("it is cut"))?;
        let last = rest.next()?;
        let [numbers] = last.columns()?;
        let all: Vec<u32> = u32s(numbers).collect();
        let [rows, keys, names, towns, hosts, number, low, high] = all[..] else {
            return Err(Unusable::Damaged("it ends otherwise"));
        };
        let counts = [rows, keys, names, towns, hosts];
        let at = u64::from(low) | u64::from(high) << 32;
        rest.from.seek(SeekFrom::Start(at))?;
        rest.number = number;
        Ok((End { counts, turn: Turn { number, at } }, rest))
    }

    /// Tells whether the next piece is behind a turn.
    pub(super) const fn is_behind(&self, turn: Turn) -> bool {
        self.number >= turn.number
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Unusable> {
        let mut header = [0; HEADER];
        self.from.read_exact(&mut header).map_err(cut)?;
        let field = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| header[at + byte]));
        let kind = Kind::ALL.into_iter().find(|kind| *kind as u32 == field(0));
        let kind = kind.ok_or(Unusable::Damaged("a piece of no kind"))?;
        let place = if kind == Kind::End { LAST } else { self.number };
        if field(4) != place {
            return Err(Unusable::Damaged("a piece is not in its place"));
        }
        let length = field(8) as usize;
        if length > PIECE_BYTES {
            return Err(Unusable::Damaged("a piece is too long"));
        }
        if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
        let bytes = &mut self.bytes[..length];
        self.from.read_exact(bytes).map_err(cut)?;
        let crc = field(12);
        if check(self.seed, &header[..HEADER - 4], bytes) != crc {
            return Err(Unusable::Damaged("a check fails"));
        }
        if self.number == 0 {
            self.seed = crc;
        }
        self.number = self.number.wrapping_add(1);
        Ok(Piece { kind, bytes })
    }
}

impl<'a> Piece<'a> {
    /// Its columns.
    pub(super) fn columns<const N: usize>(&self) -> Result<[&'a [u8]; N], Unusable> {
        let wrong = || Unusable::Damaged("a piece has other columns");
        let (lengths, mut rest) = self.bytes.split_at_checked(N * 4).ok_or_else(wrong)?;
        let mut columns: [&'a [u8]; N] = [&[]; N];
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
