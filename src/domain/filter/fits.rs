//! Whether something has what the conditions ask for. Never a word of a text: those are looked up.

use super::super::activity::Activity;
use super::super::code::TwoLetters;
use super::super::handling::{Agreement, Gap};
use super::super::id::CustomerId;
use super::super::interaction::Channel;
use super::super::profile::Tier;
use super::super::status::{Priority, Severity, Status};
use super::super::time::At;
use super::{Day, Filter, Is, Kind, Sign, Term, When, Whether, Who};

/// When and by whom it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now.
    pub now: At,
    /// When yesterday, today, tomorrow and the day after began, in the desk's time zone.
    pub days: [At; 4],
    /// Whoever asks.
    pub me: &'a str,
}

/// What is known of a ticket or of a line of a time line; `None` for what it does not have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it stands.
    pub status: Option<Status>,
    /// About what.
    pub topic: Option<TwoLetters>,
    /// Who has it; empty for nobody.
    pub holder: Option<&'a str>,
    /// When something is due.
    pub due: Option<At>,
    /// When it was.
    pub at: Option<At>,
    /// The customer's tier.
    pub tier: Option<Tier>,
    /// How soon.
    pub priority: Option<Priority>,
    /// How bad.
    pub severity: Option<Severity>,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// By which way.
    pub channel: Option<Channel>,
    /// Who wrote it.
    pub by: Option<&'a str>,
    /// Whether somebody above is to look at it.
    pub escalated: Option<Whether>,
    /// Which kind of ticket it is.
    pub matter: Option<Kind>,
    /// Where the service fell short, of a ticket.
    pub gap: Option<Option<Gap>>,
    /// At which activity it came about, of a ticket.
    pub activity: Option<Option<Activity>>,
    /// What the customer said, of a ticket.
    pub agreed: Option<Option<Agreement>>,
    /// Who follows it, of a ticket.
    pub followers: Option<&'a [String]>,
}

impl Filter {
    /// Tells whether something passes all conditions but the words.
    pub fn fits(&self, facts: &Facts<'_>, moment: &Moment<'_>) -> bool {
        self.terms().iter().all(|term| holds(term, facts, moment))
    }
}

fn holds(term: &Term, facts: &Facts<'_>, moment: &Moment<'_>) -> bool {
    let has = match &term.is {
        Is::Status(any) => among(any, facts.status),
        Is::Topic(any) => among(any, facts.topic),
        Is::Agent(any) => {
            facts.holder.is_some_and(|name| any.iter().any(|who| is(who, name, moment)))
        }
        Is::Due(any) => any.iter().any(|when| due(*when, facts, moment)),
        Is::Age(any) => any.iter().any(|when| age(*when, facts.at, moment)),
        Is::Tier(any) => any.contains(&facts.tier),
        Is::Priority(any) => among(any, facts.priority),
        Is::Severity(any) => among(any, facts.severity),
        Is::Customer(any) => among(any, facts.customer),
        Is::Kind(any) => among(any, facts.kind) || among(any, facts.matter),
        Is::Channel(any) => among(any, facts.channel),
        Is::By(any) => facts.by.is_some_and(|name| any.iter().any(|who| is(who, name, moment))),
        Is::Escalated(any) => among(any, facts.escalated),
        Is::Gap(any) => among(any, facts.gap),
        Is::Activity(any) => among(any, facts.activity),
        Is::Agreed(any) => among(any, facts.agreed),
        Is::Follower(any) => facts.followers.is_some_and(|all| match all {
            [] => any.contains(&Who::Nobody),
            all => any.iter().any(|who| all.iter().any(|name| is(who, name, moment))),
        }),
        Is::Opened(any) => facts.at.is_some_and(|at| any.iter().any(|range| range.has(at))),
        Is::Word(_) | Is::Phrase(_) => return true,
    };
    match term.sign {
        Sign::With => has,
        Sign::Without => !has,
    }
}

fn among<T: PartialEq>(any: &[T], one: Option<T>) -> bool {
    one.is_some_and(|one| any.contains(&one))
}

fn is(who: &Who, name: &str, moment: &Moment<'_>) -> bool {
    match who {
        Who::Me => name == moment.me,
        Who::Nobody => name.is_empty(),
        Who::Named(wanted) => name.eq_ignore_ascii_case(wanted),
    }
}

fn due(when: When, facts: &Facts<'_>, moment: &Moment<'_>) -> bool {
    let runs = facts.status.is_some_and(Status::runs);
    match (when, facts.due) {
        (When::Day(Day::None), due) => due.is_none(),
        (_, None) => false,
        (When::Day(Day::Late), Some(due)) => runs && due < moment.now,
        (When::Day(day), Some(due)) => on(day, due, moment),
        (When::Bound(bound), Some(due)) => bound.ahead(moment.now, due),
    }
}

fn age(when: When, at: Option<At>, moment: &Moment<'_>) -> bool {
    match (when, at) {
        (When::Day(Day::None), at) => at.is_none(),
        (_, None) => false,
        (When::Day(day), Some(at)) => on(day, at, moment),
        (When::Bound(bound), Some(at)) => bound.ago(moment.now, at),
    }
}

fn on(day: Day, at: At, moment: &Moment<'_>) -> bool {
    let [yesterday, today, tomorrow, after] = moment.days;
    match day {
        Day::Yesterday => (yesterday..today).contains(&at),
        Day::Today => (today..tomorrow).contains(&at),
        Day::Tomorrow => (tomorrow..after).contains(&at),
        Day::Late => at < moment.now,
        Day::None => false,
    }
}
