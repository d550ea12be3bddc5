//! Promised calls as columns: 32 bytes each. Never the words of one.

use std::collections::{BTreeMap, HashSet};

use super::contact::small;
use crate::domain::promise::Became;
use crate::domain::{At, CallBackState, Entry, Fact};

#[derive(Debug, Clone, Copy)]
struct Promise {
    due: At,
    set: At,
    customer: u32,
    state: Option<CallBackState>,
}

/// One whose time has come.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// Its number.
    pub no: u32,
    /// To whom.
    pub customer: u32,
    /// When it was due.
    pub at: At,
    /// What became of it.
    pub became: Became,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Promises {
    all: BTreeMap<u32, Promise>,
    /// Customers whom nobody serves any more.
    gone: HashSet<u32>,
}

impl Promises {
    /// Takes in the next entry.
    pub fn take(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::CallBackPromised { callback, customer, due, .. } => {
                let (due, customer) = (At(*due), small(*customer));
                let state = Some(CallBackState::Open);
                self.all.insert(small(*callback), Promise { due, set: due, customer, state });
            }
            Fact::CallBackSet { callback, to, .. } => {
                if let Some(promise) = self.all.get_mut(&small(*callback)) {
                    promise.state = CallBackState::from_byte(*to);
                    promise.set = entry.at;
                }
            }
            Fact::CustomerWithdrawn { customer } | Fact::CustomerErased { customer, .. } => {
                self.gone.insert(small(*customer));
            }
            Fact::CustomerRestored { customer } => drop(self.gone.remove(&small(*customer))),
            _ => {}
        }
    }

    /// What became of those that were due within a time; nobody waits any more for what was
    /// promised to somebody who is gone.
    pub fn due(&self, (from, until): (At, At)) -> impl Iterator<Item = Due> {
        let due = self.all.iter().filter(move |(_, one)| (from..until).contains(&one.due));
        let open = |one: &Promise| one.state == Some(CallBackState::Open);
        let waits = move |one: &Promise| !(open(one) && self.gone.contains(&one.customer));
        due.filter(move |(_, one)| waits(one)).map(|(no, one)| Due {
            no: *no,
            customer: one.customer,
            at: one.due,
            became: Became::of(one.state, one.due, one.set),
        })
    }

    /// Bytes they take, roughly.
    pub fn bytes(&self) -> usize {
        self.all.len() * size_of::<(u32, Promise)>() + self.gone.capacity() * size_of::<u32>()
    }
}
