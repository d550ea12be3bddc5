//! How long it takes until something is kept: one at a time, many waiting, an import's blocks;
//! beside what the disk itself takes in the same run. Never a figure without that anchor.

use std::fs::File;
use std::os::unix::fs::FileExt;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rusqlite::{Connection, Transaction};
use sigap::domain::{At, Attribute, Customer, Email, Event, Fact, Phone, Profile, Tier};
use sigap::store::{Salts, Stamp, Store};

/// As the program has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of a block with one contact in it, for the raw anchor.
const RAW: usize = 384;

const NOTE: &str = "Asked why the bill of October is higher than that of September; the meter was \
                    read twice, a credit note follows within three days.";

fn stamp(command: u128) -> Stamp {
    Stamp {
        at: At(1_795_000_000_000),
        by: "agent1".to_owned(),
        command,
        via: String::new(),
        undoes: 0,
    }
}

fn open(home: &std::path::Path) -> Store {
    Store::open(home, Salts::random(), &mut |_| ()).expect("an empty folder opens").0
}

fn contact(interaction: u64, customer: u64) -> Event {
    let fact = Fact::InteractionLogged {
        interaction,
        customer,
        channel: 1,
        direction: 1,
        topic: *b"BI",
        at: 1_795_000_000_000 + interaction as i64,
    };
    Event::with_note(fact, NOTE)
}

/// A customer as a usual import brings one.
fn profile(number: u64) -> Profile {
    let attribute = |name: &str, value: String| Attribute { name: name.to_owned(), value };
    Profile {
        name: format!("Siti Rahayu {number}"),
        phones: vec![Phone::parse("mobile", &format!("+62 812 {number:08}")).expect("a number")],
        emails: vec![Email::parse("", &format!("siti{number}@mail.example")).expect("an address")],
        account: format!("AC-{number:08}"),
        address: format!("Jalan Kenanga {}", number % 300),
        city: "Bandung".to_owned(),
        postcode: format!("4{:04}", number % 10_000),
        tier: Some(Tier::Iron),
        attributes: vec![
            attribute("tenure", (number % 72).to_string()),
            attribute("monthly_charges", format!("{}.85", number % 120)),
        ],
        ..Profile::default()
    }
}

fn raw(criterion: &mut Criterion) {
    let home = tempfile::tempdir().expect("a folder");
    let file = File::create_new(home.path().join("raw")).expect("a file");
    let room = 64 * 1024 * 1024;
    file.write_all_at(&vec![0; room], 0).expect("room on the disk");
    file.sync_all().expect("a disk that syncs");
    let (block, mut at) = (vec![7; RAW], 0);
    let mut group = criterion.benchmark_group("kept");
    group.throughput(Throughput::Elements(1));
    group.bench_function("raw overwrite and fdatasync", |bench| {
        bench.iter(|| {
            file.write_all_at(&block, at).expect("room was made");
            file.sync_data().expect("a disk that syncs");
            at = (at + RAW as u64) % (room - RAW) as u64;
        });
    });
    group.finish();
}

fn waiting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kept");
    for count in [1_u64, 16, 256] {
        let home = tempfile::tempdir().expect("a folder");
        let mut store = open(home.path());
        let (mut command, mut customer) = (0, 0);
        group.throughput(Throughput::Elements(count));
        group.bench_function(format!("{count} waiting"), |bench| {
            bench.iter(|| {
                let mut block = store.begin();
                for _ in 0..count {
                    command += 1;
                    customer = customer % 5_000 + 1;
                    let id = block.next_interaction();
                    block.append(contact(id.0, customer), &stamp(command));
                }
                store.commit(block).expect("kept");
            });
        });
    }
    group.finish();
}

/// The same contacts in SQLite as a desk would keep them there: the contact, the customer's time
/// line, the last contact, and the command that must not be obeyed twice.
fn sqlite(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kept");
    for count in [1_u64, 16, 256] {
        let home = tempfile::tempdir().expect("a folder");
        let mut db = Connection::open(home.path().join("desk.db")).expect("it opens");
        db.execute_batch(SCHEMA).expect("a sound schema");
        let (mut command, mut customer) = (0_u64, 0_u64);
        group.throughput(Throughput::Elements(count));
        group.bench_function(format!("SQLite (WAL, FULL), {count} waiting"), |bench| {
            bench.iter(|| {
                let all = db.transaction().expect("begun");
                for _ in 0..count {
                    command += 1;
                    customer = customer % 5_000 + 1;
                    insert(&all, command as i64, customer as i64).expect("inserted");
                }
                all.commit().expect("kept");
            });
        });
    }
    group.finish();
}

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE interactions (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, channel INTEGER,
        direction INTEGER, topic TEXT, at INTEGER NOT NULL, by TEXT, note TEXT);
    CREATE INDEX history ON interactions (customer, at);
    CREATE TABLE activity (customer INTEGER PRIMARY KEY, last INTEGER NOT NULL);
    CREATE TABLE commands (command BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;";

fn insert(all: &Transaction<'_>, number: i64, customer: i64) -> rusqlite::Result<()> {
    let at = 1_795_000_000_000 + number;
    all.prepare_cached("INSERT INTO interactions VALUES (?1, ?2, 1, 1, 'BI', ?3, 'agent1', ?4)")?
        .execute((number, customer, at, NOTE))?;
    all.prepare_cached(
        "INSERT INTO activity VALUES (?1, ?2) ON CONFLICT (customer) DO UPDATE SET last = ?2",
    )?
    .execute((customer, at))?;
    all.prepare_cached("INSERT INTO commands VALUES (?1, ?2)")?
        .execute((u128::from(number as u64).to_be_bytes(), number))?;
    Ok(())
}

fn import(criterion: &mut Criterion) {
    const ROWS: u64 = 500;
    let home = tempfile::tempdir().expect("a folder");
    let mut store = open(home.path());
    let mut command = 0;
    let mut group = criterion.benchmark_group("kept");
    group.throughput(Throughput::Elements(ROWS)).sample_size(20);
    group.bench_function("an import's block of 500 customers", |bench| {
        bench.iter_batched(
            || (0..ROWS).map(profile).collect::<Vec<Profile>>(),
            |profiles| {
                command += 1;
                let mut block = store.begin();
                for profile in &profiles {
                    let id = block.next_customer();
                    block.append(Customer::add(id, profile), &stamp(command));
                }
                store.commit(block).expect("kept");
            },
            criterion::BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, raw, waiting, sqlite, import);
criterion_main!(benches);
