//! Who seems to exist already, and who is calling. Never takes likeness for identity: imports don't
//! ask here.

use super::Lookup;
use super::ask::Need;
use super::dial::Dialled;
use super::fold::{fold, lower};
use super::identity::{self, hash_of};
use super::seek::Sought;
use crate::domain::{CustomerId, Field, Line, Profile};

/// Twins that are named; an agent looks at no more.
const TWINS: usize = 5;
/// Words of a name that are compared.
const NAME_WORDS: usize = 6;

/// What two customers of like name may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trait {
    /// 0 when unknown.
    birth: u32,
    /// 0 when unknown.
    address: u32,
}

impl Trait {
    /// Of a profile.
    pub(crate) fn of(profile: &Profile) -> Trait {
        let birth = profile.birth_date.map_or(0, |date| {
            (u32::from(date.year()) << 9) | (u32::from(date.month()) << 5) | u32::from(date.day())
        });
        let address = fold(&profile.address);
        let address = match address.text() {
            "" => 0,
            text => hash_of(&text) as u32 | 1,
        };
        Trait { birth, address }
    }

    /// As numbers.
    pub(crate) const fn parts(self) -> [u32; 2] {
        [self.birth, self.address]
    }

    /// What [`Trait::parts`] has given.
    pub(crate) const fn of_parts([birth, address]: [u32; 2]) -> Trait {
        Trait { birth, address }
    }

    fn shared(self, other: Trait) -> Option<Field> {
        if self.birth != 0 && self.birth == other.birth {
            Some(Field::BirthDate)
        } else if self.address != 0 && self.address == other.address {
            Some(Field::Address)
        } else {
            None
        }
    }
}

impl Lookup {
    /// Whose number this is, the most recently active first. However it is written, with or without
    /// its country code, it must be the whole number.
    pub fn by_phone(&self, number: &str) -> Vec<CustomerId> {
        let mut rows = Vec::new();
        Dialled::read(number).each_same(&self.phones, |row| rows.push(row));
        self.by_activity(rows)
    }

    /// Customers who seem to be the same as a profile, and the field that says so, best first: same
    /// id, account, phone or e-mail, or a like name with the same birth date or address.
    pub fn twins(&self, profile: &Profile) -> Vec<(CustomerId, Field)> {
        let mut twins = Vec::new();
        let sure = [Field::ExternalId, Field::Account];
        for key in identity::keys(profile).held().iter().filter(|key| sure.contains(&key.field)) {
            let mut holders: Vec<CustomerId> = self.people.holders(key.hash).collect();
            holders.sort_unstable();
            twins.extend(holders.into_iter().map(|customer| (customer, key.field)));
        }
        // Whoever says that others answer a number too has told us that it proves nothing.
        for phone in profile.phones.iter().filter(|phone| phone.line != Line::Shared) {
            let same = self.by_phone(&phone.number);
            twins.extend(same.into_iter().map(|customer| (customer, Field::Phone)));
        }
        for email in &profile.emails {
            let mut rows = Vec::new();
            self.emails.each(lower(&email.address).as_bytes(), |spot| {
                if spot.place == super::arena::Place::Whole {
                    rows.push(spot.row);
                }
            });
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
        let own = Trait::of(profile);
        if own.shared(own).is_none() {
            return Vec::new();
        }
        let name = fold(&profile.name);
        let words = name.words().take(NAME_WORDS);
        let needs: Vec<Need> = words.map(|word| Need::Word(word.to_owned())).collect();
        let shares = |row: u32| own.shared(self.traits[row as usize]).is_some();
        let alike = |need: &Need| {
            let mut sought = self.seek(need);
            self.loosen(need, &mut sought);
            sought
        };
        let sought: Vec<Sought> = needs.iter().map(alike).collect();
        let sought: Vec<&Sought> = sought.iter().collect();
        let mut alike = self.evaluate(&sought, TWINS, shares).best;
        alike.sort_unstable();
        let twin = |customer| {
            let row = self.people.row(customer)?;
            Some((customer, own.shared(self.traits[row as usize])?))
        };
        alike.into_iter().filter_map(|candidate| twin(candidate.customer)).collect()
    }

    /// Living customers of these rows, the busiest in recent time first.
    fn by_activity(&self, mut rows: Vec<u32>) -> Vec<CustomerId> {
        // The tickets are in the upper bits: a caller is more likely who called lately.
        let recent = |row: u32| self.busy[row as usize] & ((1 << 48) - 1);
        rows.retain(|&row| self.people.is_live(row));
        rows.sort_unstable_by_key(|&row| (std::cmp::Reverse(recent(row)), self.people.id(row)));
        rows.dedup();
        rows.into_iter().map(|row| self.people.id(row)).collect()
    }
}
