//! Steps through a list, and how much of it there is. Never a step over an end.

use crate::speech::Speech;
use crate::terminal::action::Action;

/// Rows of a page that are on the next one too, where it has as many and more: what one has read
/// leads on to what is new.
const IN_COMMON: usize = 3;

/// Moving about in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One window up.
    PageUp,
    /// One window down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Step {
    /// The step an action stands for, if it is one.
    pub fn of(action: Action) -> Option<Step> {
        let steps = [
            (Action::MoveUp, Step::Up),
            (Action::MoveDown, Step::Down),
            (Action::PageUp, Step::PageUp),
            (Action::PageDown, Step::PageDown),
            (Action::First, Step::First),
            (Action::Last, Step::Last),
        ];
        steps.into_iter().find(|(known, _)| *known == action).map(|(_, step)| step)
    }

    /// The row it leads to from row `at` of `len` in a window of `height` rows.
    pub fn from(self, at: usize, len: usize, height: usize) -> usize {
        let page = height.saturating_sub(IN_COMMON.min(height / 3 + 1)).max(1);
        let last = len.saturating_sub(1);
        let to = match self {
            Step::Up => at.saturating_sub(1),
            Step::Down => at + 1,
            Step::PageUp => at.saturating_sub(page),
            Step::PageDown => at + page,
            Step::First => 0,
            Step::Last => last,
        };
        to.min(last)
    }
}

/// `3 of 1,000`, as the language writes numbers.
pub fn counted(speech: &Speech, some: u64, all: u64) -> String {
    speech.say_with("list-count", &[("some", &speech.number(some)), ("all", &speech.number(all))])
}

#[cfg(test)]
mod tests {
    use super::super::picture::speech;
    use super::*;
    use crate::speech::Lang;

    #[test]
    fn steps_stay_within_the_list() {
        let mut at = 0;
        for (step, wanted) in [
            (Step::Up, 0),
            (Step::Down, 1),
            (Step::PageDown, 3),
            (Step::PageDown, 5),
            (Step::Last, 9),
            (Step::PageDown, 9),
            (Step::Down, 9),
            (Step::PageUp, 7),
            (Step::First, 0),
            (Step::Last, 9),
        ] {
            at = step.from(at, 10, 4);
            assert_eq!(at, wanted, "{step:?}");
        }
        assert_eq!(Step::Down.from(0, 0, 4), 0);
    }

    #[test]
    fn counts_are_written_as_the_language_writes_numbers() {
        assert_eq!(counted(&speech(Lang::En), 3, 1_000), "3 of 1,000");
        assert_eq!(counted(&speech(Lang::Id), 3, 1_000), "3 dari 1.000");
    }
}
