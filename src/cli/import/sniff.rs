//! How a table is written, told by its beginning: delimiter, headings, what its columns hold.
//! Never moves on in the file: what was looked at is read again.

use std::io::Read;

use super::cell;
use super::dates::{self, Order};
use super::heading::Lookup;
use super::row::Row;
use super::rows::{Blanks, Dialect, Next, ROW_BYTES, Rows};
use super::text::Text;
use super::trouble::Trouble;
use super::window::Window;
use crate::domain::{Email, Phone};

/// Bytes at the beginning by which a file is judged: some hundred usual rows.
const SAMPLE_BYTES: usize = 128 * 1024;
/// Rows of the sample that are looked at; more say nothing new.
const SAMPLE_ROWS: usize = 300;
/// Rows within which the headings are looked for: reports have titles above them.
const TITLE_ROWS: usize = 10;
/// Delimiters in the order in which they are preferred.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// A recognised heading weighs as much as so many rows of equal width.
const HEADING_WEIGHT: usize = 20;
/// Share of a column's values, in percent, that must look alike to tell what the column holds.
const ALIKE_PERCENT: usize = 80;

/// Whether the first row names the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// Told by what is in it.
    #[default]
    Told,
    /// A person says there is none.
    None,
}

/// How much of a file is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning.
    Beginning,
}

/// What a person has said about how the file is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// Between two values.
    pub delimiter: Option<u8>,
    /// Whether the first row names the columns.
    pub header: Header,
}

/// The beginning of a table.
#[derive(Debug)]
pub struct Opening {
    /// How values are separated.
    pub dialect: Dialect,
    /// Names of the columns; empty texts when there is no header.
    pub names: Vec<String>,
    /// Whether they were in the file.
    pub has_header: bool,
    /// Rows before the first customer: titles and headings.
    pub skip: usize,
    /// Lines above the headings that were passed over.
    pub titles: Vec<String>,
    /// Some of the rows that follow.
    pub sample: Vec<Row>,
    /// Whether the sample is all there is.
    pub extent: Extent,
}

/// Looks at the beginning of a table.
///
/// # Errors
/// [`Trouble::Empty`], [`Trouble::NoTable`], [`Trouble::NoRows`].
pub fn open<R: Read, P: Copy + PartialEq>(
    window: &mut Window<R>,
    lookup: &Lookup<P>,
    asked: Asked,
) -> Result<Opening, Trouble> {
    let mut seen = window.see(SAMPLE_BYTES).map_err(Trouble::Unreadable)?.to_vec();
    if seen.trim_ascii().is_empty() && window.is_at_end() {
        return Err(Trouble::Empty);
    }
    if !window.is_at_end() && memchr::memchr2(b'\n', b'\r', &seen).is_none() {
        seen = window.see(ROW_BYTES + 1).map_err(Trouble::Unreadable)?.to_vec();
    }
    let extent = if window.is_at_end() { Extent::Whole } else { Extent::Beginning };
    let first_line = seen.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or(&seen);
    let written = delimiter_written(first_line);
    let delimiters: Vec<u8> = match asked.delimiter.or(written) {
        Some(delimiter) => vec![delimiter],
        None => DELIMITERS.to_vec(),
    };
    let samples = delimiters.into_iter().map(|delimiter| sample(&seen, delimiter, extent));
    // Of equals the first: the list is in the order of preference.
    let (dialect, mut rows) = samples
        .rev()
        .max_by_key(|(_, rows)| score(rows, lookup))
        .filter(|(_, rows)| !rows.is_empty())
        .ok_or(Trouble::NoTable)?;
    let written_rows = usize::from(written.is_some());
    rows.drain(..written_rows.min(rows.len()));
    let header = match asked.header {
        Header::Told => header(&rows, lookup),
        Header::None => None,
    };
    let above = header.unwrap_or(0);
    let titles = rows.drain(..above).map(|row| row.iter().collect::<Vec<_>>().join(" ")).collect();
    let names = match header {
        Some(_) if rows.is_empty() => return Err(Trouble::Empty),
        Some(_) => rows.remove(0).iter().map(|name| cell::meant(name).into_owned()).collect(),
        None => vec![String::new(); rows.iter().map(Row::len).max().unwrap_or(0)],
    };
    if rows.is_empty() && extent == Extent::Whole {
        return Err(Trouble::NoRows);
    }
    let skip = written_rows + header.map_or(0, |above| above + 1);
    let has_header = header.is_some();
    Ok(Opening { dialect, names, has_header, skip, titles, sample: rows, extent })
}

/// `sep=;`, which Excel writes and reads as the first line.
fn delimiter_written(line: &[u8]) -> Option<u8> {
    match line.trim_ascii() {
        [s, e, p, b'=', delimiter] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => {
            Some(*delimiter)
        }
        b"sep=" | b"SEP=" if line.ends_with(b"\t") => Some(b'\t'),
        _ => None,
    }
}

/// The first rows as one delimiter cuts them.
fn sample(seen: &[u8], delimiter: u8, extent: Extent) -> (Dialect, Vec<Row>) {
    let kept = Dialect { delimiter, blanks: Blanks::Kept };
    let first = rows(seen, kept, extent);
    let is_padded = |value: &str| value.starts_with(' ') && value.trim_start().starts_with('"');
    if !first.iter().flat_map(Row::iter).any(is_padded) {
        return (kept, first);
    }
    let padded = Dialect { delimiter, blanks: Blanks::Padding };
    (padded, rows(seen, padded, extent))
}

fn rows(seen: &[u8], dialect: Dialect, extent: Extent) -> Vec<Row> {
    let Ok(text) = Text::open(seen, Some(encoding_rs::UTF_8)) else { return Vec::new() };
    let mut rows = Rows::new(Window::new(text), dialect);
    let mut found = Vec::new();
    let mut row = Row::default();
    while found.len() < SAMPLE_ROWS {
        match rows.next(&mut row) {
            Ok(Next::Row) => found.push(std::mem::take(&mut row)),
            // A quote may be closed beyond what is at hand.
            Ok(Next::Broken(_)) if extent == Extent::Beginning => break,
            Ok(Next::Broken(_)) => {}
            Ok(Next::End) => {
                // The last row may go on beyond what is at hand.
                if extent == Extent::Beginning {
                    found.pop();
                }
                break;
            }
            Err(_) => break,
        }
    }
    found
}

/// How much a sample looks like a table: rows as wide as most, and headings that are known.
fn score<P: Copy + PartialEq>(rows: &[Row], lookup: &Lookup<P>) -> usize {
    let widths: Vec<usize> = rows.iter().map(Row::len).collect();
    let as_wide = |width: usize| widths.iter().filter(|other| **other == width).count();
    let most = widths.iter().filter(|width| **width > 1).map(|width| as_wide(*width)).max();
    let headings = rows.iter().take(TITLE_ROWS).map(|row| lookup.known(row.iter())).max();
    most.unwrap_or(0) + HEADING_WEIGHT * headings.unwrap_or(0)
}

/// Which row names the columns: the first with known headings, else the first of all when nothing
/// in it looks like a value.
fn header<P: Copy + PartialEq>(rows: &[Row], lookup: &Lookup<P>) -> Option<usize> {
    let filled = |row: &Row| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let known = |row: &Row| lookup.known(row.iter());
    let values = |row: &Row| row.iter().filter(|cell| is_value(cell)).count();
    let is_header = |row: &Row| known(row) > values(row);
    let candidates = rows.iter().take(TITLE_ROWS).take_while(|row| filled(row) <= 1).count();
    let below_titles = candidates.min(rows.len().saturating_sub(1));
    match rows.iter().take(TITLE_ROWS).position(is_header) {
        Some(at) if at == 0 || rows[..at].iter().all(|row| filled(row) < filled(&rows[at])) => {
            Some(at)
        }
        Some(_) | None => {
            let first = rows.get(below_titles)?;
            let at = if filled(first) > 1 { below_titles } else { 0 };
            (values(&rows[at]) == 0).then_some(at)
        }
    }
}

/// Tells whether a cell holds a value rather than the name of a column.
fn is_value(cell: &str) -> bool {
    let cell = cell::meant(cell);
    let is_number = !cell.is_empty()
        && cell.bytes().any(|byte| byte.is_ascii_digit())
        && cell.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,()/ :".contains(&byte));
    is_number || is_email(&cell) || is_phone(&cell) || is_date(&cell)
}

fn is_email(cell: &str) -> bool {
    Email::parse("", cell).is_ok_and(|email| email.address.contains('.'))
}

fn is_phone(cell: &str) -> bool {
    let usual = |phone: &Phone| (8..=15).contains(&phone.digits().len());
    Phone::parse("", cell).ok().filter(usual).is_some()
        && cell.starts_with(['0', '+', '(', '6', '1'])
        && !is_date(cell)
}

fn is_date(cell: &str) -> bool {
    dates::date(cell, Order::DayFirst, 2000).is_some()
}

/// What a column without a name seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Names of people.
    Names,
    /// E-mail addresses.
    Emails,
    /// Telephone numbers.
    Phones,
    /// Something else.
    Other,
}

/// What the columns seem to hold, by their values; at most one holds names.
pub fn holds(sample: &[Row], width: usize) -> Vec<Holds> {
    let mut columns: Vec<Holds> = (0..width)
        .map(|at| {
            let values: Vec<_> = sample.iter().map(|row| cell::meant(row.get(at))).collect();
            let filled: Vec<&str> =
                values.iter().map(AsRef::as_ref).filter(|value| !value.is_empty()).collect();
            let mostly = |is: &dyn Fn(&str) -> bool| {
                let alike = filled.iter().filter(|value| is(value)).count();
                alike > 0 && alike * 100 >= filled.len() * ALIKE_PERCENT
            };
            match () {
                () if mostly(&is_email) => Holds::Emails,
                () if mostly(&is_phone) => Holds::Phones,
                () if mostly(&is_name) => Holds::Names,
                () => Holds::Other,
            }
        })
        .collect();
    let distinct = |at: usize| {
        let values: std::collections::HashSet<&str> =
            sample.iter().map(|row| row.get(at)).collect();
        values.len()
    };
    // Towns look like names too, but hardly two people share one.
    let names = (0..width).filter(|at| columns[*at] == Holds::Names);
    let best = names.rev().max_by_key(|at| distinct(*at));
    for (at, holds) in columns.iter_mut().enumerate() {
        if *holds == Holds::Names && best != Some(at) {
            *holds = Holds::Other;
        }
    }
    columns
}

fn is_name(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && cell.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || ".,'-`’".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::customers::TABLE;
    use super::*;

    fn opened(text: &str) -> Result<Opening, Trouble> {
        let text = Text::open(text.as_bytes(), None).expect("memory does not fail");
        open(&mut Window::new(text), &Lookup::new(TABLE), Asked::default())
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        for (text, delimiter) in [
            (
                "nama,telepon
Nur,0812
",
                b',',
            ),
            (
                "nama;alamat
Nur;Jl. Melati 5, RT 03, Bandung
Budi;Jl. Mawar, Solo
",
                b';',
            ),
            ("name\tphone\nNur\t0812\n", b'\t'),
            ("name|phone|email\nNur, H.|0812|a@b\n", b'|'),
            ("name;price\na;1,5\nb;2,5\n", b';'),
            ("sep=|\nx|y,z\n1|2,3\n", b'|'),
            ("name\nNur\n", b','),
        ] {
            assert_eq!(opened(text).expect("a table").dialect.delimiter, delimiter, "{text}");
        }
        assert_eq!(
            opened("name, phone\n\"Nur, H.\", \"08 12\"\n").expect("a table").dialect.blanks,
            Blanks::Padding
        );
    }

    #[test]
    fn the_headings_are_found_wherever_they_are() {
        for (text, skip, names) in [
            ("name,phone\nNur,0812\n", 1, &["name", "phone"][..]),
            ("sep=,\nname,phone\nNur,0812\n", 2, &["name", "phone"]),
            ("Customers of 2026,\n,\nname,phone\nNur,0812\n", 3, &["name", "phone"]),
            ("\"This is a title row\",,\nFoo,Bar,Baz\nBiff,Baff,Boff\n", 2, &["Foo", "Bar", "Baz"]),
            ("foo,bar\nx,y\n", 1, &["foo", "bar"]),
            ("Nur Halimah,0812-3344-5566\nBudi,0813-1111-2222\n", 0, &["", ""]),
            ("1,2,3\n4,5,6\n", 0, &["", "", ""]),
            ("a@b.example,Nur\n", 0, &["", ""]),
        ] {
            let opening = opened(text).expect("a table");
            assert_eq!(
                (
                    opening.skip,
                    opening.names.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
                ),
                (skip, names),
                "{text}"
            );
        }
    }

    #[test]
    fn files_with_nothing_in_them_say_so() {
        for text in ["", " \n\r\n ", "\u{feff}"] {
            assert!(matches!(opened(text), Err(Trouble::Empty)), "{text:?}");
        }
        for text in ["name,phone\n", "name,phone", "title,\nname,phone\r\n\r\n"] {
            assert!(matches!(opened(text), Err(Trouble::NoRows)), "{text:?}");
        }
        let line = "x".repeat(2 * ROW_BYTES);
        assert!(matches!(opened(&line), Err(Trouble::NoTable)));
    }

    #[test]
    fn columns_without_names_are_told_by_their_values() {
        let text = "1,Nur Halimah,Bandung,0812-3344-5566,nur@mail.example\n\
                    2,Budi S.,Bandung,+62 813 1111 2222,budi@mail.example\n\
                    3,Siti,Solo,0815 0000 1111,\n";
        let opening = opened(text).expect("a table");
        assert!(!opening.has_header);
        let wanted = [Holds::Other, Holds::Names, Holds::Other, Holds::Phones, Holds::Emails];
        assert_eq!(holds(&opening.sample, 5), wanted);
    }
}
