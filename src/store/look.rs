//! Looks at a store that nobody has open: would it open, is all of it there? Never opens the index,
//! and changes nothing.

use std::fs;
use std::path::Path;

use super::error::{Damage, StoreError};
use super::generations;
use super::heal;
use super::mirror;
use super::open::{Keep, Progress, journal_folder};
use super::segment;
use super::verify::verify;

/// How a store was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The first of its entries that are lost. It opens, for reading only; or its mirror gives
    /// them back.
    pub damage: Option<Damage>,
    /// Why its mirror cannot be used.
    pub mirror_lost: Option<String>,
}

/// Reads the whole journal, and of the mirror as much as tells whose it is.
///
/// # Errors
/// What would keep the store from opening: see [`super::Store::open`].
pub fn look(keep: &Keep, progress: &mut dyn FnMut(Progress)) -> Result<Looked, StoreError> {
    let dir = journal_folder(&keep.home);
    mirror::refuse_full(keep)?;
    let ours = files(&dir)?;
    let mirror_lost = match keep.mirror.as_deref().map(|mirror| kin(&dir, &ours, mirror)) {
        Some(Err(StoreError::Io { what, path, source }))
            if keep.mirror.as_ref().is_some_and(|mirror| path.starts_with(mirror)) =>
        {
            Some(StoreError::Io { what, path, source }.to_string())
        }
        Some(Err(other)) => return Err(other),
        Some(Ok(())) | None => None,
    };
    let damage = match ours.is_empty() {
        false => verify(&keep.home, 0, None, progress)?.damage.into_iter().next(),
        // An index alone knows of a journal that was lost.
        true if !dir.exists() && generations::folder(&keep.home).exists() => {
            let why = "the folder is missing".to_owned();
            Some(Damage { first: 1, last: 1, file: dir, why })
        }
        true => None,
    };
    Ok(Looked { damage, mirror_lost })
}

/// The journal's files; none where there is no folder of them.
fn files(dir: &Path) -> Result<Vec<u64>, StoreError> {
    if dir.exists() { segment::list(dir) } else { Ok(Vec::new()) }
}

/// Makes sure that a mirror is not another desk's.
fn kin(dir: &Path, ours: &[u64], mirror: &Path) -> Result<(), StoreError> {
    fs::read_dir(mirror).map_err(StoreError::io("read", mirror))?;
    let copy = journal_folder(mirror);
    let theirs = files(&copy)?;
    if !ours.is_empty() && !theirs.is_empty() {
        heal::are_kin(dir, &copy)?;
    }
    Ok(())
}
