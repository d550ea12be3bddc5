//! Which few causes are most of the trouble. Never in an order that another run would not have.

/// What most of the trouble is held to be: eighty of a hundred (Juran 1951).
pub const MOST: f64 = 0.8;

/// One cause among all.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked<T> {
    /// Which.
    pub of: T,
    /// How often.
    pub count: u64,
    /// Of all.
    pub share: f64,
    /// Of all, with everything before it.
    pub together: f64,
    /// Whether it is of the few that make [`MOST`] of it.
    pub vital: Vital,
}

/// Whether a cause is of the few to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vital {
    /// It is.
    Few,
    /// It is of the many others.
    Many,
}

/// Causes by how often they occur, most first and alike ones by their own order; those that never
/// occur are left out.
pub fn pareto<T: Ord>(counts: impl IntoIterator<Item = (T, u64)>) -> Vec<Ranked<T>> {
    let mut counts: Vec<(T, u64)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let mut before = 0;
    let rank = |(of, count): (T, u64)| {
        let vital = if before as f64 / (all as f64) < MOST { Vital::Few } else { Vital::Many };
        before += count;
        let share = |part: u64| part as f64 / all as f64;
        Ranked { of, count, share: share(count), together: share(before), vital }
    };
    counts.into_iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_few_that_are_most_come_first_and_the_shares_add_up() {
        let counts =
            [("late", 50), ("rude", 3), ("price", 30), ("none", 0), ("lost", 12), ("b", 5)];
        let found = pareto(counts);
        let told: Vec<(&str, u64, Vital)> =
            found.iter().map(|one| (one.of, one.count, one.vital)).collect();
        use Vital::{Few, Many};
        let wanted = [
            ("late", 50, Few),
            ("price", 30, Few),
            ("lost", 12, Many),
            ("b", 5, Many),
            ("rude", 3, Many),
        ];
        assert_eq!(told, wanted);
        let together: Vec<f64> = found.iter().map(|one| one.together).collect();
        assert_eq!(together, [0.5, 0.8, 0.92, 0.97, 1.0]);
        let alike: Vec<&str> = pareto([("b", 1), ("a", 1)]).iter().map(|one| one.of).collect();
        assert_eq!(alike, ["a", "b"]);
        assert_eq!(pareto::<&str>([]), []);
    }
}
