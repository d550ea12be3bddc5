//! The journal's files: names, room zero-filled ahead, reading through a window. Never decides
//! what a sound block is.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use memchr::memmem;

use super::block::{ALIGN, Flaw, HEADER, Header, MAGIC};
use super::error::StoreError;
use crate::disk;

/// Zeros are written this far ahead: overwriting them costs a third of what growing a file does,
/// because the file's size and extents stay as they are.
const STEP: u64 = 2 * 1024 * 1024;
/// Bytes read ahead: a walk through the journal reads in pieces of this size.
const AHEAD: usize = 256 * 1024;

/// Bytes that a disk reads or not; a piece that it refuses is tried again in pages of this size.
const PAGE: usize = 4096;
/// Pages in a row that are passed over: a disk that reads nothing at all shall not be asked for
/// every page of every file, each of which may take it seconds. Less than what is read ahead.
const BAD_PAGES: usize = 32;
/// Stands for a byte that cannot be read: unlike zeros it is never taken for room.
const UNREAD: u8 = 0xEE;

static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// The file that begins with this seq.
pub(super) fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:020}.journal"))
}

/// The first seqs of all files in a journal's folder, in order; other files are passed over.
pub(super) fn list(dir: &Path) -> Result<Vec<u64>, StoreError> {
    let mut firsts = Vec::new();
    for file in fs::read_dir(dir).map_err(StoreError::io("read", dir))? {
        let name = file.map_err(StoreError::io("read", dir))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".journal"));
        firsts.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    firsts.sort_unstable();
    Ok(firsts)
}

/// Bytes of these files together.
pub(super) fn length(dir: &Path, firsts: &[u64]) -> Result<u64, StoreError> {
    let mut length = 0;
    for first in firsts {
        let path = path(dir, *first);
        length += fs::metadata(&path).map_err(StoreError::io("read", &path))?.len();
    }
    Ok(length)
}

/// Makes a folder that nobody else can look into, and those above it, where they are missing.
pub(super) fn make_folder(dir: &Path) -> Result<(), StoreError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(StoreError::io("create", dir))
}

/// Makes the names in a folder last through a power cut.
pub(super) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(StoreError::io("sync", dir))
}

/// Which file has, or had, a name. One that was removed while it is open still takes what is
/// written to it.
#[derive(Debug)]
pub(super) struct Witness {
    path: PathBuf,
    file: (u64, u64),
}

impl Witness {
    /// Looks whether the file still has its name.
    ///
    /// # Errors
    /// [`StoreError::Io`] when nothing, or something else, has it.
    pub(super) fn look(&self) -> Result<(), StoreError> {
        let find = || StoreError::io("find", &self.path);
        let about = fs::metadata(&self.path).map_err(find())?;
        match (about.dev(), about.ino()) == self.file {
            true => Ok(()),
            false => Err(find()(io::Error::other("another file is in its place"))),
        }
    }
}

/// The end of the last file, where blocks are added.
pub(super) struct Tail {
    pub(super) file: File,
    path: PathBuf,
    end: u64,
    filled: u64,
}

impl Tail {
    /// A new file for blocks from this seq on, with room in it: so many bytes, [`STEP`] at most.
    pub(super) fn create(dir: &Path, first: u64, room: u64) -> Result<Tail, StoreError> {
        let path = path(dir, first);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create_new(true).mode(0o600);
        let file = disk::open_with(options, &path).map_err(StoreError::io("create", &path))?;
        let tail = Tail { file, path, end: 0, filled: room.min(STEP) };
        tail.fill(0, tail.filled).map_err(StoreError::io("fill", &tail.path))?;
        tail.file.sync_all().map_err(StoreError::io("sync", &tail.path))?;
        sync_folder(dir)?;
        Ok(tail)
    }

    /// An existing file, to be continued at `end`. Whatever is behind it (a block that was being
    /// written when the power went) becomes zeros, so that it is never taken for a block later.
    pub(super) fn resume(dir: &Path, first: u64, end: u64) -> Result<Tail, StoreError> {
        let path = path(dir, first);
        let file = disk::open_with(OpenOptions::new().read(true).write(true), &path);
        let file = file.map_err(StoreError::io("open", &path))?;
        let filled = file.metadata().map_err(StoreError::io("open", &path))?.len();
        let tail = Tail { file, path, end, filled: filled.max(end) };
        if !is_blank(&tail.file, end, filled).map_err(StoreError::io("read", &tail.path))? {
            tail.fill(end, filled).map_err(StoreError::io("write", &tail.path))?;
        }
        Ok(tail)
    }

    /// Writes what is there from a place on once more, and returns when it is on the disk. A sync
    /// that failed in an earlier run can leave a block that is read from memory as if it were kept.
    pub(super) fn settle(&self, dir: &Path, from: u64) -> Result<(), StoreError> {
        let mut bytes = vec![0; (self.end - from) as usize];
        let again = |bytes: &mut [u8]| {
            // A file that was cut within the zeros behind its last block is shorter than that.
            let there = self.file.metadata()?.len().saturating_sub(from).min(bytes.len() as u64);
            self.file.read_exact_at(&mut bytes[..there as usize], from)?;
            self.file.write_all_at(bytes, from)?;
            self.file.sync_all()
        };
        again(&mut bytes).map_err(StoreError::io("write", &self.path))?;
        sync_folder(dir)
    }

    /// Its file's name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Which file it is, for whoever looks whether that is still the one with this name.
    pub(super) fn witness(&self) -> io::Result<Witness> {
        let about = self.file.metadata()?;
        Ok(Witness { path: self.path.clone(), file: (about.dev(), about.ino()) })
    }

    /// Where the next block begins.
    pub(super) const fn end(&self) -> u64 {
        self.end
    }

    /// Writes a block and returns when it is on the disk. After an error the file's end is
    /// unknown, and nothing may be written any more.
    pub(super) fn append(&mut self, block: &[u8]) -> Result<(), StoreError> {
        let end = self.end + block.len() as u64;
        let write = |file: &File| file.write_all_at(block, self.end);
        write(&self.file).map_err(StoreError::io("write", &self.path))?;
        if end > self.filled {
            let filled = end.next_multiple_of(STEP);
            self.fill(end, filled).map_err(StoreError::io("fill", &self.path))?;
            self.filled = filled;
        }
        self.file.sync_data().map_err(StoreError::io("sync", &self.path))?;
        self.end = end;
        Ok(())
    }

    /// Gives back the room that is left, for good.
    pub(super) fn seal(&self) -> Result<(), StoreError> {
        self.file.set_len(self.end).map_err(StoreError::io("cut", &self.path))?;
        self.file.sync_all().map_err(StoreError::io("sync", &self.path))
    }

    fn fill(&self, from: u64, to: u64) -> io::Result<()> {
        let mut at = from;
        while at < to {
            let count = (to - at).min(ZEROS.len() as u64);
            self.file.write_all_at(&ZEROS[..count as usize], at)?;
            at += count;
        }
        Ok(())
    }
}

/// Tells whether an error says that the disk cannot give these bytes, whoever asks.
pub(super) fn is_unreadable(error: &io::Error) -> bool {
    error.raw_os_error() == Some(nix::errno::Errno::EIO as i32)
}

/// Tells whether a part of a file holds only zeros; what the disk cannot read may hold anything.
pub(super) fn is_blank(file: &File, from: u64, to: u64) -> io::Result<bool> {
    let mut piece = [0; 64 * 1024];
    let mut at = from;
    while at < to {
        let count = (to - at).min(piece.len() as u64) as usize;
        match file.read_exact_at(&mut piece[..count], at) {
            Err(error) if is_unreadable(&error) => return Ok(false),
            read => read?,
        }
        if piece[..count].iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        at += count as u64;
    }
    Ok(true)
}

/// A file read through a window that moves along.
pub(super) struct Window {
    file: File,
    path: PathBuf,
    length: u64,
    start: u64,
    bytes: Vec<u8>,
    /// Where pages begin, of those held, that the disk could not read.
    unread: Vec<u64>,
}

impl Window {
    /// The file of blocks from this seq on; `None` when there is none.
    pub(super) fn open(dir: &Path, first: u64) -> Result<Option<Window>, StoreError> {
        let path = path(dir, first);
        let file = match disk::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(StoreError::io("open", &path))?,
        };
        let length = file.metadata().map_err(StoreError::io("open", &path))?.len();
        Ok(Some(Window { file, path, length, start: 0, bytes: Vec::new(), unread: Vec::new() }))
    }

    /// Which file it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// So many bytes from a place on; fewer where the file ends. In place of what the disk cannot
    /// read there is something that is no block, nor room for one.
    pub(super) fn bytes(&mut self, at: u64, count: usize) -> Result<&[u8], StoreError> {
        let count = self.length.saturating_sub(at).min(count as u64) as usize;
        let held = self.start..self.start + self.bytes.len() as u64;
        if !(held.start <= at && at + count as u64 <= held.end) {
            self.start = at;
            self.unread.clear();
            if let Err(error) = self.read(count.max(AHEAD)) {
                self.bytes.clear();
                return Err(StoreError::io("read", &self.path)(error));
            }
        }
        let count = self.length.saturating_sub(at).min(count as u64) as usize;
        let from = (at - self.start.min(at)) as usize;
        Ok(&self.bytes[from..from + count])
    }

    /// Fills the window with so many bytes, fewer where the file ends. The one who writes may give
    /// back the file's room meanwhile: then it ends earlier than it did when it was opened.
    fn read(&mut self, count: usize) -> io::Result<()> {
        loop {
            let wanted = self.length.saturating_sub(self.start).min(count as u64) as usize;
            self.bytes.resize(wanted, 0);
            match self.file.read_exact_at(&mut self.bytes, self.start) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    let length = self.file.metadata()?.len();
                    if length >= self.length {
                        return Err(error);
                    }
                    self.length = length;
                }
                Err(error) if is_unreadable(&error) => return self.read_pages(),
                read => return read,
            }
        }
    }

    /// Fills the window page by page, so that what is beside a bad place is there all the same.
    fn read_pages(&mut self) -> io::Result<()> {
        let mut running = 0;
        for (at, page) in (self.start..).step_by(PAGE).zip(self.bytes.chunks_mut(PAGE)) {
            match self.file.read_exact_at(page, at) {
                Err(error) if is_unreadable(&error) && running < BAD_PAGES => {
                    running += 1;
                    page.fill(UNREAD);
                    self.unread.push(at);
                }
                read => {
                    read?;
                    running = 0;
                }
            }
        }
        Ok(())
    }

    /// The header of a block whose bytes are all there and sound.
    pub(super) fn block(&mut self, at: u64) -> Result<Result<Header, Flaw>, StoreError> {
        let header = match Header::read(self.bytes(at, HEADER)?) {
            Ok(header) => header,
            Err(flaw) => return Ok(Err(self.flaw(at, HEADER, flaw))),
        };
        if header.fits(self.body(at, &header)?) {
            return Ok(Ok(header));
        }
        let flaw = Flaw::Bad("a block's content fails its check");
        Ok(Err(self.flaw(at + HEADER as u64, header.length(), flaw)))
    }

    /// What is wrong with bytes that are held: the disk, or else this.
    fn flaw(&self, at: u64, count: usize, flaw: Flaw) -> Flaw {
        let end = at + count as u64;
        let is_of_them = |page: &u64| *page < end && at < page + PAGE as u64;
        if self.unread.iter().any(is_of_them) { Flaw::Unreadable } else { flaw }
    }

    /// The body of the block at a place.
    pub(super) fn body(&mut self, at: u64, header: &Header) -> Result<&[u8], StoreError> {
        self.bytes(at + HEADER as u64, header.length())
    }

    /// The sound blocks behind a place, in the order in which they lie. One that a disk has put
    /// where it does not belong is among them.
    pub(super) fn blocks_behind(&mut self, at: u64) -> Result<Vec<(u64, Header)>, StoreError> {
        let mut blocks = Vec::new();
        let mut from = at + ALIGN as u64;
        while let Some(at) = self.magic(from)? {
            from = at + ALIGN as u64;
            if let Ok(header) = self.block(at)? {
                from = at + header.span();
                blocks.push((at, header));
            }
        }
        Ok(blocks)
    }

    /// Where from a place on the next block seems to begin.
    fn magic(&mut self, mut from: u64) -> Result<Option<u64>, StoreError> {
        loop {
            let bytes = self.bytes(from, AHEAD)?;
            let mut places = memmem::find_iter(bytes, MAGIC).map(|place| from + place as u64);
            if let Some(place) = places.find(|place| place % ALIGN as u64 == 0) {
                return Ok(Some(place));
            }
            if bytes.len() < AHEAD {
                return Ok(None);
            }
            from += (AHEAD - HEADER) as u64;
        }
    }

    /// Tells whether nothing but zeros follows a place.
    pub(super) fn is_blank_from(&self, at: u64) -> Result<bool, StoreError> {
        let io_error = StoreError::io("read", &self.path);
        let length = self.file.metadata().map(|about| about.len().min(self.length));
        length.and_then(|length| is_blank(&self.file, at, length)).map_err(io_error)
    }
}
