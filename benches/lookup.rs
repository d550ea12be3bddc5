//! How fast a customer is found while an agent types. Never a test: what is right, tests say.
//!
//! `cargo bench --bench lookup` prints a table of every key stroke of some searches at 10,000 and
//! 100,000 made-up customers (`SIGAP_BENCH_CUSTOMERS=1000000` for others), beside `SkimMatcherV2`
//! over all rows, and then lets criterion measure single operations.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nix::time::{ClockId, clock_gettime};
use sigap::domain::{At, Customer, CustomerId, Date, Email, Phone, Profile};
use sigap::lookup::{Activity, Lookup};

/// A small generator of our own, so that every run measures the same people.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    /// Small numbers far more often than large ones, as with names.
    fn often_small(&mut self, sides: usize) -> usize {
        let roll = self.roll(sides * sides);
        sides - 1 - roll.isqrt().min(sides - 1)
    }
}

const FIRST: &[&str] = &[
    "Muhammad",
    "Ahmad",
    "Siti",
    "Nur",
    "Sri",
    "Budi",
    "Agus",
    "Dewi",
    "Dwi",
    "Eko",
    "Abdul",
    "Yusuf",
    "Rina",
    "Halimah",
    "Fitri",
    "Andi",
    "Joko",
    "Bambang",
    "Ratna",
    "Wahyu",
    "Hendra",
    "Indah",
    "Lestari",
    "Rahmat",
    "Zaenal",
    "Aisyah",
    "Fatimah",
    "Ibrahim",
    "Khalid",
    "Omar",
    "John",
    "Mary",
    "Robert",
    "Stephen",
    "Catherine",
    "Michael",
    "Susan",
    "Peter",
    "Grace",
    "Lim",
];
const LAST: &[&str] = &[
    "Hartono",
    "Wijaya",
    "Santoso",
    "Setiawan",
    "Kusuma",
    "Pratama",
    "Saputra",
    "Hidayat",
    "Nugroho",
    "Siregar",
    "Nasution",
    "Simanjuntak",
    "Wibowo",
    "Susanto",
    "Gunawan",
    "Suryadi",
    "Rahman",
    "Hakim",
    "Al-Rashid",
    "Smith",
    "Johnson",
    "Brown",
    "Tan",
    "Halim",
    "Utomo",
];
const BITS: &[&str] = &[
    "su", "wi", "ha", "ra", "di", "ma", "no", "sa", "ti", "ko", "pra", "yu", "la", "ni", "gu",
    "se", "ja", "to", "mi", "ar", "ad", "ku", "ban", "war", "kar", "san", "man", "tri", "dar",
];
const CITIES: &[&str] =
    &["Jakarta", "Surabaya", "Bandung", "Medan", "Makassar", "Semarang", "Palembang", "Denpasar"];
const HOSTS: &[&str] = &["gmail.example", "yahoo.example", "mail.example", "kantor.example"];

/// A name out of syllables: there are some ten thousand of them, so the dictionary grows as the
/// desk does.
fn coined(dice: &mut Dice) -> String {
    let mut name = String::new();
    for _ in 0..2 + dice.roll(2) {
        name.push_str(BITS[dice.often_small(BITS.len())]);
    }
    name[..1].to_uppercase() + &name[1..]
}

fn person(number: u64, dice: &mut Dice) -> Customer {
    let mut name = FIRST[dice.often_small(FIRST.len())].to_owned();
    if dice.roll(3) == 0 {
        let _ = write!(name, " {}", FIRST[dice.often_small(FIRST.len())]);
    }
    let last =
        if dice.roll(3) == 0 { coined(dice) } else { LAST[dice.roll(LAST.len())].to_owned() };
    let _ = write!(name, " {last}");
    let phone =
        format!("08{}-{:04}-{:04}", 11 + dice.roll(88), dice.roll(10_000), dice.roll(10_000));
    let host = HOSTS[dice.often_small(HOSTS.len())];
    let email =
        format!("{}{}@{host}", name.to_lowercase().replace([' ', '-'], "."), dice.roll(1_000));
    let birth =
        Date::new(1940 + dice.roll(65) as u16, 1 + dice.roll(12) as u8, 1 + dice.roll(28) as u8);
    let profile = Profile {
        phones: vec![Phone::parse("mobile", &phone).expect("a made-up number is a number")],
        emails: vec![Email::parse("", &email).expect("a made-up address is one")],
        account: format!("AC-{number:07}"),
        address: format!("Jl. {last} {}", dice.roll(200)),
        city: CITIES[dice.often_small(CITIES.len())].to_owned(),
        birth_date: birth,
        name,
        ..Profile::default()
    };
    Customer {
        id: CustomerId(number),
        profile,
        consents: Vec::new(),
        verified: Vec::new(),
        callbacks: Vec::new(),
        since: At(0),
        changed: At(0),
        withdrawn: false,
        erased: None,
    }
}

fn people(count: usize) -> Vec<Customer> {
    let mut dice = Dice(0x5EED_CAFE);
    (1..=count as u64).map(|number| person(number, &mut dice)).collect()
}

fn built(people: &[Customer]) -> Lookup {
    let mut lookup = Lookup::new();
    people.iter().for_each(|person| lookup.put(person));
    for person in people.iter().step_by(7) {
        let activity = Activity { open_tickets: 1, last_contact: At(person.id.0 as i64) };
        lookup.touch(person.id, activity);
    }
    lookup
}

/// What agents type; every beginning of each is a key stroke.
const TYPED: &[&str] = &[
    "nur halimah",
    "halimah nur",
    "muhamad yusuf",
    "muhammd hartono",
    "budi hartono",
    "achmad wijaja",
    "boedi santoso",
    "siti al-rashid",
    "stephen smith",
    "steven smiht",
    "bob johnson",
    "hartno",
    "ahmd t",
    "sri w",
    "0812 3344",
    "+62 812 33",
    "5566",
    "08123344556",
    "ac-0004711",
    "4711",
    "budi.hartono",
    "yahoo.example",
    "halimah 5566",
    "budi gmail",
    "lestari surabaya",
    "zzzz qqqq",
    "sumadi",
    "soemadi",
    "mar",
    "dwi kusumah",
];

/// How often each key stroke is timed.
const ROUNDS: usize = 7;

/// Median and 99th percentile, in milliseconds.
fn spread(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    (at(0.5), at(0.99))
}

/// Processor time of this thread so far: the machine may be busy with other things, which is not
/// the look-up's doing.
fn processor() -> Duration {
    let clock = ClockId::CLOCK_THREAD_CPUTIME_ID;
    clock_gettime(clock).map(Duration::from).expect("every thread has a clock of its own")
}

/// Times every key stroke of every search; of several rounds each stroke's fastest counts.
fn strokes(typed: &[&str], rounds: usize, mut stroke: impl FnMut(&str)) -> (f64, f64) {
    let mut times = Vec::new();
    for text in typed {
        for (end, c) in text.char_indices() {
            let text = &text[..end + c.len_utf8()];
            let time = |_| {
                let begun = processor();
                stroke(text);
                processor() - begun
            };
            times.push((0..rounds).map(time).min().unwrap_or_default());
        }
    }
    spread(times)
}

fn table(count: usize) {
    let people = people(count);
    let begun = processor();
    let lookup = built(&people);
    let build = processor() - begun;
    let (median, p99) = strokes(TYPED, ROUNDS, |text| drop(black_box(lookup.find(text, 20))));
    let rows: Vec<String> = people
        .iter()
        .map(|person| {
            let profile = &person.profile;
            let (phone, email) = (&profile.phones[0].number, &profile.emails[0].address);
            format!("{} {phone} {email} {}", profile.name, profile.account)
        })
        .collect();
    let matcher = SkimMatcherV2::default().ignore_case();
    // One round over a few searches: each key stroke takes it a good part of a second.
    let (skim_median, skim_p99) = strokes(&TYPED[..3], 1, |text| {
        black_box(rows.iter().filter_map(|row| matcher.fuzzy_match(row, text)).max());
    });
    let per_customer = |of: f64| of / count as f64;
    let (build, microseconds) =
        (build.as_secs_f64() * 1e3, per_customer(build.as_secs_f64() * 1e6));
    let bytes = per_customer(lookup.bytes() as f64);
    println!(
        "{count} customers: built in {build:.0} ms, {microseconds:.2} us and {bytes:.0} B each"
    );
    println!(
        "  processor time per key stroke, the fastest of {ROUNDS} rounds; median and p99 of all:"
    );
    println!("    look-up                     {median:>8.3} ms {p99:>8.3} ms");
    println!("    SkimMatcherV2 over all rows {skim_median:>8.3} ms {skim_p99:>8.3} ms");
    if std::env::var_os("SIGAP_BENCH_SLOWEST").is_some() {
        slowest(&lookup);
    }
}

/// Prints the key strokes that took longest, to see what to better.
fn slowest(lookup: &Lookup) {
    let mut times: Vec<(f64, &str)> = Vec::new();
    for text in TYPED {
        for (end, c) in text.char_indices() {
            let text = &text[..end + c.len_utf8()];
            let find = |_: &str| drop(black_box(lookup.find(text, 20)));
            times.push((strokes(&["x"], ROUNDS, find).0, text));
        }
    }
    times.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
    for (time, text) in times.iter().take(16) {
        println!("  {time:>8.3} ms {text:?} {}", lookup.find(text, 20).total);
    }
}

fn operations(criterion: &mut Criterion) {
    let people = people(100_000);
    let mut lookup = built(&people);
    for text in ["halim", "nur halimah", "muhamd yusuf", "5566", "halimah 5566"] {
        criterion.bench_function(&format!("find {text:?} among 100,000"), |bench| {
            bench.iter(|| lookup.find(black_box(text), 20));
        });
    }
    criterion.bench_function("known, among 100,000", |bench| {
        bench.iter(|| lookup.known(black_box(&people[4_711].profile)));
    });
    criterion.bench_function("twins, among 100,000", |bench| {
        bench.iter(|| lookup.twins(black_box(&people[4_711].profile)));
    });
    criterion.bench_function("by phone, among 100,000", |bench| {
        bench.iter(|| lookup.by_phone(black_box(&people[4_711].profile.phones[0].number)));
    });
    let mut dice = Dice(0xB0B);
    let mut number = 100_000;
    criterion.bench_function("insert beside 100,000", |bench| {
        bench.iter_batched(
            || {
                number += 1;
                person(number, &mut dice)
            },
            |person| lookup.put(&person),
            BatchSize::SmallInput,
        );
    });
}

fn main() {
    let sizes = std::env::var("SIGAP_BENCH_CUSTOMERS").unwrap_or("10000 100000".to_owned());
    for size in sizes.split(' ').filter_map(|size| size.parse().ok()) {
        table(size);
    }
    if std::env::var_os("SIGAP_BENCH_SLOWEST").is_some() {
        return;
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    operations(&mut criterion);
    criterion.final_summary();
}
