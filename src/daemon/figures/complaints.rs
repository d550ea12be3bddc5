//! The report of what customers complain of and suggest. Never one that lives on in another ticket:
//! it is counted there.

use std::cmp::Reverse;

use super::desk::{CAME, came};
use super::improvements;
use super::part::{Asked, Part, Parts, drawn, table};
use super::row::Row as Ticket;
use crate::daemon::desk::Desk;
use crate::wire::report::{Cell, Plot, Row, Table, Unit};

/// The filter that gives suggestions.
const SUGGESTED: &str = "kind:suggestion -status:merged";

/// Its tables.
///
/// # Errors
/// The store's.
pub fn tables(desk: &Desk, asked: &Asked<'_>) -> anyhow::Result<Vec<Table>> {
    let mut tables = vec![
        pareto(asked, ("complaints-by-topic", "topic"), |one| Part::Topic(one.topic)),
        pareto(asked, ("complaints-by-gap", "gap"), |one| Part::Gap(one.gap())),
        pareto(asked, ("complaints-by-activity", "activity"), |one| Part::Activity(one.activity())),
    ];
    if asked.by.is_some() {
        tables.push(parts(asked));
    }
    tables.push(suggestions(asked));
    tables.extend(improvements::list(desk, asked)?);
    Ok(tables)
}

/// Complaints by their causes: the most frequent first, and how much of all those make up that came
/// so far.
fn pareto(asked: &Asked<'_>, (name, of): (&str, &str), part: impl Fn(&Ticket) -> Part) -> Table {
    let mut parts = Parts::<u64>::new();
    came(asked).for_each(|one| parts.add(Some(part(one)), |count| *count += 1));
    let mut counted = Vec::new();
    let mut rows = parts.rows(asked, |of, part, count| {
        let row =
            Row { cells: vec![of, Cell::count(count)], rows_of: asked.rows_of(&part, CAME, "by") };
        (count, row)
    });
    let all = rows.pop();
    rows.sort_by_key(|(count, _)| Reverse(*count));
    let total = all.as_ref().map_or(0, |(count, _)| *count);
    let mut so_far = 0;
    for (count, mut row) in rows.into_iter().chain(all) {
        so_far = (so_far + count).min(total);
        let share = |part: u64| Cell::ratio(i64::try_from(part).unwrap_or(0), total);
        row.cells.extend([share(count), share(so_far)]);
        counted.push(row);
    }
    let columns = [("complaints", Unit::Count), ("share", Unit::Share), ("so-far", Unit::Share)];
    drawn(table(name, of, &columns, counted), Plot::Bars { column: 1 }, &["pareto"])
}

/// Complaints by whatever was asked for.
fn parts(asked: &Asked<'_>) -> Table {
    let mut parts = Parts::<(u64, u64)>::new();
    for one in came(asked) {
        parts.add(asked.of_ticket(one, one.by), |(complaints, caused)| {
            *complaints += 1;
            *caused += u64::from(one.gap().is_some());
        });
    }
    let rows = parts.rows(asked, |of, part, (complaints, caused)| {
        let known = Cell::ratio(i64::try_from(caused).unwrap_or(0), complaints);
        let cells = vec![of, Cell::count(complaints), Cell::count(caused), known];
        Row { cells, rows_of: asked.rows_of(&part, CAME, "by") }
    });
    let columns =
        [("complaints", Unit::Count), ("with-cause", Unit::Count), ("share", Unit::Share)];
    drawn(table("complaints", asked.of(), &columns, rows), Plot::Bars { column: 1 }, &[])
}

/// Suggestions, and whether whoever made them had an answer.
fn suggestions(asked: &Asked<'_>) -> Table {
    let (tickets, rules) = (&asked.columns.tickets, &asked.columns.rules);
    let mut parts = Parts::<[u64; 4]>::new();
    let meant = |one: &&Ticket| !one.is_complaint() && asked.means(one.opened);
    for one in tickets.own().filter(meant) {
        let is_late = tickets.late_answer(one, asked.end(), rules);
        let is_answered = is_late.is_none();
        let late = is_late == Some(true);
        parts.add(asked.of_ticket(one, one.by), |sums| {
            let counts = [true, is_answered, !is_answered, late];
            sums.iter_mut().zip(counts).for_each(|(sum, is_so)| *sum += u64::from(is_so));
        });
    }
    let rows = parts.rows(asked, |of, part, sums| {
        let cells = std::iter::once(of).chain(sums.map(Cell::count)).collect();
        Row { cells, rows_of: asked.rows_of(&part, SUGGESTED, "by") }
    });
    let columns = [
        ("suggestions", Unit::Count),
        ("answered", Unit::Count),
        ("answers-owed", Unit::Count),
        ("late", Unit::Count),
    ];
    drawn(table("suggestions", asked.of(), &columns, rows), Plot::None, &["suggestions"])
}
