//! Two tickets about one matter become one, and two again. Never a word of either lost: both are
//! kept, and what was done to each stays with it.

use super::event::{Event, Fact};
use super::id::TicketNo;
use super::refusal::Refusal;
use super::status::{LinkKind, Status};
use super::ticket::{ACTIVE, Link, Ticket, TicketLine};

impl Ticket {
    /// Takes a link into the record, or out of it.
    pub(super) fn apply_link(&mut self, other: TicketNo, kind: u8, linked: bool) {
        let kind = LinkKind::from_byte(kind).unwrap_or(LinkKind::Related);
        let link = Link { kind, other };
        self.links.retain(|one| *one != link);
        if linked {
            self.links.push(link);
        }
    }

    /// Merges this ticket into another one of the same customer, in which it lives on.
    ///
    /// # Errors
    /// [`Refusal::LinkToItself`], [`Refusal::OtherCustomer`], [`Refusal::WrongStatus`] when either
    /// is settled or merged, [`Refusal::Malformed`] when the other has too many links.
    pub fn merge(&self, into: &Ticket) -> Result<Vec<Event>, Refusal> {
        if self.no == into.no {
            return Err(Refusal::LinkToItself { ticket: self.no });
        }
        if self.customer != into.customer {
            let (ticket, customer) = (into.no, into.customer);
            return Err(Refusal::OtherCustomer { ticket, customer });
        }
        self.must_be(&ACTIVE)?;
        into.must_be(&ACTIVE)?;
        Ok(vec![
            into.tied(Link { kind: LinkKind::TookIn, other: self.no })?,
            self.moved(Status::Merged, ""),
            self.tied(Link { kind: LinkKind::MergedInto, other: into.no })?,
        ])
    }

    /// Makes a merged ticket one of its own again, as it was; `lines` is its time line.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when it is not merged.
    pub fn unmerge(&self, lines: &[TicketLine]) -> Result<Vec<Event>, Refusal> {
        self.must_be(&[Status::Merged])?;
        let merged = lines
            .iter()
            .rev()
            .find(|line| line.what == "status" && line.to == Status::Merged.word());
        let before = merged.and_then(|line| line.from.parse().ok()).unwrap_or(Status::Open);
        let mut events = vec![self.moved(before, "")];
        if let Some(into) = self.merged_into() {
            events.push(untied(self.no, LinkKind::MergedInto, into));
            events.push(untied(into, LinkKind::TookIn, self.no));
        }
        Ok(events)
    }

    /// The ticket in which this one lives on.
    pub fn merged_into(&self) -> Option<TicketNo> {
        self.tied_by(LinkKind::MergedInto).next()
    }

    /// The tickets that live on in this one, as they came.
    pub fn took_in(&self) -> impl Iterator<Item = TicketNo> {
        self.tied_by(LinkKind::TookIn)
    }

    fn tied_by(&self, kind: LinkKind) -> impl Iterator<Item = TicketNo> {
        self.links.iter().filter(move |link| link.kind == kind).map(|link| link.other)
    }
}

fn untied(ticket: TicketNo, kind: LinkKind, other: TicketNo) -> Event {
    let (ticket, other, kind) = (ticket.0, other.0, kind.byte());
    Event::from(Fact::TicketLinked { ticket, other, kind, linked: 0 })
}
