//! What is worth saying now and not worth keeping. Never written to disk.

use serde::{Deserialize, Serialize};

use super::presence::{Company, Opened};
use crate::domain::work::CallStep;
use crate::domain::{AgentState, At, CustomerId, Record, TicketNo};

/// Said to the desk, and by the desk to attached terminals that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    /// A call is announced. The number is untrusted text from a telephone line.
    Ring {
        /// As the telephone system gives it.
        number: String,
        /// The telephone system's id of the call; may be empty.
        #[serde(default)]
        call_id: String,
        /// For which agent; `None` for whoever is ready.
        #[serde(default)]
        agent: Option<String>,
        /// Who it seems to be; filled in by the desk.
        #[serde(default)]
        customer: Option<CustomerId>,
        /// How they are shown; filled in by the desk.
        #[serde(default)]
        label: String,
        /// How many customers have this number; filled in by the desk.
        #[serde(default)]
        matches: u32,
    },
    /// An announced call was taken or is gone: the offer disappears elsewhere.
    RingOver {
        /// The telephone system's id, or the number when it gave none.
        call_id: String,
        /// Who took it; empty when nobody did.
        #[serde(default)]
        by: String,
    },
    /// What an agent is doing from now on.
    State {
        /// Who; filled in by the desk.
        #[serde(default)]
        agent: String,
        /// Doing what.
        state: AgentState,
        /// Why: the code of a break; of who is away, what the desk has seen of it.
        #[serde(default)]
        reason: String,
        /// Since when; filled in by the desk.
        #[serde(default)]
        since: At,
        /// Who has set it, when that was somebody else; filled in by the desk.
        #[serde(default)]
        by: String,
    },
    /// What has become of a call, by the telephone system. Whose call was announced and is answered
    /// hears it; the others hear what its agent does now.
    Call {
        /// The telephone system's id.
        call_id: String,
        /// Which step.
        step: CallStep,
        /// Who has answered; empty for the asker. Later steps are those of whoever answered.
        #[serde(default)]
        agent: String,
    },
    /// One line from a supervisor to everybody.
    Everybody {
        /// What.
        text: String,
        /// Who says it; filled in by the desk.
        #[serde(default)]
        by: String,
        /// When; filled in by the desk.
        #[serde(default)]
        at: At,
    },
    /// Whoever sits at this terminal is still there. Passed on to nobody.
    Here,
    /// What is open at this terminal from now on, in the place of what it said before. Passed on as
    /// [`Signal::Company`].
    Open {
        /// A ticket and a customer at most; none when nothing is open.
        records: Vec<Opened>,
    },
    /// Who else has open what is open at this terminal, in the place of what it was told before.
    /// Said by the desk alone.
    Company {
        /// The records that others have open too.
        records: Vec<Company>,
    },
    /// What the listener's own terminal had open when its line broke off, or has open at another
    /// seat. Said by the desk alone, at a login.
    Left {
        /// Who was at hand.
        customer: CustomerId,
        /// How they are shown.
        label: String,
        /// The ticket that was open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketNo>,
        /// Up to when.
        at: At,
    },
    /// What others have done to what the listener follows. Said by the desk alone.
    Followed {
        /// What was done last to each record.
        news: Vec<FollowNews>,
        /// Further records, of which no more is told than how many they are.
        #[serde(default)]
        more: u32,
    },
}

/// Something that was done to what somebody follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowNews {
    /// What is followed.
    pub record: Record,
    /// The new ticket, when it is a customer who has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNo>,
    /// What was done: a fact's name.
    pub what: String,
    /// Who did it.
    pub by: String,
}
