//! What the desk has decided to do better: who does it, by when it is looked at, what it is about.
//! Never what came of it: that is counted, not written.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::activity::Activity;
use super::agent;
use super::code::TwoLetters;
use super::customer::checked_note;
use super::event::{Change, Entry, Event, Fact};
use super::field::Field;
use super::handling::Gap;
use super::refusal::{Malformed, Refusal};
use super::text::{looks_blank, quoted};
use super::ticket::Ticket;
use super::time::{At, Date};

/// What of an improvement is a fact: one line, `owner sari check 2026-12-24 topic BI gap delivery`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Who sees to it.
    pub owner: String,
    /// The day on which it is looked at.
    pub check: Date,
    /// Complaints about this.
    #[serde(default)]
    pub topic: Option<TwoLetters>,
    /// Complaints that came about so.
    #[serde(default)]
    pub gap: Option<Gap>,
    /// Complaints that came about there.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// Whether it has been done.
    #[serde(default)]
    pub done: bool,
}

/// An improvement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Improvement {
    /// Its number: that of the entry that set it down.
    pub no: u64,
    /// When it was set down.
    pub at: At,
    /// By whom.
    pub by: String,
    /// What of it is a fact; `None` once it was taken back.
    pub plan: Option<Plan>,
    /// What is done; `None` once erased.
    pub action: Option<String>,
    /// When it was done.
    pub done: Option<At>,
}

/// Complaints of one kind in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// How many.
    pub count: u64,
    /// In how many days.
    pub days: u32,
}

impl Pace {
    /// How many a week, in thousandths; `None` for no time at all.
    pub fn a_week(self) -> Option<u64> {
        (self.count * 7_000).checked_div(u64::from(self.days))
    }
}

impl Plan {
    /// Tells whether a complaint is one of those it is about.
    pub fn is_about(&self, ticket: &Ticket) -> bool {
        let cause = ticket.handling.cause.as_ref().map(|cause| cause.gap);
        self.topic.is_none_or(|topic| topic == ticket.topic)
            && self.gap.is_none_or(|gap| Some(gap) == cause)
            && self.activity.is_none_or(|one| Some(one) == ticket.handling.activity)
    }

    /// The same as a filter of tickets.
    pub fn filter(&self) -> String {
        let topic = self.topic.map(|topic| format!("topic:{topic}"));
        let gap = self.gap.map(|gap| format!("gap:{gap}"));
        let activity = self.activity.map(|one| format!("activity:{one}"));
        [topic, gap, activity].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Tells whether its day has come and it has not been done.
    pub fn is_late(&self, today: Date) -> bool {
        !self.done && self.check < today
    }
}

impl FromStr for Plan {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Plan, Malformed> {
        let malformed = |word: &str| Malformed::Improvement { given: quoted(word) };
        let (mut owner, mut check) = (None, None);
        let (mut topic, mut gap, mut activity, mut done) = (None, None, None, false);
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if word == "done" {
                done = true;
                continue;
            }
            let value = words.next().ok_or_else(|| malformed(word))?;
            match word {
                "owner" => owner = Some(agent::checked_name(value)?),
                "check" => check = Some(value.parse()?),
                "topic" => topic = Some(value.parse()?),
                "gap" => gap = Some(value.parse()?),
                "activity" => activity = Some(value.parse()?),
                _ => return Err(malformed(word)),
            }
        }
        let (Some(owner), Some(check)) = (owner.filter(|owner| !owner.is_empty()), check) else {
            return Err(malformed(text));
        };
        Ok(Plan { owner, check, topic, gap, activity, done })
    }
}

impl Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "owner {} check {}", self.owner, self.check)?;
        self.topic.iter().try_for_each(|one| write!(f, " topic {one}"))?;
        self.gap.iter().try_for_each(|one| write!(f, " gap {one}"))?;
        self.activity.iter().try_for_each(|one| write!(f, " activity {one}"))?;
        if self.done { f.write_str(" done") } else { Ok(()) }
    }
}

impl Improvement {
    /// Sets one down, changes it or (`None`) takes it back.
    ///
    /// # Errors
    /// [`Malformed`] for what cannot be kept, [`Refusal::AlreadySo`].
    pub fn set(
        was: Option<&Improvement>,
        plan: Option<&Plan>,
        action: &str,
    ) -> Result<Event, Refusal> {
        let to = match plan {
            None => String::new(),
            // It is read once more: what came over the wire may name nobody.
            Some(plan) => plan.to_string().parse::<Plan>()?.to_string(),
        };
        let said = was.and_then(|one| one.action.clone()).unwrap_or_default();
        let action = if plan.is_some() { checked_note(action)? } else { said.clone() };
        if plan.is_some() && looks_blank(&action) {
            return Err(Malformed::Empty { field: Field::Note }.into());
        }
        let before = was.and_then(|one| one.plan.as_ref()).map(Plan::to_string);
        let from = before.unwrap_or_default();
        if from == to && said == action {
            return Err(Refusal::AlreadySo);
        }
        let improvement = was.map_or(0, |one| one.no);
        let words = Change { field: Field::Note, key: String::new(), from: said, to: action };
        let private = if words.from == words.to { Vec::new() } else { vec![words] };
        Ok(Event { fact: Fact::ImprovementSet { improvement, from, to }, private })
    }

    /// What an entry has made of it; `None` for an entry about something else.
    pub fn after(was: Option<&Improvement>, entry: &Entry) -> Option<Improvement> {
        let Fact::ImprovementSet { improvement, to, .. } = &entry.fact else { return None };
        let fresh = || Improvement {
            no: if *improvement == 0 { entry.seq } else { *improvement },
            at: entry.at,
            by: entry.by.clone(),
            plan: None,
            action: Some(String::new()),
            done: None,
        };
        let mut one = was.cloned().unwrap_or_else(fresh);
        let was_done = one.plan.as_ref().is_some_and(|plan| plan.done);
        one.plan = to.parse().ok();
        let is_done = one.plan.as_ref().is_some_and(|plan| plan.done);
        if was_done != is_done {
            one.done = is_done.then_some(entry.at);
        }
        match &entry.private {
            None => one.action = None,
            Some(words) => {
                one.action = words.first().map(|words| words.to.clone()).or(one.action);
            }
        }
        Some(one)
    }

    /// Takes back what an entry has made of it, while it is still so.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`].
    pub fn undo(&self, entry: &Entry) -> Result<Event, Refusal> {
        let Fact::ImprovementSet { from, to, .. } = &entry.fact else {
            return Err(Refusal::NothingToUndo);
        };
        let now = self.plan.as_ref().map(Plan::to_string).unwrap_or_default();
        let words = entry.private.as_ref().ok_or(Refusal::ChangedSince)?;
        let is_said = |change: &Change| self.action.as_ref() == Some(&change.to);
        if now != *to || !words.iter().all(is_said) {
            return Err(Refusal::ChangedSince);
        }
        let (improvement, from, to) = (self.no, to.clone(), from.clone());
        let private = words.iter().map(Change::reversed).collect();
        Ok(Event { fact: Fact::ImprovementSet { improvement, from, to }, private })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: u64, event: Event) -> Entry {
        let (at, by, via) = (At(seq.cast_signed()), "rina".to_owned(), String::new());
        let Event { fact, private } = event;
        Entry { seq, at, by, via, command: 1, undoes: 0, fact, private: Some(private) }
    }

    fn plan(text: &str) -> Plan {
        text.parse().expect("a plan")
    }

    #[test]
    fn a_plan_is_written_as_it_is_read() {
        for text in [
            "owner sari check 2026-12-24",
            "owner sari check 2026-12-24 topic BI gap delivery activity supply done",
        ] {
            assert_eq!(plan(text).to_string(), text);
        }
        for text in
            ["", "owner sari", "check 2026-12-24", "owner sari check soon", "owner sari who"]
        {
            assert!(text.parse::<Plan>().is_err(), "{text}");
        }
    }

    #[test]
    fn it_is_set_down_changed_done_and_taken_back() {
        let first = plan("owner sari check 2026-12-24 gap delivery");
        let event = Improvement::set(None, Some(&first), "a second courier").expect("new");
        let set = entry(7, event);
        let one = Improvement::after(None, &set).expect("set down");
        assert_eq!((one.no, one.done, one.action.as_deref()), (7, None, Some("a second courier")));
        let same = Improvement::set(Some(&one), Some(&first), "a second courier");
        assert_eq!(same, Err(Refusal::AlreadySo));
        let done = Plan { done: true, ..first.clone() };
        let event = Improvement::set(Some(&one), Some(&done), "a second courier").expect("done");
        let ended = entry(9, event);
        let over = Improvement::after(Some(&one), &ended).expect("it is this one");
        assert_eq!((over.no, over.done), (7, Some(At(9))));
        assert_eq!(over.undo(&set), Err(Refusal::ChangedSince));
        let back = over.undo(&ended).expect("still so");
        let again = Improvement::after(Some(&over), &entry(10, back)).expect("it is this one");
        assert_eq!(again, one);
        let gone = again.undo(&set).expect("still so");
        let gone = Improvement::after(Some(&again), &entry(11, gone)).expect("it is this one");
        assert_eq!(gone.plan, None);
        assert!(Improvement::set(None, Some(&first), " ").is_err(), "nothing is to be done");
    }

    #[test]
    fn it_is_late_when_its_day_has_passed_and_it_is_not_done() {
        let one = plan("owner sari check 2026-12-24");
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert!(!one.is_late(day("2026-12-24")) && one.is_late(day("2026-12-25")));
        assert!(!Plan { done: true, ..one }.is_late(day("2027-01-01")));
    }
}
