//! Facts about customers who leave, in words and times, and back. Never a sum with other marks than
//! a program reads.

use serde_json::{Value, json};

use super::fact::{Told, code, customer, time};
use super::untold::{self, Read};
use crate::domain::Fact;
use crate::domain::event::{LeaveState, WorthState};
use crate::domain::leaving::written;

/// The fields of such a fact.
pub(super) fn fields(fact: &Fact) -> Told {
    match fact {
        Fact::CustomerWorthSet { customer: no, from, to } => {
            vec![customer(*no), ("from", worth(from)), ("to", worth(to))]
        }
        Fact::CustomerLeft { customer: no, from, to } => {
            vec![customer(*no), ("from", left(from)), ("to", left(to))]
        }
        _ => Vec::new(),
    }
}

/// Such a fact by its name; `None` for another.
pub(super) fn read(what: &str, t: &mut untold::Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "customer_worth_set" => Fact::CustomerWorthSet {
            customer: t.customer()?,
            from: t.part("from", read_worth)?,
            to: t.part("to", read_worth)?,
        },
        "customer_left" => Fact::CustomerLeft {
            customer: t.customer()?,
            from: t.part("from", read_left)?,
            to: t.part("to", read_left)?,
        },
        _ => return Ok(None),
    }))
}

fn some(millis: i64) -> Value {
    if millis == 0 { Value::Null } else { time(millis) }
}

fn money(sum: i64) -> Value {
    if sum == 0 { Value::Null } else { json!(written(sum)) }
}

fn worth(worth: &WorthState) -> Value {
    let WorthState { since, monthly, paid } = *worth;
    json!({ "since": some(since), "monthly": money(monthly), "paid": money(paid) })
}

fn left(left: &LeaveState) -> Value {
    let LeaveState { at, reason, monthly, back } = *left;
    json!({ "at": some(at), "reason": code(reason), "monthly": money(monthly), "back": some(back) })
}

fn read_worth(t: &mut untold::Told) -> Read<WorthState> {
    let (since, monthly, paid) = (t.some_time("since")?, t.money("monthly")?, t.money("paid")?);
    Ok(WorthState { since, monthly, paid })
}

fn read_left(t: &mut untold::Told) -> Read<LeaveState> {
    Ok(LeaveState {
        at: t.some_time("at")?,
        reason: t.code("reason")?,
        monthly: t.money("monthly")?,
        back: t.some_time("back")?,
    })
}
