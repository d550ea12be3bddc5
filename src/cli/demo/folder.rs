//! The sample desk's folder: made, marked as throw-away, and gone again with its daemon. Never a
//! folder that holds anything else.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use uuid::Uuid;

use crate::home::place::THROWAWAY_MARK;

/// How long the daemon may take to end in order before its folder is removed under it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether it has.
const STEP: Duration = Duration::from_millis(10);

/// A folder for a sample desk.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    stays: Stays,
    /// The desk's daemon, once it is known.
    daemon: Option<Pid>,
}

/// Whether a sample desk outlives its screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// Until somebody removes it.
    Kept,
    /// Until the screen is left.
    Thrown,
}

/// Why there is no folder.
#[derive(Debug)]
pub enum Refused {
    /// It holds something that is no sample desk.
    Taken,
    /// The operating system says no.
    Io(io::Error),
}

impl Folder {
    /// A new folder below the machine's temporary one.
    ///
    /// # Errors
    /// [`Refused::Io`].
    pub fn thrown(below: &Path) -> Result<Folder, Refused> {
        let dir = below.join(format!("sigap-demo-{}", Uuid::new_v4().simple()));
        Folder::at(dir, Stays::Thrown)
    }

    /// A folder that stays: a new or empty one, or an earlier sample desk.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn kept(dir: &Path) -> Result<Folder, Refused> {
        Folder::at(dir.to_owned(), Stays::Kept)
    }

    fn at(dir: PathBuf, stays: Stays) -> Result<Folder, Refused> {
        let mark = dir.join(THROWAWAY_MARK);
        match fs::read_dir(&dir) {
            Ok(mut entries) => {
                if entries.next().is_some() && !mark.exists() {
                    return Err(Refused::Taken);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut builder = fs::DirBuilder::new();
                builder.recursive(true).mode(0o700).create(&dir).map_err(Refused::Io)?;
            }
            Err(error) => return Err(Refused::Io(error)),
        }
        fs::write(&mark, "").map_err(Refused::Io)?;
        Ok(Folder { dir, stays, daemon: None })
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The process that must have ended before the folder goes.
    pub fn served_by(&mut self, pid: u32) {
        self.daemon = i32::try_from(pid).ok().map(Pid::from_raw);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.stays == Stays::Kept {
            return;
        }
        if let Some(pid) = self.daemon.filter(|pid| kill(*pid, Signal::SIGTERM).is_ok()) {
            let since = Instant::now();
            while kill(pid, None).is_ok() && since.elapsed() < PATIENCE {
                thread::sleep(STEP);
            }
        }
        // What cannot be removed is the system's temporary folder's to clear.
        drop(fs::remove_dir_all(&self.dir));
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn a_thrown_folder_is_private_marked_and_gone_in_the_end() {
        let below = tempfile::tempdir().expect("temp folder");
        let folder = Folder::thrown(below.path()).expect("made");
        let dir = folder.dir().to_owned();
        assert!(dir.join(THROWAWAY_MARK).is_file());
        assert_eq!(fs::metadata(&dir).expect("there").mode() & 0o777, 0o700);
        drop(folder);
        assert!(!dir.exists());
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_left_alone() {
        let below = tempfile::tempdir().expect("temp folder");
        let dir = below.path().join("desk");
        drop(Folder::kept(&dir).expect("a new one"));
        drop(Folder::kept(&dir).expect("the same again"));
        assert!(dir.join(THROWAWAY_MARK).is_file(), "it stays");
        let other = below.path().join("papers");
        fs::create_dir(&other).expect("made");
        fs::write(other.join("letter.txt"), "x").expect("written");
        assert!(matches!(Folder::kept(&other), Err(Refused::Taken)));
        assert!(!other.join(THROWAWAY_MARK).exists());
        assert!(matches!(Folder::kept(&other.join("letter.txt")), Err(Refused::Io(_))));
    }
}
