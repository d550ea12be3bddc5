//! What agents have done and when, for the times that a desk is judged and planned by: a file per
//! day. Never in the way of what they do: a line that cannot be written is told in the log.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::days::{Days, Today};
use crate::domain::work::{Did, RECENT, WorkLine, incoming};
use crate::domain::{Agent, AgentState, At};
use crate::wire::answer::WorkPage;
use crate::wire::query::DoneBy;

/// Agents of whom it is remembered what was written last.
const REMEMBERED: usize = 10_000;

/// Keeps and tells what was done.
#[derive(Debug)]
pub struct Worked {
    days: Days,
    started: At,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    today: Today,
    /// Whether it is written that the desk was started.
    begun: bool,
    /// What was written last of each agent, and since when they do it.
    last: HashMap<String, (AgentState, At)>,
    /// Whether the last line could not be written.
    lost: bool,
}

impl Worked {
    /// The work in a folder, of so many days, of a desk that starts now.
    pub fn new(dir: PathBuf, keep_days: u32, started: At) -> Worked {
        Worked { days: Days::new(dir, keep_days), started, state: Mutex::default() }
    }

    /// Keeps what an agent does from now on, unless it is known already.
    pub fn does(&self, agent: &Agent) {
        let Agent { name, state, reason, since, by, .. } = agent;
        let did = Did::State { state: *state, reason: reason.clone(), by: by.clone() };
        self.keep(WorkLine { at: *since, agent: name.clone(), did });
    }

    /// Keeps a line.
    pub fn keep(&self, line: WorkLine) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match &line.did {
            Did::State { state, .. } => Some((*state, line.at)),
            Did::Started | Did::Call { .. } => None,
        };
        if now.is_some() && state.last.get(&line.agent) == now.as_ref() {
            return;
        }
        let kept = self.write(&mut state, &line);
        let was_lost = std::mem::replace(&mut state.lost, kept.is_err());
        match kept {
            Ok(()) => {
                if state.last.len() >= REMEMBERED {
                    // Those who are still there are written once more.
                    state.last.clear();
                }
                now.and_then(|now| state.last.insert(line.agent, now));
            }
            // A full disk is told once, not with every line.
            Err(why) if !was_lost => tracing::warn!("what agents do is not kept: {why}"),
            Err(_) => {}
        }
    }

    fn write(&self, state: &mut State, line: &WorkLine) -> io::Result<()> {
        if !state.begun {
            let (at, agent) = (self.started, String::new());
            let started = WorkLine { at, agent, did: Did::Started };
            self.days.write(&mut state.today, at, &started)?;
            state.begun = true;
        }
        self.days.write(&mut state.today, line.at, line)
    }

    /// A part of the lines that are meant, oldest first.
    ///
    /// # Errors
    /// The disk's.
    pub fn page(&self, meant: &DoneBy, after: u64, limit: usize) -> io::Result<WorkPage> {
        let is_meant = |line: &WorkLine| {
            let by = (line.did != Did::Started).then_some(line.agent.as_str());
            meant.means(by, line.at)
        };
        let part = self.days.page((meant.since, after), limit, is_meant)?;
        Ok(WorkPage { rows: part.rows, next: part.next })
    }

    /// The next lines behind a place, oldest first, and the place behind them; no lines when that
    /// was all for now.
    ///
    /// # Errors
    /// The disk's.
    pub fn read_on(&self, after: u64) -> io::Result<(Vec<WorkLine>, u64)> {
        let part = self.days.page((None, after), usize::MAX, |_| true)?;
        Ok((part.rows, part.end))
    }

    /// When the first day began of which it is kept; `None` where there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn first(&self) -> io::Result<Option<At>> {
        self.days.first()
    }

    /// Calls in an hour and what one takes, as in the last [`RECENT`].
    ///
    /// # Errors
    /// The disk's.
    pub fn incoming(&self, now: At) -> io::Result<Option<(u64, i64)>> {
        let meant = DoneBy { since: Some(now.plus(-RECENT)), ..DoneBy::default() };
        let (mut lines, mut after) = (Vec::new(), Some(0));
        while let Some(from) = after {
            let page = self.page(&meant, from, usize::MAX)?;
            lines.extend(page.rows);
            after = page.next;
        }
        Ok(incoming(&lines, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;

    fn lines(work: &Worked) -> Vec<String> {
        let page = work.page(&DoneBy::default(), 0, 100).expect("readable");
        let told = |line: &WorkLine| match &line.did {
            Did::Started => "started".to_owned(),
            Did::State { state, .. } => format!("{} {state} {}", line.agent, line.at.0),
            Did::Call { call, step } => format!("{} {step} {call}", line.agent),
        };
        page.rows.iter().map(told).collect()
    }

    #[test]
    fn each_change_is_kept_once_and_a_start_before_the_first_of_them() {
        let home = tempfile::tempdir().expect("a folder");
        let dir = home.path().join("work");
        let work = Worked::new(dir.clone(), 2, At(5));
        assert!(!dir.exists(), "nothing is made before there is something");
        let mut sari = Agent::absent("sari", Role::Agent, At(10));
        work.does(&sari);
        work.does(&sari);
        (sari.state, sari.since) = (AgentState::Ready, At(20));
        work.does(&sari);
        assert_eq!(lines(&work), ["started", "sari away 10", "sari ready 20"]);
        let work = Worked::new(dir, 2, At(30));
        work.does(&sari);
        assert_eq!(lines(&work)[3..], ["started", "sari ready 20"]);
        let meant = DoneBy { agent: Some("budi".into()), ..DoneBy::default() };
        let page = work.page(&meant, 0, 100).expect("readable");
        assert_eq!(page.rows.len(), 2, "that the desk was started concerns everybody");
    }
}
