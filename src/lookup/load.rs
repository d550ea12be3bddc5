//! A look-up made of the bytes of a copy, in bulk. Never of bytes that are not as they were
//! written, or of another version: then it is filled from the index as if there were none.

use std::io::{self, Read, Seek};
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use super::arena::Arena;
use super::copy::{self, DICTIONARIES, OF_ROWS, ORDERS};
use super::dictionary::Dictionary;
use super::held::Held;
use super::order::Order;
use super::piece::{End, Kind, Piece, Pieces, Unusable, u32s, u64s};
use super::posting::{self, Posting};
use super::words::Words;
use super::{Lookup, identity, lens, value};
use crate::domain::CustomerId;

/// Room that is made at once for anything of a copy: enough for the largest desk.
const SIZE: usize = 1 << 28;

/// The rows of a copy, as far as they have been read.
#[derive(Default)]
struct Rows {
    /// Its orders, and who has which words, come from elsewhere.
    lookup: Lookup,
}

/// The rest of a copy, which is by what its rows are found.
struct Rest {
    /// How many rows it is of.
    rows: usize,
    keys: Vec<u64>,
    owners: Vec<u32>,
    orders: [Order; ORDERS],
    /// Of names, towns and hosts.
    words: [Vocabulary; DICTIONARIES],
    systems: Vec<(String, u64)>,
}

#[derive(Default)]
struct Vocabulary {
    text: Arena,
    sounds: Vec<(u32, u32)>,
    /// By word: who has it.
    owners: Vec<Posting>,
}

/// Words, and who has them.
type Known = (Dictionary, Vec<Posting>);

impl Lookup {
    /// Reads a copy, and what its writer has stamped it with. It is opened twice: two threads read
    /// its two halves.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn load<R: Read + Seek + Send>(
        open: impl Fn() -> io::Result<R>,
    ) -> Result<(Vec<u8>, Lookup), Unusable> {
        let mut first = Pieces::new(open()?);
        let head = first.next()?;
        if head.kind != Kind::Head {
            return Err(Unusable::Foreign);
        }
        let [seal, stamp, sizes] = head.columns()?;
        if *seal != copy::seal() {
            return Err(Unusable::Foreign);
        }
        let stamp = stamp.to_vec();
        let mut rows = Rows::default();
        rows.reserve(u32s(sizes).map(|size| (size as usize).min(SIZE)));
        let (end, behind) = first.rest(open()?)?;
        thread::scope(|scope| {
            let rest = scope.spawn(|| Rest::read(behind, &end));
            rows.read(first, &end)?;
            Ok((stamp, rows.whole(&end, rest)?))
        })
    }
}

fn unfit<T>(fits: Option<T>) -> Result<T, Unusable> {
    fits.ok_or(Unusable::Damaged("rows do not fit"))
}

impl Rows {
    /// Makes room for as much as there was when the copy was begun; no more is promised.
    fn reserve(&mut self, mut sizes: impl Iterator<Item = usize>) {
        let mut size = || sizes.next().unwrap_or(0);
        let (rows, lookup) = (size(), &mut self.lookup);
        lookup.people.reserve(rows);
        lookup.busy.open.reserve_exact(rows);
        lookup.busy.last.reserve_exact(rows);
        lookup.persons.all.reserve_exact(rows);
        for words in [&mut lookup.names, &mut lookup.towns, &mut lookup.hosts] {
            words.reserve(rows, size());
        }
        lookup.phones.rows.reserve(rows);
        lookup.phones.numbers.reserve_exact(size());
        for texts in [&mut lookup.emails, &mut lookup.codes] {
            texts.rows.reserve(rows);
            texts.bytes.reserve_exact(size());
        }
    }

    fn read<R: Read + Seek>(&mut self, mut pieces: Pieces<R>, end: &End) -> Result<(), Unusable> {
        while !pieces.is_behind(end.turn) {
            let piece = pieces.next()?;
            if piece.kind != Kind::Rows {
                return Err(Unusable::Damaged("a piece among rows"));
            }
            self.add(&piece, end)?;
        }
        let is_all = self.lookup.people.len() == end.counts[0] as usize;
        unfit(is_all.then_some(()))
    }

    fn add(&mut self, piece: &Piece<'_>, end: &End) -> Result<(), Unusable> {
        let [ids, open, last, persons, of_long, mut long_lens, mut long, texts @ ..] =
            piece.columns::<19>()?;
        let lookup = &mut self.lookup;
        u64s(ids).for_each(|id| _ = lookup.people.add(CustomerId(id)));
        lens::extend(&mut lookup.busy.open, open);
        lookup.busy.last.extend(u32s(last));
        lookup.persons.all.extend_from_slice(persons.as_chunks().0);
        let [names, names_of, towns, towns_of, hosts, hosts_of, rest @ ..] = texts;
        let [phones, numbers, emails, emails_of, codes, codes_of] = rest;
        unfit(lookup.names.add(names, names_of))?;
        unfit(lookup.towns.add(towns, towns_of))?;
        unfit(lookup.hosts.add(hosts, hosts_of))?;
        let mut words = [names_of, towns_of, hosts_of].into_iter().zip(&end.counts[2..]);
        unfit(words.all(|(words, &count)| posting::are_below(words, count)).then_some(()))?;
        unfit(lookup.phones.rows.add(phones, numbers.len(), size_of::<u64>()))?;
        lookup.phones.numbers.extend(u64s(numbers));
        unfit(lookup.emails.add(emails, emails_of))?;
        unfit(lookup.codes.add(codes, codes_of))?;
        for row in u32s(of_long) {
            let len = posting::read(&mut long_lens).map(|len| len as usize);
            let (text, others) = unfit(len.and_then(|len| long.split_at_checked(len)))?;
            long = others;
            unfit(lookup.phones.add_long(row, &String::from_utf8_lossy(text)))?;
        }
        // Nobody is there twice.
        let rows = lookup.people.len();
        let words = [&lookup.names, &lookup.towns, &lookup.hosts].map(Words::rows);
        let values = [&lookup.emails.rows, &lookup.codes.rows, &lookup.phones.rows];
        let numbers = [lookup.busy.open.len(), lookup.busy.last.len(), lookup.persons.all.len()];
        let all = words.into_iter().chain(numbers).chain(values.map(lens::Lens::rows));
        unfit(all.into_iter().all(|count| count == rows).then_some(()))
    }

    /// With the rest of the copy.
    fn whole(
        self,
        end: &End,
        rest: ScopedJoinHandle<'_, Result<Found, Unusable>>,
    ) -> Result<Lookup, Unusable> {
        let Rows { mut lookup } = self;
        let (held, orders, words, systems) =
            rest.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        let counts = words.each_ref().map(|(known, _)| known.len());
        let counts = [held.len()].into_iter().chain(counts);
        unfit(counts.eq(end.counts[1..].iter().map(|&count| count as usize)).then_some(()))?;
        let [names, towns, hosts] = words;
        let with = |words: &mut Words, (known, owners): Known| {
            *words = unfit(std::mem::take(words).with(known, owners))?;
            Ok::<_, Unusable>(())
        };
        with(&mut lookup.names, names)?;
        with(&mut lookup.towns, towns)?;
        with(&mut lookup.hosts, hosts)?;
        let [busy, persons, p0, p1, p2, e0, e1, e2, c0, c1, c2] = orders;
        let Lookup { people, busy: levels, persons: all, phones, emails, codes, .. } = &mut lookup;
        thread::scope(|scope| {
            scope.spawn(|| {
                let unordered = std::mem::take(levels);
                *levels = unordered.arranged(busy, |row| people.id(row).0);
            });
            all.arrange(persons);
            phones.arrange([p0, p1, p2]);
            emails.arrange([e0, e1, e2]);
            codes.arrange([c0, c1, c2]);
        });
        let mut whole = Lookup { held, systems, ..lookup };
        whole.shrink();
        Ok(whole)
    }
}

/// What the rest of a copy makes.
type Found = (Held, [Order; ORDERS], [Known; DICTIONARIES], Vec<(String, u64)>);

impl Rest {
    fn read<R: Read + Seek>(mut pieces: Pieces<R>, end: &End) -> Result<Found, Unusable> {
        let mut rest = Rest {
            rows: end.counts[0] as usize,
            keys: Vec::new(),
            owners: Vec::new(),
            orders: Default::default(),
            words: Default::default(),
            systems: Vec::new(),
        };
        loop {
            let piece = pieces.next()?;
            match piece.kind {
                Kind::Head | Kind::Rows => return Err(Unusable::Damaged("a piece behind rows")),
                Kind::Order => rest.order(&piece)?,
                Kind::Keys => rest.keys(&piece)?,
                Kind::Names => rest.words[0].add(&piece)?,
                Kind::Towns => rest.words[1].add(&piece)?,
                Kind::Hosts => rest.words[2].add(&piece)?,
                Kind::Owners => rest.owners(&piece)?,
                Kind::Systems => rest.systems(&piece)?,
                Kind::End => return unfit(rest.found()),
            }
        }
    }

    fn order(&mut self, piece: &Piece<'_>) -> Result<(), Unusable> {
        let [which, numbers] = piece.columns()?;
        let which = unfit(u32s(which).next())? as usize;
        let order = unfit(self.orders.get_mut(which))?;
        let last = u32s(numbers).fold(0, u32::max);
        let last = if which < OF_ROWS { last } else { value::row(last) };
        unfit((numbers.is_empty() || (last as usize) < self.rows).then_some(()))?;
        order.extend(u32s(numbers));
        Ok(())
    }

    /// Who has which words: of each word in turn, and of one that goes on from the piece before.
    fn owners(&mut self, piece: &Piece<'_>) -> Result<(), Unusable> {
        let [which, of, mut lens, mut rows] = piece.columns()?;
        let which = unfit(u32s(which).next())? as usize;
        let owners = &mut unfit(self.words.get_mut(which))?.owners;
        for word in u32s(of).map(|word| word as usize) {
            let len = posting::read(&mut lens).map(|len| len as usize);
            let (part, others) = unfit(len.and_then(|len| rows.split_at_checked(len)))?;
            rows = others;
            if word == owners.len() {
                owners.push(Posting::default());
            }
            let is_last = word + 1 == owners.len();
            let own = owners.last_mut().filter(|_| is_last);
            unfit(own.and_then(|own| own.add(part, self.rows as u32)))?;
        }
        Ok(())
    }

    fn keys(&mut self, piece: &Piece<'_>) -> Result<(), Unusable> {
        let [hashes, owners] = piece.columns()?;
        self.keys.extend(u64s(hashes));
        self.owners.extend(u32s(owners));
        Ok(())
    }

    fn systems(&mut self, piece: &Piece<'_>) -> Result<(), Unusable> {
        let [names] = piece.columns()?;
        let names = std::str::from_utf8(names).map_err(|_| Unusable::Damaged("no text"))?;
        let names = names.split('\n').filter(|_| !names.is_empty());
        self.systems = names.map(|name| (name.to_owned(), identity::system(name))).collect();
        Ok(())
    }

    fn found(self) -> Option<Found> {
        let Rest { rows, keys, owners, orders, words, systems } = self;
        if keys.len() != owners.len() || owners.iter().any(|&owner| owner as usize >= rows) {
            return None;
        }
        let [names, towns, hosts] = words;
        let words = [names.known()?, towns.known()?, hosts.known()?];
        Some((Held::of(keys, owners), orders, words, systems))
    }
}

impl Vocabulary {
    fn add(&mut self, piece: &Piece<'_>) -> Result<(), Unusable> {
        let [lens, letters, keys, of] = piece.columns()?;
        self.sounds.extend(u32s(keys).zip(u32s(of)));
        unfit(self.text.add(lens, letters).filter(|()| keys.len() == of.len()))
    }

    fn known(self) -> Option<Known> {
        let Vocabulary { text, sounds, mut owners } = self;
        owners.shrink_to_fit();
        Some((Dictionary::of(text, sounds.into_iter())?, owners))
    }
}
