//! What the desk answers about surveys, and what it is told of asking. Never an answer itself:
//! those are ratings and sittings.

use serde::{Deserialize, Serialize};

use crate::domain::{AskOutcome, At, CustomerId, SurveyPlan, WhyNot};

/// That somebody was asked, and that it was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskTold {
    /// For which survey.
    pub survey: String,
    /// Who.
    pub customer: CustomerId,
    /// What came of it.
    pub outcome: AskOutcome,
}

/// Who could be drawn, before anybody is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveyPreview {
    /// Of how many it would be drawn.
    pub eligible: u64,
    /// The parts, in order: what each is called, how many could be drawn, how many would be.
    pub strata: Vec<(String, u64, u64)>,
    /// Why the others cannot be drawn, and of how many.
    pub why_not: Vec<(WhyNot, u64)>,
}

/// How far asking has come. Everybody who was drawn counts once, by the first of these that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Who was drawn.
    pub drawn: u64,
    /// Who has answered.
    pub answered: u64,
    /// Who does not want to.
    pub refused: u64,
    /// Who cannot be reached at all.
    pub unreachable: u64,
    /// Who is not asked any more.
    pub dropped: u64,
    /// Who was erased or does not want to be asked on this channel any more, since the draw.
    pub gone: u64,
    /// Who was not there and is to be asked again.
    pub not_reached: u64,
    /// Whom nobody has asked yet.
    pub open: u64,
}

/// A survey in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRow {
    /// Its number.
    pub no: u64,
    /// When it was drawn.
    pub at: At,
    /// By whom.
    pub by: String,
    /// Whom it asks, and what.
    pub plan: SurveyPlan,
    /// Of how many it was drawn.
    pub eligible: u64,
    /// Whether it is still asked.
    pub running: bool,
    /// How far asking has come.
    pub progress: Progress,
    /// The same of each part, in order.
    pub strata: Vec<(String, u64, Progress)>,
}

/// Somebody who is still to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToAskRow {
    /// Who.
    pub customer: CustomerId,
    /// How they are shown.
    pub label: String,
    /// Their account; may be empty.
    pub account: String,
    /// Where the survey's channel reaches them.
    pub address: String,
    /// How often nobody was there.
    pub tries: u64,
}

impl Progress {
    /// Who is still to be asked.
    pub const fn to_ask(&self) -> u64 {
        self.open + self.not_reached
    }
}
