//! By what an import recognises somebody who is already there. Never looks at likeness: twins do.
//!
//! A row is looked for by its ids in other systems, else its account number, else phone and name,
//! else e-mail and name. A row without any of these is the same customer when name, address and
//! birth date are the same (just a name when it has nothing else), else when everything in it is.
//! Every row is held under the keys it is looked for by, so a file imported twice adds nothing.
//! Whoever was changed since is also held under what they were when they were added, so that this
//! stays true: as that very row, and by their former name with their former phone or e-mail.
//!
//! A phone or e-mail with the name does not make one of two customers who have different ids in
//! the same system: a father and a son may share both.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::dial::Dialled;
use super::fold::{fold, lower};
use super::persons::Person;
use crate::domain::{Field, Profile};

/// One way of recognising somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) hash: u64,
    pub(crate) field: Field,
    pub(crate) by: By,
}

/// What a key is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    /// An id, and its system.
    Id(String, String),
    /// An account number, in small letters.
    Account(String),
    /// What two ways of writing a number share, with the name.
    Phone(String),
    /// An address in small letters, with the name.
    Email(String),
    /// Name, place and birth date.
    Person,
    /// All that was given.
    Whole,
}

/// By what a profile is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Held under all of these; the first `asks` of them are looked for, in this order.
    held: Vec<Key>,
    asks: usize,
    /// Everything in the profile: looked for last, and held for those who were changed.
    whole: u64,
    /// One per system in which the profile has an id, the account number's among them.
    systems: Vec<u64>,
    /// The words of the name in order of the alphabet, and what else tells namesakes apart.
    pub(crate) name: String,
    pub(crate) person: Person,
}

/// Works out a profile's keys. Checked profiles of the same content have the same keys.
pub fn keys(profile: &Profile) -> Keys {
    let person = Person::of(profile);
    let whole = hash_of(&("whole", profile));
    let name = fold(&profile.name).sorted();
    let mut keys = Keys { whole, person, name: name.clone(), ..Keys::default() };
    for id in &profile.external {
        keys.add(Field::ExternalId, By::Id(id.system.clone(), id.id.clone()), &id);
        keys.systems.push(system(&id.system));
    }
    if !profile.account.is_empty() {
        let account = lower(&profile.account);
        keys.add(Field::Account, By::Account(account.clone()), &("account", account));
        keys.systems.push(account_system());
    }
    for phone in &profile.phones {
        let tail = Dialled::read(&phone.number).tail();
        keys.add(Field::Phone, By::Phone(tail.clone()), &("phone", tail, &name));
    }
    for email in &profile.emails {
        let address = lower(&email.address);
        keys.add(Field::Email, By::Email(address.clone()), &("email", address, &name));
    }
    let found_by_contact = !keys.held.is_empty();
    let address = [&profile.address, &profile.city, &profile.postcode, &profile.country];
    let placed = profile.birth_date.is_some() || address.iter().any(|text| !text.is_empty());
    if placed || !name.is_empty() {
        keys.add(Field::Name, By::Person, &("person", &name, person.parts()));
    }
    keys.asks = keys.held.len();
    if found_by_contact {
        keys.asks -= usize::from(placed || !name.is_empty());
    } else if !placed {
        keys.with_the_rest(profile);
    }
    keys
}

/// By what somebody is still recognised who was added as `first` and has changed since: as that
/// very row, whatever ids they have now, and as the person they were.
pub fn former(first: &Profile) -> Keys {
    let mut keys = keys(first);
    keys.held.retain(|key| !matches!(key.field, Field::ExternalId | Field::Account));
    keys.held.push(keys.all());
    (keys.asks, keys.systems) = (0, Vec::new());
    keys
}

/// Tells whether two names are the same to an import: in any order, however they are written.
pub fn same_name(one: &str, other: &str) -> bool {
    fold(one).sorted() == fold(other).sorted()
}

impl Keys {
    fn add(&mut self, field: Field, by: By, what: &impl Hash) {
        self.held.push(Key { hash: hash_of(what), field, by });
    }

    fn all(&self) -> Key {
        Key { hash: self.whole, field: Field::Name, by: By::Whole }
    }

    /// For rows with no more than a name: what else they hold decides. Two notes about a `Budi`
    /// are two customers, nothing but a `Budi` is any of them.
    fn with_the_rest(&mut self, profile: &Profile) {
        let just_a_name = Profile { name: profile.name.clone(), ..Profile::default() };
        if self.held.is_empty() || *profile != just_a_name {
            self.held.insert(0, self.all());
            self.asks = 1;
        }
    }

    /// What to look for, in this order.
    pub(crate) fn asked(&self) -> impl Iterator<Item = Key> {
        self.held[..self.asks].iter().cloned().chain([self.all()])
    }

    /// Everything to be found by.
    pub(crate) fn held(&self) -> &[Key] {
        &self.held
    }

    /// The systems in which the profile has an id.
    pub(crate) fn systems(&self) -> &[u64] {
        &self.systems
    }

    /// Those of the profile's systems that decide when another key is the same: two customers
    /// cannot be one when each has an id of its own in one of them. Nothing decides against the
    /// very row that somebody came from.
    pub(crate) fn deciding(&self, same: &Key) -> impl Iterator<Item = u64> {
        let all = same.field != Field::ExternalId && same.hash != self.whole;
        let (account, by_account) = (account_system(), same.field == Field::Account);
        let systems = self.systems.iter().copied();
        systems.filter(move |&system| all && !(by_account && system == account))
    }
}

/// The number of a system in which customers have ids.
pub(crate) fn system(name: &str) -> u64 {
    hash_of(&("system", name))
}

/// The number of the desk's own account numbers, beside those of external ids.
pub(crate) fn account_system() -> u64 {
    hash_of(&"account")
}

/// One number for a value; stays within this process.
pub(crate) fn hash_of(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
