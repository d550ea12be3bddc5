//! A complaint from hearing it to closing it properly. Never two assignees, never a silent end.

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::code::TwoLetters;
use super::event::{Change, Entry, Event, Fact};
use super::field::Field;
use super::handling::{Handling, Matter};
use super::id::{CustomerId, InteractionId, TicketNo};
use super::refusal::{Malformed, Refusal};
use super::sla::Due;
use super::status::{LinkKind, Priority, Severity, Status};
use super::text::{clean_line, looks_blank};
use super::time::At;
use super::{agent, customer, limit};

/// A tie to another ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// In which way.
    pub kind: LinkKind,
    /// The other.
    pub other: TicketNo,
}

/// One line of a ticket's time line: what an entry did to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLine {
    /// Seq of the entry.
    pub entry: u64,
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// What was done: `opened`, `assigned`, `status`, `priority`, `amended`, `noted`, `linked`,
    /// `told`, `kind`, `acknowledged`, `unacknowledged`, `cause`, `agreed`.
    pub what: String,
    /// From which value, where there is one.
    pub from: String,
    /// To which value, where there is one.
    pub to: String,
    /// The note beside it; `None` once erased.
    pub note: Option<String>,
}

/// What a person says when opening a ticket; already cleaned by [`Ticket::open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// Heard in which contact.
    pub interaction: Option<InteractionId>,
    /// About what.
    pub topic: TwoLetters,
    /// What it is.
    pub kind: Matter,
    /// How bad.
    pub severity: Severity,
    /// How soon.
    pub priority: Priority,
    /// One line.
    pub subject: &'a str,
    /// As much as there is to say.
    pub note: &'a str,
    /// When it was heard.
    pub at: At,
}

/// A complaint ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Number.
    pub no: TicketNo,
    /// Whose.
    pub customer: CustomerId,
    /// Heard in which contact.
    pub interaction: Option<InteractionId>,
    /// About what.
    pub topic: TwoLetters,
    /// How bad.
    pub severity: Severity,
    /// How soon.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Who has it.
    pub assignee: Option<String>,
    /// One line; `None` once erased.
    pub subject: Option<String>,
    /// When it was heard.
    pub opened: At,
    /// Who heard it.
    pub opened_by: String,
    /// First answer due.
    pub answer_due: At,
    /// Resolution due.
    pub resolve_due: At,
    /// When the customer first had an answer.
    pub answered: Option<At>,
    /// When it was resolved the last time.
    pub resolved: Option<At>,
    /// When it was closed.
    pub closed: Option<At>,
    /// How often it came back.
    pub reopened: u32,
    /// Ties to others.
    pub links: Vec<Link>,
    /// When anything of it was last changed.
    pub changed: At,
    /// Opened by mistake and taken back: shown nowhere.
    pub withdrawn: bool,
    /// Whether somebody above is to look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub escalated: bool,
    /// How far it has come, beside its status.
    #[serde(default, skip_serializing_if = "Handling::is_plain")]
    pub handling: Handling,
    /// How its clocks stand.
    #[serde(default, skip_serializing_if = "Clock::is_plain")]
    pub clock: Clock,
}

pub(super) const ACTIVE: [Status; 4] = [Status::New, Status::Open, Status::Waiting, Status::OnHold];

impl Ticket {
    /// Opens a ticket under a number of the desk's counter.
    ///
    /// # Errors
    /// [`Malformed`] when subject or note are over their limits or the subject is empty.
    pub fn open(no: TicketNo, complaint: &Complaint<'_>) -> Result<Event, Malformed> {
        let subject = checked_subject(complaint.subject)?;
        let note = customer::checked_note(complaint.note)?;
        let due = Due::usual(complaint.priority, complaint.at);
        let mut event = Event::with_note(
            Fact::TicketOpened {
                ticket: no.0,
                customer: complaint.customer.0,
                interaction: complaint.interaction.map_or(0, |id| id.0),
                topic: complaint.topic.bytes(),
                severity: complaint.severity.byte(),
                priority: complaint.priority.byte(),
                answer_due: due.answer.0,
                resolve_due: due.resolve.0,
                at: complaint.at.0,
            },
            &note,
        );
        event.private.insert(0, Change::new(Field::Subject, subject));
        Ok(event)
    }

    /// The record that an entry with [`Fact::TicketOpened`] makes; `None` for any other entry.
    pub fn opened(entry: &Entry) -> Option<Ticket> {
        let Fact::TicketOpened {
            ticket,
            customer,
            interaction,
            topic,
            severity,
            priority,
            answer_due,
            resolve_due,
            at,
        } = &entry.fact
        else {
            return None;
        };
        Some(Ticket {
            no: TicketNo(*ticket),
            customer: CustomerId(*customer),
            interaction: (*interaction > 0).then_some(InteractionId(*interaction)),
            topic: TwoLetters::from_bytes(*topic),
            severity: Severity::from_byte(*severity).unwrap_or(Severity::Moderate),
            priority: Priority::from_byte(*priority).unwrap_or(Priority::Normal),
            status: Status::New,
            assignee: None,
            subject: entry.text(Field::Subject),
            opened: At(*at),
            opened_by: entry.by.clone(),
            answer_due: At(*answer_due),
            resolve_due: At(*resolve_due),
            answered: None,
            resolved: None,
            closed: None,
            reopened: 0,
            links: Vec::new(),
            changed: entry.at,
            withdrawn: false,
            escalated: false,
            handling: Handling::default(),
            clock: Clock::default(),
        })
    }

    /// Tells whether somebody still has to do something.
    pub fn is_active(&self) -> bool {
        !self.withdrawn && self.status.is_active()
    }

    /// What is due next: the first answer, then the resolution; `None` when nothing is, or not
    /// while the clocks stand still.
    pub fn due(&self) -> Option<At> {
        match (self.is_active() && self.clock.stopped.is_none(), self.answered) {
            (false, _) => None,
            (true, None) => Some(self.answer_due),
            (true, Some(_)) => Some(self.resolve_due),
        }
    }

    pub(super) fn must_be(&self, allowed: &[Status]) -> Result<(), Refusal> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        Err(Refusal::WrongStatus {
            ticket: self.no,
            status: self.status,
            allowed: allowed.to_vec(),
        })
    }

    /// Takes the ticket for oneself; a new one becomes open.
    ///
    /// # Errors
    /// [`Refusal::AlreadyYours`], [`Refusal::AlreadyTaken`], [`Refusal::WrongStatus`].
    pub fn take(&self, by: &str) -> Result<Vec<Event>, Refusal> {
        self.must_be(&ACTIVE)?;
        match &self.assignee {
            Some(one) if one == by => Err(Refusal::AlreadyYours { ticket: self.no }),
            Some(one) => Err(Refusal::AlreadyTaken { ticket: self.no, by: one.clone() }),
            None => Ok(self.given_to(by)),
        }
    }

    /// Gives the ticket to somebody, or to nobody (empty).
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`], [`Refusal::Malformed`] for the name.
    pub fn assign(&self, to: &str) -> Result<Vec<Event>, Refusal> {
        let to = agent::checked_name(to)?;
        self.must_be(&ACTIVE)?;
        if self.assignee.as_deref().unwrap_or("") == to {
            return Err(Refusal::AlreadySo);
        }
        Ok(self.given_to(&to))
    }

    fn given_to(&self, to: &str) -> Vec<Event> {
        let from = self.assignee.clone().unwrap_or_default();
        let mut events =
            vec![Event::from(Fact::TicketAssigned { ticket: self.no.0, from, to: to.to_owned() })];
        if self.status == Status::New && !to.is_empty() {
            events.push(self.moved(Status::Open, ""));
        }
        events
    }

    pub(super) fn moved(&self, to: Status, note: &str) -> Event {
        let fact =
            Fact::TicketStatusSet { ticket: self.no.0, from: self.status.byte(), to: to.byte() };
        Event::with_note(fact, note)
    }

    /// Moves the ticket to another status along the arrows new → open → waiting | on hold →
    /// resolved → closed, and back to open from the last two. The note says why; it is cleaned
    /// here.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`], [`Refusal::Malformed`] for the note.
    pub fn set_status(&self, to: Status, note: &str) -> Result<Event, Refusal> {
        let note = customer::checked_note(note)?;
        if self.status == to {
            return Err(Refusal::AlreadySo);
        }
        self.must_be(match to {
            Status::New | Status::Merged => &[],
            Status::Open => {
                &[Status::New, Status::Waiting, Status::OnHold, Status::Resolved, Status::Closed]
            }
            Status::Waiting | Status::OnHold => {
                &[Status::New, Status::Open, Status::Waiting, Status::OnHold]
            }
            Status::Resolved => &ACTIVE,
            Status::Closed => &[Status::Resolved],
        })?;
        Ok(self.moved(to, &note))
    }

    /// Brings a settled ticket back.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when it is not settled, [`Refusal::Malformed`] for the note.
    pub fn reopen(&self, note: &str) -> Result<Event, Refusal> {
        self.must_be(&[Status::Resolved, Status::Closed])?;
        self.set_status(Status::Open, note)
    }

    /// Changes the priority; due times are counted anew from the opening.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`].
    pub fn set_priority(&self, to: Priority) -> Result<Event, Refusal> {
        self.must_be(&ACTIVE)?;
        if self.priority == to {
            return Err(Refusal::AlreadySo);
        }
        Ok(self.prioritized(to))
    }

    pub(super) fn prioritized(&self, to: Priority) -> Event {
        let due = self.due_for(to);
        Event::from(Fact::TicketPrioritySet {
            ticket: self.no.0,
            from: self.priority.byte(),
            to: to.byte(),
            answer_due: due.answer.0,
            resolve_due: due.resolve.0,
        })
    }

    /// Changes subject, topic or severity.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::Malformed`] for the subject.
    pub fn amend(
        &self,
        subject: &str,
        topic: TwoLetters,
        severity: Severity,
    ) -> Result<Event, Refusal> {
        let subject = checked_subject(subject)?;
        let was = self.subject.clone().unwrap_or_default();
        if (&was, self.topic, self.severity) == (&subject, topic, severity) {
            return Err(Refusal::AlreadySo);
        }
        let fact = Fact::TicketAmended {
            ticket: self.no.0,
            topic_from: self.topic.bytes(),
            topic_to: topic.bytes(),
            severity_from: self.severity.byte(),
            severity_to: severity.byte(),
        };
        let changed = Change {
            field: Field::Subject,
            key: String::new(),
            from: was.clone(),
            to: subject.clone(),
        };
        let private = if was == subject { Vec::new() } else { vec![changed] };
        Ok(Event { fact, private })
    }

    /// Adds a note; `answered` when the customer was answered by it.
    ///
    /// # Errors
    /// [`Malformed::Empty`] or [`Malformed::TooLong`].
    pub fn note(&self, note: &str, answered: bool) -> Result<Event, Refusal> {
        let note = customer::checked_note(note)?;
        if note.is_empty() {
            return Err(Malformed::Empty { field: Field::Note }.into());
        }
        Ok(Event::with_note(
            Fact::TicketNoted { ticket: self.no.0, answered: answered.into() },
            &note,
        ))
    }

    /// Ties the ticket to another (which must exist).
    ///
    /// # Errors
    /// [`Refusal::LinkToItself`], [`Refusal::AlreadySo`], [`Refusal::Malformed`] past the limit or
    /// for a kind that only merging makes.
    pub fn link(&self, link: Link) -> Result<Event, Refusal> {
        if !LinkKind::OFFERED.contains(&link.kind) {
            let allowed: Vec<&str> = LinkKind::OFFERED.iter().map(|kind| kind.word()).collect();
            let (given, allowed) = (link.kind.word().to_owned(), allowed.join(", "));
            return Err(Malformed::Word { given, allowed }.into());
        }
        self.tied(link)
    }

    /// The same for any kind.
    pub(super) fn tied(&self, link: Link) -> Result<Event, Refusal> {
        if link.other == self.no {
            return Err(Refusal::LinkToItself { ticket: self.no });
        }
        if self.links.contains(&link) {
            return Err(Refusal::AlreadySo);
        }
        if self.links.len() >= limit::LINKS {
            let (field, count, limit) = (Field::Link, self.links.len() + 1, limit::LINKS);
            return Err(Malformed::TooMany { field, count, limit }.into());
        }
        let (other, kind) = (link.other.0, link.kind.byte());
        Ok(Event::from(Fact::TicketLinked { ticket: self.no.0, other, kind, linked: 1 }))
    }

    /// Takes an entry about this ticket into the record; entries about others do nothing.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::TicketWithdrawn { .. } => self.withdrawn = true,
            Fact::TicketAssigned { to, .. } => self.assignee = (!to.is_empty()).then(|| to.clone()),
            Fact::TicketStatusSet { to, .. } => self.apply_status(*to, entry),
            Fact::TicketPrioritySet { to, answer_due, resolve_due, .. } => {
                self.priority = Priority::from_byte(*to).unwrap_or(self.priority);
                self.answer_due = At(*answer_due);
                self.resolve_due = At(*resolve_due);
            }
            Fact::TicketAmended { topic_to, severity_to, .. } => {
                self.topic = TwoLetters::from_bytes(*topic_to);
                self.severity = Severity::from_byte(*severity_to).unwrap_or(self.severity);
                let subject = entry.text(Field::Subject).filter(|subject| !subject.is_empty());
                self.subject = subject.or(self.subject.take());
            }
            Fact::TicketClockSet { from, to, .. } => self.apply_clock(from, to, entry),
            Fact::TicketClockTold { what, .. } => self.apply_alarm(*what),
            Fact::TicketEscalated { to, .. } => self.escalated = *to == 1,
            Fact::TicketHandled { what, to, .. } => self.apply_handled(*what, *to, entry),
            Fact::TicketNoted { answered: 1, .. } => {
                self.answered = self.answered.or(Some(entry.at))
            }
            Fact::TicketNoted { .. } | Fact::TicketNoteWithdrawn { .. } => {}
            Fact::TicketLinked { other, kind, linked, .. } => {
                self.apply_link(TicketNo(*other), *kind, *linked == 1);
            }
            Fact::TicketOpened { .. }
            | Fact::CustomerAdded { .. }
            | Fact::CustomerAmended { .. }
            | Fact::CustomerWithdrawn { .. }
            | Fact::CustomerRestored { .. }
            | Fact::CustomerWorthSet { .. }
            | Fact::CustomerLeft { .. }
            | Fact::ConsentSet { .. }
            | Fact::CustomerVerified { .. }
            | Fact::VerificationWithdrawn { .. }
            | Fact::CallBackPromised { .. }
            | Fact::CallBackSet { .. }
            | Fact::InteractionLogged { .. }
            | Fact::InteractionWithdrawn { .. }
            | Fact::OutcomeSet { .. }
            | Fact::RatingGiven { .. }
            | Fact::RatingWithdrawn { .. }
            | Fact::CodeSet { .. }
            | Fact::CannedSet { .. }
            | Fact::RoleSet { .. }
            | Fact::CustomerErased { .. }
            | Fact::ViewSet { .. }
            | Fact::CalendarSet { .. }
            | Fact::SlaSet { .. }
            | Fact::SharingSet { .. }
            | Fact::HandoverWritten { .. }
            | Fact::HandoverWithdrawn { .. }
            | Fact::HandoverRead { .. }
            | Fact::FollowSet { .. }
            | Fact::InstrumentSet { .. }
            | Fact::AnswersGiven { .. }
            | Fact::AnswersWithdrawn { .. }
            | Fact::ImportanceSet { .. }
            | Fact::ScoreGiven { .. }
            | Fact::SurveyDrawn(_)
            | Fact::SurveyWithdrawn { .. }
            | Fact::SurveyAsked(_)
            | Fact::ScoreWithdrawn { .. }
            | Fact::ImprovementSet { .. } => return,
        }
        self.changed = entry.at;
    }

    fn apply_status(&mut self, to: u8, entry: &Entry) {
        let Some(to) = Status::from_byte(to) else { return };
        let was_settled = matches!(self.status, Status::Resolved | Status::Closed);
        let undone = entry.undoes > 0;
        match to {
            Status::Resolved if self.status != Status::Closed => self.resolved = Some(entry.at),
            Status::Closed => self.closed = Some(entry.at),
            Status::New | Status::Open | Status::Waiting | Status::OnHold if was_settled => {
                (self.resolved, self.closed) = (None, None);
                self.reopened += u32::from(!undone);
            }
            Status::Resolved => self.closed = None,
            Status::New | Status::Open | Status::Waiting | Status::OnHold | Status::Merged => {}
        }
        self.status = to;
    }
}

fn checked_subject(subject: &str) -> Result<String, Malformed> {
    let subject = clean_line(subject);
    match subject.chars().count() {
        _ if looks_blank(&subject) => Err(Malformed::Empty { field: Field::Subject }),
        count if count > limit::FIELD_CHARS => {
            Err(Malformed::TooLong { field: Field::Subject, count, limit: limit::FIELD_CHARS })
        }
        _ => Ok(subject),
    }
}
