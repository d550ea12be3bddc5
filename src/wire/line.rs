//! One JSON message per line, with a hard length limit. Never reads more than the limit.

use std::io::{self, BufRead, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Bytes of one line, newline included: 500 imported rows of the largest usual size fit; a peer
/// that sends more is cut off before it costs more memory.
pub const LINE_BYTES: usize = 4 * 1024 * 1024;
/// Rows one answer may hold: a screen shows at most 100, an export asks for the next page.
pub const ANSWER_ROWS: u32 = 1_000;
/// Rows one import command may hold: one group commit of about a quarter megabyte.
pub const IMPORT_ROWS: usize = 1_000;
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

/// Reads the next line's bytes without its newline into `buffer` (cleared first); `false` at the
/// end. A last line without newline is half a message and counts as the end.
///
/// # Errors
/// [`LineError::TooLong`] as soon as the limit is passed, [`LineError::Io`].
pub fn read_bytes(from: &mut impl BufRead, buffer: &mut Vec<u8>) -> Result<bool, LineError> {
    buffer.clear();
    loop {
        let available = match from.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        if available.is_empty() {
            return Ok(false);
        }
        let end = memchr::memchr(b'\n', available);
        let taken = end.unwrap_or(available.len());
        if buffer.len() + taken >= LINE_BYTES {
            return Err(LineError::TooLong);
        }
        buffer.extend_from_slice(&available[..taken]);
        from.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(true);
        }
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

/// Writes one message and its newline with a single call. JSON escapes line breaks, so a line is
/// always one message.
///
/// # Errors
/// [`LineError::TooLong`] when the message does not fit (nothing is written), [`LineError::Io`].
pub fn write(to: &mut impl Write, message: &impl Serialize) -> Result<(), LineError> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    if line.len() > LINE_BYTES {
        return Err(LineError::TooLong);
    }
    to.write_all(&line)?;
    to.flush()?;
    Ok(())
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
