//! What customers get, less what they expect. Never a perception without an expectation on the same
//! scale: alone it is SERVPERF (Cronin, Taylor 1992), and no gap.
//!
//! Parasuraman, Zeithaml, Berry 1988: a statement's gap is P - E; a dimension's is the mean of its
//! statements'; all of it the mean of the dimensions', or weighted by importance points that sum
//! to 100.

use crate::domain::quality::interval::{self, Interval};
use crate::domain::quality::sample::{Apart, Sample};

/// What importance points sum to.
pub const POINTS: u32 = 100;

/// What one respondent said to every statement, in order; `None` where they left it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// What excellent service would have.
    pub expected: Vec<Option<u8>>,
    /// What this one has.
    pub perceived: Vec<Option<u8>>,
    /// How important each dimension is to this respondent; `None` where they have not said.
    pub points: Option<Vec<u32>>,
}

/// A gap and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The mean expectation.
    pub expected: f64,
    /// The mean perception.
    pub perceived: f64,
    /// P - E.
    pub gap: f64,
    /// The gap's interval; `None` below two respondents.
    pub interval: Option<Interval>,
}

/// The gaps of an instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaps {
    /// Respondents who answered everything; only they are counted, everywhere.
    pub n: u64,
    /// Respondents who left something out.
    pub left_out: u64,
    /// In the order of the instrument.
    pub statements: Vec<Gap>,
    /// In its order.
    pub dimensions: Vec<Gap>,
    /// The mean of all statements, whatever dimension they are of.
    pub flat: Gap,
    /// The mean of the dimensions.
    pub overall: Gap,
    /// The same by importance, as each respondent sees it; `None` where it is not known of all.
    pub weighted: Option<Gap>,
}

/// The gaps of what respondents said, all of one rater and on one scale. `sizes` says how many
/// statements each dimension has, in order; `points` how important each is to who has not said it
/// for themselves. `None` where nobody answered everything, a dimension has no statement, or points
/// are not one for each dimension with [`POINTS`] in all.
pub fn gaps(sizes: &[usize], answers: &[Answers], points: Option<&[u32]>) -> Option<Gaps> {
    let all: usize = sizes.iter().sum();
    let fit = |p: &[u32]| p.len() == sizes.len() && p.iter().sum::<u32>() == POINTS;
    let own = answers.iter().filter_map(|one| one.points.as_deref());
    let unfit = own.chain(points).any(|points| !fit(points));
    if sizes.is_empty() || sizes.contains(&0) || unfit {
        return None;
    }
    let complete: Vec<Complete<'_>> = answers.iter().filter_map(|one| one.complete(all)).collect();
    if complete.is_empty() {
        return None;
    }
    let of = |weights: &[f64]| paired(&complete, |_| weights.to_vec());
    let weights = Weights { sizes };
    let even = vec![1.0 / sizes.len() as f64; sizes.len()];
    let by_points = |one: &Complete<'_>| -> Option<Vec<f64>> {
        let points = one.points.or(points)?;
        let parts = points.iter().map(|&p| f64::from(p) / f64::from(POINTS));
        Some(weights.by(&parts.collect::<Vec<_>>()))
    };
    let all_have = complete.iter().all(|one| one.points.or(points).is_some());
    Some(Gaps {
        n: complete.len() as u64,
        left_out: (answers.len() - complete.len()) as u64,
        statements: (0..all).map(|at| of(&weights.statement(at))).collect(),
        dimensions: (0..sizes.len()).map(|at| of(&weights.dimension(at))).collect(),
        flat: of(&vec![1.0 / all as f64; all]),
        overall: of(&weights.by(&even)),
        weighted: all_have.then(|| paired(&complete, |one| by_points(one).unwrap_or_default())),
    })
}

/// The gap between what some expect and others get, where the two were asked apart.
///
/// # Errors
/// [`Apart`] when they are not on the same scale.
pub fn between(expected: &Sample, perceived: &Sample) -> Result<Option<Gap>, Apart> {
    if expected.kind().highest() != perceived.kind().highest() {
        return Err(Apart);
    }
    let (Some(e), Some(p)) = (expected.mean(), perceived.mean()) else { return Ok(None) };
    let interval = interval::of_difference(&perceived.values(), &expected.values());
    Ok(Some(Gap { expected: e, perceived: p, gap: p - e, interval }))
}

/// One who answered everything.
struct Complete<'a> {
    expected: Vec<u8>,
    perceived: Vec<u8>,
    points: Option<&'a [u32]>,
}

impl Answers {
    fn complete(&self, statements: usize) -> Option<Complete<'_>> {
        let whole = |side: &[Option<u8>]| side.iter().copied().collect::<Option<Vec<u8>>>();
        let (expected, perceived) = (whole(&self.expected)?, whole(&self.perceived)?);
        let fits = expected.len() == statements && perceived.len() == statements;
        let points = self.points.as_deref();
        fits.then_some(Complete { expected, perceived, points })
    }
}

/// How much of a figure each statement is.
struct Weights<'a> {
    sizes: &'a [usize],
}

impl Weights<'_> {
    fn statement(&self, at: usize) -> Vec<f64> {
        let all: usize = self.sizes.iter().sum();
        (0..all).map(|one| if one == at { 1.0 } else { 0.0 }).collect()
    }

    fn dimension(&self, at: usize) -> Vec<f64> {
        let alone: Vec<f64> =
            (0..self.sizes.len()).map(|one| if one == at { 1.0 } else { 0.0 }).collect();
        self.by(&alone)
    }

    /// Each dimension as given, and within it every statement alike.
    fn by(&self, dimensions: &[f64]) -> Vec<f64> {
        let parts = self.sizes.iter().zip(dimensions);
        parts.flat_map(|(&size, &of)| vec![of / size as f64; size]).collect()
    }
}

/// The gap of the same people's expectation and perception, each by their own weights.
fn paired(complete: &[Complete<'_>], weights: impl Fn(&Complete<'_>) -> Vec<f64>) -> Gap {
    let sum = |scores: &[u8], weights: &[f64]| {
        scores.iter().zip(weights).map(|(&score, weight)| f64::from(score) * weight).sum::<f64>()
    };
    let both = complete.iter().map(|said| {
        let weights = weights(said);
        (sum(&said.expected, &weights), sum(&said.perceived, &weights))
    });
    let both: Vec<(f64, f64)> = both.collect();
    // In order, so that the sums are the same whoever answered first.
    let ordered = |each: &mut dyn Iterator<Item = f64>| {
        let mut each: Vec<f64> = each.collect();
        each.sort_by(f64::total_cmp);
        each
    };
    let mean = |values: &[f64]| interval::mean(values).unwrap_or_default();
    let expected = mean(&ordered(&mut both.iter().map(|(expected, _)| *expected)));
    let perceived = mean(&ordered(&mut both.iter().map(|(_, perceived)| *perceived)));
    let apart: Vec<f64> = both.iter().map(|(expected, perceived)| perceived - expected).collect();
    let interval = interval::of_mean(&apart);
    Gap { expected, perceived, gap: perceived - expected, interval }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quality::sample::Kind;
    use crate::domain::rating::{Rater, Scale};

    fn said(expected: &[u8], perceived: &[u8]) -> Answers {
        let some = |scores: &[u8]| scores.iter().map(|&s| (s > 0).then_some(s)).collect();
        Answers { expected: some(expected), perceived: some(perceived), points: None }
    }

    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
    }

    #[test]
    fn a_gap_is_what_one_gets_less_what_one_expects() {
        // Two dimensions, of one and of two statements; the third respondent skipped one.
        let all = [
            said(&[7, 6, 6], &[5, 6, 4]),
            said(&[5, 6, 4], &[5, 4, 4]),
            said(&[7, 7, 7], &[7, 0, 7]),
        ];
        let found = gaps(&[1, 2], &all, Some(&[70, 30])).expect("two answered all");
        assert_eq!((found.n, found.left_out), (2, 1));
        let each: Vec<f64> = found.statements.iter().map(|gap| gap.gap).collect();
        assert_eq!(each, [-1.0, -1.0, -1.0]);
        near(found.dimensions[1].expected, 5.5);
        near(found.dimensions[1].perceived, 4.5);
        near(found.flat.expected, 34.0 / 6.0);
        near(found.overall.expected, (6.0 + 5.5) / 2.0);
        near(found.weighted.expect("points").expected, 0.7 * 6.0 + 0.3 * 5.5);
        near(found.weighted.expect("points").gap, -1.0);
    }

    #[test]
    fn who_has_said_what_matters_counts_by_that_and_everybody_else_by_what_matters_to_all() {
        let two = |points: Option<&[u32]>| {
            let own = said(&[7, 6, 6], &[5, 6, 4]);
            let other = said(&[5, 6, 4], &[5, 4, 4]);
            [Answers { points: points.map(<[u32]>::to_vec), ..own }, other]
        };
        let weighted = |points: Option<&[u32]>, all: Option<&[u32]>| {
            gaps(&[1, 2], &two(points), all).expect("both answered all").weighted
        };
        // -2 and -1 in the dimensions of the one, 0 and -1 in those of the other.
        let found = weighted(Some(&[20, 80]), Some(&[70, 30])).expect("of everybody");
        near(found.gap, (-1.2 - 0.3) / 2.0);
        near(weighted(None, Some(&[70, 30])).expect("of everybody").gap, (-1.7 - 0.3) / 2.0);
        assert_eq!(weighted(Some(&[20, 80]), None), None, "of the other nobody knows");
        assert_eq!(gaps(&[1, 2], &two(Some(&[20, 20])), None), None, "they are not a hundred");
    }

    #[test]
    fn points_that_are_not_a_hundred_and_answers_that_are_not_whole_are_no_figure() {
        let all = [said(&[7, 6], &[5, 6])];
        assert!(gaps(&[1, 1], &all, Some(&[50, 50])).is_some());
        for points in [&[50, 49][..], &[100], &[0, 0]] {
            assert_eq!(gaps(&[1, 1], &all, Some(points)), None, "{points:?}");
        }
        assert_eq!(gaps(&[1, 2], &all, None), None, "a statement is missing");
        assert_eq!(gaps(&[0, 2], &all, None), None, "a dimension of nothing");
        assert_eq!(gaps(&[], &[], None), None);
    }

    #[test]
    fn what_was_asked_apart_makes_a_gap_on_the_same_scale_only() {
        let sample = |rater, scale, scores: &[u8]| {
            let mut sample = Sample::new(Kind::of(rater, scale));
            scores.iter().for_each(|&score| sample.add(score).expect("on the scale"));
            sample
        };
        let expected = sample(Rater::Customer, Scale::Five, &[5, 5, 4]);
        let perceived = sample(Rater::Customer, Scale::Five, &[4, 3, 4, 5]);
        let found = between(&expected, &perceived).expect("one scale").expect("some");
        near(found.gap, 4.0 - 14.0 / 3.0);
        let interval = found.interval.expect("enough");
        assert!(interval.low <= found.gap && found.gap <= interval.high, "{interval:?}");
        let seven = sample(Rater::Customer, Scale::Seven, &[7]);
        assert_eq!(between(&seven, &perceived), Err(Apart));
        let none = Sample::new(Kind::of(Rater::Customer, Scale::Five));
        assert_eq!(between(&none, &perceived), Ok(None));
    }
}
