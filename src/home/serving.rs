//! What the lock file of a desk says while the desk serves: which process, at which socket. Never
//! that the desk still runs: the file stays when its process was killed, the lock does not.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use crate::disk;

/// The first line once there is a socket.
const SERVING: &str = "serving";

/// Who serves a desk, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The process.
    pub pid: u32,
    /// Its socket: elsewhere than expected when it was started without a session, or in another.
    pub socket: PathBuf,
}

impl Serving {
    /// What a lock file says; `None` while nobody serves, or when that cannot be read.
    pub fn read(lock: &Path) -> Option<Serving> {
        let bytes = disk::read(lock).ok()?;
        let mut lines = bytes.strip_suffix(b"\n")?.splitn(3, |byte| *byte == b'\n');
        if lines.next()? != SERVING.as_bytes() {
            return None;
        }
        let pid = std::str::from_utf8(lines.next()?).ok()?.parse().ok()?;
        Some(Serving { pid, socket: PathBuf::from(OsStr::from_bytes(lines.next()?)) })
    }

    /// What the lock file is to say.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Serving { pid, socket } = self;
        let mut bytes = format!("{SERVING}\n{pid}\n").into_bytes();
        bytes.extend_from_slice(socket.as_os_str().as_bytes());
        bytes.push(b'\n');
        bytes
    }
}

/// Tells whether somebody holds a lock: serves the desk, opens, restores or repairs it.
///
/// # Errors
/// The system's; a lock file that is not there is held by nobody.
pub fn is_held(lock: &Path) -> io::Result<bool> {
    let file = match disk::open(lock) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(false);
        }
        file => file?,
    };
    // Shared, and let go at once: two who look at the same time do not see each other.
    match Flock::lock(file, FlockArg::LockSharedNonblock) {
        Ok(_) => Ok(false),
        Err((_, Errno::EWOULDBLOCK)) => Ok(true),
        Err((_, errno)) => Err(errno.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    #[test]
    fn what_the_lock_file_says_is_read_again_and_nothing_else_is() {
        let dir = tempfile::tempdir().expect("a folder");
        let lock = dir.path().join("lock");
        let serving = Serving { pid: 7, socket: PathBuf::from("/run/a b\n/desk.sock") };
        fs::write(&lock, serving.to_bytes()).expect("written");
        assert_eq!(Serving::read(&lock), Some(serving));
        for other in ["", "serving\n", "serving\n7\n", "serving\nx\n/s\n", "serving\n7\n/s", "x"] {
            fs::write(&lock, other).expect("written");
            assert_eq!(Serving::read(&lock), None, "{other:?}");
        }
        assert!(!is_held(&lock).expect("readable") && is_held(dir.path()).is_err());
        let held = Flock::lock(File::open(&lock).expect("there"), FlockArg::LockExclusiveNonblock);
        assert!(is_held(&lock).expect("readable"));
        drop(held);
        assert!(!is_held(&lock).expect("readable"));
    }
}
