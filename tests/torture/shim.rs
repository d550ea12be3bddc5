//! The library between a desk and its disk: built, loaded, and what it wrote down read again.
//! Never loaded into this process.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

const SOURCE: &str = include_str!("shim.c");
const MAGIC: u32 = 0x5347_5348;
/// Bytes of a record before its paths and data.
const HEADER: usize = 40;

/// The built library; its folder goes with this.
pub struct Shim {
    dir: TempDir,
}

/// What a desk did to its disk, or said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A process began, whose descriptors mean something else than those of the one before.
    Begin,
    Create {
        path: PathBuf,
        ino: u64,
    },
    MakeFolder {
        path: PathBuf,
        ino: u64,
    },
    Write {
        ino: u64,
        at: u64,
        bytes: Bytes,
    },
    Resize {
        ino: u64,
        length: u64,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Unlink {
        path: PathBuf,
    },
    RemoveFolder {
        path: PathBuf,
    },
    /// A sync begins: it covers what was done before.
    Sync {
        ino: u64,
        id: u64,
    },
    /// It has ended well.
    Synced {
        id: u64,
    },
    /// Said to a client.
    Send {
        socket: u64,
        bytes: Bytes,
    },
    /// A client's socket was closed.
    Close {
        socket: u64,
    },
}

/// Bytes that were written; zeros take no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bytes {
    Zeros(usize),
    Some(Vec<u8>),
}

impl Bytes {
    pub const fn len(&self) -> usize {
        match self {
            Bytes::Zeros(count) => *count,
            Bytes::Some(bytes) => bytes.len(),
        }
    }

    /// Copies a part of them.
    pub fn put(&self, from: usize, to: &mut [u8]) {
        match self {
            Bytes::Zeros(_) => to.fill(0),
            Bytes::Some(bytes) => to.copy_from_slice(&bytes[from..from + to.len()]),
        }
    }
}

impl Shim {
    /// Builds the library with the machine's C compiler, which Rust links with anyway.
    pub fn build() -> anyhow::Result<Shim> {
        let dir = tempfile::Builder::new().prefix("sigap-torture-shim-").tempdir()?;
        let mut compiler = Command::new("cc")
            .args(["-std=c11", "-O2", "-shared", "-fPIC", "-x", "c", "-", "-o"])
            .arg(dir.path().join("shim.so"))
            .stdin(Stdio::piped())
            .spawn()
            .context(
                "there is no C compiler `cc`, which power cuts and faults need; install one",
            )?;
        let mut source = compiler.stdin.take().context("the compiler listens")?;
        source.write_all(SOURCE.as_bytes())?;
        drop(source);
        ensure!(compiler.wait()?.success(), "tests/torture/shim.c does not compile");
        Ok(Shim { dir })
    }

    /// Lets a command write down what it does to a folder.
    pub fn record(&self, command: &mut Command, folder: &Path, log: &Path) {
        self.load(command, folder).env("SIGAP_SHIM_LOG", log);
    }

    /// Lets a command's n-th change of a folder fail.
    pub fn fail(&self, command: &mut Command, folder: &Path, fault: &str) {
        self.load(command, folder).env("SIGAP_SHIM_FAULT", fault);
    }

    fn load<'a>(&self, command: &'a mut Command, folder: &Path) -> &'a mut Command {
        let library = self.dir.path().join("shim.so");
        command.env("LD_PRELOAD", library).env("SIGAP_SHIM_FOLDER", folder)
    }
}

/// Reads what was written down, in order.
pub fn read(log: &Path) -> anyhow::Result<Vec<Act>> {
    let bytes = fs::read(log).context("reading the recording")?;
    let mut rest = bytes.as_slice();
    let mut acts = Vec::new();
    while !rest.is_empty() {
        ensure!(rest.len() >= HEADER, "a record is cut");
        let (head, tail) = rest.split_at(HEADER);
        let short = |at: usize| usize::from(u16::from_ne_bytes([head[at], head[at + 1]]));
        let word = |at: usize| u32::from_ne_bytes(four(head, at));
        ensure!(word(0) == MAGIC, "a record begins in no record's way");
        let (path, other, data) = (short(6), short(8), word(12) as usize);
        ensure!(tail.len() >= path + other + data, "a record is cut");
        let (path, tail) = tail.split_at(path);
        let (other, tail) = tail.split_at(other);
        let (data, tail) = tail.split_at(data);
        acts.push(act(head, [path, other], data)?);
        rest = tail;
    }
    Ok(acts)
}

fn four(head: &[u8], at: usize) -> [u8; 4] {
    head[at..at + 4].try_into().expect("a header is longer")
}

fn act(head: &[u8], [path, other]: [&[u8]; 2], data: &[u8]) -> anyhow::Result<Act> {
    let long = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().expect("8 bytes"));
    let (ino, at, count) = (long(16), long(24), long(32));
    let text = |bytes: &[u8]| PathBuf::from(String::from_utf8_lossy(bytes).into_owned());
    let bytes = || match head[5] {
        1 => Bytes::Zeros(count as usize),
        _ => Bytes::Some(data.to_vec()),
    };
    Ok(match head[4] {
        1 => Act::Begin,
        2 => Act::Create { path: text(path), ino },
        3 => Act::MakeFolder { path: text(path), ino },
        4 => Act::Write { ino, at, bytes: bytes() },
        5 => Act::Resize { ino, length: at },
        6 => Act::Rename { from: text(path), to: text(other) },
        7 => Act::Unlink { path: text(path) },
        8 => Act::RemoveFolder { path: text(path) },
        9 => Act::Sync { ino, id: at },
        10 => Act::Synced { id: at },
        11 => Act::Send { socket: ino, bytes: bytes() },
        12 => Act::Close { socket: ino },
        _ => bail!("the desk did what the recorder does not know: {}", text(path).display()),
    })
}
