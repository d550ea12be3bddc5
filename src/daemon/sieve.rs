//! A filter at work: what of tickets and time lines passes it. Never a mistake passed over: what
//! cannot be understood is refused with its word.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::desk::Desk;
use super::prose;
use crate::domain::filter::{
    Facts, Filter, Is, Key, Kind, Moment, Sign, Term, Vocabulary, Whether, Who,
};
use crate::domain::time::DAY;
use crate::domain::{At, Channel, CustomerId, Matter, Record, Refusal, Ticket, TicketNo, Tier};
use crate::lookup::prose::{Care, Wanted};
use crate::store::{QueueEntry, StoreError};
use crate::wire::{HistoryItem, TicketFilter};

/// What the queue's own entries do not say of a ticket.
const IN_RECORD: [Key; 8] = [
    Key::Tier,
    Key::Severity,
    Key::By,
    Key::Escalated,
    Key::Kind,
    Key::Gap,
    Key::Agreed,
    Key::Channel,
];

/// A filter with what it needs to be asked.
pub struct Sieve<'a> {
    desk: &'a Desk,
    filter: Filter,
    /// The conditions that the queue's entries can be asked for.
    first: Filter,
    me: &'a str,
    /// What the asker follows.
    followed: Arc<BTreeSet<Record>>,
    now: At,
    days: [At; 4],
}

/// Tickets by their words.
#[derive(Debug, Default)]
pub struct Worded {
    /// Those that have what must be there, by number; `None` where nothing must.
    pub only: Option<Vec<TicketNo>>,
    /// Those that have what must not.
    not: HashSet<TicketNo>,
    /// Whether nobody has a word that was looked for, and these have one like it.
    pub like: bool,
}

impl Worded {
    /// Tells whether a ticket passes.
    pub fn has(&self, no: TicketNo) -> bool {
        let within = self.only.as_ref().is_none_or(|only| only.binary_search(&no).is_ok());
        within && !self.not.contains(&no)
    }
}

impl<'a> Sieve<'a> {
    /// Reads a filter.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn new(desk: &'a Desk, me: &'a str, text: &str) -> Result<Sieve<'a>, Refusal> {
        Ok(Sieve::of(desk, me, Filter::read(text, &Vocabulary::plain())?))
    }

    /// The same with what is asked for without words.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn of_tickets(desk: &'a Desk, me: &'a str, asked: &TicketFilter) -> Result<Self, Refusal> {
        let text = Filter::read(&asked.text, &Vocabulary::plain())?;
        Ok(Sieve::of(desk, me, plainly(asked).and(text)))
    }

    fn of(desk: &'a Desk, me: &'a str, filter: Filter) -> Sieve<'a> {
        let now = desk.clock.now();
        let days = days(now, &desk.zone);
        let followed = desk.hub.follows.of(me);
        Sieve { desk, first: filter.without(&IN_RECORD), filter, me, followed, now, days }
    }

    /// Who asks.
    pub const fn me(&self) -> &str {
        self.me
    }

    /// Tells whether a time is today, where the desk is.
    pub fn is_today(&self, at: At) -> bool {
        let [_, today, tomorrow, _] = self.days;
        (today..tomorrow).contains(&at)
    }

    /// Tells whether the asker follows a ticket of the queue, or its customer.
    pub fn is_followed(&self, entry: &QueueEntry) -> bool {
        let either = [Record::Ticket(entry.ticket), Record::Customer(entry.customer)];
        either.iter().any(|record| self.followed.contains(record))
    }

    /// Who follows a ticket or its customer, when that is asked for.
    fn followers(&self, ticket: TicketNo, customer: CustomerId) -> Option<Vec<String>> {
        let either = [Record::Ticket(ticket), Record::Customer(customer)];
        let asked = self.filter.asks(Key::Follower);
        asked.then(|| self.desk.hub.follows.followers(&either))
    }

    /// Tells whether everything passes.
    pub fn is_open(&self) -> bool {
        self.filter.is_empty()
    }

    /// Tells whether words are looked for.
    pub fn has_words(&self) -> bool {
        self.filter.words().next().is_some()
    }

    /// Tells whether a ticket that passes [`Sieve::may`] must be read to know more.
    pub fn needs_record(&self) -> bool {
        IN_RECORD.iter().any(|key| self.filter.asks(*key))
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: self.now, days: self.days, me: self.me }
    }

    /// Tells whether a ticket of the queue may pass.
    pub fn may(&self, entry: &QueueEntry) -> bool {
        let followers = self.followers(entry.ticket, entry.customer);
        let facts = Facts {
            kind: Some(Kind::Ticket),
            followers: followers.as_deref(),
            status: Some(entry.status),
            topic: Some(entry.topic),
            holder: Some(entry.assignee.as_deref().unwrap_or("")),
            due: entry.is_due(),
            at: Some(entry.opened),
            priority: Some(entry.priority),
            customer: Some(entry.customer),
            ..Facts::default()
        };
        self.first.fits(&facts, &self.moment())
    }

    /// Tells whether a ticket passes all but the words.
    ///
    /// # Errors
    /// The store's.
    pub fn passes(&self, ticket: &Ticket) -> Result<bool, StoreError> {
        let followers = self.followers(ticket.no, ticket.customer);
        let facts = Facts { followers: followers.as_deref(), ..facts(ticket, None) };
        // Whose tier it is and how it came cost a reading.
        let first = self.filter.without(&[Key::Tier, Key::Channel]);
        if ticket.withdrawn || !first.fits(&facts, &self.moment()) {
            return Ok(false);
        }
        let (tier, channel) = (self.tier(ticket.customer)?, self.channel(ticket)?);
        Ok(self.filter.fits(&Facts { tier, channel, ..facts }, &self.moment()))
    }

    /// By which way a ticket was heard.
    fn channel(&self, ticket: &Ticket) -> Result<Option<Channel>, StoreError> {
        let heard = ticket.interaction.filter(|_| self.filter.asks(Key::Channel));
        let Some(heard) = heard else { return Ok(None) };
        Ok(self.desk.reader.view().interaction(heard)?.map(|contact| contact.channel))
    }

    fn tier(&self, customer: CustomerId) -> Result<Option<Tier>, StoreError> {
        if !self.filter.asks(Key::Tier) {
            return Ok(None);
        }
        let record = self.desk.reader.view().customer(customer)?;
        Ok(record.and_then(|record| record.profile.tier))
    }

    /// Which tickets have the words and none of those that are to be left out. `among` is in order;
    /// `None` asks about all.
    ///
    /// # Errors
    /// The store's.
    pub fn worded(&self, among: Option<&[TicketNo]>) -> Result<Worded, StoreError> {
        let mut worded = Worded::default();
        for term in self.filter.words().filter(|term| term.sign == Sign::With) {
            let (tickets, like) = self.having(term, worded.only.as_deref().or(among))?;
            worded.like |= like;
            worded.only = Some(tickets);
        }
        for term in self.filter.words().filter(|term| term.sign == Sign::Without) {
            let (tickets, like) = self.having(term, worded.only.as_deref().or(among))?;
            // What is only like a word is not what is to be left out.
            if !like {
                worded.not.extend(tickets);
            }
        }
        Ok(worded)
    }

    fn having(
        &self,
        term: &Term,
        among: Option<&[TicketNo]>,
    ) -> Result<(Vec<TicketNo>, bool), StoreError> {
        let Some((wanted, text)) = wanted(term) else { return Ok((Vec::new(), false)) };
        let had = self.desk.written.read().find(&wanted, among);
        let (mut tickets, mut like) = (had.tickets, had.like);
        if wanted.is_phrase() {
            tickets = self.in_order(&wanted, tickets)?;
        }
        // `T-42` and `42` are a ticket's number, too.
        if let Ok(no) = text.parse::<TicketNo>()
            && among.is_none_or(|among| among.binary_search(&no).is_ok())
            && self.desk.reader.view().ticket(no)?.is_some()
        {
            if std::mem::take(&mut like) {
                tickets.clear();
            }
            if let Err(at) = tickets.binary_search(&no) {
                tickets.insert(at, no);
            }
        }
        Ok((tickets, like))
    }

    /// Those of the tickets in whose texts the words follow one another.
    fn in_order(
        &self,
        wanted: &Wanted,
        tickets: Vec<TicketNo>,
    ) -> Result<Vec<TicketNo>, StoreError> {
        let mut fitting = Vec::new();
        for no in tickets {
            let Some(ticket) = self.desk.reader.view().ticket(no)? else { continue };
            let texts = prose::texts(self.desk, &ticket)?;
            if texts.iter().any(|text| wanted.is_in(text, &[])) {
                fitting.push(no);
            }
        }
        Ok(fitting)
    }

    /// Tells whether a line of a time line passes all but the words.
    pub fn passes_line(&self, item: &HistoryItem, tier: Option<Tier>) -> bool {
        let none = Facts { tier, ..Facts::default() };
        let followers = match item {
            HistoryItem::Ticket(ticket) => self.followers(ticket.no, ticket.customer),
            HistoryItem::Interaction(_) | HistoryItem::Rating(_) | HistoryItem::Record(_) => None,
        };
        let facts = match item {
            HistoryItem::Interaction(one) => Facts {
                kind: Some(Kind::Contact),
                topic: Some(one.topic),
                at: Some(one.at),
                customer: Some(one.customer),
                channel: Some(one.channel),
                by: Some(&one.by),
                ..none
            },
            HistoryItem::Ticket(ticket) => {
                Facts { followers: followers.as_deref(), ..facts(ticket, tier) }
            }
            HistoryItem::Rating(one) => Facts {
                kind: Some(Kind::Rating),
                at: Some(one.at),
                customer: Some(one.customer),
                by: Some(&one.by),
                ..none
            },
            HistoryItem::Record(one) => {
                Facts { kind: Some(Kind::Change), at: Some(one.at), by: Some(&one.by), ..none }
            }
        };
        self.filter.fits(&facts, &self.moment())
    }

    /// Those of the texts, by their places, that have the words, and whether they only have words
    /// like them.
    pub fn with_words_in(&self, texts: &[String]) -> (Vec<usize>, bool) {
        let (mut left, mut is_like): (Vec<usize>, bool) = ((0..texts.len()).collect(), false);
        for term in self.filter.words() {
            let Some((wanted, _)) = wanted(term) else { continue };
            let care = care(&wanted, left.iter().map(|at| &*texts[*at]));
            let like = care.contains(&Care::Loose);
            let has = |at: &usize| wanted.is_in(&texts[*at], &care);
            match term.sign {
                Sign::With => left.retain(has),
                Sign::Without if like => {}
                Sign::Without => left.retain(|at| !has(at)),
            }
            is_like |= like && term.sign == Sign::With && !left.is_empty();
        }
        (left, is_like)
    }
}

/// How near each word must come: what nobody has stands for what is like it.
fn care<'a>(wanted: &Wanted, texts: impl Iterator<Item = &'a str> + Clone) -> Vec<Care> {
    let of_part = |part: usize| {
        let has = || texts.clone().any(|text| wanted.has_part(part, text, Care::Strict));
        if wanted.is_tolerant(part) && !has() { Care::Loose } else { Care::Strict }
    };
    (0..wanted.len()).map(of_part).collect()
}

fn wanted(term: &Term) -> Option<(Wanted, &str)> {
    let (wanted, text) = match &term.is {
        Is::Word(text) => (Wanted::words(text), text),
        Is::Phrase(text) => (Wanted::phrase(text), text),
        _ => return None,
    };
    (!wanted.is_empty()).then_some((wanted, text.as_str()))
}

fn facts(ticket: &Ticket, tier: Option<Tier>) -> Facts<'_> {
    Facts {
        kind: Some(Kind::Ticket),
        status: Some(ticket.status),
        topic: Some(ticket.topic),
        holder: Some(ticket.assignee.as_deref().unwrap_or("")),
        due: ticket.due(),
        at: Some(ticket.opened),
        tier,
        priority: Some(ticket.priority),
        severity: Some(ticket.severity),
        customer: Some(ticket.customer),
        channel: None,
        by: Some(&ticket.opened_by),
        escalated: Some(if ticket.escalated { Whether::Yes } else { Whether::No }),
        matter: Some(match ticket.handling.kind {
            Matter::Complaint => Kind::Complaint,
            Matter::Suggestion => Kind::Suggestion,
        }),
        gap: Some(ticket.handling.cause.as_ref().map(|cause| cause.gap)),
        activity: Some(ticket.handling.activity),
        agreed: Some(ticket.agreement()),
        followers: None,
    }
}

/// The fields of a ticket filter as conditions.
fn plainly(asked: &TicketFilter) -> Filter {
    let assignee = asked.assignee.as_ref().map(|name| match name.as_str() {
        "" => Who::Nobody,
        name => Who::Named(name.to_owned()),
    });
    let status = (!asked.status.is_empty()).then(|| Is::Status(asked.status.clone()));
    let all = [
        status,
        assignee.map(|who| Is::Agent(vec![who])),
        asked.topic.map(|topic| Is::Topic(vec![topic])),
        asked.priority.map(|priority| Is::Priority(vec![priority])),
        asked.customer.map(|customer| Is::Customer(vec![customer])),
    ];
    Filter::of(all.into_iter().flatten().map(|is| Term { sign: Sign::With, is }).collect())
}

/// When yesterday, today, tomorrow and the day after begin in a time zone.
pub fn days(now: At, zone: &str) -> [At; 4] {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let today = Timestamp::from_millisecond(now.0).ok().map(|now| now.to_zoned(zone));
    [-1, 0, 1, 2].map(|ahead| {
        let day = today.as_ref().and_then(|now| now.checked_add(ahead.days()).ok());
        let begun = day.and_then(|day| day.start_of_day().ok());
        begun.map_or_else(|| now.plus(ahead * DAY), |at| At(at.timestamp().as_millisecond()))
    })
}

/// The words of a line of a time line; of a ticket those of its notes too.
pub fn words_of(item: &HistoryItem, notes: &HashMap<TicketNo, Vec<String>>) -> String {
    match item {
        HistoryItem::Interaction(one) => {
            let ticket = one.ticket.map(|no| no.to_string()).unwrap_or_default();
            format!("{} {ticket} {}", one.id, one.note.as_deref().unwrap_or(""))
        }
        HistoryItem::Ticket(one) => {
            let notes = notes.get(&one.no).map(|notes| notes.join("\n")).unwrap_or_default();
            format!("{} {}\n{notes}", one.no, one.subject.as_deref().unwrap_or(""))
        }
        HistoryItem::Rating(one) => format!("{} {}", one.id, one.rater),
        HistoryItem::Record(one) => {
            let values = one.changes.iter().flat_map(|c| [c.from.as_str(), c.to.as_str()]);
            format!("{} {} {}", one.what, one.detail, values.collect::<Vec<_>>().join(" "))
        }
    }
}
