//! Whom a survey asks. Never by hand: a draw is told by its seed, and drawn again it is the same.

use crate::domain::rng::Rng;

/// So many of `from`, each as likely as any other, in their own order; all where there are not
/// more. The same seed and list draw the same (Fan, Muller, Rezucha 1962, selection sampling).
pub fn draw<T>(from: impl ExactSizeIterator<Item = T>, many: usize, seed: u64) -> Vec<T> {
    let mut rng = Rng::of(seed, from.len() as u64);
    let (mut left, mut wanted) = (from.len() as u64, many as u64);
    let mut drawn = Vec::with_capacity(many.min(from.len()));
    for one in from {
        if rng.below(left) < wanted {
            drawn.push(one);
            wanted -= 1;
        }
        left -= 1;
    }
    drawn
}

/// How many of each part to draw, in proportion to how large it is: whole numbers by the largest
/// remainder (Hamilton 1792), equal ones to the part that comes first. Never more than it has.
pub fn allocate(sizes: &[usize], many: usize) -> Vec<usize> {
    let all: u128 = sizes.iter().map(|&size| size as u128).sum();
    let many = (many as u128).min(all);
    if all == 0 {
        return vec![0; sizes.len()];
    }
    let mut shares: Vec<usize> =
        sizes.iter().map(|&size| (size as u128 * many / all) as usize).collect();
    let mut rest: Vec<usize> = (0..sizes.len()).collect();
    rest.sort_by_key(|&at| (std::cmp::Reverse(sizes[at] as u128 * many % all), at));
    let missing = many as usize - shares.iter().sum::<usize>();
    rest.into_iter().take(missing).for_each(|at| shares[at] += 1);
    shares
}

/// A draw from each part in proportion, see [`allocate`]; parts are drawn apart, so that who is
/// drawn of one does not depend on another.
pub fn stratified<T>(parts: Vec<Vec<T>>, many: usize, seed: u64) -> Vec<Vec<T>> {
    let shares = allocate(&parts.iter().map(Vec::len).collect::<Vec<_>>(), many);
    let each = parts.into_iter().zip(shares).enumerate();
    let one = |(at, (part, share)): (usize, (Vec<T>, usize))| {
        draw(part.into_iter(), share, seed.wrapping_add(at as u64))
    };
    each.map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn shares_are_whole_proportional_and_never_more_than_there_is(
            sizes in prop::collection::vec(0_usize..500, 0..8),
            many in 0_usize..1_000,
        ) {
            let shares = allocate(&sizes, many);
            let all: usize = sizes.iter().sum();
            prop_assert_eq!(shares.iter().sum::<usize>(), many.min(all));
            for (share, size) in shares.iter().zip(&sizes) {
                prop_assert!(share <= size);
                let exact = *size as f64 * many.min(all) as f64 / all.max(1) as f64;
                prop_assert!((*share as f64 - exact).abs() < 1.0);
            }
        }

        #[test]
        fn a_draw_is_the_same_again_and_takes_nobody_twice(
            all in 0_u32..200, many in 0_usize..300, seed in any::<u64>(),
        ) {
            let drawn = draw(0..all, many, seed);
            prop_assert_eq!(&draw(0..all, many, seed), &drawn);
            prop_assert_eq!(drawn.len(), many.min(all as usize));
            prop_assert!(drawn.windows(2).all(|two| two[0] < two[1]));
        }
    }

    #[test]
    fn everybody_is_drawn_about_as_often() {
        let mut times = [0_u32; 20];
        for seed in 0..4_000 {
            draw(0..20_usize, 5, seed).into_iter().for_each(|one| times[one] += 1);
        }
        assert!(times.iter().all(|&often| (900..1_100).contains(&often)), "{times:?}");
    }

    #[test]
    fn the_largest_remainders_get_what_is_left() {
        assert_eq!(allocate(&[47, 16, 15, 12, 6, 4], 10), [5, 2, 1, 1, 1, 0]);
        assert_eq!(allocate(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(allocate(&[0, 0], 5), [0, 0]);
        let parts = vec![(0..80).collect::<Vec<i32>>(), (80..100).collect()];
        let drawn = stratified(parts, 10, 7);
        assert_eq!((drawn[0].len(), drawn[1].len()), (8, 2));
        assert!(drawn[1].iter().all(|one| *one >= 80));
    }
}
