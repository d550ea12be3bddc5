//! Tickets: from command to events. Never a rule that a ticket could hold itself.

use super::{Deciding, Declined};
use crate::domain::{CodeKind, Complaint, Event, Matter, Priority, Refusal, Ticket, TicketNo, Was};
use crate::wire::{Command, Done};

impl Deciding<'_> {
    pub(super) fn open_ticket(&mut self, command: Command) -> Result<Done, Declined> {
        let Command::OpenTicket {
            customer,
            interaction,
            topic,
            severity,
            priority,
            subject,
            note,
            assignee,
            kind,
            acknowledged,
        } = command
        else {
            unreachable!("only open_ticket commands come here");
        };
        let tier = self.customer(customer)?.profile.tier;
        self.known_code(CodeKind::Topic, topic)?;
        if let Some(id) = interaction
            && self.interaction(id)?.customer != customer
        {
            return Err(Refusal::NoInteraction { interaction: id }.into());
        }
        let severity = severity.unwrap_or(kind.severity());
        let priority = priority.unwrap_or(Priority::suggested(severity, tier));
        let (subject, note, at) = (subject.as_str(), note.as_str(), self.stamp.at);
        let complaint =
            Complaint { customer, interaction, topic, kind, severity, priority, subject, note, at };
        let no = self.new_ticket(&complaint)?;
        if acknowledged {
            self.ticket_event(no, |ticket| ticket.acknowledge(at))?;
        }
        if let Some(assignee) = assignee.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            self.ticket_events(no, |ticket, _| ticket.assign(assignee))?;
        }
        Ok(Done { customer: Some(customer), ticket: Some(no), interaction, ..Done::default() })
    }

    /// Appends the event of a complaint whose parts exist.
    pub(super) fn new_ticket(&mut self, complaint: &Complaint<'_>) -> Result<TicketNo, Declined> {
        let no = self.block.next_ticket();
        self.append(Ticket::open(no, complaint)?);
        if complaint.kind != Matter::Complaint {
            let event = self.ticket(no)?.set_kind(complaint.kind)?;
            self.append(event);
        }
        self.keep_clock(no, None)?;
        Ok(no)
    }

    /// What is done to one ticket alone.
    pub(super) fn one_event(&mut self, command: Command) -> Result<Done, Declined> {
        match command {
            Command::NoteTicket { ticket, note, answered } => {
                self.ticket_event(ticket, |t| t.note(&note, answered))
            }
            Command::AssignTicket { ticket, to, was } => {
                let to = to.trim();
                let wanted = Was { assignee: Some(to.to_owned()), ..Was::default() };
                self.is_as_seen(ticket, &was, &wanted)?;
                self.ticket_events(ticket, |t, _| t.assign(to))
            }
            Command::SetStatus { ticket, status, note, agreed, was } => {
                let wanted = Was { status: Some(status), ..Was::default() };
                self.is_as_seen(ticket, &was, &wanted)?;
                self.ticket_events(ticket, |t, _| t.move_to(status, &note, agreed))
            }
            Command::AcknowledgeTicket { ticket } => {
                let now = self.stamp.at;
                self.ticket_event(ticket, |t| t.acknowledge(now))
            }
            Command::SetCause { ticket, gap, words, activity } => {
                self.ticket_events(ticket, |t, _| t.investigate((gap, &words), activity))
            }
            Command::ReopenTicket { ticket, note } => {
                self.ticket_event(ticket, |t| t.reopen(&note))
            }
            Command::SetPriority { ticket, priority, was } => {
                let wanted = Was { priority: Some(priority), ..Was::default() };
                self.is_as_seen(ticket, &was, &wanted)?;
                self.ticket_event(ticket, |t| t.set_priority(priority))
            }
            Command::EscalateTicket { ticket, reason } => {
                self.ticket_event(ticket, |t| t.escalate(&reason))
            }
            Command::EndEscalation { ticket, note } => {
                self.ticket_event(ticket, |t| t.end_escalation(&note))
            }
            _ => unreachable!("only these come here"),
        }
    }

    /// Changes what of kind, subject, topic and severity is given.
    pub(super) fn amend_ticket(
        &mut self,
        ticket: TicketNo,
        kind: Option<Matter>,
        (was, wanted): (&Was, Was),
    ) -> Result<Done, Declined> {
        self.is_as_seen(ticket, was, &wanted)?;
        let Was { subject, topic, severity, .. } = wanted;
        topic.map_or(Ok(()), |topic| self.known_code(CodeKind::Topic, topic))?;
        self.ticket_events(ticket, |t, _| {
            let subject = subject.or_else(|| t.subject.clone()).unwrap_or_default();
            let amended =
                t.amend(&subject, topic.unwrap_or(t.topic), severity.unwrap_or(t.severity));
            let turned = t.set_kind(kind.unwrap_or(t.handling.kind));
            // One of them may be so already.
            match (amended, turned) {
                (Ok(amended), Ok(turned)) => Ok(vec![amended, turned]),
                (Ok(one), Err(Refusal::AlreadySo)) | (Err(Refusal::AlreadySo), Ok(one)) => {
                    Ok(vec![one])
                }
                (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
            }
        })
    }

    /// Makes sure that nobody has changed meanwhile what is to be changed.
    fn is_as_seen(&self, no: TicketNo, was: &Was, wanted: &Was) -> Result<(), Declined> {
        if was.is_empty() {
            return Ok(());
        }
        let lines = self.block.view().ticket_lines(no)?;
        Ok(self.ticket(no)?.is_as_seen(was, wanted, &lines)?)
    }

    pub(super) fn ticket_event(
        &mut self,
        no: TicketNo,
        rule: impl FnOnce(&Ticket) -> Result<Event, Refusal>,
    ) -> Result<Done, Declined> {
        self.ticket_events(no, |ticket, _| rule(ticket).map(|event| vec![event]))
    }

    pub(super) fn ticket_events(
        &mut self,
        no: TicketNo,
        rule: impl FnOnce(&Ticket, &str) -> Result<Vec<Event>, Refusal>,
    ) -> Result<Done, Declined> {
        let ticket = self.ticket(no)?;
        let events = rule(&ticket, &self.stamp.by)?;
        events.iter().try_for_each(|event| self.may_be_said(ticket.customer, event))?;
        for event in events {
            self.append(event);
        }
        self.keep_clock(no, Some(&ticket))?;
        Ok(Done { customer: Some(ticket.customer), ticket: Some(no), ..Done::default() })
    }

    /// Takes the ticket that is due first among those nobody has.
    pub(super) fn claim_next(&mut self) -> Result<Done, Declined> {
        let queue = self.block.view().queue()?;
        let free = queue.iter().find(|row| row.assignee.is_none()).map(|row| row.ticket);
        let no = free.ok_or(Refusal::NothingToClaim)?;
        self.ticket_events(no, |ticket, by| ticket.take(by))
    }
}
