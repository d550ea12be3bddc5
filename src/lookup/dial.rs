//! Telephone numbers however they are typed, kept in one form. Never dials.

use super::arena::{Arena, Place, Spot};
use super::fit::Fit;
use crate::domain::contact;

/// Digits of the longest country code.
const COUNTRY_DIGITS: usize = 3;

/// The country whose numbers people write with a leading 0 (Indonesia).
const HOME_CODE: &str = "62";
/// Digits from which a number is found by its end or middle; fewer would find half the desk.
const PART_DIGITS: usize = 4;
/// Digits from which a number is taken for a whole one, which may be written with or without its
/// country.
const WHOLE_DIGITS: usize = 10;

/// Digits that two ways of writing one number share, see [`contact::tail`].
const TAIL_DIGITS: usize = 9;

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

    /// Gives the rows of numbers that these digits may be a part of.
    pub(crate) fn each(&self, numbers: &Arena, mut found: impl FnMut(u32, Fit)) {
        let mut note = |spot: Spot<'_>| found(spot.row, fit(&spot));
        let mut start = |sign: &str, digits: &str| {
            numbers.each_start([sign, digits].concat().as_bytes(), &mut note);
        };
        if let Some(abroad) = &self.abroad {
            start("+", abroad);
        }
        for digits in [&self.abroad, &self.plain].into_iter().flatten() {
            if let Some(national) = national(digits) {
                start("0", national);
            }
        }
        match &self.plain {
            Some(plain) if plain.len() >= PART_DIGITS => numbers.each(plain.as_bytes(), &mut note),
            Some(plain) => ["", "0", "+"].iter().for_each(|sign| start(sign, plain)),
            None => {}
        }
        if self.digits.len() >= WHOLE_DIGITS {
            self.each_same(numbers, |row| found(row, Fit::Dialled));
        }
    }

    /// Gives the rows that have this very number, with or without its country code.
    pub(crate) fn each_same(&self, numbers: &Arena, mut found: impl FnMut(u32)) {
        let kept = self.kept();
        let tail = contact::tail(&kept);
        if tail.len() < 3 {
            return;
        }
        let own = bare(kept.as_bytes());
        let own = &own[..own.len() - tail.len()];
        numbers.each(tail.as_bytes(), |spot| {
            let rest = bare(spot.before);
            let ends = matches!(spot.place, Place::End | Place::Whole);
            // A few last digits are not the whole number; nine are, whatever stands before them.
            let whole = tail.len() == TAIL_DIGITS || rest.is_empty();
            // What one has in front of the other can only be a country code.
            let alike = rest.ends_with(own) || own.ends_with(rest);
            let code = rest.len().abs_diff(own.len()) <= COUNTRY_DIGITS;
            if ends && whole && alike && code {
                found(spot.row);
            }
        });
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

fn fit(spot: &Spot<'_>) -> Fit {
    let starts = matches!(spot.before, b"" | b"0" | b"+");
    match (spot.place, starts) {
        (Place::Whole, _) | (Place::End, true) => Fit::Dialled,
        (Place::End, false) => Fit::Digits,
        (Place::Start | Place::Inside, true) => Fit::Digits,
        (Place::Start | Place::Inside, false) => Fit::Inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        let kept = ["081233445566", "+447911123456", "0215551234", "14022", "07911123456"];
        let mut numbers = Arena::default();
        for number in kept {
            numbers.push([number]);
        }
        let rows: &[(&str, &[(u32, Fit)])] = &[
            ("0812-3344-5566", &[(0, Fit::Dialled)]),
            ("+62 812 3344 5566", &[(0, Fit::Dialled)]),
            ("0062 812 3344 5566", &[(0, Fit::Dialled)]),
            ("6281233445566", &[(0, Fit::Dialled)]),
            ("81233445566", &[(0, Fit::Dialled)]),
            ("5566", &[(0, Fit::Digits)]),
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
            let mut found: std::collections::BTreeMap<u32, Fit> = Default::default();
            Dialled::read(typed).each(&numbers, |row, fit| {
                let best = found.entry(row).or_insert(fit);
                *best = fit.min(*best);
            });
            assert_eq!(found.into_iter().collect::<Vec<_>>(), *wanted, "{typed}");
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
