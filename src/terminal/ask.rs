//! When a pane asks its question: at once for the person, at most four times a second for what
//! others do, and never twice at a time. Never keeps the answer.

use crate::domain::At;
use crate::domain::time::MINUTE;

/// Milliseconds between two asks that nobody pressed a key for: a pane follows what others do
/// four times a second at most.
pub const PAUSE: i64 = 250;

/// One pane's question.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    flight: Option<u64>,
    want: Want,
    asked: At,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Want {
    #[default]
    Nothing,
    /// When the pause is over.
    Later,
    /// For the person who waits.
    Now,
}

impl Ask {
    /// The person wants to see something else.
    pub fn now(&mut self) {
        self.want = Want::Now;
    }

    /// What is shown has changed.
    pub fn touched(&mut self) {
        if self.want == Want::Nothing {
            self.want = Want::Later;
        }
    }

    /// What is shown also changes by the clock alone: it is asked for anew when the answer is a
    /// minute old.
    pub fn aged(&mut self, now: At) {
        if self.flight.is_none() && now >= self.asked.plus(MINUTE) {
            self.touched();
        }
    }

    /// When to ask; `None` while nothing is wanted or an answer is awaited.
    pub fn due(&self) -> Option<At> {
        self.due_every(PAUSE)
    }

    /// The same with another pause between two asks that nobody pressed a key for.
    pub fn due_every(&self, pause: i64) -> Option<At> {
        match (self.flight, self.want) {
            (Some(_), _) | (None, Want::Nothing) => None,
            (None, Want::Now) => Some(At(i64::MIN)),
            (None, Want::Later) => Some(self.asked.plus(pause)),
        }
    }

    /// Nothing is wanted any more; an answer may still be on its way.
    pub fn drop_want(&mut self) {
        self.want = Want::Nothing;
    }

    /// Asked under this number.
    pub fn sent(&mut self, id: u64, now: At) {
        *self = Ask { flight: Some(id), want: Want::Nothing, asked: now };
    }

    /// Tells whether an answer is the awaited one; it is awaited no longer.
    pub fn answered(&mut self, id: u64) -> bool {
        let awaited = self.flight == Some(id);
        if awaited {
            self.flight = None;
        }
        awaited
    }

    /// Gives the awaited answer up: it is outdated, or the desk has gone away.
    pub fn give_up(&mut self) {
        if self.flight.take().is_some() {
            self.now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_by_the_clock_is_asked_for_anew_after_a_minute() {
        let mut ask = Ask::default();
        ask.sent(1, At(1_000));
        ask.aged(At(90_000));
        assert_eq!(ask.due(), None, "an answer is awaited");
        assert!(ask.answered(1));
        ask.aged(At(60_999));
        assert_eq!(ask.due(), None);
        ask.aged(At(61_000));
        assert_eq!(ask.due(), Some(At(1_000 + PAUSE)));
    }

    #[test]
    fn a_pane_asks_at_once_for_a_person_and_four_times_a_second_for_others() {
        let mut ask = Ask::default();
        assert_eq!(ask.due(), None);
        ask.touched();
        ask.sent(1, At(1_000));
        ask.touched();
        assert_eq!(ask.due(), None, "one in flight");
        assert!(!ask.answered(7), "not what was asked");
        assert!(ask.answered(1));
        assert_eq!(ask.due(), Some(At(1_250)));
        ask.now();
        assert!(ask.due().is_some_and(|due| due < At(1_000)));
        ask.sent(2, At(1_100));
        ask.give_up();
        assert!(!ask.answered(2), "an outdated answer");
        assert!(ask.due().is_some(), "it is asked again")
    }
}
