//! Two figures of the same things, and in which corner each lies. Never where there is nothing to
//! compare with: of a single thing there is no corner.

use crate::domain::word::words;

words! {
    /// What importance and performance call for (Martilla, James 1977).
    Corner {
        /// Important, and not good enough.
        Concentrate = 1 "concentrate",
        /// Important, and good.
        KeepUp = 2 "keep_up",
        /// Not important, and not good.
        LowPriority = 3 "low_priority",
        /// Not important, and good.
        Overdone = 4 "overdone",
    }
}

words! {
    /// How satisfied customers are, and whether they stay (after Jones, Sasser 1995).
    Bond {
        /// Happy, and staying: they bring others.
        Loyal = 1 "loyal",
        /// Happy, but leaving: it was not the service.
        Fleeting = 2 "fleeting",
        /// Unhappy, but staying: until they can leave.
        Captive = 3 "captive",
        /// Unhappy, and leaving.
        Lost = 4 "lost",
    }
}

/// Importance and performance of one thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// How important.
    pub importance: f64,
    /// How good.
    pub performance: f64,
}

/// Where the lines cross: at the means of all points. `None` below two of them.
pub fn cross(points: &[Point]) -> Option<Point> {
    if points.len() < 2 {
        return None;
    }
    let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    Some(Point { importance: mean(|p| p.importance), performance: mean(|p| p.performance) })
}

impl Point {
    /// In which corner it lies; what lies on a line is important, and good.
    pub fn corner(self, cross: Point) -> Corner {
        match (self.importance >= cross.importance, self.performance >= cross.performance) {
            (true, false) => Corner::Concentrate,
            (true, true) => Corner::KeepUp,
            (false, false) => Corner::LowPriority,
            (false, true) => Corner::Overdone,
        }
    }
}

/// What becomes of a customer by what they say and what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Their last rating is of the good ones, see [`super::scales::good`].
    Happy,
    /// It is not.
    Unhappy,
}

/// Whether they stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// As far as is known.
    Staying,
    /// They have left or said so.
    Leaving,
}

impl Bond {
    /// Of a customer.
    pub const fn of(mood: Mood, course: Course) -> Bond {
        match (mood, course) {
            (Mood::Happy, Course::Staying) => Bond::Loyal,
            (Mood::Happy, Course::Leaving) => Bond::Fleeting,
            (Mood::Unhappy, Course::Staying) => Bond::Captive,
            (Mood::Unhappy, Course::Leaving) => Bond::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_told_by_the_means() {
        let point = |importance, performance| Point { importance, performance };
        let all = [point(32.0, 4.0), point(22.0, 4.6), point(19.0, 4.2), point(11.0, 4.8)];
        let cross = cross(&all).expect("enough");
        assert_eq!((cross.importance, cross.performance), (21.0, 4.4));
        let found = all.map(|point| point.corner(cross));
        use Corner::{Concentrate, KeepUp, LowPriority, Overdone};
        assert_eq!(found, [Concentrate, KeepUp, LowPriority, Overdone]);
        assert_eq!(super::cross(&all[..1]), None);
    }

    #[test]
    fn a_happy_customer_may_leave_and_an_unhappy_one_stay() {
        assert_eq!(Bond::of(Mood::Happy, Course::Leaving).word(), "fleeting");
        assert_eq!(Bond::of(Mood::Unhappy, Course::Staying).word(), "captive");
        assert_eq!(Bond::of(Mood::Happy, Course::Staying).word(), "loyal");
        assert_eq!(Bond::of(Mood::Unhappy, Course::Leaving).word(), "lost");
    }
}
