//! The few threads that make answers, however many ask. Never more at a time than the machine has
//! use for, so that the writer gets its turn and memory does not grow with who is attached; and
//! never lets what a person waits for stand behind what terminals ask again by themselves.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::answer;
use super::desk::Desk;
use super::mouth;
use super::said;
use crate::wire::line::LineError;
use crate::wire::{Query, Reply};

/// Clerks who take everything, on a machine with so many processors: as many, so that a long answer
/// does not stop the others, and two at least.
const FEWEST: usize = 2;
/// More would only take turns from the writer.
const MOST: usize = 8;

/// A question on its way.
#[derive(Debug)]
struct Asked {
    agent: String,
    id: u64,
    ask: Query,
    to: SyncSender<Line>,
}

/// An answer as a line, or why there is none.
type Line = Result<Vec<u8>, LineError>;

#[derive(Debug, Default)]
struct Waiting {
    /// What somebody waits for with a finger on a key.
    at_once: VecDeque<Asked>,
    in_turn: VecDeque<Asked>,
    is_over: bool,
}

/// Which questions a clerk takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Those that a person waits for, and no other: there is always somebody for them.
    AtOnce,
    /// All, those first.
    All,
}

/// The clerks and what waits for them.
#[derive(Debug, Default)]
pub struct Clerks {
    waiting: Mutex<Waiting>,
    come: Condvar,
}

impl Clerks {
    /// Has a question answered and waits for the line; `None` when the desk is leaving or the
    /// answer could not be made.
    pub fn ask(&self, agent: &str, id: u64, ask: Query) -> Option<Line> {
        let (to, made) = sync_channel(1);
        let is_at_once = is_at_once(&ask);
        let asked = Asked { agent: agent.to_owned(), id, ask, to };
        {
            let mut waiting = self.waiting();
            if waiting.is_over {
                return None;
            }
            match is_at_once {
                true => waiting.at_once.push_back(asked),
                false => waiting.in_turn.push_back(asked),
            }
        }
        self.come.notify_all();
        made.recv().ok()
    }

    /// Does something while the clerks work; nothing is answered any more once it is done.
    pub fn at_work<T>(desk: &Desk, meanwhile: impl FnOnce() -> T) -> T {
        let processors = thread::available_parallelism().map_or(FEWEST, usize::from);
        let takes = |number| if number == 0 { Takes::AtOnce } else { Takes::All };
        thread::scope(|scope| {
            for number in 0..=processors.clamp(FEWEST, MOST) {
                let work = move || desk.clerks.work(desk, takes(number));
                let clerk = thread::Builder::new().name("clerk".into()).spawn_scoped(scope, work);
                // One is enough to go on, and nobody is answered without any.
                clerk.map_or_else(
                    |error| tracing::error!("no thread for a clerk: {error}"),
                    |_clerk| (),
                );
            }
            let done = meanwhile();
            desk.clerks.close();
            done
        })
    }

    fn close(&self) {
        let mut waiting = self.waiting();
        *waiting = Waiting { is_over: true, ..Waiting::default() };
        drop(waiting);
        self.come.notify_all();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A panic while the lock was held leaves lists that are still lists.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one after the other until it is over.
    fn work(&self, desk: &Desk, takes: Takes) {
        while let Some(Asked { agent, id, ask, to }) = self.next(takes) {
            // Whoever asked hears that there is no answer; the others are answered as before.
            let made = catch_unwind(AssertUnwindSafe(|| line(desk, &agent, id, ask)));
            if let Ok(line) = made {
                // Who asked may have gone.
                drop(to.send(line));
            }
        }
    }

    fn next(&self, takes: Takes) -> Option<Asked> {
        let mut waiting = self.waiting();
        loop {
            if waiting.is_over {
                return None;
            }
            let first = waiting.at_once.pop_front();
            let next = first.or_else(|| match takes {
                Takes::AtOnce => None,
                Takes::All => waiting.in_turn.pop_front(),
            });
            if next.is_some() {
                return next;
            }
            waiting = self.come.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A question's answer as a line.
fn line(desk: &Desk, agent: &str, id: u64, ask: Query) -> Line {
    let reply = match answer::answer(desk, agent, ask) {
        Ok((seq, answer)) => Reply::Answer { id, seq, answer },
        Err(error) => said::declined(desk, id, error),
    };
    mouth::written(&reply)
}

/// What people ask with a key is short and waited for. What panes ask again, and lists for exports,
/// wait for each other.
const fn is_at_once(ask: &Query) -> bool {
    match ask {
        Query::Find { .. }
        | Query::Customer { .. }
        | Query::Withdrawn { .. }
        | Query::Twins { .. }
        | Query::Interaction { .. }
        | Query::Ticket { .. }
        | Query::Codes
        | Query::Canned
        | Query::Views => true,
        Query::Customers { .. }
        | Query::Matches { .. }
        | Query::History { .. }
        | Query::Expired { .. }
        | Query::DraftsAbout { .. }
        | Query::Interactions { .. }
        | Query::Tickets { .. }
        | Query::Queue { .. }
        | Query::Ratings { .. }
        | Query::CallBacks { .. }
        | Query::Roster
        | Query::Desk
        | Query::Journal { .. }
        | Query::Looks { .. }
        | Query::JournalHead
        | Query::Sla
        | Query::Calendar { .. }
        | Query::Clock { .. }
        | Query::IndexDigest => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomerId, TicketNo};

    fn asked(clerks: &Clerks, id: u64, ask: Query) {
        let is_at_once = is_at_once(&ask);
        let asked = Asked { agent: "sari".to_owned(), id, ask, to: sync_channel(1).0 };
        let mut waiting = clerks.waiting();
        match is_at_once {
            true => waiting.at_once.push_back(asked),
            false => waiting.in_turn.push_back(asked),
        }
    }

    #[test]
    fn what_a_person_waits_for_passes_what_panes_ask_again() {
        let clerks = Clerks::default();
        asked(&clerks, 1, Query::Roster);
        asked(&clerks, 2, Query::Desk);
        asked(&clerks, 3, Query::Ticket { ticket: TicketNo(7) });
        asked(&clerks, 4, Query::Customer { customer: CustomerId(7) });
        let next = |takes| clerks.next(takes).map(|asked| asked.id);
        assert_eq!(next(Takes::AtOnce), Some(3));
        assert_eq!([(); 3].map(|()| next(Takes::All)), [Some(4), Some(1), Some(2)]);
        asked(&clerks, 5, Query::Roster);
        thread::scope(|scope| {
            let only_at_once = scope.spawn(|| next(Takes::AtOnce));
            asked(&clerks, 6, Query::Codes);
            clerks.come.notify_all();
            assert_eq!(only_at_once.join().expect("it is there"), Some(6), "lists are for others");
        });
    }

    #[test]
    fn when_the_desk_leaves_whoever_waits_or_comes_hears_that_there_is_no_answer() {
        let clerks = Clerks::default();
        thread::scope(|scope| {
            let waits = scope.spawn(|| clerks.ask("sari", 1, Query::Roster).is_none());
            while clerks.waiting().in_turn.is_empty() {
                thread::yield_now();
            }
            clerks.close();
            assert!(waits.join().expect("it ends"));
        });
        assert!(clerks.ask("sari", 2, Query::Codes).is_none());
        assert!(clerks.next(Takes::All).is_none(), "the clerks go home");
    }
}
