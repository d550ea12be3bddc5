//! Who looked at which customer's record, a file per day beside the journal. Never synced, never in
//! the way of an answer: a look that cannot be written is told, and the answer goes out.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::disk;
use crate::domain::time::{DAY, MINUTE};
use crate::domain::{At, CustomerId, Look, Looked};
use crate::wire::Answer;
use crate::wire::answer::LooksPage;
use crate::wire::query::LookedFor;

/// The same agent's looks at the same thing within this are one: who scrolls looks once.
const AGAIN: i64 = 5 * MINUTE;
/// Looks remembered for that: a busy house's within the time. Past it some are written twice.
const REMEMBERED: usize = 20_000;
/// Lines read for one answer: a tenth of a second; whoever asks asks on.
const SCAN: usize = 50_000;
/// Bytes of a line; a longer one is none of ours.
const LINE_BYTES: u64 = 512;
/// Where the day ends and the byte in its file begins, in the place of a look.
const DAY_BITS: u32 = 32;

/// Keeps and tells looks.
#[derive(Debug)]
pub struct Looks {
    dir: PathBuf,
    keep_days: i64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    seen: HashMap<(String, Looked, u64), At>,
    today: Option<(i64, File)>,
    lost: Option<String>,
}

impl Looks {
    /// The looks in a folder, of so many days; nothing is made before somebody looks.
    pub fn new(dir: PathBuf, keep_days: u32) -> Looks {
        Looks { dir, keep_days: i64::from(keep_days), state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why looks are not kept at the moment.
    pub fn lost(&self) -> Option<String> {
        self.state().lost.clone()
    }

    /// Keeps what an agent was shown, unless it was the same a moment ago.
    pub fn keep(&self, at: At, by: &str, (what, customer, to): (Looked, CustomerId, CustomerId)) {
        let mut state = self.state();
        let key = (by.to_owned(), what, customer.0);
        let is_recent = |before: &At| (0..AGAIN).contains(&(at.0 - before.0));
        if what != Looked::List && state.seen.get(&key).is_some_and(is_recent) {
            return;
        }
        let look = Look { at, by: by.to_owned(), what, customer, to };
        let kept = self.write(&mut state, &look);
        if let Err(why) = &kept {
            // The next look tries anew, with a file of its own.
            state.today = None;
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

    fn write(&self, state: &mut State, look: &Look) -> io::Result<()> {
        let day = look.at.0.div_euclid(DAY);
        let mut file = match state.today.take() {
            Some((today, file)) if today == day => file,
            Some(_) | None => {
                DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
                self.forget_before(day - self.keep_days)?;
                let mut options = OpenOptions::new();
                let file = disk::open_with(
                    options.append(true).create(true).mode(0o600),
                    &self.file(day),
                )?;
                // A line that a power cut or a full disk has cut ends here.
                if ends_within_a_line(&self.file(day))? { newline(file)? } else { file }
            }
        };
        let mut line = serde_json::to_vec(look)?;
        line.push(b'\n');
        file.write_all(&line)?;
        state.today = Some((day, file));
        Ok(())
    }

    fn file(&self, day: i64) -> PathBuf {
        self.dir.join(format!("{day}.jsonl"))
    }

    /// Days since 1970 of which there is a file, in order.
    fn days(&self) -> io::Result<Vec<i64>> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut days: Vec<i64> =
            names.filter_map(|name| name.strip_suffix(".jsonl")?.parse().ok()).collect();
        days.sort_unstable();
        Ok(days)
    }

    fn forget_before(&self, first: i64) -> io::Result<()> {
        let mut old = self.days()?.into_iter().filter(|day| *day < first);
        old.try_for_each(|day| disk::remove(&self.file(day)))
    }

    /// A part of the looks that are meant, oldest first; a line that is none is passed over.
    ///
    /// # Errors
    /// The disk's.
    pub fn page(&self, meant: &LookedFor, after: u64, limit: usize) -> io::Result<LooksPage> {
        let from = meant.since.map_or(i64::MIN, |since| since.0.div_euclid(DAY));
        let (day_after, mut byte) = ((after >> DAY_BITS) as i64, after & u64::from(u32::MAX));
        let (mut rows, mut read) = (Vec::new(), 0);
        for day in self.days()?.into_iter().filter(|day| *day >= from.max(day_after)) {
            let start = if day == day_after { std::mem::take(&mut byte) } else { 0 };
            let mut file = BufReader::new(disk::open(&self.file(day))?);
            let mut place = file.seek(SeekFrom::Start(start))?;
            let mut line = Vec::new();
            loop {
                line.clear();
                let got = io::Read::take(&mut file, LINE_BYTES).read_until(b'\n', &mut line)?;
                if got == 0 {
                    break;
                }
                (place, read) = (place + got as u64, read + 1);
                let look = serde_json::from_slice::<Look>(&line).ok();
                rows.extend(look.filter(|look| meant.means(look)));
                if rows.len() >= limit || read >= SCAN {
                    let next = Some(((day as u64) << DAY_BITS) | place);
                    return Ok(LooksPage { rows, next });
                }
            }
        }
        Ok(LooksPage { rows, next: None })
    }
}

fn newline(mut file: File) -> io::Result<File> {
    file.write_all(b"\n")?;
    Ok(file)
}

fn ends_within_a_line(path: &Path) -> io::Result<bool> {
    let mut file = disk::open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    io::Read::read_exact(&mut file, &mut last)?;
    Ok(last != *b"\n")
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
    use super::*;

    const NOON: i64 = 20_000 * DAY + DAY / 2;

    fn one(customer: u64) -> (Looked, CustomerId, CustomerId) {
        (Looked::Record, CustomerId(customer), CustomerId(customer))
    }

    fn all(looks: &Looks, meant: &LookedFor) -> Vec<(i64, String, u64)> {
        let (mut rows, mut after) = (Vec::new(), 0);
        loop {
            let page = looks.page(meant, after, 2).expect("readable");
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
            looks.keep(At(NOON + at), "sari", one(12));
        }
        looks.keep(At(NOON + 2), "budi", one(12));
        looks.keep(At(NOON + DAY), "budi", one(13));
        looks.keep(At(NOON + DAY), "rina", (Looked::List, CustomerId(1), CustomerId(900)));
        let looks = Looks::new(dir.clone(), 400);
        let rows = all(&looks, &LookedFor::default());
        let named = |(at, by, customer): &(i64, String, u64)| (at - NOON, by.clone(), *customer);
        let told: Vec<_> = rows.iter().map(named).collect();
        let wanted = [(0, "sari", 12), (AGAIN, "sari", 12), (2, "budi", 12), (DAY, "budi", 13)]
            .map(|(at, by, customer)| (at, by.to_owned(), customer));
        assert_eq!(told[..4], wanted);
        let customer = Some(CustomerId(13));
        let meant = LookedFor { customer, since: Some(At(NOON + 1)), ..LookedFor::default() };
        assert_eq!(all(&looks, &meant).len(), 2, "the list has C-13 in it too");
        let meant = LookedFor { agent: Some("sari".into()), ..LookedFor::default() };
        assert_eq!(all(&looks, &meant).len(), 2);
        let file = fs::metadata(dir.join("20000.jsonl")).expect("there");
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&file) & 0o777, 0o600);
    }

    #[test]
    fn old_days_go_and_a_broken_line_costs_itself_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("looks");
        let looks = Looks::new(dir.clone(), 2);
        looks.keep(At(NOON), "sari", one(1));
        drop(looks);
        let file = dir.join("20000.jsonl");
        let half = fs::read(&file).expect("there");
        fs::write(&file, [&half[..], &half[..half.len() / 2]].concat()).expect("cut");
        let looks = Looks::new(dir, 2);
        looks.keep(At(NOON + 1), "budi", one(2));
        assert_eq!(all(&looks, &LookedFor::default()).len(), 2);
        looks.keep(At(NOON + 2 * DAY), "budi", one(2));
        assert_eq!(all(&looks, &LookedFor::default()).len(), 3, "two days are kept");
        looks.keep(At(NOON + 3 * DAY), "budi", one(2));
        assert_eq!(all(&looks, &LookedFor::default()).len(), 2, "the first is too old now");
    }

    #[test]
    fn what_cannot_be_kept_is_told_until_it_can() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("looks");
        fs::write(&dir, "in the way").expect("written");
        let looks = Looks::new(dir.clone(), 2);
        looks.keep(At(NOON), "sari", one(1));
        assert!(looks.lost().is_some());
        fs::remove_file(&dir).expect("out of the way");
        looks.keep(At(NOON + 1), "sari", one(1));
        assert_eq!((looks.lost(), all(&looks, &LookedFor::default()).len()), (None, 1));
    }
}
