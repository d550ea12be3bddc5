//! Who came, left and came back, and what they paid: 40 bytes a customer, and 32 each time that one
//! leaves. Never who they are.

use std::collections::HashMap;

use super::contact::{HasNo, Numbered, small};
use crate::domain::event::{LeaveState, WorthState};
use crate::domain::{At, Entry, Fact};

/// One customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// When they were added.
    added: At,
    /// What was said of them.
    worth: WorthState,
    /// Number.
    pub no: u32,
    /// Taken back.
    withdrawn: bool,
}

/// That a customer left once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// When.
    pub at: At,
    /// Why; zeros where nobody has said.
    pub reason: [u8; 2],
    /// What they paid in a month; 0 where nobody has said.
    monthly: i64,
    /// When they came back; 0 while they are gone.
    back: i64,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Leavers {
    customers: Numbered<Customer>,
    /// Of those who left: each time, in order.
    losses: HashMap<u32, Vec<Loss>>,
}

/// A time in which somebody was a customer, and how it ended if it has.
pub type Stay<'a> = (At, Option<&'a Loss>);

impl HasNo for Customer {
    fn no(&self) -> u32 {
        self.no
    }
}

impl Customer {
    /// What they pay in a month, in hundredths.
    pub fn monthly(&self) -> Option<i64> {
        Some(self.worth.monthly).filter(|sum| *sum != 0)
    }

    /// What they have paid in all.
    pub fn paid(&self) -> Option<i64> {
        Some(self.worth.paid).filter(|sum| *sum != 0)
    }

    fn since(&self) -> At {
        if self.worth.since == 0 { self.added } else { At(self.worth.since) }
    }
}

impl Loss {
    /// What they paid in a month, in hundredths.
    pub fn monthly(&self) -> Option<i64> {
        Some(self.monthly).filter(|sum| *sum != 0)
    }

    fn of(state: &LeaveState) -> Loss {
        let LeaveState { at, reason, monthly, back } = *state;
        Loss { at: At(at), reason, monthly, back }
    }
}

impl Leavers {
    /// Takes in the next entry, if it is about customers.
    pub fn take(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::CustomerAdded { customer, .. } => {
                let (added, worth) = (entry.at, WorthState::default());
                let no = small(*customer);
                self.customers.put(Customer { added, worth, no, withdrawn: false });
            }
            Fact::CustomerWithdrawn { customer } => self.change(*customer, |c| c.withdrawn = true),
            Fact::CustomerRestored { customer } => self.change(*customer, |c| c.withdrawn = false),
            Fact::CustomerWorthSet { customer, to, .. } => {
                self.change(*customer, |one| one.worth = *to);
            }
            Fact::CustomerLeft { customer, from, to } => self.part(small(*customer), from, to),
            _ => {}
        }
    }

    fn change(&mut self, customer: u64, change: impl FnMut(&mut Customer)) {
        self.customers.get_mut(small(customer)).into_iter().for_each(change);
    }

    /// They left, came back, or either was put right or taken back: what the last loss is tells.
    fn part(&mut self, customer: u32, from: &LeaveState, to: &LeaveState) {
        let losses = self.losses.entry(customer).or_default();
        let is_gone = |state: &LeaveState| state.at != 0 && state.back == 0;
        let is_same = from.at == to.at || (is_gone(from) && is_gone(to));
        // That they left once more was taken back: how it was before is there already.
        let is_back = to.at == 0 || (is_gone(from) && !is_gone(to));
        match losses.last_mut() {
            Some(last) if is_same => *last = Loss::of(to),
            Some(_) if is_back => drop(losses.pop()),
            Some(_) | None => losses.push(Loss::of(to)),
        }
    }

    /// Tells whether a customer has left and not come back.
    pub fn is_gone(&self, customer: u32) -> bool {
        let last = self.losses.get(&customer).and_then(|losses| losses.last());
        last.is_some_and(|loss| loss.back == 0)
    }

    /// Customers with the times in which they were some, up to a time; those who came later are not
    /// among them.
    pub fn until(&self, end: At) -> impl Iterator<Item = (&Customer, Vec<Stay<'_>>)> {
        let all = self.customers.rows().iter().filter(move |one| !one.withdrawn);
        all.filter_map(move |one| {
            let stays = self.stays(one, end);
            (!stays.is_empty()).then_some((one, stays))
        })
    }

    fn stays(&self, one: &Customer, end: At) -> Vec<Stay<'_>> {
        let (mut stays, mut begun) = (Vec::with_capacity(1), one.since());
        for loss in self.losses.get(&one.no).into_iter().flatten() {
            if loss.at > end {
                break;
            }
            // Somebody may be said to have left before they came: they were here for no time.
            stays.push((begun.min(loss.at), Some(loss)));
            if loss.back == 0 || At(loss.back) > end {
                return stays;
            }
            begun = At(loss.back);
        }
        if begun <= end {
            stays.push((begun, None));
        }
        stays
    }

    /// Bytes they take, roughly.
    pub fn bytes(&self) -> usize {
        let each = size_of::<(u32, Vec<Loss>)>() + size_of::<Loss>();
        self.customers.bytes() + self.losses.capacity() * each
    }

    /// Gives room back that is not needed.
    pub fn shrink(&mut self) {
        self.customers.shrink();
        self.losses.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: i64, fact: Fact) -> Entry {
        let (by, via, private) = ("ana".to_owned(), String::new(), Some(Vec::new()));
        let at = At(at);
        Entry { seq: 1, at, by, via, command: 1, undoes: 0, fact, private }
    }

    fn gone(at: i64, back: i64) -> LeaveState {
        LeaveState { at, reason: *b"PR", monthly: 5, back }
    }

    fn told(leavers: &Leavers, end: i64) -> Vec<(i64, Option<i64>)> {
        let all = leavers.until(At(end)).flat_map(|(_, stays)| stays);
        all.map(|(from, loss)| (from.0, loss.map(|loss| loss.at.0))).collect()
    }

    #[test]
    fn a_customer_takes_40_bytes_and_a_loss_32() {
        assert_eq!((size_of::<Customer>(), size_of::<Loss>()), (40, 32));
    }

    #[test]
    fn who_leaves_and_comes_back_was_here_twice_and_what_is_taken_back_never_was() {
        let mut leavers = Leavers::default();
        leavers.take(&entry(10, Fact::CustomerAdded { customer: 1, facts: Vec::new() }));
        let mut part = |from, to| {
            leavers.take(&entry(99, Fact::CustomerLeft { customer: 1, from, to }));
            (told(&leavers, 100), told(&leavers, 25))
        };
        let none = LeaveState::default();
        let whole = vec![(10, None)];
        assert_eq!(part(none, gone(20, 0)), (vec![(10, Some(20))], vec![(10, Some(20))]));
        assert_eq!(part(gone(20, 0), gone(22, 0)).0, [(10, Some(22))], "put right");
        let back = vec![(10, Some(22)), (30, None)];
        assert_eq!(part(gone(22, 0), gone(22, 30)), (back.clone(), vec![(10, Some(22))]));
        let twice = [(10, Some(22)), (30, Some(50))];
        assert_eq!(part(gone(22, 30), gone(50, 0)).0, twice);
        assert_eq!(part(gone(50, 0), gone(22, 30)).0, back, "the second was taken back");
        assert_eq!(part(gone(22, 30), gone(22, 0)).0, [(10, Some(22))]);
        assert_eq!(part(gone(22, 0), none), (whole.clone(), whole));
    }

    #[test]
    fn who_came_back_is_not_gone() {
        let mut leavers = Leavers::default();
        let none = LeaveState::default();
        let mut part = |from, to| {
            leavers.take(&entry(99, Fact::CustomerLeft { customer: 1, from, to }));
            leavers.is_gone(1)
        };
        assert!(part(none, gone(20, 0)));
        assert!(!part(gone(20, 0), gone(20, 30)));
        assert!(part(gone(20, 30), gone(50, 0)));
        assert!(!part(gone(50, 0), gone(20, 30)) && !leavers.is_gone(2));
    }

    #[test]
    fn who_was_withdrawn_or_came_later_was_not_here() {
        let mut leavers = Leavers::default();
        leavers.take(&entry(10, Fact::CustomerAdded { customer: 1, facts: Vec::new() }));
        let to = WorthState { since: 4, ..WorthState::default() };
        let from = WorthState::default();
        assert_eq!(told(&leavers, 5), []);
        leavers.take(&entry(11, Fact::CustomerWorthSet { customer: 1, from, to }));
        assert_eq!(told(&leavers, 5), [(4, None)]);
        leavers.take(&entry(12, Fact::CustomerWithdrawn { customer: 1 }));
        assert_eq!(told(&leavers, 5), []);
    }
}
