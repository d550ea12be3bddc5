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
    /// With room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Posting {
        Posting { bytes: Vec::with_capacity(bytes), ..Posting::default() }
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

/// Bytes that a number takes.
pub(crate) const fn length(number: u32) -> usize {
    match number {
        0..=0x7F => 1,
        0x80..=0x3FFF => 2,
        0x4000..=0x1F_FFFF => 3,
        0x20_0000..=0xFFF_FFFF => 4,
        0x1000_0000.. => 5,
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
    fn numbers_take_as_many_bytes_as_is_said() {
        for number in [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, u32::MAX] {
            let mut bytes = Vec::new();
            write(number, &mut bytes);
            assert_eq!(bytes.len(), length(number), "{number}");
            assert_eq!(read(&mut &*bytes), Some(number));
        }
        assert_eq!((read(&mut &[0x80][..]), read(&mut &[][..])), (None, None));
    }
}
