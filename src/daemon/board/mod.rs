//! The whole desk at a glance, for a wall: counted once for all who ask within the same second,
//! or until something changes. Never anew for each of them, and never a pass over all tickets that
//! there ever were: the queue is in memory, the rest is gathered from entries as they come.

mod day;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use super::answer::roster;
use super::desk::Desk;
use super::heard;
use super::sieve::days;
use crate::domain::time::{MINUTE, SECOND};
use crate::domain::{At, CustomerId, Entry, Fact, Priority, Tier, TwoLetters};
use crate::store::{QueueEntry, StoreError};
use crate::wire::Wallboard;
use crate::wire::board::{PACE, Part, SOON};
use day::{Day, SPAN};

/// Entries read at a time.
const STEP: usize = 4_000;
/// Entries read for one answer, a second's work: after a start on a busy day the rest is read for
/// the next ones, and nobody waits long.
const READ: u64 = 100_000;
/// Missed calls counted at most: beyond it nobody reads the number.
const CALLS: usize = 1_000;
/// What comes in is worked out anew so often: it is of hours, and a big house's lines of a day take
/// a fifth of a second to read.
const INCOMING: i64 = 5 * MINUTE;

/// What is kept between two answers.
#[derive(Debug, Default)]
pub struct Board(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// The entry to be read next; 0 before the first.
    next: u64,
    day: Day,
    /// The tiers of those who wait.
    tiers: HashMap<CustomerId, Option<Tier>>,
    /// The last answer, without the agents, and the seq at which it was counted.
    last: Option<(u64, Wallboard)>,
    /// When it was worked out last how many calls come, and how long one takes.
    incoming: Option<(At, Option<(u64, i64)>)>,
}

/// The board as it is now.
///
/// # Errors
/// The store's.
pub fn page(desk: &Desk) -> anyhow::Result<Wallboard> {
    let counted = {
        let mut kept = desk.board.0.lock().unwrap_or_else(|broken| {
            // What was being changed when somebody broke down is gathered again.
            let mut kept = PoisonError::into_inner(broken);
            *kept = Kept::default();
            kept
        });
        kept.page(desk)?
    };
    Ok(Wallboard { agents: roster(desk), ..counted })
}

impl Kept {
    fn page(&mut self, desk: &Desk) -> anyhow::Result<Wallboard> {
        let (head, now) = (desk.reader.head(), desk.clock.now());
        let same = |at: At| at.0.div_euclid(SECOND) == now.0.div_euclid(SECOND);
        if let Some((seq, last)) = &self.last
            && (*seq, last.behind) == (head, 0)
            && same(last.at)
        {
            return Ok(last.clone());
        }
        self.read_on(desk, head, now)?;
        self.day.forget(now);
        let counted = self.count(desk, head, now)?;
        self.last = Some((head, counted.clone()));
        Ok(counted)
    }

    /// Reads what has come since the last time; the first time, what came in the last day.
    fn read_on(&mut self, desk: &Desk, head: u64, now: At) -> anyhow::Result<()> {
        if self.next == 0 {
            self.next = first_since(desk, now.plus(-SPAN), head)?;
        }
        let until = head.min(self.next + READ - 1);
        while self.next <= until {
            let limit = usize::try_from(until - self.next + 1).unwrap_or(STEP).min(STEP);
            match desk.reader.entries(self.next, limit) {
                Ok(entries) => {
                    self.next += entries.len() as u64;
                    entries.iter().for_each(|entry| self.take(entry));
                }
                // What is lost says nothing any more, and what comes behind it does.
                Err(StoreError::Damaged(damage)) if damage.first > self.next => {
                    let sound = usize::try_from(damage.first - self.next).unwrap_or(STEP);
                    let entries = desk.reader.entries(self.next, sound.min(STEP))?;
                    self.next += entries.len() as u64;
                    entries.iter().for_each(|entry| self.take(entry));
                }
                Err(StoreError::Damaged(damage)) => self.next = damage.last.max(self.next) + 1,
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }

    fn take(&mut self, entry: &Entry) {
        self.day.take(entry);
        if let Fact::CustomerAmended { customer, .. }
        | Fact::CustomerWithdrawn { customer }
        | Fact::CustomerRestored { customer }
        | Fact::CustomerErased { customer, .. } = &entry.fact
        {
            self.tiers.remove(&CustomerId(*customer));
        }
    }

    fn count(&mut self, desk: &Desk, head: u64, now: At) -> anyhow::Result<Wallboard> {
        let incoming = self.incoming(desk, now);
        let (view, day) = (desk.reader.view(), &self.day);
        let [_, midnight, ..] = days(now, &desk.zone);
        let mut sums = Sums::default();
        // Who does not wait any more goes with the old list.
        let mut tiers = HashMap::with_capacity(self.tiers.len());
        for entry in view.queue()?.iter() {
            let tier = match self.tiers.get(&entry.customer) {
                Some(tier) => *tier,
                None => match tiers.get(&entry.customer) {
                    Some(tier) => *tier,
                    None => view.customer(entry.customer)?.and_then(|who| who.profile.tier),
                },
            };
            tiers.insert(entry.customer, tier);
            sums.add(entry, tier, now);
        }
        self.tiers = tiers;
        let missed = view.call_backs(Some(now), CALLS)?;
        let Sums { waiting, unassigned, paused, breached, due_soon, oldest, .. } = sums;
        Ok(Wallboard {
            at: now,
            waiting,
            unassigned,
            paused,
            breached,
            due_soon,
            oldest,
            opened_today: day.opened(midnight),
            resolved_today: day.resolved(midnight),
            opened: day.opened(now.plus(-PACE)),
            resolved: day.resolved(now.plus(-PACE)),
            calls_missed: missed.len() as u64,
            improvements_late: heard::late(desk)?,
            calls_per_hour: incoming.map(|(calls, _)| calls),
            aht: incoming.map(|(_, aht)| aht),
            topics: by_size(&sums.topics),
            priorities: sums.priorities(),
            tiers: sums.tiers(),
            quality: day.quality(midnight),
            history: day.history(waiting, now),
            agents: Vec::new(),
            behind: (head + 1).saturating_sub(self.next),
        })
    }

    /// Calls in an hour and what one takes; none where the disk does not say.
    fn incoming(&mut self, desk: &Desk, now: At) -> Option<(u64, i64)> {
        let is_recent = |(at, _): &(At, _)| (0..INCOMING).contains(&(now.0 - at.0));
        if let Some((_, known)) = self.incoming.filter(is_recent) {
            return known;
        }
        let found = desk.worked.incoming(now).unwrap_or_else(|why| {
            tracing::warn!("how many calls come cannot be read: {why}");
            None
        });
        self.incoming = Some((now, found));
        found
    }
}

/// The first entry that was written at a time or later; times go up with the numbers.
fn first_since(desk: &Desk, since: At, head: u64) -> anyhow::Result<u64> {
    let (mut low, mut high) = (1, head + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let is_before = match desk.reader.entries(middle, 1) {
            Ok(entries) => entries.first().is_some_and(|entry| entry.at < since),
            Err(StoreError::Damaged(_)) => false,
            Err(other) => return Err(other.into()),
        };
        if is_before {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Tickets and late ones.
type Two = (u64, u64);

/// What is counted of the queue.
#[derive(Debug, Default)]
struct Sums {
    waiting: u64,
    unassigned: u64,
    paused: u64,
    breached: u64,
    due_soon: u64,
    oldest: Option<At>,
    topics: BTreeMap<TwoLetters, Two>,
    priorities: BTreeMap<Reverse<Priority>, Two>,
    tiers: BTreeMap<Option<Tier>, Two>,
}

impl Sums {
    fn add(&mut self, entry: &QueueEntry, tier: Option<Tier>, now: At) {
        let runs = entry.status.runs();
        let late = runs && entry.due < now;
        self.waiting += 1;
        self.unassigned += u64::from(entry.assignee.is_none());
        self.paused += u64::from(!runs);
        self.breached += u64::from(late);
        self.due_soon += u64::from(runs && !late && entry.due <= now.plus(SOON));
        self.oldest = Some(self.oldest.map_or(entry.opened, |oldest| oldest.min(entry.opened)));
        let add = |two: &mut Two| *two = (two.0 + 1, two.1 + u64::from(late));
        add(self.topics.entry(entry.topic).or_default());
        add(self.priorities.entry(Reverse(entry.priority)).or_default());
        add(self.tiers.entry(tier).or_default());
    }

    fn priorities(&self) -> Vec<Part> {
        self.priorities.iter().map(|(Reverse(one), two)| part(one.word(), two)).collect()
    }

    fn tiers(&self) -> Vec<Part> {
        let known = self.tiers.iter().filter_map(|(tier, two)| Some(part((*tier)?.word(), two)));
        let none = self.tiers.get(&None).map(|two| part("", two));
        known.chain(none).collect()
    }
}

fn part(name: &str, (waiting, breached): &Two) -> Part {
    Part { name: name.to_owned(), waiting: *waiting, breached: *breached }
}

fn by_size(parts: &BTreeMap<TwoLetters, Two>) -> Vec<Part> {
    let mut parts: Vec<Part> =
        parts.iter().map(|(topic, two)| part(&topic.to_string(), two)).collect();
    parts.sort_by_key(|part| Reverse(part.waiting));
    parts
}
