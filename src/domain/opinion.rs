//! One question, one number: satisfied (CSAT), would recommend (NPS), was easy (CES). Never a mean
//! of two questions.

use serde::{Deserialize, Serialize};

use super::event::{Entry, Fact};
use super::id::CustomerId;
use super::rating::{Rater, Subject};
use super::refusal::Malformed;
use super::time::At;
use super::word::words;

words! {
    /// Which question.
    Measure {
        /// How satisfied: 1 to 5, satisfied from 4 on.
        Csat = 1 "csat",
        /// Would recommend: 0 to 10; Reichheld 2003.
        Nps = 2 "nps",
        /// How easy it was: 1 to 7; Dixon, Freeman, Toman 2010.
        Ces = 3 "ces",
    }
}

impl Measure {
    /// Lowest and highest answer.
    pub const fn range(self) -> (u8, u8) {
        match self {
            Measure::Csat => (1, 5),
            Measure::Nps => (0, 10),
            Measure::Ces => (1, 7),
        }
    }

    /// Makes sure that an answer is one.
    ///
    /// # Errors
    /// [`Malformed::Number`].
    pub fn check(self, given: u8) -> Result<u8, Malformed> {
        let (lowest, highest) = self.range();
        match (lowest..=highest).contains(&given) {
            true => Ok(given),
            false => Err(Malformed::Number {
                given: given.to_string(),
                example: format!("{lowest}-{highest}"),
            }),
        }
    }
}

/// An answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Its number: that of the entry that gave it.
    pub no: u64,
    /// Whose.
    pub customer: CustomerId,
    /// What it is about.
    pub subject: Subject,
    /// Which question.
    pub what: Measure,
    /// The answer.
    pub score: u8,
    /// By whom.
    pub rater: Rater,
    /// When.
    pub at: At,
    /// Which agent entered it.
    pub by: String,
}

impl Opinion {
    /// The opinion that an entry has kept; `None` for an entry about something else.
    pub fn of(entry: &Entry) -> Option<Opinion> {
        let Fact::ScoreGiven { customer, interaction, ticket, what, score, rater } = &entry.fact
        else {
            return None;
        };
        Some(Opinion {
            no: entry.seq,
            customer: CustomerId(*customer),
            subject: Subject::of(*interaction, *ticket),
            what: Measure::from_byte(*what)?,
            score: *score,
            rater: Rater::from_byte(*rater)?,
            at: entry.at,
            by: entry.by.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_its_own_numbers() {
        for (what, fits, not) in [
            (Measure::Csat, [1, 5], [0, 6]),
            (Measure::Nps, [0, 10], [11, 255]),
            (Measure::Ces, [1, 7], [0, 8]),
        ] {
            assert!(fits.iter().all(|given| what.check(*given) == Ok(*given)), "{what}");
            assert!(not.iter().all(|given| what.check(*given).is_err()), "{what}");
        }
    }
}
