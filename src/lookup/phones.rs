//! The numbers of all customers, found by how they begin, by how they end, and by digits in their
//! middle. Never looks through all of them for what was typed.
//!
//! A number is sixteen places of four bits, so that two compare in one step. Three orders stand
//! over all numbers: from their first place, from their fifth, and backwards from their last. What
//! lies elsewhere is found in one of these with every digit that may stand in the places between.

use std::cmp::Ordering;

use super::dial::Dialled;
use super::fit::Fit;
use super::lens::{Lens, room};
use super::order::{Order, Span};
use super::value;
use crate::domain::contact;

/// Places of a number. Longer ones, which have an extension among their digits, are few.
const PLACES: usize = 16;
/// Places that the order from the middle leaves out: `0812` of `0812 3344 5566`.
const AHEAD: usize = 4;
/// Digits from which a number is found by its end or middle; fewer would find half the desk.
pub(crate) const PART_DIGITS: usize = 4;
/// Digits that are a whole number to somebody in the same town.
const LOCAL_DIGITS: usize = 7;
/// Ways in which the numbers of a desk begin that are tried for digits right behind them.
const BEGINNINGS: usize = 400;
/// Ways of writing one number that are looked through for who has it.
const WRITTEN: usize = 64;

/// From where numbers are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From their first place.
    Forward,
    /// From their fifth.
    Middle,
    /// From their last place to their first.
    Backward,
}

impl Way {
    /// By what a number stands in this order; 0 when it does not.
    fn key(self, number: u64) -> u64 {
        match self {
            Way::Forward => number,
            Way::Middle => number << (AHEAD * 4),
            Way::Backward if number == 0 => 0,
            Way::Backward => backward(number),
        }
    }
}

/// Rows of numbers in the form of [`Dialled::kept`].
#[derive(Debug, Default)]
pub(crate) struct Phones {
    pub(super) numbers: Vec<u64>,
    pub(super) rows: Lens,
    pub(super) orders: [Order; 3],
    /// Numbers that do not fit, by their place among all.
    pub(super) long: Vec<(u32, Box<str>)>,
}

/// Some digits at the upper end of sixteen places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Digits {
    places: u64,
    count: usize,
}

impl Digits {
    /// `None` for more than there are places.
    fn of(text: &str) -> Option<Digits> {
        if text.len() > PLACES {
            return None;
        }
        let nothing = Digits { places: 0, count: 0 };
        Some(text.bytes().fold(nothing, |digits, byte| digits.and(place(byte))))
    }

    /// With one place more, if there is one left.
    fn and(self, place: u64) -> Digits {
        match PLACES.checked_sub(self.count + 1) {
            Some(left) => {
                Digits { places: self.places | place << (left * 4), count: self.count + 1 }
            }
            None => self,
        }
    }

    /// These digits, then others.
    fn then(self, other: Digits) -> Digits {
        let places = self.places | other.places.checked_shr(self.count as u32 * 4).unwrap_or(0);
        Digits { places, count: self.count + other.count }
    }

    fn fits(self) -> bool {
        self.count > 0 && self.count <= PLACES
    }

    /// How they fit a number that ends with them.
    fn at_end(self) -> Fit {
        at_end(self.count)
    }

    fn backward(self) -> Digits {
        Digits { places: backward(self.places), count: self.count }
    }

    /// Where a number stands beside all that begin so.
    fn compare(self, number: u64) -> Ordering {
        let mask = !(u64::MAX.checked_shr(self.count as u32 * 4).unwrap_or(0));
        (number & mask).cmp(&self.places)
    }
}

/// What was typed, as it may stand in a number.
#[derive(Debug, Default)]
pub(crate) struct Pattern {
    /// At its beginning.
    starts: Vec<Digits>,
    /// Anywhere.
    part: Option<Digits>,
}

impl Pattern {
    /// Of digits.
    pub(crate) fn of(typed: &Dialled) -> Pattern {
        let digits = |text: &str| Digits::of(text).filter(|digits| digits.fits());
        let mut starts: Vec<Digits> =
            typed.starts().iter().filter_map(|start| digits(start)).collect();
        starts.dedup();
        Pattern { starts, part: typed.part().and_then(digits) }
    }

    /// How it fits a number.
    fn fit(&self, number: u64) -> Fit {
        let starts = |digits: &Digits| match digits.compare(number) {
            Ordering::Equal if digits.places == number => Fit::Dialled,
            Ordering::Equal => Fit::Digits,
            Ordering::Less | Ordering::Greater => Fit::Not,
        };
        let best = self.starts.iter().map(starts).min().unwrap_or(Fit::Not);
        let Some(part) = self.part.filter(|_| best == Fit::Not) else { return best };
        let last = count(number).saturating_sub(part.count);
        let is_at = |at: &usize| part.compare(number << (at * 4)) == Ordering::Equal;
        match (0..=last).rev().find(is_at) {
            Some(at) if at == last => part.at_end(),
            Some(_) => Fit::Inside,
            None => Fit::Not,
        }
    }
}

/// How so many digits fit a number that ends with them.
pub(crate) const fn at_end(digits: usize) -> Fit {
    if digits >= LOCAL_DIGITS { Fit::Dialled } else { Fit::Digits }
}

/// Digits are 1 to 10, so that nothing is below every digit.
fn place(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => u64::from(byte - b'0') + 1,
        _ => 11,
    }
}

fn letter(place: u64) -> u8 {
    match place {
        1..=10 => b'0' + place as u8 - 1,
        _ => b'+',
    }
}

fn count(number: u64) -> usize {
    PLACES - number.trailing_zeros() as usize / 4
}

fn backward(number: u64) -> u64 {
    let swapped = number.swap_bytes();
    let all = ((swapped & 0x0F0F_0F0F_0F0F_0F0F) << 4) | ((swapped >> 4) & 0x0F0F_0F0F_0F0F_0F0F);
    all.checked_shl((PLACES - count(number)) as u32 * 4).unwrap_or(0)
}

fn text(number: u64) -> String {
    (0..count(number)).map(|at| letter(number >> ((PLACES - 1 - at) * 4) & 0xF) as char).collect()
}

impl Phones {
    /// Adds a row of numbers, which stand in no order yet.
    pub(crate) fn push(&mut self, kept: impl Iterator<Item = String>) {
        let start = self.numbers.len();
        for number in kept {
            let packed = Digits::of(&number);
            if packed.is_none() {
                self.long.push((self.numbers.len() as u32, number.into()));
            }
            room(&mut self.numbers);
            self.numbers.push(packed.map_or(0, |digits| digits.places));
        }
        self.rows.push(self.numbers.len() - start);
    }

    /// Puts a row's numbers where they belong; `tie` says how rows with the same number stand to
    /// each other.
    pub(crate) fn insert(&mut self, row: u32, tie: impl Fn(u32) -> u32) {
        let own = tie(row);
        let mut orders = std::mem::take(&mut self.orders);
        for value in (0..self.rows.of(row).len()).map(|at| value::number(row, at)) {
            for (order, way) in orders.iter_mut().zip(WAYS) {
                let key = self.key(value, way);
                if key != 0 {
                    let key_of = |other| self.key(other, way);
                    order.insert(value, key_of, |other| {
                        let tied = || tie(value::row(other)).cmp(&own).then(other.cmp(&value));
                        key_of(other).cmp(&key).then_with(tied)
                    });
                }
            }
        }
        self.orders = orders;
    }

    /// Puts all numbers where they belong.
    pub(super) fn sort(&mut self, tie: impl Fn(u32) -> u32) {
        self.orders = WAYS.map(|way| {
            let (mut all, mut numbers) = (Vec::with_capacity(self.numbers.len()), &*self.numbers);
            for (row, len) in (0..).zip(self.rows.all()) {
                let (own, rest) = numbers.split_at(len);
                numbers = rest;
                let keys = own.iter().map(|&number| way.key(number)).enumerate();
                let keys = keys.filter(|&(_, key)| key != 0);
                all.extend(keys.map(|(at, key)| (key, tie(row), value::number(row, at))));
            }
            all.sort_unstable();
            let values: Vec<u32> = all.into_iter().map(|(.., value)| value).collect();
            Order::of(&values, |value| self.key(value, way))
        });
    }

    /// Takes values that stand in order already.
    pub(super) fn arrange(&mut self, orders: [Order; 3]) {
        let [forward, middle, backward] = orders;
        let ways = [(forward, Way::Forward), (middle, Way::Middle), (backward, Way::Backward)];
        self.orders = ways.map(|(order, way)| order.keyed(|value| self.key(value, way)));
    }

    fn packed(&self, value: u32) -> u64 {
        let start = self.rows.of(value::row(value)).start;
        self.numbers.get(start + value::at(value)).copied().unwrap_or(0)
    }

    fn key(&self, value: u32, way: Way) -> u64 {
        way.key(self.packed(value))
    }

    /// The numbers of a row, as they are kept.
    pub(crate) fn values(&self, row: u32) -> impl Iterator<Item = String> {
        self.rows.of(row).map(|at| match self.numbers[at] {
            0 => self.long_at(at).unwrap_or_default().to_owned(),
            number => text(number),
        })
    }

    /// Adds the next long number of a row that was kept; `None` when the row has none there.
    pub(super) fn add_long(&mut self, row: u32, number: &str) -> Option<()> {
        if row as usize >= self.rows.rows() {
            return None;
        }
        let next = self.long.last().map_or(0, |(at, _)| *at as usize + 1);
        let at = self.rows.of(row).find(|&at| at >= next && self.numbers.get(at) == Some(&0))?;
        self.long.push((at as u32, number.into()));
        Some(())
    }

    /// The numbers of a row as they are compared; 0 for a long one.
    pub(super) fn packed_of(&self, row: u32) -> impl Iterator<Item = u64> {
        self.rows.of(row).map(|at| self.numbers[at])
    }

    /// The long numbers of a row.
    pub(super) fn long_of(&self, row: u32) -> impl Iterator<Item = &str> {
        self.rows.of(row).filter(|&at| self.numbers[at] == 0).filter_map(|at| self.long_at(at))
    }

    fn long_at(&self, at: usize) -> Option<&str> {
        let found = self.long.binary_search_by_key(&(at as u32), |(at, _)| *at).ok()?;
        Some(&self.long[found].1)
    }

    /// The part of an order that begins with some digits.
    fn beginning(&self, way: Way, digits: Digits) -> Span {
        self.orders[way as usize].span(|value| digits.compare(self.key(value, way)))
    }

    /// Where what was typed may be a part of a number, and how well it fits there. What is there
    /// twice is there with its best fit too.
    pub(crate) fn spans(&self, typed: &Pattern) -> Vec<(Way, Span, Fit)> {
        let mut spans = Vec::new();
        for &digits in &typed.starts {
            let whole = self.orders[0].span(|value| self.packed(value).cmp(&digits.places));
            spans.push((Way::Forward, whole, Fit::Dialled));
            spans.push((Way::Forward, self.beginning(Way::Forward, digits), Fit::Digits));
        }
        if let Some(digits) = typed.part {
            let ends = self.beginning(Way::Backward, digits.backward());
            spans.push((Way::Backward, ends, digits.at_end()));
            self.inside(digits, &mut spans);
        }
        spans.retain(|(_, span, _)| span.len > 0);
        spans
    }

    /// Where digits are neither first nor last.
    fn inside(&self, digits: Digits, spans: &mut Vec<(Way, Span, Fit)>) {
        for ahead in 1..AHEAD {
            for beginning in self.beginnings(ahead) {
                let all = beginning.then(digits);
                if all.fits() {
                    spans.push((Way::Forward, self.beginning(Way::Forward, all), Fit::Inside));
                }
            }
        }
        let nothing = Digits { places: 0, count: 0 };
        for between in 0..=2 {
            for any in any_digits(nothing, between) {
                for (way, part) in [(Way::Middle, digits), (Way::Backward, digits.backward())] {
                    let all = any.then(part);
                    if all.fits() {
                        spans.push((way, self.beginning(way, all), Fit::Inside));
                    }
                }
            }
        }
    }

    /// With which so many places the numbers begin.
    fn beginnings(&self, places: usize) -> Vec<Digits> {
        let order = &self.orders[0];
        let (mut all, mut behind) = (Vec::new(), 0);
        while all.len() < BEGINNINGS {
            let rest = order.span(|value| match self.packed(value) < behind {
                true => Ordering::Less,
                false => Ordering::Equal,
            });
            let Some(value) = order.of_span(rest).next() else { break };
            let cut = self.packed(value) >> ((PLACES - places) * 4) << ((PLACES - places) * 4);
            all.push(Digits { places: cut, count: places });
            match cut.checked_add(1 << ((PLACES - places) * 4)) {
                Some(next) => behind = next,
                None => break,
            }
        }
        all
    }

    /// The values of a span.
    pub(crate) fn of_span(&self, way: Way, span: Span) -> impl Iterator<Item = u32> {
        self.orders[way as usize].of_span(span)
    }

    /// How what was typed fits a row's best number, long ones aside.
    pub(crate) fn fit(&self, row: u32, typed: &Pattern) -> Fit {
        let numbers = self.packed_of(row).filter(|&number| number != 0);
        numbers.map(|number| typed.fit(number)).min().unwrap_or(Fit::Not)
    }

    /// Gives rows with long numbers that what was typed fits.
    pub(crate) fn each_long(&self, typed: &Dialled, mut found: impl FnMut(u32, Fit)) {
        for (at, number) in &self.long {
            let fit = typed.fit(number);
            if fit != Fit::Not {
                found(self.row_at(*at as usize), fit);
            }
        }
    }

    fn row_at(&self, at: usize) -> u32 {
        let (mut low, mut high) = (0, self.rows.rows() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rows.of(middle).end <= at { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Gives the rows that have this very number, with or without its country code.
    pub(crate) fn each_same(&self, typed: &Dialled, mut found: impl FnMut(u32)) {
        let tail = typed.tail();
        if tail.len() < 3 {
            return;
        }
        if let Some(digits) = Digits::of(&tail) {
            let ends = self.beginning(Way::Backward, digits.backward());
            for value in self.of_span(Way::Backward, ends) {
                if typed.is_same(&text(self.packed(value))) {
                    found(value::row(value));
                }
            }
        }
        for (at, number) in &self.long {
            if typed.is_same(number) {
                found(self.row_at(*at as usize));
            }
        }
    }

    /// The rows with a number of this tail whose tie is this one, a few of each way in which the
    /// number is written.
    pub(crate) fn tied(&self, tail: &str, tie: impl Fn(u32) -> u32, own: u32) -> Vec<u32> {
        let mut rows = Vec::new();
        for number in self.written(tail) {
            let same = self.orders[Way::Backward as usize].span(|value| {
                let tied = || tie(value::row(value)).cmp(&own);
                self.key(value, Way::Backward).cmp(&number).then_with(tied)
            });
            rows.extend(self.of_span(Way::Backward, same).map(value::row));
        }
        for (at, number) in &self.long {
            let row = self.row_at(*at as usize);
            if contact::tail(number) == tail && tie(row) == own {
                rows.push(row);
            }
        }
        rows
    }

    /// The numbers of a tail that there are, backwards.
    fn written(&self, tail: &str) -> Vec<u64> {
        if tail.len() < contact::TAIL_DIGITS {
            let signs = ["", "0", "00", "000", "0000", "+", "+0", "+00"];
            let whole = signs.iter().filter_map(|sign| Digits::of(&[sign, tail].concat()));
            return whole.filter(|d| d.fits()).map(|digits| digits.backward().places).collect();
        }
        let Some(digits) = Digits::of(tail).map(Digits::backward) else { return Vec::new() };
        let (order, mut all) = (&self.orders[Way::Backward as usize], Vec::new());
        let mut behind = digits.places;
        while all.len() < WRITTEN {
            let rest = order.span(|value| {
                let key = self.key(value, Way::Backward);
                if key < behind { Ordering::Less } else { digits.compare(key) }
            });
            let Some(value) = order.of_span(rest).next() else { break };
            let number = self.key(value, Way::Backward);
            all.push(number);
            behind = number + 1;
        }
        all
    }

    /// The same rows without those that are not wanted any more; `rename` says what a value is now.
    pub(crate) fn keep(&self, wanted: &[u32], rename: impl Fn(u32) -> Option<u32>) -> Phones {
        let mut kept = Phones::default();
        for &row in wanted {
            for at in self.rows.of(row) {
                if let Some(long) = self.long_at(at) {
                    kept.long.push((kept.numbers.len() as u32, long.into()));
                }
                kept.numbers.push(self.numbers[at]);
            }
            kept.rows.push(self.rows.of(row).len());
        }
        let orders = self.orders.each_ref().map(|order| order.renamed(&rename));
        kept.arrange(orders);
        kept
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.numbers.shrink_to_fit();
        self.rows.shrink();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let orders: usize = self.orders.iter().map(Order::bytes).sum();
        self.numbers.capacity() * 8 + self.rows.bytes() + orders + self.long.len() * 64
    }
}

const WAYS: [Way; 3] = [Way::Forward, Way::Middle, Way::Backward];

/// Every way to write so many digits.
fn any_digits(digits: Digits, more: usize) -> Vec<Digits> {
    if more == 0 {
        return vec![digits];
    }
    (1..=10).flat_map(|place| any_digits(digits.and(place), more - 1)).collect()
}
