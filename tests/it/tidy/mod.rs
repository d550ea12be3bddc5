//! The house rules as a test: reads the project's own files and tells every breach at once, with
//! file and line. Never compiles anything; it knows only as much Rust as its rules need.
//!
//! [`source`] tells code from comments and literals, [`shape`] counts, [`floor`] keeps the walls
//! between the modules, [`word`] knows what is not written here, [`sentence`] compares the two
//! locales, [`manifest`] looks at `Cargo.toml` and at the files beside the source.

mod floor;
mod manifest;
mod sentence;
mod shape;
mod source;
mod word;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use source::Source;

/// One breach of a house rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// File, from the project's top.
    path: String,
    /// Line, counted from 1.
    line: usize,
    /// What is wrong and what is wanted.
    what: String,
}

impl Breach {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Breach {
        Breach { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The project's top folder.
pub fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a project file.
pub fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file with an ending below a folder of the project, in order, as paths from its top.
pub fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&top().join(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder of the project can be read").path();
        // What was built of a program beside this one (`benches/peers`) is nobody's source.
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            let short = path.strip_prefix(top()).expect("it is below the top");
            found.push(short.to_string_lossy().replace('\\', "/"));
        }
    }
}

fn sources(folder: &str) -> Vec<Source> {
    files(folder, "rs").into_iter().map(|path| Source::new(&path, &read(&path))).collect()
}

/// Fails with every breach on a line of its own.
fn none(mut breaches: Vec<Breach>) {
    breaches.sort();
    let lines: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(
        lines.is_empty(),
        "the house rules are broken in {} places:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

#[test]
fn the_source_keeps_the_house_rules() {
    let program = sources("src");
    assert!(program.len() > 20, "the source is not where it was: {} files", program.len());
    let mut breaches = Vec::new();
    for source in &program {
        breaches.extend(floor::breaches(source));
        breaches.extend(word::in_program(source));
    }
    for source in program.iter().chain(&sources("tests")).chain(&sources("benches")) {
        breaches.extend(shape::breaches(source));
        breaches.extend(word::anywhere(source));
    }
    none(breaches);
}

#[test]
fn every_sentence_is_there_in_both_languages() {
    let (en, id) = (read("locales/en.ftl"), read("locales/id.ftl"));
    let mut breaches = sentence::apart(("locales/en.ftl", &en), ("locales/id.ftl", &id));
    breaches.extend(sentence::unsaid(("locales/en.ftl", &en), &sources("src")));
    none(breaches);
}

#[test]
fn dependencies_test_files_and_keymaps_are_as_promised() {
    let mut breaches = manifest::dependencies("Cargo.toml", &read("Cargo.toml"));
    let others: Vec<Source> = sources("tests").into_iter().chain(sources("benches")).collect();
    breaches.extend(manifest::idle("Cargo.toml", &read("Cargo.toml"), &sources("src"), &others));
    let main = Source::new("tests/it/main.rs", &read("tests/it/main.rs"));
    breaches.extend(manifest::forgotten(&main, &files("tests/it", "rs")));
    for keymap in ["default", "vim", "function-keys"] {
        let path = format!("keymaps/{keymap}.toml");
        if !top().join(&path).is_file() {
            breaches.push(Breach::new(&path, 1, "this keymap is shipped; it is missing"));
        }
    }
    none(breaches);
}
