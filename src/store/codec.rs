//! Bytes for values and back, within limits. The only place that names bincode; never trusts a
//! length it has read.

use bincode::config::{self, Configuration, Limit, LittleEndian, Varint};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes one value may take or claim: four times the longest line of the wire, so that nothing an
/// agent can send is refused here, while a flipped length cannot ask for all memory.
const VALUE_BYTES: usize = 16 * 1024 * 1024;

const SHAPE: Configuration<LittleEndian, Varint, Limit<VALUE_BYTES>> =
    config::standard().with_limit::<VALUE_BYTES>();

/// Bytes that are no value of the wanted shape: cut, too long, or of a newer version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a value that this version can read: {0}")]
pub struct Undecodable(pub(super) String);

/// Appends a value's bytes.
pub(super) fn encode_into<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    bincode::serde::encode_into_std_write(value, out, SHAPE)
        .expect("memory takes every value, and every list knows its length");
}

/// Reads a value that must take all of the bytes.
///
/// # Errors
/// [`Undecodable`] when it does not, or claims more than [`VALUE_BYTES`].
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    match decode_first(bytes)? {
        (value, []) => Ok(value),
        (_, behind) => Err(Undecodable(format!("{} bytes are left over", behind.len()))),
    }
}

/// Reads a value that the bytes begin with.
///
/// # Errors
/// [`Undecodable`] when they do not, or it claims more than [`VALUE_BYTES`].
pub(super) fn decode_beginning<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    decode_first(bytes).map(|(value, _)| value)
}

/// Reads a value that the bytes begin with, and gives back those behind it.
///
/// # Errors
/// [`Undecodable`] when they do not, or it claims more than [`VALUE_BYTES`].
pub(super) fn decode_first<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, &[u8]), Undecodable> {
    let read = bincode::serde::decode_from_slice(bytes, SHAPE);
    let (value, taken) = read.map_err(|error| Undecodable(error.to_string()))?;
    Ok((value, &bytes[taken..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_to_the_limit_and_not_beyond() {
        // A length counts as eight bytes, however few it takes.
        let text = |counted: usize| {
            let mut out = Vec::new();
            encode_into(&"x".repeat(counted - 8), &mut out);
            decode::<String>(&out)
        };
        assert!(text(VALUE_BYTES).is_ok());
        assert!(text(VALUE_BYTES + 1).is_err());
        // The length alone is enough to refuse it: 0xfd says that eight bytes of it follow.
        let huge = [&[0xfd][..], &u64::MAX.to_le_bytes()].concat();
        assert!(decode::<String>(&huge).is_err());
    }
}
