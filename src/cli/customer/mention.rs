//! Words of others that mention a customer, so that a person can look at them. Never changes them:
//! whose words they are cannot be told by a program.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::journal;
use crate::domain::contact::tail;
use crate::domain::{Change, Customer};
use crate::wire::answer::JournalLine;

/// Letters below which a name or number says nothing: `Al` is in every second note.
const LETTERS: usize = 3;
/// Digits below which a number is looked for nowhere: four of them are a year.
const DIGITS: usize = 6;

/// What a mention is found by.
#[derive(Debug, Default)]
pub struct Marks {
    phrases: Vec<String>,
    tails: Vec<String>,
}

impl Marks {
    /// Name, e-mail addresses, account and telephone numbers, however they are written.
    pub fn of(customer: &Customer) -> Marks {
        let profile = &customer.profile;
        let emails = profile.emails.iter().map(|email| &email.address);
        let phrases = [&profile.name, &profile.account].into_iter().chain(emails);
        let phrases = phrases.map(|phrase| phrase.to_lowercase());
        let tails = profile.phones.iter().map(|phone| tail(&phone.number));
        Marks {
            phrases: phrases.filter(|phrase| phrase.chars().count() >= LETTERS).collect(),
            tails: tails.filter(|tail| tail.len() >= DIGITS).collect(),
        }
    }

    fn are_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let numbers = numbers(&text);
        self.phrases.iter().any(|phrase| is_whole(&text, phrase))
            || self.tails.iter().any(|tail| numbers.iter().any(|number| number.contains(tail)))
    }
}

/// Tells whether a phrase is in a text and not a part of longer words.
fn is_whole(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The digits of every number in a text, whatever parts their groups.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && !" -./()+".contains(c));
    let digits = parts.map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| digits.len() >= DIGITS).collect()
}

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
        let mentions = |change: &Change| self.marks.are_in(&change.to);
        if line.private.iter().flatten().any(mentions) {
            self.found.push(Mention { seq: line.seq, what: line.fact.name(), ids });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;
    use crate::domain::{CustomerId, Email, Entry, Line, Phone, Profile};

    #[test]
    fn a_name_or_number_is_found_however_it_is_written_and_nothing_else() {
        let phone = |number: &str| Phone {
            label: String::new(),
            number: number.to_owned(),
            line: Line::Own,
        };
        let profile = Profile {
            name: "Nur Halimah".to_owned(),
            account: "7".to_owned(),
            phones: vec![phone("+62 812-3344-5566"), phone("112")],
            emails: vec![Email { label: String::new(), address: "nur@mail.example".to_owned() }],
            ..Profile::default()
        };
        let entry = Entry {
            seq: 1,
            at: At(0),
            by: String::new(),
            command: 0,
            undoes: 0,
            fact: crate::domain::Fact::CustomerAdded { customer: 1, facts: Vec::new() },
            private: None,
        };
        let customer = Customer { profile, ..Customer::added(CustomerId(1), &entry) };
        let marks = Marks::of(&customer);
        for (text, wanted) in [
            ("the sister of NUR HALIMAH called", true),
            ("call (0812) 3344 5566, please", true),
            ("call 081233445566.", true),
            ("write to Nur@mail.example", true),
            ("nur halimahwati, 7 calls, 112", false),
            ("0812 3344 5567", false),
            ("2024 2025 2026", false),
        ] {
            assert_eq!(marks.are_in(text), wanted, "{text}");
        }
        assert!(!Marks::default().are_in("anybody"));
    }
}
