//! What became of a promised call. Never of one that is not due yet.

use super::customer::CallBackState;
use super::time::{At, MINUTE};

/// Milliseconds after its time within which a promise is kept: the call itself, and saying so.
pub const IN_TIME: i64 = 15 * MINUTE;

/// What became of a promise whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// Called in time.
    Kept,
    /// Called later.
    Late,
    /// Not called.
    Missed,
    /// Nobody waits for it any more.
    Cancelled,
}

impl Became {
    /// What became of a promise that was due at a time and whose state was set at another.
    pub fn of(state: Option<CallBackState>, due: At, set: At) -> Became {
        match state {
            Some(CallBackState::Cancelled) => Became::Cancelled,
            Some(CallBackState::Kept) if set <= due.plus(IN_TIME) => Became::Kept,
            Some(CallBackState::Kept) => Became::Late,
            Some(CallBackState::Open) | None => Became::Missed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_kept_within_a_quarter_of_an_hour() {
        let due = At(1_000_000);
        let kept = |after| Became::of(Some(CallBackState::Kept), due, due.plus(after));
        assert_eq!(
            [kept(-1), kept(IN_TIME), kept(IN_TIME + 1)],
            [Became::Kept, Became::Kept, Became::Late]
        );
        assert_eq!(Became::of(Some(CallBackState::Open), due, due), Became::Missed);
        assert_eq!(Became::of(Some(CallBackState::Cancelled), due, due), Became::Cancelled);
    }
}
