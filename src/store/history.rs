//! A customer's time line, newest first. Never an item in another place than the time at which it
//! took place.

use sled::IVec;

use super::error::StoreError;
use super::overlay::Scan;
use super::record::{CustomerBeginning, HistoryRow};
use super::table::{self, Key};
use super::view::View;
use crate::domain::{At, CustomerId, Entry, Fact, Interaction, Rating, Ticket};

/// One item of a customer's time line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryItem {
    /// A contact, at the time it took place.
    Interaction(Interaction),
    /// A ticket as it stands now, at the time it was opened.
    Ticket(Box<Ticket>),
    /// A rating.
    Rating(Rating),
    /// An entry that changed the record.
    Record(Box<Entry>),
}

/// A customer's time line, newest first: an iterator of positions and items.
pub struct History<'a> {
    view: View<'a>,
    customer: CustomerId,
    /// `None` for a customer who is not there.
    scan: Option<Scan<'a>>,
    /// What was read before it was its turn.
    ahead: Option<(IVec, HistoryRow)>,
    /// Where the entry by which the customer was added belongs; `None` once shown.
    added: Option<(Key, Added)>,
}

/// When a customer was added, and by which entry.
struct Added {
    at: At,
    seq: u64,
    position: u64,
}

type Item = (u64, HistoryItem);

impl<'a> History<'a> {
    /// The items before a position, if there is such a customer.
    pub(super) fn new(
        view: &View<'a>,
        (customer, row): (CustomerId, Option<CustomerBeginning>),
        before: Option<u64>,
    ) -> History<'a> {
        let added = row.as_ref().map(|row| {
            let (at, seq) = (row.since, row.added);
            Added { at, seq, position: table::position(at, seq) }
        });
        let added = added.filter(|added| before.is_none_or(|before| added.position < before));
        let added = added.map(|added| (table::history(customer, added.position, added.seq), added));
        let scan = row.map(|_| view.rows().scan_back(table::history_before(customer, before)));
        History { view: view.clone(), customer, scan, ahead: None, added }
    }

    fn step(&mut self) -> Result<Option<Item>, StoreError> {
        loop {
            let next = match (self.ahead.take(), self.scan.as_mut()) {
                (Some(ahead), _) => Some(ahead),
                (None, Some(scan)) => scan.next()?,
                (None, None) => None,
            };
            let Some((key, row)) = next else {
                return Ok(self.added.take().map(|(_, added)| self.adding(&added)));
            };
            if let Some((_, added)) = self.added.take_if(|(place, _)| key[..] < place[..]) {
                self.ahead = Some((key, row));
                return Ok(Some(self.adding(&added)));
            }
            let item = match row {
                HistoryRow::Interaction(contact) => HistoryItem::Interaction(contact),
                HistoryRow::Rating(rating) => HistoryItem::Rating(rating),
                HistoryRow::Record(entry) => HistoryItem::Record(entry),
                HistoryRow::Ticket(no) => match self.view.ticket(no)? {
                    Some(ticket) => HistoryItem::Ticket(Box::new(ticket)),
                    None => continue,
                },
            };
            return Ok(Some((table::position_of(&key), item)));
        }
    }

    /// The entry by which the customer was added. Its words are in the journal only; where that
    /// cannot be read, the time must do.
    fn adding(&self, added: &Added) -> Item {
        let kept = self.view.entry(added.seq).unwrap_or_else(|| Entry {
            seq: added.seq,
            at: added.at,
            by: String::new(),
            via: String::new(),
            command: 0,
            undoes: 0,
            fact: Fact::CustomerAdded { customer: self.customer.0, facts: Vec::new() },
            private: None,
        });
        (added.position, HistoryItem::Record(Box::new(kept)))
    }
}

impl Iterator for History<'_> {
    type Item = Result<(u64, HistoryItem), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}
