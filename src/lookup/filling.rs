//! Fills a look-up with a whole desk: whoever is put stands in no order until all are there, which
//! then are sorted at once. Never finds anybody before that, and never otherwise than a look-up
//! they were put into one by one.

use std::thread;

use super::{Activity, Lookup};
use crate::domain::{Customer, CustomerId, Profile};

/// A look-up that is being filled.
#[derive(Default)]
pub struct Filling(Lookup);

impl Filling {
    /// Nobody yet.
    pub fn new() -> Filling {
        Filling::default()
    }

    /// As [`Lookup::put`].
    pub fn put(&mut self, customer: &Customer) {
        let lookup = &mut self.0;
        let old = lookup.people.row(customer.id);
        if customer.withdrawn || customer.erased.is_some() {
            self.touch(customer.id, Activity::default());
            self.0.people.remove(customer.id);
            return;
        }
        let row = lookup.add(customer);
        old.into_iter().for_each(|old| lookup.busy.hand_on(old, row));
    }

    /// As [`Lookup::was`].
    pub fn was(&mut self, customer: CustomerId, first: &Profile) {
        self.0.was(customer, first);
    }

    /// As [`Lookup::touch`].
    pub fn touch(&mut self, customer: CustomerId, activity: Activity) {
        if let Some(row) = self.0.people.row(customer) {
            self.0.busy.note(row, activity);
        }
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts all in order, on two processors.
    pub fn filled(self) -> Lookup {
        let Filling(mut lookup) = self;
        let Lookup { people, busy, persons, phones, emails, codes, .. } = &mut lookup;
        persons.sort();
        let name = |row| persons.name(row);
        thread::scope(|scope| {
            scope.spawn(|| {
                busy.sort(|row| people.id(row).0);
                phones.sort(name);
                codes.sort(|_| 0);
            });
            emails.sort(name);
        });
        lookup.shrink();
        lookup.sweep_when_due();
        lookup
    }
}
