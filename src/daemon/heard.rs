//! What the desk asks, what matters to customers, and what came of improvements. Never an answer of
//! a single customer: those have a question of their own.

use anyhow::Context;
use jiff::Timestamp;

use super::desk::Desk;
use crate::domain::improvement::Pace;
use crate::domain::time::DAY;
use crate::domain::{At, CustomerId, Date, Improvement, Instrument, Status, Ticket};
use crate::store::{Setting, StoreError, View};
use crate::wire::{ImportanceRow, ImprovementRow, InstrumentRow};

/// Every entry there is.
const NOW: u64 = u64::MAX;
/// Days that are counted before and after: eight weeks, so that one odd week says little.
pub const DAYS: i64 = 56;
/// Tickets looked through, newest first: years of a large desk in a second, on a thread of its own.
const SCAN: usize = 200_000;

/// Every instrument by name, without its statements; the desk's own goes before every desk's.
///
/// # Errors
/// The store's.
pub fn instruments(view: &View<'_>) -> anyhow::Result<Vec<InstrumentRow>> {
    let own = view.instruments(NOW)?;
    let is_own = |name: &&str| own.iter().any(|one| one.name == **name);
    let mut rows: Vec<InstrumentRow> = Instrument::built_in_names()
        .filter(|name| !is_own(name))
        .filter_map(|name| Some(row(built_in(name), &Instrument::built_in(name)?)))
        .collect();
    for setting in own {
        let instrument = setting.text.parse()?;
        rows.push(row(setting, &instrument));
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rows)
}

/// One instrument with its text.
///
/// # Errors
/// The store's.
pub fn instrument(view: &View<'_>, name: &str) -> anyhow::Result<Option<Box<InstrumentRow>>> {
    let name = name.trim().to_lowercase();
    let own = view.instruments(NOW)?.into_iter().find(|one| one.name == name);
    let (setting, instrument) = match own {
        Some(own) => {
            let instrument = own.text.parse::<Instrument>()?;
            (own, instrument)
        }
        None => match Instrument::built_in(&name) {
            Some(instrument) => (built_in(&name), instrument),
            None => return Ok(None),
        },
    };
    let text = instrument.to_string();
    Ok(Some(Box::new(InstrumentRow { text, ..row(setting, &instrument) })))
}

fn built_in(name: &str) -> Setting {
    let (name, by, text) = (name.to_owned(), String::new(), String::new());
    Setting { seq: 0, at: At(0), by, name, text }
}

fn row(setting: Setting, instrument: &Instrument) -> InstrumentRow {
    InstrumentRow {
        version: setting.seq,
        at: setting.at,
        by: setting.by,
        name: setting.name,
        title: instrument.title.clone(),
        scale: instrument.scale,
        dimensions: instrument.dimensions.len() as u32,
        statements: instrument.statements.len() as u32,
        text: String::new(),
    }
}

/// What matters to a customer and to all.
///
/// # Errors
/// The store's.
pub fn importance(
    view: &View<'_>,
    customer: Option<CustomerId>,
) -> Result<ImportanceRow, StoreError> {
    let own = customer.map(|customer| view.importance(Some(customer))).transpose()?.flatten();
    Ok(ImportanceRow { own, desk: view.importance(None)? })
}

/// Improvements with the complaints they are about, before and since.
///
/// # Errors
/// The store's.
pub fn improvements(desk: &Desk) -> anyhow::Result<Vec<ImprovementRow>> {
    let view = desk.reader.view();
    let all = view.improvements()?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let now = desk.clock.now();
    let (today, first) = (today(now, &desk.zone)?, all.iter().map(|one| one.at).min());
    let from = first.unwrap_or(now).plus(-DAYS * DAY);
    let mut rows: Vec<ImprovementRow> = all.into_iter().map(|one| fresh(one, now, today)).collect();
    for ticket in view.newest_tickets(SCAN) {
        let ticket = ticket?;
        if ticket.opened >= from && counts(&ticket) {
            rows.iter_mut().for_each(|row| count(row, &ticket));
        }
    }
    Ok(rows)
}

/// How many improvements are not done although their day has passed.
///
/// # Errors
/// The store's.
pub fn late(desk: &Desk) -> anyhow::Result<u64> {
    let today = today(desk.clock.now(), &desk.zone)?;
    let is_late = |one: &Improvement| one.plan.as_ref().is_some_and(|plan| plan.is_late(today));
    Ok(desk.reader.view().improvements()?.iter().filter(|one| is_late(one)).count() as u64)
}

fn today(now: At, zone: &str) -> anyhow::Result<Date> {
    let date = Timestamp::from_millisecond(now.0)?.in_tz(zone)?.date();
    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
    Date::new(year, month.unsigned_abs(), day.unsigned_abs()).context("no day of the calendar")
}

/// Complaints that are none any more, or live on in others, are not counted twice.
fn counts(ticket: &Ticket) -> bool {
    !ticket.withdrawn && ticket.status != Status::Merged && ticket.is_complaint()
}

fn fresh(improvement: Improvement, now: At, today: Date) -> ImprovementRow {
    let late = improvement.plan.as_ref().is_some_and(|plan| plan.is_late(today));
    let days = |from: At| ((now.0 - from.0) / DAY).clamp(0, DAYS) as u32;
    let after = improvement.done.map(|done| Pace { count: 0, days: days(done) });
    let before = Pace { count: 0, days: DAYS as u32 };
    ImprovementRow { improvement, late, before, after }
}

fn count(row: &mut ImprovementRow, ticket: &Ticket) {
    let one = &row.improvement;
    if !one.plan.as_ref().is_some_and(|plan| plan.is_about(ticket)) {
        return;
    }
    if (one.at.plus(-DAYS * DAY)..one.at).contains(&ticket.opened) {
        row.before.count += 1;
    }
    if let (Some(done), Some(after)) = (one.done, &mut row.after) {
        let until = done.plus(i64::from(after.days) * DAY);
        after.count += u64::from((done..until).contains(&ticket.opened));
    }
}
