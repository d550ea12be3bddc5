//! What has changed since it was told last, as lines: the state, who is at hand, what was opened,
//! what is asked. Never the same thing twice.

use uuid::Uuid;

use super::lists::joined;
use super::talk::{Talk, Wanted};
use crate::domain::{CustomerId, TicketNo};
use crate::terminal::board::text::Block;
use crate::terminal::detail::Showing;
use crate::terminal::model::{Focus, Model};
use crate::terminal::pane;

/// Columns to which what is opened is laid out: a line of text as everybody knows it.
const COLUMNS: usize = 78;

/// What is in sight on the screen and was told last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    state: String,
    hand: Option<CustomerId>,
    view: String,
    detail: Option<Showing>,
    over: Option<String>,
    sheet: Option<Uuid>,
    field: Option<(Uuid, usize, bool)>,
    rating: Option<usize>,
    marked: usize,
    frozen: bool,
    ticket: Option<TicketNo>,
}

impl Seen {
    fn of(model: &Model) -> Seen {
        let sheet = model.sheet.as_ref().filter(|_| model.over.is_none());
        let field = |sheet: &crate::terminal::sheet::Sheet| {
            let form = &sheet.form;
            (sheet.draft, form.at(), form.focused().error.is_some())
        };
        let queue = &model.queue;
        let rating = &model.rating;
        Seen {
            state: format!("{} {} {}", model.me.state.word(), model.me.reason, model.me.by),
            hand: model.hand.as_ref().map(|hand| hand.id),
            view: format!(
                "{} {} {}",
                queue.view.remembered(),
                queue.sort.word(),
                queue.narrow.filter
            ),
            detail: model.detail.as_ref().map(|detail| detail.of),
            over: model.over.as_ref().map(|over| over.title()),
            sheet: sheet.map(|sheet| sheet.draft),
            field: sheet.map(field),
            rating: (model.focus == Focus::Rating).then_some(rating.at),
            marked: queue.marked.len(),
            frozen: queue.frozen.is_some(),
            ticket: model.selected_ticket(),
        }
    }
}

impl Talk {
    /// Tells what has changed.
    pub(super) fn tell_changes(&mut self) {
        let Some(was) = self.seen.clone() else { return self.tell_beginning() };
        let now = Seen::of(&self.model);
        let wanted = self.wanted.take();
        if now.state != was.state {
            self.tell_where();
        }
        self.tell_lists(&was, &now, wanted);
        if now.detail.is_some() && (now.detail != was.detail || wanted == Some(Wanted::Opened)) {
            self.tell_opened();
        }
        if self.model.board.is_some() {
            self.tell_board();
        }
        self.tell_marks(&was, &now);
        if now.over.is_some() && now.over != was.over {
            self.tell_choices();
        }
        if now.sheet != was.sheet || now.sheet.is_none() {
            self.note.clear();
        }
        if let Some(sheet) = self.model.sheet.as_ref().filter(|_| now.sheet.is_some()) {
            if now.sheet != was.sheet {
                let title = joined(std::slice::from_ref(&sheet.form.title));
                self.tell(title);
                if self.model.is_asking() {
                    self.say("plain-asking");
                } else if !std::mem::replace(&mut self.explained, true) {
                    self.say("plain-form");
                }
            }
            if now.field != was.field && !self.is_sending() {
                self.tell_field();
            }
        }
        self.seen = Some(Seen::of(&self.model));
    }

    fn tell_beginning(&mut self) {
        if !self.model.is_furnished() && self.model.is_up() {
            return;
        }
        self.tell_where();
        self.say("plain-welcome");
        if self.model.over.is_some() {
            self.tell_choices();
        }
        self.seen = Some(Seen::of(&self.model));
    }

    /// Who is here, in which state, and how the queue stands.
    fn tell_where(&mut self) {
        let line = pane::header::words(&self.model);
        self.tell(line);
    }

    fn tell_lists(&mut self, was: &Seen, now: &Seen, wanted: Option<Wanted>) {
        let taken = now.hand.is_some() && now.hand != was.hand;
        if taken && wanted != Some(Wanted::History) {
            self.tell_hand();
        }
        match wanted {
            Some(Wanted::Found) => self.tell_found(),
            Some(Wanted::History) => self.tell_history(),
            Some(Wanted::Queue) => self.tell_queue(),
            Some(Wanted::More) => self.tell_more(),
            Some(Wanted::Row) => self.tell_row(),
            Some(Wanted::Where) => {
                self.tell_where();
                if now.hand.is_some() && !taken {
                    self.tell_hand();
                }
            }
            Some(Wanted::Opened) | None if now.view != was.view => self.tell_queue(),
            Some(Wanted::Opened) | None => {
                let queue = self.model.focus == Focus::Queue && now.detail.is_none();
                if self.own && queue && now.ticket.is_some() && now.ticket != was.ticket {
                    self.tell_row();
                }
            }
        }
    }

    fn tell_marks(&mut self, was: &Seen, now: &Seen) {
        if now.marked != was.marked {
            let text = self.model.speech.say_count("queue-marked", now.marked as u64, &[]);
            self.tell(text);
        }
        if now.frozen != was.frozen {
            self.say(if now.frozen { "plain-frozen" } else { "plain-thawed" });
        }
    }

    /// What is opened, line by line.
    fn tell_opened(&mut self) {
        let Some(detail) = &self.model.detail else { return };
        let title = pane::detail::title(&self.model, detail);
        let lines = pane::detail::lines(&self.model, detail, COLUMNS);
        self.tell(title);
        lines.into_iter().filter(|line| !line.trim().is_empty()).for_each(|line| self.tell(line));
    }

    /// The whole desk, once; then the board is put away.
    fn tell_board(&mut self) {
        let Some(seen) = self.model.board_seen() else { return };
        let mut lines = seen.figures(COLUMNS);
        for block in Block::ALL {
            lines.push(seen.title(block));
            let rows = seen.rows(block, COLUMNS - 2);
            lines.extend(rows.into_iter().map(|row| format!("  {}", spoken(&row.text))));
        }
        lines.push(self.model.speech.say("board-quality"));
        lines.extend(seen.quality(COLUMNS - 2).into_iter().map(|line| format!("  {line}")));
        lines.into_iter().for_each(|line| self.tell(line));
        self.model.board = None;
    }
}

/// A row of the board without its bar, which says nothing to an ear.
fn spoken(row: &str) -> String {
    let words = row.split_whitespace().filter(|word| word.chars().any(|c| !is_bar(c)));
    words.collect::<Vec<_>>().join(" ")
}

fn is_bar(letter: char) -> bool {
    ('\u{2581}'..='\u{2588}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_board_is_spoken_without_its_bar() {
        assert_eq!(spoken("BI billing   3 \u{2588}\u{2588}\u{2588}     ! 2"), "BI billing 3 ! 2");
    }
}
