//! Finds a customer as the agent types, and who an import row or a caller is. Never reads the disk.
//!
//! Reading order: `ask` takes apart what was typed, `fold` makes letters comparable; `people` says
//! which row is whose, `dictionary`, `glance`, `words`, `remembered` and `posting` hold words,
//! `phones` and `texts` numbers, addresses and accounts, each in its `order`; `busy` and `persons`
//! say what else rows are told apart by; `filling` puts a whole desk in order at once; `seek`
//! compares, `called` knows whose very name it is, `weigh` chooses, `best` keeps and orders, `find`
//! ranks; `dial` knows telephone numbers, `sound` and `nick` names, `osa` counts wrong letters,
//! `mark` says which letters to mark; [`identity`], `known`, `held`, `roll` and `twin` tell who is
//! the same; `copy`, `piece` and `load` make bytes of all of it and take them back; [`prose`] finds
//! tickets by their words.
//! docs/lookup.md has the whole story.

mod arena;
mod ask;
mod best;
mod busy;
mod called;
mod copy;
mod dial;
mod dictionary;
mod filling;
mod find;
mod fit;
mod fold;
mod glance;
mod held;
pub mod identity;
mod known;
mod lens;
mod load;
mod mark;
mod nick;
mod order;
mod osa;
mod people;
mod persons;
mod phones;
mod piece;
mod posting;
pub mod prose;
mod remembered;
mod roll;
mod rows;
mod seek;
mod shown;
mod sound;
#[cfg(test)]
mod tests;
mod texts;
mod title;
mod twin;
mod value;
mod weigh;
mod words;

pub use copy::{Copying, Swept};
pub use filling::Filling;
pub use find::{Hit, Hits};
pub use fit::Why;
pub use mark::{Mark, Marked, MarkedField, Read};
pub use osa::wrong_letters;
pub use piece::Unusable;
pub use roll::Identities;
pub use shown::Shown;

use busy::Busy;
use dial::Dialled;
use held::Held;
use identity::By;
use people::People;
use persons::{Person, Persons};
use phones::Phones;
use texts::{Style, Texts};
use words::Words;

use crate::domain::{At, Customer, CustomerId, Profile};

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

/// Everything customers are found by, in memory. Kept as rows that are only added; a change adds a
/// row and leaves a dead one, and dead rows are swept out when they are a quarter of all.
pub struct Lookup {
    people: People,
    busy: Busy,
    persons: Persons,
    names: Words,
    towns: Words,
    phones: Phones,
    /// Of each e-mail address what is before its `@`, and in `hosts` what is behind it.
    emails: Texts,
    hosts: Words,
    codes: Texts,
    /// The systems that ids are of, each with its number for the identity of customers.
    systems: Vec<(String, u64)>,
    /// What customers are held under besides.
    held: Held,
    letters: mark::Letters,
    /// How often rows have got other numbers.
    sweeps: u64,
}

impl Default for Lookup {
    fn default() -> Lookup {
        Lookup {
            people: People::default(),
            busy: Busy::default(),
            persons: Persons::default(),
            names: Words::default(),
            towns: Words::default(),
            phones: Phones::default(),
            emails: Texts::new(Style::Address),
            hosts: Words::default(),
            codes: Texts::new(Style::Code),
            systems: Vec::new(),
            held: Held::default(),
            letters: mark::Letters::default(),
            sweeps: 0,
        }
    }
}

impl Lookup {
    /// Nobody yet.
    pub fn new() -> Lookup {
        Lookup::default()
    }

    /// Makes a customer findable as they are now; a withdrawn one is no longer found.
    pub fn put(&mut self, customer: &Customer) {
        if customer.withdrawn || customer.erased.is_some() {
            self.remove(customer.id);
            return;
        }
        let old = self.people.row(customer.id);
        let row = self.add(customer);
        if let Some(old) = old {
            self.busy.pass_on(old, row, |row| self.people.id(row).0);
        }
        self.persons.insert(row);
        let name = |row| self.persons.name(row);
        self.phones.insert(row, name);
        self.emails.insert(row, name);
        self.codes.insert(row, |_| 0);
        self.sweep_when_due();
    }

    /// Adds a row for a customer that stands in no order yet.
    fn add(&mut self, customer: &Customer) -> u32 {
        let profile = &customer.profile;
        let row = self.people.add(customer.id);
        self.busy.push();
        self.persons.push(Person::of(profile));
        self.names.push(fold::fold(&profile.name).words());
        let towns = [&profile.city, &profile.postcode].into_iter().chain(&profile.tags);
        let companies = profile.attributes.iter().filter(|a| is_company(&a.name));
        let towns: Vec<_> =
            towns.chain(companies.map(|a| &a.value)).map(|text| fold::fold(text)).collect();
        self.towns.push(towns.iter().flat_map(fold::Folded::words));
        self.phones.push(profile.phones.iter().map(|p| Dialled::read(&p.number).kept()));
        let emails: Vec<String> = profile.emails.iter().map(|e| fold::lower(&e.address)).collect();
        let halves = emails.iter().map(|email| email.rsplit_once('@').unwrap_or((email, "")));
        self.emails.push(halves.clone().map(|(local, _)| local));
        self.hosts.push(halves.map(|(_, host)| host));
        let codes = self.codes_of(profile);
        self.codes.push(codes.iter().map(String::as_str));
        for key in identity::keys(profile).held().iter().filter(|key| key.by == By::Whole) {
            self.held.hold(key.hash, row, |row| self.people.is_live(row));
        }
        row
    }

    /// Says as what a customer was added who has changed since; see [`identity::former`]. Nothing
    /// happens when there is no such customer.
    pub fn was(&mut self, customer: CustomerId, first: &Profile) {
        let Some(row) = self.people.row(customer) else { return };
        for key in identity::former(first).held() {
            self.held.hold(key.hash, row, |row| self.people.is_live(row));
        }
    }

    /// Takes a customer out.
    pub fn remove(&mut self, customer: CustomerId) {
        if let Some(row) = self.people.row(customer) {
            self.busy.set(row, Activity::default(), |row| self.people.id(row).0);
        }
        self.people.remove(customer);
        self.sweep_when_due();
    }

    /// Says how busy a customer is; nothing happens when there is no such customer.
    pub fn touch(&mut self, customer: CustomerId, activity: Activity) {
        if let Some(row) = self.people.row(customer) {
            self.busy.set(row, activity, |row| self.people.id(row).0);
        }
    }

    /// How many customers can be found.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Tells whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory held, near enough.
    pub fn bytes(&self) -> usize {
        self.parts().into_iter().map(|(_, bytes)| bytes).sum()
    }

    /// The same, part by part.
    pub fn parts(&self) -> [(&'static str, usize); 10] {
        [
            ("people", self.people.bytes()),
            ("activity", self.busy.bytes()),
            ("persons", self.persons.bytes()),
            ("names", self.names.bytes()),
            ("towns", self.towns.bytes()),
            ("phones", self.phones.bytes()),
            ("e-mails", self.emails.bytes()),
            ("hosts", self.hosts.bytes()),
            ("accounts", self.codes.bytes()),
            ("besides", self.held.bytes()),
        ]
    }

    /// Gives back the room for customers to come: of a desk that was filled or loaded few change
    /// at a time.
    fn shrink(&mut self) {
        self.people.shrink();
        self.busy.shrink();
        self.persons.shrink();
        self.held.shrink();
        [&mut self.names, &mut self.towns, &mut self.hosts].into_iter().for_each(Words::shrink);
        self.phones.shrink();
        [&mut self.emails, &mut self.codes].into_iter().for_each(Texts::shrink);
    }

    /// What a row is ordered by: its name's letters, else the first thing it is found by.
    fn label(&self, row: u32) -> String {
        let mut label = String::new();
        for word in self.names.of(row) {
            if !label.is_empty() {
                label.push(' ');
            }
            label.push_str(self.names.text(word));
        }
        if !label.is_empty() {
            return label;
        }
        let letters = |code: &[u8]| texts::squeezed(&code[texts::system_bytes(code)..]);
        let mut codes = self.codes.values(row).map(letters).filter(|code| !code.is_empty());
        let code = codes.next().map(|code| String::from_utf8_lossy(&code).into_owned());
        let email = || self.emails.values(row).next().map(|_| self.email(row, 0));
        code.or_else(|| self.phones.values(row).next()).or_else(email).unwrap_or_default()
    }

    /// An e-mail address of a row.
    fn email(&self, row: u32, at: usize) -> String {
        let local = self.emails.values(row).nth(at).unwrap_or_default();
        let local = String::from_utf8_lossy(local);
        match self.hosts.at(row, at).map_or("", |host| self.hosts.text(host)) {
            "" => local.into_owned(),
            host => format!("{local}@{host}"),
        }
    }

    fn sweep_when_due(&mut self) {
        let dead = self.people.dead();
        if dead < SWEEP_ROWS || dead * 4 < self.people.rows() {
            return;
        }
        self.sweeps += 1;
        let rows = 0..self.people.rows() as u32;
        let stay: Vec<u32> = rows.filter(|&row| self.people.is_live(row)).collect();
        let mut renamed = vec![None; self.people.rows()];
        for (new, &row) in stay.iter().enumerate() {
            renamed[row as usize] = Some(new as u32);
        }
        let row = |row: u32| renamed[row as usize];
        let value = |old: u32| Some(value::number(row(value::row(old))?, value::at(old)));
        self.people = People::of(stay.iter().map(|&row| self.people.id(row).0))
            .expect("nobody has two rows that live");
        self.busy = self.busy.keep(&stay, row);
        self.persons = self.persons.keep(&stay, row);
        self.held = self.held.renamed(row);
        for words in [&mut self.names, &mut self.towns, &mut self.hosts] {
            *words = words.keep(&stay);
        }
        self.phones = self.phones.keep(&stay, value);
        for texts in [&mut self.emails, &mut self.codes] {
            *texts = texts.keep(&stay, value);
        }
    }
}

/// Columns of other programs that name the company somebody works for.
fn is_company(column: &str) -> bool {
    let column = fold::squeeze(column);
    ["company", "companyname", "organization", "organisation", "perusahaan", "accountname"]
        .contains(&column.as_str())
}
