//! Who is at work and doing what. Never ready who has no terminal of which something was heard
//! lately.
//!
//! Whose last terminal goes is away at once: the socket ends when its program ends, and that ends
//! when its line is cut (sshd notices within the time of `packaging/sshd.conf`). A program that
//! hangs or was stopped keeps its socket; it is silent, and who has only such terminals is away
//! after [`SILENT`] and at most [`LOOK`] more.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::desk::Desk;
use super::news::News;
use super::signals;
use crate::domain::time::MINUTE;
use crate::domain::{Absence, Agent, AgentState, At, Refusal, Role};

/// How long a terminal may say nothing. One that lives says so every minute: two may be lost, as
/// when a busy machine is late.
const SILENT: Duration = Duration::from_secs(150);
/// How often it is looked which terminals are silent: seldom enough for an idle desk.
const LOOK: Duration = Duration::from_secs(10);
/// How long somebody's state waits for them when their last terminal goes: a line that was cut in
/// the middle of a call, a break with the screen closed. Who comes later begins anew.
const KEPT: i64 = 60 * MINUTE;
/// Agents remembered who are away; the one who has been away longest is forgotten first.
const REMEMBERED: usize = 10_000;

/// When a terminal was last heard of.
#[derive(Debug)]
pub struct Pulse {
    /// The seat's number.
    number: u64,
    /// Milliseconds after the crew's beginning.
    heard: AtomicU64,
    silent: AtomicBool,
}

#[derive(Debug)]
struct Person {
    agent: Agent,
    seats: Vec<Arc<Pulse>>,
    /// What they did when they were heard of last.
    had: Option<Had>,
}

/// What a word from a terminal changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Nothing: it is heard as ever.
    AsEver,
    /// It was silent; its agent has another one, or was set away.
    Again,
    /// It was silent, and its agent away for that.
    Back,
}

/// Who and what has fallen silent.
#[derive(Debug, Default)]
pub struct Fallen {
    /// Agents who are away from now on.
    pub agents: Vec<String>,
    /// Terminals.
    pub terminals: Vec<Arc<Pulse>>,
}

/// What waits for somebody of whom nothing is heard.
#[derive(Debug)]
struct Had {
    state: AgentState,
    reason: String,
    /// Since when nothing is heard.
    gone: At,
}

impl Person {
    /// Whether something is heard of one of their terminals.
    fn is_heard(&self) -> bool {
        self.seats.iter().any(|pulse| !pulse.silent.load(Ordering::SeqCst))
    }

    fn is_away_as(&self, absence: Absence) -> bool {
        self.agent.state == AgentState::Away && self.agent.reason == absence.word()
    }

    fn becomes(&mut self, state: AgentState, reason: &str, now: At) {
        (self.agent.state, self.agent.since) = (state, now);
        reason.clone_into(&mut self.agent.reason);
        self.agent.by.clear();
    }

    /// Whether it is the desk that has found them away.
    fn is_absent(&self) -> bool {
        self.is_away_as(Absence::Left) || self.is_away_as(Absence::Silent)
    }

    /// Nothing is heard of them any more.
    fn goes(&mut self, absence: Absence, now: At) {
        if self.is_absent() {
            return;
        }
        let (state, reason) = (self.agent.state, self.agent.reason.clone());
        self.had = Some(Had { state, reason, gone: now });
        if state != AgentState::Away {
            self.becomes(AgentState::Away, absence.word(), now);
        }
    }

    /// Something is heard of them again: they do what they did.
    fn comes_back(&mut self, now: At, waits: i64) {
        let had = self.had.take().filter(|had| now.0 - had.gone.0 < waits);
        match had {
            Some(Had { state: AgentState::Away, .. }) => {}
            Some(Had { state, reason, .. }) => self.becomes(state, &reason, now),
            None => self.becomes(AgentState::Ready, "", now),
        }
    }
}

/// What somebody is to be doing, in whose words.
#[derive(Debug)]
pub struct Said<'a> {
    /// Doing what.
    pub state: AgentState,
    /// Why.
    pub reason: &'a str,
    /// Who says so, when it is somebody else; else empty.
    pub by: &'a str,
}

/// The people at work.
#[derive(Debug)]
pub struct Crew {
    began: Instant,
    people: Mutex<BTreeMap<String, Person>>,
    /// What [`watch`] waits for.
    news: News,
}

impl Default for Crew {
    fn default() -> Crew {
        Crew { began: Instant::now(), people: Mutex::default(), news: News::default() }
    }
}

impl Crew {
    fn people(&self) -> MutexGuard<'_, BTreeMap<String, Person>> {
        // A panic while the lock was held leaves a list that is still a list.
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn millis(&self, at: Instant) -> u64 {
        let millis = at.saturating_duration_since(self.began).as_millis();
        u64::try_from(millis).unwrap_or(u64::MAX)
    }

    /// Somebody sits down at a terminal; who has come is ready. What they do at another one that
    /// is heard of they go on doing, and what they did at one that went a while ago.
    pub fn sit(&self, (name, role): (&str, Role), number: u64, now: At) -> Arc<Pulse> {
        let heard = AtomicU64::new(self.millis(Instant::now()));
        let pulse = Arc::new(Pulse { number, heard, silent: AtomicBool::new(false) });
        let mut people = self.people();
        if people.len() >= REMEMBERED && !people.contains_key(name) {
            let gone = people.values().filter(|person| person.seats.is_empty());
            let longest = gone.min_by_key(|one| one.agent.since).map(|one| one.agent.name.clone());
            longest.and_then(|name| people.remove(&name));
        }
        let absent =
            || Person { agent: Agent::absent(name, role, now), seats: Vec::new(), had: None };
        let person = people.entry(name.to_owned()).or_insert_with(absent);
        let has_come = !person.is_heard() && person.agent.state == AgentState::Away;
        person.agent.role = role;
        person.seats.push(Arc::clone(&pulse));
        if has_come {
            person.comes_back(now, KEPT);
        }
        pulse
    }

    /// Somebody leaves a terminal; who has no other that is heard of is away.
    pub fn rise(&self, name: &str, pulse: &Pulse, now: At) {
        let mut people = self.people();
        let Some(person) = people.get_mut(name) else { return };
        person.seats.retain(|seat| seat.number != pulse.number);
        if !person.is_heard() {
            person.goes(Absence::Left, now);
        }
    }

    /// A terminal says something. Who was away because it was silent goes on with what they did:
    /// tells what has changed.
    pub fn beat(&self, name: &str, pulse: &Pulse, now: At) -> Beat {
        pulse.heard.store(self.millis(Instant::now()), Ordering::SeqCst);
        if !pulse.silent.swap(false, Ordering::SeqCst) {
            return Beat::AsEver;
        }
        let mut people = self.people();
        let person = people.get_mut(name).filter(|one| one.is_away_as(Absence::Silent));
        match person {
            None => Beat::Again,
            Some(person) => {
                person.comes_back(now, i64::MAX);
                Beat::Back
            }
        }
    }

    /// Looks which terminals have been silent for too long; whose all are is away from now on.
    pub fn look(&self, at: Instant, now: At) -> Fallen {
        let first = self.millis(at).saturating_sub(SILENT.as_millis() as u64);
        let mut fallen = Fallen::default();
        for person in self.people().values_mut() {
            for pulse in &person.seats {
                let is_heard = pulse.heard.load(Ordering::SeqCst) >= first;
                if !is_heard && !pulse.silent.swap(true, Ordering::SeqCst) {
                    fallen.terminals.push(Arc::clone(pulse));
                }
            }
            if person.agent.state != AgentState::Away && !person.is_heard() {
                person.goes(Absence::Silent, now);
                fallen.agents.push(person.agent.name.clone());
            }
        }
        fallen
    }

    /// Sets what somebody is doing; `false` when they are doing it already.
    ///
    /// # Errors
    /// [`Refusal::NotHere`]: who sits at no terminal is away.
    pub fn set(&self, name: &str, said: &Said<'_>, now: At) -> Result<bool, Refusal> {
        let mut people = self.people();
        let here = people.get_mut(name).filter(|person| !person.seats.is_empty());
        let person = here.ok_or_else(|| Refusal::NotHere { agent: name.to_owned() })?;
        if person.agent.state == said.state && person.agent.reason == said.reason {
            return Ok(false);
        }
        person.had = None;
        person.becomes(said.state, said.reason, now);
        said.by.clone_into(&mut person.agent.by);
        Ok(true)
    }

    /// What somebody does, or did when they were heard of last.
    pub fn works(&self, name: &str) -> Option<AgentState> {
        let people = self.people();
        let person = people.get(name)?;
        let had = person.had.as_ref().filter(|_| person.is_absent());
        Some(had.map_or(person.agent.state, |had| had.state))
    }

    /// Of whom nothing is heard, that is what they do when they are heard of again; `false` for
    /// everybody else.
    pub fn comes_back_to(&self, name: &str, state: AgentState) -> bool {
        let mut people = self.people();
        let absent = people.get_mut(name).filter(|person| person.is_absent());
        let had = absent.and_then(|person| person.had.as_mut());
        had.map(|had| (had.state, had.reason) = (state, String::new())).is_some()
    }

    /// Somebody who was at work since the desk started.
    pub fn one(&self, name: &str) -> Option<Agent> {
        self.people().get(name).map(told)
    }

    /// Everybody who was at work since the desk started, by name.
    pub fn all(&self) -> Vec<Agent> {
        self.people().values().map(told).collect()
    }

    /// Nobody is looked for any more.
    pub fn close(&self) {
        self.news.end();
    }
}

fn told(person: &Person) -> Agent {
    let terminals = u32::try_from(person.seats.len()).unwrap_or(u32::MAX);
    Agent { terminals, ..person.agent.clone() }
}

/// Looks now and then whose terminals have fallen silent, and tells the others, until it is over.
pub fn watch(desk: &Desk) {
    while desk.crew.news.rest(LOOK) {
        let fallen = desk.crew.look(Instant::now(), desk.clock.now());
        for pulse in fallen.terminals {
            desk.hub.fell_silent(pulse.number);
            if !pulse.silent.load(Ordering::SeqCst) {
                // It has spoken in between.
                desk.hub.is_heard(pulse.number);
            }
        }
        for name in fallen.agents {
            tracing::info!("nothing is heard of {name}'s terminal: away");
            signals::announce(desk, &name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(crew: &Crew, name: &str) -> (AgentState, String) {
        let agent = crew.one(name).expect("known");
        (agent.state, agent.reason)
    }

    fn is(crew: &Crew, state: AgentState, reason: &str) -> bool {
        self::state(crew, "sari") == (state, reason.to_owned())
    }

    fn later(crew: &Crew, span: Duration) -> Instant {
        crew.began + Duration::from_secs(1) + span
    }

    const BREAK: Said<'static> = Said { state: AgentState::Break, reason: "LU", by: "" };
    const SARI: (&str, Role) = ("sari", Role::Agent);

    #[test]
    fn who_sits_down_is_ready_and_the_last_of_several_terminals_decides() {
        let crew = Crew::default();
        let one = crew.sit(SARI, 1, At(10));
        assert!(is(&crew, AgentState::Ready, ""));
        assert_eq!(crew.set("sari", &BREAK, At(20)), Ok(true));
        assert_eq!(crew.set("sari", &BREAK, At(30)), Ok(false), "it is so already");
        let two = crew.sit(SARI, 2, At(40));
        assert!(is(&crew, AgentState::Break, "LU"), "a second terminal changes nothing");
        crew.rise("sari", &one, At(50));
        assert!(is(&crew, AgentState::Break, "LU"), "one is left");
        assert_eq!(crew.one("sari").map(|one| (one.since, one.terminals)), Some((At(20), 1)));
        crew.rise("sari", &two, At(60));
        assert!(is(&crew, AgentState::Away, "left"));
        assert_eq!(crew.one("sari").map(|one| (one.since, one.terminals)), Some((At(60), 0)));
        let not_here = Err(Refusal::NotHere { agent: "sari".into() });
        assert_eq!(crew.set("sari", &BREAK, At(70)), not_here);
    }

    #[test]
    fn who_was_set_away_stays_so_until_they_say_otherwise() {
        let crew = Crew::default();
        let pulse = crew.sit(SARI, 1, At(10));
        let said = Said { state: AgentState::Away, reason: "", by: "rina" };
        assert_eq!(crew.set("sari", &said, At(20)), Ok(true));
        assert_eq!(crew.one("sari").map(|one| one.by), Some("rina".into()));
        assert_eq!(crew.beat("sari", &pulse, At(30)), Beat::AsEver);
        drop(crew.sit(SARI, 2, At(40)));
        assert!(is(&crew, AgentState::Away, ""), "another terminal is no word of theirs");
        let said = Said { state: AgentState::Ready, reason: "", by: "" };
        assert_eq!(crew.set("sari", &said, At(50)), Ok(true));
        assert_eq!(crew.one("sari").map(|one| one.by), Some(String::new()));
    }

    #[test]
    fn who_is_silent_for_too_long_is_away_and_ready_with_the_next_word() {
        let crew = Crew::default();
        let one = crew.sit(SARI, 1, At(10));
        let two = crew.sit(SARI, 2, At(10));
        let look = |span, at| crew.look(later(&crew, span), At(at));
        assert!(look(SILENT - Duration::from_secs(2), 20).terminals.is_empty());
        two.heard.store(crew.millis(later(&crew, SILENT)), Ordering::SeqCst);
        let fallen = look(SILENT, 20);
        assert!(fallen.agents.is_empty(), "the other one speaks");
        assert_eq!(fallen.terminals.iter().map(|one| one.number).collect::<Vec<_>>(), [1]);
        assert_eq!(look(3 * SILENT, 30).agents, ["sari"]);
        assert!(is(&crew, AgentState::Away, "silent"));
        let again = look(3 * SILENT, 40);
        assert!(again.agents.is_empty() && again.terminals.is_empty(), "told once");
        assert_eq!(crew.beat("sari", &one, At(50)), Beat::Back);
        assert!(is(&crew, AgentState::Ready, ""));
        assert_eq!(crew.beat("sari", &two, At(60)), Beat::Again, "she is ready already");
    }

    #[test]
    fn what_one_did_stands_when_one_is_heard_of_again() {
        let crew = Crew::default();
        let one = crew.sit(SARI, 1, At(10));
        crew.set("sari", &BREAK, At(20)).expect("she is here");
        assert_eq!(crew.look(later(&crew, 3 * SILENT), At(30)).agents, ["sari"]);
        assert_eq!(crew.beat("sari", &one, At(40)), Beat::Back);
        assert!(is(&crew, AgentState::Break, "LU"), "a break that fell silent goes on");
        let call = Said { state: AgentState::OnCall, reason: "", by: "" };
        crew.set("sari", &call, At(50)).expect("she is here");
        crew.rise("sari", &one, At(60));
        assert!(is(&crew, AgentState::Away, "left"));
        let one = crew.sit(SARI, 2, At(70));
        assert!(is(&crew, AgentState::OnCall, ""), "the line was cut in the middle of a call");
        crew.rise("sari", &one, At(80));
        assert_eq!(crew.works("sari"), Some(AgentState::OnCall));
        assert!(crew.comes_back_to("sari", AgentState::WrapUp), "the call has ended meanwhile");
        let one = crew.sit(SARI, 3, At(90));
        assert!(is(&crew, AgentState::WrapUp, "") && !crew.comes_back_to("sari", call.state));
        let away = Said { state: AgentState::Away, reason: "", by: "rina" };
        crew.set("sari", &away, At(100)).expect("she is here");
        crew.rise("sari", &one, At(110));
        let one = crew.sit(SARI, 4, At(120));
        assert!(is(&crew, AgentState::Away, ""), "a cut line is no word of hers");
        crew.rise("sari", &one, At(130));
        drop(crew.sit(SARI, 5, At(130 + KEPT)));
        assert!(is(&crew, AgentState::Ready, ""), "a new shift");
    }

    #[test]
    fn a_break_that_fell_silent_is_ended_by_the_last_terminal_that_leaves() {
        let crew = Crew::default();
        let (one, two) = (crew.sit(SARI, 1, At(10)), crew.sit(SARI, 2, At(10)));
        one.silent.store(true, Ordering::SeqCst);
        crew.rise("sari", &two, At(20));
        assert!(is(&crew, AgentState::Away, "left"), "of the one that is left nothing is heard");
    }

    #[test]
    fn of_so_many_agents_the_one_longest_away_is_forgotten() {
        let crew = Crew::default();
        let stays = crew.sit(("agent0", Role::Agent), 0, At(0));
        for number in 1..=REMEMBERED {
            let (name, at) = (format!("agent{number}"), At(number as i64));
            let pulse = crew.sit((&name, Role::Agent), number as u64, at);
            crew.rise(&name, &pulse, at);
        }
        let names: Vec<String> = crew.all().into_iter().map(|agent| agent.name).collect();
        assert_eq!(names.len(), REMEMBERED);
        assert!(names.contains(&"agent0".to_owned()), "who is there is not forgotten");
        assert!(!names.contains(&"agent1".to_owned()), "who left first is");
        drop(stays);
    }
}
