//! Where a desk lives: its folder, its socket, and whose it is. Never falls back from a system
//! desk to a person's own: an agent would sit alone at an empty desk.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::config::{ConfigError, SystemConfig};
use super::shut;

/// Longest path a Unix socket may have (`sun_path` less its closing zero).
pub const SOCKET_PATH_BYTES: usize = 107;
/// A file of this name in a home marks it as throw-away: sample data, anybody may be anybody.
pub const THROWAWAY_MARK: &str = "throwaway";

/// Whose desk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One person's own.
    Personal,
    /// The house's.
    System,
    /// Sample data.
    Throwaway,
}

/// A desk's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The home folder: journal, index, drafts, lock, log.
    pub dir: PathBuf,
    /// The socket.
    pub socket: PathBuf,
    /// Whose it is.
    pub whose: Whose,
    /// What root has configured; empty for a person's own.
    pub system: SystemConfig,
}

/// A place that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The house's configuration has a mistake.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Neither `--home` nor a data folder of the user's.
    #[error("there is no home folder for this user; say where the desk is with --home DIR")]
    NoHome,
    /// The folder cannot be made or used.
    #[error("the desk's folder {}: {fault}", .dir.display())]
    Dir {
        /// Which folder.
        dir: PathBuf,
        /// What is wrong with it.
        fault: DirFault,
    },
}

/// What is wrong with a desk's folder.
#[derive(Debug, thiserror::Error)]
pub enum DirFault {
    /// It cannot be made, entered or changed.
    #[error("cannot be made or used: {0}; give a folder that you may write with --home DIR")]
    Unusable(io::Error),
    /// It is somebody else's.
    #[error("belongs to another user; only its owner may run its desk")]
    Foreign,
    /// Others can look into it.
    #[error("is open to other users; run chmod 700 on it")]
    Open,
    /// Others can reach this in it.
    #[error("others can reach {}; run chmod -R go-rwx on the desk's folder", .0.display())]
    Reachable(PathBuf),
    /// Others can put a socket of their own in the place of its own.
    #[error("others can change its socket's folder {}; run chmod 700 on it", .0.display())]
    SocketOpen(PathBuf),
    /// Others can change what its mirror gives back.
    #[error("others can reach {} in its mirror; run chmod -R go-rwx on the mirror", .0.display())]
    Mirror(PathBuf),
    /// The folder of its socket cannot be made.
    #[error("its socket's folder: {0}")]
    Socket(io::Error),
}

/// What the environment says about places; read once at the edge.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// `--home` or `SIGAP_HOME`.
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`.
    pub runtime: Option<PathBuf>,
    /// The user's data folder (`XDG_DATA_HOME` or `~/.local/share`).
    pub data: Option<PathBuf>,
    /// The user's state folder (`XDG_STATE_HOME` or `~/.local/state`).
    pub state: Option<PathBuf>,
    /// The folder of the house's configuration, `/etc/sigap`.
    pub etc: PathBuf,
    /// The user's id.
    pub uid: u32,
}

impl Surroundings {
    /// Reads the environment.
    pub fn read(home_flag: Option<&Path>) -> Surroundings {
        use etcetera::BaseStrategy;
        let var = |name: &str| {
            std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
        };
        let xdg = etcetera::base_strategy::Xdg::new().ok();
        Surroundings {
            home: home_flag.map(Path::to_owned).or_else(|| var("SIGAP_HOME")),
            runtime: var("XDG_RUNTIME_DIR"),
            data: xdg.as_ref().map(|xdg| xdg.data_dir()),
            state: xdg.and_then(|xdg| xdg.state_dir()),
            etc: var("SIGAP_ETC").unwrap_or_else(|| PathBuf::from("/etc/sigap")),
            uid: nix::unistd::geteuid().as_raw(),
        }
    }
}

impl Place {
    /// Finds the desk: `--home` or `SIGAP_HOME`, else the system desk when root has named one,
    /// else the person's own. Makes no folder.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub fn find(around: &Surroundings) -> Result<Place, PlaceError> {
        let system = SystemConfig::read(&around.etc.join("config.toml"))?;
        let dir = match (&around.home, &system.home, &around.data) {
            (Some(home), _, _) | (None, Some(home), _) => absolute(home)?,
            (None, None, Some(data)) => data.join("sigap"),
            (None, None, None) => return Err(PlaceError::NoHome),
        };
        let is_system =
            system.home.as_deref().is_some_and(|home| absolute(home).is_ok_and(|home| home == dir));
        let whose = match is_system {
            true => Whose::System,
            false if dir.join(THROWAWAY_MARK).exists() => Whose::Throwaway,
            false => Whose::Personal,
        };
        let socket = match (whose, &system.socket) {
            (Whose::System, Some(socket)) => socket.clone(),
            (Whose::System, None) => PathBuf::from("/run/sigap/desk.sock"),
            (Whose::Personal | Whose::Throwaway, _) => own_socket(&dir, around),
        };
        let system = if is_system { system } else { SystemConfig::default() };
        Ok(Place { dir, socket, whose, system })
    }

    /// Makes the home folder (mode 0700) and the socket's, and [checks](Place::check) them.
    ///
    /// # Errors
    /// [`PlaceError::Dir`] when one cannot be made, or as for the check.
    pub fn prepare(&self) -> Result<(), PlaceError> {
        let refuse = |fault| PlaceError::Dir { dir: self.dir.clone(), fault };
        make_private(&self.dir).map_err(|error| refuse(DirFault::Unusable(error)))?;
        self.check()?;
        if is_empty(&self.dir) {
            // Nothing is in it yet that others could have seen.
            let private = fs::Permissions::from_mode(0o700);
            let closed = fs::set_permissions(&self.dir, private);
            closed.map_err(|error| refuse(DirFault::Unusable(error)))?;
        }
        let made = self.socket.parent().map_or(Ok(()), make_private);
        made.map_err(|error| refuse(DirFault::Socket(error)))
    }

    /// Checks that nobody else can look into the home folder, reach what is in it, or put
    /// something in the place of its socket. What is not there yet is not open to anybody.
    ///
    /// # Errors
    /// [`PlaceError::Dir`] when it is no folder, belongs to somebody else, or is open to others,
    /// as a whole or in part.
    pub fn check(&self) -> Result<(), PlaceError> {
        let refuse = |fault| PlaceError::Dir { dir: self.dir.clone(), fault };
        let unusable = |error| refuse(DirFault::Unusable(error));
        match fs::metadata(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unusable(error)),
            Ok(about) if !about.is_dir() => return Err(unusable(no_folder())),
            Ok(about) if about.uid() != nix::unistd::geteuid().as_raw() => {
                return Err(refuse(DirFault::Foreign));
            }
            Ok(about) if about.mode() & 0o027 != 0 && !is_empty(&self.dir) => {
                return Err(refuse(DirFault::Open));
            }
            Ok(_) => {
                if let Some(open) = shut::open_to_others(&self.dir).map_err(unusable)? {
                    return Err(refuse(DirFault::Reachable(open)));
                }
            }
        }
        match self.socket.parent() {
            Some(parent) if shut::is_open_folder(parent) => {
                Err(refuse(DirFault::SocketOpen(parent.to_owned())))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Checks that nobody else can change what the mirror would give back. One that is not there
    /// is no matter here.
    ///
    /// # Errors
    /// [`PlaceError::Dir`].
    pub fn check_mirror(&self, mirror: &Path) -> Result<(), PlaceError> {
        let refuse = |fault| PlaceError::Dir { dir: mirror.to_owned(), fault };
        if shut::is_open_folder(mirror) {
            return Err(refuse(DirFault::Mirror(mirror.to_owned())));
        }
        match shut::open_to_others(mirror) {
            Ok(Some(open)) => Err(refuse(DirFault::Mirror(open))),
            // What cannot be read is told by whoever opens it.
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// The folder of journal segments.
    pub fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }
    /// The folder of drafts.
    pub fn drafts(&self) -> PathBuf {
        self.dir.join("drafts")
    }
    /// The folder of who looked at whose record.
    pub fn looks(&self) -> PathBuf {
        self.dir.join("looks")
    }
    /// The folder of what agents have done and when.
    pub fn work(&self) -> PathBuf {
        self.dir.join("work")
    }
    /// Where a restore or an import puts a desk together before it is one.
    pub fn partial(&self) -> PathBuf {
        self.dir.join("restore.partial")
    }
    /// Where a repair unpacks the copy it takes from.
    pub fn unpacked(&self) -> PathBuf {
        self.dir.join("repair.partial")
    }
    /// The file whose lock says who owns the desk.
    pub fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }
    /// The file that keeps what customers are found by.
    pub fn cache(&self) -> PathBuf {
        self.dir.join("lookup.cache")
    }
    /// The daemon's log.
    pub fn log(&self) -> PathBuf {
        self.dir.join("daemon.log")
    }
}

fn make_private(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if fs::symlink_metadata(dir).is_ok() {
        return Err(no_folder());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

fn no_folder() -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, "it is there and is no folder")
}

fn is_empty(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none())
}

fn absolute(dir: &Path) -> Result<PathBuf, PlaceError> {
    // The same desk must have the same socket, whatever links lead to it.
    fs::canonicalize(dir)
        .or_else(|_| std::path::absolute(dir))
        .map_err(|error| PlaceError::Dir { dir: dir.to_owned(), fault: DirFault::Unusable(error) })
}

/// A private folder for the socket: the session's runtime folder, else the home itself, else (for
/// a path too long for a socket) one named after the user below the machine's temp folder.
fn own_socket(dir: &Path, around: &Surroundings) -> PathBuf {
    let hash = blake3::hash(dir.as_os_str().as_bytes()).to_hex();
    let file = format!("{}.sock", &hash[..16]);
    let runtime = around.runtime.as_ref().filter(|runtime| is_private(runtime, around.uid));
    let candidates =
        [runtime.map(|runtime| runtime.join("sigap").join(&file)), Some(dir.join("desk.sock"))];
    let fitting =
        candidates.into_iter().flatten().find(|path| path.as_os_str().len() <= SOCKET_PATH_BYTES);
    fitting.unwrap_or_else(|| PathBuf::from(format!("/tmp/sigap-{}", around.uid)).join(&file))
}

fn is_private(dir: &Path, uid: u32) -> bool {
    fs::metadata(dir)
        .is_ok_and(|about| about.is_dir() && about.uid() == uid && about.mode() & 0o022 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(dir: &Path) -> Surroundings {
        Surroundings {
            home: None,
            runtime: None,
            data: Some(dir.join("data")),
            state: Some(dir.join("state")),
            etc: dir.join("etc"),
            uid: nix::unistd::geteuid().as_raw(),
        }
    }

    #[test]
    fn a_long_home_still_has_a_socket_that_fits() {
        let dir = tempfile::tempdir().expect("temp folder");
        let mut around = around(dir.path());
        let long = dir.path().join("x".repeat(120));
        for home in [dir.path().join("home"), long] {
            around.home = Some(home);
            let place = Place::find(&around).expect("a place");
            assert!(place.socket.as_os_str().len() <= SOCKET_PATH_BYTES);
            assert_eq!(place.whose, Whose::Personal);
        }
    }

    #[test]
    fn a_socket_is_in_the_home_as_long_as_its_path_fits() {
        let around = around(Path::new("/nowhere"));
        let socket = |bytes: usize| {
            let dir = PathBuf::from(format!("/{}", "x".repeat(bytes - "//desk.sock".len())));
            (own_socket(&dir, &around), dir.join("desk.sock"))
        };
        let (fitting, wanted) = socket(SOCKET_PATH_BYTES);
        assert_eq!((fitting.as_os_str().len(), fitting), (SOCKET_PATH_BYTES, wanted));
        let (elsewhere, too_long) = socket(SOCKET_PATH_BYTES + 1);
        assert_eq!(too_long.as_os_str().len(), SOCKET_PATH_BYTES + 1);
        assert!(elsewhere.starts_with("/tmp"), "{elsewhere:?}");
    }

    #[test]
    fn a_folder_open_to_others_is_refused_with_the_way_out() {
        let dir = tempfile::tempdir().expect("temp folder");
        let mut around = around(dir.path());
        let home = dir.path().join("home");
        fs::create_dir(&home).expect("made");
        fs::write(home.join("something"), "").expect("not empty");
        fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).expect("opened");
        around.home = Some(home);
        let told =
            Place::find(&around).expect("a place").prepare().expect_err("too open").to_string();
        assert!(told.contains("chmod 700"), "{told}");
    }
}
