//! What is done to a ticket: taken, given away, moved on, noted, tied. Never decided here: the
//! row is marked until the desk has answered.

use super::Kind;
use super::bulk::Target;
use super::cause::agreed_field;
use super::log::options;
use crate::domain::{
    Agent, AgentState, Bulk, CodeKind, Link, LinkKind, Matter, Priority, Severity, Status, Ticket,
    TicketNo, Was,
};
use crate::terminal::errand::{Deed, Errand};
use crate::terminal::model::Model;
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::menu::Menu;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, Done, HistoryItem};

impl Model {
    /// Runs a command on a ticket; its row says so until the desk has answered.
    pub fn run_ticket(&mut self, ticket: TicketNo, deed: Deed, command: Command) {
        self.run(Errand::Ticket(ticket, deed), command);
    }

    /// Gives a ticket to somebody, or (empty) to nobody.
    pub fn give_ticket(&mut self, target: Target, to: String) {
        let Target::One(ticket) = target else { return self.preview(Bulk::Assign { to }) };
        let deed = Deed::Give(to.clone());
        let was = Was { assignee: self.was(ticket).assignee, ..Was::default() };
        self.run_ticket(ticket, deed, Command::AssignTicket { ticket, to, was });
    }

    /// Changes how soon it is dealt with.
    pub fn set_priority(&mut self, target: Target, priority: Priority) {
        let Target::One(ticket) = target else { return self.preview(Bulk::Priority { priority }) };
        let was = Was { priority: self.was(ticket).priority, ..Was::default() };
        let command = Command::SetPriority { ticket, priority, was };
        self.run_ticket(ticket, Deed::Priority(priority), command);
    }

    /// What of a ticket was on the screen when the person began to change it.
    fn was(&self, ticket: TicketNo) -> Was {
        let begun = self.begun_with.as_ref().filter(|begun| begun.no == ticket);
        begun.map(Ticket::seen).unwrap_or_default()
    }

    /// The same for the form on show, with what the person was told since.
    fn was_in_sheet(&self) -> Was {
        self.sheet.as_ref().map(|sheet| sheet.seen.clone()).unwrap_or_default()
    }

    /// Tells whether something is on its way for a ticket.
    pub fn is_sending(&self, ticket: TicketNo) -> bool {
        self.post
            .is_running(|errand| matches!(errand, Errand::Ticket(other, _) if *other == ticket))
    }

    /// The ticket as far as the screen knows it.
    pub fn known_ticket(&self, no: TicketNo) -> Option<Ticket> {
        let opened = self.detail.iter().chain(&self.side).filter_map(|d| d.ticket.as_ref());
        let in_detail = opened.map(|view| &view.ticket);
        let in_queue = self.queue.rows.all().iter().map(|row| &row.ticket);
        let in_history = self.history.rows.all().iter().filter_map(|line| match &line.item {
            HistoryItem::Ticket(ticket) => Some(ticket.as_ref()),
            HistoryItem::Interaction(_) | HistoryItem::Rating(_) | HistoryItem::Record(_) => None,
        });
        in_detail.chain(in_queue).chain(in_history).find(|ticket| ticket.no == no).cloned()
    }

    /// Something was done to a ticket.
    pub fn ticket_done(&mut self, done: &Done, deed: &Deed) {
        if let Some(ticket) = done.ticket {
            let (key, values) = self.told(deed);
            let number = ticket.to_string();
            let values = values.iter().map(|(name, value)| (*name, value.as_str()));
            let values: Vec<_> = [("ticket", number.as_str())].into_iter().chain(values).collect();
            self.done(key, &values);
            self.queue.wanted = Some(ticket);
        }
        self.queue.ask.now();
        self.history_if_shown();
        self.detail_touched();
    }

    /// The sentence that says what was done.
    fn told(&self, deed: &Deed) -> (&'static str, Option<(&'static str, String)>) {
        let word = |group: &str, word: &str| self.speech.word(group, word);
        match deed {
            Deed::Take => ("done-ticket-taken", None),
            Deed::Give(to) if to.is_empty() => ("done-ticket-given-back", None),
            Deed::Give(to) => ("done-ticket-assigned", Some(("agent", to.clone()))),
            Deed::Priority(priority) => {
                ("done-ticket-priority", Some(("priority", word("priority", priority.word()))))
            }
            Deed::Status(status) => {
                ("done-ticket-status", Some(("status", word("status", status.word()))))
            }
            Deed::Note => ("done-ticket-noted", None),
            Deed::Amend => ("done-ticket-amended", None),
            Deed::Link => ("done-ticket-tied", None),
            Deed::Escalate => ("done-ticket-escalated", None),
            Deed::Calm => ("done-ticket-calmed", None),
            Deed::Acknowledge => ("done-ticket-acknowledged", None),
            Deed::Cause => ("done-ticket-caused", None),
            Deed::Merge => ("done-ticket-merged", None),
            Deed::Split => ("done-ticket-split-off", None),
            Deed::Unmerge => ("done-ticket-unmerged", None),
        }
    }

    /// The time line is asked for again, when there is one.
    pub fn history_if_shown(&mut self) {
        if self.hand.is_some() {
            self.history.ask.touched();
        }
    }

    /// Asks which status a ticket shall have.
    pub fn ask_status(&mut self, target: Target) {
        let speech = self.speech.clone();
        let all = [Status::Open, Status::Waiting, Status::OnHold, Status::Resolved, Status::Closed];
        let item = |status: Status| {
            (status.word(), speech.word("status", status.word()), Pick::Status(target, status))
        };
        // All of them, whatever is allowed now: each keeps its letter.
        let items = all.into_iter().map(item).collect();
        let title = speech.say_with("status-title", &[("ticket", &self.target(target))]);
        self.letters(&title, items);
    }

    /// Asks for a word on why, then moves the ticket.
    pub fn open_status(&mut self, target: Target, status: Status) {
        let speech = &self.speech;
        let word = speech.word("status", status.word());
        let values = [("ticket", &*self.target(target)), ("status", &*word)];
        let mut fields = vec![Field::note("note", &speech.say("form-why"), "")];
        if status == Status::Closed {
            fields.insert(0, agreed_field(speech));
        }
        let form = Form::new(&speech.say_with("form-status", &values), fields);
        self.open_sheet(Kind::TicketStatus(status), form, None, target.one());
    }

    /// The ticket of the form on show.
    pub fn sheet_ticket(&self) -> Option<TicketNo> {
        self.sheet.as_ref().and_then(|sheet| sheet.ticket)
    }

    /// Moves the ticket.
    pub fn save_status(&mut self, status: Status) {
        let (note, agreed) = (self.field("note"), self.field("agreed").parse().ok());
        let Some(ticket) = self.sheet_ticket() else {
            return self.preview(Bulk::Status { status, note, agreed });
        };
        let was = Was { status: self.was_in_sheet().status, ..Was::default() };
        self.send_sheet(Command::SetStatus { ticket, status, note, agreed, was }, None);
    }

    /// Asks which priority a ticket shall have.
    pub fn ask_priority(&mut self, target: Target) {
        let speech = self.speech.clone();
        let item = |priority: &Priority| {
            let word = speech.word("priority", priority.word());
            (priority.word(), word, Pick::Priority(target, *priority))
        };
        let items = Priority::ALL.iter().rev().map(item).collect();
        let title = speech.say_with("priority-title", &[("ticket", &self.target(target))]);
        let mut menu = Menu::lettered(&title, items);
        if let Some(known) = target.one().and_then(|ticket| self.known_ticket(ticket)) {
            menu.select(|pick| *pick == Pick::Priority(target, known.priority));
        }
        self.over = Some(Over::Letters(menu));
    }

    /// Asks who shall have a ticket.
    pub fn ask_assignee(&mut self, target: Target) {
        self.settings.roster_ask.now();
        self.over = Some(Over::Assign(target, self.assignees(target)));
    }

    /// Who may be given a ticket: those at the desk, then those who are away, which is said.
    pub fn assignees(&self, target: Target) -> Picker<String> {
        let speech = &self.speech;
        let me = PickRow {
            mark: String::new(),
            text: format!("{} ({})", self.me.name, speech.say("form-me")),
            words: String::new(),
            value: self.me.name.clone(),
        };
        let others = self.settings.roster.iter().filter(|agent| agent.name != self.me.name);
        let mut others: Vec<&Agent> = others.collect();
        others.sort_by_key(|agent| agent.state == AgentState::Away);
        let rows = others.into_iter().map(|agent| PickRow {
            mark: String::new(),
            text: format!("{}  {}", agent.name, speech.word("state", agent.state.word())),
            words: String::new(),
            value: agent.name.clone(),
        });
        let nobody = PickRow {
            mark: "-".to_owned(),
            text: speech.say("form-nobody"),
            words: String::new(),
            value: String::new(),
        };
        let rows = std::iter::once(me).chain(rows).chain([nobody]).collect();
        let title = speech.say_with("assign-title", &[("ticket", &self.target(target))]);
        Picker::new(&title, rows)
    }

    /// Gives a ticket to whom the list shows; a name that it does not have is asked about, and one
    /// that merely has the same letters in it is not taken for it.
    pub fn assign(&mut self, target: Target, chosen: Option<String>, typed: &str) {
        let meant = |to: &String| {
            let shown = match to {
                to if to.is_empty() => self.speech.say("form-nobody"),
                to if *to == self.me.name => format!("{to} {}", self.speech.say("form-me")),
                to => to.clone(),
            };
            shown.to_lowercase().contains(&typed.to_lowercase())
        };
        if let Some(to) = chosen.filter(meant) {
            self.over = None;
            return self.give_ticket(target, to);
        }
        let speech = self.speech.clone();
        let values = [("name", typed), ("ticket", &*self.target(target))];
        let all_the_same = Pick::Assign(target, typed.to_owned());
        let items = vec![
            ("back", speech.say("assign-back"), Pick::AskAssignee(target)),
            ("give", speech.say_with("assign-unknown", &values), all_the_same),
        ];
        self.letters(&speech.say_with("assign-unknown-title", &values), items);
    }

    /// Opens a note for a ticket.
    pub fn open_ticket_note(&mut self, target: Target) {
        let speech = &self.speech;
        let answered = vec![
            ("no".to_owned(), speech.say("form-answered-no")),
            ("yes".to_owned(), speech.say("form-answered-yes")),
        ];
        let form = Form::new(
            &speech.say_with("form-ticket-note", &[("ticket", &self.target(target))]),
            vec![
                Field::note("note", &speech.say("field-note"), ""),
                Field::choice("answered", &speech.say("form-answered"), answered, "no"),
            ],
        );
        self.open_sheet(Kind::TicketNote, form, None, target.one());
    }

    /// Adds the note.
    pub fn save_ticket_note(&mut self) {
        let (note, answered) = (self.field("note"), self.field("answered") == "yes");
        if note.trim().is_empty() {
            let sentence = self.speech.say("form-note-needed");
            return self.blame("note", &sentence);
        }
        let Some(ticket) = self.sheet_ticket() else {
            return self.preview(Bulk::Note { note, answered });
        };
        self.send_sheet(Command::NoteTicket { ticket, note, answered }, None);
    }

    /// Asks why a settled ticket comes back.
    pub fn open_reopen(&mut self, ticket: TicketNo) {
        let speech = &self.speech;
        let form = Form::new(
            &speech.say_with("form-reopen", &[("ticket", &ticket.to_string())]),
            vec![Field::note("note", &speech.say("form-why"), "")],
        );
        self.open_sheet(Kind::Reopen, form, None, Some(ticket));
    }

    /// Brings it back.
    pub fn save_reopen(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        let note = self.field("note");
        self.send_sheet(Command::ReopenTicket { ticket, note }, None);
    }

    /// Opens a ticket's subject, topic and severity.
    pub fn open_ticket_edit(&mut self, no: TicketNo) {
        let Some(ticket) = self.known_ticket(no) else { return self.say("notice-not-there-yet") };
        let speech = &self.speech;
        let severities = options(speech, "severity", Severity::ALL, Severity::word);
        let kinds = options(speech, "matter", Matter::ALL, Matter::word);
        let kind = ticket.handling.kind.word();
        let topics = self.codes(CodeKind::Topic);
        let subject = ticket.subject.unwrap_or_default();
        let severity = ticket.severity.word();
        let form = Form::new(
            &speech.say_with("form-ticket-edit", &[("ticket", &no.to_string())]),
            vec![
                Field::line("subject", &speech.say("field-subject"), &subject),
                Field::code("topic", &speech.say("form-topic"), topics, &ticket.topic.to_string()),
                Field::choice("severity", &speech.say("form-severity"), severities, severity),
                Field::choice("kind", &speech.say("form-matter"), kinds, kind),
            ],
        );
        self.open_sheet(Kind::TicketEdit, form, None, Some(no));
    }

    /// Changes what differs: what others have changed meanwhile stays theirs.
    pub fn save_ticket_edit(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        let begun = self.sheet.as_ref().map(|sheet| sheet.begun.clone()).unwrap_or_default();
        let changed = |name: &str| {
            let value = self.field(name);
            let was = begun.iter().find(|(known, _)| known == name).map(|(_, was)| was.clone());
            Some(value).filter(|value| Some(value) != was.as_ref())
        };
        let kind = changed("kind").and_then(|kind| kind.parse().ok());
        let subject = changed("subject");
        let topic = changed("topic").and_then(|topic| topic.parse().ok());
        let severity = changed("severity").and_then(|severity| severity.parse().ok());
        let seen = self.was_in_sheet();
        let was = Was {
            subject: seen.subject.filter(|_| subject.is_some()),
            topic: seen.topic.filter(|_| topic.is_some()),
            severity: seen.severity.filter(|_| severity.is_some()),
            ..Was::default()
        };
        let command = Command::AmendTicket { ticket, kind, subject, topic, severity, was };
        self.send_sheet(command, None);
    }

    /// Asks to which other ticket one is tied.
    pub fn open_link(&mut self, ticket: TicketNo) {
        let speech = &self.speech;
        let kinds = options(speech, "link", LinkKind::OFFERED, LinkKind::word);
        let form = Form::new(
            &speech.say_with("form-link", &[("ticket", &ticket.to_string())]),
            vec![
                Field::line("other", &speech.say("form-other"), ""),
                Field::choice("kind", &speech.say("form-link-kind"), kinds, ""),
            ],
        );
        self.open_sheet(Kind::Link, form, None, Some(ticket));
    }

    /// Ties them.
    pub fn save_link(&mut self) {
        let Some(ticket) = self.sheet_ticket() else { return };
        match self.field("other").parse::<TicketNo>() {
            Ok(other) => {
                let kind = self.field("kind").parse().unwrap_or(LinkKind::Related);
                let link = Link { kind, other };
                self.send_sheet(Command::LinkTickets { ticket, link }, None);
            }
            Err(wrong) => {
                let sentence = self.speech.malformed(&wrong);
                self.blame("other", &sentence);
            }
        }
    }
}
