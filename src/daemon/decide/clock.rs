//! Due times: calendars and rules are set, what was done to a ticket has its clocks set, and what
//! they ask for is told. Never counts time itself.

use super::{Deciding, Declined};
use crate::daemon::ruling;
use crate::domain::calendar::{self, Calendar};
use crate::domain::clock::{ClockChange, Ruling};
use crate::domain::sla::{Breach, Scope, Terms};
use crate::domain::time::HOUR;
use crate::domain::{CodeKind, Event, Fact, Field, Malformed, Refusal, Ticket, TicketNo, limit};
use crate::store::Setting;
use crate::wire::Done;

/// Every entry there is.
const NOW: u64 = u64::MAX;

impl Deciding<'_> {
    pub(super) fn set_calendar(&mut self, name: &str, text: &str) -> Result<Done, Declined> {
        let event = self.calendar(name, text)?;
        self.append(event);
        Ok(Done::default())
    }

    fn calendar(&self, name: &str, text: &str) -> Result<Event, Declined> {
        let name = calendar::checked_name(name)?;
        let to = match text.trim() {
            "" => String::new(),
            text => {
                let calendar: Calendar = text.parse()?;
                let text = calendar.to_string();
                let hours = ruling::by(calendar)?;
                hours.after(self.stamp.at, HOUR).ok_or(Malformed::NeverOpen)?;
                text
            }
        };
        let all = self.block.view().calendars(NOW)?;
        let from = changed(&all, &name, &to, limit::CALENDARS)?;
        if to.is_empty() {
            self.must_be_free(&name)?;
        }
        Ok(Event::from(Fact::CalendarSet { name, from, to }))
    }

    /// Makes sure that no rule counts by a calendar.
    fn must_be_free(&self, calendar: &str) -> Result<(), Declined> {
        for rule in self.block.view().rules(NOW)? {
            if rule.text.parse::<Terms>().is_ok_and(|terms| terms.calendar == calendar) {
                let (calendar, rule) = (calendar.to_owned(), rule.name);
                return Err(Refusal::CalendarInUse { calendar, rule }.into());
            }
        }
        Ok(())
    }

    pub(super) fn set_rule(&mut self, scope: &str, terms: &str) -> Result<Done, Declined> {
        let event = self.rule(scope, terms)?;
        self.append(event);
        Ok(Done::default())
    }

    fn rule(&self, scope: &str, terms: &str) -> Result<Event, Declined> {
        let scope: Scope = scope.parse()?;
        let to = match terms.trim() {
            "" => String::new(),
            terms => {
                scope.topic.map_or(Ok(()), |topic| self.known_code(CodeKind::Topic, topic))?;
                let terms = terms.parse::<Terms>()?.in_order()?;
                ruling::hours(&self.block.view(), NOW, &terms.calendar)?;
                terms.to_string()
            }
        };
        let (all, scope) = (self.block.view().rules(NOW)?, scope.to_string());
        let from = changed(&all, &scope, &to, limit::RULES)?;
        Ok(Event::from(Fact::SlaSet { scope, from, to }))
    }

    /// The event that takes a calendar or a rule back, while it is still as it was set.
    pub(super) fn ruled_back(&self, fact: &Fact) -> Result<Event, Declined> {
        let is = |all: &[Setting], name: &str, text: &str| {
            let now = all.iter().find(|one| one.name == name);
            now.map_or("", |one| one.text.as_str()) == text
        };
        match fact {
            Fact::CalendarSet { name, from, to }
                if is(&self.block.view().calendars(NOW)?, name, to) =>
            {
                self.calendar(name, from)
            }
            Fact::SlaSet { scope, from, to } if is(&self.block.view().rules(NOW)?, scope, to) => {
                self.rule(scope, from)
            }
            _ => Err(Refusal::ChangedSince.into()),
        }
    }

    /// Sets a ticket's due times anew when what was done to it asks for that; `before` is the
    /// ticket as it was, `None` for one that was just opened.
    pub(super) fn keep_clock(
        &mut self,
        no: TicketNo,
        before: Option<&Ticket>,
    ) -> Result<(), Declined> {
        let ticket = self.ticket(no)?;
        let Some(change) = ticket.clock_change(before) else { return Ok(()) };
        let ruling = self.ruling(&ticket, change)?;
        let standing = before.unwrap_or(&ticket).standing();
        let event = ticket.set_clock(change, &standing, &ruling, self.stamp.at)?;
        event.into_iter().for_each(|event| self.append(event));
        Ok(())
    }

    /// The rule that counts: of those in force when the ticket was opened, or came back.
    fn ruling(&self, ticket: &Ticket, change: ClockChange) -> Result<Ruling, Declined> {
        let view = self.block.view();
        let (policy, tier) = match change {
            ClockChange::Opened | ClockChange::Reopened => {
                let last = self.block.entries().last().map_or(0, |entry| entry.seq);
                let policy = if view.rules(last)?.is_empty() { 0 } else { last };
                let customer = view.customer(ticket.customer)?;
                (policy, customer.and_then(|customer| customer.profile.tier))
            }
            ClockChange::Paused
            | ClockChange::Resumed
            | ClockChange::Priority
            | ClockChange::Topic
            | ClockChange::Kind => (ticket.clock.policy, ticket.clock.tier),
        };
        ruling::ruling(&view, policy, (ticket.priority, tier, ticket.topic))
    }

    /// Tells what is to be told of a ticket's clocks by now, and does what its rule asks for when a
    /// time has passed. What cannot be done (any more) is left; that it was told is kept.
    ///
    /// # Errors
    /// The store's.
    pub fn tell(&mut self, no: TicketNo) -> Result<(), Declined> {
        let ticket = self.ticket(no)?;
        let now = self.stamp.at;
        let Some((_, alarm)) = ticket.alarm().filter(|(at, _)| *at <= now) else { return Ok(()) };
        let (due, breach) = (ticket.due_of(alarm), ticket.clock.breach == 1);
        let alarm = if breach && due <= now { alarm.late() } else { alarm };
        let key = (ticket.priority, ticket.clock.tier, ticket.topic);
        let breach = match ruling::ruling(&self.block.view(), ticket.clock.policy, key) {
            Ok(ruling) if ticket.is_complaint() => ruling.terms.breach,
            Ok(_) => Breach::default(),
            Err(Declined::Refused(_)) => Breach::default(),
            Err(failed @ Declined::Failed(_)) => return Err(failed),
        };
        let told = breach.tell.clone().filter(|_| alarm.is_late());
        let to = told.or(ticket.assignee.clone()).unwrap_or_default();
        let what = alarm.byte();
        self.append(Event::from(Fact::TicketClockTold { ticket: no.0, what, due: due.0, to }));
        if alarm.is_late() {
            if breach.raise {
                self.or_leave(no, |ticket, _| {
                    ticket.set_priority(ticket.priority.raised()).map(|event| vec![event])
                })?;
            }
            if let Some(who) = &breach.assign {
                self.or_leave(no, |ticket, _| ticket.assign(who))?;
            }
        }
        Ok(())
    }

    fn or_leave(
        &mut self,
        no: TicketNo,
        rule: impl FnOnce(&Ticket, &str) -> Result<Vec<Event>, Refusal>,
    ) -> Result<(), Declined> {
        let mark = self.block.mark();
        match self.ticket_events(no, rule) {
            Ok(_) => Ok(()),
            Err(Declined::Refused(why)) => {
                tracing::debug!("{no}: what its rule asks for was not done: {why}");
                self.block.rollback(mark);
                Ok(())
            }
            Err(failed @ Declined::Failed(_)) => Err(failed),
        }
    }
}

/// What a setting says before it is changed.
pub(super) fn changed(
    all: &[Setting],
    name: &str,
    to: &str,
    limit: usize,
) -> Result<String, Refusal> {
    let from = all.iter().find(|one| one.name == name).map(|one| one.text.clone());
    match from {
        None if to.is_empty() => Err(Refusal::AlreadySo),
        None if all.len() >= limit => {
            let (field, count) = (Field::Name, all.len() + 1);
            Err(Malformed::TooMany { field, count, limit }.into())
        }
        None => Ok(String::new()),
        Some(from) if from == to => Err(Refusal::AlreadySo),
        Some(from) => Ok(from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;

    #[test]
    fn so_many_rules_and_calendars_are_kept_and_no_more() {
        let set = |number: usize| Setting {
            seq: number as u64,
            at: At(0),
            by: "a".to_owned(),
            name: number.to_string(),
            text: "as it was".to_owned(),
        };
        for limit in [limit::RULES, limit::CALENDARS] {
            let mut all: Vec<Setting> = (1..limit).map(set).collect();
            assert_eq!(changed(&all, "new", "so", limit), Ok(String::new()));
            all.push(set(limit));
            assert!(matches!(changed(&all, "new", "so", limit), Err(Refusal::Malformed(_))));
            assert_eq!(changed(&all, "1", "so", limit), Ok("as it was".to_owned()));
            assert_eq!(changed(&all, "1", "as it was", limit), Err(Refusal::AlreadySo));
            assert_eq!(changed(&all, "none", "", limit), Err(Refusal::AlreadySo));
        }
    }
}
