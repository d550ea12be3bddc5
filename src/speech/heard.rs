//! Sentences about what customers are asked and what they have said. Never a figure.

use super::{Lang, Speech};
use crate::domain::improvement::Pace;
use crate::domain::instrument::Said;
use crate::domain::text::clean_line;
use crate::domain::{Instrument, Malformed};

impl Speech {
    /// What is wrong with an instrument, its answers, points of importance or an improvement.
    pub(super) fn of_heard(&self, malformed: &Malformed) -> String {
        match malformed {
            Malformed::Answers { count, statements } => {
                let (count, statements) = (count.to_string(), statements.to_string());
                let values = [("count", &*count), ("statements", &*statements)];
                self.say_with("malformed-answers", &values)
            }
            Malformed::Points { total } => {
                self.say_with("malformed-points", &[("total", &total.to_string())])
            }
            Malformed::InstrumentName { given } => {
                self.say_with("malformed-instrument-name", &[("given", given)])
            }
            Malformed::SurveyName { given } => {
                self.say_with("malformed-survey-name", &[("given", given)])
            }
            Malformed::Improvement { given } => {
                self.say_with("malformed-improvement", &[("given", given)])
            }
            other => {
                let given = if let Malformed::Instrument { given } = other { given } else { "" };
                self.say_with("malformed-instrument", &[("given", given)])
            }
        }
    }

    /// A text of an instrument in the reader's language, as far as it has one.
    pub fn said<'a>(&self, said: &'a Said) -> &'a str {
        said.of(match self.lang() {
            Lang::En => "en",
            Lang::Id => "id",
        })
    }

    /// What the numbers of an instrument's scale mean.
    pub fn sheet_scale(&self, instrument: &Instrument) -> String {
        let highest_score = instrument.scale.byte().to_string();
        let (lowest, highest) = (self.said(&instrument.lowest), self.said(&instrument.highest));
        let values = [("score", &*highest_score), ("lowest", lowest), ("highest", highest)];
        self.say_with("sheet-scale", &values)
    }

    /// How many complaints a week; a stroke while nothing is known.
    pub fn pace(&self, pace: Option<Pace>) -> String {
        let a_week = pace.and_then(Pace::a_week);
        a_week.map_or_else(|| "-".to_owned(), |a_week| self.decimal(a_week as f64 / 1_000.0, 1))
    }

    /// That so many answers are kept.
    pub fn answers_kept(&self, count: u64, instrument: &str) -> String {
        self.say_count("done-answers", count, &[("instrument", &clean_line(instrument))])
    }

    /// What was heard, for a customer's time line: `servqual, customer: 44 answers`.
    pub(super) fn heard(&self, what: &str, words: &[&str]) -> Option<String> {
        Some(match (what, words) {
            ("answers_given", [instrument, rater, expected, perceived]) => {
                let rater = self.word("rater", rater);
                let values =
                    [("instrument", *instrument), ("rater", &rater), ("expected", expected)];
                let values = [&values[..], &[("perceived", *perceived)]].concat();
                self.say_with("heard-answers", &values)
            }
            ("score_given", [what, score, rater]) => {
                let (what, rater) = (self.word("measure", what), self.word("rater", rater));
                let values = [("what", &*what), ("score", *score), ("rater", &rater)];
                self.say_with("heard-score", &values)
            }
            _ => return None,
        })
    }
}
