//! A copy of a look-up with any bytes in it. Never trusts the look-up to check what it writes.

use std::io::Cursor;
use std::path::Path;

use crate::lookup::{Copying, Lookup};

/// Bytes in front of a piece's own.
const HEADER: usize = 16;
/// Bytes of the first piece that say which version has written it: behind the lengths of its three
/// columns, the first column.
const SEAL: std::ops::Range<usize> = HEADER + 12..HEADER + 44;

/// How the last piece begins.
const END: [u8; 4] = [10, 0, 0, 0];

/// A copy that consists of these bytes, as they are and with the seal and the checks of every piece
/// put right: it is refused, or taken and copied as it was taken; whatever is asked of it is
/// answered.
///
/// # Panics
/// When that does not hold.
pub fn lookup_cache(_: &Path, bytes: &[u8]) {
    take(bytes);
    take(&resealed(bytes));
}

fn take(bytes: &[u8]) {
    let Ok((_, lookup)) = Lookup::load(|| Ok(Cursor::new(bytes))) else { return };
    for typed in ["a", "nur", "halimah 5566", "0812", "ac-00231", "mail", "C-1"] {
        let found = lookup.find(typed, 5);
        assert!(found.hits.len() <= lookup.len().min(5), "more are found than there are");
    }
    let once = copied(&lookup);
    let (_, again) = Lookup::load(|| Ok(Cursor::new(&once))).expect("what was taken can be copied");
    assert_eq!(again.len(), lookup.len(), "somebody is missing");
    assert!(copied(&again) == once, "a copy says another thing the second time");
}

fn copied(lookup: &Lookup) -> Vec<u8> {
    let (mut copying, mut bytes) = (Copying::of(lookup), Vec::new());
    while copying.go_on(lookup, b"stamp", &mut bytes).expect("nothing is swept") {}
    bytes
}

/// The same bytes with the seal, and the number and check of each piece, made to fit.
fn resealed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(seal) = bytes.get_mut(SEAL) {
        seal.copy_from_slice(&copied(&Lookup::new())[SEAL]);
    }
    let (mut at, mut seed) = (0, 0);
    for number in 0_u32.. {
        let Some(piece) = bytes.get_mut(at..).filter(|piece| piece.len() >= HEADER) else { break };
        let (header, own) = piece.split_at_mut(HEADER);
        // The last piece has a place of its own.
        let place = if header[..4] == END { u32::MAX } else { number };
        header[4..8].copy_from_slice(&place.to_le_bytes());
        let length = u32::from_le_bytes([header[8], header[9], header[10], header[11]]) as usize;
        let Some(own) = own.get(..length) else { break };
        let check = crc32c::crc32c_append(crc32c::crc32c_append(seed, &header[..12]), own);
        header[12..].copy_from_slice(&check.to_le_bytes());
        if number == 0 {
            seed = check;
        }
        at += HEADER + length;
    }
    bytes
}
