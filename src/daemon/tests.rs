//! A desk that opens: the look-up from its cache beside the look-up from the index, and who waits
//! at the door meanwhile. Never a whole daemon.

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::RwLock;

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy};
use proptest::{prop_oneof, proptest};

use super::cache::{Cache, Kept};
use super::doorman::{Doorman, EARLY_BYTES, WAITING};
use super::early::Early;
use super::{findable, touched};
use crate::domain::{
    At, Complaint, Customer, CustomerId, Email, Event, Fact, Matter, Phone, Priority, Profile,
    Severity, Status, Ticket, TicketNo,
};
use crate::home::place::Whose;
use crate::home::{Clock, Place, SystemConfig};
use crate::lookup::{Copying, Lookup};
use crate::store::{OpenBlock, Salts, Stamp, Standing, Store};
use crate::wire::{Answer, Opening, Reply, Step};

/// Customers at most: with more, an import's choice among those who share a key is any of them.
const CUSTOMERS: u64 = 8;

/// Something that changes who is found, or in which order; the numbers choose whom and how.
#[derive(Debug, Clone, Copy)]
enum Act {
    Add(usize),
    Amend(u64, usize),
    Withdraw(u64),
    Restore(u64),
    Erase(u64),
    Log(u64, i64),
    Open(u64),
    Close(u64),
    Unopen(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = || 0_u64..CUSTOMERS;
    prop_oneof![
        6 => (0_usize..60).prop_map(Act::Add),
        4 => (who(), 0_usize..60).prop_map(|(who, how)| Act::Amend(who, how)),
        1 => who().prop_map(Act::Withdraw),
        2 => who().prop_map(Act::Restore),
        1 => who().prop_map(Act::Erase),
        3 => (who(), 0_i64..9).prop_map(|(who, at)| Act::Log(who, at)),
        2 => who().prop_map(Act::Open),
        1 => who().prop_map(Act::Close),
        1 => who().prop_map(Act::Unopen),
        1 => Just(Act::Add(0)),
    ]
}

/// One of a few profiles that share words, numbers and addresses.
fn profile(how: usize) -> Profile {
    const NAMES: [&str; 5] = ["Nur Halimah", "Noer Halima", "Budi Hartono", "Sumber Makmur", ""];
    const PHONES: [&str; 4] = ["0812-3344-5566", "+62 812 3345 1100", "021 555 1234", "14022"];
    let phone = Phone::parse("", PHONES[how % 4]).expect("a number");
    let email = Email::parse("", &format!("mail{}@kantor.example", how % 7)).expect("an address");
    let profile = Profile {
        name: NAMES[how % 5].to_owned(),
        phones: [phone].into_iter().take(how % 3).collect(),
        emails: [email].into_iter().take(how % 2).collect(),
        account: if how % 5 < 3 { format!("AC-{how:03}") } else { String::new() },
        city: if how.is_multiple_of(2) { "Medan".to_owned() } else { String::new() },
        ..Profile::default()
    };
    profile.checked().expect("a test's profile is right")
}

fn event(act: Act, block: &mut OpenBlock) -> Option<Event> {
    let customer = |who: u64| block.view().customer(CustomerId(who + 1)).expect("readable");
    let ticket = |who: u64| block.view().ticket(TicketNo(who + 1)).expect("readable");
    match act {
        Act::Add(how) => {
            let id = block.next_customer();
            (id.0 <= CUSTOMERS).then(|| Customer::add(id, &profile(how)))
        }
        Act::Amend(who, how) => customer(who)?.amend(&profile(how)).ok(),
        Act::Withdraw(who) => {
            Some(Fact::CustomerWithdrawn { customer: customer(who)?.id.0 }.into())
        }
        Act::Restore(who) => {
            let is_there = customer(who).is_some();
            let counts = block.next_customer().0 - 1;
            let was = !is_there && who < counts;
            was.then(|| Fact::CustomerRestored { customer: who + 1 }.into())
        }
        Act::Erase(who) => customer(who)?.erase("asked for", &[]).ok(),
        Act::Log(who, at) => {
            let customer = customer(who)?.id.0;
            let interaction = block.next_interaction().0;
            let (channel, direction, topic) = (1, 1, *b"BI");
            let at = at * 86_400_000;
            let fact =
                Fact::InteractionLogged { interaction, customer, channel, direction, topic, at };
            Some(fact.into())
        }
        Act::Open(who) => {
            let complaint = Complaint {
                customer: customer(who)?.id,
                interaction: None,
                topic: "TE".parse().ok()?,
                kind: Matter::Complaint,
                severity: Severity::Major,
                priority: Priority::Normal,
                subject: "It does not work",
                note: "",
                at: At(who as i64),
            };
            let no = block.next_ticket();
            Ticket::open(no, &complaint).ok()
        }
        Act::Close(who) => ticket(who)?.set_status(Status::Closed, "why").ok(),
        Act::Unopen(who) => Some(Fact::TicketWithdrawn { ticket: ticket(who)?.no.0 }.into()),
    }
}

fn place(home: &Path) -> Place {
    let (whose, system) = (Whose::Throwaway, SystemConfig::default());
    Place { dir: home.to_owned(), socket: "/nowhere/desk.sock".into(), whose, system }
}

/// A desk without a daemon: its store, and a look-up that is kept up with it.
struct Desk {
    home: tempfile::TempDir,
    store: Store,
    lookup: Lookup,
}

impl Desk {
    fn new() -> Desk {
        let home = tempfile::tempdir().expect("a folder");
        let opened = Store::open(home.path(), Salts::seeded([7; 32]), &mut |_| ());
        Desk { store: opened.expect("it opens").0, home, lookup: Lookup::new() }
    }

    fn cache(&self) -> Cache {
        Cache::of(&place(self.home.path()))
    }

    /// What the writer does.
    fn play(&mut self, acts: &[Act]) {
        let mut block = self.store.begin();
        for act in acts {
            let event = event(*act, &mut block);
            let command = u128::from(self.store.head()) + 1;
            let stamp = Stamp {
                at: At(1_795_000_000_000),
                by: "a".into(),
                command,
                via: String::new(),
                undoes: 0,
            };
            if let Some(event) = event {
                block.append(event, &stamp);
            }
        }
        let entries = block.entries().to_vec();
        self.store.commit(block).expect("kept");
        let findable = touched::findable(&self.store.reader(), &entries).expect("readable");
        findable.put_into(|change| change(&mut self.lookup));
    }

    fn standing(&self) -> Standing {
        self.store.reader().standing().expect("readable")
    }

    fn found(&self, kept: Option<(Standing, Lookup)>) -> Lookup {
        let found = findable::lookup(&self.store.reader(), kept, &self.cache(), &mut |_, _| ());
        found.expect("readable")
    }
}

/// All that can be asked of a look-up about these profiles.
fn answers(lookup: &Lookup) -> Vec<String> {
    let typed =
        ["nur", "halimah", "halima", "budi h", "0812", "5566", "medan", "ac-0", "mail3", ""];
    let mut answers = vec![lookup.len().to_string()];
    answers.extend(typed.iter().map(|text| format!("{text}: {:?}", lookup.find(text, 20))));
    for how in 0..60 {
        let profile = profile(how);
        let known = lookup.known(&profile);
        answers.push(format!("{how}: {known:?}, {:?}", lookup.twins(&profile)));
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_copy_with_what_came_after_it_is_the_look_up_from_the_index(
        before in vec(vec(act(), 1..8), 0..6),
        meanwhile in vec(vec(act(), 1..4), 0..6),
        after in vec(vec(act(), 1..8), 0..4),
    ) {
        let mut desk = Desk::new();
        before.iter().for_each(|acts| desk.play(acts));
        let (standing, mut copying) = (desk.standing(), Copying::of(&desk.lookup));
        let (mut bytes, mut meanwhile) = (Vec::new(), meanwhile.iter());
        let stamp = standing.to_bytes();
        while copying.go_on(&desk.lookup, &stamp, &mut bytes).expect("nothing is swept") {
            meanwhile.next().into_iter().for_each(|acts| desk.play(acts));
        }
        after.iter().for_each(|acts| desk.play(acts));
        let (stamped, copy) = Lookup::load(|| Ok(Cursor::new(&bytes))).expect("it is whole");
        assert_eq!(Standing::of_bytes(&stamped).as_ref(), Some(&standing));
        let filled = answers(&desk.found(None));
        assert_eq!(answers(&desk.lookup), filled, "kept up with");
        // A standing before the first block is none that the journal knows.
        let kept = (standing.seq() > 0).then_some((standing, copy));
        assert_eq!(answers(&desk.found(kept)), filled, "from the copy");
    }
}

/// A door with nobody at it yet, and what is known behind it.
struct Door {
    _home: tempfile::TempDir,
    socket: PathBuf,
    doorman: Doorman,
}

impl Door {
    fn open() -> Door {
        let home = tempfile::tempdir().expect("a folder");
        let socket = home.path().join("desk.sock");
        let listener = UnixListener::bind(&socket).expect("bound");
        listener.set_nonblocking(true).expect("set");
        let early = Early::new(place(home.path()), Clock::System, "UTC".to_owned());
        let doorman = Doorman::at(&listener, early).expect("at the door");
        Door { _home: home, socket, doorman }
    }

    fn comes(&self, says: &str) -> BufReader<UnixStream> {
        let mut stream = UnixStream::connect(&self.socket).expect("let in");
        stream.write_all(says.as_bytes()).expect("said");
        BufReader::new(stream)
    }
}

fn hears(from: &mut BufReader<UnixStream>) -> Option<Reply> {
    let mut line = String::new();
    from.read_line(&mut line).expect("told");
    (!line.is_empty()).then(|| serde_json::from_str(&line).expect("a message"))
}

/// Listens until this is said.
fn until(from: &mut BufReader<UnixStream>, wanted: impl Fn(&Reply) -> bool) -> Reply {
    loop {
        let heard = hears(from).expect("it goes on");
        if wanted(&heard) {
            return heard;
        }
    }
}

#[test]
fn who_comes_while_the_desk_opens_hears_how_far_it_is_and_is_handed_on() {
    let door = Door::open();
    let mut waits = door.comes("hello");
    let index = Opening { step: Step::Index, done: 0, all: 0 };
    assert_eq!(hears(&mut waits), Some(Reply::Opening(index)));
    let far = Opening { step: Step::Lookup, done: 7, all: 9 };
    door.doorman.tell(far);
    until(&mut waits, |heard| *heard == Reply::Opening(far));
    drop(door.comes("and leaves"));
    until(&mut waits, |heard| *heard == Reply::Opening(far));
    let mut waiting = door.doorman.leave();
    let first = waiting.first_mut().expect("one waits");
    let mut said = [0; 5];
    first.read_exact(&mut said).expect("what was said is not read yet");
    assert_eq!(&said, b"hello");
}

#[test]
fn of_one_user_so_many_wait_and_no_more() {
    let door = Door::open();
    let mut all: Vec<_> = (0..WAITING).map(|_| door.comes("hello")).collect();
    assert!(all.iter_mut().all(|one| hears(one).is_some()), "each is told");
    assert_eq!(hears(&mut door.comes("")), None, "one more is sent away");
    assert_eq!(door.doorman.leave().len(), WAITING);
}

#[test]
fn who_asks_for_it_is_welcome_early_and_finds_whom_the_desk_last_found() {
    let (desk, door) = (furnished(), Door::open());
    let hello = r#"{"hello":{"protocol":1,"program":"test","early":true}}"#;
    let mut early = door.comes(&format!("{hello}\n"));
    until(&mut early, |heard| matches!(heard, Reply::Opening(_)));
    door.doorman.early().lend(8, desk.found(None));
    let Reply::Welcome(welcome) = until(&mut early, |heard| !matches!(heard, Reply::Opening(_)))
    else {
        panic!("no welcome");
    };
    assert_eq!((welcome.seq, welcome.customers), (8, CUSTOMERS));
    // A question for something else is not answered, and of two that differ in a blank only the one
    // that is not too long.
    let find = |id: u64| {
        format!(r#"{{"query":{{"id":{id},"ask":{{"find":{{"text":"NUR","limit":5}}}}}}}}"#)
    };
    let blanks = " ".repeat(EARLY_BYTES - find(7).len() - 1);
    let desk_asked = r#"{"query":{"id":6,"ask":"desk"}}"#;
    let said = format!("{desk_asked}\n {}{blanks}\n{}{blanks}\n", find(6), find(7));
    early.get_mut().write_all(said.as_bytes()).expect("said");
    let answer = until(&mut early, |heard| !matches!(heard, Reply::Opening(_)));
    let Reply::Answer { id: 7, seq: 8, answer: Answer::Found(found) } = answer else {
        panic!("{answer:?}");
    };
    let labels: Vec<&str> = found.rows.iter().map(|row| &*row.label).collect();
    assert!(labels.contains(&"Nur Halimah"), "{labels:?}");
    let mut waits = door.comes(&hello.replace("true", "false"));
    until(&mut waits, |heard| matches!(heard, Reply::Opening(_)));
    let lent = door.doorman.early().take_back().expect("it was lent");
    assert_eq!(answers(&lent), answers(&desk.lookup));
    assert_eq!(door.doorman.leave().len(), 1, "only who waits is handed on");
    while hears(&mut early).is_some() {}
}

#[test]
fn whoever_was_erased_or_taken_back_since_is_not_found_early() {
    let mut desk = furnished();
    let (standing, lookup) = (desk.standing(), desk.found(None));
    desk.play(&[Act::Erase(1), Act::Withdraw(2), Act::Amend(3, 59)]);
    let early = Early::new(place(desk.home.path()), Clock::System, "UTC".to_owned());
    assert!(findable::lend(desk.home.path(), &standing, lookup, &early).is_none());
    let lent = early.take_back().expect("it was lent");
    let there = |id: u64| lent.shown(CustomerId(id)).is_some();
    assert_eq!([1, 2, 3, 4].map(there), [true, false, false, true]);
    let mut another = Desk::new();
    (0..CUSTOMERS as usize).for_each(|how| another.play(&[Act::Add(how * 5 + 1)]));
    let kept = findable::lend(another.home.path(), &standing, lent, &early);
    assert!(kept.is_some() && early.take_back().is_none(), "nobody of another journal");
}

/// A desk with a few customers, and their look-up.
fn furnished() -> Desk {
    let mut desk = Desk::new();
    (0..CUSTOMERS as usize).for_each(|how| desk.play(&[Act::Add(how * 7)]));
    desk
}

#[test]
fn a_cache_is_read_as_it_was_written_and_by_its_owner_alone() {
    let desk = furnished();
    let (cache, standing) = (desk.cache(), desk.standing());
    assert!(cache.load().is_none() && cache.is_behind(8));
    let lookup = RwLock::new(desk.found(None));
    assert_eq!(cache.keep(&lookup, &standing).expect("written"), Kept::Whole);
    assert!(!cache.is_behind(8) && !cache.is_due(1_007, 10) && cache.is_due(1_008, 10));
    assert!(!cache.is_due(100_000, 1_000_000) && cache.is_due(125_008, 1_000_000));
    let file = desk.home.path().join("lookup.cache");
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).expect("there"));
    assert_eq!(mode & 0o777, 0o600);
    let again = desk.cache();
    let kept = again.load().expect("it is used");
    assert!(!again.is_behind(8));
    assert_eq!(answers(&desk.found(Some(kept))), answers(&desk.lookup));
    assert!(file.exists());
    again.forget().expect("removed");
    assert!(!file.exists() && again.is_behind(8));
}

#[test]
fn a_cache_that_is_not_as_it_was_written_is_removed_and_nobody_is_missed() {
    let desk = furnished();
    let (cache, standing) = (desk.cache(), desk.standing());
    cache.keep(&RwLock::new(desk.found(None)), &standing).expect("written");
    let file = desk.home.path().join("lookup.cache");
    let beside = desk.home.path().join("lookup.cache.new");
    let whole = fs::read(&file).expect("written");
    let spoilt = |bytes: &[u8], what: &str| {
        fs::write(&file, bytes).expect("written");
        fs::write(&beside, "half").expect("written");
        assert!(cache.load().is_none(), "{what}");
        assert!(!file.exists() && !beside.exists(), "{what}");
    };
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        spoilt(&flipped, &format!("a bit of byte {at}"));
    }
    for at in (0..whole.len()).step_by(7) {
        spoilt(&whole[..at], &format!("cut at {at}"));
    }
    spoilt(&[&whole[..], b"\0"].concat(), "longer");
    spoilt(b"something else", "something else");
    fs::write(&file, &whole).expect("written");
    assert!(cache.load().is_some(), "it was not used for another reason");
}

#[test]
fn a_cache_of_another_journal_or_of_a_longer_one_is_removed_and_nobody_is_missed() {
    let (desk, mut longer) = (furnished(), furnished());
    longer.play(&[Act::Log(1, 4)]);
    let mut another = Desk::new();
    (0..CUSTOMERS as usize).for_each(|how| another.play(&[Act::Add(how * 5 + 1)]));
    for (what, stranger) in [("another", &another), ("longer", &longer)] {
        let cache = desk.cache();
        let lookup = RwLock::new(Lookup::new());
        cache.keep(&lookup, &stranger.standing()).expect("written");
        let kept = desk.cache().load();
        assert!(kept.is_some());
        assert_eq!(answers(&desk.found(kept)), answers(&desk.lookup), "{what}");
        assert!(!desk.home.path().join("lookup.cache").exists(), "{what}");
    }
}

#[test]
fn a_look_up_that_missed_something_is_not_kept() {
    let desk = furnished();
    let cache = desk.cache();
    assert!(cache.is_behind(8));
    cache.distrust();
    assert!(!cache.is_behind(8) && !cache.is_due(1_000_000, 10));
}

#[test]
fn a_keeper_gives_up_when_the_file_is_to_go() {
    let desk = furnished();
    let cache = desk.cache();
    let kept = cache.undisturbed(|| cache.keep(&RwLock::new(desk.found(None)), &desk.standing()));
    assert_eq!(kept.expect("no error"), Kept::GivenUp);
    assert_eq!(
        fs::read_dir(desk.home.path())
            .expect("there")
            .filter(|file| {
                let name = file.as_ref().expect("listed").file_name();
                name.to_string_lossy().starts_with("lookup")
            })
            .count(),
        0
    );
}
