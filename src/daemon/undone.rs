//! Which of each agent's last actions still stand, newest last. Never more than the journal says.

use std::collections::{BTreeMap, HashMap};

use crate::domain::sets::{Set, sets};
use crate::domain::{Entry, Fact, Refusal};

/// Actions of one agent that can be undone, step by step.
const STEPS: usize = 100;
/// Entries one action may have to be undone by a key; an import has more.
const ENTRIES: usize = 20;
/// Entries of a change of many tickets: each is given away, opened by that, and its clock set.
const MANY: usize = 600;
/// Entries of which it is remembered what they have set: some hours of a desk of hundreds. What was
/// set before is still compared by what it is now.
const WRITES: usize = 20_000;

/// One command and the entries it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    command: u128,
    /// Seqs of its entries, in order.
    pub entries: Vec<u64>,
}

/// What everybody may still undo.
#[derive(Debug, Default)]
pub struct UndoLog {
    steps: HashMap<String, Vec<Step>>,
    /// What was set lately and stands, by the entry's seq.
    writes: BTreeMap<u64, Write>,
}

/// What one entry has set.
#[derive(Debug)]
struct Write {
    command: u128,
    by: String,
    sets: Vec<Set>,
}

impl UndoLog {
    /// The last action of an agent that still stands.
    pub fn last(&self, agent: &str) -> Option<&Step> {
        self.steps.get(agent)?.last()
    }

    /// Drops an agent's last action: it can never be undone any more.
    pub fn forget_last(&mut self, agent: &str) {
        if let Some(steps) = self.steps.get_mut(agent) {
            steps.pop();
        }
    }

    /// Makes sure that nobody has set since what an entry has set, not even to the same; `pending`
    /// are entries that are not committed yet. Who has set it last is named, and to what.
    ///
    /// # Errors
    /// [`Refusal::SetSince`].
    pub fn is_last_of(&self, entry: &Entry, pending: &[Entry]) -> Result<(), Refusal> {
        let own = sets(entry);
        let is_undone = |seq: u64| pending.iter().any(|other| other.undoes == seq);
        // The latest first: what it has set is what stands now.
        for other in pending.iter().rev().filter(|one| one.undoes == 0 && !is_undone(one.seq)) {
            clash(&own, &sets(other), &other.by)?;
        }
        let later = self.writes.range(entry.seq + 1..).rev();
        let later =
            later.filter(|(seq, write)| write.command != entry.command && !is_undone(**seq));
        for (_, write) in later {
            clash(&own, &write.sets, &write.by)?;
        }
        Ok(())
    }

    fn write_down(&mut self, entries: &[Entry]) {
        for entry in entries {
            if entry.undoes > 0 {
                // What it has put back is whoever's it was before.
                self.writes.remove(&entry.undoes);
                continue;
            }
            let sets = sets(entry);
            if !sets.is_empty() {
                let write = Write { command: entry.command, by: entry.by.clone(), sets };
                self.writes.insert(entry.seq, write);
            }
        }
        while self.writes.len() > WRITES {
            self.writes.pop_first();
        }
    }

    /// Takes in the entries of one command that was committed.
    pub fn committed(&mut self, entries: &[Entry]) {
        self.write_down(entries);
        let Some(first) = entries.first() else { return };
        let steps = self.steps.entry(first.by.clone()).or_default();
        if first.undoes > 0 {
            steps.retain(|step| !entries.iter().any(|entry| step.entries.contains(&entry.undoes)));
            return;
        }
        // What was read cannot be unread: the key takes back what was done before.
        let is_final = |entry: &Entry| {
            matches!(entry.fact, Fact::CustomerErased { .. } | Fact::HandoverRead { .. })
        };
        let adds = |entry: &Entry| {
            entry.fact.named().ticket == 0 || matches!(entry.fact, Fact::TicketOpened { .. })
        };
        let most = if entries.iter().any(adds) { ENTRIES } else { MANY };
        if entries.len() > most || entries.iter().any(is_final) || is_of_a_file(entries) {
            return;
        }
        steps.push(Step {
            command: first.command,
            entries: entries.iter().map(|e| e.seq).collect(),
        });
        let surplus = steps.len().saturating_sub(STEPS);
        steps.drain(..surplus);
    }
}

/// Tells whether it took rows of a file: by hand one is written down at a time. The last rows of
/// an import are as few as they happen to be, and taking them back alone would tear the file.
fn is_of_a_file(entries: &[Entry]) -> bool {
    let is_row: [fn(&Fact) -> bool; 7] = [
        |fact| matches!(fact, Fact::CustomerAdded { .. }),
        |fact| matches!(fact, Fact::CustomerAmended { .. }),
        |fact| matches!(fact, Fact::CustomerWorthSet { .. }),
        |fact| matches!(fact, Fact::InteractionLogged { .. }),
        |fact| matches!(fact, Fact::TicketOpened { .. }),
        |fact| matches!(fact, Fact::AnswersGiven { .. }),
        |fact| matches!(fact, Fact::CustomerLeft { .. }),
    ];
    is_row.iter().any(|is_row| entries.iter().filter(|entry| is_row(&entry.fact)).count() > 1)
}

fn clash(own: &[Set], others: &[Set], by: &str) -> Result<(), Refusal> {
    let later =
        |mine: &Set| others.iter().rev().find(|one| one.is_of(mine)).map(|one| (mine.clone(), one));
    match own.iter().find_map(later) {
        Some((mine, theirs)) => Err(mine.set_since(theirs, by)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;

    fn status(seq: u64, by: &str, (from, to): (u8, u8)) -> Entry {
        let (ticket, command) = (7, u128::from(seq));
        let fact = Fact::TicketStatusSet { ticket, from, to };
        Entry {
            seq,
            at: At(0),
            by: by.into(),
            via: String::new(),
            command,
            undoes: 0,
            fact,
            private: None,
        }
    }

    #[test]
    fn what_somebody_has_set_since_is_theirs_even_when_it_is_the_same() {
        let mut log = UndoLog::default();
        let (mine, away, back) =
            (status(1, "a", (1, 2)), status(2, "b", (2, 4)), status(3, "b", (4, 2)));
        log.committed(std::slice::from_ref(&mine));
        assert_eq!(log.is_last_of(&mine, &[]), Ok(()));
        let theirs = |to: &str| {
            let (field, by) = ("status".to_owned(), "b".to_owned());
            Err(Refusal::SetSince { field, by, theirs: to.into(), yours: "new".into() })
        };
        assert_eq!(
            log.is_last_of(&mine, std::slice::from_ref(&away)),
            theirs("on_hold"),
            "in this very block"
        );
        log.committed(&[away]);
        log.committed(std::slice::from_ref(&back));
        assert_eq!(log.is_last_of(&mine, &[]), theirs("open"), "what stands now");
        for (seq, undoes) in [(4, 3), (5, 2)] {
            log.committed(&[Entry { undoes, ..status(seq, "b", (2, 4)) }]);
        }
        assert_eq!(log.is_last_of(&mine, &[]), Ok(()), "they have taken theirs back");
        let other = Entry { fact: Fact::TicketEscalated { ticket: 7, from: 0, to: 1 }, ..back };
        log.committed(&[Entry { seq: 6, ..other }]);
        assert_eq!(log.is_last_of(&mine, &[]), Ok(()), "another value");
    }

    #[test]
    fn so_many_writes_are_remembered() {
        let mut log = UndoLog::default();
        for seq in 1..=WRITES as u64 + 1 {
            log.committed(&[status(seq, "a", (1, 2))]);
        }
        assert_eq!((log.writes.len(), log.writes.contains_key(&1)), (WRITES, false));
    }

    fn command(number: u64, entries: usize) -> Vec<Entry> {
        let entry = |at: usize| Entry {
            seq: number * 100 + at as u64,
            at: At(0),
            by: "a".into(),
            via: String::new(),
            command: number.into(),
            undoes: 0,
            fact: Fact::CustomerRestored { customer: 1 },
            private: None,
        };
        (0..entries).map(entry).collect()
    }

    #[test]
    fn so_many_steps_of_so_many_entries_can_be_undone_and_no_more() {
        let mut log = UndoLog::default();
        log.committed(&command(1, ENTRIES));
        log.committed(&command(2, ENTRIES + 1));
        assert_eq!(log.last("a").map(|step| step.command), Some(1), "an import is no step");
        let steps = |log: &UndoLog| {
            let steps = &log.steps["a"];
            (steps.len(), steps[0].command)
        };
        (2..=STEPS as u64).for_each(|number| log.committed(&command(number, 1)));
        assert_eq!(steps(&log), (STEPS, 1));
        log.committed(&command(999, 1));
        assert_eq!(steps(&log), (STEPS, 2), "the oldest one is forgotten");
    }
}
