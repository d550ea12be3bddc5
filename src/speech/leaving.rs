//! Sums of the house's money, and why customers leave, as a person reads them. Never a currency: a
//! desk has one, and knows it.

use super::Speech;
use crate::domain::leaving::written;
use crate::domain::{Code, CodeKind, Left, TwoLetters, Worth};

impl Speech {
    /// A sum in hundredths: `139,130.85`; nothing behind the mark where nothing is.
    pub fn money(&self, sum: i64) -> String {
        let plain = written(sum);
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, "00"));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
        let whole = self.number(digits.parse().unwrap_or(0));
        // The mark of the language, as any number of one decimal has it.
        let mark = self.decimal(0.0, 1).replace('0', "");
        if part == "00" { format!("{sign}{whole}") } else { format!("{sign}{whole}{mark}{part}") }
    }

    /// Why somebody left: `PR price`.
    pub fn why_left(&self, reason: Option<TwoLetters>, codes: &[Code]) -> String {
        let named = |code| {
            format!("{code} {}", self.code(CodeKind::Leaving, code, codes)).trim().to_owned()
        };
        reason.map_or_else(|| self.say("left-no-reason"), named)
    }

    /// That somebody left: when, why, what they paid, and when they came back.
    pub fn departure(&self, left: &Left, codes: &[Code]) -> String {
        let (when, why) = (self.date(left.at), self.why_left(left.reason, codes));
        let monthly = left.monthly.map(|sum| self.money(sum)).unwrap_or_default();
        let back = left.back.map(|at| self.date(at)).unwrap_or_default();
        let key = match (left.monthly, left.back) {
            (None, None) => "left-gone",
            (Some(_), None) => "left-gone-paid",
            (None, Some(_)) => "left-back",
            (Some(_), Some(_)) => "left-back-paid",
        };
        let values = [("when", &*when), ("why", &*why), ("monthly", &*monthly), ("back", &*back)];
        self.say_with(key, &values)
    }

    /// What a customer is to the house, line by line; what nobody has said has none.
    pub fn worth(&self, worth: &Worth) -> Vec<String> {
        let said = |key: &str, value: Option<String>| {
            value.map(|value| self.say_with(key, &[("value", &value)]))
        };
        let since = worth.since.map(|at| self.date(at));
        let lines = [
            said("worth-since", since),
            said("worth-monthly", worth.monthly.map(|sum| self.money(sum))),
            said("worth-paid", worth.paid.map(|sum| self.money(sum))),
        ];
        lines.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{At, Left};
    use crate::speech::{Lang, Speech};

    #[test]
    fn sums_and_reasons_are_told_in_each_language() {
        let speech = |lang| Speech::new(lang, jiff::tz::TimeZone::UTC);
        let (english, indonesian) = (speech(Lang::En), speech(Lang::Id));
        assert_eq!(english.money(13_913_085), "139,130.85");
        assert_eq!(indonesian.money(13_913_085), "139.130,85");
        assert_eq!(indonesian.money(15_000_000), "150.000");
        assert_eq!(english.money(-5), "-0.05");
        let left = Left {
            at: At(1_795_000_000_000),
            reason: Some("PR".parse().expect("two letters")),
            monthly: Some(2_985),
            back: None,
        };
        assert_eq!(english.departure(&left, &[]), "18 Nov 2026, PR price, 29.85 a month");
        let unknown =
            Left { reason: None, monthly: None, back: Some(At(1_795_100_000_000)), ..left };
        assert_eq!(
            english.departure(&unknown, &[]),
            "18 Nov 2026, no reason known; back since 19 Nov 2026"
        );
    }
}
