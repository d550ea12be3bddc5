//! One ticket as a row of 64 bytes. Never a word of it, and never a customer's.

use super::contact::HasNo;
use crate::domain::activity::Activity;
use crate::domain::time::SECOND;
use crate::domain::{At, Gap, Matter, Priority, Status};

/// Seconds that nobody knows: it happened elsewhere.
pub const UNKNOWN: u32 = u32::MAX;

/// Taken back.
pub const WITHDRAWN: u8 = 1;
/// Written down while it was fresh.
pub const FRESH: u8 = 1 << 1;
/// Carried over from elsewhere: when it was answered nobody knows.
pub const CARRIED: u8 = 1 << 2;
/// The customer has had an answer.
pub const ANSWERED: u8 = 1 << 3;
/// In time.
pub const ANSWER_MET: u8 = 1 << 4;
/// It was settled in time.
pub const RESOLVED_MET: u8 = 1 << 5;
/// It was settled or came back more than once: all of that is beside the row.
pub const TURNS: u8 = 1 << 6;
/// That it was settled was the first answer.
pub const BY_SETTLING: u8 = 1 << 7;

/// One ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// When it was heard.
    pub opened: At,
    /// When it was settled, where that was once; `None` is no time that a clock shows.
    pub settled: At,
    /// The entry by which it was answered first.
    pub answer_entry: u64,
    /// Number.
    pub no: u32,
    /// Whose.
    pub customer: u32,
    /// Heard in which contact; 0 for none.
    pub interaction: u32,
    /// Seconds of business time to the first answer.
    pub answer_used: u32,
    /// Seconds of business time to the settlement.
    pub resolve_used: u32,
    /// About what.
    pub topic: [u8; 2],
    /// Who took it.
    pub by: u16,
    /// Who settled it.
    pub settled_by: u16,
    /// Who has it.
    pub holder: u16,
    /// By which rule and calendar it is counted.
    pub clock: u16,
    /// Where it stands.
    pub status: u8,
    /// How soon it is dealt with.
    pub priority: u8,
    /// A complaint or a suggestion.
    pub kind: u8,
    /// Where the service fell short; 0 where that is not known.
    pub gap: u8,
    /// At which activity it came about; 0 where that is not known.
    pub activity: u8,
    /// What else is so.
    pub flags: u8,
    /// How often it came back.
    pub reopened: u8,
}

/// No time that a clock shows.
pub const NEVER: At = At(i64::MIN);

impl HasNo for Row {
    fn no(&self) -> u32 {
        self.no
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Its entry.
    pub seq: u64,
    /// Seconds of business time.
    pub used: u32,
    /// Whether it was in time.
    pub met: bool,
    /// Whether that it was settled was the answer.
    pub by_settling: bool,
}

/// How long something took, in milliseconds of business time, and whether that was in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// Milliseconds; `None` where nobody knows.
    pub millis: Option<i64>,
    /// Whether it was in time.
    pub met: bool,
}

/// So many seconds in milliseconds; `None` where nobody knows.
pub fn millis(used: u32) -> Option<i64> {
    (used != UNKNOWN).then(|| i64::from(used) * SECOND)
}

impl Row {
    /// Tells whether it was taken back or lives on in another one.
    pub const fn is_gone(&self) -> bool {
        self.flags & WITHDRAWN != 0 || self.status == Status::Merged.byte()
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        Status::from_byte(self.status).unwrap_or(Status::Open)
    }

    /// Tells whether it is a complaint.
    pub const fn is_complaint(&self) -> bool {
        self.kind == Matter::Complaint.byte()
    }

    /// Where the service fell short.
    pub fn gap(&self) -> Option<Gap> {
        Gap::from_byte(self.gap)
    }

    /// At which activity of the house it came about.
    pub fn activity(&self) -> Option<Activity> {
        Activity::from_byte(self.activity)
    }

    /// Tells whether it was carried over from elsewhere.
    pub const fn is_carried(&self) -> bool {
        self.has(CARRIED)
    }

    /// How long the first answer took; `None` where there is none, or nobody knows.
    pub fn answer(&self) -> Option<Took> {
        let (millis, met) = (millis(self.answer_used), self.has(ANSWER_MET));
        self.has(ANSWERED).then_some(Took { millis, met })
    }

    /// Tells whether something is so.
    pub const fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Says that something is so.
    pub fn mark(&mut self, flag: u8) {
        self.flags |= flag;
    }

    /// Says that something is not so.
    pub fn unmark(&mut self, flag: u8) {
        self.flags &= !flag;
    }

    /// How soon it is dealt with.
    pub fn priority(&self) -> Priority {
        Priority::from_byte(self.priority).unwrap_or(Priority::Normal)
    }

    /// The first answer was this one.
    pub fn set_answer(&mut self, answer: Answer) {
        (self.answer_entry, self.answer_used) = (answer.seq, answer.used);
        self.unmark(ANSWER_MET | BY_SETTLING);
        let met = if answer.met { ANSWER_MET } else { 0 };
        let settling = if answer.by_settling { BY_SETTLING } else { 0 };
        self.mark(ANSWERED | met | settling);
    }

    /// There was no answer.
    pub fn unset_answer(&mut self) {
        (self.answer_entry, self.answer_used) = (0, UNKNOWN);
        self.unmark(ANSWERED | ANSWER_MET | BY_SETTLING);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_takes_64_bytes_and_an_answer_16() {
        assert_eq!((size_of::<Row>(), size_of::<Answer>()), (64, 16));
    }
}
