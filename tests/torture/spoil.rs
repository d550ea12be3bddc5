//! What a disk does to a file in its old age: flips a bit, cuts it, empties a page, writes one page
//! over another, loses it. Never two files at once.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::random::Random;

/// Bytes of a page, of old disks and of new ones.
const PAGES: [usize; 2] = [512, 4096];

/// Spoils a file below a folder; says how.
pub fn one_below(folder: &Path, random: &mut Random) -> anyhow::Result<String> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    anyhow::ensure!(!files.is_empty(), "{} holds no file", folder.display());
    let any = random.below(files.len() as u64) as usize;
    let (file, place) = match random.chance(1, 3) {
        true => (&files[files.len() - 1], Place::End),
        false => (&files[any], Place::Any),
    };
    let what = spoil(file, place, random).with_context(|| file.display().to_string())?;
    Ok(format!("{what} in {}", file.strip_prefix(folder).unwrap_or(file).display()))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Spoils a file anywhere; says how.
pub fn one(file: &Path, random: &mut Random) -> anyhow::Result<String> {
    let what = spoil(file, Place::Any, random)?;
    Ok(format!("{what} in {}", file.display()))
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Any,
    /// Where it was written last.
    End,
}

/// The end of a file is so many bytes: some blocks.
const END: u64 = 1_000;

fn spoil(file: &Path, place: Place, random: &mut Random) -> anyhow::Result<String> {
    let mut bytes = fs::read(file)?;
    // Room that is filled ahead holds nothing that could be lost; now and then it is hit too.
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let length = if random.chance(1, 10) { bytes.len() } else { used };
    if length == 0 || random.chance(1, 40) {
        fs::remove_file(file)?;
        return Ok("the file removed".to_owned());
    }
    let at = match place {
        Place::Any => random.below(length as u64) as usize,
        Place::End => length - 1 - random.below(END.min(length as u64)) as usize,
    };
    let page = random.pick(&PAGES);
    let from = at - at % page;
    let to = (from + page).min(bytes.len());
    let what = match random.below(4) {
        0 => {
            let bit = random.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} flipped")
        }
        1 => {
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
        2 => {
            bytes[from..to].fill(0);
            format!("bytes {from} to {to} zeroed")
        }
        _ => {
            let other = random.below(length.div_ceil(page) as u64) as usize * page;
            let count = (to - from).min(bytes.len() - other);
            bytes.copy_within(other..other + count, from);
            format!("bytes from {other} written over those from {from}, {count} of them")
        }
    };
    fs::write(file, bytes)?;
    Ok(what)
}
