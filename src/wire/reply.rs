//! What the desk says to a terminal or the command line. Never an unasked question.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::signal::Signal;
use crate::domain::{At, CallBackId, CustomerId, InteractionId, RatingId, Refusal, Role, TicketNo};

/// One line from the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Before the welcome, more than once: the desk is starting.
    Opening(Opening),
    /// To `hello`.
    Welcome(Welcome),
    /// To `query` and to a draft's `list` and `claim`.
    Answer {
        /// The asker's.
        id: u64,
        /// The journal seq it was read at.
        seq: u64,
        /// The answer.
        answer: Answer,
    },
    /// To `command`, after it is on disk; to `signal` and `draft`, after it was taken.
    Done {
        /// The asker's.
        id: u64,
        /// Seq of the command's last entry.
        seq: u64,
        /// What came about.
        done: Done,
    },
    /// Not allowed now.
    Refused {
        /// The asker's.
        id: u64,
        /// Why, as data.
        refusal: Refusal,
        /// Why, in English, for people who read the wire.
        sentence: String,
    },
    /// Not understood: the line is no request of this protocol.
    Trouble {
        /// The asker's, when it could be read.
        id: Option<u64>,
        /// What kind.
        trouble: Trouble,
        /// What is wrong and what to do, in English.
        sentence: String,
    },
    /// Pushed: something changed.
    Changed(Changed),
    /// Pushed: something is said.
    Signal(Signal),
}

/// How far a starting desk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// With what it is busy.
    pub step: Step,
    /// How much of it is done.
    pub done: u64,
    /// How much there is in all; 0 while nobody knows.
    pub all: u64,
}

/// With what a starting desk is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Its index is being opened.
    Index,
    /// The journal is read: a mirror is brought into step, the index is brought up to date or built
    /// anew. Bytes.
    Journal,
    /// What customers are found by is gathered. Customers or entries.
    Lookup,
}

/// Whose desk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskKind {
    /// One person's own; comes and goes with its terminals.
    Personal,
    /// The house's; started by the system only.
    System,
    /// Sample data; anybody may be anybody.
    Throwaway,
}

/// Who the asker is to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// [`super::PROTOCOL`] of the desk.
    pub protocol: u32,
    /// The desk's program and version.
    pub program: String,
    /// The asker's name.
    pub agent: String,
    /// What they may do.
    pub role: Role,
    /// Last seq of the journal.
    pub seq: u64,
    /// The desk's clock.
    pub now: At,
    /// The desk's time zone, an IANA name.
    pub zone: String,
    /// Whose desk.
    pub kind: DeskKind,
    /// How many customers it has (none: a first-run screen helps).
    pub customers: u64,
    /// Why nothing can be written; `None` when all is well.
    pub read_only: Option<String>,
}

/// What a command brought about; what does not apply is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// The customer added or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The contact logged or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<InteractionId>,
    /// The ticket opened or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNo>,
    /// All tickets that were changed, when they are many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<TicketNo>,
    /// For `undo` of a change of many: those that were changed since and stay as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stayed: Vec<TicketNo>,
    /// The rating kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingId>,
    /// The call promised or settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<CallBackId>,
    /// For `undo`: the fact that was taken back, `ticket_opened` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<String>,
    /// For imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// What became of an import's rows; the four numbers add up to the rows sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// New.
    pub added: u64,
    /// Known and left as they were.
    pub known: u64,
    /// Known and changed.
    pub updated: u64,
    /// Not taken.
    pub rejected: Vec<Rejected>,
    /// Among the known and changed: those who have the row's number and another name.
    #[serde(default)]
    pub other_name: Vec<OtherName>,
}

/// A row whose number is that of a customer with another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherName {
    /// Line of the file.
    pub line: u64,
    /// Whom it was taken for.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
}

/// A row of a file that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Line of the file.
    pub line: u64,
    /// Why.
    pub refusal: Refusal,
}

/// What kind of misunderstanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Not JSON.
    NotJson,
    /// JSON, but no request of this protocol.
    Unknown,
    /// A line over [`super::line::LINE_BYTES`].
    TooLong,
    /// The first line was no `hello`.
    NoHello,
    /// The desk speaks another version.
    Protocol,
    /// The asker may not come in, or not as whom they claim to be.
    NotAllowed,
    /// The desk has too many connections.
    Full,
    /// The desk is leaving.
    Leaving,
    /// Something inside the desk failed.
    Failed,
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A customer's record, consents, verifications, call-backs.
    Customer,
    /// A contact; the id is the customer's.
    Interaction,
    /// A ticket.
    Ticket,
    /// A rating; the id is the customer's.
    Rating,
    /// Codes, canned texts, roster.
    Setting,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// What kind.
    pub kind: Kind,
    /// Its number (see [`Kind`]).
    pub id: u64,
    /// Which fact: `ticket_assigned` …
    pub what: String,
    /// Who did it.
    pub by: String,
    /// Who shall know of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
}

/// What changed between the seq the terminal had seen and `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Now seen.
    pub seq: u64,
    /// What was touched; empty with `much`.
    pub touched: Vec<Touched>,
    /// More than [`super::line::TOUCHED`] things changed: ask for everything again.
    pub much: bool,
}
