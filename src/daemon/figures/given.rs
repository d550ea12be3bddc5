//! Scores that were given, as a mean and how many it is of. Never of two kinds of raters: whoever
//! adds them keeps those apart.

/// What some raters gave.
#[derive(Debug, Default, Clone, Copy)]
pub struct Given {
    /// How many of them gave anything.
    pub sittings: u64,
    scores: u64,
    sum: i64,
}

impl Given {
    /// One sitting more; 0 is no score.
    pub fn add(&mut self, scores: impl Iterator<Item = u8>) {
        let before = self.scores;
        for score in scores.filter(|score| *score > 0) {
            self.scores += 1;
            self.sum += i64::from(score);
        }
        self.sittings += u64::from(self.scores > before);
    }

    /// The mean of all scores.
    pub fn mean(&self) -> Option<f64> {
        (self.scores > 0).then(|| self.sum as f64 / self.scores as f64)
    }
}
