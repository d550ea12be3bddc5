//! Lines that are kept for some days, a file of JSON lines per day. Never synced, never read back
//! by the desk itself: what a power cut takes of them nothing else depends on.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk;
use crate::domain::At;
use crate::domain::time::DAY;

/// Lines read for one answer: a tenth of a second; whoever asks asks on.
const SCAN: usize = 50_000;
/// Bytes of a line; a longer one is none of ours.
const LINE_BYTES: u64 = 512;
/// Where the day ends and the byte in its file begins, in the place of a line.
const DAY_BITS: u32 = 32;

/// A folder of days.
#[derive(Debug)]
pub struct Days {
    dir: PathBuf,
    keep_days: i64,
}

/// The file that is written at the moment, and its day.
pub type Today = Option<(i64, File)>;

/// A part of the lines that were asked for.
#[derive(Debug)]
pub struct Part<T> {
    /// Oldest first.
    pub rows: Vec<T>,
    /// Where to read on from; `None` when that was all.
    pub next: Option<u64>,
    /// Behind the last whole line: where to read on from when more was written.
    pub end: u64,
}

impl Days {
    /// The lines in a folder, of so many days; nothing is made before there is one.
    pub fn new(dir: PathBuf, keep_days: u32) -> Days {
        Days { dir, keep_days: i64::from(keep_days) }
    }

    /// Writes a line of a time; days that are too old go when a new one begins.
    ///
    /// # Errors
    /// The disk's; then the next line begins with a file of its own.
    pub fn write(&self, today: &mut Today, at: At, line: &impl Serialize) -> io::Result<()> {
        let day = at.0.div_euclid(DAY);
        let mut file = match today.take() {
            Some((today, file)) if today == day => file,
            Some(_) | None => {
                DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
                self.forget_before(day - self.keep_days)?;
                let mut options = OpenOptions::new();
                let file = disk::open_with(
                    options.append(true).create(true).mode(0o600),
                    &self.file(day),
                )?;
                // A line that a power cut or a full disk has cut ends here.
                if ends_within_a_line(&self.file(day))? { newline(file)? } else { file }
            }
        };
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        file.write_all(&line)?;
        *today = Some((day, file));
        Ok(())
    }

    fn file(&self, day: i64) -> PathBuf {
        self.dir.join(format!("{day}.jsonl"))
    }

    /// Days since 1970 of which there is a file, in order.
    fn days(&self) -> io::Result<Vec<i64>> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut days: Vec<i64> =
            names.filter_map(|name| name.strip_suffix(".jsonl")?.parse().ok()).collect();
        days.sort_unstable();
        Ok(days)
    }

    /// When the first day that is kept began; `None` where there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn first(&self) -> io::Result<Option<At>> {
        Ok(self.days()?.first().map(|day| At(day.saturating_mul(DAY))))
    }

    fn forget_before(&self, first: i64) -> io::Result<()> {
        let mut old = self.days()?.into_iter().filter(|day| *day < first);
        old.try_for_each(|day| disk::remove(&self.file(day)))
    }

    /// A part of the lines that are meant, from a time's day and a place on, oldest first; a line
    /// that is none is passed over.
    ///
    /// # Errors
    /// The disk's.
    pub fn page<T: DeserializeOwned>(
        &self,
        (since, after): (Option<At>, u64),
        limit: usize,
        meant: impl Fn(&T) -> bool,
    ) -> io::Result<Part<T>> {
        let from = since.map_or(i64::MIN, |since| since.0.div_euclid(DAY));
        let (day_after, mut byte) = ((after >> DAY_BITS) as i64, after & u64::from(u32::MAX));
        let (mut rows, mut read, mut end) = (Vec::new(), 0, after);
        for day in self.days()?.into_iter().filter(|day| *day >= from.max(day_after)) {
            let start = if day == day_after { std::mem::take(&mut byte) } else { 0 };
            let mut file = BufReader::new(disk::open(&self.file(day))?);
            let mut place = file.seek(SeekFrom::Start(start))?;
            let mut line = Vec::new();
            loop {
                line.clear();
                let got = file.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)?;
                if got == 0 {
                    break;
                }
                (place, read) = (place + got as u64, read + 1);
                let behind = ((day as u64) << DAY_BITS) | place;
                if line.ends_with(b"\n") {
                    end = behind;
                }
                let one = serde_json::from_slice::<T>(&line).ok();
                rows.extend(one.filter(|one| meant(one)));
                if rows.len() >= limit || read >= SCAN {
                    return Ok(Part { rows, next: Some(behind), end });
                }
            }
        }
        Ok(Part { rows, next: None, end })
    }
}

fn newline(mut file: File) -> io::Result<File> {
    file.write_all(b"\n")?;
    Ok(file)
}

fn ends_within_a_line(path: &Path) -> io::Result<bool> {
    let mut file = disk::open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
