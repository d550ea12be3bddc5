//! What can be looked up. Reads from the index alone, or with an open block laid over it; never
//! changes anything.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sled::IVec;

use super::erasures::Erasure;
use super::error::StoreError;
use super::history::History;
use super::overlay::{Rows, Scan};
use super::places::{self, Places};
use super::queue::Queue;
use super::reader::Shared;
use super::record::{
    Activity, Counts, CustomerBeginning, CustomerRow, ErasedRow, HistoryRow, Place, ProfileRow,
    Setting, TicketRow,
};
use super::rows::key_of;
use super::table::{self, Table};
use crate::domain::filter::Saved;
use crate::domain::{
    Alarm, At, CallBack, Canned, Code, Customer, CustomerId, Entry, Granted, Handover, Interaction,
    InteractionId, Profile, Rating, RatingId, Role, Ticket, TicketLine, TicketNo,
};

/// Answers from rows as they are at one moment. Two answers of a [`super::Reader`]'s view can be
/// a commit apart, see [`super::Reader::consistent`].
#[derive(Clone)]
pub struct View<'a> {
    rows: Rows<'a>,
    shared: &'a Shared,
}

type Rowed<T> = Result<T, StoreError>;

impl<'a> View<'a> {
    pub(super) const fn new(rows: Rows<'a>, shared: &'a Shared) -> View<'a> {
        View { rows, shared }
    }

    /// One customer; `None` when there is none or they were withdrawn.
    ///
    /// # Errors
    /// When the index cannot be read, here and everywhere below.
    pub fn customer(&self, id: CustomerId) -> Rowed<Option<Customer>> {
        Ok(self.customer_row(id)?.map(|row| row.customer.clone()))
    }

    /// A customer who was taken back after they were added: nobody works with them any more, but
    /// their words are still kept.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn withdrawn(&self, id: CustomerId) -> Rowed<Option<Customer>> {
        let row = self.rows.customer(&table::customer(id))?;
        let row = row.filter(|row| row.customer.withdrawn);
        Ok(row.map(|row| row.customer.clone()))
    }

    /// How a customer is shown.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn label(&self, id: CustomerId) -> Rowed<Option<String>> {
        Ok(self.customer_row(id)?.map(|row| row.customer.label()))
    }

    fn customer_row(&self, id: CustomerId) -> Rowed<Option<Arc<CustomerRow>>> {
        let row = self.rows.customer(&table::customer(id))?;
        Ok(row.filter(|row| !row.customer.withdrawn))
    }

    /// Customers by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn customers(&self, after: Option<CustomerId>, limit: usize) -> Rowed<Vec<Customer>> {
        let kept = self.everybody(after);
        kept.filter(|row| !row.as_ref().is_ok_and(|one| one.withdrawn)).take(limit).collect()
    }

    /// Customers by number, those after the given one; those who were withdrawn too.
    pub fn everybody(
        &self,
        after: Option<CustomerId>,
    ) -> impl Iterator<Item = Rowed<Customer>> + use<'a> {
        let rows = self.list::<CustomerRow>(Table::Customers, after.map(|id| id.0));
        rows.map(|row| row.map(|row| row.customer))
    }

    /// A customer's profile as it was added; `None` when it has not been changed since.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn first(&self, id: CustomerId) -> Rowed<Option<Profile>> {
        Ok(self.rows.get::<ProfileRow>(&table::first(id))?.map(|row| row.0))
    }

    /// As [`View::first`] for every customer (withdrawn ones too) who has changed, by number, those
    /// after the given one.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn firsts(
        &self,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Rowed<Vec<(CustomerId, Profile)>> {
        let keys = Table::Firsts.after(after.map(|id| id.0));
        let numbered = |(key, row): (IVec, ProfileRow)| (number(&key, CustomerId), row.0);
        each(self.rows.scan(keys)).map(|row| row.map(numbered)).take(limit).collect()
    }

    /// When the customer had their last contact and how many of their tickets are active.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn activity(&self, customer: CustomerId) -> Rowed<Activity> {
        let (last_contact, open_tickets) =
            (self.last_contact(customer)?, self.open_tickets(customer)?);
        Ok(Activity { last_contact, open_tickets })
    }

    /// The activity of every customer (withdrawn ones too) who has any: much faster than asking for
    /// each.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn activities(&self) -> Rowed<HashMap<CustomerId, Activity>> {
        let mut all = HashMap::<CustomerId, Activity>::new();
        for places in self.list::<Places>(Table::Interactions, None) {
            for (_, place) in places?.iter() {
                let last = &mut all.entry(place.customer).or_default().last_contact;
                *last = (*last).max(Some(table::time_in(place.position)));
            }
        }
        for row in each::<u32>(self.rows.scan(Table::OpenTickets.all())) {
            let (key, open) = row?;
            all.entry(number(&key, CustomerId)).or_default().open_tickets = open;
        }
        Ok(all)
    }

    /// How many of a customer's tickets are active.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn open_tickets(&self, customer: CustomerId) -> Rowed<u32> {
        Ok(self.rows.get(&table::open_tickets(customer))?.unwrap_or(0))
    }

    /// When a customer's latest contact took place.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn last_contact(&self, customer: CustomerId) -> Rowed<Option<At>> {
        let history =
            each::<HistoryRow>(self.rows.scan_back(table::history_before(customer, None)));
        for row in history {
            if let (_, HistoryRow::Interaction(contact)) = row? {
                return Ok(Some(contact.at));
            }
        }
        Ok(None)
    }

    /// One contact.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn interaction(&self, id: InteractionId) -> Rowed<Option<Interaction>> {
        let place = places::find(Table::Interactions, id.0, |key| self.rows.get(key))?;
        place.map_or(Ok(None), |place| self.contact_at(&place))
    }

    /// Contacts by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn interactions(
        &self,
        after: Option<InteractionId>,
        limit: usize,
    ) -> Rowed<Vec<Interaction>> {
        let places = self.places(Table::Interactions, after.map(|id| id.0));
        let contacts = places.map(|place| self.contact_at(&place?));
        contacts.filter_map(Result::transpose).take(limit).collect()
    }

    fn contact_at(&self, place: &Place) -> Rowed<Option<Interaction>> {
        Ok(match self.rows.get(&key_of(place))? {
            Some(HistoryRow::Interaction(contact)) => Some(contact),
            Some(HistoryRow::Ticket(_) | HistoryRow::Rating(_) | HistoryRow::Record(_)) | None => {
                None
            }
        })
    }

    /// One rating.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn rating(&self, id: RatingId) -> Rowed<Option<Rating>> {
        let place = places::find(Table::Ratings, id.0, |key| self.rows.get(key))?;
        place.map_or(Ok(None), |place| self.rating_at(&place))
    }

    /// Ratings by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn ratings(&self, after: Option<RatingId>, limit: usize) -> Rowed<Vec<Rating>> {
        let places = self.places(Table::Ratings, after.map(|id| id.0));
        let ratings = places.map(|place| self.rating_at(&place?));
        ratings.filter_map(Result::transpose).take(limit).collect()
    }

    fn rating_at(&self, place: &Place) -> Rowed<Option<Rating>> {
        Ok(match self.rows.get(&key_of(place))? {
            Some(HistoryRow::Rating(rating)) => Some(rating),
            Some(HistoryRow::Ticket(_) | HistoryRow::Interaction(_) | HistoryRow::Record(_))
            | None => None,
        })
    }

    /// One ticket; `None` when there is none or it was withdrawn.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn ticket(&self, no: TicketNo) -> Rowed<Option<Ticket>> {
        let row = self.rows.ticket(&table::ticket(no))?;
        Ok(row.filter(|row| !row.ticket.withdrawn).map(|row| row.ticket.clone()))
    }

    /// Whose ticket it is or was: of withdrawn ones too.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn whose(&self, no: TicketNo) -> Rowed<Option<CustomerId>> {
        let row = self.rows.ticket(&table::ticket(no))?;
        Ok(row.map(|row| row.ticket.customer))
    }

    /// Tickets by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn tickets(&self, after: Option<TicketNo>, limit: usize) -> Rowed<Vec<Ticket>> {
        let rows = self.list::<TicketRow>(Table::Tickets, after.map(|no| no.0));
        let kept = rows.map(|row| row.map(|row| row.ticket));
        kept.filter(|row| !row.as_ref().is_ok_and(|one| one.withdrawn)).take(limit).collect()
    }

    /// What happened to a ticket, oldest first; notes that were taken back are left out.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn ticket_lines(&self, no: TicketNo) -> Rowed<Vec<TicketLine>> {
        each(self.rows.scan(table::lines(no))).map(|row| row.map(|(_, line)| line)).collect()
    }

    /// All active tickets by what is due next, then by number. Costs nothing until they are gone
    /// through.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn queue(&self) -> Rowed<Queue> {
        self.rows.queue()
    }

    /// Promised calls that are open, by the time they are due; those before the given time.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn call_backs(&self, before: Option<At>, limit: usize) -> Rowed<Vec<CallBack>> {
        let rows = each(self.rows.scan(table::call_backs_before(before)));
        rows.map(|row| row.map(|(_, promise)| promise)).take(limit).collect()
    }

    /// The desk's codes: those every desk begins with, as far as the desk has not set them
    /// otherwise, then its own.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn codes(&self) -> Rowed<Vec<Code>> {
        let mut codes = Code::defaults();
        for row in each::<Code>(self.rows.scan(Table::Codes.all())) {
            let (_, set) = row?;
            let known = codes.iter_mut().find(|one| one.kind == set.kind && one.code == set.code);
            match known {
                Some(code) => *code = set,
                None => codes.push(set),
            }
        }
        codes.sort_by_key(|code| code.kind);
        Ok(codes)
    }

    /// Canned texts by name.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn canned(&self) -> Rowed<Vec<Canned>> {
        let rows = each(self.rows.scan(Table::Canned.all()));
        rows.map(|row| row.map(|(_, canned)| canned)).collect()
    }

    /// Calendars as they were set by the entries up to a seq, by name.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn calendars(&self, seq: u64) -> Rowed<Vec<Setting>> {
        self.settings(Table::Calendars, seq)
    }

    /// Rules for due times as they were set by the entries up to a seq, by what they are for.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn rules(&self, seq: u64) -> Rowed<Vec<Setting>> {
        self.settings(Table::Rules, seq)
    }

    /// How tickets are shared out now, and to whom; without a name is what counts for all.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn sharing(&self) -> Rowed<Vec<Setting>> {
        self.settings(Table::Sharing, u64::MAX)
    }

    pub(super) fn settings(&self, table: Table, seq: u64) -> Rowed<Vec<Setting>> {
        let mut last = BTreeMap::new();
        for row in each::<Setting>(self.rows.scan(table::up_to(table, seq))) {
            let (_, setting) = row?;
            last.insert(setting.name.clone(), setting);
        }
        Ok(last.into_values().filter(|setting| !setting.text.is_empty()).collect())
    }

    /// Seqs of the entries that set a ticket's due times or stopped its clocks after its opening,
    /// oldest first.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn clock_entries(&self, no: TicketNo) -> Rowed<Vec<u64>> {
        let rows = each::<()>(self.rows.scan(table::clocks(no)));
        rows.map(|row| row.map(|(key, ())| table::number_in(&key, 1))).collect()
    }

    /// Seq of the entry that opened a ticket.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn opened_by(&self, no: TicketNo) -> Rowed<Option<u64>> {
        let row = self.rows.ticket(&table::ticket(no))?;
        Ok(row.map(|row| row.opened))
    }

    /// Which ticket there is something to tell of first, and when.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn next_alarm(&self) -> Rowed<Option<(At, TicketNo)>> {
        let mut rows = self.rows.scan(Table::Alarms.all());
        Ok(rows.next::<Alarm>()?.map(|(key, _)| table::queue_place(&key)))
    }

    /// The filters that an agent keeps, by name.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn views(&self, agent: &str) -> Rowed<Vec<Saved>> {
        let rows = each(self.rows.scan(table::views(agent)));
        rows.map(|row| row.map(|(_, view)| view)).collect()
    }

    /// Hand-over notes that are shown now, newest first.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn handovers(&self, now: At) -> Rowed<Vec<Handover>> {
        let rows = each::<Handover>(self.rows.scan_back(Table::Handover.all()));
        let is_shown = |note: &Handover| note.until > now;
        // All are shown for the same time: behind one that is not, none is.
        rows.map(|row| row.map(|(_, note)| note))
            .take_while(|note| note.as_ref().map_or(true, is_shown))
            .collect()
    }

    /// Who has been given which role, by name.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn roles(&self) -> Rowed<Vec<(String, Granted)>> {
        let rows = each(self.rows.scan(Table::Roles.all()));
        rows.map(|row| row.map(|(key, role)| (table::name_in(&key), role))).collect()
    }

    /// The role somebody has been given.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn role(&self, agent: &str) -> Rowed<Option<Role>> {
        let granted: Option<Granted> = self.rows.get(&Table::Roles.name(agent))?;
        Ok(granted.map(|granted| granted.role))
    }

    /// Seq of the first entry that answered a command; `None` when none did, or so many others
    /// have come since that it is not known any more.
    pub fn command(&self, id: u128) -> Option<u64> {
        self.rows.command(id)
    }

    /// Who was erased, by number.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn erasures(&self) -> Rowed<Vec<Erasure>> {
        let rows = each::<ErasedRow>(self.rows.scan(Table::Erased.all()));
        let told = |(key, row): (IVec, ErasedRow)| number(&key, |customer| row.told(customer));
        rows.map(|row| row.map(told)).collect()
    }

    /// How many there are of each kind, what was withdrawn left out.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn counts(&self) -> Rowed<Counts> {
        Ok(self.rows.counters()?.counts)
    }

    /// A customer's time line, newest first, with each item's position; `before` pages on. Items
    /// lie at the time they took place, so that contacts imported later are where they belong.
    /// Nothing for a customer who is not there or was withdrawn.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn history(&self, customer: CustomerId, before: Option<u64>) -> Rowed<History<'a>> {
        let row = self.rows.beginning::<CustomerBeginning>(&table::customer(customer))?;
        let row = row.filter(|row| !row.withdrawn);
        Ok(History::new(self, (customer, row), before))
    }

    /// An entry of the journal, if it can be read.
    pub(super) fn entry(&self, seq: u64) -> Option<Entry> {
        self.shared.entries(seq, 1).ok().and_then(|entries| entries.into_iter().next())
    }

    pub(super) const fn rows(&self) -> &Rows<'a> {
        &self.rows
    }

    /// Where everything in a table of places is, by number, those after the given one.
    fn places(
        &self,
        table: Table,
        after: Option<u64>,
    ) -> impl Iterator<Item = Rowed<Place>> + use<'a> {
        let rows = self.list::<Places>(table, after.and_then(places::row_before));
        let behind = move |number: u64| after.is_none_or(|after| number > after);
        rows.flat_map(move |row| {
            let listed = row.map(|places| {
                let wanted = places.iter().filter(|(number, _)| behind(*number));
                wanted.map(|(_, place)| Ok(*place)).collect::<Vec<_>>()
            });
            listed.unwrap_or_else(|error| vec![Err(error)])
        })
    }

    fn list<T: DeserializeOwned + 'a>(
        &self,
        table: Table,
        after: Option<u64>,
    ) -> impl Iterator<Item = Rowed<T>> + use<'a, T> {
        each(self.rows.scan(table.after(after))).map(|row| row.map(|(_, value)| value))
    }
}

fn number<T>(key: &[u8], id: impl FnOnce(u64) -> T) -> T {
    id(table::number_in(key, 0))
}

/// The rows of a scan; ends after the first error.
pub(super) fn each<'a, T: DeserializeOwned + 'a>(
    scan: Scan<'a>,
) -> impl Iterator<Item = Rowed<(IVec, T)>> + use<'a, T> {
    let mut scan = Some(scan);
    std::iter::from_fn(move || {
        let row = scan.as_mut()?.next::<T>().transpose();
        if !matches!(row, Some(Ok(_))) {
            scan = None;
        }
        row
    })
}
