//! A set of rows, one bit each. Never larger than the desk.

/// Bits of one number.
const BITS: usize = u64::BITS as usize;

/// Which rows are meant.
pub(crate) struct Rows(Vec<u64>);

impl Rows {
    /// None of so many.
    pub(crate) fn none(rows: usize) -> Rows {
        Rows(vec![0; rows.div_ceil(BITS)])
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: u32) {
        self.0[row as usize / BITS] |= 1 << (row as usize % BITS);
    }

    /// Tells whether a row is meant.
    pub(crate) fn has(&self, row: u32) -> bool {
        self.0[row as usize / BITS] >> (row as usize % BITS) & 1 == 1
    }

    /// Leaves those that are in another set too.
    pub(crate) fn and(&mut self, other: &Rows) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }

    /// Those that are not in another set.
    pub(crate) fn without(&self, other: &Rows) -> Rows {
        Rows(self.0.iter().zip(&other.0).map(|(own, other)| own & !other).collect())
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(at, &bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.checked_sub(1)?;
                Some((at * BITS) as u32 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_in_both_sets_are_left() {
        let mut rows = [Rows::none(200), Rows::none(200)];
        (0..200).filter(|row| row % 2 == 0).for_each(|row| rows[0].add(row));
        (0..200).filter(|row| row % 3 == 0).for_each(|row| rows[1].add(row));
        let [mut rows, others] = rows;
        let odd: Vec<u32> = others.without(&rows).all().collect();
        assert_eq!(odd, (0..200).filter(|row| row % 6 == 3).collect::<Vec<_>>());
        rows.and(&others);
        let wanted: Vec<u32> = (0..200).filter(|row| row % 6 == 0).collect();
        assert_eq!((rows.count(), rows.all().collect::<Vec<_>>()), (wanted.len(), wanted));
        assert!(rows.has(198) && !rows.has(199) && !rows.has(2));
    }
}
