//! Whom the desk has kept for longer than its rules say. Never erases anybody: that is a command.

use super::desk::Desk;
use crate::domain::time::DAY;
use crate::domain::{CallBackState, Customer, CustomerId, Tier};
use crate::wire::{ExpiredPage, ExpiredRow};

/// Customers looked at for one answer: a tenth of a second; whoever asks asks on.
const SCAN: usize = 20_000;
/// Customers read at a time.
const STEP: usize = 1_000;

/// A part of them, by number.
///
/// # Errors
/// The store's.
pub fn expired(
    desk: &Desk,
    after: Option<CustomerId>,
    limit: usize,
) -> anyhow::Result<ExpiredPage> {
    let rules = desk.settings.retention;
    let longest = rules.customers_without_contact_days.or(rules.leads_without_contact_days);
    let mut page = ExpiredPage { rows: Vec::new(), next: after, ruled: longest.is_some() };
    for _ in 0..SCAN / STEP {
        let customers = desk.reader.view().everybody(page.next).take(STEP);
        let customers = customers.collect::<Result<Vec<_>, _>>()?;
        if customers.is_empty() || !page.ruled {
            page.next = None;
            break;
        }
        for customer in &customers {
            page.next = Some(customer.id);
            page.rows.extend(row(desk, customer)?);
            if page.rows.len() >= limit {
                return Ok(page);
            }
        }
    }
    Ok(page)
}

/// The row of a customer whose time is over and of whom nothing is under way.
fn row(desk: &Desk, customer: &Customer) -> anyhow::Result<Option<ExpiredRow>> {
    let rules = desk.settings.retention;
    let all = rules.customers_without_contact_days;
    let days = match customer.profile.tier {
        Some(Tier::Lead) => rules.leads_without_contact_days.or(all),
        Some(_) | None => all,
    };
    let is_promised = customer.callbacks.iter().any(|one| one.state == CallBackState::Open);
    let Some(days) = days.filter(|_| customer.erased.is_none() && !is_promised) else {
        return Ok(None);
    };
    let activity = desk.reader.view().activity(customer.id)?;
    let last = activity.last_contact.unwrap_or(customer.since);
    let is_over = last.plus(i64::from(days.get()) * DAY) < desk.clock.now();
    if !is_over || activity.open_tickets > 0 {
        return Ok(None);
    }
    let (label, days) = (customer.label(), days.get());
    Ok(Some(ExpiredRow { customer: customer.id, label, last, days }))
}
