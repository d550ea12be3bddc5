//! Who is attached, and what they have not seen yet. Never queues more per terminal than a nudge: a
//! slow one reads on from its own cursor when it can.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::changes::{Changes, Place, Told};
use super::company::Presence;
use super::follows::{Follows, Untold};
use super::news::News;
use super::room::{Held, Part, Rooms};
use crate::domain::time::MINUTE;
use crate::domain::{At, Entry, Record, Role};
use crate::wire::{Company, Opened, Reply, Signal, Touched};

/// How long news is gathered before everybody is nudged again: what hundreds of terminals are told
/// of costs a wake-up of each, and their panes ask four times a second at most.
const GATHERED: Duration = Duration::from_millis(40);
/// How long who comes in hears what was said to everybody: those who come late to their shift, and
/// those whose line was cut.
const WORD_LASTS: i64 = 30 * MINUTE;
/// Signals remembered for terminals that lag; older ones are no longer worth saying.
const SIGNALS: usize = 256;

/// Connections of one agent at a time: a terminal or two and a storm of scripts. Whatever one
/// agent's programs do, most places stay for the others.
const AGENT_CONNECTIONS: usize = 512;
/// Names of whom to ask instead, in a refusal: one sentence's worth.
const NAMED: usize = 3;

/// What a connection's outgoing half is told.
#[derive(Debug)]
pub enum Out {
    /// Write this.
    Reply(Box<Reply>),
    /// Write this line, which may hold a part of the common room.
    Line {
        /// The line, with its end.
        line: Vec<u8>,
        /// Its part of the room.
        held: Option<Held>,
    },
    /// Read on from your cursor.
    Nudge,
}

/// One attached connection.
#[derive(Debug)]
struct Seat {
    agent: String,
    role: Role,
    seat: String,
    /// Shared by all connections of the agent.
    part: Arc<Part>,
    /// What it has yet to hear of what its agent follows.
    followed: Untold,
    /// Set for connections that follow; replies go elsewhere.
    nudge: Option<(Sender<Out>, Arc<AtomicBool>)>,
}

#[derive(Debug, Default)]
struct State {
    seats: BTreeMap<u64, Seat>,
    next_seat: u64,
    changes: Changes,
    signals: VecDeque<(u64, Signal)>,
    signal_no: u64,
    /// What was said to everybody last, and when.
    word: Option<(At, Signal)>,
    read_only: Option<String>,
    erasing_failed: Option<String>,
    open_to_others: Option<String>,
    metrics_lost: Option<String>,
}

/// The meeting point of all connections.
#[derive(Debug, Default)]
pub struct Hub {
    state: Mutex<State>,
    rooms: Rooms,
    /// What the crier waits for.
    news: News,
    /// Who has what open.
    presence: Presence,
    /// Who follows what.
    pub follows: Follows,
}

/// What a connection has been given.
#[derive(Debug)]
pub struct Entered {
    /// Its number.
    pub number: u64,
    /// Where it reads on from.
    pub cursor: Cursor,
    /// The agent's part of what all share.
    pub part: Arc<Part>,
}

/// An agent has too many connections.
#[derive(Debug, thiserror::Error)]
#[error("{0} has {AGENT_CONNECTIONS} connections to the desk; close some")]
pub struct Crowded(String);

/// How far a following connection has read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    seat: u64,
    at: Place,
    heard: u64,
}

impl Hub {
    /// A desk whose journal ends at `head`.
    pub fn new(head: u64) -> Hub {
        let changes = Changes::from(head);
        let state = Mutex::new(State { changes, ..State::default() });
        Hub { state, ..Hub::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held leaves lists that are still lists.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in.
    ///
    /// # Errors
    /// [`Crowded`].
    pub fn enter(
        &self,
        (agent, role, seat): (&str, Role, &str),
        nudge: Option<(Sender<Out>, Arc<AtomicBool>)>,
    ) -> Result<Entered, Crowded> {
        let mut state = self.state();
        let mut own = state.seats.values().filter(|seat| seat.agent == agent);
        let part = own.next().map(|seat| Arc::clone(&seat.part));
        let part = part.unwrap_or_else(|| Arc::new(self.rooms.part()));
        if own.count() + 1 >= AGENT_CONNECTIONS {
            return Err(Crowded(agent.to_owned()));
        }
        state.next_seat += 1;
        let number = state.next_seat;
        let (agent, seat) = (agent.to_owned(), seat.to_owned());
        let followed = Untold::default();
        let seat = Seat { agent, role, seat, part: Arc::clone(&part), followed, nudge };
        state.seats.insert(number, seat);
        let cursor = Cursor { seat: number, at: state.changes.now(), heard: state.signal_no };
        Ok(Entered { number, cursor, part })
    }

    /// Lets a connection go. Once is enough.
    pub fn leave(&self, number: u64, now: At) {
        self.state().seats.remove(&number);
        self.presence.leave(number, now);
    }

    /// What an agent's other terminal has open, or had when its line broke off, and when.
    pub fn left(&self, agent: &str, now: At) -> Option<(At, Vec<Opened>)> {
        self.presence.left(agent, now)
    }

    /// How many connections are attached.
    pub fn attached(&self) -> usize {
        self.state().seats.len()
    }

    /// Tells whether an agent's terminal is attached at a seat.
    pub fn is_live(&self, agent: &str, seat: &str) -> bool {
        self.state().seats.values().any(|s| s.agent == agent && s.seat == seat && s.nudge.is_some())
    }

    /// Takes in who follows what from now on, and what those who are here will hear of what was
    /// done to it; before it is published, which has them told.
    pub fn heed(&self, entries: &[Entry]) {
        let heard = self.follows.heard(entries);
        self.follows.take(entries);
        if heard.is_empty() {
            return;
        }
        let mut state = self.state();
        let here = |seat: &&mut Seat| seat.nudge.is_some();
        for seat in state.seats.values_mut().filter(here) {
            let theirs = heard.iter().filter(|one| one.is_for(&seat.agent));
            theirs.for_each(|one| seat.followed.add(&one.news));
        }
    }

    /// Makes what a synced block touched known to everybody who follows.
    pub fn publish(&self, head: u64, touched: impl Iterator<Item = (u64, Touched)>) {
        self.state().changes.add(head, touched);
        self.news.come();
    }

    /// Has everybody who follows ask for all again: how the desk itself is has changed.
    pub fn ask_anew(&self) {
        self.state().changes.ask_anew();
        self.news.come();
    }

    /// Says something to everybody it concerns.
    pub fn say(&self, signal: Signal) {
        let mut state = self.state();
        state.signal_no += 1;
        let number = state.signal_no;
        state.signals.push_back((number, signal));
        if state.signals.len() > SIGNALS {
            state.signals.pop_front();
        }
        drop(state);
        self.news.come();
    }

    /// Says something to everybody, those who come in soon too.
    pub fn say_to_all(&self, word: Signal, now: At) {
        self.state().word = Some((now, word.clone()));
        self.say(word);
    }

    /// What was said to everybody so lately that who comes in now is to hear it.
    pub fn word(&self, now: At) -> Option<Signal> {
        let word = self.state().word.clone();
        word.filter(|(at, _)| now.0 - at.0 < WORD_LASTS).map(|(_, word)| word)
    }

    /// Nudges everybody whenever there is news, until it is over: on a thread of its own, so that
    /// neither the writer nor a connection waits until hundreds are woken. The first news after a
    /// rest is told at once; what comes within [`GATHERED`] after it is told together.
    pub fn cry(&self) {
        while self.news.wait(None) {
            let mut state = self.state();
            state.changes.put_into_words();
            nudge(state.seats.values());
            drop(state);
            self.news.rest(GATHERED);
        }
    }

    /// A connection has these records open from now on.
    pub fn open(&self, (number, agent): (u64, &str), records: &[Opened]) {
        self.presence.open(number, agent, records);
    }

    /// Who else than an agent has a record open now.
    pub fn beside(&self, record: Record, agent: &str) -> Option<Company> {
        self.presence.beside(record, agent)
    }

    /// Nothing is heard of a connection: nobody looks at what it has open.
    pub fn fell_silent(&self, number: u64) {
        self.presence.fell_silent(number);
    }

    /// A connection that was silent is heard of again.
    pub fn is_heard(&self, number: u64) {
        self.presence.is_heard(number);
    }

    /// Nudges those at whose open records somebody came or went, until it is over: on a thread of
    /// its own, for it takes its time.
    pub fn tell_company(&self) {
        while let Some(seats) = self.presence.next() {
            let state = self.state();
            nudge(seats.iter().filter_map(|number| state.seats.get(number)));
            drop(state);
            self.presence.rest();
        }
    }

    /// Nothing is cried any more.
    pub fn hush(&self) {
        self.news.end();
        self.presence.end();
    }

    /// What a connection has not seen and heard yet of what was cried; moves its cursor. What came
    /// since is cried next.
    pub fn news(&self, cursor: &mut Cursor, agent: &str) -> (Option<Told>, Vec<Signal>) {
        let mut state = self.state();
        let told = state.changes.told(&mut cursor.at);
        let unheard = state.signals.iter().filter(|(number, _)| *number > cursor.heard);
        let signals = unheard.map(|(_, signal)| signal).filter(|s| concerns(s, agent)).cloned();
        let mut signals: Vec<Signal> = signals.collect();
        cursor.heard = state.signal_no;
        let seat = state.seats.get_mut(&cursor.seat);
        signals.extend(seat.and_then(|seat| seat.followed.told()));
        drop(state);
        let company = self.presence.told(cursor.seat);
        signals.extend(company.map(|records| Signal::Company { records }));
        (told, signals)
    }

    /// Some of those who sit at a terminal and have one of these roles, by name.
    pub fn here(&self, roles: &[Role]) -> Vec<String> {
        let state = self.state();
        let seats = state.seats.values().filter(|seat| seat.nudge.is_some());
        let meant = seats.filter(|seat| roles.contains(&seat.role)).map(|seat| seat.agent.clone());
        let names: BTreeSet<String> = meant.collect();
        names.into_iter().take(NAMED).collect()
    }

    /// Why nothing can be written.
    pub fn read_only(&self) -> Option<String> {
        self.state().read_only.clone()
    }

    /// From now on nothing can be written.
    pub fn became_read_only(&self, why: &str) {
        self.state().read_only = Some(why.to_owned());
    }

    /// What of the desk others can reach; `None` when it is its owner's alone.
    pub fn open_to_others(&self) -> Option<String> {
        self.state().open_to_others.clone()
    }

    /// Others can reach the desk, or no longer. Tells whether that is news.
    pub fn is_open_to_others(&self, why: Option<String>) -> bool {
        let mut state = self.state();
        let is_news = state.open_to_others != why;
        state.open_to_others = why;
        is_news
    }

    /// Why the metrics cannot be written.
    pub fn metrics_lost(&self) -> Option<String> {
        self.state().metrics_lost.clone()
    }

    /// The metrics cannot be written, or can again. Tells whether that is news.
    pub fn are_metrics_lost(&self, why: Option<String>) -> bool {
        let mut state = self.state();
        let is_news = state.metrics_lost != why;
        state.metrics_lost = why;
        is_news
    }

    /// Why customers could not be erased.
    pub fn erasing_failed(&self) -> Option<String> {
        self.state().erasing_failed.clone()
    }

    /// Customers could not be erased; the next start tries again.
    pub fn could_not_erase(&self, why: &str) {
        tracing::error!("customers could not be erased yet: {why}");
        self.state().erasing_failed = Some(why.to_owned());
    }
}

fn nudge<'a>(seats: impl Iterator<Item = &'a Seat>) {
    for (out, nudged) in seats.filter_map(|seat| seat.nudge.as_ref()) {
        if !nudged.swap(true, Ordering::SeqCst) {
            // A connection that is just leaving no longer listens.
            drop(out.send(Out::Nudge));
        }
    }
}

fn concerns(signal: &Signal, listener: &str) -> bool {
    match signal {
        Signal::Ring { agent, .. } => agent.as_deref().is_none_or(|agent| agent == listener),
        Signal::RingOver { .. } | Signal::State { .. } | Signal::Everybody { .. } => true,
        // It is the desk that is told, or each is told their own.
        Signal::Here
        | Signal::Open { .. }
        | Signal::Company { .. }
        | Signal::Left { .. }
        | Signal::Followed { .. } => false,
        Signal::Call { agent, .. } => agent == listener,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Kind;

    fn touched(id: u64) -> Touched {
        let (what, by, to) = ("ticket_noted".into(), "a".into(), String::new());
        Touched { kind: Kind::Ticket, id, what, by, to }
    }

    #[test]
    fn an_agent_has_so_many_connections_and_no_more() {
        let hub = Hub::new(0);
        let enter = |agent: &str| hub.enter((agent, Role::Agent, ""), None);
        let numbers: Vec<u64> = (0..AGENT_CONNECTIONS)
            .map(|at| enter("a").unwrap_or_else(|why| panic!("{at}: {why}")).number)
            .collect();
        assert!(enter("a").is_err_and(|why| why.to_string().contains("a has 512 connections")));
        assert!(enter("b").is_ok(), "others come in");
        hub.leave(numbers[0], At(0));
        assert!(enter("a").is_ok(), "one left");
    }

    #[test]
    fn the_first_news_is_told_at_once_and_what_follows_it_together() {
        let hub = Hub::new(0);
        let (out, told) = std::sync::mpsc::channel();
        let nudged = Arc::new(AtomicBool::new(false));
        let nudge = Some((out, Arc::clone(&nudged)));
        let mut cursor =
            hub.enter(("a", Role::Agent, "tty1"), nudge).expect("there is room").cursor;
        std::thread::scope(|scope| {
            scope.spawn(|| hub.cry());
            let mut nudges = 0;
            let mut seen = 0;
            for seq in 1..=100 {
                hub.publish(seq, [(seq, touched(seq))].into_iter());
            }
            while seen < 100 {
                assert!(matches!(told.recv(), Ok(Out::Nudge)), "it is told");
                nudges += 1;
                nudged.store(false, Ordering::SeqCst);
                let told = hub.news(&mut cursor, "a").0;
                seen = told.map_or(seen, |_| cursor.at.seen());
            }
            hub.hush();
            assert!(nudges < 100, "{nudges} for a hundred changes");
        });
    }

    #[test]
    fn so_many_signals_are_remembered_for_who_lags() {
        let hub = Hub::new(0);
        let enter = || hub.enter(("a", Role::Agent, ""), None).expect("there is room");
        for count in [SIGNALS, SIGNALS + 1] {
            let mut cursor = enter().cursor;
            let over =
                |call: usize| Signal::RingOver { call_id: call.to_string(), by: String::new() };
            (0..count).for_each(|call| hub.say(over(call)));
            let heard = hub.news(&mut cursor, "a").1;
            assert_eq!((heard.len(), heard[0] == over(0)), (SIGNALS, count == SIGNALS));
        }
    }

    #[test]
    fn so_many_questions_of_an_agent_are_answered_at_a_time_on_all_connections_together() {
        let hub = Hub::new(0);
        let part = |agent: &str| hub.enter((agent, Role::Agent, ""), None).expect("room").part;
        let (one, two) = (part("a"), part("a"));
        let most = one.asking.left();
        let held: Vec<Held> = (1..most).map(|_| one.asking.take(1)).collect();
        assert_eq!(two.asking.left(), 1, "one more");
        let last = two.asking.take(1);
        assert_eq!(one.asking.left(), 0, "the next waits");
        assert_eq!(part("b").asking.left(), most, "others do not");
        drop((held, last));
        assert_eq!(one.asking.left(), most);
    }
}
