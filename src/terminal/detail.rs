//! One opened thing: a ticket with its time line, a line of the history, a customer's card. Never
//! more than what the desk has said about it.

use super::ask::Ask;
use super::model::{Focus, Model};
use super::post::Question;
use super::widget::list::Step;
use crate::domain::{At, Customer, CustomerId, TicketNo};
use crate::wire::{Query, TicketView};

/// Milliseconds for which a selection must stand still before what is beside it follows: while a
/// key repeats, nothing is asked.
const FOLLOWS_AFTER: i64 = 150;
/// From this width on there is room beside the lists.
pub const WIDE: u16 = 120;

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// A ticket.
    Ticket(TicketNo),
    /// The line of the history at this position.
    Line(u64),
    /// A customer.
    Card(CustomerId),
}

/// An opened thing.
#[derive(Debug, Clone)]
pub struct Detail {
    /// What.
    pub of: Showing,
    /// The first line on show.
    pub top: usize,
    /// How many lines there are and how many fit; settled after every input.
    pub room: (usize, usize),
    /// The ticket, when it is one and there.
    pub ticket: Option<Box<TicketView>>,
    /// The customer, when it is one and there.
    pub card: Option<Box<Customer>>,
    /// Its question.
    pub ask: Ask,
}

impl Detail {
    fn new(of: Showing) -> Detail {
        let mut ask = Ask::default();
        match of {
            Showing::Ticket(_) | Showing::Card(_) => ask.now(),
            Showing::Line(_) => {}
        }
        Detail { of, top: 0, room: (0, 0), ticket: None, card: None, ask }
    }

    /// Scrolls.
    pub fn scroll(&mut self, step: Step) {
        let (lines, fit) = self.room;
        self.top = step.from(self.top, lines.saturating_sub(fit) + 1, fit);
    }

    fn question(&self) -> Option<(Question, Query)> {
        match self.of {
            Showing::Ticket(ticket) => Some((Question::Ticket(ticket), Query::Ticket { ticket })),
            Showing::Card(customer) => {
                Some((Question::Card(customer), Query::Customer { customer }))
            }
            Showing::Line(_) => None,
        }
    }
}

impl Model {
    /// Opens something.
    pub fn show(&mut self, of: Showing) {
        let known = self.side.take().filter(|side| side.of == of);
        self.detail = Some(known.unwrap_or_else(|| Detail::new(of)));
    }

    /// Tells whether there is room beside the lists.
    pub fn is_wide(&self) -> bool {
        self.size.0 >= WIDE && self.size.1 >= super::layout::FULL.1
    }

    /// Wants what is opened anew.
    pub fn ask_detail(&mut self) {
        for detail in self.detail.iter_mut().chain(&mut self.side) {
            if detail.question().is_some() {
                detail.ask.now();
            }
        }
    }

    /// What is opened may have changed.
    pub fn detail_touched(&mut self) {
        for detail in self.detail.iter_mut().chain(&mut self.side) {
            if detail.question().is_some() {
                detail.ask.touched();
            }
        }
    }

    /// Asks for what is opened and beside the list, when it is due.
    pub fn ask_details_due(&mut self) {
        let now = self.now;
        for beside in [Place::Opened, Place::Beside] {
            let Some(detail) = self.place(beside).as_ref() else { continue };
            if detail.ask.due().is_none_or(|at| at > now) {
                continue;
            }
            let id = detail.question().map(|(question, query)| self.ask(question, query));
            if let Some(detail) = self.place(beside) {
                match id {
                    Some(id) => detail.ask.sent(id, now),
                    None => detail.ask.drop_want(),
                }
            }
        }
    }

    fn place(&mut self, place: Place) -> &mut Option<Detail> {
        match place {
            Place::Opened => &mut self.detail,
            Place::Beside => &mut self.side,
        }
    }

    /// The answer for an opened ticket.
    pub fn ticket_shown(&mut self, id: u64, no: TicketNo, view: Option<Box<TicketView>>) {
        for place in [Place::Opened, Place::Beside] {
            let Some(detail) = self.place(place) else { continue };
            if detail.of == Showing::Ticket(no) && detail.ask.answered(id) {
                detail.ticket.clone_from(&view);
            }
        }
    }

    /// The answer for an opened card.
    pub fn card_shown(&mut self, id: u64, customer: Option<Box<Customer>>) {
        for place in [Place::Opened, Place::Beside] {
            let Some(detail) = self.place(place) else { continue };
            if detail.ask.answered(id) {
                detail.card.clone_from(&customer);
            }
        }
    }

    /// The selection has moved: what stands beside it follows when it stands still.
    pub fn side_moved(&mut self) {
        if self.is_wide() {
            self.side_due = Some(self.now.plus(FOLLOWS_AFTER));
        }
    }

    /// What stands beside the lists follows the selection, when it is time.
    pub fn side_follows(&mut self) {
        if !self.is_wide() {
            (self.side, self.side_due) = (None, None);
            return;
        }
        let wanted = self.beside();
        if self.side.as_ref().map(|side| side.of) == wanted {
            self.side_due = None;
            return;
        }
        let now = self.now;
        // The first thing needs no pause: nobody is holding a key down.
        let due = *self.side_due.get_or_insert(match self.side {
            Some(_) => now.plus(FOLLOWS_AFTER),
            None => At(i64::MIN),
        });
        if due <= now {
            self.side_due = None;
            self.side = wanted.map(Detail::new);
        }
    }

    /// What should stand beside the lists.
    fn beside(&self) -> Option<Showing> {
        if let Some(detail) = &self.detail {
            return Some(detail.of);
        }
        match self.focus {
            Focus::Find => self.find.rows.selected().map(|row| match row.ticket {
                Some(ticket) => Showing::Ticket(ticket),
                None => Showing::Card(row.customer),
            }),
            Focus::History => self.history.rows.selected().map(|line| match &line.item {
                crate::wire::HistoryItem::Ticket(ticket) => Showing::Ticket(ticket.no),
                _ => Showing::Line(line.position),
            }),
            Focus::Queue => self.queue.rows.selected().map(|row| Showing::Ticket(row.ticket.no)),
            Focus::Rating => self.hand.as_ref().map(|hand| Showing::Card(hand.id)),
        }
    }

    /// Learns how many lines the opened thing has and how many fit, so that it can be scrolled.
    pub fn settle_details(&mut self, layout: &super::layout::Layout) {
        let area = if layout.side.width > 0 { layout.side } else { layout.sheet };
        let fit = super::layout::list_rows(area);
        let width = usize::from(area.width).saturating_sub(2);
        let lines = |detail: &Detail| super::pane::detail::lines(self, detail, width).len();
        let count = self.detail.as_ref().map(lines);
        if let (Some(detail), Some(count)) = (&mut self.detail, count) {
            detail.room = (count, fit);
            detail.top = detail.top.min(count.saturating_sub(fit));
        }
    }

    /// Forgets all awaited answers: the desk that owed them is gone.
    pub fn reset_asks(&mut self) {
        for detail in self.detail.iter_mut().chain(&mut self.side) {
            detail.ask.give_up();
        }
        if let Some(hand) = &mut self.hand {
            hand.ask.give_up();
        }
        if let Some(sheet) = &mut self.sheet {
            sheet.twins_ask.give_up();
        }
        let settings = &mut self.settings;
        for ask in [
            &mut settings.codes_ask,
            &mut settings.canned_ask,
            &mut settings.views_ask,
            &mut settings.handover_ask,
            &mut settings.roster_ask,
            &mut settings.callbacks_ask,
            &mut settings.lost_ask,
            &mut settings.surveys_ask,
            &mut settings.to_ask_ask,
            &mut settings.desk_ask,
        ] {
            ask.give_up();
        }
    }
}

/// Where a detail stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Opened,
    Beside,
}
