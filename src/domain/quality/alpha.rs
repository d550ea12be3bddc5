//! Whether statements that are meant to ask the same thing are answered alike. Never of one
//! statement alone, nor of people who all said the same.

/// Cronbach's alpha (1951) of respondents' scores, one row for each: with k statements
/// k/(k-1) * (1 - the statements' variances / the variance of the rows' sums), sample variances.
/// Above .7 is commonly held good enough (Nunnally 1978). Those who left something out are
/// for the caller to leave out. `None` below two statements or two respondents, where
/// rows are not of one length, and where all sums are the same.
pub fn alpha<Row: AsRef<[u8]>>(rows: &[Row]) -> Option<f64> {
    let k = rows.first()?.as_ref().len();
    if k < 2 || rows.len() < 2 || rows.iter().any(|row| row.as_ref().len() != k) {
        return None;
    }
    let total = spread(rows.iter().map(|row| row.as_ref().iter().map(|&x| i128::from(x)).sum()));
    let each = |at: usize| spread(rows.iter().map(|row| i128::from(row.as_ref()[at])));
    let statements: i128 = (0..k).map(each).sum();
    let k = k as f64;
    (total > 0).then(|| k / (k - 1.0) * (total - statements) as f64 / total as f64)
}

/// n(n-1) times the sample variance: whole, so that nothing is rounded before the one division.
fn spread(values: impl Iterator<Item = i128>) -> i128 {
    let (mut n, mut sum, mut squares) = (0, 0, 0);
    for value in values {
        (n, sum, squares) = (n + 1, sum + value, squares + value * value);
    }
    n * squares - sum * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three statements, five people: variances 1.7, 1.3 and 2.7, of the sums 15.2.
    #[test]
    fn alpha_is_that_of_the_formula_and_of_nothing_there_is_none() {
        let rows = [[3, 4, 3], [5, 5, 6], [2, 3, 2], [4, 5, 3], [5, 6, 5]];
        let wanted = 1.5 * (1.0 - (1.7 + 1.3 + 2.7) / 15.2);
        let found = alpha(&rows).expect("enough");
        assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        assert_eq!(alpha(&[[1, 2], [1, 2]]), None, "nobody differs");
        assert_eq!(alpha(&[[1], [2], [3]]), None, "one statement");
        assert_eq!(alpha(&[[1, 2]]), None, "one respondent");
        assert_eq!(alpha::<[u8; 2]>(&[]), None);
        assert_eq!(alpha(&[vec![1, 2], vec![1]]), None, "a statement is missing");
        assert_eq!(alpha(&[[1, 1], [2, 2], [4, 4]]), Some(1.0));
    }
}
