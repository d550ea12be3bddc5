//! How customers came last and what they complained of last, for the report of who leaves. Never
//! what came after the time that is asked for.

use std::collections::HashMap;

use super::part::{Asked, Part};
use crate::domain::At;
use crate::wire::report::ReportBy;

/// The part of each customer, as far as it is one that changes.
pub struct Lasts<'a> {
    asked: &'a Asked<'a>,
    last: HashMap<u32, (At, Part)>,
}

impl<'a> Lasts<'a> {
    /// What is needed of what is asked for.
    pub fn new(asked: &'a Asked<'a>) -> Lasts<'a> {
        let mut lasts = Lasts { asked, last: HashMap::new() };
        match asked.by {
            Some(ReportBy::Channel) => {
                for one in asked.columns.contacts.rows() {
                    lasts.take(one.customer, one.at, Part::Channel(one.channel()));
                }
            }
            Some(ReportBy::Topic) => {
                for one in asked.columns.tickets.own().filter(|one| one.is_complaint()) {
                    lasts.take(one.customer, one.opened, Part::Topic(one.topic));
                }
            }
            Some(
                ReportBy::Agent
                | ReportBy::Tier
                | ReportBy::Hour
                | ReportBy::Week
                | ReportBy::Rater,
            )
            | None => {}
        }
        lasts
    }

    fn take(&mut self, customer: u32, at: At, part: Part) {
        let is_later = self.last.get(&customer).is_none_or(|(before, _)| *before <= at);
        if at <= self.asked.end() && is_later {
            self.last.insert(customer, (at, part));
        }
    }

    /// The part that a customer is in.
    pub fn part(&self, customer: u32) -> Option<Part> {
        match self.asked.by? {
            ReportBy::Tier => Some(Part::Tier(self.asked.columns.tier(customer))),
            ReportBy::Channel | ReportBy::Topic => {
                let last = self.last.get(&customer);
                Some(last.map_or(Part::Unknown, |(_, part)| part.clone()))
            }
            ReportBy::Agent | ReportBy::Hour | ReportBy::Week | ReportBy::Rater => None,
        }
    }
}
