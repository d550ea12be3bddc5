//! Asking and rebuilding: a customer's last items, the top of the queue, an index from nothing, on
//! a desk with a past. Never the time of a socket or a screen.

use std::fs;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sigap::domain::{At, Complaint, Customer, CustomerId, Event, Fact, Priority, Profile};
use sigap::domain::{Severity, Ticket, TicketNo};
use sigap::store::{Salts, Stamp, Store};

const CUSTOMERS: u64 = 5_000;
/// Contacts of each customer.
const CONTACTS: u64 = 25;
const TICKETS: u64 = 500;
const BLOCK: usize = 500;

fn open(home: &Path) -> Store {
    Store::open(home, Salts::random(), &mut |_| ()).expect("it opens").0
}

fn contact(interaction: u64) -> Event {
    let fact = Fact::InteractionLogged {
        interaction,
        customer: interaction % CUSTOMERS + 1,
        channel: 1,
        direction: 1,
        topic: *b"BI",
        at: 1_700_000_000_000 + interaction as i64,
    };
    Event::with_note(fact, "Asked why the bill of October is higher than that of September.")
}

fn ticket(number: u64) -> Event {
    let complaint = Complaint {
        customer: CustomerId(number % CUSTOMERS + 1),
        interaction: None,
        topic: "TE".parse().expect("two letters"),
        severity: Severity::Major,
        priority: Priority::Normal,
        subject: "No dial tone since Monday",
        note: "The whole street.",
        at: At(1_700_000_000_000 + number as i64 * 7),
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
    let contacts = (1..=CUSTOMERS * CONTACTS).map(contact);
    let tickets = (1..=TICKETS).map(ticket);
    let events: Vec<Event> = customers.chain(contacts).chain(tickets).collect();
    for (command, events) in (1..).zip(events.chunks(BLOCK)) {
        let stamp =
            Stamp { at: At(1_795_000_000_000), by: "agent1".to_owned(), command, undoes: 0 };
        let mut block = store.begin();
        for event in events {
            let _ = block.append(event.clone(), &stamp);
        }
        store.commit(block).expect("kept");
    }
    store.close().expect("closed");
    home
}

fn asking(criterion: &mut Criterion) {
    let home = desk();
    let store = open(home.path());
    let reader = store.reader();
    let mut customer = 0;
    let mut group = criterion.benchmark_group("asked");
    group.bench_function("the last 20 items of a history", |bench| {
        bench.iter(|| {
            customer = customer % CUSTOMERS + 1;
            let items = reader.view().history(CustomerId(customer), None).expect("readable");
            items.take(20).map(|item| item.expect("readable").0).sum::<u64>()
        });
    });
    group.bench_function("the top 50 of the queue", |bench| {
        bench.iter(|| {
            let queue = reader.view().queue().take(50);
            queue.map(|entry| entry.expect("readable").ticket.0).sum::<u64>()
        });
    });
    group.bench_function("one customer", |bench| {
        bench.iter(|| {
            customer = customer % CUSTOMERS + 1;
            reader.view().customer(CustomerId(customer)).expect("readable")
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

criterion_group!(benches, asking, rebuilding);
criterion_main!(benches);
