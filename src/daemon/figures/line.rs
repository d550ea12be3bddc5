//! Calls as columns: 32 bytes for one. Never one that is under way.

use std::io;

use super::names::Names;
use crate::daemon::worked::Worked;
use crate::domain::At;
use crate::domain::work::{Handled, UnderWay};

/// One call that was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// When it was answered.
    pub answered: At,
    over: u32,
    talk: u32,
    hold: u32,
    wrap: u32,
    /// By whom.
    pub agent: u16,
}

/// Calls, read on from the files of the days.
#[derive(Debug, Default)]
pub struct Calls {
    /// Behind the last line that was read.
    place: u64,
    under_way: UnderWay,
    done: Vec<Call>,
    /// Those to which something may still be added.
    recent: Vec<Call>,
}

impl Call {
    fn of(call: &Handled, names: &mut Names) -> Call {
        // A call of more than 49 days is none.
        let short = |millis: i64| u32::try_from(millis.max(0)).unwrap_or(u32::MAX);
        Call {
            answered: call.answered,
            over: short(call.over.0.saturating_sub(call.answered.0)),
            talk: short(call.talk),
            hold: short(call.hold),
            wrap: short(call.wrap),
            agent: names.number(&call.agent),
        }
    }

    /// When its wrap-up was over.
    pub fn over(&self) -> At {
        self.answered.plus(self.over.into())
    }

    /// Talk, hold and wrap-up in milliseconds.
    pub fn spans(&self) -> [i64; 3] {
        [self.talk, self.hold, self.wrap].map(i64::from)
    }
}

impl Calls {
    /// Reads on a part; tells whether there may be more.
    ///
    /// # Errors
    /// The disk's.
    pub fn read_on(&mut self, worked: &Worked, names: &mut Names) -> io::Result<bool> {
        let (lines, place) = worked.read_on(self.place)?;
        let is_more = place != self.place;
        self.place = place;
        lines.iter().for_each(|line| self.under_way.take(line));
        self.done.extend(self.under_way.done().iter().map(|call| Call::of(call, names)));
        self.recent = self.under_way.recent().iter().map(|call| Call::of(call, names)).collect();
        Ok(is_more)
    }

    /// All of them, in the order of their ends.
    pub fn all(&self) -> impl Iterator<Item = &Call> {
        self.done.iter().chain(&self.recent)
    }

    /// Bytes they take.
    pub fn bytes(&self) -> usize {
        (self.done.capacity() + self.recent.capacity()) * size_of::<Call>()
    }
}

#[cfg(test)]
mod tests {
    use super::Call;

    #[test]
    fn a_call_takes_32_bytes() {
        assert_eq!(size_of::<Call>(), 32);
    }
}
