//! Which rule counts for a ticket, by the rules and calendars of one moment. Never a rule that was
//! set later.

use jiff::tz::TimeZone;

use super::decide::Declined;
use crate::domain::calendar::{ALWAYS, Calendar};
use crate::domain::clock::Ruling;
use crate::domain::sla::{Scope, Terms};
use crate::domain::{Hours, Malformed, Priority, Refusal, Tier, TwoLetters};
use crate::store::{Setting, View};

/// The rule that counts for a ticket of this priority, tier and topic, by what was set up to an
/// entry; the desk's beginning where that is 0, or none fits.
///
/// # Errors
/// [`Refusal::NoCalendar`], [`Malformed::Zone`], the store's.
pub fn ruling(
    view: &View<'_>,
    policy: u64,
    (priority, tier, topic): (Priority, Option<Tier>, TwoLetters),
) -> Result<Ruling, Declined> {
    let rules = if policy == 0 { Vec::new() } else { view.rules(policy)? };
    let fitting = rules.iter().filter_map(|rule| {
        let scope: Scope = rule.name.parse().ok()?;
        let terms: Terms = rule.text.parse().ok()?;
        scope.fits(priority, tier, topic).then_some((scope.weight(), rule.seq, terms))
    });
    let best = fitting.max_by_key(|(weight, _, _)| *weight);
    let (rule, terms) =
        best.map_or_else(|| (0, Terms::usual(priority)), |(_, seq, terms)| (seq, terms));
    let (calendar, hours) = hours(view, policy, &terms.calendar)?;
    Ok(Ruling { policy, rule, calendar, tier, terms, hours })
}

/// How time is counted by a calendar as it was up to an entry, and the entry that set it.
///
/// # Errors
/// As for [`ruling`].
pub fn hours(view: &View<'_>, policy: u64, name: &str) -> Result<(u64, Hours), Declined> {
    if name == ALWAYS {
        return Ok((0, Hours::Always));
    }
    let set = view.calendars(policy)?.into_iter().find(|calendar| calendar.name == name);
    let none = || Refusal::NoCalendar { calendar: name.to_owned() };
    let Setting { seq, text, .. } = set.ok_or_else(none)?;
    let calendar: Calendar = text.parse()?;
    Ok((seq, by(calendar)?))
}

/// How time is counted by a calendar.
///
/// # Errors
/// [`Malformed::Zone`].
pub fn by(calendar: Calendar) -> Result<Hours, Malformed> {
    let zone = TimeZone::get(&calendar.zone);
    let given = crate::domain::text::quoted(&calendar.zone);
    Ok(Hours::By(Box::new(calendar), zone.map_err(|_| Malformed::Zone { given })?))
}
