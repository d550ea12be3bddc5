//! Finds a customer as the agent types, and who an import row or a caller is. Never reads the disk.
//!
//! Reading order: `ask` takes apart what was typed, `fold` makes letters comparable, `words` and
//! `arena` hold what customers are found by, `seek` compares, `find` ranks; `dial` knows telephone
//! numbers, `sound` and `nick` names, `osa` counts wrong letters, `mark` says which letters to
//! mark; [`identity`], `roll` and `twin` tell who is the same; `copy`, `piece` and `load` make
//! bytes of all of it and take them back; [`prose`] finds tickets by their words. docs/lookup.md
//! has the whole story.

mod arena;
mod ask;
mod copy;
mod dial;
mod find;
mod fit;
mod fold;
pub mod identity;
mod load;
mod mark;
mod nick;
mod osa;
mod piece;
pub mod prose;
mod roll;
mod seek;
mod shown;
mod sound;
#[cfg(test)]
mod tests;
mod twin;
mod words;

pub use copy::{Copying, Swept};
pub use find::{Hit, Hits};
pub use fit::Why;
pub use mark::{Mark, Marked, MarkedField};
pub use piece::Unusable;
pub use roll::Identities;
pub use shown::Shown;

use arena::Arena;
use dial::Dialled;
use identity::Keys;
use words::Words;

use crate::domain::{At, Customer, CustomerId, Field, Profile};

/// Dead rows below which nothing is swept.
const SWEEP_ROWS: usize = 4_096;

/// How much somebody is being looked after: of customers who fit alike, the busier are first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Activity {
    /// Tickets that are not settled.
    pub open_tickets: u32,
    /// When they were last spoken with; the beginning of time when never.
    pub last_contact: At,
}

impl Activity {
    /// As one number that grows with open tickets, then with the time of the last contact.
    fn busy(self) -> u64 {
        let seconds = u64::try_from(self.last_contact.0 / 1000).unwrap_or(0);
        (u64::from(self.open_tickets.min(0xFFFF)) << 48) | seconds.min((1 << 48) - 1)
    }
}

/// Everything customers are found by, in memory. Kept as rows that are only added; a change adds a
/// row and leaves a dead one, and dead rows are swept out when they are a quarter of all.
#[derive(Default)]
pub struct Lookup {
    people: Identities,
    busy: Vec<u64>,
    names: Words,
    towns: Words,
    phones: Arena,
    emails: Arena,
    codes: Arena,
    traits: Vec<twin::Trait>,
    letters: mark::Letters,
    /// How often rows have got other numbers.
    sweeps: u64,
}

impl Lookup {
    /// Nobody yet.
    pub fn new() -> Lookup {
        Lookup::default()
    }

    /// Makes a customer findable as they are now; a withdrawn one is no longer found.
    pub fn put(&mut self, customer: &Customer) {
        let profile = &customer.profile;
        let busy = self.people.row(customer.id).map_or(0, |row| self.busy[row as usize]);
        if customer.withdrawn || customer.erased.is_some() {
            self.remove(customer.id);
            return;
        }
        self.people.add(customer.id, &identity::keys(profile));
        self.busy.push(busy);
        self.names.push(fold::fold(&profile.name).words());
        let towns = [&profile.city, &profile.postcode].into_iter().chain(&profile.tags);
        let companies = profile.attributes.iter().filter(|a| is_company(&a.name));
        let towns: Vec<_> =
            towns.chain(companies.map(|a| &a.value)).map(|text| fold::fold(text)).collect();
        self.towns.push(towns.iter().flat_map(fold::Folded::words));
        self.phones.push(profile.phones.iter().map(|p| Dialled::read(&p.number).kept()));
        self.emails.push(profile.emails.iter().map(|e| fold::lower(&e.address)));
        let account = (!profile.account.is_empty()).then_some(&profile.account);
        let codes = account.into_iter().chain(profile.external.iter().map(|x| &x.id));
        self.codes.push(codes.map(|code| fold::squeeze(code)).filter(|code| !code.is_empty()));
        self.traits.push(twin::Trait::of(profile));
        self.sweep_when_due();
    }

    /// Says as what a customer was added who has changed since; see [`identity::former`]. Nothing
    /// happens when there is no such customer.
    pub fn was(&mut self, customer: CustomerId, first: &Profile) {
        self.people.also(customer, &identity::former(first));
    }

    /// Takes a customer out.
    pub fn remove(&mut self, customer: CustomerId) {
        self.people.remove(customer);
        self.sweep_when_due();
    }

    /// Says how busy a customer is; nothing happens when there is no such customer.
    pub fn touch(&mut self, customer: CustomerId, activity: Activity) {
        if let Some(row) = self.people.row(customer) {
            self.busy[row as usize] = activity.busy();
        }
    }

    /// How many customers can be found.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Tells whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whom an import would take a profile for, and by which field; see [`identity`].
    pub fn known(&self, profile: &Profile) -> Option<(CustomerId, Field)> {
        self.people.find(&identity::keys(profile))
    }

    /// As [`Lookup::known`] for keys already worked out, with the customers of a block that is not
    /// written yet on top: whoever that block added, changed or took out counts as it has them.
    pub fn known_beside(&self, keys: &Keys, block: &Identities) -> Option<(CustomerId, Field)> {
        self.people.find_beside(keys, block)
    }

    /// Bytes of memory held, near enough.
    pub fn bytes(&self) -> usize {
        let texts = self.phones.bytes() + self.emails.bytes() + self.codes.bytes();
        let rows = self.busy.capacity() * 8 + self.traits.capacity() * size_of::<twin::Trait>();
        self.people.bytes() + self.names.bytes() + self.towns.bytes() + texts + rows
    }

    /// What a row is ordered by: its name's letters, else the first thing it is found by.
    fn label(&self, row: u32) -> String {
        let words = self.names.of(row).iter().map(|&word| self.names.text(word));
        let name = words.collect::<Vec<_>>().join(" ");
        let others = [&self.codes, &self.phones, &self.emails];
        let first = || others.iter().find_map(|texts| texts.values(row).next());
        let other = || String::from_utf8_lossy(first().unwrap_or_default()).into_owned();
        if name.is_empty() { other() } else { name }
    }

    fn sweep_when_due(&mut self) {
        let dead = self.people.dead();
        if dead < SWEEP_ROWS || dead * 4 < self.people.rows() {
            return;
        }
        let stay = self.people.sweep();
        self.sweeps += 1;
        let of_row = |row: &u32| *row as usize;
        self.busy = stay.iter().map(|row| self.busy[of_row(row)]).collect();
        self.traits = stay.iter().map(|row| self.traits[of_row(row)]).collect();
        self.names = self.names.keep(&stay);
        self.towns = self.towns.keep(&stay);
        for texts in [&mut self.phones, &mut self.emails, &mut self.codes] {
            *texts = texts.keep(&stay);
        }
    }
}

/// Columns of other programs that name the company somebody works for.
fn is_company(column: &str) -> bool {
    let column = fold::squeeze(column);
    ["company", "companyname", "organization", "organisation", "perusahaan", "accountname"]
        .contains(&column.as_str())
}
