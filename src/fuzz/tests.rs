//! Plays the saved corpus of every target, and changes of it that are the same in every run. Never
//! longer than a test may take: long runs are the fuzzer's (see `fuzz/README.md`).

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::mutate::Chance;
use super::{TARGETS, Target};

/// Changed inputs per target in one run of the tests.
const CHANGED: usize = 200;
/// The same where each input opens a desk or two.
const CHANGED_DESKS: usize = 150;
/// No input of some kilobytes may take longer, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the tests of one target may take of the memory at most, the program included.
const MEMORY_KB: u64 = 1_000_000;

/// Every saved input of a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut inputs: Vec<_> = files
        .map(|file| {
            let path = file.expect("listed").path();
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("read"))
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 3, "{} is hardly a corpus", folder.display());
    inputs
}

/// The most memory that this process has had.
fn memory_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("read");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("told");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

struct Play {
    name: &'static str,
    target: Target,
    scratch: tempfile::TempDir,
}

impl Play {
    fn one(&self, what: &str, bytes: &[u8]) {
        let began = Instant::now();
        let played = catch_unwind(AssertUnwindSafe(|| (self.target)(self.scratch.path(), bytes)));
        if played.is_err() || began.elapsed() > PATIENCE {
            let kept = std::env::temp_dir().join(format!("sigap-fuzz-{}", self.name));
            fs::write(&kept, bytes).expect("written");
            let (took, kept) = (began.elapsed(), kept.display());
            panic!("{what}: failed or took too long ({took:?}); its bytes are in {kept}");
        }
    }
}

fn play(name: &str) {
    let (name, target) = *TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    // Memory, where there is a disk of it: desks are opened and synced here by the dozen.
    let shm = PathBuf::from("/dev/shm");
    let scratch = tempfile::tempdir_in(if shm.is_dir() { shm } else { std::env::temp_dir() });
    let play = Play { name, target, scratch: scratch.expect("a folder") };
    let inputs = corpus(name);
    for (file, bytes) in &inputs {
        play.one(file, bytes);
    }
    let desks = ["journal_segment", "journal_import"].contains(&name);
    let mut chance = Chance(7);
    for round in 0..if desks { CHANGED_DESKS } else { CHANGED } {
        let (file, bytes) = &inputs[round % inputs.len()];
        let (_, other) = &inputs[chance.below(inputs.len())];
        play.one(&format!("round {round}, from {file}"), &chance.change(bytes, other));
    }
    let most = memory_kb();
    assert!(most < MEMORY_KB, "{name} took {most} kB");
}

#[test]
fn any_bytes_in_a_journal_file_are_read_or_told() {
    play("journal_segment");
}

#[test]
fn any_exported_journal_is_imported_or_told() {
    play("journal_import");
}

#[test]
fn any_bytes_from_a_peer_are_a_message_or_none() {
    play("wire_line");
}

#[test]
fn any_table_is_imported_or_told() {
    play("csv_import");
}

#[test]
fn any_cards_are_imported_or_told() {
    play("vcard_import");
}

#[test]
fn any_file_of_holidays_is_taken_or_told() {
    play("ics_import");
}

#[test]
fn any_key_file_is_taken_or_told() {
    play("keymap_file");
}

#[test]
fn any_settings_are_taken_or_told() {
    play("config_files");
}

#[test]
fn any_copy_of_a_look_up_is_taken_or_told() {
    play("lookup_cache");
}

#[test]
fn every_target_has_a_program_of_the_fuzzer() {
    let top = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in TARGETS {
        let program = top.join(format!("fuzz/fuzz_targets/{name}.rs"));
        let text = fs::read_to_string(&program).expect("there is one");
        assert!(text.contains(&format!("sigap::fuzz::{name}")), "{}", program.display());
    }
}
