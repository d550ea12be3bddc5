//! Short texts of many rows in one block of memory, searched as one. Never changed in place.

use memchr::memmem::Finder;

use super::posting;

/// Finds after which a search looks whether nearly every row is one.
const MANY: usize = 256;

/// Stands before every value; values hold none.
const MARK: u8 = b'\n';

/// Where in a value the needle was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// It is the value.
    Whole,
    /// At the value's start.
    Start,
    /// At its end.
    End,
    /// In the middle.
    Inside,
}

/// One find.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    /// In which row.
    pub(crate) row: u32,
    /// Where in the value.
    pub(crate) place: Place,
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
            let place = match (at == value, self.ends_value(at + needle.len())) {
                (true, true) => Place::Whole,
                (true, false) => Place::Start,
                (false, true) => Place::End,
                (false, false) => Place::Inside,
            };
            found(Spot { row: row as u32, place, before: &self.bytes[value..at] });
        }
    }

    /// As [`Arena::each`], for values that begin with the needle; works for one letter too.
    pub(crate) fn each_start(&self, needle: &[u8], mut found: impl FnMut(Spot<'_>)) {
        if needle.is_empty() {
            return;
        }
        let marked: Vec<u8> = std::iter::once(MARK).chain(needle.iter().copied()).collect();
        let (mut row, mut finds) = (0, 0);
        for at in memchr::memmem::find_iter(&self.bytes, &marked) {
            let last = row;
            row = self.row_at(at, last);
            finds += 1;
            if finds > MANY && finds * 8 > row && row > last {
                return self.each_start_by_row(row, needle, found);
            }
            let whole = self.ends_value(at + marked.len());
            let place = if whole { Place::Whole } else { Place::Start };
            found(Spot { row: row as u32, place, before: b"" });
        }
    }

    /// From a row on, row by row: when almost everybody begins so, a search that starts anew after
    /// each find is slower.
    fn each_start_by_row(&self, from: usize, needle: &[u8], mut found: impl FnMut(Spot<'_>)) {
        let mut start = if from == 0 { 0 } else { self.ends[from - 1] as usize };
        for (row, &end) in self.ends.iter().enumerate().skip(from) {
            let values = &self.bytes[start..end as usize];
            start = end as usize;
            for mark in memchr::memchr_iter(MARK, values) {
                if let Some(rest) = values[mark + 1..].strip_prefix(needle) {
                    let whole = rest.first().is_none_or(|&byte| byte == MARK);
                    let place = if whole { Place::Whole } else { Place::Start };
                    found(Spot { row: row as u32, place, before: b"" });
                }
            }
        }
    }

    fn ends_value(&self, at: usize) -> bool {
        self.bytes.get(at).is_none_or(|&byte| byte == MARK)
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

    fn found(arena: &Arena, needle: &str) -> Vec<(u32, Place)> {
        let mut all = Vec::new();
        arena.each(needle.as_bytes(), |spot| all.push((spot.row, spot.place)));
        all
    }

    #[test]
    fn what_many_rows_begin_with_is_found_in_each_once() {
        let mut arena = Arena::default();
        (0..1_000).for_each(|row| match row % 3 {
            0 => arena.push(["ab", "abc"]),
            1 => arena.push(["cab"]),
            _ => arena.push(["b", "ab"]),
        });
        let mut starts = Vec::new();
        arena.each_start(b"ab", |spot| starts.push((spot.row, spot.place)));
        let wanted = (0..1_000).flat_map(|row| match row % 3 {
            0 => vec![(row, Place::Whole), (row, Place::Start)],
            1 => vec![],
            _ => vec![(row, Place::Whole)],
        });
        assert!(starts == wanted.collect::<Vec<_>>());
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
        use Place::{End, Inside, Start, Whole};
        assert_eq!(
            found(&arena, "ab"),
            [(0, Start), (0, End), (4, Inside), (4, Whole)],
            "row and place"
        );
        assert_eq!(found(&arena, "c"), [(0, End), (0, Start), (2, Whole), (4, Inside)]);
        assert_eq!(found(&arena, "cc"), []);
        assert_eq!(found(&arena, ""), []);
        let mut starts = Vec::new();
        arena.each_start(b"c", |spot| starts.push((spot.row, spot.place)));
        assert_eq!(starts, [(0, Start), (2, Whole)]);
    }
}
