//! What entries touched: for terminals that show it, for the look-up, for replies. Never a rule.

use std::collections::BTreeSet;

use crate::domain::{
    Alarm, CallBackId, Customer, CustomerId, Entry, Fact, InteractionId, Profile, RatingId,
    TicketNo,
};
use crate::lookup::{Activity, Lookup};
use crate::store::{self, Reader, StoreError, View};
use crate::wire::{Done, Kind, Touched};

/// What terminals that show it must ask for again; `whose` tells a ticket's customer.
pub fn touched<F: Fn(TicketNo) -> Option<CustomerId>>(
    entry: &Entry,
    whose: F,
) -> impl Iterator<Item = (u64, Touched)> + use<F> {
    let ids = entry.fact.named();
    let follows = matches!(entry.fact, Fact::FollowSet { .. });
    let main = match (ids.rating, ids.ticket, ids.interaction, ids.customer) {
        // Who follows it is nothing that screens of others show.
        _ if follows => (Kind::Setting, 0),
        (1.., _, _, _) => (Kind::Rating, ids.customer),
        (_, 1.., _, _) => (Kind::Ticket, ids.ticket),
        (_, _, 1.., _) => (Kind::Interaction, ids.customer),
        (_, _, _, 1..) => (Kind::Customer, ids.customer),
        _ => (Kind::Setting, 0),
    };
    // A ticket is also a line in its customer's history.
    let customer = match (main.0, ids.customer) {
        (Kind::Ticket, 0) => whose(TicketNo(ids.ticket)).map(|customer| customer.0),
        (Kind::Ticket, customer) => Some(customer),
        (Kind::Rating | Kind::Interaction | Kind::Customer | Kind::Setting, _) => None,
    };
    let more = customer.map(|customer| (Kind::Interaction, customer));
    // That a clock was set goes with something else that was done to the same ticket.
    let main = (!matches!(entry.fact, Fact::TicketClockSet { .. })).then_some(main);
    let (seq, by) = (entry.seq, entry.by.clone());
    let what = what(&entry.fact);
    let to = match &entry.fact {
        // Whoever has it now hears of it, whatever their screen shows.
        Fact::TicketClockTold { to, .. } | Fact::TicketAssigned { to, .. } => to.clone(),
        Fact::FollowSet { agent, .. } => agent.clone(),
        _ => String::new(),
    };
    [main, more].into_iter().flatten().map(move |(kind, id)| {
        let (what, by, to) = (what.to_owned(), by.clone(), to.clone());
        (seq, Touched { kind, id, what, by, to })
    })
}

/// What is told of a fact.
pub const fn what(fact: &Fact) -> &'static str {
    match fact {
        Fact::TicketClockTold { what, .. } => told(*what),
        fact => fact.name(),
    }
}

/// What is told of a ticket's clocks, in place of the fact that it is.
const fn told(what: u8) -> &'static str {
    match Alarm::from_byte(what) {
        Some(Alarm::AnswerSoon) => "ticket_answer_soon",
        Some(Alarm::AnswerLate) => "ticket_answer_late",
        Some(Alarm::ResolveSoon) => "ticket_resolve_soon",
        Some(Alarm::ResolveLate) => "ticket_resolve_late",
        None => "ticket_clock_told",
    }
}

/// What a command's entries brought about, for one who asks again after a crash.
pub fn done(entries: &[Entry]) -> Done {
    let mut done = Done::default();
    for entry in entries {
        let ids = entry.fact.named();
        done.customer = done.customer.or((ids.customer > 0).then_some(CustomerId(ids.customer)));
        done.ticket = done.ticket.or((ids.ticket > 0).then_some(TicketNo(ids.ticket)));
        let interaction = (ids.interaction > 0).then_some(InteractionId(ids.interaction));
        done.interaction = done.interaction.or(interaction);
        done.rating = done.rating.or((ids.rating > 0).then_some(RatingId(ids.rating)));
        done.callback = done.callback.or((ids.callback > 0).then_some(CallBackId(ids.callback)));
        if entry.undoes > 0 {
            done.undone.get_or_insert_with(|| entry.fact.name().to_owned());
        }
    }
    done
}

/// The same with what entries do not say themselves and the first answer did: whose a ticket is,
/// and what an undo took back.
///
/// # Errors
/// The store's.
pub fn as_first_told(
    told: Done,
    entries: &[Entry],
    reader: &Reader,
    view: &View<'_>,
) -> Result<Done, StoreError> {
    if let Some(undone) = entries.last().map(|entry| entry.undoes).filter(|seq| *seq > 0) {
        let entries = reader.entries(undone, 1)?;
        let undone = entries.first().map(|entry| entry.fact.name().to_owned());
        return Ok(Done { undone, ..done(&entries) });
    }
    let customer = match (told.customer, told.ticket) {
        (None, Some(ticket)) => view.whose(ticket)?,
        (customer, _) => customer,
    };
    Ok(Done { customer, ..told })
}

/// Customers put into the look-up at once: a millisecond or two, in which nobody can be found.
const STEP: usize = 32;

/// A customer as they are now, `None` when they are gone, and as what they were added if they have
/// changed since.
type Record = (CustomerId, Option<Customer>, Option<Profile>);

/// What entries have changed of what customers are found by and ordered by.
#[derive(Debug)]
pub struct Findable {
    records: Vec<Record>,
    activities: Vec<(CustomerId, Activity)>,
}

/// Asks the index for all that synced entries have changed for the look-up, as it is now.
///
/// # Errors
/// The store's.
pub fn findable(reader: &Reader, entries: &[Entry]) -> Result<Findable, StoreError> {
    let (mut records, mut active) = (BTreeSet::new(), BTreeSet::new());
    let view = reader.view();
    for entry in entries {
        let ids = entry.fact.named();
        match &entry.fact {
            Fact::CustomerAdded { customer, .. } => {
                records.insert(*customer);
            }
            Fact::CustomerAmended { customer, .. }
            | Fact::CustomerWithdrawn { customer }
            | Fact::CustomerRestored { customer }
            | Fact::CustomerErased { customer, .. } => {
                records.insert(*customer);
                // Who was not to be found for a while is as busy as before.
                active.insert(*customer);
            }
            _ if ids.customer > 0 => {
                active.insert(ids.customer);
            }
            _ if ids.ticket > 0 => {
                active.extend(view.whose(TicketNo(ids.ticket))?.map(|customer| customer.0));
            }
            _ => {}
        }
    }
    let records = records.into_iter().map(CustomerId);
    let records = records.map(|id| Ok((id, view.customer(id)?, view.first(id)?)));
    let activities = active.into_iter().map(CustomerId);
    let activities = activities.map(|id| Ok((id, busy(view.activity(id)?))));
    let records = records.collect::<Result<_, StoreError>>()?;
    Ok(Findable { records, activities: activities.collect::<Result<_, StoreError>>()? })
}

impl Findable {
    /// Brings a look-up up to date, in steps that take no longer than a key stroke.
    pub fn put_into(self, mut step: impl FnMut(&dyn Fn(&mut Lookup))) {
        for records in self.records.chunks(STEP) {
            step(&|lookup| records.iter().for_each(|record| put(record, lookup)));
        }
        for activities in self.activities.chunks(STEP) {
            step(&|lookup| activities.iter().for_each(|(id, busy)| lookup.touch(*id, *busy)));
        }
    }
}

fn put((id, customer, first): &Record, lookup: &mut Lookup) {
    match customer {
        Some(customer) => lookup.put(customer),
        None => lookup.remove(*id),
    }
    first.iter().for_each(|first| lookup.was(*id, first));
}

/// What the index knows of a customer's business, for the look-up.
pub fn busy(kept: store::Activity) -> Activity {
    let last_contact = kept.last_contact.unwrap_or_default();
    Activity { open_tickets: kept.open_tickets, last_contact }
}
