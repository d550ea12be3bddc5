//! What time it is, asked at the edges only. Never a made-up time on a desk that is not a
//! throw-away one.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::At;

/// Milliseconds a test clock moves with every command.
const STEP: i64 = 1_000;

/// Where times come from.
#[derive(Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock for tests and pictures: starts where it is told and moves one second per command.
    Stepping(AtomicI64),
}

impl Clock {
    /// The clock that `SIGAP_CLOCK` asks for (RFC 3339), else the machine's.
    ///
    /// # Errors
    /// A sentence when the text is no time.
    pub fn of(wanted: Option<&str>) -> Result<Clock, String> {
        let Some(text) = wanted else { return Ok(Clock::System) };
        match text.parse::<jiff::Timestamp>() {
            Ok(start) => Ok(Clock::Stepping(AtomicI64::new(start.as_millisecond()))),
            Err(_) => {
                Err(format!("SIGAP_CLOCK must be a time like 2026-11-21T09:00:00Z, not '{text}'"))
            }
        }
    }

    /// Another clock that shows the same time; it does not move with this one's commands.
    pub fn copy(&self) -> Clock {
        match self {
            Clock::System => Clock::System,
            Clock::Stepping(now) => Clock::Stepping(AtomicI64::new(now.load(Ordering::SeqCst))),
        }
    }

    /// The time now.
    pub fn now(&self) -> At {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Clock::Stepping(now) => At(now.load(Ordering::SeqCst)),
        }
    }

    /// The time of a new command: moves a test clock on.
    pub fn tick(&self) -> At {
        match self {
            Clock::System => self.now(),
            Clock::Stepping(now) => At(now.fetch_add(STEP, Ordering::SeqCst) + STEP),
        }
    }
}
