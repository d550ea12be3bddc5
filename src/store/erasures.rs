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
use super::heal::Healed;
use super::index::Index;
use super::open::{Progress, journal_folder};
use super::reader::Reader;
use super::record::ErasedRow;
use super::{Care, Store, segment, table};
use crate::disk;
use crate::domain::{At, CustomerId, Entry, Fact, Theirs};

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
    met: u64,
}

impl Listed {
    /// The entries of everybody on a list.
    pub fn of(list: &[Erasure]) -> Listed {
        let added = list.iter().map(|one| (one.added, one.customer, one.added_at)).collect();
        Listed { added, theirs: Theirs::default(), met: 0 }
    }

    /// Tells whether an entry is of one of them; every entry before it must have been asked about.
    pub fn has(&mut self, entry: &Entry) -> bool {
        if let Fact::CustomerAdded { customer, .. } = entry.fact
            && self.added.contains(&(entry.seq, customer, entry.at))
        {
            self.theirs.add(customer);
            self.met += 1;
        }
        self.theirs.are(&entry.fact)
    }

    /// How many customers on the list were in the journal so far.
    pub const fn met(&self) -> u64 {
        self.met
    }
}

/// The list's file in a home folder, or in a mirror.
pub fn erasures_file(folder: &Path) -> PathBuf {
    folder.join("erasures.jsonl")
}

/// Reads a list to its end; one that is not there is empty.
///
/// # Errors
/// [`StoreError::List`] with the first line that is none of a list's: whoever stood on it would
/// come back. [`StoreError::Io`].
pub fn read_erasures(file: &Path) -> Result<Vec<Erasure>, StoreError> {
    let Some(bytes) = bytes_of(file)? else { return Ok(Vec::new()) };
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let written = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    let read = written.map(|(number, line)| {
        let wrong = |why: serde_json::Error| StoreError::List {
            file: file.to_owned(),
            line: number,
            why: why.to_string(),
        };
        serde_json::from_slice(line).map_err(wrong)
    });
    read.collect()
}

/// The same of a list that only this program writes. A power cut may have cut its last line: that
/// one is taken off, because what it stood for is done again, and the log says so.
///
/// # Errors
/// As for [`read_erasures`].
fn own_erasures(file: &Path) -> Result<Vec<Erasure>, StoreError> {
    mend_end(file)?;
    read_erasures(file)
}

fn bytes_of(file: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match disk::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", file)(error)),
        Ok(bytes) => Ok(Some(bytes)),
    }
}

/// Cuts off a last line that was being written when everything stopped.
fn mend_end(file: &Path) -> Result<(), StoreError> {
    let Some(bytes) = bytes_of(file)? else { return Ok(()) };
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |last| last + 1);
    let last = &bytes[whole..];
    if last.is_empty() || serde_json::from_slice::<Erasure>(last).is_ok() {
        return Ok(());
    }
    let cut = disk::open_with(OpenOptions::new().write(true), file).and_then(|file| {
        file.set_len(whole as u64)?;
        file.sync_all()
    });
    cut.map_err(StoreError::io("write", file))?;
    tracing::warn!(
        "{}: a last line that was being written was taken off; its erasure is done again",
        file.display()
    );
    Ok(())
}

/// Adds to a list, and returns when it is on the disk.
fn append(file: &Path, erasures: &[Erasure]) -> Result<(), StoreError> {
    mend_end(file)?;
    let is_open = bytes_of(file)?.is_some_and(|bytes| bytes.last().is_some_and(|b| *b != b'\n'));
    let mut lines = String::from(if is_open { "\n" } else { "" });
    for erasure in erasures {
        let line = serde_json::to_string(erasure).expect("numbers are JSON");
        lines.push_str(&line);
        lines.push('\n');
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    let written = disk::open_with(&mut options, file).and_then(|mut file| {
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    });
    written.map_err(StoreError::io("write", file))?;
    segment::sync_folder(file.parent().unwrap_or(Path::new("/")))
}

/// Adds to the list in a home folder those who are not on it yet.
///
/// # Errors
/// As for [`read_erasures`].
pub fn note_erasures(home: &Path, list: &[Erasure]) -> Result<(), StoreError> {
    let new: BTreeSet<Erasure> = unlisted(home, list.to_vec())?.into_iter().collect();
    match new.is_empty() {
        true => Ok(()),
        false => append(&erasures_file(home), &new.into_iter().collect::<Vec<_>>()),
    }
}

/// Those who are not on the list in a home folder.
///
/// # Errors
/// As for [`read_erasures`].
pub(super) fn unlisted(home: &Path, list: Vec<Erasure>) -> Result<Vec<Erasure>, StoreError> {
    let noted: BTreeSet<Erasure> = own_erasures(&erasures_file(home))?.into_iter().collect();
    Ok(list.into_iter().filter(|erasure| !noted.contains(erasure)).collect())
}

/// What an index has of the erasures of some customers.
///
/// # Errors
/// [`StoreError::Index`] or [`StoreError::Row`] when it must be built anew.
pub(super) fn of_index(index: &Index, whom: &BTreeSet<u64>) -> Result<Vec<Erasure>, StoreError> {
    let mut list = Vec::new();
    for customer in whom.iter().copied() {
        let row = index.get::<ErasedRow>(&table::erased(CustomerId(customer)))?;
        list.extend(row.map(|row| row.told(customer)));
    }
    Ok(list)
}

/// Takes out of a mirror that is not being written to the words of those who were erased while it
/// was away.
pub(super) fn heed(
    home: &Path,
    mirror: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    let missing = unlisted(mirror, own_erasures(&erasures_file(home))?)?;
    if missing.is_empty() {
        return Ok(());
    }
    erase_again(mirror, &missing, progress)?;
    remove_damaged(mirror)?;
    note_erasures(mirror, &missing)
}

/// Takes out of a home's journal what its healing may have let back in: a mirror that has lost the
/// entry which added somebody cannot tell which of its words are theirs.
pub(super) fn heed_healed(
    home: &Path,
    healed: &Healed,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    if healed.blocks == 0 {
        return Ok(());
    }
    let list = own_erasures(&erasures_file(home))?;
    erase_again(home, &list, progress).map(drop)
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
    /// desk goes on. The index still has them until it has been built anew. A mirror that is away
    /// is held to the list when it is back, before anything is taken from it.
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
        if let Some(mirror) = self.mirror_in_reach()
            && let Err(error) = erase::erase(&journal_folder(mirror), list, until, progress)
        {
            shared.say_mirror_lost(error.to_string());
        }
        Ok(erased)
    }

    fn mirror_in_reach(&self) -> Option<&Path> {
        self.shared().mirror().filter(|_| self.look_at_mirror().is_none())
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
        self.shared.erasing_more(list.len());
        if let Some(lost) = journal.next_file()? {
            self.shared.say_mirror_lost(lost.to_string());
        }
        self.shared.index().tell(Care::Erasure(list));
        Ok(())
    }

    /// Those who are erased in the index and not on the list yet.
    pub(super) fn unfinished_erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        // Read in any case: a list that cannot be read is told before anybody relies on it.
        unlisted(&self.keep.home, self.reader().view().erasures()?)
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
        finish(&self.keep.home, list)?;
        if let Some(mirror) = self.reader().mirror_in_reach()
            && let Err(error) = finish(mirror, list)
        {
            self.shared.say_mirror_lost(error.to_string());
        }
        self.shared.erasing_less(list.len());
        Ok(())
    }
}

/// Removes what else holds words in a home or a mirror, and notes there that it is done.
fn finish(home: &Path, list: &[Erasure]) -> Result<(), StoreError> {
    remove_damaged(home)?;
    note_erasures(home, list)
}

/// Removes for good what was kept as it was before it was mended.
pub(super) fn remove_damaged(home: &Path) -> Result<(), StoreError> {
    for folder in ["index.damaged", "journal.damaged"] {
        let folder = home.join(folder);
        // What is no folder there is not this program's, and holds nothing.
        if folder.is_dir() {
            fs::remove_dir_all(&folder).map_err(StoreError::io("remove", &folder))?;
        }
    }
    segment::sync_folder(home)
}

/// Whom a block erases.
pub(super) fn erased_by(entries: &[Entry]) -> BTreeSet<u64> {
    let erased = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::CustomerErased { customer, .. } => Some(*customer),
        _ => None,
    });
    erased.collect()
}
