//! What a customer has agreed to. Never assumes a yes.

use serde::{Deserialize, Serialize};

use super::interaction::Channel;
use super::time::At;
use super::word::words;

words! {
    /// What the desk may contact a customer for.
    Purpose {
        /// Answering and following up their own concerns.
        Service = 1 "service",
        /// Asking how good the service was.
        Survey = 2 "survey",
        /// Offers.
        Marketing = 3 "marketing",
        /// Keeping a recording of a call.
        Recording = 4 "recording",
    }
}

words! {
    /// What the customer said.
    ConsentState {
        /// Never asked.
        Unknown = 0 "unknown",
        /// Yes.
        Given = 1 "given",
        /// No, or withdrawn.
        Refused = 2 "refused",
    }
}

words! {
    /// How the answer reached the desk.
    ConsentHow {
        /// Said on the telephone.
        Call = 1 "call",
        /// Written.
        Letter = 2 "letter",
        /// A form on paper or on a page.
        Form = 3 "form",
        /// By e-mail.
        Mail = 4 "mail",
        /// Said face to face.
        Visit = 5 "visit",
        /// Taken over from another system.
        Import = 6 "import",
    }
}

/// One answer: for this purpose, on this channel, since when and how it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// What for.
    pub purpose: Purpose,
    /// On which channel.
    pub channel: Channel,
    /// The answer.
    pub state: ConsentState,
    /// When it was given.
    pub at: At,
    /// How it was given.
    pub how: ConsentHow,
}
