//! The list of customers whose words are gone: kept beside the journal and the mirror, outside
//! every backup, so that a restored backup can be held to it. Never a word about anybody.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::erase::{self, Erased};
use super::error::StoreError;
use super::open::{Progress, journal_folder};
use super::reader::Reader;
use super::segment;
use super::{Care, Store};
use crate::domain::{At, Entry, Fact, Theirs};

/// One customer who was erased. The entry that added them says whether a number in another copy
/// of the journal is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Erasure {
    /// Number.
    pub customer: u64,
    /// Seq of the entry that added them.
    pub added: u64,
    /// When that was.
    pub added_at: At,
    /// Seq of the entry that erased them.
    pub erased: u64,
    /// When that was.
    pub erased_at: At,
}

/// Tells which entries of a journal are of those on a list, from its first entry on. Somebody else
/// who has the same number in this journal is not meant.
#[derive(Debug)]
pub struct Listed {
    /// Entry, customer and time of everybody's adding.
    added: BTreeSet<(u64, u64, At)>,
    theirs: Theirs,
}

impl Listed {
    /// The entries of everybody on a list.
    pub fn of(list: &[Erasure]) -> Listed {
        let added = list.iter().map(|one| (one.added, one.customer, one.added_at)).collect();
        Listed { added, theirs: Theirs::default() }
    }

    /// Tells whether an entry is of one of them; every entry before it must have been asked about.
    pub fn has(&mut self, entry: &Entry) -> bool {
        if let Fact::CustomerAdded { customer, .. } = entry.fact
            && self.added.contains(&(entry.seq, customer, entry.at))
        {
            self.theirs.add(customer);
        }
        self.theirs.are(&entry.fact)
    }
}

/// The list's file in a home folder, or in a mirror.
pub fn erasures_file(folder: &Path) -> PathBuf {
    folder.join("erasures.jsonl")
}

/// Reads a list; one that is not there is empty. A last line that was cut is passed over: what
/// it stood for is done again.
///
/// # Errors
/// [`StoreError::Io`].
pub fn read_erasures(file: &Path) -> Result<Vec<Erasure>, StoreError> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(StoreError::io("read", file)(error)),
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
    }
}

/// Adds to a list, and returns when it is on the disk.
fn append(file: &Path, erasures: &[Erasure]) -> Result<(), StoreError> {
    let mut lines = String::new();
    for erasure in erasures {
        let line = serde_json::to_string(erasure).expect("numbers are JSON");
        lines.push_str(&line);
        lines.push('\n');
    }
    let mut options = OpenOptions::new();
    let written = options.append(true).create(true).mode(0o600).open(file).and_then(|mut file| {
        // A line that was cut must not spoil the next one.
        file.write_all(b"\n")?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    });
    written.map_err(StoreError::io("write", file))?;
    segment::sync_folder(file.parent().unwrap_or(Path::new("/")))
}

/// Adds to the list in a home folder those who are not on it yet.
///
/// # Errors
/// [`StoreError::Io`].
pub fn note_erasures(home: &Path, list: &[Erasure]) -> Result<(), StoreError> {
    let file = erasures_file(home);
    let noted: BTreeSet<Erasure> = read_erasures(&file)?.into_iter().collect();
    let new: BTreeSet<Erasure> =
        list.iter().copied().filter(|erasure| !noted.contains(erasure)).collect();
    match new.is_empty() {
        true => Ok(()),
        false => append(&file, &new.into_iter().collect::<Vec<_>>()),
    }
}

/// Takes out of a mirror that is not being written to the words of those who were erased while it
/// was away.
pub(super) fn heed(
    home: &Path,
    mirror: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    let noted: BTreeSet<Erasure> = read_erasures(&erasures_file(mirror))?.into_iter().collect();
    let mut missing = read_erasures(&erasures_file(home))?;
    missing.retain(|erasure| !noted.contains(erasure));
    if missing.is_empty() {
        return Ok(());
    }
    erase_again(mirror, &missing, progress)?;
    note_erasures(mirror, &missing)
}

/// Takes the words of everybody on a list out of a journal that nobody has open: a backup that is
/// being restored. Those whom this journal never knew are passed over.
///
/// # Errors
/// [`StoreError`].
pub fn erase_again(
    home: &Path,
    list: &[Erasure],
    progress: &mut dyn FnMut(Progress),
) -> Result<Erased, StoreError> {
    if list.is_empty() {
        return Ok(Erased::default());
    }
    erase::erase(&journal_folder(home), list, u64::MAX, progress)
}

impl Reader {
    /// Takes the words of these customers out of the journal's files and the mirror's, while the
    /// desk goes on. The index still has them until it has been built anew.
    ///
    /// # Errors
    /// [`StoreError`]; it is begun again when the desk next starts.
    pub fn erase(
        &self,
        list: &[Erasure],
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Erased, StoreError> {
        let shared = self.shared();
        let until = list.iter().map(|erasure| erasure.erased).max().unwrap_or(0);
        let erased = erase::erase(shared.journal(), list, until, progress)?;
        if let Some(mirror) = shared.mirror() {
            erase::erase(&journal_folder(mirror), list, until, progress)?;
        }
        Ok(erased)
    }

    /// How many customers are being erased.
    pub fn erasing(&self) -> usize {
        self.shared().erasing()
    }
}

impl Store {
    /// Looks after erasures that were decided and not finished, in this run or an earlier one:
    /// puts all that was written so far into files that nothing is added to, and tells.
    pub(super) fn care_for_erasures(&mut self, list: Vec<Erasure>) -> Result<(), StoreError> {
        if list.is_empty() {
            return Ok(());
        }
        let Some(journal) = self.journal.as_mut() else { return Ok(()) };
        if let Some(lost) = journal.next_file()? {
            self.shared.say_mirror_lost(lost.to_string());
        }
        self.shared.erasing_more(list.len());
        self.shared.index().tell(Care::Erasure(list));
        Ok(())
    }

    /// Those who are erased in the index and not on the list yet.
    pub(super) fn unfinished_erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        let all = self.reader().view().erasures()?;
        if all.is_empty() {
            return Ok(all);
        }
        let done: BTreeSet<Erasure> =
            read_erasures(&erasures_file(&self.keep.home))?.into_iter().collect();
        Ok(all.into_iter().filter(|erasure| !done.contains(erasure)).collect())
    }

    /// Ends an erasure, with an index in use that was built after the words were taken out:
    /// whatever else holds words goes, and the list says that it is done.
    ///
    /// # Errors
    /// [`StoreError`]; the erasure is then done again when the desk next starts.
    pub fn finish_erasures(&mut self, list: &[Erasure]) -> Result<(), StoreError> {
        self.shared.forget_recent();
        // A power cut after the list was written must bring nothing of it back.
        self.shared.index().remove_older()?;
        let homes = || [Some(&self.keep.home), self.keep.mirror.as_ref()].into_iter().flatten();
        for home in homes() {
            for folder in ["index.damaged", "journal.damaged"] {
                let folder = home.join(folder);
                if folder.exists() {
                    fs::remove_dir_all(&folder).map_err(StoreError::io("remove", &folder))?;
                }
            }
            segment::sync_folder(home)?;
        }
        for home in homes() {
            append(&erasures_file(home), list)?;
        }
        self.shared.erasing_less(list.len());
        Ok(())
    }
}

/// Whom a block erases.
pub(super) fn erased_by(entries: &[Entry]) -> BTreeSet<u64> {
    let erased = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::CustomerErased { customer, .. } => Some(*customer),
        _ => None,
    });
    erased.collect()
}
