//! Sentences about surveys: who could not be drawn, and what came of asking. Never a figure that
//! was not counted.

use super::Speech;
use crate::domain::{Refusal, WhyNot};

impl Speech {
    /// Why a survey is not drawn, or nothing is kept of asking somebody.
    pub(super) fn of_survey(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::SurveyTaken { name } => {
                self.say_with("refused-survey-taken", &[("name", name)])
            }
            Refusal::NobodyToAsk { why } => {
                let why = self.why_not(why);
                match why.is_empty() {
                    true => self.say("refused-nobody-to-ask-at-all"),
                    false => self.say_with("refused-nobody-to-ask", &[("why", &why)]),
                }
            }
            Refusal::NotDrawn { survey, customer } => {
                let customer = customer.to_string();
                let values = [("survey", &**survey), ("customer", &*customer)];
                self.say_with("refused-not-drawn", &values)
            }
            other => {
                let name = if let Refusal::NoSurvey { name } = other { name } else { "" };
                self.say_with("refused-no-survey", &[("name", name)])
            }
        }
    }

    /// Why people cannot be drawn, and of how many: `refused: 3, no number or address: 12`.
    pub fn why_not(&self, why: &[(WhyNot, u64)]) -> String {
        let one = |(why, count): &(WhyNot, u64)| {
            format!("{}: {}", self.word("why-not", why.word()), self.number(*count))
        };
        why.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
