//! A customer's time line, narrowed. Never another's.

use std::collections::HashMap;

use super::desk::Desk;
use super::sieve::{Sieve, words_of};
use crate::domain::{CustomerId, TicketNo};
use crate::store::HistoryItem as Kept;
use crate::wire::{HistoryItem, HistoryPage, RecordChange};

/// Time-line items looked through for what a filter asks before an answer says there are no more.
const SCAN: usize = 10_000;

/// A part of the time line, newest first.
///
/// # Errors
/// The store's; [`crate::domain::Refusal`] for a filter that cannot be understood.
pub fn page(
    desk: &Desk,
    agent: &str,
    (customer, text): (CustomerId, &str),
    before: Option<u64>,
    limit: usize,
) -> anyhow::Result<HistoryPage> {
    let sieve = Sieve::new(desk, agent, text)?;
    let (mut items, like, counted) = match sieve.is_open() {
        true => (all(desk, customer, before, limit)?, false, None),
        false => {
            let (items, like, of) = fitting(desk, &sieve, customer)?;
            let total = items.len() as u64;
            let older = |(position, _): &(u64, HistoryItem)| before.is_none_or(|b| *position < b);
            let items = items.into_iter().filter(older).take(limit + 1).collect();
            (items, like, Some((total, of)))
        }
    };
    let more = items.len() > limit;
    items.truncate(limit);
    let (total, of) = counted.unzip();
    Ok(HistoryPage { items, more, like, total, of })
}

type Items = Vec<(u64, HistoryItem)>;

/// One more than asked for, to know whether there are more.
fn all(
    desk: &Desk,
    customer: CustomerId,
    before: Option<u64>,
    limit: usize,
) -> anyhow::Result<Items> {
    let view = desk.reader.view();
    let items = view.history(customer, before)?.take(limit + 1);
    items
        .map(|kept| kept.map(|(position, item)| (position, shown(item))).map_err(Into::into))
        .collect()
}

/// All that pass, for what a word stands for depends on all there is; whether they only have words
/// like those looked for, and how many there are without the filter.
fn fitting(
    desk: &Desk,
    sieve: &Sieve<'_>,
    customer: CustomerId,
) -> anyhow::Result<(Items, bool, u64)> {
    let view = desk.reader.view();
    let tier = view.customer(customer)?.and_then(|record| record.profile.tier);
    let (mut items, mut of) = (Items::new(), 0);
    for kept in view.history(customer, None)?.take(SCAN) {
        let (position, item) = kept?;
        let item = shown(item);
        of += 1;
        if sieve.passes_line(&item, tier) {
            items.push((position, item));
        }
    }
    if !sieve.has_words() {
        return Ok((items, false, of));
    }
    let notes = notes(desk, &items)?;
    let texts: Vec<String> = items.iter().map(|(_, item)| words_of(item, &notes)).collect();
    let (places, like) = sieve.with_words_in(&texts);
    let mut places = places.into_iter().peekable();
    let mut place = 0;
    items.retain(|_| {
        let stays = places.next_if_eq(&place).is_some();
        place += 1;
        stays
    });
    Ok((items, like, of))
}

/// What is noted in the tickets of a time line.
fn notes(desk: &Desk, items: &Items) -> anyhow::Result<HashMap<TicketNo, Vec<String>>> {
    let mut notes = HashMap::new();
    for (_, item) in items {
        if let HistoryItem::Ticket(ticket) = item {
            let lines = desk.reader.view().ticket_lines(ticket.no)?;
            notes.insert(ticket.no, lines.into_iter().filter_map(|line| line.note).collect());
        }
    }
    Ok(notes)
}

fn shown(item: Kept) -> HistoryItem {
    match item {
        Kept::Interaction(one) => HistoryItem::Interaction(one),
        Kept::Ticket(one) => HistoryItem::Ticket(one),
        Kept::Rating(one) => HistoryItem::Rating(one),
        Kept::Record(entry) => {
            let (at, by) = (entry.at, entry.by.clone());
            let (what, detail) = super::detail::told(&entry);
            let mut changes = super::detail::facts(&entry.fact);
            changes.extend(entry.private.unwrap_or_default());
            HistoryItem::Record(RecordChange { at, by, what, changes, detail })
        }
    }
}
