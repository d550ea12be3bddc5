//! Rows of the queue that are marked, and what is done to all of them at once. Never done before
//! the desk has said what would become of it, and the person has seen that.

use std::collections::BTreeSet;

use super::Kind;
use crate::domain::{Bulk, Status, TicketNo};
use crate::terminal::action::Action;
use crate::terminal::errand::Errand;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Over;
use crate::terminal::post::Question;
use crate::terminal::sheet::Sheet;
use crate::terminal::widget::list::Step;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::{Command, Done, Preview, Query, QueuePage};

/// Which tickets something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// This one.
    One(TicketNo),
    /// Those that are marked.
    Marked,
}

impl Target {
    /// Of a form: one without a ticket is about the marked ones.
    pub fn of(ticket: Option<TicketNo>) -> Target {
        ticket.map_or(Target::Marked, Target::One)
    }

    /// The ticket, when it is one.
    pub const fn one(self) -> Option<TicketNo> {
        match self {
            Target::One(ticket) => Some(ticket),
            Target::Marked => None,
        }
    }
}

/// What would become of a change of many, for the person to see.
#[derive(Debug, Clone)]
pub struct Previewed {
    /// What is done.
    change: Bulk,
    /// To which.
    tickets: Vec<TicketNo>,
    /// How many of them, in the reader's words.
    pub told: String,
    /// Those that do not allow it and why, then those that do. Never narrowed: it is done to all.
    pub list: Picker<TicketNo>,
}

/// The keys of a form about the marked rows, for the hint line: it is looked at before it is done.
pub const FORM_HINTS: [(Action, &str); 5] = [
    (Action::Save, "hint-look"),
    (Action::Back, "hint-back"),
    (Action::NextField, "hint-next-field"),
    (Action::NewLine, "hint-new-line"),
    (Action::Canned, "hint-canned"),
];

/// What may be done to all that are marked, for the hint line.
pub const MARKED_HINTS: [(Action, &str); 8] = [
    (Action::AssignTicket, "hint-assign-ticket"),
    (Action::TicketStatus, "hint-ticket-status"),
    (Action::TicketPriority, "hint-ticket-priority"),
    (Action::NoteTicket, "hint-note-ticket"),
    (Action::EscalateTicket, "hint-escalate-ticket"),
    (Action::MergeTicket, "hint-merge-ticket"),
    (Action::MarkTicket, "hint-mark-ticket"),
    (Action::Back, "hint-clear"),
];

impl Previewed {
    /// What its keys do, for the hint line.
    pub fn hints(&self) -> Vec<(Action, &'static str)> {
        match self.tickets.is_empty() {
            true => vec![(Action::Back, "hint-back")],
            false => vec![(Action::Open, "hint-do-it"), (Action::Back, "hint-not")],
        }
    }
}

impl Model {
    /// Marks the selected row, or takes its mark away, and goes on to the next one.
    pub fn mark(&mut self) {
        let Some(row) = self.queue.rows.selected().filter(|_| self.has_queue()) else {
            return self.say_with("notice-no-row-to-mark", &[("key", &self.key(Action::Queue))]);
        };
        let no = row.ticket.no;
        if !self.queue.marked.remove(&no) {
            self.queue.marked.insert(no);
        }
        let page = self.page_rows();
        self.queue.rows.step(Step::Down, page);
        self.queue.reach();
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        let count = std::mem::take(&mut self.queue.marked).len() as u64;
        let said = self.speech.say_count("notice-unmarked", count, &[]);
        self.say_text(&said);
    }

    /// The queue as it is now: a row that has left it is marked no longer.
    pub fn queue_arrived(&mut self, page: QueuePage) {
        let unmarked = self.queue.unmark_gone(&page);
        if let Some(gone) = self.queue.take(page) {
            self.ask(Question::Gone(gone), Query::Ticket { ticket: gone });
        }
        if !unmarked.is_empty() {
            let names: Vec<String> = unmarked.iter().map(TicketNo::to_string).collect();
            self.tell("news-unmarked", &[("tickets", &names.join(", "))]);
        }
    }

    fn has_queue(&self) -> bool {
        self.focus == Focus::Queue && self.detail.is_none()
    }

    /// Tells whether ticket keys are about the marked rows: while the queue has the keys.
    pub fn acts_on_marks(&self) -> bool {
        self.has_queue() && !self.queue.marked.is_empty()
    }

    /// A ticket action for the marked rows; `false` when it is only for one.
    pub fn act_marked(&mut self, action: Action) -> bool {
        match action {
            Action::AssignTicket => self.ask_assignee(Target::Marked),
            Action::TicketStatus => self.ask_status(Target::Marked),
            Action::TicketPriority => self.ask_priority(Target::Marked),
            Action::NoteTicket => self.open_ticket_note(Target::Marked),
            Action::EscalateTicket => self.open_escalate(Target::Marked),
            Action::MergeTicket => self.open_merge(Target::Marked),
            _ => return false,
        }
        true
    }

    /// `T-42`, or how many are marked.
    pub fn target(&self, target: Target) -> String {
        match target {
            Target::One(ticket) => ticket.to_string(),
            Target::Marked => {
                self.speech.say_count("marked-tickets", self.queue.marked.len() as u64, &[])
            }
        }
    }

    /// Asks the desk what would become of it for the marked rows.
    pub fn preview(&mut self, change: Bulk) {
        let tickets: Vec<TicketNo> = self.in_order(&self.queue.marked);
        if tickets.is_empty() {
            let (mark, key) = (self.key(Action::MarkTicket), self.key(Action::Queue));
            return self.say_with("notice-nothing-marked", &[("mark", &mark), ("key", &key)]);
        }
        self.previewing = Some(change.clone());
        self.ask(Question::Preview, Query::PreviewChange { tickets, change });
    }

    /// As they stand in the queue, then those that are not on show.
    fn in_order(&self, marked: &BTreeSet<TicketNo>) -> Vec<TicketNo> {
        let shown = self.queue.rows.all().iter().map(|row| row.ticket.no);
        let shown: Vec<TicketNo> = shown.filter(|no| marked.contains(no)).collect();
        let rest = marked.iter().copied().filter(|no| !shown.contains(no));
        shown.iter().copied().chain(rest).collect()
    }

    /// The desk has said what would become of it.
    pub fn preview_arrived(&mut self, preview: Preview) {
        let Some(change) = self.previewing.take() else { return };
        let all = preview.allowed.len() + preview.refused.len();
        let told = self.speech.bulk_preview(&change, preview.allowed.len(), all);
        let refused = preview.refused.iter().map(|one| {
            let text = self.speech.refusal(&one.refusal);
            PickRow { mark: one.ticket.to_string(), text, words: String::new(), value: one.ticket }
        });
        let allowed = preview.allowed.iter().map(|no| PickRow {
            mark: no.to_string(),
            text: self.about(*no),
            words: String::new(),
            value: *no,
        });
        let list = Picker::new("", refused.chain(allowed).collect());
        let tickets = preview.allowed.clone();
        self.over = Some(Over::Preview(Box::new(Previewed { change, tickets, told, list })));
    }

    /// Whose a ticket is and what it is about, as far as the screen knows.
    fn about(&self, no: TicketNo) -> String {
        let row = self.queue.rows.all().iter().find(|row| row.ticket.no == no);
        let words = |row: &crate::wire::QueueRow| {
            format!("{}  {}", row.label, self.speech.subject(&row.ticket))
        };
        row.map(words).unwrap_or_default()
    }

    /// The person has seen what would become of it, and wants it.
    pub fn run_previewed(&mut self, previewed: Previewed) {
        let Previewed { change, tickets, .. } = previewed;
        self.over = None;
        if tickets.is_empty() {
            return self.say("notice-nothing-done");
        }
        let count = tickets.len();
        let command = Command::ChangeTickets { tickets, change: change.clone() };
        let asks = |sheet: &Sheet| sheet.ticket.is_none() && sheet.kind.asks_for(&change);
        match self.sheet.as_ref().is_some_and(asks) {
            true => self.send_sheet(command, None),
            false => self.run(Errand::Bulk(Box::new(change), count), command),
        }
    }

    /// It is done.
    pub fn bulk_done(&mut self, change: &Bulk, count: usize, done: &Done) {
        self.queue.marked.clear();
        let what = self.speech.bulk(change);
        let said = self.speech.say_count("bulk-done", count as u64, &[("what", &what)]);
        self.done_text(&said);
        self.queue.wanted = done.tickets.first().copied();
        self.queue.ask.now();
        self.history_if_shown();
        self.detail_touched();
    }
}

impl Kind {
    /// Tells whether a form of this kind about the marked rows is looked at before it is done.
    pub const fn is_previewed(&self) -> bool {
        matches!(self, Kind::TicketNote | Kind::TicketStatus(_) | Kind::Escalate | Kind::Merge)
    }

    /// Tells whether a form of this kind asks for a change of many tickets.
    fn asks_for(&self, change: &Bulk) -> bool {
        matches!(
            (self, change),
            (Kind::TicketNote, Bulk::Note { .. })
                | (Kind::TicketStatus(_), Bulk::Status { .. })
                | (Kind::Escalate, Bulk::Escalate { .. })
                | (Kind::Merge, Bulk::Merge { .. })
        )
    }
}

/// The form in which an unsaved text about the marked rows was typed.
pub enum Typed {
    /// A note.
    Note,
    /// Why somebody above is to look at them.
    Escalate,
    /// Why they are moved to a status.
    Status(Status),
}

impl Typed {
    /// The one of a draft's name.
    pub fn of(form: &str) -> Option<Typed> {
        match form {
            "ticket_note" => Some(Typed::Note),
            "ticket_escalate" => Some(Typed::Escalate),
            form => form.strip_prefix("ticket_")?.parse().ok().map(Typed::Status),
        }
    }
}
