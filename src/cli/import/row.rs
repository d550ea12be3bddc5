//! The values of one row, one after the other in one buffer. Never a copy per value.

/// Bytes by which a row may be longer than the one before without being moved in memory.
const ROOM: usize = 64;

/// The values of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// All values, one after the other.
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// The line of the file it begins at, from 1.
    pub line: u64,
}

impl Row {
    /// A row of these values.
    pub fn of(line: u64, values: &[&str]) -> Row {
        let mut row = Row { line, ..Row::default() };
        for value in values {
            row.push(value);
        }
        row
    }

    /// Nothing yet, with room for a row like this one.
    pub fn like(other: &Row) -> Row {
        let (bytes, ends) = (other.bytes.len() + ROOM, other.ends.len());
        Row { bytes: Vec::with_capacity(bytes), ends: Vec::with_capacity(ends), line: 0 }
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Tells whether it has no value with anything but blanks in it.
    pub fn is_empty(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Tells whether it has letters that its file's character set does not have.
    pub fn is_damaged(&self) -> bool {
        memchr::memmem::find(&self.bytes, "\u{fffd}".as_bytes()).is_some()
    }

    /// A value; the empty text for one that is not there.
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        // Values are cut at ASCII bytes out of what is always UTF-8.
        std::str::from_utf8(&self.bytes[start..end]).unwrap_or_default()
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Adds a value.
    pub fn push(&mut self, value: &str) {
        self.bytes.extend_from_slice(value.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// How many bytes its values have.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Takes all values out.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Ends the value at hand.
    pub fn end_value(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// Adds a piece to the value at hand; pieces of UTF-8 that together are UTF-8 again.
    pub fn add(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// What was added since the row had `size` bytes.
    pub fn since(&self, size: usize) -> &[u8] {
        &self.bytes[size..]
    }
}
