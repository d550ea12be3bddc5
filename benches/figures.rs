//! Reports of a large desk: how long each takes, what they are counted from takes of memory, and
//! what whoever types in Find meanwhile notices. Never a desk in use: it makes a throw-away one.
//!
//! `cargo bench --bench figures` with 1,000,000 contacts, 200,000 tickets and 200,000 ratings of a
//! year; `cargo bench --bench figures -- 100000` with a tenth of all.
//!
//! Times are by the wall clock, from the sending of a question until its answer is read, on a
//! machine that does both.

#[allow(dead_code, reason = "another bench needs the rest")]
mod clock;
#[allow(dead_code, reason = "another bench needs the rest")]
mod outside;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clock::{Spread, memory};
use outside::{Anything, Daemon};
use sigap::client::{Absent, Attach, Client};
use sigap::domain::instrument::SERVQUAL;
use sigap::domain::leaving::{LeaveState, WorthState};
use sigap::domain::time::{DAY, HOUR, MINUTE, SECOND};
use sigap::domain::{
    Asks, At, Channel, ClockState, Customer, CustomerId, Event, Fact, Priority, Profile, Rater,
    Scale, Severity, Status, Strata, SurveyPlan, Tier,
};
use sigap::home::{Place, place::Surroundings};
use sigap::store::{Salts, Stamp, Store};
use sigap::wire::{Answer, Command, Query, Report, ReportAsk, ReportBy, ReportKind};

/// When the year began.
const BEGAN: i64 = 1_764_000_000_000;
/// Contacts for each ticket, and for each rating.
const CONTACTS_EACH: u64 = 5;
/// Agents who wrote it all.
const AGENTS: u64 = 200;
/// Statements of the full form.
const STATEMENTS: u64 = 22;
/// Ratings for each sitting over the full form.
const RATINGS_EACH: u64 = 10;
/// One in so many customers leaves.
const LEAVES: u64 = 4;
/// Entries of one block.
const BLOCK: usize = 4_000;
/// How long Find is typed in while reports are asked for.
const TYPED: Duration = Duration::from_secs(15);
/// How often a key is pressed: ten a second is a fast typist.
const STROKE: Duration = Duration::from_millis(100);
/// When the desk opens and closes.
const CALENDAR: &str = "zone Asia/Jakarta\nmon-fri 08:00-17:00\n";
/// What its rule asks for.
const RULE: &str = "answer 1h resolve 8h calendar office";

/// Writes a desk's year as its journal would have it.
struct Year {
    store: Store,
    block: Vec<(At, String, Event)>,
    command: u128,
    seq: u64,
}

impl Year {
    fn add(&mut self, at: i64, agent: u64, fact: Fact) -> Anything<()> {
        self.event(at, agent, Event::with_note(fact, "Asked why the bill is higher than before."))
    }

    fn event(&mut self, at: i64, agent: u64, event: Event) -> Anything<()> {
        self.block.push((At(at), format!("agent{}", agent % AGENTS), event));
        if self.block.len() == BLOCK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Anything<()> {
        let mut open = self.store.begin();
        for (at, by, event) in self.block.drain(..) {
            self.command += 1;
            self.seq += 1;
            let stamp = Stamp { at, by, command: self.command, via: String::new(), undoes: 0 };
            let _ = open.append(event, &stamp);
        }
        self.store.commit(open)?;
        Ok(())
    }

    /// What a customer expects and gets, by every statement of the full form.
    fn sitting(&mut self, customer: u64, interaction: u64, at: i64) -> Anything<()> {
        let given = |low: u64| {
            (0..STATEMENTS).map(|one| (low + (interaction + one * customer) % 4) as u8).collect()
        };
        let fact = Fact::AnswersGiven {
            customer,
            segment: String::new(),
            instrument: SERVQUAL.to_owned(),
            version: 0,
            scale: Scale::Seven.byte(),
            rater: Rater::Customer.byte(),
            expected: given(4),
            perceived: given(3),
            interaction,
            ticket: 0,
            at,
        };
        self.event(at, interaction, fact.into())
    }

    /// A customer leaves who was one for some years.
    fn leaves(&mut self, customer: u64, at: i64) -> Anything<()> {
        let from = WorthState::default();
        let since = BEGAN - (customer % 72) as i64 * 30 * DAY;
        let to = WorthState { since, monthly: 4_999, ..from };
        self.event(at, customer, Fact::CustomerWorthSet { customer, from, to }.into())?;
        let from = LeaveState::default();
        let to = LeaveState { at, reason: *b"PR", monthly: 4_999, ..from };
        self.event(at, customer, Fact::CustomerLeft { customer, from, to }.into())
    }

    /// A ticket that is answered after some time and settled after more; each tenth comes back.
    fn ticket(&mut self, (ticket, contact, customer): (u64, u64, u64), at: i64) -> Anything<()> {
        let (topic, agent) = (topic(contact), ticket * 7);
        let opened = Fact::TicketOpened {
            ticket,
            customer,
            interaction: contact,
            topic,
            severity: Severity::Moderate.byte(),
            priority: Priority::Normal.byte(),
            answer_due: at + HOUR,
            resolve_due: at + 8 * HOUR,
            at,
        };
        self.add(at, agent, opened)?;
        let (from, why) = (ClockState::default(), 1);
        let to = ClockState { policy: 2, rule: 2, calendar: 1, ..from };
        self.event(at, agent, Fact::TicketClockSet { ticket, why, from, to }.into())?;
        let spread = (ticket % 90) as i64;
        self.add(at + spread * MINUTE, agent, Fact::TicketNoted { ticket, answered: 1 })?;
        let [new, resolved] = [Status::New.byte(), Status::Resolved.byte()];
        let settled = at + spread * HOUR;
        self.add(settled, agent, Fact::TicketStatusSet { ticket, from: new, to: resolved })?;
        if ticket.is_multiple_of(10) {
            let (later, open) = (settled + HOUR, Status::Open.byte());
            self.add(later, agent, Fact::TicketStatusSet { ticket, from: resolved, to: open })?;
        }
        Ok(())
    }
}

fn topic(number: u64) -> [u8; 2] {
    const TOPICS: [&[u8; 2]; 10] =
        [b"BI", b"CA", b"CO", b"DE", b"IN", b"PR", b"SE", b"SU", b"TE", b"OT"];
    *TOPICS[(number % 10) as usize]
}

/// Writes a year with so many contacts; gives how many entries that are.
fn write(home: &Path, contacts: u64) -> Anything<u64> {
    let store = Store::open(home, Salts::random(), &mut |_| ())?.0;
    let mut year = Year { store, block: Vec::new(), command: 0, seq: 0 };
    let (name, from, to) = ("office".to_owned(), String::new(), CALENDAR.to_owned());
    year.event(BEGAN, 0, Fact::CalendarSet { name, from, to }.into())?;
    let (scope, from, to) = ("* * *".to_owned(), String::new(), RULE.to_owned());
    year.event(BEGAN, 0, Fact::SlaSet { scope, from, to }.into())?;
    let customers = (contacts / 10).max(1);
    for number in 1..=customers {
        let tier = Tier::ALL.get((number % 6) as usize).copied();
        let (name, address) = (format!("Nur Halimah {number}"), "Jalan Merdeka 1".to_owned());
        let profile = Profile { name, address, tier, ..Profile::default() };
        year.event(BEGAN, number, Customer::add(CustomerId(number), &profile))?;
    }
    for number in (1..=customers).step_by(LEAVES as usize) {
        year.leaves(number, BEGAN + (number as i64 * 364 * DAY) / customers as i64)?;
    }
    let step = 364 * DAY / contacts as i64;
    for interaction in 1..=contacts {
        let customer = interaction.wrapping_mul(0x9E37_79B9_7F4A_7C15) % customers + 1;
        let at = BEGAN + interaction as i64 * step;
        let (channel, direction) = ((interaction % 5 + 1) as u8, (interaction % 3 / 2 + 1) as u8);
        let topic = topic(interaction);
        let fact = Fact::InteractionLogged { interaction, customer, channel, direction, topic, at };
        year.add(at, interaction, fact)?;
        if interaction.is_multiple_of(CONTACTS_EACH) {
            let no = interaction / CONTACTS_EACH;
            year.ticket((no, interaction, customer), at + SECOND)?;
            let scores = [1, 2, 3, 4, 5].map(|score| (no + score) as u8 % 5 + 1);
            let (rating, ticket, scale, rater) = (no, 0, 5, (no % 2 + 1) as u8);
            let fact =
                Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater };
            year.event(at + MINUTE, interaction, fact.into())?;
            if no.is_multiple_of(RATINGS_EACH) {
                year.sitting(customer, interaction, at + MINUTE)?;
            }
        }
    }
    year.flush()?;
    year.store.close()?;
    Ok(year.seq)
}

fn attach(home: &Path, agent: &str) -> Anything<Client> {
    let place = Place::find(&Surroundings::read(Some(home)))?;
    let how = Attach { act_as: Some(agent.to_owned()), absent: Absent::Tell, ..Attach::default() };
    Ok(Client::attach(&place, &how, &mut |_| ())?)
}

fn ask(client: &mut Client, kind: ReportKind, by: Option<ReportBy>) -> Anything<Report> {
    let (from, until) = (At(BEGAN), At(BEGAN + 400 * DAY));
    let meant = ReportAsk { kind, from, until, by, name: String::new(), rows: String::new() };
    match client.query(Query::Report { meant })? {
        Answer::Report(report) => Ok(*report),
        other => Err(format!("no report: {other:?}").into()),
    }
}

/// Asks until all is read; gives how long that took.
fn first(client: &mut Client) -> Anything<Duration> {
    let began = Instant::now();
    while ask(client, ReportKind::Desk, None)?.behind > 0 {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(began.elapsed())
}

const BYS: [Option<ReportBy>; 7] = [
    None,
    Some(ReportBy::Topic),
    Some(ReportBy::Agent),
    Some(ReportBy::Tier),
    Some(ReportBy::Channel),
    Some(ReportBy::Hour),
    Some(ReportBy::Week),
];

/// Draws a survey among all customers; gives how long that took.
fn draw(client: &mut Client) -> Anything<Duration> {
    let plan = SurveyPlan {
        name: "year".to_owned(),
        asks: Asks::Instrument(SERVQUAL.to_owned()),
        channel: Channel::Visit,
        many: 1_000,
        by: Some(Strata::Tier),
        apart_days: 90,
        consented: false,
        from: None,
        to: None,
        until: None,
        seed: Some(7),
    };
    let began = Instant::now();
    client.run(Command::DrawSurvey(Box::new(plan)))?;
    Ok(began.elapsed())
}

/// Times of one key stroke after the other, for a while.
fn type_in_find(client: &mut Client) -> Anything<Spread> {
    let (mut times, end) = (Vec::new(), Instant::now() + TYPED);
    let words = ["n", "nu", "nur", "nur h", "nur ha", "halimah 7", "halimah 77", "77"];
    for text in words.iter().cycle() {
        let began = Instant::now();
        client.query(Query::Find { text: (*text).to_owned(), limit: 20 })?;
        times.push(began.elapsed());
        if began > end {
            break;
        }
        thread::sleep(STROKE.saturating_sub(began.elapsed()));
    }
    Ok(Spread::of(times))
}

fn main() -> Anything<()> {
    let contacts: u64 =
        std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
    let home = tempfile::tempdir()?;
    let home = home.path();
    fs::set_permissions(home, fs::Permissions::from_mode(0o700))?;
    fs::write(home.join("throwaway"), "")?;
    let entries = write(home, contacts)?;
    println!("{contacts} contacts, {} tickets and ratings each, {entries} entries", contacts / 5);
    // The first start brings the index up to date.
    drop(Daemon::start(home)?);
    let (daemon, ready) = Daemon::start(home)?;
    let mut client = attach(home, "chief")?;
    let mut typist = attach(home, "typist")?;
    println!("ready after {ready:.2?}; first report {:.2?} later", first(&mut client)?);
    let log = fs::read_to_string(home.join("daemon.log")).unwrap_or_default();
    let told = log.lines().filter(|line| line.contains("figures in"));
    told.for_each(|line| println!("log: {}", line.trim()));
    let kilobytes = memory(&daemon.id().to_string(), "VmRSS").unwrap_or_default();
    println!(
        "daemon: {} MB\n\n| report | by | median / p99 / worst, ms | bytes |\n|---|---|---|---|",
        kilobytes / 1_024
    );
    for kind in ReportKind::ALL.iter().copied() {
        for by in BYS {
            let (mut times, mut bytes) = (Vec::new(), 0);
            for _ in 0..5 {
                let began = Instant::now();
                let report = ask(&mut client, kind, by)?;
                times.push(began.elapsed());
                bytes = serde_json::to_vec(&report)?.len();
            }
            let by = by.map_or("", ReportBy::word);
            println!("| {kind} | {by} | {} | {bytes} |", Spread::of(times).text());
        }
    }
    println!("\nFind, nobody asks for reports: {} ms", type_in_find(&mut typist)?.text());
    thread::scope(|scope| {
        let drawing = scope.spawn(|| draw(&mut client).map_err(|error| error.to_string()));
        let typed = type_in_find(&mut typist);
        let took = drawing.join().map_err(|_| "the draw failed")??;
        println!("a survey is drawn in {took:.2?}; Find meanwhile: {} ms", typed?.text());
        Ok::<(), Box<dyn std::error::Error>>(())
    })?;
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = 0;
            while !over.load(Ordering::Relaxed) {
                ask(&mut client, ReportKind::Desk, Some(ReportBy::Agent))
                    .map_err(|e| e.to_string())?;
                asked += 1;
            }
            Ok::<u32, String>(asked)
        });
        let typed = type_in_find(&mut typist);
        over.store(true, Ordering::Relaxed);
        let asked = asking.join().map_err(|_| "the asker failed")??;
        println!("Find, while {asked} reports are made: {} ms", typed?.text());
        Ok(())
    })
}
