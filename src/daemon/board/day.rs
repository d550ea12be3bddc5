//! What was opened, resolved and rated in the last day, and how many waited meanwhile, gathered
//! from entries of the journal as they come. Never a customer's word: only numbers and times.

use std::collections::{BTreeMap, HashMap};

use crate::domain::time::{HOUR, MINUTE};
use crate::domain::{At, Entry, Fact, Rater, Scale, Status};
use crate::wire::board::{Quality, SLOT, SLOTS, Scores};

/// How far back is remembered: a day that has an hour more where clocks are put back.
pub const SPAN: i64 = 25 * HOUR;
/// What was opened so long before it was written down was carried over from elsewhere.
const CARRIED: i64 = MINUTE;

/// The last day.
#[derive(Debug, Default)]
pub struct Day {
    opened: HashMap<u64, At>,
    resolved: HashMap<u64, At>,
    ratings: HashMap<u64, Given>,
    /// By how much the queue has grown in each slot of time.
    grown: BTreeMap<i64, i64>,
    /// The command that carried tickets over from elsewhere, and when its last one was opened.
    carried: Option<(u128, At)>,
    /// The slot up to which what is older was forgotten.
    forgotten: i64,
}

/// One rating.
#[derive(Debug)]
struct Given {
    at: At,
    rater: u8,
    scale: u8,
    scores: [u8; 5],
}

impl Day {
    /// Takes in the next entry.
    pub fn take(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.fact {
            Fact::TicketOpened { ticket, at: opened, .. } => {
                let opened = At(*opened);
                let was_before = opened.plus(CARRIED) < at;
                self.carried = was_before.then_some((entry.command, opened));
                self.opened.insert(*ticket, opened);
                self.grow(opened, 1);
            }
            Fact::TicketStatusSet { ticket, from, to } => {
                // When it happened elsewhere nobody knows: as if it had never waited here.
                let carried = self.carried.filter(|(command, _)| *command == entry.command);
                let at = carried.map_or(at, |(_, opened)| opened);
                self.moved(*ticket, (*from, *to), at);
            }
            Fact::TicketWithdrawn { ticket } => {
                let opened = self.opened.remove(ticket);
                self.grow(opened.unwrap_or(at), -1);
            }
            Fact::RatingGiven { rating, scores, scale, rater, .. } => {
                let given = Given { at, rater: *rater, scale: *scale, scores: *scores };
                self.ratings.insert(*rating, given);
            }
            Fact::RatingWithdrawn { rating, .. } => drop(self.ratings.remove(rating)),
            _ => {}
        }
    }

    fn moved(&mut self, ticket: u64, (from, to): (u8, u8), at: At) {
        let status = |byte| Status::from_byte(byte);
        let is_active = |byte| status(byte).is_some_and(Status::is_active);
        match (is_active(from), is_active(to)) {
            (true, false) => {
                if status(to) != Some(Status::Merged) {
                    self.resolved.insert(ticket, at);
                }
                self.grow(at, -1);
            }
            (false, true) => {
                self.resolved.remove(&ticket);
                self.grow(at, 1);
            }
            (true, true) | (false, false) => {}
        }
    }

    fn grow(&mut self, at: At, by: i64) {
        *self.grown.entry(slot(at)).or_default() += by;
    }

    /// Forgets what lies further back than is remembered; once for each slot of time.
    pub fn forget(&mut self, now: At) {
        let before = now.plus(-SPAN);
        if self.forgotten == slot(before) {
            return;
        }
        self.forgotten = slot(before);
        self.opened.retain(|_, at| *at >= before);
        self.resolved.retain(|_, at| *at >= before);
        self.ratings.retain(|_, given| given.at >= before);
        self.grown = self.grown.split_off(&slot(before));
    }

    /// How many tickets were opened from a time on.
    pub fn opened(&self, since: At) -> u64 {
        count(&self.opened, since)
    }

    /// How many were resolved from a time on, and are still.
    pub fn resolved(&self, since: At) -> u64 {
        count(&self.resolved, since)
    }

    /// How many waited at the end of each slot and now, oldest first.
    pub fn history(&self, waiting: u64, now: At) -> Vec<u64> {
        let last = slot(now);
        let mut waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        let mut history = vec![waiting];
        for at in (0..).map(|back| last - back).take(SLOTS - 1) {
            // What it has grown by since belongs to what came later.
            waiting -= self.grown.get(&at).copied().unwrap_or(0);
            history.push(waiting);
        }
        history.reverse();
        history.into_iter().map(|waiting| u64::try_from(waiting).unwrap_or(0)).collect()
    }

    /// The ratings from a time on, never two raters or scales together.
    pub fn quality(&self, since: At) -> Vec<Quality> {
        let mut all = BTreeMap::<(u8, u8), [Scores; 5]>::new();
        for given in self.ratings.values().filter(|given| given.at >= since) {
            let sums = all.entry((given.rater, given.scale)).or_default();
            for (sum, score) in sums.iter_mut().zip(given.scores).filter(|(_, score)| *score > 0) {
                sum.n += 1;
                sum.sum += u64::from(score);
            }
        }
        let told = |((rater, scale), dimensions)| {
            let (rater, scale) = (Rater::from_byte(rater)?, Scale::from_byte(scale)?);
            Some(Quality { rater, scale, dimensions })
        };
        all.into_iter().filter_map(told).collect()
    }
}

const fn slot(at: At) -> i64 {
    at.0.div_euclid(SLOT)
}

fn count(times: &HashMap<u64, At>, since: At) -> u64 {
    times.values().filter(|at| **at >= since).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: At = At(1_795_251_600_000);

    fn entry(minutes: i64, command: u128, fact: Fact) -> Entry {
        let (at, by) = (NOON.plus(minutes * MINUTE), "sari".to_owned());
        Entry { seq: 1, at, by, command, via: String::new(), undoes: 0, fact, private: None }
    }

    fn opened(ticket: u64, minutes: i64) -> Fact {
        Fact::TicketOpened {
            ticket,
            customer: 1,
            interaction: 0,
            topic: *b"BI",
            severity: 2,
            priority: 2,
            answer_due: 0,
            resolve_due: 0,
            at: NOON.plus(minutes * MINUTE).0,
        }
    }

    fn status(ticket: u64, from: Status, to: Status) -> Fact {
        Fact::TicketStatusSet { ticket, from: from.byte(), to: to.byte() }
    }

    #[test]
    fn what_is_reopened_or_taken_back_does_not_count_as_done() {
        let mut day = Day::default();
        (1..=4).for_each(|no| day.take(&entry(-90, no.into(), opened(no, -90))));
        day.take(&entry(-50, 5, status(1, Status::New, Status::Resolved)));
        day.take(&entry(-49, 6, status(1, Status::Resolved, Status::Closed)));
        day.take(&entry(-48, 7, status(2, Status::Open, Status::Resolved)));
        day.take(&entry(-40, 8, status(2, Status::Resolved, Status::Open)));
        day.take(&entry(-30, 9, status(3, Status::Open, Status::Merged)));
        day.take(&entry(-20, 10, Fact::TicketWithdrawn { ticket: 4 }));
        let since = NOON.plus(-120 * MINUTE);
        assert_eq!((day.opened(since), day.resolved(since)), (3, 1));
        assert_eq!((day.opened(NOON), day.resolved(NOON)), (0, 0));
        // One waits now: before, three did, and the one that was a mistake never.
        let history = day.history(1, NOON);
        assert_eq!(history.len(), SLOTS);
        assert_eq!(history[SLOTS - 5..], [0, 3, 2, 1, 1]);
    }

    #[test]
    fn tickets_carried_over_from_elsewhere_are_nobody_s_work_of_today() {
        let mut day = Day::default();
        day.take(&entry(-10, 1, opened(1, -3_000)));
        day.take(&entry(-10, 1, status(1, Status::New, Status::Resolved)));
        day.take(&entry(-10, 1, status(1, Status::Resolved, Status::Closed)));
        day.take(&entry(-10, 1, opened(2, -3_000)));
        let since = NOON.plus(-SPAN);
        assert_eq!((day.opened(since), day.resolved(since)), (0, 0));
        assert_eq!(day.history(1, NOON), [1; SLOTS], "the other one waited all the time");
        day.take(&entry(-5, 2, status(2, Status::New, Status::Resolved)));
        assert_eq!(day.resolved(since), 1, "this is work of today");
    }

    #[test]
    fn raters_and_scales_are_never_averaged_together() {
        let given = |rating, rater: Rater, scale: Scale, scores| Fact::RatingGiven {
            rating,
            customer: 1,
            interaction: 0,
            ticket: 0,
            scores,
            scale: scale.byte(),
            rater: rater.byte(),
        };
        let mut day = Day::default();
        let five = [4, 5, 0, 4, 5];
        day.take(&entry(-9, 1, given(1, Rater::Customer, Scale::Five, five)));
        day.take(&entry(-8, 2, given(2, Rater::Customer, Scale::Five, [2, 0, 0, 4, 5])));
        day.take(&entry(-7, 3, given(3, Rater::Customer, Scale::Seven, [7; 5])));
        day.take(&entry(-6, 4, given(4, Rater::Agent, Scale::Five, [1; 5])));
        day.take(&entry(-5, 5, given(5, Rater::Agent, Scale::Five, [5; 5])));
        day.take(&entry(-4, 6, Fact::RatingWithdrawn { rating: 5, customer: 1 }));
        let quality = day.quality(NOON.plus(-HOUR));
        let told: Vec<(Rater, Scale, u64, u64)> = quality
            .iter()
            .map(|one| (one.rater, one.scale, one.dimensions[0].n, one.dimensions[0].sum))
            .collect();
        assert_eq!(
            told,
            [
                (Rater::Customer, Scale::Five, 2, 6),
                (Rater::Customer, Scale::Seven, 1, 7),
                (Rater::Agent, Scale::Five, 1, 1),
            ]
        );
        assert_eq!(quality[0].dimensions[2].n, 0, "what was skipped is no score");
    }

    #[test]
    fn what_is_older_than_a_day_is_forgotten() {
        let mut day = Day::default();
        day.take(&entry(-26 * 60, 1, opened(1, -26 * 60)));
        day.take(&entry(-60, 2, opened(2, -60)));
        day.forget(NOON);
        assert_eq!((day.opened.len(), day.grown.len()), (1, 1));
    }
}
