//! Which of each agent's last actions still stand, newest last. Never more than the journal says.

use std::collections::HashMap;

use crate::domain::{Entry, Fact};

/// Actions of one agent that can be undone, step by step.
const STEPS: usize = 100;
/// Entries one action may have to be undone by a key; an import has more.
const ENTRIES: usize = 20;
/// Entries of a change of many tickets: each is given away, opened by that, and its clock set.
const MANY: usize = 600;

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
}

impl UndoLog {
    /// The last action of an agent that still stands.
    pub fn last(&self, agent: &str) -> Option<&Step> {
        self.steps.get(agent)?.last()
    }

    /// Drops an agent's last action: it cannot be undone any more.
    pub fn forget_last(&mut self, agent: &str) {
        if let Some(steps) = self.steps.get_mut(agent) {
            steps.pop();
        }
    }

    /// Takes in the entries of one command that was committed.
    pub fn committed(&mut self, entries: &[Entry]) {
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
        if entries.len() > most || entries.iter().any(is_final) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::At;

    fn command(number: u64, entries: usize) -> Vec<Entry> {
        let entry = |at: usize| Entry {
            seq: number * 100 + at as u64,
            at: At(0),
            by: "a".into(),
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
