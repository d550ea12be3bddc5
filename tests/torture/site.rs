//! A round's folder: a throw-away home, its own runtime folder, its own environment. Never the
//! machine's own desk.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;
use sigap::home::Place;
use sigap::home::place::Surroundings;
use tempfile::TempDir;

/// When a round's folder stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Failed,
    Always,
}

/// A folder that goes away with this, unless the round failed.
pub struct Site {
    dir: Option<TempDir>,
    path: PathBuf,
    /// Bytes after which the desk's journal begins a new file.
    pub file_bytes: u64,
}

impl Site {
    /// A home with nothing in it.
    pub fn new(file_bytes: u64) -> anyhow::Result<Site> {
        let dir = tempfile::Builder::new().prefix("sigap-torture-").tempdir()?;
        let path = dir.path().canonicalize()?;
        for inner in ["home", "run", "user", "etc"] {
            fs::DirBuilder::new().mode(0o700).create(path.join(inner))?;
        }
        fs::write(path.join("home/throwaway"), "")?;
        Ok(Site { dir: Some(dir), path, file_bytes })
    }

    /// A home that is a copy of another one.
    pub fn copied(home: &Path, file_bytes: u64) -> anyhow::Result<Site> {
        let site = Site::new(file_bytes)?;
        fs::remove_file(site.home().join("throwaway"))?;
        copy(home, &site.home())?;
        Ok(site)
    }

    pub fn home(&self) -> PathBuf {
        self.path.join("home")
    }

    /// A file or folder beside the home.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where the desk's socket is.
    pub fn socket(&self) -> anyhow::Result<PathBuf> {
        let around = Surroundings {
            home: Some(self.home()),
            runtime: Some(self.beside("run")),
            data: None,
            etc: self.beside("etc"),
            uid: nix::unistd::geteuid().as_raw(),
        };
        Ok(Place::find(&around)?.socket)
    }

    /// A command of the desk's program, in this site's environment.
    pub fn command(&self, args: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(args).arg("--home").arg(self.home()).current_dir(&self.path).env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.beside("user"))
            .env("XDG_RUNTIME_DIR", self.beside("run"))
            .env("SIGAP_ETC", self.beside("etc"))
            .env("SIGAP_ZONE", "Asia/Jakarta")
            .env("SIGAP_CLOCK", "2026-11-21T09:00:00+07:00")
            .env("SIGAP_FILE_BYTES", self.file_bytes.to_string())
            .env("LANG", "C.UTF-8");
        Ok(command)
    }

    /// Ends a round: the folder goes, or stays and is named in the error.
    pub fn ended<T>(mut self, round: anyhow::Result<T>, keep: Keep) -> anyhow::Result<T> {
        if round.is_ok() && keep == Keep::Failed {
            return round;
        }
        self.dir.take().map(TempDir::keep);
        let path = self.path.display();
        match round {
            Ok(done) => {
                println!("kept: {path}");
                Ok(done)
            }
            Err(error) => Err(error.context(format!("see {path}"))),
        }
    }
}

/// Says where two folders differ, down to the last byte.
pub fn same(found: &Path, wanted: &Path) -> anyhow::Result<()> {
    let names = |folder: &Path| -> anyhow::Result<BTreeSet<OsString>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
    };
    let (here, there) = (names(found)?, names(wanted)?);
    ensure!(here == there, "{} holds {here:?}, not {there:?}", found.display());
    for name in here {
        let (one, other) = (found.join(&name), wanted.join(&name));
        if one.is_dir() {
            same(&one, &other)?;
        } else {
            ensure!(fs::read(&one)? == fs::read(&other)?, "{} is another one", one.display());
        }
    }
    Ok(())
}
/// Copies what is in a folder into another one.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::DirBuilder::new().mode(0o700).create(&target)?;
            copy(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
