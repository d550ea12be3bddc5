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
        let mut rest = part;
        if part.is_empty() {
            return Some(());
        }
        let first = read(&mut rest)?;
        let ahead = first.checked_sub(self.next)?;
        self.bytes.reserve_exact(part.len());
        write(ahead, &mut self.bytes);
        self.bytes.extend_from_slice(rest);
        let (ahead, count) = sum(part)?;
        let next = ahead.checked_add(count).filter(|&next| next <= u64::from(rows))?;
        // No more than there are rows, of which there are fewer than 2^32.
        (self.next, self.count) = (next as u32, self.count + count as u32);
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
            let ahead = take(&mut rest)?;
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

/// As [`read`], for many numbers of which most have a byte or two: without asking which.
fn take(bytes: &mut &[u8]) -> Option<u32> {
    let Some(&[low, high]) = bytes.first_chunk().filter(|[low, high]| low & high <= 0x7F) else {
        return read(bytes);
    };
    let goes_on = low >> 7;
    let high = high & goes_on.wrapping_neg();
    *bytes = &bytes[1 + usize::from(goes_on)..];
    Some(u32::from(low & 0x7F) | u32::from(high) << 7)
}

/// Numbers whose bytes are added up at once: so many do not overflow.
const SUMMED: usize = 1 << 16;

/// What numbers that follow each other come to, and how many there are; `None` when the last one
/// does not end.
fn sum(numbers: &[u8]) -> Option<(u64, u64)> {
    if numbers.last().is_some_and(|&last| last > 0x7F) {
        return None;
    }
    let (mut total, mut at) = (0, 0);
    let count = numbers.iter().filter(|&&byte| byte <= 0x7F).count() as u64;
    while at < numbers.len() {
        let end = numbers.len().min(at + SUMMED);
        let Some(some) = sum_of_short(&numbers[at.saturating_sub(2)..end], at.min(2)) else {
            return sum_of_any(numbers).map(|total| (total, count));
        };
        (total, at) = (total + some, end);
    }
    Some((total, count))
}

/// The same of any numbers.
fn sum_of_any(mut numbers: &[u8]) -> Option<u64> {
    let mut total = 0;
    while !numbers.is_empty() {
        total += u64::from(read(&mut numbers)?);
    }
    Some(total)
}

/// The same of numbers of at most three bytes, behind some bytes that do not count; `None` when
/// one has more. Each byte is added by its place in its number, which the two in front of it tell:
/// many at a time.
fn sum_of_short(bytes: &[u8], ahead: usize) -> Option<u64> {
    let (mut sums, mut is_long) = ([0_u32; 3], 0);
    let mut add = |first: u8, second: u8, byte: u8| {
        let (later, last) = (second >> 7, (first & second) >> 7);
        is_long |= last & (byte >> 7);
        let bits = byte & 0x7F;
        sums[0] += u32::from(bits & later.wrapping_sub(1));
        sums[1] += u32::from(bits & (later ^ last).wrapping_neg());
        sums[2] += u32::from(bits & last.wrapping_neg());
    };
    if let Some(&byte) = bytes.first().filter(|_| ahead == 0) {
        add(0, 0, byte);
    }
    if let Some(&[first, byte]) = bytes.first_chunk().filter(|_| ahead < 2) {
        add(0, first, byte);
    }
    bytes.array_windows().for_each(|&[first, second, byte]| add(first, second, byte));
    let [low, middle, high] = sums.map(u64::from);
    (is_long == 0).then_some(low + (middle << 7) + (high << 14))
}

/// Tells whether all of some numbers that follow each other are below one.
pub(crate) fn are_below(numbers: &[u8], end: u32) -> bool {
    let surely = match end {
        0..=0x7F => above::<1>(numbers, end),
        0x80..=0x3FFF => above::<2>(numbers, end >> 7),
        0x4000..=0x1F_FFFF => above::<3>(numbers, end >> 14),
        0x20_0000.. => true,
    };
    !surely || are_below_each(numbers, end)
}

/// Tells whether a number may have a byte at a place that is not below a limit. Shorter ones are
/// below what the limit stands for; longer ones have a byte there that is above any.
fn above<const PLACE: usize>(numbers: &[u8], limit: u32) -> bool {
    let limit = limit as u8;
    let above = |bytes: &[u8; PLACE]| {
        let before = bytes[..PLACE - 1].iter().fold(0x80, |all, byte| all & byte);
        before & if bytes[PLACE - 1] >= limit { 0x80 } else { 0 }
    };
    let ends = numbers.last().is_none_or(|&last| last <= 0x7F);
    !ends || numbers.array_windows().fold(0, |any, bytes| any | above(bytes)) != 0
}

fn are_below_each(mut numbers: &[u8], end: u32) -> bool {
    while !numbers.is_empty() {
        if take(&mut numbers).is_none_or(|number| number >= end) {
            return false;
        }
    }
    true
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
        assert_eq!((take(&mut &[0x80][..]), take(&mut &[][..])), (None, None));
    }

    #[test]
    fn numbers_that_are_all_below_one_are_known_at_a_glance() {
        for highest in [0, 5, 126, 127, 128, 300, 16_383, 16_384, 70_000, 2_097_151, 2_097_152] {
            for others in [&[][..], &[0, 5, 127], &[128, 3, 16_383], &[70_000, 1, 1, 9_000]] {
                let mut numbers = Vec::new();
                let all = others.iter().filter(|&&other| other <= highest).chain([&highest]);
                all.chain(&[0, 1][..(highest > 0).into()]).for_each(|&n| write(n, &mut numbers));
                for end in [highest, highest + 1, highest + 2, highest * 2 + 1] {
                    assert_eq!(are_below(&numbers, end), highest < end, "{numbers:?} {end}");
                }
            }
        }
        assert!(are_below(&[], 0) && !are_below(&[0], 0) && !are_below(&[1, 0x80], 9));
    }

    #[test]
    fn many_numbers_come_to_what_each_comes_to() {
        let mut dice = 1_u32;
        for most in [100, 1_000, 60_000, 2_000_000, 9_000_000] {
            for count in [0, 1, 2, 3, 50, 70_000] {
                let (mut numbers, mut wanted) = (Vec::new(), 0);
                for _ in 0..count {
                    dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    wanted += u64::from(dice % most);
                    write(dice % most, &mut numbers);
                }
                assert_eq!(sum(&numbers), Some((wanted, count)), "{count} below {most}");
            }
        }
        assert_eq!((sum(&[0x80]), sum(&[])), (None, Some((0, 0))));
    }
}
