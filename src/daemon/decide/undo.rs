//! Taking back an agent's last action. Never another agent's, never what anybody has set since, be
//! it to the same.

use super::{Deciding, Declined};
use crate::domain::CodeKind;
use crate::domain::filter::Saved;
use crate::domain::{
    CustomerId, Entry, Event, Fact, Handover, InteractionId, RatingId, Refusal, Right, Role,
    TicketNo, TwoLetters, undo as take_back,
};
use crate::store::HistoryItem;
use crate::wire::Done;

impl Deciding<'_> {
    pub(super) fn undo(&mut self) -> Result<Done, Declined> {
        let step = self.undo.last(&self.stamp.by).ok_or(Refusal::NothingToUndo)?;
        let taken = |seq: &u64| self.block.entries().iter().any(|entry| entry.undoes == *seq);
        if step.entries.iter().any(taken) {
            // Two undos in one block: the first has it already.
            return Err(Refusal::NothingToUndo.into());
        }
        let mut entries = Vec::with_capacity(step.entries.len());
        for seq in &step.entries {
            entries.extend(self.reader.entries(*seq, 1)?);
        }
        match take_back::is_of_many(&entries) {
            true => self.undo_many(&entries),
            false => self.undo_all(&entries),
        }
    }

    /// Takes back all of it or nothing.
    fn undo_all(&mut self, entries: &[Entry]) -> Result<Done, Declined> {
        let first = entries.first().ok_or(Refusal::NothingToUndo)?;
        for entry in entries.iter().rev() {
            self.undo.is_last_of(entry, self.block.entries())?;
            let event = self.compensation(entry)?;
            if let Fact::CustomerWithdrawn { customer } = &event.fact {
                self.pending.remove(CustomerId(*customer));
            }
            let stamp = crate::store::Stamp { undoes: entry.seq, ..self.stamp.clone() };
            self.block.append(event, &stamp);
        }
        let mut done = crate::daemon::touched::done(std::slice::from_ref(first));
        done.undone = Some(take_back::told(&first.fact).to_owned());
        Ok(done)
    }

    /// Takes back what was done to many tickets; one that has been changed since stays as it is.
    fn undo_many(&mut self, entries: &[Entry]) -> Result<Done, Declined> {
        let (mut last, mut tickets, mut stayed) = (None, Vec::new(), Vec::new());
        // Said when all of them stay: what may be taken back yet, before what never will.
        let mut why_not = Refusal::NothingToUndo;
        for part in entries.chunk_by(|a, b| a.fact.named().ticket == b.fact.named().ticket) {
            let no = part.first().map_or(TicketNo(0), |entry| TicketNo(entry.fact.named().ticket));
            let mark = self.block.mark();
            match self.undo_all(part) {
                Ok(done) => {
                    last = last.or(Some(done));
                    tickets.push(no);
                }
                Err(Declined::Refused(why)) if why.is_too_late() => {
                    self.block.rollback(mark);
                    stayed.push(no);
                    why_not = Refusal::ChangedSince;
                }
                Err(Declined::Refused(why @ Refusal::Erased { .. })) => {
                    self.block.rollback(mark);
                    stayed.push(no);
                    if why_not != Refusal::ChangedSince {
                        why_not = why;
                    }
                }
                Err(other) => return Err(other),
            }
        }
        let done = last.ok_or(why_not)?;
        Ok(Done { tickets, stayed, ..done })
    }

    /// Takes the last action back when it is about one of these customers.
    pub(super) fn undo_of(&mut self, customers: &[CustomerId]) -> Result<Done, Declined> {
        let step = self.undo.last(&self.stamp.by).ok_or(Refusal::NothingToUndo)?;
        let first = step.entries.first().copied().unwrap_or_default();
        let entries = self.reader.entries(first, 1)?;
        let done = crate::daemon::touched::done(&entries);
        let ticket = done.ticket.map(|no| self.block.view().ticket(no)).transpose()?.flatten();
        let customer = done.customer.or(ticket.map(|ticket| ticket.customer));
        if customer.is_some_and(|customer| customers.contains(&customer)) {
            return self.undo();
        }
        let record = customer.map(|id| self.block.view().customer(id)).transpose()?.flatten();
        let number = [
            done.ticket.map(|id| id.to_string()),
            done.interaction.map(|id| id.to_string()),
            done.rating.map(|id| id.to_string()),
        ];
        let undone = entries.first().map(|entry| take_back::told(&entry.fact).to_owned());
        Err(Declined::from(Refusal::UndoElsewhere {
            undone: undone.unwrap_or_default(),
            about: number.into_iter().flatten().next().unwrap_or_default(),
            whose: record.map(|record| record.label()).unwrap_or_default(),
        }))
    }

    /// What only some may do only they may take back: whoever has lost that right since has lost
    /// this with it.
    fn may_take_back(&self, fact: &Fact) -> Result<(), Refusal> {
        let arranges = matches!(
            fact,
            Fact::CodeSet { .. }
                | Fact::CannedSet { .. }
                | Fact::CalendarSet { .. }
                | Fact::SlaSet { .. }
                | Fact::SharingSet { .. }
                | Fact::SurveyDrawn(_)
        );
        let right = match (matches!(fact, Fact::RoleSet { .. }), arranges) {
            (true, _) => Right::Administer,
            (false, true) => Right::Lead,
            (false, false) => Right::Serve,
        };
        match right.is_of(self.role) {
            true => Ok(()),
            false => Err(Refusal::NotAllowed { may: right.roles().to_vec(), here: Vec::new() }),
        }
    }

    fn compensation(&self, entry: &Entry) -> Result<Event, Declined> {
        self.may_take_back(&entry.fact)?;
        match &entry.fact {
            Fact::CustomerAdded { customer, .. }
            | Fact::CustomerAmended { customer, .. }
            | Fact::ConsentSet { customer, .. }
            | Fact::CustomerVerified { customer, .. }
            | Fact::CallBackPromised { customer, .. }
            | Fact::CallBackSet { customer, .. }
            | Fact::CustomerWorthSet { customer, .. }
            | Fact::CustomerLeft { customer, .. } => {
                let customer = self.customer(CustomerId(*customer))?;
                let contact = self.has_contacts(customer.id)?;
                Ok(customer.undo(entry, || !contact)?)
            }
            Fact::InteractionLogged { interaction, .. } | Fact::OutcomeSet { interaction, .. } => {
                self.contact_back(InteractionId(*interaction), entry)
            }
            Fact::TicketOpened { ticket, .. }
            | Fact::TicketAssigned { ticket, .. }
            | Fact::TicketStatusSet { ticket, .. }
            | Fact::TicketPrioritySet { ticket, .. }
            | Fact::TicketAmended { ticket, .. }
            | Fact::TicketNoted { ticket, .. }
            | Fact::TicketLinked { ticket, .. }
            | Fact::TicketEscalated { ticket, .. }
            | Fact::TicketHandled { ticket, .. }
            | Fact::TicketClockSet { ticket, .. } => self.ticket_back(TicketNo(*ticket), entry),
            Fact::RatingGiven { rating, .. } => {
                let rating =
                    self.block.view().rating(RatingId(*rating))?.ok_or(Refusal::ChangedSince)?;
                self.customer(rating.customer)?;
                Ok(rating.undo())
            }
            Fact::CodeSet { .. } | Fact::CannedSet { .. } => self.setting_back(entry),
            Fact::CalendarSet { .. } | Fact::SlaSet { .. } => self.ruled_back(&entry.fact),
            Fact::AnswersGiven { .. }
            | Fact::ScoreGiven { .. }
            | Fact::ImportanceSet { .. }
            | Fact::InstrumentSet { .. }
            | Fact::ImprovementSet { .. } => self.heard_back(entry),
            Fact::SurveyDrawn(_) | Fact::SurveyAsked(_) => self.survey_back(entry),
            Fact::SharingSet { agent, from, to } => self.sharing_back(agent, from, to),
            Fact::ViewSet { agent } => self.view_back(agent, entry),
            Fact::HandoverWritten { .. } => Ok(Handover::withdrawn(entry.seq)),
            Fact::FollowSet { .. } => self.follow_back(entry),
            Fact::RoleSet { agent, from, to } => self.role_back(agent, (*from, *to)),
            Fact::CustomerErased { .. }
            | Fact::CustomerWithdrawn { .. }
            | Fact::CustomerRestored { .. }
            | Fact::VerificationWithdrawn { .. }
            | Fact::InteractionWithdrawn { .. }
            | Fact::TicketWithdrawn { .. }
            | Fact::TicketNoteWithdrawn { .. }
            | Fact::TicketClockTold { .. }
            | Fact::HandoverWithdrawn { .. }
            | Fact::HandoverRead { .. }
            | Fact::AnswersWithdrawn { .. }
            | Fact::ScoreWithdrawn { .. }
            | Fact::SurveyWithdrawn { .. }
            | Fact::RatingWithdrawn { .. } => Err(Refusal::NothingToUndo.into()),
        }
    }

    fn ticket_back(&self, no: TicketNo, entry: &Entry) -> Result<Event, Declined> {
        let ticket = self.ticket(no)?;
        if matches!(entry.fact, Fact::TicketOpened { .. }) {
            self.customer(ticket.customer)?;
        }
        let event = ticket.undo(entry, &self.block.view().ticket_lines(no)?)?;
        self.may_be_said(ticket.customer, &event)?;
        Ok(event)
    }

    fn contact_back(&self, id: InteractionId, entry: &Entry) -> Result<Event, Declined> {
        let interaction = self.interaction(id)?;
        self.customer(interaction.customer)?;
        let ticket = interaction.ticket.map(|no| self.block.view().ticket(no)).transpose()?;
        let has_ticket = || ticket.flatten().is_some_and(|ticket| !ticket.withdrawn);
        Ok(interaction.undo(entry, has_ticket)?)
    }

    /// Tells whether anything of a customer's is kept beside the record.
    fn has_contacts(&self, customer: CustomerId) -> Result<bool, Declined> {
        for item in self.block.view().history(customer, None)? {
            match item?.1 {
                HistoryItem::Record(entry) => match &entry.fact {
                    Fact::AnswersGiven { .. } | Fact::ScoreGiven { .. } | Fact::SurveyAsked(_) => {
                        return Ok(true);
                    }
                    _ => {}
                },
                _ => return Ok(true),
            }
        }
        Ok(false)
    }

    fn role_back(&self, agent: &str, (from, to): (u8, u8)) -> Result<Event, Declined> {
        if self.block.view().role(agent)?.map_or(0, Role::byte) != to {
            return Err(Refusal::ChangedSince.into());
        }
        self.stays_administrated(agent, Role::from_byte(from))?;
        let agent = agent.to_owned();
        Ok(Event::from(Fact::RoleSet { agent, from: to, to: from }))
    }

    fn view_back(&self, agent: &str, entry: &Entry) -> Result<Event, Declined> {
        let views = self.block.view().views(agent)?;
        let name = Saved::of(entry).map(|view| view.name);
        let now = views.iter().find(|view| Some(&view.name) == name.as_ref());
        Ok(Saved::undo(entry, now)?)
    }

    fn setting_back(&self, entry: &Entry) -> Result<Event, Declined> {
        let code = match &entry.fact {
            Fact::CodeSet { kind, code, .. } => {
                let (kind, code) = (CodeKind::from_byte(*kind), TwoLetters::from_bytes(*code));
                self.block
                    .view()
                    .codes()?
                    .into_iter()
                    .find(|c| Some(c.kind) == kind && c.code == code)
            }
            _ => None,
        };
        let canned = match &entry.fact {
            Fact::CannedSet { name, .. } => {
                self.block.view().canned()?.into_iter().find(|c| c.name == *name)
            }
            _ => None,
        };
        Ok(take_back::setting(entry, code.as_ref(), canned.as_ref())?)
    }
}
