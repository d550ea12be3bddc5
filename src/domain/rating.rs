//! Five scores of the service just given. Never mixes raters or scales.
//!
//! Dimensions and their order: Parasuraman, Zeithaml, Berry 1988 (SERVQUAL); perceptions alone:
//! Cronin, Taylor 1992 (SERVPERF).

use serde::{Deserialize, Serialize};

use super::id::{CustomerId, InteractionId, RatingId, TicketNo};
use super::refusal::Malformed;
use super::time::At;
use super::word::words;

words! {
    /// What is rated, in the order of the literature.
    Dimension {
        /// Rooms, equipment, papers, people's looks.
        Tangibles = 1 "tangibles",
        /// Doing what was promised.
        Reliability = 2 "reliability",
        /// Helping at once.
        Responsiveness = 3 "responsiveness",
        /// Knowing and inspiring trust.
        Assurance = 4 "assurance",
        /// Caring about this one customer.
        Empathy = 5 "empathy",
    }
}

words! {
    /// Who gave the scores; never averaged across each other.
    Rater {
        /// The customer's own words.
        Customer = 1 "customer",
        /// The agent's estimate.
        Agent = 2 "agent",
        /// A supervisor who listened.
        Supervisor = 3 "supervisor",
        /// A mystery shopper.
        Mystery = 4 "mystery",
    }
}

words! {
    /// The highest score that could be given; the lowest is 1.
    Scale {
        /// 1 to 5, the quick form.
        Five = 5 "five",
        /// 1 to 7, the full form.
        Seven = 7 "seven",
    }
}

/// A score from 1 to the scale's highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// A score that the scale has.
    ///
    /// # Errors
    /// [`Malformed::Score`] when it is below 1 or above the scale's highest.
    pub const fn new(given: u8, scale: Scale) -> Result<Score, Malformed> {
        if given >= 1 && given <= scale.byte() {
            Ok(Score(given))
        } else {
            Err(Malformed::Score { given, highest: scale.byte() })
        }
    }

    /// The number, 1 to 7.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// What a rating is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One contact.
    Interaction(InteractionId),
    /// The handling of a ticket.
    Ticket(TicketNo),
    /// The service at large.
    Service,
}

/// Five scores, any of which may have been skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Its number.
    pub id: RatingId,
    /// Whose service was rated.
    pub customer: CustomerId,
    /// What is rated.
    pub subject: Subject,
    /// In the order of [`Dimension::ALL`]; `None` where skipped.
    pub scores: [Option<Score>; 5],
    /// On which scale.
    pub scale: Scale,
    /// By whom.
    pub rater: Rater,
    /// When.
    pub at: At,
    /// Which agent entered it.
    pub by: String,
}

impl Rating {
    /// Checks the scores against the scale: at least one must be there and none above it.
    ///
    /// # Errors
    /// [`Malformed::Score`] or [`Malformed::NoScore`].
    pub fn check(scores: &[Option<u8>; 5], scale: Scale) -> Result<[Option<Score>; 5], Malformed> {
        let mut checked = [None; 5];
        for (slot, given) in checked.iter_mut().zip(scores) {
            *slot = given.map(|given| Score::new(given, scale)).transpose()?;
        }
        if checked.iter().all(Option::is_none) { Err(Malformed::NoScore) } else { Ok(checked) }
    }
}
