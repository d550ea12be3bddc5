//! Queue: what has to be done, by due time or what the person chose. Never reorders by itself: the
//! desk says the order.

use std::collections::BTreeSet;

use crate::domain::filter::{Filter, Saved, Vocabulary};
use crate::domain::{At, Code, CodeKind, CustomerId, Record, Sort, Ticket, TicketNo};
use crate::speech::Speech;
use crate::terminal::ask::Ask;
use crate::terminal::narrow::Narrow;
use crate::terminal::questions::{FIRST_ROWS, MORE_ROWS};
use crate::terminal::rows::{Row, Rows};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Query, QueuePage, QueueRow, QueueView, TicketFilter};

/// Which tickets the queue shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// One that every desk has.
    BuiltIn(QueueView),
    /// A filter that the agent keeps.
    Saved(Saved),
}

/// What stands before the name of a view of one's own where views are remembered.
const OWN: &str = "own ";

impl View {
    /// What is remembered of it for the next start.
    pub fn remembered(&self) -> String {
        match self {
            View::BuiltIn(view) => view.word().to_owned(),
            View::Saved(saved) => format!("{OWN}{}", saved.name),
        }
    }

    /// Its filter.
    pub fn filter(&self) -> &str {
        match self {
            View::BuiltIn(view) => view.filter(),
            View::Saved(saved) => &saved.filter,
        }
    }
}

/// What Queue shows.
#[derive(Debug, Clone)]
pub struct QueuePane {
    /// Which tickets.
    pub view: View,
    /// The view of the agent's own that was on show last, until the desk has said what it is.
    pub awaited: Option<String>,
    /// What narrows it further.
    pub narrow: Narrow,
    /// By what it is sorted.
    pub sort: Sort,
    /// Which tickets the awaited answer is about, and by what they are sorted.
    pub asked: (View, Sort),
    /// The tickets.
    pub rows: Rows<QueueRow>,
    /// The last answer without its rows; `None` before the first.
    pub page: Option<QueuePage>,
    /// The rows that are marked, on show or not.
    pub marked: BTreeSet<TicketNo>,
    /// How many changes have not come into the picture since it is held still; `None` while it
    /// follows what is done.
    pub frozen: Option<u64>,
    /// How many rows are asked for.
    pub limit: u32,
    /// The ticket the person has just worked on: it is selected when it is there.
    pub wanted: Option<TicketNo>,
    /// Whether the selection went to such a ticket by itself, so that it may go back to the top.
    pub brought: bool,
    /// Whether the next answer is about other tickets, so that the selection begins anew.
    pub anew: bool,
    /// Its question.
    pub ask: Ask,
}

impl Default for QueuePane {
    fn default() -> QueuePane {
        QueuePane {
            view: View::BuiltIn(QueueView::default()),
            awaited: None,
            narrow: Narrow::default(),
            sort: Sort::Due,
            asked: (View::BuiltIn(QueueView::default()), Sort::Due),
            rows: Rows::default(),
            page: None,
            marked: BTreeSet::new(),
            frozen: None,
            limit: FIRST_ROWS,
            wanted: None,
            brought: false,
            anew: true,
            ask: Ask::default(),
        }
    }
}

impl Row for QueueRow {
    type Id = TicketNo;
    fn id(&self) -> TicketNo {
        self.ticket.no
    }
}

impl QueuePane {
    /// With the view that was on show when the agent left.
    pub fn remembered(view: Option<&str>) -> QueuePane {
        let built_in = |word: &str| QueueView::ALL.iter().find(|view| view.word() == word);
        let mut pane = QueuePane::default();
        match view.map(|view| (view.strip_prefix(OWN), built_in(view))) {
            Some((Some(own), _)) => pane.awaited = Some(own.to_owned()),
            Some((None, Some(view))) => pane.view = View::BuiltIn(*view),
            Some((None, None)) | None => {}
        }
        pane
    }

    /// Its question.
    pub fn query(&self) -> Query {
        let (view, text) = match &self.view {
            View::BuiltIn(view) => (*view, self.narrow.filter.clone()),
            View::Saved(_) => (QueueView::All, self.whole_text()),
        };
        let filter = TicketFilter { text, ..TicketFilter::default() };
        Query::Queue { view, filter, sort: self.sort, skip: 0, limit: self.limit }
    }

    /// All that what is on show is narrowed by, as one filter.
    pub fn whole_text(&self) -> String {
        format!("{} {}", self.view.filter(), self.narrow.filter).trim().to_owned()
    }

    /// Shows other tickets.
    pub fn show(&mut self, view: View) {
        self.view = view;
        self.narrowed();
    }

    /// Sorts by the next thing; the selected ticket stays selected.
    pub fn sort_next(&mut self) {
        self.sort = self.sort.next();
        self.narrowed();
    }

    /// Holds the picture as it is, or lets it go. One that is not there yet cannot be held.
    pub fn freeze(&mut self) {
        if self.frozen.is_some() {
            return self.thaw();
        }
        self.frozen = (self.page.is_some() && !self.anew).then_some(0);
    }

    /// The picture follows again what is done; who was selected stays so.
    pub fn thaw(&mut self) {
        if self.frozen.take().is_some() {
            self.wanted = None;
            self.ask.now();
        }
    }

    /// Tells whether it is asked for at all: not before it is known which view was on show last,
    /// and not while it is held still.
    pub fn follows(&self) -> bool {
        self.awaited.is_none() && self.frozen.is_none()
    }

    /// Something that it shows has changed.
    pub fn touched(&mut self) {
        self.frozen.iter_mut().for_each(|changes| *changes += 1);
        self.ask.touched();
    }

    /// Nothing of somebody who was erased stays in a picture that is held still.
    pub fn forget(&mut self, customer: CustomerId) {
        let of = |row: &&QueueRow| row.ticket.customer == customer;
        let mut rows: Vec<QueueRow> = self.rows.all().iter().filter(of).cloned().collect();
        for mut row in rows.drain(..) {
            (row.label, row.ticket.subject) = (customer.to_string(), None);
            self.rows.put(row);
        }
    }

    /// Other tickets are wanted: they are asked for at once, or as soon as the answer that is under
    /// way is there, so that the desk never works out what nobody waits for.
    pub fn narrowed(&mut self) {
        self.frozen = None;
        self.limit = FIRST_ROWS;
        self.anew = true;
        self.ask.now();
    }

    /// Its question was asked.
    pub fn sent(&mut self, id: u64, now: At) {
        self.ask.sent(id, now);
        self.asked = (self.view.clone(), self.sort);
        self.narrow.asked.clone_from(&self.narrow.filter);
    }

    /// Tells whether the answer that has come is about other tickets than are wanted now.
    pub fn is_outdated(&self) -> bool {
        (&self.asked.0, self.asked.1) != (&self.view, self.sort) || self.narrow.is_outdated()
    }

    /// Takes the marks of rows away that were on show and are not in the queue any more, which the
    /// answer says when it has all of it; gives their numbers.
    pub fn unmark_gone(&mut self, page: &QueuePage) -> Vec<TicketNo> {
        if self.anew || page.total > page.rows.len() as u64 {
            return Vec::new();
        }
        let shown = self.rows.all().iter().map(|row| row.ticket.no);
        let is_there = |no: &TicketNo| page.rows.iter().any(|row| row.ticket.no == *no);
        let gone = shown.filter(|no| self.marked.contains(no) && !is_there(no));
        let gone: Vec<TicketNo> = gone.collect();
        self.marked.retain(|no| !gone.contains(no));
        gone
    }

    /// Takes the answer; gives the selected ticket when it has left the queue.
    pub fn take(&mut self, mut page: QueuePage) -> Option<TicketNo> {
        let rows = std::mem::take(&mut page.rows);
        self.page = Some(page);
        if std::mem::take(&mut self.anew) {
            self.rows.narrow(rows);
            return None;
        }
        self.rows.refresh(rows);
        if let Some(ticket) = self.wanted.take() {
            self.rows.select(ticket);
            self.brought = true;
        }
        self.rows.gone().map(Row::id)
    }

    /// What is wanted cannot be asked for: no rows of another view stand under its name, and a view
    /// that nobody can read gives way to the first one.
    pub fn refused(&mut self) {
        if self.is_outdated() {
            return self.ask.now();
        }
        self.rows = Rows::default();
        if Filter::read(self.view.filter(), &Vocabulary::plain()).is_err() {
            self.show(View::BuiltIn(QueueView::default()));
        }
    }

    /// The selection nears the end: more rows are asked for, as far as one answer goes.
    pub fn reach(&mut self) {
        let Some(at) = self.rows.at().filter(|_| self.frozen.is_none()) else { return };
        let total = self.page.as_ref().map_or(0, |page| page.total);
        let near = at + 20 >= self.rows.len();
        if near && (self.rows.len() as u64) < total && self.limit < ANSWER_ROWS {
            self.limit = (self.limit + MORE_ROWS).min(ANSWER_ROWS);
            self.ask.now();
        }
    }
}

/// The key of a view's name in the locales.
pub const fn view_key(view: QueueView) -> &'static str {
    match view {
        QueueView::MineAndUnassigned => "queue-view-mine-and-unassigned",
        QueueView::Mine => "queue-view-mine",
        QueueView::Unassigned => "queue-view-unassigned",
        QueueView::All => "queue-view-all",
        QueueView::Breached => "queue-view-breached",
        QueueView::DueToday => "queue-view-due-today",
        QueueView::Followed => "queue-view-followed",
    }
}

/// The cells of a ticket: `!` when late, number, due, priority, customer, topic with subject,
/// who has it.
pub fn cells(row: &QueueRow, seen: &Seen<'_>) -> Vec<String> {
    let ticket = &row.ticket;
    let late = is_late(ticket, seen.now);
    let mark = if late { "!" } else { " " };
    let subject = super::history::first_line(ticket.subject.as_deref(), seen.speech);
    let subject = seen.speech.marked(ticket, &subject);
    vec![
        mark.to_owned(),
        number(ticket, seen),
        due(ticket, seen),
        seen.speech.word("priority", ticket.priority.word()),
        row.label.clone(),
        format!("{} {subject}", ticket.topic),
        holder(ticket, seen),
    ]
}

/// Behind the number of a ticket that is followed, or whose customer is; every terminal has it.
const FOLLOWED: &str = "+";

/// `T-1042`, or `T-1042+` when whoever looks follows it.
pub fn number(ticket: &Ticket, seen: &Seen<'_>) -> String {
    let sign = if is_followed(ticket, seen.followed) { FOLLOWED } else { "" };
    format!("{}{sign}", ticket.no)
}

/// Tells whether a ticket is among what is followed, or its customer.
pub fn is_followed(ticket: &Ticket, followed: &BTreeSet<Record>) -> bool {
    let either = [Record::Ticket(ticket.no), Record::Customer(ticket.customer)];
    either.iter().any(|record| followed.contains(record))
}

/// What a row is seen with.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The desk's time.
    pub now: At,
    /// Who looks.
    pub me: &'a str,
    /// What they follow.
    pub followed: &'a BTreeSet<Record>,
    /// The desk's codes.
    pub codes: &'a [Code],
    /// The reader's language.
    pub speech: &'a Speech,
}

/// Tells whether a ticket is late, as the desk counts it: not while its clock stands still.
fn is_late(ticket: &Ticket, now: At) -> bool {
    ticket.status.runs() && ticket.due().is_some_and(|due| due < now)
}

/// When a ticket is due; `None` when nothing is, or when the time has passed on a clock that stands
/// still.
fn awaited(ticket: &Ticket, now: At) -> Option<At> {
    ticket.due().filter(|due| *due >= now || ticket.status.runs())
}

/// `09:00 late 12m`, `10:00`, or `waits, 2h00m left` while the clock stands still; the status of a
/// ticket of which nothing is due.
pub fn due(ticket: &Ticket, seen: &Seen<'_>) -> String {
    if let Some(left) = seen.speech.left(ticket) {
        return seen.speech.say_with("queue-waits", &[("left", &left)]);
    }
    let Some(due) = awaited(ticket, seen.now) else {
        return seen.speech.word("status", ticket.status.word());
    };
    let time = seen.speech.due(due, seen.now);
    if due >= seen.now {
        return time;
    }
    let span = seen.speech.roughly(seen.now.0 - due.0);
    // By how many days says more than which day, and both do not fit.
    let key = if time == seen.speech.clock(due) { "queue-late" } else { "queue-late-days" };
    seen.speech.say_with(key, &[("time", &time), ("span", &span)])
}

/// The same for a narrow screen: a time or a day; that it is late the `!` says.
pub fn due_short(ticket: &Ticket, seen: &Seen<'_>) -> String {
    match awaited(ticket, seen.now) {
        Some(due) => seen.speech.due(due, seen.now),
        None => match seen.speech.left(ticket) {
            Some(left) => left,
            None => seen.speech.word("status", ticket.status.word()),
        },
    }
}

/// Who has a ticket: `me`, a name, or `-`.
pub fn holder(ticket: &Ticket, seen: &Seen<'_>) -> String {
    match ticket.assignee.as_deref() {
        Some(one) if one == seen.me => seen.speech.say("queue-me"),
        Some(one) => one.to_owned(),
        None => "-".to_owned(),
    }
}

/// The word of a ticket's topic.
pub fn topic(ticket: &Ticket, seen: &Seen<'_>) -> String {
    seen.speech.code(CodeKind::Topic, ticket.topic, seen.codes)
}
