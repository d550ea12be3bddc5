//! Who is happy and leaves all the same, and who stays although they are not: satisfaction against
//! loyalty (Jones, Sasser 1995). Never an agent's guess: what customers said themselves.

use std::collections::BTreeMap;

use super::contact::Rated;
use super::part::{Asked, drawn, table};
use crate::domain::quality::scales::good;
use crate::domain::{At, Rater};
use crate::wire::report::{Cell, Plot, Row, Table, Unit};

/// Satisfied or not, and whether they stay: each with its word.
const KINDS: [(bool, bool, &str); 4] = [
    (true, true, "report-loyalist"),
    (true, false, "report-mercenary"),
    (false, true, "report-hostage"),
    (false, false, "report-defector"),
];

/// The table: customers by what they said last in the time, and by whether they have left.
pub fn map(asked: &Asked<'_>) -> Table {
    let mut last = BTreeMap::<u32, (At, bool)>::new();
    let all = asked.columns.ratings.rows().iter();
    for one in all.filter(|one| asked.means(one.at)) {
        let (Some(customer), Some(is_good)) = (asked.columns.rated_by(one), is_satisfied(one))
        else {
            continue;
        };
        let said = last.entry(customer).or_insert((one.at, is_good));
        if one.at >= said.0 {
            *said = (one.at, is_good);
        }
    }
    let count = |is_good: bool, stays: bool| {
        let is_meant = |(customer, (_, good)): &(&u32, &(At, bool))| {
            *good == is_good && asked.columns.has_left(**customer) != stays
        };
        last.iter().filter(is_meant).count() as u64
    };
    let row = |(is_good, stays, word): (bool, bool, &str)| {
        let count = count(is_good, stays);
        let share = Cell::ratio(i64::try_from(count).unwrap_or(0), last.len() as u64);
        let cells = vec![Cell::Word(word.to_owned()), Cell::count(count), share];
        Row { cells, rows_of: String::new() }
    };
    let all = Cell::count(last.len() as u64);
    let whole = Cell::ratio(i64::try_from(last.len()).unwrap_or(0), last.len() as u64);
    let sum = Row {
        cells: vec![Cell::Word("report-all".to_owned()), all, whole],
        rows_of: String::new(),
    };
    let rows = KINDS.into_iter().map(row).chain([sum]).collect();
    let columns = [("customers", Unit::Count), ("share", Unit::Share)];
    drawn(table("loyalty", "of", &columns, rows), Plot::Bars { column: 1 }, &["loyalty"])
}

/// Whether the mean of the scores is one that counts as satisfied; `None` of what customers have
/// not said themselves.
fn is_satisfied(rated: &Rated) -> Option<bool> {
    let (rater, scale) = rated.kind()?;
    let given = rated.scores().into_iter().filter(|score| *score > 0).map(u32::from);
    let (n, sum) = given.fold((0, 0), |(n, sum), score| (n + 1, sum + score));
    (rater == Rater::Customer && n > 0).then(|| sum >= n * u32::from(good(scale.byte())))
}
