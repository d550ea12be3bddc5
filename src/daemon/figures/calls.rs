//! How long calls took, of the same lines as in `sigap report aht`, put together by the same rules.
//! Never a call of which no end is known.

use std::collections::HashMap;
use std::io;

use super::behind;
use super::line::Call;
use super::part::{Asked, Part, Parts, drawn, table};
use crate::daemon::desk::Desk;
use crate::domain::At;
use crate::domain::time::DAY;
use crate::domain::work::HandlingTime;
use crate::wire::report::{Cell, Plot, ReportBy, Row, Table, Unit};

/// The calls that were answered in the time, in the order of their ends; none of a day that is not
/// kept any more.
///
/// # Errors
/// The disk's.
pub fn calls<'a>(desk: &Desk, asked: &Asked<'a>) -> io::Result<Vec<&'a Call>> {
    let Some(first) = desk.worked.first()? else { return Ok(Vec::new()) };
    let is_meant = |call: &&Call| call.answered >= first && asked.means(call.answered);
    Ok(asked.columns.calls.all().filter(is_meant).collect())
}

/// Adds a call to the others.
pub fn add(time: &mut HandlingTime, call: &Call) {
    let [talk, hold, wrap] = call.spans();
    time.calls += 1;
    time.talk += talk;
    time.hold += hold;
    time.wrap += wrap;
}

/// What agents logged and when, in the order of time.
type Logged = HashMap<u16, Vec<(At, [u8; 2])>>;

fn logged(asked: &Asked<'_>) -> Logged {
    let mut logged = Logged::new();
    let is_near = |at: At| (asked.from..asked.until.plus(DAY)).contains(&at);
    for one in asked.columns.contacts.rows().iter().filter(|one| is_near(one.at)) {
        logged.entry(one.by).or_default().push((one.at, one.topic));
    }
    logged.values_mut().for_each(|all| all.sort_by_key(|(at, _)| *at));
    logged
}

/// What a call was about: the first contact that its agent had during it or its wrap-up.
fn topic(call: &Call, logged: &Logged) -> Option<Part> {
    let all = logged.get(&call.agent)?;
    let first = all.partition_point(|(at, _)| *at < call.answered);
    let (at, topic) = all.get(first)?;
    (*at <= call.over()).then_some(Part::Topic(*topic))
}

/// Tells the part that a call is in.
pub fn parted<'a>(asked: &'a Asked<'_>) -> impl Fn(&Call) -> Option<Part> + 'a {
    let logged = if asked.by == Some(ReportBy::Topic) { logged(asked) } else { Logged::new() };
    move |call: &Call| match asked.by? {
        ReportBy::Topic => Some(topic(call, &logged).unwrap_or(Part::Unknown)),
        ReportBy::Agent => Some(Part::Agent(call.agent)),
        ReportBy::Hour | ReportBy::Week => asked.time(call.answered),
        // A call alone does not say whose it was; nor by which way, for it is one.
        ReportBy::Tier | ReportBy::Channel | ReportBy::Rater => None,
    }
}

/// The table of what calls took.
pub fn handled(asked: &Asked<'_>, calls: &[&Call]) -> Table {
    let part = parted(asked);
    let mut parts = Parts::<HandlingTime>::new();
    calls.iter().for_each(|call| parts.add(part(call), |time| add(time, call)));
    let rows = parts.rows(asked, |of, part, time| {
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
        Row { cells, rows_of: behind::named(asked, "calls", &part) }
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
