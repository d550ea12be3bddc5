//! Whom work may be given to: names of people who can come to this desk. Never a name for
//! somebody: who is meant is asked back.

use super::answer::roster;
use super::desk::Desk;
use super::identity;
use crate::domain::agent::is_name;
use crate::domain::sla::{Breach, Terms};
use crate::domain::work::CallStep;
use crate::domain::{Bulk, Refusal};
use crate::lookup::wrong_letters;
use crate::wire::{Command, Signal};

/// Letters by which a name may differ from the one that was meant: more are another name.
const WRONG: usize = 2;

/// Makes sure that a command gives work only to people whom this desk knows or would let in.
///
/// # Errors
/// [`Refusal::NobodyCalled`].
pub fn are_known(desk: &Desk, asker: &str, command: &Command) -> Result<(), Refusal> {
    have_bearers(desk, asker, given_work(command))
}

/// The same of a change that is only looked at yet.
///
/// # Errors
/// [`Refusal::NobodyCalled`].
pub fn are_known_to(desk: &Desk, asker: &str, change: &Bulk) -> Result<(), Refusal> {
    match change {
        Bulk::Assign { to } => have_bearers(desk, asker, vec![to.clone()]),
        Bulk::Status { .. }
        | Bulk::Priority { .. }
        | Bulk::Escalate { .. }
        | Bulk::Note { .. }
        | Bulk::Merge { .. } => Ok(()),
    }
}

/// Makes sure that a call is only announced to, or said to be answered by, somebody there is.
///
/// # Errors
/// [`Refusal::NobodyCalled`].
pub fn is_called(desk: &Desk, asker: &str, signal: &Signal) -> Result<(), Refusal> {
    match signal {
        Signal::Ring { agent: Some(name), .. }
        | Signal::Call { step: CallStep::Answer, agent: name, .. } => {
            have_bearers(desk, asker, vec![name.clone()])
        }
        // Of a call that is held or over who answered it is known, and may have left meanwhile.
        _ => Ok(()),
    }
}

fn have_bearers(desk: &Desk, asker: &str, names: Vec<String>) -> Result<(), Refusal> {
    let Some(name) = strangers(desk, asker, names).into_iter().next() else { return Ok(()) };
    let known = roster(desk).into_iter().map(|agent| agent.name).chain([asker.to_owned()]);
    let known: Vec<String> = known.chain(identity::listed(&desk.place)).collect();
    match nearest(&name, &known) {
        // Where anybody may be anybody only a name that is mistyped is nobody's.
        None if identity::may_be_anybody(&desk.place) => Ok(()),
        like => Err(Refusal::NobodyCalled { name, like: like.unwrap_or_default() }),
    }
}

/// The names that nobody has. What cannot be a name is left to whoever decides.
pub fn strangers(desk: &Desk, asker: &str, names: Vec<String>) -> Vec<String> {
    let given = names.into_iter().map(|name| name.trim().to_owned());
    let unknown = given.filter(|name| {
        let known = !is_name(name) || name == asker || desk.crew.one(name).is_some();
        let has_work = || {
            let view = desk.reader.view();
            let queue = view.queue().ok();
            queue.is_some_and(|queue| {
                queue.iter().any(|entry| entry.assignee.as_ref() == Some(name))
            })
        };
        let may_come = || identity::may_become(&desk.place, name);
        !known && desk.granted(name).is_none() && !may_come() && !has_work()
    });
    unknown.collect()
}

/// The names of those who get something to do by a command.
fn given_work(command: &Command) -> Vec<String> {
    match command {
        Command::AssignTicket { to, .. }
        | Command::ChangeTickets { change: Bulk::Assign { to }, .. } => vec![to.clone()],
        Command::OpenTicket { assignee: Some(to), .. } => vec![to.clone()],
        Command::PromiseCall { agent, .. } => vec![agent.clone()],
        // What somebody was good at may be taken from them after they have left.
        Command::SetSharing { agent, text } if !text.trim().is_empty() => vec![agent.clone()],
        Command::SetRule { terms, .. } => {
            let breach = terms.parse::<Terms>().map(|terms| terms.breach).unwrap_or_default();
            let Breach { assign, tell, .. } = breach;
            assign.into_iter().chain(tell).collect()
        }
        // Nothing else names somebody who then has something to do; imports bring names of others.
        _ => Vec::new(),
    }
}

/// The name that was meant: the one that differs least. Who has another first letter (`rina`,
/// `dina`) or is told apart by a number only (`agent07`, `agent08`) is somebody else.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| !c.is_ascii_digit()).flat_map(char::to_lowercase).collect()
    };
    let given = letters(name);
    let apart = |one: &&String| {
        let is_case = name.eq_ignore_ascii_case(one);
        let wrong = wrong_letters(&given, &letters(one));
        let is_near = given.chars().next() == letters(one).chars().next()
            && (1..=WRONG).contains(&wrong)
            && wrong * 3 <= given.chars().count();
        (is_case || is_near).then_some(wrong)
    };
    let near = known.iter().filter_map(|one| apart(&one).map(|wrong| (wrong, one)));
    near.min().map(|(_, one)| one.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_told_from_another_one() {
        let known = ["sari", "rina", "agent07", "budi.santoso"].map(str::to_owned);
        for (given, wanted) in [
            ("sarri", Some("sari")),
            ("srai", Some("sari")),
            ("Sari", Some("sari")),
            ("budi.santos", Some("budi.santoso")),
            ("agnet07", Some("agent07")),
            ("agent08", None),
            ("dewi", None),
            ("tina5", None),
        ] {
            assert_eq!(nearest(given, &known).as_deref(), wanted, "{given}");
        }
    }
}
