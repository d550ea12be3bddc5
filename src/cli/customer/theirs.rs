//! Everything the desk has about one customer: the time line, and each entry of the journal that is
//! theirs. Never what others said of them: that is only told apart.

use std::collections::BTreeSet;

use super::super::bar::Bar;
use super::super::context::Desk;
use super::super::exit::Failure;
use super::super::journal;
use crate::domain::{Customer, CustomerId, Marks, Profile, Refusal, Theirs};
use crate::wire::journal::JournalLine;
use crate::wire::{Answer, HistoryItem, Query};

/// Whose an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The customer's.
    Theirs,
    /// Somebody else's, or nobody's.
    Others,
}

/// The record, as the desk has it now.
///
/// # Errors
/// [`Refusal::NoCustomer`] when there is none.
pub fn record(customer: CustomerId, desk: &mut Desk) -> Result<Box<Customer>, Failure> {
    let Answer::Customer(found) = desk.client.query(Query::Customer { customer })? else {
        return Err(Failure::unexpected());
    };
    Ok(found.ok_or(Refusal::NoCustomer { customer })?)
}

/// The record of whoever something is kept of: of somebody who was withdrawn too.
///
/// # Errors
/// As for [`record`].
pub fn kept(customer: CustomerId, desk: &mut Desk) -> Result<Box<Customer>, Failure> {
    match desk.client.query(Query::Withdrawn { customer })? {
        Answer::Customer(Some(withdrawn)) => Ok(withdrawn),
        _ => record(customer, desk),
    }
}

/// The whole time line, newest first.
///
/// # Errors
/// [`Failure`].
pub fn history(customer: CustomerId, desk: &mut Desk) -> Result<Vec<HistoryItem>, Failure> {
    let (mut items, mut before) = (Vec::new(), None);
    loop {
        let ask = |limit| Query::History { customer, text: String::new(), before, limit };
        let Answer::History(page) = desk.page(u64::MAX, ask)? else {
            return Err(Failure::unexpected());
        };
        before = page.items.last().map(|(position, _)| *position);
        items.extend(page.items.into_iter().map(|(_, item)| item));
        if !page.more || before.is_none() {
            return Ok(items);
        }
    }
}

/// What a mention of them is found by: all they are called, and were called at any time.
pub fn marks(customer: &Customer, history: &[HistoryItem]) -> Marks {
    let former = history.iter().filter_map(|item| match item {
        HistoryItem::Record(change) => Some(Profile::set_by(&change.changes)),
        HistoryItem::Interaction(_) | HistoryItem::Ticket(_) | HistoryItem::Rating(_) => None,
    });
    let former: Vec<Profile> = former.collect();
    Marks::of_each(former.iter().chain([&customer.profile]))
}

/// Goes through the whole journal, and says of each entry whether it is the customer's.
///
/// # Errors
/// [`Failure`].
pub fn journal(
    customer: CustomerId,
    desk: &mut Desk,
    take: &mut dyn FnMut(&JournalLine, Whose, &Desk),
) -> Result<(), Failure> {
    let (bar, of) = (Bar::counting(), desk.client.welcome.seq);
    let mut theirs = Theirs::of(BTreeSet::from([customer.0]));
    let lost = journal::each(desk, 1, u64::MAX, &mut |line, desk| {
        bar.set(line.seq, of);
        let whose = if theirs.are(&line.fact) { Whose::Theirs } else { Whose::Others };
        take(line, whose, desk);
        Ok(())
    })?;
    // Half of what is theirs must not look like all of it.
    lost.into_iter().next().map_or(Ok(()), |lost| Err(lost.into()))
}
