//! Who is attached, what they have not seen yet, and who is doing what. Never queues more per
//! terminal than a nudge: a slow one reads on from its own cursor when it can.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{Agent, AgentState, At, Role};
use crate::wire::line::TOUCHED;
use crate::wire::{Changed, Reply, Signal, Touched};

/// Changes remembered for terminals that lag; a terminal that lags more hears "much".
const REMEMBERED: usize = 2_000;
/// Signals remembered for terminals that lag; older ones are no longer worth saying.
const SIGNALS: usize = 256;

/// What a connection's outgoing half is told.
#[derive(Debug)]
pub enum Out {
    /// Write this.
    Reply(Box<Reply>),
    /// Read on from your cursor.
    Nudge,
}

/// One attached connection.
#[derive(Debug)]
struct Seat {
    agent: String,
    role: Role,
    seat: String,
    /// Set for connections that follow; replies go elsewhere.
    nudge: Option<(Sender<Out>, Arc<AtomicBool>)>,
}

#[derive(Debug, Default)]
struct State {
    seats: BTreeMap<u64, Seat>,
    next_seat: u64,
    head: u64,
    recent: VecDeque<(u64, Touched)>,
    /// Everything up to this seq has been forgotten from `recent`.
    forgotten: u64,
    signals: VecDeque<(u64, Signal)>,
    signal_no: u64,
    agents: BTreeMap<String, Agent>,
    read_only: Option<String>,
    erasing_failed: Option<String>,
}

/// The meeting point of all connections.
#[derive(Debug, Default)]
pub struct Hub {
    state: Mutex<State>,
}

/// How far a following connection has read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    seen: u64,
    heard: u64,
}

impl Hub {
    /// A desk whose journal ends at `head`.
    pub fn new(head: u64) -> Hub {
        Hub { state: Mutex::new(State { head, forgotten: head, ..State::default() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held leaves lists that are still lists.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in; gives its number and where its cursor starts. `None` when the desk
    /// is full.
    pub fn enter(
        &self,
        (agent, role, seat): (&str, Role, &str),
        nudge: Option<(Sender<Out>, Arc<AtomicBool>)>,
        now: At,
    ) -> (u64, Cursor) {
        let mut state = self.state();
        state.next_seat += 1;
        let number = state.next_seat;
        let follows = nudge.is_some();
        let (agent, seat) = (agent.to_owned(), seat.to_owned());
        state.seats.insert(number, Seat { agent: agent.clone(), role, seat, nudge });
        let cursor = Cursor { seen: state.head, heard: state.signal_no };
        if follows {
            let is_new = state.agents.get(&agent).is_none_or(|one| one.state == AgentState::Away);
            if is_new {
                let reason = String::new();
                let ready = Agent {
                    name: agent.clone(),
                    role,
                    state: AgentState::Ready,
                    reason,
                    since: now,
                };
                state.agents.insert(agent, ready);
            }
        }
        (number, cursor)
    }

    /// Lets a connection go; an agent whose last terminal left is away. Once is enough.
    pub fn leave(&self, number: u64, now: At) {
        let mut state = self.state();
        if let Some(seat) = state.seats.remove(&number) {
            let stays = state.seats.values().any(|s| s.agent == seat.agent && s.nudge.is_some());
            if seat.nudge.is_some()
                && !stays
                && let Some(agent) = state.agents.get_mut(&seat.agent)
            {
                (agent.state, agent.since) = (AgentState::Away, now);
            }
        }
    }

    /// How many connections are attached.
    pub fn attached(&self) -> usize {
        self.state().seats.len()
    }

    /// Tells whether an agent's terminal is attached at a seat.
    pub fn is_live(&self, agent: &str, seat: &str) -> bool {
        self.state().seats.values().any(|s| s.agent == agent && s.seat == seat && s.nudge.is_some())
    }

    /// Makes what a synced block touched known to everybody who follows.
    pub fn publish(&self, head: u64, touched: impl Iterator<Item = (u64, Touched)>) {
        let mut state = self.state();
        state.head = head;
        for (seq, one) in touched {
            state.recent.push_back((seq, one));
            if state.recent.len() > REMEMBERED
                && let Some((seq, _)) = state.recent.pop_front()
            {
                state.forgotten = seq;
            }
        }
        nudge_all(&state);
    }

    /// Says something to everybody it concerns.
    pub fn say(&self, signal: Signal) {
        let mut state = self.state();
        state.signal_no += 1;
        let number = state.signal_no;
        state.signals.push_back((number, signal));
        if state.signals.len() > SIGNALS {
            state.signals.pop_front();
        }
        nudge_all(&state);
    }

    /// What a connection has not seen and heard yet, gathered; moves its cursor.
    pub fn news(&self, cursor: &mut Cursor, agent: &str) -> (Option<Changed>, Vec<Signal>) {
        let state = self.state();
        let changed = (state.head > cursor.seen).then(|| {
            let fresh = state.recent.iter().filter(|(seq, _)| *seq > cursor.seen);
            let mut touched: Vec<Touched> = Vec::new();
            let mut much = state.forgotten > cursor.seen;
            for (_, one) in fresh {
                if touched.contains(one) {
                    continue;
                }
                if touched.len() == TOUCHED {
                    much = true;
                    break;
                }
                touched.push(one.clone());
            }
            if much {
                touched.clear();
            }
            Changed { seq: state.head, touched, much }
        });
        let unheard = state.signals.iter().filter(|(number, _)| *number > cursor.heard);
        let signals =
            unheard.map(|(_, signal)| signal).filter(|s| concerns(s, agent)).cloned().collect();
        *cursor = Cursor { seen: state.head, heard: state.signal_no };
        (changed, signals)
    }

    /// Sets what an agent is doing.
    pub fn set_agent(&self, agent: Agent) {
        self.state().agents.insert(agent.name.clone(), agent);
    }

    /// Everybody who was at the desk since it started.
    pub fn agents(&self) -> Vec<Agent> {
        self.state().agents.values().cloned().collect()
    }

    /// The role under which an agent is attached, if they are.
    pub fn role_of(&self, agent: &str) -> Option<Role> {
        self.state().seats.values().find(|seat| seat.agent == agent).map(|seat| seat.role)
    }

    /// Why nothing can be written.
    pub fn read_only(&self) -> Option<String> {
        self.state().read_only.clone()
    }

    /// From now on nothing can be written.
    pub fn became_read_only(&self, why: &str) {
        self.state().read_only = Some(why.to_owned());
    }

    /// Why customers could not be erased.
    pub fn erasing_failed(&self) -> Option<String> {
        self.state().erasing_failed.clone()
    }

    /// Customers could not be erased; the next start tries again.
    pub fn could_not_erase(&self, why: &str) {
        tracing::error!("customers could not be erased yet: {why}");
        self.state().erasing_failed = Some(why.to_owned());
    }
}

fn nudge_all(state: &State) {
    for (out, nudged) in state.seats.values().filter_map(|seat| seat.nudge.as_ref()) {
        if !nudged.swap(true, Ordering::SeqCst) {
            // A connection that is just leaving no longer listens.
            drop(out.send(Out::Nudge));
        }
    }
}

fn concerns(signal: &Signal, listener: &str) -> bool {
    match signal {
        Signal::Ring { agent, .. } => agent.as_deref().is_none_or(|agent| agent == listener),
        Signal::RingOver { .. } | Signal::State { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Kind;

    fn touched(id: u64) -> Touched {
        Touched { kind: Kind::Ticket, id, what: "ticket_noted".into(), by: "a".into() }
    }

    #[test]
    fn a_terminal_that_lags_hears_once_and_no_more_than_it_can_use() {
        let hub = Hub::new(7);
        let (_, mut cursor) = hub.enter(("a", Role::Agent, "tty1"), None, At(0));
        assert_eq!(hub.news(&mut cursor, "a").0, None);
        hub.publish(9, [(8, touched(1)), (9, touched(1))].into_iter());
        let changed = hub.news(&mut cursor, "a").0.expect("changed");
        assert_eq!((changed.seq, changed.touched.len(), changed.much), (9, 1, false));
        hub.publish(209, (10..210).map(|seq| (seq, touched(seq))));
        let changed = hub.news(&mut cursor, "a").0.expect("changed");
        assert_eq!((changed.seq, changed.touched.len(), changed.much), (209, 0, true));
        assert_eq!(hub.news(&mut cursor, "a").0, None);
    }
}
