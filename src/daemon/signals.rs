//! What is heard and passed on and not kept: announced calls and what agents are doing. Never on
//! disk; a number from a telephone line is untrusted text.

use std::sync::{Mutex, PoisonError};

use super::calls::Stepped;
use super::crew::Said;
use super::desk::Desk;
use super::identity::Identity;
use super::writer::{Chore, Work};
use crate::domain::text::{clean_line, looks_blank};
use crate::domain::work::{CallStep, Did, WorkLine};
use crate::domain::{
    Agent, AgentState, Code, CodeKind, CustomerId, Field, Malformed, Phone, Refusal, TwoLetters,
    agent, limit,
};
use crate::wire::Signal;

/// Announced calls remembered, to tell which ones are over.
const OFFERS: usize = 100;
/// Letters of a call id.
const WORDS: usize = 80;

/// Calls that were announced and not taken yet, by call id.
#[derive(Debug, Default)]
pub struct Offers {
    calls: Mutex<Vec<String>>,
}

impl Offers {
    fn add(&self, call: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|one| one != call);
        calls.push(call.to_owned());
        let surplus = calls.len().saturating_sub(OFFERS);
        calls.drain(..surplus);
    }

    /// Takes a call out; `false` when somebody else was first.
    fn take(&self, call: &str) -> bool {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let before = calls.len();
        calls.retain(|one| one != call);
        calls.len() < before
    }
}

fn short(text: &str) -> String {
    clean_line(text).chars().take(WORDS).collect()
}

/// Takes in a signal from somebody and passes on what others should know.
///
/// # Errors
/// [`Refusal`] for a number that is none, for a call that another agent was quicker to take, and
/// for speaking about others without the right.
pub fn heard(desk: &Desk, (who, seat): (&Identity, u64), signal: Signal) -> Result<(), Refusal> {
    desk.may(who.role, signal.right(&who.agent))?;
    match signal {
        Signal::Ring { number, call_id, agent, .. } => ring(desk, &number, &call_id, agent),
        Signal::RingOver { call_id, .. } => {
            let call_id = short(&call_id);
            // Who has picked the handset up already takes it over to the screen with this.
            if !desk.offers.take(&call_id) && !desk.calls.is_of(&call_id, &who.agent) {
                return Err(Refusal::CallOver);
            }
            desk.hub.say(Signal::RingOver { call_id, by: who.agent.clone() });
            Ok(())
        }
        Signal::State { agent, state, reason, .. } => {
            let other = !agent.is_empty() && agent != who.agent;
            let (agent, by) = if other { (&agent, &*who.agent) } else { (&who.agent, "") };
            set_state(desk, agent, (state, &reason, by))
        }
        Signal::Call { call_id, step, agent } => {
            let agent = if agent.trim().is_empty() { &who.agent } else { &agent };
            call(desk, &short(&call_id), step, &agent::checked_name(agent)?)
        }
        Signal::Everybody { text, .. } => {
            let text = clean_line(&text);
            let (count, limit) = (text.chars().count(), limit::EVERYBODY_CHARS);
            if looks_blank(&text) {
                return Err(Malformed::Empty { field: Field::Note }.into());
            }
            if count > limit {
                return Err(Malformed::TooLong { field: Field::Note, count, limit }.into());
            }
            let (at, by) = (desk.clock.now(), who.agent.clone());
            desk.hub.say_to_all(Signal::Everybody { text, by, at }, at);
            Ok(())
        }
        Signal::Open { records } => {
            desk.hub.open((seat, &who.agent), &records);
            Ok(())
        }
        // That something was heard is all there is to it; who is beside whom the desk says.
        Signal::Here | Signal::Company { .. } => Ok(()),
    }
}

/// The telephone system tells what becomes of a call: that is kept, and its agent does what follows
/// from it.
fn call(desk: &Desk, id: &str, step: CallStep, agent: &str) -> Result<(), Refusal> {
    let was_offered = matches!(step, CallStep::Answer | CallStep::End) && desk.offers.take(id);
    let Stepped { agent, has_more } = match desk.calls.step(id, step, agent) {
        // A call that rang and was never answered is over.
        Err(Refusal::NoCall { .. }) if was_offered => {
            let (call_id, by) = (id.to_owned(), String::new());
            desk.hub.say(Signal::RingOver { call_id, by });
            return Ok(());
        }
        stepped => stepped?,
    };
    if was_offered {
        // To the agent's own screen, which brings the caller up; and to the others, who lose them.
        let (call_id, by) = (id.to_owned(), agent.clone());
        desk.hub.say(Signal::Call { call_id: call_id.clone(), step, agent: agent.clone() });
        desk.hub.say(Signal::RingOver { call_id, by });
    }
    let (call, at) = (id.to_owned(), desk.clock.now());
    desk.worked.keep(WorkLine { at, agent: agent.clone(), did: Did::Call { call, step } });
    let now = desk.crew.one(&agent).map(|one| one.state);
    let follows = match (step, now) {
        (CallStep::Answer | CallStep::Resume, _) => Some(AgentState::OnCall),
        (CallStep::End, Some(AgentState::OnCall)) if !has_more => Some(AgentState::WrapUp),
        (CallStep::Hold | CallStep::End, _) => None,
    };
    match follows.map(|state| set_state(desk, &agent, (state, "", ""))) {
        // Somebody may speak who sits at no terminal: the call counts all the same.
        None | Some(Ok(()) | Err(Refusal::NotHere { .. })) => Ok(()),
        Some(other) => other,
    }
}

fn set_state(
    desk: &Desk,
    name: &str,
    (state, reason, by): (AgentState, &str, &str),
) -> Result<(), Refusal> {
    let name = agent::checked_name(name)?;
    let reason = match state {
        AgentState::Break if !reason.trim().is_empty() => break_code(desk, reason)?.to_string(),
        AgentState::Break
        | AgentState::Ready
        | AgentState::OnCall
        | AgentState::WrapUp
        | AgentState::Away => String::new(),
    };
    if desk.crew.set(&name, &Said { state, reason: &reason, by }, desk.clock.now())? {
        announce(desk, &name);
    }
    Ok(())
}

/// The code of a break that the desk knows and still offers.
fn break_code(desk: &Desk, reason: &str) -> Result<TwoLetters, Refusal> {
    let code: TwoLetters = reason.parse()?;
    let known = desk.reader.view().codes().unwrap_or_default();
    let is_meant = |one: &&Code| one.kind == CodeKind::Break && one.code == code && !one.retired;
    let found = known.iter().find(is_meant);
    found.map(|one| one.code).ok_or_else(|| Refusal::NoCode { code: code.to_string() })
}

/// Tells everybody what an agent is doing now.
pub fn announce(desk: &Desk, agent: &str) {
    if let Some(now) = desk.crew.one(agent) {
        desk.worked.does(&now);
        if now.state == AgentState::Ready {
            // A desk that is leaving gives nobody anything.
            drop(desk.submit(Work::Chore(Chore::Share)));
        }
        let Agent { name, state, reason, since, by, .. } = now;
        desk.hub.say(Signal::State { agent: name, state, reason, since, by });
    }
}

fn ring(desk: &Desk, number: &str, call_id: &str, agent: Option<String>) -> Result<(), Refusal> {
    let phone = Phone::parse("", number)?;
    let matches: Vec<CustomerId> = desk.lookup().by_phone(&phone.number);
    let customer = matches.first().copied();
    let record = customer.and_then(|id| desk.reader.view().customer(id).ok().flatten());
    let call_id = if call_id.trim().is_empty() { phone.digits() } else { short(call_id) };
    desk.offers.add(&call_id);
    desk.hub.say(Signal::Ring {
        number: phone.number,
        call_id,
        agent: agent.map(|agent| short(&agent)),
        customer,
        label: record.map(|record| record.label()).unwrap_or_default(),
        matches: u32::try_from(matches.len()).unwrap_or(u32::MAX),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_calls_remembered_to_the_limit_and_not_beyond() {
        assert_eq!(short(&"é".repeat(WORDS)), "é".repeat(WORDS));
        assert_eq!(short(&"é".repeat(WORDS + 1)), "é".repeat(WORDS));
        let offers = Offers::default();
        (0..OFFERS).for_each(|call| offers.add(&call.to_string()));
        assert!(offers.take("0"), "as many as are remembered");
        (0..=OFFERS).for_each(|call| offers.add(&call.to_string()));
        assert!(!offers.take("0") && offers.take("1"), "one more: the oldest is forgotten");
    }
}
