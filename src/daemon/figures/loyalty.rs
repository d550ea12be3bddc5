//! Who is happy and leaves all the same, and who stays although they are not: satisfaction against
//! loyalty (Jones, Sasser 1995). Never an agent's guess: what customers said themselves.

use std::collections::BTreeMap;

use super::behind;
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

/// What a customer said last, and whether they have left.
pub struct Said {
    /// Who.
    pub customer: u32,
    /// When.
    pub at: At,
    /// The mean of the scores.
    pub mean: Cell,
    /// The word of what they are.
    pub word: &'static str,
}

/// What each customer said last in the time.
pub fn last(asked: &Asked<'_>) -> Vec<Said> {
    let mut last = BTreeMap::<u32, (&Rated, bool)>::new();
    let all = asked.columns.ratings.rows().iter();
    for one in all.filter(|one| asked.means(one.at)) {
        let (Some(customer), Some(is_good)) = (asked.columns.rated_by(one), is_satisfied(one))
        else {
            continue;
        };
        let said = last.entry(customer).or_insert((one, is_good));
        if one.at >= said.0.at {
            *said = (one, is_good);
        }
    }
    let said = |(customer, (rated, is_good)): (u32, (&Rated, bool))| {
        let stays = !asked.columns.has_left(customer);
        let kind = KINDS.iter().find(|(good, stay, _)| (*good, *stay) == (is_good, stays));
        let word = kind.map_or("report-none", |(.., word)| *word);
        Said { customer, at: rated.at, mean: behind::mean(&rated.scores()), word }
    };
    last.into_iter().map(said).collect()
}

/// The table: customers by what they said last in the time, and by whether they have left.
pub fn map(asked: &Asked<'_>) -> Table {
    let last = last(asked);
    let row = |(.., word): (bool, bool, &str)| {
        let count = last.iter().filter(|said| said.word == word).count() as u64;
        let share = Cell::ratio(i64::try_from(count).unwrap_or(0), last.len() as u64);
        let cells = vec![Cell::Word(word.to_owned()), Cell::count(count), share];
        Row { cells, rows_of: format!("loyalty of:{word}") }
    };
    let all = Cell::count(last.len() as u64);
    let whole = Cell::ratio(i64::try_from(last.len()).unwrap_or(0), last.len() as u64);
    let sum = Row {
        cells: vec![Cell::Word("report-all".to_owned()), all, whole],
        rows_of: "loyalty".to_owned(),
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
