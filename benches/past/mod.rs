//! Pasts that benches give a desk: contacts one after the other, written as blocks. Never a bench
//! itself.

use std::path::Path;

use sigap::domain::{At, Event, Fact};
use sigap::store::{Salts, Stamp, Store, StoreError};

/// When the first contact took place.
pub const BEGAN: i64 = 1_700_000_000_000;
/// What was said in every contact.
pub const NOTE: &str = "Asked why the bill of October is higher than that of September.";

/// Opens the desk in a folder, or makes one.
pub fn open(home: &Path) -> Result<Store, StoreError> {
    Ok(Store::open(home, Salts::random(), &mut |_| ())?.0)
}

/// A contact, a second after the one before; each customer has one in turn.
pub fn contact(interaction: u64, customers: u64) -> Event {
    let (customer, at) = (whose(interaction, customers), when(interaction));
    let (channel, direction, topic) = (1, 1, *b"BI");
    let fact = Fact::InteractionLogged { interaction, customer, channel, direction, topic, at };
    Event::with_note(fact, NOTE)
}

/// Whose contact it is.
pub const fn whose(interaction: u64, customers: u64) -> u64 {
    interaction % customers + 1
}

/// When a contact took place.
pub const fn when(interaction: u64) -> i64 {
    BEGAN + interaction as i64 * 1_000
}

/// Writes events in blocks of so many, each one command.
pub fn write(
    store: &mut Store,
    mut events: impl Iterator<Item = Event>,
    block: usize,
) -> Result<(), StoreError> {
    for command in 1.. {
        // Customers were added before they were spoken with.
        let (at, by) = (At(BEGAN), "agent1".to_owned());
        let stamp = Stamp { at, by, command, via: String::new(), undoes: 0 };
        let mut open = store.begin();
        for event in events.by_ref().take(block) {
            let _ = open.append(event, &stamp);
        }
        if open.entries().is_empty() {
            break;
        }
        store.commit(open)?;
    }
    Ok(())
}
