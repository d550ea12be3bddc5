//! Numbers in an order that whoever asks can tell: found by halving, added where they belong. Never
//! knows what it orders, and never moves more than one shelf for one number.
//!
//! The numbers stand on shelves of up to a thousand. A copy of an order shares its shelves with the
//! order until one of them changes, so taking one costs next to nothing.

use std::cmp::Ordering;
use std::sync::Arc;

/// Numbers on a full shelf: moving half of them takes less than finding the place did.
const FULL: usize = 1_024;
/// Room that a shelf gets at a time.
const ROOM: usize = 64;

/// Numbers in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    shelves: Vec<Arc<Vec<u32>>>,
    /// The first number of each shelf, and its key: most shelves are told apart by keys alone,
    /// without looking at what is ordered.
    firsts: Vec<u32>,
    keys: Vec<u64>,
}

/// A part of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: (usize, usize),
    to: (usize, usize),
    /// How many numbers are in it.
    pub(crate) len: usize,
}

impl Order {
    /// An order of numbers that stand in order already; `key` never falls along it.
    pub(crate) fn of(sorted: &[u32], key: impl Fn(u32) -> u64) -> Order {
        let mut order = Order::default();
        order.extend(sorted.iter().copied());
        order.keyed(key)
    }

    /// Adds numbers behind all others, which are not found before [`Order::keyed`] is asked.
    pub(crate) fn extend(&mut self, mut numbers: impl ExactSizeIterator<Item = u32>) {
        if let Some(last) = self.shelves.last_mut().filter(|last| last.len() < FULL) {
            let room = FULL - last.len();
            Arc::make_mut(last).extend(numbers.by_ref().take(room));
        }
        while numbers.len() > 0 {
            let mut shelf = Vec::with_capacity(numbers.len().min(FULL));
            shelf.extend(numbers.by_ref().take(FULL));
            self.shelves.push(Arc::new(shelf));
        }
    }

    /// The same numbers, to be found by their keys.
    pub(crate) fn keyed(self, key: impl Fn(u32) -> u64) -> Order {
        let firsts: Vec<u32> = self.shelves.iter().map(|shelf| shelf[0]).collect();
        let keys = firsts.iter().map(|&first| key(first)).collect();
        Order { firsts, keys, ..self }
    }

    /// Adds a number; `at` says where another stands beside it, and is never asked about itself.
    pub(crate) fn insert(
        &mut self,
        number: u32,
        key: impl Fn(u32) -> u64,
        at: impl Fn(u32) -> Ordering,
    ) {
        let is_before = |other: u32| at(other) == Ordering::Less;
        let own = key(number);
        let alike = self.keys.partition_point(|&first| first < own);
        let behind = alike + self.keys[alike..].partition_point(|&first| first == own);
        let shelf = alike + self.firsts[alike..behind].partition_point(|&first| is_before(first));
        // A shelf gets a new beginning only when it is the first.
        let shelf = shelf.saturating_sub(1);
        let Some(shared) = self.shelves.get_mut(shelf) else {
            self.shelves.push(Arc::new(vec![number]));
            self.firsts.push(number);
            self.keys.push(own);
            return;
        };
        let place = shared.partition_point(|&other| is_before(other));
        let last = shelf + 1 == self.firsts.len();
        let numbers = Arc::make_mut(shared);
        if numbers.len() >= FULL {
            let ascends = last && place == numbers.len();
            let middle = if ascends { numbers.len() } else { FULL / 2 };
            let mut rest = numbers.split_off(middle);
            numbers.shrink_to(numbers.len() + ROOM / 4);
            match place > middle || ascends {
                true => put(&mut rest, place - middle, number),
                false => put(numbers, place, number),
            }
            (self.firsts[shelf], self.keys[shelf]) = (numbers[0], key(numbers[0]));
            self.firsts.insert(shelf + 1, rest[0]);
            self.keys.insert(shelf + 1, key(rest[0]));
            self.shelves.insert(shelf + 1, Arc::new(rest));
        } else {
            put(numbers, place, number);
            if place == 0 {
                (self.firsts[shelf], self.keys[shelf]) = (number, own);
            }
        }
    }

    /// Takes a number out that stands where `at` says.
    pub(crate) fn remove(
        &mut self,
        number: u32,
        key: impl Fn(u32) -> u64,
        at: impl Fn(u32) -> Ordering,
    ) {
        let span = self.span(at);
        let (mut shelf, mut place) = span.from;
        for _ in 0..span.len {
            if place == self.shelves[shelf].len() {
                (shelf, place) = (shelf + 1, 0);
            }
            if self.shelves[shelf][place] == number {
                let own = Arc::make_mut(&mut self.shelves[shelf]);
                own.remove(place);
                match own.first() {
                    Some(&first) => (self.firsts[shelf], self.keys[shelf]) = (first, key(first)),
                    None => {
                        self.shelves.remove(shelf);
                        self.firsts.remove(shelf);
                        self.keys.remove(shelf);
                    }
                }
                return;
            }
            place += 1;
        }
    }

    /// The numbers that stand at a place: `at` says whether another is before it, there, or behind.
    pub(crate) fn span(&self, at: impl Fn(u32) -> Ordering) -> Span {
        let from = self.place(|other| at(other) == Ordering::Less);
        let to = self.place(|other| at(other) != Ordering::Greater);
        self.between(from, to)
    }

    /// From the first of one span to the last of another behind it.
    fn between(&self, from: (usize, usize), to: (usize, usize)) -> Span {
        if to <= from {
            return Span { from, to: from, len: 0 };
        }
        let whole: usize = self.shelves[from.0..to.0].iter().map(|shelf| shelf.len()).sum();
        Span { from, to, len: whole + to.1 - from.1 }
    }

    /// The first place that is not before what is looked for.
    fn place(&self, before: impl Fn(u32) -> bool) -> (usize, usize) {
        let shelf = self.firsts.partition_point(|&first| before(first));
        let Some(own) = shelf.checked_sub(1) else { return (0, 0) };
        let place = self.shelves[own].partition_point(|&number| before(number));
        if place == self.shelves[own].len() { (shelf, 0) } else { (own, place) }
    }

    /// The numbers of a span, in order.
    pub(crate) fn of_span(&self, span: Span) -> impl Iterator<Item = u32> + '_ {
        let first = self.shelves.get(span.from.0).map_or(&[][..], |shelf| &shelf[span.from.1..]);
        let rest = self.shelves.get(span.from.0 + 1..).unwrap_or_default();
        let rest = rest.iter().flat_map(|shelf| shelf.iter());
        first.iter().chain(rest).copied().take(span.len)
    }

    /// All numbers, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.shelves.iter().flat_map(|shelf| shelf.iter()).copied()
    }

    /// The number behind so many others.
    pub(crate) fn nth(&self, mut place: usize) -> Option<u32> {
        for shelf in &self.shelves {
            match shelf.get(place) {
                Some(number) => return Some(*number),
                None => place -= shelf.len(),
            }
        }
        None
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.shelves.iter().map(|shelf| shelf.len()).sum()
    }

    /// How many shelves there are.
    pub(crate) fn shelves(&self) -> usize {
        self.shelves.len()
    }

    /// The numbers of a shelf; none behind the last one.
    pub(crate) fn shelf(&self, shelf: usize) -> Option<&[u32]> {
        self.shelves.get(shelf).map(|shelf| &shelf[..])
    }

    /// The numbers that have another name now, under it, as [`Order::extend`] puts them; their
    /// order stays.
    pub(crate) fn renamed(&self, rename: impl Fn(u32) -> Option<u32>) -> Order {
        let all: Vec<u32> = self.all().filter_map(rename).collect();
        let mut order = Order::default();
        order.extend(all.into_iter());
        order
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let shelves: usize = self.shelves.iter().map(|shelf| shelf.capacity() * 4 + 48).sum();
        shelves + self.firsts.capacity() * 4 + self.keys.capacity() * 8
    }
}

fn put(shelf: &mut Vec<u32>, place: usize, number: u32) {
    if shelf.len() == shelf.capacity() {
        shelf.reserve_exact(ROOM);
    }
    shelf.insert(place, number);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(wanted: u32) -> impl Fn(u32) -> Ordering {
        move |other| (other / 10).cmp(&(wanted / 10))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 32,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn numbers_stand_in_order_whatever_order_they_come_in(
            mut numbers in proptest::collection::vec(0u32..50_000, 0..3_000),
            gone in proptest::collection::vec(any::<prop::sample::Index>(), 0..500),
        ) {
            numbers.sort_unstable();
            numbers.dedup();
            let mut mixed = numbers.clone();
            mixed.sort_by_key(|number| number.wrapping_mul(0x9E37_79B9));
            let mut order = Order::default();
            for &number in &mixed {
                order.insert(number, u64::from, |other| other.cmp(&number));
            }
            prop_assert_eq!(order.all().collect::<Vec<_>>(), &*numbers);
            let before = order.clone();
            for gone in gone {
                if numbers.is_empty() { break }
                let number = numbers.remove(gone.index(numbers.len()));
                order.remove(number, u64::from, at(number));
            }
            prop_assert_eq!(order.all().collect::<Vec<_>>(), &*numbers);
            prop_assert_eq!(before.all().count(), mixed.len());
            for order in [&order, &Order::of(&numbers, u64::from)] {
                for wanted in [0, 10, 777, 25_000, 49_999, 60_000] {
                    let span = order.span(at(wanted));
                    let same = |other: &&u32| at(wanted)(**other) == Ordering::Equal;
                    let all: Vec<u32> = numbers.iter().filter(same).copied().collect();
                    prop_assert_eq!(span.len, all.len());
                    prop_assert_eq!(order.of_span(span).collect::<Vec<_>>(), all);
                }
            }
        }
    }

    #[test]
    fn what_comes_in_order_fills_its_shelves() {
        let mut order = Order::default();
        (0..5_120).for_each(|number| order.insert(number, u64::from, |other| other.cmp(&number)));
        assert_eq!(order.shelves.len(), 5);
        assert!(order.bytes() < 5_120 * 5);
    }
}
