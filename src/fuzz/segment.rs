//! A file of the journal with any bytes in it. Never trusts the store to write what it reads here.

use std::fs;
use std::path::Path;

use crate::domain::{At, Fact};
use crate::store::{self, Salts, Stamp, Store, StoreError, Verified};

/// Bytes of a block's header; as the store's own documentation has it.
const HEADER: usize = 72;
/// Where in it the length of the body stands.
const LENGTH: usize = 24;
/// Where the check of the body stands.
const BODY_CRC: usize = 64;
/// Where the check of the header stands.
const CRC: usize = 68;

/// A journal that consists of these bytes, as they are and with the checks of every block put
/// right (else hardly a changed byte comes past them): it is read or refused, and what opens for
/// writing can be written to and opened again.
///
/// # Panics
/// When that does not hold.
pub fn journal_segment(scratch: &Path, bytes: &[u8]) {
    open(scratch, bytes);
    let sealed = resealed(bytes);
    if sealed != bytes {
        open(scratch, &sealed);
    }
}

fn open(scratch: &Path, bytes: &[u8]) {
    let home = scratch.join("home");
    super::empty(&home);
    let file = home.join("journal/00000000000000000001.journal");
    fs::create_dir_all(home.join("journal")).expect("the folder can be written to");
    fs::write(&file, bytes).expect("the folder can be written to");
    let Ok(verified) = store::verify(&home, 0, None, &mut |_| ()) else { return };
    assert!(verified.entries * 5 <= bytes.len() as u64, "more entries than bytes");
    if verified.blocks > 0 {
        go_on(&home, &verified);
    }
}

/// Opens a journal, adds an entry when that is possible, and opens it again.
fn go_on(home: &Path, verified: &Verified) {
    let open = || Store::open(home, Salts::seeded([1; 32]), &mut |_| ());
    let (mut store, opened) = match open() {
        Ok(opened) => opened,
        Err(StoreError::Index(why) | StoreError::Row(why)) => panic!("a new index: {why}"),
        Err(_) => return,
    };
    let head = store.head();
    if opened.damage.is_some() {
        return;
    }
    assert!(head <= verified.last, "there is more than was verified");
    let read = store.reader().entries(1, 1_000).map(|entries| entries.len() as u64);
    let stamp =
        Stamp { at: At(1), by: "fuzz".to_owned(), command: 1, via: String::new(), undoes: 0 };
    let mut block = store.begin();
    block.append(Fact::TicketWithdrawn { ticket: 1 }.into(), &stamp);
    let kept = store.commit(block);
    drop(store);
    if kept.is_ok() {
        let (store, _) = open().expect("it was opened before");
        assert_eq!(store.head(), head + 1, "what was kept is gone; {read:?} were read");
    }
}

/// The same bytes with the checks of each block made to fit.
fn resealed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + HEADER <= bytes.len() {
        if !bytes[at..].starts_with(b"SIGAPBLK") {
            at += 8;
            continue;
        }
        let number = bytes[at + LENGTH..at + LENGTH + 8].try_into().expect("eight bytes");
        let length = usize::try_from(u64::from_le_bytes(number)).unwrap_or(usize::MAX);
        let body = bytes.get(at + HEADER..(at + HEADER).saturating_add(length));
        let Some(check) = body.map(crc32c::crc32c) else {
            at += 8;
            continue;
        };
        bytes[at + BODY_CRC..at + CRC].copy_from_slice(&check.to_le_bytes());
        let check = crc32c::crc32c(&bytes[at..at + CRC]);
        bytes[at + CRC..at + HEADER].copy_from_slice(&check.to_le_bytes());
        at += (HEADER + length).next_multiple_of(8);
    }
    bytes
}
