//! One JSON message per line, with a hard length limit. Never reads more than the limit.

use std::fmt;
use std::io::{self, BufRead, Write};
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Bytes of one line, newline included: 500 imported rows of the largest usual size fit; a peer
/// that sends more is cut off before it costs more memory.
pub const LINE_BYTES: usize = 4 * 1024 * 1024;
/// Rows one answer may hold: a screen shows at most 100, an export asks for the next page.
pub const ANSWER_ROWS: u32 = 1_000;
/// Rows one import command may hold: one group commit of about a quarter megabyte.
pub const IMPORT_ROWS: usize = 1_000;
/// Merged tickets one answer tells the time lines of: those of one are as long as they are.
pub const MERGED: usize = 200;
/// Steps of a ticket's clocks one answer may hold: each is read from the journal.
pub const CLOCK_STEPS: usize = 200;
/// Stretches of business time one answer may hold: two parts of each day for more than a year.
pub const CLOCK_DAYS: usize = 800;
/// Things named in one `changed` line; past it the line says "much".
pub const TOUCHED: usize = 100;

/// Why a line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The connection failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The line is over [`LINE_BYTES`]; the connection cannot be used further.
    #[error("a line of the protocol may have {LINE_BYTES} bytes; this one has more")]
    TooLong,
    /// Not a message.
    #[error("not a message of the protocol: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// What reading a line has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Got {
    /// All of it.
    Line,
    /// As much of it as was asked for at most.
    Part,
    /// The end, and perhaps half a line before it.
    End,
}

/// Reads on in a line, without its newline, until `buffer` would have `limit` bytes with it.
///
/// # Errors
/// The connection's.
pub fn read_up_to(from: &mut impl BufRead, buffer: &mut Vec<u8>, limit: usize) -> io::Result<Got> {
    loop {
        let available = match from.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(Got::End);
        }
        let end = memchr::memchr(b'\n', available);
        let taken = end.unwrap_or(available.len());
        if buffer.len() + taken >= limit {
            return Ok(Got::Part);
        }
        buffer.extend_from_slice(&available[..taken]);
        from.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(Got::Line);
        }
    }
}

/// Reads the next line's bytes without its newline into `buffer` (cleared first); `false` at the
/// end. A last line without newline is half a message and counts as the end.
///
/// # Errors
/// [`LineError::TooLong`] as soon as the limit is passed, [`LineError::Io`].
pub fn read_bytes(from: &mut impl BufRead, buffer: &mut Vec<u8>) -> Result<bool, LineError> {
    buffer.clear();
    match read_up_to(from, buffer, LINE_BYTES)? {
        Got::Line => Ok(true),
        Got::End => Ok(false),
        Got::Part => Err(LineError::TooLong),
    }
}

/// Reads the next message; `None` at the end.
///
/// # Errors
/// [`LineError`].
pub fn read<T: DeserializeOwned>(
    from: &mut impl BufRead,
    buffer: &mut Vec<u8>,
) -> Result<Option<T>, LineError> {
    if !read_bytes(from, buffer)? {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(buffer)?))
}

/// The number that an asker has given its message, from a line that is JSON and no message of this
/// protocol: `{"query":{"id":7,…}}`. Keeps nothing else of the line.
pub fn number_of(line: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Numbered {
        query: Option<Number>,
        command: Option<Number>,
        signal: Option<Number>,
        draft: Option<Number>,
    }
    #[derive(Deserialize)]
    struct Number {
        id: u64,
    }
    let Numbered { query, command, signal, draft } = serde_json::from_slice(line).ok()?;
    query.or(command).or(signal).or(draft).map(|number| number.id)
}

/// One message with its newline. JSON escapes line breaks, so a line is always one message.
///
/// # Errors
/// [`LineError::TooLong`] when the message does not fit.
pub fn written(message: &impl Serialize) -> Result<Vec<u8>, LineError> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    if line.len() > LINE_BYTES { Err(LineError::TooLong) } else { Ok(line) }
}

/// Writes one message and its newline with a single call.
///
/// # Errors
/// [`LineError::TooLong`] when the message does not fit (nothing is written), [`LineError::Io`].
pub fn write(to: &mut impl Write, message: &impl Serialize) -> Result<(), LineError> {
    to.write_all(&written(message)?)?;
    to.flush()?;
    Ok(())
}

/// Reads a list of at most [`IMPORT_ROWS`] things, and stops at the one that is too many: small
/// empty records would else take many times the memory of their line.
///
/// # Errors
/// The list's, or that it is longer.
pub fn rows<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    from.deserialize_seq(RowsVisitor(PhantomData))
}

struct RowsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for RowsVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {IMPORT_ROWS}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element()? {
            if rows.len() == IMPORT_ROWS {
                return Err(A::Error::custom(format_args!("more than {IMPORT_ROWS} in one list")));
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_over_the_limit_is_refused_and_one_at_the_limit_is_read() {
        let mut at = vec![b'x'; LINE_BYTES - 1];
        at.push(b'\n');
        let mut buffer = Vec::new();
        assert!(read_bytes(&mut at.as_slice(), &mut buffer).expect("at the limit"));
        assert_eq!(buffer.len(), LINE_BYTES - 1);
        let over = vec![b'x'; LINE_BYTES + 1];
        assert!(matches!(read_bytes(&mut over.as_slice(), &mut buffer), Err(LineError::TooLong)));
    }

    #[test]
    fn half_a_line_is_no_message() {
        let mut buffer = Vec::new();
        assert!(!read_bytes(&mut &b"{\"hello\""[..], &mut buffer).expect("end"));
    }
}
