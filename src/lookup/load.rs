//! A look-up made of the bytes of a copy, in bulk. Never of bytes that are not as they were
//! written, or of another version: then it is filled from the index as if there were none.

use std::io::Read;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;

use super::arena::Arena;
use super::copy::{self, DICTIONARIES, OF_ROWS, ORDERS};
use super::held::Held;
use super::order::Order;
use super::people::People;
use super::persons::Person;
use super::piece::{Kind, Piece, Pieces, Unusable, u32s, u64s};
use super::posting::{self, Posting};
use super::words::Words;
use super::{Lookup, identity, lens, value};

/// Room that is made at once for anything of a copy: enough for the largest desk.
const SIZE: usize = 1 << 28;
/// Pieces that are read before they are taken: enough that neither thread waits for the other.
const AHEAD: usize = 4;

/// What of a copy has been read.
#[derive(Default)]
struct Loading {
    ids: Vec<u64>,
    keys: Vec<u64>,
    owners: Vec<u32>,
    orders: [Order; ORDERS],
    /// Its people, words and orders are made at the end.
    lookup: Lookup,
    /// Of names, towns and hosts.
    dictionaries: [Dictionary; DICTIONARIES],
}

#[derive(Default)]
struct Dictionary {
    text: Arena,
    sounds: Vec<(u32, u32)>,
    /// By word: who has it.
    owners: Vec<Posting>,
}

impl Lookup {
    /// Reads a copy, and what its writer has stamped it with; a second thread reads on meanwhile.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn load(from: impl Read + Send) -> Result<(Vec<u8>, Lookup), Unusable> {
        thread::scope(|scope| {
            let (give, pieces) = sync_channel(AHEAD);
            let (give_back, spare) = channel();
            scope.spawn(move || {
                let mut reading = Pieces::new(from);
                loop {
                    let piece = reading.next(spare.try_recv().unwrap_or_default());
                    let goes_on = piece.as_ref().is_ok_and(|piece| piece.kind != Kind::End);
                    if give.send(piece).is_err() || !goes_on {
                        break;
                    }
                }
            });
            taken(&pieces, &give_back)
        })
    }
}

/// What pieces make; each is given back to whoever reads them.
fn taken(
    pieces: &Receiver<Result<Piece, Unusable>>,
    back: &Sender<Vec<u8>>,
) -> Result<(Vec<u8>, Lookup), Unusable> {
    let next = || pieces.recv().map_err(|_| Unusable::Damaged("nobody reads it"))?;
    let head = next()?;
    if head.kind != Kind::Head {
        return Err(Unusable::Foreign);
    }
    let [seal, stamp, sizes] = head.columns()?;
    if *seal != copy::seal() {
        return Err(Unusable::Foreign);
    }
    let mut loading = Loading::default();
    loading.reserve(u32s(sizes).map(|size| (size as usize).min(SIZE)));
    loop {
        let piece = next()?;
        match piece.kind {
            Kind::Head => return Err(Unusable::Damaged("it begins twice")),
            Kind::Rows => loading.rows(&piece)?,
            Kind::Order => loading.order(&piece)?,
            Kind::Keys => loading.keys(&piece)?,
            Kind::Names => loading.dictionaries[0].add(&piece)?,
            Kind::Towns => loading.dictionaries[1].add(&piece)?,
            Kind::Hosts => loading.dictionaries[2].add(&piece)?,
            Kind::Owners => loading.owners(&piece)?,
            Kind::Systems => loading.systems(&piece)?,
            Kind::End => {
                let [counts] = piece.columns()?;
                let is_whole = u32s(counts).map(|count| count as usize).eq(loading.counts());
                let whole = is_whole.then(|| loading.whole()).flatten();
                let whole = whole.ok_or(Unusable::Damaged("its parts do not fit"))?;
                return Ok((stamp.to_vec(), whole));
            }
        }
        // Who reads may have come to the end.
        let _ = back.send(piece.bytes);
    }
}

fn unfit<T>(fits: Option<T>) -> Result<T, Unusable> {
    fits.ok_or(Unusable::Damaged("rows do not fit"))
}

impl Dictionary {
    fn add(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [lens, letters, keys, of] = piece.columns()?;
        self.sounds.extend(u32s(keys).zip(u32s(of)));
        unfit(self.text.add(lens, letters).filter(|()| keys.len() == of.len()))
    }

    fn with(self, rows: Words) -> Option<Words> {
        let Dictionary { text, sounds, mut owners } = self;
        owners.shrink_to_fit();
        rows.with(text, sounds.into_iter(), owners)
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
    }

    fn rows(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [ids, open, last, persons, of_long, mut long_lens, mut long, texts @ ..] =
            piece.columns::<19>()?;
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

    fn order(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [which, numbers] = piece.columns()?;
        let which = unfit(u32s(which).next())? as usize;
        let order = unfit(self.orders.get_mut(which))?;
        let row_of = |number: u32| match which < OF_ROWS {
            true => number,
            false => value::row(number),
        };
        let rows = self.ids.len();
        unfit(u32s(numbers).all(|number| (row_of(number) as usize) < rows).then_some(()))?;
        order.extend(u32s(numbers));
        Ok(())
    }

    /// Who has which words: of each word in turn, and of one that goes on from the piece before.
    fn owners(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [which, of, mut lens, mut rows] = piece.columns()?;
        let which = unfit(u32s(which).next())? as usize;
        let owners = &mut unfit(self.dictionaries.get_mut(which))?.owners;
        for word in u32s(of).map(|word| word as usize) {
            let len = posting::read(&mut lens).map(|len| len as usize);
            let (part, others) = unfit(len.and_then(|len| rows.split_at_checked(len)))?;
            rows = others;
            if word == owners.len() {
                owners.push(Posting::default());
            }
            let is_last = word + 1 == owners.len();
            let own = owners.last_mut().filter(|_| is_last);
            unfit(own.and_then(|own| own.add(part, self.ids.len() as u32)))?;
        }
        Ok(())
    }

    fn keys(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [hashes, owners] = piece.columns()?;
        self.keys.extend(u64s(hashes));
        self.owners.extend(u32s(owners));
        Ok(())
    }

    fn systems(&mut self, piece: &Piece) -> Result<(), Unusable> {
        let [names] = piece.columns()?;
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
        let [names, towns, hosts] = dictionaries;
        let [of_names, of_towns, of_hosts] =
            [&mut lookup.names, &mut lookup.towns, &mut lookup.hosts].map(std::mem::take);
        thread::scope(|scope| {
            let words = scope.spawn(|| {
                Some((names.with(of_names)?, towns.with(of_towns)?, hosts.with(of_hosts)?))
            });
            let [busy, persons, p0, p1, p2, e0, e1, e2, c0, c1, c2] = orders;
            lookup.persons.arrange(persons);
            lookup.phones.arrange([p0, p1, p2]);
            lookup.emails.arrange([e0, e1, e2]);
            lookup.codes.arrange([c0, c1, c2]);
            let people = People::of(ids.into_iter())?;
            let busy = lookup.busy.arranged(busy, |row| people.id(row).0);
            let held = Held::of(keys, owners);
            let (names, towns, hosts) =
                words.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            let mut whole = Lookup { people, busy, held, names, towns, hosts, ..lookup };
            whole.shrink();
            Some(whole)
        })
    }
}
