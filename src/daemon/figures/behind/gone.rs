//! Behind the figures of who left: who did, what they pay, and how long each was a customer. Never
//! a sum or a day that nobody has given.

use super::{Counted, Wanted, is_of, is_so};
use crate::daemon::figures::lasts::Lasts;
use crate::daemon::figures::leavers::{Customer, Stay};
use crate::daemon::figures::lost::{PAID, loss, money, months, reason, sum, was_here};
use crate::daemon::figures::part::Asked;
use crate::domain::TwoLetters;
use crate::store::{StoreError, View};
use crate::wire::report::Cell;

/// Those who left.
pub fn lost(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Counted>, StoreError> {
    let (codes, lasts) = (view.codes()?, Lasts::new(asked));
    let of_part = |customer: u32| is_of(asked, wanted, lasts.part(customer).as_ref());
    let one = |(customer, stays): (&Customer, Vec<Stay<'_>>)| {
        let loss = loss(asked, &stays)?;
        let why = match loss.reason {
            [0, 0] => "none".to_owned(),
            letters => TwoLetters::from_bytes(letters).to_string(),
        };
        let month = asked.day(loss.at).strftime("%Y-%m").to_string();
        let fits = is_so(wanted, "reason", &why) && is_so(wanted, "month", &month);
        (fits && of_part(customer.no)).then(|| Counted {
            customer: customer.no.into(),
            ticket: 0,
            at: loss.at,
            about: reason(loss.reason, &codes),
            figure: loss.monthly().map_or(Cell::None, money),
        })
    };
    Ok(asked.columns.leavers.until(asked.end()).filter_map(one).collect())
}

/// Of whom it is known what they pay, and of whom not.
pub fn known(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Counted>, StoreError> {
    let codes = view.codes()?;
    let what = wanted.get("of").copied().unwrap_or(PAID);
    let here = asked.columns.leavers.until(asked.end()).filter(|(_, stays)| was_here(asked, stays));
    let one = |(customer, stays): (&Customer, Vec<Stay<'_>>)| {
        let gone = loss(asked, &stays);
        Counted {
            customer: customer.no.into(),
            ticket: 0,
            at: stays.last().map_or(asked.from, |(begun, _)| *begun),
            about: gone.map_or(Cell::None, |loss| reason(loss.reason, &codes)),
            figure: sum(customer, what).map_or(Cell::None, money),
        }
    };
    Ok(here.map(one).collect())
}

/// How long each was a customer; of a step of the curve those who left then.
pub fn stays(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Counted>, StoreError> {
    let (codes, lasts) = (view.codes()?, Lasts::new(asked));
    let of_step = wanted.get("months").copied();
    let mut all = Vec::new();
    for (customer, stays) in asked.columns.leavers.until(asked.end()) {
        if !is_of(asked, wanted, lasts.part(customer.no).as_ref()) {
            continue;
        }
        for (begun, loss) in stays {
            let time = months(asked, begun, loss);
            let is_step = |step: &str| loss.is_some() && step == time.to_string();
            if of_step.is_none_or(is_step) {
                all.push(Counted {
                    customer: customer.no.into(),
                    ticket: 0,
                    at: loss.map_or(begun, |loss| loss.at),
                    about: loss.map_or(Cell::Word("report-still-here".to_owned()), |loss| {
                        reason(loss.reason, &codes)
                    }),
                    figure: Cell::count(time.into()),
                });
            }
        }
    }
    Ok(all)
}
