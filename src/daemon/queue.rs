//! Lists of tickets: the queue by due time, and any list by number. Never changes an order that a
//! person could be looking at: it is what they chose, then due time, then number.

use std::collections::HashMap;

use super::answer::label;
use super::desk::Desk;
use super::sieve::Sieve;
use crate::domain::sort::Rank;
use crate::domain::{At, CustomerId, Sort, Ticket, TicketNo, Tier};
use crate::store::{QueueEntry, StoreError};
use crate::wire::{QueuePage, QueueRow, QueueView, TicketFilter};

/// Tickets looked through for one list before it is cut; far above any desk's day.
const SCAN: usize = 200_000;
/// Tickets fetched at a time while a list by number is filtered.
const STEP: usize = 500;

/// A part of the queue with its counts.
///
/// # Errors
/// The store's; [`crate::domain::Refusal`] for a filter that cannot be understood.
pub fn page(
    desk: &Desk,
    agent: &str,
    (view, sort): (QueueView, Sort),
    filter: &TicketFilter,
    (skip, limit): (usize, usize),
) -> anyhow::Result<QueuePage> {
    let sieve = Sieve::of_tickets(desk, agent, filter)?;
    let now = desk.clock.now();
    let (mut open, mut unassigned, mut breached, mut oldest) = (0, 0, 0, None::<At>);
    let mut fitting: Vec<TicketNo> = Vec::new();
    let queue = desk.reader.view().queue()?;
    let mut ranks = Ranks { desk, sort, by: HashMap::new(), tiers: HashMap::new() };
    for entry in queue.iter().take(SCAN) {
        open += 1;
        unassigned += u64::from(entry.assignee.is_none());
        let late = entry.due < now && entry.status.runs();
        breached += u64::from(late);
        oldest = Some(oldest.map_or(entry.opened, |oldest| oldest.min(entry.opened)));
        if in_view(view, entry, &sieve, late) && sieve.may(entry) {
            fitting.push(entry.ticket);
            ranks.add(entry)?;
        }
    }
    let like = narrow(desk, &sieve, &mut fitting)?;
    ranks.sort(&mut fitting);
    let total = fitting.len() as u64;
    let mut rows = Vec::new();
    for no in fitting.into_iter().skip(skip).take(limit) {
        rows.extend(row(desk, no)?);
    }
    let unread = if sieve.has_words() { desk.written.unread() } else { 0 };
    Ok(QueuePage { rows, total, open, unassigned, breached, oldest, like, unread })
}

/// Where tickets belong in a list that is not by due time; nothing while it is.
struct Ranks<'a> {
    desk: &'a Desk,
    sort: Sort,
    by: HashMap<TicketNo, Rank>,
    tiers: HashMap<CustomerId, Option<Tier>>,
}

impl Ranks<'_> {
    fn add(&mut self, entry: &QueueEntry) -> Result<(), StoreError> {
        if self.sort.is_due() {
            return Ok(());
        }
        let (tiers, view) = (&mut self.tiers, self.desk.reader.view());
        let tier = || {
            if let Some(tier) = tiers.get(&entry.customer) {
                return Ok(*tier);
            }
            let tier = view.customer(entry.customer)?.and_then(|who| who.profile.tier);
            tiers.insert(entry.customer, tier);
            Ok::<_, StoreError>(tier)
        };
        self.by.insert(entry.ticket, self.sort.rank(entry.priority, entry.opened, tier)?);
        Ok(())
    }

    /// Those that are alike stay as they come: by due time, then number.
    fn sort(&self, tickets: &mut [TicketNo]) {
        if !self.sort.is_due() {
            tickets.sort_by_key(|no| self.by.get(no));
        }
    }
}

/// Leaves those that pass what the queue's own entries cannot be asked for; tells whether they only
/// have words like those looked for.
fn narrow(desk: &Desk, sieve: &Sieve<'_>, fitting: &mut Vec<TicketNo>) -> anyhow::Result<bool> {
    if sieve.needs_record() {
        let mut passing = Vec::new();
        for no in std::mem::take(fitting) {
            let Some(ticket) = desk.reader.view().ticket(no)? else { continue };
            if sieve.passes(&ticket)? {
                passing.push(no);
            }
        }
        *fitting = passing;
    }
    if !sieve.has_words() {
        return Ok(false);
    }
    let mut among = fitting.clone();
    among.sort_unstable();
    let worded = sieve.worded(Some(&among))?;
    fitting.retain(|no| worded.has(*no));
    Ok(worded.like)
}

fn in_view(view: QueueView, entry: &QueueEntry, sieve: &Sieve<'_>, late: bool) -> bool {
    let mine = entry.assignee.as_deref() == Some(sieve.me());
    match view {
        QueueView::MineAndUnassigned => mine || entry.assignee.is_none(),
        QueueView::Mine => mine,
        QueueView::Unassigned => entry.assignee.is_none(),
        QueueView::All => true,
        QueueView::Breached => late,
        QueueView::DueToday => sieve.is_today(entry.due),
        QueueView::Followed => sieve.is_followed(entry),
    }
}

fn row(desk: &Desk, no: TicketNo) -> anyhow::Result<Option<QueueRow>> {
    let Some(ticket) = desk.reader.view().ticket(no)? else { return Ok(None) };
    let label = label(desk, ticket.customer)?;
    Ok(Some(QueueRow { ticket, label }))
}

/// Tickets by number that pass a filter.
///
/// # Errors
/// As for [`page`].
pub fn tickets(
    desk: &Desk,
    agent: &str,
    after: Option<TicketNo>,
    limit: usize,
    filter: &TicketFilter,
) -> anyhow::Result<Vec<QueueRow>> {
    let sieve = Sieve::of_tickets(desk, agent, filter)?;
    let worded = sieve.worded(None)?;
    let mut rows = Vec::new();
    let mut after = after;
    while rows.len() < limit {
        let step = step(desk, worded.only.as_deref(), after)?;
        let Some(last) = step.last().map(|ticket| ticket.no) else { break };
        for ticket in step {
            if rows.len() < limit && worded.has(ticket.no) && sieve.passes(&ticket)? {
                rows.push(QueueRow { label: label(desk, ticket.customer)?, ticket });
            }
        }
        after = Some(last);
    }
    Ok(rows)
}

/// The next tickets by number, of those alone that words were found in.
fn step(
    desk: &Desk,
    only: Option<&[TicketNo]>,
    after: Option<TicketNo>,
) -> anyhow::Result<Vec<Ticket>> {
    let view = desk.reader.view();
    let Some(only) = only else { return Ok(view.tickets(after, STEP)?) };
    let mut tickets = Vec::new();
    for no in only.iter().filter(|no| after.is_none_or(|after| **no > after)) {
        tickets.extend(view.ticket(*no)?);
        if tickets.len() == STEP {
            break;
        }
    }
    Ok(tickets)
}
