//! What was to be done better, and how many complaints came before and since. Never another count
//! than that of `sigap improve list`.

use super::desk::{CAME, complaints};
use super::part::{Asked, stamp, table};
use super::row::Row as Ticket;
use crate::daemon::desk::Desk;
use crate::daemon::heard::DAYS;
use crate::domain::improvement::{Pace, Plan};
use crate::domain::time::DAY;
use crate::domain::{At, Improvement};
use crate::wire::report::{Cell, Row, Saying, Table, Unit};

/// The table; none where nothing was set down.
///
/// # Errors
/// The store's.
pub fn list(desk: &Desk, asked: &Asked<'_>) -> anyhow::Result<Option<Table>> {
    let all = desk.reader.view().improvements()?;
    let rows = all.iter().filter_map(|one| Some(row(asked, one, one.plan.as_ref()?)));
    let rows: Vec<Row> = rows.collect();
    let columns = [
        ("before", Unit::Count),
        ("before-week", Unit::Number),
        ("since", Unit::Count),
        ("since-week", Unit::Number),
        ("owner", Unit::Label),
        ("check", Unit::Label),
    ];
    let told = Table {
        says: vec![Saying::of("improvements")],
        ..table("improvements", "improvement", &columns, rows)
    };
    Ok((!told.rows.is_empty()).then_some(told))
}

fn row(asked: &Asked<'_>, one: &Improvement, plan: &Plan) -> Row {
    let begun = one.at.plus(-DAYS * DAY);
    let before = Pace { count: count(asked, plan, (begun, one.at)), days: DAYS as u32 };
    let since = one.done.map(|done| {
        let days = ((asked.now.0 - done.0) / DAY).clamp(0, DAYS);
        let until = done.plus(days * DAY);
        Pace { count: count(asked, plan, (done, until)), days: days as u32 }
    });
    let week = |pace: Option<Pace>| {
        let thousandths = pace.and_then(Pace::a_week).and_then(|n| i64::try_from(n).ok());
        thousandths.map_or(Cell::None, Cell::seconds)
    };
    let cells = vec![
        Cell::Text(one.action.clone().unwrap_or_default()),
        Cell::count(before.count),
        week(Some(before)),
        since.map_or(Cell::None, |pace| Cell::count(pace.count)),
        week(since),
        Cell::Text(plan.owner.clone()),
        Cell::Text(plan.check.to_string()),
    ];
    let opened = format!("{CAME} opened:{}..{}", stamp(begun), stamp(one.at));
    Row { cells, rows_of: format!("{opened} {}", plan.filter()).trim_end().to_owned() }
}

fn count(asked: &Asked<'_>, plan: &Plan, (from, until): (At, At)) -> u64 {
    let is_meant = |one: &&Ticket| (from..until).contains(&one.opened) && is_about(plan, one);
    complaints(asked).filter(is_meant).count() as u64
}

/// As [`Plan::is_about`] has it.
fn is_about(plan: &Plan, ticket: &Ticket) -> bool {
    plan.topic.is_none_or(|topic| topic.bytes() == ticket.topic)
        && plan.gap.is_none_or(|gap| Some(gap) == ticket.gap())
        && plan.activity.is_none_or(|one| Some(one) == ticket.activity())
}
