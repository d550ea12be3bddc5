//! How a customer is shown whose record cannot be read yet: as they are found. Never as they were
//! typed, which only the index knows.

use super::Lookup;
use crate::domain::CustomerId;

/// What a look-up knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The words of their name with capitals, else the first thing they are found by.
    pub label: String,
    /// Their numbers, in one form: `081…`, `+44…`.
    pub phones: Vec<String>,
    /// Their addresses, in small letters.
    pub emails: Vec<String>,
    /// Tickets that are not settled.
    pub open_tickets: u32,
}

impl Lookup {
    /// What is known of a customer; `None` when there is no such customer.
    pub fn shown(&self, customer: CustomerId) -> Option<Shown> {
        let row = self.people.row(customer)?;
        let words = self.names.of(row).map(|word| capital(self.names.text(word)));
        let name = words.collect::<Vec<_>>().join(" ");
        let label = if name.is_empty() { self.label(row) } else { name };
        let emails = (0..self.emails.values(row).count()).map(|at| self.email(row, at));
        Some(Shown {
            label,
            phones: self.phones.values(row).collect(),
            emails: emails.collect(),
            open_tickets: self.busy.open(row),
        })
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
