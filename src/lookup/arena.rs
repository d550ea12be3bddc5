//! Short texts of many rows in one block of memory, searched as one. Never changed in place.

use memchr::memmem::Finder;

use super::posting;

/// Stands before every value; values hold none.
const MARK: u8 = b'\n';

/// One find.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    /// In which row.
    pub(crate) row: u32,
    /// Bytes of the value before the needle.
    pub(crate) before: &'a [u8],
}

/// Rows of values: row n lies between the ends of rows n-1 and n.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Arena {
    /// Adds a row with any number of values.
    pub(crate) fn push<T: AsRef<[u8]>>(&mut self, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.bytes.push(MARK);
            self.bytes.extend(value.as_ref().iter().filter(|&&byte| byte != MARK));
        }
        self.ends.push(u32::try_from(self.bytes.len()).expect("a desk's texts stay below 4 GB"));
    }

    /// Adds rows as they were kept, with the length of each. `None` when that is not so.
    pub(crate) fn add(&mut self, mut column: &[u8], rows: &[u8]) -> Option<()> {
        u32::try_from(self.bytes.len() + rows.len()).ok()?;
        let mut end = self.bytes.len();
        while !column.is_empty() {
            end += posting::read(&mut column)? as usize;
            self.ends.push(u32::try_from(end).ok()?);
        }
        self.bytes.extend_from_slice(rows);
        (end == self.bytes.len()).then_some(())
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The only value of a row that has one.
    pub(crate) fn value(&self, row: u32) -> &[u8] {
        self.row(row).get(1..).unwrap_or_default()
    }

    /// The same; `None` when the row has none, or another one.
    pub(crate) fn only_value(&self, row: u32) -> Option<&[u8]> {
        self.row(row).strip_prefix(&[MARK]).filter(|value| !value.contains(&MARK))
    }

    /// Gives back the room for rows to come.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Gives every place where a value holds the needle, row by row. An empty needle is nowhere.
    pub(crate) fn each(&self, needle: &[u8], mut found: impl FnMut(Spot<'_>)) {
        if needle.is_empty() {
            return;
        }
        let finder = Finder::new(needle);
        let (mut from, mut row) = (0, 0);
        while let Some(at) = finder.find(&self.bytes[from..]).map(|at| at + from) {
            from = at + 1;
            row = self.row_at(at, row);
            let value = memchr::memrchr(MARK, &self.bytes[..at]).map_or(0, |mark| mark + 1);
            found(Spot { row: row as u32, before: &self.bytes[value..at] });
        }
    }

    /// The row that holds a byte, looked for from a row that is not behind it: finds come in
    /// order, so galloping beats a search over all rows.
    fn row_at(&self, byte: usize, from: usize) -> usize {
        let (mut low, mut step) = (from, 1);
        while low + step < self.ends.len() && self.ends[low + step] as usize <= byte {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.ends.len());
        low + self.ends[low..high].partition_point(|&end| end as usize <= byte)
    }

    /// The values of a row as they are kept.
    pub(crate) fn row(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.bytes[start..self.ends[row] as usize]
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(arena: &Arena, needle: &str) -> Vec<(u32, String)> {
        let mut all = Vec::new();
        arena.each(needle.as_bytes(), |spot| {
            all.push((spot.row, String::from_utf8_lossy(spot.before).into_owned()));
        });
        all
    }

    #[test]
    fn every_value_is_found_by_its_parts_and_no_find_crosses_two_values() {
        let mut arena = Arena::default();
        let none: [&str; 0] = [];
        arena.push(["abc", "cab"]);
        arena.push(none);
        arena.push(["c"]);
        arena.push(none);
        arena.push(["xabcx", "\nab"]);
        for (needle, wanted) in [
            ("ab", &[(0, ""), (0, "c"), (4, "x"), (4, "")][..]),
            ("c", &[(0, "ab"), (0, ""), (2, ""), (4, "xab")]),
            ("cc", &[]),
            ("", &[]),
        ] {
            let wanted: Vec<_> =
                wanted.iter().map(|&(row, before)| (row, before.to_owned())).collect();
            assert_eq!(found(&arena, needle), wanted, "{needle}");
        }
    }
}
