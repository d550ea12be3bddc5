//! Customers who may have left, out of rows: how long they were there, what they paid, whether and
//! why they left. Never a number in place of one that the file leaves blank.

use jiff::ToSpan;

use super::contact::{Contacts, Lacks, Setting, Values, Words};
use super::contacts::Place;
use super::row::Row;
use super::words;
use crate::domain::leaving::sum;
use crate::domain::{At, Worth};
use crate::wire::ImportedLeaver;

/// Months that somebody can have been a customer: a hundred years.
const MONTHS: i32 = 1_200;

impl Contacts {
    /// What a row says of a customer, and how many of its values are blank.
    ///
    /// # Errors
    /// [`Lacks`].
    pub fn leaver(&self, row: &Row) -> Result<(ImportedLeaver, u64), Lacks> {
        let mut values = Values::of_row(self, row);
        let customer = values.customer()?;
        let (left, when) = values.left(self.setting.as_of)?;
        let blank = [Place::Since, Place::Months, Place::Monthly, Place::Paid];
        let is_blank = |place: &&Place| values.has(**place) && values.all(**place, " ").is_empty();
        let unknown = blank.iter().filter(is_blank).count() as u64;
        let since = values.since(when, &self.setting)?;
        let (monthly, paid) = (values.sum(Place::Monthly)?, values.sum(Place::Paid)?);
        let reason = values.all(Place::Reason, " ");
        let known = Words::find(&self.setting.codes.leavings, &reason);
        if left.is_some() && known.is_none() && !reason.is_empty() {
            return Err(Lacks::Reason(reason));
        }
        let worth = Worth { since, monthly, paid };
        let line = row.line;
        let reason = known.filter(|_| left.is_some());
        Ok((ImportedLeaver { line, customer, worth, left, reason }, unknown))
    }
}

impl Values<'_> {
    /// When they left, if they did, and up to when it is known how long they were there.
    fn left(&self, as_of: At) -> Result<(Option<At>, At), Lacks> {
        let said = self.all(Place::Left, " ");
        match words::whether(&said) {
            Some(true) => Ok((Some(as_of), as_of)),
            Some(false) => Ok((None, as_of)),
            None => self.time_of(Place::Left).map(|at| (Some(at), at)),
        }
    }

    /// The day that the file says, or so many months before they were last seen.
    fn since(&self, seen: At, setting: &Setting) -> Result<Option<At>, Lacks> {
        if !self.all(Place::Since, " ").is_empty() {
            return self.time_of(Place::Since).map(Some);
        }
        let said = self.all(Place::Months, " ");
        if said.is_empty() {
            return Ok(None);
        }
        let months = said.parse::<i32>().ok().filter(|months| (0..=MONTHS).contains(months));
        let months = months.ok_or_else(|| Lacks::Months(said.clone()))?;
        let seen = jiff::Timestamp::from_millisecond(seen.0).ok();
        let seen = seen.map(|seen| seen.to_zoned(setting.zone.clone()));
        // Months are no more exact than days, and the same file again says the same that day.
        let since =
            seen.and_then(|seen| seen.checked_sub(months.months()).ok()?.start_of_day().ok());
        Ok(Some(At(since.ok_or(Lacks::Months(said))?.timestamp().as_millisecond())))
    }

    fn sum(&self, place: Place) -> Result<Option<i64>, Lacks> {
        match self.all(place, " ") {
            none if none.is_empty() => Ok(None),
            said => sum(&said).map(Some).map_err(Lacks::Malformed),
        }
    }
}
