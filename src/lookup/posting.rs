//! The rows that have a word, each as how far it is behind the one before. Never in another order
//! than the rows'.

/// Rows in order, one to five bytes each.
#[derive(Debug, Default)]
pub(crate) struct Posting {
    bytes: Vec<u8>,
    count: u32,
    /// The last row and one more.
    next: u32,
}

impl Posting {
    /// Adds some of the rows of a copy, as [`write`] has written how far each is behind the one
    /// before, the first behind nothing. `None` when they are not behind those that are there, or
    /// not among so many.
    pub(crate) fn add(&mut self, part: &[u8], rows: u32) -> Option<()> {
        let (mut rest, mut next) = (part, 0_u32);
        if part.is_empty() {
            return Some(());
        }
        let first = read(&mut rest)?;
        let ahead = first.checked_sub(self.next)?;
        self.bytes.reserve_exact(part.len());
        write(ahead, &mut self.bytes);
        self.bytes.extend_from_slice(rest);
        rest = part;
        while !rest.is_empty() {
            let row = next.checked_add(read(&mut rest)?).filter(|&row| row < rows)?;
            next = row + 1;
            self.count += 1;
        }
        self.next = next;
        Some(())
    }

    /// Adds a row behind all others; nothing happens when it is the last one.
    pub(crate) fn push(&mut self, row: u32) {
        if let Some(ahead) = row.checked_sub(self.next) {
            if self.bytes.capacity() - self.bytes.len() < 5 {
                self.bytes.reserve_exact(8 + self.bytes.len() / 8);
            }
            write(ahead, &mut self.bytes);
            self.count += 1;
            self.next = row + 1;
        }
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.count as usize
    }

    /// The rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        let mut next = 0u32;
        let mut rest = &self.bytes[..];
        std::iter::from_fn(move || {
            let ahead = read(&mut rest)?;
            let row = next.wrapping_add(ahead);
            next = row.wrapping_add(1);
            Some(row)
        })
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity()
    }
}

/// Adds a number, seven bits at a time, the lowest first.
pub(crate) fn write(mut number: u32, bytes: &mut Vec<u8>) {
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes the first number off.
pub(crate) fn read(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, mut rest) = bytes.split_first()?;
    let mut number = u32::from(first & 0x7F);
    let (mut byte, mut shift) = (first, 7);
    while byte > 0x7F {
        (byte, rest) = rest.split_first().map(|(&byte, rest)| (byte, rest))?;
        number |= u32::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
        shift += 7;
    }
    *bytes = rest;
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_added() {
        let rows = [0, 1, 130, 131, 20_000, 5_000_000, 400_000_000, 4_000_000_000];
        let mut posting = Posting::default();
        rows.iter().for_each(|&row| posting.push(row));
        posting.push(4_000_000_000);
        assert_eq!(posting.rows().collect::<Vec<_>>(), rows);
        assert_eq!(posting.len(), rows.len());
    }

    #[test]
    fn a_posting_that_comes_in_parts_is_the_same() {
        let rows = [3_u32, 4, 200, 201, 70_000];
        let part = |rows: &[u32]| {
            let (mut part, mut next) = (Vec::new(), 0);
            for &row in rows {
                write(row - next, &mut part);
                next = row + 1;
            }
            part
        };
        for cut in 1..rows.len() {
            let mut posting = Posting::default();
            assert_eq!(posting.add(&part(&rows[..cut]), 70_001), Some(()));
            assert_eq!(posting.add(&part(&rows[cut..]), 70_001), Some(()));
            posting.push(70_002);
            let all: Vec<u32> = posting.rows().collect();
            assert_eq!((&all[..5], all[5], posting.len()), (&rows[..], 70_002, 6));
        }
        let mut posting = Posting::default();
        assert_eq!(posting.add(&part(&rows), 70_000), None, "a row too many");
        let mut posting = Posting::default();
        assert_eq!(posting.add(&part(&rows[2..]), 70_001), Some(()));
        assert_eq!(posting.add(&part(&rows[..2]), 70_001), None, "rows that are not behind");
        assert_eq!((read(&mut &[0x80][..]), read(&mut &[][..])), (None, None));
    }
}
