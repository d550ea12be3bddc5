//! Whose row of an import this is. Never takes somebody for another whose record says otherwise:
//! whom numbers lead to is compared with what is kept.

use super::Lookup;
use super::held::HOLDERS;
use super::identity::{self, By, Key, Keys};
use super::roll::Identities;
use super::texts::{Extent, Way, squeezed, system_bytes};
use super::value;
use crate::domain::{CustomerId, Field, Profile};

/// The character of the desk's own account numbers; those of other systems follow it.
const ACCOUNT: u32 = '!' as u32;
/// Systems that are told apart; a desk has a few.
const SYSTEMS: usize = 10_000;

impl Lookup {
    /// Whom an import would take a profile for, and by which field; see [`identity`].
    pub fn known(&self, profile: &Profile) -> Option<(CustomerId, Field)> {
        self.known_beside(&identity::keys(profile), &Identities::default())
    }

    /// As [`Lookup::known`] for keys already worked out, with the customers of a block that is not
    /// written yet on top: whoever that block added, changed or took out counts as it has them.
    pub fn known_beside(&self, keys: &Keys, block: &Identities) -> Option<(CustomerId, Field)> {
        keys.asked().find_map(|key| {
            let here = self.same(keys, &key).filter(|&customer| !block.names(customer));
            let there = block.same(keys, &key);
            here.chain(there).min().map(|customer| (customer, key.field))
        })
    }

    /// Customers with a key whom no other id tells apart.
    fn same(&self, keys: &Keys, key: &Key) -> impl Iterator<Item = CustomerId> {
        let deciding: Vec<u64> = keys.deciding(key).collect();
        let rows = self.rows_with(keys, key).into_iter();
        let rows = rows.filter(move |&row| deciding.iter().all(|&other| !self.is_in(row, other)));
        rows.map(|row| self.people.id(row))
    }

    /// Everybody with a key, whether or not other ids tell them apart; a few of many.
    pub(crate) fn rows_with(&self, keys: &Keys, key: &Key) -> Vec<u32> {
        let live = |row: &u32| self.people.is_live(*row);
        let named = |row: &u32| self.name_sorted(*row) == keys.name;
        let mut rows: Vec<u32> = match &key.by {
            By::Id(system, id) => {
                let system = self.systems.iter().position(|(name, _)| name == system);
                let wanted = system.map(|at| coded(at + 1, id));
                let coded =
                    |row: &u32| self.codes.values(*row).any(|v| Some(v) == wanted.as_deref());
                self.with_code(id).filter(live).filter(coded).take(HOLDERS).collect()
            }
            By::Account(account) => {
                let own = |row: &u32| self.account(*row).is_some_and(|own| own == *account);
                self.with_code(account).filter(live).filter(own).take(HOLDERS).collect()
            }
            By::Phone(tail) => {
                let rows = self.phones.tied(tail, |row| self.persons.name(row), keys.person.name);
                rows.into_iter().filter(live).filter(named).take(HOLDERS).collect()
            }
            By::Email(address) => {
                let rows = self.with_email(address, Some(keys.person.name));
                rows.into_iter().filter(live).filter(named).take(HOLDERS).collect()
            }
            By::Person => {
                let same = self.persons.same(keys.person);
                same.filter(live).filter(named).take(HOLDERS).collect()
            }
            By::Whole => Vec::new(),
        };
        rows.extend(self.held.owners_of(key.hash).filter(live));
        rows
    }

    /// Rows with this very account number or id, as far as letters and digits tell.
    fn with_code(&self, code: &str) -> impl Iterator<Item = u32> {
        let letters = squeezed(code.as_bytes());
        let letters = String::from_utf8_lossy(&letters).into_owned();
        let span = self.codes.span(Way::Start, &letters, Extent::Whole);
        self.codes.of_span(Way::Start, span).map(value::row)
    }

    /// Rows with this very address, of people with a name of this number when it is given.
    pub(crate) fn with_email(&self, address: &str, name: Option<u32>) -> Vec<u32> {
        let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
        let tie = |row| name.map_or(0, |_| self.persons.name(row));
        let mut rows: Vec<u32> = match name {
            Some(name) => self.emails.tied(local, tie, name),
            None => {
                let span = self.emails.span(Way::Start, local, Extent::Whole);
                self.emails.of_span(Way::Start, span).collect()
            }
        };
        let Some(host) = self.hosts.find(host) else { return Vec::new() };
        rows.retain(|&at| self.hosts.at(value::row(at), self.emails.place(at)) == Some(host));
        rows.into_iter().map(value::row).collect()
    }

    /// The words of a row's name, in order of the alphabet.
    fn name_sorted(&self, row: u32) -> String {
        let mut words: Vec<&str> = self.names.of(row).map(|word| self.names.text(word)).collect();
        words.sort_unstable();
        words.join(" ")
    }

    /// A row's account number, in small letters.
    fn account(&self, row: u32) -> Option<String> {
        let own = self.codes.values(row).find(|value| value.first() == Some(&(ACCOUNT as u8)))?;
        Some(super::fold::lower(&String::from_utf8_lossy(&own[1..])))
    }

    /// Tells whether a row has an id in a system.
    fn is_in(&self, row: u32, system: u64) -> bool {
        self.codes.values(row).any(|value| {
            let sign = String::from_utf8_lossy(&value[..system_bytes(value)]);
            let at = sign.chars().next().map_or(0, |sign| (sign as u32).saturating_sub(ACCOUNT));
            match at {
                0 => system == identity::account_system(),
                at => self.systems.get(at as usize - 1).is_some_and(|(_, own)| *own == system),
            }
        })
    }

    /// A profile's account number and ids as they are kept.
    pub(crate) fn codes_of(&mut self, profile: &Profile) -> Vec<String> {
        let mut codes = Vec::new();
        if !profile.account.is_empty() {
            codes.push(coded(0, &profile.account));
        }
        for id in &profile.external {
            let known = self.systems.iter().position(|(name, _)| *name == id.system);
            let at = known.unwrap_or(self.systems.len());
            if known.is_none() && at < SYSTEMS {
                self.systems.push((id.system.clone(), identity::system(&id.system)));
            }
            codes.push(coded(at + 1, &id.id));
        }
        codes.into_iter().map(|code| String::from_utf8_lossy(&code).into_owned()).collect()
    }
}

fn coded(system: usize, code: &str) -> Vec<u8> {
    let sign = u32::try_from(system).ok().and_then(|at| char::from_u32(ACCOUNT + at));
    format!("{}{code}", sign.unwrap_or('\u{FFFD}')).into_bytes()
}
