//! Where each row's part of a long list begins, in little more than a byte per row. Rows are only
//! added; never forgets how long one is.

use std::collections::BTreeMap;
use std::ops::Range;

use super::posting;

/// Rows of a block: with where the first of them begins, it fills half a line of memory.
const BLOCK: usize = 28;
/// Stands for a length that does not fit into a byte.
const LONG: u8 = u8::MAX;

/// The lengths of rows that follow each other.
#[derive(Debug, Default)]
pub(crate) struct Lens {
    blocks: Vec<Block>,
    rows: usize,
    /// Lengths that do not fit, by row.
    long: BTreeMap<u32, u32>,
    end: u32,
}

/// Some rows; never in two lines of memory, as one of many rows is looked for at a time.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Block {
    /// Where the first one begins.
    start: u32,
    lens: [u8; BLOCK],
}

impl Lens {
    /// Adds a row.
    pub(crate) fn push(&mut self, len: usize) {
        let at = self.rows % BLOCK;
        if at == 0 {
            room(&mut self.blocks);
            self.blocks.push(Block { start: self.end, lens: [0; BLOCK] });
        }
        let short = u8::try_from(len).ok().filter(|&len| len != LONG);
        if short.is_none() {
            self.long.insert(self.rows as u32, len as u32);
        }
        if let Some(block) = self.blocks.last_mut() {
            block.lens[at] = short.unwrap_or(LONG);
        }
        self.rows += 1;
        let end = u32::try_from(len).ok().and_then(|len| self.end.checked_add(len));
        self.end = end.expect("a desk's texts stay below 4 GB");
    }

    /// Adds rows whose lengths were kept, in parts of so many bytes, a power of two. `None` when
    /// they are not of that many bytes together.
    pub(crate) fn add(&mut self, mut lens: &[u8], bytes: usize, part: usize) -> Option<()> {
        u32::try_from(self.end() + bytes / part).ok()?;
        let end = self.end() + bytes / part;
        while !lens.is_empty() {
            if let Some((block, rest)) = self.block(lens, part) {
                let long = block.before(BLOCK);
                if self.end() + long as usize > end {
                    return None;
                }
                room(&mut self.blocks);
                self.blocks.push(block);
                (self.rows, self.end, lens) = (self.rows + BLOCK, self.end + long, rest);
            } else {
                let len = posting::read(&mut lens)? as usize;
                if !len.is_multiple_of(part) || self.end() + len / part > end {
                    return None;
                }
                self.push(len / part);
            }
        }
        (self.end() == end).then_some(())
    }

    /// The next block as a whole, where that can be: all of its lengths are short.
    fn block<'a>(&self, lens: &'a [u8], part: usize) -> Option<(Block, &'a [u8])> {
        let (all, rest) = lens.split_first_chunk::<BLOCK>()?;
        let any = all.iter().fold(0, |any, len| any | len);
        let is_plain = any <= 0x7F && usize::from(any) & (part - 1) == 0;
        let lens = all.map(|len| len >> part.trailing_zeros());
        let is_next = is_plain && self.rows.is_multiple_of(BLOCK);
        is_next.then_some((Block { start: self.end, lens }, rest))
    }

    /// Makes room for so many rows more.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.blocks.reserve_exact(rows / BLOCK + 1);
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.blocks.shrink_to_fit();
    }

    /// The lengths of all rows.
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        let lens = self.blocks.iter().flat_map(|block| block.lens).take(self.rows).enumerate();
        lens.map(|(row, len)| match len {
            LONG => self.of(row as u32).len(),
            len => usize::from(len),
        })
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Where the last row ends.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Where a row is.
    pub(crate) fn of(&self, row: u32) -> Range<usize> {
        let (first, at) = (row as usize / BLOCK * BLOCK, row as usize % BLOCK);
        let block = &self.blocks[row as usize / BLOCK];
        let (mut start, mut len) = (block.start + block.before(at), u32::from(block.lens[at]));
        if !self.long.is_empty() {
            let longer = self.long.range(first as u32..row);
            start += longer.map(|(_, len)| len - u32::from(LONG)).sum::<u32>();
            len = self.long.get(&row).copied().unwrap_or(len);
        }
        start as usize..(start + len) as usize
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Block>() + self.long.len() * 16
    }
}

impl Block {
    /// The lengths of its first rows together, those that do not fit as if they did.
    fn before(&self, rows: usize) -> u32 {
        let rows = rows as u8;
        // All of them at once: quicker than as many as there are.
        let lens = self.lens.iter().zip(0_u8..);
        lens.map(|(&len, at)| u32::from(if at < rows { len } else { 0 })).sum()
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

    #[test]
    fn rows_that_come_in_parts_are_the_same() {
        for part in [1, 8] {
            let all: Vec<usize> = (0..300).map(|row| [0, 3, 90, 15, 2][row % 5]).collect();
            let long = all.iter().map(|len| len + if *len == 15 { 1_000 } else { 0 });
            for all in [all.clone(), long.collect()] {
                let mut wanted = Lens::default();
                all.iter().for_each(|&len| wanted.push(len));
                let mut lens = Lens::default();
                for some in all.chunks(67) {
                    let mut kept = Vec::new();
                    some.iter().for_each(|&len| posting::write((len * part) as u32, &mut kept));
                    let bytes = some.iter().sum::<usize>() * part;
                    assert!(Lens::default().add(&kept, bytes + part, part).is_none());
                    assert_eq!(lens.add(&kept, bytes, part), Some(()));
                }
                assert!((0..300).all(|row| lens.of(row) == wanted.of(row)));
                assert!(lens.all().eq(all) && lens.rows() == 300);
            }
        }
        assert!(Lens::default().add(&[4; 28], 28 * 4, 8).is_none(), "half a number");
    }
}
