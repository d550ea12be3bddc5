//! Short texts of all customers, found by how they begin, by how the pieces in them begin, and (of
//! account numbers) by how they end. Never changed in place, never searched from end to end.

use std::cmp::Ordering;

use super::fold;
use super::lens::{Lens, extend};
use super::order::{Order, Span};
use super::value;
use crate::domain::limit;

/// Stands before every value; values hold none.
pub(super) const MARK: u8 = b'\n';
/// Pieces of a value by which it is found besides its beginning: an id in another system may be
/// nothing but pieces.
const PIECES: usize = 3;

/// Bytes of a row that have a place each: more than nearly all rows have. The places behind them
/// are enough for all values a customer may have.
const DIRECT: usize = value::VALUES - limit::EMAILS - 1;

/// What the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Style {
    /// E-mail addresses up to their `@`: every sign counts.
    #[default]
    Address,
    /// Account numbers and ids: a character for the system they are of, then the text, of which
    /// letters and digits count.
    Code,
}

impl Style {
    /// By what a whole value is ordered.
    fn ways(self) -> &'static [Way] {
        match self {
            Style::Address => &[Way::Start],
            Style::Code => &[Way::Start, Way::End],
        }
    }
}

/// By what values are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Their beginning.
    Start,
    /// The beginnings of pieces in them.
    Piece,
    /// Their end, backwards.
    End,
}

const WAYS: [Way; 3] = [Way::Start, Way::Piece, Way::End];

/// The first letters of a value, and whether they are all: most are told apart by these alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    /// The first eight.
    key: u64,
    /// Seven more; then how many letters there are, at most one more than these.
    more: u64,
}

impl First {
    /// Letters that are in it.
    const LETTERS: usize = 15;

    fn of(letters: &[u8]) -> First {
        let mut all = [0; 16];
        let count = letters.len().min(First::LETTERS);
        all[..count].copy_from_slice(&letters[..count]);
        all[First::LETTERS] = letters.len().min(First::LETTERS + 1) as u8;
        let all = u128::from_be_bytes(all);
        First { key: (all >> 64) as u64, more: all as u64 }
    }

    fn is_all(self) -> bool {
        self.more & 0xFF <= First::LETTERS as u64
    }
}

/// Which values are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Those that are the text.
    Whole,
    /// Those that begin (or end) with it.
    Part,
}

/// Rows of values.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    style: Style,
    pub(super) bytes: Vec<u8>,
    pub(super) rows: Lens,
    pub(super) orders: [Order; 3],
}

impl Texts {
    /// No texts yet.
    pub(crate) fn new(style: Style) -> Texts {
        Texts { style, ..Texts::default() }
    }

    /// Adds a row of values, which stand in no order yet.
    pub(crate) fn push<'a>(&mut self, values: impl Iterator<Item = &'a str>) {
        let start = self.bytes.len();
        for value in values {
            extend(&mut self.bytes, &[MARK]);
            for part in value.as_bytes().split(|&byte| byte == MARK) {
                extend(&mut self.bytes, part);
            }
        }
        self.rows.push(self.bytes.len() - start);
    }

    /// Puts a row's values where they belong; `tie` says how rows with the same value stand to
    /// each other.
    pub(crate) fn insert(&mut self, row: u32, tie: impl Fn(u32) -> u32) {
        let own = tie(row);
        let mut orders = std::mem::take(&mut self.orders);
        for (at, ways) in self.places(row) {
            let new = value::number(row, at);
            for &way in ways {
                let letters = self.letters(new, way);
                let key = |other| self.key(other, way);
                orders[way as usize].insert(new, key, |other| {
                    let tied = || tie(value::row(other)).cmp(&own).then(other.cmp(&new));
                    self.compare(other, way, &letters, Extent::Whole).then_with(tied)
                });
            }
        }
        self.orders = orders;
    }

    /// Puts all values where they belong.
    pub(super) fn sort(&mut self, tie: impl Fn(u32) -> u32) {
        self.orders = WAYS.map(|way| {
            let mut all = Vec::new();
            for row in 0..self.rows.rows() as u32 {
                let places = self.places(row).into_iter().filter(|(_, ways)| ways.contains(&way));
                all.extend(places.map(|(at, _)| {
                    let value = value::number(row, at);
                    (First::of(&self.letters(value, way)), tie(row), value)
                }));
            }
            all.sort_unstable_by(|(first, tie, value), (other, other_tie, other_value)| {
                let rest = || match first.is_all() {
                    true => Ordering::Equal,
                    false => {
                        let other = self.letters(*other_value, way);
                        self.compare(*value, way, &other, Extent::Whole)
                    }
                };
                let tied = || (tie, value).cmp(&(other_tie, other_value));
                first.cmp(other).then_with(rest).then_with(tied)
            });
            let values: Vec<u32> = all.into_iter().map(|(.., value)| value).collect();
            Order::of(&values, |value| self.key(value, way))
        });
    }

    /// Adds rows as they were kept, with the length of each. `None` when that is not so.
    pub(super) fn add(&mut self, lens: &[u8], bytes: &[u8]) -> Option<()> {
        self.rows.add(lens, bytes.len(), 1)?;
        extend(&mut self.bytes, bytes);
        Some(())
    }

    /// The values of a row.
    pub(crate) fn values(&self, row: u32) -> impl Iterator<Item = &[u8]> {
        self.row(row).split(|&byte| byte == MARK).skip(1)
    }

    /// A row as it is kept.
    pub(crate) fn row(&self, row: u32) -> &[u8] {
        self.bytes.get(self.rows.of(row)).unwrap_or_default()
    }

    /// The places of a row's values and pieces, and by what each is ordered. A place is a byte of
    /// the row; values behind those that can be told apart so are counted.
    fn places(&self, row: u32) -> Vec<(usize, &'static [Way])> {
        let (bytes, mut places, mut far) = (self.row(row), Vec::new(), 0);
        for start in values(bytes) {
            let place = if start < DIRECT { start } else { DIRECT + far };
            far += usize::from(start >= DIRECT);
            if place < value::VALUES {
                places.push((place, self.style.ways()));
            }
            let end = bytes[start..].iter().position(|&byte| byte == MARK);
            let value = &bytes[start..end.map_or(bytes.len(), |end| start + end)];
            let pieces = self.pieces(value).map(|at| start + at).filter(|&at| at < DIRECT);
            places.extend(pieces.map(|at| (at, &[Way::Piece][..])));
        }
        places
    }

    /// Which of its row's values a number is of.
    pub(crate) fn place(&self, number: u32) -> usize {
        let bytes = self.row(value::row(number));
        let start = start(bytes, value::at(number)).unwrap_or(0);
        values(bytes).take_while(|&other| other < start).count()
    }

    /// Where pieces begin in a value, behind its beginning. Of a text with letters of other
    /// scripts there are none.
    fn pieces(&self, value: &[u8]) -> impl Iterator<Item = usize> {
        let code = self.style == Style::Code;
        let value = if value.is_ascii() { value } else { &[] };
        // The first byte of a code is its system's.
        let pairs = value.windows(2).enumerate().skip(usize::from(code));
        let begins = move |(at, pair): (usize, &[u8])| {
            let behind_sign = !pair[0].is_ascii_alphanumeric() && pair[1].is_ascii_alphanumeric();
            let turns = pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic();
            let number = pair[0].is_ascii_alphabetic() && pair[1].is_ascii_digit();
            (behind_sign || turns || (number && code)).then_some(at + 1)
        };
        pairs.filter_map(begins).take(PIECES)
    }

    /// A value or piece to the end of its row.
    fn rest(&self, number: u32) -> &[u8] {
        let bytes = self.row(value::row(number));
        start(bytes, value::at(number)).and_then(|start| bytes.get(start..)).unwrap_or_default()
    }

    /// A value or piece to its end.
    fn text(&self, number: u32) -> &[u8] {
        let rest = self.rest(number);
        memchr::memchr(MARK, rest).map_or(rest, |end| &rest[..end])
    }

    /// The letters of a value or piece that count, in the order in which they do.
    fn letters(&self, number: u32, way: Way) -> Vec<u8> {
        let text = self.text(number);
        let mut letters = match (self.style, way) {
            (Style::Address, _) => text.to_vec(),
            (Style::Code, Way::Piece) => squeezed(text),
            (Style::Code, Way::Start | Way::End) => squeezed(&text[system_bytes(text)..]),
        };
        if way == Way::End {
            letters.reverse();
        }
        letters
    }

    /// Takes values that stand in order already.
    pub(super) fn arrange(&mut self, orders: [Order; 3]) {
        let [start, piece, end] = orders;
        let ways = [(start, Way::Start), (piece, Way::Piece), (end, Way::End)];
        self.orders = ways.map(|(order, way)| order.keyed(|value| self.key(value, way)));
    }

    /// The first letters of a value as a number.
    fn key(&self, value: u32, way: Way) -> u64 {
        First::of(&self.letters(value, way)).key
    }

    /// Where a value stands beside letters.
    fn compare(&self, number: u32, way: Way, wanted: &[u8], extent: Extent) -> Ordering {
        if self.style == Style::Address {
            let letters = self.rest(number).iter().copied().take_while(|&byte| byte != MARK);
            return compare(letters, wanted, extent);
        }
        let text = self.text(number);
        let text = if way == Way::Piece { text } else { &text[system_bytes(text)..] };
        if !text.is_ascii() {
            return compare(self.letters(number, way).into_iter(), wanted, extent);
        }
        let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
        let letters = letters.map(u8::to_ascii_lowercase);
        match way {
            Way::Start | Way::Piece => compare(letters, wanted, extent),
            Way::End => compare(letters.rev(), wanted, extent),
        }
    }

    /// The values that begin (or end) with letters.
    pub(crate) fn span(&self, way: Way, letters: &str, extent: Extent) -> Span {
        let mut wanted = letters.as_bytes().to_vec();
        if way == Way::End {
            wanted.reverse();
        }
        self.orders[way as usize].span(|other| self.compare(other, way, &wanted, extent))
    }

    /// The values that are a text, of rows with this tie.
    pub(crate) fn tied(&self, text: &str, tie: impl Fn(u32) -> u32, own: u32) -> Vec<u32> {
        let span = self.orders[Way::Start as usize].span(|other| {
            let tied = || tie(value::row(other)).cmp(&own);
            self.compare(other, Way::Start, text.as_bytes(), Extent::Whole).then_with(tied)
        });
        self.of_span(Way::Start, span).collect()
    }

    /// The values of a span.
    pub(crate) fn of_span(&self, way: Way, span: Span) -> impl Iterator<Item = u32> {
        self.orders[way as usize].of_span(span)
    }

    /// The same rows without those that are not wanted any more; `rename` says what a value is now.
    pub(crate) fn keep(&self, wanted: &[u32], rename: impl Fn(u32) -> Option<u32>) -> Texts {
        let mut kept = Texts::new(self.style);
        for &row in wanted {
            kept.bytes.extend_from_slice(self.row(row));
            kept.rows.push(self.rows.of(row).len());
        }
        let orders = self.orders.each_ref().map(|order| order.renamed(&rename));
        kept.arrange(orders);
        kept
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.rows.shrink();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        let orders: usize = self.orders.iter().map(Order::bytes).sum();
        self.bytes.capacity() + self.rows.bytes() + orders
    }
}

/// Where values begin in a row.
fn values(row: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(MARK, row).map(|mark| mark + 1)
}

/// The byte of a row that a place stands for.
fn start(row: &[u8], place: usize) -> Option<usize> {
    match place.checked_sub(DIRECT) {
        None => Some(place),
        Some(far) => values(row).filter(|&start| start >= DIRECT).nth(far),
    }
}

/// Bytes of the character that says which system a code is of.
pub(crate) fn system_bytes(value: &[u8]) -> usize {
    let follows = |byte: &&u8| **byte & 0xC0 == 0x80;
    value.len().min(1) + value.iter().skip(1).take_while(follows).count()
}

/// The letters and digits of a code.
pub(crate) fn squeezed(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
        return letters.map(u8::to_ascii_lowercase).collect();
    }
    fold::squeeze(&String::from_utf8_lossy(text)).into_bytes()
}

fn compare(letters: impl Iterator<Item = u8>, wanted: &[u8], extent: Extent) -> Ordering {
    let mut wanted = wanted.iter();
    for letter in letters {
        match wanted.next().map(|wanted| letter.cmp(wanted)) {
            Some(Ordering::Equal) => {}
            Some(other) => return other,
            None if extent == Extent::Part => return Ordering::Equal,
            None => return Ordering::Greater,
        }
    }
    if wanted.next().is_some() { Ordering::Less } else { Ordering::Equal }
}
