//! PostgreSQL's `similarity` as the documentation of pg_trgm defines it: words with two spaces in
//! front and one behind, the sets of their three letters, shared ones over all. Never its index:
//! every name is compared.

use crate::beside::FIRST;
use crate::made::rows::{Part, Rows};

/// Names as sets of three letters.
pub struct Similar(Vec<Vec<[char; 3]>>);

impl Similar {
    /// Of these rows.
    pub fn over(rows: &Rows) -> Similar {
        Similar((0..rows.len()).map(|row| threes(rows.part(row, Part::Name))).collect())
    }

    /// The most similar rows.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let text = threes(text);
        let like = |name: &Vec<[char; 3]>| {
            let shared = name.iter().filter(|three| text.binary_search(three).is_ok()).count();
            shared as f64 / (name.len() + text.len() - shared).max(1) as f64
        };
        let mut all: Vec<(f64, usize)> =
            self.0.iter().enumerate().map(|(row, name)| (like(name), row)).collect();
        all.sort_unstable_by(|(one, at), (other, beside)| {
            other.total_cmp(one).then(at.cmp(beside))
        });
        all.into_iter().take(FIRST).map(|(_, row)| row).collect()
    }
}

fn threes(text: &str) -> Vec<[char; 3]> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut threes = Vec::new();
    for word in words {
        let letters: Vec<char> = format!("  {word} ").chars().collect();
        threes.extend(letters.windows(3).map(|three| [three[0], three[1], three[2]]));
    }
    threes.sort_unstable();
    threes.dedup();
    threes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentations_examples_hold() {
        let told = |text: &str| threes(text).into_iter().map(String::from_iter).collect::<Vec<_>>();
        assert_eq!(told("cat"), ["  c", " ca", "at ", "cat"]);
        let both = ["  b", "  f", " ba", " fo", "ar ", "bar", "foo", "oo "];
        assert_eq!(told("foo|bar"), both);
    }
}
