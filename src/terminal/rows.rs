//! A list in which the selected row is known by its id, whatever moves around it. Never lets a
//! row slip away under the finger: one that leaves the list stays until the person moves on.

use super::widget::list::Step;

/// Something that a list can hold.
pub trait Row {
    /// What it is known by.
    type Id: Copy + Eq + std::fmt::Debug;
    /// Its id.
    fn id(&self) -> Self::Id;
}

/// Rows, which one is selected, and which one is shown first.
#[derive(Debug, Clone)]
pub struct Rows<R: Row> {
    rows: Vec<R>,
    selected: Option<R::Id>,
    /// Where the selected row is, so that a list that changes can be laid around it.
    at: usize,
    /// The first row on show.
    top: usize,
    /// The selected row has left the list and is kept for show.
    gone: bool,
    /// The row that was selected before the list was narrowed to others.
    hidden: Option<R::Id>,
}

impl<R: Row> Default for Rows<R> {
    fn default() -> Rows<R> {
        Rows { rows: Vec::new(), selected: None, at: 0, top: 0, gone: false, hidden: None }
    }
}

impl<R: Row> Rows<R> {
    /// The rows, the kept one included.
    pub fn all(&self) -> &[R] {
        &self.rows
    }

    /// Another row in the place of one that is there, or is kept for show.
    pub fn put(&mut self, row: R) {
        if let Some(old) = self.rows.iter_mut().find(|old| old.id() == row.id()) {
            *old = row;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&R> {
        self.selected.and_then(|_| self.rows.get(self.at))
    }

    /// The selected row's place, from 0.
    pub fn at(&self) -> Option<usize> {
        self.selected().map(|_| self.at)
    }

    /// The first row on show.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The selected row, when it has left the list and is only kept for show.
    pub fn gone(&self) -> Option<&R> {
        if self.gone { self.selected() } else { None }
    }

    /// Takes rows of another matter in: the selection begins at the top.
    pub fn replace(&mut self, rows: Vec<R>) {
        *self = Rows { selected: rows.first().map(Row::id), rows, ..Rows::default() };
    }

    /// Takes rows of the same matter, narrowed otherwise: the selected one stays selected when it
    /// is among them, and is again as soon as it is, unless the person moves on.
    pub fn narrow(&mut self, rows: Vec<R>) {
        let wanted = self.hidden.or(self.selected);
        self.replace(rows);
        self.hidden = wanted;
        if let Some(at) = self.rows.iter().position(|row| Some(row.id()) == wanted) {
            (self.at, self.selected, self.hidden) = (at, wanted, None);
        }
    }

    /// Takes the same matter's rows as they are now: the selected one stays selected and stays
    /// where it is on the screen as far as the list allows it.
    pub fn refresh(&mut self, rows: Vec<R>) {
        let Some(id) = self.selected else { return self.replace(rows) };
        let was = self.at;
        let old = std::mem::replace(&mut self.rows, rows);
        if let Some(at) = self.rows.iter().position(|row| row.id() == id) {
            self.gone = false;
            self.at = at;
        } else if let Some(row) = old.into_iter().nth(was) {
            self.gone = true;
            self.at = was.min(self.rows.len());
            self.rows.insert(self.at, row);
        } else {
            self.selected = self.rows.first().map(Row::id);
            self.at = 0;
        }
        // A list that begins at its first row goes on doing so: what is new is seen at once. The
        // window follows the selected row when it would leave it.
        if self.top > 0 {
            self.top = (self.top + self.at).saturating_sub(was);
        }
    }

    /// Puts a fresher state of a row that is kept for show in its place.
    pub fn renew(&mut self, fresh: R) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id() == fresh.id()) {
            *row = fresh;
        }
    }

    /// Adds rows at the end (an older page).
    pub fn extend(&mut self, rows: Vec<R>) {
        if self.rows.is_empty() {
            return self.replace(rows);
        }
        self.rows.extend(rows);
    }

    /// Selects a row by its id, when it is there.
    pub fn select(&mut self, id: R::Id) {
        self.hidden = None;
        if let Some(at) = self.rows.iter().position(|row| row.id() == id) {
            self.leave_gone(at);
        }
    }

    /// Moves the selection; `page` is how many rows are on show.
    pub fn step(&mut self, step: Step, page: usize) {
        if self.rows.is_empty() {
            return;
        }
        self.hidden = None;
        let to = step.from(self.at, self.rows.len(), page);
        if to != self.at {
            self.leave_gone(to);
        }
    }

    /// Goes to a row; one that was only kept for show goes when it is left.
    fn leave_gone(&mut self, to: usize) {
        let mut to = to;
        if self.gone && to != self.at {
            self.rows.remove(self.at);
            self.gone = false;
            if to > self.at {
                to -= 1;
            }
        }
        self.at = to.min(self.rows.len().saturating_sub(1));
        self.selected = self.rows.get(self.at).map(Row::id);
    }

    /// Lays the window of `height` rows so that the selected one is in it.
    pub fn settle(&mut self, height: usize) {
        let height = height.max(1);
        let last_top = self.rows.len().saturating_sub(height);
        self.top = self.top.min(last_top).min(self.at).max((self.at + 1).saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct N(u32);
    impl Row for N {
        type Id = u32;
        fn id(&self) -> u32 {
            self.0
        }
    }

    fn rows(numbers: &[u32]) -> Vec<N> {
        numbers.iter().copied().map(N).collect()
    }

    fn shown(list: &Rows<N>) -> String {
        let mark = |row: &N| if list.selected() == Some(row) { ">" } else { "" };
        list.all().iter().map(|row| format!("{}{} ", mark(row), row.0)).collect::<String>()
    }

    #[test]
    fn a_live_change_never_moves_the_selection() {
        let mut list = Rows::default();
        list.replace(rows(&[1, 2, 3, 4]));
        list.step(Step::Down, 4);
        assert_eq!(shown(&list), "1 >2 3 4 ");
        list.refresh(rows(&[9, 8, 1, 2, 3]));
        assert_eq!(shown(&list), "9 8 1 >2 3 ");
        assert_eq!(list.top(), 0, "what is new is seen");
        list.step(Step::Last, 2);
        list.settle(2);
        list.refresh(rows(&[7, 9, 8, 1, 2, 3]));
        assert_eq!(list.top(), 4, "the row keeps its line on the screen");
    }

    #[test]
    fn a_list_that_is_narrowed_keeps_its_selection_by_id() {
        let mut list = Rows::default();
        list.replace(rows(&[1, 2, 3, 4]));
        list.select(3);
        list.narrow(rows(&[2, 3]));
        assert_eq!(shown(&list), "2 >3 ");
        list.narrow(rows(&[2]));
        assert_eq!(shown(&list), ">2 ", "it is hidden");
        list.narrow(rows(&[1, 2, 3, 4]));
        assert_eq!(shown(&list), "1 2 >3 4 ", "and there again");
        list.narrow(rows(&[1, 2]));
        list.step(Step::Down, 3);
        list.narrow(rows(&[1, 2, 3, 4]));
        assert_eq!(shown(&list), "1 >2 3 4 ", "the person has moved on");
    }

    #[test]
    fn a_row_that_leaves_stays_until_the_person_moves() {
        let mut list = Rows::default();
        list.replace(rows(&[1, 2, 3]));
        list.select(2);
        list.refresh(rows(&[1, 3]));
        assert_eq!(shown(&list), "1 >2 3 ");
        assert_eq!(list.gone(), Some(&N(2)));
        list.refresh(rows(&[1, 3, 4]));
        assert_eq!(shown(&list), "1 >2 3 4 ");
        list.step(Step::Down, 3);
        assert_eq!(shown(&list), "1 >3 4 ");
        list.refresh(rows(&[]));
        assert_eq!(shown(&list), ">3 ");
        list.step(Step::Up, 3);
        assert_eq!(shown(&list), ">3 ", "nowhere to go");
        list.refresh(rows(&[3]));
        assert_eq!(list.gone(), None, "it came back");
    }

    #[test]
    fn the_window_follows_the_selection() {
        let mut list = Rows::default();
        list.replace(rows(&(0..100).collect::<Vec<_>>()));
        for (step, at, top) in [
            (Step::PageDown, 5, 0),
            (Step::PageDown, 10, 3),
            (Step::Down, 11, 4),
            (Step::Last, 99, 92),
            (Step::PageUp, 94, 92),
            (Step::Up, 93, 92),
            (Step::First, 0, 0),
        ] {
            list.step(step, 8);
            list.settle(8);
            assert_eq!((list.at(), list.top()), (Some(at), top), "{step:?}");
        }
    }
}
