//! Lists as numbered lines, and what their numbers stand for. Never a number that means another row
//! than the one it was told with, whatever others do meanwhile.

use super::talk::{Talk, Wanted};
use super::words::is_ticket;
use crate::domain::{CustomerId, TicketNo};
use crate::terminal::action::Action;
use crate::terminal::model::Focus;
use crate::terminal::pane::{find, history, queue};
use crate::terminal::rows::{Row, Rows};

/// Rows that are told at once: as many as one listens to; `more` tells the next.
const PAGE: usize = 10;
/// Lines of the history that are told when somebody is taken in hand.
const NEWEST: usize = 3;

/// What the numbers of the last list stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Listed {
    /// There was no list.
    #[default]
    Nothing,
    /// Who was found.
    Found(Vec<(CustomerId, Option<TicketNo>)>),
    /// Lines of the time line.
    History(Vec<u64>),
    /// Tickets.
    Queue(Vec<TicketNo>),
}

impl Listed {
    fn len(&self) -> usize {
        match self {
            Listed::Nothing => 0,
            Listed::Found(ids) => ids.len(),
            Listed::History(ids) => ids.len(),
            Listed::Queue(ids) => ids.len(),
        }
    }
}

/// The cells of a row as one line.
pub(super) fn joined(cells: &[String]) -> String {
    let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|c| !c.is_empty()).collect();
    cells.join("  ")
}

/// Selects a row where it is still there.
fn put<R: Row>(rows: &mut Rows<R>, id: R::Id) -> bool {
    rows.select(id);
    rows.selected().is_some_and(|row| row.id() == id)
}

impl Talk {
    /// A number: whoever was found is taken in hand, another row is selected.
    pub(super) fn select(&mut self, number: usize) {
        let is_row = !matches!(self.listed, Listed::Found(_));
        if self.go_to_row(number) && is_row {
            self.wanted = Some(Wanted::Row);
        }
    }

    /// Goes to the row of a number, or takes whoever was found in hand; `false` when it is not
    /// there, which was said.
    fn go_to_row(&mut self, number: usize) -> bool {
        let given = number.to_string();
        let Some(at) = number.checked_sub(1).filter(|at| *at < self.listed.len()) else {
            self.no("plain-no-row", &[("given", &given)]);
            return false;
        };
        let model = &mut self.model;
        model.detail = None;
        let there = match &self.listed {
            Listed::Nothing => false,
            Listed::Found(ids) => {
                model.go(Focus::Find);
                model.find.typing = false;
                put(&mut model.find.rows, ids[at])
            }
            Listed::History(ids) => {
                model.go(Focus::History);
                put(&mut model.history.rows, ids[at])
            }
            Listed::Queue(ids) => {
                model.go(Focus::Queue);
                put(&mut model.queue.rows, ids[at])
            }
        };
        if !there {
            self.no("plain-row-gone", &[("given", &given)]);
        } else if matches!(self.listed, Listed::Found(_)) {
            self.press(Action::Open);
        }
        there
    }

    /// Opens a row by its number, a ticket, or what is selected.
    pub(super) fn open(&mut self, what: &str) {
        match what.parse::<usize>() {
            Ok(number) => {
                if !self.go_to_row(number) || matches!(self.listed, Listed::Found(_)) {
                    return;
                }
            }
            Err(_) if is_ticket(what) => return self.find(what),
            Err(_) if !what.is_empty() => return self.find(what),
            Err(_) => {}
        }
        // Opened again it is told again.
        self.model.detail = None;
        self.press(Action::Open);
        self.wanted = self.model.detail.is_some().then_some(Wanted::Opened);
    }

    /// The next rows of the last list.
    pub(super) fn more(&mut self) {
        let (told, all) = match &self.listed {
            Listed::Nothing => return self.no("plain-no-list", &[]),
            Listed::Found(ids) => (ids.len(), self.model.find.rows.len()),
            Listed::History(ids) => (ids.len(), self.model.history.rows.len()),
            Listed::Queue(ids) => (ids.len(), self.model.queue.rows.len()),
        };
        if told >= all {
            // The rows beyond are asked for as on the screen: when the last one is reached.
            self.press(Action::Last);
        }
        self.wanted = Some(Wanted::More);
    }

    /// Tells who was found.
    pub(super) fn tell_found(&mut self) {
        let find = &self.model.find;
        let speech = &self.model.speech;
        let number = |count: u64| speech.number(count);
        let values = [("total", &*number(find.total)), ("of", &*number(find.of))];
        let count = speech.say_with("find-count", &values);
        let text = find.text().to_owned();
        let title = format!("{} {text}: {count}", speech.say("pane-find"));
        self.listed = Listed::Found(Vec::new());
        self.tell(title);
        self.tell_more();
    }

    /// Tells the time line.
    pub(super) fn tell_history(&mut self) {
        let title = self.hand_title();
        self.tell(title);
        if self.model.history.rows.is_empty() {
            let filtered = !self.model.history.narrow.is_empty();
            self.say(if filtered { "plain-none-match" } else { "history-empty" });
        }
        self.listed = Listed::History(Vec::new());
        self.tell_more();
    }

    /// Whoever has been taken in hand, with the newest lines of their time line.
    pub(super) fn tell_hand(&mut self) {
        let title = self.hand_title();
        self.tell(title);
        self.listed = Listed::History(Vec::new());
        self.tell_rows(NEWEST);
    }

    fn hand_title(&self) -> String {
        let model = &self.model;
        let parts = model.hand.as_ref().map(|hand| history::title(hand, model.now, &model.speech));
        joined(&parts.unwrap_or_default())
    }

    /// Tells the queue.
    pub(super) fn tell_queue(&mut self) {
        let model = &self.model;
        let view = match &model.queue.view {
            queue::View::BuiltIn(view) => model.speech.say(queue::view_key(*view)),
            queue::View::Saved(saved) => saved.name.clone(),
        };
        let page = model.queue.page.as_ref();
        let (total, open) = page.map_or((0, 0), |page| (page.total, page.open));
        let number = |count: u64| model.speech.number(count);
        let values = [("total", &*number(total)), ("open", &*number(open))];
        let count = model.speech.say_with("queue-count", &values);
        let sort = model.speech.word("sort", model.queue.sort.word());
        let filter = model.queue.narrow.edit.text().trim().to_owned();
        let title = [model.speech.say("pane-queue"), view, sort, filter];
        let title = format!("{}: {count}", joined(&title));
        self.tell(title);
        if self.model.queue.rows.is_empty() {
            self.say("queue-empty");
        }
        self.listed = Listed::Queue(Vec::new());
        self.tell_more();
    }

    /// Tells the rows after those told last.
    pub(super) fn tell_more(&mut self) {
        self.tell_rows(PAGE);
    }

    fn tell_rows(&mut self, count: usize) {
        let from = self.listed.len();
        let model = &self.model;
        let speech = &model.speech;
        let (rows, total): (Vec<String>, u64) = match &mut self.listed {
            Listed::Nothing => return,
            Listed::Found(ids) => {
                let all = model.find.rows.all();
                let some = all.iter().skip(from).take(count);
                ids.extend(some.clone().map(Row::id));
                let row = |row| joined(&find::cells_among(row, all, speech));
                (some.map(row).collect(), model.find.total)
            }
            Listed::History(ids) => {
                let some = model.history.rows.all().iter().skip(from).take(count);
                ids.extend(some.clone().map(Row::id));
                let codes = &model.settings.codes;
                let row = |line| joined(&history::cells(line, codes, model.now, speech));
                let rest = u64::from(model.history.more);
                (some.map(row).collect(), model.history.rows.len() as u64 + rest)
            }
            Listed::Queue(ids) => {
                let some = model.queue.rows.all().iter().skip(from).take(count);
                ids.extend(some.clone().map(Row::id));
                let total = model.queue.page.as_ref().map_or(0, |page| page.total);
                (some.map(|row| model.queue_line(row)).collect(), total)
            }
        };
        if rows.is_empty() && from > 0 {
            self.say("plain-no-more");
        }
        for (at, row) in rows.iter().enumerate() {
            self.tell(format!("{}. {row}", from + at + 1));
        }
        let told = self.listed.len() as u64;
        if !rows.is_empty() && told < total {
            self.say("plain-more");
        }
    }

    /// Tells the row that is selected where one is.
    pub(super) fn tell_row(&mut self) {
        let model = &self.model;
        let row = match model.focus {
            Focus::Find => {
                model.find.rows.selected().map(|row| joined(&find::cells(row, &model.speech)))
            }
            Focus::History => model.history.rows.selected().map(|line| {
                let codes = &model.settings.codes;
                joined(&history::cells(line, codes, model.now, &model.speech))
            }),
            Focus::Queue => model.queue.rows.selected().map(|row| model.queue_line(row)),
            Focus::Rating => None,
        };
        match row {
            Some(row) => self.tell(row),
            None => self.say("notice-nothing-selected"),
        }
    }
}

impl crate::terminal::model::Model {
    /// A ticket as one line; `*` says that it is marked.
    fn queue_line(&self, row: &crate::wire::QueueRow) -> String {
        let mark = if self.queue.marked.contains(&row.ticket.no) { "* " } else { "" };
        format!("{mark}{}", joined(&queue::cells(row, &self.seen())))
    }
}
