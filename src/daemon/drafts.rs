//! What is being typed, kept as small files beside the journal. Never in the journal or index.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use uuid::Uuid;

use crate::disk;
use crate::domain::{CustomerId, Marks};
use crate::store::Reader;
use crate::wire::Draft;
use crate::wire::answer::{DraftMention, DraftsAbout};

/// Drafts of one agent; past it the oldest must be saved or dropped first.
const DRAFTS_PER_AGENT: usize = 200;

/// Bytes of one draft: the largest note in the widest letters and every other field.
const DRAFT_BYTES: usize = 256 * 1024;
/// Drafts that a list holds: so many of the largest fit into one line of the wire.
const LISTED: usize = 15;

/// The drafts of one agent.
#[derive(Debug)]
pub struct Drafts {
    dir: PathBuf,
}

impl Drafts {
    /// The drafts of an agent in the desk's drafts folder.
    pub fn of(drafts: &Path, agent: &str) -> Drafts {
        Drafts { dir: drafts.join(agent) }
    }

    fn file(&self, id: Uuid) -> PathBuf {
        self.dir.join(format!("{id}.json"))
    }

    /// Keeps a draft in place of what was kept under its id. Written beside and renamed: a killed
    /// daemon leaves the old one or the new one, never half of one.
    ///
    /// # Errors
    /// The disk's, or too many drafts.
    pub fn keep(&self, draft: &Draft) -> anyhow::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
        let file = self.file(draft.id);
        if !file.exists() && self.names()?.len() >= DRAFTS_PER_AGENT {
            bail!("there are {DRAFTS_PER_AGENT} drafts already; save or drop some");
        }
        let bytes = serde_json::to_vec(draft)?;
        if bytes.len() > DRAFT_BYTES {
            bail!("a draft may have {DRAFT_BYTES} bytes; save it or shorten it");
        }
        let beside = file.with_extension("new");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut out = disk::open_with(&mut options, &beside)?;
        out.write_all(&bytes)?;
        out.sync_data()?;
        fs::rename(&beside, &file).context("the draft could not be put in place")
    }

    /// Forgets a draft; one that is not there is forgotten already.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget(&self, id: Uuid) -> io::Result<()> {
        remove(&self.file(id))
    }

    /// The newest drafts, newest first. A file that cannot be read as one is left alone.
    ///
    /// # Errors
    /// The disk's.
    pub fn list(&self) -> io::Result<Vec<Draft>> {
        let files = self.names()?;
        let read =
            files.iter().filter_map(|file| serde_json::from_slice(&disk::read(file).ok()?).ok());
        let mut drafts: Vec<Draft> = read.collect();
        drafts.sort_by_key(|draft| (std::cmp::Reverse(draft.at), draft.id));
        drafts.truncate(LISTED);
        Ok(drafts)
    }

    fn names(&self) -> io::Result<Vec<PathBuf>> {
        let mut paths = entries(&self.dir)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        Ok(paths)
    }
}

/// Drafts that are named because they mention somebody: more than a person looks through at once.
const MENTIONS: usize = 100;

/// Everybody's drafts about these customers or their tickets, and with them what an interrupted
/// writing of a draft has left, whosever that is.
#[derive(Debug, Default)]
pub struct About {
    theirs: Vec<PathBuf>,
    unfinished: Vec<PathBuf>,
}

impl About {
    /// Looks through everybody's drafts.
    ///
    /// # Errors
    /// The disk's, or the index's.
    pub fn of(drafts: &Path, customers: &BTreeSet<u64>, reader: &Reader) -> anyhow::Result<About> {
        let mut about = About::default();
        each(drafts, &mut |_, path, draft| {
            match draft {
                Ok(draft) if is_about(&draft, customers, reader)? => about.theirs.push(path),
                Err(_) if path.extension().is_some_and(|kind| kind == "new") => {
                    about.unfinished.push(path);
                }
                Ok(_) | Err(_) => {}
            }
            Ok(())
        })?;
        Ok(about)
    }

    /// How many are about them, and which of the others mention them.
    ///
    /// # Errors
    /// The disk's, or the index's.
    pub fn told(
        drafts: &Path,
        (customers, marks): (&BTreeSet<u64>, &Marks),
        reader: &Reader,
    ) -> anyhow::Result<DraftsAbout> {
        let mut told = DraftsAbout::default();
        each(drafts, &mut |agent, _, draft| {
            let Ok(draft) = draft else { return Ok(()) };
            if is_about(&draft, customers, reader)? {
                told.count += 1;
            } else if told.mentioned.len() < MENTIONS && mentions(&draft, marks) {
                let Draft { form, customer, ticket, at, .. } = draft;
                let by = agent.to_owned();
                told.mentioned.push(DraftMention { by, form, customer, ticket, at });
            }
            Ok(())
        })?;
        Ok(told)
    }

    /// Removes all of it.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget(self) -> anyhow::Result<()> {
        self.theirs
            .iter()
            .chain(&self.unfinished)
            .try_for_each(|path| remove(path).with_context(|| path.display().to_string()))
    }
}

/// What is done with each draft, or what is none: of which agent, in which file.
type Take<'a> = dyn FnMut(&str, PathBuf, serde_json::Result<Draft>) -> anyhow::Result<()> + 'a;

/// Goes through everybody's drafts, with what is none of them. What no draft can be in (a file
/// beside the agents' folders, a pipe or a folder among the drafts) is passed over.
fn each(drafts: &Path, take: &mut Take<'_>) -> anyhow::Result<()> {
    let named = |path: &Path| path.display().to_string();
    let all = entries(drafts).with_context(|| named(drafts))?;
    for folder in all.into_iter().filter(|path| path.is_dir()) {
        let agent = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let all = entries(&folder).with_context(|| named(&folder))?;
        for path in all.into_iter().filter(|path| path.is_file()) {
            match disk::read(&path) {
                // Whoever types it has just dropped or replaced it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| named(&path)),
                Ok(bytes) => take(&agent, path, serde_json::from_slice(&bytes))?,
            }
        }
    }
    Ok(())
}

/// Tells whether what is typed gives somebody away.
fn mentions(draft: &Draft, marks: &Marks) -> bool {
    draft.fields.iter().any(|(_, text)| marks.are_in(text))
}

/// Tells whether a draft is about one of these customers or their tickets.
fn is_about(draft: &Draft, customers: &BTreeSet<u64>, reader: &Reader) -> anyhow::Result<bool> {
    let all = about(draft, reader)?;
    Ok(all.iter().any(|customer| customers.contains(&customer.0)))
}

/// Whom a draft is about: the customer at hand, and whose the ticket at hand is.
fn about(draft: &Draft, reader: &Reader) -> anyhow::Result<Vec<CustomerId>> {
    let ticket = draft.ticket.map(|no| reader.view().ticket(no)).transpose()?;
    let of_ticket = ticket.flatten().map(|ticket| ticket.customer);
    Ok([draft.customer, of_ticket].into_iter().flatten().collect())
}

/// Whom of those a draft is about was erased.
///
/// # Errors
/// The index's.
pub fn erased(draft: &Draft, reader: &Reader) -> anyhow::Result<Option<CustomerId>> {
    for customer in about(draft, reader)? {
        let record = reader.view().customer(customer)?;
        if record.is_some_and(|record| record.erased.is_some()) {
            return Ok(Some(customer));
        }
    }
    Ok(None)
}

/// What is in a folder; nothing where there is none.
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
        Ok(all) => all.map(|entry| Ok(entry?.path())).collect(),
    }
}

/// Removes a file; one that is not there is removed already.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;

    #[test]
    fn a_draft_is_kept_found_replaced_and_forgotten() {
        let dir = tempfile::tempdir().expect("temp folder");
        let drafts = Drafts::of(dir.path(), "agent42");
        assert_eq!(drafts.list().expect("none yet"), []);
        let mut draft = Draft {
            id: Uuid::from_u128(1),
            form: "log".into(),
            customer: None,
            ticket: None,
            label: String::new(),
            fields: vec![("note".into(), "modem".into())],
            at: At(5),
            seat: "tty1".into(),
            live: false,
        };
        drafts.keep(&draft).expect("kept");
        draft.fields[0].1.push_str(" broken");
        drafts.keep(&draft).expect("kept again");
        assert_eq!(drafts.list().expect("one"), [draft.clone()]);
        assert_eq!(Drafts::of(dir.path(), "other").list().expect("none"), []);
        drafts.forget(draft.id).expect("forgotten");
        drafts.forget(draft.id).expect("forgotten already");
        assert_eq!(drafts.list().expect("none"), []);
        for (id, listed) in (1..=LISTED + 1).zip((1..=LISTED).chain([LISTED])) {
            let (id, at) = (Uuid::from_u128(id as u128), At(id as i64));
            drafts.keep(&Draft { id, at, ..draft.clone() }).expect("kept");
            let list = drafts.list().expect("some");
            assert_eq!((list.len(), list[0].at), (listed, at), "the newest");
        }
    }
}
