//! A copy of the look-up as bytes, made piece by piece while it is in use. Never copies what nobody
//! is found by any more: rows of those who changed or were taken out, and their words.

use super::Lookup;
use super::order::Order;
use super::piece::{End, FULL, Kind, Pen, Turn, large, number};
use super::posting::write;
use super::value;
use super::words::Words;
use crate::domain::{At, Attribute, Customer, CustomerId, Date, Email, ExternalId, Phone, Profile};

/// What is no number of a row or word in the copy.
const NONE: u32 = u32::MAX;
/// Keys of a piece: as many as fill one.
const KEYS: usize = FULL / 12;
/// How many orders there are.
pub(super) const ORDERS: usize = 11;
/// Names, towns and hosts.
pub(super) const DICTIONARIES: usize = 3;
/// Orders that are of rows; those behind them are of values.
pub(super) const OF_ROWS: usize = 2;

/// A look-up that is being copied. What changes in it meanwhile may be in the copy or not, and a
/// customer who changes may be missing: whoever reads the copy puts again all who have changed
/// since it was begun.
#[derive(Debug)]
pub struct Copying {
    pen: Pen,
    /// Where the rows have ended.
    turn: Turn,
    stage: Stage,
    sweeps: u64,
    /// Rows and keys there were when it began, and the orders as they were.
    rows: usize,
    keys: usize,
    orders: Vec<Order>,
    /// The next row, key, shelf or word.
    at: usize,
    /// The next row of the next word.
    owner: u32,
    /// By row: its number in the copy.
    renamed: Vec<u32>,
    living: u32,
    copied_keys: u32,
    used: [Used; DICTIONARIES],
}

/// Rows have other numbers than when the copy was begun: it has to be begun again.
#[derive(Debug, thiserror::Error)]
#[error("the look-up was swept meanwhile")]
pub struct Swept;

#[derive(Debug, Clone, Copy)]
enum Stage {
    Head,
    Rows,
    Order(usize),
    Keys,
    Names,
    Towns,
    Hosts,
    Owners(usize),
    Systems,
    End,
    Over,
}

impl Stage {
    const fn next(self, orders: usize) -> Stage {
        match self {
            Stage::Head => Stage::Rows,
            Stage::Rows => Stage::Order(0),
            Stage::Order(at) if at + 1 < orders => Stage::Order(at + 1),
            Stage::Order(_) => Stage::Keys,
            Stage::Keys => Stage::Names,
            Stage::Names => Stage::Towns,
            Stage::Towns => Stage::Hosts,
            Stage::Hosts => Stage::Owners(0),
            Stage::Owners(at) if at + 1 < DICTIONARIES => Stage::Owners(at + 1),
            Stage::Owners(_) => Stage::Systems,
            Stage::Systems => Stage::End,
            Stage::End | Stage::Over => Stage::Over,
        }
    }
}

/// The words that somebody in the copy has.
#[derive(Debug, Default)]
struct Used {
    /// By word: its number in the copy.
    renamed: Vec<u32>,
    /// By number in the copy: the word.
    order: Vec<u32>,
}

impl Used {
    fn rename(&mut self, word: u32) -> u32 {
        let at = word as usize;
        if self.renamed.len() <= at {
            self.renamed.resize(at + 1, NONE);
        }
        if self.renamed[at] == NONE {
            self.renamed[at] = self.order.len() as u32;
            self.order.push(word);
        }
        self.renamed[at]
    }

    /// Adds a piece of the dictionary from a word on, which is then the one it goes on with.
    fn put(&self, words: &Words, (kind, at): (Kind, &mut usize), pen: &mut Pen, out: &mut Vec<u8>) {
        let (mut column, mut keys, mut of) = (Column::default(), Vec::new(), Vec::new());
        while let Some(word) = self.order.get(*at).filter(|_| column.bytes() < FULL) {
            column.row(|bytes| bytes.extend_from_slice(words.dictionary.kept(*word)));
            for key in words.dictionary.sounds_of(*word) {
                number(key, &mut keys);
                number(*at as u32, &mut of);
            }
            *at += 1;
        }
        pen.put(kind, &[&column.lens, &column.values, &keys, &of], out);
    }
}

/// Values of many rows: all of them, and how many bytes each row has.
#[derive(Default)]
struct Column {
    lens: Vec<u8>,
    values: Vec<u8>,
}

impl Column {
    fn bytes(&self) -> usize {
        self.lens.len() + self.values.len()
    }

    fn row(&mut self, fill: impl FnOnce(&mut Vec<u8>)) {
        let start = self.values.len();
        fill(&mut self.values);
        write((self.values.len() - start) as u32, &mut self.lens);
    }
}

impl Copying {
    /// Begins a copy of a look-up.
    pub fn of(lookup: &Lookup) -> Copying {
        Copying {
            pen: Pen::default(),
            turn: Turn::default(),
            stage: Stage::Head,
            sweeps: lookup.sweeps,
            rows: lookup.people.rows(),
            keys: lookup.held.len(),
            orders: lookup.orders().into_iter().cloned().collect(),
            at: 0,
            owner: 0,
            renamed: Vec::new(),
            living: 0,
            copied_keys: 0,
            used: Default::default(),
        }
    }

    /// Adds the next piece to `out`; `false` when there is none left.
    ///
    /// # Errors
    /// [`Swept`] when it has to be begun again.
    pub fn go_on(
        &mut self,
        lookup: &Lookup,
        stamp: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<bool, Swept> {
        if lookup.sweeps != self.sweeps {
            return Err(Swept);
        }
        let words = [&lookup.names, &lookup.towns, &lookup.hosts];
        let mut dictionary = |kind, which: usize, copying: &mut Copying| {
            copying.used[which].put(words[which], (kind, &mut copying.at), &mut copying.pen, out);
            copying.used[which].order.len()
        };
        let left = match self.stage {
            Stage::Over => return Ok(false),
            Stage::Names => dictionary(Kind::Names, 0, self),
            Stage::Towns => dictionary(Kind::Towns, 1, self),
            Stage::Hosts => dictionary(Kind::Hosts, 2, self),
            Stage::Head => {
                self.pen.put(Kind::Head, &[&seal(), stamp, &self.sizes(lookup)], out);
                0
            }
            Stage::Rows => {
                self.rows(lookup, out);
                self.rows
            }
            Stage::Order(which) => self.order(which, out),
            Stage::Owners(which) => self.owners(which, words[which], out),
            Stage::Keys => {
                self.keys(lookup, out);
                self.keys
            }
            Stage::Systems => {
                let names: Vec<&str> = lookup.systems.iter().map(|(name, _)| &**name).collect();
                self.pen.put(Kind::Systems, &[names.join("\n").as_bytes()], out);
                0
            }
            Stage::End => {
                self.end(out);
                0
            }
        };
        if self.at >= left {
            if matches!(self.stage, Stage::Rows) {
                self.turn = self.pen.turn();
            }
            (self.at, self.stage) = (0, self.stage.next(self.orders.len()));
        }
        Ok(true)
    }

    /// How much there is, so that whoever reads the copy can make room for it.
    fn sizes(&self, lookup: &Lookup) -> Vec<u8> {
        let words = [&lookup.names, &lookup.towns, &lookup.hosts].map(|words| words.of_row.len());
        let (phones, texts) = (lookup.phones.numbers.len(), [&lookup.emails, &lookup.codes]);
        let texts = texts.map(|texts| texts.bytes.len());
        let all = [self.rows].into_iter().chain(words).chain([phones]).chain(texts);
        let mut sizes = Vec::new();
        all.for_each(|size| number(u32::try_from(size).unwrap_or(u32::MAX), &mut sizes));
        sizes
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        let [names, towns, hosts] = self.used.each_ref().map(|used| used.order.len() as u32);
        let counts = [self.living, self.copied_keys, names, towns, hosts];
        self.pen.end(&End { counts, turn: self.turn }, out);
    }

    fn rows(&mut self, lookup: &Lookup, out: &mut Vec<u8>) {
        let (mut numbers, mut long): ([Vec<u8>; 5], Column) = Default::default();
        let mut columns: [Column; 6] = Default::default();
        while self.at < self.rows {
            let row = self.at as u32;
            self.at += 1;
            if !lookup.people.is_live(row) {
                self.renamed.push(NONE);
                continue;
            }
            self.renamed.push(self.living);
            let [ids, open, last, persons, of_long] = &mut numbers;
            large(lookup.people.id(row).0, ids);
            open.push(lookup.busy.open[row as usize]);
            number(lookup.busy.last(row), last);
            persons.extend_from_slice(&lookup.persons.of(row).packed());
            let [names, towns, hosts, phones, emails, codes] = &mut columns;
            let words = [(names, &lookup.names), (towns, &lookup.towns), (hosts, &lookup.hosts)];
            for ((column, words), used) in words.into_iter().zip(&mut self.used) {
                let all = words.of(row);
                column.row(|bytes| all.for_each(|word| write(used.rename(word), bytes)));
            }
            phones.row(|bytes| lookup.phones.packed_of(row).for_each(|n| large(n, bytes)));
            for text in lookup.phones.long_of(row) {
                number(self.living, of_long);
                long.row(|bytes| bytes.extend_from_slice(text.as_bytes()));
            }
            emails.row(|bytes| bytes.extend_from_slice(lookup.emails.row(row)));
            codes.row(|bytes| bytes.extend_from_slice(lookup.codes.row(row)));
            self.living += 1;
            if numbers[0].len() * 4 + columns.iter().map(Column::bytes).sum::<usize>() >= FULL {
                break;
            }
        }
        let texts = columns.iter().flat_map(|column| [&*column.lens, &*column.values]);
        let long = [&*long.lens, &*long.values];
        let all: Vec<&[u8]> = numbers.iter().map(|n| &**n).chain(long).chain(texts).collect();
        self.pen.put(Kind::Rows, &all, out);
    }

    /// Adds a piece of an order; returns how many shelves it has.
    fn order(&mut self, which: usize, out: &mut Vec<u8>) -> usize {
        let mut numbers = Vec::new();
        let row_of = |row: u32| self.renamed.get(row as usize).copied().filter(|&row| row != NONE);
        while let Some(shelf) = self.orders[which].shelf(self.at).filter(|_| numbers.len() < FULL) {
            for &old in shelf {
                let new = match which < OF_ROWS {
                    true => row_of(old),
                    false => row_of(value::row(old)).map(|row| value::number(row, value::at(old))),
                };
                new.into_iter().for_each(|new| number(new, &mut numbers));
            }
            self.at += 1;
        }
        self.pen.put(Kind::Order, &[&(which as u32).to_le_bytes(), &numbers], out);
        self.orders[which].shelves()
    }

    /// Adds a piece of who has which word; returns how many words there are.
    fn owners(&mut self, which: usize, words: &Words, out: &mut Vec<u8>) -> usize {
        let (mut of, mut rows) = (Vec::new(), Column::default());
        let used = &self.used[which].order;
        while let Some(&word) = used.get(self.at).filter(|_| rows.bytes() < FULL) {
            let from = std::mem::take(&mut self.owner);
            let mut all = words.rows_with(word).rows().skip_while(|&row| row < from).peekable();
            number(self.at as u32, &mut of);
            rows.row(|bytes| {
                let mut next = 0;
                while let Some(row) = all.next_if(|_| bytes.len() < FULL) {
                    let row = self.renamed.get(row as usize).copied();
                    if let Some(row) = row.filter(|&row| row != NONE) {
                        write(row - next, bytes);
                        next = row + 1;
                    }
                }
            });
            match all.next() {
                Some(row) => self.owner = row,
                None => self.at += 1,
            }
        }
        let which = (which as u32).to_le_bytes();
        self.pen.put(Kind::Owners, &[&which, &of, &rows.lens, &rows.values], out);
        used.len()
    }

    fn keys(&mut self, lookup: &Lookup, out: &mut Vec<u8>) {
        let (mut hashes, mut owners) = (Vec::new(), Vec::new());
        let end = self.keys.min(self.at + KEYS);
        for (hash, owner) in (self.at..end).map(|at| lookup.held.at(at)) {
            // One that was taken over by a later row is put again with that row's customer.
            let owner = self.renamed.get(owner as usize).copied().filter(|owner| *owner != NONE);
            if let Some(owner) = owner {
                large(hash, &mut hashes);
                number(owner, &mut owners);
                self.copied_keys += 1;
            }
        }
        self.at = end;
        self.pen.put(Kind::Keys, &[&hashes, &owners], out);
    }
}

impl Lookup {
    /// Everything that stands in an order: first what is of rows, then what is of values.
    fn orders(&self) -> Vec<&Order> {
        let values = [&self.phones.orders, &self.emails.orders, &self.codes.orders];
        [&self.busy.order, &self.persons.order]
            .into_iter()
            .chain(values.into_iter().flatten())
            .collect()
    }
}

/// What this version finds customers by, and how it is written: a copy with another seal is not
/// used. It is that of a copy of a few made-up customers.
pub(super) fn seal() -> [u8; 32] {
    let mut lookup = Lookup::new();
    sample().iter().for_each(|customer| lookup.put(customer));
    let was = Profile { name: "Sari Ngo".to_owned(), ..Profile::default() };
    lookup.was(CustomerId(1), &was);
    let (mut copying, mut bytes) = (Copying::of(&lookup), Vec::new());
    copying.stage = Stage::Rows;
    while copying.go_on(&lookup, &[], &mut bytes).is_ok_and(|more| more) {}
    *blake3::hash(&bytes).as_bytes()
}

/// Customers who have everything that somebody is found by.
fn sample() -> [Customer; 2] {
    let text = str::to_owned;
    let phone = |number| Phone::parse("", number).expect("a number");
    let full = Profile {
        name: text("Nūr  Siti-Rahayu O'Brien Œuvre 김민수"),
        phones: vec![phone("+62 (0)812-3344-5566"), phone("0044 7911 123456"), phone("147 ext 9")],
        emails: vec![Email::parse("", "Siti.R@Mail.example").expect("an address")],
        account: text("AC-00231"),
        external: vec![ExternalId { system: text("crm"), id: text("Zd/99") }],
        address: text("Jl. Kenanga No. 41"),
        city: text("Jakarta Pusat"),
        postcode: text("10110"),
        country: text("Indonesia"),
        birth_date: Date::new(1987, 11, 21),
        tags: vec![text("vip")],
        attributes: vec![Attribute { name: text("Company Name"), value: text("Sumber Makmur") }],
        ..Profile::default()
    };
    let note = Profile { name: text("Ayu"), note: text("first floor"), ..Profile::default() };
    [(1, full), (2, note)].map(|(id, profile)| Customer::of(CustomerId(id), profile, At(0)))
}
