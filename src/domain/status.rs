//! The words a ticket is described with: status, severity, priority, links. Never a rule about who.

use super::profile::Tier;
use super::word::words;

words! {
    /// Where a ticket stands.
    Status {
        /// Nobody has looked at it.
        New = 1 "new",
        /// Somebody works on it.
        Open = 2 "open",
        /// The customer owes an answer; clocks stand still.
        Waiting = 3 "waiting",
        /// Something else must happen first; clocks stand still.
        OnHold = 4 "on_hold",
        /// Settled, in the desk's eyes.
        Resolved = 5 "resolved",
        /// Settled for good.
        Closed = 6 "closed",
        /// Lives on in another ticket.
        Merged = 7 "merged",
    }
}

words! {
    /// How bad it is for the customer.
    Severity {
        /// A blemish.
        Minor = 1 "minor",
        /// A nuisance.
        Moderate = 2 "moderate",
        /// A service does not work.
        Major = 3 "major",
        /// Danger, great loss, the press.
        Critical = 4 "critical",
    }
}

words! {
    /// How soon the desk deals with it.
    Priority {
        /// When there is time.
        Low = 1 "low",
        /// In its turn.
        Normal = 2 "normal",
        /// Before others.
        High = 3 "high",
        /// At once.
        Urgent = 4 "urgent",
    }
}

words! {
    /// How two tickets belong together.
    LinkKind {
        /// About the same matter.
        Related = 1 "related",
        /// The other one causes this one.
        CausedBy = 2 "caused_by",
        /// This one repeats the other.
        Duplicates = 3 "duplicates",
        /// This one lives on in the other.
        MergedInto = 4 "merged_into",
        /// The other lives on in this one.
        TookIn = 5 "took_in",
    }
}

impl LinkKind {
    /// Those that somebody may choose; the others come of merging.
    pub const OFFERED: &'static [LinkKind] =
        &[LinkKind::Related, LinkKind::CausedBy, LinkKind::Duplicates];
}

impl Status {
    /// Tells whether a ticket's clocks run: they stand still while the customer or something else
    /// must move first, and when it is settled.
    pub const fn runs(self) -> bool {
        matches!(self, Status::New | Status::Open)
    }

    /// Tells whether somebody still has to do something.
    pub fn is_active(self) -> bool {
        super::ticket::ACTIVE.contains(&self)
    }
}

impl Priority {
    /// The priority a complaint begins with: its severity, one step sooner for platinum and gold.
    pub const fn suggested(severity: Severity, tier: Option<Tier>) -> Priority {
        match (severity, matches!(tier, Some(Tier::Platinum | Tier::Gold))) {
            (Severity::Minor, false) => Priority::Low,
            (Severity::Minor, true) | (Severity::Moderate, false) => Priority::Normal,
            (Severity::Moderate, true) | (Severity::Major, false) => Priority::High,
            (Severity::Major, true) | (Severity::Critical, _) => Priority::Urgent,
        }
    }
}
