//! Words of others that mention a customer, so that a person can look at them. Never changes them:
//! whose words they are cannot be told by a program.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::journal;
use crate::domain::{Change, Marks};
use crate::wire::journal::JournalLine;

/// An entry of somebody else's whose words mention the customer.
#[derive(Debug, Serialize)]
pub struct Mention {
    /// Of the entry.
    pub seq: u64,
    /// Its fact.
    pub what: &'static str,
    /// Numbers of contact, ticket, promised call and customer, as far as it has them.
    #[serde(flatten)]
    pub ids: Map<String, Value>,
}

/// Looks for mentions, entry by entry from the first on.
#[derive(Debug, Default)]
pub struct Mentions {
    marks: Marks,
    /// Whose each ticket is: most entries about a ticket do not say.
    owners: HashMap<String, Value>,
    /// Those that were found.
    pub found: Vec<Mention>,
}

impl Mentions {
    /// Looks for these marks.
    pub fn new(marks: Marks) -> Mentions {
        Mentions { marks, ..Mentions::default() }
    }

    /// Tells whether a text mentions the customer.
    pub fn name(&self, text: &str) -> bool {
        self.marks.are_in(text)
    }

    /// Looks at an entry of somebody else's.
    pub fn look(&mut self, line: &JournalLine) {
        let mut ids = journal::told(&line.fact);
        ids.retain(|name, value| {
            ["customer", "ticket", "interaction", "callback"].contains(&name.as_str())
                && !value.is_null()
        });
        let ticket = ids.get("ticket").and_then(Value::as_str).map(str::to_owned);
        if let Some(ticket) = ticket {
            match ids.get("customer") {
                Some(customer) => drop(self.owners.insert(ticket, customer.clone())),
                None => {
                    let owner = self.owners.get(&ticket).cloned();
                    ids.extend(owner.map(|owner| ("customer".to_owned(), owner)));
                }
            }
        }
        let mentions = |change: &Change| self.name(&change.to) || self.name(&change.key);
        if line.private.iter().flatten().any(mentions) {
            self.found.push(Mention { seq: line.seq, what: line.fact.name(), ids });
        }
    }
}
