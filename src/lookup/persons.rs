//! Who has exactly which name, and what people of like name may share. Never holds a name: the
//! dictionary does.

use std::cmp::Ordering;

use super::fold::{self, Folded};
use super::identity::hash_of;
use super::lens::room;
use super::order::{Order, Span};
use crate::domain::{Field, Profile};

/// What is known of the person in a row, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Person {
    /// Of the words of the name, in any order.
    pub(crate) name: u32,
    /// Of address, town, postcode, country and birth date.
    pub(crate) place: u32,
    /// 0 when unknown; never more than three bytes.
    pub(crate) birth: u32,
    /// Of the address alone; 0 when unknown.
    pub(crate) address: u32,
}

/// The number of a name.
pub(crate) fn named<'a>(words: impl Iterator<Item = &'a str>) -> u32 {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    hash_of(&words) as u32
}

impl Person {
    /// Of a profile.
    pub(crate) fn of(profile: &Profile) -> Person {
        let birth = profile.birth_date.map_or(0, |date| {
            (u32::from(date.year()) << 9) | (u32::from(date.month()) << 5) | u32::from(date.day())
        });
        let place = [&profile.address, &profile.city, &profile.postcode, &profile.country];
        let place = place.map(|text| fold::fold(text));
        let place = place.each_ref().map(Folded::text);
        let address = if place[0].is_empty() { 0 } else { hash_of(&place[0]) as u32 | 1 };
        let name = named(fold::fold(&profile.name).words());
        Person { name, place: hash_of(&(place, profile.birth_date)) as u32, birth, address }
    }

    /// By what persons are ordered.
    fn key(self) -> u64 {
        (u64::from(self.name) << 32) | u64::from(self.place)
    }

    /// As numbers.
    pub(crate) const fn parts(self) -> [u32; 4] {
        [self.name, self.place, self.birth, self.address]
    }

    /// As bytes: three tell any date.
    pub(super) fn packed(self) -> Packed {
        let Person { name, place, birth, address } = self;
        let [[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, _]] =
            [name, place, address, birth].map(u32::to_le_bytes);
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o]
    }

    /// What [`Person::packed`] has given.
    fn of_packed([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o]: Packed) -> Person {
        let [name, place, address, birth] =
            [[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, 0]].map(u32::from_le_bytes);
        Person { name, place, birth, address }
    }

    /// What two persons have in common besides their name.
    pub(crate) fn shared(self, other: Person) -> Option<Field> {
        if self.birth != 0 && self.birth == other.birth {
            Some(Field::BirthDate)
        } else if self.address != 0 && self.address == other.address {
            Some(Field::Address)
        } else {
            None
        }
    }
}

/// A person as they are kept.
pub(super) type Packed = [u8; 15];

/// Rows of persons, in the order of names and places.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    pub(super) all: Vec<Packed>,
    pub(super) order: Order,
}

impl Persons {
    /// Adds a row, which stands in no order yet.
    pub(crate) fn push(&mut self, person: Person) {
        room(&mut self.all);
        self.all.push(person.packed());
    }

    /// Puts a row where it belongs.
    pub(crate) fn insert(&mut self, row: u32) {
        let all = &self.all;
        let key = |row: u32| Person::of_packed(all[row as usize]).key();
        let own = (key(row), row);
        self.order.insert(row, key, |other| (key(other), other).cmp(&own));
    }

    /// Puts all rows where they belong.
    pub(super) fn sort(&mut self) {
        let keys = self.all.iter().map(|&person| Person::of_packed(person).key());
        let mut all: Vec<(u64, u32)> = keys.zip(0..).collect();
        all.sort_unstable();
        let rows: Vec<u32> = all.into_iter().map(|(_, row)| row).collect();
        self.order = Order::of(&rows, |row| self.of(row).key());
    }

    /// Takes rows that stand in order already.
    pub(super) fn arrange(&mut self, order: Order) {
        self.order = order.keyed(|row| self.of(row).key());
    }

    /// The person of a row.
    pub(crate) fn of(&self, row: u32) -> Person {
        Person::of_packed(self.all[row as usize])
    }

    /// The number of a row's name.
    pub(crate) fn name(&self, row: u32) -> u32 {
        self.of(row).name
    }

    fn span(&self, at: impl Fn(Person) -> Ordering) -> Span {
        self.order.span(|other| at(self.of(other)))
    }

    /// Rows whose name has this number.
    pub(crate) fn with_name(&self, name: u32) -> impl ExactSizeIterator<Item = u32> {
        let span = self.span(|person| person.name.cmp(&name));
        Sized(self.order.of_span(span), span.len)
    }

    /// Rows of a person: the same name, place and birth date, as far as numbers tell.
    pub(crate) fn same(&self, person: Person) -> impl Iterator<Item = u32> {
        let span = self.span(|other| other.key().cmp(&person.key()));
        self.order.of_span(span).filter(move |&row| self.of(row) == person)
    }

    /// The same for the rows that stay.
    pub(crate) fn keep(&self, stay: &[u32], rename: impl Fn(u32) -> Option<u32>) -> Persons {
        let all = stay.iter().map(|&row| self.all[row as usize]).collect();
        let mut kept = Persons { all, order: Order::default() };
        kept.arrange(self.order.renamed(rename));
        kept
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<Packed>() + self.order.bytes()
    }
}

/// An iterator of known length.
struct Sized<I>(I, usize);

impl<I: Iterator> Iterator for Sized<I> {
    type Item = I::Item;
    fn next(&mut self) -> Option<I::Item> {
        self.1 = self.1.saturating_sub(1);
        self.0.next()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl<I: Iterator> ExactSizeIterator for Sized<I> {}
