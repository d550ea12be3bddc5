//! How long calls took, from the same lines as `sigap report aht` and put together by the same
//! rules. Never a call of which no end is known.

use std::collections::HashMap;
use std::io;

use super::part::{Asked, Part, Parts, drawn, table};
use crate::daemon::desk::Desk;
use crate::domain::At;
use crate::domain::time::DAY;
use crate::domain::work::{Handled, HandlingTime, WorkLine, handling};
use crate::wire::query::DoneBy;
use crate::wire::report::{Cell, Plot, ReportBy, Row, Table, Unit};

/// The calls that were answered in the time, in the order of their ends.
///
/// # Errors
/// The disk's.
pub fn calls(desk: &Desk, asked: &Asked<'_>) -> io::Result<Vec<Handled>> {
    // A call that was answered in the time may end after it.
    let (since, until) = (Some(asked.from), Some(asked.until.plus(DAY)));
    let meant = DoneBy { agent: None, since, until };
    let (mut lines, mut after) = (Vec::<WorkLine>::new(), Some(0));
    while let Some(place) = after {
        let page = desk.worked.page(&meant, place, usize::MAX)?;
        lines.extend(page.rows);
        after = page.next;
    }
    let calls = handling(&lines).calls.into_iter();
    Ok(calls.filter(|call| asked.means(call.answered)).collect())
}

/// What agents logged and when, in the order of time.
type Logged<'a> = HashMap<&'a str, Vec<(At, [u8; 2])>>;

fn logged<'a>(asked: &Asked<'a>) -> Logged<'a> {
    let mut logged = Logged::new();
    let is_near = |at: At| (asked.from..asked.until.plus(DAY)).contains(&at);
    for one in asked.columns.contacts.rows().iter().filter(|one| is_near(one.at)) {
        let name = asked.columns.names.name(one.by);
        logged.entry(name).or_default().push((one.at, one.topic));
    }
    logged.values_mut().for_each(|all| all.sort_by_key(|(at, _)| *at));
    logged
}

/// What a call was about: the first contact that its agent had during it or its wrap-up.
fn topic(call: &Handled, logged: &Logged<'_>) -> Option<Part> {
    let all = logged.get(call.agent.as_str())?;
    let first = all.partition_point(|(at, _)| *at < call.answered);
    let (at, topic) = all.get(first)?;
    (*at <= call.over).then_some(Part::Topic(*topic))
}

/// The table of what calls took.
pub fn handled(asked: &Asked<'_>, calls: &[Handled]) -> Table {
    let logged = if asked.by == Some(ReportBy::Topic) { logged(asked) } else { Logged::new() };
    let part = |call: &Handled| match asked.by? {
        ReportBy::Topic => Some(topic(call, &logged).unwrap_or(Part::Unknown)),
        ReportBy::Agent => Some(Part::Named(call.agent.clone())),
        ReportBy::Hour | ReportBy::Week => asked.time(call.answered),
        // A call alone does not say whose it was; nor by which way, for it is one.
        ReportBy::Tier | ReportBy::Channel | ReportBy::Rater => None,
    };
    let mut parts = Parts::<HandlingTime>::new();
    calls.iter().for_each(|call| parts.add(part(call), |time| time.add(call)));
    let rows = parts.rows(asked, |of, _, time| {
        let each = |sum: i64| match i64::try_from(time.calls) {
            Ok(calls) if calls > 0 => Cell::seconds((sum + calls / 2) / calls),
            Ok(_) | Err(_) => Cell::None,
        };
        let average = time.average().map_or(Cell::None, Cell::seconds);
        let cells = vec![
            of,
            Cell::count(time.calls),
            each(time.talk),
            each(time.hold),
            each(time.wrap),
            average,
        ];
        Row { cells, rows_of: String::new() }
    });
    let columns = [
        ("calls", Unit::Count),
        ("talk", Unit::Duration),
        ("hold", Unit::Duration),
        ("wrap-up", Unit::Duration),
        ("aht", Unit::Duration),
    ];
    drawn(table("handling", asked.of(), &columns, rows), Plot::Bars { column: 5 }, &["handling"])
}
