//! How long a large desk takes to open: as it was left, after `kill -9`, without its index. Never a
//! made-up start: the built program is started as a terminal would start it.
//!
//! `cargo bench --bench opening` with 100,000 customers and 300,000 contacts;
//! `cargo bench --bench opening -- 1000000` for a million and three.

mod past;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sigap::domain::{Customer, CustomerId, Event, Phone, Profile};

type Anything<T> = Result<T, Box<dyn Error>>;

const SIGAP: &str = env!("CARGO_BIN_EXE_sigap");
const CONTACTS_EACH: u64 = 3;
const BLOCK: usize = 2_000;

fn customer(number: u64) -> Event {
    const NAMES: [&str; 6] = ["Siti Rahayu", "Nur Hidayat", "B. Hartono", "김민수", "Ayu", "Made"];
    let name = NAMES[(number % 6) as usize];
    let profile = Profile {
        name: format!("{name} {}", number % 45_000),
        phones: vec![Phone::parse("mobile", &format!("+62 812 {number:08}")).expect("a number")],
        account: format!("AC-{number:08}"),
        ..Profile::default()
    };
    Customer::add(CustomerId(number), &profile)
}

/// Writes the desk's past; returns entries a second.
fn write_past(home: &Path, customers: u64) -> Anything<f64> {
    let mut store = past::open(home)?;
    let contacts = customers * CONTACTS_EACH;
    let contacted = (1..=contacts).map(|number| past::contact(number, customers));
    let began = Instant::now();
    past::write(&mut store, (1..=customers).map(customer).chain(contacted), BLOCK)?;
    let rate = (customers + contacts) as f64 / began.elapsed().as_secs_f64();
    store.close()?;
    Ok(rate)
}

/// A desk that was started, and how that went.
struct Started {
    daemon: Child,
    ready: Duration,
    first_word: Duration,
    progress: usize,
}

/// Starts the desk; a line of progress counts as the first word.
fn start(home: &Path) -> Anything<Started> {
    let began = Instant::now();
    let mut daemon = Command::new(SIGAP)
        .args(["daemon", "--spawned", "--linger", "600", "--home"])
        .arg(home)
        .stdout(Stdio::piped())
        .spawn()?;
    let (mut progress, mut first_word, mut said) = (0, None, String::new());
    let lines = BufReader::new(daemon.stdout.take().ok_or("no output")?).lines();
    for line in lines {
        first_word.get_or_insert(began.elapsed());
        said = line?;
        if said.starts_with("ready") {
            let (ready, first_word) = (began.elapsed(), first_word.unwrap_or_default());
            return Ok(Started { daemon, ready, first_word, progress });
        }
        progress += 1;
    }
    Err(format!("the desk did not start: {said}").into())
}

impl Started {
    /// Megabytes of memory in use.
    fn memory(&self) -> Anything<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.daemon.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).ok_or("no size")?;
        Ok(kilobytes.parse::<u64>()? / 1024)
    }

    fn end(mut self, signal: Signal) -> Anything<()> {
        kill(Pid::from_raw(self.daemon.id().try_into()?), signal)?;
        self.daemon.wait()?;
        Ok(())
    }
}

fn report(what: &str, home: &Path, end: Signal) -> Anything<Duration> {
    let started = start(home)?;
    let (ready, first, lines) = (started.ready, started.first_word, started.progress);
    let memory = started.memory()?;
    println!(
        "{what:<34} ready after {ready:>8.2?}, first word after {first:>8.2?}, {lines} lines of \
         progress, {memory} MB"
    );
    started.end(end)?;
    Ok(ready)
}

fn main() -> Anything<()> {
    let customers: u64 =
        std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let home = tempfile::tempdir()?;
    let home = home.path();
    fs::set_permissions(home, fs::Permissions::from_mode(0o700))?;
    fs::write(home.join("throwaway"), "")?;
    let rate = write_past(home, customers)?;
    let entries = customers * (1 + CONTACTS_EACH);
    println!("{customers} customers, {entries} entries, written at {rate:.0} entries a second");
    report("first opening after writing it all", home, Signal::SIGTERM)?;
    report("second opening, as it was left", home, Signal::SIGTERM)?;
    report("third opening, ended by kill -9", home, Signal::SIGKILL)?;
    report("opening after kill -9", home, Signal::SIGTERM)?;
    fs::remove_dir_all(home.join("index"))?;
    let rebuilt = report("opening without an index", home, Signal::SIGTERM)?;
    println!("{:.0} entries a second rebuilt", entries as f64 / rebuilt.as_secs_f64());
    Ok(())
}
