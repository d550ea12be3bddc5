//! Who looked at which customer's record, a file per day beside the journal. Never synced, never in
//! the way of an answer: a look that cannot be written is told, and the answer goes out.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::days::{Days, Today};
use crate::domain::time::MINUTE;
use crate::domain::{At, CustomerId, Look, Looked};
use crate::wire::Answer;
use crate::wire::answer::LooksPage;
use crate::wire::query::DoneBy;

/// The same agent's looks at the same thing within this are one: who scrolls looks once.
const AGAIN: i64 = 5 * MINUTE;
/// Looks remembered for that: a busy house's within the time. Past it some are written twice.
const REMEMBERED: usize = 20_000;
/// Keeps and tells looks.
#[derive(Debug)]
pub struct Looks {
    days: Days,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    seen: HashMap<(String, String, Looked, u64), At>,
    today: Today,
    lost: Option<String>,
}

impl Looks {
    /// The looks in a folder, of so many days; nothing is made before somebody looks.
    pub fn new(dir: PathBuf, keep_days: u32) -> Looks {
        Looks { days: Days::new(dir, keep_days), state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why looks are not kept at the moment.
    pub fn lost(&self) -> Option<String> {
        self.state().lost.clone()
    }

    /// Keeps what an agent was shown, and through whom, unless it was the same a moment ago.
    pub fn keep(
        &self,
        at: At,
        (by, via): (&str, &str),
        (what, customer, to): (Looked, CustomerId, CustomerId),
    ) {
        let mut state = self.state();
        let key = (by.to_owned(), via.to_owned(), what, customer.0);
        let is_recent = |before: &At| (0..AGAIN).contains(&(at.0 - before.0));
        if what != Looked::List && state.seen.get(&key).is_some_and(is_recent) {
            return;
        }
        let look = Look { at, by: by.to_owned(), via: via.to_owned(), what, customer, to };
        let kept = self.days.write(&mut state.today, at, &look);
        if let Err(why) = &kept {
            tracing::warn!("who looks at whom is not kept: {why}");
        }
        state.lost = kept.err().map(|why| why.to_string());
        if state.lost.is_some() || what == Looked::List {
            return;
        }
        if state.seen.len() >= REMEMBERED {
            state.seen.retain(|_, before| is_recent(before));
        }
        if state.seen.len() < REMEMBERED {
            state.seen.insert(key, at);
        }
    }

    /// A part of the looks at a customer's record, or at anybody's, that are meant, oldest first.
    ///
    /// # Errors
    /// The disk's.
    pub fn page(
        &self,
        customer: Option<CustomerId>,
        meant: &DoneBy,
        (after, limit): (u64, usize),
    ) -> io::Result<LooksPage> {
        let is_meant = |look: &Look| {
            customer.is_none_or(|customer| look.is_at(customer))
                && [&look.by, &look.via].iter().any(|by| meant.means(Some(by), look.at))
        };
        let part = self.days.page((meant.since, after), limit, is_meant)?;
        Ok(LooksPage { rows: part.rows, next: part.next })
    }
}

/// Whose record an answer shows; a history does not say itself whose it is. What Find lists is no
/// look.
pub fn looked_at(
    history_of: Option<CustomerId>,
    answer: &Answer,
) -> Option<(Looked, CustomerId, CustomerId)> {
    let one = |what, customer| Some((what, customer, customer));
    if let Some(customer) = history_of {
        return one(Looked::History, customer);
    }
    if let Answer::Customer(Some(customer)) = answer {
        return one(Looked::Record, customer.id);
    }
    if let Answer::Ticket(Some(view)) = answer {
        return one(Looked::Ticket, view.ticket.customer);
    }
    if let Answer::Customers(list) = answer {
        return Some((Looked::List, list.first()?.id, list.last()?.id));
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::time::DAY;

    const NOON: i64 = 20_000 * DAY + DAY / 2;

    fn one(customer: u64) -> (Looked, CustomerId, CustomerId) {
        (Looked::Record, CustomerId(customer), CustomerId(customer))
    }

    fn all(looks: &Looks, customer: Option<CustomerId>, meant: &DoneBy) -> Vec<(i64, String, u64)> {
        let (mut rows, mut after) = (Vec::new(), 0);
        loop {
            let page = looks.page(customer, meant, (after, 2)).expect("readable");
            rows.extend(page.rows.into_iter().map(|look| (look.at.0, look.by, look.customer.0)));
            let Some(next) = page.next else { return rows };
            after = next;
        }
    }

    #[test]
    fn a_look_is_kept_once_in_a_while_and_found_after_a_restart() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("looks");
        let looks = Looks::new(dir.clone(), 400);
        for at in [0, 1, AGAIN - 1, AGAIN] {
            looks.keep(At(NOON + at), ("sari", ""), one(12));
        }
        looks.keep(At(NOON + 2), ("budi", ""), one(12));
        looks.keep(At(NOON + DAY), ("budi", ""), one(13));
        looks.keep(At(NOON + DAY), ("rina", ""), (Looked::List, CustomerId(1), CustomerId(900)));
        let looks = Looks::new(dir.clone(), 400);
        let rows = all(&looks, None, &DoneBy::default());
        let named = |(at, by, customer): &(i64, String, u64)| (at - NOON, by.clone(), *customer);
        let told: Vec<_> = rows.iter().map(named).collect();
        let wanted = [(0, "sari", 12), (AGAIN, "sari", 12), (2, "budi", 12), (DAY, "budi", 13)]
            .map(|(at, by, customer)| (at, by.to_owned(), customer));
        assert_eq!(told[..4], wanted);
        let customer = Some(CustomerId(13));
        let meant = DoneBy { since: Some(At(NOON + 1)), ..DoneBy::default() };
        assert_eq!(all(&looks, customer, &meant).len(), 2, "the list has C-13 in it too");
        let meant = DoneBy { agent: Some("sari".into()), ..DoneBy::default() };
        assert_eq!(all(&looks, None, &meant).len(), 2);
        let file = fs::metadata(dir.join("20000.jsonl")).expect("there");
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&file) & 0o777, 0o600);
    }

    #[test]
    fn a_look_through_a_gateway_is_another_one_and_found_by_its_name_too() {
        let home = tempfile::tempdir().expect("a folder");
        let looks = Looks::new(home.path().join("looks"), 400);
        for (at, via) in [(0, ""), (1, "pbx"), (2, "pbx")] {
            looks.keep(At(NOON + at), ("sari", via), one(12));
        }
        let found = |agent: &str| {
            let meant = DoneBy { agent: Some(agent.into()), ..DoneBy::default() };
            all(&looks, None, &meant).len()
        };
        assert_eq!((found("sari"), found("pbx"), found("budi")), (2, 1, 0));
        let file = fs::read_to_string(home.path().join("looks/20000.jsonl")).expect("there");
        let vias: Vec<bool> = file.lines().map(|line| line.contains(r#""via":"pbx""#)).collect();
        assert_eq!(vias, [false, true], "{file}");
        assert!(file.lines().next().is_some_and(|line| !line.contains("via")), "as ever: {file}");
    }

    #[test]
    fn old_days_go_and_a_broken_line_costs_itself_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("looks");
        let looks = Looks::new(dir.clone(), 2);
        looks.keep(At(NOON), ("sari", ""), one(1));
        drop(looks);
        let file = dir.join("20000.jsonl");
        let half = fs::read(&file).expect("there");
        fs::write(&file, [&half[..], &half[..half.len() / 2]].concat()).expect("cut");
        let looks = Looks::new(dir, 2);
        looks.keep(At(NOON + 1), ("budi", ""), one(2));
        assert_eq!(all(&looks, None, &DoneBy::default()).len(), 2);
        looks.keep(At(NOON + 2 * DAY), ("budi", ""), one(2));
        assert_eq!(all(&looks, None, &DoneBy::default()).len(), 3, "two days are kept");
        looks.keep(At(NOON + 3 * DAY), ("budi", ""), one(2));
        assert_eq!(all(&looks, None, &DoneBy::default()).len(), 2, "the first is too old now");
    }

    #[test]
    fn what_cannot_be_kept_is_told_until_it_can() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("looks");
        fs::write(&dir, "in the way").expect("written");
        let looks = Looks::new(dir.clone(), 2);
        looks.keep(At(NOON), ("sari", ""), one(1));
        assert!(looks.lost().is_some());
        fs::remove_file(&dir).expect("out of the way");
        looks.keep(At(NOON + 1), ("sari", ""), one(1));
        assert_eq!((looks.lost(), all(&looks, None, &DoneBy::default()).len()), (None, 1));
    }
}
