//! What a fuzzer throws bytes at: one function for each kind of bytes that come from outside, with
//! what must hold of them. Never a part of what the program does.
//!
//! The programs of the fuzzer are in `fuzz/`, bytes worth keeping in `tests/it/corpus/`; the tests
//! of this module play them, and many small changes of them, in every run of the tests.

mod lookup;
#[cfg(test)]
mod mutate;
mod segment;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::calendar::ics;
use crate::cli::import::{self, What};
use crate::cli::journal;
use crate::domain::Calendar;
use crate::home::config::{self, Config, SystemConfig};
use crate::home::settings::{self, Settings};
use crate::store::{Salts, Store};
use crate::terminal::keymap::{Keymap, KeymapError};
use crate::wire::line::{self, LINE_BYTES};
use crate::wire::{Command, Reply, Request};

pub use lookup::lookup_cache;
pub use segment::journal_segment;

/// A function that takes bytes as they come, and an empty folder that it may use.
pub type Target = fn(&Path, &[u8]);

/// Every target, under the name of its program and its corpus.
pub const TARGETS: &[(&str, Target)] = &[
    ("journal_segment", journal_segment),
    ("wire_line", wire_line),
    ("csv_import", csv_import),
    ("vcard_import", vcard_import),
    ("keymap_file", keymap_file),
    ("config_files", config_files),
    ("journal_import", journal_import),
    ("lookup_cache", lookup_cache),
    ("ics_import", ics_import),
];

/// What a peer sends: every line is a message or is not, and a message is the same when it is
/// written again.
///
/// # Panics
/// When that does not hold.
pub fn wire_line(_: &Path, bytes: &[u8]) {
    let (mut from, mut line) = (bytes, Vec::new());
    while let Ok(true) = line::read_bytes(&mut from, &mut line) {
        assert!(line.len() < LINE_BYTES, "a line is longer than a line may be");
        again::<Request>(&line);
        again::<Reply>(&line);
        let all = serde_json::from_slice::<serde_json::Value>(&line);
        if let (Some(number), Ok(all)) = (line::number_of(&line), all) {
            let mut inner = all.as_object().into_iter().flat_map(|all| all.values());
            let is_there = inner.any(|one| one.get("id") == Some(&number.into()));
            assert!(is_there, "{number} is not what was given");
        }
    }
}

/// Tells whether a line is such a message; then it must be one that can be written and read again.
fn again<T: DeserializeOwned + Serialize + PartialEq>(line: &[u8]) -> bool {
    let Ok(message) = serde_json::from_slice::<T>(line) else { return false };
    let written = serde_json::to_vec(&message).expect("a message can be written");
    let read = serde_json::from_slice::<T>(&written).expect("what was written is a message");
    assert!(read == message, "{} is read as another message", String::from_utf8_lossy(&written));
    true
}

/// A file of holidays: what is taken of it is a calendar that is read as it is written.
///
/// # Panics
/// When that does not hold.
pub fn ics_import(_: &Path, bytes: &[u8]) {
    let calendar: Calendar = "zone UTC\nmon 09:00-10:00".parse().expect("a calendar");
    let Ok(holidays) = ics::read(bytes, &jiff::tz::TimeZone::UTC) else { return };
    let Ok(calendar) = calendar.with(holidays) else { return };
    let written = calendar.to_string();
    assert_eq!(written.parse::<Calendar>().as_ref(), Ok(&calendar), "{written}");
}

/// A table of customers, contacts or tickets.
///
/// # Panics
/// When what comes of it would not be taken by a desk.
pub fn csv_import(scratch: &Path, bytes: &[u8]) {
    for what in [What::Customers, What::Interactions, What::Tickets] {
        imported(&scratch.join("list.csv"), bytes, what);
    }
}

/// A file of cards.
///
/// # Panics
/// When what comes of it would not be taken by a desk.
pub fn vcard_import(scratch: &Path, bytes: &[u8]) {
    imported(&scratch.join("cards.vcf"), bytes, What::Customers);
}

fn imported(file: &Path, bytes: &[u8], what: What) {
    fs::write(file, bytes).expect("the folder can be written to");
    // A file that is no table says so; that is all that is wanted of it.
    drop(import::each_command(file, what, &mut |command| {
        let line = serde_json::to_vec(&command).expect("a command can be written");
        assert!(line.len() + 100 < LINE_BYTES, "a batch of {} bytes", line.len());
        assert!(again::<Command>(&line), "a command cannot be read again");
        let Command::ImportCustomers { rows, .. } = command else { return };
        for row in rows {
            let kept = row.profile.clone().checked();
            let again = kept.clone().and_then(crate::domain::Profile::checked);
            assert!(kept.is_ok(), "line {} is not taken: {kept:?}", row.line);
            assert!(kept == again, "line {} changes when it is looked at again", row.line);
        }
    }));
}

/// A person's own key file.
///
/// # Panics
/// When a mistake is told on a line that the file does not have.
pub fn keymap_file(_: &Path, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Keymap::parse("own.toml", text) {
        Ok(keymap) => {
            let menu = keymap.menu();
            assert!(menu.iter().all(|action| keymap.menu().contains(action)), "the menu changes");
        }
        Err(KeymapError::Mistakes(mistakes)) => {
            let lines = text.lines().count() + 1;
            assert!(mistakes.iter().all(|one| (1..=lines).contains(&one.line)), "{mistakes:?}");
        }
        Err(KeymapError::NoSuch { .. } | KeymapError::Unreadable { .. }) => {}
    }
}

/// The three files that say how a desk and its screen are to be.
///
/// # Panics
/// Never, or there is a mistake in their reading.
pub fn config_files(scratch: &Path, bytes: &[u8]) {
    let file = scratch.join(settings::FILE);
    fs::write(&file, bytes).expect("the folder can be written to");
    if let Ok(settings) = Settings::read(scratch) {
        assert!(settings.mirror.is_none_or(|mirror| mirror.is_absolute()), "half a path");
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for told in [
        config::parse::<Config>(&file, text).err(),
        config::parse::<SystemConfig>(&file, text).err(),
    ] {
        assert!(told.is_none_or(|error| error.to_string().len() > 10), "no sentence");
    }
}

/// What `sigap journal import` reads: what is taken is exported as it was taken.
///
/// # Panics
/// When that does not hold.
pub fn journal_import(scratch: &Path, bytes: &[u8]) {
    let file = scratch.join("journal.jsonl");
    fs::write(&file, bytes).expect("the folder can be written to");
    let Some(first) = filled(&scratch.join("one"), &file) else { return };
    fs::write(&file, first.join("\n")).expect("the folder can be written to");
    let second = filled(&scratch.join("two"), &file).expect("what was exported is taken");
    assert!(first == second, "an export says another thing the second time");
}

/// A desk made of a file of entries, exported; `None` when the file is not taken.
fn filled(home: &Path, file: &Path) -> Option<Vec<String>> {
    empty(home);
    let count = journal::import::fill(home, file)?;
    let (store, _) = Store::open(home, Salts::seeded([1; 32]), &mut |_| ()).expect("it was made");
    let read = store.reader().entries(1, usize::MAX).expect("it was written");
    assert_eq!(read.len() as u64, count, "not every entry is there");
    Some(read.into_iter().map(journal::exported).collect())
}

/// Makes a folder that is empty.
fn empty(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => panic!("{error}"),
        Ok(()) | Err(_) => fs::create_dir_all(folder).expect("the folder can be written to"),
    }
}
