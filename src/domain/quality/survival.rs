//! How long customers stay. Never a guess about those who are still there: they count as long as
//! they were seen, and no longer.

use std::collections::BTreeMap;

use crate::domain::quality::interval::{self, Interval};

/// One customer: how long they were seen, and whether they left then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// In whole days, months or whatever all of them are told in.
    pub time: u32,
    /// Whether it ended; else they were still there when last seen.
    pub left: Left,
}

/// Whether a customer left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// They did.
    Yes,
    /// Not as far as was seen.
    NotYet,
}

/// What of those who came were still there after a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// After so long.
    pub time: u32,
    /// Who were there until then.
    pub at_risk: u64,
    /// Who left then.
    pub lost: u64,
    /// Share that is still there.
    pub survival: f64,
    /// Its interval (Greenwood 1926), cut off at 0 and 1.
    pub interval: Interval,
}

/// The survival curve (Kaplan, Meier 1958): S(t) is the product over every time up to t at which
/// somebody left of 1 - lost / at risk; who was last seen at that very time was at risk then.
/// A step for each such time. Greenwood: Var S = S^2 * the sum of lost / (at risk * (at risk -
/// lost)).
pub fn curve(lives: impl IntoIterator<Item = Life>) -> Vec<Step> {
    let mut ends: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for life in lives {
        let (lost, seen) = ends.entry(life.time).or_default();
        match life.left {
            Left::Yes => *lost += 1,
            Left::NotYet => *seen += 1,
        }
    }
    let mut at_risk: u64 = ends.values().map(|(lost, seen)| lost + seen).sum();
    let (mut survival, mut spread, mut steps) = (1.0, 0.0, Vec::new());
    for (time, (lost, seen)) in ends {
        if lost > 0 {
            let (n, d) = (at_risk as f64, lost as f64);
            survival *= 1.0 - d / n;
            // Where all are gone S is 0, and nothing is left to spread.
            spread += if lost < at_risk { d / (n * (n - d)) } else { 0.0 };
            let whole = interval::by_variance(survival, survival * survival * spread);
            let interval = Interval { low: whole.low.max(0.0), high: whole.high.min(1.0) };
            steps.push(Step { time, at_risk, lost, survival, interval });
        }
        at_risk -= lost + seen;
    }
    steps
}

/// S(t): 1 before the first step.
pub fn at(steps: &[Step], time: u32) -> f64 {
    let before = steps.partition_point(|step| step.time <= time);
    before.checked_sub(1).map_or(1.0, |last| steps[last].survival)
}

/// When half have left; `None` while more than half are still there.
pub fn median(steps: &[Step]) -> Option<u32> {
    steps.iter().find(|step| step.survival <= 0.5).map(|step| step.time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(time: u32, left: Left) -> Life {
        Life { time, left }
    }

    /// The 6-MP arm of Freireich 1963, the example of every textbook: S(6) = .857, S(10) = .753,
    /// S(23) = .448, with Greenwood's errors .0764, .0963, .1346.
    #[test]
    fn the_curve_is_that_of_the_textbook() {
        use Left::{NotYet, Yes};
        let lost = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|time| life(time, Yes));
        let seen = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|time| life(time, NotYet));
        let steps = curve(lost.into_iter().chain(seen));
        let told: Vec<(u32, u64, u64)> =
            steps.iter().map(|step| (step.time, step.at_risk, step.lost)).collect();
        let wanted = [(6, 21, 3), (7, 17, 1), (10, 15, 1), (13, 12, 1), (16, 11, 1), (22, 7, 1)];
        assert_eq!(told[..6], wanted);
        for (time, survival, error) in
            [(6, 0.857_1, 0.076_4), (10, 0.752_9, 0.096_3), (23, 0.448_2, 0.134_6)]
        {
            assert!((at(&steps, time) - survival).abs() < 5e-5, "{time}");
            let step = steps.iter().find(|step| step.time == time).expect("a step");
            let half = step.survival - step.interval.low;
            assert!((half - 1.96 * error).abs() < 5e-4, "{time} {half}");
        }
        assert_eq!((at(&steps, 5), at(&steps, 99)), (1.0, at(&steps, 23)));
        assert_eq!(median(&steps), Some(23));
    }

    #[test]
    fn nobody_and_everybody_gone_are_no_trouble() {
        assert_eq!(curve([]), []);
        assert_eq!((at(&[], 9), median(&[])), (1.0, None));
        let steps = curve([life(0, Left::Yes), life(3, Left::Yes)]);
        assert_eq!((steps[0].survival, steps[1].survival), (0.5, 0.0));
        assert_eq!(steps[1].interval, Interval { low: 0.0, high: 0.0 });
        assert_eq!(median(&steps), Some(0));
    }
}
