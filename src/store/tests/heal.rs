//! Journals healed from copies that are damaged themselves, lag behind or are of another desk.
//! Never a sound block lost by it, never a loss that is not named.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, prop_assert_eq, prop_assume, prop_oneof};
use proptest::proptest;

use super::super::block::HEADER;
use super::super::heal::{Healed, damaged_folder, heal};
use super::super::walk::{Cursor, Walk};
use super::{Desk, customers, write};
use crate::store::StoreError;

/// Blocks of one entry each.
const BLOCKS: usize = 12;
/// A file takes four of them or so.
const FILE_BYTES: u64 = 900;

/// A desk's journal, and a copy of it as it was.
struct Pair {
    desk: Desk,
    copy: tempfile::TempDir,
    places: Vec<Cursor>,
    whole: BTreeMap<PathBuf, Vec<u8>>,
}

impl Pair {
    fn new() -> Pair {
        let desk = Desk::new();
        grow(&desk, "Siti", BLOCKS);
        let copy = tempfile::tempdir().expect("a folder");
        let pair = Pair { places: places(&dir(&desk)), whole: files(&dir(&desk)), desk, copy };
        assert!(pair.whole.len() > 2, "several files: {}", pair.whole.len());
        assert_eq!(pair.places.len(), BLOCKS);
        pair.copy_again();
        pair
    }

    fn dir(&self) -> PathBuf {
        dir(&self.desk)
    }

    fn other(&self) -> &Path {
        self.copy.path()
    }

    /// Makes the copy the same as the desk's journal.
    fn copy_again(&self) {
        for name in files(&self.dir()).keys() {
            fs::copy(self.dir().join(name), self.other().join(name)).expect("copied");
        }
    }

    fn heal(&self) -> Healed {
        heal(&self.dir(), self.other(), &Cursor::START, &mut |_| ()).expect("of the same desk")
    }

    /// The first file, one in the middle, the last.
    fn three(&self) -> [PathBuf; 3] {
        let names: Vec<_> = self.whole.keys().cloned().collect();
        [names[0].clone(), names[names.len() / 2].clone(), names[names.len() - 1].clone()]
    }
}

fn dir(desk: &Desk) -> PathBuf {
    desk.path().join("journal")
}

/// Adds so many blocks to a desk.
fn grow(desk: &Desk, name: &str, count: usize) {
    let (mut store, opened) = desk.open();
    assert_eq!(opened.damage, None);
    store.journal.as_mut().expect("writable").segment_bytes = FILE_BYTES;
    let head = store.head() as usize;
    let names = vec![name; head + count];
    write(&mut store, &customers(&names)[head..]);
    store.flush().expect("flushed");
}

/// Where every block lies that can be read.
fn places(dir: &Path) -> Vec<Cursor> {
    let mut walk = Walk::from_start(dir).expect("readable");
    let mut places = Vec::new();
    while let Ok(found) = walk.step().expect("readable") {
        places.push(found.cursor);
    }
    places
}

/// What all files hold, without the zeros they end with.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(dir).expect("readable").map(|entry| entry.expect("readable").path());
    let content = |path: PathBuf| {
        let mut bytes = fs::read(&path).expect("readable");
        bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        (PathBuf::from(path.file_name().expect("a name")), bytes)
    };
    entries.map(content).collect()
}

/// Spoils the block at a place of the journal in a folder.
fn spoil(dir: &Path, place: &Cursor, at: usize) {
    let file = dir.join(format!("{:020}.journal", place.segment));
    let mut bytes = fs::read(&file).expect("readable");
    bytes[place.start as usize + at] ^= 0x10;
    fs::write(file, bytes).expect("written");
}

fn lost(healed: &Healed) -> Vec<RangeInclusive<u64>> {
    healed.lost.iter().map(|damage| damage.first..=damage.last).collect()
}

#[test]
fn a_flipped_bit_comes_back_and_the_damaged_file_is_kept_beside() {
    let pair = Pair::new();
    for number in [0, 1, 5, BLOCKS - 1] {
        for at in [3, 40, HEADER + 9] {
            spoil(&pair.dir(), &pair.places[number], at);
            let damaged = files(&pair.dir());
            let healed = pair.heal();
            let seq = number as u64 + 1;
            assert_eq!((healed.back, healed.blocks), (vec![seq..=seq], 1), "block {number}");
            assert_eq!((healed.lost, healed.end.seq), (vec![], BLOCKS as u64));
            assert_eq!(files(&pair.dir()), pair.whole);
            let kept = files(&damaged_folder(&pair.dir()));
            let name = PathBuf::from(format!("{:020}.journal", pair.places[number].segment));
            assert_eq!(kept.get(&name), damaged.get(&name));
        }
    }
    let opened = pair.desk.open().1;
    assert_eq!(opened.damage, None);
}

#[test]
fn cut_zeroed_and_missing_files_come_back() {
    let pair = Pair::new();
    for name in pair.three() {
        let file = pair.dir().join(&name);
        let half = pair.whole[&name].len() as u64 / 2;
        for spoil in [
            &|| fs::remove_file(&file).expect("removed"),
            &|| fs::write(&file, []).expect("emptied"),
            &|| fs::write(&file, [0; 5000]).expect("zeroed"),
            &|| fs::write(&file, [0xA5; 5000]).expect("overwritten"),
            &|| {
                let file = fs::File::options().write(true).open(&file).expect("there");
                file.set_len(half).expect("cut");
            },
        ] as [&dyn Fn(); 5]
        {
            spoil();
            let healed = pair.heal();
            assert_eq!((healed.lost, healed.end.seq), (vec![], BLOCKS as u64), "{name:?}");
            assert!(!healed.back.is_empty());
            let left = files(&pair.dir());
            for (name, whole) in &pair.whole {
                assert_eq!(left[name][..whole.len()], whole[..], "{name:?}");
            }
            fs::write(&file, &pair.whole[&name]).expect("no rubbish behind its blocks");
        }
    }
    fs::remove_dir_all(pair.dir()).expect("removed");
    fs::create_dir(pair.dir()).expect("made");
    let healed = pair.heal();
    assert_eq!((healed.back, healed.lost), (vec![1..=BLOCKS as u64], vec![]));
    assert_eq!(files(&pair.dir()), pair.whole);
}

#[test]
fn a_copy_that_lags_behind_heals_what_it_has_and_takes_nothing_away() {
    let pair = Pair::new();
    grow(&pair.desk, "Budi", 3);
    let whole = files(&pair.dir());
    assert_eq!(pair.heal().back, vec![]);
    assert_eq!(files(&pair.dir()), whole);
    let places = places(&pair.dir());
    spoil(&pair.dir(), &places[4], 70);
    spoil(&pair.dir(), &places[BLOCKS], 70);
    let healed = pair.heal();
    assert_eq!((&healed.back, lost(&healed)), (&vec![5..=5], vec![13..=13]));
    pair.copy_again();
    assert_eq!(pair.desk.open().1.damage.map(|damage| damage.first), None, "the index reached it");
}

#[test]
fn a_journal_that_lags_behind_gets_the_rest() {
    let pair = Pair::new();
    let copied = files(pair.other());
    grow(&pair.desk, "Budi", 3);
    let from = pair.places.last().expect("blocks").clone();
    for from in [&Cursor::START, &from] {
        for (name, bytes) in &copied {
            fs::write(pair.other().join(name), bytes).expect("as it was");
        }
        for name in files(&pair.dir()).keys().filter(|name| !copied.contains_key(*name)) {
            // It may not be there in the first round.
            let _ = fs::remove_file(pair.other().join(name));
        }
        let healed = heal(pair.other(), &pair.dir(), from, &mut |_| ()).expect("the same desk");
        assert_eq!((healed.back, healed.lost, healed.end.seq), (vec![13..=15], vec![], 15));
        assert_eq!(files(pair.other()), files(&pair.dir()));
        assert!(!damaged_folder(pair.other()).exists(), "nothing was damaged");
    }
}

#[test]
fn the_journal_of_another_desk_is_refused() {
    let (pair, other) = (Pair::new(), Pair::new());
    let stranger = Desk::new();
    grow(&stranger, "Someone", BLOCKS);
    spoil(&pair.dir(), &pair.places[3], 70);
    let before = files(&pair.dir());
    let refused = heal(&pair.dir(), &dir(&stranger), &Cursor::START, &mut |_| ());
    assert!(matches!(refused, Err(StoreError::AnotherDesk { .. })), "{refused:?}");
    assert_eq!(files(&pair.dir()), before);
    // Made in the same way by the same hands: these two are the same journal.
    assert_eq!(other.whole, pair.whole);
}

#[test]
fn a_copy_that_was_written_on_by_another_desk_is_not_believed_from_there_on() {
    let pair = Pair::new();
    let fork = Desk::new();
    fs::create_dir(dir(&fork)).expect("made");
    for (name, bytes) in &pair.whole {
        fs::write(dir(&fork).join(name), bytes).expect("copied");
    }
    grow(&fork, "Wati", 4);
    grow(&pair.desk, "Budi", 4);
    let whole = files(&pair.dir());
    for number in [BLOCKS, BLOCKS + 2] {
        spoil(&pair.dir(), &places(&pair.dir())[number], 70);
        let before = files(&pair.dir());
        let healed = heal(&pair.dir(), &dir(&fork), &Cursor::START, &mut |_| ()).expect("kin");
        let seq = number as u64 + 1;
        assert_eq!((&healed.back, lost(&healed)), (&vec![], vec![seq..=seq]));
        assert_eq!(files(&pair.dir()), before);
        for (name, bytes) in &whole {
            fs::write(pair.dir().join(name), bytes).expect("as it was");
        }
    }
}

/// Changes a byte of a block and makes its checksums right again, as somebody would who does not
/// want it to be noticed.
fn alter(dir: &Path, place: &Cursor, of: &[u8], to: &[u8]) {
    let file = dir.join(format!("{:020}.journal", place.segment));
    let mut bytes = fs::read(&file).expect("readable");
    let block = &mut bytes[place.start as usize..place.end as usize];
    let at = block.windows(of.len()).position(|window| window == of).expect("it is in there");
    block[at..at + to.len()].copy_from_slice(to);
    let length = u64::from_le_bytes(block[24..32].try_into().expect("eight bytes")) as usize;
    let body = crc32c::crc32c(&block[HEADER..HEADER + length]);
    block[64..68].copy_from_slice(&body.to_le_bytes());
    let header = crc32c::crc32c(&block[..68]);
    block[68..72].copy_from_slice(&header.to_le_bytes());
    fs::write(file, bytes).expect("written");
}

#[test]
fn a_block_that_was_altered_on_purpose_is_put_right() {
    let pair = Pair::new();
    for number in [0, 4, BLOCKS - 2] {
        for (of, to) in [(b"agent1", b"agent2"), (b"\x04Siti", b"\x04Sita")] as [(&[u8], &[u8]); 2]
        {
            alter(&pair.dir(), &pair.places[number], of, to);
            let seq = number as u64 + 1;
            let healed = pair.heal();
            assert_eq!((&healed.back, lost(&healed)), (&vec![seq..=seq], vec![]), "{number}");
            assert_eq!(files(&pair.dir()), pair.whole);
        }
    }
    // Words that both have lost are named.
    for dir in [pair.dir(), pair.other().to_owned()] {
        alter(&dir, &pair.places[4], b"\x04Siti", b"\x04Sita");
    }
    assert_eq!(lost(&pair.heal()), [5..=5]);
}

#[test]
fn only_what_is_damaged_in_both_is_lost() {
    let pair = Pair::new();
    let state = prop_oneof![
        4 => Just((false, false)),
        2 => Just((true, false)),
        2 => Just((false, true)),
        1 => Just((true, true)),
    ];
    let config = ProptestConfig::with_cases(150);
    proptest!(config, |(which in vec(state, BLOCKS), at in 0..HEADER)| {
        // Without anything in common nothing vouches for the blocks of a copy, and nobody misses
        // a last block that neither has.
        prop_assume!(which.contains(&(false, false)) && which[BLOCKS - 1] != (true, true));
        for (name, bytes) in &pair.whole {
            fs::write(pair.dir().join(name), bytes).expect("as it was");
            fs::write(pair.other().join(name), bytes).expect("as it was");
        }
        for (place, (ours, theirs)) in pair.places.iter().zip(&which) {
            if *ours {
                spoil(&pair.dir(), place, at);
            }
            if *theirs {
                spoil(pair.other(), place, at);
            }
        }
        let healed = pair.heal();
        let count = |wanted| which.iter().filter(|one| **one == wanted).count() as u64;
        let entries = |ranges: &[RangeInclusive<u64>]| -> u64 {
            ranges.iter().map(|range| range.end() - range.start() + 1).sum()
        };
        prop_assert_eq!(healed.blocks, count((true, false)));
        prop_assert_eq!(entries(&healed.back), count((true, false)));
        prop_assert_eq!(entries(&lost(&healed)), count((true, true)));
        for (place, _) in pair.places.iter().zip(&which).filter(|(_, one)| **one == (true, true)) {
            spoil(&pair.dir(), place, at);
        }
        prop_assert_eq!(files(&pair.dir()), pair.whole.clone());
    });
}

#[test]
fn a_later_block_written_over_the_midst_of_earlier_ones_is_put_back_from_a_copy() {
    let pair = Pair::new();
    // Everything between a file's first and last block is gone, and a copy of the last one lies
    // there, nearer to the front than the first missing block ends.
    let file = pair.places[5].segment;
    let own: Vec<&Cursor> = pair.places.iter().filter(|one| one.segment == file).collect();
    let (gap, last) = (own[0].end as usize, own[own.len() - 1]);
    let path = pair.dir().join(format!("{file:020}.journal"));
    let mut bytes = fs::read(&path).expect("readable");
    let copied = bytes[last.start as usize..last.end as usize].to_vec();
    bytes[gap..last.start as usize].fill(7);
    let at = gap + 24;
    assert!(own.len() > 2 && at + copied.len() <= last.start as usize, "it fits there");
    bytes[at..at + copied.len()].copy_from_slice(&copied);
    fs::write(&path, &bytes).expect("written");
    let healed = pair.heal();
    assert_eq!((lost(&healed), files(&pair.dir())), (vec![], pair.whole.clone()));
    assert!(healed.back.iter().all(|range| *range.end() <= last.seq), "{:?}", healed.back);
}

#[test]
fn the_block_of_an_orderly_end_written_over_what_stands_before_it_is_put_back_from_a_copy() {
    let (desk, copy) = (Desk::with(&customers(&["Siti"; 6])), tempfile::tempdir().expect("made"));
    let (mut store, _) = desk.open();
    write(&mut store, &customers(&["Siti"; 8])[6..]);
    store.close().expect("an orderly end");
    let (whole, places) = (files(&dir(&desk)), places(&dir(&desk)));
    let (name, _) = whole.first_key_value().expect("one file");
    fs::copy(dir(&desk).join(name), copy.path().join(name)).expect("copied");
    let [.., before, last, end] = &places[..] else { panic!("{places:?}") };
    assert_eq!((last.seq, end.seq), (8, 8), "the last block has no entries");
    for from in [before.start, last.start] {
        let path = dir(&desk).join(name);
        let mut bytes = fs::read(&path).expect("readable");
        bytes.copy_within(end.start as usize..end.end as usize, from as usize);
        fs::write(&path, &bytes).expect("written");
        let healed = heal(&dir(&desk), copy.path(), &Cursor::START, &mut |_| ()).expect("kin");
        assert_eq!((lost(&healed), files(&dir(&desk))), (vec![], whole.clone()));
    }
}
