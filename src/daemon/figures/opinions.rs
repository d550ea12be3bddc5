//! What customers answered to one question: CSAT, NPS, CES. Never two questions, or two kinds of
//! raters, in one table.

use super::behind;
use super::part::{Asked, Parts, drawn, table};
use crate::domain::Rater;
use crate::domain::opinion::Measure;
use crate::domain::quality::scales::{Recommended, good};
use crate::wire::report::{Cell, Plot, Row, Table, Unit};

/// A table for each question and kind of rater of which there are answers.
pub fn tables(asked: &Asked<'_>) -> Vec<Table> {
    let kinds = Measure::ALL.iter().flat_map(|what| Rater::ALL.iter().map(|by| (*what, *by)));
    kinds.filter_map(|kind| one(asked, kind)).collect()
}

fn one(asked: &Asked<'_>, kind: (Measure, Rater)) -> Option<Table> {
    let all = asked.columns.opinions.rows().iter();
    let mut parts = Parts::<Vec<u8>>::new();
    for one in all.filter(|one| asked.means(one.at) && one.kind() == Some(kind)) {
        let part = asked.of_said((one.is_of(), one.subject), one.by, one.at);
        parts.add(part, |scores| scores.push(one.score));
    }
    if parts.all().is_empty() {
        return None;
    }
    let (what, rater) = kind;
    let rows = parts.rows(asked, |of, part, scores| {
        let mut cells = vec![of, Cell::count(scores.len() as u64)];
        cells.extend(figures(what, &scores));
        Row { cells, rows_of: behind::named(asked, &behind::scored_by(what, rater), &part) }
    });
    let columns: &[(&str, Unit)] = match what {
        Measure::Csat => {
            &[("answers", Unit::Count), ("satisfied", Unit::Count), ("csat", Unit::Share)]
        }
        Measure::Ces => &[
            ("answers", Unit::Count),
            ("easy", Unit::Count),
            ("easy-share", Unit::Share),
            ("ces", Unit::Score),
        ],
        Measure::Nps => &[
            ("answers", Unit::Count),
            ("promoters", Unit::Count),
            ("passives", Unit::Count),
            ("detractors", Unit::Count),
            ("nps", Unit::Score),
        ],
    };
    let drawn_by = Plot::Bars { column: columns.len() as u32 };
    let name = format!("{what}-{rater}");
    Some(drawn(table(&name, asked.of(), columns, rows), drawn_by, &[what.word()]))
}

/// The figures of a question behind how many answered it.
fn figures(what: Measure, scores: &[u8]) -> Vec<Cell> {
    let n = scores.len() as u64;
    let (_, highest) = what.range();
    let well = scores.iter().filter(|score| **score >= good(highest)).count();
    let share = Cell::ratio(i64::try_from(well).unwrap_or(0), n);
    let mean = || Cell::ratio(scores.iter().copied().map(i64::from).sum(), n);
    match what {
        Measure::Csat => vec![Cell::count(well as u64), share],
        Measure::Ces => vec![Cell::count(well as u64), share, mean()],
        Measure::Nps => {
            let told = scores.iter().try_fold(Recommended::default(), |all, one| all.and(*one));
            let told = told.unwrap_or_default();
            let counts = [told.promoters, told.passives, told.detractors].map(Cell::count);
            counts.into_iter().chain([Cell::real(told.score())]).collect()
        }
    }
}
