//! Bytes on their way, counted and hashed. Never kept in memory.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::error::BackupError;
use super::manifest::Listed;

/// Bytes passed on at a time.
const PIECE: usize = 256 * 1024;

/// Reads through to something that hashes, and tells somebody how much it was.
pub(super) struct Hashing<'a, R> {
    from: R,
    hasher: blake3::Hasher,
    bytes: u64,
    passed: &'a mut dyn FnMut(u64),
}

impl<'a, R: Read> Hashing<'a, R> {
    pub(super) fn new(from: R, passed: &'a mut dyn FnMut(u64)) -> Hashing<'a, R> {
        Hashing { from, hasher: blake3::Hasher::new(), bytes: 0, passed }
    }

    /// What has passed, under a name.
    pub(super) fn listed(&self, name: &str) -> Listed {
        let blake3 = self.hasher.finalize().to_hex().to_string();
        Listed { name: name.to_owned(), bytes: self.bytes, blake3 }
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.hasher.update(&into[..count]);
        self.bytes += count as u64;
        (self.passed)(count as u64);
        Ok(count)
    }
}

/// Copies everything; an error says on which side it was.
pub(super) fn pour(
    from: (&mut dyn Read, &Path),
    to: (&mut dyn Write, &Path),
) -> Result<(), BackupError> {
    let mut piece = vec![0; PIECE];
    loop {
        let count = match from.0.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(BackupError::io(from.1)(error)),
        };
        to.0.write_all(&piece[..count]).map_err(BackupError::io(to.1))?;
    }
}

/// What the beginning of a file is; fewer bytes when it is shorter.
pub(super) fn list(
    path: &Path,
    name: &str,
    bytes: u64,
    passed: &mut dyn FnMut(u64),
) -> Result<Listed, BackupError> {
    let file = File::open(path).map_err(BackupError::io(path))?;
    let mut hashing = Hashing::new(file.take(bytes), passed);
    pour((&mut hashing, path), (&mut io::sink(), path))?;
    Ok(hashing.listed(name))
}
