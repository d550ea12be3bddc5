//! How far a figure may be from what it stands for. Never a wide interval told as a narrow one:
//! [`Worth`] says when there is too little to mean anything.

use crate::domain::rng::Rng;

/// How many times the sample is drawn anew: what percentile intervals need at least (Efron,
/// Tibshirani 1993, chapter 14).
const DRAWS: usize = 1_000;
/// Of so many the means of samples that are drawn anew lie about as the normal distribution says;
/// drawing them would only cost time.
const DRAWN: usize = 1_000;
/// Of a normal distribution 95 % lie within so many standard deviations.
const NORMAL: f64 = 1.959_963_984_540_054;
/// Where the drawing begins: always alike, so that the same data has the same interval.
const SEED: u64 = 1988;

/// Where 95 of 100 such samples would have the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// From here.
    pub low: f64,
    /// Up to here.
    pub high: f64,
}

/// What a figure of so many is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// Below [`FEW`]: nothing.
    Nothing,
    /// Below [`SOME`]: a hint; an interval that is drawn from so few comes out too narrow.
    Hint,
    /// It may be told.
    Sound,
}

/// Below so many nothing can be said with 95 %: even from the lowest to the highest of five values
/// the middle of what they stand for is missed once in sixteen times (1 - 2/2^5 = .9375; of six
/// .9688). Source: the sign test, Conover 1999, chapter 3.
pub const FEW: u64 = 6;
/// Below so many an interval that is drawn from the sample itself is noticeably too narrow
/// (Hesterberg 2015, "What Teachers Should Know About the Bootstrap", section 4).
pub const SOME: u64 = 30;

impl Worth {
    /// What a figure of `n` is worth.
    pub const fn of(n: u64) -> Worth {
        match n {
            0..FEW => Worth::Nothing,
            FEW..SOME => Worth::Hint,
            SOME.. => Worth::Sound,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Worth::Nothing => "nothing",
            Worth::Hint => "hint",
            Worth::Sound => "sound",
        }
    }
}

/// The interval of a mean: the sample is drawn anew a thousand times with what is drawn put back,
/// and the middle 95 % of the means are kept (the bootstrap's percentiles; Efron 1979). Above a
/// thousand values it is the mean and 1.96 standard errors to either side, which that comes to.
/// `None` below two values.
pub fn of_mean(values: &[f64]) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let mut ordered = values.to_vec();
    ordered.sort_by(f64::total_cmp);
    if ordered.len() > DRAWN {
        let (mean, error) = (mean(&ordered)?, standard_error(&ordered)?);
        return Some(Interval { low: mean - NORMAL * error, high: mean + NORMAL * error });
    }
    let mut rng = Rng::of(SEED, ordered.len() as u64);
    Some(middle((0..DRAWS).map(|_| drawn(&ordered, &mut rng)).collect()))
}

/// The interval of the difference of two means of samples that are not of the same people:
/// `of` less `against`, each drawn anew by itself.
pub fn of_difference(of: &[f64], against: &[f64]) -> Option<Interval> {
    if of.len() < 2 || against.len() < 2 {
        return None;
    }
    let mut both = [of.to_vec(), against.to_vec()];
    both.iter_mut().for_each(|side| side.sort_by(f64::total_cmp));
    let [of, against] = both;
    if of.len().max(against.len()) > DRAWN {
        let between = mean(&of)? - mean(&against)?;
        let (one, other) = (standard_error(&of)?, standard_error(&against)?);
        let error = (one * one + other * other).sqrt();
        return Some(Interval { low: between - NORMAL * error, high: between + NORMAL * error });
    }
    let mut rng = Rng::of(SEED, (of.len() + against.len()) as u64);
    let draw = |_| drawn(&of, &mut rng) - drawn(&against, &mut rng);
    Some(middle((0..DRAWS).map(draw).collect()))
}

/// The interval of a share of so many (Wilson 1927): it never goes below 0 or above 1, and means
/// something although all or none are counted. `None` of none.
pub fn of_share(part: u64, of: u64) -> Option<Interval> {
    if of == 0 || part > of {
        return None;
    }
    let (n, p, z2) = (of as f64, part as f64 / of as f64, NORMAL * NORMAL);
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = NORMAL / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // What is 0 or 1 by the formula is a little beside it by rounding.
    let low = if part == 0 { 0.0 } else { middle - half };
    let high = if part == of { 1.0 } else { middle + half };
    Some(Interval { low, high })
}

/// The interval of a figure by its variance, as long as that may be taken for normal.
pub(super) fn by_variance(figure: f64, variance: f64) -> Interval {
    let half = NORMAL * variance.sqrt();
    Interval { low: figure - half, high: figure + half }
}

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Of the mean: the sample's standard deviation by the root of how many.
fn standard_error(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let n = values.len() as f64;
    Some((squares / (n - 1.0) / n).sqrt())
}

/// The mean of as many as there are, each any of them.
fn drawn(values: &[f64], rng: &mut Rng) -> f64 {
    let sum: f64 = values.iter().map(|_| rng.pick(values)).sum();
    sum / values.len() as f64
}

/// From the 25th to the 975th of a thousand.
fn middle(mut drawn: Vec<f64>) -> Interval {
    drawn.sort_by(f64::total_cmp);
    let cut = drawn.len() / 40;
    Interval { low: drawn[cut - 1], high: drawn[drawn.len() - cut - 1] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_figure_is_worth_goes_by_how_many_it_is_of() {
        for (n, worth) in [(0, "nothing"), (5, "nothing"), (6, "hint"), (29, "hint"), (30, "sound")]
        {
            assert_eq!(Worth::of(n).word(), worth, "{n}");
        }
    }

    #[test]
    fn an_interval_is_the_same_whatever_the_order_and_holds_the_mean() {
        let values: Vec<f64> = (0..60).map(|n| f64::from(n % 7)).collect();
        let turned: Vec<f64> = values.iter().rev().copied().collect();
        let found = of_mean(&values).expect("enough");
        assert_eq!(of_mean(&turned), Some(found));
        let mean = mean(&values).expect("some");
        assert!(found.low < mean && mean < found.high, "{found:?}");
        // Close to what theory says of so many.
        let error = NORMAL * standard_error(&values).expect("some");
        assert!((found.high - found.low - 2.0 * error).abs() < error / 4.0, "{found:?} {error}");
        assert_eq!(of_mean(&[4.0]), None);
        assert_eq!(of_mean(&[4.0; 9]), Some(Interval { low: 4.0, high: 4.0 }));
    }

    #[test]
    fn what_is_drawn_and_what_is_computed_meet_where_one_ends() {
        let many = |n: usize| (0..n).map(|at| (at % 5) as f64).collect::<Vec<_>>();
        let (drawn, computed) = (of_mean(&many(1000)), of_mean(&many(1005)));
        let (drawn, computed) = (drawn.expect("enough"), computed.expect("enough"));
        assert!((drawn.low - computed.low).abs() < 0.01, "{drawn:?} {computed:?}");
        assert!((drawn.high - computed.high).abs() < 0.01, "{drawn:?} {computed:?}");
        let apart = of_difference(&many(1005), &many(50)).expect("enough");
        let near = of_difference(&many(1000), &many(50)).expect("enough");
        assert!((apart.low - near.low).abs() < 0.05, "{apart:?} {near:?}");
    }

    /// Worked by hand: 15 of 20, and 0 of 10.
    #[test]
    fn a_share_has_an_interval_although_all_or_none_are_counted() {
        let found = of_share(15, 20).expect("some");
        assert!((found.low - 0.531_299).abs() < 1e-5, "{found:?}");
        assert!((found.high - 0.888_138).abs() < 1e-5, "{found:?}");
        let none = of_share(0, 10).expect("some");
        assert_eq!(none.low, 0.0);
        assert!((none.high - 0.277_533).abs() < 1e-5, "{none:?}");
        assert_eq!(of_share(10, 10).expect("some").high, 1.0);
        assert_eq!((of_share(0, 0), of_share(3, 2)), (None, None));
    }
}
