//! Which view of the queue somebody had on show last, for their next start. Never what they typed:
//! a view's name only.

use std::fs;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use super::place::{Place, Surroundings};

/// Bytes of the file that are read: a name is shorter.
const FILE_BYTES: usize = 1_024;

/// Where it is remembered; nowhere for a user without folders of their own.
#[derive(Debug, Clone, Default)]
pub struct LastView {
    file: Option<PathBuf>,
}

impl LastView {
    /// The one of a desk: a file in the user's state folder.
    pub fn of(place: &Place, around: &Surroundings) -> LastView {
        let hash = blake3::hash(place.dir.as_os_str().as_bytes()).to_hex();
        let name = format!("view-{}", &hash[..16]);
        LastView { file: around.state.as_ref().map(|state| state.join("sigap").join(name)) }
    }

    /// What was remembered; `None` when nothing was, or it cannot be read.
    pub fn read(&self) -> Option<String> {
        let bytes = fs::read(self.file.as_ref()?).ok().filter(|bytes| bytes.len() <= FILE_BYTES)?;
        let text = crate::domain::text::clean_line(&String::from_utf8_lossy(&bytes));
        (!text.is_empty()).then_some(text)
    }

    /// Remembers it.
    ///
    /// # Errors
    /// When the file cannot be written: the next start shows the usual view.
    pub fn write(&self, view: &str) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        if let Some(folder) = file.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let beside = file.with_extension("new");
        let mut options = fs::OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        options.open(&beside)?.write_all(view.as_bytes())?;
        fs::rename(&beside, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_remembered_and_what_cannot_be_read_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let last = LastView { file: Some(folder.path().join("deeper").join("view")) };
        assert_eq!(last.read(), None);
        last.write("gold billing").expect("written");
        assert_eq!(last.read().as_deref(), Some("gold billing"));
        last.write(&"x".repeat(FILE_BYTES + 1)).expect("written");
        assert_eq!(last.read(), None);
        assert!(LastView::default().write("mine").is_ok());
    }
}
