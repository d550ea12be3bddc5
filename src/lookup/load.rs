//! A look-up made of the bytes of a copy, in bulk. Never of bytes that are not as they were
//! written, or of another version: then it is filled from the index as if there were none.

use std::io::Read;

use super::arena::Arena;
use super::copy::{self, OF_ROWS, ORDERS};
use super::held::Held;
use super::people::People;
use super::persons::Person;
use super::piece::{Kind, Pieces, Unusable, u32s, u64s};
use super::posting;
use super::words::Words;
use super::{Lookup, identity, lens, value};

/// Room that is made at once for anything of a copy: enough for the largest desk.
const SIZE: usize = 1 << 28;

/// What of a copy has been read.
#[derive(Default)]
struct Loading {
    ids: Vec<u64>,
    keys: Vec<u64>,
    owners: Vec<u32>,
    orders: [Vec<u32>; ORDERS],
    /// Its people, words and orders are made at the end.
    lookup: Lookup,
    /// Of names, towns and hosts.
    dictionaries: [Dictionary; 3],
}

#[derive(Default)]
struct Dictionary {
    text: Arena,
    sounds: Vec<(u32, u32)>,
}

impl Lookup {
    /// Reads a copy, and what its writer has stamped it with.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn load(from: impl Read) -> Result<(Vec<u8>, Lookup), Unusable> {
        let mut pieces = Pieces::new(from);
        if pieces.next()? != Kind::Head {
            return Err(Unusable::Foreign);
        }
        let [seal, stamp, sizes] = pieces.columns()?;
        if *seal != copy::seal() {
            return Err(Unusable::Foreign);
        }
        let (stamp, mut loading) = (stamp.to_vec(), Loading::default());
        loading.reserve(u32s(sizes).map(|size| (size as usize).min(SIZE)));
        loop {
            match pieces.next()? {
                Kind::Head => return Err(Unusable::Damaged("it begins twice")),
                Kind::Rows => loading.rows(&pieces)?,
                Kind::Order => loading.order(&pieces)?,
                Kind::Keys => loading.keys(&pieces)?,
                Kind::Names => loading.dictionaries[0].add(&pieces)?,
                Kind::Towns => loading.dictionaries[1].add(&pieces)?,
                Kind::Hosts => loading.dictionaries[2].add(&pieces)?,
                Kind::Systems => loading.systems(&pieces)?,
                Kind::End => break,
            }
        }
        let [counts] = pieces.columns()?;
        let is_whole = u32s(counts).map(|count| count as usize).eq(loading.counts());
        pieces.ends()?;
        let whole = is_whole.then(|| loading.whole()).flatten();
        Ok((stamp, whole.ok_or(Unusable::Damaged("its parts do not fit"))?))
    }
}

fn unfit<T>(fits: Option<T>) -> Result<T, Unusable> {
    fits.ok_or(Unusable::Damaged("rows do not fit"))
}

impl Dictionary {
    fn add<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [lens, letters, keys, of] = pieces.columns()?;
        self.sounds.extend(u32s(keys).zip(u32s(of)));
        unfit(self.text.add(lens, letters).filter(|()| keys.len() == of.len()))
    }
}

impl Loading {
    /// Makes room for as much as there was when the copy was begun; no more is promised.
    fn reserve(&mut self, mut sizes: impl Iterator<Item = usize>) {
        let mut size = || sizes.next().unwrap_or(0);
        let (rows, lookup) = (size(), &mut self.lookup);
        self.ids.reserve_exact(rows);
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
        for order in &mut self.orders {
            order.reserve_exact(size());
        }
    }

    fn rows<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [ids, open, last, persons, of_long, mut long_lens, mut long, texts @ ..] =
            pieces.columns::<19>()?;
        let lookup = &mut self.lookup;
        self.ids.extend(u64s(ids));
        lens::extend(&mut lookup.busy.open, open);
        lookup.busy.last.extend(u32s(last));
        let (parts, _) = persons.as_chunks::<16>();
        let part = |all: &[u8; 16], at: usize| {
            u32::from_le_bytes([0, 1, 2, 3].map(|byte| all[at * 4 + byte]))
        };
        let person = |all| Person::of_parts([0, 1, 2, 3].map(|at| part(all, at)));
        lookup.persons.all.extend(parts.iter().map(person));
        let [names, names_of, towns, towns_of, hosts, hosts_of, rest @ ..] = texts;
        let [phones, numbers, emails, emails_of, codes, codes_of] = rest;
        unfit(lookup.names.add(names, names_of))?;
        unfit(lookup.towns.add(towns, towns_of))?;
        unfit(lookup.hosts.add(hosts, hosts_of))?;
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
        let rows = self.ids.len();
        let words = [&lookup.names, &lookup.towns, &lookup.hosts].map(Words::rows);
        let values = [&lookup.emails.rows, &lookup.codes.rows, &lookup.phones.rows];
        let numbers = [lookup.busy.open.len(), lookup.busy.last.len(), lookup.persons.all.len()];
        let all = words.into_iter().chain(numbers).chain(values.map(lens::Lens::rows));
        unfit(all.into_iter().all(|count| count == rows).then_some(()))
    }

    fn order<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [which, numbers] = pieces.columns()?;
        let which = unfit(u32s(which).next())? as usize;
        let order = unfit(self.orders.get_mut(which))?;
        order.extend(u32s(numbers));
        Ok(())
    }

    fn keys<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [hashes, owners] = pieces.columns()?;
        self.keys.extend(u64s(hashes));
        self.owners.extend(u32s(owners));
        Ok(())
    }

    fn systems<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [names] = pieces.columns()?;
        let names = std::str::from_utf8(names).map_err(|_| Unusable::Damaged("no text"))?;
        let names = names.split('\n').filter(|_| !names.is_empty());
        self.lookup.systems = names.map(|name| (name.to_owned(), identity::system(name))).collect();
        Ok(())
    }

    /// Rows, keys and words, as the end of a copy tells them.
    fn counts(&self) -> [usize; 5] {
        let [names, towns, hosts] = self.dictionaries.each_ref().map(|one| one.text.rows());
        [self.ids.len(), self.keys.len(), names, towns, hosts]
    }

    fn whole(self) -> Option<Lookup> {
        let Loading { ids, keys, owners, orders, mut lookup, dictionaries } = self;
        let rows = ids.len();
        if keys.len() != owners.len() || owners.iter().any(|&owner| owner as usize >= rows) {
            return None;
        }
        let row_of = |which: usize, number: u32| match which < OF_ROWS {
            true => number,
            false => value::row(number),
        };
        for (which, numbers) in orders.iter().enumerate() {
            if numbers.iter().any(|&number| row_of(which, number) as usize >= rows) {
                return None;
            }
        }
        let [busy, persons, p0, p1, p2, e0, e1, e2, c0, c1, c2] = orders;
        lookup.persons.arrange(&persons);
        lookup.phones.arrange(&[p0, p1, p2]);
        lookup.emails.arrange(&[e0, e1, e2]);
        lookup.codes.arrange(&[c0, c1, c2]);
        let people = People::of(ids.iter().copied())?;
        let busy = lookup.busy.arranged(&busy, |row| people.id(row).0);
        let [names, towns, hosts] = dictionaries;
        Some(Lookup {
            people,
            busy,
            held: Held::of(keys, owners),
            names: lookup.names.with(&names.text, names.sounds.into_iter())?,
            towns: lookup.towns.with(&towns.text, towns.sounds.into_iter())?,
            hosts: lookup.hosts.with(&hosts.text, hosts.sounds.into_iter())?,
            ..lookup
        })
    }
}
