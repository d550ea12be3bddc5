//! What figures are made of, gathered from entries of the journal in their order. Never the words
//! of anybody: numbers, times, codes and agents' names.

use std::collections::{HashMap, HashSet};
use std::io;

use super::contact::{Contact, Numbered, Of, Opined, Rated, small};
use super::leavers::Leavers;
use super::line::Calls;
use super::names::Names;
use super::promises::Promises;
use super::row::Row;
use super::terms::Rules;
use super::ticket::{Opening, Tickets};
use crate::daemon::worked::Worked;
use crate::domain::{At, Change, Channel, Entry, Fact, Field, Handled, Stage, Tier};

/// All columns, up to an entry.
#[derive(Debug, Default)]
pub struct Columns {
    /// Agents.
    pub names: Names,
    /// Rules and calendars.
    pub rules: Rules,
    /// Tickets.
    pub tickets: Tickets,
    /// Contacts.
    pub contacts: Numbered<Contact>,
    /// Ratings.
    pub ratings: Numbered<Rated>,
    /// Answers to one question.
    pub opinions: Numbered<Opined>,
    /// Calls.
    pub calls: Calls,
    /// Of those who have one; it stays when a customer is erased.
    tiers: HashMap<u32, Tier>,
    /// Who came, left and came back.
    pub leavers: Leavers,
    /// Promised calls.
    pub promises: Promises,
    /// Those who have left.
    left: HashSet<u32>,
    /// When the last entry was written.
    pub last: At,
}

impl Columns {
    /// Takes in the next entry.
    pub fn take(&mut self, entry: &Entry) {
        self.last = self.last.max(entry.at);
        self.leavers.take(entry);
        self.promises.take(entry);
        match &entry.fact {
            Fact::CustomerAdded { customer, facts } | Fact::CustomerAmended { customer, facts } => {
                self.take_profile(*customer, facts);
            }
            Fact::InteractionLogged { .. } => {
                let by = self.names.number(&entry.by);
                if let Some(contact) = Contact::of(&entry.fact, by) {
                    self.contacts.put(contact);
                }
            }
            Fact::InteractionWithdrawn { interaction, .. } => {
                self.contacts.remove(small(*interaction));
            }
            Fact::RatingGiven { .. } => {
                let by = self.names.number(&entry.by);
                if let Some(rated) = Rated::of(&entry.fact, entry.at, by) {
                    self.ratings.put(rated);
                }
            }
            Fact::RatingWithdrawn { rating, .. } => self.ratings.remove(small(*rating)),
            Fact::ScoreGiven { .. } => {
                let by = self.names.number(&entry.by);
                if let Some(opined) = Opined::of(entry, by) {
                    self.opinions.put(opined);
                }
            }
            Fact::ScoreWithdrawn { entry, .. } => self.opinions.remove(small(*entry)),
            Fact::SlaSet { .. } | Fact::CalendarSet { .. } => {
                self.rules.take(entry.seq, &entry.fact);
            }
            _ => self.take_ticket(entry),
        }
    }

    /// Reads on what agents did; tells whether there may be more.
    ///
    /// # Errors
    /// The disk's.
    pub fn read_calls(&mut self, worked: &Worked) -> io::Result<bool> {
        self.calls.read_on(worked, &mut self.names)
    }

    fn take_profile(&mut self, customer: u64, facts: &[Change]) {
        for change in facts.iter().filter(|change| change.field == Field::Stage) {
            match change.to.parse() {
                Ok(Stage::Inactive) => self.left.insert(small(customer)),
                Ok(_) | Err(_) => self.left.remove(&small(customer)),
            };
        }
        for change in facts.iter().filter(|change| change.field == Field::Tier) {
            match change.to.parse() {
                Ok(tier) => drop(self.tiers.insert(small(customer), tier)),
                Err(_) => drop(self.tiers.remove(&small(customer))),
            }
        }
    }

    fn take_ticket(&mut self, entry: &Entry) {
        let Columns { names, rules, tickets, .. } = self;
        match &entry.fact {
            Fact::TicketOpened { ticket, customer, interaction, topic, priority, at, .. } => {
                let (topic, priority, at) = (*topic, *priority, At(*at));
                let (ticket, customer, interaction) = (*ticket, *customer, *interaction);
                let opening = Opening { ticket, customer, interaction, topic, priority, at };
                tickets.open(entry, &opening, names.number(&entry.by));
            }
            Fact::TicketWithdrawn { ticket } => tickets.withdraw(*ticket),
            Fact::TicketAssigned { ticket, to, .. } => {
                tickets.set_holder(*ticket, names.number(to));
            }
            Fact::TicketStatusSet { ticket, from, to } => {
                let by = names.number(&entry.by);
                tickets.move_to(entry, *ticket, (*from, *to), by, rules);
            }
            Fact::TicketPrioritySet { ticket, to, .. } => tickets.set_priority(*ticket, *to),
            Fact::TicketAmended { ticket, topic_to, .. } => tickets.set_topic(*ticket, *topic_to),
            Fact::TicketNoted { ticket, answered: 1 } => tickets.answer(entry, *ticket, rules),
            Fact::TicketNoteWithdrawn { ticket, entry: seq } => {
                tickets.withdraw_note(*ticket, *seq, rules);
            }
            Fact::TicketLinked { ticket, other, kind, linked } => {
                tickets.link(*ticket, *other, *kind, *linked);
            }
            Fact::TicketClockSet { ticket, from, to, .. } => {
                tickets.set_clock(entry, (*ticket, from, to), rules);
            }
            Fact::TicketHandled { ticket, what, to, .. } => {
                let at = (*to != 0).then_some(At(*to));
                let byte = u8::try_from(*to).unwrap_or(0);
                match Handled::from_byte(*what) {
                    Some(Handled::Matter) => tickets.set_kind(*ticket, byte),
                    Some(Handled::Cause) => tickets.set_gap(*ticket, byte),
                    Some(Handled::Activity) => tickets.set_activity(*ticket, byte),
                    Some(Handled::Answered) => tickets.answer_before(*ticket, at, rules),
                    Some(Handled::Settled) => tickets.settle_before(*ticket, at, rules),
                    Some(Handled::Acknowledged | Handled::Agreement) | None => {}
                }
            }
            _ => {}
        }
    }

    /// A customer's tier.
    pub fn tier(&self, customer: u32) -> Option<Tier> {
        self.tiers.get(&customer).copied()
    }

    /// Tells whether a customer has left.
    pub fn has_left(&self, customer: u32) -> bool {
        self.left.contains(&customer) || self.leavers.is_gone(customer)
    }

    /// By which way a ticket was heard; `None` where that is not known.
    pub fn channel(&self, ticket: &Row) -> Option<Channel> {
        self.contacts.get(ticket.interaction).and_then(Contact::channel)
    }

    /// What a rating is of: the ticket, and the contact.
    pub fn rated(&self, rated: &Rated) -> (Option<&Row>, Option<&Contact>) {
        self.about(rated.is_of(), rated.subject)
    }

    /// Whose a rating is.
    pub fn rated_by(&self, rated: &Rated) -> Option<u32> {
        match self.rated(rated) {
            (Some(ticket), _) => Some(ticket.customer),
            (None, Some(contact)) => Some(contact.customer),
            (None, None) => (rated.is_of() == Of::Service).then_some(rated.subject),
        }
    }

    /// What something is of: the ticket, and the contact.
    pub fn about(&self, of: Of, subject: u32) -> (Option<&Row>, Option<&Contact>) {
        match of {
            Of::Contact => (None, self.contacts.get(subject)),
            Of::Ticket => (self.tickets.get(subject), None),
            Of::Service => (None, None),
        }
    }

    /// Gives room back that is not needed.
    pub fn shrink(&mut self) {
        self.tickets.shrink();
        self.contacts.shrink();
        self.ratings.shrink();
        self.leavers.shrink();
        self.opinions.shrink();
        self.tiers.shrink_to_fit();
        self.left.shrink_to_fit();
    }

    /// Bytes they take, roughly.
    pub fn bytes(&self) -> usize {
        let tiers = self.tiers.capacity() * (size_of::<(u32, Tier)>() + 1);
        self.tickets.bytes()
            + self.contacts.bytes()
            + self.ratings.bytes()
            + self.leavers.bytes()
            + self.opinions.bytes()
            + self.calls.bytes()
            + self.promises.bytes()
            + tiers
    }
}
