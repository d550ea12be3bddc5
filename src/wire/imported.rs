//! Rows of files, as an import sends them. Never a file: only what was read from it.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Agreement, At, Channel, CustomerId, Direction, Gap, Matter, Priority, Profile, Rater, Severity,
    Status, TwoLetters, Worth,
};

/// What to do when somebody seems to be known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfKnown {
    /// Refuse (a form asks the person); an import leaves the known record as it is.
    Refuse,
    /// Add all the same.
    Add,
    /// Imports only: take the row's values over into the known record.
    Update,
}

/// A customer from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedCustomer {
    /// Line of the file, for the list of rejected rows.
    pub line: u64,
    /// What is known.
    pub profile: Profile,
}

/// How a file names a customer it does not know the number of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerRef {
    /// `C-12`.
    Id(CustomerId),
    /// Account number.
    Account(String),
    /// Id in another system.
    External {
        /// Which system; empty for any.
        system: String,
        /// The id there.
        id: String,
    },
    /// A telephone number only one customer has.
    Phone(String),
    /// An e-mail address only one customer has.
    Email(String),
}

/// A past contact from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedInteraction {
    /// Line of the file.
    pub line: u64,
    /// With whom.
    pub customer: CustomerRef,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// About what.
    pub topic: TwoLetters,
    /// What was said.
    #[serde(default)]
    pub note: String,
    /// When.
    pub at: At,
    /// How it ended.
    #[serde(default)]
    pub outcome: Option<TwoLetters>,
}

/// A ticket from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedTicket {
    /// Line of the file.
    pub line: u64,
    /// Whose.
    pub customer: CustomerRef,
    /// About what.
    pub topic: TwoLetters,
    /// How bad; moderate when the file does not say.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// How soon; from severity and tier when the file does not say.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Where it stands.
    #[serde(default)]
    pub status: Option<Status>,
    /// Who has it.
    #[serde(default)]
    pub assignee: Option<String>,
    /// One line.
    pub subject: String,
    /// As much as there is to say.
    #[serde(default)]
    pub note: String,
    /// When it was heard.
    pub opened: At,
    /// What it is; a complaint when the file does not say.
    #[serde(default)]
    pub kind: Option<Matter>,
    /// When the customer was told that it was heard.
    #[serde(default)]
    pub acknowledged: Option<At>,
    /// When the customer had a first answer.
    #[serde(default)]
    pub answered: Option<At>,
    /// When it was settled.
    #[serde(default)]
    pub settled: Option<At>,
    /// Where the service fell short.
    #[serde(default)]
    pub gap: Option<Gap>,
    /// The activity, or more.
    #[serde(default)]
    pub cause: String,
    /// What the customer said when it was closed.
    #[serde(default)]
    pub agreed: Option<Agreement>,
}

/// What one respondent of a file has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedAnswers {
    /// Line of the file.
    pub line: u64,
    /// Who; `None` for somebody who is not named.
    #[serde(default)]
    pub customer: Option<CustomerRef>,
    /// Which customers they speak for, in a word.
    #[serde(default)]
    pub segment: String,
    /// Who answered.
    pub rater: Rater,
    /// What they expect, statement by statement: 0 not answered; empty when not asked.
    #[serde(default)]
    pub expected: Vec<u8>,
    /// What they perceive, likewise.
    #[serde(default)]
    pub perceived: Vec<u8>,
    /// When; `None` for now.
    #[serde(default)]
    pub at: Option<At>,
}

/// What a file says of a customer who may have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedLeaver {
    /// Line of the file.
    pub line: u64,
    /// Who.
    pub customer: CustomerRef,
    /// What they are to the house; what the file leaves open stays as it is.
    #[serde(default)]
    pub worth: Worth,
    /// When they left; `None` for one who is still there.
    #[serde(default)]
    pub left: Option<At>,
    /// Why.
    #[serde(default)]
    pub reason: Option<TwoLetters>,
}
