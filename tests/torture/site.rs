//! A round's folder: a throw-away home and perhaps a mirror on one disk, a runtime folder and an
//! environment of its own. Never the machine's own desk.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use sigap::home::Place;
use sigap::home::place::Surroundings;
use tempfile::TempDir;

use crate::random::Random;

/// Sizes of journal files: the small ones see a change of file every few commands.
const FILE_BYTES: [u64; 4] = [8 << 10, 32 << 10, 128 << 10, 64 << 20];

/// When a round's folder stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Failed,
    Always,
}

/// What kind of desk a site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Bytes after which its journal begins a new file.
    file_bytes: u64,
    pub mirror: Mirror,
}

/// Whether the journal has a second copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    None,
    Kept,
}

impl Shape {
    pub fn any(random: &mut Random) -> Shape {
        let mirror = if random.chance(1, 3) { Mirror::Kept } else { Mirror::None };
        Shape { file_bytes: random.pick(&FILE_BYTES), mirror }
    }

    /// The same without a mirror.
    pub const fn alone(self) -> Shape {
        Shape { mirror: Mirror::None, ..self }
    }
}

/// A folder that goes away with this, unless the round failed.
pub struct Site {
    dir: Option<TempDir>,
    path: PathBuf,
    pub shape: Shape,
}

impl Site {
    /// A home with nothing in it.
    pub fn new(shape: Shape) -> anyhow::Result<Site> {
        Site::filled(shape, |disk| {
            for inner in ["home", "mirror"] {
                make(&disk.join(inner))?;
            }
            Ok(fs::write(disk.join("home/throwaway"), "")?)
        })
    }

    /// A copy of another one's disk.
    pub fn copied(of: &Site) -> anyhow::Result<Site> {
        Site::filled(of.shape, |disk| copy(&of.disk(), disk))
    }

    /// One whose disk is filled by somebody else.
    pub fn filled(
        shape: Shape,
        fill: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Site> {
        let dir = tempfile::Builder::new().prefix("sigap-torture-").tempdir()?;
        let path = dir.path().canonicalize()?;
        for inner in ["disk", "run", "user", "etc"] {
            make(&path.join(inner))?;
        }
        let site = Site { dir: Some(dir), path, shape };
        fill(&site.disk()).context("filling a disk")?;
        if shape.mirror == Mirror::Kept {
            let settings = format!("mirror = {:?}\n", site.mirror());
            fs::write(site.home().join("desk.toml"), settings)?;
        }
        Ok(site)
    }

    /// What a power cut hits: the home and its mirror.
    pub fn disk(&self) -> PathBuf {
        self.path.join("disk")
    }

    pub fn home(&self) -> PathBuf {
        self.path.join("disk/home")
    }

    pub fn mirror(&self) -> PathBuf {
        self.path.join("disk/mirror")
    }

    /// A file or folder beside the disk.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where the desk's socket is.
    pub fn socket(&self) -> anyhow::Result<PathBuf> {
        let around = Surroundings {
            home: Some(self.home()),
            runtime: Some(self.beside("run")),
            data: None,
            state: None,
            etc: self.beside("etc"),
            uid: nix::unistd::geteuid().as_raw(),
        };
        Ok(Place::find(&around)?.socket)
    }

    /// The desk itself.
    pub fn daemon(&self) -> anyhow::Result<Command> {
        self.command(&["daemon", "--spawned"])
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
            .env("SIGAP_FILE_BYTES", self.shape.file_bytes.to_string())
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

fn make(dir: &Path) -> anyhow::Result<()> {
    Ok(fs::DirBuilder::new().mode(0o700).create(dir)?)
}

fn names(folder: &Path) -> anyhow::Result<BTreeSet<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// Says where two folders differ, down to the last byte.
pub fn same(found: &Path, wanted: &Path) -> anyhow::Result<()> {
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
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            make(&target)?;
            copy(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
