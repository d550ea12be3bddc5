//! How long it took from a command until everybody knew. Never an average.

use std::time::Duration;

use super::seat::{Heard, Seen};
use crate::clock::Spread;

/// A command that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Microseconds since the beginning.
    pub sent: u32,
    /// The same.
    pub done: u32,
    /// Its last entry; 0 when it was refused.
    pub seq: u64,
    /// Whether it changed a ticket, so that every queue is asked for again.
    pub is_ticket: bool,
}

/// All of them, and when terminals knew.
pub struct Tally {
    works: Vec<Work>,
    told: Vec<Duration>,
    answered: Vec<Duration>,
}

impl Tally {
    /// Of these commands.
    pub fn of(mut works: Vec<Work>) -> Tally {
        works.sort_by_key(|work| work.seq);
        Tally { works, told: Vec::new(), answered: Vec::new() }
    }

    /// Adds when one terminal knew of each.
    pub fn add(&mut self, seen: &Seen) {
        let decided = || self.works.iter().filter(|work| work.seq > seen.from);
        let told = latencies(decided(), &seen.told);
        let answered = latencies(decided().filter(|work| work.is_ticket), &seen.answered);
        self.told.extend(told);
        self.answered.extend(answered);
    }

    /// How many were done or refused.
    pub fn done(&self) -> usize {
        self.works.len()
    }

    /// How many were refused.
    pub fn refused(&self) -> usize {
        self.works.iter().filter(|work| work.seq == 0).count()
    }

    /// Until the acknowledgement.
    pub fn acknowledged(&self) -> Spread {
        Spread::of(self.works.iter().map(|work| micros(work.done - work.sent)))
    }

    /// Until a terminal was told.
    pub fn told(&self) -> Spread {
        Spread::of(self.told.iter().copied())
    }

    /// Until a terminal had asked again and was answered.
    pub fn answered(&self) -> Spread {
        Spread::of(self.answered.iter().copied())
    }
}

const fn micros(count: u32) -> Duration {
    Duration::from_micros(count as u64)
}

/// For each command, in the order of their entries, how long after its sending something was heard
/// that was at least so far; what came after the last hearing is left out.
fn latencies<'a>(works: impl Iterator<Item = &'a Work>, heard: &[Heard]) -> Vec<Duration> {
    let mut next = 0;
    let mut all = Vec::new();
    for work in works {
        while heard.get(next).is_some_and(|heard| heard.seq < work.seq) {
            next += 1;
        }
        let Some(heard) = heard.get(next) else { break };
        all.push(micros(heard.at.saturating_sub(work.sent)));
    }
    all
}
