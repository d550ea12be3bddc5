//! What is being typed, kept as small files beside the journal. Never in the journal or index.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use uuid::Uuid;

use crate::store::Reader;
use crate::wire::Draft;

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
        let mut out = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        out.write_all(&bytes)?;
        out.sync_data()?;
        fs::rename(&beside, &file).context("the draft could not be put in place")
    }

    /// Forgets a draft; one that is not there is forgotten already.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget(&self, id: Uuid) -> io::Result<()> {
        match fs::remove_file(self.file(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The newest drafts, newest first. A file that cannot be read as one is left alone.
    ///
    /// # Errors
    /// The disk's.
    pub fn list(&self) -> io::Result<Vec<Draft>> {
        let files = self.names()?;
        let read =
            files.iter().filter_map(|file| serde_json::from_slice(&fs::read(file).ok()?).ok());
        let mut drafts: Vec<Draft> = read.collect();
        drafts.sort_by_key(|draft| (std::cmp::Reverse(draft.at), draft.id));
        drafts.truncate(LISTED);
        Ok(drafts)
    }

    fn names(&self) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        Ok(paths
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect())
    }
}

/// Removes everybody's drafts about these customers or their tickets, and what an interrupted
/// writing of a draft has left.
///
/// # Errors
/// The disk's, or the index's.
pub fn forget_about(
    drafts: &Path,
    customers: &BTreeSet<u64>,
    reader: &Reader,
) -> anyhow::Result<()> {
    let agents = match fs::read_dir(drafts) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        agents => agents?,
    };
    for agent in agents {
        let folder = agent?.path();
        for file in fs::read_dir(&folder)? {
            let path = file?.path();
            let is_theirs = match serde_json::from_slice::<Draft>(&fs::read(&path)?) {
                Ok(draft) => {
                    let ticket = draft.ticket.map(|no| reader.view().ticket(no)).transpose()?;
                    let of_ticket = ticket.flatten().map(|ticket| ticket.customer);
                    let whose = [draft.customer, of_ticket].into_iter().flatten();
                    whose.map(|customer| customer.0).any(|one| customers.contains(&one))
                }
                Err(_) => path.extension().is_some_and(|extension| extension == "new"),
            };
            if is_theirs {
                fs::remove_file(&path)?;
            }
        }
    }
    Ok(())
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
