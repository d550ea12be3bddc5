//! What due times are counted by, and how those of a ticket came about. Never a rule that was set
//! after the ticket was opened.

use jiff::tz::TimeZone;

use super::decide::Declined;
use super::desk::Desk;
use super::ruling;
use crate::domain::calendar::Calendar;
use crate::domain::sla::Scope;
use crate::domain::time::DAY;
use crate::domain::{
    Alarm, At, ClockChange, ClockState, Date, Entry, Fact, Hours, Ticket, TicketLine, TicketNo,
};
use crate::store::{Setting, StoreError, View};
use crate::wire::line::{CLOCK_DAYS, CLOCK_STEPS};
use crate::wire::{ClockDay, ClockPage, ClockStep, SettingRow, SlaPage};

/// What a ticket's lines say of a note by which the customer was answered, and its clocks' steps of
/// the first one.
const ANSWERED: &str = "answered";
/// Every entry there is.
const NOW: u64 = u64::MAX;

/// A setting as it is told.
pub fn row(setting: Setting) -> SettingRow {
    let Setting { seq, at, by, name, text } = setting;
    SettingRow { seq, at, by, name, text }
}

/// The rules, the one that counts first of those that fit, and the calendars without holidays.
///
/// # Errors
/// The store's.
pub fn sla(view: &View<'_>) -> Result<SlaPage, StoreError> {
    let mut rules: Vec<SettingRow> = view.rules(NOW)?.into_iter().map(row).collect();
    let weight = |rule: &SettingRow| rule.name.parse::<Scope>().map_or(0, |scope| scope.weight());
    rules.sort_by_key(|rule| std::cmp::Reverse(weight(rule)));
    let calendars = view.calendars(NOW)?.into_iter().map(row).map(|mut calendar| {
        if let Ok(read) = calendar.text.parse::<Calendar>() {
            calendar.text = read.without_holidays().to_string();
        }
        calendar
    });
    Ok(SlaPage { rules, calendars: calendars.collect() })
}

/// One calendar.
///
/// # Errors
/// The store's.
pub fn calendar(view: &View<'_>, name: &str) -> Result<Option<SettingRow>, StoreError> {
    let name = name.trim().to_lowercase();
    Ok(view.calendars(NOW)?.into_iter().find(|calendar| calendar.name == name).map(row))
}

/// How a ticket's due times came about.
///
/// # Errors
/// The store's; [`crate::domain::Refusal`] when its calendar's time zone is not known any more.
pub fn page(desk: &Desk, no: TicketNo) -> anyhow::Result<Option<ClockPage>> {
    let view = desk.reader.view();
    let Some(ticket) = view.ticket(no)? else { return Ok(None) };
    let clock = &ticket.clock;
    let key = (ticket.priority, clock.tier, ticket.topic);
    let ruling = ruling::ruling(&view, clock.policy, key).map_err(|declined| match declined {
        Declined::Refused(refusal) => anyhow::Error::from(refusal),
        Declined::Failed(error) => error.into(),
    })?;
    let by_seq = |all: Vec<Setting>, seq: u64| all.into_iter().find(|one| one.seq == seq);
    let rule = by_seq(view.rules(clock.policy)?, ruling.rule);
    let calendar = by_seq(view.calendars(clock.policy)?, ruling.calendar);
    let is_latest = |one: &Option<Setting>, all: Vec<Setting>| {
        one.as_ref().is_none_or(|one| all.iter().any(|latest| latest.seq == one.seq))
    };
    let rule_changed = !is_latest(&rule, view.rules(NOW)?);
    let calendar_changed = !is_latest(&calendar, view.calendars(NOW)?);
    let steps = steps(desk, &view, &ticket)?;
    let zone = TimeZone::get(&desk.zone).unwrap_or(TimeZone::UTC);
    let days = days(&ticket, &ruling.hours, &zone);
    Ok(Some(ClockPage {
        rule: rule.map(row),
        rule_changed,
        terms: ruling.terms.to_string(),
        calendar: calendar.map(row),
        calendar_changed,
        steps,
        days,
        ticket,
    }))
}

fn steps(desk: &Desk, view: &View<'_>, ticket: &Ticket) -> Result<Vec<ClockStep>, StoreError> {
    let mut seqs: Vec<u64> = view.opened_by(ticket.no)?.into_iter().collect();
    seqs.extend(view.clock_entries(ticket.no)?);
    let surplus = seqs.len().saturating_sub(CLOCK_STEPS);
    let mut steps: Vec<ClockStep> = Vec::new();
    let mut last: Option<u128> = None;
    for seq in seqs.into_iter().skip(surplus) {
        let Some(entry) = desk.reader.entries(seq, 1)?.into_iter().next() else { continue };
        let before = steps.last().map(|step| (step.answer_due, step.resolve_due));
        let Some(step) = step(&entry, before) else { continue };
        // What one command did is one step, and the last of its entries says how it ended; what was
        // told is beside it.
        let is_set = !matches!(entry.fact, Fact::TicketClockTold { .. });
        if is_set && last == Some(entry.command) {
            steps.pop();
        }
        last = is_set.then_some(entry.command);
        steps.push(step);
    }
    answered(view, ticket, &mut steps)?;
    Ok(steps)
}

/// Puts in when the customer was first answered: from then on the resolution is due next.
fn answered(
    view: &View<'_>,
    ticket: &Ticket,
    steps: &mut Vec<ClockStep>,
) -> Result<(), StoreError> {
    let Some(at) = ticket.answered else { return Ok(()) };
    let lines = view.ticket_lines(ticket.no)?;
    let is_it = |line: &&TicketLine| line.at == at && line.to == ANSWERED;
    let Some(line) = lines.iter().find(is_it) else { return Ok(()) };
    let place = steps.partition_point(|step| step.seq < line.entry);
    let Some(before) = place.checked_sub(1).and_then(|before| steps.get(before)) else {
        return Ok(());
    };
    let step = ClockStep {
        seq: line.entry,
        at: line.at,
        by: line.by.clone(),
        what: ANSWERED.to_owned(),
        undone: false,
        to: String::new(),
        ..before.clone()
    };
    steps.insert(place, step);
    let surplus = steps.len().saturating_sub(CLOCK_STEPS);
    steps.drain(..surplus);
    Ok(())
}

fn step(entry: &Entry, before: Option<(At, At)>) -> Option<ClockStep> {
    let word = |why: &u8| ClockChange::from_byte(*why).map_or("", ClockChange::word);
    let stands = |to: &ClockState| to.stopped != 0;
    let (what, answer, resolve, stands, to) = match &entry.fact {
        Fact::TicketOpened { answer_due, resolve_due, .. } => {
            (ClockChange::Opened.word(), *answer_due, *resolve_due, false, "")
        }
        Fact::TicketPrioritySet { answer_due, resolve_due, .. } => {
            (ClockChange::Priority.word(), *answer_due, *resolve_due, false, "")
        }
        Fact::TicketClockSet { why, to, .. } => {
            (word(why), to.answer_due, to.resolve_due, stands(to), "")
        }
        Fact::TicketClockTold { what, to, .. } => {
            let (answer, resolve) = before?;
            let what = Alarm::from_byte(*what).map_or("", Alarm::word);
            (what, answer.0, resolve.0, false, to.as_str())
        }
        _ => return None,
    };
    Some(ClockStep {
        seq: entry.seq,
        at: entry.at,
        by: entry.by.clone(),
        what: what.to_owned(),
        undone: entry.undoes > 0,
        answer_due: At(answer),
        resolve_due: At(resolve),
        stands,
        to: to.to_owned(),
    })
}

/// What was counted up to the last due time, and the days without any that were off.
fn days(ticket: &Ticket, hours: &Hours, desk: &TimeZone) -> Vec<ClockDay> {
    let run = ticket.run();
    let end = ticket.answer_due.max(ticket.resolve_due);
    let (mut days, mut total) = (Vec::new(), 0);
    let mut next = run.since;
    for (from, to) in run.stretches(end) {
        for stretch in hours.open(from, to) {
            days.extend(closed(hours, (next, stretch.from), total));
            let counted = stretch.millis();
            total += counted;
            let Some(date) = hours.date(stretch.from, desk) else { continue };
            let off = off(hours, date);
            days.push(ClockDay { date, from: stretch.from, to: stretch.to, counted, total, off });
            next = stretch.to;
            if days.len() >= CLOCK_DAYS {
                days.truncate(CLOCK_DAYS);
                return days;
            }
        }
    }
    days
}

/// Days between two moments, neither's own, on which something was off.
fn closed(hours: &Hours, (after, before): (At, At), total: i64) -> Vec<ClockDay> {
    let Hours::By(_, zone) = hours else { return Vec::new() };
    let (first, last) = (hours.date(after, zone), hours.date(before, zone));
    let mut days: Vec<ClockDay> = Vec::new();
    let mut at = after;
    while at < before && days.len() < CLOCK_DAYS {
        let date = hours.date(at, zone).filter(|date| Some(*date) < last);
        if let Some(date) = date.filter(|date| days.last().is_none_or(|day| day.date < *date)) {
            let off = off(hours, date);
            let is_told = off.is_empty() || (Some(date) == first && total > 0);
            if !is_told {
                days.push(ClockDay { date, from: at, to: at, counted: 0, total, off });
            }
        }
        // Half a day: where clocks are put forward, a whole one could step over a date.
        at = at.plus(DAY / 2);
    }
    days
}

fn off(hours: &Hours, date: Date) -> Vec<String> {
    match hours {
        Hours::Always => Vec::new(),
        Hours::By(calendar, _) => calendar.off_on(date).map(|one| one.to_string()).collect(),
    }
}
