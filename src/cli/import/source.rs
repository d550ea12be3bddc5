//! Where a file comes from: a folder, a pipe, standard input. Never reads more than it is asked
//! for.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::trouble::{Foreign, Trouble};

/// First bytes of formats that people try to import, and what they are.
const MAGIC: [(&[u8], Foreign); 22] = [
    (b"PK\x03\x04", Foreign::Spreadsheet),
    (b"PK\x05\x06", Foreign::Compressed),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Foreign::Spreadsheet),
    (b"%PDF", Foreign::Pdf),
    (b"\x1F\x8B", Foreign::Compressed),
    (b"BZh", Foreign::Compressed),
    (b"\xFD7zXZ", Foreign::Compressed),
    (b"7z\xBC\xAF", Foreign::Compressed),
    (b"\x28\xB5\x2F\xFD", Foreign::Compressed),
    (b"Rar!", Foreign::Compressed),
    (b"\x89PNG", Foreign::Picture),
    (b"\xFF\xD8\xFF", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"RIFF", Foreign::Picture),
    (b"OggS", Foreign::Picture),
    (b"ID3", Foreign::Picture),
    (b"\x7FELF", Foreign::Program),
    (b"MZ\x90", Foreign::Program),
    (b"SQLite format 3\0", Foreign::Binary),
    (b"<?xml", Foreign::Web),
    (b"<!DOCTYPE", Foreign::Web),
    (b"<html", Foreign::Web),
];
/// Bytes at the beginning of a file that tell whether it is text at all.
const HEAD: usize = 8 * 1024;
/// So many control characters are no accident in a text.
const CONTROLS: usize = 8;

/// An opened file.
pub struct Source {
    /// Its bytes.
    pub bytes: Counted,
    /// Its path; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Its length, when it is a file that has one.
    pub length: Option<u64>,
    /// How many of its bytes have been read.
    pub read: Arc<AtomicU64>,
}

/// Bytes that are counted as they are read.
pub struct Counted {
    from: Bytes,
    read: Arc<AtomicU64>,
}

enum Bytes {
    File(File),
    Stdin(io::Stdin),
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.from {
            Bytes::File(file) => file.read(to)?,
            Bytes::Stdin(stdin) => stdin.read(to)?,
        };
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Source {
    /// Opens a file; `-` is standard input. A pipe waits here until somebody writes to it.
    ///
    /// # Errors
    /// [`Trouble::Missing`], [`Trouble::Folder`], [`Trouble::Unreadable`].
    pub fn open(file: &Path) -> Result<Source, Trouble> {
        let read = Arc::new(AtomicU64::new(0));
        let counted = |from| Counted { from, read: Arc::clone(&read) };
        if file == Path::new("-") {
            let bytes = counted(Bytes::Stdin(io::stdin()));
            return Ok(Source { bytes, path: None, length: None, read });
        }
        let about = fs::metadata(file).map_err(unopened)?;
        if about.is_dir() {
            return Err(Trouble::Folder);
        }
        let opened = File::open(file).map_err(unopened)?;
        let length = about.is_file().then_some(about.len());
        let bytes = counted(Bytes::File(opened));
        Ok(Source { bytes, path: Some(file.to_owned()), length, read })
    }
}

fn unopened(error: io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound => Trouble::Missing,
        io::ErrorKind::IsADirectory => Trouble::Folder,
        _ => Trouble::Unreadable(error),
    }
}

/// What a file is, when its first bytes say that it is no text that could be imported. Zero bytes
/// mean nothing where letters are wide.
pub fn foreign(head: &[u8], letters: Letters) -> Option<Foreign> {
    let head = &head[..head.len().min(HEAD)];
    if letters == Letters::Wide {
        return None;
    }
    let start = head.trim_ascii_start();
    let begins = |magic: &[u8]| {
        head.starts_with(magic)
            || (magic[0] == b'<'
                && start.len() >= magic.len()
                && start[..magic.len()].eq_ignore_ascii_case(magic))
    };
    if let Some((_, foreign)) = MAGIC.iter().find(|(magic, _)| begins(magic)) {
        return Some(*foreign);
    }
    let is_json = |open: u8| {
        let after = start.get(1..).map(<[u8]>::trim_ascii_start).and_then(<[u8]>::first);
        start.first() == Some(&open) && matches!(after, Some(b'"' | b'{' | b'['))
    };
    if is_json(b'{') || is_json(b'[') {
        return Some(Foreign::Json);
    }
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t'..=b'\r' | 0x1B);
    let controls = head.iter().filter(control).count();
    (controls >= CONTROLS && controls * 100 > head.len()).then_some(Foreign::Binary)
}

/// How many bytes a letter has at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// One.
    Narrow,
    /// Two or four.
    Wide,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_by_its_first_bytes() {
        let noise: Vec<u8> =
            (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let rows: [(&[u8], Option<Foreign>); 14] = [
            (b"name,phone\nNur,0812\n", None),
            (b"\0,2,3\n", None),
            (b"Jos\xe9,K\xf6ln\n", None),
            (b"PK\x03\x04\x14\0\x06\0", Some(Foreign::Spreadsheet)),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", Some(Foreign::Spreadsheet)),
            (b"%PDF-1.7", Some(Foreign::Pdf)),
            (b"\x1F\x8B\x08", Some(Foreign::Compressed)),
            (b"\x89PNG\r\n", Some(Foreign::Picture)),
            (b"\x7FELF\x02", Some(Foreign::Program)),
            (b" \n <!doctype html><table>", Some(Foreign::Web)),
            (b"<HTML><table>", Some(Foreign::Web)),
            (b"[\n {\"name\": \"Nur\"}]", Some(Foreign::Json)),
            (b"{ \"name\": \"Nur\"}", Some(Foreign::Json)),
            (b"{a},b\n", None),
        ];
        for (head, wanted) in rows {
            assert_eq!(
                foreign(head, Letters::Narrow),
                wanted,
                "{:?}",
                String::from_utf8_lossy(head)
            );
        }
        assert_eq!(foreign(&noise, Letters::Narrow), Some(Foreign::Binary));
        assert_eq!(foreign(&[0; 4096], Letters::Narrow), Some(Foreign::Binary));
        assert_eq!(foreign(b"n\0a\0m\0e\0,\0p\0h\0o\0n\0e\0", Letters::Wide), None);
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let dir = tempfile::tempdir().expect("temp folder");
        assert!(matches!(Source::open(dir.path()), Err(Trouble::Folder)));
        assert!(matches!(Source::open(&dir.path().join("none")), Err(Trouble::Missing)));
        let file = dir.path().join("file.csv");
        fs::write(&file, "name\nNur\n").expect("written");
        let mut source = Source::open(&file).expect("opened");
        assert_eq!(source.length, Some(9));
        let mut all = String::new();
        source.bytes.read_to_string(&mut all).expect("read");
        assert_eq!(source.read.load(Ordering::Relaxed), 9);
    }
}
