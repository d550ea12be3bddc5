//! Room on the disk: what the desk leaves free, and a file that it can give up to open all the
//! same. Never writes into what it leaves free.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::statvfs;

use crate::disk;
use crate::domain::Refusal;

/// Bytes of the file that is given up: as much as opening an index and cutting a journal take.
const BALLAST: u64 = 16 * MB;
const MB: u64 = 1_000_000;

/// The disk of a desk's home.
#[derive(Debug)]
pub struct Space {
    home: PathBuf,
    reserve: u64,
}

impl Space {
    /// The disk of a home, of which so many megabytes are to stay free.
    pub fn new(home: &Path, reserve_mb: u64) -> Space {
        Space { home: home.to_owned(), reserve: reserve_mb.saturating_mul(MB) }
    }

    /// Refuses while less is free than is to stay free. Commands go on by themselves when there is
    /// room again.
    ///
    /// # Errors
    /// [`Refusal::DiskLow`].
    pub fn enough(&self) -> Result<(), Refusal> {
        // What cannot be asked is not held against anybody: the write itself will tell.
        match self.free().unwrap_or(u64::MAX) < self.reserve {
            true => Err(self.full()),
            false => Ok(()),
        }
    }

    /// How much is free and how much is to be, for whoever found no room.
    pub fn full(&self) -> Refusal {
        let free = self.free().unwrap_or_default();
        Refusal::DiskLow { free_mb: free / MB, reserve_mb: self.reserve / MB }
    }

    /// Tells whether so many bytes more leave free what is to stay free.
    pub fn has_room(&self, bytes: u64) -> bool {
        self.free().is_ok_and(|free| free >= self.reserve.saturating_add(bytes))
    }

    fn free(&self) -> io::Result<u64> {
        let disk = statvfs(&self.home)?;
        Ok(disk.blocks_available() * disk.fragment_size())
    }

    fn ballast(&self) -> PathBuf {
        self.home.join("ballast")
    }

    /// Gives the room of the ballast up; tells whether there was any.
    pub fn drop_ballast(&self) -> bool {
        fs::remove_file(self.ballast()).is_ok()
    }

    /// Takes ballast on where there is none and room for it beside the reserve. Without a reserve
    /// there is no ballast either.
    pub fn take_ballast(&self) {
        let file = self.ballast();
        let is_there = fs::metadata(&file).is_ok_and(|about| about.len() == BALLAST);
        if is_there || !self.has_room(BALLAST) || self.reserve == 0 {
            return;
        }
        if let Err(error) = fill(&file) {
            tracing::warn!("no ballast could be taken on in {}: {error}", file.display());
            drop(fs::remove_file(&file));
        }
    }
}

/// Really writes it: a file with holes would give nothing back.
fn fill(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file: File = disk::open_with(&mut options, file)?;
    let piece = [0; 64 * 1024];
    let mut left = BALLAST;
    while left > 0 {
        let count = left.min(piece.len() as u64);
        file.write_all(&piece[..count as usize])?;
        left -= count;
    }
    Ok(())
}
