//! Who seems to exist already, and who is calling. Never takes likeness for identity: imports don't
//! ask here.

use std::cmp::Reverse;

use super::Lookup;
use super::ask::Need;
use super::dial::Dialled;
use super::find::Wanted;
use super::fit::Fit;
use super::fold::{fold, lower};
use super::identity;
use super::persons::Person;
use super::seek::Sought;
use crate::domain::{CustomerId, Field, Line, Profile};

/// Twins that are named; an agent looks at no more.
const TWINS: usize = 5;
/// Words of a name that are compared.
const NAME_WORDS: usize = 6;

impl Lookup {
    /// Whose number this is, the most recently active first. However it is written, with or without
    /// its country code, it must be the whole number.
    pub fn by_phone(&self, number: &str) -> Vec<CustomerId> {
        let mut rows = Vec::new();
        self.phones.each_same(&Dialled::read(number), |row| rows.push(row));
        self.by_activity(rows)
    }

    /// Customers who seem to be the same as a profile, and the field that says so, best first: same
    /// id, account, phone or e-mail, or a like name with the same birth date or address.
    pub fn twins(&self, profile: &Profile) -> Vec<(CustomerId, Field)> {
        let mut twins = Vec::new();
        let sure = [Field::ExternalId, Field::Account];
        let keys = identity::keys(profile);
        for key in keys.held().iter().filter(|key| sure.contains(&key.field)) {
            let rows = self.rows_with(&keys, key).into_iter();
            let mut holders: Vec<CustomerId> = rows.map(|row| self.people.id(row)).collect();
            holders.sort_unstable();
            twins.extend(holders.into_iter().map(|customer| (customer, key.field)));
        }
        // Whoever says that others answer a number too has told us that it proves nothing.
        for phone in profile.phones.iter().filter(|phone| phone.line != Line::Shared) {
            let same = self.by_phone(&phone.number);
            twins.extend(same.into_iter().map(|customer| (customer, Field::Phone)));
        }
        for email in &profile.emails {
            let rows = self.with_email(&lower(&email.address), None);
            twins.extend(self.by_activity(rows).into_iter().map(|who| (who, Field::Email)));
        }
        twins.extend(self.namesakes(profile));
        let mut seen = Vec::new();
        twins.retain(|(customer, _)| {
            let new = !seen.contains(customer);
            seen.push(*customer);
            new
        });
        twins.truncate(TWINS);
        twins
    }

    /// Customers with a like name and the same birth date or address.
    fn namesakes(&self, profile: &Profile) -> Vec<(CustomerId, Field)> {
        let own = Person::of(profile);
        if own.shared(own).is_none() {
            return Vec::new();
        }
        let name = fold(&profile.name);
        let words = name.words().take(NAME_WORDS);
        let needs: Vec<Need> = words.map(|word| Need::Word(word.to_owned())).collect();
        let shares = |row: u32| own.shared(self.persons.of(row)).is_some();
        let alike = |need: &Need| {
            let mut sought = self.seek(need);
            self.loosen(&mut sought);
            sought
        };
        let sought: Vec<Sought> = needs.iter().map(alike).collect();
        let sought: Vec<&Sought> = sought.iter().collect();
        let everybody = Wanted { page: TWINS, gather: usize::MAX, enough: Fit::Faint };
        let mut alike = self.evaluate(&sought, &everybody, shares).best;
        alike.sort_unstable();
        alike.truncate(TWINS);
        let twin = |customer| {
            let row = self.people.row(customer)?;
            Some((customer, own.shared(self.persons.of(row))?))
        };
        alike.into_iter().filter_map(|candidate| twin(candidate.customer)).collect()
    }

    /// Living customers of these rows, the busiest in recent time first.
    fn by_activity(&self, mut rows: Vec<u32>) -> Vec<CustomerId> {
        // Not by their tickets: a caller is more likely who called lately.
        let key = |row: u32| (Reverse(self.busy.last(row)), self.people.id(row));
        rows.retain(|&row| self.people.is_live(row));
        rows.sort_unstable_by_key(|&row| key(row));
        rows.dedup();
        rows.into_iter().map(|row| self.people.id(row)).collect()
    }
}
