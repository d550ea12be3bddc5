//! A copy of the look-up as bytes, made piece by piece while it is in use. Never copies what nobody
//! is found by any more: rows of those who changed or were taken out, and their words.

use super::Lookup;
use super::piece::{FULL, Kind, Pen, large, number};
use super::words::Words;
use crate::domain::{At, Attribute, Customer, CustomerId, Date, Email, ExternalId, Phone, Profile};

/// What is no number of a row or word in the copy.
const NONE: u32 = u32::MAX;
/// Keys of a piece: as many as fill one.
const KEYS: usize = FULL / 12;

/// A look-up that is being copied. What changes in it meanwhile may be in the copy or not, and a
/// customer who changes may be missing: whoever reads the copy puts again all who have changed
/// since it was begun.
#[derive(Debug)]
pub struct Copying {
    pen: Pen,
    stage: Stage,
    sweeps: u64,
    /// Rows and keys there were when it began.
    rows: usize,
    keys: usize,
    /// The next row or key.
    at: usize,
    /// By row: its number in the copy.
    renamed: Vec<u32>,
    living: u32,
    copied_keys: u32,
    names: Used,
    towns: Used,
}

/// Rows have other numbers than when the copy was begun: it has to be begun again.
#[derive(Debug, thiserror::Error)]
#[error("the look-up was swept meanwhile")]
pub struct Swept;

#[derive(Debug, Clone, Copy)]
enum Stage {
    Head,
    Rows,
    Keys,
    Names,
    Towns,
    End,
    Over,
}

impl Stage {
    const fn next(self) -> Stage {
        match self {
            Stage::Head => Stage::Rows,
            Stage::Rows => Stage::Keys,
            Stage::Keys => Stage::Names,
            Stage::Names => Stage::Towns,
            Stage::Towns => Stage::End,
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
        let mut column = Column::default();
        while let Some(word) = self.order.get(*at).filter(|_| column.bytes() < FULL) {
            column.texts(words.kept(*word));
            *at += 1;
        }
        pen.put(kind, &[&column.ends, &column.values], out);
    }
}

/// Values of many rows: all of them, and where each row's end.
#[derive(Default)]
struct Column {
    ends: Vec<u8>,
    values: Vec<u8>,
}

impl Column {
    fn bytes(&self) -> usize {
        self.ends.len() + self.values.len()
    }

    fn end_row(&mut self, end: usize) {
        number(end as u32, &mut self.ends);
    }

    fn texts(&mut self, row: &[u8]) {
        self.values.extend_from_slice(row);
        self.end_row(self.values.len());
    }

    fn words(&mut self, row: &[u32], used: &mut Used) {
        row.iter().for_each(|word| number(used.rename(*word), &mut self.values));
        self.end_row(self.values.len() / 4);
    }
}

impl Copying {
    /// Begins a copy of a look-up.
    pub fn of(lookup: &Lookup) -> Copying {
        Copying {
            pen: Pen::default(),
            stage: Stage::Head,
            sweeps: lookup.sweeps,
            rows: lookup.people.rows(),
            keys: lookup.people.keys(),
            at: 0,
            renamed: Vec::new(),
            living: 0,
            copied_keys: 0,
            names: Used::default(),
            towns: Used::default(),
        }
    }

    /// Adds the next piece, of about a megabyte, to `out`; tells whether there are more. The stamp
    /// is to be the same each time.
    ///
    /// # Errors
    /// [`Swept`].
    pub fn go_on(
        &mut self,
        lookup: &Lookup,
        stamp: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<bool, Swept> {
        if lookup.sweeps != self.sweeps {
            return Err(Swept);
        }
        match self.stage {
            Stage::Head => self.pen.put(Kind::Head, &[&seal(), stamp], out),
            Stage::Rows => self.rows(lookup, out),
            Stage::Keys => self.keys(lookup, out),
            Stage::Names => {
                self.names.put(&lookup.names, (Kind::Names, &mut self.at), &mut self.pen, out)
            }
            Stage::Towns => {
                self.towns.put(&lookup.towns, (Kind::Towns, &mut self.at), &mut self.pen, out)
            }
            Stage::End => self.end(out),
            Stage::Over => return Ok(false),
        }
        let left = match self.stage {
            Stage::Rows => self.rows,
            Stage::Keys => self.keys,
            Stage::Names => self.names.order.len(),
            Stage::Towns => self.towns.order.len(),
            Stage::Head | Stage::End | Stage::Over => 0,
        };
        if self.at >= left {
            (self.at, self.stage) = (0, self.stage.next());
        }
        Ok(true)
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        let [names, towns] = [&self.names, &self.towns].map(|used| used.order.len() as u32);
        let mut counts = Vec::new();
        let all = [self.living, self.copied_keys, names, towns];
        all.iter().for_each(|count| number(*count, &mut counts));
        self.pen.put(Kind::End, &[&counts], out);
    }

    fn rows(&mut self, lookup: &Lookup, out: &mut Vec<u8>) {
        let (mut ids, mut busy, mut traits) = (Vec::new(), Vec::new(), Vec::new());
        let mut columns: [Column; 5] = Default::default();
        while self.at < self.rows {
            let (at, row) = (self.at, self.at as u32);
            self.at += 1;
            if !lookup.people.is_live(row) {
                self.renamed.push(NONE);
                continue;
            }
            self.renamed.push(self.living);
            self.living += 1;
            large(lookup.people.id(row).0, &mut ids);
            large(lookup.busy[at], &mut busy);
            lookup.traits[at].parts().iter().for_each(|part| number(*part, &mut traits));
            let [names, towns, phones, emails, codes] = &mut columns;
            names.words(lookup.names.of(row), &mut self.names);
            towns.words(lookup.towns.of(row), &mut self.towns);
            phones.texts(lookup.phones.row(row));
            emails.texts(lookup.emails.row(row));
            codes.texts(lookup.codes.row(row));
            if ids.len() * 3 + columns.iter().map(Column::bytes).sum::<usize>() >= FULL {
                break;
            }
        }
        let texts = columns.iter().flat_map(|column| [&*column.ends, &*column.values]);
        let all: Vec<&[u8]> = [&*ids, &*busy, &*traits].into_iter().chain(texts).collect();
        self.pen.put(Kind::Rows, &all, out);
    }

    fn keys(&mut self, lookup: &Lookup, out: &mut Vec<u8>) {
        let (mut hashes, mut owners) = (Vec::new(), Vec::new());
        let end = self.keys.min(self.at + KEYS);
        for (hash, owner) in lookup.people.held(self.at..end) {
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
    [(1, full), (2, note)].map(|(id, profile)| Customer {
        id: CustomerId(id),
        profile,
        consents: Vec::new(),
        verified: Vec::new(),
        callbacks: Vec::new(),
        since: At(0),
        changed: At(0),
        withdrawn: false,
        erased: None,
    })
}
