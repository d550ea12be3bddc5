//! How long it takes until something is kept: one at a time, many waiting, an import's blocks;
//! beside what the disk itself takes in the same run. Never a figure without that anchor.

use std::fs::File;
use std::os::unix::fs::FileExt;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sigap::domain::{At, Attribute, Customer, Email, Event, Fact, Phone, Profile, Tier};
use sigap::store::{Salts, Stamp, Store};

/// Bytes of a block with one contact in it, for the raw anchor.
const RAW: usize = 384;

fn stamp(command: u128) -> Stamp {
    Stamp { at: At(1_795_000_000_000), by: "agent1".to_owned(), command, undoes: 0 }
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
    let note = "Asked why the bill of October is higher than that of September; the meter was read \
                twice, a credit note follows within three days.";
    Event::with_note(fact, note)
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

criterion_group!(benches, raw, waiting, import);
criterion_main!(benches);
