//! What is in the rows of the index. Never on disk for ever: another shape is a new
//! [`super::table::LAYOUT`], and the index is built anew.
//!
//! Domain types that leave fields out for the wire cannot be kept as they are (the codec needs
//! every field); the shapes below list all of their fields.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::erasures::Erasure;
use super::walk::Cursor;
use crate::domain::clock::BEHIND;
use crate::domain::{
    At, Attribute, CallBack, Change, Channel, Clock, Consent, Customer, CustomerId, Date, Email,
    Entry, ExternalId, Fact, Handling, Interaction, InteractionId, Left, Line, Link, Phone,
    Priority, Profile, Rating, Severity, Stage, Status, Ticket, TicketNo, Tier, TwoLetters,
    Verification, Worth,
};

/// A customer's row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CustomerRow {
    /// Seq of the entry that added them.
    pub(super) added: u64,
    #[serde(with = "CustomerShape")]
    pub(super) customer: Customer,
}

/// What a customer's row begins with: enough for their time line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct CustomerBeginning {
    pub(super) added: u64,
    pub(super) since: At,
    pub(super) withdrawn: bool,
}

/// A profile on its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ProfileRow(#[serde(with = "ProfileShape")] pub(super) Profile);

/// When and by which entry a customer was erased, and which entry had added them: the number
/// alone could be somebody else's in a desk that was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ErasedRow {
    pub(super) seq: u64,
    pub(super) at: At,
    pub(super) added: u64,
    pub(super) added_at: At,
}

impl ErasedRow {
    /// What it says of a customer.
    pub(super) const fn told(&self, customer: u64) -> Erasure {
        let ErasedRow { seq: erased, at: erased_at, added, added_at } = *self;
        Erasure { customer, added, added_at, erased, erased_at }
    }
}

/// A ticket's row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TicketRow {
    /// Seq of the entry that opened it.
    pub(super) opened: u64,
    #[serde(with = "TicketShape")]
    pub(super) ticket: Ticket,
}

/// Where a contact or a rating is in its customer's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) customer: CustomerId,
    pub(super) position: u64,
    pub(super) seq: u64,
}

/// A row of a customer's history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum HistoryRow {
    Interaction(Interaction),
    Ticket(TicketNo),
    Rating(Rating),
    /// In a box: it is much larger than the others, and seldom.
    Record(#[serde(with = "entry")] Box<Entry>),
}

/// A calendar or a rule as an entry has set it; empty when it was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Seq of that entry.
    pub seq: u64,
    /// When that was.
    pub at: At,
    /// Who did it.
    pub by: String,
    /// The calendar's name, or for which tickets the rule is.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Which file holds a block, and where in it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Waypoint {
    pub(super) segment: u64,
    pub(super) start: u64,
}

/// What the index says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    /// See [`super::table::LAYOUT`]; must stay the first field.
    pub(super) layout: u32,
    /// How far in the journal it has come.
    pub(super) cursor: Cursor,
    pub(super) counters: Counters,
}

/// Last numbers given, and how many there are of what is not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Counters {
    pub(super) customer: u64,
    pub(super) interaction: u64,
    pub(super) ticket: u64,
    pub(super) rating: u64,
    pub(super) callback: u64,
    /// Commands that were noted.
    pub(super) commands: u64,
    pub(super) counts: Counts,
}

/// How many there are, what was withdrawn left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Customers.
    pub customers: u64,
    /// Contacts.
    pub interactions: u64,
    /// Tickets, settled ones too.
    pub tickets: u64,
    /// Ratings.
    pub ratings: u64,
}

/// What a customer has going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Activity {
    /// When the last contact took place.
    pub last_contact: Option<At>,
    /// How many tickets are active.
    pub open_tickets: u32,
}

/// What a queue filters and sorts an active ticket by, cheap to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueEntry {
    /// Which.
    pub ticket: TicketNo,
    /// What is due next: the first answer, then the resolution; far behind all others while its
    /// clocks stand still.
    pub due: At,
    /// Whose.
    pub customer: CustomerId,
    /// Who has it.
    pub assignee: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How soon.
    pub priority: Priority,
    /// About what.
    pub topic: TwoLetters,
    /// When it was heard.
    pub opened: At,
}

impl QueueEntry {
    /// When something is due; `None` while its clocks stand still.
    pub fn is_due(&self) -> Option<At> {
        (self.due < BEHIND).then_some(self.due)
    }

    /// The row of a ticket; `None` when nothing of it is due.
    pub(super) fn of(ticket: &Ticket) -> Option<QueueEntry> {
        Some(QueueEntry {
            ticket: ticket.no,
            due: ticket.place()?,
            customer: ticket.customer,
            assignee: ticket.assignee.clone(),
            status: ticket.status,
            priority: ticket.priority,
            topic: ticket.topic,
            opened: ticket.opened,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Customer")]
struct CustomerShape {
    /// The first two are read on their own, see [`CustomerBeginning`].
    since: At,
    withdrawn: bool,
    id: CustomerId,
    #[serde(with = "ProfileShape")]
    profile: Profile,
    consents: Vec<Consent>,
    verified: Vec<Verification>,
    callbacks: Vec<CallBack>,
    worth: Worth,
    left: Option<Left>,
    changed: At,
    erased: Option<At>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Ticket")]
struct TicketShape {
    no: TicketNo,
    customer: CustomerId,
    interaction: Option<InteractionId>,
    topic: TwoLetters,
    severity: Severity,
    priority: Priority,
    status: Status,
    assignee: Option<String>,
    subject: Option<String>,
    opened: At,
    opened_by: String,
    answer_due: At,
    resolve_due: At,
    answered: Option<At>,
    resolved: Option<At>,
    closed: Option<At>,
    reopened: u32,
    links: Vec<Link>,
    changed: At,
    withdrawn: bool,
    escalated: bool,
    handling: Handling,
    clock: Clock,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Profile")]
struct ProfileShape {
    name: String,
    #[serde(with = "phones")]
    phones: Vec<Phone>,
    #[serde(with = "emails")]
    emails: Vec<Email>,
    account: String,
    external: Vec<ExternalId>,
    address: String,
    city: String,
    postcode: String,
    country: String,
    birth_date: Option<Date>,
    language: String,
    channel: Option<Channel>,
    tags: Vec<String>,
    tier: Option<Tier>,
    stage: Option<Stage>,
    needs: String,
    expectations: String,
    preferences: String,
    note: String,
    attributes: Vec<Attribute>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Entry")]
struct EntryShape {
    seq: u64,
    at: At,
    by: String,
    /// In the journal only: no history shows it.
    #[serde(skip)]
    via: String,
    command: u128,
    undoes: u64,
    fact: Fact,
    private: Option<Vec<Change>>,
}

mod entry {
    use super::{Deserializer, Entry, EntryShape, Serializer};

    pub(super) fn serialize<S: Serializer>(entry: &Entry, to: S) -> Result<S::Ok, S::Error> {
        EntryShape::serialize(entry, to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Entry>, D::Error> {
        EntryShape::deserialize(from).map(Box::new)
    }
}

mod phones {
    use super::{Deserialize, Deserializer, Line, Phone, Serializer};

    pub(super) fn serialize<S: Serializer>(list: &[Phone], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(list.iter().map(|phone| (&phone.label, &phone.number, phone.line)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Phone>, D::Error> {
        let list = Vec::<(String, String, Line)>::deserialize(from)?;
        let phone = |(label, number, line)| Phone { label, number, line };
        Ok(list.into_iter().map(phone).collect())
    }
}

mod emails {
    use super::{Deserialize, Deserializer, Email, Serializer};

    pub(super) fn serialize<S: Serializer>(list: &[Email], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(list.iter().map(|email| (&email.label, &email.address)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Email>, D::Error> {
        let list = Vec::<(String, String)>::deserialize(from)?;
        Ok(list.into_iter().map(|(label, address)| Email { label, address }).collect())
    }
}
