//! Scores that may be put together: of one kind of rater, on one scale. Never of two: a [`Sample`]
//! of both cannot be built.

use crate::domain::quality::interval::{self, Interval};
use crate::domain::rating::{Rater, Scale, Score};

/// The highest score a scale may have: those of the literature end at ten.
pub const HIGHEST: u8 = 10;

/// Who gave scores, and on which scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    rater: Rater,
    highest: u8,
}

impl Kind {
    /// Scores of one kind of rater on one of the desk's scales.
    pub const fn of(rater: Rater, scale: Scale) -> Kind {
        Kind { rater, highest: scale.byte() }
    }

    /// The same on a scale of an instrument of one's own, from 1 to `highest`; `None` of one that
    /// has a single score or more than [`HIGHEST`].
    pub const fn up_to(rater: Rater, highest: u8) -> Option<Kind> {
        match highest {
            2..=HIGHEST => Some(Kind { rater, highest }),
            _ => None,
        }
    }

    /// Who gave them.
    pub const fn rater(self) -> Rater {
        self.rater
    }

    /// The highest score there is; the lowest is 1.
    pub const fn highest(self) -> u8 {
        self.highest
    }
}

/// Two samples that may not be put together: other raters, or another scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart;

/// Scores of one kind, by how many there are of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    kind: Kind,
    counts: [u64; HIGHEST as usize],
}

impl Sample {
    /// None yet.
    pub const fn new(kind: Kind) -> Sample {
        Sample { kind, counts: [0; HIGHEST as usize] }
    }

    /// Of which kind.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// One more.
    ///
    /// # Errors
    /// [`Apart`] of a score that its scale does not have.
    pub fn add(&mut self, score: u8) -> Result<(), Apart> {
        self.add_many(score, 1)
    }

    /// One more, unless it was skipped.
    ///
    /// # Errors
    /// As [`Sample::add`].
    pub fn take(&mut self, score: Option<Score>) -> Result<(), Apart> {
        score.map_or(Ok(()), |score| self.add(score.get()))
    }

    /// So many more of the same.
    ///
    /// # Errors
    /// As [`Sample::add`].
    pub fn add_many(&mut self, score: u8, many: u64) -> Result<(), Apart> {
        if score == 0 || score > self.kind.highest {
            return Err(Apart);
        }
        self.counts[usize::from(score) - 1] += many;
        Ok(())
    }

    /// Both together.
    ///
    /// # Errors
    /// [`Apart`] when raters or scales are not the same.
    pub fn with(mut self, other: &Sample) -> Result<Sample, Apart> {
        if self.kind != other.kind {
            return Err(Apart);
        }
        self.counts.iter_mut().zip(other.counts).for_each(|(own, more)| *own += more);
        Ok(self)
    }

    /// How many.
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many of each score, from 1 on.
    pub fn distribution(&self) -> &[u64] {
        &self.counts[..usize::from(self.kind.highest)]
    }

    /// The mean; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        (n > 0).then(|| self.powers(1) as f64 / n as f64)
    }

    /// The sample's standard deviation, with n - 1; `None` below two.
    pub fn deviation(&self) -> Option<f64> {
        let n = u128::from(self.n());
        if n < 2 {
            return None;
        }
        let sum = self.powers(1);
        let spread = (n * self.powers(2) - sum * sum) as f64;
        Some((spread / (n * (n - 1)) as f64).sqrt())
    }

    /// The mean's interval; `None` below two.
    pub fn interval(&self) -> Option<Interval> {
        interval::of_mean(&self.values())
    }

    /// How many gave this or more.
    pub fn at_least(&self, score: u8) -> u64 {
        self.counts[usize::from(score.max(1)) - 1..].iter().sum()
    }

    /// Every score, the lowest first.
    pub fn values(&self) -> Vec<f64> {
        let scores = (1_u8..).zip(self.counts);
        let each = |(score, many): (u8, u64)| (0..many).map(move |_| f64::from(score));
        scores.flat_map(each).collect()
    }

    /// The sum of each score to a power.
    fn powers(&self, power: u32) -> u128 {
        let each = (1_u128..).zip(self.counts);
        each.map(|(score, many)| score.pow(power) * u128::from(many)).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn kinds() -> impl Strategy<Value = Kind> {
        let rater = prop::sample::select(Rater::ALL.to_vec());
        (rater, prop::sample::select(vec![Scale::Five, Scale::Seven]))
            .prop_map(|(rater, scale)| Kind::of(rater, scale))
    }

    fn sample(kind: Kind, scores: &[u8]) -> Sample {
        let mut sample = Sample::new(kind);
        for score in scores {
            let _ = sample.add(score % (HIGHEST + 2));
        }
        sample
    }

    proptest! {
        #[test]
        fn other_raters_and_scales_are_never_put_together(
            kinds in (kinds(), kinds()),
            one in prop::collection::vec(any::<u8>(), 0..50),
            other in prop::collection::vec(any::<u8>(), 0..50),
        ) {
            let (one, other) = (sample(kinds.0, &one), sample(kinds.1, &other));
            let both = one.clone().with(&other);
            prop_assert_eq!(both.is_ok(), kinds.0 == kinds.1);
            if let Ok(both) = both {
                prop_assert_eq!(both.n(), one.n() + other.n());
                prop_assert_eq!(Ok(both), other.clone().with(&one));
            }
            let highest = f64::from(kinds.0.highest());
            prop_assert!(one.values().iter().all(|score| (1.0..=highest).contains(score)));
        }

        #[test]
        fn figures_do_not_depend_on_the_order(
            kind in kinds(),
            scores in prop::collection::vec(1_u8..=7, 0..40),
        ) {
            let one = sample(kind, &scores);
            let turned: Vec<u8> = scores.iter().rev().copied().collect();
            let other = sample(kind, &turned);
            let told = |s: &Sample| (s.mean(), s.deviation(), s.interval());
            prop_assert_eq!(told(&one), told(&other));
        }
    }

    /// 2, 4, 4, 4, 5, 5, 7: mean 31/7, and the squares of what lies between come to 96/7.
    #[test]
    fn mean_and_deviation_are_those_of_the_book() {
        let sample = sample(Kind::of(Rater::Customer, Scale::Seven), &[5, 4, 2, 7, 4, 4, 5]);
        assert_eq!(sample.n(), 7);
        assert_eq!(sample.mean(), Some(31.0 / 7.0));
        let deviation = sample.deviation().expect("enough");
        assert!((deviation - (96.0_f64 / 42.0).sqrt()).abs() < 1e-12, "{deviation}");
        assert_eq!(sample.distribution(), [0, 1, 0, 3, 2, 0, 1]);
        assert_eq!((sample.at_least(5), sample.at_least(1)), (3, 7));
        let mut sample = sample;
        assert_eq!((sample.add(8), sample.add(0)), (Err(Apart), Err(Apart)));
        assert_eq!((Kind::up_to(Rater::Agent, 1), Kind::up_to(Rater::Agent, 11)), (None, None));
    }
}
