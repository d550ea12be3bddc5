//! Lists of tickets: the queue by due time, and any list by number. Never changes an order that a
//! person could be looking at: it is due time, then number.

use super::answer::label;
use super::desk::Desk;
use crate::domain::{At, Ticket, TicketNo};
use crate::store::QueueEntry;
use crate::wire::{QueuePage, QueueRow, QueueView, TicketFilter};

/// Tickets looked through for one list before it is cut; far above any desk's day.
const SCAN: usize = 200_000;
/// Tickets fetched at a time while a list by number is filtered.
const STEP: usize = 500;

/// A part of the queue with its counts.
///
/// # Errors
/// The store's.
pub fn page(
    desk: &Desk,
    agent: &str,
    view: QueueView,
    filter: &TicketFilter,
    (skip, limit): (usize, usize),
) -> anyhow::Result<QueuePage> {
    let now = desk.clock.now();
    let (mut open, mut unassigned, mut breached, mut oldest) = (0, 0, 0, None::<At>);
    let mut rows = Vec::new();
    let mut total = 0;
    let narrow = filter != &TicketFilter::default();
    for entry in desk.reader.view().queue().take(SCAN) {
        let entry = entry?;
        open += 1;
        unassigned += u64::from(entry.assignee.is_none());
        let late = entry.due < now && entry.status.runs();
        breached += u64::from(late);
        oldest = Some(oldest.map_or(entry.opened, |oldest| oldest.min(entry.opened)));
        if !in_view(view, &entry, agent, late) {
            continue;
        }
        if narrow {
            let Some(row) = row(desk, entry.ticket)?.filter(|row| passes(row, filter)) else {
                continue;
            };
            if total >= skip && rows.len() < limit {
                rows.push(row);
            }
        } else if total >= skip && rows.len() < limit {
            rows.extend(row(desk, entry.ticket)?);
        }
        total += 1;
    }
    Ok(QueuePage { rows, total: total as u64, open, unassigned, breached, oldest })
}

fn in_view(view: QueueView, entry: &QueueEntry, agent: &str, late: bool) -> bool {
    let mine = entry.assignee.as_deref() == Some(agent);
    match view {
        QueueView::MineAndUnassigned => mine || entry.assignee.is_none(),
        QueueView::Mine => mine,
        QueueView::Unassigned => entry.assignee.is_none(),
        QueueView::All => true,
        QueueView::Breached => late,
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
/// The store's.
pub fn tickets(
    desk: &Desk,
    after: Option<TicketNo>,
    limit: usize,
    filter: &TicketFilter,
) -> anyhow::Result<Vec<QueueRow>> {
    let mut rows = Vec::new();
    let mut after = after;
    loop {
        let step = desk.reader.view().tickets(after, STEP)?;
        let Some(last) = step.last().map(|ticket| ticket.no) else { return Ok(rows) };
        for ticket in step {
            if !may_pass(&ticket, filter) {
                continue;
            }
            let row = QueueRow { label: label(desk, ticket.customer)?, ticket };
            if passes(&row, filter) {
                rows.push(row);
            }
            if rows.len() == limit {
                return Ok(rows);
            }
        }
        after = Some(last);
    }
}

/// What can be told without the customer's label.
fn may_pass(ticket: &Ticket, filter: &TicketFilter) -> bool {
    let assignee = filter.assignee.as_deref();
    !ticket.withdrawn
        && (filter.status.is_empty() || filter.status.contains(&ticket.status))
        && assignee.is_none_or(|name| ticket.assignee.as_deref().unwrap_or("") == name)
        && filter.topic.is_none_or(|topic| ticket.topic == topic)
        && filter.priority.is_none_or(|priority| ticket.priority == priority)
        && filter.customer.is_none_or(|customer| ticket.customer == customer)
}

fn passes(row: &QueueRow, filter: &TicketFilter) -> bool {
    let ticket = &row.ticket;
    if !may_pass(ticket, filter) {
        return false;
    }
    let subject = ticket.subject.as_deref().unwrap_or("");
    let all = format!("{} {} {} {subject}", ticket.no, ticket.topic, row.label).to_lowercase();
    filter.text.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
