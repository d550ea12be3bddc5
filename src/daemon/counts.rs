//! What the desk has done since it was started, counted for whoever watches it, and a word to them
//! that there is something new. Never who did it or about whom.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::decide::Declined;
use super::news::News;

/// Upper bounds, in microseconds, of how long a block takes to be kept: a fast disk's
/// hundred microseconds, and the seconds of one that is ill.
pub const BOUNDS: [u64; 12] =
    [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000];

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    /// How far it is.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that is counted.
#[derive(Debug, Default)]
pub struct Counts {
    /// Commands that were carried out.
    pub done: Count,
    /// Commands to which a rule, or the state of the desk, said no.
    pub refused: Count,
    /// Commands that failed inside the desk.
    pub failed: Count,
    /// Questions.
    pub asked: Count,
    /// Connections that were let in.
    pub attached: Count,
    /// Connections that were not.
    pub turned_away: Count,
    /// Blocks by how long they took to be kept: one count for each bound, one for those above.
    pub kept: [Count; BOUNDS.len() + 1],
    /// Microseconds that all of them took together.
    pub keeping: Count,
    news: News,
}

impl Counts {
    /// A command was decided.
    pub fn decided<T>(&self, outcome: &Result<T, Declined>) {
        match outcome {
            Ok(_) => self.done.add(1),
            Err(Declined::Refused(_)) => self.refused.add(1),
            Err(Declined::Failed(_)) => self.failed.add(1),
        }
        self.news.come();
    }

    /// A block was kept, and took so long.
    pub fn kept(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.kept[BOUNDS.partition_point(|bound| *bound < micros)].add(1);
        self.keeping.add(micros);
    }

    /// Something was asked.
    pub fn asked(&self) {
        self.asked.add(1);
        self.news.come();
    }

    /// Somebody was let in.
    pub fn attached(&self) {
        self.attached.add(1);
        self.news.come();
    }

    /// Somebody was not.
    pub fn turned_away(&self) {
        self.turned_away.add(1);
        self.news.come();
    }

    /// Something else is new: somebody has left, or the desk itself is another than before.
    pub fn changed(&self) {
        self.news.come();
    }

    /// Waits for news, at most so long; `false` when the desk leaves.
    pub fn wait(&self, at_most: Option<Duration>) -> bool {
        self.news.wait(at_most)
    }

    /// Waits whatever comes meanwhile; `false` when the desk leaves.
    pub fn rest(&self, span: Duration) -> bool {
        self.news.rest(span)
    }

    /// The desk leaves.
    pub fn end(&self) {
        self.news.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_counts_up_to_its_bound_and_one_beyond_it_in_the_next() {
        let counts = Counts::default();
        for micros in [0, 100, 101, 2_500_000, 2_500_001, 90_000_000] {
            counts.kept(Duration::from_micros(micros));
        }
        let kept: Vec<u64> = counts.kept.iter().map(Count::get).collect();
        assert_eq!(kept, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
    }
}
