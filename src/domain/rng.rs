//! Numbers that look random and are the same for the same seed. Never for anything secret.

/// SplitMix64 (Steele, Lea, Flood 2014): small, even, and enough for sample data, draws and
/// bootstraps.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A sequence of its own for one of many things that are made from the same seed, so that
    /// the tenth customer is the same whether ten or a thousand are made.
    pub const fn of(seed: u64, which: u64) -> Rng {
        // The states of neighbours lie one step apart; hashed once more, they lie anywhere.
        let mut near = Rng(seed ^ which.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Rng(near.any())
    }

    /// The next number, any.
    pub const fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is above 0.
    pub const fn below(&mut self, limit: u64) -> u64 {
        self.any() % limit
    }

    /// True in `percent` of a hundred cases.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub const fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let numbers = |mut rng: Rng| std::array::from_fn::<u64, 8, _>(|_| rng.below(1000));
        assert_eq!(numbers(Rng::of(7, 3)), numbers(Rng::of(7, 3)));
        assert_ne!(numbers(Rng::of(7, 3)), numbers(Rng::of(7, 4)));
        assert_ne!(numbers(Rng::of(7, 3)), numbers(Rng::of(8, 3)));
        let shifted =
            |which| numbers(Rng::of(7, which))[1..7] == numbers(Rng::of(7, which + 1))[..6];
        assert!((0..100).all(|which| !shifted(which)), "neighbours do not overlap");
    }
}
