//! Where each row of the index is: one sled tree, a table byte in front of each key, then numbers
//! with their highest byte first, so that the tree's order is theirs. Never what is in a row.
//!
//! ```text
//!  0 meta         "state"                            layout, place in the journal, counters
//!  1 customers    customer                           the record
//!  2 interactions interaction / 32                   their places in the history
//!  3 tickets      ticket                             the record
//!  4 ratings      rating / 32                        their places in the history
//!  5 history      customer, position, rest of seq    contact, rating, ticket number, or entry
//!  6 lines        ticket, seq                        one line of a ticket's time line
//!  7 queue        due, ticket                        what a queue filters by; active tickets only
//!  8 call-backs   due, call-back                     the promise; open ones only
//!  9 open tickets customer                           how many are active; if there is any
//! 10 codes        kind, two letters                  what the desk has set
//! 11 canned       name                               the text
//! 12 roles        agent                              the role, who gave it and when
//! 13 commands     command counted / 32               their ids, and seqs of first entries
//! 14 waypoints    first seq of a block               its file and place
//! 15 firsts       customer                           the profile as it was, if changed since
//! 16 erased       customer                           by which entry, and which had added them
//! 17 views        agent, 0, name                     the filter
//! 18 calendars    seq                                its name and text, of all times
//! 19 rules        seq                                for which tickets, and the rule, of all times
//! 20 clocks       ticket, seq                        nothing: what that entry did to its clocks
//! 21 alarms       when, ticket                       what is told of its clocks then
//! 22 sharing      seq                                how tickets are shared out, of all times
//! 23 hand-over    seq                                the note, and who has read it
//! 24 followers    kind, number                       who follows a ticket or customer; if any do
//! 25 instruments  seq                                name and text, of all times
//! 26 answers      seq                                one sitting's answers
//! 27 importance   customer, 0 for all                points of the dimensions
//! 28 scores       seq                                an answer to one question
//! 29 improvements seq                                what is to be done better
//! 30 lost         later first, customer              nothing: who is gone
//! 31 surveys      seq                                who was drawn for it
//! 32 asked        survey, customer                   what came of asking, when it was no answer
//! ```

use std::ops::Range;

use crate::domain::{At, CallBackId, CustomerId, Record, TicketNo, TwoLetters};

/// Version of all of this and of what is in the rows. Another one in the index means: rebuild.
pub(super) const LAYOUT: u32 = 12;

/// A row's key.
pub(super) type Key = Vec<u8>;

/// The tables, by their byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Table {
    Meta = 0,
    Customers = 1,
    Interactions = 2,
    Tickets = 3,
    Ratings = 4,
    History = 5,
    Lines = 6,
    Queue = 7,
    CallBacks = 8,
    OpenTickets = 9,
    Codes = 10,
    Canned = 11,
    Roles = 12,
    Commands = 13,
    Waypoints = 14,
    Firsts = 15,
    Erased = 16,
    Views = 17,
    Calendars = 18,
    Rules = 19,
    Clocks = 20,
    Alarms = 21,
    Sharing = 22,
    Handover = 23,
    Followers = 24,
    Instruments = 25,
    Answers = 26,
    Importance = 27,
    Scores = 28,
    Improvements = 29,
    Lost = 30,
    Surveys = 31,
    Asked = 32,
}

impl Table {
    /// All that hold what the journal says, in order of their bytes; what the index says of
    /// itself is not among them.
    pub(super) const ALL: [Table; 32] = [
        Table::Customers,
        Table::Interactions,
        Table::Tickets,
        Table::Ratings,
        Table::History,
        Table::Lines,
        Table::Queue,
        Table::CallBacks,
        Table::OpenTickets,
        Table::Codes,
        Table::Canned,
        Table::Roles,
        Table::Commands,
        Table::Waypoints,
        Table::Firsts,
        Table::Erased,
        Table::Views,
        Table::Calendars,
        Table::Rules,
        Table::Clocks,
        Table::Alarms,
        Table::Sharing,
        Table::Handover,
        Table::Followers,
        Table::Instruments,
        Table::Answers,
        Table::Importance,
        Table::Scores,
        Table::Improvements,
        Table::Lost,
        Table::Surveys,
        Table::Asked,
    ];

    /// What the table is called in reports.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Table::Meta => "meta",
            Table::Customers => "customers",
            Table::Interactions => "interactions",
            Table::Tickets => "tickets",
            Table::Ratings => "ratings",
            Table::History => "history",
            Table::Lines => "ticket_lines",
            Table::Queue => "queue",
            Table::CallBacks => "call_backs",
            Table::OpenTickets => "open_tickets",
            Table::Codes => "codes",
            Table::Canned => "canned",
            Table::Roles => "roles",
            Table::Commands => "commands",
            Table::Waypoints => "waypoints",
            Table::Firsts => "firsts",
            Table::Erased => "erased",
            Table::Views => "views",
            Table::Calendars => "calendars",
            Table::Rules => "rules",
            Table::Clocks => "clocks",
            Table::Alarms => "alarms",
            Table::Sharing => "sharing",
            Table::Handover => "handover",
            Table::Followers => "followers",
            Table::Instruments => "instruments",
            Table::Answers => "answers",
            Table::Importance => "importance",
            Table::Scores => "scores",
            Table::Improvements => "improvements",
            Table::Lost => "lost",
            Table::Surveys => "surveys",
            Table::Asked => "asked",
        }
    }

    fn key(self, parts: &[&[u8]]) -> Key {
        let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
        key.push(self as u8);
        parts.iter().for_each(|part| key.extend_from_slice(part));
        key
    }

    /// The key of a row with one number.
    pub(super) fn number(self, number: u64) -> Key {
        self.key(&[&number.to_be_bytes()])
    }

    fn numbers(self, first: u64, second: u64) -> Key {
        self.key(&[&first.to_be_bytes(), &second.to_be_bytes()])
    }

    /// The key of a row with a name.
    pub(super) fn name(self, name: &str) -> Key {
        self.key(&[name.as_bytes()])
    }

    /// All rows.
    pub(super) fn all(self) -> Range<Key> {
        vec![self as u8]..vec![self as u8 + 1]
    }

    /// All rows behind the one with this number.
    pub(super) fn after(self, number: Option<u64>) -> Range<Key> {
        number.map_or(vec![self as u8], |number| behind(self.number(number)))..vec![self as u8 + 1]
    }
}

/// The first possible key behind a key and all that begin with it.
fn behind(mut key: Key) -> Key {
    while key.last() == Some(&u8::MAX) {
        key.pop();
    }
    *key.last_mut().expect("the table byte is never the highest one") += 1;
    key
}

/// All keys that begin with this one.
fn within(key: Key) -> Range<Key> {
    key.clone()..behind(key)
}

pub(super) fn state() -> Key {
    Table::Meta.name("state")
}

pub(super) fn customer(id: CustomerId) -> Key {
    Table::Customers.number(id.0)
}

pub(super) fn erased(id: CustomerId) -> Key {
    Table::Erased.number(id.0)
}

pub(super) fn first(id: CustomerId) -> Key {
    Table::Firsts.number(id.0)
}

pub(super) fn ticket(no: TicketNo) -> Key {
    Table::Tickets.number(no.0)
}

pub(super) fn open_tickets(customer: CustomerId) -> Key {
    Table::OpenTickets.number(customer.0)
}

/// The low bits of the seq are in the position. Of the rest, four bytes are enough for 4 * 10^15
/// entries, and a key of 22 bytes at most lies in sled's own rows and not beside them.
pub(super) fn history(customer: CustomerId, position: u64, seq: u64) -> Key {
    let [customer, position] = [customer.0, position].map(u64::to_be_bytes);
    let [_, _, _, _, rest @ ..] = (seq >> SEQ_BITS).to_be_bytes();
    Table::History.key(&[&customer, &position, &rest])
}

/// A customer's history up to and without a position.
pub(super) fn history_before(customer: CustomerId, position: Option<u64>) -> Range<Key> {
    let all = within(Table::History.number(customer.0));
    match position {
        Some(position) => all.start..Table::History.numbers(customer.0, position),
        None => all,
    }
}

/// The position in a history key.
pub(super) fn position_of(history: &[u8]) -> u64 {
    number_in(history, 1)
}

pub(super) fn line(ticket: TicketNo, seq: u64) -> Key {
    Table::Lines.numbers(ticket.0, seq)
}

pub(super) fn lines(ticket: TicketNo) -> Range<Key> {
    within(Table::Lines.number(ticket.0))
}

pub(super) fn clock(ticket: TicketNo, seq: u64) -> Key {
    Table::Clocks.numbers(ticket.0, seq)
}

pub(super) fn clocks(ticket: TicketNo) -> Range<Key> {
    within(Table::Clocks.number(ticket.0))
}

pub(super) fn alarm(at: At, ticket: TicketNo) -> Key {
    Table::Alarms.numbers(in_order(at), ticket.0)
}

/// Rows of a table by seq, up to one of them.
pub(super) fn up_to(table: Table, seq: u64) -> Range<Key> {
    table.all().start..behind(table.number(seq))
}

pub(super) fn queue(due: At, ticket: TicketNo) -> Key {
    Table::Queue.numbers(in_order(due), ticket.0)
}

/// When something of a ticket is due or told, and which ticket, by its key in the queue or among
/// the alarms.
pub(super) fn queue_place(key: &[u8]) -> (At, TicketNo) {
    (at_of(number_in(key, 0)), TicketNo(number_in(key, 1)))
}

pub(super) fn call_back(due: At, id: CallBackId) -> Key {
    Table::CallBacks.numbers(in_order(due), id.0)
}

pub(super) fn call_backs_before(due: Option<At>) -> Range<Key> {
    let all = Table::CallBacks.all();
    all.start..due.map_or(all.end, |due| Table::CallBacks.number(in_order(due)))
}

/// One who is gone; who left last comes first.
pub(super) fn lost(at: At, customer: CustomerId) -> Key {
    Table::Lost.numbers(u64::MAX - in_order(at), customer.0)
}

/// What came of asking somebody for a survey.
pub(super) fn asked(survey: u64, customer: CustomerId) -> Key {
    Table::Asked.numbers(survey, customer.0)
}

/// The same of everybody.
pub(super) fn asked_all(survey: u64) -> Range<Key> {
    within(Table::Asked.number(survey))
}

pub(super) fn code(kind: u8, letters: TwoLetters) -> Key {
    Table::Codes.key(&[&[kind], &letters.bytes()])
}

/// The views of an agent; no name of an agent has a zero in it.
pub(super) fn views(agent: &str) -> Range<Key> {
    within(Table::Views.key(&[agent.as_bytes(), &[0]]))
}

pub(super) fn view(agent: &str, name: &str) -> Key {
    Table::Views.key(&[agent.as_bytes(), &[0], name.as_bytes()])
}

const TICKET: u8 = 1;
const CUSTOMER: u8 = 2;

pub(super) fn followers(record: Record) -> Key {
    let (kind, number) = match record {
        Record::Ticket(no) => (TICKET, no.0),
        Record::Customer(id) => (CUSTOMER, id.0),
    };
    Table::Followers.key(&[&[kind], &number.to_be_bytes()])
}

/// What is followed, by its followers' key.
pub(super) fn followed(key: &[u8]) -> Option<Record> {
    let (kind, number) = key.get(1..)?.split_first()?;
    let number = u64::from_be_bytes(number.try_into().ok()?);
    match *kind {
        TICKET => Some(Record::Ticket(TicketNo(number))),
        CUSTOMER => Some(Record::Customer(CustomerId(number))),
        _ => None,
    }
}

/// The seq in a waypoint's key.
pub(super) fn waypoints_up_to(seq: u64) -> Range<Key> {
    vec![Table::Waypoints as u8]..behind(Table::Waypoints.number(seq))
}

/// The name in a key of [`Table::name`].
pub(super) fn name_in(key: &[u8]) -> String {
    String::from_utf8_lossy(&key[1..]).into_owned()
}

/// The number in a key, by its place.
pub(super) fn number_in(key: &[u8], place: usize) -> u64 {
    let bytes = key.get(1 + 8 * place..9 + 8 * place);
    bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// A time as a number in the same order.
const fn in_order(at: At) -> u64 {
    (at.0 as u64) ^ (1 << 63)
}

/// The time that [`in_order`] has made a number of.
const fn at_of(number: u64) -> At {
    At((number ^ (1 << 63)) as i64)
}

const SEQ_BITS: u32 = 20;
const SINCE_1700: i64 = 8_520_336_000_000;

/// The time in a position.
pub(super) const fn time_in(position: u64) -> At {
    At((position >> SEQ_BITS) as i64 - SINCE_1700)
}

/// Where something is in a customer's time line, as one number that pages on: the millisecond
/// since the year 1700 (times outside the years 1700 to 2257 count as these) above the low 20 bits
/// of the entry's seq. Two items can share one; the key holds the whole seq besides.
pub(super) const fn position(at: At, seq: u64) -> u64 {
    let millis = at.0.saturating_add(SINCE_1700);
    let millis = if millis < 0 { 0 } else { millis as u64 };
    let highest = u64::MAX >> SEQ_BITS;
    let millis = if millis > highest { highest } else { millis };
    (millis << SEQ_BITS) | (seq & ((1 << SEQ_BITS) - 1))
}
