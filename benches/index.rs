//! Asking and rebuilding: a customer's last items, the top of the queue, an index from nothing, on
//! a desk with a past; asking beside SQLite, which holds the same. Never the time of a socket or a
//! screen.

mod past;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nix::time::{ClockId, clock_gettime};
use rusqlite::{Connection, Row};
use sigap::domain::{At, Complaint, Customer, CustomerId, Event, Priority, Profile};
use sigap::domain::{Matter, Severity, Ticket, TicketNo};
use sigap::store::Store;

/// As the program has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CUSTOMERS: u64 = 5_000;
/// Contacts of each customer.
const CONTACTS: u64 = 25;
const TICKETS: u64 = 500;
const BLOCK: usize = 500;

fn open(home: &Path) -> Store {
    past::open(home).expect("it opens")
}

fn opened(number: u64) -> i64 {
    past::BEGAN + number as i64 * 7
}

fn ticket(number: u64) -> Event {
    let complaint = Complaint {
        customer: CustomerId(number % CUSTOMERS + 1),
        interaction: None,
        topic: "TE".parse().expect("two letters"),
        kind: Matter::Complaint,
        severity: Severity::Major,
        priority: Priority::Normal,
        subject: "No dial tone since Monday",
        note: "The whole street.",
        at: At(opened(number)),
    };
    Ticket::open(TicketNo(number), &complaint).expect("well-formed")
}

/// A desk with a past.
fn desk() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let mut store = open(home.path());
    let customers = (1..=CUSTOMERS).map(|number| {
        let name = format!("Siti Rahayu {number}");
        let account = format!("AC-{number:08}");
        let profile = Profile { name, account, ..Profile::default() };
        Customer::add(CustomerId(number), &profile)
    });
    let contacts = (1..=CUSTOMERS * CONTACTS).map(|number| past::contact(number, CUSTOMERS));
    let tickets = (1..=TICKETS).map(ticket);
    let events = customers.chain(contacts).chain(tickets);
    past::write(&mut store, events, BLOCK).expect("kept");
    store.close().expect("closed");
    home
}

/// Processor time of this thread for doing something so many times: nothing here waits for another
/// one, and what else the machine does counts little.
fn alone<T>(times: u64, mut once: impl FnMut() -> T) -> Duration {
    let clock = || clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("Linux has it");
    let began = clock();
    (0..times).for_each(|_| drop(black_box(once())));
    Duration::from(clock() - began)
}

fn asking(criterion: &mut Criterion) {
    let home = desk();
    let store = open(home.path());
    let reader = store.reader();
    let mut customer = 0;
    let mut group = criterion.benchmark_group("asked");
    group.bench_function("the last 20 items of a history", |bench| {
        bench.iter_custom(|times| {
            alone(times, || {
                customer = customer % CUSTOMERS + 1;
                let items = reader.view().history(CustomerId(customer), None).expect("readable");
                let items: Vec<_> = items.take(20).map(|item| item.expect("readable")).collect();
                assert_eq!(items.len(), 20);
                items
            })
        });
    });
    group.bench_function("the top 50 of the queue", |bench| {
        bench.iter_custom(|times| {
            alone(times, || {
                let queue = reader.view().queue().expect("readable");
                let queue: Vec<_> = queue.iter().take(50).cloned().collect();
                assert_eq!(queue.len(), 50);
                queue
            })
        });
    });
    group.bench_function("one customer", |bench| {
        bench.iter_custom(|times| {
            alone(times, || {
                customer = customer % CUSTOMERS + 1;
                reader.view().customer(CustomerId(customer)).expect("readable")
            })
        });
    });
    group.finish();
}

/// The same contacts and tickets as a desk would keep them in SQLite, in memory after the first
/// look as they are for sled.
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -262144;
    CREATE TABLE interactions (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, channel INTEGER,
        direction INTEGER, topic TEXT, at INTEGER NOT NULL, by TEXT, note TEXT, outcome TEXT,
        ticket INTEGER);
    CREATE INDEX history ON interactions (customer, at);
    CREATE TABLE tickets (no INTEGER PRIMARY KEY, customer INTEGER NOT NULL, topic TEXT,
        severity INTEGER, priority INTEGER, status TEXT NOT NULL, subject TEXT, note TEXT,
        assignee TEXT, opened INTEGER, due INTEGER);
    CREATE INDEX queue ON tickets (due, no) WHERE status <> 'closed';";
/// What a list of tickets shows, in the index itself: nothing else has to be read for it.
const COVERING: &str = "DROP INDEX queue; CREATE INDEX queue ON tickets
    (due, no, customer, assignee, status, priority, topic, opened) WHERE status <> 'closed';";
const HISTORY: &str =
    "SELECT id, customer, channel, direction, topic, at, by, note, outcome, ticket
    FROM interactions WHERE customer = ?1 ORDER BY at DESC LIMIT 20";
const QUEUE: &str = "SELECT no, due, customer, assignee, status, priority, topic, opened
    FROM tickets WHERE status <> 'closed' ORDER BY due, no LIMIT 50";

fn filled(home: &Path) -> rusqlite::Result<Connection> {
    let mut db = Connection::open(home.join("desk.db"))?;
    db.execute_batch(SCHEMA)?;
    let all = db.transaction()?;
    for number in 1..=CUSTOMERS * CONTACTS {
        let (customer, at) = (past::whose(number, CUSTOMERS) as i64, past::when(number));
        all.prepare_cached(
            "INSERT INTO interactions VALUES (?1, ?2, 1, 1, 'BI', ?3, 'agent1', ?4, NULL, NULL)",
        )?
        .execute((number as i64, customer, at, past::NOTE))?;
    }
    for number in 1..=TICKETS {
        let (customer, at) = (past::whose(number, CUSTOMERS) as i64, opened(number));
        all.prepare_cached(
            "INSERT INTO tickets VALUES (?1, ?2, 'TE', 3, 2, 'new', 'No dial tone since Monday',
                'The whole street.', NULL, ?3, ?3 + 14400000)",
        )?
        .execute((number as i64, customer, at))?;
    }
    all.commit()?;
    db.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(db)
}

type Texts = (String, Option<String>, Option<String>);
type Contact = (i64, [i64; 4], String, Texts, Option<i64>);

/// A contact as a program would hold it: its number, and its texts.
fn contact_of(row: &Row<'_>) -> rusqlite::Result<Contact> {
    let numbers = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(5)?];
    let texts = (row.get(6)?, row.get(7)?, row.get(8)?);
    Ok((row.get(0)?, numbers, row.get(4)?, texts, row.get(9)?))
}

/// A row of the queue, the same.
fn ticket_of(row: &Row<'_>) -> rusqlite::Result<(i64, [i64; 4], Texts)> {
    let numbers = [row.get(1)?, row.get(2)?, row.get(5)?, row.get(7)?];
    let texts = (row.get(4)?, row.get(3)?, row.get(6)?);
    Ok((row.get(0)?, numbers, texts))
}

fn asking_sqlite(criterion: &mut Criterion) {
    let home = tempfile::tempdir().expect("a folder");
    let db = filled(home.path()).expect("filled");
    let mut group = criterion.benchmark_group("asked");
    let mut customer = 0;
    let mut history = db.prepare(HISTORY).expect("well-formed");
    group.bench_function("SQLite: the last 20 items of a history", |bench| {
        bench.iter_custom(|times| {
            alone(times, || {
                customer = customer % CUSTOMERS as i64 + 1;
                let rows = history.query_map([customer], contact_of).expect("asked");
                let rows: Vec<_> = rows.map(|row| row.expect("readable")).collect();
                assert_eq!(rows.len(), 20);
                rows
            })
        });
    });
    for (name, change) in [("", ""), (", all of it in its index", COVERING)] {
        db.execute_batch(change).expect("changed");
        let mut queue = db.prepare(QUEUE).expect("well-formed");
        group.bench_function(format!("SQLite: the top 50 of the queue{name}"), |bench| {
            bench.iter_custom(|times| {
                alone(times, || {
                    let rows = queue.query_map([], ticket_of).expect("asked");
                    let rows: Vec<_> = rows.map(|row| row.expect("readable")).collect();
                    assert_eq!(rows.len(), 50);
                    rows
                })
            });
        });
    }
    group.finish();
}

/// What sled itself takes for as many rows of that size: the floor of a queue that lies in it.
fn asking_sled(criterion: &mut Criterion) {
    let home = tempfile::tempdir().expect("a folder");
    let tree = sled::open(home.path()).expect("it opens");
    for number in 1..=TICKETS {
        let key = [&[7][..], &opened(number).to_be_bytes(), &number.to_be_bytes()].concat();
        tree.insert(key, [7; 48].as_slice()).expect("inserted");
    }
    let mut group = criterion.benchmark_group("asked");
    group.bench_function("sled alone: 50 rows as those of the queue", |bench| {
        bench.iter_custom(|times| {
            alone(times, || {
                let rows: Vec<_> = tree.iter().take(50).map(|row| row.expect("readable")).collect();
                assert_eq!(rows.len(), 50);
                rows
            })
        });
    });
    group.finish();
}

fn rebuilding(criterion: &mut Criterion) {
    let home = desk();
    let entries = CUSTOMERS + CUSTOMERS * CONTACTS + TICKETS;
    let mut group = criterion.benchmark_group("index");
    group.throughput(Throughput::Elements(entries)).sample_size(10);
    let without_index =
        || fs::remove_dir_all(home.path().join("index")).expect("nothing has it open");
    group.bench_function("built from nothing", |bench| {
        bench.iter_batched(without_index, |()| drop(open(home.path())), BatchSize::PerIteration);
    });
    group.bench_function("opened as it was left", |bench| {
        bench.iter(|| drop(open(home.path())));
    });
    group.finish();
}

criterion_group!(benches, asking, asking_sqlite, asking_sled, rebuilding);
criterion_main!(benches);
