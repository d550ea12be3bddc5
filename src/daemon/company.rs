//! Who has which record open, for those who have the same one open. Never kept or logged, and
//! never more for a terminal than what is so now: what it missed is over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::news::News;
use crate::domain::At;
use crate::domain::time::MINUTE;
use crate::wire::presence::{NAMED, OPEN_RECORDS};
use crate::wire::{Company, Crowd, Opened, Record};

/// How long it is gathered who comes and goes: a terminal is told once in that time at most, and
/// a person reads no faster.
const GATHERED: Duration = Duration::from_secs(1);

/// How long somebody whose line broke off finds where they were: a caller is called back within
/// it, and the next shift begins afresh.
const LEFT_LASTS: i64 = 30 * MINUTE;

/// Everybody's open records.
#[derive(Debug, Default)]
pub struct Presence {
    state: Mutex<State>,
    news: News,
}

#[derive(Debug, Default)]
struct State {
    seats: BTreeMap<u64, Seat>,
    rooms: BTreeMap<Record, Room>,
    /// Records at which somebody came, went, or began or ended to type.
    stale: BTreeSet<Record>,
    /// Seats that have something else open than before.
    moved: BTreeSet<u64>,
    /// What an agent's only seat had open when it went away without having closed it, and when.
    left: BTreeMap<String, (At, Vec<Opened>)>,
}

/// A connection that has said what is open.
#[derive(Debug, Default)]
struct Seat {
    agent: String,
    opened: Vec<Opened>,
    /// What it had open when it fell silent: nobody looks at that.
    hushed: Option<Vec<Opened>>,
    /// What it is told, or is to be told next.
    told: Vec<Company>,
    is_due: bool,
}

/// Those at one record, with the number of their seats.
#[derive(Debug, Default)]
struct Room {
    seats: BTreeSet<u64>,
    here: BTreeMap<String, usize>,
    writing: BTreeMap<String, usize>,
}

impl Room {
    fn enter(&mut self, number: u64, agent: &str, opened: Opened) {
        self.seats.insert(number);
        *self.here.entry(agent.to_owned()).or_default() += 1;
        if opened.typing {
            *self.writing.entry(agent.to_owned()).or_default() += 1;
        }
    }

    fn leave(&mut self, number: u64, agent: &str, opened: Opened) {
        self.seats.remove(&number);
        one_less(&mut self.here, agent);
        if opened.typing {
            one_less(&mut self.writing, agent);
        }
    }

    /// Who is here besides somebody: found without counting them all, for there may be hundreds.
    fn others(&self, own: &str) -> (Crowd, Crowd) {
        let (is_here, writes) = (self.here.contains_key(own), self.writing.contains_key(own));
        let writing = self.writing.len() - usize::from(writes);
        let looking = self.here.len() - self.writing.len() - usize::from(is_here && !writes);
        let looks = |name: &&String| !self.writing.contains_key(*name);
        let besides = |name: &&String| *name != own;
        (
            crowd(writing, self.writing.keys().filter(besides)),
            crowd(looking, self.here.keys().filter(looks).filter(besides)),
        )
    }
}

fn one_less(seats: &mut BTreeMap<String, usize>, agent: &str) {
    if let Some(count) = seats.get_mut(agent) {
        *count -= 1;
        if *count == 0 {
            seats.remove(agent);
        }
    }
}

fn crowd<'a>(count: usize, names: impl Iterator<Item = &'a String>) -> Crowd {
    let named = if count <= NAMED { count } else { 0 };
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Crowd { count, names: names.take(named).cloned().collect() }
}

impl Seat {
    /// What is open at it, or was when it fell silent.
    fn had(&self) -> Vec<Opened> {
        self.hushed.as_ref().unwrap_or(&self.opened).clone()
    }

    fn company(&self, rooms: &BTreeMap<Record, Room>) -> Vec<Company> {
        let beside = |opened: &Opened| beside(rooms, opened.record, &self.agent);
        self.opened.iter().filter_map(beside).collect()
    }
}

/// Who else than an agent has a record open.
fn beside(rooms: &BTreeMap<Record, Room>, record: Record, agent: &str) -> Option<Company> {
    let (writing, looking) = rooms.get(&record)?.others(agent);
    (writing.count + looking.count > 0).then_some(Company { record, writing, looking })
}

impl State {
    /// Lets a seat have these open and nothing else.
    fn change(&mut self, number: u64, agent: &str, opened: Vec<Opened>) {
        let seat = self.seats.entry(number).or_default();
        agent.clone_into(&mut seat.agent);
        let before = std::mem::replace(&mut seat.opened, opened.clone());
        for one in before.iter().filter(|one| !opened.contains(one)) {
            if let Some(room) = self.rooms.get_mut(&one.record) {
                room.leave(number, agent, *one);
                if room.seats.is_empty() {
                    self.rooms.remove(&one.record);
                }
            }
            self.stale.insert(one.record);
        }
        for one in opened.iter().filter(|one| !before.contains(one)) {
            self.rooms.entry(one.record).or_default().enter(number, agent, *one);
            self.stale.insert(one.record);
        }
        self.moved.insert(number);
    }
}

impl Presence {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held leaves lists that are still lists.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat has these open from now on.
    pub fn open(&self, number: u64, agent: &str, records: &[Opened]) {
        let mut opened: Vec<Opened> = Vec::new();
        for one in records {
            let is_known = opened.iter().any(|known| known.record == one.record);
            if !is_known && opened.len() < OPEN_RECORDS {
                opened.push(*one);
            }
        }
        let mut state = self.state();
        state.left.remove(agent);
        state.change(number, agent, opened);
        drop(state);
        self.news.come();
    }

    /// A seat is gone. Once is enough.
    pub fn leave(&self, number: u64, now: At) {
        let mut state = self.state();
        let seat = state.seats.get(&number).map(|seat| (seat.agent.clone(), seat.had()));
        let Some((agent, had)) = seat else { return };
        state.change(number, &agent, Vec::new());
        state.seats.remove(&number);
        let only = state.seats.values().all(|seat| seat.agent != agent);
        if only && !had.is_empty() {
            state.left.insert(agent, (now, had));
        }
        drop(state);
        self.news.come();
    }

    /// What an agent's latest other seat has open, else what the last one had when it went away,
    /// if that is not long ago; and when that was.
    pub fn left(&self, agent: &str, now: At) -> Option<(At, Vec<Opened>)> {
        let state = self.state();
        let own = state.seats.values().rev().filter(|seat| seat.agent == agent);
        let open = own.map(Seat::had).find(|had| !had.is_empty());
        let left = state.left.get(agent).filter(|(at, _)| now.0 - at.0 < LEFT_LASTS);
        open.map(|had| (now, had)).or_else(|| left.cloned())
    }

    /// Who else than an agent has a record open now.
    pub fn beside(&self, record: Record, agent: &str) -> Option<Company> {
        beside(&self.state().rooms, record, agent)
    }

    /// Nothing is heard of a seat: it has nothing open until it is heard of again.
    pub fn fell_silent(&self, number: u64) {
        let mut state = self.state();
        let Some(seat) = state.seats.get_mut(&number) else { return };
        let (agent, opened) = (seat.agent.clone(), seat.opened.clone());
        seat.hushed.get_or_insert(opened);
        state.change(number, &agent, Vec::new());
        drop(state);
        self.news.come();
    }

    /// Something is heard of a seat that was silent: it has open what it had.
    pub fn is_heard(&self, number: u64) {
        let mut state = self.state();
        let Some(seat) = state.seats.get_mut(&number) else { return };
        let Some(opened) = seat.hushed.take() else { return };
        let agent = seat.agent.clone();
        state.change(number, &agent, opened);
        drop(state);
        self.news.come();
    }

    /// Waits until there is something to tell, so seldom that nobody is told more often than they
    /// read; gives those whom it concerns, or `None` when it is over.
    pub fn next(&self) -> Option<Vec<u64>> {
        self.news.wait(None).then(|| self.gathered())
    }

    /// Waits until somebody may be told again.
    pub fn rest(&self) {
        self.news.rest(GATHERED);
    }

    /// Nobody is told any more.
    pub fn end(&self) {
        self.news.end();
    }

    /// Whom it concerns what has changed since this was called last.
    fn gathered(&self) -> Vec<u64> {
        let mut state = self.state();
        let State { seats, rooms, stale, moved, left: _ } = &mut *state;
        let mut concerned = std::mem::take(moved);
        let stale = std::mem::take(stale);
        let at = stale.iter().filter_map(|record| rooms.get(record));
        at.for_each(|room| concerned.extend(&room.seats));
        concerned.retain(|number| {
            let Some(seat) = seats.get_mut(number) else { return false };
            let company = seat.company(rooms);
            let is_news = company != seat.told;
            if is_news {
                (seat.told, seat.is_due) = (company, true);
            }
            is_news
        });
        concerned.into_iter().collect()
    }

    /// What a seat is to be told now, once.
    pub fn told(&self, number: u64) -> Option<Vec<Company>> {
        let mut state = self.state();
        let seat = state.seats.get_mut(&number)?;
        std::mem::take(&mut seat.is_due).then(|| seat.told.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomerId, TicketNo};

    const TICKET: Record = Record::Ticket(TicketNo(3));
    const LOOKS: &[Opened] = &[Opened { record: TICKET, typing: false }];
    const TYPES: &[Opened] = &[Opened { record: TICKET, typing: true }];

    fn crowd(names: &[&str]) -> Crowd {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Crowd { count: u32::try_from(names.len()).expect("few"), names }
    }

    fn told(presence: &Presence, number: u64) -> Option<(Crowd, Crowd)> {
        let mut told = presence.told(number)?;
        assert!(told.len() < 2, "one record is open: {told:?}");
        Some(told.pop().map(|one| (one.writing, one.looking)).unwrap_or_default())
    }

    #[test]
    fn those_at_one_record_hear_of_each_other_and_nobody_else_does() {
        let presence = Presence::default();
        presence.open(1, "sari", LOOKS);
        let customer = Record::Customer(CustomerId(3));
        presence.open(2, "budi", &[Opened { record: customer, typing: true }]);
        assert!(presence.gathered().is_empty(), "each is alone");
        presence.open(3, "rina", TYPES);
        assert_eq!(presence.gathered(), [1, 3]);
        assert_eq!(told(&presence, 1), Some((crowd(&["rina"]), crowd(&[]))));
        assert_eq!(told(&presence, 3), Some((crowd(&[]), crowd(&["sari"]))));
        assert_eq!((told(&presence, 1), told(&presence, 2)), (None, None), "once");
        presence.open(3, "rina", TYPES);
        assert!(presence.gathered().is_empty(), "it is so already");
        presence.leave(3, At(0));
        presence.leave(3, At(0));
        assert_eq!(presence.gathered(), [1]);
        assert_eq!(told(&presence, 1), Some((crowd(&[]), crowd(&[]))));
    }

    #[test]
    fn two_are_named_and_more_are_counted_each_once_and_oneself_never() {
        let presence = Presence::default();
        presence.open(1, "sari", LOOKS);
        presence.open(2, "sari", TYPES);
        assert!(presence.gathered().is_empty(), "one's other terminal is nobody else");
        presence.open(3, "rina", LOOKS);
        presence.open(4, "rina", TYPES);
        presence.open(5, "budi", LOOKS);
        presence.open(6, "dewi", LOOKS);
        assert_eq!(presence.gathered(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(told(&presence, 1), Some((crowd(&["rina"]), crowd(&["budi", "dewi"]))));
        assert_eq!(told(&presence, 5), Some((crowd(&["rina", "sari"]), crowd(&["dewi"]))));
        presence.open(7, "joko", LOOKS);
        presence.leave(4, At(0));
        presence.gathered();
        let many = Crowd { count: 4, names: Vec::new() };
        assert_eq!(told(&presence, 1), Some((crowd(&[]), many)), "she still looks");
    }

    #[test]
    fn who_lags_is_told_what_is_so_now_and_who_comes_back_to_nobody_hears_that_too() {
        let presence = Presence::default();
        presence.open(1, "sari", LOOKS);
        for (records, at_last) in [(TYPES, "types"), (LOOKS, "looks")] {
            presence.open(2, "rina", records);
            assert!(presence.gathered().contains(&1), "{at_last}");
        }
        assert_eq!(told(&presence, 1), Some((crowd(&[]), crowd(&["rina"]))));
        // Away and back before it was told: the terminal shows what it was told last.
        presence.open(1, "sari", &[]);
        presence.leave(2, At(0));
        presence.open(1, "sari", LOOKS);
        assert_eq!(presence.gathered(), [1]);
        assert_eq!(told(&presence, 1), Some((crowd(&[]), crowd(&[]))));
    }

    #[test]
    fn a_terminal_that_fell_silent_looks_at_nothing_until_it_is_heard_of_again() {
        let presence = Presence::default();
        presence.open(1, "sari", LOOKS);
        presence.open(2, "rina", TYPES);
        assert_eq!(presence.gathered(), [1, 2]);
        assert_eq!(told(&presence, 1), Some((crowd(&["rina"]), crowd(&[]))));
        presence.fell_silent(2);
        presence.fell_silent(2);
        presence.fell_silent(7);
        assert_eq!(presence.gathered(), [1, 2]);
        assert_eq!(told(&presence, 1), Some((crowd(&[]), crowd(&[]))), "she does not look");
        presence.is_heard(2);
        presence.is_heard(2);
        assert!(presence.gathered().contains(&1));
        assert_eq!(told(&presence, 1), Some((crowd(&["rina"]), crowd(&[]))));
        presence.fell_silent(2);
        presence.leave(2, At(0));
        presence.is_heard(2);
        presence.gathered();
        assert_eq!(told(&presence, 1), Some((crowd(&[]), crowd(&[]))));
    }

    #[test]
    fn whoever_is_cut_off_finds_where_they_were_for_a_while_and_who_leaves_does_not() {
        let presence = Presence::default();
        let left = |now: i64| presence.left("sari", At(now)).map(|(at, had)| (at.0, had));
        presence.open(1, "sari", LOOKS);
        presence.open(2, "budi", TYPES);
        assert_eq!(left(5), Some((5, LOOKS.to_vec())), "open elsewhere");
        presence.fell_silent(1);
        assert_eq!(left(6), Some((6, LOOKS.to_vec())), "and silent");
        presence.leave(1, At(7));
        assert_eq!(left(8), Some((7, LOOKS.to_vec())));
        assert_eq!(left(7 + LEFT_LASTS), None);
        presence.open(3, "sari", &[]);
        presence.leave(3, At(9));
        assert_eq!(left(10), None, "closed before it went");
    }

    #[test]
    fn what_is_over_leaves_nothing_behind_and_too_much_is_not_taken() {
        let presence = Presence::default();
        let all: Vec<Opened> = (1..=9)
            .map(|no| Opened { record: Record::Ticket(TicketNo(no)), typing: true })
            .collect();
        presence.open(1, "sari", &[all.clone(), all].concat());
        assert_eq!(presence.state().rooms.len(), OPEN_RECORDS);
        presence.leave(1, At(0));
        presence.gathered();
        let state = presence.state();
        assert!(state.rooms.is_empty() && state.seats.is_empty() && state.stale.is_empty());
    }
}
