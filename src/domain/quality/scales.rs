//! One question and its answers: NPS, CSAT, CES. Never of a scale that the question does not have.

use crate::domain::quality::sample::Sample;

/// The highest answer to "how likely are you to recommend us"; the lowest is 0.
pub const LIKELY: u8 = 10;

/// Would they recommend us (Reichheld 2003): 9 and 10 would, 0 to 6 would rather not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recommended {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

impl Recommended {
    /// One more answer; `None` above [`LIKELY`].
    #[must_use]
    pub const fn and(self, answer: u8) -> Option<Recommended> {
        let Recommended { promoters, passives, detractors } = self;
        match answer {
            0..=6 => Some(Recommended { detractors: detractors + 1, ..self }),
            7..=8 => Some(Recommended { passives: passives + 1, ..self }),
            9..=LIKELY => Some(Recommended { promoters: promoters + 1, ..self }),
            _ => None,
        }
    }

    /// How many answered.
    pub const fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// Net promoter score, -100 to 100: % promoters - % detractors; `None` of nothing.
    pub fn score(self) -> Option<f64> {
        let net = self.promoters as f64 - self.detractors as f64;
        (self.n() > 0).then(|| 100.0 * net / self.n() as f64)
    }
}

/// The lowest score that counts as satisfied, or as easy: the upper two of five and of other short
/// scales, the upper three of seven (5 to 7, as the customer effort score has it; Dixon, Freeman,
/// Toman 2010), the upper three of longer ones.
pub const fn good(highest: u8) -> u8 {
    match highest {
        0..=2 => 2,
        3..=6 => highest - 1,
        7.. => highest - 2,
    }
}

/// CSAT: how many of those who answered were satisfied. Both counts, so that the share is never
/// without its n.
pub fn satisfied(sample: &Sample) -> (u64, u64) {
    (sample.at_least(good(sample.kind().highest())), sample.n())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quality::sample::Kind;
    use crate::domain::rating::{Rater, Scale};

    #[test]
    fn seventy_twenty_ten_is_a_net_promoter_score_of_sixty() {
        let answers = [vec![10; 40], vec![9; 30], vec![8; 15], vec![7; 5], vec![6; 5], vec![0; 5]];
        let all = answers.concat().into_iter().try_fold(Recommended::default(), Recommended::and);
        let all = all.expect("on the scale");
        assert_eq!((all.promoters, all.passives, all.detractors), (70, 20, 10));
        assert_eq!((all.score(), all.n()), (Some(60.0), 100));
        assert_eq!(all.and(11), None);
        assert_eq!(Recommended::default().score(), None);
    }

    #[test]
    fn satisfied_are_the_upper_two_of_five_and_the_upper_three_of_seven() {
        for (scale, wanted) in [(Scale::Five, 2), (Scale::Seven, 3)] {
            let mut sample = Sample::new(Kind::of(Rater::Customer, scale));
            (1..=scale.byte()).for_each(|score| sample.add(score).expect("on the scale"));
            assert_eq!(satisfied(&sample), (wanted, u64::from(scale.byte())));
        }
        assert_eq!((good(2), good(4), good(10)), (2, 3, 8));
    }
}
