//! A list of rows with one selected by its id. Never moves the selection under the finger: rows
//! may come, go and change places, the selected one stays where it is on the screen.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Look, columns, put};
use crate::speech::Speech;
use crate::terminal::action::Action;

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
        let page = height.saturating_sub(1).max(1);
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

/// Which row is selected and which are in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<Id> {
    selected: Option<Id>,
    at: usize,
    top: usize,
}

impl<Id> Default for List<Id> {
    fn default() -> List<Id> {
        List { selected: None, at: 0, top: 0 }
    }
}

impl<Id: Copy + PartialEq> List<Id> {
    /// The selected row's id; it may belong to a row that is gone (see [`List::keep`]).
    pub const fn selected(&self) -> Option<Id> {
        self.selected
    }

    /// Index of the selected row as it was last seen.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Takes other rows in. The selected one stays selected and on its line of the screen. When it
    /// is gone its id stays until the person moves, so that the pane can say what became of it.
    pub fn keep(&mut self, ids: &[Id]) -> Kept {
        let Some(selected) = self.selected else {
            self.select(0, ids);
            return Kept::Here;
        };
        match ids.iter().position(|id| *id == selected) {
            Some(now) => {
                self.top = (self.top + now).saturating_sub(self.at);
                self.at = now;
                Kept::Here
            }
            None => {
                self.at = self.at.min(ids.len().saturating_sub(1));
                Kept::Gone
            }
        }
    }

    /// Selects the row at an index, or the last one.
    pub fn select(&mut self, at: usize, ids: &[Id]) {
        self.at = at.min(ids.len().saturating_sub(1));
        self.selected = ids.get(self.at).copied();
    }

    /// Selects a row by its id; tells whether it is there.
    pub fn choose(&mut self, id: Id, ids: &[Id]) -> bool {
        let found = ids.iter().position(|one| *one == id);
        if let Some(at) = found {
            self.select(at, ids);
        }
        found.is_some()
    }

    /// Moves the selection in a window of `height` rows.
    pub fn step(&mut self, step: Step, ids: &[Id], height: usize) {
        let gone = self.selected.is_some_and(|id| ids.get(self.at) != Some(&id));
        // The row that took a gone one's place is one step away already.
        let to = match (gone, step) {
            (true, Step::Down) => self.at,
            _ => step.from(self.at, ids.len(), height),
        };
        self.top = self.window(ids.len(), height).start;
        self.select(to, ids);
        self.top = self.window(ids.len(), height).start;
    }

    /// Forgets the selection: another list begins.
    pub fn clear(&mut self) {
        *self = List::default();
    }

    /// Indexes of the rows that are in a window of `height` rows, the selected one among them.
    pub fn window(&self, len: usize, height: usize) -> Range<usize> {
        let highest = self.at.saturating_sub(height.saturating_sub(1));
        let top = self.top.clamp(highest, self.at.max(highest));
        let top = top.min(len.saturating_sub(height));
        top..len.min(top + height)
    }

    /// Draws rows from the top of an area, the selected one with `>` before it, and tells where the
    /// cursor belongs. `cells` gives the text of a row, two columns less wide than the area.
    pub fn draw(
        &self,
        (area, buf): (Rect, &mut Buffer),
        ids: &[Id],
        look: &Look<'_>,
        cells: impl Fn(usize, usize) -> String,
    ) -> Option<Position> {
        let width = usize::from(area.width);
        let mut cursor = None;
        let window = self.window(ids.len(), usize::from(area.height));
        for (line, at) in window.enumerate() {
            let line = line as u16;
            let mark = if self.selected == Some(ids[at]) { "> " } else { "  " };
            let text = format!("{mark}{}", cells(at, width.saturating_sub(2)));
            let text = columns_within(&text, width);
            put(buf, area, line, text.trim_end(), look.theme.text());
            if self.selected == Some(ids[at]) {
                cursor = Some(Position::new(area.x, area.y + line));
            }
        }
        cursor
    }
}

fn columns_within(text: &str, width: usize) -> &str {
    &text[..columns::bytes_within(text, width)]
}

/// What became of the selected row when others came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is among them.
    Here,
    /// It is not; its id stays selected until the person moves.
    Gone,
}

/// `3 of 1,000`, as the language writes numbers.
pub fn counted(speech: &Speech, some: u64, all: u64) -> String {
    speech.say_with("list-count", &[("some", &speech.number(some)), ("all", &speech.number(all))])
}

#[cfg(test)]
mod tests {
    use super::super::picture::{picture, speech};
    use super::*;
    use crate::speech::Lang;

    fn shown(list: &List<u32>, ids: &[u32], height: u16) -> String {
        picture(Lang::En, (8, height), |area, buf, look| {
            list.draw((area, buf), ids, look, |at, _| format!("row {}", ids[at]))
        })
    }

    #[test]
    fn rows_that_come_and_go_leave_the_selected_one_where_it_is() {
        let mut list = List::default();
        let ids: Vec<u32> = (1..=9).collect();
        assert_eq!(list.keep(&ids), Kept::Here);
        for _ in 0..4 {
            list.step(Step::Down, &ids, 3);
        }
        assert_eq!(shown(&list, &ids, 3), "  row 3\n  row 4\n> row 5");
        let more: Vec<u32> = [20, 21].into_iter().chain(1..=9).collect();
        assert_eq!(list.keep(&more), Kept::Here);
        assert_eq!(shown(&list, &more, 3), "  row 3\n  row 4\n> row 5");
        let fewer = [1, 5, 9];
        list.keep(&fewer);
        assert_eq!(shown(&list, &fewer, 3), "  row 1\n> row 5\n  row 9");
        assert_eq!(list.keep(&[1, 9]), Kept::Gone);
        assert_eq!(list.selected(), Some(5));
        assert_eq!(shown(&list, &[1, 9], 3), "  row 1\n  row 9");
        list.step(Step::Down, &[1, 9], 3);
        assert_eq!(list.selected(), Some(9));
    }

    #[test]
    fn steps_stay_within_the_list() {
        let ids: Vec<u32> = (1..=10).collect();
        let mut list = List::default();
        list.keep(&ids);
        for (step, wanted) in [
            (Step::Up, 1),
            (Step::Down, 2),
            (Step::PageDown, 5),
            (Step::PageDown, 8),
            (Step::PageDown, 10),
            (Step::Down, 10),
            (Step::PageUp, 7),
            (Step::First, 1),
            (Step::Last, 10),
        ] {
            list.step(step, &ids, 4);
            assert_eq!(list.selected(), Some(wanted), "{step:?}");
            assert!(list.window(10, 4).contains(&list.at()));
        }
        list.step(Step::Down, &[], 4);
        assert_eq!((list.selected(), list.window(0, 4)), (None, 0..0));
        assert!(list.choose(7, &ids) && !list.choose(99, &ids));
        assert_eq!(list.selected(), Some(7));
        assert_eq!(list.window(10, 0), 6..6);
    }

    #[test]
    fn counts_are_written_as_the_language_writes_numbers() {
        assert_eq!(counted(&speech(Lang::En), 3, 1_000), "3 of 1,000");
        assert_eq!(counted(&speech(Lang::Id), 3, 1_000), "3 dari 1.000");
    }
}
