//! From one time to another, as reports and programs write it:
//! `2026-11-01T00:00Z..2026-12-01T00:00Z`. Never a day: that would need a time zone.

use std::fmt;

use jiff::Timestamp;

use super::super::time::At;

/// From a time on, up to another that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    from: At,
    until: At,
}

impl Range {
    /// Reads two times with two dots between.
    pub fn read(text: &str) -> Option<Range> {
        let (from, until) = text.split_once("..")?;
        let at = |text: &str| {
            let stamp: Timestamp = text.to_ascii_uppercase().parse().ok()?;
            Some(At(stamp.as_millisecond()))
        };
        Some(Range { from: at(from)?, until: at(until)? })
    }

    /// Tells whether a time is in it.
    pub fn has(self, at: At) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// Tells whether a text may become one when more is typed.
    pub(super) fn may_begin(text: &str) -> bool {
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, 't' | 'z' | ':' | '.' | '+' | '-'))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stamp = |at: At| {
            Timestamp::from_millisecond(at.shown().0).map(|at| at.to_string()).unwrap_or_default()
        };
        write!(f, "{}..{}", stamp(self.from), stamp(self.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_times_are_a_range_and_nothing_else_is() {
        for (text, written) in [
            ("2026-11-01T00:00Z..2026-12-01T00:00Z", "2026-11-01T00:00:00Z..2026-12-01T00:00:00Z"),
            (
                "1970-01-01t00:00:00.5z..1970-01-01T01:00+01:00",
                "1970-01-01T00:00:00.5Z..1970-01-01T00:00:00Z",
            ),
        ] {
            assert_eq!(Range::read(text).expect(text).to_string(), written);
            assert_eq!(Range::read(written), Range::read(text));
        }
        for text in ["", "..", "2026-11-01..2026-12-01", "2026-11-01T00:00Z", "x..y"] {
            assert_eq!(Range::read(text), None, "{text}");
        }
        let day = Range { from: At(0), until: At(9) };
        assert_eq!([-1, 0, 8, 9].map(|at| day.has(At(at))), [false, true, true, false]);
    }
}
