//! Customers who leave, and what they were to the house: since when they were customers, what they
//! paid. Never a sum or a day that nobody has said.

use serde::{Deserialize, Serialize};

use super::code::TwoLetters;
use super::customer::Customer;
use super::event::{Event, Fact};
use super::refusal::{Malformed, Refusal};
use super::time::At;

/// Hundredths of the house's money that one customer can be worth at most: ten million million in
/// whole, more than anybody pays, and a thousand thousand of it still are one number.
pub const MOST: i64 = 1_000_000_000_000_000;

/// What a customer is to the house, as it stays on disk: times in milliseconds since 1970, money in
/// hundredths, 0 stands for "nobody has said".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorthState {
    /// Since when they are a customer.
    pub since: i64,
    /// What they pay in a month.
    pub monthly: i64,
    /// What they have paid in all.
    pub paid: i64,
}

/// That a customer has left, as it stays on disk, likewise; zeros for one who has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeaveState {
    /// When they left.
    pub at: i64,
    /// Why, in two letters.
    pub reason: [u8; 2],
    /// What they paid in a month.
    pub monthly: i64,
    /// When they came back.
    pub back: i64,
}

/// What a customer is to the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Since when they are a customer, where that is before the desk heard of them.
    pub since: Option<At>,
    /// What they pay in a month, in hundredths of the house's money.
    pub monthly: Option<i64>,
    /// What they have paid in all, likewise.
    pub paid: Option<i64>,
}

/// That a customer has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// When.
    pub at: At,
    /// Why; `None` when nobody has said.
    pub reason: Option<TwoLetters>,
    /// What they paid in a month, in hundredths of the house's money.
    pub monthly: Option<i64>,
    /// When they came back.
    pub back: Option<At>,
}

fn some(number: i64) -> Option<i64> {
    (number != 0).then_some(number)
}

impl From<WorthState> for Worth {
    fn from(state: WorthState) -> Worth {
        let WorthState { since, monthly, paid } = state;
        Worth { since: some(since).map(At), monthly: some(monthly), paid: some(paid) }
    }
}

impl From<Worth> for WorthState {
    fn from(worth: Worth) -> WorthState {
        let Worth { since, monthly, paid } = worth;
        let (monthly, paid) = (monthly.unwrap_or(0), paid.unwrap_or(0));
        WorthState { since: since.map_or(0, |at| at.0), monthly, paid }
    }
}

impl From<LeaveState> for Option<Left> {
    fn from(state: LeaveState) -> Option<Left> {
        let LeaveState { at, reason, monthly, back } = state;
        let reason = (reason != [0, 0]).then(|| TwoLetters::from_bytes(reason));
        let left = || Left { at: At(at), reason, monthly: some(monthly), back: some(back).map(At) };
        (at != 0).then(left)
    }
}

impl From<Option<Left>> for LeaveState {
    fn from(left: Option<Left>) -> LeaveState {
        let Some(Left { at, reason, monthly, back }) = left else { return LeaveState::default() };
        LeaveState {
            at: at.0,
            reason: reason.map_or([0, 0], TwoLetters::bytes),
            monthly: monthly.unwrap_or(0),
            back: back.map_or(0, |at| at.0),
        }
    }
}

impl Worth {
    /// Tells whether nobody has said anything.
    pub fn is_unknown(&self) -> bool {
        *self == Worth::default()
    }

    /// What was said, and of the rest what is known already.
    #[must_use]
    pub fn over(self, known: Worth) -> Worth {
        Worth {
            since: self.since.or(known.since),
            monthly: self.monthly.or(known.monthly),
            paid: self.paid.or(known.paid),
        }
    }

    fn checked(self) -> Result<Worth, Malformed> {
        let Worth { since, monthly, paid } = self;
        Ok(Worth {
            since: since.map(At::checked).transpose()?,
            monthly: monthly.map(checked_money).transpose()?,
            paid: paid.map(checked_money).transpose()?,
        })
    }
}

/// Makes sure that a sum can be one customer's. Nothing paid is not the same as nothing known: it
/// is left out.
fn checked_money(sum: i64) -> Result<i64, Malformed> {
    if (1..=MOST).contains(&sum) { Ok(sum) } else { Err(no_sum(&written(sum))) }
}

fn no_sum(given: &str) -> Malformed {
    let given = super::text::quoted(given);
    Malformed::Number { given, example: "29.85".to_owned() }
}

/// A sum as people write it, in hundredths: `29.85`, `29,85`, `1.250.000` (of three digits behind a
/// mark the mark is one of thousands).
///
/// # Errors
/// [`Malformed::Number`] for what is none, or is nothing.
pub fn sum(text: &str) -> Result<i64, Malformed> {
    let meant = text.trim();
    let is_mark = |c: char| c == '.' || c == ',';
    let (whole, part) = match meant.rsplit_once(is_mark) {
        Some((whole, part)) if part.len() < 3 => (whole, part),
        Some(_) | None => (meant, ""),
    };
    let groups: Vec<&str> = whole.split(is_mark).collect();
    let in_threes = groups.len() == 1
        || (!groups[0].is_empty() && groups[1..].iter().all(|group| group.len() == 3));
    let digits = format!("{}{part:0<2}", groups.concat());
    let is_digits = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let read = digits.parse().ok().filter(|_| in_threes && is_digits);
    read.ok_or_else(|| no_sum(text)).and_then(checked_money)
}

/// A sum as it is written for programs: `29.85`.
pub fn written(sum: i64) -> String {
    let sign = if sum < 0 { "-" } else { "" };
    let sum = sum.unsigned_abs();
    format!("{sign}{}.{:02}", sum / 100, sum % 100)
}

impl Customer {
    /// When they left, while they are gone.
    pub fn gone(&self) -> Option<Left> {
        self.left.filter(|left| left.back.is_none())
    }

    /// Says what they are to the house.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`]; [`Malformed::Number`], [`Malformed::Date`].
    pub fn set_worth(&self, worth: Worth) -> Result<Event, Refusal> {
        let to = WorthState::from(worth.checked()?);
        let (customer, from) = (self.id.0, WorthState::from(self.worth));
        if from == to {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::from(Fact::CustomerWorthSet { customer, from, to }))
    }

    /// They have left. What they paid is what is known of them unless it is said. Of one who is
    /// gone already it is put right.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`]; [`Malformed::Number`], [`Malformed::Date`].
    pub fn leave(
        &self,
        at: At,
        reason: Option<TwoLetters>,
        monthly: Option<i64>,
    ) -> Result<Event, Refusal> {
        let monthly = monthly.map(checked_money).transpose()?;
        let known = self.gone().and_then(|left| left.monthly).or(self.worth.monthly);
        let left = Left { at: at.checked()?, reason, monthly: monthly.or(known), back: None };
        self.parted(Some(left))
    }

    /// They have come back.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`] for one who is not gone.
    pub fn come_back(&self, at: At) -> Result<Event, Refusal> {
        let left = self.gone().ok_or(Refusal::AlreadySo)?;
        self.parted(Some(Left { back: Some(at), ..left }))
    }

    fn parted(&self, left: Option<Left>) -> Result<Event, Refusal> {
        let (from, to) = (LeaveState::from(self.left), LeaveState::from(left));
        if from == to {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::from(Fact::CustomerLeft { customer: self.id.0, from, to }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CustomerId, Entry, Profile};

    fn entry(seq: u64, event: Event) -> Entry {
        let (at, by, via) = (At(seq.cast_signed()), "ana".to_owned(), String::new());
        let Event { fact, private } = event;
        Entry { seq, at, by, command: 1, via, undoes: 0, fact, private: Some(private) }
    }

    fn nur() -> Customer {
        Customer::of(CustomerId(1), Profile::default(), At(5))
    }

    fn code(text: &str) -> Option<TwoLetters> {
        Some(text.parse().expect("two letters"))
    }

    #[test]
    fn who_leaves_is_gone_until_they_come_back() {
        let mut one = nur();
        assert_eq!(one.come_back(At(9)), Err(Refusal::AlreadySo), "they never left");
        let worth = Worth { monthly: Some(2_985), ..Worth::default() };
        one.apply(&entry(2, one.set_worth(worth).expect("something new")));
        assert_eq!(one.set_worth(worth), Err(Refusal::AlreadySo));
        one.apply(&entry(3, one.leave(At(100), code("PR"), None).expect("here so far")));
        let left = Left { at: At(100), reason: code("PR"), monthly: Some(2_985), back: None };
        assert_eq!(one.gone(), Some(left), "what is known of them is not asked for");
        assert_eq!(one.leave(At(100), code("PR"), None), Err(Refusal::AlreadySo));
        one.apply(&entry(4, one.leave(At(90), code("CO"), Some(5)).expect("put right")));
        assert_eq!(one.gone().map(|left| (left.at, left.monthly)), Some((At(90), Some(5))));
        one.apply(&entry(5, one.come_back(At(200)).expect("gone")));
        assert_eq!(one.gone(), None);
        assert_eq!(one.left.map(|left| left.back), Some(Some(At(200))), "it is not forgotten");
        assert_eq!(one.come_back(At(201)), Err(Refusal::AlreadySo));
    }

    #[test]
    fn each_step_is_taken_back_while_it_is_still_so() {
        let mut one = nur();
        let fresh = one.clone();
        let worth = Worth { since: Some(At(1)), monthly: None, paid: Some(700) };
        let mut entries = vec![entry(2, one.set_worth(worth).expect("new"))];
        one.apply(&entries[0]);
        entries.push(entry(3, one.leave(At(9), None, None).expect("here")));
        one.apply(&entries[1]);
        entries.push(entry(4, one.come_back(At(10)).expect("gone")));
        one.apply(&entries[2]);
        assert_eq!(one.undo(&entries[1], || true), Err(Refusal::ChangedSince));
        for entry_of in entries.iter().rev() {
            let back = one.undo(entry_of, || true).expect("still so");
            one.apply(&entry(7, back));
        }
        assert_eq!((one.worth, one.left), (fresh.worth, fresh.left));
    }

    #[test]
    fn a_sum_is_one_that_somebody_can_pay() {
        for sum in [0, -1, MOST + 1, i64::MIN] {
            let told = nur().leave(At(1), None, Some(sum));
            assert_eq!(told, Err(no_sum(&written(sum)).into()), "{sum}");
            let worth = Worth { paid: Some(sum), ..Worth::default() };
            assert!(nur().set_worth(worth).is_err(), "{sum}");
        }
        assert!(nur().leave(At(1), None, Some(MOST)).is_ok());
    }

    #[test]
    fn a_sum_is_read_as_people_write_it() {
        for (text, wanted) in [
            ("29.85", Some(2_985)),
            (" 29,85 ", Some(2_985)),
            ("29.8", Some(2_980)),
            ("1889", Some(188_900)),
            ("1.250.000", Some(125_000_000)),
            ("1,889.50", Some(188_950)),
            ("1.889,5", Some(188_950)),
            ("150.000", Some(15_000_000)),
            ("", None),
            (" ", None),
            ("0", None),
            ("0.00", None),
            ("-5", None),
            (".85", None),
            ("1..000", None),
            ("12.34.56", None),
            ("1.2500.000", None),
            ("ten", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(sum(text).ok(), wanted, "{text:?}");
        }
        assert_eq!(written(13_913_085), "139130.85");
        assert_eq!(written(-5), "-0.05");
    }
}
