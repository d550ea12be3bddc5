//! Where each row's part of a long list begins, in little more than a byte per row. Rows are only
//! added; never forgets how long one is.

use std::collections::BTreeMap;
use std::ops::Range;

use super::posting;

/// Rows whose beginning is worked out from one that is written down.
const BLOCK: usize = 16;
/// Stands for a length that does not fit into a byte.
const LONG: u8 = u8::MAX;

/// The lengths of rows that follow each other.
#[derive(Debug, Default)]
pub(crate) struct Lens {
    /// Where every sixteenth row begins.
    starts: Vec<u32>,
    lens: Vec<u8>,
    /// Lengths that do not fit, by row.
    long: BTreeMap<u32, u32>,
    end: u32,
}

impl Lens {
    /// Adds a row.
    pub(crate) fn push(&mut self, len: usize) {
        if self.lens.len().is_multiple_of(BLOCK) {
            room(&mut self.starts);
            self.starts.push(self.end);
        }
        let short = u8::try_from(len).ok().filter(|&len| len != LONG);
        if short.is_none() {
            self.long.insert(self.lens.len() as u32, len as u32);
        }
        room(&mut self.lens);
        self.lens.push(short.unwrap_or(LONG));
        let end = u32::try_from(len).ok().and_then(|len| self.end.checked_add(len));
        self.end = end.expect("a desk's texts stay below 4 GB");
    }

    /// Adds rows whose lengths were kept, in parts of so many bytes. `None` when they are not of
    /// that many bytes together.
    pub(crate) fn add(&mut self, mut lens: &[u8], bytes: usize, part: usize) -> Option<()> {
        u32::try_from(self.end() + bytes / part).ok()?;
        let end = self.end() + bytes / part;
        while let Some((&len, rest)) = lens.split_first() {
            let len = match len {
                0..=0x7F => {
                    lens = rest;
                    usize::from(len)
                }
                0x80.. => posting::read(&mut lens)? as usize,
            };
            if !len.is_multiple_of(part) || self.end() + len / part > end {
                return None;
            }
            self.push(len / part);
        }
        (self.end() == end).then_some(())
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.lens.reserve_exact(rows);
        self.starts.reserve_exact(rows / BLOCK + 1);
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.starts.shrink_to_fit();
        self.lens.shrink_to_fit();
    }

    /// The lengths of all rows.
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        self.lens.iter().enumerate().map(|(row, &len)| match len {
            LONG => self.of(row as u32).len(),
            len => usize::from(len),
        })
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.lens.len()
    }

    /// Where the last row ends.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Where a row is.
    pub(crate) fn of(&self, row: u32) -> Range<usize> {
        let row = row as usize;
        let block = row / BLOCK;
        let mut start = self.starts[block] + self.sum(block * BLOCK, row % BLOCK);
        let mut len = u32::from(self.lens[row]);
        if !self.long.is_empty() {
            let longer = self.long.range((block * BLOCK) as u32..row as u32);
            start += longer.map(|(_, len)| len - u32::from(LONG)).sum::<u32>();
            len = self.long.get(&(row as u32)).copied().unwrap_or(len);
        }
        start as usize..(start + len) as usize
    }

    /// The lengths of the first rows of a block together, those that do not fit as if they did.
    fn sum(&self, block: usize, rows: usize) -> u32 {
        match self.lens.get(block..block + BLOCK).and_then(|lens| lens.first_chunk::<BLOCK>()) {
            // All sixteen at once: quicker than as many as there are.
            Some(lens) => {
                (0..BLOCK).map(|at| if at < rows { u32::from(lens[at]) } else { 0 }).sum()
            }
            None => self.lens[block..block + rows].iter().map(|&len| u32::from(len)).sum(),
        }
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.starts.capacity() * 4 + self.lens.capacity() + self.long.len() * 16
    }
}

/// Makes room for one more, an eighth at a time: a list that doubles is a third empty on average.
pub(crate) fn room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 64);
    }
}

/// Adds many to a list as [`room`] does one.
pub(crate) fn extend<T: Copy>(list: &mut Vec<T>, more: &[T]) {
    if list.len() + more.len() > list.capacity() {
        list.reserve_exact(more.len() + list.len() / 8 + 64);
    }
    list.extend_from_slice(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_begins_where_the_one_before_it_ends() {
        let mut lens = Lens::default();
        let all: Vec<usize> = (0..500).map(|row| [0, 3, 254, 255, 256, 9_000][row % 6]).collect();
        all.iter().for_each(|&len| lens.push(len));
        let mut end = 0;
        for (row, len) in all.into_iter().enumerate() {
            assert_eq!(lens.of(row as u32), end..end + len, "row {row}");
            end += len;
        }
        assert_eq!((lens.rows(), lens.end()), (500, end));
    }
}
