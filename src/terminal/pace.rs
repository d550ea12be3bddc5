//! How fast frames may follow one another: as fast as the terminal says it has shown them. Never
//! waits for an answer that does not come, and never asks where the cursor is: that answer can be
//! a key.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Asks the terminal to say that it is ready: it does when all that came before is shown.
pub const ASK: &[u8] = b"\x1b[5n";
/// Bytes that are sent without asking: a letter and its echo would else cost the double.
const UNASKED: usize = 64;
/// Questions on their way at once: one is on the line while the other is drawn.
const IN_FLIGHT: usize = 2;
/// A terminal that has answered before and does not for so long has lost the question: a satellite
/// is there and back in less than one second, a whole screen at 1,200 bytes a second in two.
const LOST: Duration = Duration::from_secs(4);
/// Between two frames, larger than a few letters, to a terminal that has never answered.
const UNANSWERED: Duration = Duration::from_millis(100);
/// A line whose answers take longer is slow.
const SLOW: Duration = Duration::from_millis(200);
/// Between two frames that nobody pressed a key for, on a slow line.
const GATHER: Duration = Duration::from_secs(1);
/// A window that is being dragged is drawn at first, then when it has stood still for so long...
const STILL: Duration = Duration::from_millis(100);
/// ...or has been dragged for so long.
const DRAGGED: Duration = Duration::from_millis(700);
/// So long after a key what is drawn is its answer.
const ANSWER: Duration = Duration::from_secs(1);

/// What is known of the line; at first nothing.
#[derive(Debug, Default)]
pub struct Pace {
    /// When the questions that are not answered were sent.
    asked: VecDeque<Instant>,
    /// Bytes since the last question.
    unasked: usize,
    /// How long the last answer took; none has come yet.
    took: Option<Duration>,
    drawn: Option<Instant>,
    touched: Option<Instant>,
    /// When the size changed last.
    sized: Option<Instant>,
    /// Since when it changes again and again, and nothing was drawn.
    dragged: Option<Instant>,
}

impl Pace {
    /// Somebody has pressed a key.
    pub const fn touched(&mut self, now: Instant) {
        self.touched = Some(now);
    }

    /// The terminal has another size.
    pub fn resized(&mut self, now: Instant) {
        if self.sized.is_some_and(|sized| now.duration_since(sized) < STILL) {
            self.dragged.get_or_insert(now);
        }
        self.sized = Some(now);
        self.touched(now);
    }

    /// The terminal says that it has shown what it was sent.
    pub fn shown(&mut self, now: Instant) {
        if let Some(asked) = self.asked.pop_front() {
            self.took = Some(now.duration_since(asked));
        }
    }

    /// When the next frame may be sent: `None` is at once.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let drawn = self.drawn?;
        if let (Some(since), Some(sized)) = (self.dragged, self.sized) {
            return Some((sized + STILL).min(since + DRAGGED)).filter(|still| *still > now);
        }
        let due = match self.took {
            None if self.unasked == 0 => drawn + UNANSWERED,
            None => return None,
            Some(_) if self.asked.len() >= IN_FLIGHT => *self.asked.back()? + LOST,
            Some(took) if took > SLOW && !self.is_answer(now) => drawn + GATHER,
            Some(_) => return None,
        };
        (due > now).then_some(due)
    }

    /// Tells whether an answer may still come.
    pub fn is_asking(&self) -> bool {
        !self.asked.is_empty()
    }

    /// A frame of so many bytes is about to be sent; tells whether [`ASK`] goes with it.
    pub fn sends(&mut self, bytes: usize, now: Instant) -> bool {
        self.drawn = Some(now);
        self.dragged = None;
        self.unasked += bytes;
        if self.unasked < UNASKED {
            return false;
        }
        self.unasked = 0;
        if self.asked.back().is_some_and(|asked| now.duration_since(*asked) >= LOST) {
            // It answers no more: nothing is known of the line until it does.
            self.asked.clear();
            self.took = None;
        }
        if self.took.is_none() && self.asked.len() >= IN_FLIGHT {
            self.asked.pop_front();
        }
        self.asked.push_back(now);
        true
    }

    fn is_answer(&self, now: Instant) -> bool {
        self.touched.is_some_and(|touched| now.duration_since(touched) < ANSWER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: usize = 1_400;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn two_frames_are_in_flight_and_the_third_waits_for_an_answer() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        assert_eq!(pace.due(start), None);
        assert!(pace.sends(SCREEN, start));
        pace.touched(start);
        pace.shown(start + millis(20));
        for at in [30, 40] {
            let now = start + millis(at);
            assert_eq!(pace.due(now), None);
            assert!(pace.sends(130, now));
        }
        let now = start + millis(50);
        assert!(pace.due(now).is_some());
        pace.shown(now);
        assert_eq!(pace.due(now), None);
    }

    #[test]
    fn letters_are_not_asked_about_until_they_are_many() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.sends(SCREEN, now);
        pace.shown(now);
        let asked = (0..200).filter(|_| pace.sends(1, now)).count();
        assert_eq!(asked, 200 / UNASKED);
    }

    #[test]
    fn a_terminal_that_never_answers_is_drawn_on_all_the_same() {
        let (mut pace, mut now) = (Pace::default(), Instant::now());
        for _ in 0..50 {
            assert!(pace.sends(SCREEN, now));
            let due = pace.due(now).expect("not at once");
            assert_eq!(due, now + UNANSWERED);
            now = due;
            assert_eq!(pace.due(now), None);
        }
        // A letter is not held back.
        assert!(!pace.sends(1, now));
        assert_eq!(pace.due(now), None);
    }

    #[test]
    fn a_window_that_is_dragged_is_drawn_a_few_times() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.sends(SCREEN, start);
        pace.shown(start);
        let (mut drawn, mut stale) = (0, false);
        for at in 0..1_300 {
            let now = start + millis(at);
            if at < 1_000 && at % 33 == 0 {
                pace.resized(now);
                stale = true;
            }
            if stale && pace.due(now).is_none() {
                (drawn, stale) = (drawn + 1, false);
                pace.sends(SCREEN, now);
                pace.shown(now);
            }
        }
        assert!(!stale, "the last size is drawn");
        assert!((1..=3).contains(&drawn), "{drawn}");
    }

    #[test]
    fn answers_that_stop_coming_stop_nothing_for_long() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.sends(SCREEN, start);
        pace.shown(start);
        pace.sends(SCREEN, start);
        pace.sends(SCREEN, start);
        let due = pace.due(start).expect("two are in flight");
        assert_eq!(due, start + LOST);
        assert_eq!(pace.due(due), None);
        // From then on it is one that never answers, until it does.
        let mut now = due;
        for _ in 0..20 {
            assert!(pace.sends(SCREEN, now));
            assert_eq!(pace.due(now), Some(now + UNANSWERED));
            now += UNANSWERED;
        }
        pace.shown(now);
        assert_eq!(pace.due(now), None);
    }

    #[test]
    fn on_a_slow_line_what_others_do_is_gathered_and_what_one_does_oneself_is_not() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.sends(SCREEN, start);
        let answered = start + millis(1_500);
        pace.shown(answered);
        pace.sends(SCREEN, answered);
        assert_eq!(pace.due(answered), Some(answered + GATHER));
        pace.touched(answered);
        assert_eq!(pace.due(answered), None);
        // A quick line gathers nothing.
        pace.shown(answered + millis(30));
        assert_eq!(pace.due(answered + ANSWER), None);
    }
}
