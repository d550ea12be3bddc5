//! Telephone numbers however they are typed, kept in one form. Never dials.

use super::fit::Fit;
use super::phones::{PART_DIGITS, at_end};
use crate::domain::contact;

/// Digits of the longest country code.
const COUNTRY_DIGITS: usize = 3;

/// The country whose numbers people write with a leading 0 (Indonesia).
const HOME_CODE: &str = "62";
/// Digits from which a number is taken for a whole one, which may be written with or without its
/// country.
const WHOLE_DIGITS: usize = 10;

/// Digits that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialled {
    /// All digits.
    pub(crate) digits: String,
    /// Those behind a `+`, or behind a `00` that may mean one.
    abroad: Option<String>,
    /// Those a customer's number may hold as they are; none behind a `+`.
    plain: Option<String>,
}

impl Dialled {
    /// Reads the digits of a number; an extension (`ext. 12`, `x12`, `#12`) is left out.
    pub(crate) fn read(number: &str) -> Dialled {
        let main = number.split(['x', 'X', '#', ';', 'e', 'E']).next().unwrap_or("").trim_start();
        let digits: String = main.chars().filter(char::is_ascii_digit).collect();
        let plus = main.trim_start_matches('(').starts_with('+');
        let behind_zeros = digits.strip_prefix("00").map(str::to_owned);
        let abroad = if plus { Some(digits.clone()) } else { behind_zeros };
        let plain = (!plus && !digits.is_empty()).then(|| digits.clone());
        Dialled { digits, abroad: abroad.filter(|digits| !digits.is_empty()), plain }
    }

    /// How a customer's number is kept: `081…` for the desk's own country, `+44…` for others, bare
    /// digits when nobody knows.
    pub(crate) fn kept(&self) -> String {
        let whole = |digits: &&String| self.plain.is_none() || digits.len() >= WHOLE_DIGITS;
        let abroad = self.abroad.as_ref().filter(whole);
        let plain = self.plain.as_ref().filter(whole);
        match (abroad, abroad.or(plain).and_then(|digits| national(digits))) {
            (_, Some(national)) if national.len() >= PART_DIGITS => format!("0{national}"),
            (Some(abroad), _) => format!("+{abroad}"),
            (None, _) => self.digits.clone(),
        }
    }

    /// The ways in which these digits may be written in a number, the likeliest first.
    pub(crate) fn written(&self) -> impl Iterator<Item = String> {
        let (digits, national) = (self.digits.as_str(), self.digits.trim_start_matches('0'));
        let home = self::national(national);
        let tail = (digits.len() >= WHOLE_DIGITS).then(|| contact::tail(digits));
        let known = [Some(digits), Some(national), home].map(|w| w.filter(|w| !w.is_empty()));
        let known: Vec<String> = known.into_iter().flatten().map(str::to_owned).collect();
        known.into_iter().chain(tail)
    }

    /// How a number may begin that these digits begin, in the forms numbers are kept in.
    pub(crate) fn starts(&self) -> Vec<String> {
        let mut starts: Vec<String> =
            self.abroad.iter().map(|digits| format!("+{digits}")).collect();
        for digits in [&self.abroad, &self.plain].into_iter().flatten() {
            starts.extend(national(digits).map(|national| format!("0{national}")));
        }
        if let Some(plain) = &self.plain {
            starts.extend(["", "0", "+"].map(|sign| [sign, plain].concat()));
        }
        starts
    }

    /// The digits that may stand anywhere in a number.
    pub(crate) fn part(&self) -> Option<&str> {
        self.plain.as_deref().filter(|plain| plain.len() >= PART_DIGITS)
    }

    /// Tells whether it may be a whole number, with or without its country.
    pub(crate) fn may_be_whole(&self) -> bool {
        self.digits.len() >= WHOLE_DIGITS
    }

    /// How these digits fit a number in the form it is kept in.
    pub(crate) fn fit(&self, number: &str) -> Fit {
        let start = |start: &String| match number.strip_prefix(start.as_str()) {
            Some("") => Fit::Dialled,
            Some(_) => Fit::Digits,
            None => Fit::Not,
        };
        let starts = self.starts().iter().map(start).min().unwrap_or(Fit::Not);
        let part = match self.part() {
            Some(part) if number.ends_with(part) => at_end(part.len()),
            Some(part) if number.contains(part) => Fit::Inside,
            Some(_) | None => Fit::Not,
        };
        let same =
            if self.may_be_whole() && self.is_same(number) { Fit::Dialled } else { Fit::Not };
        starts.min(part).min(same)
    }

    /// What two ways of writing this number share.
    pub(crate) fn tail(&self) -> String {
        contact::tail(&self.kept())
    }

    /// Tells whether a number is this very one, with or without its country code.
    pub(crate) fn is_same(&self, number: &str) -> bool {
        let kept = self.kept();
        let tail = contact::tail(&kept);
        let Some(before) = number.strip_suffix(tail.as_str()).filter(|_| tail.len() >= 3) else {
            return false;
        };
        let own = bare(kept.as_bytes());
        let own = &own[..own.len() - tail.len()];
        let rest = bare(before.as_bytes());
        // A few last digits are not the whole number; nine are, whatever stands before them.
        let whole = tail.len() == contact::TAIL_DIGITS || rest.is_empty();
        // What one has in front of the other can only be a country code.
        let alike = rest.ends_with(own) || own.ends_with(rest);
        whole && alike && rest.len().abs_diff(own.len()) <= COUNTRY_DIGITS
    }
}

/// What follows the desk's own country code; people write `+62 (0)812` too.
fn national(digits: &str) -> Option<&str> {
    digits.strip_prefix(HOME_CODE).map(|rest| rest.trim_start_matches('0'))
}

/// Without the signs and zeros that stand for "long distance".
fn bare(digits: &[u8]) -> &[u8] {
    let national = digits.iter().position(|&digit| digit != b'0' && digit != b'+');
    &digits[national.unwrap_or(digits.len())..]
}

#[cfg(test)]
mod tests {
    use super::super::phones::{Pattern, Phones};
    use super::super::value;
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        let kept = ["081233445566", "+447911123456", "0215551234", "14022", "07911123456"];
        let mut numbers = Phones::default();
        for (row, number) in (0..).zip(kept) {
            numbers.push([number.to_owned()].into_iter());
            numbers.insert(row, |_| 0);
        }
        let rows: &[(&str, &[(u32, Fit)])] = &[
            ("0812-3344-5566", &[(0, Fit::Dialled)]),
            ("+62 812 3344 5566", &[(0, Fit::Dialled)]),
            ("0062 812 3344 5566", &[(0, Fit::Dialled)]),
            ("6281233445566", &[(0, Fit::Dialled)]),
            ("81233445566", &[(0, Fit::Dialled)]),
            ("5566", &[(0, Fit::Digits)]),
            ("5551234", &[(2, Fit::Dialled)]),
            ("0812", &[(0, Fit::Digits)]),
            ("+62812", &[(0, Fit::Digits)]),
            ("+62 (0)812", &[(0, Fit::Digits)]),
            ("62812", &[(0, Fit::Digits)]),
            ("3344", &[(0, Fit::Inside)]),
            ("81", &[(0, Fit::Digits)]),
            ("566", &[]),
            ("+44 7911", &[(1, Fit::Digits)]),
            ("7911", &[(1, Fit::Inside), (4, Fit::Digits)]),
            ("+44 7911 123456", &[(1, Fit::Dialled), (4, Fit::Dialled)]),
            ("07911 123456", &[(1, Fit::Dialled), (4, Fit::Dialled)]),
            ("+49 7911 123456", &[(4, Fit::Dialled)]),
            ("021 555 1234", &[(2, Fit::Dialled)]),
            ("14022", &[(3, Fit::Dialled)]),
            ("0021", &[]),
            ("0215", &[(2, Fit::Digits)]),
            ("", &[]),
        ];
        for (typed, wanted) in rows {
            let dialled = Dialled::read(typed);
            let mut found: std::collections::BTreeMap<u32, Fit> = Default::default();
            let mut note = |row, fit| {
                let best = found.entry(row).or_insert(fit);
                *best = fit.min(*best);
            };
            let pattern = Pattern::of(&dialled);
            for (way, span, fit) in numbers.spans(&pattern) {
                numbers.of_span(way, span).for_each(|value| note(value::row(value), fit));
            }
            if dialled.may_be_whole() {
                numbers.each_same(&dialled, |row| note(row, Fit::Dialled));
            }
            assert_eq!(found.into_iter().collect::<Vec<_>>(), *wanted, "{typed}");
            let fits = |row| {
                let same = dialled.may_be_whole() && dialled.is_same(kept[row as usize]);
                let fit = numbers.fit(row, &pattern);
                assert_eq!(dialled.fit(kept[row as usize]), if same { Fit::Dialled } else { fit });
                (fit != Fit::Not || same).then_some(row)
            };
            let each: Vec<u32> = (0..kept.len() as u32).filter_map(fits).collect();
            let rows: Vec<u32> = wanted.iter().map(|(row, _)| *row).collect();
            assert_eq!(each, rows, "{typed}, number by number");
        }
    }

    #[test]
    fn a_number_is_kept_in_one_form() {
        for (written, kept) in [
            ("+62 812-3344-5566", "081233445566"),
            ("0062 (812) 33445566", "081233445566"),
            ("6281233445566", "081233445566"),
            ("+62 (0)812 33445566", "081233445566"),
            ("6200000000", "6200000000"),
            ("0812 3344 5566 ext. 7", "081233445566"),
            ("+44 7911 123456", "+447911123456"),
            ("555-1234", "5551234"),
            ("62555", "62555"),
        ] {
            assert_eq!(Dialled::read(written).kept(), kept);
        }
    }
}
