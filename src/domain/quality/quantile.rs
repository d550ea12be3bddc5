//! The middle and the slow tail of waits. Never a value between two others that is not said how:
//! everywhere the same definition, type 7 of Hyndman, Fan 1996, as R and spreadsheets have it.

/// Thousandths of all that lie below the median.
pub const MEDIAN: u32 = 500;
/// Thousandths of all that lie below what nine of ten stay within.
pub const P90: u32 = 900;

/// The value below which `thousandths` of all lie: of n values in order, number (n - 1) p + 1, and
/// between two of them as far as its fraction goes, rounded to a whole unit (halves up). The values
/// are put in order; `None` of nothing or above a thousand.
pub fn quantile(values: &mut [i64], thousandths: u32) -> Option<i64> {
    if values.is_empty() || thousandths > 1_000 {
        return None;
    }
    values.sort_unstable();
    let place = (values.len() - 1) as u128 * u128::from(thousandths);
    let (at, part) = ((place / 1_000) as usize, (place % 1_000) as i128);
    let low = i128::from(values[at]);
    let high = values.get(at + 1).map_or(low, |&next| i128::from(next));
    let between = (2 * (high - low) * part + 1_000).div_euclid(2_000);
    i64::try_from(low + between).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, proptest};

    use super::*;

    /// R: `quantile(c(1, 2, 3, 4, 10), c(.5, .9), type = 7)` is 3 and 7.6; here in thousandths.
    #[test]
    fn the_median_and_the_ninetieth_are_those_of_type_seven() {
        let mut values = [10_000, 1_000, 3_000, 4_000, 2_000];
        for (thousandths, wanted) in [(0, 1_000), (500, 3_000), (900, 7_600), (1_000, 10_000)] {
            assert_eq!(quantile(&mut values, thousandths), Some(wanted), "{thousandths}");
        }
        assert_eq!(quantile(&mut [1, 2], MEDIAN), Some(2), "halves go up");
        assert_eq!(quantile(&mut [-2, -1], MEDIAN), Some(-1));
        assert_eq!(quantile(&mut [], MEDIAN), None);
        assert_eq!(quantile(&mut [1], 1_001), None);
        assert_eq!(quantile(&mut [i64::MIN, i64::MAX], P90).map(|n| n > 0), Some(true));
    }

    proptest! {
        #[test]
        fn it_lies_among_the_values_and_never_falls(
            mut values in prop::collection::vec(any::<i64>(), 1..50),
            (one, other) in (0_u32..=1_000, 0_u32..=1_000),
        ) {
            let low = quantile(&mut values, one.min(other)).expect("some");
            let high = quantile(&mut values, one.max(other)).expect("some");
            prop_assert!(low <= high);
            prop_assert!(values[0] <= low && high <= values[values.len() - 1]);
        }
    }
}
