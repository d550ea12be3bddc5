//! What an index holds, as it was left and as the journal has it. Never through a running desk.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use sigap::store::{Damage, Digest, Opened, Salts, Store, replayed};

/// Opens a home's store and reads all of its index.
pub fn state(home: &Path) -> anyhow::Result<(Opened, Digest)> {
    let (store, opened) = Store::open(home, Salts::seeded([7; 32]), &mut |_| ())?;
    let digest = store.digest()?;
    Ok((opened, digest))
}

/// Holds the index of a desk that has ended against its journal.
pub fn index_is_replay(home: &Path, head: u64) -> anyhow::Result<()> {
    let (opened, found) = state(home).context("opening the index")?;
    let damage = opened.damage.as_ref().map(Damage::to_string);
    ensure!(damage.is_none(), "the journal is damaged: {}", damage.unwrap_or_default());
    let wanted = replayed(home, head, &mut |_| ()).context("building the index anew")?;
    same(&found, &wanted)
}

/// Says where two indexes differ.
pub fn same(found: &Digest, wanted: &Digest) -> anyhow::Result<()> {
    ensure!(found.seq == wanted.seq, "the index is at {}, not {}", found.seq, wanted.seq);
    for (found, wanted) in found.tables.iter().zip(&wanted.tables) {
        if found != wanted {
            bail!("the index holds {found:?} where the journal says {wanted:?}");
        }
    }
    ensure!(found.tables.len() == wanted.tables.len(), "tables are missing");
    Ok(())
}
