//! What a terminal or the command line says to the desk. Never a rule: the desk decides.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::command::Command;
use super::query::Query;
use super::signal::Signal;
use crate::domain::{At, CustomerId, TicketNo};

/// One line to the desk. `id` is the asker's own and comes back in the reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Opens every connection; anything else before it is refused.
    Hello(Hello),
    /// A question; changes nothing.
    Query {
        /// Comes back in the reply.
        id: u64,
        /// The question.
        ask: Query,
    },
    /// Something to be decided.
    Command {
        /// Comes back in the reply.
        id: u64,
        /// Made once by the asker; the same id again is answered, not repeated.
        command_id: Uuid,
        /// What is asked for.
        run: Command,
    },
    /// Worth saying now, not worth keeping.
    Signal {
        /// Comes back in the reply.
        id: u64,
        /// What is said.
        say: Signal,
    },
    /// Keeping what is being typed.
    Draft {
        /// Comes back in the reply.
        id: u64,
        /// What to do with it.
        ask: DraftAsk,
    },
}

/// Who attaches and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// [`super::PROTOCOL`] of the asker.
    pub protocol: u32,
    /// Program and version, for the log: `sigap 0.1.0`.
    pub program: String,
    /// An agent's name to act as; only on a throw-away desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_as: Option<String>,
    /// Where the asker sits (a terminal's name), to tell one's own drafts from another seat's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seat: String,
    /// Whether changes and signals shall be pushed.
    #[serde(default)]
    pub follow: bool,
    /// Whether it only watches, so that nobody is ready for calls by it: a wall screen, a log.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub watch: bool,
    /// Whether it only reads: every change is refused, whatever the asker may do elsewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reads_only: bool,
    /// Whether the asker wants to be welcome while the desk opens, and to find customers as far as
    /// they are known then.
    #[serde(default)]
    pub early: bool,
}

/// What is being typed and not yet saved. One file per draft in the desk's home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Made by the terminal.
    pub id: Uuid,
    /// Which form: `log`, `complaint`, `customer`, `ticket_note`, …
    pub form: String,
    /// The customer at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The ticket at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNo>,
    /// How the customer was shown when it was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Names and contents of the form's fields, in order.
    pub fields: Vec<(String, String)>,
    /// When it was last kept; set by the desk.
    #[serde(default)]
    pub at: At,
    /// The seat that writes it; set by the desk.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seat: String,
    /// Whether that seat is attached now; set by the desk.
    #[serde(default)]
    pub live: bool,
}

/// What to do with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DraftAsk {
    /// Keeps it, in place of what was kept under its id.
    Keep(Draft),
    /// Forgets it: it was saved or thrown away.
    Drop {
        /// Which.
        id: Uuid,
    },
    /// Lists the asker's own drafts, newest first.
    List,
    /// Takes over a draft that another seat writes.
    Claim {
        /// Which.
        id: Uuid,
    },
}
