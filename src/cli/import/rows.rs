//! Rows of a delimited file with the line each begins at. Never holds more than one row, and never
//! lets a forgotten quote swallow the rest of the file.
//!
//! Own code rather than the `csv` crate's reader, which has no limit on a row, loses the line of
//! files with bare carriage returns, and cannot go on after a quote that is never closed.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3};

use super::row::Row;
use super::window::Window;

/// Bytes of one row: sigap's own limits on fields let no row be larger that could be kept.
pub const ROW_BYTES: usize = 1024 * 1024;
/// Bytes of a row that is over the limit that are shown with its reason.
const SHOWN_BYTES: usize = 1_000;

/// How a file separates its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between two values.
    pub delimiter: u8,
    /// Whether blanks may stand around quotes: `a, "b, c", d`.
    pub blanks: Blanks,
}

/// Whether blanks around quotes belong to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// They do.
    Kept,
    /// They are padding.
    Padding,
}

/// Why a stretch of a file is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is over [`ROW_BYTES`].
    TooLong,
    /// A quote is opened in it and not closed properly.
    OpenQuote,
}

/// What comes next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A row.
    Row,
    /// A line that is no row; the row holds its beginning as one value.
    Broken(Broken),
    /// Nothing.
    End,
}

/// A reader of rows.
pub struct Rows<R> {
    window: Window<R>,
    dialect: Dialect,
    line: u64,
}

/// What scanning a row came to.
enum Scan {
    Row { next: usize, lines: u64 },
    Broken { next: usize },
    More,
}

/// What scanning one value came to.
enum Value {
    /// The value is in the row; the scan goes on at `next`, which is a delimiter, a line break or
    /// the end.
    Done {
        next: usize,
    },
    OpenQuote,
    More,
}

impl<R: Read> Rows<R> {
    /// Reads rows out of what a window has before it.
    pub fn new(window: Window<R>, dialect: Dialect) -> Rows<R> {
        Rows { window, dialect, line: 1 }
    }

    /// The character set's name, as far as it is known.
    pub fn charset(&self) -> &'static str {
        self.window.charset()
    }

    /// Reads the next row. Lines with nothing in them are passed over.
    ///
    /// # Errors
    /// What reading says.
    pub fn next(&mut self, row: &mut Row) -> io::Result<Next> {
        self.pass_blank_lines()?;
        loop {
            if self.window.seen().is_empty() && self.window.is_at_end() {
                return Ok(Next::End);
            }
            row.clear();
            row.line = self.line;
            let seen = self.window.seen().len();
            match self.scan(row) {
                Scan::Row { next, lines } if next <= ROW_BYTES => {
                    self.pass(next, lines);
                    return Ok(Next::Row);
                }
                Scan::Row { next, lines } => {
                    self.show(row);
                    self.pass(next, lines);
                    return Ok(Next::Broken(Broken::TooLong));
                }
                Scan::Broken { next } => {
                    self.show(row);
                    self.pass(next, 1);
                    return Ok(Next::Broken(Broken::OpenQuote));
                }
                Scan::More if seen > ROW_BYTES => {
                    let broken =
                        if self.first_line_fits() { Broken::OpenQuote } else { Broken::TooLong };
                    return self.give_up(row, broken);
                }
                Scan::More => {
                    // Asking for twice as much each time keeps the scans of one row linear.
                    self.window.see(seen * 2 + 1)?;
                }
            }
        }
    }

    fn pass(&mut self, bytes: usize, lines: u64) {
        self.window.pass(bytes);
        self.line += lines;
    }

    fn pass_blank_lines(&mut self) -> io::Result<()> {
        while let Some(b'\n' | b'\r') = self.window.see(1)?.first() {
            match self.window.line_break(0) {
                Some(next) => self.pass(next, 1),
                None => {
                    let seen = self.window.seen().len();
                    self.window.see(seen + 1)?;
                }
            }
        }
        Ok(())
    }

    fn scan(&self, row: &mut Row) -> Scan {
        let (mut at, mut lines) = (0, 0);
        loop {
            let next = match self.scan_value(at, row, &mut lines) {
                Value::Done { next } => next,
                Value::OpenQuote => return self.scan_line(),
                Value::More => return Scan::More,
            };
            row.end_value();
            match self.window.seen().get(next) {
                Some(byte) if *byte == self.dialect.delimiter => at = next + 1,
                Some(_) => match self.window.line_break(next) {
                    Some(next) => return Scan::Row { next, lines: lines + 1 },
                    None => return Scan::More,
                },
                None if self.window.is_at_end() => return Scan::Row { next, lines },
                None => return Scan::More,
            }
        }
    }

    fn scan_value(&self, at: usize, row: &mut Row, lines: &mut u64) -> Value {
        let seen = self.window.seen();
        let blanks = match self.dialect.blanks {
            Blanks::Padding => seen[at..].iter().take_while(|byte| **byte == b' ').count(),
            Blanks::Kept => 0,
        };
        match seen.get(at + blanks) {
            Some(b'"') => self.scan_quoted(at + blanks + 1, row, lines),
            None if !self.window.is_at_end() => Value::More,
            Some(_) | None => self.scan_plain(at, row),
        }
    }

    fn scan_plain(&self, at: usize, row: &mut Row) -> Value {
        let rest = &self.window.seen()[at..];
        let length = match memchr3(self.dialect.delimiter, b'\n', b'\r', rest) {
            Some(length) => length,
            None if self.window.is_at_end() => rest.len(),
            None => return Value::More,
        };
        row.add(&rest[..length]);
        Value::Done { next: at + length }
    }

    /// The first lone quote decides: before a delimiter or line break it closes the value; else,
    /// still in the line it was opened in, it is a letter like any other (`"5" pipe"`); else the
    /// value was never closed.
    fn scan_quoted(&self, mut at: usize, row: &mut Row, lines: &mut u64) -> Value {
        let (before, seen) = (row.size(), self.window.seen());
        let is_at_end = self.window.is_at_end();
        loop {
            let Some(length) = memchr(b'"', &seen[at..]) else {
                return if is_at_end { Value::OpenQuote } else { Value::More };
            };
            let quote = at + length;
            row.add(&seen[at..quote]);
            match seen.get(quote + 1) {
                Some(b'"') => row.add(b"\""),
                None if !is_at_end => return Value::More,
                _ => {
                    let inside = line_breaks(row.since(before));
                    return match self.after_quote(quote + 1) {
                        Some(next) => {
                            *lines += inside;
                            Value::Done { next }
                        }
                        None if inside == 0 => self.scan_plain(quote + 1, row),
                        None => Value::OpenQuote,
                    };
                }
            }
            at = quote + 2;
        }
    }

    /// Where the value's delimiter or line break is, when a quote at `at - 1` closes it.
    fn after_quote(&self, at: usize) -> Option<usize> {
        let seen = self.window.seen();
        let blanks = seen[at..].iter().take_while(|byte| **byte == b' ').count();
        match seen.get(at + blanks) {
            None | Some(b'\n' | b'\r') => Some(at + blanks),
            Some(byte) if *byte == self.dialect.delimiter => Some(at + blanks),
            Some(_) => None,
        }
    }

    /// The line at hand is given up; what follows it is read as if it had not been there.
    fn scan_line(&self) -> Scan {
        let seen = self.window.seen();
        match memchr2(b'\n', b'\r', seen) {
            Some(length) => match self.window.line_break(length) {
                Some(next) => Scan::Broken { next },
                None => Scan::More,
            },
            None if self.window.is_at_end() => Scan::Broken { next: seen.len() },
            None => Scan::More,
        }
    }

    fn first_line_fits(&self) -> bool {
        let seen = self.window.seen();
        memchr2(b'\n', b'\r', &seen[..seen.len().min(ROW_BYTES)]).is_some()
    }

    /// Gives up a row that is over the limit: up to the end of its first line.
    fn give_up(&mut self, row: &mut Row, broken: Broken) -> io::Result<Next> {
        self.show(row);
        loop {
            let seen = self.window.seen();
            let end = memchr2(b'\n', b'\r', seen);
            if let Some(next) = end.and_then(|end| self.window.line_break(end)) {
                self.pass(next, 1);
                return Ok(Next::Broken(broken));
            }
            // The line itself is of no use any more, only where it ends.
            let passed = end.unwrap_or(seen.len());
            let rest = seen.len() - passed;
            self.pass(passed, 0);
            if self.window.is_at_end() {
                return Ok(Next::Broken(broken));
            }
            self.window.see(rest + 1)?;
        }
    }

    /// Puts the beginning of the line at hand into the row, as one value.
    fn show(&self, row: &mut Row) {
        let seen = self.window.seen();
        let line = seen.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(seen);
        let shown = &line[..line.len().min(SHOWN_BYTES)];
        row.clear();
        row.push(&String::from_utf8_lossy(shown));
    }
}

/// Line breaks in a piece of text: `\n`, `\r\n`, or a bare `\r`.
fn line_breaks(text: &[u8]) -> u64 {
    let breaks = text.iter().enumerate().filter(|&(at, byte)| {
        *byte == b'\n' || (*byte == b'\r' && text.get(at + 1) != Some(&b'\n'))
    });
    breaks.count() as u64
}

#[cfg(test)]
mod tests {
    use super::super::text::{CHUNK, Text};
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', blanks: Blanks::Kept };
    const PADDED: Dialect = Dialect { delimiter: b',', blanks: Blanks::Padding };

    fn read(bytes: &[u8], dialect: Dialect) -> Rows<&[u8]> {
        Rows::new(Window::new(Text::open(bytes, None).expect("memory does not fail")), dialect)
    }

    fn all(bytes: &[u8], dialect: Dialect) -> Vec<(u64, Next, Vec<String>)> {
        let mut rows = read(bytes, dialect);
        let (mut row, mut all) = (Row::default(), Vec::new());
        loop {
            match rows.next(&mut row).expect("memory does not fail") {
                Next::End => return all,
                next => all.push((row.line, next, row.iter().map(str::to_owned).collect())),
            }
        }
    }

    fn values(bytes: &[u8], dialect: Dialect) -> Vec<Vec<String>> {
        all(bytes, dialect).into_iter().map(|(_, _, values)| values).collect()
    }

    #[test]
    fn rows_are_cut_where_a_spreadsheet_cuts_them() {
        let rows: [(&str, &[&[&str]]); 12] = [
            ("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r1,2\r", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r\r\n1,2\r\r\n", &[&["a", "b"], &["1", "2"]]),
            ("\n\na\n\n\nb\n\n", &[&["a"], &["b"]]),
            ("\"a,b\",\"c\"\"d\"\n", &[&["a,b", "c\"d"]]),
            ("\"a\nb\",c\r\n\"\",\n", &[&["a\nb", "c"], &["", ""]]),
            ("5\" pipe,\"5\" hose\",x\n", &[&["5\" pipe", "5 hose\"", "x"]]),
            ("a,\"b\" ,c\n", &[&["a", "b", "c"]]),
            ("a, \"b\",c\n", &[&["a", " \"b\"", "c"]]),
            (",,\n", &[&["", "", ""]]),
            ("\"\"\"\"\n", &[&["\""]]),
        ];
        for (text, wanted) in rows {
            assert_eq!(values(text.as_bytes(), COMMA), wanted, "{text:?}");
        }
        assert_eq!(values(b"a, \"b, c\", d\n", PADDED), [["a", "b, c", " d"]]);
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let text = "h,i\r\n\r\n\"a\r\nb\nc\",1\r\nd,2\n\"e\rf\",3\rg,4\n";
        let lines: Vec<u64> = all(text.as_bytes(), COMMA).iter().map(|(line, ..)| *line).collect();
        assert_eq!(lines, [1, 3, 6, 7, 9]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line_only() {
        for text in ["a,b\n\"open,1\n\"c\",2\n d,3\n", "a,b\n\"open,1\nc,2\nd,3\n"] {
            let rows = all(text.as_bytes(), COMMA);
            assert_eq!(rows.len(), 4, "{text:?}");
            assert_eq!(rows[1].0, 2);
            assert_eq!(rows[1].1, Next::Broken(Broken::OpenQuote));
            assert_eq!(rows[1].2, ["\"open,1"]);
            assert_eq!((rows[2].0, rows[2].1, rows[2].2[0].as_str()), (3, Next::Row, "c"));
        }
    }

    #[test]
    fn a_row_over_the_limit_is_passed_over_without_holding_it() {
        for line in ["x".repeat(5 * ROW_BYTES), "x,".repeat(2 * ROW_BYTES)] {
            let text = format!("a,b\n{line}\nc,d\n");
            let rows = all(text.as_bytes(), COMMA);
            assert_eq!(rows.len(), 3);
            assert_eq!((rows[1].0, rows[1].1), (2, Next::Broken(Broken::TooLong)));
            assert_eq!(rows[1].2[0].len(), SHOWN_BYTES);
            assert_eq!((rows[2].0, rows[2].2[1].as_str()), (3, "d"));
        }
        // An open quote before a million letters of other lines is the quote's fault.
        let text = format!("a,b\n\"open,1\n{}", "c,d\n".repeat(ROW_BYTES / 2));
        let rows = all(text.as_bytes(), COMMA);
        assert_eq!(rows[1].1, Next::Broken(Broken::OpenQuote));
        assert_eq!(rows.len(), 2 + ROW_BYTES / 2);
    }

    #[test]
    fn the_buffer_stays_as_small_as_the_rows() {
        let text = "some,row,of,a,file\n".repeat(200_000);
        let mut rows = read(text.as_bytes(), COMMA);
        let mut row = Row::default();
        while rows.next(&mut row).expect("memory") != Next::End {
            assert!(rows.window.seen().len() < 4 * CHUNK, "{}", rows.window.seen().len());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_another_program_writes_is_read_as_it_was(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a-c\",;\n\r é]{0,6}", 2..4), 1..20)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory");
            }
            let bytes = writer.into_inner().expect("memory");
            let read: Vec<Vec<String>> = values(&bytes, COMMA);
            proptest::prop_assert_eq!(read, rows);
        }
    }
}
