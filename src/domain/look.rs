//! Who looked at whose record: what is kept of a look, on disk and on the wire. Numbers, names of
//! agents and times only: never a word about a customer, so that an erasure finds nothing in it.

use serde::{Deserialize, Serialize};

use super::id::CustomerId;
use super::time::At;
use super::word::words;

words! {
    /// What was opened.
    Looked {
        /// The record.
        Record = 1 "record",
        /// The time line.
        History = 2 "history",
        /// A ticket.
        Ticket = 3 "ticket",
        /// A list of records, as an export takes them.
        List = 4 "list",
    }
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// Which gateway user spoke for them; empty when they looked themselves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub via: String,
    /// At what.
    pub what: Looked,
    /// Whose it is; of a list, the first.
    pub customer: CustomerId,
    /// The last of a list; else the same.
    pub to: CustomerId,
}

impl Look {
    /// Tells whether it may have been at a customer's.
    pub fn is_at(&self, customer: CustomerId) -> bool {
        (self.customer..=self.to).contains(&customer)
    }
}
