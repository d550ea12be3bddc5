//! What is heard and passed on and not kept: announced calls and what agents are doing. Never on
//! disk; a number from a telephone line is untrusted text.

use std::sync::{Mutex, PoisonError};

use super::calls::Stepped;
use super::crew::Said;
use super::desk::Desk;
use super::identity::Identity;
use super::named;
use super::writer::{Chore, Work};
use crate::domain::text::{clean_line, looks_blank};
use crate::domain::work::{CallStep, Did, WorkLine};
use crate::domain::{
    Agent, AgentState, Code, CodeKind, CustomerId, Field, Malformed, Phone, Record, Refusal,
    TwoLetters, agent, limit,
};
use crate::wire::Signal;

/// Announced calls remembered, to tell which ones are over.
const OFFERS: usize = 100;
/// Letters of a call id.
const WORDS: usize = 80;

/// Calls that were announced, by call id, and who has taken them; `None`: nobody yet.
#[derive(Debug, Default)]
pub struct Offers {
    calls: Mutex<Vec<(String, Option<String>)>>,
}

impl Offers {
    fn add(&self, call: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|(one, _)| one != call);
        calls.push((call.to_owned(), None));
        let surplus = calls.len().saturating_sub(OFFERS);
        calls.drain(..surplus);
    }

    /// Somebody takes a call, or it is gone when nobody does; `false` when that was so before.
    fn take(&self, call: &str, by: &str) -> bool {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let open = calls.iter_mut().find(|(one, taken)| one == call && taken.is_none());
        open.map(|(_, taken)| *taken = Some(by.to_owned())).is_some()
    }

    /// Who has taken a call; empty when nobody has and it is over.
    fn taken_by(&self, call: &str) -> String {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = calls.iter().find(|(one, _)| one == call).and_then(|(_, by)| by.clone());
        taken.unwrap_or_default()
    }
}

fn short(text: &str) -> String {
    clean_line(text).chars().take(WORDS).collect()
}

/// The id of a call: never cut, for two that begin alike are two.
fn call_id(given: &str) -> Result<String, Malformed> {
    let (id, field) = (clean_line(given), Field::CallId);
    let (count, limit) = (id.chars().count(), WORDS);
    match () {
        () if looks_blank(&id) => Err(Malformed::Empty { field }),
        () if count > limit => Err(Malformed::TooLong { field, count, limit }),
        () => Ok(id),
    }
}

/// Takes in a signal from somebody and passes on what others should know.
///
/// # Errors
/// [`Refusal`] for a number that is none, for a call that another agent was quicker to take, and
/// for speaking about others without the right.
pub fn heard(desk: &Desk, (who, seat): (&Identity, u64), signal: Signal) -> Result<(), Refusal> {
    desk.may(who.role, signal.right(&who.agent))?;
    named::is_called(desk, &who.agent, &signal)?;
    match signal {
        Signal::Ring { number, call_id, agent, .. } => ring(desk, &number, &call_id, agent),
        Signal::RingOver { call_id: id, by } => {
            let id = call_id(&id)?;
            let by = if by.is_empty() { by } else { who.agent.clone() };
            // Who has picked the handset up already takes it over to the screen with this.
            if !desk.offers.take(&id, &by) && !desk.calls.is_of(&id, &by) {
                return Err(Refusal::CallOver { by: desk.offers.taken_by(&id) });
            }
            desk.hub.say(Signal::RingOver { call_id: id, by });
            Ok(())
        }
        Signal::State { agent, state, reason, .. } => {
            let other = !agent.is_empty() && agent != who.agent;
            let (agent, by) = if other { (&agent, &*who.agent) } else { (&who.agent, "") };
            set_state(desk, agent, (state, &reason, by))
        }
        Signal::Call { call_id: id, step, agent } => {
            let agent = if agent.trim().is_empty() { &who.agent } else { &agent };
            call(desk, &call_id(&id)?, step, &agent::checked_name(agent)?)
        }
        Signal::Everybody { text, .. } => {
            let text = clean_line(&text);
            let (count, limit) = (text.chars().count(), limit::EVERYBODY_CHARS);
            if looks_blank(&text) {
                return Err(Malformed::Empty { field: Field::Announcement }.into());
            }
            if count > limit {
                return Err(Malformed::TooLong { field: Field::Announcement, count, limit }.into());
            }
            let (at, by) = (desk.clock.now(), who.agent.clone());
            desk.hub.say_to_all(Signal::Everybody { text, by, at }, at);
            Ok(())
        }
        Signal::Open { records } => {
            desk.hub.open((seat, &who.agent), &records);
            Ok(())
        }
        // That something was heard is all there is to it; who is beside whom, and what was
        // done to what one follows, the desk says.
        Signal::Here | Signal::Company { .. } | Signal::Left { .. } | Signal::Followed { .. } => {
            Ok(())
        }
    }
}

/// Where somebody who comes in was when their line broke off.
pub fn left(desk: &Desk, agent: &str) -> Option<Signal> {
    let (at, opened) = desk.hub.left(agent, desk.clock.now())?;
    let records = || opened.iter().map(|opened| opened.record);
    let customer = records().find_map(|record| match record {
        Record::Customer(customer) => Some(customer),
        Record::Ticket(_) => None,
    })?;
    let ticket = records().find_map(|record| match record {
        Record::Ticket(ticket) => Some(ticket),
        Record::Customer(_) => None,
    });
    // Whoever was erased or taken back meanwhile is nobody to go back to.
    let label = desk.reader.view().label(customer).ok().flatten()?;
    Some(Signal::Left { customer, label, ticket, at })
}

/// The telephone system tells what becomes of a call: that is kept, and its agent does what follows
/// from it.
fn call(desk: &Desk, id: &str, step: CallStep, agent: &str) -> Result<(), Refusal> {
    let taker = if step == CallStep::Answer { agent } else { "" };
    let is_taken = matches!(step, CallStep::Answer | CallStep::End);
    let was_offered = is_taken && desk.offers.take(id, taker);
    let Stepped { agent, has_more } = match desk.calls.step(id, step, agent) {
        // A call that rang and was never answered is over.
        Err(Refusal::NoCall { .. }) if was_offered => {
            desk.calls.missed(id);
            over(desk, id, "");
            return Ok(());
        }
        stepped => stepped?,
    };
    if was_offered {
        // To the agent's own screen, which brings the caller up; and to the others, who lose them.
        let call_id = id.to_owned();
        desk.hub.say(Signal::Call { call_id, step, agent: agent.clone() });
        over(desk, id, &agent);
    } else if step == CallStep::End {
        // It may still wait at a terminal where something was being typed.
        over(desk, id, "");
    }
    let (call, at) = (id.to_owned(), desk.clock.now());
    desk.worked.keep(WorkLine { at, agent: agent.clone(), did: Did::Call { call, step } });
    let now = desk.crew.works(&agent);
    let follows = match (step, now) {
        (CallStep::Answer | CallStep::Resume, _) => Some(AgentState::OnCall),
        (CallStep::End, Some(AgentState::OnCall)) if !has_more => Some(AgentState::WrapUp),
        (CallStep::Hold | CallStep::End, _) => None,
    };
    match follows {
        // Somebody may speak of whose terminals nothing is heard: the call counts all the same.
        Some(state) if !desk.crew.comes_back_to(&agent, state) => {
            match set_state(desk, &agent, (state, "", "")) {
                Err(Refusal::NotHere { .. }) => Ok(()),
                other => other,
            }
        }
        Some(_) | None => Ok(()),
    }
}

/// An announced call is taken by somebody, or gone.
fn over(desk: &Desk, id: &str, by: &str) {
    desk.hub.say(Signal::RingOver { call_id: id.to_owned(), by: by.to_owned() });
}

/// Who sits down and has a call under way, as the telephone system says, is on it.
pub fn speaks_on(desk: &Desk, name: &str) {
    let now = desk.crew.one(name).map(|one| one.state);
    if now == Some(AgentState::Ready) && desk.calls.has(name) {
        let said = Said { state: AgentState::OnCall, reason: "", by: "" };
        desk.crew.set(name, &said, desk.clock.now()).expect("they have just sat down");
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

fn ring(desk: &Desk, number: &str, id: &str, agent: Option<String>) -> Result<(), Refusal> {
    let phone = Phone::parse("", number)?;
    let matches: Vec<CustomerId> = desk.lookup().by_phone(&phone.number);
    let customer = matches.first().copied();
    let record = customer.and_then(|id| desk.reader.view().customer(id).ok().flatten());
    let call_id = if id.is_empty() { phone.digits() } else { call_id(id)? };
    desk.calls.ring(&call_id);
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
        assert!(offers.take("0", "sari"), "as many as are remembered");
        (0..=OFFERS).for_each(|call| offers.add(&call.to_string()));
        let is_taken = offers.take("1", "sari");
        assert!(!offers.take("0", "budi") && is_taken, "one more: the oldest is forgotten");
        assert!(!offers.take("1", "budi"), "once");
        assert_eq!((offers.taken_by("1"), offers.taken_by("2")), ("sari".into(), String::new()));
    }

    #[test]
    fn a_call_id_is_never_cut_and_never_nothing() {
        let long = "a".repeat(WORDS);
        assert_eq!(call_id(&format!("\u{7}{long} ")), Ok(long.clone()));
        let (field, count, limit) = (Field::CallId, WORDS + 1, WORDS);
        let refused = Err(Malformed::TooLong { field, count, limit });
        assert_eq!(call_id(&format!("{long}b")), refused);
        for blank in ["", " ", "\u{200b}"] {
            assert_eq!(call_id(blank), Err(Malformed::Empty { field }), "{blank:?}");
        }
    }
}
