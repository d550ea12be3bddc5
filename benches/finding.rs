//! How fast a desk of a million customers finds, seen from outside: over its socket, key by key,
//! as a terminal asks. Never a call of the library where the desk is what is measured.
//!
//! `cargo bench --bench finding`, or `cargo bench --bench finding -- 100000` for fewer customers.

#[allow(dead_code, reason = "another bench needs the rest")]
mod clock;
#[allow(dead_code, reason = "another bench needs the rest")]
mod made;
mod outside;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use clock::{Spread, memory};
use made::People;
use made::asked::{questions, strokes, typing};
use made::rows::Rows;
use nix::sys::signal::{Signal, kill};
use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use outside::{Anything, Daemon};
use sigap::client::{Absent, Attach, Client, Meanwhile};
use sigap::domain::{CustomerId, Profile};
use sigap::home::{Place, place::Surroundings};
use sigap::store::{Salts, Store};
use sigap::wire::{Answer, Command, Found, IfKnown, Query};

/// Questions of each kind that searches are chosen from, and how many of them are typed.
const QUESTIONS: usize = 40;
const TYPED: usize = 5;
/// Rows a terminal asks for.
const PAGE: u32 = 50;
/// Between two keys while an import runs: a fast typist's, so that the desk is not kept busy by
/// the questions.
const PACE: Duration = Duration::from_millis(60);
/// Customers added one by one.
const INSERTS: usize = 300;
/// A desk is at rest that has worked for less than `WORK` in `WHILE`.
const WHILE: Duration = Duration::from_millis(500);
const WORK: Duration = Duration::from_millis(5);
/// Starts that are timed.
const STARTS: usize = 5;

/// Writes a file as a program exports it; gives what is in it.
fn write_customers(file: &Path, count: usize) -> Anything<Rows> {
    let mut rows = Rows::default();
    let mut out = csv::Writer::from_path(file)?;
    out.write_record([
        "Account Number",
        "Full Name",
        "Mobile Phone",
        "Email",
        "Address",
        "City",
        "Postal Code",
        "Birth Date",
        "Company",
    ])?;
    for customer in People::new().take(count) {
        let profile = &customer.profile;
        let phone = profile.phones.first().map_or("", |phone| &phone.number);
        let email = profile.emails.first().map_or("", |email| &email.address);
        let company = profile.attributes.first().map_or("", |company| &company.value);
        let birth = profile.birth_date.map(|date| date.to_string()).unwrap_or_default();
        let Profile { account, name, address, city, postcode, .. } = profile;
        out.write_record([account, name, phone, email, address, city, postcode, &birth, company])?;
        rows.push(profile);
    }
    out.flush()?;
    Ok(rows)
}

/// A desk that is talked to.
struct Desk {
    client: Client,
    process: u32,
    clock: ClockId,
}

impl Desk {
    fn of(home: &Path, daemon: &Daemon) -> Anything<Desk> {
        let clock = clock_getcpuclockid(Pid::from_raw(daemon.id().cast_signed()))?;
        Ok(Desk { client: attach(home, Meanwhile::Wait)?, process: daemon.id(), clock })
    }

    /// Processor time of all its threads so far.
    fn worked(&self) -> Anything<Duration> {
        Ok(clock_gettime(self.clock)?.into())
    }

    /// Waits until nothing is left to do.
    fn rest(&self) -> Anything<()> {
        loop {
            let before = self.worked()?;
            thread::sleep(WHILE);
            if self.worked()? - before < WORK {
                return Ok(());
            }
        }
    }

    /// Asks each text; gives the desk's time and the client's.
    fn ask(&mut self, texts: &[&str]) -> Anything<(Vec<Duration>, Vec<Duration>)> {
        let (mut desk, mut seen) = (Vec::new(), Vec::new());
        for text in texts {
            let (worked, since) = (self.worked()?, Instant::now());
            find(&mut self.client, text)?;
            seen.push(since.elapsed());
            desk.push(self.worked()? - worked);
        }
        Ok((desk, seen))
    }

    fn megabytes(&self, name: &str) -> Anything<u64> {
        Ok(memory(&self.process.to_string(), name).ok_or("no memory is told")? / 1024)
    }
}

fn place(home: &Path) -> Anything<Place> {
    Ok(Place::find(&Surroundings::read(Some(home)))?)
}

fn attach(home: &Path, meanwhile: Meanwhile) -> Anything<Client> {
    let how = Attach { absent: Absent::Tell, meanwhile, ..Attach::default() };
    Ok(Client::attach(&place(home)?, &how, &mut |_| ())?)
}

fn find(client: &mut Client, text: &str) -> Anything<Found> {
    let ask = Query::Find { text: text.to_owned(), limit: PAGE };
    match client.query(ask)? {
        Answer::Found(found) => Ok(found),
        other => Err(format!("another answer than to what was asked: {other:?}").into()),
    }
}

fn told(what: &str, figure: &str, goal: &str) {
    println!("| {what} | {figure} | {goal} |");
}

/// Keys while customers are imported.
fn measure_import(home: &Path, file: &Path, texts: &[&str]) -> Anything<()> {
    let (daemon, _) = Daemon::start(home)?;
    let mut desk = Desk::of(home, &daemon)?;
    let since = Instant::now();
    let mut import = outside::import(home, file)?;
    let (mut seen, mut keys) = (Vec::new(), texts.iter().cycle());
    while import.try_wait()?.is_none() {
        let text = keys.next().ok_or("no key to press")?;
        let pressed = Instant::now();
        find(&mut desk.client, text)?;
        seen.push(pressed.elapsed());
        thread::sleep(PACE);
    }
    let took = since.elapsed();
    let mut summary = String::new();
    import.stdout.take().ok_or("no output")?.read_to_string(&mut summary)?;
    let spread = Spread::of(seen);
    let what = format!("key to answer during the import, {} keys, seen by a client", spread.count);
    told(&what, &spread.text(), "p99 <= 10 ms");
    told("the import took", &format!("{:.0} s", took.as_secs_f64()), "");
    told("the desk's memory at its peak", &format!("{} MB", desk.megabytes("VmHWM")?), "1,500 MB");
    desk.rest()?;
    told("the desk's memory afterwards", &format!("{} MB", desk.megabytes("VmRSS")?), "");
    let summary: serde_json::Value =
        serde_json::from_str(summary.lines().last().unwrap_or_default())?;
    let counts = ["rows", "added", "known", "rejected"];
    let counts = counts.map(|count| format!("{count} {}", summary[count]));
    told("what the import says", &counts.join(", "), "");
    Ok(())
}

/// Keys at a desk at rest, then customers added to it.
fn measure_desk(home: &Path, texts: &[&str]) -> Anything<()> {
    let (daemon, _) = Daemon::start(home)?;
    let mut desk = Desk::of(home, &daemon)?;
    desk.rest()?;
    told("the desk's memory after a start", &format!("{} MB", desk.megabytes("VmRSS")?), "");
    let (worked, seen) = desk.ask(texts)?;
    let what = format!("key to answer, {} keys, processor time of the whole desk", texts.len());
    told(&what, &Spread::of(worked).text(), "p99 <= 4 ms (goal 1.5)");
    told("the same, seen by a client", &Spread::of(seen).text(), "p99 <= 5 ms");
    let (mut kept, mut found) = (Vec::new(), Vec::new());
    for number in 0..INSERTS {
        let profile = Box::new(newcomer(number));
        let text = profile.name.clone();
        let since = Instant::now();
        let added = Command::AddCustomer { profile, if_known: IfKnown::Add };
        let customer = desk.client.run(added)?.customer.ok_or("nobody was added")?;
        let acknowledged = Instant::now();
        kept.push(acknowledged - since);
        found.push(until_found(&mut desk.client, &text, customer)? - acknowledged);
    }
    told("a customer added, until it is acknowledged", &Spread::of(kept).text(), "");
    told("from then until found by name, answer included", &Spread::of(found).text(), "<= 1 ms");
    Ok(())
}

/// Somebody whose name nobody has.
fn newcomer(number: usize) -> Profile {
    let letter = |at: u32| char::from(b'a' + (number / 26_usize.pow(at) % 26) as u8);
    let name = format!("Zq{0}x{1}w{0}v {2}ubeltx", letter(0), letter(1), letter(2));
    Profile { name, account: format!("NEW-{number:06}"), ..Profile::default() }
}

/// When a customer was found: at once, unless the desk answers from before it knew them.
fn until_found(client: &mut Client, text: &str, customer: CustomerId) -> Anything<Instant> {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(1) {
        if find(client, text)?.rows.iter().any(|row| row.customer == customer) {
            return Ok(Instant::now());
        }
    }
    Err(format!("{text} was added and is not found").into())
}

/// Starts until the first answer, beside the store's opening alone.
fn measure_starts(home: &Path) -> Anything<()> {
    let (mut store, mut opened) = (Vec::new(), Vec::new());
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let (since, worked) = (Instant::now(), clock::processor());
        drop(Store::open(home, Salts::random(), &mut |_| ())?.0);
        store.push(since.elapsed());
        opened.push(clock::processor() - worked);
        starts.push(start(home)?);
    }
    let median = |times: Vec<Duration>| Spread::of(times).median;
    let (store, opened) = (median(store), median(opened));
    let of = |part: fn(&Start) -> Duration| median(starts.iter().map(part).collect());
    let both = |seen: f64, worked: f64| format!("{seen:.0} ms, {worked:.0} ms of processor time");
    told(&format!("opening the store alone, median of {STARTS}"), &both(store, opened), "");
    let (first, worked) = (of(|start| start.first), of(|start| start.worked));
    told("a start until the first answer", &both(first, worked), "");
    told("that is beyond opening the store", &both(first - store, worked - opened), "<= 60 ms");
    told("a start until the desk is open", &format!("{:.0} ms", of(|start| start.ready)), "");
    Ok(())
}

/// One start.
struct Start {
    /// Until somebody was found.
    first: Duration,
    /// The desk's processor time until then.
    worked: Duration,
    /// Until it was open.
    ready: Duration,
}

/// Starts a desk, asks as early as it answers, and ends it.
fn start(home: &Path) -> Anything<Start> {
    let since = Instant::now();
    let mut daemon = outside::sigap(home)
        .args(["daemon", "--spawned", "--linger", "600"])
        .stdout(Stdio::piped())
        .spawn()?;
    let pid = Pid::from_raw(daemon.id().cast_signed());
    let clock = clock_getcpuclockid(pid)?;
    let mut client = loop {
        match attach(home, Meanwhile::Find) {
            Ok(client) => break client,
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
    };
    find(&mut client, "nur halimah")?;
    let (first, worked) = (since.elapsed(), clock_gettime(clock)?.into());
    let mut said = BufReader::new(daemon.stdout.take().ok_or("no output")?);
    let mut line = String::new();
    while !line.starts_with("ready") {
        line.clear();
        if said.read_line(&mut line)? == 0 {
            return Err("the desk did not start".into());
        }
    }
    let ready = since.elapsed();
    drop(client);
    kill(pid, Signal::SIGTERM)?;
    daemon.wait()?;
    Ok(Start { first, worked, ready })
}

fn main() -> Anything<()> {
    // cargo passes `--bench`; a number is the count of customers.
    let count = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let (home, file) = (folder.path().join("home"), folder.path().join("customers.csv"));
    fs::create_dir(&home)?;
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700))?;
    fs::write(home.join("throwaway"), "")?;
    let rows = write_customers(&file, count)?;
    let texts = typing(&questions(&rows, QUESTIONS), TYPED);
    drop(rows);
    let strokes = strokes(&texts);
    println!("| {count} customers | median / p99 / worst, ms | goal |\n|---|---|---|");
    measure_import(&home, &file, &strokes)?;
    measure_desk(&home, &strokes)?;
    measure_starts(&home)
}
