//! Rows of files: each is taken, known already, or rejected with its reason. Never lets one bad
//! row stop the others, never takes the same row twice.

use super::{Deciding, Declined};
use crate::domain::customer::checked_note;
use crate::domain::{
    At, CodeKind, Complaint, Customer, CustomerId, Email, ExternalId, Field, Matter, Priority,
    Profile, Refusal, Status, Ticket,
};
use crate::lookup::identity;
use crate::store::HistoryItem;
use crate::wire::{
    CustomerRef, Done, IfKnown, Imported, ImportedCustomer, ImportedInteraction, ImportedTicket,
    OtherName, Rejected,
};

/// A customer's past contacts looked at to tell whether a row is there already.
const SEEN_SCAN: usize = 100_000;

/// What became of one row.
pub(super) enum Row {
    Added,
    Known,
    Updated,
}

impl Deciding<'_> {
    pub(super) fn import_customers(
        &mut self,
        rows: Vec<ImportedCustomer>,
        if_known: IfKnown,
    ) -> Result<Done, Declined> {
        let lines = rows.into_iter().map(|row| (row.line, row)).collect();
        let mut other_name = Vec::new();
        let mut done = self.each(lines, |deciding, ImportedCustomer { line, profile }| {
            let profile = profile.checked()?;
            let known = match if_known {
                IfKnown::Add => None,
                IfKnown::Refuse | IfKnown::Update => deciding.known(&profile),
            };
            let other = known.map(|known| deciding.other_name(line, &profile, known));
            let row = deciding.import_customer(profile, known.map(|(id, _)| id), if_known)?;
            other_name.extend(other.transpose()?.flatten());
            Ok(row)
        })?;
        done.imported.iter_mut().for_each(|imported| imported.other_name.append(&mut other_name));
        Ok(done)
    }

    pub(super) fn import_interactions(
        &mut self,
        rows: Vec<ImportedInteraction>,
    ) -> Result<Done, Declined> {
        let lines = rows.into_iter().map(|row| (row.line, row)).collect();
        self.each(lines, |deciding, row| deciding.import_interaction(&row))
    }

    pub(super) fn import_tickets(&mut self, rows: Vec<ImportedTicket>) -> Result<Done, Declined> {
        let lines = rows.into_iter().map(|row| (row.line, row)).collect();
        self.each(lines, |deciding, row| deciding.import_ticket(&row))
    }

    /// Takes one row after the other; a refused row leaves nothing behind.
    pub(super) fn each<T>(
        &mut self,
        rows: Vec<(u64, T)>,
        mut take: impl FnMut(&mut Self, T) -> Result<Row, Declined>,
    ) -> Result<Done, Declined> {
        let mut imported = Imported::default();
        for (line, row) in rows {
            let mark = self.block.mark();
            match take(self, row) {
                Ok(Row::Added) => imported.added += 1,
                Ok(Row::Known) => imported.known += 1,
                Ok(Row::Updated) => imported.updated += 1,
                Err(Declined::Refused(refusal)) => {
                    self.block.rollback(mark);
                    imported.rejected.push(Rejected { line, refusal });
                }
                Err(failed @ Declined::Failed(_)) => return Err(failed),
            }
        }
        Ok(Done { imported: Some(imported), ..Done::default() })
    }

    /// The known customer's name when it is another than the row's. Only a number is believed
    /// against a name; whoever was known by anything else has the name.
    fn other_name(
        &self,
        line: u64,
        row: &Profile,
        (customer, by): (CustomerId, Field),
    ) -> Result<Option<OtherName>, Declined> {
        if row.name.is_empty() || !matches!(by, Field::ExternalId | Field::Account) {
            return Ok(None);
        }
        let name = self.customer(customer)?.profile.name;
        let first = self.block.view().first(customer)?.map(|first| first.name).unwrap_or_default();
        let same = [&name, &first].into_iter().any(|name| identity::same_name(name, &row.name));
        Ok((!same && !name.is_empty()).then_some(OtherName { line, customer, name }))
    }

    /// Adds the customer of a checked row, or leaves or changes the one who is known.
    fn import_customer(
        &mut self,
        profile: Profile,
        known: Option<CustomerId>,
        if_known: IfKnown,
    ) -> Result<Row, Declined> {
        let Some(id) = known else {
            self.new_customer(&profile);
            return Ok(Row::Added);
        };
        if if_known != IfKnown::Update {
            return Ok(Row::Known);
        }
        let customer = self.customer(id)?;
        let wanted = overlaid(&customer.profile, profile).checked()?;
        match self.change_customer(&customer, &wanted) {
            Ok(()) => Ok(Row::Updated),
            Err(Declined::Refused(Refusal::AlreadySo)) => Ok(Row::Known),
            Err(declined) => Err(declined),
        }
    }

    fn import_interaction(&mut self, row: &ImportedInteraction) -> Result<Row, Declined> {
        let customer = self.referred(&row.customer)?;
        self.known_code(CodeKind::Topic, row.topic)?;
        row.outcome.map_or(Ok(()), |outcome| self.known_code(CodeKind::Outcome, outcome))?;
        let note = checked_note(&row.note)?;
        let same = |item: &HistoryItem| match item {
            HistoryItem::Interaction(one) => {
                one.at == row.at
                    && one.topic == row.topic
                    && one.channel == row.channel
                    && one.note.as_deref() == Some(note.as_str())
            }
            HistoryItem::Ticket(_) | HistoryItem::Rating(_) | HistoryItem::Record(_) => false,
        };
        if self.has(customer.id, same)? {
            return Ok(Row::Known);
        }
        let (channel, direction, topic) = (row.channel, row.direction, row.topic);
        self.log((customer.id, channel, direction, topic), &note, Some(row.at), row.outcome)?;
        Ok(Row::Added)
    }

    fn import_ticket(&mut self, row: &ImportedTicket) -> Result<Row, Declined> {
        let customer = self.referred(&row.customer)?;
        self.known_code(CodeKind::Topic, row.topic)?;
        let subject = crate::domain::text::clean_line(&row.subject);
        let same = |item: &HistoryItem| match item {
            HistoryItem::Ticket(one) => {
                one.opened == row.opened && one.subject.as_deref() == Some(subject.as_str())
            }
            HistoryItem::Interaction(_) | HistoryItem::Rating(_) | HistoryItem::Record(_) => false,
        };
        if self.has(customer.id, same)? {
            return Ok(Row::Known);
        }
        let now = self.stamp.at;
        let happened = |at: At| at.happened(now);
        let kind = row.kind.unwrap_or(Matter::Complaint);
        let severity = row.severity.unwrap_or(kind.severity());
        let suggested = Priority::suggested(severity, customer.profile.tier);
        let no = self.new_ticket(&Complaint {
            customer: customer.id,
            interaction: None,
            topic: row.topic,
            kind,
            severity,
            priority: row.priority.unwrap_or(suggested),
            subject: &subject,
            note: &row.note,
            at: happened(row.opened)?,
        })?;
        if let Some(assignee) =
            row.assignee.as_deref().map(str::trim).filter(|name| !name.is_empty())
        {
            self.ticket_events(no, |ticket, _| ticket.assign(assignee))?;
        }
        if let Some(at) = row.acknowledged {
            let at = happened(at)?;
            self.ticket_event(no, |ticket| ticket.acknowledge(at))?;
        }
        if let Some(at) = row.answered.map(happened).transpose()? {
            self.ticket_event(no, |ticket| ticket.answered_before(at))?;
        }
        if let Some(gap) = row.gap {
            self.ticket_event(no, |ticket| ticket.set_cause(Some(gap), &row.cause))?;
        }
        for status in steps_to(row.status.unwrap_or(Status::New)) {
            let ticket = self.ticket(no)?;
            if ticket.status != *status {
                let agreed = row.agreed.filter(|_| *status == Status::Closed);
                self.ticket_events(no, |ticket: &Ticket, _| ticket.move_to(*status, "", agreed))?;
            }
        }
        // A file may have the time of a settlement that did not last.
        if let Some(at) = row.settled.map(happened).transpose()?
            && matches!(self.ticket(no)?.status, Status::Resolved | Status::Closed)
        {
            self.ticket_event(no, |ticket| ticket.settled_before(at))?;
        }
        Ok(Row::Added)
    }

    fn has(
        &self,
        customer: CustomerId,
        same: impl Fn(&HistoryItem) -> bool,
    ) -> Result<bool, Declined> {
        for item in self.block.view().history(customer, None)?.take(SEEN_SCAN) {
            if same(&item?.1) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The one customer a file means.
    pub(super) fn referred(&self, reference: &CustomerRef) -> Result<Customer, Declined> {
        let found = match reference {
            CustomerRef::Id(id) => return self.customer(*id),
            CustomerRef::Account(account) => {
                self.known(&Profile { account: account.clone(), ..Profile::default() })
            }
            CustomerRef::External { system, id } => {
                let external = vec![ExternalId { system: system.clone(), id: id.clone() }];
                self.known(&Profile { external, ..Profile::default() })
            }
            CustomerRef::Phone(number) => only(&self.lookup.by_phone(number), Field::Phone),
            CustomerRef::Email(address) => {
                let emails = vec![Email { label: String::new(), address: address.clone() }];
                let twins = self.lookup.twins(&Profile { emails, ..Profile::default() });
                only(&twins.iter().map(|(id, _)| *id).collect::<Vec<_>>(), Field::Email)
            }
        };
        let (id, _) = found.ok_or_else(|| Refusal::NobodyLike { given: shown(reference) })?;
        self.customer(id)
    }
}

/// One customer and no other: a shared number proves nobody.
fn only(found: &[CustomerId], by: Field) -> Option<(CustomerId, Field)> {
    if let [one] = found { Some((*one, by)) } else { None }
}

fn shown(reference: &CustomerRef) -> String {
    let text = match reference {
        CustomerRef::Id(id) => id.to_string(),
        CustomerRef::Account(text) | CustomerRef::Phone(text) | CustomerRef::Email(text) => {
            text.clone()
        }
        CustomerRef::External { system, id } => format!("{system} {id}"),
    };
    crate::domain::text::clean_line(&text)
}

/// The statuses a ticket passes on its way from new.
const fn steps_to(status: Status) -> &'static [Status] {
    match status {
        Status::New | Status::Merged => &[],
        Status::Open => &[Status::Open],
        Status::Waiting => &[Status::Waiting],
        Status::OnHold => &[Status::OnHold],
        Status::Resolved => &[Status::Resolved],
        Status::Closed => &[Status::Resolved, Status::Closed],
    }
}

/// A known profile with the row's values over it: what the row leaves empty stays, lists grow.
fn overlaid(known: &Profile, row: Profile) -> Profile {
    let mut wanted = known.clone();
    for change in Profile::default().changes_to(&row) {
        let there = wanted.has(&change);
        if !there {
            wanted.apply(&change);
        }
    }
    wanted
}
