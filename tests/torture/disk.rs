//! A disk in memory: what a folder held, what was done to it, and what it could hold after a power
//! cut at any moment. Never keeps what no completed sync covers, unless chance does.
//!
//! Of a file, the bytes written before a sync of it began are there once that sync has ended; of
//! the rest any pieces of 512 or 4096 bytes are there or not. Its length is old or new. A name
//! (made, moved, removed) is sure once its folder was synced. A sync of a file makes nothing but
//! that file sure. `sync_file_range` makes nothing sure.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::random::Random;
use crate::shim::{Act, Bytes};

/// A file or folder, whatever its name.
type Node = usize;

/// What a folder and everything in it has gone through.
pub struct Disk {
    root: PathBuf,
    nodes: Vec<Begin>,
    changes: Vec<Change>,
}

/// What a node was when the recording began.
enum Begin {
    File(Vec<u8>),
    Folder(BTreeMap<String, Node>),
}

/// A change, where in the recording it stands, and from where on it is sure.
struct Change {
    at: usize,
    sure: Option<usize>,
    what: What,
}

enum What {
    Write {
        node: Node,
        at: u64,
        bytes: Bytes,
    },
    Resize {
        node: Node,
        length: u64,
    },
    /// A name appears, in place of what had it.
    Link {
        folder: Node,
        name: String,
        node: Node,
    },
    Unlink {
        folder: Node,
        name: String,
    },
    /// A name goes from one folder to another, or within one.
    Rename {
        from: (Node, String),
        to: (Node, String),
        node: Node,
    },
}

impl What {
    /// Whether a sync of a node covers it; a rename needs both folders, which is asked of each.
    fn is_of(&self, synced: Node) -> bool {
        match self {
            What::Write { node, .. } | What::Resize { node, .. } => *node == synced,
            What::Link { folder, .. } | What::Unlink { folder, .. } => *folder == synced,
            What::Rename { from, to, .. } => from.0 == synced && to.0 == synced,
        }
    }
}

/// How the disk orders what it was not told to make sure.
#[derive(Debug, Clone, Copy)]
struct Luck {
    /// Names and lengths come in their order up to some moment (a file system with a journal), or
    /// each by itself.
    ordered_up_to: Option<usize>,
    /// Of ten pieces, names or lengths that no sync covers, about so many are there.
    of_ten: u64,
    /// Bytes of a piece that is there or not.
    piece: u64,
    /// What stands where a file grew and nothing was written: zeros, or what was there before.
    filler: u8,
}

impl Disk {
    /// What a folder holds now: all of it is sure.
    pub fn of(root: &Path) -> anyhow::Result<(Disk, HashMap<u64, Node>)> {
        let (mut nodes, mut inodes) = (Vec::new(), HashMap::new());
        scan(root, &mut nodes, &mut inodes)?;
        Ok((Disk { root: root.to_owned(), nodes, changes: Vec::new() }, inodes))
    }

    /// Takes in what was recorded after [`Disk::of`].
    pub fn follow(&mut self, acts: &[Act], inodes: HashMap<u64, Node>) -> anyhow::Result<()> {
        let names = self.nodes.iter().map(|node| match node {
            Begin::File(_) => None,
            Begin::Folder(names) => Some(names.clone()),
        });
        let names = names.collect();
        let mut recorder = Recorder { disk: self, inodes, names, syncs: HashMap::new() };
        for (at, act) in acts.iter().enumerate() {
            recorder.act(at, act).with_context(|| format!("record {at}: {act:?}"))?;
        }
        Ok(())
    }

    /// Writes what the folder could hold after a power cut before record `cut` into an empty one.
    pub fn cut(&self, cut: usize, random: &mut Random, into: &Path) -> anyhow::Result<()> {
        let ordered = random.chance(1, 2).then(|| random.below(cut as u64 + 1) as usize);
        let luck = Luck {
            ordered_up_to: ordered,
            of_ten: random.pick(&[0, 1, 5, 9, 10]),
            piece: random.pick(&[512, 4096]),
            filler: random.pick(&[0, 0, 0, 0xA5]),
        };
        self.write_out(cut, luck, random, into)
    }

    /// Writes what the folder holds when everything came through.
    pub fn all(&self, into: &Path) -> anyhow::Result<()> {
        let luck = Luck { ordered_up_to: Some(usize::MAX), of_ten: 10, piece: 4096, filler: 0 };
        self.write_out(usize::MAX, luck, &mut Random::new(0), into)
    }

    fn write_out(
        &self,
        cut: usize,
        luck: Luck,
        random: &mut Random,
        into: &Path,
    ) -> anyhow::Result<()> {
        let mut now: Vec<Now> = self.nodes.iter().map(Now::new).collect();
        for change in self.changes.iter().take_while(|change| change.at < cut) {
            let is_sure = change.sure.is_some_and(|sure| sure < cut);
            let mut by_chance = || is_sure || random.chance(luck.of_ten, 10);
            let in_order = luck.ordered_up_to.map(|up_to| is_sure || change.at < up_to);
            match &change.what {
                What::Write { node, at, bytes } => {
                    now[*node].write(*at, bytes, luck, &mut by_chance)
                }
                What::Resize { node, length } => {
                    if in_order.unwrap_or_else(by_chance) {
                        now[*node].resize(*length, luck.filler);
                    }
                }
                What::Link { .. } | What::Unlink { .. } | What::Rename { .. } => {
                    if in_order.unwrap_or_else(by_chance) {
                        rename(&mut now, &change.what);
                    }
                }
            }
        }
        put(&now, 0, into)
    }
}

/// A node while an image is being made.
enum Now {
    File { bytes: Vec<u8> },
    Folder(BTreeMap<String, Node>),
}

impl Now {
    fn new(begin: &Begin) -> Now {
        match begin {
            Begin::File(bytes) => Now::File { bytes: bytes.clone() },
            Begin::Folder(names) => Now::Folder(names.clone()),
        }
    }

    fn write(&mut self, at: u64, bytes: &Bytes, luck: Luck, is_there: &mut dyn FnMut() -> bool) {
        let Now::File { bytes: file } = self else { return };
        let (mut from, end) = (at, at + bytes.len() as u64);
        if (file.len() as u64) < end && is_there() {
            // The new length came before what was written.
            file.resize(end as usize, luck.filler);
        }
        while from < end {
            let to = (from + luck.piece - from % luck.piece).min(end);
            if is_there() {
                file.resize(file.len().max(to as usize), luck.filler);
                bytes.put((from - at) as usize, &mut file[from as usize..to as usize]);
            }
            from = to;
        }
    }

    fn resize(&mut self, length: u64, filler: u8) {
        if let Now::File { bytes } = self {
            bytes.resize(length as usize, filler);
        }
    }

    fn names(&mut self) -> Option<&mut BTreeMap<String, Node>> {
        match self {
            Now::File { .. } => None,
            Now::Folder(names) => Some(names),
        }
    }
}

fn rename(now: &mut [Now], what: &What) {
    match what {
        What::Link { folder, name, node } => {
            now[*folder].names().map(|names| names.insert(name.clone(), *node));
        }
        What::Unlink { folder, name } => {
            now[*folder].names().map(|names| names.remove(name));
        }
        What::Rename { from, to, node } => {
            let names = now[from.0].names();
            if let Some(names) = names.filter(|names| names.get(&from.1) == Some(node)) {
                names.remove(&from.1);
            }
            now[to.0].names().map(|names| names.insert(to.1.clone(), *node));
        }
        What::Write { .. } | What::Resize { .. } => {}
    }
}

fn put(now: &[Now], folder: Node, into: &Path) -> anyhow::Result<()> {
    let Now::Folder(names) = &now[folder] else { bail!("a file stands for a folder") };
    for (name, node) in names {
        let path = into.join(name);
        match &now[*node] {
            Now::File { bytes } => {
                let mut options = fs::OpenOptions::new();
                let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
                std::io::Write::write_all(&mut file, bytes)?;
            }
            Now::Folder(_) => {
                fs::DirBuilder::new().mode(0o700).create(&path)?;
                put(now, *node, &path)?;
            }
        }
    }
    Ok(())
}

fn scan(
    path: &Path,
    nodes: &mut Vec<Begin>,
    inodes: &mut HashMap<u64, Node>,
) -> anyhow::Result<Node> {
    let about = fs::symlink_metadata(path)?;
    let node = nodes.len();
    inodes.insert(about.ino(), node);
    if about.is_file() {
        nodes.push(Begin::File(fs::read(path)?));
        return Ok(node);
    }
    ensure!(about.is_dir(), "{} is neither file nor folder", path.display());
    nodes.push(Begin::Folder(BTreeMap::new()));
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names.insert(name, scan(&entry.path(), nodes, inodes)?);
    }
    nodes[node] = Begin::Folder(names);
    Ok(node)
}

/// Follows a recording with what is seen by the process that was recorded.
struct Recorder<'a> {
    disk: &'a mut Disk,
    inodes: HashMap<u64, Node>,
    /// Names in each folder, as they are now; `None` for a file.
    names: Vec<Option<BTreeMap<String, Node>>>,
    /// Syncs under way: of which node, and how many changes there were when it began.
    syncs: HashMap<u64, (Node, usize)>,
}

impl Recorder<'_> {
    fn act(&mut self, at: usize, act: &Act) -> anyhow::Result<()> {
        match act {
            Act::Begin => self.syncs.clear(),
            Act::Send { .. } | Act::Close { .. } => {}
            Act::Create { path, ino } => self.made(at, path, *ino, Begin::File(Vec::new()))?,
            Act::MakeFolder { path, ino } => {
                self.made(at, path, *ino, Begin::Folder(BTreeMap::new()))?;
            }
            Act::Write { ino, at: place, bytes } => {
                let (node, bytes) = (self.node(*ino)?, bytes.clone());
                self.push(at, What::Write { node, at: *place, bytes });
            }
            Act::Resize { ino, length } => {
                let node = self.node(*ino)?;
                self.push(at, What::Resize { node, length: *length });
            }
            Act::Rename { from, to } => {
                let (from, to) = (self.place(from)?, self.place(to)?);
                let node = self.unname(&from)?;
                self.name(&to, node)?;
                self.push(at, What::Rename { from, to, node });
            }
            Act::Unlink { path } | Act::RemoveFolder { path } => {
                let (folder, name) = self.place(path)?;
                self.unname(&(folder, name.clone()))?;
                self.push(at, What::Unlink { folder, name });
            }
            Act::Sync { ino, id } => {
                let node = self.node(*ino)?;
                self.syncs.insert(*id, (node, self.disk.changes.len()));
            }
            Act::Synced { id } => {
                let (node, covers) = self.syncs.remove(id).context("it never began")?;
                for change in &mut self.disk.changes[..covers] {
                    if change.what.is_of(node) {
                        change.sure.get_or_insert(at);
                    }
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, at: usize, what: What) {
        self.disk.changes.push(Change { at, sure: None, what });
    }

    fn made(&mut self, at: usize, path: &Path, ino: u64, begin: Begin) -> anyhow::Result<()> {
        let (folder, name) = self.place(path)?;
        let node = self.disk.nodes.len();
        self.names.push(match begin {
            Begin::File(_) => None,
            Begin::Folder(_) => Some(BTreeMap::new()),
        });
        self.disk.nodes.push(begin);
        self.inodes.insert(ino, node);
        self.name(&(folder, name.clone()), node)?;
        self.push(at, What::Link { folder, name, node });
        Ok(())
    }

    fn node(&self, ino: u64) -> anyhow::Result<Node> {
        self.inodes.get(&ino).copied().context("a file that nobody has made")
    }

    /// The folder of a path, and the name in it.
    fn place(&self, path: &Path) -> anyhow::Result<(Node, String)> {
        let below = path.strip_prefix(&self.disk.root).context("not below the folder")?;
        let name = below.file_name().context("a path without a name")?;
        let mut folder = 0;
        for part in below.parent().into_iter().flat_map(Path::components) {
            let part = part.as_os_str().to_string_lossy();
            let names = self.names[folder].as_ref().context("a file on the way")?;
            folder = *names.get(part.as_ref()).context("a folder that is not there")?;
        }
        Ok((folder, name.to_string_lossy().into_owned()))
    }

    fn name(&mut self, (folder, name): &(Node, String), node: Node) -> anyhow::Result<()> {
        let names = self.names[*folder].as_mut().context("a file for a folder")?;
        names.insert(name.clone(), node);
        Ok(())
    }

    fn unname(&mut self, (folder, name): &(Node, String)) -> anyhow::Result<Node> {
        let names = self.names[*folder].as_mut().context("a file for a folder")?;
        names.remove(name).context("a name that is not there")
    }
}
