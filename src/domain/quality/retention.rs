//! Who stayed, and what those who left had paid. Never a sum that stands for one that is missing:
//! those are told by themselves.

/// Customers, those of them who left, and what these paid in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// All who were there at the beginning or came.
    pub customers: u64,
    /// Of them those who left.
    pub lost: u64,
    /// What those paid in a month, in hundredths of the house's money.
    pub monthly: i64,
    /// Of those who left, those of whom it is not known: not in [`Retention::monthly`].
    pub unpriced: u64,
}

impl Retention {
    /// One who is still there.
    pub const fn stayed(&mut self) {
        self.customers += 1;
    }

    /// One who left, and what they paid in a month.
    pub const fn left(&mut self, monthly: Option<i64>) {
        self.customers += 1;
        self.lost += 1;
        match monthly {
            Some(paid) => self.monthly = self.monthly.saturating_add(paid),
            None => self.unpriced += 1,
        }
    }

    /// Retention rate: those who stayed / all; `None` of nobody.
    pub fn rate(self) -> Option<f64> {
        self.loss().map(|_| (self.customers - self.lost) as f64 / self.customers as f64)
    }

    /// Share of those who left.
    pub fn loss(self) -> Option<f64> {
        (self.customers > 0).then(|| self.lost as f64 / self.customers as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_left_is_counted_though_nobody_knows_what_they_paid() {
        let mut all = Retention::default();
        assert_eq!((all.rate(), all.loss()), (None, None));
        all.stayed();
        all.stayed();
        all.left(Some(2_985));
        all.left(None);
        let wanted = Retention { customers: 4, lost: 2, monthly: 2_985, unpriced: 1 };
        assert_eq!((all, all.rate(), all.loss()), (wanted, Some(0.5), Some(0.5)));
    }
}
