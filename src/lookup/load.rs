//! A look-up made of the bytes of a copy, in bulk. Never of bytes that are not as they were
//! written, or of another version: then it is filled from the index as if there were none.

use std::io::Read;

use super::Lookup;
use super::arena::Arena;
use super::copy;
use super::piece::{Kind, Pieces, Unusable, u32s, u64s};
use super::roll::Identities;
use super::twin::Trait;
use crate::domain::CustomerId;

/// What of a copy has been read.
#[derive(Default)]
struct Loading {
    ids: Vec<CustomerId>,
    keys: Vec<u64>,
    owners: Vec<u32>,
    /// Its people are made at the end.
    lookup: Lookup,
    names: Arena,
    towns: Arena,
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
        let [seal, stamp] = pieces.columns()?;
        if *seal != copy::seal() {
            return Err(Unusable::Foreign);
        }
        let (stamp, mut loading) = (stamp.to_vec(), Loading::default());
        loop {
            match pieces.next()? {
                Kind::Head => return Err(Unusable::Damaged("it begins twice")),
                Kind::Rows => loading.rows(&pieces)?,
                Kind::Keys => loading.keys(&pieces)?,
                Kind::Names => words(&mut loading.names, &pieces)?,
                Kind::Towns => words(&mut loading.towns, &pieces)?,
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

fn words<R: Read>(arena: &mut Arena, pieces: &Pieces<R>) -> Result<(), Unusable> {
    let [ends, letters] = pieces.columns()?;
    unfit(arena.add(u32s(ends), letters))
}

impl Loading {
    fn rows<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [ids, busy, traits, names, of_names, towns, of_towns, texts @ ..] =
            pieces.columns::<13>()?;
        let lookup = &mut self.lookup;
        self.ids.extend(u64s(ids).map(CustomerId));
        lookup.busy.extend(u64s(busy));
        let (pairs, _) = traits.as_chunks::<8>();
        let parts = |pair: &[u8; 8]| {
            [0, 4].map(|at| u32::from_le_bytes([0, 1, 2, 3].map(|byte| pair[at + byte])))
        };
        lookup.traits.extend(pairs.iter().map(|pair| Trait::of_parts(parts(pair))));
        unfit(lookup.names.add(u32s(names), u32s(of_names)))?;
        unfit(lookup.towns.add(u32s(towns), u32s(of_towns)))?;
        let arenas = [&mut lookup.phones, &mut lookup.emails, &mut lookup.codes];
        for (arena, column) in arenas.into_iter().zip(texts.as_chunks::<2>().0) {
            let [ends, bytes] = column;
            unfit(arena.add(u32s(ends), bytes))?;
        }
        let rows = self.ids.len();
        let all =
            [lookup.busy.len(), lookup.traits.len(), lookup.names.rows(), lookup.towns.rows()];
        let texts = [lookup.phones.rows(), lookup.emails.rows(), lookup.codes.rows()];
        let is_even = all.iter().chain(&texts).all(|count| *count == rows);
        unfit(is_even.then_some(()))
    }

    fn keys<R: Read>(&mut self, pieces: &Pieces<R>) -> Result<(), Unusable> {
        let [hashes, owners] = pieces.columns()?;
        self.keys.extend(u64s(hashes));
        self.owners.extend(u32s(owners));
        Ok(())
    }

    /// Rows, keys and words, as the end of a copy tells them.
    fn counts(&self) -> [usize; 4] {
        [self.ids.len(), self.keys.len(), self.names.rows(), self.towns.rows()]
    }

    fn whole(self) -> Option<Lookup> {
        let Loading { ids, keys, owners, lookup, names, towns } = self;
        Some(Lookup {
            people: Identities::of(ids, keys, owners)?,
            names: lookup.names.with(&names)?,
            towns: lookup.towns.with(&towns)?,
            ..lookup
        })
    }
}
