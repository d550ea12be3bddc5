//! That a ticket was settled or came back, in 24 bytes. Never an answer.

use super::row::{NEVER, RESOLVED_MET, Row, UNKNOWN};
use crate::domain::{At, Entry, Status};

/// That a ticket was settled, or came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Its entry; 0 for the first, which a row kept.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Seconds of business time that it took.
    pub used: u32,
    /// Who did it.
    pub by: u16,
    /// Whether it was in time.
    pub met: bool,
    /// Whether it was settled; else it came back.
    pub is_settled: bool,
}

/// A row keeps the only time it was settled.
pub fn keep_turn(row: &mut Row, turn: &Turn) {
    (row.settled, row.settled_by, row.resolve_used) = (turn.at, turn.by, turn.used);
    row.unmark(RESOLVED_MET);
    row.mark(if turn.met { RESOLVED_MET } else { 0 });
}

/// The only time a row was settled; `None` where there is none.
pub fn inline(row: &Row) -> Option<Turn> {
    let (at, used, by, met) =
        (row.settled, row.resolve_used, row.settled_by, row.has(RESOLVED_MET));
    (at != NEVER).then_some(Turn { seq: 0, at, used, by, met, is_settled: true })
}

/// It came back.
pub fn reopening(entry: &Entry, by: u16) -> Turn {
    Turn { seq: entry.seq, at: entry.at, used: UNKNOWN, by, met: false, is_settled: false }
}

/// Tells whether a status is one of settled tickets.
pub fn is_over(status: u8) -> bool {
    matches!(Status::from_byte(status), Some(Status::Resolved | Status::Closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_a_ticket_came_back_takes_24_bytes() {
        assert!(size_of::<Turn>() == 24);
    }
}
