//! Spans of time as they are typed: `2h`, `90m`, `3d`, `1w`. Never a point in time: that needs a
//! clock.

use std::fmt;

use super::super::time::{At, DAY, HOUR, MINUTE};
use super::Vocabulary;

/// Digits of a number in a span: four are 27 years of days.
const DIGITS: usize = 4;

/// So many minutes, hours, days or weeks, as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    count: u16,
    unit: Unit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
}

/// Which side of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Nearer than that.
    Below,
    /// Farther than that.
    Above,
}

/// A span and a side of it: `<2h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bound {
    /// Which side.
    pub side: Side,
    /// Of what.
    pub span: Span,
}

impl Unit {
    /// All of them.
    pub const ALL: &'static [Unit] = &[Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks];

    /// Its letter on the wire.
    pub const fn letter(self) -> &'static str {
        match self {
            Unit::Minutes => "m",
            Unit::Hours => "h",
            Unit::Days => "d",
            Unit::Weeks => "w",
        }
    }
}

impl Span {
    /// Reads `2h`: a number and a unit in the reader's letters or words, else in the wire's.
    pub fn read(text: &str, words: &Vocabulary) -> Option<Span> {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = (&text[..at], words.unit_of(&text[at..])?);
        let plain = (1..=DIGITS).contains(&digits.len());
        let count = digits.parse().ok().filter(|_| plain)?;
        Some(Span { count, unit })
    }

    /// Its length in milliseconds.
    pub const fn millis(self) -> i64 {
        let unit = match self.unit {
            Unit::Minutes => MINUTE,
            Unit::Hours => HOUR,
            Unit::Days => DAY,
            Unit::Weeks => 7 * DAY,
        };
        self.count as i64 * unit
    }
}

impl Bound {
    /// Reads `<2h` and `>3d`; without a sign the side is `usual`.
    pub fn read(text: &str, usual: Side, words: &Vocabulary) -> Option<Bound> {
        let (side, span) = match text.split_at_checked(1) {
            Some(("<", span)) => (Side::Below, span),
            Some((">", span)) => (Side::Above, span),
            Some(_) | None => (usual, text),
        };
        Some(Bound { side, span: Span::read(span, words)? })
    }

    /// As it is written on a screen.
    pub fn said(self, words: &Vocabulary) -> String {
        let (written, unit) = (self.to_string(), self.span.unit);
        let number = written.strip_suffix(unit.letter()).unwrap_or(&written);
        format!("{number}{}", words.unit_word(unit))
    }

    /// Tells whether a time from now on is on this side: `<2h` is what comes within two hours, and
    /// what should have come already.
    pub fn ahead(self, now: At, at: At) -> bool {
        match self.side {
            Side::Below => at < now.plus(self.span.millis()),
            Side::Above => at > now.plus(self.span.millis()),
        }
    }

    /// Tells whether a time before now is on this side: `>3d` is what was longer ago.
    pub fn ago(self, now: At, at: At) -> bool {
        match self.side {
            Side::Below => at > now.plus(-self.span.millis()),
            Side::Above => at < now.plus(-self.span.millis()),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Below => '<',
            Side::Above => '>',
        };
        write!(f, "{side}{}{}", self.span.count, self.span.unit.letter())
    }
}
