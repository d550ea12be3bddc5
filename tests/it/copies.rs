//! Homes and copies beside a test's desk, and whether two desks say the same. Never a test itself.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, Told, finish};

/// A home that holds nothing but the mark that lets tests be who they like.
pub fn empty_home(desk: &Desk, name: &str) -> PathBuf {
    let home = desk.file(name);
    fs::DirBuilder::new().mode(0o700).create(&home).expect("made");
    fs::write(home.join("throwaway"), "").expect("marked");
    home
}

/// Runs a command on the desk in a folder.
pub fn at(desk: &Desk, home: &Path, args: &[&str]) -> Told {
    let mut command = desk.command(args);
    command.arg("--home").arg(home);
    finish(command, &b""[..])
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// The exit code.
pub fn code(told: &Told) -> Option<i32> {
    told.status.code()
}

/// A desk with a few records.
pub fn furnished() -> Desk {
    let desk = Desk::new();
    furnish(&desk);
    desk
}

/// Adds a few records.
pub fn furnish(desk: &Desk) {
    desk.ok(&["customer", "add", "--name", "Siti Rahayu", "--phone", "081233445566"]);
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "081299887766"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "billed twice"]);
    desk.ok(&["rate", "C-1", "--empathy", "3"]);
}

/// Everything that a desk answers, as scripts read it.
pub fn answers(desk: &Desk, home: &Path) -> Vec<String> {
    let questions: [&[&str]; 6] = [
        &["journal", "export"],
        &["customer", "list", "--limit", "1000"],
        &["ticket", "list", "--limit", "1000"],
        &["history", "C-1", "--limit", "1000"],
        &["customer", "show", "C-1"],
        &["code", "list"],
    ];
    let answer = |question: &&[&str]| {
        let told = at(desk, home, &[question, &["--json"][..]].concat());
        assert_eq!(code(&told), Some(0), "{question:?}: {told:?}");
        told.out
    };
    questions.iter().map(answer).collect()
}

/// The files of a folder by name, with their length and time of change.
pub fn files(dir: &Path) -> BTreeMap<String, (u64, std::time::SystemTime)> {
    let entries = fs::read_dir(dir).expect("readable").map(|entry| entry.expect("readable"));
    let about = |entry: fs::DirEntry| {
        let about = entry.metadata().expect("there");
        let name = entry.file_name().into_string().expect("a plain name");
        (name, (about.len(), about.modified().expect("a time")))
    };
    entries.map(about).collect()
}

/// Tells whether bytes are in a file below a folder.
pub fn is_anywhere(dir: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(dir).expect("readable").any(|entry| {
        let path = entry.expect("readable").path();
        match path.is_dir() {
            true => is_anywhere(&path, bytes),
            // A socket may be among them.
            false => memchr::memmem::find(&fs::read(&path).unwrap_or_default(), bytes).is_some(),
        }
    })
}

/// Flips a bit of a file.
pub fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("readable");
    bytes[at] ^= 0x20;
    fs::write(file, bytes).expect("written");
}
