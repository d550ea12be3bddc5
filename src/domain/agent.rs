//! The people at the desk. Never a password: who they are is the operating system's business.

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::refusal::Malformed;
use super::text::clean_line;
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

/// Letters of an agent's name: Unix allows 32, other systems' exports have full names.
const NAME_CHARS: usize = 64;

/// The name of somebody who shall have a ticket or a role, made harmless; empty stays empty.
///
/// # Errors
/// [`Malformed::TooLong`] past 64 letters.
pub fn checked_name(name: &str) -> Result<String, Malformed> {
    let name = clean_line(name);
    let (count, limit) = (name.chars().count(), NAME_CHARS);
    if count > limit {
        Err(Malformed::TooLong { field: Field::Name, count, limit })
    } else {
        Ok(name)
    }
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
    /// Why, when on a break; may be empty.
    pub reason: String,
    /// Since when.
    pub since: At,
}
