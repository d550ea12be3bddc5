//! The times that rules give and the hours they count by, as the journal set them. Never a rule
//! that was set after a ticket's: each ticket names the entries that count for it.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::domain::calendar::Calendar;
use crate::domain::sla::Terms;
use crate::domain::{ClockState, Fact, Hours, Priority};

/// What counts for tickets: which rule, by which calendar.
#[derive(Debug)]
struct Pair {
    key: (u64, u64),
    /// First answer and resolution, in milliseconds; `None` where no rule fitted.
    spans: Option<(i64, i64)>,
    hours: Hours,
}

/// Rules and calendars that tickets are counted by.
#[derive(Debug, Default)]
pub struct Rules {
    rules: BTreeMap<u64, String>,
    calendars: BTreeMap<u64, String>,
    /// Those that some ticket has; a ticket keeps the place and one more, 0 for none.
    pairs: Vec<Pair>,
}

impl Rules {
    /// Takes in what an entry sets.
    pub fn take(&mut self, seq: u64, fact: &Fact) {
        match fact {
            Fact::SlaSet { to, .. } if !to.is_empty() => drop(self.rules.insert(seq, to.clone())),
            Fact::CalendarSet { to, .. } if !to.is_empty() => {
                drop(self.calendars.insert(seq, to.clone()));
            }
            _ => {}
        }
    }

    /// What counts for a ticket whose clock was set so, as a number; 0 where nothing was set, or
    /// more was than can be numbered.
    pub fn number(&mut self, clock: &ClockState) -> u16 {
        let key = (clock.rule, clock.calendar);
        if key == (0, 0) {
            return 0;
        }
        // Tickets opened one after the other are counted alike.
        let known = self.pairs.iter().rposition(|pair| pair.key == key);
        let at = known.unwrap_or_else(|| {
            let terms = self.rules.get(&key.0).and_then(|text| text.parse::<Terms>().ok());
            let spans = terms.map(|terms| (terms.answer, terms.resolve));
            let hours = self.calendars.get(&key.1).map_or(Hours::Always, |text| hours(text));
            self.pairs.push(Pair { key, spans, hours });
            self.pairs.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(0)
    }

    fn pair(&self, number: u16) -> Option<&Pair> {
        self.pairs.get(usize::from(number).checked_sub(1)?)
    }

    /// How long a ticket has to its first answer and to its resolution, in milliseconds.
    pub fn spans(&self, number: u16, priority: Priority) -> (i64, i64) {
        let usual = || {
            let terms = Terms::usual(priority);
            (terms.answer, terms.resolve)
        };
        self.pair(number).and_then(|pair| pair.spans).unwrap_or_else(usual)
    }

    /// Tells whether a rule of the desk counts, and not what sigap gives where there is none.
    pub fn has_rule(&self, number: u16) -> bool {
        self.pair(number).is_some_and(|pair| pair.spans.is_some())
    }

    /// By what time is counted.
    pub fn hours(&self, number: u16) -> &Hours {
        self.pair(number).map_or(&Hours::Always, |pair| &pair.hours)
    }
}

/// Hours by a calendar; every moment where it cannot be read any more.
fn hours(text: &str) -> Hours {
    let calendar = text.parse::<Calendar>().ok();
    let by = |calendar: Calendar| {
        let zone = TimeZone::get(&calendar.zone).ok()?;
        Some(Hours::By(Box::new(calendar), zone))
    };
    calendar.and_then(by).unwrap_or(Hours::Always)
}
