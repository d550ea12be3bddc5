//! What the sample desk's customers expect and get, what they pay, and who has left. Never a rating
//! of the quick form: those come with what else is known of a customer.

use super::story::Scene;
use crate::domain::instrument::SERVQUAL;
use crate::domain::time::DAY;
use crate::domain::{At, CustomerId, Measure, Rater, Subject, Worth, code};
use crate::wire::{Command, CustomerRef, ImportedAnswers, ImportedLeaver};

/// Respondents of the full form: enough for a figure that may be told.
const RESPONDENTS: u64 = 48;
/// Supervisors of a floor of two hundred.
const SUPERVISORS: u64 = 8;
/// Customers of whom it is known what they pay.
const PAYING: u64 = 2_000;
/// Days within which they answered, and within which most reports look.
const LATELY: u64 = 26;
/// Days of a month of a contract.
const MONTH: i64 = 30;
/// How many statements each dimension has, what is expected of it, and by how much it falls short,
/// both in tenths of a point.
const DIMENSIONS: [(usize, u64, u64); 5] =
    [(4, 54, 2), (5, 65, 14), (4, 62, 16), (4, 61, 6), (5, 56, 9)];
/// What matters to customers, in hundredths: after Zeithaml, Parasuraman and Berry 1990.
const POINTS: [u8; 5] = [11, 32, 22, 19, 16];

impl Scene {
    /// What all of them say: answers in full, what matters, and who pays what and has left.
    pub fn opinions(&self, customers: u64) -> Vec<Command> {
        let asked = RESPONDENTS.min(customers);
        let mut commands = vec![
            Command::SetImportance { customer: None, points: Some(POINTS) },
            Command::ImportAnswers {
                instrument: SERVQUAL.to_owned(),
                rows: (1..=asked).map(|n| self.answers(n)).chain(self.beliefs()).collect(),
            },
        ];
        let paying: Vec<u64> = (1..=customers.min(PAYING)).collect();
        commands.extend(paying.chunks(500).map(|some| Command::ImportLost {
            rows: some.iter().map(|n| self.leaver(*n)).collect(),
        }));
        commands
    }

    /// The answer to one question, of those who were asked.
    pub fn score(&self, n: u64) -> Option<Command> {
        let mut rng = self.rng(8, n);
        let what = *rng.pick(Measure::ALL);
        let score = match what {
            Measure::Csat => 2 + rng.below(4) as u8,
            Measure::Nps => 4 + rng.below(7) as u8,
            Measure::Ces => 2 + rng.below(6) as u8,
        };
        let (customer, rater) = (CustomerId(n), Rater::Customer);
        let subject = Subject::Service;
        rng.chance(30).then_some(Command::GiveScore { customer, subject, what, score, rater })
    }

    /// What supervisors believe customers expect: too little of all but what can be seen.
    fn beliefs(&self) -> impl Iterator<Item = ImportedAnswers> + '_ {
        (1..=SUPERVISORS).map(|n| {
            let mut rng = self.rng(9, n);
            let statements = DIMENSIONS.iter().flat_map(|(count, ..)| 0..*count);
            let expected = statements.map(|_| 5 + rng.below(2) as u8).collect();
            ImportedAnswers {
                line: n,
                customer: None,
                rater: Rater::Supervisor,
                expected,
                perceived: Vec::new(),
                ..self.answers(n)
            }
        })
    }

    fn answers(&self, n: u64) -> ImportedAnswers {
        let mut rng = self.rng(6, n);
        // Who is content is so with everything, and who is not as well.
        let mood = rng.below(14) as i64 - 7;
        let mut given = |tenths: i64| {
            let spread = rng.below(16) as i64 - 8;
            ((tenths + mood + spread + 5) / 10).clamp(1, 7) as u8
        };
        let (mut expected, mut perceived) = (Vec::new(), Vec::new());
        for (statements, wanted, short) in DIMENSIONS {
            for _ in 0..statements {
                expected.push(given(wanted as i64));
                perceived.push(given(wanted as i64 - short as i64));
            }
        }
        let at = self.now.plus(-(1 + rng.below(LATELY) as i64) * DAY);
        ImportedAnswers {
            line: n,
            customer: Some(CustomerRef::Id(CustomerId(n))),
            segment: String::new(),
            rater: Rater::Customer,
            expected,
            perceived,
            at: Some(at),
        }
    }

    /// What one pays since when; some have left, most of them in their first two years.
    fn leaver(&self, n: u64) -> ImportedLeaver {
        let mut rng = self.rng(7, n);
        let months = 1 + rng.below(72) as i64;
        let since = self.now.plus(-months * MONTH * DAY);
        let monthly = 1_500 + 100 * rng.below(90) as i64;
        let stayed = 1 + rng.below(rng.clone().below(48) + 1) as i64;
        let left = rng.chance(22).then(|| since.plus(stayed * MONTH * DAY));
        // Who would leave later than now is still there.
        let left = left.filter(|at: &At| *at < self.now.plus(-DAY));
        let reason = left.and_then(|_| rng.pick::<&str>(&code::LEAVINGS).parse().ok());
        let worth = Worth { since: Some(since), monthly: Some(monthly), paid: None };
        let customer = CustomerRef::Id(CustomerId(n));
        ImportedLeaver { line: n, customer, worth, left, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Instrument;

    #[test]
    fn opinions_fit_the_instrument_and_are_of_the_past() {
        let now = At(1_795_252_800_000);
        let scene = Scene { seed: 1, now, midnight: now.plus(-DAY / 2), agent: "agent42".into() };
        let statements = Instrument::built_in(SERVQUAL).expect("it is").statements.len();
        let mut left = 0;
        for n in 1..=400 {
            let said = scene.answers(n);
            assert_eq!([said.expected.len(), said.perceived.len()], [statements; 2]);
            assert!(said.at.is_some_and(|at| at < now));
            let leaver = scene.leaver(n);
            let since = leaver.worth.since.expect("always said");
            assert!(leaver.left.is_none_or(|at| since < at && at < now));
            assert_eq!(leaver.left.is_some(), leaver.reason.is_some());
            left += u32::from(leaver.left.is_some());
        }
        assert!((30..110).contains(&left), "{left} of 400 have left");
    }
}
