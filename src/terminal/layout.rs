//! Where everything stands on the screen. Never draws.

use ratatui::layout::Rect;

use super::detail::WIDE;
use super::model::{Focus, Model};
use super::over::Over;

/// From this size on all four panes are on show; below it only the one that has the keys.
pub const FULL: (u16, u16) = (80, 24);
/// Below this size there is only a sentence.
pub const LEAST: (u16, u16) = (20, 6);
/// Rows of the lists of Find, History and Queue at 24 lines.
const ROWS: [u16; 3] = [3, 6, 8];
/// Columns that the lists keep beside a detail.
const LISTS: u16 = 80;

/// The areas of one frame; what is not on show has no height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Who is here, how the queue stands.
    pub header: Rect,
    /// Find: its title line and list.
    pub find: Rect,
    /// History: its title line and list.
    pub history: Rect,
    /// Queue: its title line and list.
    pub queue: Rect,
    /// The rating line.
    pub rating: Rect,
    /// What stands beside the lists.
    pub side: Rect,
    /// Forms, menus and, on a narrow screen, opened things.
    pub sheet: Rect,
    /// Sentences for the person.
    pub notice: Rect,
    /// Keys.
    pub hints: Rect,
}

impl Layout {
    /// Lays a screen out; the notice takes as many lines as its sentences need.
    pub fn of(model: &Model, notice: u16, rating: u16) -> Layout {
        let (width, height) = model.size;
        let line = |y: u16, lines: u16| Rect::new(0, y, width, lines);
        let notice = notice.clamp(1, height.saturating_sub(4).max(1));
        let mut layout = Layout {
            header: line(0, 1),
            notice: line(height.saturating_sub(1 + notice), notice),
            hints: line(height.saturating_sub(1), 1),
            ..Layout::default()
        };
        let body = line(1, height.saturating_sub(2 + notice));
        if model.is_small() {
            layout.only(model, body, rating);
        } else if model.zoomed {
            layout.zoomed(model, body, rating);
        } else {
            layout.stacked(model, body, rating);
        }
        // A report is read, and nothing else meanwhile.
        if matches!(model.over, Some(Over::Report(_))) {
            layout.sheet = body;
        }
        layout
    }

    /// One pane and nothing else; a form covers it.
    fn only(&mut self, model: &Model, body: Rect, rating: u16) {
        self.sheet = body;
        match model.focus {
            Focus::Find => self.find = body,
            Focus::History => self.history = body,
            Focus::Queue => self.queue = body,
            Focus::Rating => {
                // The customer stays in sight while they are asked.
                let lines = rating.min(body.height);
                self.history = Rect { height: body.height - lines, ..body };
                self.rating = Rect { y: body.y + body.height - lines, height: lines, ..body };
            }
        }
    }

    /// The pane that has the keys takes the lines of the others, but a form never covers the
    /// history.
    fn zoomed(&mut self, model: &Model, body: Rect, rating: u16) {
        if model.sheet.is_some() || model.over.is_some() || model.focus == Focus::Rating {
            return self.stacked(model, body, rating);
        }
        self.only(model, body, rating);
    }

    fn stacked(&mut self, model: &Model, body: Rect, rating: u16) {
        let lists = if model.size.0 >= WIDE { LISTS.max(model.size.0 * 3 / 5) } else { body.width };
        let left = Rect { width: lists, ..body };
        if lists < body.width {
            self.side =
                Rect { x: lists + 1, width: body.width - lists - 1, height: body.height, ..body };
        }
        let spare = left.height.saturating_sub(ROWS.iter().sum::<u16>() + 3 + rating);
        // A tall screen gives its lines to the lists in the proportion they have already.
        let all: u16 = ROWS.iter().sum();
        let grow = |rows: u16| rows + spare * rows / all;
        let (find, history) = (1 + grow(ROWS[0]), 1 + grow(ROWS[1]));
        let queue = left.height.saturating_sub(find + history + rating);
        self.find = Rect { height: find, ..left };
        self.history = Rect { y: left.y + find, height: history, ..left };
        self.queue = Rect { y: left.y + find + history, height: queue, ..left };
        self.rating = Rect { y: left.y + find + history + queue, height: rating, ..left };
        self.sheet = self.queue;
    }

    /// All between the header and the notice.
    pub fn body(&self) -> Rect {
        let below = self.header.bottom();
        Rect { y: below, height: self.notice.y.saturating_sub(below), ..self.header }
    }

    /// The area of a pane.
    pub fn pane(&self, focus: Focus) -> Rect {
        match focus {
            Focus::Find => self.find,
            Focus::History => self.history,
            Focus::Queue => self.queue,
            Focus::Rating => self.rating,
        }
    }
}

/// Rows of a pane's list, its title left out.
pub fn list_rows(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

impl Model {
    /// Tells whether only the pane that has the keys is on show.
    pub fn is_small(&self) -> bool {
        self.size.0 < FULL.0 || self.size.1 < FULL.1
    }

    /// Tells whether the queue is on show while nothing covers it: not when another list has the
    /// screen to itself.
    pub fn shows_queue(&self) -> bool {
        match self.focus {
            Focus::Queue => true,
            Focus::Rating => !self.is_small(),
            Focus::Find | Focus::History => !self.is_small() && !self.zoomed,
        }
    }

    /// Tells whether there is no room for a screen at all.
    pub fn is_tiny(&self) -> bool {
        self.size.0 < LEAST.0 || self.size.1 < LEAST.1
    }

    /// Rows of the list that has the keys: a page.
    pub fn page_rows(&self) -> usize {
        list_rows(self.layout().pane(self.focus))
    }

    /// Lays every list around its selection, after anything has changed.
    pub fn settle(&mut self) {
        let layout = self.layout();
        self.find.rows.settle(list_rows(layout.find));
        self.history.rows.settle(list_rows(layout.history));
        self.queue.rows.settle(list_rows(layout.queue));
        self.settle_details(&layout);
    }
}
