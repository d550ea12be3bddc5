//! Fills the look-up when the desk opens: from its cache file and the journal's entries behind it,
//! else from the index. Never takes from the cache what the journal does not say.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::cache::Cache;
use super::early::Early;
use super::touched;
use crate::domain::{Customer, CustomerId, Profile};
use crate::lookup::{Filling, Lookup};
use crate::store::{self, Reader, Standing, StoreError, View};

/// Customers read at a time.
const STEP: usize = 1_000;
/// Such parts that are read before they are put: enough that neither thread waits for the other.
const AHEAD: usize = 4;
/// Entries read at a time.
const ENTRIES: usize = 4_000;
/// Entries behind a small desk's cache that are put on top of it.
const BEHIND: u64 = 10_000;
/// The same as a part of the customers: with more, filling from the index is as quick.
const PART: u64 = 4;

/// The look-up of an opened store. `kept` is what its cache has given.
///
/// # Errors
/// The store's; [`StoreError::Row`] or [`StoreError::Index`] when the index is damaged.
pub fn lookup(
    reader: &Reader,
    kept: Option<(Standing, Lookup)>,
    cache: &Cache,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Lookup, StoreError> {
    let Some((standing, mut lookup)) = kept else { return fill(reader, tell) };
    let of_another = !reader.has_stood_at(&standing).unwrap_or(false);
    if of_another {
        cache.is_of_no_use("it belongs to another journal");
        return fill(reader, tell);
    }
    let behind = reader.head() - standing.seq();
    if behind > BEHIND.max(lookup.len() as u64 / PART) {
        tracing::info!("the look-up's cache is {behind} entries behind and is not used");
        return fill(reader, tell);
    }
    match catch_up(reader, &standing, &mut lookup, tell) {
        Ok(()) => {
            tracing::info!("the look-up came from its cache and {behind} entries behind it");
            Ok(lookup)
        }
        // A part of the journal that cannot be read is no reason not to find anybody.
        Err(StoreError::Damaged(_) | StoreError::Io { .. }) => fill(reader, tell),
        Err(error) => Err(error),
    }
}

/// Lends a look-up to those who come before the desk is open, without whoever is no longer to be
/// found by the journal; gives it back where that cannot be told.
pub fn lend(home: &Path, standing: &Standing, mut lookup: Lookup, early: &Early) -> Option<Lookup> {
    match store::gone_since(home, standing) {
        Ok(Some(gone)) => {
            gone.into_iter().map(CustomerId).for_each(|customer| lookup.remove(customer));
            early.lend(standing.seq(), lookup);
            None
        }
        Ok(None) | Err(_) => Some(lookup),
    }
}

/// Puts what the journal says behind a standing on top of what a look-up knew there.
fn catch_up(
    reader: &Reader,
    standing: &Standing,
    lookup: &mut Lookup,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<(), StoreError> {
    let (mut next, of) = (standing.seq() + 1, reader.head() - standing.seq());
    loop {
        let entries = reader.entries(next, ENTRIES)?;
        let Some(last) = entries.last() else { return Ok(()) };
        next = last.seq + 1;
        touched::findable(reader, &entries)?.put_into(|change| change(lookup));
        tell(next - 1 - standing.seq(), of);
    }
}

/// Puts everybody from the index into a look-up, while a second thread reads on.
fn fill(reader: &Reader, tell: &mut dyn FnMut(u64, u64)) -> Result<Lookup, StoreError> {
    let all = reader.view().counts()?.customers;
    thread::scope(|scope| {
        let (give, parts) = sync_channel(AHEAD);
        let reading = scope.spawn(move || read(&reader.view(), &give));
        let mut filling = Filling::new();
        for part in parts {
            match part {
                Part::Customers(all) => all.iter().for_each(|customer| filling.put(customer)),
                Part::Firsts(all) => all.iter().for_each(|(id, first)| filling.was(*id, first)),
                Part::Activities(all) => {
                    all.into_iter().for_each(|(id, kept)| filling.touch(id, touched::busy(kept)));
                }
            }
            tell(filling.len() as u64, all);
        }
        reading.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        Ok(filling.filled())
    })
}

/// Some of what a look-up is filled from.
enum Part {
    Customers(Vec<Customer>),
    Firsts(Vec<(CustomerId, Profile)>),
    Activities(HashMap<CustomerId, store::Activity>),
}

/// Reads everybody, as long as somebody takes them.
fn read(view: &View<'_>, give: &SyncSender<Part>) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let customers = view.customers(after, STEP)?;
        let Some(last) = customers.last() else { break };
        after = Some(last.id);
        let _ = give.send(Part::Customers(customers));
    }
    after = None;
    loop {
        let firsts = view.firsts(after, STEP)?;
        let Some((last, _)) = firsts.last() else { break };
        after = Some(*last);
        let _ = give.send(Part::Firsts(firsts));
    }
    let _ = give.send(Part::Activities(view.activities()?));
    Ok(())
}
