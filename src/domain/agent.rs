//! The people at the desk. Never a password: who they are is the operating system's business.

use serde::{Deserialize, Serialize};

use super::refusal::Malformed;
use super::text::quoted;
use super::time::At;
use super::word::words;

words! {
    /// What somebody may do.
    Role {
        /// Takes calls and tickets.
        Agent = 1 "agent",
        /// Watches and steers the queue, edits codes and canned texts.
        Supervisor = 2 "supervisor",
        /// Everything, and the roster.
        Administrator = 3 "administrator",
        /// Reads only.
        Auditor = 4 "auditor",
    }
}

words! {
    /// What an agent is doing now.
    AgentState {
        /// Free for the next call.
        Ready = 1 "ready",
        /// Talking.
        OnCall = 2 "on_call",
        /// Finishing the call just ended.
        WrapUp = 3 "wrap_up",
        /// Not working for a reason.
        Break = 4 "break",
        /// Not there.
        Away = 5 "away",
    }
}

words! {
    /// Why somebody is away who has not said so: the reason of that state.
    Absence {
        /// Their last terminal was closed, or its line was cut.
        Left = 1 "left",
        /// Nothing was heard of their terminals for too long.
        Silent = 2 "silent",
    }
}

/// Letters of an agent's name; Unix allows 32.
pub const NAME_BYTES: usize = 32;

/// Tells whether a text can be an agent's name (and so a folder's).
pub fn is_name(name: &str) -> bool {
    let fits = (1..=NAME_BYTES).contains(&name.len());
    fits && !name.starts_with(['.', '-'])
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// The name of somebody who shall have a ticket, a call or a role; empty stays empty. It is kept
/// among the facts, which nothing takes off the disk, so no other words may be in its place.
///
/// # Errors
/// [`Malformed::AgentName`] for what nobody can be called.
pub fn checked_name(name: &str) -> Result<String, Malformed> {
    let name = name.trim();
    match name.is_empty() || is_name(name) {
        true => Ok(name.to_owned()),
        false => Err(Malformed::AgentName { given: quoted(name) }),
    }
}

/// A role as the roster keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// Which.
    pub role: Role,
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: At,
}

/// Somebody at the desk as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The Unix user's name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What they are doing.
    pub state: AgentState,
    /// Why: the code of a break, an [`Absence`] of who is away; may be empty.
    pub reason: String,
    /// Since when.
    pub since: At,
    /// Who has set the state, when that was somebody else; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// How many terminals they sit at.
    #[serde(default)]
    pub terminals: u32,
    /// What the roster gives them; `None` for who has their role from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Granted>,
}

impl Agent {
    /// Somebody of whom nothing is known but that they are not there.
    pub fn absent(name: &str, role: Role, since: At) -> Agent {
        let (name, reason, by) = (name.to_owned(), String::new(), String::new());
        let (state, terminals, granted) = (AgentState::Away, 0, None);
        Agent { name, role, state, reason, since, by, terminals, granted }
    }
}
